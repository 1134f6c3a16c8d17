//! Podlove Simple Chapters: the chapters of an episode in the feed itself.

use super::super::draft::{EntryDraft, push};
use super::super::fields::address_attribute;
use super::super::values::duration;
use super::super::xml::{Reader, Tag};
use crate::model::feed::Chapter;

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    if tag.name() != "chapters" {
        return;
    }
    let podcast = draft.entry.podcast.get_or_insert_default();
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        if tag.name() == "chapter"
            && let Some(chapter) = chapter(reader)
        {
            push(&mut podcast.chapter_list, chapter);
        }
    }
}

fn chapter(reader: &mut Reader<'_>) -> Option<Chapter> {
    Some(Chapter {
        start_s: duration(&reader.attribute("start")?)?,
        title: reader.value_of("title")?,
        url: address_attribute(reader, "href"),
        image: address_attribute(reader, "image"),
    })
}
