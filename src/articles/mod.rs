//! A folder of Markdown, HTML and plain text becomes entries.
//!
//! [`read`] is the one function to call: it walks the folder, reads what is new or changed since
//! the last time, and returns [`Article`]s whose ids, dates, addresses and life are decided.
//! It keeps nothing itself: what it must remember of a file is its [`Stamp`], which the caller
//! stores. Raw HTML of an own article stays raw here; `merge` sanitises.

mod address;
mod article_body;
mod assemble;
mod bare_address;
mod bare_links;
mod clocks;
mod credits;
mod dialect;
mod document;
mod duration;
mod file;
mod findings;
mod front_matter;
mod git;
mod headers;
mod html;
mod identity;
mod inheritance;
mod keys;
mod kramdown;
mod links;
mod markdown;
mod other_pages;
mod permalink;
mod plain_text;
mod podcast;
mod punctuation;
mod reading;
mod shortcodes;
mod site;
mod stamp;
mod taken;
mod text;
mod text_blocks;
mod values;
mod walk;
mod workers;
mod yaml;

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::model::Entry;

pub use reading::read;
pub use stamp::{Beside, FileState, Placed, Stamp};

/// What one call of [`read`] found.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The folder from which paths count: of the root of a site its content.
    pub root: PathBuf,
    /// New, changed or moved articles, and those whose life changed with time, in order of path.
    /// Each replaces what is stored under its `entry.id`.
    pub articles: Vec<Article>,
    /// Paths of what is as it was (or cannot be read now): nothing to store.
    pub unchanged: Vec<String>,
    /// Of `unchanged`, those whose file times alone moved: the new stamp is to be stored.
    pub restamped: Vec<(String, Stamp)>,
    /// Known paths that are no article any more: entry and stamp are to be removed.
    pub gone: Vec<String>,
    /// The site publishes what is dated in the future; else that is held, and every date is meant as it is.
    pub builds_future: bool,
    /// From old to new path; the article under the new path is among `articles` with its old id,
    /// and the old stamp is to be removed.
    pub moved: Vec<(String, String)>,
    /// In order of path and line.
    pub problems: Vec<Problem>,
    /// Changed files left for the next call, since one call holds so many articles only:
    /// store this reading, then call again with the new stamps until it is 0.
    pub remaining: usize,
}

impl Reading {
    /// A problem with its file as who reads of it can open it: the path of a problem is relative to the
    /// folder, and empty where it is the folder itself that is meant.
    pub fn located(&self, problem: &Problem) -> String {
        let root = self.root.display();
        if problem.path.is_empty() {
            format!("{root}: {}", problem.message)
        } else {
            format!("{root}/{problem}")
        }
    }
}

/// One file that is an article.
#[derive(Debug, Clone)]
pub struct Article {
    /// Relative to the folder, with slashes: the key of its stamp.
    pub path: String,
    pub stamp: Stamp,
    /// As read. `id`, `link`, `title` and `published` are always there; the link is absolute, so
    /// are the references in the HTML, which is raw.
    pub entry: Entry,
    /// Last part of its address.
    pub slug: String,
    /// Where feedmill writes the article's page, relative to the output folder
    /// (`articles/SLUG/index.html`); `None`: the author's own site has the page.
    pub page: Option<String>,
    /// Where the page is to stand besides, so that links from before lead to it.
    pub former_pages: Vec<String>,
    /// Files to copy into the output folder; empty where the author's own site has the page.
    pub assets: Vec<Asset>,
    pub life: Life,
    /// Former addresses, absolute.
    pub aliases: Vec<String>,
}

/// A file that the article's page needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asset {
    pub from: PathBuf,
    /// Relative to the output folder, with slashes.
    pub to: String,
}

/// Whether an article may be published now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    Draft,
    /// `feed: false`: never in the feed.
    Unlisted,
    Held(DateTime<Utc>),
    Live,
    Expired,
}

/// Something about a file that its author should know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Relative to the folder.
    pub path: String,
    /// From 1.
    pub line: Option<usize>,
    pub severity: Severity,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The article is left out, or stays as it was.
    Error,
    /// A part of the article is left out.
    Loss,
    /// A part of the article is not as its author meant it.
    Warning,
    /// Good to know.
    Note,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.escape_debug())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)
    }
}
