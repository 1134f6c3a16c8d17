//! The author's own folder on its way into the store, where it is the feed named
//! [`ARTICLES`]: only what is new or changed since the last run is read and stored.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{BuildError, pages};
use crate::articles::{self, Article, Life, Reading, Severity, Stamp};
use crate::config::Config;
use crate::merge::{self, Rules};
use crate::model::feed::{Deleted, Feed};
use crate::model::stored::{ARTICLES, Coverage, FeedState};
use crate::publish::Templates;
use crate::report::ArticlesRun;
use crate::store::{Arrival, Store};

/// What came of the folder.
#[derive(Debug, Default)]
pub struct Local {
    pub run: ArticlesRun,
    /// New or changed, as they were read.
    pub articles: Vec<Article>,
    /// Addresses of articles that are published no more.
    pub taken_back: Vec<String>,
    /// Each names its file.
    pub problems: Vec<String>,
}

/// Reads the folder, if there is one, and stores what it brought.
pub fn read(
    store: &mut Store,
    config: &Config,
    templates: &Templates,
    now: DateTime<Utc>,
) -> Result<Local, BuildError> {
    let Some(folder) = &config.articles else { return Ok(Local::default()) };
    let mut local = Local::default();
    let mut known: BTreeMap<String, Stamp> = store.stamps()?;
    if folder.url.is_none() {
        pages::forget_stamps_of_another_design(store, config, templates, &mut known)?;
    }
    loop {
        let reading = articles::read(folder, &config.publish.base_url, &known, now);
        let remaining = reading.remaining;
        take_in(store, reading, &mut known, &mut local, now)?;
        if remaining == 0 {
            return Ok(local);
        }
    }
}

/// Entries first, then the stamps by which their files count as read: a run that is killed in
/// between reads them once more.
fn take_in(
    store: &mut Store,
    reading: Reading,
    known: &mut BTreeMap<String, Stamp>,
    local: &mut Local,
    now: DateTime<Utc>,
) -> Result<(), BuildError> {
    let gone: Vec<&Stamp> = reading.gone.iter().filter_map(|path| known.get(path)).collect();
    local.taken_back.extend(gone.iter().map(|stamp| stamp.link.clone()));
    let document = document(&reading, &gone);
    if !document.entries.is_empty() || !document.deleted.is_empty() {
        let state = store
            .feed(ARTICLES)?
            .unwrap_or_else(|| FeedState { name: ARTICLES.to_owned(), ..FeedState::default() });
        let state = FeedState { last_ok: Some(now), last_attempt: Some(now), ..state };
        let document = merge::receive(&state, document, Coverage::Delta, Rules::articles(), now);
        let brought = store.ingest(vec![Arrival { state, document: Some(document) }], merge::recognise)?;
        local.run.new += brought.iter().map(|brought| brought.new).sum::<usize>();
    }
    remember_stamps(store, &reading, known)?;

    local.run.read += reading.articles.len();
    local.run.unchanged = reading.unchanged.len();
    local.problems = reading
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    local.articles.extend(reading.articles);
    Ok(())
}

/// What is live is an entry; what is a draft, held, expired or gone is told as deleted (RFC 6721),
/// as any feed may tell it.
fn document(reading: &Reading, gone: &[&Stamp]) -> Feed {
    let live = |article: &&Article| article.life == Life::Live;
    let hidden = reading.articles.iter().filter(|article| !live(article)).map(|article| &article.stamp);
    let deleted =
        hidden.chain(gone.iter().copied()).map(|stamp| Deleted { reference: stamp.id.clone(), when: None });
    Feed {
        entries: reading.articles.iter().filter(live).map(|article| article.entry.clone()).collect(),
        deleted: deleted.collect(),
        ..Feed::default()
    }
}

fn remember_stamps(
    store: &mut Store,
    reading: &Reading,
    known: &mut BTreeMap<String, Stamp>,
) -> Result<(), BuildError> {
    let moved = reading.moved.iter().map(|(old, _)| old.as_str());
    let forgotten = reading.gone.iter().map(String::as_str).chain(moved).map(|path| (path, None));
    let read = reading.articles.iter().map(|article| (article.path.as_str(), Some(&article.stamp)));
    let restamped = reading.restamped.iter().map(|(path, stamp)| (path.as_str(), Some(stamp)));
    let changes: BTreeMap<&str, Option<&Stamp>> = forgotten.chain(read).chain(restamped).collect();
    if changes.is_empty() {
        return Ok(());
    }
    store.save_stamps(changes.iter().map(|(path, stamp)| (*path, *stamp)))?;
    for (path, stamp) in changes {
        match stamp {
            Some(stamp) => known.insert(path.to_owned(), stamp.clone()),
            None => known.remove(path),
        };
    }
    Ok(())
}
