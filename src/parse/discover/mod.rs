//! From a web page to the feeds of its site.
//!
//! [`feeds_in_page`] lists what the page itself says, best first. [`well_known`] guesses addresses
//! that publishing software uses, for when a page says nothing. Nothing here fetches: whether an
//! address is a feed shows only when somebody reads it.

mod likeness;
mod page;

use std::collections::HashSet;

use url::Url;

use super::feed_scheme;
use page::{Link, Page, Source};

/// Nobody tries more of them.
const MOST_CANDIDATES: usize = 50;

/// What publishing software calls its feed, the most frequent first.
const WELL_KNOWN: [&str; 11] = [
    "feed/",
    "feed",
    "rss.xml",
    "atom.xml",
    "feed.xml",
    "index.xml",
    "rss",
    "rss/",
    "feed.json",
    "index.rdf",
    "index.atom",
];

/// An address that may be a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub url: Url,
    pub title: Option<String>,
    /// In lower case and without parameters.
    pub media_type: Option<String>,
}

/// How likely a candidate is the feed that a reader of the page wants; the order of trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A `link` element with the media type or the relation of a feed.
    Declared,
    /// A `link` element with a media type that feeds have among others.
    Possible,
    /// A `link` element to a feed of comments.
    Comments,
    /// An `a` element of the same site whose address looks like that of a feed.
    Anchor,
    /// An `a` element to another site, or only called a feed.
    Guess,
    AnchorOfComments,
}

/// The feeds that `html`, found at `page`, refers to: the likeliest first, and each once.
pub fn feeds_in_page(html: &str, page: &Url) -> Vec<Candidate> {
    let mut ranked = candidates(html, page);
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut seen = HashSet::from([without_scheme(page)]);
    let mut candidates: Vec<Candidate> = ranked.into_iter().map(|(_, candidate)| candidate).collect();
    candidates.retain(|candidate| seen.insert(without_scheme(&candidate.url)));
    candidates.truncate(MOST_CANDIDATES);
    candidates
}

/// The feed that `html` declares to be its page's, unless that is the address where the page was found: then the
/// feed is only out of order.
pub fn declared_feed(html: &str, page: &Url) -> Option<Url> {
    let found = candidates(html, page).into_iter();
    let declared: Vec<Url> =
        found.filter(|(rank, _)| *rank == Rank::Declared).map(|(_, found)| found.url).collect();
    let is_here = |url: &Url| without_scheme(url) == without_scheme(page);
    if declared.iter().any(is_here) { None } else { declared.into_iter().next() }
}

/// Where feeds often are: below the page, beside it, and at the root of its site. A last resort.
pub fn well_known(page: &Url) -> Vec<Url> {
    let mut found = Vec::new();
    if !is_web(page) {
        return found;
    }
    let last = page.path_segments().and_then(|mut segments| segments.next_back()).unwrap_or_default();
    let below = (!last.is_empty() && !last.contains('.')).then(|| page.join(&format!("./{last}/")));
    let places = below.into_iter().chain([page.join("."), page.join("/")]).flatten();
    for place in places {
        for name in WELL_KNOWN {
            if let Ok(url) = place.join(name)
                && url != *page
                && !found.contains(&url)
            {
                found.push(url);
            }
        }
    }
    found
}

/// In the order in which they stand in the page.
fn candidates(html: &str, page: &Url) -> Vec<(Rank, Candidate)> {
    let Page { base, links } = page::scan(html);
    let base = base.and_then(|href| web(&href, page)).unwrap_or_else(|| page.clone());
    links.into_iter().filter_map(|link| candidate(link, &base, page)).collect()
}

fn candidate(link: Link, base: &Url, page: &Url) -> Option<(Rank, Candidate)> {
    let url = web(&link.href, base)?;
    let rank = rank(&link, &url, page)?;
    let title = link.title.filter(|title| !title.is_empty());
    Some((rank, Candidate { url, title, media_type: link.media_type }))
}

fn rank(link: &Link, url: &Url, page: &Url) -> Option<Rank> {
    let comments = likeness::is_of_comments(link.title.as_deref().unwrap_or_default(), url);
    let rank = match link.source {
        Source::Feed => Rank::Declared,
        Source::MaybeFeed if likeness::is_interface(url) => return None,
        Source::MaybeFeed => Rank::Possible,
        Source::Address if same_site(url, page) => Rank::Anchor,
        Source::Address | Source::Wording => Rank::Guess,
    };
    Some(match rank {
        Rank::Declared | Rank::Possible if comments => Rank::Comments,
        Rank::Anchor | Rank::Guess if comments => Rank::AnchorOfComments,
        rank => rank,
    })
}

/// `href` as an address of the web, without the fragment, which no feed has.
fn web(href: &str, base: &Url) -> Option<Url> {
    let mut url = base.join(&feed_scheme::rewritten(href)).ok().filter(is_web)?;
    url.set_fragment(None);
    Some(url)
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn without_scheme(url: &Url) -> String {
    url.as_str().split_once("://").map_or(url.as_str(), |(_, rest)| rest).to_owned()
}

/// Whether one host is the other's or below it: `blog.example.org` is of `www.example.org`.
fn same_site(url: &Url, page: &Url) -> bool {
    let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
    let (Some(one), Some(other)) = (host(url), host(page)) else { return false };
    let below = |inner: &str, outer: &str| inner.strip_suffix(outer).is_some_and(|rest| rest.ends_with('.'));
    one == other || below(&one, &other) || below(&other, &one)
}

#[cfg(test)]
mod tests;
