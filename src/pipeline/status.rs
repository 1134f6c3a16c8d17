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

/// In the output folder.
pub const FILE: &str = "status.json";

/// A row for each feed, as the next build would publish it.
pub fn rows(store: &Store, config: &Config, now: DateTime<Utc>) -> Result<Vec<Row>, BuildError> {
    let known = store.feeds()?;
    let items = store.newest_first(config.publish.order);
    let outcome = merge::edition(config, None, &known, Vec::new(), items, now)?;
    of_edition(store, config, &known.states, &published(&outcome.edition))
}

/// A row for each feed, of which an edition has `published` items.
pub fn of_edition(
    store: &Store,
    config: &Config,
    known: &BTreeMap<String, FeedState>,
    published: &BTreeMap<String, i64>,
) -> Result<Vec<Row>, BuildError> {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for (name, tally) in store.tallies()? {
        counts.insert(name, Counts { entries: tally.entries + tally.held, published: 0 });
    }
    for (name, items) in published {
        counts.entry(name.clone()).or_default().published = *items;
    }
    Ok(status::rows(config, known, &counts))
}

/// How many items of each feed `edition` has.
pub fn published(edition: &Edition) -> BTreeMap<String, i64> {
    let mut published = BTreeMap::new();
    for source in edition.items.iter().filter_map(|item| item.source.as_ref()) {
        *published.entry(source.name.clone()).or_default() += 1;
    }
    published
}

/// Writes `status.json`, unless nothing happened.
pub fn write(config: &Config, feeds: Vec<Row>, items: usize, now: DateTime<Utc>) -> Result<(), PublishError> {
    let dir = &config.publish.dir;
    // Where every format is turned off, nothing else has made the folder.
    fs::create_dir_all(dir).map_err(|source| PublishError::Write { path: dir.clone(), source })?;
    let path = dir.join(FILE);
    let told = Status { built_at: now, published: items, feeds };
    let bytes = status::document(told, fs::read(&path).ok().as_deref());
    atomic_file::write_if_changed(&path, &bytes).map_err(|source| PublishError::Write { path, source })?;
    Ok(())
}
