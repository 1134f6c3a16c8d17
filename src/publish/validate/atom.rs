//! The rules of Atom, RFC 4287, and of its extensions that feedmill writes.

use std::collections::BTreeSet;

use url::Url;

use super::plain::{self, plain_attribute, plain_text};
use super::shared::{
    at, at_most_once, attribute_is, date, extensions, feed_links, html_text, in_older_form, itunes_feed,
    link, only_known, require, require_attributes, text_is,
};
use super::value::{is_email, is_feed_language, is_iri, is_rfc3339_date, is_uri};
use super::xml::Node;
use super::{Report, quoted, vocabulary};

const FEED: &[&str] = &[
    "atom:title",
    "atom:id",
    "atom:updated",
    "atom:author",
    "atom:category",
    "atom:contributor",
    "atom:generator",
    "atom:icon",
    "atom:link",
    "atom:logo",
    "atom:rights",
    "atom:subtitle",
    "atom:entry",
];
const ENTRY: &[&str] = &[
    "atom:title",
    "atom:id",
    "atom:updated",
    "atom:author",
    "atom:category",
    "atom:contributor",
    "atom:link",
    "atom:published",
    "atom:rights",
    "atom:source",
    "atom:summary",
    "atom:content",
];
const REPEATABLE: &[&str] = &["atom:author", "atom:category", "atom:contributor", "atom:link", "atom:entry"];

pub fn check(root: &Node, address: Option<&Url>, report: &mut Report<'_>) {
    if root.name != "atom:feed" {
        report.error(&at(root), "root-element", "is no Atom feed");
        return;
    }
    only_known(root, FEED, is_atom, report);
    vocabulary::feed(root, report);
    metadata(root, FEED, report);
    attribute_is(root, "xml:lang", "language", is_feed_language, report);
    feed_links(root, address, report);
    alternates_differ(root, report);
    extensions(root, report);
    itunes_feed(root, "atom:entry", report);
    if root.child("atom:entry").is_none() && root.child("atom:author").is_none() {
        report.error(&at(root), "required-element", "has neither entries nor an author");
    }
    let mut ids = BTreeSet::new();
    for (index, entry) in root.named("atom:entry").enumerate() {
        report.item = Some(index);
        self::entry(root, entry, report);
        if let Some(id) = entry.child("atom:id")
            && !ids.insert(id.text.as_str())
        {
            report.error(&at(id), "duplicate-id", format!("is that of another entry: {}", quoted(&id.text)));
        }
    }
    report.item = None;
}

/// What feeds, sources and entries have in common.
fn metadata(node: &Node, known: &[&str], report: &mut Report<'_>) {
    require(node, &["atom:title", "atom:id", "atom:updated"], report);
    let single: Vec<&str> = known.iter().copied().filter(|name| !REPEATABLE.contains(name)).collect();
    at_most_once(node, &single, report);
    for child in &node.children {
        match child.name.as_str() {
            "atom:title" | "atom:subtitle" | "atom:rights" | "atom:summary" => text_construct(child, report),
            "atom:id" => {
                text_is(child, "uri", is_iri, report);
                in_older_form(child, Some(&child.text), report);
            }
            "atom:icon" | "atom:logo" => text_is(child, "uri", is_uri, report),
            "atom:updated" | "atom:published" => date(child, is_rfc3339_date, report),
            "atom:author" | "atom:contributor" => person(child, report),
            "atom:category" => category(child, report),
            "atom:generator" => {
                plain_text(child, report);
                attribute_is(child, "uri", "uri", is_uri, report);
            }
            _ => {}
        }
    }
}

fn entry(feed: &Node, entry: &Node, report: &mut Report<'_>) {
    only_known(entry, ENTRY, is_atom, report);
    vocabulary::item(entry, report);
    metadata(entry, ENTRY, report);
    extensions(entry, report);
    alternates_differ(entry, report);
    for node in entry.named("atom:link") {
        link(node, report);
    }
    let source = entry.child("atom:source");
    if let Some(source) = source {
        metadata(source, FEED, report);
        for node in source.named("atom:link") {
            link(node, report);
        }
    }
    let has_author = |node: Option<&Node>| node.is_some_and(|node| node.child("atom:author").is_some());
    if ![Some(entry), source, Some(feed)].into_iter().any(has_author) {
        report.error(&at(entry), "required-element", "has no author, nor has its source or the feed");
    }
    readable(entry, report);
}

/// Content, or an address where it is (RFC 4287, 4.1.2) and a summary.
fn readable(entry: &Node, report: &mut Report<'_>) {
    let content = entry.child("atom:content");
    if let Some(content) = content {
        content_construct(content, report);
    }
    if content.is_none() && entry.child("atom:summary").is_none() {
        report.warning(&at(entry), "textual-content", "has neither content nor summary");
    }
    let alternate = |node: &Node| node.attribute("rel").is_none_or(|rel| rel == "alternate");
    if content.is_none() && !entry.named("atom:link").any(alternate) {
        report.error(&at(entry), "required-element", "has neither content nor an alternate link");
    }
}

fn content_construct(content: &Node, report: &mut Report<'_>) {
    match content.attribute("type") {
        None | Some("text" | "html") => text_construct(content, report),
        Some(other) => report.error(&at(content), "text-type", format!("is of type {}", quoted(other))),
    }
}

fn text_construct(node: &Node, report: &mut Report<'_>) {
    attribute_is(node, "xml:lang", "language", is_feed_language, report);
    if node.text.trim().is_empty() {
        report.error(&at(node), "not-blank", "is empty");
    }
    match node.attribute("type") {
        None | Some("text") => plain::check(node, &node.text, report),
        Some("html") => html_text(node, report),
        Some(other) => report.error(&at(node), "text-type", format!("is of type {}", quoted(other))),
    }
}

pub fn person(node: &Node, report: &mut Report<'_>) {
    require(node, &["atom:name"], report);
    at_most_once(node, &["atom:name", "atom:uri", "atom:email"], report);
    for child in &node.children {
        match child.name.as_str() {
            "atom:name" => plain::name(child, report),
            "atom:uri" => text_is(child, "uri", is_uri, report),
            "atom:email" => text_is(child, "email", is_email, report),
            _ => {}
        }
    }
}

fn category(node: &Node, report: &mut Report<'_>) {
    require_attributes(node, &["term"], report);
    attribute_is(node, "term", "not-blank", |term| !term.trim().is_empty(), report);
    attribute_is(node, "scheme", "uri", is_iri, report);
    in_older_form(node, node.attribute("scheme"), report);
    plain_attribute(node, "label", report);
}

/// RFC 4287 allows one alternate link for each type and language.
fn alternates_differ(node: &Node, report: &mut Report<'_>) {
    let mut seen = BTreeSet::new();
    for link in
        node.named("atom:link").filter(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate"))
    {
        if !seen.insert((link.attribute("type"), link.attribute("hreflang"))) {
            report.error(&at(link), "duplicate-link", "is a second alternate of the same type and language");
        }
    }
}

fn is_atom(name: &str) -> bool {
    name.starts_with("atom:")
}
