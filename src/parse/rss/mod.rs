//! RSS in all its versions: 0.9x and 2.0, and 0.90, 1.0 and 1.1, which are RDF.
//!
//! One reader serves them all, since publishers mix them: items may stand inside the channel, beside it
//! or without it, and what one version knows is understood in each.

mod channel;
mod item;
mod our_own;
mod parts;

use super::draft::{EntryDraft, FeedDraft};
use super::xml::{Ns, Reader, Tag};
use crate::model::feed::Format;

/// Reads an `rss`, `rdf:RDF` or `channel` document.
pub fn read(reader: &mut Reader<'_>, draft: &mut FeedDraft) {
    while let Some(tag) = reader.child(0) {
        let version = reader.value_of("version");
        let declared = reader.scope.rss;
        let found = format(&tag, version.as_deref(), declared);
        if matches!(tag.name(), "rss" | "rdf") {
            draft.feed.format = found;
            reader.scope.unprefixed_is_plain();
            read_root(reader, draft);
        } else {
            if draft.feed.format == Format::Rss {
                draft.feed.format = declared.unwrap_or_default();
            }
            reader.scope.unprefixed_is_plain();
            read_part(reader, &tag, draft);
        }
    }
    our_own::without_stand_ins(&mut draft.feed);
}

fn read_root(reader: &mut Reader<'_>, draft: &mut FeedDraft) {
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        // the namespace of RSS 1.0 may be declared no earlier than here
        if let (Format::Rss, "channel", Some(declared)) = (draft.feed.format, tag.name(), reader.scope.rss) {
            draft.feed.format = declared;
        }
        read_part(reader, &tag, draft);
    }
}

/// Reads what may stand beside the channel: the channel, or, in RDF, what belongs to it.
fn read_part(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    match (tag.ns, tag.name()) {
        (Ns::Plain | Ns::Rdf, "channel") => channel::read(reader, draft),
        (Ns::Plain | Ns::Rdf, "item" | "entry") => read_item(reader, draft),
        _ => channel::element(reader, tag, draft),
    }
}

fn read_item(reader: &mut Reader<'_>, draft: &mut FeedDraft) {
    let mut entry = EntryDraft::default();
    item::read(reader, &mut entry);
    draft.add(entry, reader);
}

fn format(root: &Tag<'_>, version: Option<&str>, declared: Option<Format>) -> Format {
    if root.name() == "rdf" {
        return declared.unwrap_or(Format::Rss);
    }
    match version {
        Some("0.90" | "0.9") => Format::Rss090,
        Some("0.91") => Format::Rss091,
        Some("0.92") => Format::Rss092,
        Some("0.93") => Format::Rss093,
        Some("0.94") => Format::Rss094,
        Some("1.0") => Format::Rss10,
        Some(version) if version == "2" || version.starts_with("2.") => Format::Rss20,
        _ => declared.unwrap_or(Format::Rss),
    }
}
