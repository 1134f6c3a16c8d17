//! `link` of Atom, which RSS borrows: what both write of an item's links.

use atom_syndication::Link;

use crate::model::edition::{self, Enclosure, Origin};

use super::text::{plain, uri};

pub fn link(rel: &str, href: &str, media_type: Option<&str>) -> Link {
    Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: media_type.map(str::to_owned),
        ..Link::default()
    }
}

pub fn enclosure(enclosure: &Enclosure) -> Link {
    Link {
        title: enclosure.title.as_deref().map(|title| plain(title).into_owned()),
        length: enclosure.length.map(|length| length.to_string()),
        ..link("enclosure", &uri(&enclosure.url), Some(&enclosure.media_type))
    }
}

/// A related page, or where it was found.
pub fn further(further: &edition::Link) -> Link {
    Link {
        title: further.title.as_deref().map(|title| plain(title).into_owned()),
        ..link(further.rel, &uri(&further.url), further.media_type.as_deref())
    }
}

/// A further source, unless it has no address.
pub fn also_in(origin: &Origin) -> Option<Link> {
    let url = origin.link.as_ref().or(origin.feed_url.as_ref())?;
    Some(Link { title: Some(plain(&origin.title).into_owned()), ..link("related", &uri(url), None) })
}
