//! Apple's podcast namespace.

use std::borrow::Cow;

use super::super::draft::{EntryDraft, FeedDraft, first, push};
use super::super::fields::{address, address_attribute, number, string, yes_or_no};
use super::super::xml::{Reader, Tag};
use super::super::{people, text, values};
use super::keywords;
use crate::model::feed::{Category, Image, Person};

/// The scheme of Apple's own categories.
const SCHEME: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";

pub fn feed(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    let feed = &mut draft.feed;
    match tag.name() {
        "title" => first(&mut draft.fallback.title[1], text::guessed_title(reader)),
        "author" => people::add(&mut feed.authors, people::person(&reader.text())),
        "owner" => first(&mut draft.fallback.publisher, owner(reader)),
        "category" => categories(reader, &mut feed.categories),
        "keywords" => add_keywords(reader, &mut feed.categories),
        "summary" => first(&mut draft.fallback.summary[1], text::guessed(reader)),
        "subtitle" => first(&mut draft.fallback.summary[2], text::guessed(reader)),
        "image" => first(&mut draft.fallback.image, image(reader)),
        // `<itunes:link rel="image">` of the first draft
        "link" if reader.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("image")) => {
            first(&mut draft.fallback.image, image(reader));
        }
        "explicit" => first(&mut feed.explicit, yes_or_no(reader)),
        "block" => first(&mut feed.block, yes_or_no(reader)),
        "new-feed-url" => first(&mut feed.new_feed_url, address(reader)),
        _ => {}
    }
}

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    match tag.name() {
        "title" => first(&mut draft.fallback.title[1], text::guessed_title(reader)),
        "author" => people::add(&mut draft.entry.authors, people::person(&reader.text())),
        "category" => categories(reader, &mut draft.entry.categories),
        "keywords" => add_keywords(reader, &mut draft.entry.categories),
        "summary" => first(&mut draft.fallback.summary[1], text::guessed(reader)),
        "subtitle" => first(&mut draft.fallback.summary[2], text::guessed(reader)),
        "image" => first(&mut draft.fallback.image, image(reader)),
        _ => episode(reader, tag, draft),
    }
}

fn episode(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    if !matches!(tag.name(), "duration" | "episode" | "season" | "episodetype" | "explicit" | "block") {
        return;
    }
    let podcast = draft.entry.podcast.get_or_insert_default();
    match tag.name() {
        "duration" => first(&mut podcast.duration_s, values::duration(&reader.text())),
        "episode" => first(&mut podcast.episode, number(reader)),
        "season" => first(&mut podcast.season, number(reader)),
        "episodetype" => first(&mut podcast.episode_type, string(reader).map(|kind| kind.to_lowercase())),
        "explicit" => first(&mut podcast.explicit, yes_or_no(reader)),
        _ => first(&mut podcast.block, yes_or_no(reader)),
    }
}

fn owner(reader: &mut Reader<'_>) -> Option<Person> {
    let mut person = Person::default();
    let mut loose = Cow::Borrowed("");
    let depth = reader.depth();
    while let Some(tag) = reader.child_or_text(depth, &mut loose) {
        match tag.name() {
            "name" => first(&mut person.name, string(reader)),
            "email" => first(&mut person.email, string(reader)),
            _ => {}
        }
    }
    if person == Person::default() { people::person(&loose) } else { Some(person) }
}

fn image(reader: &mut Reader<'_>) -> Option<Image> {
    let attribute = address_attribute(reader, "href").or_else(|| address_attribute(reader, "url"));
    let url = attribute.or_else(|| address(reader))?;
    Some(Image { url, ..Image::default() })
}

/// A category and those nested in it.
fn categories(reader: &mut Reader<'_>, categories: &mut Vec<Category>) {
    let outermost = reader.depth();
    let mut depth = outermost;
    let mut loose = Cow::Borrowed("");
    add_category(reader.value_of("text"), categories);
    loop {
        match reader.child_or_text(depth, &mut loose) {
            Some(tag) if tag.name() == "category" => {
                add_category(reader.value_of("text"), categories);
                depth = reader.depth();
            }
            Some(_) => {}
            None if depth == outermost => break,
            None => depth -= 1,
        }
    }
    add_category(Some(loose.trim().to_owned()), categories);
}

fn add_category(term: Option<String>, categories: &mut Vec<Category>) {
    if let Some(term) = term.filter(|term| !term.is_empty()) {
        push(categories, Category { term, scheme: Some(SCHEME.to_owned()), label: None });
    }
}

/// Keywords stand apart by commas, or, without any, by spaces.
fn add_keywords(reader: &mut Reader<'_>, categories: &mut Vec<Category>) {
    let text = reader.text();
    let separator = if text.contains(',') { ',' } else { ' ' };
    keywords::add(&text, separator, categories);
}
