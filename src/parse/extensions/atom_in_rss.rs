//! Atom elements inside RSS. What RSS says itself comes first; links are added to its own, and so is what
//! `atom:source` knows besides. People stand in the order of `dc:creator`, which names them all.

use super::super::atom;
use super::super::draft::{EntryDraft, FeedDraft, first, push};
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
    let source = draft.entry.source.take_if(|_| tag.name() == "source");
    let (id, link) = (draft.entry.id.take(), draft.entry.link.take());
    let authors = std::mem::take(&mut draft.entry.authors);
    let contributors = std::mem::take(&mut draft.entry.contributors);
    atom::entry::element(reader, tag, draft);
    for author in std::mem::replace(&mut draft.entry.authors, authors) {
        push(&mut draft.fallback.authors, author);
    }
    for contributor in std::mem::replace(&mut draft.entry.contributors, contributors) {
        push(&mut draft.fallback.contributors, contributor);
    }
    first(&mut draft.fallback.id, draft.entry.id.take());
    first(&mut draft.fallback.link, draft.entry.link.take());
    draft.entry.id = id;
    draft.entry.link = link;
    if let Some(said) = source {
        let mut whole = draft.entry.source.take().unwrap_or_default();
        whole.title = said.title.or(whole.title);
        whole.feed_url = said.feed_url.or(whole.feed_url);
        draft.entry.source = Some(whole);
    }
}
