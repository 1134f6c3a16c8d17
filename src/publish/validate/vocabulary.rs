//! Which elements of which namespace the feed validator knows where, and with which attributes: an
//! element or attribute of a namespace that it knows, and that it does not know, is an error to it.

use super::Report;
use super::shared::{at, only_known};
use super::xml::Node;

/// What an RSS channel or an Atom feed may hold besides its own.
const OF_FEED: &[&str] = &[
    "atom:author",
    "atom:icon",
    "atom:link",
    "atom:logo",
    "dc:creator",
    "fh:archive",
    "fh:complete",
    "itunes:author",
    "itunes:category",
    "itunes:explicit",
    "itunes:image",
    "itunes:owner",
];

/// What an RSS item may hold besides.
const OF_ITEM: &[&str] = &[
    "atom:author",
    "atom:contributor",
    "atom:link",
    "atom:updated",
    "content:encoded",
    "dc:contributor",
    "dc:creator",
    "dc:date",
    "dc:language",
    "dc:rights",
    "dc:source",
    "dc:subject",
    "dcterms:provenance",
];

/// What an item or an entry may hold.
const OF_BOTH: &[&str] = &[
    "creativeCommons:license",
    "georss:line",
    "georss:point",
    "georss:polygon",
    "georss:where",
    "itunes:block",
    "itunes:duration",
    "itunes:episode",
    "itunes:episodeType",
    "itunes:explicit",
    "itunes:image",
    "itunes:season",
    "media:category",
    "media:content",
    "media:thumbnail",
    "slash:comments",
    "thr:in-reply-to",
    "thr:total",
    "wfw:commentRss",
];

/// An RSS channel or an Atom feed holds no element of an extension that nobody knows there.
pub fn feed(node: &Node, report: &mut Report<'_>) {
    only_known(node, OF_FEED, |name| is_extension_of(node, name), report);
}

/// The same of an RSS item or an Atom entry.
pub fn item(node: &Node, report: &mut Report<'_>) {
    let known = [OF_ITEM, OF_BOTH].concat();
    only_known(node, &known, |name| is_extension_of(node, name), report);
}

/// Whether `name` is of a known namespace that is not that of `node`.
fn is_extension_of(node: &Node, name: &str) -> bool {
    !prefix(name).is_empty() && prefix(name) != prefix(&node.name) && is_known_namespace(prefix(name))
}

fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

/// The validator looks into no other.
fn is_known_namespace(prefix: &str) -> bool {
    !matches!(prefix, "at" | "podcast" | "psc" | "unknown")
}

/// No element has an attribute that nobody knows.
pub fn attributes(root: &Node, report: &mut Report<'_>) {
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        if !is_known_namespace(prefix(&node.name)) || node.name == "dcterms:provenance" {
            continue;
        }
        let known = attributes_of(&node.name);
        for (name, _) in &node.attributes {
            if !name.starts_with("xml") && !known.contains(&name.as_str()) {
                report.error(&at(node), "undefined-attribute", format!("has the attribute {name}"));
            }
        }
        nodes.extend(&node.children);
    }
}

fn attributes_of(element: &str) -> &'static [&'static str] {
    match element {
        "rss" | "opml" => &["version"],
        "guid" => &["isPermaLink"],
        "category" => &["domain"],
        "source" => &["url"],
        "enclosure" => &["url", "length", "type"],
        "atom:link" => &["rel", "href", "type", "title", "length", "hreflang"],
        "atom:category" => &["term", "scheme", "label"],
        "atom:generator" => &["uri", "version"],
        "atom:title" | "atom:subtitle" | "atom:rights" | "atom:summary" | "atom:content" | "media:title"
        | "media:description" => &["type"],
        "itunes:image" => &["href"],
        "itunes:category" => &["text"],
        "media:category" => &["scheme", "label"],
        "media:content" => {
            &["url", "type", "medium", "fileSize", "width", "height", "duration", "lang", "isDefault"]
        }
        "media:credit" => &["role", "scheme"],
        "media:rating" => &["scheme"],
        "media:thumbnail" => &["url", "width", "height", "time"],
        "thr:in-reply-to" => &["ref", "href", "source", "type"],
        "outline" => &[
            "text",
            "type",
            "title",
            "xmlUrl",
            "htmlUrl",
            "url",
            "description",
            "language",
            "category",
            "created",
            "version",
            "isComment",
            "isBreakpoint",
        ],
        _ => &[],
    }
}
