//! The whole story of an entry, for `explain`.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{OptionalExtension as _, params};

use super::columns::{maybe_time, time};
use super::content;
use super::items::{ITEM, read_item};
use super::{Store, StoreError};
use crate::model::Entry;
use crate::model::stored::{EntryRow, ItemRow, Print, Standing, StoredItem};

/// An item and all that is known of its copies; or an entry that has no item.
#[derive(Debug, Clone)]
pub struct Story {
    /// `None`: pending, held, or beyond `new_entries`. Without its copies, which are beside it.
    pub item: Option<StoredItem>,
    /// When the item's last ruling was given.
    pub ruled_at: Option<DateTime<Utc>>,
    /// The views whose last edition has it; the main one has the empty name.
    pub published_in: Vec<String>,
    /// So many items the last main edition has.
    pub edition_length: usize,
    pub copies: Vec<Copy>,
}

/// One feed's copy.
#[derive(Debug, Clone)]
pub struct Copy {
    pub feed: String,
    pub standing: Standing,
    pub listed: bool,
    /// The source's own date.
    pub date: Option<DateTime<Utc>>,
    pub first_seen: DateTime<Utc>,
    pub unlisted_at: Option<DateTime<Utc>>,
    /// `None`: aged out.
    pub entry: Option<Entry>,
    /// Oldest first.
    pub events: Vec<Event>,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub at: DateTime<Utc>,
    pub text: String,
}

impl Store {
    /// Every entry that goes, or ever went, by a name whose fingerprints are `prints`: see `merge::lookup`.
    pub fn explain(&self, prints: &[Print]) -> Result<Vec<Story>, StoreError> {
        let mut items = BTreeSet::new();
        let mut alone = BTreeSet::new();
        let mut entries = Vec::new();
        for print in prints {
            items.extend(self.rows::<ItemRow>("SELECT id FROM items WHERE id_print = ?1", *print)?);
            entries.extend(self.rows::<EntryRow>(
                "SELECT id FROM entries WHERE id_print = ?1 UNION SELECT id FROM entries WHERE link_print = ?1
                 UNION SELECT entry FROM former WHERE print = ?1",
                *print,
            )?);
        }
        for entry in entries {
            let sql = "SELECT item FROM entries WHERE id = ?1";
            let item: Option<Option<ItemRow>> =
                self.connection.query_row(sql, [entry], |row| row.get(0)).optional()?;
            match item.flatten() {
                Some(item) => drop(items.insert(item)),
                None => drop(alone.insert(entry)),
            }
        }
        let of_items = items.into_iter().map(|item| self.story_of_item(item));
        let of_entries = alone.into_iter().map(|entry| {
            Ok(Story {
                item: None,
                ruled_at: None,
                published_in: Vec::new(),
                edition_length: 0,
                copies: vec![self.copy(entry)?],
            })
        });
        of_items.chain(of_entries).collect()
    }

    fn rows<Row: FromSql>(&self, sql: &str, print: Print) -> Result<Vec<Row>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([print], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn story_of_item(&self, item: ItemRow) -> Result<Story, StoreError> {
        let sql = format!("SELECT {ITEM}, ruled_at FROM items WHERE id = ?1");
        let (stored, ruled_at) =
            self.connection.query_row(&sql, [item], |row| Ok((read_item(row)?, maybe_time(row, 8)?)))?;
        let mut statement =
            self.connection.prepare_cached("SELECT id FROM entries WHERE item = ?1 ORDER BY id")?;
        let rows: Vec<EntryRow> = statement.query_map([item], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let copies = rows.into_iter().map(|row| self.copy(row)).collect::<Result<_, _>>()?;
        let published_in = self.editions_with(&stored.id)?;
        let sql = "SELECT count(*) FROM editions WHERE view = ''";
        let length: u32 = self.connection.query_row(sql, [], |row| row.get(0))?;
        Ok(Story {
            item: Some(stored),
            ruled_at,
            published_in,
            edition_length: usize::try_from(length).unwrap_or(usize::MAX),
            copies,
        })
    }

    fn editions_with(&self, id: &str) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT view FROM editions WHERE id = ?1 AND view NOT LIKE '%/%' ORDER BY view",
        )?;
        let views = statement.query_map([id], |row| row.get(0))?;
        Ok(views.collect::<Result<_, _>>()?)
    }

    fn copy(&self, entry: EntryRow) -> Result<Copy, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT feeds.name, standing, listed, date, entries.first_seen, unlisted_at, payload
             FROM entries JOIN feeds ON feeds.id = entries.feed LEFT JOIN contents ON contents.entry = entries.id
             WHERE entries.id = ?1",
        )?;
        let mut rows = statement.query([entry])?;
        let Some(row) = rows.next()? else { return Err(rusqlite::Error::QueryReturnedNoRows.into()) };
        let kept = match row.get_ref(6)? {
            ValueRef::Null => None,
            kept => content::unpack(kept).ok(),
        };
        Ok(Copy {
            feed: row.get(0)?,
            standing: row.get(1)?,
            listed: row.get(2)?,
            date: maybe_time(row, 3)?,
            first_seen: time(row, 4)?,
            unlisted_at: maybe_time(row, 5)?,
            entry: kept,
            events: self.events(entry)?,
        })
    }

    fn events(&self, entry: EntryRow) -> Result<Vec<Event>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT at, event FROM journal WHERE entry = ?1 ORDER BY id")?;
        let rows =
            statement.query_map(params![entry], |row| Ok(Event { at: time(row, 0)?, text: row.get(1)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
