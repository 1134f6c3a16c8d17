//! A feed as it was read: what the document says, in one shape whatever its dialect.
//!
//! Text is raw (not sanitised), so that a better sanitiser applies to old entries too, and
//! references are absolute wherever a base was known. Entries are kept in the store as JSON in
//! this shape: a field may be added, and an absent one is `None` or empty.

mod entry;
mod media;
mod parts;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use entry::{Entry, Geo, GeoShape, IdOrigin, InReplyTo, Source};
pub use media::{Chapter, Enclosure, Media, Podcast, PodcastPerson, Thumbnail, Transcript};
pub use parts::{Category, Content, Image, Link, Person, Text, TextKind};

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
    /// JSON Feed: its publisher will not update it again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub expired: bool,
    /// itunes:explicit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explicit: Option<bool>,
    /// itunes:block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<bool>,
    /// itunes:new-feed-url: where the publisher says that the feed has moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_feed_url: Option<String>,
    /// podcast:person: those of every episode that names none itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<PodcastPerson>,
    /// RFC 6721 deleted entries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deleted: Vec<Deleted>,
    /// In the document's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
    #[serde(skip)]
    pub warnings: Vec<Warning>,
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
