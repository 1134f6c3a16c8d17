//! Which items stand in the closed archive pages (RFC 5005) of a view, so that no build has to read
//! a page again, nor the items that are in one.

use rusqlite::{OptionalExtension, params};

use super::items::NewestFirst;
use super::{Store, StoreError};
use crate::config::Order;
use crate::model::stored::Print;

/// Under this name `editions` counts the pages of each view.
const PAGES: &str = "archives/";

impl Store {
    /// How many pages of `view` are on record.
    pub fn archive_pages(&self, view: &str) -> Result<u32, StoreError> {
        let sql = "SELECT print FROM editions WHERE view = ?1 AND id = ?2";
        let pages: Option<u32> =
            self.connection.query_row(sql, [PAGES, view], |row| row.get(0)).optional()?;
        Ok(pages.unwrap_or(0))
    }

    /// Whether a page of `view` holds the item.
    pub fn is_archived(&self, view: &str, id: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM editions WHERE view = ?1 AND id = ?2";
        Ok(self.connection.prepare_cached(sql)?.exists(params![shelf(view), id])?)
    }

    /// Those items that no page of `view` holds, in the order of [`Store::newest_first`].
    pub fn unarchived(&self, view: &str, order: Order) -> NewestFirst<'_> {
        self.newest_first(order).except(shelf(view))
    }

    /// Records that `pages`, each the ids of its items, are the pages of `view` from number `first`
    /// on, and the last ones.
    pub fn record_archive(
        &mut self,
        view: &str,
        first: u32,
        pages: &[Vec<String>],
    ) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        let sql = "INSERT OR REPLACE INTO editions (view, id, print) VALUES (?1, ?2, ?3)";
        for id in pages.iter().flatten() {
            transaction.prepare_cached(sql)?.execute(params![shelf(view), id, Print(0)])?;
        }
        let number = i64::from(first) - 1 + i64::try_from(pages.len()).unwrap_or(i64::MAX);
        transaction.execute(sql, params![PAGES, view, number])?;
        transaction.commit()?;
        Ok(())
    }

    /// Forgets what is recorded of the pages of `view`.
    pub fn forget_archive(&mut self, view: &str) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.execute("DELETE FROM editions WHERE view = ?1", [shelf(view)])?;
        transaction.execute("DELETE FROM editions WHERE view = ?1 AND id = ?2", [PAGES, view])?;
        transaction.commit()?;
        Ok(())
    }
}

/// No view is named with a slash.
fn shelf(view: &str) -> String {
    format!("archive/{view}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_by_view_and_can_be_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(&dir.path().join("state.db")).unwrap();
        let pages = [vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned()]];
        store.record_archive("", 1, &pages).unwrap();
        store.record_archive("", 3, &[vec!["d".to_owned()]]).unwrap();
        store.record_archive("rust", 1, &pages).unwrap();
        assert_eq!((store.archive_pages("").unwrap(), store.archive_pages("rust").unwrap()), (3, 2));
        assert!(store.is_archived("", "d").unwrap() && !store.is_archived("rust", "d").unwrap());
        store.forget_archive("").unwrap();
        assert_eq!((store.archive_pages("").unwrap(), store.archive_pages("rust").unwrap()), (0, 2));
        assert!(!store.is_archived("", "a").unwrap());
    }
}
