//! A feed as it was read: what the document says, in one shape whatever its dialect.
//!
//! Text is raw (not sanitised), so that a better sanitiser applies to old entries too, and
//! references are absolute wherever a base was known. Entries are kept in the store as JSON in
//! this shape: a field may be added, and an absent one is `None` or empty.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The dialect and version of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Format {
    Rss090,
    Rss091,
    Rss092,
    Rss093,
    Rss094,
    Rss10,
    Rss11,
    Rss20,
    /// RSS without a version, or with one that does not exist.
    #[default]
    Rss,
    Atom03,
    Atom10,
    /// Atom in a namespace of neither version.
    Atom,
    Cdf,
    JsonFeed10,
    JsonFeed11,
    /// JSON Feed without a version, or with one that does not exist.
    JsonFeed,
    /// Microformats in an HTML page, or a page read by CSS selectors.
    HFeed,
}

impl Format {
    /// The name that `inspect` prints.
    pub fn name(self) -> &'static str {
        match self {
            Format::Rss090 => "rss-0.90",
            Format::Rss091 => "rss-0.91",
            Format::Rss092 => "rss-0.92",
            Format::Rss093 => "rss-0.93",
            Format::Rss094 => "rss-0.94",
            Format::Rss10 => "rss-1.0",
            Format::Rss11 => "rss-1.1",
            Format::Rss20 => "rss-2.0",
            Format::Rss => "rss",
            Format::Atom03 => "atom-0.3",
            Format::Atom10 => "atom-1.0",
            Format::Atom => "atom",
            Format::Cdf => "cdf",
            Format::JsonFeed10 => "json-feed-1.0",
            Format::JsonFeed11 => "json-feed-1.1",
            Format::JsonFeed => "json-feed",
            Format::HFeed => "h-feed",
        }
    }
}

/// One feed document.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Feed {
    pub format: Format,
    /// WHATWG name, lower case, of the encoding that it was decoded from; `utf-32be` and `utf-32le` besides.
    pub encoding: String,
    /// `false` where recovery was needed to read it.
    pub well_formed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Text>,
    /// The site's page: the first `alternate` link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_url: Option<String>,
    /// WebSub hubs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hubs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Person>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Person>,
    /// dc:publisher, webMaster, itunes:owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Person>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Category>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generator: Option<Generator>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud: Option<Box<Cloud>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_input: Option<Box<TextInput>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_minutes: Option<u64>,
    /// Hours in GMT, 0 to 23, in which the publisher asks not to be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip_hours: Vec<u8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip_days: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_period: Option<UpdatePeriod>,
    /// RFC 5005 paging: `rel="next"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page: Option<String>,
    /// RFC 5005 archives: `rel="prev-archive"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_archive: Option<String>,
    /// RFC 5005 `fh:complete`.
    pub complete: bool,
    /// itunes:explicit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explicit: Option<bool>,
    /// itunes:block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<bool>,
    /// itunes:new-feed-url: where the publisher says that the feed has moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_feed_url: Option<String>,
    /// RFC 6721 deleted entries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deleted: Vec<Deleted>,
    /// In the document's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
    #[serde(skip)]
    pub warnings: Vec<Warning>,
}

/// One entry of a feed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// atom:id, guid, rdf:about, JSON Feed id; derived where the feed gives none, see [`Entry::id_origin`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub id_origin: IdOrigin,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub id_is_permalink: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// feedburner:origLink and its like: the entry's address at its author's, where `link` is a proxy's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_link: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments: Option<String>,
    /// slash:comments, thr:total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment_count: Option<u64>,
    /// wfw:commentRss.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment_feed: Option<String>,
    /// wfw:comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment_api: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub in_reply_to: Vec<InReplyTo>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Person>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Person>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Person>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Category>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enclosures: Vec<Enclosure>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// itunes:image, JSON Feed image, a lone media:thumbnail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// atom:source, the RSS source element.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Box<Source>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geo: Option<Geo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub podcast: Option<Box<Podcast>>,
}

