//! `FeedBurner`: the address that an entry had before a proxy counted its readers.

use super::super::draft::{EntryDraft, first};
use super::super::fields::address;
use super::super::xml::{Reader, Tag};

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    if tag.name() == "origlink" {
        first(&mut draft.entry.original_link, address(reader));
    }
}
