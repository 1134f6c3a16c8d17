//! HTML from outside: made safe ([`SafeHtml::sanitise`]), or turned into plain text ([`text()`]).
//!
//! Two gates stand in a row. `clean` walks the tags of any document in one bounded, linear pass
//! and decides about whole elements: addresses, styles, frames, tracking pixels, nesting. What a
//! parser might read otherwise than `clean` wrote it then passes `gate`, a real HTML parser with
//! the same allow-list (ammonia). Nothing here fetches anything, or knows what feed a text is from.
//!
//! # Why most documents need no second gate
//!
//! `clean` copies no markup. It writes tags from constant names, attributes that a rule allowed
//! with values escaped in double quotes, and text without `<`, `>` or a bare `&`. No element on
//! the list changes the tokeniser's state, so a parser sees these tags and no others; each has its
//! end tag, nested. A parser could still *move* an element where HTML has rules of its own: tables,
//! formulas, ruby, frames, formatting closed and opened again. Whatever holds one of these goes
//! through the second gate; a test demands that the gate changes no byte of the rest, nor of anything
//! that is published, since that keeps to the content models of HTML (`elements`, `content`).

// What a document is made of
mod entities;
mod references;
mod tokens;
mod xml;

// What may stand in it: elements, what they hold, their attributes
mod allowed;
mod attributes;
mod content;
pub mod css;
mod elements;
mod forms;
mod frames;
mod math;
mod pixels;
mod style;
mod urls;

// The two gates
mod clean;
mod gate;
mod policy;
mod silence;

// Plain text out of it
mod summary;
mod text;

use std::fmt;

use url::Url;

pub use content::{Content, Place, TEXT};
pub use elements::Element;
pub use entities::entity;
pub use policy::{Conformance, Frames, Policy, Relative, Tracking};
pub use references::{character_in_halves, decode, decode_attribute, with_halves_joined};
pub use summary::{STAND_IN_CHARS, summary};
pub use text::{escaped, is_markup, lines, text};
pub use tokens::{Tag, Token, Tokens, is_void, place_of};
pub use urls::candidates;
pub use xml::{one_line_break, sound_text, windows_1252, xml_text};

/// HTML that met the sanitiser: balanced, allow-listed, with absolute references, and well-formed
/// as XML besides, since some readers of feeds have nothing better than an XML parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Makes safe what `html` says, whose relative references are relative to `base`.
    pub fn sanitise(html: &str, base: Option<&Url>) -> SafeHtml {
        SafeHtml::sanitise_with(html, base, &Policy::reading())
    }

    /// Makes `html` safe, and what else `policy` asks for.
    pub fn sanitise_with(html: &str, base: Option<&Url>, policy: &Policy) -> SafeHtml {
        if !html.contains(['<', '&', '>']) {
            return SafeHtml(policy.characters(html).into_owned());
        }
        let cleaned = clean::clean(html, base, policy);
        SafeHtml(if cleaned.is_doubtful { gate::pass(&cleaned.html, policy.frames) } else { cleaned.html })
    }

    /// Plain text as HTML: a paragraph for each block between blank lines, line breaks kept.
    pub fn from_text(plain: &str) -> SafeHtml {
        SafeHtml(text::paragraphs(plain))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
