//! A pull reader for XML as feeds really are: a stray `&` costs a warning, not the feed.
//!
//! A dialect's reader asks for one child element after the other ([`Reader::child`]) and takes the
//! text of those that it knows ([`Reader::text`], [`Reader::content`]); whatever it leaves alone is
//! passed over. One pass, no tree, borrowed text; `xml:base`, `xml:lang` and namespaces are
//! inherited on the way. It is a tokenizer of our own instead of quick-xml's: resuming inside
//! broken markup needs the document's text and position, and knowing only what feeds need it is
//! faster than a strict reader with recovery on top. It validates nothing and loads nothing.

mod attributes;
mod capture;
mod growth;
mod leaf;
pub mod namespace;
pub mod problems;
pub mod reference;
mod scope;
mod section;
mod structure;
pub mod tag;

use std::borrow::Cow;

pub use growth::Growth;
pub use namespace::Ns;
pub use problems::Problems;
pub use scope::Base;
pub use section::unwrapped;
pub use structure::Reader;
pub use tag::Tag;

pub use capture::Captured;

/// The next thing in the document.
#[derive(Debug, Clone, Copy)]
pub enum Token<'a> {
    Start(Tag<'a>),
    /// One or more elements ended.
    End,
    Text(Piece<'a>),
    /// The document ended.
    Eof,
}

/// A run of text between two tags.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    pub raw: &'a str,
    pub decoding: Decoding,
}

/// What has to be decoded in a run of text; most need nothing, and are not looked over again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoding {
    Nothing,
    /// It may have carriage returns, and stood in a CDATA section.
    LineEnds,
    /// It may have carriage returns and references.
    All,
}

/// `text` as markup that shows it.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    capture::escape(text, &mut out);
    out
}

/// `text` without white space at its ends.
pub fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    let ends = [text.as_bytes().first(), text.as_bytes().last()];
    if ends.into_iter().flatten().all(u8::is_ascii_graphic) {
        return text;
    }
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(mut text) => {
            text.truncate(text.trim_end().len());
            text.drain(..text.len() - text.trim_start().len());
            Cow::Owned(text)
        }
    }
}
