//! Whether the last publication still stands. Where nothing has changed that goes into one, a
//! build makes and checks nothing again: its cost is that of finding this out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::config::{self, Config};
use crate::model::stored::{Print, States};
use crate::publish::Templates;
use crate::report::status::Counts;
use crate::store::{Store, StoreError};

/// However still everything is, after this time an edition is made again: withdrawals that were told
/// long enough leave it.
const LONGEST: TimeDelta = TimeDelta::days(1);

/// What is remembered of a publication.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    pub ground: Print,
    pub made_at: DateTime<Utc>,
    /// Until then only a change can change it.
    pub holds_until: DateTime<Utc>,
    /// Items of the main edition.
    pub items: usize,
    /// By feed.
    pub counts: BTreeMap<String, Counts>,
    /// What was wrong with it, each a sentence for people.
    pub problems: Vec<String>,
    /// All that was written.
    pub files: Vec<FileMark>,
    /// Of the rows of `status.json`.
    pub status: Print,
}

/// A file as it was written, relative to the output folder.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileMark {
    path: PathBuf,
    length: u64,
    modified: Duration,
}

impl FileMark {
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Names what an edition is made from beside the entries and heads in the store.
pub fn ground(config: &Config, templates: &Templates, states: &States) -> Print {
    let shown = |feed: &Arc<config::Feed>| {
        states.get(&feed.name).map(|state| (state.health(), state.moved_to.as_deref()))
    };
    let feeds: Vec<_> = config.feeds.iter().map(shown).collect();
    // A newer program may publish otherwise.
    let program = std::env::current_exe().ok().and_then(|path| mark(Path::new(""), &path));
    let templates = format!("{templates:?}");
    Print::of_value(&(program, &config.file, config.print, templates, feeds))
}

/// When a publication made at `now` is to be made again, `changes_at` being when time alone changes it.
pub fn holds_until(changes_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
    let longest = now + LONGEST;
    changes_at.map_or(longest, |at| at.min(longest))
}

/// The last publication, where it is still what would be published.
pub fn last(
    store: &Store,
    config: &Config,
    ground: Print,
    now: DateTime<Utc>,
) -> Result<Option<Record>, StoreError> {
    let record = store.publication::<Record>()?;
    let dir = &config.publish.dir;
    Ok(record.filter(|record| {
        // A clock that was set back tells nothing about the time that has passed.
        let in_time = record.made_at <= now && now < record.holds_until;
        record.ground == ground && in_time && are_untouched(dir, &record.files)
    }))
}

/// The files at `paths` as they are now in `dir`; none that is missing.
pub fn marks<'a>(dir: &Path, paths: impl IntoIterator<Item = &'a Path>) -> Vec<FileMark> {
    paths.into_iter().filter_map(|path| mark(dir, path)).collect()
}

fn are_untouched(dir: &Path, files: &[FileMark]) -> bool {
    files.iter().all(|file| mark(dir, &file.path).as_ref() == Some(file))
}

fn mark(dir: &Path, path: &Path) -> Option<FileMark> {
    let found = fs::metadata(dir.join(path)).ok()?;
    let modified = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(FileMark { path: path.to_owned(), length: found.len(), modified })
}
