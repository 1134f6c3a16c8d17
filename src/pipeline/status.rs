//! How each source is doing, out of the store: for `feedmill status` and for `status.json`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufReader;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::BuildError;
use crate::atomic_file;
use crate::config::Config;
use crate::merge;
use crate::model::Edition;
use crate::publish::PublishError;
use crate::report::status::{self, Counts, Row, Status};
use crate::store::Store;

/// In the output folder.
pub const FILE: &str = "status.json";

/// A row for each feed, as the next build would publish it.
pub fn rows(store: &Store, config: &Config, now: DateTime<Utc>) -> Result<Vec<Row>, BuildError> {
    let known = store.feeds()?;
    let items = store.newest_first(config.publish.order);
    let outcome = merge::edition(config, None, &known.heads, Arc::default(), Vec::new(), items, now)?;
    Ok(status::rows(config, &known.states, &counts(store, &outcome.edition)?))
}

/// How many entries the store has of each feed, and how many of them are in `edition`. Looks at every
/// entry: where none has changed, what was counted last still holds.
pub fn counts(store: &Store, edition: &Edition) -> Result<BTreeMap<String, Counts>, BuildError> {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for (name, tally) in store.tallies()? {
        counts.insert(name, Counts { entries: tally.entries + tally.held, published: 0 });
    }
    for source in edition.items.iter().filter_map(|item| item.source.as_ref()) {
        counts.entry(source.name.clone()).or_default().published += 1;
    }
    Ok(counts)
}

/// Writes `status.json`, unless nothing happened.
pub fn write(config: &Config, feeds: &[Row], items: usize, now: DateTime<Utc>) -> Result<(), PublishError> {
    let dir = &config.publish.dir;
    // Where every format is turned off, nothing else has made the folder.
    fs::create_dir_all(dir).map_err(|source| PublishError::Write { path: dir.clone(), source })?;
    let path = dir.join(FILE);
    let told = Status { built_at: now, published: items, feeds };
    if File::open(&path).is_ok_and(|before| told.is_told_by(BufReader::new(before))) {
        return Ok(());
    }
    atomic_file::write_by(&path, |out| told.write(out)).map_err(|source| PublishError::Write { path, source })
}
