//! Fetching, end to end through the library: a [`Fetcher`] against servers on loopback addresses
//! that answer anything. One module a concern:
//!
//! - `conditional`: validators, equal bodies, deltas
//! - `manners`: who we say we are, what we never send, hosts' turns, `Retry-After`
//! - `redirects`: which are followed, how far, with what
//! - `bounds`: deadlines, sizes, codings, cut bodies
//! - `guarded`: addresses, proxies, TLS, secrets
//! - `impostors`: pages that come instead of a feed
//! - `runs`: many feeds, some of them dead
//! - `hubs`: WebSub

#[path = "../support/server.rs"]
mod server;

mod bounds;
mod conditional;
mod guarded;
mod hubs;
mod impostors;
mod manners;
mod redirects;
mod runs;

use std::time::Duration;

use chrono::{DateTime, Utc};
use feedmill::config;
use feedmill::fetch::{Document, Exchange, FetchError, Fetcher, Outcome, Request};
use url::Url;

const FEED: &str = "<?xml version='1.0'?><rss version='2.0'><channel><title>Blog</title></channel></rss>";

/// As `feeds.toml` has it by default, but that the servers of the tests may be asked.
fn settings() -> config::Fetch {
    config::Fetch {
        interval: Duration::from_secs(3600),
        concurrency: 64,
        per_host: 2,
        timeout: Duration::from_secs(30),
        max_size: 16 << 20,
        contact: None,
        proxy: None,
        allow_private: true,
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-25T10:00:00Z".parse().unwrap()
}

fn fetcher(config: &config::Fetch) -> Fetcher {
    Fetcher::new(config, now()).unwrap()
}

fn request(url: impl AsRef<str>) -> Request {
    Request::new("feed", url.as_ref().parse::<Url>().unwrap())
}

async fn fetch(request: &Request) -> Exchange {
    fetcher(&settings()).fetch(request).await
}

async fn fetch_url(url: impl AsRef<str>) -> Exchange {
    fetch(&request(url)).await
}

async fn failure_of(url: impl AsRef<str>) -> FetchError {
    failure(fetch_url(url).await)
}

#[track_caller]
fn failure(exchange: Exchange) -> FetchError {
    match exchange.outcome {
        Outcome::Failed(error) => error,
        other => panic!("no failure: {other:?}"),
    }
}

#[track_caller]
fn document(exchange: Exchange) -> Document {
    match exchange.outcome {
        Outcome::Document(document) => document,
        other => panic!("no document: {other:?}"),
    }
}
