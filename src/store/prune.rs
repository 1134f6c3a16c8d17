//! What retention no longer needs is dropped. What an entry is known by stays: an entry that aged
//! out is known again when its feed lists it once more, and does not come back as new.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};

use super::columns::Seconds;
use super::{Store, StoreError, entries, journal, publication};
use crate::model::stored::{ARTICLES, EntryRow, Standing};

/// What pruning did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Entries whose content was dropped.
    pub entries: usize,
    /// Bytes of the state file before and after.
    pub before: i64,
    pub after: i64,
}

impl Store {
    /// Drops the content of entries that their feeds dropped longer than `retain` ago. Cheap where
    /// there is nothing to drop: a build may call it each time.
    pub fn retire(&mut self, retain: TimeDelta, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let cutoff = now.checked_sub_signed(retain).unwrap_or(DateTime::UNIX_EPOCH);
        let transaction = self.connection.transaction()?;
        let rows: Vec<EntryRow> = transaction
            .prepare_cached("SELECT id FROM entries WHERE unlisted_at <= ?1")?
            .query_map([Seconds(cutoff)], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if rows.is_empty() {
            return Ok(0);
        }
        publication::outdate(&transaction)?;
        for row in &rows {
            retire_entry(&transaction, *row, now)?;
        }
        transaction.commit()?;
        Ok(rows.len())
    }

    /// As [`Store::retire`], and gives the room back to the file system. `feeds` are those of
    /// `feeds.toml`: entries of others count as dropped from now on.
    pub fn prune(
        &mut self,
        feeds: &[&str],
        retain: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Pruned, StoreError> {
        let before = self.size()?;
        self.unlist_removed_feeds(feeds, now)?;
        let entries = self.retire(retain, now)?;
        self.connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(Pruned { entries, before, after: self.size()? })
    }

    fn unlist_removed_feeds(&mut self, feeds: &[&str], now: DateTime<Utc>) -> Result<(), StoreError> {
        let kept = serde_json::Value::from(feeds.to_vec()).to_string();
        self.connection.execute(
            "UPDATE entries SET listed = 0, unlisted_at = ?2 WHERE listed = 1 AND feed IN
               (SELECT id FROM feeds WHERE name NOT IN (SELECT value FROM json_each(?1)) AND name <> ?3)",
            params![kept, Seconds(now), ARTICLES],
        )?;
        Ok(())
    }

    fn size(&self) -> Result<i64, StoreError> {
        let pages: i64 = self.connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
        let page: i64 = self.connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        Ok(pages * page)
    }
}

/// The entry keeps what it is known by; its item is out of sight once no copy is left.
fn retire_entry(connection: &Connection, row: EntryRow, now: DateTime<Utc>) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM journal WHERE entry = ?1")?.execute([row])?;
    journal::write(connection, row, now, "aged out: only what it is known by was kept")?;
    entries::drop_content(connection, row, Standing::Retired)?;
    connection
        .prepare_cached(
            "UPDATE items SET visible = 0 WHERE id = (SELECT item FROM entries WHERE id = ?1)
               AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.item = items.id AND entries.standing <> ?2)",
        )?
        .execute(params![row, Standing::Retired])?;
    Ok(())
}
