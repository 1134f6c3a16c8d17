//! The combined feed as it is published: complete, clean, absolute, ready for any writer.
//!
//! Everything here holds already what the formats demand: ids are unique IRIs, URLs absolute,
//! dates present, text free of what XML cannot hold, HTML sanitised. A writer escapes for its
//! format and decides nothing.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use url::Url;

use super::feed::{Chapter, Geo, PodcastPerson, Transcript};
use crate::markup::SafeHtml;

/// What names the program in a feed: without a version, since an upgrade alone must not change a subscriber's file.
pub const GENERATOR: &str = "feedmill";
/// Where the program is at home.
pub const GENERATOR_URL: &str = "https://github.com/feedmill/feedmill";

/// Both as RSS has them, in one text.
pub const GENERATOR_LINE: &str = "feedmill (https://github.com/feedmill/feedmill)";

/// One generation of the combined feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    pub masthead: Masthead,
    /// The newest change among the items; no build time.
    pub updated: DateTime<Utc>,
    /// In the order in which they are published.
    pub items: Vec<Item>,
    /// The external feeds in the order of `feeds.toml`, for the blogroll and the page: the same ones in each
    /// edition of a build.
    pub sources: Arc<[SourceListing]>,
    /// Items that subscribers may hold and that were taken back (RFC 6721), newest first.
    pub withdrawn: Vec<Withdrawn>,
    /// Everything that is remembered fits into `items` (RFC 5005 `fh:complete`).
    pub complete: bool,
}

/// What the combined feed says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Masthead {
    pub title: String,
    /// The site that the feed speaks for.
    pub link: Url,
    pub id: String,
    pub description: Option<String>,
    /// A well-formed BCP 47 tag.
    pub language: Option<String>,
    pub author: Option<Author>,
    pub rights: Option<String>,
    pub icon: Option<Url>,
    pub logo: Option<Url>,
    pub categories: Vec<String>,
    /// WebSub hubs.
    pub hubs: Vec<Url>,
    pub addresses: Addresses,
}

/// Where each file of the edition is served; `None` where the format is not written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addresses {
    pub rss: Option<Url>,
    pub atom: Option<Url>,
    pub json: Option<Url>,
    pub opml: Option<Url>,
    pub html: Option<Url>,
}

/// One entry of the combined feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// A unique IRI, for ever.
    pub id: String,
    /// Plain text, never empty.
    pub title: String,
    pub link: Option<Url>,
    pub published: DateTime<Utc>,
    /// The day of `published` for people, where its author gave no time and the clocks of UTC show another day.
    pub day: Option<NaiveDate>,
    /// Not before `published`.
    pub updated: DateTime<Utc>,
    pub authors: Vec<Author>,
    pub contributors: Vec<Author>,
    /// Plain text.
    pub summary: Option<String>,
    pub content: Option<SafeHtml>,
    pub categories: Vec<Category>,
    pub enclosures: Vec<Enclosure>,
    pub image: Option<Picture>,
    pub media: Vec<Media>,
    pub comments: Option<Url>,
    pub comment_count: Option<u64>,
    pub comment_feed: Option<Url>,
    /// A well-formed BCP 47 tag.
    pub language: Option<String>,
    /// Plain text.
    pub rights: Option<String>,
    pub license: Option<Url>,
    /// Pages that belong to it by another relation than those above: `related`, `via`.
    pub links: Vec<Link>,
    /// Where an own article came out first, if not at `link`.
    pub canonical: Option<Url>,
    pub in_reply_to: Vec<ReplyTo>,
    pub geo: Option<Geo>,
    pub podcast: Option<Podcast>,
    /// The feed that it was taken from, or the agency that an own article is from; `None` for any
    /// other own article.
    pub source: Option<Origin>,
    /// Further feeds that carry the same item.
    pub also_in: Vec<Origin>,
}

