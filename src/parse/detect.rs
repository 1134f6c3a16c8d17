//! What a document is: which dialect, where it begins, or what it is instead of a feed.
//!
//! [`detect`] looks for the first element that a feed can begin with. What stands before it (blank
//! lines, the warnings of a PHP script, a page around it) does not keep it from being read.

use super::NotAFeed;
use super::xml::tag;

/// What a document turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detected {
    JsonFeed,
    Xml {
        root: Root,
        /// Where the document begins: its declaration, or its root where that was lost.
        start: usize,
        /// Something that is no part of an XML document stands before it.
        junk: bool,
    },
}

/// The element that a feed begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    Rss,
    Rdf,
    Atom,
    /// A lone Atom entry document (RFC 4287, 2).
    AtomEntry,
    /// CDF, or RSS whose outermost element is missing.
    Channel,
}

/// Looks what `text` is.
pub fn detect(text: &str) -> Result<Detected, NotAFeed> {
    let inside = text.trim_start_matches(is_before_text);
    if inside.is_empty() {
        return Err(NotAFeed::new("empty", "the document is empty"));
    }
    if inside.starts_with('{') {
        return Ok(Detected::JsonFeed);
    }
    match find_root(text) {
        Some((root, at, first)) => {
            let start = beginning(text, at, first);
            let junk = start > 0 && text[..start] != *"\u{feff}";
            Ok(Detected::Xml { root, start, junk })
        }
        None => Err(instead(text)),
    }
}

fn is_before_text(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}' || c == '\0'
}

/// The first element that a feed can begin with, its offset, and whether it is the first of all.
fn find_root(text: &str) -> Option<(Root, usize, bool)> {
    let bytes = text.as_bytes();
    let mut skipper = Skipper { bytes, missing: Vec::new() };
    let mut first = true;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        at += found;
        at = match bytes.get(at + 1) {
            Some(b'!') if bytes[at..].starts_with(b"<!--") => skipper.past(at, "-->"),
            Some(b'!') if bytes[at..].starts_with(b"<![CDATA[") => skipper.past(at, "]]>"),
            Some(b'!') => skipper.past_declaration(at),
            Some(b'?') => skipper.past(at, "?>"),
            _ => {
                if let Some(root) = root_at(text, at, first) {
                    return Some((root, at, first));
                }
                first &= tag::end_of_name(bytes, at + 1) == at + 1;
                at + 1
            }
        };
    }
    None
}

/// Passes over what is no element.
struct Skipper<'a> {
    bytes: &'a [u8],
    /// Ends that do not come any more: looking for them again would make the search quadratic.
    missing: Vec<&'static str>,
}

impl Skipper<'_> {
    /// Past the next `end`; one byte on where it never comes, so that a stray beginning hides nothing.
    fn past(&mut self, from: usize, end: &'static str) -> usize {
        if self.missing.contains(&end) {
            return from + 1;
        }
        if let Some(found) = memchr::memmem::find(&self.bytes[from..], end.as_bytes()) {
            return from + found + end.len();
        }
        self.missing.push(end);
        from + 1
    }

    /// Past a document type, with its internal subset.
    fn past_declaration(&mut self, at: usize) -> usize {
        match memchr::memchr3(b'[', b'>', b'<', &self.bytes[at + 1..]) {
            Some(found) if self.bytes[at + 1 + found] == b'[' => self.past(at, "]"),
            _ => at + 1,
        }
    }
}

fn root_at(text: &str, at: usize, first: bool) -> Option<Root> {
    let bytes = text.as_bytes();
    let name_end = tag::end_of_name(bytes, at + 1);
    let qualified = &text[at + 1..name_end];
    if qualified.len() > 32 {
        return None;
    }
    match tag::local(qualified).to_ascii_lowercase().as_str() {
        "rss" => Some(Root::Rss),
        "rdf" => Some(Root::Rdf),
        "feed" => Some(Root::Atom),
        "channel" => Some(Root::Channel),
        // in a page, or in XML of another kind, this need not be Atom's
        "entry" if first => Some(Root::AtomEntry),
        _ => None,
    }
}

