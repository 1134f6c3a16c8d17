//! What the articles station remembers of each file, so that unchanged ones are not read again.
//! The store does not look inside.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::columns::{from_json, to_json};
use super::{Store, StoreError};

impl Store {
    /// The stamps of all files by path.
    pub fn stamps<T: DeserializeOwned>(&self) -> Result<BTreeMap<String, T>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT path, stamp FROM stamps")?;
        let mut rows = statement.query([])?;
        let mut stamps = BTreeMap::new();
        while let Some(row) = rows.next()? {
            stamps.insert(row.get(0)?, from_json("an article", &row.get::<_, String>(1)?)?);
        }
        Ok(stamps)
    }

    /// Stores the stamp of each path; `None` forgets it.
    pub fn save_stamps<'a, T: Serialize + 'a>(
        &mut self,
        stamps: impl IntoIterator<Item = (&'a str, Option<&'a T>)>,
    ) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for (path, stamp) in stamps {
            let Some(stamp) = stamp else {
                transaction.prepare_cached("DELETE FROM stamps WHERE path = ?1")?.execute([path])?;
                continue;
            };
            let json = to_json("an article", stamp)?;
            let sql = "INSERT OR REPLACE INTO stamps (path, stamp) VALUES (?1, ?2)";
            transaction.prepare_cached(sql)?.execute(params![path, json])?;
        }
        transaction.commit()?;
        Ok(())
    }
}
