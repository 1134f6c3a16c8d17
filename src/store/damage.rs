//! Contents that cannot be read back: some bits of the disk have turned. They are nine tenths of the file, and
//! SQLite does not notice. Each costs itself only, and its source is read anew.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, StoreError, publication};
use crate::model::stored::{ARTICLES, EntryRow, Print};

impl Store {
    /// Has the sources of all entries read anew whose contents could not be read since the store was opened.
    /// Returns how many there are.
    pub fn mend(&mut self) -> Result<usize, StoreError> {
        let damaged = self.damaged.take();
        if damaged.is_empty() {
            return Ok(0);
        }
        let transaction = self.connection.transaction()?;
        let mut feeds = BTreeSet::new();
        for row in &damaged {
            feeds.extend(forget_content(&transaction, *row)?);
        }
        for feed in feeds {
            read_anew(&transaction, feed)?;
        }
        publication::outdate(&transaction)?;
        transaction.commit()?;
        Ok(damaged.len())
    }
}

/// With the content goes its fingerprint, so that what its feed says of the entry next is taken. Returns the feed.
fn forget_content(connection: &Connection, row: EntryRow) -> Result<Option<i64>, StoreError> {
    connection.execute("DELETE FROM contents WHERE entry = ?1", [row])?;
    connection
        .execute("UPDATE entries SET payload_print = ?2 WHERE id = ?1", params![row, Print::UNKNOWN])?;
    Ok(connection.query_row("SELECT feed FROM entries WHERE id = ?1", [row], |row| row.get(0)).optional()?)
}

/// Without validators no server answers that nothing has changed.
fn read_anew(connection: &Connection, feed: i64) -> Result<(), StoreError> {
    let sql = "UPDATE feeds SET validators = NULL, body_hash = NULL, next_due = NULL WHERE id = ?1";
    connection.execute(sql, [feed])?;
    let sql = "DELETE FROM stamps WHERE EXISTS (SELECT 1 FROM feeds WHERE id = ?1 AND name = ?2)";
    connection.execute(sql, params![feed, ARTICLES])?;
    Ok(())
}
