//! Ids that belong to another feed, as settling found them, from the transaction that settled their entries
//! until the run that has told of them: a run that was killed in between is made up for by the next.

use rusqlite::{Connection, params};

use super::{Store, StoreError};

impl Store {
    /// Feed, and for people what about it, of which nobody has heard yet; in the order in which they came.
    pub fn untold_conflicts(&self) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT name, what FROM conflicts JOIN feeds ON feeds.id = feed ORDER BY conflicts.rowid";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All of them were told.
    pub fn conflicts_were_told(&mut self) -> Result<(), StoreError> {
        // SQLite writes a table that it empties, also where it was empty already.
        if !self.untold_conflicts()?.is_empty() {
            self.connection.execute("DELETE FROM conflicts", [])?;
        }
        Ok(())
    }
}

/// To be called in the transaction in which the id is settled.
pub fn remember(connection: &Connection, feed: &str, what: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO conflicts (feed, what) SELECT id, ?2 FROM feeds WHERE name = ?1";
    connection.prepare_cached(sql)?.execute(params![feed, what])?;
    Ok(())
}
