//! The rules of RSS 2.0 and of the RSS Advisory Board's profile.

use std::collections::BTreeSet;

use url::Url;

use super::plain::plain_text;
use super::shared::{
    at, at_most_once, attribute_is, date, extensions, feed_links, html_text, itunes_feed, link, only_known,
    require, require_attributes, text_is,
};
use super::value::{
    is_count, is_email, is_feed_language, is_iri, is_media_type, is_public_address, is_rfc822_date,
    is_rfc3339_date, is_rss_uri, is_uri,
};
use super::xml::Node;
use super::{Report, quoted, vocabulary};

const CHANNEL: &[&str] = &[
    "title",
    "link",
    "description",
    "language",
    "copyright",
    "managingEditor",
    "webMaster",
    "pubDate",
    "lastBuildDate",
    "category",
    "generator",
    "docs",
    "ttl",
    "image",
    "item",
];
const ITEM: &[&str] = &[
    "title",
    "link",
    "description",
    "author",
    "category",
    "comments",
    "enclosure",
    "guid",
    "pubDate",
    "source",
];

pub fn check(root: &Node, address: Option<&Url>, report: &mut Report<'_>) {
    if root.name != "rss" || root.attribute("version") != Some("2.0") {
        report.error(&at(root), "root-element", "is not rss with version=\"2.0\"");
        return;
    }
    require(root, &["channel"], report);
    at_most_once(root, &["channel"], report);
    if let Some(channel) = root.child("channel") {
        self::channel(channel, address, report);
        items(channel, report);
    }
}

fn channel(channel: &Node, address: Option<&Url>, report: &mut Report<'_>) {
    require(channel, &["title", "link", "description"], report);
    only_known(channel, CHANNEL, has_no_prefix, report);
    vocabulary::feed(channel, report);
    let repeatable = ["category", "item"];
    let single: Vec<&str> = CHANNEL.iter().copied().filter(|name| !repeatable.contains(name)).collect();
    at_most_once(channel, &single, report);
    feed_links(channel, address, report);
    extensions(channel, report);
    itunes_feed(channel, "item", report);
    for child in &channel.children {
        match child.name.as_str() {
            "title" | "description" | "copyright" | "category" | "generator" => plain_text(child, report),
            "link" | "docs" | "atom:icon" | "atom:logo" => text_is(child, "uri", is_uri, report),
            "language" => text_is(child, "language", is_feed_language, report),
            "managingEditor" | "webMaster" => text_is(child, "email", is_profile_address, report),
            "pubDate" | "lastBuildDate" => date(child, is_rfc822_date, report),
            "image" => image(channel, child, report),
            "atom:author" => super::atom::person(child, report),
            _ => {}
        }
    }
    if channel.child("managingEditor").is_some() && channel.child("dc:creator").is_some() {
        report.warning(&at(channel), "duplicate-semantics", "has managingEditor and dc:creator");
    }
    misplaced_items(channel, report);
}

/// The profile wants all about the channel before its items.
fn misplaced_items(channel: &Node, report: &mut Report<'_>) {
    let first_item = channel.children.iter().position(|child| child.name == "item");
    let after =
        first_item.and_then(|first| channel.children[first..].iter().find(|child| child.name != "item"));
    if let Some(late) = after.filter(|late| has_no_prefix(&late.name) || late.name == "atom:link") {
        report.warning(&at(late), "misplaced-item", "stands behind an item");
    }
}

fn image(channel: &Node, image: &Node, report: &mut Report<'_>) {
    require(image, &["url", "title", "link"], report);
    let text = |node: &Node, name: &str| node.child(name).map(|child| child.text.clone());
    for name in ["title", "link"] {
        if text(channel, name) != text(image, name) {
            report.warning(&at(image), "image-matches", format!("has another {name} than the channel"));
        }
    }
    if let Some(title) = image.child("title") {
        plain_text(title, report);
    }
    if let Some(url) = image.child("url") {
        text_is(url, "uri", is_uri, report);
        let ending = url.text.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        if ending.chars().all(char::is_alphanumeric)
            && !["jpg", "jpeg", "gif", "png"].contains(&ending.as_str())
        {
            report.warning(
                &at(url),
                "image-format",
                format!("is no GIF, JPEG or PNG: {}", quoted(&url.text)),
            );
        }
    }
}

