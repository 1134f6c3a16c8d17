//! What a reading gives: the articles, and what became of the files.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::{Problem, Stamp};
use crate::model::Entry;

/// What one call of [`read`](super::read()) found.
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
