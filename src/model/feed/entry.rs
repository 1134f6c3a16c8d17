//! One entry of a feed, as it was read.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Generator;
use super::media::{Enclosure, Media, Podcast};
use super::parts::{Category, Content, Image, Link, Person, Text};

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
    /// The day that `published` (`updated` where there is none) is by its author's clocks, where he gave no time and
    /// it is not midnight by those of UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
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

impl Entry {
    /// What it says: its summary, then its contents.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.summary.iter().chain(self.content.iter().map(|content| &content.text))
    }
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
