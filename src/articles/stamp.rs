//! What is remembered of a file, so that an unchanged one need not be read again.
//!
//! [`verdict`] decides from file times alone whether a file must be opened, and errs on the side
//! of opening it.

use std::fs::Metadata;
use std::time::UNIX_EPOCH;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::file::hash;
use super::site::Site;
use crate::config;

/// A new number makes every article be read anew: to be raised when the same file would be read
/// differently.
const READER_VERSION: u32 = 6;

/// The coarsest clock of a file system that is in use: FAT writes every two seconds.
const CLOCK_TICK_NS: i64 = 2_000_000_000;

/// What the last reading knew of one article; kept by the caller as JSON under the article's path.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Stamp {
    /// The file as the file system described it before it was read.
    pub file: FileState,
    /// The time of the run that read it.
    pub read_at: DateTime<Utc>,
    /// Of the content.
    pub hash: String,
    /// Of what else decides how a file is read: `[articles]`, the base URL, feedmill's own rules,
    /// what the file has from the site around it.
    pub rules: String,
    /// The article's id for ever, given or minted.
    pub id: String,
    pub id_given: bool,
    pub title: String,
    /// Its date, whichever rule gave it.
    pub published: DateTime<Utc>,
    /// Its author wrote the date: into the front matter, the name or the text.
    pub dated: bool,
    /// The address under which it is published.
    pub link: String,
    /// The address that it asked for, where another article had that already: as long as it asks
    /// for the same, it keeps the one that it got.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted: Option<String>,
    /// When the article is next due or expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turns_at: Option<DateTime<Utc>>,
    /// Where its page was before, relative to the output folder; the latest come last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former_pages: Vec<String>,
    /// Files that the entry tells something of: enclosures, images.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Beside>,
    /// Parts of it that are left out, with the line that asks for each: told as long as they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<(Option<usize>, String)>,
    /// Other articles that it links to, and the address that they had.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refers_to: Vec<(String, String)>,
    /// What the caller put into the output folder for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub placed: Vec<Placed>,
    /// Made in this very run, which must not look at the file again: in a fresh clone all files
    /// are young, and a run that compared them after each batch would never come to the last one.
    #[serde(skip)]
    pub of_this_run: bool,
}

/// A file in the output folder that belongs to one article.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Placed {
    /// Relative to the output folder, with slashes.
    pub path: String,
    /// Bytes: a file of another size was cut short by a crash, or is not what was put there.
    pub size: u64,
}

/// A file as the file system describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileState {
    pub size: u64,
    pub mtime_ns: i64,
    /// Change time where the system has one; it moves when a tool sets `mtime` back.
    pub ctime_ns: i64,
}

impl FileState {
    pub fn of(meta: &Metadata) -> FileState {
        let mtime = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        FileState {
            size: meta.len(),
            mtime_ns: mtime.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0),
            ctime_ns: change_time(meta),
        }
    }
}

#[cfg(unix)]
fn change_time(meta: &Metadata) -> i64 {
    use std::os::unix::fs::MetadataExt;
    meta.ctime().saturating_mul(1_000_000_000).saturating_add(meta.ctime_nsec())
}

#[cfg(not(unix))]
fn change_time(_: &Metadata) -> i64 {
    0
}

/// A file beside the article.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Beside {
    /// Relative to the articles' folder, or absolute.
    pub path: String,
    /// `None`: it was missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<FileState>,
}

/// What to do with a known file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Unchanged,
    /// The times tell too little: the content must be compared.
    Compare,
    Read,
}

/// `beside_now` is what the files beside it look like now.
pub fn verdict(
    known: &Stamp,
    file: FileState,
    beside_now: &[Option<FileState>],
    rules: &str,
    now: DateTime<Utc>,
) -> Verdict {
    let recorded = known.beside.iter().map(|beside| beside.state);
    let is_due = known.turns_at.is_some_and(|turn| turn <= now);
    let read_ns = known.read_at.timestamp_nanos_opt().unwrap_or(0);
    let beside_young = beside_now.iter().flatten().any(|state| is_young(*state, read_ns));
    if known.of_this_run {
        Verdict::Unchanged
    } else if known.rules != rules || is_due || beside_young || !recorded.eq(beside_now.iter().copied()) {
        Verdict::Read
    } else if known.file != file || is_young(file, read_ns) {
        Verdict::Compare
    } else {
        Verdict::Unchanged
    }
}

/// So young when it was read that it may have been written again within the same tick.
fn is_young(file: FileState, read_ns: i64) -> bool {
    file.mtime_ns.max(file.ctime_ns) > read_ns.saturating_sub(CLOCK_TICK_NS)
}

/// The fingerprint of everything but the file that decides how an article is read.
/// What a file has from around it goes behind.
pub fn rules(config: &config::Articles, base_url: &Url, site: &Site) -> String {
    let all = format!(
        "{READER_VERSION}\n{:?}\n{:?}\n{:?}\n{}\n{base_url}\n{:?}\n{}\n{}\n{}\n{:?}\n{:?}\n{:?}\n{}\n{}",
        config.url,
        config.author,
        config.category,
        config.trust,
        site.layout,
        site.posts_only,
        site.served_below(),
        site.names_of_clocks(),
        site.dialect(""),
        site.language(),
        site.file_dates(),
        site.shown_values(),
        site.builds_future()
    );
    hash(all.as_bytes())[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_is_never_missed() {
        let now = DateTime::from_timestamp(1_000_000, 0).unwrap();
        let second = 1_000_000_000i64;
        let old = FileState { size: 5, mtime_ns: 900_000 * second, ctime_ns: 900_000 * second };
        let known = Stamp { file: old, read_at: now, rules: "r".into(), ..Stamp::default() };
        assert_eq!(verdict(&known, old, &[], "r", now), Verdict::Unchanged);
        assert_eq!(verdict(&known, old, &[], "other", now), Verdict::Read);
        for changed in
            [FileState { size: 6, ..old }, FileState { mtime_ns: 1, ..old }, FileState { ctime_ns: 1, ..old }]
        {
            assert_eq!(verdict(&known, changed, &[], "r", now), Verdict::Compare);
        }
        let young = FileState { mtime_ns: 1_000_000 * second - second, ..old };
        let known = Stamp { file: young, ..known };
        assert_eq!(verdict(&known, young, &[], "r", now), Verdict::Compare);
        let due = Stamp { file: old, turns_at: Some(now), ..known.clone() };
        assert_eq!(verdict(&due, old, &[], "r", now), Verdict::Read);
        let just_read = Stamp { of_this_run: true, ..known.clone() };
        assert_eq!(verdict(&just_read, young, &[], "r", now), Verdict::Unchanged);
        let beside =
            Stamp { file: old, beside: vec![Beside { path: "a.mp3".into(), state: Some(old) }], ..known };
        assert_eq!(verdict(&beside, old, &[Some(old)], "r", now), Verdict::Unchanged);
        assert_eq!(verdict(&beside, old, &[None], "r", now), Verdict::Read);
    }
}
