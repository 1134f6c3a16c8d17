//! The rows of entries: one feed's copies, found by what they are known by.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::StoreError;
use super::columns::{Seconds, maybe_time, time, to_json};
use super::content::Content;
use crate::model::stored::{
    Arrived, Change, Coverage, Document, EntryRow, Known, Matched, Print, Prints, Standing,
};

/// Of entries that share a fingerprint, so many are looked at: more is a feed that repeats itself without end.
const ALIKE: usize = 16;

/// What is known of `feed` that bears on `document`: all that it listed last (of a delta, which says
/// nothing about the others, only what it names), and whatever else of it shares an id, a link, or
/// title and date with an entry of the document.
pub fn known(connection: &Connection, feed: i64, document: &Document) -> Result<Vec<Known>, StoreError> {
    let mut known = match document.coverage {
        Coverage::Delta => Vec::new(),
        Coverage::Window | Coverage::Complete => listed(connection, feed)?,
    };
    let mut rows: BTreeSet<EntryRow> = known.iter().map(|known| known.row).collect();
    for (condition, print) in strangers(document, &known) {
        let sql = format!("SELECT {PRINTS}, {KNOWN} FROM entries WHERE {condition} LIMIT {ALIKE}");
        let mut statement = connection.prepare_cached(&sql)?;
        for found in statement.query_map(params![print, feed], read_known)? {
            let found = found?;
            if rows.insert(found.row) {
                known.push(found);
            }
        }
    }
    Ok(known)
}

/// So many entries of a document must be from the time of those that were listed before, and yet share
/// nothing with what is known, for it to be looked at what the feed listed earlier.
const UNKNOWN_OLD: usize = 3;

/// So far back goes that look.
const MOST_OLDER: i64 = 1000;

/// What else `feed` listed before: where the site was built anew, and now lists more than it did.
pub fn older(
    connection: &Connection,
    feed: i64,
    document: &Document,
    known: &[Known],
) -> Result<Vec<Known>, StoreError> {
    let newest = known.iter().filter(|known| known.listed).filter_map(|known| known.date).max();
    let old = document.entries.iter().filter(|arrived| arrived.date.is_some() && arrived.date < newest);
    let old: Vec<&Arrived> = old.collect();
    if old.len() < UNKNOWN_OLD {
        return Ok(Vec::new());
    }
    let names = |prints: &Prints| [prints.id, prints.link, prints.title_date].into_iter().flatten();
    let shared: BTreeSet<Print> = known.iter().flat_map(|known| names(&known.prints)).collect();
    let is_unknown = |arrived: &&&Arrived| !names(&arrived.prints).any(|print| shared.contains(&print));
    if old.iter().filter(is_unknown).count() < UNKNOWN_OLD {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {PRINTS}, {KNOWN} FROM entries WHERE feed = ?1 AND listed = 0 ORDER BY id DESC LIMIT {MOST_OLDER}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut older: Vec<Known> = statement.query_map([feed], read_known)?.collect::<Result<_, _>>()?;
    let rows: BTreeSet<EntryRow> = known.iter().map(|known| known.row).collect();
    older.retain(|older| !rows.contains(&older.row));
    Ok(older)
}

fn listed(connection: &Connection, feed: i64) -> Result<Vec<Known>, StoreError> {
    let sql = format!("SELECT {PRINTS}, {KNOWN} FROM entries WHERE feed = ?1 AND listed = 1");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([feed], read_known)?.collect::<Result<_, _>>()?)
}

// The print is the first value, the feed the second. With `+` the planner leaves the feed's own index alone:
// that of the print alone serves the question.
const BY_ID: &str = "id_print = ?1 AND +feed = ?2";
const BY_LINK: &str = "link_print = ?1 AND +feed = ?2";
const BY_TITLE_AND_DATE: &str = "feed = ?2 AND title_date_print = ?1";

/// The names in `document` that no entry of `known` goes by, and how they are looked for.
fn strangers(document: &Document, known: &[Known]) -> Vec<(&'static str, Print)> {
    let ids: BTreeSet<Print> = known.iter().filter_map(|known| known.prints.id).collect();
    let is_strange = |prints: &&Prints| prints.id.is_none_or(|id| !ids.contains(&id));
    let prints = document.entries.iter().map(|arrived| &arrived.prints).filter(is_strange);
    let names = prints.flat_map(|prints| {
        [(BY_ID, prints.id), (BY_LINK, prints.link), (BY_TITLE_AND_DATE, prints.title_date)]
    });
    let given = names.filter_map(|(condition, print)| Some((condition, print?)));
    let deleted = document.deleted.iter().map(|(print, _)| (BY_ID, *print));
    given.chain(deleted).collect()
}

