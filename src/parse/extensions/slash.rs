//! The slash module of RSS 1.0: how many comments an entry has.

use super::super::draft::{EntryDraft, first};
use super::super::fields::number;
use super::super::xml::{Reader, Tag};

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    if tag.name() == "comments" {
        first(&mut draft.entry.comment_count, number(reader));
    }
}
