//! `at:deleted-entry` (RFC 6721): an entry that its publisher took back.

use super::super::draft::{FeedDraft, push};
use super::super::fields::date_attribute;
use super::super::xml::{Reader, Tag};
use crate::model::feed::Deleted;

pub fn feed(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    if tag.name() == "deleted-entry"
        && let Some(reference) = reader.value_of("ref")
    {
        let when = date_attribute(reader, "when");
        push(&mut draft.feed.deleted, Deleted { reference, when });
    }
}
