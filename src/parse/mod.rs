//! Bytes and what the transport said of them, to a [`Feed`] as read.
//!
//! [`parse`] is the one function to call. It decodes, looks what dialect the document is, and
//! hands it to that dialect's reader; each is one pass over the document. It mends what it can
//! and says so in the feed's warnings. It neither fetches nor sanitises.

mod address;
mod atom;
mod cdf;
mod characters;
mod detect;
pub mod discover;
mod draft;
mod encoding;
mod extensions;
pub mod feed_scheme;
mod fields;
pub mod json_feed;
mod json_strings;
mod people;
mod rss;
pub mod subscriptions;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod xml;

use url::Url;

use crate::model::Feed;
use crate::model::feed::{Format, Warning};
use characters::Mended;
use detect::{Detected, Root};
use draft::FeedDraft;
use encoding::Decoded;
use xml::{Problems, Reader};

/// More links, people or categories of one entry than these say nothing more.
const MOST_LISTED: usize = 500;

/// More entries than any feed has; an empty entry takes a hundred times the room of its tags.
const MOST_ENTRIES: usize = 50_000;

/// What the transport said of the document.
#[derive(Debug, Clone, Copy, Default)]
pub struct Transport<'a> {
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// The `Content-Language` header.
    pub content_language: Option<&'a str>,
    /// The address of the document; `None` for a local file.
    pub base: Option<&'a Url>,
}

/// What every dialect's reader needs to know of the document it reads.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    /// WHATWG name, lower case, of the encoding that `text` was decoded from.
    pub encoding: String,
    pub base: Option<&'a Url>,
    /// The language that the transport gave for the whole document.
    pub language: Option<&'a str>,
}

/// The document is not a feed; what it is instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NotAFeed {
    /// Kebab-case, for programs: `html-page`, `challenge-page`, `empty`, `opml`, `no-feed`, …
    pub code: &'static str,
    pub message: String,
}

impl NotAFeed {
    pub fn new(code: &'static str, message: &str) -> NotAFeed {
        NotAFeed { code, message: message.to_owned() }
    }
}

/// Reads one feed document.
pub fn parse(bytes: &[u8], transport: &Transport<'_>) -> Result<Feed, NotAFeed> {
    let Decoded { text, name, problems: of_encoding } = encoding::decode(bytes, transport.content_type);
    let document = Document { encoding: name, base: transport.base, language: transport.content_language };
    let mut problems = Problems::default();
    for problem in of_encoding {
        problems.broken_bytes(problem.code, problem.message);
    }
    let Mended { text, has_returns } = characters::mended(&text, &mut problems);
    match detect::detect(&text)? {
        Detected::JsonFeed => {
            let mut feed = json_feed::read(&text, &document)?;
            feed.well_formed &= problems.well_formed();
            feed.warnings.splice(0..0, problems.into_warnings(&text));
            Ok(feed)
        }
        Detected::Xml { root, start, junk } => {
            if junk {
                problems.mended(
                    "junk-before-feed",
                    "something stands before the document that is no part of it",
                    0,
                );
            }
            let mut reader = Reader::new(&text, start, document.base, problems);
            reader.has_returns = has_returns;
            let feed = read_xml(reader, root, &document);
            let around = &text[..start];
            let is_other = feed.entries.is_empty()
                && (detect::is_page(around) || (root == Root::Rdf && is_other_rdf(around, &feed)));
            if is_other { Err(detect::instead(&text)) } else { Ok(feed) }
        }
    }
}

/// Whether RDF that is not said to be RSS and has no entries, with `around` before it, is a picture's, or tells of no
/// channel: of a person, a licence.
fn is_other_rdf(around: &str, feed: &Feed) -> bool {
    let tells_nothing = feed.title.is_none() && feed.link.is_none() && feed.subtitle.is_none();
    feed.format == Format::Rss && (around.contains('<') || tells_nothing)
}

fn read_xml(mut reader: Reader<'_>, root: Root, document: &Document<'_>) -> Feed {
    let mut draft = FeedDraft::default();
    draft.fallback.language = document.language.map(str::to_owned);
    match root {
        Root::Atom | Root::AtomEntry => atom::read(&mut reader, &mut draft),
        Root::Channel if cdf::is_cdf(&reader.text[reader.position()..]) => cdf::read(&mut reader, &mut draft),
        Root::Rss | Root::Rdf | Root::Channel => rss::read(&mut reader, &mut draft),
    }
    if reader.scope.growth.is_spent() {
        let message = "what elements inherit would make the document many times larger, and was left out";
        reader.problems.overall("growth", message.to_owned());
    }
    let mut feed = draft.finish();
    feed.encoding.clone_from(&document.encoding);
    feed.well_formed = reader.problems.well_formed();
    let text = reader.text;
    feed.warnings = warnings(reader.problems, text, feed.format);
    feed
}

fn warnings(problems: Problems, text: &str, format: Format) -> Vec<Warning> {
    let mut warnings = problems.into_warnings(text);
    if matches!(format, Format::Rss | Format::Atom) {
        let message = format!(
            "the version of this {} feed is missing or unknown",
            if format == Format::Rss { "RSS" } else { "Atom" }
        );
        warnings.push(Warning { code: "unknown-version", message, line: None });
    }
    warnings
}
