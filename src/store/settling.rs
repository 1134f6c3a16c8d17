//! The feeds whose entries are settled: their names, their places, and which are followed no more.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::Connection;

use super::StoreError;
use super::columns::maybe_json;
use crate::model::stored::ARTICLES;

/// So many feeds that are followed no more are looked at for each entry of a new one.
const MOST_LEFT: usize = 16;

/// What settling needs of a feed.
#[derive(Clone)]
pub struct FeedNames {
    pub name: Arc<str>,
    /// Ids and addresses.
    pub names: Arc<[String]>,
}

/// The feeds that were asked for: few, where few entries are new, however many the store has.
pub struct Feeds<'run> {
    connection: &'run Connection,
    /// In the order of `feeds.toml`.
    sources: &'run [&'run str],
    read: RefCell<BTreeMap<i64, FeedNames>>,
    /// Those that are not in `feeds.toml` any more and answered last, once they were asked for.
    left: OnceCell<BTreeSet<i64>>,
}

impl<'run> Feeds<'run> {
    pub fn new(connection: &'run Connection, sources: &'run [&'run str]) -> Feeds<'run> {
        Feeds { connection, sources, read: RefCell::default(), left: OnceCell::default() }
    }

    /// Those that are followed no more.
    pub fn left(&self) -> Result<&BTreeSet<i64>, StoreError> {
        if let Some(left) = self.left.get() {
            return Ok(left);
        }
        let followed: BTreeSet<&str> = self.sources.iter().copied().chain([ARTICLES]).collect();
        let sql = "SELECT id, name FROM feeds ORDER BY last_ok DESC, id DESC";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut left = BTreeSet::new();
        while left.len() < MOST_LEFT
            && let Some(row) = rows.next()?
        {
            if !followed.contains(row.get::<_, String>(1)?.as_str()) {
                left.insert(row.get(0)?);
            }
        }
        Ok(self.left.get_or_init(|| left))
    }

    /// Where [`Feeds::left`] was asked for, whether `feed` is among them.
    pub fn is_known_as_left(&self, feed: i64) -> bool {
        self.left.get().is_some_and(|left| left.contains(&feed))
    }

    pub fn get(&self, feed: i64) -> Result<FeedNames, StoreError> {
        if let Some(known) = self.read.borrow().get(&feed) {
            return Ok(known.clone());
        }
        let names = self.read(feed)?;
        self.read.borrow_mut().insert(feed, names.clone());
        Ok(names)
    }

    /// The place of each feed that was asked for: local articles first, then as in `sources`, then those
    /// that are in none of them any more, by name.
    pub fn places(&self) -> BTreeMap<i64, u32> {
        let ranks: BTreeMap<&str, usize> =
            self.sources.iter().enumerate().map(|(rank, name)| (*name, rank)).collect();
        let read = self.read.borrow();
        let mut external: Vec<(usize, &str, i64)> = read
            .iter()
            .filter(|(_, feed)| &*feed.name != ARTICLES)
            .map(|(row, feed)| (ranks.get(&*feed.name).copied().unwrap_or(usize::MAX), &*feed.name, *row))
            .collect();
        external.sort_unstable();
        let local = read.iter().filter(|(_, feed)| &*feed.name == ARTICLES).map(|(row, _)| (*row, 0));
        local.chain(external.iter().map(|(.., row)| *row).zip(1..)).collect()
    }

    fn read(&self, feed: i64) -> Result<FeedNames, StoreError> {
        let sql = "SELECT name, url, moved_to, names FROM feeds LEFT JOIN portraits ON feed = feeds.id
             WHERE feeds.id = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([feed])?;
        let Some(row) = rows.next()? else { return Err(rusqlite::Error::QueryReturnedNoRows.into()) };
        let addresses = [row.get::<_, Option<String>>(1)?, row.get(2)?];
        let own: Option<Vec<String>> =
            maybe_json("the names of a feed", row.get::<_, Option<String>>(3)?.as_deref())?;
        let names = addresses.into_iter().flatten().chain(own.into_iter().flatten()).collect();
        Ok(FeedNames { name: row.get::<_, String>(0)?.into(), names })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;
    use crate::model::stored::FeedState;

    #[test]
    fn of_many_feeds_that_were_left_the_last_to_answer_count() {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(&dir.path().join("state.db")).unwrap();
        let answered = |n: usize| chrono::DateTime::from_timestamp(i64::try_from(n).unwrap(), 0);
        let states: Vec<FeedState> = (0..MOST_LEFT + 3)
            .map(|n| FeedState { name: format!("f{n}"), last_ok: answered(n), ..FeedState::default() })
            .collect();
        store.save_states(&states).unwrap();
        let followed = format!("f{}", MOST_LEFT + 2);
        let sources = [followed.as_str()];
        let feeds = Feeds::new(&store.connection, &sources);
        let left = feeds.left().unwrap().iter().map(|feed| feeds.get(*feed).unwrap().name.to_string());
        let expected: BTreeSet<String> = (2..MOST_LEFT + 2).map(|n| format!("f{n}")).collect();
        assert_eq!(left.collect::<BTreeSet<_>>(), expected);
    }
}
