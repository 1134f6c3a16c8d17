//! What an answer makes of a feed: from the feed's state and what came of asking it to its
//! new state and the line of the report. Pure; [`super::refresh`] does the asking.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::{self, Config};
use crate::fetch::{self, Log};
use crate::model::Feed;
use crate::model::stored::{self, FeedState};
use crate::report::{Event, FeedOutcome, FeedRun, RequestLog};
use crate::schedule::moves::{self, Decision, Move, Sighting};
use crate::schedule::{self, Answer, Facts, Interval, Rhythm};

/// So many failures in a row make an adopted move doubtful.
const FAILURES_TO_RETURN: u32 = 3;

/// A feed that no run can wait for is a failing one, however short the runs are.
const RUNS_TO_WAIT: u32 = 3;

/// One feed that is asked in this run.
#[derive(Debug, Clone)]
pub struct Asked {
    pub feed: config::Feed,
    pub interval: Interval,
    pub state: FeedState,
}

/// How one feed fared: what to remember of it, and what to tell.
#[derive(Debug)]
pub struct Fared {
    pub state: FeedState,
    pub run: FeedRun,
}

/// What is kept in [`FeedState::rhythm`] for the answers that bring no document.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    #[serde(flatten)]
    rhythm: Rhythm,
    /// Runs in a row that were over before the feed had answered.
    postponed: u32,
}

/// Why a feed has failed, as far as the schedule treats it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    NotFound,
    Other,
}

/// A document was read: `feed`.
pub fn read(asked: &Asked, feed: &Feed, document: &Validity, log: &Log, now: DateTime<Utc>) -> Fared {
    let mut state = asked.state.clone();
    state.validators = document.validators.as_ref().map(remembered);
    state.body_hash = Some(document.hash.to_string());
    remember(&mut state, &Memory { rhythm: Rhythm::of(feed), postponed: 0 });
    let outcome = FeedOutcome::Read { entries: feed.entries.len(), new: 0, updated: 0 };
    fine(asked, state, outcome, log, now)
}

/// What tells that a document is the one of last time.
#[derive(Debug)]
pub struct Validity {
    pub validators: Option<fetch::Validators>,
    pub hash: fetch::BodyHash,
}

/// The feed says that the last document holds.
pub fn unchanged(
    asked: &Asked,
    validators: Option<&fetch::Validators>,
    log: &Log,
    now: DateTime<Utc>,
) -> Fared {
    let mut state = asked.state.clone();
    state.validators = validators.map(remembered);
    fine(asked, state, FeedOutcome::Unchanged, log, now)
}

/// The feed gave no document: `error` says why, in words for people.
pub fn failed(asked: &Asked, failure: Failure, error: String, log: &Log, now: DateTime<Utc>) -> Fared {
    let mut state = asked.state.clone();
    let mut events = Vec::new();
    if state.failures == 0 {
        events.push(Event::StartsToFail);
        state.failing_since = Some(now);
    }
    state.failures = state.failures.saturating_add(1);
    state.last_error = Some(error.clone());
    if state.failures >= FAILURES_TO_RETURN {
        return_to_old_address(&mut state);
    }
    let answer = match (log.retry_after, failure) {
        (Some(wait), _) => Answer::RetryAfter { wait },
        (None, Failure::NotFound) => Answer::NotFound { failures: state.failures },
        (None, Failure::Other) => Answer::Failed { failures: state.failures },
    };
    after_asking(asked, &mut state, answer, log, now);
    remember_move(&mut state, sighting_without_feed(log), now);
    Fared { run: run(asked, &state, FeedOutcome::Failed { error }, events, log), state }
}

/// 410: believed the second time.
pub fn gone(asked: &Asked, log: &Log, now: DateTime<Utc>) -> Fared {
    let mut state = asked.state.clone();
    let confirmed = state.last_status == Some(410);
    if !confirmed || return_to_old_address(&mut state) {
        let error = "HTTP 410: the server says that the feed is gone for good; asked once more".to_owned();
        let mut fared = failed(asked, Failure::Other, error, log, now);
        fared.state.moved_to = state.moved_to;
        after_asking(asked, &mut fared.state, Answer::Gone { times: 1 }, log, now);
        fared.run.next_due = fared.state.next_due;
        return fared;
    }
    state.gone_at = Some(now);
    state.failures = state.failures.saturating_add(1);
    state.last_error = Some("HTTP 410: gone for good, confirmed".to_owned());
    after_asking(asked, &mut state, Answer::Gone { times: 2 }, log, now);
    Fared { run: run(asked, &state, FeedOutcome::Gone, vec![Event::GivenUp], log), state }
}

