//! `check --online`: each feed is asked once, without a trace in the store.

use std::fmt;

use chrono::{DateTime, Utc};
use futures_util::stream::{self, StreamExt};

use super::{BuildError, on_this_thread, read};
use crate::config::{self, Config, Location};
use crate::fetch::{Fetcher, Request};
use crate::parse::{self, Transport};

/// What a feed answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    pub format: &'static str,
    pub entries: usize,
    /// What had to be mended.
    pub warnings: usize,
    /// Where it was found, if elsewhere than `feeds.toml` says.
    pub moved_to: Option<String>,
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} entries", self.format, self.entries)?;
        if self.warnings > 0 {
            write!(f, ", {} things mended (see `feedmill inspect`)", self.warnings)?;
        }
        if let Some(to) = &self.moved_to {
            write!(f, ", moved for good to {to}")?;
        }
        Ok(())
    }
}

/// A feed's name, and what it is or in words what is wrong with it.
pub type Named = (String, Result<Probe, String>);

/// One result for each enabled feed, in the order of `feeds.toml`.
pub fn feeds(config: &Config, now: DateTime<Utc>) -> Result<Vec<Named>, BuildError> {
    on_this_thread(async {
        let fetcher = Fetcher::new(&config.fetch, now)?;
        let feeds = config.feeds.iter().filter(|feed| feed.enabled);
        let probes = stream::iter(feeds).map(|feed| probe_named(&fetcher, feed, config.fetch.max_size));
        Ok(probes.buffered(config.fetch.concurrency).collect().await)
    })
}

async fn probe_named(fetcher: &Fetcher, feed: &config::Feed, max_size: u64) -> Named {
    (feed.name.clone(), probe(fetcher, feed, max_size).await)
}

async fn probe(fetcher: &Fetcher, feed: &config::Feed, max_size: u64) -> Result<Probe, String> {
    let url = match &feed.location {
        Location::Path(path) => {
            let bytes = read::bounded(path, max_size)
                .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            let parsed = parse::parse(&bytes, &Transport::default());
            return parsed.map(|parsed| Probe::of(&parsed, None)).map_err(|error| error.to_string());
        }
        Location::Url(url) => url.clone(),
    };
    let exchange = fetcher.fetch(&Request::of(feed, url)).await;
    let moved_to = exchange.log.permanent_url.clone().map(String::from);
    let document = exchange.into_document().map_err(|error| error.to_string())?;
    let parsed = read::feed_in(&document).map_err(|error| error.to_string())?;
    Ok(Probe::of(&parsed, moved_to))
}

impl Probe {
    fn of(feed: &crate::model::Feed, moved_to: Option<String>) -> Probe {
        Probe {
            format: feed.format.name(),
            entries: feed.entries.len(),
            warnings: feed.warnings.len(),
            moved_to,
        }
    }
}
