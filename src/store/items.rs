//! Items read back, newest first and only as far as someone reads on.

use std::collections::VecDeque;
use std::sync::Arc;

use rusqlite::{Row, params};

use super::columns::{maybe_time, time};
use super::content;
use super::{Store, StoreError};
use crate::config::Order;
use crate::model::stored::{ItemRow, Standing, StoredCopy, StoredItem};

/// Items read at once: about as many as an edition has.
const PAGE: usize = 64;

/// More copies of one item than this are spam.
const COPIES: i64 = 64;

impl Store {
    /// All items that may be published, newest first by `order`; those of one date in no order.
    pub fn newest_first(&self, order: Order) -> NewestFirst<'_> {
        let (page, after) = (VecDeque::new(), (i64::MAX, i64::MAX));
        NewestFirst { store: self, order, except: None, page, after, failed: false }
    }

    /// Those of which more is left than what they are known by, and can be read.
    pub(super) fn copies(&self, item: ItemRow) -> Result<Vec<StoredCopy>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT entries.id, feeds.name, standing, date, entries.first_seen, changed, payload, claim
             FROM entries JOIN feeds ON feeds.id = entries.feed JOIN contents ON contents.entry = entries.id
             WHERE item = ?1 ORDER BY entries.id LIMIT ?2",
        )?;
        let mut rows = statement.query(params![item, COPIES])?;
        let mut copies = Vec::new();
        while let Some(row) = rows.next()? {
            match read_copy(row) {
                Err(StoreError::Unreadable { .. }) => drop(self.damaged.borrow_mut().insert(row.get(0)?)),
                copy => copies.push(copy?),
            }
        }
        Ok(copies)
    }
}

/// Reads items page by page.
#[derive(Debug)]
pub struct NewestFirst<'store> {
    store: &'store Store,
    order: Order,
    /// The view in `editions` whose items are left out.
    except: Option<String>,
    page: VecDeque<StoredItem>,
    /// Date and row of the last item of the page.
    after: (i64, i64),
    failed: bool,
}

impl Iterator for NewestFirst<'_> {
    type Item = Result<StoredItem, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.is_empty() && !self.failed {
            match self.read_page() {
                Ok(page) => self.page = page,
                Err(error) => {
                    self.failed = true;
                    return Some(Err(error));
                }
            }
        }
        self.page.pop_front().map(Ok)
    }
}

impl NewestFirst<'_> {
    /// Without the items of `view` in `editions`.
    pub(super) fn except(self, view: String) -> Self {
        Self { except: Some(view), ..self }
    }

    fn read_page(&mut self) -> Result<VecDeque<StoredItem>, StoreError> {
        let column = match self.order {
            Order::Published => "published",
            Order::Updated => "updated",
        };
        let sql = format!(
            "SELECT {ITEM}, {column} FROM items WHERE visible = 1 AND ({column}, id) < (?1, ?2)
             AND NOT EXISTS (SELECT 1 FROM editions WHERE view = ?3 AND editions.id = published_id)
             ORDER BY {column} DESC, id DESC LIMIT {PAGE}"
        );
        let mut statement = self.store.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.after.0, self.after.1, self.except])?;
        let mut page = VecDeque::with_capacity(PAGE);
        while let Some(row) = rows.next()? {
            let mut item = read_item(row)?;
            self.after = (row.get(8)?, item.row.0);
            item.copies = self.store.copies(item.row)?;
            page.push_back(item);
        }
        Ok(page)
    }
}

/// What [`read_item`] reads, in its order.
pub const ITEM: &str = "id, published_id, published, first_seen, shown, withdrawn, ruling, updated";

/// An item without its copies.
pub fn read_item(row: &Row<'_>) -> rusqlite::Result<StoredItem> {
    Ok(StoredItem {
        row: row.get(0)?,
        id: row.get(1)?,
        published: time(row, 2)?,
        first_seen: time(row, 3)?,
        shown: row.get(4)?,
        withdrawn: maybe_time(row, 5)?,
        ruling: row.get(6)?,
        updated: time(row, 7)?,
        copies: Vec::new(),
    })
}

fn read_copy(row: &Row<'_>) -> Result<StoredCopy, StoreError> {
    let standing: Standing = row.get(2)?;
    Ok(StoredCopy {
        feed: Arc::from(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?),
        standing,
        claim: row.get(7)?,
        date: maybe_time(row, 3)?,
        first_seen: time(row, 4)?,
        changed: maybe_time(row, 5)?,
        entry: content::unpack(row.get_ref(6)?)?,
    })
}