/// Stores a new entry, to be settled later.
pub fn insert(
    connection: &Connection,
    feed: i64,
    document: &Document,
    (arrived, content): (&Arrived, &Content),
    standing: Standing,
) -> Result<EntryRow, StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO entries (feed, standing, listed, id_print, link_print, title_date_print, title_print,
           title_path_print, body_print, seen_print, payload_print, date, changed, first_seen, claim, backlog,
           waiting)
         VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?;
    let prints = &arrived.prints;
    let row = statement.insert(params![
        feed,
        standing,
        prints.id,
        prints.link,
        prints.title_date,
        prints.title,
        prints.title_path,
        prints.body,
        prints.seen,
        prints.payload,
        arrived.date.map(Seconds),
        arrived.changed.map(Seconds),
        Seconds(document.read_at),
        arrived.claim,
        document.first,
        to_json("a pending entry", &arrived.naming)?,
    ])?;
    remember_names(connection, EntryRow(row), &arrived.bynames)?;
    put_content(connection, EntryRow(row), content)?;
    Ok(EntryRow(row))
}

/// Brings a known entry up to date, as far as anything of it differs.
pub fn refresh(
    connection: &Connection,
    document: &Document,
    old: &Known,
    matched: &Matched,
    content: &Content,
) -> Result<(), StoreError> {
    let arrived = &document.entries[matched.place];
    let is_edit = matched.change == Change::Seen;
    if matched.change != Change::Nothing {
        let changed = if is_edit { Some(matched.changed) } else { old.changed };
        rewrite(connection, old.row, arrived, changed)?;
        remember_names(connection, old.row, &former_names(&old.prints, &arrived.prints))?;
        remember_names(connection, old.row, &arrived.bynames)?;
    }
    let keeps_content = !matches!(old.standing, Standing::Retired | Standing::Surplus);
    if keeps_content && old.prints.payload != arrived.prints.payload {
        put_content(connection, old.row, content)?;
    }
    if keeps_content && is_edit {
        let sql =
            "UPDATE items SET updated = max(updated, ?2) WHERE id = (SELECT item FROM entries WHERE id = ?1)";
        connection.prepare_cached(sql)?.execute(params![old.row, Seconds(matched.changed)])?;
    }
    if !old.listed {
        connection
            .prepare_cached("UPDATE entries SET listed = 1, unlisted_at = NULL WHERE id = ?1")?
            .execute([old.row])?;
    }
    match old.standing {
        Standing::Withdrawn => stand(connection, old.row, Standing::Live),
        // The document that lists it is not held: whatever the guard feared is over.
        Standing::Held => stand(connection, old.row, Standing::Pending),
        Standing::Pending | Standing::Live | Standing::Surplus | Standing::Retired => Ok(()),
    }
}

fn rewrite(
    connection: &Connection,
    row: EntryRow,
    arrived: &Arrived,
    changed: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE entries SET id_print = ?2, link_print = ?3, title_date_print = ?4, title_print = ?5,
           title_path_print = ?6, body_print = ?7, seen_print = ?8, payload_print = ?9, date = ?10,
           changed = ?11, claim = ?12 WHERE id = ?1",
    )?;
    let prints = &arrived.prints;
    statement.execute(params![
        row,
        prints.id,
        prints.link,
        prints.title_date,
        prints.title,
        prints.title_path,
        prints.body,
        prints.seen,
        prints.payload,
        arrived.date.map(Seconds),
        changed.map(Seconds),
        arrived.claim,
    ])?;
    Ok(())
}

/// The entry is what we published of it: how its feed gives it is not known.
pub fn mark_stand_in(connection: &Connection, row: EntryRow, at: DateTime<Utc>) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE entries SET seen_print = ?2 WHERE id = ?1")?
        .execute(params![row, Print::UNKNOWN])?;
    unlist(connection, row, at)
}

/// The entry is not listed any more.
pub fn unlist(connection: &Connection, row: EntryRow, at: DateTime<Utc>) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached("UPDATE entries SET listed = 0, unlisted_at = ?2 WHERE id = ?1")?;
    statement.execute(params![row, Seconds(at)])?;
    Ok(())
}

