//! What a caller wants of the sanitiser beyond safety, which is not for choice.

use std::borrow::Cow;

use url::Url;

use super::xml::{sound_text, xml_text};

/// How far sanitising goes. [`Policy::reading`] only makes safe what a feed says;
/// [`Policy::publishing`] also makes it valid, self-contained and quiet towards third parties.
#[derive(Debug, Clone)]
pub struct Policy {
    /// References that stay relative for want of a base.
    pub relative: Relative,
    /// Pixels and parameters that only track.
    pub tracking: Tracking,
    /// Players of known hosts, and whatever else is framed.
    pub frames: Frames,
    /// Harmless markup that a conformance checker objects to.
    pub conformance: Conformance,
    /// Stands before every id, and in every link to one, so that no entry of a page reaches
    /// another's (or the page's own). Unique to the entry where a page shows several.
    pub id_prefix: String,
    /// The entry's page, where `#place` leads that is not in the entry; `None`: the base.
    pub page: Option<Url>,
}

/// A reference that stays relative because no base is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relative {
    Keep,
    Drop,
}

/// Images that only count readers, and parameters that only say where a reader came from.
#[derive(Debug, Clone, Copy)]
pub enum Tracking {
    Keep,
    /// With what takes the parameters off an address: one list of them serves contents and links alike.
    Remove(fn(Url) -> Url),
}

/// What becomes of frames: those of the known hosts of videos and sounds, and others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frames {
    /// A link to what a known host plays, with a thumbnail where it has one. Others are removed.
    LinkPlayers,
    /// The same, and a link to what another frame holds: nothing foreign runs in a reader.
    Link,
    /// The frame itself if it is of a known host, else a link: for an author's own articles.
    Embed,
}

/// What becomes of harmless markup that HTML no longer has (`center`) or never had (`img`
/// without `src`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conformance {
    AsGiven,
    /// Replaced by what HTML has for it, so that a conformance checker finds nothing.
    Mended,
}

impl Policy {
    /// `text` with the characters that may be in what is written.
    pub(super) fn characters<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.conformance {
            Conformance::AsGiven => xml_text(text),
            Conformance::Mended => sound_text(text),
        }
    }

    /// For showing what a feed says (`inspect`).
    pub fn reading() -> Policy {
        Policy {
            relative: Relative::Keep,
            tracking: Tracking::Keep,
            frames: Frames::LinkPlayers,
            conformance: Conformance::AsGiven,
            id_prefix: "content-".to_owned(),
            page: None,
        }
    }

    /// For entries from outside that go into the published feed.
    pub fn publishing(tracking: Tracking) -> Policy {
        Policy {
            relative: Relative::Drop,
            tracking,
            frames: Frames::Link,
            conformance: Conformance::Mended,
            ..Policy::reading()
        }
    }

    /// For an author's own articles (`[articles] trust = true`): their embeds stay.
    pub fn trusting() -> Policy {
        Policy { frames: Frames::Embed, ..Policy::publishing(Tracking::Keep) }
    }

    #[must_use]
    pub fn with_id_prefix(self, id_prefix: &str) -> Policy {
        Policy { id_prefix: id_prefix.to_owned(), ..self }
    }

    #[must_use]
    pub fn with_page(self, page: Option<&Url>) -> Policy {
        Policy { page: page.cloned(), ..self }
    }
}

#[cfg(test)]
impl Policy {
    /// As entries from outside are published, where `utm_…` alone tracks.
    pub fn quiet() -> Policy {
        Policy::publishing(Tracking::Remove(|mut url| {
            let query = url.query().unwrap_or_default();
            let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("utm_")).collect();
            let kept = kept.join("&");
            url.set_query((!kept.is_empty()).then_some(&*kept));
            url
        }))
    }
}
