//! What was published: which items subscribers have seen, what was ruled about them, and what was
//! taken back.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::columns::{Seconds, time};
use super::{Store, StoreError};
use crate::model::edition::Withdrawn;
use crate::model::stored::{ItemRow, Print, Ruling, Withdrawal};

/// So long a withdrawal is told: a reader that did not ask in that time has dropped the item anyway.
const TOLD: TimeDelta = TimeDelta::days(30);

/// At most so many are told at once.
const TOLD_AT_ONCE: i64 = 100;

/// An item as subscribers saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub id: String,
    /// Of what they saw.
    pub print: Print,
}

impl Store {
    /// What the last edition of `view` (the main one has the empty name) showed, by id.
    pub fn last_edition(&self, view: &str) -> Result<BTreeMap<String, Print>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT id, print FROM editions WHERE view = ?1")?;
        let rows = statement.query_map([view], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All views of which an edition ever went out, beside the main one. What has a slash in its name is something
    /// else that is remembered in the same way.
    pub fn views(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT view FROM editions WHERE view <> '' AND view NOT LIKE '%/%'";
        let mut statement = self.connection.prepare(sql)?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    /// Records that an edition of `view` went out. Writes nothing where it is the last one again.
    pub fn record_edition(&mut self, view: &str, shown: &[Shown]) -> Result<(), StoreError> {
        let last = self.last_edition(view)?;
        let next: BTreeMap<&str, Print> = shown.iter().map(|item| (item.id.as_str(), item.print)).collect();
        if last.len() == next.len() && last.iter().all(|(id, print)| next.get(id.as_str()) == Some(print)) {
            return Ok(());
        }
        let transaction = self.connection.transaction()?;
        transaction.execute("DELETE FROM editions WHERE view = ?1", [view])?;
        for (id, print) in next {
            let mut insert =
                transaction.prepare_cached("INSERT INTO editions (view, id, print) VALUES (?1, ?2, ?3)")?;
            insert.execute(params![view, id, print])?;
            if !last.contains_key(id) {
                let sql =
                    "UPDATE items SET shown = 1 WHERE id_print = ?1 AND published_id = ?2 AND shown = 0";
                transaction.prepare_cached(sql)?.execute(params![Print::of(id), id])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Records what a build ruled: `Outcome::rulings` has only what differs from the record. The
    /// items of `withheld` were ruled fit, then the gate withheld them, which is the last word on them.
    pub fn record_rulings(
        &mut self,
        rulings: &[Ruling],
        withheld: &[(String, String)],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if rulings.is_empty() && withheld.is_empty() {
            return Ok(());
        }
        let transaction = self.connection.transaction()?;
        let withheld = rows_of(&transaction, withheld)?;
        let fit = rulings.iter().filter(|ruling| !withheld.contains_key(&ruling.item));
        // A ruling that stands keeps its time.
        let sql = "UPDATE items SET ruling = ?2, ruled_at = ?3 WHERE id = ?1 AND ruling IS NOT ?2";
        let words = fit.clone().map(|ruling| (ruling.item, ruling.text.as_str()));
        for (row, text) in words.chain(withheld.iter().map(|(row, reason)| (*row, *reason))) {
            transaction.prepare_cached(sql)?.execute(params![row, text, Seconds(now)])?;
        }
        for ruling in fit {
            let withdrawn = match ruling.withdrawn {
                Withdrawal::Unchanged => continue,
                Withdrawal::Now => Some(Seconds(now)),
                Withdrawal::Revoked => None,
            };
            let sql = "UPDATE items SET withdrawn = ?2 WHERE id = ?1";
            transaction.prepare_cached(sql)?.execute(params![ruling.item, withdrawn])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// What subscribers may still hold and was taken back, newest first.
    pub fn withdrawn(&self, now: DateTime<Utc>) -> Result<Vec<Withdrawn>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT published_id, withdrawn FROM items WHERE withdrawn > ?1 AND shown = 1
             ORDER BY withdrawn DESC, published_id LIMIT ?2",
        )?;
        let rows = statement.query_map(params![Seconds(now - TOLD), TOLD_AT_ONCE], |row| {
            Ok(Withdrawn { id: row.get(0)?, when: time(row, 1)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The rows of the items with these ids. What is no item, such as a source of the blogroll, has none.
fn rows_of<'a>(
    connection: &Connection,
    reasons: &'a [(String, String)],
) -> Result<BTreeMap<ItemRow, &'a str>, StoreError> {
    let mut rows = BTreeMap::new();
    for (id, reason) in reasons {
        let sql = "SELECT id FROM items WHERE id_print = ?1 AND published_id = ?2";
        let row = connection.prepare_cached(sql)?.query_row(params![Print::of(id), id], |row| row.get(0));
        rows.extend(row.optional()?.map(|row: ItemRow| (row, reason.as_str())));
    }
    Ok(rows)
}
