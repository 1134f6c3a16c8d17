//! Rules that RSS and Atom share: characters, links, extension elements, HTML in elements.

use std::collections::BTreeMap;

use url::Url;

use super::plain::{plain_attribute, plain_text, short_text};
use super::value::{self, is_count, is_positive, is_seconds};
use super::xml::Node;
use super::{At, Report, html, quoted};

/// C1 controls and the replacement character are legal and never meant.
pub fn check_characters(root: &Node, report: &mut Report<'_>) {
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        let texts = node.attributes.iter().map(|(_, value)| value).chain([&node.text]);
        for text in texts {
            if let Some(bad) = first_unmeant(text) {
                report.warning(&at(node), "characters", format!("holds U+{:04X}", u32::from(bad)));
            }
        }
        if value::decoded_twice(&node.text) {
            let message = format!("looks like UTF-8 decoded twice: {}", quoted(&node.text));
            report.warning(&at(node), "characters", message);
        }
        nodes.extend(&node.children);
    }
}

fn first_unmeant(text: &str) -> Option<char> {
    if text.bytes().all(|byte| byte < 0x7F) {
        return None;
    }
    text.chars().find(|c| matches!(c, '\u{7F}'..='\u{9F}' | '\u{FFFD}'))
}

pub fn at(node: &Node) -> At<'_> {
    At { line: node.line, place: &node.name }
}

/// Each of `names` stands in `node` once.
pub fn require(node: &Node, names: &[&str], report: &mut Report<'_>) {
    for name in names {
        if node.child(name).is_none() {
            report.error(&at(node), "required-element", format!("has no {name}"));
        }
    }
}

/// None of `names` stands in `node` twice.
pub fn at_most_once(node: &Node, names: &[&str], report: &mut Report<'_>) {
    for name in names {
        if let Some(second) = node.named(name).nth(1) {
            report.error(&at(second), "duplicate-element", format!("stands more than once in {}", node.name));
        }
    }
}

/// Elements without a namespace, or of the format's own, that the format does not know.
pub fn only_known(node: &Node, known: &[&str], is_own: impl Fn(&str) -> bool, report: &mut Report<'_>) {
    for child in node.children.iter().filter(|child| is_own(&child.name)) {
        if !known.contains(&child.name.as_str()) {
            report.error(&at(child), "undefined-element", format!("is not known in {}", node.name));
        }
    }
}

/// The text of `node` passes `test`.
pub fn text_is(node: &Node, rule: &'static str, test: impl Fn(&str) -> bool, report: &mut Report<'_>) {
    if !test(&node.text) {
        report.error(&at(node), rule, format!("is {}", quoted(&node.text)));
    }
}

/// The text of `node` is a date of the form that `test` knows, and one that a feed can have.
pub fn date(node: &Node, test: impl Fn(&str) -> bool, report: &mut Report<'_>) {
    if !test(&node.text) {
        report.error(&at(node), "date", format!("is {}", quoted(&node.text)));
    } else if !value::is_plausible_date(&node.text) {
        report.warning(&at(node), "implausible-date", format!("is {}", quoted(&node.text)));
    }
}

/// The attribute, where it is there, passes `test`.
pub fn attribute_is(
    node: &Node,
    name: &str,
    rule: &'static str,
    test: impl Fn(&str) -> bool,
    report: &mut Report<'_>,
) {
    if let Some(value) = node.attribute(name)
        && !test(value)
    {
        report.error(&at(node), rule, format!("has {name}={}", quoted(value)));
    }
}

pub fn require_attributes(node: &Node, names: &[&str], report: &mut Report<'_>) {
    for name in names {
        if node.attribute(name).is_none() {
            report.error(&at(node), "required-attribute", format!("has no {name}"));
        }
    }
}

/// An id or a scheme, which is an IRI, is what the older RFCs have for it.
pub fn in_older_form(node: &Node, iri: Option<&str>, report: &mut Report<'_>) {
    if let Some(iri) = iri.filter(|iri| value::is_iri(iri) && !value::is_older_uri(iri)) {
        report.warning(&at(node), "uri-form", format!("is no URI of RFC 2396: {}", quoted(iri)));
    }
}

pub fn html_text(node: &Node, report: &mut Report<'_>) {
    html::check_fragment(&node.text, &at(node), report);
}

/// The relations of links that feedmill writes and the feed validator knows.
const RELATIONS: &[&str] = &[
    "alternate",
    "current",
    "enclosure",
    "hub",
    "license",
    "next",
    "prev-archive",
    "previous",
    "related",
    "replies",
    "self",
    "via",
];

