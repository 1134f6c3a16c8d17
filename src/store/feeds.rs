//! The state of each feed: what `schedule`, `fetch` and the takeover guard remember between runs.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound as _, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::columns::{Seconds, from_json, maybe_json, maybe_time, maybe_to_json, to_json};
use super::{Store, StoreError, publication};
use crate::model::Feed;
use crate::model::stored::{FeedState, Feeds, Habits, Head, Heads, Profile, Standing, States};

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
        let transaction = self.connection.transaction()?;
        transaction.execute("UPDATE feeds SET name = ?2 WHERE name = ?1", [old, new])?;
        publication::outdate(&transaction)?;
        Ok(transaction.commit()?)
    }

    /// The states of all feeds by name, those that `feeds.toml` no longer has included.
    pub fn states(&self) -> Result<States, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("SELECT name, {COLUMNS} FROM feeds"))?;
        let rows = statement.query_map([], |row| Ok(read(row)))?;
        rows.map(|row| row?.map(|state| (state.name.clone(), Box::new(state)))).collect()
    }

    /// Remembers `states`, all or none.
    pub fn save_states(&mut self, states: &[FeedState]) -> Result<(), StoreError> {
        if states.is_empty() {
            return Ok(());
        }
        let transaction = self.connection.transaction()?;
        for state in states {
            save(&transaction, state)?;
        }
        Ok(transaction.commit()?)
    }

    /// All that is known of the feeds.
    pub fn feeds(&self) -> Result<Feeds, StoreError> {
        Ok(Feeds { states: self.states()?, heads: self.heads()? })
    }

    /// What each feed said of itself last.
    pub fn heads(&self) -> Result<Heads, StoreError> {
        let sql =
            "SELECT name, head FROM portraits JOIN feeds ON feeds.id = portraits.feed WHERE head IS NOT NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut heads = Heads::new();
        while let Some(row) = rows.next()? {
            let head = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            heads.insert(row.get(0)?, from_json("a feed", head)?);
        }
        Ok(heads)
    }

    pub fn state(&self, name: &str) -> Result<Option<FeedState>, StoreError> {
        let sql = format!("SELECT name, {COLUMNS} FROM feeds WHERE name = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_row([name], |row| Ok(read(row))).optional()?.transpose()
    }

    /// Releases what the takeover guard holds back of the feed `name`, and lets it learn the feed
    /// anew from its next document. A feed that is not held goes on being guarded, and what an earlier
    /// hold left behind stays there. Returns how many entries were released.
    pub fn approve(&mut self, name: &str, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let transaction = self.connection.transaction()?;
        let Some(feed) = row_of(&transaction, name)? else {
            return Err(StoreError::UnknownFeed(name.to_owned()));
        };
        transaction.execute(
            "INSERT INTO journal (entry, at, event)
             SELECT id, ?3, 'approved: the takeover guard lets it go' FROM entries
             WHERE feed = ?1 AND standing = ?2 AND listed = 1",
            params![feed, Standing::Held, Seconds(now)],
        )?;
        let released = transaction.execute(
            "UPDATE entries SET standing = ?3 WHERE feed = ?1 AND standing = ?2 AND listed = 1",
            params![feed, Standing::Held, Standing::Pending],
        )?;
        // Without validators and body hash the document comes in full once more, its edits of
        // known entries included.
        let was_held = transaction.execute(
            "UPDATE feeds SET held = NULL, validators = NULL, body_hash = NULL, next_due = NULL
             WHERE id = ?1 AND held IS NOT NULL",
            [feed],
        )?;
        if was_held > 0 {
            transaction.execute("UPDATE portraits SET profile = NULL WHERE feed = ?1", [feed])?;
        }
        publication::outdate(&transaction)?;
        transaction.commit()?;
        Ok(released)
    }

    /// Entries by feed. Looks at every entry: for `status`, not for a build.
    pub fn tallies(&self) -> Result<BTreeMap<String, Tally>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT feeds.name, entries.standing, count(*), sum(listed) FROM entries
             JOIN feeds ON feeds.id = entries.feed GROUP BY entries.feed, entries.standing",
        )?;
        let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (name, standing, count): (String, Standing, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let tally = tallies.entry(name).or_default();
            match standing {
                // What is not listed was held by an earlier document.
                Standing::Held => tally.held += row.get::<_, i64>(3)?,
                Standing::Surplus | Standing::Retired => {}
                Standing::Pending | Standing::Live | Standing::Withdrawn => tally.entries += count,
            }
        }
        Ok(tallies)
    }
}

/// Beside the name; [`write()`] gives them their values.
const COLUMNS: &str = "url, moved_to, moving, validators, body_hash, rhythm, next_due, due_reason, last_attempt, \
     last_ok, last_status, last_error, failures, failing_since, gone_at, first_read, title, held, habits, notes";

const VALUES: &str =
    "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21";

/// The row of the feed `name`.
pub fn row_of(connection: &Connection, name: &str) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM feeds WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