/// Who made an entry's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IdOrigin {
    Given,
    /// Made from the link, else from title and content.
    #[default]
    Derived,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextKind {
    /// `value` is plain text.
    #[default]
    Text,
    /// `value` is HTML markup.
    Html,
    /// `value` is the XHTML inside the feed's `div`, as markup.
    Xhtml,
}

/// A piece of text with what is needed to read it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Text {
    pub kind: TextKind,
    pub value: String,
    /// `xml:lang` in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Arc<str>>,
    /// `xml:base` in force: what relative references inside HTML are relative to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<Arc<str>>,
}

impl Text {
    /// Plain text without language or base.
    pub fn plain(value: impl Into<String>) -> Text {
        Text { value: value.into(), ..Text::default() }
    }

    /// HTML with the base of its relative references.
    pub fn html(value: impl Into<String>, base: Option<Arc<str>>) -> Text {
        Text { kind: TextKind::Html, value: value.into(), language: None, base }
    }
}

/// One representation of an entry's content.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    pub text: Text,
    /// Where the content is, when it is not in the feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub src: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Link {
    pub href: String,
    /// `alternate` where the feed does not say.
    pub rel: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hreflang: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Category {
    pub term: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Enclosure {
    pub url: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Image {
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u64>,
    /// Pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// One Media RSS `media:content`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Media {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credit: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub thumbnails: Vec<Thumbnail>,
    /// media:rating, as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Thumbnail {
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Generator {
    pub name: Option<String>,
    pub url: Option<String>,
    pub version: Option<String>,
}

/// The RSS cloud element.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cloud {
    pub domain: Option<String>,
    pub port: Option<u64>,
    pub path: Option<String>,
    pub register_procedure: Option<String>,
    pub protocol: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TextInput {
    pub title: Option<String>,
    pub description: Option<String>,
    pub name: Option<String>,
    pub link: Option<String>,
}

/// RSS 1.0 syndication module: how often the feed is published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UpdatePeriod {
    /// `hourly`, `daily`, `weekly`, `monthly`, `yearly`, as given.
    pub period: Option<String>,
    /// Times in a period.
    pub frequency: Option<u64>,
    pub base: Option<DateTime<Utc>>,
}

/// RFC 4685 `thr:in-reply-to`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct InReplyTo {
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// The feed that an entry was taken from, as the entry itself tells.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    pub id: Option<String>,
    pub title: Option<Text>,
    pub subtitle: Option<Text>,
    pub link: Option<String>,
    pub links: Vec<Link>,
    pub updated: Option<DateTime<Utc>>,
    pub authors: Vec<Person>,
    pub contributors: Vec<Person>,
    pub categories: Vec<Category>,
    pub generator: Option<Generator>,
    pub icon: Option<String>,
    pub logo: Option<String>,
    pub rights: Option<Text>,
    /// The address of the feed document.
    pub feed_url: Option<String>,
}

/// GeoRSS Simple and GML, W3C geo.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Geo {
    #[serde(rename = "type")]
    pub shape: GeoShape,
    /// `[longitude, latitude]` in degrees (WGS 84).
    pub coordinates: Vec<[f64; 2]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GeoShape {
    Point,
    Line,
    Polygon,
    Box,
}

/// What the iTunes, Podcasting 2.0 and Podlove namespaces say of an entry.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Podcast {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub episode: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub season: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub episode_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explicit: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transcripts: Vec<Transcript>,
    /// podcast:chapters: the address of a chapters document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chapters: Option<String>,
    /// Podlove Simple Chapters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chapter_list: Vec<Chapter>,
    /// podcast:person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<PodcastPerson>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Transcript {
    pub url: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Chapter {
    pub start_s: f64,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PodcastPerson {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub img: Option<String>,
}

/// RFC 6721 `at:deleted-entry`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Deleted {
    /// The id of the entry that was deleted.
    pub reference: String,
    pub when: Option<DateTime<Utc>>,
}

/// Something that the reader had to mend, or could not use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Kebab-case, for programs.
    pub code: &'static str,
    pub message: String,
    /// Line of the document, from 1.
    pub line: Option<u32>,
}