fn items(channel: &Node, report: &mut Report<'_>) {
    let mut guids = BTreeSet::new();
    for (index, item) in channel.named("item").enumerate() {
        report.item = Some(index);
        self::item(item, report);
        if item.child("slash:comments").is_some() && channel.child("lastBuildDate").is_none() {
            report.warning(
                &at(item),
                "comments-date",
                "counts comments, and the channel has no lastBuildDate",
            );
        }
        if let Some(guid) = item.child("guid")
            && !guids.insert(guid.text.as_str())
        {
            report.error(
                &at(guid),
                "duplicate-id",
                format!("is that of another item: {}", quoted(&guid.text)),
            );
        }
    }
    report.item = None;
}

fn item(item: &Node, report: &mut Report<'_>) {
    only_known(item, ITEM, has_no_prefix, report);
    vocabulary::item(item, report);
    let single: Vec<&str> = ITEM.iter().copied().filter(|name| *name != "category").collect();
    at_most_once(item, &single, report);
    at_most_once(
        item,
        &["content:encoded", "atom:author", "atom:updated", "dc:language", "dc:source"],
        report,
    );
    extensions(item, report);
    if item.child("title").is_none() && item.child("description").is_none() {
        report.error(&at(item), "required-element", "has neither title nor description");
    }
    if item.child("guid").is_none() {
        report.warning(&at(item), "required-element", "has no guid");
    }
    for child in &item.children {
        item_element(item, child, report);
    }
    order_and_repetition(item, report);
}

fn item_element(item: &Node, child: &Node, report: &mut Report<'_>) {
    match child.name.as_str() {
        "title" | "dc:creator" | "dc:contributor" | "dc:rights" | "dc:source" => plain_text(child, report),
        "link" | "comments" => text_is(child, "uri", is_rss_uri, report),
        "description" | "content:encoded" => html_text(child, report),
        "author" => text_is(child, "email", is_profile_address, report),
        "category" => {
            plain_text(child, report);
            attribute_is(child, "domain", "not-blank", |domain| !domain.trim().is_empty(), report);
        }
        "enclosure" => enclosure(child, report),
        "guid" => guid(item, child, report),
        "pubDate" => date(child, is_rfc822_date, report),
        "source" => {
            require_attributes(child, &["url"], report);
            attribute_is(child, "url", "uri", is_rss_uri, report);
            plain_text(child, report);
        }
        "dc:language" => text_is(child, "language", is_feed_language, report),
        "atom:updated" => date(child, is_rfc3339_date, report),
        "atom:link" => link(child, report),
        "atom:author" | "atom:contributor" => super::atom::person(child, report),
        _ => {}
    }
}

fn enclosure(node: &Node, report: &mut Report<'_>) {
    require_attributes(node, &["url", "length", "type"], report);
    attribute_is(node, "url", "uri", is_public_address, report);
    attribute_is(node, "length", "integer", is_count, report);
    attribute_is(node, "type", "media-type", is_media_type, report);
}

fn guid(item: &Node, guid: &Node, report: &mut Report<'_>) {
    if guid.text.trim().is_empty() || guid.text.trim() != guid.text {
        report.error(&at(guid), "not-blank", format!("is {}", quoted(&guid.text)));
    }
    match guid.attribute("isPermaLink") {
        None | Some("true") => {
            text_is(guid, "permalink", |text| is_rss_uri(text) && text.starts_with("http"), report);
            let link = item.child("link").map(|link| &link.text);
            if link.is_some_and(|link| *link != guid.text) {
                report.warning(&at(guid), "permalink", "is a permalink and not the item's link");
            }
        }
        Some("false") if !is_iri(&guid.text) => {
            report.error(&at(guid), "uri", format!("is no IRI: {}", quoted(&guid.text)));
        }
        Some("false") => {}
        Some(other) => report.error(&at(guid), "boolean", format!("has isPermaLink={}", quoted(other))),
    }
}

fn order_and_repetition(item: &Node, report: &mut Report<'_>) {
    let position = |name: &str| item.children.iter().position(|child| child.name == name);
    if let Some(content) = position("content:encoded")
        && position("description").is_none_or(|description| description > content)
    {
        report.warning(&at(item), "description-first", "has content:encoded without a description before it");
    }
    for (core, extension) in [
        ("author", "dc:creator"),
        ("category", "dc:subject"),
        ("pubDate", "dc:date"),
        ("source", "dc:source"),
    ] {
        if position(core).is_some() && position(extension).is_some() {
            report.warning(&at(item), "duplicate-semantics", format!("has {core} and {extension}"));
        }
    }
}

fn has_no_prefix(name: &str) -> bool {
    !name.contains(':')
}

/// `address (name)`.
fn is_profile_address(text: &str) -> bool {
    text.split_once(" (")
        .is_some_and(|(address, name)| is_email(address) && name.len() > 1 && name.ends_with(')'))
}
