//! The whole way on one page: [`build`] is the job that cron runs, its stations in order.

mod archive;
mod articles;
mod asked;
mod attempt;
mod edition;
pub mod find;
mod memory;
mod pages;
mod ping;
mod preview;
pub mod probe;
mod read;
mod readers;
mod refresh;
pub mod restore;
mod standing;
mod status;
mod tenancy;
mod unfinished;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use thiserror::Error;
use tokio::runtime::Builder;

use articles::Local;
use edition::{Desk, Publication};
use refresh::Round;
use unfinished::Unfinished;

use crate::config::{Config, StoreUrl};
use crate::fetch::{FetchError, Stop};
use crate::merge;
use crate::model::edition::SourceListing;
use crate::printable;
use crate::publish::{PublishError, Templates, page};
use crate::report::progress::Progress;
use crate::report::status::Row;
use crate::report::{Event, FeedOutcome, FeedRun, Report, lines};
use crate::store::{Notice, Pruned, Settled, Store, StoreError, Story};

/// What is wanted of one build.
#[derive(Debug, Clone)]
pub struct Wish {
    pub ask: Ask,
    /// Ask these feeds only; empty: all.
    pub only: Vec<String>,
    /// When to stop waiting for slow feeds, from the start of the run.
    pub deadline: Option<Duration>,
    /// Ends the asking before that, when it is requested.
    pub stop: Stop,
    pub output: Output,
}

/// Whom to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Due,
    Everyone,
    Nobody,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    Publish,
    /// Only find out what would change.
    Preview,
}

/// Why the job could not be done. A feed that fails is none of these.
#[derive(Debug, Error)]
pub enum BuildError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Publish(#[from] PublishError),
    #[error("cannot set up the fetching")]
    Fetch(#[from] FetchError),
    #[error("cannot start the threads that fetch")]
    Runtime(#[source] std::io::Error),
    #[error(
        "no source answered and nothing is stored from earlier runs, so nothing was published{}",
        listed(.feeds)
    )]
    NothingAnswered { feeds: Vec<FeedRun> },
    #[error("there is no feed named {name:?} in {}; `feedmill status` lists them", .file.display())]
    NoSuchFeed { name: String, file: PathBuf },
    #[error(
        "the feed {name:?} is turned off in {} and not fetched: remove its `enabled = false` first",
        .file.display()
    )]
    TurnedOff { name: String, file: PathBuf },
    #[error(
        "feedmill keeps its state in SQLite only for now: set [state] url to \"sqlite:.feedmill/state.db\""
    )]
    NoPostgres,
    #[error(
        "the state {} is that of {}: give {} one of its own, as `[state] url = \"sqlite:.feedmill-{}/state.db\"`; \
         if it is to take the place of the other file, rename or remove that",
        .state.display(), .other.display(), .file.display(), .file.file_stem().unwrap_or_default().display()
    )]
    StateOfAnother { state: PathBuf, other: PathBuf, file: PathBuf },
}

/// Reads the articles, asks the feeds that are due, remembers what is new, merges and publishes.
///
/// `tell` tells people of it, also where only the output could not be written. What it was not called
/// for, because the run was killed before, the next run tells.
pub fn build(
    config: &Config,
    wish: &Wish,
    now: DateTime<Utc>,
    progress: &Progress,
    tell: impl FnOnce(&Report),
) -> Result<Report, BuildError> {
    let start = Instant::now();
    check_names(config, &wish.only)?;
    check_turned_on(config, &wish.only)?;
    let (mut store, notices) = open(config)?;
    let unfinished = (wish.output == Output::Publish).then(|| unfinished::begin(config)).flatten();
    restore::after_loss(&mut store, config, now)?;
    let templates = templates(config)?;
    let local = articles::read(&mut store, config, &templates, wish.output, now)?;
    let Round { runs: mut feeds, states } =
        refresh::ask_and_read(&mut store, config, wish, start, now, progress)?;
    store.checkpoint_meanwhile();
    let settled = store.settle(&names_in_order(config), merge::claim, merge::settle, now)?;
    tell_conflicts(&mut feeds, store.untold_conflicts()?);
    store.retire(retention(config), now)?;
    store.checkpoint_meanwhile();
    let desk = Desk { config, templates: &templates, output: wish.output, local: &local, now };
    let published = desk
        .refuse_if_nothing_answered(&store, &states, &feeds)
        .and_then(|()| desk.publish(&mut store, states));

    let (publication, failure) = match published {
        Ok(publication) => (publication, None),
        Err(error) => (Publication::default(), Some(error)),
    };
    let problems = problems(config, &notices, &local, &settled, &feeds, &publication);
    let new_problems = match wish.output {
        Output::Publish => store.unsaid(&problems)?,
        Output::Preview => problems.clone(),
    };
    let (articles, sources, published) = (local.run, publication.sources, publication.run);
    unfinished.into_iter().for_each(Unfinished::end);
    let elapsed = start.elapsed();
    let report =
        Report { started: now, elapsed, feeds, sources, articles, published, problems, new_problems };
    tell(&report);
    if wish.output == Output::Publish {
        store.were_said(&report.problems)?;
        store.conflicts_were_told()?;
        memory::told(&mut store, &report.feeds)?;
    }
    failure.map_or(Ok(report), Err)
}

