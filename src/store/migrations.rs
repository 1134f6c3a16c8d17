//! The schema, as numbered steps: an older state file is brought up to date in place.
//!
//! A step once released is never changed; a new one is appended. `PRAGMA user_version` tells how
//! many a file has behind it.

use rusqlite::Connection;

use super::StoreError;

/// In the order in which they are applied; the first makes version 1.
const STEPS: &[&str] = &[FIRST];

/// The version that this program writes.
pub const CURRENT: usize = STEPS.len();

/// Marks the file as feedmill's ("fmil").
pub const APPLICATION: i32 = 0x666d_696c;

/// Brings the file to [`CURRENT`], each step whole or not at all.
pub fn apply(connection: &mut Connection, version: usize) -> Result<(), StoreError> {
    for (done, step) in STEPS.iter().enumerate().skip(version) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", i64::try_from(done + 1).unwrap_or(i64::MAX))?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Times are seconds since 1970. Of an entry everything but `payload` is small and stands before
/// it, so that reading what it is known by does not read what it says.
const FIRST: &str = "
CREATE TABLE feeds (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  url TEXT, moved_to TEXT, moving TEXT, validators TEXT, body_hash TEXT, cache TEXT,
  next_due INTEGER, due_reason TEXT,
  last_attempt INTEGER, last_ok INTEGER, last_status INTEGER, last_error TEXT,
  failures INTEGER NOT NULL DEFAULT 0, failing_since INTEGER, gone_at INTEGER, first_read INTEGER,
  habits TEXT, held TEXT, profile TEXT, head TEXT, names TEXT
);
CREATE TABLE items (
  id INTEGER PRIMARY KEY,
  id_print INTEGER NOT NULL,
  published INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  visible INTEGER NOT NULL DEFAULT 1,
  shown INTEGER NOT NULL DEFAULT 0,
  withdrawn INTEGER,
  published_id TEXT NOT NULL,
  ruling TEXT, ruled_at INTEGER
);
CREATE INDEX items_published ON items (published, id) WHERE visible = 1;
CREATE INDEX items_updated ON items (updated, id) WHERE visible = 1;
CREATE INDEX items_id ON items (id_print);
CREATE INDEX items_withdrawn ON items (withdrawn) WHERE withdrawn IS NOT NULL;
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL,
  item INTEGER,
  standing INTEGER NOT NULL,
  listed INTEGER NOT NULL,
  id_print INTEGER, link_print INTEGER, title_date_print INTEGER, title_print INTEGER,
  title_path_print INTEGER, body_print INTEGER, seen_print INTEGER NOT NULL, payload_print INTEGER NOT NULL,
  date INTEGER, changed INTEGER,
  first_seen INTEGER NOT NULL,
  unlisted_at INTEGER,
  claim INTEGER NOT NULL, backlog INTEGER NOT NULL,
  waiting TEXT,
  payload TEXT
);
CREATE INDEX entries_tally ON entries (feed, standing);
CREATE INDEX entries_listed ON entries (feed) WHERE listed = 1;
CREATE INDEX entries_pending ON entries (standing) WHERE standing IN (0, 3);
CREATE INDEX entries_item ON entries (item) WHERE item IS NOT NULL;
CREATE INDEX entries_id ON entries (id_print) WHERE id_print IS NOT NULL;
CREATE INDEX entries_link ON entries (link_print) WHERE link_print IS NOT NULL;
CREATE INDEX entries_title_date ON entries (title_date_print) WHERE title_date_print IS NOT NULL;
CREATE INDEX entries_unlisted ON entries (unlisted_at) WHERE unlisted_at IS NOT NULL;
CREATE TABLE former (print INTEGER NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (print, entry)) WITHOUT ROWID;
CREATE TABLE journal (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL);
CREATE INDEX journal_entry ON journal (entry);
CREATE TABLE adopted (
  id INTEGER PRIMARY KEY,
  id_print INTEGER NOT NULL UNIQUE, link_print INTEGER, title_date_print INTEGER, title_print INTEGER,
  published INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0,
  published_id TEXT NOT NULL
);
CREATE INDEX adopted_link ON adopted (link_print) WHERE link_print IS NOT NULL;
CREATE INDEX adopted_title_date ON adopted (title_date_print) WHERE title_date_print IS NOT NULL;
CREATE TABLE editions (view TEXT NOT NULL, id TEXT NOT NULL, print INTEGER NOT NULL, PRIMARY KEY (view, id)) WITHOUT ROWID;
CREATE TABLE hosts (host TEXT PRIMARY KEY, until INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pings (hub TEXT NOT NULL, topic TEXT NOT NULL, at INTEGER NOT NULL, outcome TEXT NOT NULL, failures INTEGER NOT NULL, PRIMARY KEY (hub, topic)) WITHOUT ROWID;
CREATE TABLE problems (problem TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE stamps (path TEXT PRIMARY KEY, stamp TEXT NOT NULL) WITHOUT ROWID;
";
