//! Atom elements inside RSS. What RSS says itself comes first; links are added to its own.

use super::super::atom;
use super::super::draft::{EntryDraft, FeedDraft, first};
use super::super::xml::{Reader, Tag};

pub fn feed(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    let (id, link) = (draft.feed.id.take(), draft.feed.link.take());
    atom::feed::element(reader, tag, draft);
    first(&mut draft.fallback.id, draft.feed.id.take());
    first(&mut draft.fallback.link, draft.feed.link.take());
    draft.feed.id = id;
    draft.feed.link = link;
}

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    let (id, link) = (draft.entry.id.take(), draft.entry.link.take());
    atom::entry::element(reader, tag, draft);
    first(&mut draft.fallback.id, draft.entry.id.take());
    first(&mut draft.fallback.link, draft.entry.link.take());
    draft.entry.id = id;
    draft.entry.link = link;
}