/// What is wrong beside the feeds, each a sentence for people.
fn problems(
    config: &Config,
    notices: &[Notice],
    local: &Local,
    settled: &Settled,
    feeds: &[FeedRun],
    publication: &Publication,
) -> Vec<String> {
    let mut problems: Vec<String> = notices.iter().map(ToString::to_string).collect();
    problems.extend(config.publish.templates.iter().flat_map(|folder| page::misnamed_templates(folder)));
    problems.extend_from_slice(&local.problems);
    problems.extend(settled.failed.iter().map(|(feed, entry)| lines::unsettled(feed, entry.as_deref())));
    problems.extend(lines::outage(feeds));
    problems.extend_from_slice(&publication.problems);
    problems
}

/// Opens the store of `config` for writing.
pub fn open(config: &Config) -> Result<(Store, Vec<Notice>), BuildError> {
    match &config.state.store {
        StoreUrl::Sqlite(path) => {
            let (mut store, notices) = Store::open(path)?;
            tenancy::claim(&mut store, config, path)?;
            Ok((store, notices))
        }
        StoreUrl::Postgres(_) => Err(BuildError::NoPostgres),
    }
}

/// How each source is doing.
pub fn status(config: &Config, now: DateTime<Utc>) -> Result<Vec<Row>, BuildError> {
    status::rows(&open_reading(config)?, config, now)
}

/// The feeds of `config` with what they said of themselves last; where no state can be looked into, with
/// what the file says.
pub fn listings(config: &Config) -> Arc<[SourceListing]> {
    let known = open_reading(config).ok().and_then(|store| store.feeds().ok());
    merge::listings(config, &known.unwrap_or_default())
}

/// All that is known of the entries that go, or ever went, by `name`.
pub fn explain(config: &Config, name: &str) -> Result<Vec<Story>, BuildError> {
    Ok(open_reading(config)?.explain(&merge::lookup(name))?)
}

/// Releases what the takeover guard holds back of a feed; how many entries.
pub fn approve(config: &Config, name: &str, now: DateTime<Utc>) -> Result<usize, BuildError> {
    check_names(config, &[name.to_owned()])?;
    Ok(open(config)?.0.approve(name, now)?)
}

/// Drops what retention no longer needs.
pub fn prune(config: &Config, now: DateTime<Utc>) -> Result<Pruned, BuildError> {
    Ok(open(config)?.0.prune(&names_in_order(config), retention(config), now)?)
}

fn retention(config: &Config) -> TimeDelta {
    TimeDelta::from_std(config.state.retain).unwrap_or(TimeDelta::MAX)
}

/// Looks at the store, also while a build runs.
fn open_reading(config: &Config) -> Result<Store, BuildError> {
    match &config.state.store {
        StoreUrl::Sqlite(path) => Ok(Store::open_reading(path)?),
        StoreUrl::Postgres(_) => Err(BuildError::NoPostgres),
    }
}

/// Does `work`, which asks little enough of the network for one thread.
fn on_this_thread<T>(work: impl Future<Output = Result<T, BuildError>>) -> Result<T, BuildError> {
    Builder::new_current_thread().enable_all().build().map_err(BuildError::Runtime)?.block_on(work)
}

fn tell_conflicts(feeds: &mut [FeedRun], conflicts: Vec<(String, String)>) {
    for (feed, what) in conflicts {
        if let Some(run) = feeds.iter_mut().find(|run| run.name == feed) {
            run.events.push(Event::IdConflict { what });
        }
    }
}

fn templates(config: &Config) -> Result<Templates, PublishError> {
    config.publish.templates.as_deref().map_or_else(|| Ok(Templates::builtin()), Templates::load)
}

fn check_names(config: &Config, names: &[String]) -> Result<(), BuildError> {
    match names.iter().find(|name| !config.feeds.iter().any(|feed| feed.name == **name)) {
        Some(name) => Err(BuildError::NoSuchFeed { name: name.clone(), file: config.file.clone() }),
        None => Ok(()),
    }
}

/// Who asks for one feed by name expects that it is fetched.
fn check_turned_on(config: &Config, names: &[String]) -> Result<(), BuildError> {
    match config.feeds.iter().find(|feed| !feed.enabled && names.contains(&feed.name)) {
        Some(feed) => Err(BuildError::TurnedOff { name: feed.name.clone(), file: config.file.clone() }),
        None => Ok(()),
    }
}

fn names_in_order(config: &Config) -> Vec<&str> {
    config.feeds.iter().map(|feed| feed.name.as_str()).collect()
}

/// A line for each feed that did not answer.
fn listed(feeds: &[FeedRun]) -> String {
    let mut out = String::new();
    for feed in feeds {
        if let FeedOutcome::Failed { error: why } | FeedOutcome::Postponed { why } = &feed.outcome {
            let start = if out.is_empty() { ":" } else { "" };
            let _ = write!(out, "{start}\n  {}: {}", printable::line(&feed.name), printable::line(why));
        }
    }
    out
}
