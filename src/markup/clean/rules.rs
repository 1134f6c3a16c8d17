//! How tags nest in browsers, whatever they should: which tags end what, where an element means nothing,
//! and where a browser would move what stands in a table.

use super::super::attributes::Values;
use super::super::elements::{self, Element, Kind};
use super::Cleaner;
use super::nest::{Formatting, MAX_DEPTH, Open, is_formatting};

impl Cleaner<'_> {
    /// HTML among formulas ends the formula, except where MathML holds text (WHATWG HTML 13.2.6.5).
    pub(super) fn leave_math(&mut self, name: &str) {
        let math_only =
            |open: &&Open| elements::is_math(open.given.name) && !holds_math_text(open.given.name);
        let formula = self.nest.open.iter().rev().take_while(math_only).count();
        if formula > 0 && !elements::is_math(name) {
            self.nest.close_from(self.nest.open.len() - formula, Formatting::GoesOn);
        }
    }

    /// Closes what the start of `element` ends without an end tag (WHATWG HTML 13.1.2.4).
    pub(super) fn close_implied(&mut self, element: &Element) {
        let Element { name, kind, .. } = *element;
        if is_table_part(element) {
            self.return_to_table(element);
            return;
        }
        let ended = match kind {
            Kind::Item => self.nest.innermost(
                |open| open.given.kind == Kind::Item && (open.given.name == "li") == (name == "li"),
                bounds_items,
            ),
            Kind::Link => self.nest.innermost(
                |open| open.given.kind == Kind::Link,
                |open| matches!(open.given.kind, Kind::Cell | Kind::TablePart),
            ),
            Kind::Annotation => self
                .nest
                .innermost(|open| open.given.kind == Kind::Annotation, |open| open.given.name == "ruby"),
            _ => None,
        };
        if let Some(at) = ended {
            self.nest.close_from(at, Formatting::GoesOn);
        }
        if is_block(element) {
            self.close_paragraph(kind);
        }
    }

    /// A part of a table ends whatever stands between it and the part that may hold it.
    fn return_to_table(&mut self, part: &Element) {
        let is_section = |open: &Open| matches!(open.given.name, "tbody" | "thead" | "tfoot");
        let holds = |open: &Open| match part.kind {
            _ if open.given.kind == Kind::Table => true,
            Kind::Cell => open.given.kind == Kind::Row || is_section(open),
            Kind::Row => is_section(open),
            _ => part.name == "col" && open.given.name == "colgroup",
        };
        if let Some(holder) = self.nest.innermost(holds, |_| false) {
            self.nest.close_from(holder + 1, Formatting::Ends);
        }
    }

    /// A block ends the paragraph that it stands in, and a heading another heading.
    fn close_paragraph(&mut self, kind: Kind) {
        let of_paragraph = |open: &Open| open.given.kind == Kind::Paragraph;
        let bounds = |open: &Open| {
            matches!(open.given.kind, Kind::Cell | Kind::TablePart) || holds_math_text(open.given.name)
        };
        if let Some(at) = self.nest.innermost(of_paragraph, bounds) {
            self.nest.close_from(at, Formatting::GoesOn);
        }
        let in_heading = self.nest.open.last().is_some_and(|open| open.given.kind == Kind::Heading);
        if in_heading && kind == Kind::Heading {
            self.nest.close_from(self.nest.open.len() - 1, Formatting::GoesOn);
        }
    }

    pub(super) fn end_element(&mut self, element: &Element) {
        let Element { name, kind, .. } = *element;
        let same = |open: &Open| {
            open.given.name == name || kind == Kind::Heading && open.given.kind == Kind::Heading
        };
        let barrier = |open: &Open| match kind {
            Kind::Table => false,
            Kind::TablePart | Kind::Row | Kind::Cell => open.given.kind == Kind::Table,
            _ => matches!(open.given.kind, Kind::Cell | Kind::TablePart),
        };
        let Some(at) = self.nest.innermost(same, barrier) else {
            if let Some(at) = self.nest.lost.iter().rposition(|lost| lost.given.name == name) {
                self.nest.lost.remove(at);
            }
            return;
        };
        if is_formatting(kind) && !self.nest.open[at..].iter().all(|open| is_formatting(open.given.kind)) {
            self.nest.open[at].ended = true;
            self.nest.is_doubtful = true;
            return;
        }
        let ends_formatting = matches!(kind, Kind::Table | Kind::TablePart | Kind::Row | Kind::Cell);
        self.nest.close_from(at, if ends_formatting { Formatting::Ends } else { Formatting::GoesOn });
    }

    /// Whether the element means anything here: a row outside a table does not.
    pub(super) fn has_place(&self, element: &Element) -> bool {
        let Element { name, kind, .. } = *element;
        let is_in = |wanted: fn(&Element) -> bool| self.nest.open.iter().any(|open| wanted(open.given));
        let parent = self.nest.open.last().map_or("", |open| open.given.name);
        match name {
            _ if is_table_part(element) => is_in(|open| open.kind == Kind::Table),
            _ if kind == Kind::Annotation => parent == "ruby",
            "source" | "track" => matches!(parent, "audio" | "video" | "picture"),
            _ if elements::is_math(name) && name != "math" => is_in(|open| open.name == "math"),
            _ => true,
        }
    }

    /// A browser would move what stands in no cell before the table; it stays in its place instead.
    pub(super) fn provide_cell(&mut self) {
        if self.nest.open.len() + 2 > MAX_DEPTH {
            return;
        }
        if self.nest.open.last().is_some_and(|open| open.given.name == "colgroup") {
            self.nest.close_from(self.nest.open.len() - 1, Formatting::Ends);
        }
        let Some(parent) = self.nest.open.last() else { return };
        let in_row = parent.given.kind == Kind::Row;
        let in_table = parent.given.kind == Kind::Table
            || parent.given.kind == Kind::TablePart && parent.given.name != "caption";
        for name in ["tr", "td"].into_iter().skip(usize::from(in_row)) {
            if let Some(element) = Element::named(name).filter(|_| in_table || in_row) {
                self.nest.start(element, element, &Values::default());
            }
        }
    }
}

/// Whether an item outside `open` stays open when one inside it starts.
fn bounds_items(open: &Open) -> bool {
    match open.given.kind {
        Kind::List | Kind::Table | Kind::TablePart | Kind::Cell => true,
        Kind::Object => holds_math_text(open.given.name),
        Kind::Block => !matches!(open.given.name, "div" | "address"),
        _ => false,
    }
}

pub(super) fn is_table_part(element: &Element) -> bool {
    element.name == "col" || matches!(element.kind, Kind::TablePart | Kind::Row | Kind::Cell)
}

fn is_block(element: &Element) -> bool {
    let is_block = matches!(
        element.kind,
        Kind::Block | Kind::Paragraph | Kind::Heading | Kind::List | Kind::Item | Kind::Table
    );
    is_block || element.name == "hr"
}

/// The elements of MathML that hold text, and HTML within it (WHATWG HTML 13.2.6.5).
fn holds_math_text(name: &str) -> bool {
    matches!(name, "mi" | "mo" | "mn" | "ms" | "mtext")
}
