//! What a feed says of itself; `source` says the same of another feed.

use super::super::draft::{FeedDraft, first, push};
use super::super::fields::{address, address_attribute, date, string};
use super::super::people;
use super::super::xml::{Reader, Tag};
use super::{link, text};
use crate::model::feed::{Category, Feed, Generator, Link};

/// Reads one child of `feed` or `source`.
pub fn element(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    let feed = &mut draft.feed;
    match tag.name() {
        "title" => first(&mut feed.title, text::read(reader)),
        "subtitle" | "tagline" => first(&mut feed.subtitle, text::read(reader)),
        "info" | "description" => first(&mut draft.fallback.summary[0], text::read(reader)),
        "rights" | "copyright" => first(&mut feed.rights, text::read(reader)),
        "id" => first(&mut feed.id, string(reader)),
        "link" => {
            if let Some(link) = link::read(reader) {
                add_link(feed, link);
            }
        }
        "published" | "issued" | "created" => first(&mut feed.published, date(reader)),
        "updated" | "modified" => first(&mut feed.updated, date(reader)),
        "author" => people::add(&mut feed.authors, people::read(reader)),
        "contributor" => people::add(&mut feed.contributors, people::read(reader)),
        "category" => push(&mut feed.categories, category(reader)),
        "generator" => first(&mut feed.generator, Some(generator(reader))),
        "icon" => first(&mut feed.icon, address(reader)),
        "logo" => first(&mut feed.logo, address(reader)),
        "language" => first(&mut draft.fallback.language, string(reader)),
        _ => {}
    }
}

/// Takes a link for what its relation says that it is.
pub fn add_link(feed: &mut Feed, link: Link) {
    let place = match link.rel.as_str() {
        "self" => Some(&mut feed.self_url),
        "next" => Some(&mut feed.next_page),
        "prev-archive" => Some(&mut feed.prev_archive),
        _ => None,
    };
    if let Some(place) = place {
        first(place, Some(link.href.clone()));
    } else if link.rel == "alternate" {
        link::page(&mut feed.link, &feed.links, &link);
    } else if link.rel == "hub" && !feed.hubs.contains(&link.href) {
        push(&mut feed.hubs, link.href.clone());
    }
    push(&mut feed.links, link);
}

/// `category`: its term in an attribute, or, in older documents, as its text.
pub fn category(reader: &mut Reader<'_>) -> Option<Category> {
    let term = reader.value_of("term");
    let scheme = reader.value_of("scheme").or_else(|| reader.value_of("domain"));
    let label = reader.value_of("label");
    let text = string(reader);
    let term = term.or(text).or_else(|| label.clone())?;
    Some(Category { term, scheme, label })
}

fn generator(reader: &mut Reader<'_>) -> Generator {
    let url = address_attribute(reader, "uri").or_else(|| address_attribute(reader, "url"));
    let version = reader.value_of("version");
    Generator { url, version, name: string(reader) }
}
