//! The state of each feed: what `schedule`, `fetch` and the takeover guard remember between runs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::columns::{Seconds, compact_json, maybe_json};
use super::{Store, StoreError};
use crate::model::Feed;
use crate::model::stored::{FeedState, Standing};

/// How many entries of a feed are held, for `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Stored with their content.
    pub entries: i64,
    /// Held back by the takeover guard.
    pub held: i64,
}

impl Store {
    /// The feed `old` is called `new` from now on; its entries and its memory stay.
    pub fn rename_feed(&mut self, old: &str, new: &str) -> Result<(), StoreError> {
        self.connection.execute("UPDATE feeds SET name = ?2 WHERE name = ?1", [old, new])?;
        Ok(())
    }

    /// All feeds by name, those that `feeds.toml` no longer has included.
    pub fn feeds(&self) -> Result<BTreeMap<String, FeedState>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM feeds"))?;
        let rows = statement.query_map([], |row| Ok(read(row)))?;
        rows.map(|row| row?.map(|state| (state.name.clone(), state))).collect()
    }

    pub fn feed(&self, name: &str) -> Result<Option<FeedState>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM feeds WHERE name = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_row([name], |row| Ok(read(row))).optional()?.transpose()
    }

    /// Releases what the takeover guard holds back of the feed `name`, and lets it learn the feed
    /// anew from its next document. Returns how many entries were released.
    pub fn approve(&mut self, name: &str, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let transaction = self.connection.transaction()?;
        let Some(feed) = row_of(&transaction, name)? else {
            return Err(StoreError::UnknownFeed(name.to_owned()));
        };
        transaction.execute(
            "INSERT INTO journal (entry, at, event)
             SELECT id, ?3, 'approved: the takeover guard lets it go' FROM entries WHERE feed = ?1 AND standing = ?2",
            params![feed, Standing::Held, Seconds(now)],
        )?;
        let released = transaction.execute(
            "UPDATE entries SET standing = ?3 WHERE feed = ?1 AND standing = ?2",
            params![feed, Standing::Held, Standing::Pending],
        )?;
        // Without validators and body hash the document comes in full once more, its edits of
        // known entries included.
        transaction.execute(
            "UPDATE feeds SET held = NULL, profile = NULL, validators = NULL, body_hash = NULL, next_due = NULL WHERE id = ?1",
            [feed],
        )?;
        transaction.commit()?;
        Ok(released)
    }

    /// Entries by feed. Looks at every entry: for `status`, not for a build.
    pub fn tallies(&self) -> Result<BTreeMap<String, Tally>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT feeds.name, entries.standing, count(*) FROM entries JOIN feeds ON feeds.id = entries.feed
             GROUP BY entries.feed, entries.standing",
        )?;
        let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (name, standing, count): (String, Standing, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let tally = tallies.entry(name).or_default();
            match standing {
                Standing::Held => tally.held += count,
                Standing::Surplus | Standing::Retired => {}
                Standing::Pending | Standing::Live | Standing::Withdrawn => tally.entries += count,
            }
        }
        Ok(tallies)
    }
}

const COLUMNS: &str = "name, url, moved_to, moving, validators, body_hash, cache, next_due, due_reason, last_attempt, \
     last_ok, last_status, last_error, failures, failing_since, gone_at, first_read, habits, held, profile, head";

/// The row of the feed `name`.
pub fn row_of(connection: &Connection, name: &str) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM feeds WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

