//! What was published before the state was lost, or by the planet that came before.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::columns::{Seconds, maybe_time, time};
use super::{Arrival, Store, StoreError, entries, feeds, publication};
use crate::model::stored::{Adoption, Pending, Print, Standing};

/// Of what was published under a like link or title, so many are looked at.
const ALIKE: usize = 16;

impl Store {
    /// Remembers `adoptions`, so that entries that turn out to be the same take over id and date.
    /// Those remembered before and not used yet are replaced where the id is the same.
    pub fn adopt(&mut self, adoptions: &[Adoption]) -> Result<usize, StoreError> {
        let transaction = self.connection.transaction()?;
        remember(&transaction, adoptions)?;
        transaction.commit()?;
        Ok(adoptions.len())
    }

    /// Takes in what was published before the state was lost, all or nothing: what [`Store::adopt`] remembers,
    /// and what stands in for the feeds until they answer, as if it had fallen off their lists.
    pub fn restore(&mut self, adoptions: &[Adoption], stand_ins: Vec<Arrival>) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        remember(&transaction, adoptions)?;
        for arrival in stand_ins {
            stand_in(&transaction, arrival)?;
        }
        publication::outdate(&transaction)?;
        Ok(transaction.commit()?)
    }

    /// The date of what was published under `id` before; `None` where nothing was.
    pub fn published_before(&self, id: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT published FROM adopted WHERE id_print = ?1")?;
        Ok(statement.query_row([Print::of(id)], |row| time(row, 0)).optional()?)
    }

    /// Whether something that was published before has not come back yet, or only as what stands in for it.
    pub fn awaits_adoption(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM adopted WHERE used = 0)
             OR EXISTS (SELECT 1 FROM entries WHERE seen_print = ?1)";
        Ok(self.connection.query_row(sql, [Print::UNKNOWN], |row| row.get(0))?)
    }
}

fn remember(connection: &Connection, adoptions: &[Adoption]) -> Result<(), StoreError> {
    for adoption in adoptions {
        let mut statement = connection.prepare_cached(
            "INSERT INTO adopted (id_print, link_print, title_date_print, title_print, published, published_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id_print) DO UPDATE SET link_print = ?2, title_date_print = ?3, title_print = ?4, published = ?5",
        )?;
        let (id, published) = (Print::of(&adoption.id), Seconds(adoption.published));
        let Adoption { link, title_date, title, .. } = adoption;
        statement.execute(params![id, link, title_date, title, published, adoption.id])?;
    }
    Ok(())
}

fn stand_in(
    connection: &Connection,
    Arrival { state, document, contents }: Arrival,
) -> Result<(), StoreError> {
    let Some(document) = document else { return Ok(()) };
    let feed = match feeds::row_of(connection, &state.name)? {
        Some(feed) => feed,
        None => feeds::insert(connection, &state)?,
    };
    feeds::portray(connection, feed, &document.head, None)?;
    for entry in document.entries.iter().zip(&contents) {
        let row = entries::insert(connection, feed, &document, entry, Standing::Pending)?;
        entries::mark_stand_in(connection, row, document.read_at)?;
    }
    Ok(())
}

/// The oldest date among what was published before; `None` where nothing was.
pub fn floor(connection: &Connection) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(connection.query_row("SELECT min(published) FROM adopted", [], |row| maybe_time(row, 0))?)
}

/// What may be `pending`, the surest first, and not claimed by another entry yet: of the `claims` that is the last,
/// which says most of the entry. Others publish an id as the feed gave it.
pub fn near(
    connection: &Connection,
    pending: &Pending,
    claims: &[Print],
) -> Result<Vec<Adoption>, StoreError> {
    let as_it_came = pending.naming.id.as_deref().map(Print::of);
    let by_id = claims.iter().rev().copied().chain(as_it_came).map(|id| ("id_print", id));
    let by_link = pending.prints.link.map(|link| ("link_print", link));
    let by_title = pending.prints.title_date.map(|title| ("title_date_print", title));
    let mut found: Vec<Adoption> = Vec::new();
    for (column, print) in by_id.chain(by_link).chain(by_title) {
        let sql = format!(
            "SELECT id, published_id, published, link_print, title_date_print, title_print
             FROM adopted WHERE {column} = ?1 AND used = 0 ORDER BY id LIMIT {ALIKE}"
        );
        let mut statement = connection.prepare_cached(&sql)?;
        for adoption in statement.query_map([print], read)? {
            let adoption = adoption?;
            if found.iter().all(|other| other.row != adoption.row) {
                found.push(adoption);
            }
        }
    }
    Ok(found)
}

pub fn mark_used(connection: &Connection, adoption: i64) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE adopted SET used = 1 WHERE id = ?1")?.execute([adoption])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Adoption> {
    Ok(Adoption {
        row: row.get(0)?,
        id: row.get(1)?,
        published: time(row, 2)?,
        link: row.get(3)?,
        title_date: row.get(4)?,
        title: row.get(5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Feed;
    use crate::model::stored::{Appearance, Coverage, Document, FeedState, Habits};

    #[test]
    fn a_restore_that_was_cut_short_is_done_again_by_the_next_run() {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(&dir.path().join("state.db")).unwrap();
        let published = DateTime::UNIX_EPOCH;
        let (id, link, title_date, title) = ("urn:a".to_owned(), None, None, None);
        let adoptions = [Adoption { row: 0, id, published, link, title_date, title }];
        let document = Document {
            head: Feed::default(),
            coverage: Coverage::Delta,
            entries: Vec::new(),
            deleted: Vec::new(),
            read_at: published,
            first: true,
            appearance: Appearance::default(),
            guarded: false,
            habits: Habits::default(),
        };
        let state = FeedState { name: "blog".to_owned(), ..FeedState::default() };
        let stand_ins = || vec![Arrival::with_document(state.clone(), document.clone())];
        store.connection.execute_batch("ALTER TABLE portraits RENAME TO hidden").unwrap();
        assert!(store.restore(&adoptions, stand_ins()).is_err());
        assert!(store.is_new().unwrap(), "nothing of it is kept");
        store.connection.execute_batch("ALTER TABLE hidden RENAME TO portraits").unwrap();
        store.restore(&adoptions, stand_ins()).unwrap();
        assert!(!store.is_new().unwrap());
    }
}