/// Where to begin reading: where nothing but a prolog stands before the root, at its beginning.
fn beginning(text: &str, root: usize, first: bool) -> usize {
    if !first {
        return root;
    }
    let prolog = &text[..root];
    match prolog.find("<?xml ").or_else(|| prolog.find('<')) {
        Some(at) => at,
        None => root,
    }
}

/// Whether `text`, which stands before what could be a feed, begins a page. What has the name of a feed in there and no
/// entries is an example, or belongs to a picture.
pub fn is_page(text: &str) -> bool {
    matches!(instead(text).code, "html-page" | "challenge-page")
}

/// What a document that is no feed looks like.
pub fn instead(text: &str) -> NotAFeed {
    let text = text.trim_start_matches(is_before_text);
    let mut cut = text.len().min(16 * 1024);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    let head = text[..cut].to_ascii_lowercase();
    let has = |marks: &[&str]| marks.iter().any(|mark| head.contains(mark));
    if has(&[
        "cf-browser-verification",
        "challenge-platform",
        "cf_chl_",
        "just a moment...",
        "ddos-guard",
        "captcha",
        "_incapsula_",
    ]) && has(&["<html", "<script"])
    {
        return NotAFeed::new(
            "challenge-page",
            "a page that wants to see a browser, not a feed: the server refuses feed readers",
        );
    }
    // It has a head and a body too.
    if has(&["<opml"]) && !has(&["<html", "<!doctype html"]) {
        return NotAFeed::new(
            "opml",
            "a list of subscriptions (OPML), not a feed: `feedmill import` reads it",
        );
    }
    if has(&["<html", "<!doctype html", "<body", "<head"]) {
        return NotAFeed::new("html-page", "an HTML page, not a feed: use the address of its feed");
    }
    if has(&["<urlset", "<sitemapindex"]) {
        return NotAFeed::new("sitemap", "a sitemap, not a feed");
    }
    if text.starts_with('<') {
        return NotAFeed::new("other-xml", "XML, but neither RSS, Atom nor CDF");
    }
    // So begins an ini file, too.
    if text.starts_with('[') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return NotAFeed::new("json", "a JSON document, but not a JSON Feed");
    }
    if text
        .chars()
        .take(512)
        .filter(|c| c.is_control() && !c.is_whitespace() || *c == char::REPLACEMENT_CHARACTER)
        .count()
        > 16
    {
        return NotAFeed::new("binary", "binary data, not a feed");
    }
    NotAFeed::new("no-feed", "plain text, not a feed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_found_behind_junk() {
        let cases = [
            ("<rss/>", Root::Rss, 0, false),
            ("\u{feff}<?xml version='1.0'?><feed/>", Root::Atom, 3, false),
            ("\n\n<?xml version='1.0'?><rss/>", Root::Rss, 2, true),
            ("<br />\n<b>Warning</b>: x in <b>y.php</b><?xml version='1.0'?><rss/>", Root::Rss, 61, true),
            ("<!-- <feed> --><!DOCTYPE rdf:RDF [ <!ENTITY a '<rss>'> ]><rdf:RDF>", Root::Rdf, 0, false),
            ("<CHANNEL HREF='x'>", Root::Channel, 0, false),
        ];
        for (text, root, start, junk) in cases {
            assert_eq!(detect(text), Ok(Detected::Xml { root, start, junk }), "{text}");
        }
        assert_eq!(detect(" {\"version\": 1}"), Ok(Detected::JsonFeed));
    }

    #[test]
    fn what_is_no_feed_is_named() {
        let cases = [
            ("", "empty"),
            (" \n", "empty"),
            ("<!DOCTYPE html><html><body>hi", "html-page"),
            ("<html><title>Just a moment...</title>", "challenge-page"),
            ("<opml version='2.0'><head><title>x</title></head><body>", "opml"),
            ("<!doctype html><title>What OPML is</title><pre><opml></pre>", "html-page"),
            ("<urlset>", "sitemap"),
            ("<svg/>", "other-xml"),
            ("[1]", "json"),
            ("[planet]\nname = x", "no-feed"),
            ("hello", "no-feed"),
        ];
        for (text, code) in cases {
            assert_eq!(detect(text).map_err(|error| error.code), Err(code), "{text}");
        }
    }
}
