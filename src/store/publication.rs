//! What is remembered of the last publication, for as long as nothing that it shows is written anew.

use rusqlite::{Connection, OptionalExtension as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::columns::to_json;
use super::{Store, StoreError};

impl Store {
    /// What was recorded of the last publication. `None`: an entry, an item or a feed's head has
    /// been written since, or the record is by a version that kept other things.
    pub fn publication<T: DeserializeOwned>(&self) -> Result<Option<T>, StoreError> {
        let record: Option<String> =
            self.connection.query_row("SELECT record FROM publication", [], |row| row.get(0)).optional()?;
        Ok(record.and_then(|record| serde_json::from_str(&record).ok()))
    }

    /// Records the publication that was just made of all that is stored.
    pub fn record_publication<T: Serialize>(&mut self, record: &T) -> Result<(), StoreError> {
        let record = to_json("the last publication", record)?;
        self.connection
            .execute("INSERT OR REPLACE INTO publication (id, record) VALUES (0, ?1)", [record])?;
        Ok(())
    }
}

/// To be called, in the same transaction, with everything that is written and shown.
pub fn outdate(connection: &Connection) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM publication")?.execute([])?;
    Ok(())
}