/// Who an entry is by, as the feeds name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Byline<'a> {
    /// Nobody where an own article names nobody: it is by the author of the combined feed.
    People(&'a [Author]),
    /// Nobody is known but the feed, by its title. Readers would take the entry for one by the author of the
    /// combined feed.
    Feed(&'a str),
    /// Only Atom, which demands an author, has it as one.
    Agency(&'a str),
}

impl Item {
    pub fn byline(&self) -> Byline<'_> {
        match &self.source {
            Some(source) if self.authors.is_empty() => match source.authors.as_slice() {
                [] if source.name.is_empty() => Byline::Agency(&source.title),
                [] => Byline::Feed(&source.title),
                people => Byline::People(people),
            },
            _ => Byline::People(&self.authors),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Never empty.
    pub name: String,
    /// A well-formed address.
    pub email: Option<String>,
    pub url: Option<Url>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Never empty.
    pub term: String,
    /// An IRI.
    pub scheme: Option<String>,
    pub label: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Enclosure {
    pub url: Url,
    /// A well-formed media type; guessed from the address where the source gave none.
    pub media_type: String,
    /// Bytes.
    pub length: Option<u64>,
    pub title: Option<String>,
    pub duration_s: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub url: Url,
    pub title: Option<String>,
    pub width: Option<u64>,
    pub height: Option<u64>,
}

/// One Media RSS object.
#[derive(Debug, Clone, PartialEq)]
pub struct Media {
    pub url: Option<Url>,
    pub media_type: Option<String>,
    /// `image`, `audio`, `video`, `document` or `executable`.
    pub medium: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub credit: Vec<String>,
    pub rating: Option<String>,
    pub thumbnails: Vec<Picture>,
    pub width: Option<u64>,
    pub height: Option<u64>,
    pub duration_s: Option<f64>,
    /// Bytes.
    pub length: Option<u64>,
}

/// RFC 4685: what an item answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// The id of the entry that is answered: an IRI.
    pub reference: String,
    pub href: Option<Url>,
    pub media_type: Option<String>,
    pub source: Option<Url>,
}

/// A page that an item is related to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// A registered relation of RFC 4287.
    pub rel: &'static str,
    pub url: Url,
    pub media_type: Option<String>,
    pub title: Option<String>,
}

/// Episode data as podcast directories read it. Addresses are absolute http(s).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Podcast {
    pub episode: Option<u64>,
    pub season: Option<u64>,
    /// `full`, `trailer` or `bonus`.
    pub episode_type: Option<String>,
    pub duration_s: Option<f64>,
    pub explicit: Option<bool>,
    pub block: Option<bool>,
    pub transcripts: Vec<Transcript>,
    pub chapters: Option<Url>,
    pub chapter_list: Vec<Chapter>,
    pub persons: Vec<PodcastPerson>,
}

/// A feed that an item was taken from, or an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The name of the feed in `feeds.toml`; empty for an agency.
    pub name: String,
    /// The feed's own id where it is an IRI, else its address.
    pub id: String,
    /// Never empty.
    pub title: String,
    pub link: Option<Url>,
    /// Where the feed document is; `None` for a local file, and for an agency.
    pub feed_url: Option<Url>,
    pub updated: Option<DateTime<Utc>>,
    pub rights: Option<String>,
    pub icon: Option<Url>,
    pub authors: Vec<Author>,
}

/// One external feed, for the blogroll and the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceListing {
    pub origin: Origin,
    pub description: Option<String>,
    pub language: Option<String>,
    pub categories: Vec<String>,
    pub health: Health,
    /// Where it has moved for good. Entries go on naming the address that they were published with.
    pub moved_to: Option<Url>,
}

impl SourceListing {
    /// The address by which to subscribe to it.
    pub fn address(&self) -> Option<&Url> {
        self.moved_to.as_ref().or(self.origin.feed_url.as_ref())
    }
}

/// How a source is doing, as a reader of the page may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Health {
    Ok,
    /// Not answered yet.
    New,
    Failing {
        since: DateTime<Utc>,
    },
    Gone,
    /// Held back by the takeover guard.
    Held,
    Disabled,
}

/// An item taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    pub id: String,
    pub when: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_generator_names_it_and_its_home() {
        assert_eq!(GENERATOR_LINE, format!("{GENERATOR} ({GENERATOR_URL})"));
    }
}
