//! Which starts show that an element before was left open: publishers forget end tags, and know best
//! what they never nest.

use super::{Ns, Tag};

/// Whether an element of the dialect holds text only, so that some starts inside show that it was
/// left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaf {
    /// It has children, or is not of the dialect.
    No,
    /// A line of text.
    Line,
    /// Text in which publishers may have left markup unescaped.
    Prose,
}

impl Leaf {
    pub fn of(tag: &Tag<'_>) -> Leaf {
        if !matches!(tag.ns, Ns::Plain | Ns::Atom) {
            return Leaf::No;
        }
        match tag.name() {
            "title" | "link" | "guid" | "pubdate" | "id" | "updated" | "published" | "comments"
            | "lastbuilddate" => Leaf::Line,
            "description" | "summary" => Leaf::Prose,
            _ => Leaf::No,
        }
    }

    /// HTML has a title, a link and a summary too, which may stand in prose.
    pub fn is_ended_by(self, tag: &Tag<'_>) -> bool {
        if self == Leaf::No || !matches!(tag.ns, Ns::Plain | Ns::Atom) {
            return false;
        }
        match tag.name() {
            "item" | "entry" | "guid" | "pubdate" | "updated" | "published" | "description"
            | "lastbuilddate" => true,
            "title" | "link" | "category" | "author" | "summary" => self == Leaf::Line,
            _ => false,
        }
    }
}

/// Whether the element is an entry of the dialect.
pub fn is_entry(tag: &Tag<'_>) -> bool {
    match tag.ns {
        Ns::Plain | Ns::Atom => matches!(tag.name(), "item" | "entry"),
        _ => false,
    }
}
