//! `source`: the feed that an entry was taken from (RFC 4287, 4.2.11).

use super::super::draft::FeedDraft;
use super::super::xml::{Ns, Reader};
use super::feed;
use crate::model::feed::{Feed, Source};

/// The feed that the element tells of, and past its end.
pub fn read(reader: &mut Reader<'_>) -> Source {
    let mut draft = FeedDraft::default();
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        if matches!(tag.ns, Ns::Atom | Ns::Plain) {
            feed::element(reader, &tag, &mut draft);
        }
    }
    let Feed {
        id,
        title,
        subtitle,
        link,
        links,
        updated,
        authors,
        contributors,
        categories,
        generator,
        icon,
        logo,
        rights,
        self_url,
        ..
    } = draft.finish();
    Source {
        id,
        title,
        subtitle,
        link,
        links,
        updated,
        authors,
        contributors,
        categories,
        generator,
        icon,
        logo,
        rights,
        feed_url: self_url,
    }
}
