//! The schema, as numbered steps: an older state file is brought up to date in place.
//!
//! A step once released is never changed; a new one is appended. `PRAGMA user_version` tells how
//! many a file has behind it.

use rusqlite::Connection;

use super::StoreError;

/// In the order in which they are applied; the first makes version 1.
const STEPS: &[&str] =
    &[FIRST, APART, PACKED, NOTED, NEARBY, UNTOLD, CLAIMED, PRINTED, PACED, REREAD, COUNTED];

/// The version that this program writes.
pub const CURRENT: usize = STEPS.len();

/// Marks the file as feedmill's ("fmil").
pub const APPLICATION: i32 = 0x666d_696c;

/// Brings the file to [`CURRENT`], each step whole or not at all.
pub fn apply(connection: &mut Connection, version: usize) -> Result<(), StoreError> {
    for (done, step) in STEPS.iter().enumerate().skip(version) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", i64::try_from(done + 1).unwrap_or(i64::MAX))?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Times are seconds since 1970.
const FIRST: &str = "
CREATE TABLE feeds (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  url TEXT, moved_to TEXT, moving TEXT, validators TEXT, body_hash TEXT, cache TEXT,
  next_due INTEGER, due_reason TEXT,
  last_attempt INTEGER, last_ok INTEGER, last_status INTEGER, last_error TEXT,
  failures INTEGER NOT NULL DEFAULT 0, failing_since INTEGER, gone_at INTEGER, first_read INTEGER,
  habits TEXT, held TEXT, profile TEXT, head TEXT, names TEXT
);
CREATE TABLE items (
  id INTEGER PRIMARY KEY,
  id_print INTEGER NOT NULL,
  published INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  visible INTEGER NOT NULL DEFAULT 1,
  shown INTEGER NOT NULL DEFAULT 0,
  withdrawn INTEGER,
  published_id TEXT NOT NULL,
  ruling TEXT, ruled_at INTEGER
);
CREATE INDEX items_published ON items (published, id) WHERE visible = 1;
CREATE INDEX items_updated ON items (updated, id) WHERE visible = 1;
CREATE INDEX items_id ON items (id_print);
CREATE INDEX items_withdrawn ON items (withdrawn) WHERE withdrawn IS NOT NULL;
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL,
  item INTEGER,
  standing INTEGER NOT NULL,
  listed INTEGER NOT NULL,
  id_print INTEGER, link_print INTEGER, title_date_print INTEGER, title_print INTEGER,
  title_path_print INTEGER, body_print INTEGER, seen_print INTEGER NOT NULL, payload_print INTEGER NOT NULL,
  date INTEGER, changed INTEGER,
  first_seen INTEGER NOT NULL,
  unlisted_at INTEGER,
  claim INTEGER NOT NULL, backlog INTEGER NOT NULL,
  waiting TEXT,
  payload TEXT
);
CREATE INDEX entries_tally ON entries (feed, standing);
CREATE INDEX entries_listed ON entries (feed) WHERE listed = 1;
CREATE INDEX entries_pending ON entries (standing) WHERE standing IN (0, 3);
CREATE INDEX entries_item ON entries (item) WHERE item IS NOT NULL;
CREATE INDEX entries_id ON entries (id_print) WHERE id_print IS NOT NULL;
CREATE INDEX entries_link ON entries (link_print) WHERE link_print IS NOT NULL;
CREATE INDEX entries_title_date ON entries (title_date_print) WHERE title_date_print IS NOT NULL;
CREATE INDEX entries_unlisted ON entries (unlisted_at) WHERE unlisted_at IS NOT NULL;
CREATE TABLE former (print INTEGER NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (print, entry)) WITHOUT ROWID;
CREATE TABLE journal (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL);
CREATE INDEX journal_entry ON journal (entry);
CREATE TABLE adopted (
  id INTEGER PRIMARY KEY,
  id_print INTEGER NOT NULL UNIQUE, link_print INTEGER, title_date_print INTEGER, title_print INTEGER,
  published INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0,
  published_id TEXT NOT NULL
);
CREATE INDEX adopted_link ON adopted (link_print) WHERE link_print IS NOT NULL;
CREATE INDEX adopted_title_date ON adopted (title_date_print) WHERE title_date_print IS NOT NULL;
CREATE TABLE editions (view TEXT NOT NULL, id TEXT NOT NULL, print INTEGER NOT NULL, PRIMARY KEY (view, id)) WITHOUT ROWID;
CREATE TABLE hosts (host TEXT PRIMARY KEY, until INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pings (hub TEXT NOT NULL, topic TEXT NOT NULL, at INTEGER NOT NULL, outcome TEXT NOT NULL, failures INTEGER NOT NULL, PRIMARY KEY (hub, topic)) WITHOUT ROWID;
CREATE TABLE problems (problem TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE stamps (path TEXT PRIMARY KEY, stamp TEXT NOT NULL) WITHOUT ROWID;
";

/// What is large stands apart from what is asked for often: a feed's state is read at each run and
/// written at each answer, its head and profile are not; an entry's row is written again when it
/// is settled, its content is not. Pending entries wait with what settling needs and not with the
/// ids that they might get.
const APART: &str = "
CREATE TABLE portraits (feed INTEGER PRIMARY KEY, names TEXT, head TEXT, profile TEXT);
INSERT INTO portraits SELECT id, names, head, profile FROM feeds WHERE head IS NOT NULL OR profile IS NOT NULL;
ALTER TABLE feeds ADD COLUMN title TEXT;
UPDATE feeds SET title = json_extract(head, '$.title.value');
ALTER TABLE feeds DROP COLUMN names;
ALTER TABLE feeds DROP COLUMN head;
ALTER TABLE feeds DROP COLUMN profile;
ALTER TABLE feeds RENAME COLUMN cache TO rhythm;
UPDATE entries SET waiting = json_patch(json_remove(waiting, '$.claims'), json_object(
  'id', CASE WHEN id_print IS NOT NULL THEN json_extract(payload, '$.id') END,
  'link', CASE WHEN link_print IS NOT NULL THEN json_extract(payload, '$.link') END)) WHERE waiting IS NOT NULL;
CREATE TABLE contents (entry INTEGER PRIMARY KEY, payload TEXT NOT NULL);
INSERT INTO contents SELECT id, payload FROM entries WHERE payload IS NOT NULL;
DROP INDEX entries_tally;
DROP INDEX entries_listed;
ALTER TABLE entries DROP COLUMN payload;
CREATE INDEX entries_feed ON entries (feed, listed, standing);
CREATE TABLE publication (id INTEGER PRIMARY KEY CHECK (id = 0), record TEXT NOT NULL);
";

/// Contents are blobs of zstd from now on (see `content`), which an older program cannot read. Those
/// that are text stay as they are: a feed's entries age out.
const PACKED: &str = "";

/// What was remarkable about a feed's last document is told as long as it is the last one.
const NOTED: &str = "ALTER TABLE feeds ADD COLUMN notes TEXT;";

/// Title and date are looked for among the entries of one feed only: where these stand together, a
/// document's new entries touch one page of the index and not one each.
const NEARBY: &str = "
DROP INDEX entries_title_date;
CREATE INDEX entries_title_date ON entries (feed, title_date_print) WHERE title_date_print IS NOT NULL;
";

/// Ids that belong to another feed, until somebody has heard of it.
const UNTOLD: &str = "CREATE TABLE conflicts (feed INTEGER NOT NULL, what TEXT NOT NULL);";

/// Claims that rest on what a feed says of itself have numbers of their own from now on, which an older
/// program cannot read.
const CLAIMED: &str = "";

/// Prints of whole texts are taken in another way from now on: those before tell nothing, and above all not
/// that an entry was edited.
const PRINTED: &str = "UPDATE entries SET body_print = NULL, seen_print = 0, payload_print = 0;";

/// What is remembered of a feed keeps its rhythm apart, with dates as numbers.
const PACED: &str = "
UPDATE feeds SET rhythm = json_patch(
  json_object('rhythm', json_set(
    json_remove(rhythm, '$.cut_off', '$.led_elsewhere', '$.told'),
    '$.entry_dates',
    json((SELECT json_group_array(unixepoch(value)) FILTER (WHERE unixepoch(value) IS NOT NULL)
          FROM json_each(rhythm, '$.entry_dates'))))),
  json_object('cut_off', rhythm -> '$.cut_off', 'led_elsewhere', rhythm -> '$.led_elsewhere', 'told', rhythm -> '$.told'))
WHERE json_valid(rhythm);
";

/// More of what feeds get wrong is read as it was meant from now on: that is no edit of theirs. What is not settled
/// yet keeps its print, which tells it from what stands in for lost entries.
const REREAD: &str = "UPDATE entries SET seen_print = 0 WHERE item IS NOT NULL;";

/// The former names of an entry are counted, and found when it is forgotten.
const COUNTED: &str = "CREATE INDEX former_entry ON former (entry);";

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;
    use crate::model::stored::{FuturePolicy, Naming, Print};

    #[test]
    fn a_file_of_the_first_version_keeps_all_it_has() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(FIRST).unwrap();
        connection
            .execute_batch(
                r#"
INSERT INTO feeds (id, name, head, profile, names, cache)
  VALUES (7, 'blog', '{"title":{"value":"A blog"}}', '{"documents":3}', '["https://blog.example/"]', '{"postponed":1}');
INSERT INTO entries (id, feed, standing, listed, id_print, seen_print, payload_print, first_seen, claim, backlog, waiting, payload)
  VALUES (5, 7, 0, 1, 11, 1, 1, 0, 0, 0, '{"claims":["a","b"],"future":"as-given","surplus":true}', '{"id":"urn:a","link":"https://blog.example/a"}'),
         (6, 7, 5, 0, 12, 1, 1, 0, 0, 0, NULL, NULL);
"#,
            )
            .unwrap();
        apply(&mut connection, 1).unwrap();
        let text = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
        assert_eq!(
            text("SELECT title || rhythm FROM feeds"),
            "A blog{\"rhythm\":{\"postponed\":1,\"entry_dates\":[]}}"
        );
        assert_eq!(
            text("SELECT profile || names FROM portraits WHERE feed = 7"),
            "{\"documents\":3}[\"https://blog.example/\"]"
        );
        assert_eq!(text("SELECT group_concat(entry) FROM contents"), "5");
        let unknown = format!("SELECT count(*) || '' FROM entries WHERE seen_print = {}", Print::UNKNOWN.0);
        assert_eq!(text(&unknown), "2", "nothing counts as edited");
        let naming: Naming = serde_json::from_str(&text("SELECT waiting FROM entries WHERE id = 5")).unwrap();
        let expected = Naming {
            id: Some("urn:a".to_owned()),
            surplus: true,
            future: FuturePolicy::AsGiven,
            ..Naming::default()
        };
        assert_eq!(naming, expected, "its link told it from no other");
    }

    #[test]
    fn the_rhythm_of_a_feed_and_what_was_told_of_it_outlive_the_change_of_their_form() {
        let mut connection = Connection::open_in_memory().unwrap();
        let before = STEPS.iter().position(|step| *step == PACED).unwrap();
        STEPS[..before].iter().for_each(|step| connection.execute_batch(step).unwrap());
        connection
            .execute_batch(
                r#"INSERT INTO feeds (name, rhythm) VALUES ('blog',
'{"ttl_minutes":60,"skip_hours":[3,4],"entry_dates":["2026-11-25T10:00:00Z","2026-11-24T10:00:00.5Z"],
  "cut_off":2,"led_elsewhere":true,"told":{"plight":"failing","held":false,"moved_to":null}}'), ('new', NULL)"#,
            )
            .unwrap();
        apply(&mut connection, before).unwrap();
        let kept: String = connection
            .query_row("SELECT rhythm FROM feeds WHERE rhythm IS NOT NULL", [], |row| row.get(0))
            .unwrap();
        insta::assert_snapshot!(kept, @r#"{"rhythm":{"ttl_minutes":60,"skip_hours":[3,4],"entry_dates":[1795600800,1795514400]},"cut_off":2,"led_elsewhere":true,"told":{"plight":"failing","held":false}}"#);
    }

    #[test]
    fn what_is_read_in_another_way_counts_as_edited_by_nobody_and_what_waits_is_no_stand_in() {
        let mut connection = Connection::open_in_memory().unwrap();
        let before = STEPS.iter().position(|step| *step == REREAD).unwrap();
        STEPS[..before].iter().for_each(|step| connection.execute_batch(step).unwrap());
        connection
            .execute_batch(
                "INSERT INTO entries (id, feed, item, standing, listed, seen_print, payload_print, first_seen, claim, backlog)
                 VALUES (1, 7, 3, 1, 1, 11, 1, 0, 0, 0), (2, 7, NULL, 0, 1, 12, 1, 0, 0, 0)",
            )
            .unwrap();
        apply(&mut connection, before).unwrap();
        let seen = |id: i64| {
            let sql = "SELECT seen_print FROM entries WHERE id = ?1";
            connection.query_row(sql, [id], |row| row.get(0)).map(Print).unwrap()
        };
        assert_eq!([seen(1), seen(2)], [Print::UNKNOWN, Print(12)]);
    }

    #[test]
    fn an_older_file_can_be_looked_at_before_the_next_build() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.db");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(FIRST).unwrap();
        connection.execute_batch("INSERT INTO feeds (id, name) VALUES (7, 'blog')").unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        connection.pragma_update(None, "application_id", APPLICATION).unwrap();
        drop(connection);
        let store = Store::open_reading(&path).unwrap();
        assert_eq!(store.states().unwrap().keys().collect::<Vec<_>>(), ["blog"]);
    }
}
