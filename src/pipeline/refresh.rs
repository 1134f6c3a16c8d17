//! The feeds that are due are asked, read and remembered.
//!
//! Answers stream from the network through reading threads, one a core, to the one writer of the
//! store, through bounded channels: memory is bounded by the concurrency and not by the number of
//! feeds, and what was fetched is stored together with the validators that came with it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TryRecvError;

use super::asked::{self, Asked};
use super::attempt::Attempt;
use super::memory::{self, Memory};
use super::read::{self, Answer};
use super::readers::{Answered, Given, Readers};
use super::{BuildError, Wish};
use crate::config::{self, Config, Location};
use crate::fetch::{Fetcher, Log, Until};
use crate::merge;
use crate::model::stored::{Document, FeedState, Past, Recognition, States, Texts};
use crate::report::progress::Progress;
use crate::report::{FeedOutcome, FeedRun};
use crate::schedule;
use crate::shield::shielded;
use crate::store::{HostPause, Intake, Store};

/// Answers that wait for the writer. A parsed feed is of the order of 100 KB.
const WAITING: usize = 64;

/// So many documents go into one transaction at most: each writes the pages of the indexes that it touched anew.
const WRITE_BATCH: usize = 256;

/// So many feeds, those that brought none included: of these only their rows are written, which stand close together.
const LARGEST_BATCH: usize = 1024;

/// A transaction waits so long for more. What a killed run loses is asked for again.
const OPEN_AT_MOST: Duration = Duration::from_secs(1);

/// Meanwhile the writer looks for more so often: to be woken for each answer costs as much as storing it.
const LULL: Duration = Duration::from_millis(2);

/// What came of the feeds of a run.
pub struct Round {
    /// A line for every feed, in the order of `feeds.toml`.
    pub runs: Vec<FeedRun>,
    /// What is known of the feeds now, without what only the next asking needs of those that were asked.
    pub states: States,
}

/// Asks the feeds that `wish` wants asked, and remembers what they said.
pub fn ask_and_read(
    store: &mut Store,
    config: &Config,
    wish: &Wish,
    start: Instant,
    now: DateTime<Utc>,
    progress: &Progress,
) -> Result<Round, BuildError> {
    let mut states = store.states()?;
    keep_memory_of_renamed(store, config, &mut states)?;
    let asked = asked::whom_to_ask(config, &mut states, wish, now);
    let mut runs = BTreeMap::new();
    if !asked.is_empty() {
        progress.begin(asked.len());
        let deadline = wish.deadline.map(|deadline| (start + deadline).into());
        let until = Until { deadline, stop: wish.stop.clone() };
        let session = Session::open(store, config, &asked, now)?;
        session.run(store, asked, until, &mut |run: FeedRun, state: FeedState| {
            progress.done_with(&run.name);
            states.insert(run.name.clone(), Box::new(for_publishing(state)));
            runs.insert(run.name.clone(), run);
        })?;
        progress.end();
    }
    let enabled = config.feeds.iter().filter(|feed| feed.enabled);
    let runs = enabled
        .map(|feed| {
            runs.remove(&feed.name)
                .unwrap_or_else(|| not_asked(feed, states.get(&feed.name).map(Box::as_ref)))
        })
        .collect();
    Ok(Round { runs, states })
}

/// What only the next asking needs is in the store, and is most of what is kept of a feed.
fn for_publishing(state: FeedState) -> FeedState {
    FeedState { moving: None, validators: None, body_hash: None, memory: None, ..state }
}

