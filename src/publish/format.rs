//! The formats in which an edition is published: a closed list, with what there is to know of each.

use url::Url;

use super::archive::Paging;
use super::{Kind, Layout, PublishError, atom, json_feed, opml, page, rss};
use crate::config::Files;
use crate::model::Edition;
use crate::model::edition::Addresses;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Rss,
    Atom,
    Json,
    Opml,
    Html,
}

impl Format {
    pub const ALL: [Format; 5] = [Format::Rss, Format::Atom, Format::Json, Format::Opml, Format::Html];
    /// What a reader subscribes to.
    pub const FEEDS: [Format; 3] = [Format::Rss, Format::Atom, Format::Json];

    /// Its file name; `None`: it is not written.
    pub fn file(self, files: &Files) -> Option<&String> {
        match self {
            Format::Rss => files.rss.as_ref(),
            Format::Atom => files.atom.as_ref(),
            Format::Json => files.json.as_ref(),
            Format::Opml => files.opml.as_ref(),
            Format::Html => files.html.as_ref(),
        }
    }

    /// Where the file is served.
    pub fn address(self, addresses: &Addresses) -> Option<&Url> {
        match self {
            Format::Rss => addresses.rss.as_ref(),
            Format::Atom => addresses.atom.as_ref(),
            Format::Json => addresses.json.as_ref(),
            Format::Opml => addresses.opml.as_ref(),
            Format::Html => addresses.html.as_ref(),
        }
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Format::Rss => "RSS",
            Format::Atom => "Atom",
            Format::Json => "JSON Feed",
            Format::Opml => "OPML",
            Format::Html => "HTML",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Format::Rss => rss::MEDIA_TYPE,
            Format::Atom => atom::MEDIA_TYPE,
            Format::Json => "application/feed+json",
            Format::Opml => "text/x-opml",
            Format::Html => "text/html",
        }
    }

    /// What its file is to the gate.
    pub fn kind(self, layout: &Layout<'_>) -> Kind {
        match self {
            Format::Rss => Kind::Rss,
            Format::Atom => Kind::Atom,
            Format::Json => Kind::JsonFeed,
            Format::Opml => Kind::Opml,
            Format::Html => layout.templates.page_kind(),
        }
    }

    /// The edition in this format.
    pub fn document(
        self,
        edition: &Edition,
        paging: &Paging,
        layout: &Layout<'_>,
    ) -> Result<Vec<u8>, PublishError> {
        match self {
            Format::Rss => rss::document(edition, paging),
            Format::Atom => atom::document(edition, paging),
            Format::Json => json_feed::document(edition),
            Format::Opml => opml::document(edition),
            Format::Html => page::document(edition, layout.files, layout.templates),
        }
    }
}