/// Writes what an answer without a document changes of `state`; what the last document told of
/// the feed (its head, the guard's profile) is large and stays as it is.
pub fn touch(connection: &Connection, state: &FeedState) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE feeds SET url = ?2, moved_to = ?3, moving = ?4, validators = ?5, body_hash = ?6, cache = ?7,
           next_due = ?8, due_reason = ?9, last_attempt = ?10, last_ok = ?11, last_status = ?12, last_error = ?13,
           failures = ?14, failing_since = ?15, gone_at = ?16 WHERE name = ?1",
    )?;
    let updated = statement.execute(params![
        state.name,
        state.url,
        state.moved_to,
        state.moving.as_ref().map(compact_json),
        state.validators.as_ref().map(compact_json),
        state.body_hash,
        state.cache.as_ref().map(ToString::to_string),
        state.next_due.map(Seconds),
        state.due_reason,
        state.last_attempt.map(Seconds),
        state.last_ok.map(Seconds),
        state.last_status,
        state.last_error,
        state.failures,
        state.failing_since.map(Seconds),
        state.gone_at.map(Seconds),
    ])?;
    if updated == 0 {
        save(connection, state)?;
    }
    Ok(())
}

/// Writes all of `state` and returns its row.
pub fn save(connection: &Connection, state: &FeedState) -> Result<i64, StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO feeds (name, url, moved_to, moving, validators, body_hash, cache, next_due, due_reason,
           last_attempt, last_ok, last_status, last_error, failures, failing_since, gone_at, first_read, habits,
           held, profile, head, names)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)
         ON CONFLICT (name) DO UPDATE SET url = ?2, moved_to = ?3, moving = ?4, validators = ?5, body_hash = ?6,
           cache = ?7, next_due = ?8, due_reason = ?9, last_attempt = ?10, last_ok = ?11, last_status = ?12,
           last_error = ?13, failures = ?14, failing_since = ?15, gone_at = ?16, first_read = ?17, habits = ?18,
           held = ?19, profile = ?20, head = ?21, names = ?22
         RETURNING id",
    )?;
    let values = params![
        state.name,
        state.url,
        state.moved_to,
        state.moving.as_ref().map(compact_json),
        state.validators.as_ref().map(compact_json),
        state.body_hash,
        state.cache.as_ref().map(ToString::to_string),
        state.next_due.map(Seconds),
        state.due_reason,
        state.last_attempt.map(Seconds),
        state.last_ok.map(Seconds),
        state.last_status,
        state.last_error,
        state.failures,
        state.failing_since.map(Seconds),
        state.gone_at.map(Seconds),
        state.first_read.map(Seconds),
        compact_json(&state.habits),
        state.held.as_ref().map(compact_json),
        state.profile.as_ref().map(compact_json),
        state.head.as_ref().map(compact_json),
        state.head.as_deref().map(names_in),
    ];
    Ok(statement.query_row(values, |row| row.get(0))?)
}

/// What the feed calls itself, beside its head: entries of other feeds may name it as their source.
fn names_in(head: &Feed) -> String {
    let names = [&head.id, &head.link, &head.self_url];
    compact_json(&names.into_iter().flatten().collect::<Vec<_>>())
}

fn read(row: &Row<'_>) -> Result<FeedState, StoreError> {
    let time = |column: usize| -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(row.get::<_, Option<Seconds>>(column)?.map(|seconds| seconds.0))
    };
    let text = |column: usize| row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from);
    Ok(FeedState {
        name: row.get(0)?,
        url: row.get(1)?,
        moved_to: row.get(2)?,
        moving: maybe_json("a redirect", text(3)?)?,
        validators: maybe_json("the validators", text(4)?)?,
        body_hash: row.get(5)?,
        cache: maybe_json("the cache facts", text(6)?)?,
        next_due: time(7)?,
        due_reason: row.get(8)?,
        last_attempt: time(9)?,
        last_ok: time(10)?,
        last_status: row.get(11)?,
        last_error: row.get(12)?,
        failures: row.get(13)?,
        failing_since: time(14)?,
        gone_at: time(15)?,
        first_read: time(16)?,
        habits: maybe_json("the habits", text(17)?)?.unwrap_or_default(),
        held: maybe_json("the guard", text(18)?)?,
        profile: maybe_json("the profile", text(19)?)?,
        head: maybe_json("the feed", text(20)?)?,
    })
}