/// A feed that got another name in `feeds.toml` (its title was set, it was given a name, or its address was
/// brought up to date) is known by its address, the one in force included, so that its entries do not come back as new.
fn keep_memory_of_renamed(store: &mut Store, config: &Config, states: &mut States) -> Result<(), BuildError> {
    let unknown: Vec<_> = config.feeds.iter().filter(|feed| !states.contains_key(&feed.name)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let named: BTreeSet<&str> = config.feeds.iter().map(|feed| feed.name.as_str()).collect();
    let orphans = || states.values().rev().filter(|state| !named.contains(state.name.as_str()));
    let moved = orphans().filter_map(|state| Some((state.moved_to.clone()?, state.name.clone())));
    let listed = orphans().filter_map(|state| Some((state.url.clone()?, state.name.clone())));
    // Of several of one address the first by name, and those that are listed under it before those that moved to it.
    let mut orphans: BTreeMap<String, String> = moved.chain(listed).collect();
    for feed in unknown {
        let address: &str = &feed.location.shown();
        let Some(old) = orphans.remove(address) else { continue };
        orphans.retain(|_, other| *other != old);
        store.rename_feed(&old, &feed.name)?;
        if let Some(mut state) = states.remove(&old) {
            state.name.clone_from(&feed.name);
            states.insert(feed.name.clone(), state);
        }
    }
    Ok(())
}

/// Something may be left to tell of it all the same, by a run that was killed.
fn not_asked(feed: &config::Feed, state: Option<&FeedState>) -> FeedRun {
    FeedRun {
        name: feed.name.clone(),
        outcome: FeedOutcome::NotAsked,
        events: state.map(memory::untold).unwrap_or_default(),
        request: None,
        next_due: state.and_then(|state| state.next_due),
    }
}

/// What the asking of one run shares.
struct Session {
    runtime: Runtime,
    /// `None` where only files are read: setting up TLS costs more than reading them.
    fetcher: Option<Fetcher>,
    concurrency: usize,
    max_size: u64,
    now: DateTime<Utc>,
}

impl Session {
    fn open(
        store: &Store,
        config: &Config,
        asked: &[Asked],
        now: DateTime<Utc>,
    ) -> Result<Session, BuildError> {
        let runtime = Builder::new_multi_thread().enable_all().build().map_err(BuildError::Runtime)?;
        let mut fetcher = None;
        if asked.iter().any(|asked| matches!(asked.feed.location, Location::Url(_))) {
            let new = runtime.block_on(async { Fetcher::new(&config.fetch, now) })?;
            for (host, pause) in store.host_pauses(now)? {
                new.hold(&host, pause.until);
            }
            fetcher = Some(new);
        }
        Ok(Session {
            runtime,
            fetcher,
            concurrency: config.fetch.concurrency,
            max_size: config.fetch.max_size,
            now,
        })
    }

    fn run(
        self,
        store: &mut Store,
        asked: Vec<Asked>,
        until: Until,
        tell: &mut dyn FnMut(FeedRun, FeedState),
    ) -> Result<(), BuildError> {
        let mut awaited = asked.len();
        let (answers, mut arriving) = mpsc::channel(WAITING);
        let readers = Readers::start(answers, self.max_size, self.now).map_err(BuildError::Runtime)?;
        self.runtime.spawn(ask_all(self.fetcher.clone(), asked, self.concurrency, until, readers, self.now));
        while awaited > 0
            && let Some(first) = arriving.blocking_recv()
        {
            awaited -= self.write(store, first, &mut arriving, awaited, tell)?;
        }
        // A hanging connection must not hold up the end of the run.
        self.runtime.shutdown_background();
        Ok(())
    }

    /// The one writer: takes `first` and what arrives soon after it, in one transaction. Returns how many
    /// it took, of those that are `awaited`.
    fn write(
        &self,
        store: &mut Store,
        first: Answered,
        arriving: &mut mpsc::Receiver<Answered>,
        awaited: usize,
        tell: &mut dyn FnMut(FeedRun, FeedState),
    ) -> Result<usize, BuildError> {
        let end = Instant::now() + OPEN_AT_MOST;
        let intake = store.intake()?;
        let (mut taken, mut documents) = (Vec::new(), 0);
        let mut next = Some(first);
        while let Some(answered) = next {
            let (run, state) = take_in(&intake, answered, merge::recognise, self.now)?;
            documents += usize::from(matches!(run.outcome, FeedOutcome::Read { .. }));
            taken.push((run, state));
            let is_full = documents == WRITE_BATCH || taken.len() == LARGEST_BATCH.min(awaited);
            next = if is_full { None } else { arrives_before(end, arriving) };
        }
        if taken.iter().any(|(run, _)| may_ask_for_quiet(run)) {
            intake.pause_hosts(&self.pauses(), self.now)?;
        }
        intake.commit()?;
        let count = taken.len();
        for (run, state) in taken {
            tell(run, state);
        }
        Ok(count)
    }

    fn pauses(&self) -> BTreeMap<String, HostPause> {
        let held = self.fetcher.iter().flat_map(Fetcher::held_hosts);
        let pause = |(host, until)| {
            let reason = "the server asked to wait (Retry-After)".to_owned();
            (host, HostPause { until: schedule::whole_second(until), reason })
        };
        held.map(pause).collect()
    }
}

fn arrives_before(end: Instant, arriving: &mut mpsc::Receiver<Answered>) -> Option<Answered> {
    loop {
        match arriving.try_recv() {
            Ok(answered) => return Some(answered),
            Err(TryRecvError::Empty) if Instant::now() < end => thread::sleep(LULL),
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => return None,
        }
    }
}

/// `recognise` is `merge::recognise`; if it panics, that is the feed's failure.
fn take_in(
    intake: &Intake<'_>,
    Answered { asked, answer }: Answered,
    recognise: impl Fn(&Document, Past<'_>) -> Recognition,
    now: DateTime<Utc>,
) -> Result<(FeedRun, FeedState), BuildError> {
    let Answer { arrival, mut run } = answer;
    let recognise = |document: &Document, past: Past<'_>| shielded(|| recognise(document, past));
    let Some(brought) = intake.take(arrival, recognise, TEXTS)? else {
        let attempt = Attempt { asked: &asked, log: &Log::default(), now };
        let Answer { arrival, run } = read::failed_inside(attempt);
        let brought = intake.take(arrival, recognise, TEXTS)?.unwrap_or_default();
        return Ok((run, brought.state));
    };
    if let Some(held) = &brought.held {
        run.events.extend(Memory::of(&brought.state).news_of_hold(held));
    }
    if let FeedOutcome::Read { new, updated, .. } = &mut run.outcome {
        (*new, *updated) = (brought.new, brought.changed);
    }
    Ok((run, brought.state))
}

/// `merge::TEXTS`. Where they panic, the entry was edited, and has no title.
const TEXTS: Texts = Texts {
    is_edit: |before, now| shielded(|| (merge::TEXTS.is_edit)(before, now)).unwrap_or(true),
    typed_title: |entry| shielded(|| (merge::TEXTS.typed_title)(entry))?,
};

fn may_ask_for_quiet(run: &FeedRun) -> bool {
    run.request.as_ref().is_some_and(|request| matches!(request.status, Some(429 | 503)))
}

/// Asks all, and hands what comes to the reading threads.
async fn ask_all(
    fetcher: Option<Fetcher>,
    asked: Vec<Asked>,
    concurrency: usize,
    until: Until,
    readers: Readers,
    now: DateTime<Utc>,
) {
    let asked = asked.into_iter().map(Arc::new);
    let (files, web): (Vec<_>, Vec<_>) =
        asked.partition(|asked| matches!(asked.feed.location, Location::Path(_)));
    let mut waiting: HashMap<String, Arc<Asked>> =
        web.iter().map(|asked| (asked.feed.name.clone(), Arc::clone(asked))).collect();

    let (done, mut exchanges) = mpsc::channel(concurrency.max(1));
    let fetching = async move {
        if let Some(fetcher) = fetcher {
            fetcher.all(web, |asked| asked.request(now), until, done).await;
        }
    };
    let receiving = async {
        for asked in files {
            if let Location::Path(path) = &asked.feed.location {
                let given = Given::File(path.clone());
                readers.read(asked, given).await;
            }
        }
        while let Some(exchange) = exchanges.recv().await {
            let Some(asked) = waiting.remove(&exchange.name) else { continue };
            readers.read(asked, Given::Exchange(Box::new(exchange))).await;
        }
    };
    // In one task: to wake another thread for each answer costs more than what it would do.
    tokio::join!(fetching, receiving);
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const CONFIG: &str = "[publish]\ntitle = 'P'\nlink = 'https://p.example/'\n\
                          [[feeds]]\nname = 'bad'\npath = 'bad.xml'\n\
                          [[feeds]]\nname = 'good'\npath = 'good.xml'\n";

    #[test]
    fn a_feed_over_which_recognition_panics_costs_only_itself() {
        let (config, _) = config::parse(CONFIG, Path::new("feeds.toml"), &|_| None).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let now: DateTime<Utc> = "2026-11-25T10:00:00Z".parse().unwrap();
        let answered = |feed: &Arc<config::Feed>| {
            let asked = Asked::new(feed, &config, None);
            let path = dir.path().join(&feed.name);
            let document = format!(
                "<rss><channel><title>{}</title><item><title>a</title></item></channel></rss>",
                feed.name
            );
            crate::atomic_file::write(&path, document.as_bytes()).unwrap();
            let answer = read::file(&asked, &path, 1 << 20, now);
            Answered { asked: Arc::new(asked), answer }
        };
        let recognise = |document: &Document, past: Past<'_>| {
            assert_ne!(document.head.title.as_ref().unwrap().value, "bad", "a bug in recognition");
            merge::recognise(document, past)
        };
        let (mut store, _) = Store::open(&dir.path().join("state.db")).unwrap();
        let intake = store.intake().unwrap();
        let runs: Vec<FeedRun> = config
            .feeds
            .iter()
            .map(|feed| take_in(&intake, answered(feed), recognise, now).unwrap().0)
            .collect();
        intake.commit().unwrap();

        let FeedOutcome::Failed { error } = &runs[0].outcome else { panic!("{:?}", runs[0]) };
        assert!(error.contains("report it as a bug"), "{error}");
        assert!(matches!(runs[1].outcome, FeedOutcome::Read { new: 1, .. }), "{:?}", runs[1]);
        let states = store.states().unwrap();
        assert_eq!((states["bad"].failures, states["good"].failures), (1, 0));
        assert_eq!(states["bad"].body_hash, None, "what was not taken is read again");
    }
}
