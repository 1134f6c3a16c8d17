//! What other namespaces say of a feed and of its entries: one file a namespace.
//!
//! [`feed`] and [`entry`] hand an element to the namespace that it is in. An element that means
//! nothing here is left alone, and the reader passes it over.

mod admin;
mod atom_in_rss;
mod content;
mod creative_commons;
mod deleted;
mod dublin_core;
mod feedburner;
mod geo;
mod history;
mod itunes;
mod keywords;
mod media;
mod podcast;
mod podlove;
mod slash;
mod syndication;
mod thread;
mod wfw;
mod xhtml;

use super::draft::{EntryDraft, FeedDraft};
use super::xml::{Ns, Reader, Tag};

/// Reads a child of the feed.
pub fn feed(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    match tag.ns {
        Ns::Admin => admin::feed(reader, tag, draft),
        Ns::Atom => atom_in_rss::feed(reader, tag, draft),
        Ns::AtomDeleted => deleted::feed(reader, tag, draft),
        Ns::Cc | Ns::CreativeCommons => creative_commons::read(reader, tag, &mut draft.feed.links),
        Ns::Dc | Ns::DcTerms => dublin_core::feed(reader, tag, draft),
        Ns::History => history::feed(reader, tag, draft),
        Ns::Itunes => itunes::feed(reader, tag, draft),
        Ns::Media => media::feed(reader, tag, draft),
        Ns::Podcast => podcast::feed(reader, tag, draft),
        Ns::Syndication => syndication::feed(reader, tag, draft),
        Ns::Content
        | Ns::FeedBurner
        | Ns::Geo
        | Ns::GeoRss
        | Ns::Gml
        | Ns::Plain
        | Ns::Podlove
        | Ns::Rdf
        | Ns::Slash
        | Ns::Thread
        | Ns::Unknown
        | Ns::Wfw
        | Ns::Xhtml
        | Ns::Xml => {}
    }
}

/// Reads a child of an entry.
pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    match tag.ns {
        Ns::Atom => atom_in_rss::entry(reader, tag, draft),
        Ns::Cc | Ns::CreativeCommons => creative_commons::read(reader, tag, &mut draft.entry.links),
        Ns::Content => content::entry(reader, tag, draft),
        Ns::Dc | Ns::DcTerms => dublin_core::entry(reader, tag, draft),
        Ns::FeedBurner => feedburner::entry(reader, tag, draft),
        Ns::Geo | Ns::GeoRss | Ns::Gml => geo::entry(reader, tag, draft),
        Ns::Itunes => itunes::entry(reader, tag, draft),
        Ns::Media => media::entry(reader, tag, draft),
        Ns::Podcast => podcast::entry(reader, tag, draft),
        Ns::Podlove => podlove::entry(reader, tag, draft),
        Ns::Slash => slash::entry(reader, tag, draft),
        Ns::Thread => thread::entry(reader, tag, draft),
        Ns::Wfw => wfw::entry(reader, tag, draft),
        Ns::Xhtml => xhtml::entry(reader, tag, draft),
        Ns::Admin
        | Ns::AtomDeleted
        | Ns::History
        | Ns::Plain
        | Ns::Rdf
        | Ns::Syndication
        | Ns::Unknown
        | Ns::Xml => {}
    }
}
