//! An element that is left out with all that it holds.

use super::tokens::Tag;

/// Follows the tags inside such an element to the end of it.
#[derive(Debug, Default)]
pub(super) struct Silence {
    /// The element, and how many of its name are open.
    open: Option<(String, usize)>,
}

impl Silence {
    /// Begins at a start tag of that name.
    pub fn begin(&mut self, name: &str) {
        self.open = Some((name.to_owned(), 1));
    }

    pub fn is_on(&self) -> bool {
        self.open.is_some()
    }

    /// Whether the start tag is left out.
    pub fn covers_start(&mut self, tag: &Tag<'_>) -> bool {
        if let Some((name, depth)) = &mut self.open {
            *depth += usize::from(*name == tag.name && !tag.self_closing);
        }
        self.is_on()
    }

    /// Whether the end tag is left out, such as that of the element itself.
    pub fn covers_end(&mut self, name: &str) -> bool {
        let Some((open, depth)) = &mut self.open else { return false };
        *depth -= usize::from(open == name);
        if *depth == 0 {
            self.open = None;
        }
        true
    }

    /// Ends if it is that of the element `name`, whose end tag is missing.
    pub fn break_off(&mut self, name: &str) {
        self.open.take_if(|(open, _)| open == name);
    }
}
