//! Atom 1.0 (RFC 4287) and 0.3, whichever names and namespaces its publishers mixed.

pub mod entry;
pub mod feed;
mod link;
mod source;
mod text;

use super::draft::{EntryDraft, FeedDraft};
use super::extensions;
use super::xml::{Ns, Reader, Tag};
use crate::model::feed::Format;

/// Reads a feed document, or a document of a lone entry.
pub fn read(reader: &mut Reader<'_>, draft: &mut FeedDraft) {
    while let Some(tag) = reader.child(0) {
        let version = reader.value_of("version");
        draft.feed.format = format(&tag, version.as_deref(), reader.scope.atom);
        match tag.name() {
            "feed" => read_feed(reader, draft),
            "entry" => read_entry(reader, draft),
            _ => {}
        }
    }
}

fn format(root: &Tag<'_>, version: Option<&str>, declared: Option<Format>) -> Format {
    match (root.ns, declared, version) {
        (Ns::Atom, Some(format), _) => format,
        (_, _, Some("0.3")) => Format::Atom03,
        (_, _, Some("1.0")) => Format::Atom10,
        _ => Format::Atom,
    }
}

fn read_feed(reader: &mut Reader<'_>, draft: &mut FeedDraft) {
    draft.feed.language = reader.scope.language().map(|language| language.to_string());
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        if tag.name() == "channel" && matches!(tag.ns, Ns::Atom | Ns::Plain) {
            read_channel(reader, draft);
        } else {
            read_part(reader, &tag, draft);
        }
    }
}

/// What RSS has around everything, and some put into Atom.
fn read_channel(reader: &mut Reader<'_>, draft: &mut FeedDraft) {
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        read_part(reader, &tag, draft);
    }
}

fn read_part(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    match (tag.ns, tag.name()) {
        (Ns::Atom | Ns::Plain, "entry" | "item") => read_entry(reader, draft),
        (Ns::Atom | Ns::Plain, _) => feed::element(reader, tag, draft),
        _ => extensions::feed(reader, tag, draft),
    }
}

fn read_entry(reader: &mut Reader<'_>, draft: &mut FeedDraft) {
    let mut entry = EntryDraft::default();
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        match tag.ns {
            Ns::Atom | Ns::Plain => entry::element(reader, &tag, &mut entry),
            _ => extensions::entry(reader, &tag, &mut entry),
        }
    }
    draft.add(entry, reader);
}
