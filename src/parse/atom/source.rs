//! `source`: the feed that an entry was taken from (RFC 4287, 4.2.11).

use super::super::draft::FeedDraft;
use super::super::xml::{Ns, Reader};
use super::feed;
use crate::model::feed::Source;

/// The feed that the element tells of, and past its end.
pub fn read(reader: &mut Reader<'_>) -> Source {
    let mut draft = FeedDraft::default();
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        if matches!(tag.ns, Ns::Atom | Ns::Plain) {
            feed::element(reader, &tag, &mut draft);
        }
    }
    let feed = draft.finish();
    Source {
        id: feed.id,
        title: feed.title,
        subtitle: feed.subtitle,
        link: feed.link,
        links: feed.links,
        updated: feed.updated,
        authors: feed.authors,
        contributors: feed.contributors,
        categories: feed.categories,
        generator: feed.generator,
        icon: feed.icon,
        logo: feed.logo,
        rights: feed.rights,
        feed_url: feed.self_url,
    }
}
