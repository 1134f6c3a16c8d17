//! New entries get their items, in an order that does not depend on which feed answered first.
//!
//! [`Store::settle`] goes over what is pending: local articles first, then entries on their feeds'
//! own sites, then the rest, each in the order of the sources. A run that was killed in between is
//! healed by the next one.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::columns::{Seconds, from_json, maybe_time, time};
use super::entries::{self, PRINTS, prints};
use super::settling::{FeedNames, Feeds};
use super::{Store, StoreError, adopted, conflicts, journal, publication};
use crate::model::stored::{
    Claim, EntryRow, ItemRow, Neighbour, NeighbourCopy, Neighbours, Pending, Print, Settlement, Standing,
};
use crate::shield::shielded;

/// So many items are looked at that may be the one of which an entry is a copy, and so many copies of each.
const NEIGHBOURS: i64 = 32;

/// Of one feed, so many entries of one title and date are looked at.
const LEFT_ALIKE: usize = 2;

/// What settling did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settled {
    /// Feed and entry, by its id or link, where it has one: deciding on it panicked, and it stays pending.
    pub failed: Vec<(String, Option<String>)>,
}

impl Store {
    /// Settles what is pending. `sources` are the feeds in the order of `feeds.toml`; `claim` and
    /// `decide` are `merge::claim` and `merge::settle`; where they panic, it costs that entry only.
    pub fn settle(
        &mut self,
        sources: &[&str],
        claim: impl Fn(&Pending, usize) -> Option<String>,
        decide: impl Fn(&Pending, &Neighbours) -> Settlement,
        now: DateTime<Utc>,
    ) -> Result<Settled, StoreError> {
        let transaction = self.connection.transaction()?;
        let mut settled = Settled::default();
        let feeds = Feeds::new(&transaction, sources);
        let rows = pending(&transaction, &feeds)?;
        if rows.is_empty() {
            return Ok(settled);
        }
        let floor = adopted::floor(&transaction)?;
        let waiting = rows.len();
        for row in rows {
            let pending = load(&transaction, row, &feeds)?;
            if is_superseded(&transaction, &pending)? {
                entries::forget(&transaction, row)?;
                continue;
            }
            let decision = shielded(|| {
                let claims = (0..).map_while(|number| claim(&pending, number));
                let near = neighbours(&transaction, &pending, claims, &feeds, floor)?;
                Ok::<_, StoreError>(decide(&pending, &near))
            });
            let Some(settlement) = decision.transpose()? else {
                settled.failed.push((pending.feed.to_string(), pending.naming.id.or(pending.naming.link)));
                continue;
            };
            apply(&transaction, &pending, &settlement, now)?;
        }
        if settled.failed.len() < waiting {
            publication::outdate(&transaction)?;
        }
        transaction.commit()?;
        Ok(settled)
    }
}

/// What stands in for a lost entry is not needed any more where its feed lists that entry again.
fn is_superseded(connection: &Connection, pending: &Pending) -> Result<bool, StoreError> {
    let stood_for = pending.naming.id.as_deref().filter(|_| pending.prints.seen == Print::UNKNOWN);
    let Some(id) = stood_for else { return Ok(false) };
    Ok(!items_with(connection, PUBLISHED, Some(Print::of(id)))?.is_empty())
}

/// The pending rows in the order in which they are settled: what stands in for lost entries last.
fn pending(connection: &Connection, feeds: &Feeds<'_>) -> Result<Vec<EntryRow>, StoreError> {
    // The second condition adds nothing but the right to use the index `entries_pending`, whose own it is.
    let sql = "SELECT id, feed, claim, date, seen_print, payload_print FROM entries
         WHERE standing = 0 AND standing IN (0, 3)";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next()? {
        let feed = row.get(1)?;
        feeds.get(feed)?;
        waiting.push(Waiting {
            row: row.get(0)?,
            feed,
            place: 0,
            claim: row.get(2)?,
            date: maybe_time(row, 3)?,
            seen: row.get(4)?,
            payload: row.get(5)?,
        });
    }
    let places = feeds.places();
    for entry in &mut waiting {
        entry.place = places.get(&entry.feed).copied().unwrap_or(u32::MAX);
    }
    waiting.sort_unstable_by_key(|entry| {
        let is_stand_in = entry.seen == Print::UNKNOWN;
        let source = (entry.place > 0, Reverse(entry.claim), entry.place);
        (is_stand_in, source, Reverse(entry.date), entry.seen, entry.payload, entry.row)
    });
    Ok(waiting.into_iter().map(|entry| entry.row).collect())
}

