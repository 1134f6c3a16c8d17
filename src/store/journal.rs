//! The journal: what happened to an entry, a line each, for `explain`.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::StoreError;
use super::columns::Seconds;
use crate::model::stored::EntryRow;

/// An entry that is edited hourly for years must not fill the disk with its story: so many lines are kept.
const LINES: i64 = 40;

/// Adds a line to the story of `entry`.
pub fn write(
    connection: &Connection,
    entry: EntryRow,
    at: DateTime<Utc>,
    event: &str,
) -> Result<(), StoreError> {
    let mut insert =
        connection.prepare_cached("INSERT INTO journal (entry, at, event) VALUES (?1, ?2, ?3)")?;
    insert.execute(params![entry, Seconds(at), event])?;
    let mut trim = connection.prepare_cached(
        "DELETE FROM journal WHERE entry = ?1 AND id <=
           (SELECT id FROM journal WHERE entry = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
    )?;
    trim.execute(params![entry, LINES])?;
    Ok(())
}
