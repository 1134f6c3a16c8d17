//! The author's own folder on its way into the store, where it is the feed named [`ARTICLES`]:
//! only what is new or changed since the last run is read and stored, a batch at a time.
//!
//! Each batch is stored, then its pages are written, and only then its stamps, by which its files
//! count as read. A run that fails or is killed in between reads them once more; so does the run
//! after one that only previews.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::pages::{self, Press};
use super::{BuildError, Output};
use crate::articles::{self, Article, Life, Reading, Severity, Stamp};
use crate::atomic_file::Written;
use crate::config::Config;
use crate::merge::{self, Rules};
use crate::model::feed::{Deleted, Feed};
use crate::model::stored::{ARTICLES, Coverage, Document, FeedState, FuturePolicy, Past, Texts};
use crate::publish::Templates;
use crate::report::ArticlesRun;
use crate::store::{Arrival, Store};

/// What came of the folder.
#[derive(Debug, Default)]
pub struct Local {
    pub run: ArticlesRun,
    /// The articles' own pages that were made in this run.
    pub pages: Vec<(PathBuf, Written)>,
    /// Each names its file.
    pub problems: Vec<String>,
}

/// Reads the folder, if there is one, stores what it brought and writes its pages.
pub fn read(
    store: &mut Store,
    config: &Config,
    templates: &Templates,
    output: Output,
    now: DateTime<Utc>,
) -> Result<Local, BuildError> {
    let Some(folder) = &config.articles else { return Ok(Local::default()) };
    let mut known: BTreeMap<String, Stamp> = store.stamps()?;
    pages::forget_stamps_of_lost_pages(config, &mut known);
    if folder.url.is_none() {
        pages::forget_stamps_of_another_design(store, config, templates, &mut known)?;
    }
    let press = Press::new(config, templates, output);
    let mut intake = Intake { store, press, known, local: Local::default(), now };
    loop {
        let reading = articles::read(folder, &config.publish.base_url, &intake.known, now);
        let remaining = reading.remaining;
        intake.take_in(reading)?;
        if remaining == 0 {
            break;
        }
    }
    let mut local = intake.local;
    local.problems.sort();
    local.problems.dedup();
    if output == Output::Publish {
        pages::remember_design(store, config, templates)?;
    }
    Ok(local)
}

/// Where the batches of one run come together.
struct Intake<'a> {
    store: &'a mut Store,
    press: Press<'a>,
    known: BTreeMap<String, Stamp>,
    local: Local,
    now: DateTime<Utc>,
}

impl Intake<'_> {
    fn take_in(&mut self, mut reading: Reading) -> Result<(), BuildError> {
        self.give_back_dates(&mut reading.articles)?;
        let former = former(&reading, &self.known);
        let left_behind: BTreeSet<String> =
            former.iter().flat_map(|stamp| &stamp.placed).map(|file| file.path.clone()).collect();
        let document = document(&reading, &former);
        // What is published before its date has that of its publication in the feeds, as no other date may be
        // one to come.
        let future = if reading.builds_future { FuturePolicy::Clamp } else { FuturePolicy::AsGiven };
        self.store_entries(document, future, &self.retold(&reading))?;
        self.note(&reading);
        give_way(&mut reading, &self.known);
        let put = self.press.put(&mut reading.articles)?;
        self.local.pages.extend(put.pages);
        let root = reading.root.display();
        self.local.problems.extend(put.problems.iter().map(|problem| format!("{root}/{problem}")));
        let changes = changes(reading);
        for (path, stamp) in &changes {
            match stamp {
                Some(stamp) => self.known.insert(path.clone(), stamp.clone()),
                None => self.known.remove(path),
            };
        }
        self.press.take_back(left_behind, &self.known)?;
        if self.press.output == Output::Publish && !changes.is_empty() {
            self.store.save_stamps(changes.iter().map(|(path, stamp)| (path.as_str(), stamp.as_ref())))?;
        }
        Ok(())
    }

    /// An article without a date of its own has that of when it was first seen: where the state was lost
    /// since, that is the date under which it was published.
    fn give_back_dates(&self, articles: &mut [Article]) -> Result<(), BuildError> {
        let unknown = |article: &&mut Article| !self.known.contains_key(&article.path);
        for article in articles.iter_mut().filter(|article| !article.stamp.dated).filter(unknown) {
            if let Some(published) = self.store.published_before(&article.stamp.id)? {
                article.entry.published = Some(published);
                article.stamp.published = published;
            }
        }
        Ok(())
    }

    /// Ids of articles that are read anew only because the rules of reading are others now: those of a new
    /// feedmill, of `[articles]`, of the site.
    fn retold(&self, reading: &Reading) -> BTreeSet<String> {
        let is_retold = |article: &&Article| {
            let known = self.known.get(&article.path);
            known.is_some_and(|known| known.hash == article.stamp.hash && known.rules != article.stamp.rules)
        };
        reading.articles.iter().filter(is_retold).map(|article| article.stamp.id.clone()).collect()
    }

    fn store_entries(
        &mut self,
        document: Feed,
        future: FuturePolicy,
        retold: &BTreeSet<String>,
    ) -> Result<(), BuildError> {
        if document.entries.is_empty() && document.deleted.is_empty() {
            return Ok(());
        }
        let now = self.now;
        let state = self
            .store
            .state(ARTICLES)?
            .unwrap_or_else(|| FeedState { name: ARTICLES.to_owned(), ..FeedState::default() });
        let state = FeedState { last_ok: Some(now), last_attempt: Some(now), ..state };
        let document = merge::receive(&state, document, Coverage::Delta, Rules::articles(future), now);
        let arrivals = vec![Arrival::with_document(state, document)];
        let recognise = |document: &Document, past: Past<'_>| merge::recognise_retold(document, past, retold);
        // In the author's own folder nothing changes unless somebody edits it.
        let texts = Texts { is_edit: |_, _| true, ..merge::TEXTS };
        let brought = self.store.ingest(arrivals, recognise, texts)?;
        self.local.run.new += brought.iter().map(|brought| brought.new).sum::<usize>();
        Ok(())
    }

    fn note(&mut self, reading: &Reading) {
        let run = &mut self.local.run;
        // What an earlier batch read is unchanged for this one.
        run.unchanged = reading.unchanged.len().saturating_sub(run.read);
        run.read += reading.articles.len();
        let grave = reading.problems.iter().filter(|problem| problem.severity <= Severity::Loss);
        self.local.problems.extend(grave.map(|problem| reading.located(problem)));
    }
}

