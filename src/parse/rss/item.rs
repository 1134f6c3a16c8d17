//! `item`: one entry.

use std::borrow::Cow;

use super::super::draft::{EntryDraft, first, push};
use super::super::fields::{address, address_attribute, date, number_attribute, resolved, string};
use super::super::xml::{Ns, Reader, Tag};
use super::super::{extensions, people, text};
use super::parts;
use crate::model::feed::{Content, Enclosure, Source};

/// Reads the item that just began.
pub fn read(reader: &mut Reader<'_>, draft: &mut EntryDraft) {
    let about = reader.value_of("about");
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        if tag.ns == Ns::Plain {
            element(reader, &tag, draft);
        } else {
            extensions::entry(reader, &tag, draft);
        }
    }
    // RSS 1.0 and 1.1: the URI of the resource that the item is
    first(&mut draft.entry.id, about);
    link_by_guid(draft);
}

fn element(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    let entry = &mut draft.entry;
    match tag.name() {
        "title" => first(&mut entry.title, text::guessed_title(reader)),
        "link" => {
            if let Some(href) = parts::link(reader) {
                first(&mut draft.entry.link, Some(href.clone()));
                draft.link(href);
            }
        }
        "description" | "summary" => first(&mut entry.summary, text::guessed(reader)),
        "body" | "fullitem" | "content" => {
            if let Some(text) = text::guessed(reader) {
                push(&mut entry.content, Content { text, src: None });
            }
        }
        "guid" | "id" => guid(reader, tag, draft),
        "pubdate" | "published" | "date" => first(&mut entry.published, date(reader)),
        "updated" | "modified" | "lastbuilddate" => first(&mut entry.updated, date(reader)),
        "expirationdate" => first(&mut entry.expires, date(reader)),
        "author" | "managingeditor" => people::add(&mut entry.authors, people::read(reader)),
        "category" => push(&mut entry.categories, parts::category(reader)),
        "comments" => first(&mut entry.comments, address(reader)),
        "enclosure" => push(&mut entry.enclosures, enclosure(reader)),
        "source" => first(&mut entry.source, source(reader)),
        "image" => first(&mut entry.image, parts::image(reader)),
        "copyright" | "rights" => first(&mut entry.rights, text::guessed(reader)),
        "language" => first(&mut entry.language, string(reader)),
        _ => {}
    }
}

/// A `guid` is the item's address too unless it says that it is not, or shows it: `urn:…`, `12345`.
fn guid(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    let said = reader.attribute("isPermaLink").map(|value| value.eq_ignore_ascii_case("true"));
    let base = reader.base().cloned();
    let Some(id) = string(reader) else { return };
    if draft.entry.id.is_some() {
        return;
    }
    let relative = said == Some(true) || id.starts_with('/');
    let address = if relative { resolved(reader, Cow::Borrowed(&id), base.as_deref()) } else { id.clone() };
    let is_web = address.starts_with("http://") || address.starts_with("https://");
    if tag.name() == "guid" && said != Some(false) && is_web {
        draft.entry.id_is_permalink = true;
        draft.fallback.permalink = Some(address);
    }
    draft.entry.id = Some(id);
}

fn link_by_guid(draft: &mut EntryDraft) {
    let Some(permalink) = draft.fallback.permalink.take() else { return };
    if draft.entry.link.is_none() && draft.fallback.link.is_none() {
        draft.entry.link = Some(permalink.clone());
        draft.link(permalink);
    }
}

fn enclosure(reader: &mut Reader<'_>) -> Option<Enclosure> {
    let url = address_attribute(reader, "url")
        .or_else(|| address_attribute(reader, "resource"))
        .or_else(|| address_attribute(reader, "href"));
    let media_type = reader.value_of("type");
    let length = number_attribute(reader, "length");
    let text = address(reader);
    Some(Enclosure { url: url.or(text)?, media_type, length, title: None, duration_s: None })
}

/// The feed that the item came from: its address in an attribute, its title as text.
fn source(reader: &mut Reader<'_>) -> Option<Box<Source>> {
    let feed_url = address_attribute(reader, "url");
    let title = text::guessed_title(reader);
    (feed_url.is_some() || title.is_some()).then(|| Box::new(Source { title, feed_url, ..Source::default() }))
}
