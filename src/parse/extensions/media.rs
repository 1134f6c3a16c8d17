//! Media RSS: media objects, alone or in groups, with what is said of them at each level.

use super::super::draft::{EntryDraft, FeedDraft, first, inherit, picture, push};
use super::super::fields::{address, address_attribute, number_attribute, string};
use super::super::text;
use super::super::values::duration;
use super::super::xml::{Ns, Reader, Tag};
use super::keywords;
use crate::model::feed::{Category, Entry, Media, Text, TextKind, Thumbnail};

pub fn feed(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    match tag.name() {
        "thumbnail" => first(&mut draft.fallback.image, thumbnail(reader).map(picture)),
        "category" => push(&mut draft.feed.categories, category(reader)),
        "keywords" => keywords::add(&reader.text(), ',', &mut draft.feed.categories),
        _ => {}
    }
}

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    match tag.name() {
        "content" => {
            let media = content(reader, &mut draft.entry);
            push(&mut draft.entry.media, media);
        }
        "group" => group(reader, draft),
        "title" => {
            let title = declared_text(reader);
            first(&mut draft.fallback.title[1], title.clone());
            first(&mut draft.fallback.media.title, title);
        }
        "description" => {
            let description = declared_text(reader);
            first(&mut draft.fallback.summary[2], description.clone());
            first(&mut draft.fallback.media.description, description);
        }
        _ => said(reader, tag, &mut draft.fallback.media, &mut draft.entry),
    }
}

/// The same content in several forms: what the group says holds for each.
fn group(reader: &mut Reader<'_>, draft: &mut EntryDraft) {
    let mut shared = Media::default();
    let before = draft.entry.media.len();
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        match (tag.ns, tag.name()) {
            (Ns::Media, "content") => {
                let media = content(reader, &mut draft.entry);
                push(&mut draft.entry.media, media);
            }
            (Ns::Media, "title") => first(&mut shared.title, declared_text(reader)),
            (Ns::Media, "description") => first(&mut shared.description, declared_text(reader)),
            (Ns::Media, _) => said(reader, &tag, &mut shared, &mut draft.entry),
            _ => {}
        }
    }
    inherit(&mut draft.entry.media[before..], &shared, &mut reader.scope.growth);
    first(&mut draft.fallback.title[1], shared.title.clone());
    first(&mut draft.fallback.summary[2], shared.description.clone());
    if draft.entry.media.len() == before {
        inherit(std::slice::from_mut(&mut draft.fallback.media), &shared, &mut reader.scope.growth);
    }
}

fn content(reader: &mut Reader<'_>, entry: &mut Entry) -> Media {
    let mut media = Media {
        url: address_attribute(reader, "url"),
        media_type: reader.value_of("type"),
        medium: reader.value_of("medium"),
        width: number_attribute(reader, "width"),
        height: number_attribute(reader, "height"),
        duration_s: reader.attribute("duration").and_then(|text| duration(&text)),
        length: number_attribute(reader, "fileSize"),
        ..Media::default()
    };
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        match (tag.ns, tag.name()) {
            (Ns::Media, "title") => first(&mut media.title, declared_text(reader)),
            (Ns::Media, "description") => first(&mut media.description, declared_text(reader)),
            (Ns::Media, _) => said(reader, &tag, &mut media, entry),
            _ => {}
        }
    }
    media
}

/// What may be said at every level.
fn said(reader: &mut Reader<'_>, tag: &Tag<'_>, media: &mut Media, entry: &mut Entry) {
    match tag.name() {
        "thumbnail" => push(&mut media.thumbnails, thumbnail(reader)),
        "credit" => push(&mut media.credit, string(reader)),
        "rating" => first(&mut media.rating, string(reader)),
        "category" => push(&mut entry.categories, category(reader)),
        "keywords" => keywords::add(&reader.text(), ',', &mut entry.categories),
        "player" if media.url.is_none() => media.url = address_attribute(reader, "url"),
        _ => {}
    }
}

fn thumbnail(reader: &mut Reader<'_>) -> Option<Thumbnail> {
    let url = address_attribute(reader, "url");
    let (width, height) = (number_attribute(reader, "width"), number_attribute(reader, "height"));
    Some(Thumbnail { url: url.or_else(|| address(reader))?, width, height })
}

/// `type` is `plain` or `html`; where it is not given, publishers mean either.
fn declared_text(reader: &mut Reader<'_>) -> Option<Text> {
    match reader.attribute("type").as_deref() {
        Some("plain" | "text" | "text/plain") => text::declared(reader, TextKind::Text),
        Some("html" | "text/html") => text::declared(reader, TextKind::Html),
        _ => text::guessed(reader),
    }
}

fn category(reader: &mut Reader<'_>) -> Option<Category> {
    let scheme = reader.value_of("scheme");
    let label = reader.value_of("label");
    let term = string(reader).or_else(|| label.clone())?;
    Some(Category { term, scheme, label })
}
