//! The namespaces that feeds use, known by URI, else by the prefix that everybody gives them.
//!
//! [`of_uri`] and [`of_prefix`] are asked once for a declaration; elements then carry the small
//! [`Ns`] and are matched by it.

use crate::model::feed::Format;

/// What namespace an element is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ns {
    /// None, or one of the many that RSS was given.
    Plain,
    Atom,
    AtomDeleted,
    Cc,
    Content,
    CreativeCommons,
    Dc,
    DcTerms,
    FeedBurner,
    Geo,
    GeoRss,
    Gml,
    History,
    Itunes,
    Media,
    Podcast,
    Podlove,
    Admin,
    Rdf,
    Slash,
    Syndication,
    Thread,
    Wfw,
    Xhtml,
    Xml,
    Unknown,
}

/// Namespaces by URI without scheme, `www.` and trailing `/` or `#`, in lower case: publishers
/// write each of these in every one of those spellings.
const BY_URI: &[(&str, Ns)] = &[
    ("w3.org/2005/atom", Ns::Atom),
    ("purl.org/atom/ns", Ns::Atom),
    ("purl.org/atom/app", Ns::Unknown),
    ("purl.org/atompub/tombstones/1.0", Ns::AtomDeleted),
    ("web.resource.org/cc", Ns::Cc),
    ("creativecommons.org/ns", Ns::Cc),
    ("purl.org/rss/1.0/modules/content", Ns::Content),
    ("backend.userland.com/creativecommonsrssmodule", Ns::CreativeCommons),
    ("cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", Ns::CreativeCommons),
    ("purl.org/dc/elements/1.0", Ns::Dc),
    ("purl.org/dc/elements/1.1", Ns::Dc),
    ("purl.org/dc/terms", Ns::DcTerms),
    ("rssnamespace.org/feedburner/ext/1.0", Ns::FeedBurner),
    ("w3.org/2003/01/geo/wgs84_pos", Ns::Geo),
    ("georss.org/georss", Ns::GeoRss),
    ("georss.org/georss/10", Ns::GeoRss),
    ("opengis.net/gml", Ns::Gml),
    ("opengis.net/gml/3.2", Ns::Gml),
    ("purl.org/syndication/history/1.0", Ns::History),
    ("itunes.com/dtds/podcast-1.0.dtd", Ns::Itunes),
    ("itunes.com/dtds/podcast-1.0", Ns::Itunes),
    ("example.com/dtds/podcast-1.0.dtd", Ns::Itunes),
    ("search.yahoo.com/mrss", Ns::Media),
    ("tools.search.yahoo.com/mrss", Ns::Media),
    ("video.search.yahoo.com/mrss", Ns::Media),
    ("podcastindex.org/namespace/1.0", Ns::Podcast),
    ("github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", Ns::Podcast),
    ("podlove.org/simple-chapters", Ns::Podlove),
    ("webns.net/mvcb", Ns::Admin),
    ("w3.org/1999/02/22-rdf-syntax-ns", Ns::Rdf),
    ("purl.org/rss/1.0/modules/slash", Ns::Slash),
    ("purl.org/rss/1.0/modules/syndication", Ns::Syndication),
    ("purl.org/syndication/thread/1.0", Ns::Thread),
    ("wellformedweb.org/commentapi", Ns::Wfw),
    ("w3.org/1999/xhtml", Ns::Xhtml),
    ("w3.org/xml/1998/namespace", Ns::Xml),
];

