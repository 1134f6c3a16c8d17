//! What a run did, as values; and the ways in which they are shown: progress on a terminal,
//! lines for people and for cron, JSON, metrics, `status.json`.
//!
//! The pipeline fills a [`Report`]; nothing here decides anything about feeds.

pub mod json;
pub mod lines;
pub mod metrics;
pub mod progress;
pub mod status;

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use status::{Row, RowHealth};

/// One run of `build`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub started: DateTime<Utc>,
    /// Wall time.
    #[serde(serialize_with = "json::seconds")]
    pub elapsed: Duration,
    /// In the order of `feeds.toml`; a feed that was not due stands here too.
    pub feeds: Vec<FeedRun>,
    /// How each source is doing after the run, whether it was asked or not.
    pub sources: Vec<Row>,
    pub articles: ArticlesRun,
    pub published: Published,
    /// What is wrong beside the feeds, each a sentence that says where and what to do.
    pub problems: Vec<String>,
    /// Those of them that the last run did not have.
    pub new_problems: Vec<String>,
}

/// What a run did with one feed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeedRun {
    pub name: String,
    #[serde(flatten)]
    pub outcome: FeedOutcome,
    /// What changed for this feed, worth telling even under cron.
    pub events: Vec<Event>,
    /// The request, where one was made. In a box: most feeds are not asked in most runs.
    pub request: Option<Box<RequestLog>>,
    pub next_due: Option<DateTime<Utc>>,
}

impl FeedRun {
    pub fn new_entries(&self) -> usize {
        match self.outcome {
            FeedOutcome::Read { new, .. } => new,
            _ => 0,
        }
    }
}

/// How asking one feed ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum FeedOutcome {
    /// Not asked: not due, or not wanted in this run.
    NotAsked,
    /// 304, or the same body as the last time.
    Unchanged,
    /// A document was read.
    Read {
        entries: usize,
        new: usize,
        updated: usize,
    },
    /// Given up: 410, confirmed.
    Gone,
    /// Not asked to the end, which is not its failure; it comes first next time.
    Postponed {
        why: String,
    },
    /// No host of the run could be reached: the network's failure, and not the feed's.
    Unreachable {
        error: String,
    },
    Failed {
        error: String,
    },
}

/// A change in how a feed is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    StartsToFail {
        error: String,
    },
    Recovers,
    /// So many runs in a row were over before it had answered. It is not taken for a failure.
    CutOff {
        times: u32,
    },
    /// Adopted for good.
    Moves {
        to: String,
    },
    GivenUp,
    /// It says that it will not be updated again.
    Ends,
    /// Held back by the takeover guard.
    Held {
        why: String,
    },
    /// An entry claims an id that belongs to another feed.
    IdConflict {
        what: String,
    },
}

/// One request as it went over the wire.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct RequestLog {
    /// Who was asked last.
    pub host: String,
    pub status: Option<u16>,
    /// Each with its status and target.
    pub redirects: Vec<String>,
    pub wire_bytes: u64,
    pub decoded_bytes: u64,
    /// `changed`, `revalidated` (304), `same-body` (200, but equal), `aborted` (the run was over) or `none`.
    pub cache: &'static str,
    /// Seconds spent waiting for our own limits.
    #[serde(serialize_with = "json::seconds")]
    pub queued: Duration,
    #[serde(serialize_with = "json::maybe_seconds")]
    pub dns: Option<Duration>,
    #[serde(serialize_with = "json::maybe_seconds")]
    pub connect: Option<Duration>,
    #[serde(serialize_with = "json::maybe_seconds")]
    pub first_byte: Option<Duration>,
    #[serde(serialize_with = "json::maybe_seconds")]
    pub body: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ArticlesRun {
    pub read: usize,
    pub unchanged: usize,
    pub new: usize,
}

/// What came of the output folder.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Published {
    /// Items in the combined feed.
    pub items: usize,
    /// Items that were not in the last one.
    pub added: Vec<Line>,
    pub edited: Vec<Line>,
    /// Ids of the last one that were taken back: by their feed, or by a rule of `feeds.toml`.
    pub withdrawn: Vec<String>,
    /// Ids of the last one that are in it no more for lack of a place.
    pub removed: Vec<String>,
    /// Files, relative to the output folder.
    pub changed: Vec<PathBuf>,
    pub unchanged: usize,
}

/// An item as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub id: String,
    pub title: String,
}

impl Report {
    pub fn failed(&self) -> impl Iterator<Item = &FeedRun> {
        self.feeds.iter().filter(|feed| matches!(feed.outcome, FeedOutcome::Failed { .. }))
    }

    /// Feeds that were not reached because none was.
    pub fn unreachable(&self) -> impl Iterator<Item = (&str, &str)> {
        self.feeds.iter().filter_map(|feed| match &feed.outcome {
            FeedOutcome::Unreachable { error } => Some((feed.name.as_str(), error.as_str())),
            _ => None,
        })
    }

    /// Enabled feeds that are failing or gone, be they asked in this run or not.
    pub fn ailing(&self) -> impl Iterator<Item = &Row> {
        let ails = |row: &&Row| matches!(row.health, RowHealth::Failing | RowHealth::Gone);
        self.sources.iter().filter(ails)
    }
}