/// Not asked to the end, which is not the feed's failure.
pub fn postponed(asked: &Asked, why: &fetch::Postponed, log: &Log, now: DateTime<Utc>) -> Fared {
    let mut state = asked.state.clone();
    if *why == fetch::Postponed::RunDeadline {
        let mut memory = memory(&state);
        memory.postponed += 1;
        if memory.postponed >= RUNS_TO_WAIT {
            let error = format!("did not answer in the time of {} runs", memory.postponed);
            return failed(asked, Failure::Other, error, log, now);
        }
        remember(&mut state, &memory);
    }
    let answer = match why {
        fetch::Postponed::RunDeadline | fetch::Postponed::Stopped => Answer::Postponed,
        fetch::Postponed::NoNetwork { .. } => Answer::NoNetwork,
        fetch::Postponed::HostWaits { until, .. } => {
            Answer::HostWaits { wait: (*until - now).to_std().unwrap_or(Duration::ZERO) }
        }
    };
    set_due(asked, &mut state, answer, log, now);
    let outcome = match why {
        fetch::Postponed::NoNetwork { error } => FeedOutcome::Unreachable { error: error.clone() },
        why => FeedOutcome::Postponed { why: why.to_string() },
    };
    Fared { run: run(asked, &state, outcome, Vec::new(), log), state }
}

/// The address in force: the one of `feeds.toml`, unless it has moved for good.
pub fn address(feed_url: &config::SecretUrl, state: &FeedState) -> config::SecretUrl {
    let moved = state.moved_to.as_deref().and_then(|moved| Url::parse(moved).ok());
    moved.map_or_else(|| feed_url.clone(), config::SecretUrl::from)
}

/// Where `feeds.toml` says that a feed is, secrets as written: the store's name for the address.
pub fn shown_address(feed: &config::Feed) -> String {
    match &feed.location {
        config::Location::Url(url) => url.shown(),
        config::Location::Path(path) => path.display().to_string(),
    }
}

/// The state of a feed at the start of a run: what belongs to another address is forgotten.
pub fn state_at_start(feed: &config::Feed, known: Option<&FeedState>) -> FeedState {
    let url = shown_address(feed);
    match known {
        Some(state) if state.url.as_deref() == Some(&url) => state.clone(),
        Some(state) => FeedState {
            name: feed.name.clone(),
            url: Some(url),
            first_read: state.first_read,
            title: state.title.clone(),
            held: state.held.clone(),
            habits: state.habits,
            last_ok: state.last_ok,
            ..FeedState::default()
        },
        None => FeedState { name: feed.name.clone(), url: Some(url), ..FeedState::default() },
    }
}

/// Whether a feed of this state is to be asked at `now`.
pub fn is_due(state: &FeedState, now: DateTime<Utc>) -> bool {
    state.next_due.is_none_or(|due| due <= now) && schedule::is_open(&memory(state).rhythm, now)
}

/// How often the user wants `feed` asked.
pub fn interval(config: &Config, feed: &config::Feed) -> Interval {
    feed.interval.map_or(Interval::Default(config.fetch.interval), Interval::Told)
}

/// The validators to send, as they were received.
pub fn validators(state: &FeedState) -> Option<fetch::Validators> {
    let kept = state.validators.as_ref()?;
    Some(fetch::Validators {
        etag: kept.etag.clone(),
        last_modified: kept.last_modified.clone(),
        from: kept.url.parse().ok()?,
    })
}

fn fine(asked: &Asked, mut state: FeedState, outcome: FeedOutcome, log: &Log, now: DateTime<Utc>) -> Fared {
    let mut events = Vec::new();
    if state.failures > 0 {
        events.push(Event::Recovers);
    }
    state.failures = 0;
    state.failing_since = None;
    state.last_error = None;
    state.gone_at = None;
    state.last_ok = Some(now);
    let memory = memory(&state);
    if memory.postponed > 0 {
        remember(&mut state, &Memory { postponed: 0, ..memory });
    }
    after_asking(asked, &mut state, Answer::Fine, log, now);
    if let Some(to) = remember_move(&mut state, sighting_of_feed(log), now) {
        events.push(Event::Moves { to: to.into() });
    }
    Fared { run: run(asked, &state, outcome, events, log), state }
}