/// An `atom:link`, in a feed or in an RSS channel.
pub fn link(node: &Node, report: &mut Report<'_>) {
    require_attributes(node, &["href"], report);
    attribute_is(node, "href", "uri", value::is_uri, report);
    attribute_is(node, "type", "media-type", value::is_media_type, report);
    attribute_is(node, "length", "integer", is_count, report);
    attribute_is(node, "hreflang", "language", value::is_feed_language, report);
    plain_attribute(node, "title", report);
    if let Some(rel) = node.attribute("rel").filter(|rel| !RELATIONS.contains(rel) && !value::is_uri(rel)) {
        report.warning(&at(node), "link-relation", format!("has the unregistered relation {}", quoted(rel)));
    }
    if !node.text.trim().is_empty() || !node.children.is_empty() {
        report.warning(&at(node), "link-not-empty", "has content");
    }
}

/// The links of a feed: one `self`, that says where the document is; paging as RFC 5005 has it.
pub fn feed_links(feed: &Node, address: Option<&Url>, report: &mut Report<'_>) {
    let links: Vec<&Node> = feed.named("atom:link").collect();
    for node in &links {
        link(node, report);
    }
    let of = |rel: &str| links.iter().filter(|node| node.attribute("rel") == Some(rel)).collect::<Vec<_>>();
    match of("self").as_slice() {
        [] => report.warning(&at(feed), "self-link", "has no link with rel=\"self\""),
        [own] => {
            let href = own.attribute("href").unwrap_or_default();
            let matches = address.is_none_or(|address| Url::parse(href).as_ref() == Ok(address));
            if !matches {
                report.warning(
                    &at(own),
                    "self-link",
                    format!("says {} and not where the file is", quoted(href)),
                );
            }
        }
        [_, second, ..] => report.error(&at(second), "duplicate-element", "is a second self link"),
    }
    let of_feed = ["application/rss+xml", "application/atom+xml"];
    for own in of("self") {
        attribute_is(own, "type", "self-link", |media_type| of_feed.contains(&media_type), report);
    }
    let complete = feed.child("fh:complete").is_some();
    if complete && ["prev-archive", "next-archive", "previous", "next"].iter().any(|rel| !of(rel).is_empty())
    {
        report.error(&at(feed), "paging", "is complete and yet points to further documents");
    }
    if feed.child("fh:archive").is_some() && of("current").is_empty() {
        report.warning(&at(feed), "paging", "is an archive without a link to the current feed");
    }
}

/// The extension elements of a feed or an item that have rules of their own.
pub fn extensions(node: &Node, report: &mut Report<'_>) {
    itunes(node, report);
    at_most_once(node, &["thr:total", "slash:comments", "wfw:commentRss", "psc:chapters"], report);
    for child in &node.children {
        match child.name.as_str() {
            "media:content" => media_content(child, report),
            "media:thumbnail" => thumbnail(child, report),
            "media:category" => {
                plain_attribute(child, "label", report);
                attribute_is(child, "scheme", "uri", value::is_iri, report);
                in_older_form(child, child.attribute("scheme"), report);
            }
            "thr:in-reply-to" => in_reply_to(child, report),
            "thr:total" | "slash:comments" => text_is(child, "integer", is_count, report),
            "wfw:commentRss" | "creativeCommons:license" => {
                text_is(child, "uri", value::is_rss_uri, report);
            }
            "georss:point" | "georss:line" | "georss:polygon" => place(child, report),
            "georss:where" => envelope(child, report),
            "podcast:transcript" | "podcast:chapters" => {
                require_attributes(child, &["url", "type"], report);
                attribute_is(child, "url", "uri", value::is_web_address, report);
                attribute_is(child, "type", "media-type", value::is_media_type, report);
            }
            "podcast:person" => plain_text(child, report),
            "at:deleted-entry" => {
                require_attributes(child, &["ref", "when"], report);
                attribute_is(child, "ref", "uri", value::is_iri, report);
                attribute_is(child, "when", "date", value::is_rfc3339_date, report);
            }
            name if name.starts_with("unknown:") => {
                report.warning(
                    &at(child),
                    "unknown-namespace",
                    "is of a namespace that feedmill does not write",
                );
            }
            _ => {}
        }
    }
}

/// Characters that Apple allows in a name.
const LONGEST_NAME: usize = 255;

fn itunes(node: &Node, report: &mut Report<'_>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for child in node.children.iter().filter(|child| child.name.starts_with("itunes:")) {
        *seen.entry(&child.name).or_default() += 1;
        match child.name.as_str() {
            "itunes:explicit" => text_is(child, "itunes", |text| matches!(text, "true" | "false"), report),
            "itunes:block" => text_is(child, "itunes", |text| matches!(text, "yes" | "no"), report),
            "itunes:duration" => text_is(child, "itunes", is_count, report),
            "itunes:episode" | "itunes:season" => text_is(child, "itunes", is_positive, report),
            "itunes:episodeType" => {
                text_is(child, "itunes", |text| matches!(text, "full" | "trailer" | "bonus"), report);
            }
            "itunes:image" => {
                require_attributes(child, &["href"], report);
                attribute_is(child, "href", "uri", value::is_public_address, report);
            }
            "itunes:author" => short_text(child, LONGEST_NAME, report),
            "itunes:owner" => {
                require(child, &["itunes:email"], report);
                for part in &child.children {
                    match part.name.as_str() {
                        "itunes:email" => text_is(part, "email", value::is_email, report),
                        _ => short_text(part, LONGEST_NAME, report),
                    }
                }
            }
            _ => {}
        }
    }
    for (name, _) in seen.iter().filter(|(name, count)| **count > 1 && **name != "itunes:category") {
        report.error(&at(node), "duplicate-element", format!("has more than one {name}"));
    }
}