/// What tells where a pending entry stands in the line. In a first run there are as many as entries.
struct Waiting {
    row: EntryRow,
    feed: i64,
    /// Of the feed, in the order of the sources; 0: local articles.
    place: u32,
    claim: Claim,
    date: Option<DateTime<Utc>>,
    seen: Print,
    payload: Print,
}

fn load(connection: &Connection, row: EntryRow, feeds: &Feeds<'_>) -> Result<Pending, StoreError> {
    let sql = format!(
        "SELECT {PRINTS}, feed, date, changed, first_seen, backlog, claim, waiting FROM entries WHERE id = ?1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([row])?;
    let Some(found) = rows.next()? else { return Err(rusqlite::Error::QueryReturnedNoRows.into()) };
    Ok(Pending {
        row,
        feed: feeds.get(found.get(8)?)?.name,
        prints: prints(found)?,
        date: maybe_time(found, 9)?,
        changed: maybe_time(found, 10)?,
        first_seen: time(found, 11)?,
        backlog: found.get(12)?,
        claim: found.get(13)?,
        naming: from_json("a pending entry", &found.get::<_, String>(14)?)?,
    })
}

fn neighbours(
    connection: &Connection,
    pending: &Pending,
    claims: impl Iterator<Item = String>,
    feeds: &Feeds<'_>,
    adopted_floor: Option<DateTime<Utc>>,
) -> Result<Neighbours, StoreError> {
    let prints = &pending.prints;
    let mut items: Vec<ItemRow> = Vec::new();
    items.extend(items_with(connection, LINKED, prints.link)?);
    items.extend(items_with(connection, NAMED, prints.id)?);
    let mut claimed: Vec<Print> = Vec::new();
    for claim in claims {
        let print = Print::of(&claim);
        let holders = items_with(connection, PUBLISHED, Some(print))?;
        let is_free = holders.is_empty();
        items.extend(holders);
        claimed.push(print);
        // What was published before the state was lost may be known by a later claim.
        if is_free && adopted_floor.is_none() {
            break;
        }
    }
    // Of a feed's first document only, since the feed may stand in the place of one that was left.
    if pending.backlog {
        items.extend(left_behind(connection, prints.title_date, feeds)?);
    }
    items.sort_unstable();
    items.dedup();
    let items = items.into_iter().map(|item| neighbour(connection, item, feeds)).collect::<Result<_, _>>()?;
    let adopted = match adopted_floor {
        Some(_) => adopted::near(connection, pending, &claimed)?,
        None => Vec::new(),
    };
    Ok(Neighbours { items, adopted, adopted_floor })
}

const LINKED: &str = "SELECT item FROM entries WHERE link_print = ?1 AND item > 0";
const NAMED: &str = "SELECT item FROM entries WHERE id_print = ?1 AND item > 0";
const PUBLISHED: &str = "SELECT id FROM items WHERE id_print = ?1";

/// In no order; where there are too many, the first of them.
fn items_with(connection: &Connection, sql: &str, print: Option<Print>) -> Result<Vec<ItemRow>, StoreError> {
    let Some(print) = print else { return Ok(Vec::new()) };
    let find = |sql: &str, limit: i64| -> Result<Vec<ItemRow>, StoreError> {
        let mut statement = connection.prepare_cached(sql)?;
        Ok(statement.query_map(params![print, limit], |row| row.get(0))?.collect::<Result<_, _>>()?)
    };
    // An order would set up a sorter, which costs more than the search.
    let some = find(&format!("{sql} LIMIT ?2"), NEIGHBOURS + 1)?;
    if i64::try_from(some.len()).is_ok_and(|found| found <= NEIGHBOURS) {
        return Ok(some);
    }
    find(&format!("{sql} ORDER BY 1 LIMIT ?2"), NEIGHBOURS)
}

/// What feeds that are followed no more have of this title and date.
fn left_behind(
    connection: &Connection,
    title_date: Option<Print>,
    feeds: &Feeds<'_>,
) -> Result<Vec<ItemRow>, StoreError> {
    let mut items = Vec::new();
    let Some(title_date) = title_date else { return Ok(items) };
    for feed in feeds.left()? {
        let sql = "SELECT item FROM entries WHERE feed = ?1 AND title_date_print = ?2 AND item > 0";
        let mut statement = connection.prepare_cached(sql)?;
        let found = statement.query_map(params![feed, title_date], |row| row.get(0))?;
        items.extend(found.take(LEFT_ALIKE).collect::<Result<Vec<ItemRow>, _>>()?);
    }
    Ok(items)
}

fn neighbour(connection: &Connection, item: ItemRow, feeds: &Feeds<'_>) -> Result<Neighbour, StoreError> {
    let mut statement = connection.prepare_cached("SELECT published_id, shown FROM items WHERE id = ?1")?;
    let (id, shown) = statement.query_row([item], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let sql = format!("SELECT {PRINTS}, feed, claim FROM entries WHERE item = ?1 ORDER BY id LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![item, NEIGHBOURS])?;
    let mut copies = Vec::new();
    while let Some(row) = rows.next()? {
        let feed = row.get(8)?;
        let FeedNames { name, names } = feeds.get(feed)?;
        let (claim, is_left) = (row.get(9)?, feeds.is_known_as_left(feed));
        copies.push(NeighbourCopy { feed: name, prints: prints(row)?, claim, feed_names: names, is_left });
    }
    Ok(Neighbour { item, id, shown, copies })
}

fn apply(
    connection: &Connection,
    pending: &Pending,
    settlement: &Settlement,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (item, why) = match settlement {
        Settlement::New { id, published, why } => {
            if !why.is_empty() {
                conflicts::remember(connection, &pending.feed, why)?;
            }
            (add_item(connection, pending, id, *published)?, why)
        }
        Settlement::Join { item, published, why } => {
            if let Some(published) = published {
                date_anew(connection, *item, pending, *published)?;
            }
            drop_stand_in(connection, *item, pending)?;
            (*item, why)
        }
        Settlement::Adopt { adoption, id, published, why } => {
            adopted::mark_used(connection, *adoption)?;
            (add_item(connection, pending, id, *published)?, why)
        }
        Settlement::Surplus => return drop_surplus(connection, pending, now),
    };
    let mut statement = connection
        .prepare_cached("UPDATE entries SET item = ?2, standing = ?3, waiting = NULL WHERE id = ?1")?;
    statement.execute(params![pending.row, item, Standing::Live])?;
    if !why.is_empty() {
        journal::write(connection, pending.row, now, why)?;
    }
    Ok(())
}

/// What stood in for `pending` in its item, while its feed did not answer.
fn drop_stand_in(connection: &Connection, item: ItemRow, pending: &Pending) -> Result<(), StoreError> {
    let sql = "SELECT id FROM entries WHERE item = ?1 AND seen_print = ?2
         AND feed = (SELECT feed FROM entries WHERE id = ?3)";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map(params![item, Print::UNKNOWN, pending.row], |row| row.get(0))?;
    let found: Vec<EntryRow> = found.collect::<Result<_, _>>()?;
    found.into_iter().try_for_each(|row| entries::forget(connection, row))
}

fn add_item(
    connection: &Connection,
    pending: &Pending,
    id: &str,
    published: DateTime<Utc>,
) -> Result<ItemRow, StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO items (id_print, published, updated, first_seen, published_id) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let row = statement.insert(params![
        Print::of(id),
        Seconds(published),
        Seconds(updated(pending, published)),
        Seconds(pending.first_seen),
        id
    ])?;
    Ok(ItemRow(row))
}

fn date_anew(
    connection: &Connection,
    item: ItemRow,
    pending: &Pending,
    published: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached("UPDATE items SET published = ?2, updated = ?3 WHERE id = ?1")?;
    statement.execute(params![item, Seconds(published), Seconds(updated(pending, published))])?;
    Ok(())
}

fn updated(pending: &Pending, published: DateTime<Utc>) -> DateTime<Utc> {
    pending.changed.map_or(published, |changed| changed.max(published))
}

fn drop_surplus(connection: &Connection, pending: &Pending, now: DateTime<Utc>) -> Result<(), StoreError> {
    entries::drop_content(connection, pending.row, Standing::Surplus)?;
    journal::write(
        connection,
        pending.row,
        now,
        "not published: beyond `new_entries` when its feed was first seen",
    )
}
