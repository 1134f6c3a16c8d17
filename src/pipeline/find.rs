//! From an address that a user has to the feed behind it: the address itself if it is a feed, else
//! the best of those that the page announces, else the well-known places.

use std::path::Path;

use chrono::{DateTime, Utc};
use thiserror::Error;
use url::Url;

use super::{BuildError, on_this_thread, read};
use crate::config::{self, SecretUrl};
use crate::fetch::{self, FetchError, Fetcher, Request};
use crate::markup;
use crate::model::Feed;
use crate::model::feed::TextKind;
use crate::parse::{NotAFeed, discover, feed_scheme};

/// So many of the feeds that a page announces are tried.
const CANDIDATES: usize = 8;

/// A feed that answers and parses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub url: Url,
    pub title: Option<String>,
    pub entries: usize,
    /// Why it is not encrypted, where the address left that open: https: was tried first.
    pub not_by_https: Option<FetchError>,
}

/// Why there is no feed behind an address.
#[derive(Debug, Error)]
pub enum NotFound {
    #[error("it is no address ({0}), expected one as `https://example.org/`")]
    Address(#[from] url::ParseError),
    #[error("it is a local file: write it into feeds.toml, as `[[feeds]]` with `path = \"…\"`")]
    LocalFile,
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("{page}, and no feed was found in it or in the usual places")]
    NoFeed { page: NotAFeed },
}

impl Found {
    /// The title and the address, a password aside.
    pub fn describe(&self) -> String {
        let url = SecretUrl::from(self.url.clone());
        match &self.title {
            Some(title) => format!("{title} <{url}>"),
            None => url.to_string(),
        }
    }
}

/// One result for each of `addresses`, in their order.
pub fn feeds(
    addresses: &[String],
    config: &config::Fetch,
    now: DateTime<Utc>,
) -> Result<Vec<Result<Found, NotFound>>, BuildError> {
    on_this_thread(async {
        let fetcher = Fetcher::new(config, now)?;
        let mut found = Vec::with_capacity(addresses.len());
        for address in addresses {
            found.push(feed(&fetcher, address).await);
        }
        Ok(found)
    })
}

/// One document, asked for as `config` wants it: what came, and what the transport said of it, or why
/// nothing came. Its user named the address, so that it may be a private one.
pub fn document(
    url: Url,
    config: &config::Fetch,
    now: DateTime<Utc>,
) -> Result<Result<fetch::Document, FetchError>, BuildError> {
    let config = config::Fetch { allow_private: true, ..config.clone() };
    on_this_thread(async { Ok(get(&Fetcher::new(&config, now)?, url).await) })
}

async fn feed(fetcher: &Fetcher, address: &str) -> Result<Found, NotFound> {
    let (url, unencrypted) = parse_address(address)?;
    let mut not_by_https = None;
    let document = match (get(fetcher, url).await, unencrypted) {
        (Err(why), Some(unencrypted)) if why.is_unconnected() => {
            let document = get(fetcher, unencrypted).await;
            // Of a host that answers neither way, the first try tells.
            let document =
                document.map_err(|error| if error.is_unconnected() { why.clone() } else { error })?;
            not_by_https = Some(why);
            document
        }
        (document, _) => document?,
    };
    let found = behind(fetcher, &document).await?;
    let is_encrypted = found.url.scheme() == "https";
    Ok(Found { not_by_https: not_by_https.filter(|_| !is_encrypted), ..found })
}

/// `document`, if it is a feed, else the one that it leads to.
async fn behind(fetcher: &Fetcher, document: &fetch::Document) -> Result<Found, NotFound> {
    let page = match read::feed_in(document) {
        Ok(feed) => return Ok(found(document.url.clone(), &feed)),
        Err(page) => page,
    };
    let html = String::from_utf8_lossy(&document.bytes);
    let announced = discover::feeds_in_page(&html, &document.url).into_iter().map(|candidate| candidate.url);
    let usual = discover::well_known(&document.url).into_iter();
    for candidate in announced.take(CANDIDATES).chain(usual) {
        let Ok(document) = get(fetcher, candidate).await else { continue };
        if let Ok(feed) = read::feed_in(&document) {
            return Ok(found(document.url, &feed));
        }
    }
    Err(NotFound::NoFeed { page })
}

/// `example.org` is what people type, and `feed:` what browsers hand over. Also returns the address without
/// encryption, where its user left open which is meant.
fn parse_address(address: &str) -> Result<(Url, Option<Url>), NotFound> {
    let written = feed_scheme::rewritten(address);
    let parsed = Url::parse(&written);
    let is_bare = match &parsed {
        Ok(url) if url.scheme() == "file" => return Err(NotFound::LocalFile),
        Ok(url) => is_host_with_port(url),
        Err(error) => *error == url::ParseError::RelativeUrlWithoutBase,
    };
    if !is_bare {
        return Ok((parsed?, None));
    }
    if Path::new(address).is_file() {
        return Err(NotFound::LocalFile);
    }
    let unencrypted = Url::parse(&format!("http://{written}"))?;
    Ok((Url::parse(&format!("https://{written}"))?, Some(unencrypted)))
}

/// Whether what looks like a scheme is the host: `localhost:8080/feed`.
fn is_host_with_port(url: &Url) -> bool {
    let port = url.path().split('/').next().unwrap_or_default();
    url.cannot_be_a_base() && port.parse::<u16>().is_ok()
}

async fn get(fetcher: &Fetcher, url: Url) -> Result<fetch::Document, FetchError> {
    fetcher.fetch(&Request::new("", url)).await.into_document()
}

fn found(url: Url, feed: &Feed) -> Found {
    let title = feed.title.as_ref().map(|title| match title.kind {
        TextKind::Text => title.value.clone(),
        TextKind::Html | TextKind::Xhtml => markup::text(&title.value),
    });
    Found { url, title, entries: feed.entries.len(), not_by_https: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_scheme_may_have_a_port() {
        for (written, expected) in [
            ("example.org", Some("https://example.org/")),
            ("example.org:8080", Some("https://example.org:8080/")),
            ("localhost:8080/feed?a=b", Some("https://localhost:8080/feed?a=b")),
            ("127.0.0.1:8080", Some("https://127.0.0.1:8080/")),
            ("mailto:a@example.org", None),
            ("http://example.org:8080/", None),
        ] {
            let (url, unencrypted) = parse_address(written).unwrap();
            assert_eq!(unencrypted.is_some(), expected.is_some(), "{written}");
            assert_eq!(url.as_str(), expected.unwrap_or(written));
        }
    }
}
