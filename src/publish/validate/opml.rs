//! The rules of OPML 2.0.

use super::shared::{at, at_most_once, attribute_is, date, require, require_attributes, text_is};
use super::value::{is_email, is_feed_language, is_public_address, is_rfc822_date, is_uri, is_web_address};
use super::xml::Node;
use super::{Report, quoted};

pub fn check(root: &Node, report: &mut Report<'_>) {
    if root.name != "opml" || root.attribute("version") != Some("2.0") {
        report.error(&at(root), "root-element", "is not opml with version=\"2.0\"");
        return;
    }
    require(root, &["head", "body"], report);
    at_most_once(root, &["head", "body"], report);
    if let Some(head) = root.child("head") {
        self::head(head, report);
    }
    if let Some(body) = root.child("body") {
        require(body, &["outline"], report);
        outlines(body, report);
    }
}

fn head(head: &Node, report: &mut Report<'_>) {
    at_most_once(
        head,
        &["title", "dateCreated", "dateModified", "ownerName", "ownerEmail", "ownerId"],
        report,
    );
    for child in &head.children {
        match child.name.as_str() {
            "dateCreated" | "dateModified" => date(child, is_rfc822_date, report),
            "ownerEmail" => text_is(child, "email", is_email, report),
            "ownerId" => text_is(child, "uri", is_public_address, report),
            "title" | "ownerName" => markup(child, &child.text, report),
            _ => report.error(&at(child), "undefined-element", "is not known in head"),
        }
    }
}

fn outlines(body: &Node, report: &mut Report<'_>) {
    let mut nodes: Vec<&Node> = body.children.iter().collect();
    while let Some(node) = nodes.pop() {
        if node.name == "outline" {
            outline(node, report);
        } else {
            report.error(&at(node), "undefined-element", "is not known in body");
        }
        nodes.extend(&node.children);
    }
}

fn outline(node: &Node, report: &mut Report<'_>) {
    require_attributes(node, &["text"], report);
    attribute_is(node, "text", "not-blank", |text| !text.trim().is_empty(), report);
    attribute_is(node, "xmlUrl", "uri", is_web_address, report);
    attribute_is(node, "htmlUrl", "uri", is_uri, report);
    attribute_is(node, "url", "uri", is_uri, report);
    attribute_is(node, "language", "language", is_feed_language, report);
    for name in ["text", "title", "description"] {
        if let Some(text) = node.attribute(name) {
            markup(node, text, report);
        }
    }
    match node.attribute("type") {
        Some("rss") => require_attributes(node, &["xmlUrl", "title"], report),
        Some("link") => require_attributes(node, &["url"], report),
        Some(other) => report.warning(&at(node), "outline-type", format!("is of type {}", quoted(other))),
        None if node.attribute("xmlUrl").is_some() => {
            report.warning(&at(node), "outline-type", "is a feed and has no type");
        }
        None => {}
    }
    if !node.text.trim().is_empty() {
        report.error(&at(node), "unexpected-text", "has text inside");
    }
}

/// Text that readers take for HTML. A `&` that begins no reference is sound in the HTML of today.
fn markup(node: &Node, text: &str, report: &mut Report<'_>) {
    if text.contains('<') {
        report.warning(&at(node), "contains-html", format!("holds markup: {}", quoted(text)));
    }
}
