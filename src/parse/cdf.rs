//! Channel Definition Format: what Internet Explorer 4 subscribed to in 1997.

use super::draft::{EntryDraft, FeedDraft, first, push};
use super::fields::{address_attribute, date_attribute};
use super::text;
use super::xml::{Reader, Tag};
use crate::model::feed::{Format, Image, Link};

/// Attributes of CDF's `CHANNEL` and `ITEM`; those of RSS have none.
const ATTRIBUTES: [&str; 6] = ["href", "base", "lastmod", "self", "level", "precache"];

/// Elements that only CDF has.
const ELEMENTS: [&str; 2] = ["<abstract", "<logo"];

/// Whether the document that begins with a `channel` is CDF, judged by its beginning.
pub fn is_cdf(document: &str) -> bool {
    let mut end = document.len().min(4096);
    while !document.is_char_boundary(end) {
        end -= 1;
    }
    let head = document[..end].to_ascii_lowercase();
    let has_attribute = |element: &str| {
        head.split(element)
            .skip(1)
            .any(|rest| ATTRIBUTES.iter().any(|name| rest.trim_start().starts_with(name)))
    };
    has_attribute("<channel ") || has_attribute("<item ") || ELEMENTS.iter().any(|mark| head.contains(mark))
}

/// Reads a `CHANNEL`, and the items of the channels in it.
pub fn read(reader: &mut Reader<'_>, draft: &mut FeedDraft) {
    draft.feed.format = Format::Cdf;
    while let Some(tag) = reader.child(0) {
        if tag.name() == "channel" {
            read_channel(reader, draft);
        }
    }
}

fn read_channel(reader: &mut Reader<'_>, draft: &mut FeedDraft) {
    set_link(reader, draft);
    first(&mut draft.feed.updated, date_attribute(reader, "lastmod"));
    let outermost = reader.depth();
    // channels may nest: their items are the feed's
    let mut depth = outermost;
    loop {
        let Some(tag) = reader.child(depth) else {
            if depth == outermost {
                return;
            }
            depth -= 1;
            continue;
        };
        match tag.name() {
            "channel" => depth = reader.depth(),
            "item" => {
                let mut entry = EntryDraft::default();
                read_item(reader, &mut entry);
                draft.add(entry, reader);
            }
            _ if depth == outermost => element(reader, &tag, draft),
            _ => {}
        }
    }
}

fn element(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    match tag.name() {
        "title" => first(&mut draft.feed.title, text::guessed_title(reader)),
        "abstract" => first(&mut draft.feed.subtitle, text::guessed(reader)),
        "a" => set_link(reader, draft),
        "logo" => {
            let Some(url) = address_attribute(reader, "href") else { return };
            if reader.attribute("style").is_some_and(|style| style.eq_ignore_ascii_case("icon")) {
                first(&mut draft.feed.icon, Some(url));
            } else {
                first(&mut draft.feed.image, Some(Image { url, ..Image::default() }));
            }
        }
        _ => {}
    }
}

fn set_link(reader: &mut Reader<'_>, draft: &mut FeedDraft) {
    if let Some(href) = address_attribute(reader, "href") {
        first(&mut draft.feed.link, Some(href.clone()));
        push(&mut draft.feed.links, Link { href, rel: "alternate".to_owned(), ..Link::default() });
    }
}

fn read_item(reader: &mut Reader<'_>, draft: &mut EntryDraft) {
    if let Some(href) = address_attribute(reader, "href") {
        draft.entry.link = Some(href.clone());
        draft.link(href);
    }
    draft.entry.updated = date_attribute(reader, "lastmod");
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        match tag.name() {
            "title" => first(&mut draft.entry.title, text::guessed_title(reader)),
            "abstract" => first(&mut draft.entry.summary, text::guessed(reader)),
            "a" => {
                if let Some(href) = address_attribute(reader, "href") {
                    first(&mut draft.entry.link, Some(href.clone()));
                    draft.link(href);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_alone_is_cdf_by_what_only_cdf_has() {
        for cdf in [
            "<CHANNEL LASTMOD='x'>",
            "<Channel>\n<Item  HREF='x'/>",
            "<CHANNEL><ABSTRACT>x",
            "<channel self='x'>",
        ] {
            assert!(is_cdf(cdf), "{cdf}");
        }
        for rss in
            ["<channel><title>x</title><item><link>x</link></item>", "<channel>", "<channel xmlns='x'>"]
        {
            assert!(!is_cdf(rss), "{rss}");
        }
    }
}