const BY_PREFIX: &[(&str, Ns)] = &[
    ("a10", Ns::Atom),
    ("admin", Ns::Admin),
    ("at", Ns::AtomDeleted),
    ("atom", Ns::Atom),
    ("atom03", Ns::Atom),
    ("atom10", Ns::Atom),
    ("cc", Ns::Cc),
    ("content", Ns::Content),
    ("creativecommons", Ns::CreativeCommons),
    ("dc", Ns::Dc),
    ("dcterms", Ns::DcTerms),
    ("feedburner", Ns::FeedBurner),
    ("fh", Ns::History),
    ("geo", Ns::Geo),
    ("georss", Ns::GeoRss),
    ("gml", Ns::Gml),
    ("itunes", Ns::Itunes),
    ("media", Ns::Media),
    ("podcast", Ns::Podcast),
    ("psc", Ns::Podlove),
    ("rdf", Ns::Rdf),
    ("rss", Ns::Plain),
    ("slash", Ns::Slash),
    ("sy", Ns::Syndication),
    ("thr", Ns::Thread),
    ("wfw", Ns::Wfw),
    ("xhtml", Ns::Xhtml),
    ("xml", Ns::Xml),
];

/// The namespaces that RSS itself was given over the years, and the version that they speak of.
const OF_RSS: &[(&str, Format)] = &[
    ("my.netscape.com/rdf/simple/0.9", Format::Rss090),
    ("channel.netscape.com/rdf/simple/0.9", Format::Rss090),
    ("purl.org/rss/1.0", Format::Rss10),
    ("purl.org/net/rss1.1", Format::Rss11),
    ("backend.userland.com/rss", Format::Rss20),
    ("backend.userland.com/rss2", Format::Rss20),
    ("backend.userland.com/rss2.1", Format::Rss20),
    ("backend.userland.com/rss091", Format::Rss),
    ("blogs.law.harvard.edu/tech/rss", Format::Rss20),
    ("cyber.law.harvard.edu/rss", Format::Rss20),
    ("purl.org/rss/2.0", Format::Rss20),
    ("purl.org/net/rss2.0", Format::Rss20),
];

/// What is in a declared namespace.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    pub ns: Ns,
    /// The dialect that the namespace belongs to.
    pub format: Option<Format>,
}

/// The namespace that `uri` names; `None` where nobody here knows it.
pub fn of_uri(uri: &str) -> Option<Declared> {
    let key = spelling(uri);
    if key.is_empty() {
        return Some(Declared { ns: Ns::Plain, format: None });
    }
    if let Some((_, format)) = OF_RSS.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)) {
        return Some(Declared { ns: Ns::Plain, format: Some(*format) });
    }
    let (known, ns) = BY_URI.iter().find(|(known, _)| known.eq_ignore_ascii_case(key))?;
    let format = match *known {
        "w3.org/2005/atom" => Some(Format::Atom10),
        "purl.org/atom/ns" => Some(Format::Atom03),
        _ => None,
    };
    Some(Declared { ns: *ns, format })
}

/// The namespace that `prefix` customarily stands for.
pub fn of_prefix(prefix: &str) -> Option<Ns> {
    BY_PREFIX.iter().find(|(known, _)| known.eq_ignore_ascii_case(prefix)).map(|(_, ns)| *ns)
}

/// The part of `uri` by which a namespace is told from others.
fn spelling(uri: &str) -> &str {
    let uri = uri.trim();
    let uri = behind(uri, "http://").or_else(|| behind(uri, "https://")).unwrap_or(uri);
    behind(uri, "www.").unwrap_or(uri).trim_end_matches(['/', '#'])
}

fn behind<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_is_known_in_every_spelling() {
        for uri in [
            "http://search.yahoo.com/mrss/",
            "https://search.yahoo.com/mrss",
            "HTTP://WWW.search.yahoo.com/MRSS#",
        ] {
            assert_eq!(of_uri(uri).map(|declared| declared.ns), Some(Ns::Media), "{uri}");
        }
        assert!(of_uri("http://example.org/mine").is_none());
    }

    #[test]
    fn a_dialects_namespace_tells_its_version() {
        assert_eq!(
            of_uri("http://purl.org/rss/1.0/").and_then(|declared| declared.format),
            Some(Format::Rss10)
        );
        assert_eq!(
            of_uri("http://purl.org/atom/ns#").and_then(|declared| declared.format),
            Some(Format::Atom03)
        );
    }
}
