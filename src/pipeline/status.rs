//! How each source is doing, out of the store: for `feedmill status` and for `status.json`.

use std::collections::BTreeMap;
use std::fs;

use chrono::{DateTime, Utc};

use super::BuildError;
use crate::atomic_file;
use crate::config::Config;
use crate::merge;
use crate::model::Edition;
use crate::model::stored::FeedState;
use crate::publish::PublishError;
use crate::report::status::{self, Counts, Row, Status};
use crate::store::Store;

/// A row for each feed, as the next build would publish it.
pub fn rows(store: &Store, config: &Config, now: DateTime<Utc>) -> Result<Vec<Row>, BuildError> {
    let known = store.feeds()?;
    let items = store.newest_first(config.publish.order);
    let outcome = merge::edition(config, None, &known, Vec::new(), items, now)?;
    of_edition(store, config, &known.states, &outcome.edition)
}

/// A row for each feed, as `edition` publishes it.
pub fn of_edition(
    store: &Store,
    config: &Config,
    known: &BTreeMap<String, FeedState>,
    edition: &Edition,
) -> Result<Vec<Row>, BuildError> {
    Ok(status::rows(config, known, &entries(store, edition)?))
}

/// Writes `status.json`, unless nothing happened.
pub fn write(
    config: &Config,
    feeds: Vec<Row>,
    edition: &Edition,
    now: DateTime<Utc>,
) -> Result<(), PublishError> {
    let dir = &config.publish.dir;
    // Where every format is turned off, nothing else has made the folder.
    fs::create_dir_all(dir).map_err(|source| PublishError::Write { path: dir.clone(), source })?;
    let path = dir.join("status.json");
    let told = Status { built_at: now, published: edition.items.len(), feeds };
    let bytes = status::document(told, fs::read(&path).ok().as_deref());
    atomic_file::write_if_changed(&path, &bytes).map_err(|source| PublishError::Write { path, source })?;
    Ok(())
}

/// Entries of each feed, stored and published.
fn entries(store: &Store, edition: &Edition) -> Result<BTreeMap<String, Counts>, BuildError> {
    let tallies = store.tallies()?.into_iter();
    let mut counts: BTreeMap<String, Counts> = tallies
        .map(|(name, tally)| (name, Counts { entries: tally.entries + tally.held, published: 0 }))
        .collect();
    for source in edition.items.iter().filter_map(|item| item.source.as_ref()) {
        counts.entry(source.name.clone()).or_default().published += 1;
    }
    Ok(counts)
}