/// Writes `state`. What the last document told of the feed is large and stays as it is: see [`portray`].
pub fn save(connection: &Connection, state: &FeedState) -> Result<(), StoreError> {
    // Mostly the feed is known, and an upsert takes twice as long.
    let rows =
        write(connection, &format!("UPDATE feeds SET ({COLUMNS}) = ({VALUES}) WHERE name = ?1"), state)?;
    if rows == 0 {
        insert(connection, state)?;
    }
    Ok(())
}

/// Writes the `state` of a feed that is not known yet, and returns its row.
pub fn insert(connection: &Connection, state: &FeedState) -> Result<i64, StoreError> {
    write(connection, &format!("INSERT INTO feeds (name, {COLUMNS}) VALUES (?1, {VALUES})"), state)?;
    Ok(connection.last_insert_rowid())
}

fn write(connection: &Connection, sql: &str, state: &FeedState) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let values = params![
        state.name,
        state.url,
        state.moved_to,
        maybe_to_json("a redirect", state.moving.as_ref())?,
        maybe_to_json("the validators", state.validators.as_ref())?,
        state.body_hash,
        state.memory,
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
        state.title,
        maybe_to_json("the guard", state.held.as_ref())?,
        maybe_to_json("the habits", Some(&state.habits).filter(|habits| **habits != Habits::default()))?,
        maybe_to_json("the notes", Some(&state.notes).filter(|notes| !notes.is_empty()))?,
    ];
    Ok(statement.execute(values)?)
}

/// `state` as it is read again: times in whole [`Seconds`].
pub fn as_saved(state: FeedState) -> FeedState {
    let whole = |time: Option<DateTime<Utc>>| time.map(|time| time.trunc_subsecs(0));
    FeedState {
        next_due: whole(state.next_due),
        last_attempt: whole(state.last_attempt),
        last_ok: whole(state.last_ok),
        failing_since: whole(state.failing_since),
        gone_at: whole(state.gone_at),
        first_read: whole(state.first_read),
        ..state
    }
}

/// Writes what the last document told of `feed`.
pub fn portray(
    connection: &Connection,
    feed: i64,
    head: &Feed,
    profile: Option<&Profile>,
) -> Result<(), StoreError> {
    // Entries of other feeds may name it as their source by any of these.
    let names: Vec<&String> = [&head.id, &head.link, &head.self_url].into_iter().flatten().collect();
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO portraits (feed, names, head, profile) VALUES (?1, ?2, ?3, ?4)",
    )?;
    statement.execute(params![
        feed,
        to_json("the names of a feed", &names)?,
        to_json("a feed", head)?,
        maybe_to_json("the profile", profile)?
    ])?;
    Ok(())
}

/// When `feed` said that it last changed, as far as it brought something then: many say "now" at each
/// fetch, and published files would change with them.
pub fn updated(connection: &Connection, feed: i64) -> Result<Option<DateTime<Utc>>, StoreError> {
    let head = portrait(connection, "SELECT head FROM portraits WHERE feed = ?1", feed)?;
    let head: Option<Head> = maybe_json("a feed", head.as_deref())?;
    Ok(head.and_then(|head| head.updated))
}

/// What `feed` has been like.
pub fn profile(connection: &Connection, feed: i64) -> Result<Option<Profile>, StoreError> {
    let profile = portrait(connection, "SELECT profile FROM portraits WHERE feed = ?1", feed)?;
    maybe_json("the profile", profile.as_deref())
}

fn portrait(connection: &Connection, sql: &str, feed: i64) -> Result<Option<String>, StoreError> {
    let found = connection.prepare_cached(sql)?.query_row([feed], |row| row.get(0)).optional()?;
    Ok(found.flatten())
}

fn read(row: &Row<'_>) -> Result<FeedState, StoreError> {
    let text = |column: usize| row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from);
    Ok(FeedState {
        name: row.get(0)?,
        url: row.get(1)?,
        moved_to: row.get(2)?,
        moving: maybe_json("a redirect", text(3)?)?,
        validators: maybe_json("the validators", text(4)?)?,
        body_hash: row.get(5)?,
        memory: row.get(6)?,
        next_due: maybe_time(row, 7)?,
        due_reason: row.get(8)?,
        last_attempt: maybe_time(row, 9)?,
        last_ok: maybe_time(row, 10)?,
        last_status: row.get(11)?,
        last_error: row.get(12)?,
        failures: row.get(13)?,
        failing_since: maybe_time(row, 14)?,
        gone_at: maybe_time(row, 15)?,
        first_read: maybe_time(row, 16)?,
        title: row.get(17)?,
        held: maybe_json("the guard", text(18)?)?,
        habits: maybe_json("the habits", text(19)?)?.unwrap_or_default(),
        notes: maybe_json("the notes", text(20)?)?.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_renamed_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(&dir.path().join("state.db")).unwrap();
        store.save_states(&[FeedState { name: "old".to_owned(), ..FeedState::default() }]).unwrap();
        store.rename_feed("old", "new").unwrap();
        store.connection.execute_batch("DROP TABLE publication").unwrap();
        assert!(store.rename_feed("new", "newer").is_err());
        assert_eq!(store.states().unwrap().keys().collect::<Vec<_>>(), ["new"]);
    }
}