/// What a directory asks of a feed whose items have episode data.
pub fn itunes_feed(feed: &Node, items: &str, report: &mut Report<'_>) {
    let episodes = feed.named(items).any(|item| item.children.iter().any(|c| c.name.starts_with("itunes:")));
    if !episodes {
        return;
    }
    if feed.child("language").is_none() && feed.attribute("xml:lang").is_none() {
        report.warning(&at(feed), "itunes", "has episodes and no language");
    }
    for name in ["itunes:category", "itunes:explicit"] {
        if feed.child(name).is_none() {
            report.warning(&at(feed), "itunes", format!("has episodes and no {name}"));
        }
    }
}

fn media_content(node: &Node, report: &mut Report<'_>) {
    attribute_is(node, "url", "uri", value::is_rss_uri, report);
    attribute_is(node, "type", "media-type", value::is_media_type, report);
    attribute_is(node, "duration", "number", is_seconds, report);
    for name in ["fileSize", "width", "height"] {
        attribute_is(node, name, "integer", is_positive, report);
    }
    let media = ["image", "audio", "video", "document", "executable"];
    attribute_is(node, "medium", "media-medium", |medium| media.contains(&medium), report);
    at_most_once(node, &["media:title", "media:description"], report);
    for child in &node.children {
        match child.name.as_str() {
            "media:thumbnail" => thumbnail(child, report),
            "media:title" | "media:description" | "media:credit" => plain_text(child, report),
            "media:rating" => media_rating(child, report),
            _ => {}
        }
    }
}

fn media_rating(node: &Node, report: &mut Report<'_>) {
    let known: &[&str] = match node.attribute("scheme").unwrap_or("urn:simple") {
        "urn:simple" => &["adult", "nonadult"],
        "urn:mpaa" => &["g", "m", "nc-17", "pg", "pg-13", "r", "x"],
        "urn:v-chip" => &[
            "14+", "18+", "c", "c8", "g", "pg", "tv-14", "tv-g", "tv-ma", "tv-pg", "tv-y", "tv-y7",
            "tv-y7-fv",
        ],
        _ => return,
    };
    text_is(node, "media-rating", |text| known.contains(&text), report);
}

fn thumbnail(node: &Node, report: &mut Report<'_>) {
    require_attributes(node, &["url"], report);
    attribute_is(node, "url", "uri", value::is_rss_uri, report);
    attribute_is(node, "width", "integer", is_positive, report);
    attribute_is(node, "height", "integer", is_positive, report);
}

fn in_reply_to(node: &Node, report: &mut Report<'_>) {
    require_attributes(node, &["ref"], report);
    attribute_is(node, "ref", "uri", value::is_iri, report);
    in_older_form(node, node.attribute("ref"), report);
    attribute_is(node, "href", "uri", value::is_uri, report);
    attribute_is(node, "source", "uri", value::is_uri, report);
    attribute_is(node, "type", "media-type", value::is_media_type, report);
}

/// How many pairs of numbers each shape has.
fn place(node: &Node, report: &mut Report<'_>) {
    let (least, most) = match node.name.as_str() {
        "georss:point" | "gml:lowerCorner" | "gml:upperCorner" => (1, 1),
        "georss:line" => (2, usize::MAX),
        _ => (4, usize::MAX),
    };
    text_is(node, "coordinates", |text| are_coordinates(text, least, most), report);
}

/// A box, as GML writes it.
fn envelope(node: &Node, report: &mut Report<'_>) {
    require(node, &["gml:Envelope"], report);
    for envelope in &node.children {
        require(envelope, &["gml:lowerCorner", "gml:upperCorner"], report);
        envelope.children.iter().for_each(|corner| place(corner, report));
    }
}

/// Pairs of latitude and longitude, from `least` to `most` of them.
fn are_coordinates(text: &str, least: usize, most: usize) -> bool {
    let numbers: Option<Vec<f64>> = text.split(' ').map(|number| number.parse().ok()).collect();
    numbers.is_some_and(|numbers| {
        let pairs = numbers.len() / 2;
        let on_earth = numbers.chunks(2).all(|pair| match pair {
            [latitude, longitude] => latitude.abs() <= 90.0 && longitude.abs() <= 180.0,
            _ => false,
        });
        on_earth && pairs >= least && pairs <= most
    })
}
