//! `xhtml:body` and `xhtml:div` in RSS: the whole entry as markup.

use super::super::draft::{EntryDraft, push};
use super::super::text::Setting;
use super::super::xml::{Captured, Reader, Tag, escaped};
use crate::model::feed::{Content, TextKind};

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    if !matches!(tag.name(), "body" | "div") {
        return;
    }
    let setting = Setting::of(reader);
    let Captured { value, markup } = reader.content();
    let value = if markup { value.into_owned() } else { escaped(&value) };
    if let Some(text) = setting.text(TextKind::Xhtml, value) {
        push(&mut draft.entry.content, Content { text, src: None });
    }
}
