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
use crate::model::stored::States;
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
    let mut rows = stored(store, config, known.states)?;
    count_published(&mut rows, &outcome.edition);
    Ok(rows)
}

/// A row for each feed, with as many entries as the store has of it. Looks at every entry: where none has
/// changed, what was counted last still holds.
pub fn stored(store: &Store, config: &Config, states: States) -> Result<Vec<Row>, BuildError> {
    let tallies = store.tallies()?.into_iter();
    let counts =
        tallies.map(|(name, tally)| (name, Counts { entries: tally.entries + tally.held, published: 0 }));
    Ok(status::rows(config, states, &counts.collect()))
}

/// Says of each feed how many of its entries are in `edition`.
pub fn count_published(rows: &mut [Row], edition: &Edition) {
    let mut published: BTreeMap<&str, i64> = BTreeMap::new();
    for source in edition.items.iter().filter_map(|item| item.source.as_ref()) {
        *published.entry(&source.name).or_default() += 1;
    }
    for row in rows {
        row.published = published.get(&*row.name).copied().unwrap_or_default();
    }
}

/// What `rows` say, for the next run.
pub fn counts(rows: &[Row]) -> BTreeMap<String, Counts> {
    let counts = |row: &Row| Counts { entries: row.entries, published: row.published };
    rows.iter().map(|row| (row.name.clone(), counts(row))).collect()
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
