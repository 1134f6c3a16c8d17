//! `channel`: what the feed says of itself.

use super::super::draft::{FeedDraft, first, push};
use super::super::fields::{address, date, number, string};
use super::super::xml::{Ns, Reader, Tag};
use super::super::{extensions, people, text};
use super::{parts, read_item};
use crate::model::feed::Link;

/// Reads the channel that just began.
pub fn read(reader: &mut Reader<'_>, draft: &mut FeedDraft) {
    if let Some(language) = reader.scope.language() {
        draft.fallback.language = Some(language.to_string());
    }
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        match (tag.ns, tag.name()) {
            (Ns::Plain | Ns::Rdf, "item" | "entry") => read_item(reader, draft),
            (Ns::Plain, "items") => read_items(reader, draft),
            _ => element(reader, &tag, draft),
        }
    }
}

/// `items` lists the items in RSS 1.0, and holds them in RSS 1.1.
fn read_items(reader: &mut Reader<'_>, draft: &mut FeedDraft) {
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        if (tag.ns, tag.name()) == (Ns::Plain, "item") {
            read_item(reader, draft);
        }
    }
}

/// Reads one child of the channel that is no item.
pub fn element(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    if tag.ns != Ns::Plain {
        return extensions::feed(reader, tag, draft);
    }
    let feed = &mut draft.feed;
    match tag.name() {
        "title" => first(&mut feed.title, text::guessed_title(reader)),
        "description" | "tagline" | "subtitle" => first(&mut feed.subtitle, text::guessed(reader)),
        "link" => {
            if let Some(href) = parts::link(reader) {
                parts::take_base(reader, &href);
                first(&mut feed.link, Some(href.clone()));
                push(&mut feed.links, Link { href, rel: "alternate".to_owned(), ..Link::default() });
            }
        }
        "language" => first(&mut feed.language, string(reader)),
        "copyright" | "rights" => first(&mut feed.rights, text::guessed(reader)),
        "managingeditor" | "author" | "editor" => people::add(&mut feed.authors, people::read(reader)),
        "webmaster" => first(&mut feed.publisher, people::read(reader)),
        "pubdate" | "published" => first(&mut feed.published, date(reader)),
        "lastbuilddate" | "updated" => first(&mut feed.updated, date(reader)),
        "category" => push(&mut feed.categories, parts::category(reader)),
        "generator" => {
            if let Some(name) = string(reader) {
                first(&mut feed.generator.get_or_insert_default().name, Some(name));
            }
        }
        "docs" => first(&mut feed.docs, address(reader)),
        "cloud" => first(&mut feed.cloud, parts::cloud(reader)),
        "ttl" => first(&mut feed.ttl_minutes, number(reader)),
        "image" => first(&mut feed.image, parts::image(reader)),
        "textinput" => first(&mut feed.text_input, parts::text_input(reader)),
        "skiphours" => parts::skip_hours(reader, &mut feed.skip_hours),
        "skipdays" => parts::skip_days(reader, &mut feed.skip_days),
        "id" | "guid" => first(&mut feed.id, string(reader)),
        _ => {}
    }
}
