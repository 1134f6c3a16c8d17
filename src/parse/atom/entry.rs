//! `entry`.

use super::super::draft::{EntryDraft, first, push};
use super::super::fields::{address, date, number_attribute, string};
use super::super::people;
use super::super::xml::{Reader, Tag};
use super::{feed, link, source, text};
use crate::model::feed::{Enclosure, Entry, Link};

/// Reads one child of `entry`.
pub fn element(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    let entry = &mut draft.entry;
    match tag.name() {
        "title" => first(&mut entry.title, text::read(reader)),
        "summary" => first(&mut entry.summary, text::read(reader)),
        "content" => {
            if let Some(content) = text::content(reader) {
                push(&mut entry.content, content);
            }
        }
        "id" => first(&mut entry.id, string(reader)),
        "link" => {
            // RFC 4685: how many answers the link leads to
            let answers = number_attribute(reader, "count");
            if let Some(link) = link::read(reader) {
                add_link(entry, link, answers);
            }
        }
        "url" => first(&mut draft.fallback.link, address(reader)),
        "published" | "issued" | "pubdate" => first(&mut entry.published, date(reader)),
        "updated" | "modified" => first(&mut entry.updated, date(reader)),
        "created" => first(&mut entry.created, date(reader)),
        "author" => people::add(&mut entry.authors, people::read(reader)),
        "contributor" => people::add(&mut entry.contributors, people::read(reader)),
        "category" => push(&mut entry.categories, feed::category(reader)),
        "rights" | "copyright" => first(&mut entry.rights, text::read(reader)),
        "source" => first(&mut entry.source, Some(Box::new(source::read(reader)))),
        _ => {}
    }
}

/// Takes a link for what its relation says that it is.
fn add_link(entry: &mut Entry, link: Link, answers: Option<u64>) {
    match link.rel.as_str() {
        "alternate" => link::page(&mut entry.link, &entry.links, &link),
        "enclosure" => push(&mut entry.enclosures, enclosure(&link)),
        "replies" => {
            first(&mut entry.comment_count, answers);
            let place = if is_feed(&link) { &mut entry.comment_feed } else { &mut entry.comments };
            first(place, Some(link.href.clone()));
        }
        _ => {}
    }
    push(&mut entry.links, link);
}

/// Whether what a link leads to is a feed, by its media type: XHTML is XML, and a page.
fn is_feed(link: &Link) -> bool {
    let is_feed = |media_type: &str| media_type.contains("xml") && !media_type.contains("xhtml");
    link.media_type.as_deref().is_some_and(is_feed)
}

fn enclosure(link: &Link) -> Enclosure {
    Enclosure {
        url: link.href.clone(),
        media_type: link.media_type.clone(),
        length: link.length,
        title: link.title.clone(),
        duration_s: None,
    }
}
