//! Fetching, end to end through the library: a [`Fetcher`] against servers on loopback addresses
//! that answer anything. One module a concern:
//!
//! - `conditional`: validators, equal bodies, deltas
//! - `manners`: who we say we are, what we never send, hosts' turns, `Retry-After`
//! - `redirects`: which are followed, how far, with what
//! - `bounds`: deadlines, sizes, codings, cut bodies
//! - `guarded`: addresses, TLS, secrets
//! - `proxies`: HTTP and SOCKS, from `feeds.toml` and from the environment
//! - `http2`: a real exchange over HTTP/2
//! - `impostors`: pages that come instead of a feed
//! - `runs`: many feeds, some of them dead
//! - `hubs`: WebSub

#[path = "../support/environment.rs"]
mod environment;
#[path = "../support/http2.rs"]
mod h2_server;
#[path = "../support/proxy.rs"]
mod proxy;
#[path = "../support/server.rs"]
mod server;
#[path = "../support/tls.rs"]
#[expect(dead_code, reason = "its server is for whole runs")]
mod tls;

mod bounds;
mod conditional;
mod guarded;
mod http2;
mod hubs;
mod impostors;
mod manners;
mod proxies;
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

fn public_only() -> config::Fetch {
    config::Fetch { allow_private: false, ..settings() }
}

/// Runs an ignored test with other variables of the environment, which are read once in a process.
fn run_in_a_process_of_its_own(test: &str, variables: &[(&str, &str)]) {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--ignored"]);
    for name in environment::OF_THE_SYSTEM {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && words.contains("1 passed"), "{words}");
}