/// Withdrawn before it was settled, an entry stays pending no longer and gets no item.
pub fn stand(connection: &Connection, row: EntryRow, standing: Standing) -> Result<(), StoreError> {
    // One without an item, whatever it was withdrawn as, has to be settled when it comes back.
    let sql =
        "UPDATE entries SET standing = CASE WHEN ?2 = ?3 AND item IS NULL THEN ?4 ELSE ?2 END WHERE id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    statement.execute(params![row, standing, Standing::Live, Standing::Pending])?;
    Ok(())
}

fn put_content(connection: &Connection, row: EntryRow, content: &Content) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO contents (entry, payload) VALUES (?1, ?2)")?
        .execute(params![row, content])?;
    Ok(())
}

/// What is kept of an entry's content.
pub fn content(connection: &Connection, row: EntryRow) -> Result<Option<Content>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT payload FROM contents WHERE entry = ?1")?;
    Ok(statement.query_row([row], |row| row.get(0)).optional()?)
}

/// Nothing is kept of the entry.
pub fn forget(connection: &Connection, row: EntryRow) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM contents WHERE entry = ?1",
        "DELETE FROM former WHERE entry = ?1",
        "DELETE FROM entries WHERE id = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([row])?;
    }
    Ok(())
}

/// The entry keeps what it is known by.
pub fn drop_content(connection: &Connection, row: EntryRow, standing: Standing) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM contents WHERE entry = ?1")?.execute([row])?;
    connection
        .prepare_cached("UPDATE entries SET waiting = NULL, standing = ?2, unlisted_at = NULL WHERE id = ?1")?
        .execute(params![row, standing])?;
    Ok(())
}

fn former_names(old: &Prints, new: &Prints) -> Vec<Print> {
    let names = [(old.id, new.id), (old.link, new.link)];
    names.into_iter().filter(|(old, new)| old != new).filter_map(|(old, _)| old).collect()
}

/// No entry has more that anybody has seen: a feed that writes new links at each fetch would fill the store.
const MOST_FORMER_NAMES: i64 = 64;

/// `explain` finds an entry by the ids and links that it had, the first ones above all, beside those in its row.
fn remember_names(connection: &Connection, row: EntryRow, names: &[Print]) -> Result<(), StoreError> {
    for name in names {
        let mut statement = connection.prepare_cached(
            "INSERT OR IGNORE INTO former (print, entry)
             SELECT ?1, ?2 WHERE (SELECT count(*) FROM former WHERE entry = ?2) < ?3",
        )?;
        statement.execute(params![name, row, MOST_FORMER_NAMES])?;
    }
    Ok(())
}

/// What [`prints`] reads, in its order.
pub const PRINTS: &str = "id_print, link_print, title_date_print, title_print, title_path_print, body_print, seen_print, payload_print";

/// What [`read_known`] reads behind [`PRINTS`].
const KNOWN: &str = "id, date, changed, first_seen, listed, standing";

/// Reads the columns [`PRINTS`], which come first.
pub fn prints(row: &Row<'_>) -> rusqlite::Result<Prints> {
    Ok(Prints {
        id: row.get(0)?,
        link: row.get(1)?,
        title_date: row.get(2)?,
        title: row.get(3)?,
        title_path: row.get(4)?,
        body: row.get(5)?,
        seen: row.get(6)?,
        payload: row.get(7)?,
    })
}

fn read_known(row: &Row<'_>) -> rusqlite::Result<Known> {
    Ok(Known {
        prints: prints(row)?,
        row: row.get(8)?,
        date: maybe_time(row, 9)?,
        changed: maybe_time(row, 10)?,
        first_seen: time(row, 11)?,
        listed: row.get(12)?,
        standing: row.get(13)?,
        typed_title: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;

    #[test]
    fn a_link_of_its_own_at_each_fetch_does_not_fill_the_store() {
        let dir = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&dir.path().join("state.db")).unwrap();
        let names: Vec<Print> = (1..200).map(Print).collect();
        for name in &names {
            remember_names(&store.connection, EntryRow(7), &[*name]).unwrap();
        }
        let sql = "SELECT count(*), min(print) FROM former WHERE entry = 7";
        let kept: (i64, i64) =
            store.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(kept, (MOST_FORMER_NAMES, 1));
        forget(&store.connection, EntryRow(7)).unwrap();
        let left: i64 =
            store.connection.query_row("SELECT count(*) FROM former", [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0);
    }
}
