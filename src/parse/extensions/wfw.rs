//! The well-formed web: where comments are read, and where they are sent.

use super::super::draft::{EntryDraft, first};
use super::super::fields::address;
use super::super::xml::{Reader, Tag};

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    match tag.name() {
        "commentrss" => first(&mut draft.entry.comment_feed, address(reader)),
        "comment" => first(&mut draft.entry.comment_api, address(reader)),
        _ => {}
    }
}
