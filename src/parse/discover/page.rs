//! One pass over a page that collects what may lead to a feed, without judging addresses yet:
//! a `base` element may follow the links that it counts for.

use crate::markup::{self, Tag, Token, Tokens};

use super::likeness::{self, Likeness};

/// More feeds of one kind than any page has; a page of links to feeds is not discovery's affair.
const MOST_LINKS: usize = 200;

/// The text of a link is a title up to as many bytes.
const LONGEST_TITLE: usize = 200;

/// Servers take no longer ones, and all relative addresses repeat that of `base`.
const LONGEST_ADDRESS: usize = 8192;

#[derive(Debug, Default)]
pub struct Page {
    /// What the first `base` element with an address says (WHATWG HTML 4.2.3).
    pub base: Option<String>,
    pub links: Vec<Link>,
}

#[derive(Debug)]
pub struct Link {
    pub source: Source,
    pub href: String,
    pub title: Option<String>,
    pub media_type: Option<String>,
}

/// What says that a link leads to a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A `link` element that says so.
    Feed,
    /// A `link` element with a media type that other things have too.
    MaybeFeed,
    /// The address of an `a` element.
    Address,
    /// The text of an `a` element.
    Wording,
}

/// Reads the page.
pub fn scan(html: &str) -> Page {
    let mut page = Page::default();
    let mut anchors = Anchors::default();
    for token in Tokens::new(html) {
        match token {
            Token::Start(tag) => match &*tag.name {
                "base" if page.base.is_none() => page.base = address(&tag),
                "link" if page.links.len() < MOST_LINKS => page.links.extend(declared(&tag)),
                "a" => anchors.start(&tag),
                "img" => anchors.text(tag.get("alt").unwrap_or_default()),
                _ => {}
            },
            Token::End(name) if name == "a" => anchors.end(),
            Token::Text(text) => anchors.text(text),
            Token::End(_) | Token::Comment(_) => {}
        }
    }
    anchors.end();
    page.links.append(&mut anchors.found);
    page
}

/// The feed that a `link` element declares.
fn declared(tag: &Tag<'_>) -> Option<Link> {
    let href = address(tag)?;
    let media_type = media_type(tag);
    let likeness = match &media_type {
        Some(media_type) => likeness::of_media_type(media_type),
        None if likeness::is_feed_address(&href) => Likeness::Maybe,
        None => Likeness::No,
    };
    let source = if has_relation(tag, "feed") || has_relation(tag, "service.feed") {
        Source::Feed
    } else if has_relation(tag, "alternate") || has_relation(tag, "alternative") {
        match likeness {
            Likeness::Feed => Source::Feed,
            Likeness::Maybe => Source::MaybeFeed,
            Likeness::No => return None,
        }
    } else {
        return None;
    };
    Some(Link { source, href, title: attribute(tag, "title"), media_type })
}

/// The `a` elements that look as if they led to a feed.
#[derive(Debug, Default)]
struct Anchors {
    found: Vec<Link>,
    open: Option<Open>,
}

/// An `a` element that has begun.
#[derive(Debug)]
struct Open {
    href: String,
    title: Option<String>,
    media_type: Option<String>,
    /// Its relation or media type say what it is.
    declared: bool,
    text: String,
}

impl Anchors {
    /// A link inside a link ends the outer one, as in browsers.
    fn start(&mut self, tag: &Tag<'_>) {
        self.end();
        if self.found.len() >= MOST_LINKS {
            return;
        }
        let Some(href) = address(tag) else { return };
        let media_type = media_type(tag);
        let is_feed = |media_type: &str| likeness::of_media_type(media_type) == Likeness::Feed;
        let declared = has_relation(tag, "feed") || media_type.as_deref().is_some_and(is_feed);
        let title = attribute(tag, "title");
        self.open = Some(Open { href, title, media_type, declared, text: String::new() });
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = &mut self.open
            && open.text.len() + text.len() <= LONGEST_TITLE
        {
            open.text.push_str(text);
        }
    }

    fn end(&mut self) {
        let Some(open) = self.open.take() else { return };
        let text = one_line(&markup::decode(&open.text));
        let title = open.title.unwrap_or(text);
        let source = if open.declared || likeness::is_feed_address(&open.href) {
            Source::Address
        } else if likeness::is_feed_wording(&title) {
            Source::Wording
        } else {
            return;
        };
        self.found.push(Link { source, href: open.href, title: Some(title), media_type: open.media_type });
    }
}

/// `rel` is a set of tokens, in any case (WHATWG HTML 4.6.7).
fn has_relation(tag: &Tag<'_>, relation: &str) -> bool {
    tag.get("rel").is_some_and(|rel| {
        markup::decode_attribute(rel)
            .split_ascii_whitespace()
            .any(|token| token.eq_ignore_ascii_case(relation))
    })
}

fn media_type(tag: &Tag<'_>) -> Option<String> {
    let value = attribute(tag, "type")?;
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    (!essence.is_empty()).then_some(essence)
}

fn address(tag: &Tag<'_>) -> Option<String> {
    attribute(tag, "href").filter(|href| href.len() <= LONGEST_ADDRESS)
}

/// The value of an attribute on one line; `None` where it is empty.
fn attribute(tag: &Tag<'_>, name: &str) -> Option<String> {
    let value = one_line(&markup::decode_attribute(tag.get(name)?));
    (!value.is_empty()).then_some(value)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