fn after_asking(asked: &Asked, state: &mut FeedState, answer: Answer, log: &Log, now: DateTime<Utc>) {
    state.last_attempt = Some(now);
    state.last_status = log.status;
    set_due(asked, state, answer, log, now);
}

fn set_due(asked: &Asked, state: &mut FeedState, answer: Answer, log: &Log, now: DateTime<Utc>) {
    let rhythm = memory(state).rhythm;
    let facts =
        Facts { name: &asked.feed.name, interval: asked.interval, answer, fresh_for: log.fresh_for, rhythm };
    let due = schedule::next_due(&facts, now);
    state.next_due = due.at;
    state.due_reason = Some(due.why.to_string());
}

/// A move that was adopted is taken back where the new address turns out to be dead: the one in
/// `feeds.toml` is asked again. Whether there was one.
fn return_to_old_address(state: &mut FeedState) -> bool {
    let had_moved = state.moved_to.take().is_some();
    if had_moved {
        state.validators = None;
    }
    had_moved
}

fn memory(state: &FeedState) -> Memory {
    state.rhythm.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

fn remember(state: &mut FeedState, memory: &Memory) {
    state.rhythm = serde_json::to_string(memory).ok();
}

fn sighting_of_feed(log: &Log) -> Sighting<'_> {
    log.permanent_url.as_ref().map_or(Sighting::None, Sighting::ToFeed)
}

fn sighting_without_feed(log: &Log) -> Sighting<'_> {
    match (&log.permanent_url, log.status) {
        (Some(to), _) => Sighting::ToOther(to),
        (None, Some(_)) => Sighting::None,
        (None, None) => Sighting::Unknown,
    }
}

/// Updates what is remembered of permanent redirects; the new address where one is adopted.
fn remember_move(state: &mut FeedState, sighting: Sighting<'_>, now: DateTime<Utc>) -> Option<Url> {
    let known = state.moving.take().and_then(|moving| {
        Some(Move { to: Url::parse(&moving.to).ok()?, first_seen: moving.first_seen, runs: moving.count })
    });
    match moves::after(known, sighting, now) {
        Decision::Stay => None,
        Decision::Remember(seen) => {
            let to = seen.to.into();
            state.moving = Some(stored::Moving { to, first_seen: seen.first_seen, count: seen.runs });
            None
        }
        Decision::Adopt(to) => {
            state.moved_to = Some(to.clone().into());
            Some(to)
        }
    }
}

fn run(asked: &Asked, state: &FeedState, outcome: FeedOutcome, events: Vec<Event>, log: &Log) -> FeedRun {
    FeedRun {
        name: asked.feed.name.clone(),
        request: log.host.is_some().then(|| request_log(&outcome, log)),
        outcome,
        events,
        next_due: state.next_due,
    }
}

fn request_log(outcome: &FeedOutcome, log: &Log) -> RequestLog {
    let cache = match (outcome, log.status) {
        (FeedOutcome::Unchanged, Some(304)) => "revalidated",
        (FeedOutcome::Unchanged, _) => "same-body",
        (FeedOutcome::Read { .. }, _) => "changed",
        (FeedOutcome::Postponed { .. }, _) => "aborted",
        _ => "none",
    };
    RequestLog {
        host: log.host.as_deref().unwrap_or_default().to_owned(),
        status: log.status,
        redirects: log
            .redirects
            .iter()
            .map(|redirect| format!("{} {}", redirect.status, redirect.to))
            .collect(),
        wire_bytes: log.wire_bytes,
        decoded_bytes: log.decoded_bytes,
        cache,
        queued: log.phases.queued,
        dns: log.phases.dns,
        connect: log.phases.connect,
        first_byte: log.phases.first_byte,
        body: log.phases.body,
    }
}

fn remembered(validators: &fetch::Validators) -> stored::Validators {
    stored::Validators {
        url: validators.from.to_string(),
        etag: validators.etag.clone(),
        last_modified: validators.last_modified.clone(),
    }
}
