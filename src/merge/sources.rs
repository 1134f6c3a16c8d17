//! The sources of an edition: what `feeds.toml` says of a feed together with what is known of it.

use std::collections::BTreeMap;
use std::slice;
use std::sync::Arc;

use url::Url;

use super::clean::{self, people, text};
use crate::config::{self, Articles, Config, Location};
use crate::iri;
use crate::model::edition::{Health, Origin, SourceListing};
use crate::model::stored::{ARTICLES, FeedState, Feeds, Head, Heads};

/// A feed of `feeds.toml`, or the articles.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// `None`: the author's own articles.
    pub feed: Option<&'a config::Feed>,
    /// What the feed said of itself last.
    pub head: Option<&'a Head>,
    /// Its place in `feeds.toml`; the articles come first.
    pub rank: usize,
}

/// All sources by name.
pub type Sources<'a> = BTreeMap<&'a str, Source<'a>>;

/// The sources of `config` that may be published.
pub fn of<'a>(config: &'a Config, heads: &'a Heads) -> Sources<'a> {
    let feeds = config.feeds.iter().enumerate().filter(|(_, feed)| feed.enabled).map(|(place, feed)| {
        (feed.name.as_str(), Source { feed: Some(feed), head: heads.get(&feed.name), rank: place + 1 })
    });
    let articles = Source { feed: None, head: heads.get(ARTICLES), rank: 0 };
    feeds.chain(config.articles.as_ref().map(|_| (ARTICLES, articles))).collect()
}

/// The external feeds in the order of `feeds.toml`, for the blogroll and the page. Made once for all editions
/// of a build: there may be tens of thousands.
pub fn listings(config: &Config, known: &Feeds) -> Arc<[SourceListing]> {
    config.feeds.iter().map(|feed| listing(feed, known)).collect()
}

impl<'a> Source<'a> {
    /// `None`: the author's own articles.
    pub fn origin(&self) -> Option<Origin> {
        self.feed.map(|feed| origin(feed, self.head))
    }

    /// What `feeds.toml` adds to the categories of each of its entries; `articles` is what it says of the
    /// author's own.
    pub fn categories(&self, articles: Option<&'a Articles>) -> &'a [String] {
        match self.feed {
            Some(feed) => &feed.categories,
            None => articles.and_then(|articles| articles.category.as_ref()).map_or(&[], slice::from_ref),
        }
    }
}

fn origin(feed: &config::Feed, head: Option<&Head>) -> Origin {
    let feed_url = public_address(feed);
    let own_id = head.and_then(|head| iri::published_id(head.id.as_deref()?.trim()));
    let title = feed.title.clone().or_else(|| head.and_then(|head| text::plain(head.title.as_ref()?)));
    let id = own_id.or_else(|| feed_url.as_ref().filter(|url| !clean::is_ipv6(url)).map(Url::to_string));
    Origin {
        name: feed.name.clone(),
        id: id.unwrap_or_else(|| id_given_by_us(feed)),
        title: title.unwrap_or_else(|| feed.name.clone()),
        link: head.and_then(|head| clean::address(head.link.as_deref()?)),
        feed_url,
        updated: head.and_then(|head| head.updated),
        rights: head.and_then(|head| text::plain(head.rights.as_ref()?)),
        icon: head.and_then(|head| clean::address(head.icon.as_deref().or(head.logo.as_deref())?)),
        authors: head.map(|head| people::authors(&head.authors)).unwrap_or_default(),
    }
}

/// The id under which `feed` stands in what we publish where it has neither one of its own nor a public address.
pub fn id_given_by_us(feed: &config::Feed) -> String {
    iri::uuid_id(&feed.name, "")
}

/// The feed's address as the world may know it: without credentials, and not at all where a secret is part of it.
pub fn public_address(feed: &config::Feed) -> Option<Url> {
    let Location::Url(url) = &feed.location else { return None };
    let shown = url.shown();
    if shown.contains("${") {
        return None;
    }
    let mut url = clean::address(shown)?;
    // Both fail only for addresses without a host, and this one has one.
    let _ = (url.set_username(""), url.set_password(None));
    Some(url)
}

fn listing(feed: &config::Feed, known: &Feeds) -> SourceListing {
    let (head, state) = (known.heads.get(&feed.name), known.states.get(&feed.name));
    SourceListing {
        origin: origin(feed, head),
        description: head.and_then(|head| text::plain(head.subtitle.as_ref()?)),
        language: head.and_then(|head| clean::language(head.language.as_deref()?)),
        categories: feed.categories.iter().filter_map(|category| text::line(category)).collect(),
        health: match state {
            _ if !feed.enabled => Health::Disabled,
            Some(state) => state.health(),
            None => Health::New,
        },
        moved_to: state.and_then(|state| moved_to(feed, state)),
    }
}

/// Of a feed without a public address none becomes known. In `feeds.toml` there may be another address by now.
fn moved_to(feed: &config::Feed, state: &FeedState) -> Option<Url> {
    let is_its_own = state.url.as_deref() == Some(&feed.location.shown());
    public_address(feed).filter(|_| is_its_own)?;
    clean::address(state.moved_to.as_deref()?)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_move_is_told_of_the_address_that_moved_and_where_no_secret_is() {
        let moved_from = |written: &str, asked: &str| {
            let text = format!(
                "publish = {{ title = 'x', link = 'https://x.org/' }}\nfeeds = [ {{ name = 'a', url = '{written}' }} ]"
            );
            let secret = |_: &str| Some("s3cret".to_owned());
            let (config, _) = config::parse(&text, Path::new("feeds.toml"), &secret).unwrap();
            let state = FeedState {
                url: Some(asked.to_owned()),
                moved_to: Some("https://new.example/feed".to_owned()),
                ..FeedState::default()
            };
            let states = [("a".to_owned(), Box::new(state))].into();
            let listings = listings(&config, &Feeds { states, ..Feeds::default() });
            listings[0].address().map(Url::to_string)
        };
        let old = "https://old.example/feed";
        assert_eq!(moved_from(old, old).as_deref(), Some("https://new.example/feed"));
        assert_eq!(moved_from(old, "https://older.example/feed").as_deref(), Some(old));
        let secret = "https://old.example/${TOKEN}";
        assert_eq!(moved_from(secret, secret), None);
    }
}
