//! Feed history (RFC 5005): whether the feed is complete. Its links are Atom's.

use super::super::draft::{FeedDraft, first};
use super::super::fields::address;
use super::super::xml::{Reader, Tag};

pub fn feed(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    match tag.name() {
        "complete" => draft.feed.complete = true,
        // the drafts before the RFC
        "prev" | "prev-archive" => first(&mut draft.feed.prev_archive, address(reader)),
        _ => {}
    }
}
