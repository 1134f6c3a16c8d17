//! How each source is doing: the rows of `feedmill status`, and `status.json`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufRead, Read as _, Write};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthStr as _;

use crate::config::{Config, Feed};
use crate::model::edition::Health;
use crate::model::stored::{FeedState, States};
use crate::printable;

/// One source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Row {
    pub name: String,
    /// The feed's own, or that of `feeds.toml`.
    pub title: Option<String>,
    /// As in `feeds.toml`, secrets as written.
    pub location: String,
    pub health: RowHealth,
    /// Since when it is failing, gone or held.
    pub since: Option<DateTime<Utc>>,
    /// Where it has moved for good, while `feeds.toml` has the old address.
    pub moved_to: Option<String>,
    /// When it was last asked and answered; of a local file, when what it says was last taken in.
    pub last_success: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
    /// `None` for a local file, which is read at each build.
    pub next_due: Option<DateTime<Utc>>,
    /// Why it is due then.
    pub due_because: Option<String>,
    /// What was remarkable about the last document that was read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Entries of it that are stored.
    pub entries: i64,
    /// Of these, as many are in the combined feed.
    pub published: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowHealth {
    Ok,
    New,
    Failing,
    Moved,
    Gone,
    Held,
    Disabled,
}

/// Entries of one feed that are stored, and those of them that are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    pub entries: i64,
    pub published: i64,
}

/// `status.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Status<'a> {
    /// When the last build ran that changed anything told here.
    pub built_at: DateTime<Utc>,
    /// Items in the combined feed.
    pub published: usize,
    pub feeds: &'a [Row],
}

/// Of the `status.json` that is there already.
#[derive(Deserialize)]
struct Before {
    built_at: DateTime<Utc>,
}

/// A row for each feed of `config`, in its order, made of what is in `states`.
pub fn rows(config: &Config, mut states: States, counts: &BTreeMap<String, Counts>) -> Vec<Row> {
    let mut row_of = |feed: &Feed| {
        let state = states.remove(&feed.name).unwrap_or_default();
        row(feed, *state, counts.get(&feed.name).copied().unwrap_or_default())
    };
    config.feeds.iter().map(|feed| row_of(feed)).collect()
}

impl Status<'_> {
    /// `status.json`. Written as it is made: there may be tens of thousands of feeds.
    ///
    /// # Errors
    /// What `out` says.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")
    }

    /// Whether `before`, the `status.json` that is there already, tells the same but for the time of the
    /// build: then nothing happened, and it stays.
    pub fn is_told_by(&self, mut before: impl BufRead) -> bool {
        let Some((lines, Before { built_at })) = beginning(&mut before) else { return false };
        let mut rest = Same { as_in: lines.as_bytes().chain(before) };
        Status { built_at, ..*self }.write(&mut rest).is_ok() && rest.is_over()
    }
}

/// The first two lines of a `status.json` as we write it, and what they say.
fn beginning(status: &mut impl BufRead) -> Option<(String, Before)> {
    const LONGEST: u64 = 256;
    let mut status = status.take(LONGEST);
    let mut lines = String::new();
    status.read_line(&mut lines).ok()?;
    let opened = lines.len();
    status.read_line(&mut lines).ok()?;
    let member = lines[opened..].trim_end().trim_end_matches(',');
    let said = serde_json::from_str(&format!("{{{member}}}")).ok()?;
    Some((lines, said))
}

/// Takes what stands in `as_in` too, and nothing else.
struct Same<R> {
    as_in: R,
}

impl<R: BufRead> Same<R> {
    fn is_over(&mut self) -> bool {
        self.as_in.fill_buf().is_ok_and(<[u8]>::is_empty)
    }
}

impl<R: BufRead> Write for Same<R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let expected = self.as_in.fill_buf()?;
        let length = expected.len().min(bytes.len());
        if length == 0 && !bytes.is_empty() || expected[..length] != bytes[..length] {
            return Err(io::Error::other("it says something else"));
        }
        self.as_in.consume(length);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The table that `feedmill status` prints, each column as wide as a terminal shows what stands in it.
pub fn table(rows: &[Row]) -> String {
    let mut lines = vec![HEADINGS.map(str::to_owned)];
    lines.extend(rows.iter().map(cells));
    let mut widths = [0; HEADINGS.len()];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.width());
        }
    }
    let mut out = String::new();
    for line in &lines {
        let padded = line
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
        let _ = writeln!(out, "{}", padded.collect::<Vec<_>>().join("  ").trim_end());
    }
    out
}

const HEADINGS: [&str; 9] = [
    "FEED",
    "HEALTH",
    "SINCE",
    "LAST SUCCESS",
    "NEXT DUE",
    "ENTRIES",
    "PUBLISHED",
    "WHY DUE THEN",
    "REMARKS",
];