/// The stamps that `reading` replaces or removes.
fn former<'a>(reading: &'a Reading, known: &'a BTreeMap<String, Stamp>) -> Vec<&'a Stamp> {
    let read = reading.articles.iter().map(|article| &article.path);
    let moved = reading.moved.iter().map(|(old, _)| old);
    read.chain(moved).chain(&reading.gone).filter_map(|path| known.get(path)).collect()
}

/// Of the former pages of the articles, each is kept up by one, and none where another article has its page now.
fn give_way(reading: &mut Reading, known: &BTreeMap<String, Stamp>) {
    let live = reading.articles.iter().filter(|article| article.life == Life::Live);
    let pages = live.filter_map(|article| article.page.clone());
    let read: BTreeSet<&String> = reading.articles.iter().map(|article| &article.path).collect();
    let moved: BTreeSet<&String> = reading.moved.iter().map(|(old, _)| old).collect();
    let others = known.iter().filter(|(path, _)| !read.contains(path) && !moved.contains(path));
    let others = others.filter(|(path, _)| !reading.gone.contains(path));
    let placed = others.flat_map(|(_, stamp)| stamp.placed.iter().map(|placed| placed.path.clone()));
    let mut taken: BTreeSet<String> = pages.chain(placed).collect();
    for article in &mut reading.articles {
        article.former_pages.retain(|page| taken.insert(page.clone()));
    }
}

/// What is live is an entry; what is a draft, held, expired, gone or known by another id now is
/// told as deleted (RFC 6721), as any feed may tell it.
fn document(reading: &Reading, former: &[&Stamp]) -> Feed {
    let (live, hidden): (Vec<_>, Vec<_>) =
        reading.articles.iter().partition(|article| article.life == Life::Live);
    let alive: BTreeSet<&str> = live.iter().map(|article| article.stamp.id.as_str()).collect();
    let hidden = hidden.iter().map(|article| &article.stamp);
    let deleted: BTreeSet<&str> = hidden
        .chain(former.iter().copied())
        .map(|stamp| stamp.id.as_str())
        .filter(|id| !alive.contains(id))
        .collect();
    Feed {
        entries: live.iter().map(|article| article.entry.clone()).collect(),
        deleted: deleted.iter().map(|id| Deleted { reference: (*id).to_owned(), when: None }).collect(),
        ..Feed::default()
    }
}

/// What is to be remembered of each path from now on; `None`: nothing.
fn changes(reading: Reading) -> BTreeMap<String, Option<Stamp>> {
    let moved = reading.moved.into_iter().map(|(old, _)| old);
    let forgotten = reading.gone.into_iter().chain(moved).map(|path| (path, None));
    let read = reading.articles.into_iter().map(|article| (article.path, Some(article.stamp)));
    let restamped = reading.restamped.into_iter().map(|(path, stamp)| (path, Some(stamp)));
    forgotten.chain(read).chain(restamped).collect()
}
