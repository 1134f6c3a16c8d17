//! What tells a feed by its media type, its address or the words of a link to it.

use url::Url;

/// The names of the last part of an address that is a feed.
const NAMES: [&str; 8] = ["feed", "feeds", "rss", "rss2", "atom", "rdf", "feed.json", "index.xml"];

/// What a link to a feed says, in lower case and without punctuation around it.
const WORDINGS: [&str; 14] = [
    "rss",
    "atom",
    "feed",
    "rss feed",
    "rss-feed",
    "rss 2.0",
    "atom feed",
    "web feed",
    "json feed",
    "subscribe via rss",
    "rss abonnieren",
    "flux rss",
    "canal rss",
    "feed rss",
];

/// Comments in languages that blogs are written in.
const COMMENTS: [&str; 11] = [
    "comments",
    "comment feed",
    "kommentar",
    "commentaire",
    "comentario",
    "comentário",
    "commenti",
    "reacties",
    "комментар",
    "コメント",
    "评论",
];

/// What a media type says of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    Feed,
    Maybe,
    No,
}

/// What `media_type` (lower case, no parameters) says.
pub fn of_media_type(media_type: &str) -> Likeness {
    match media_type {
        "application/feed+json" | "application/rdf+xml" => Likeness::Feed,
        "application/xml" | "text/xml" | "application/json" => Likeness::Maybe,
        _ => {
            let subtype = media_type.split_once('/').map_or("", |(_, subtype)| subtype);
            let subtype = subtype.trim_start_matches("x-").trim_start_matches("x.");
            // `rss xml`, `rss-xml`, `rss2+xml`; `atomsvc+xml` is no feed
            let is_feed = subtype.contains("rss") || matches!(subtype, "atom+xml" | "atom" | "atom xml");
            if is_feed { Likeness::Feed } else { Likeness::No }
        }
    }
}

/// Whether a reference looks like one to a feed by its path and query.
pub fn is_feed_address(href: &str) -> bool {
    let href = href.split('#').next().unwrap_or_default().to_ascii_lowercase();
    if href.starts_with("feed:") || href.contains("://feeds.") {
        return true;
    }
    let (path, query) = href.split_once('?').unwrap_or((&href, ""));
    is_feed_path(path) || query.split('&').any(is_feed_parameter)
}

fn is_feed_path(path: &str) -> bool {
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, p)| p));
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if NAMES.contains(&last) || path.contains("feeds/posts/default") {
        return true;
    }
    match last.rsplit_once('.') {
        Some((_, "rss" | "atom" | "rdf" | "rss2")) => true,
        Some((stem, "xml" | "json" | "php")) => {
            ["feed", "rss", "atom"].iter().any(|word| stem.contains(word))
        }
        _ => false,
    }
}

/// `?feed=rss2` is WordPress's, `?format=feed` and `?type=rss` others'.
fn is_feed_parameter(parameter: &str) -> bool {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    match name {
        "feed" => {
            value.is_empty() || value.contains("rss") || matches!(value, "atom" | "rdf" | "feed" | "json")
        }
        "format" | "type" | "output" | "mode" => matches!(value, "feed" | "rss" | "rss2" | "atom"),
        "rss" | "atom" => value.is_empty() || value == "1",
        _ => false,
    }
}

/// Whether the text of a link says that it leads to a feed.
pub fn is_feed_wording(text: &str) -> bool {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    WORDINGS.contains(&text.as_str())
}

/// Whether a feed is one of comments, as far as its title and address tell.
pub fn is_of_comments(title: &str, url: &Url) -> bool {
    let title = title.to_lowercase();
    COMMENTS.iter().any(|word| title.contains(word))
        || url.path().to_ascii_lowercase().contains("comment")
        || url.query().is_some_and(|query| query.to_ascii_lowercase().contains("comment"))
}

/// WordPress declares its JSON and oEmbed interfaces as alternates of every page.
pub fn is_interface(url: &Url) -> bool {
    ["wp-json", "rest_route=", "oembed", "opensearch", "sitemap"]
        .iter()
        .any(|word| url.as_str().contains(word))
}