fn cells(row: &Row) -> [String; HEADINGS.len()] {
    let text =
        |text: Option<&str>| text.map_or_else(|| "-".to_owned(), |text| printable::line(text).into_owned());
    [
        printable::line(&row.name).into_owned(),
        row.health.word().to_owned(),
        minute(row.since),
        minute(row.last_success),
        minute(row.next_due),
        format!("{:>7}", row.entries),
        format!("{:>9}", row.published),
        text(row.due_because.as_deref()),
        text(row.remark().as_deref()),
    ]
}

impl Row {
    /// What there is to say of it: its error, its new address, what was remarkable about it.
    fn remark(&self) -> Option<String> {
        let notes = Some(self.notes.join("; ")).filter(|notes| !notes.is_empty());
        self.last_error.clone().or_else(|| self.moved_to.clone()).or(notes)
    }
}

impl RowHealth {
    pub fn word(self) -> &'static str {
        match self {
            RowHealth::Ok => "ok",
            RowHealth::New => "new",
            RowHealth::Failing => "failing",
            RowHealth::Moved => "moved",
            RowHealth::Gone => "gone",
            RowHealth::Held => "held",
            RowHealth::Disabled => "disabled",
        }
    }
}

fn row(feed: &Feed, state: FeedState, counts: Counts) -> Row {
    let health = match state.health() {
        _ if !feed.enabled => RowHealth::Disabled,
        Health::Disabled => RowHealth::Disabled,
        Health::Gone => RowHealth::Gone,
        Health::Held => RowHealth::Held,
        Health::Failing { .. } => RowHealth::Failing,
        Health::New => RowHealth::New,
        Health::Ok if state.moved_to.is_some() => RowHealth::Moved,
        Health::Ok => RowHealth::Ok,
    };
    let held = state.held.as_ref();
    Row {
        name: feed.name.clone(),
        title: feed.title.clone().or(state.title),
        location: feed.location.shown().into_owned(),
        health,
        since: state.gone_at.or(held.map(|held| held.since)).or(state.failing_since),
        moved_to: state.moved_to,
        last_success: state.last_ok,
        last_error: held.map(|held| held.reasons.join("; ")).or(state.last_error),
        next_due: state.next_due.filter(|_| feed.enabled),
        due_because: state.due_reason.filter(|_| feed.enabled),
        notes: state.notes,
        entries: counts.entries,
        published: counts.published,
    }
}

/// In UTC, and says so: cron's owner has a clock of another zone.
fn minute(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(|| "-".to_owned(), |time| time.format("%Y-%m-%d %H:%MZ").to_string())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config;

    #[test]
    fn columns_stand_below_each_other_whatever_the_names_are() {
        let (config, _) = config::parse(
            "publish = { title = 'x', link = 'https://x.org/' }\n\
             feeds = [ { url = 'https://a.org/', name = 'plain' }, { url = 'https://b.org/', name = '日本の天気' },\n\
             { url = 'https://c.org/', name = 'e\u{301}t\u{e9}' }, { url = 'https://d.org/', name = '👩‍💻 🦀' } ]",
            Path::new("feeds.toml"),
            &|_| None,
        )
        .unwrap();
        let table = table(&rows(&config, States::new(), &BTreeMap::new()));
        insta::assert_snapshot!(table, @"
        FEED        HEALTH  SINCE  LAST SUCCESS  NEXT DUE  ENTRIES  PUBLISHED  WHY DUE THEN  REMARKS
        plain       new     -      -             -               0          0  -             -
        日本の天気  new     -      -             -               0          0  -             -
        e\u{301}t\u{e9}         new     -      -             -               0          0  -             -
        👩‍💻 🦀       new     -      -             -               0          0  -             -
        ");
    }

    #[test]
    fn only_a_build_that_changed_something_rewrites_the_status() {
        let at = |hour: i64| DateTime::from_timestamp(1_800_000_000 + hour * 3_600, 0).unwrap();
        let status = |hour, published| Status { built_at: at(hour), published, feeds: &[] };
        let written = |status: Status<'_>| {
            let mut bytes = Vec::new();
            status.write(&mut bytes).unwrap();
            bytes
        };
        let first = written(status(0, 5));
        assert!(status(1, 5).is_told_by(first.as_slice()));
        assert!(!status(1, 6).is_told_by(first.as_slice()));
        let longer = [first.as_slice(), b"\n"].concat();
        for other in [&longer, &first[..first.len() - 1], &first[..9], b"garbage", b"\xff\n\xff\n", b""] {
            assert!(!status(1, 5).is_told_by(other), "{}", String::from_utf8_lossy(other));
        }
    }
}
