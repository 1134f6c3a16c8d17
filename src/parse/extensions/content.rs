//! `content:encoded` of RSS 1.0: the whole entry as escaped HTML.

use super::super::draft::{EntryDraft, push};
use super::super::text;
use super::super::xml::{Reader, Tag};
use crate::model::feed::Content;

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    if tag.name() == "encoded"
        && let Some(text) = text::guessed(reader)
    {
        push(&mut draft.entry.content, Content { text, src: None });
    }
}
