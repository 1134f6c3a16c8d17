//! Dublin Core, elements and terms. What the dialect itself says comes first.

use chrono::{DateTime, Utc};

use super::super::draft::{EntryDraft, Fallback, FeedDraft, first, push};
use super::super::fields::{date, string};
use super::super::xml::{Ns, Reader, Tag};
use super::super::{people, text};
use super::atom_in_rss;
use crate::date;
use crate::model::feed::Category;

pub fn feed(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    let feed = &mut draft.feed;
    match tag.name() {
        "creator" | "author" => people::add(&mut feed.authors, people::person(&reader.text())),
        "contributor" => people::add(&mut feed.contributors, people::person(&reader.text())),
        "subject" => subject(reader, &mut feed.categories),
        "modified" => first(&mut feed.updated, date(reader)),
        "date" => {
            let date = date(reader);
            first(&mut draft.fallback.published[1], date);
            first(&mut draft.fallback.updated, date);
        }
        _ => common(reader, tag, &mut draft.fallback),
    }
}

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    let entry = &mut draft.entry;
    match tag.name() {
        "creator" | "author" => people::add(&mut entry.authors, people::person(&reader.text())),
        "contributor" => people::add(&mut entry.contributors, people::person(&reader.text())),
        "subject" => subject(reader, &mut entry.categories),
        "created" => first(&mut entry.created, date(reader)),
        "modified" => first(&mut entry.updated, date(reader)),
        "date" => first(&mut draft.fallback.published[1], date(reader)),
        "valid" => first(&mut entry.expires, end_of_period(&reader.text())),
        "provenance" => provenance(reader, draft),
        _ => common(reader, tag, &mut draft.fallback),
    }
}

/// `dcterms:provenance` of an RSS item may hold the `atom:source` for which RSS has no place.
fn provenance(reader: &mut Reader<'_>, draft: &mut EntryDraft) {
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        if tag.ns == Ns::Atom && tag.name() == "source" {
            atom_in_rss::entry(reader, &tag, draft);
        }
    }
}

fn common(reader: &mut Reader<'_>, tag: &Tag<'_>, fallback: &mut Fallback) {
    match tag.name() {
        "title" => first(&mut fallback.title[0], text::guessed_title(reader)),
        "description" | "abstract" => first(&mut fallback.summary[0], text::guessed(reader)),
        "publisher" => first(&mut fallback.publisher, people::person(&reader.text())),
        "rights" => first(&mut fallback.rights, text::guessed(reader)),
        "language" => first(&mut fallback.language, string(reader)),
        "identifier" => first(&mut fallback.id, string(reader)),
        "issued" => first(&mut fallback.published[0], date(reader)),
        _ => {}
    }
}

fn subject(reader: &mut Reader<'_>, categories: &mut Vec<Category>) {
    if let Some(term) = string(reader) {
        push(categories, Category { term, ..Category::default() });
    }
}

/// `dcterms:valid` is a DCMI period: `start=…; end=2026-01-01; scheme=W3C-DTF`.
fn end_of_period(text: &str) -> Option<DateTime<Utc>> {
    let end = text.split(';').find_map(|part| part.trim().strip_prefix("end="))?;
    date::parse(end.trim())
}
