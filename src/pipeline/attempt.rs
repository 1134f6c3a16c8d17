//! What an answer makes of a feed: from the feed's state and what came of asking it to its
//! new state and the line of the report. Pure; [`super::refresh`] does the asking.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

use super::memory::{self, Memory};
use crate::config::{self, Config, Location};
use crate::fetch::{self, Log};
use crate::merge::Rules;
use crate::model::Feed;
use crate::model::stored::{self, FeedState};
use crate::report::{FeedOutcome, FeedRun, RequestLog};
use crate::schedule::moves::{self, Decision, Move, Sighting};
use crate::schedule::trust::{Shown, Trust, was_refused};
use crate::schedule::{self, Answer, Facts, Interval, Rhythm};

/// So many failures in a row make an adopted move doubtful.
const FAILURES_TO_RETURN: u32 = 3;

/// One feed that is asked in this run.
#[derive(Debug, Clone)]
pub struct Asked {
    pub feed: Arc<config::Feed>,
    pub interval: Interval,
    pub state: Box<FeedState>,
}

/// How one feed fared: what to remember of it, and what to tell.
#[derive(Debug)]
pub struct Fared {
    pub state: FeedState,
    pub run: FeedRun,
}

/// Why a feed has failed, as far as the schedule treats it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    NotFound,
    Other,
}

/// A document was read: `feed`.
pub fn read(asked: &Asked, feed: &Feed, document: &Validity, log: &Log, now: DateTime<Utc>) -> Fared {
    let mut state = FeedState::clone(&asked.state);
    state.validators = document.validators.as_ref().map(remembered);
    state.body_hash = Some(document.hash.to_string());
    let before = Memory::of(&state);
    let rhythm = Rhythm::of(feed);
    let is_news = rhythm.is_after(&before.rhythm);
    let trust = trust_after(asked, &before, &state, log, is_news, now);
    let memory = Memory { rhythm, trust, led_elsewhere: false, ..before };
    let outcome = FeedOutcome::Read { entries: feed.entries.len(), new: 0, updated: 0 };
    fine(asked, state, memory, outcome, log, now)
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
    let mut state = FeedState::clone(&asked.state);
    state.validators = validators.map(remembered);
    let before = Memory::of(&state);
    let memory = Memory { trust: trust_after(asked, &before, &state, log, false, now), ..before };
    fine(asked, state, memory, FeedOutcome::Unchanged, log, now)
}

/// A local file that is as it was. Reading it again tells nothing new of a feed that is well, so that a
/// build in which nothing changed leaves `status.json` alone as well.
pub fn same_file(asked: &Asked, now: DateTime<Utc>) -> Fared {
    let fared = unchanged(asked, None, &Log::default(), now);
    let FeedState { last_attempt, last_ok, failures, .. } = *asked.state;
    if failures > 0 || last_ok.is_none() {
        return fared;
    }
    Fared { state: FeedState { last_attempt, last_ok, ..fared.state }, ..fared }
}

/// The feed gave no document: `error` says why, in words for people.
pub fn failed(asked: &Asked, failure: Failure, error: String, log: &Log, now: DateTime<Utc>) -> Fared {
    let mut state = FeedState::clone(&asked.state);
    fail(&mut state, &error, now);
    if state.failures >= FAILURES_TO_RETURN {
        return_to_old_address(&mut state);
    }
    let answer = match (log.retry_after, failure) {
        (Some(wait), _) => Answer::RetryAfter { wait },
        (None, Failure::NotFound) => Answer::NotFound { failures: state.failures },
        (None, Failure::Other) => Answer::Failed { failures: state.failures },
    };
    let memory = Memory { cut_off: 0, ..Memory::of(&state) };
    after_asking(asked, &mut state, &memory, answer, log, now);
    remember_move(&mut state, sighting_without_feed(log), now);
    fared(asked, state, memory, FeedOutcome::Failed { error }, log)
}

/// 410: believed the second time, and where a move has not led there.
pub fn gone(asked: &Asked, log: &Log, now: DateTime<Utc>) -> Fared {
    let mut state = FeedState::clone(&asked.state);
    let memory = Memory { cut_off: 0, ..Memory::of(&state) };
    let confirmed = state.last_status == Some(410);
    if !confirmed || return_to_old_address(&mut state) {
        let error = "HTTP 410: the server says that the feed is gone for good; asked once more".to_owned();
        fail(&mut state, &error, now);
        after_asking(asked, &mut state, &memory, Answer::Gone { times: 1 }, log, now);
        remember_move(&mut state, sighting_without_feed(log), now);
        return fared(asked, state, memory, FeedOutcome::Failed { error }, log);
    }
    fail(&mut state, "HTTP 410: gone for good, confirmed", now);
    state.gone_at = Some(now);
    after_asking(asked, &mut state, &memory, Answer::Gone { times: 2 }, log, now);
    fared(asked, state, memory, FeedOutcome::Gone, log)
}

/// Not asked to the end, which is not the feed's failure: it keeps what it has, and is due at once.
pub fn postponed(asked: &Asked, why: &fetch::Postponed, log: &Log, now: DateTime<Utc>) -> Fared {
    let mut state = FeedState::clone(&asked.state);
    let mut memory = Memory::of(&state);
    let answer = match why {
        fetch::Postponed::RunDeadline if log.host.is_some() => {
            memory.cut_off = memory.cut_off.saturating_add(1);
            Answer::CutOff { times: memory.cut_off }
        }
        fetch::Postponed::RunDeadline | fetch::Postponed::Stopped => Answer::Postponed,
        fetch::Postponed::HostSilent { .. } => Answer::HostSilent,
        fetch::Postponed::NoNetwork { .. } => Answer::NoNetwork,
        fetch::Postponed::HostWaits { until, .. } => {
            Answer::HostWaits { wait: (*until - now).to_std().unwrap_or(Duration::ZERO) }
        }
    };
    set_due(asked, &mut state, &memory, answer, log, now);
    let outcome = match why {
        fetch::Postponed::NoNetwork { error } => FeedOutcome::Unreachable { error: error.clone() },
        why => FeedOutcome::Postponed { why: why.to_string() },
    };
    fared(asked, state, memory, outcome, log)
}

/// The address in force: the one of `feeds.toml`, unless it has moved for good.
pub fn address(feed_url: &config::SecretUrl, state: &FeedState) -> config::SecretUrl {
    let moved = state.moved_to.as_deref().and_then(|moved| Url::parse(moved).ok());
    moved.map_or_else(|| feed_url.clone(), config::SecretUrl::from)
}

/// The state of a feed at the start of a run: what belongs to another address is forgotten.
pub fn state_at_start(feed: &config::Feed, known: Option<Box<FeedState>>) -> Box<FeedState> {
    let url = feed.location.shown();
    let fresh =
        || FeedState { name: feed.name.clone(), url: Some(url.clone().into_owned()), ..FeedState::default() };
    match known {
        Some(state) if state.url.as_deref() == Some(&url) => state,
        Some(state) => {
            let memory = Memory::of(&state).at_another_address(state.url.as_deref(), &url);
            let mut kept = FeedState {
                first_read: state.first_read,
                title: state.title,
                held: state.held,
                habits: state.habits,
                last_ok: state.last_ok,
                ..fresh()
            };
            memory.keep_in(&mut kept);
            Box::new(kept)
        }
        None => Box::new(fresh()),
    }
}

/// Whether a feed of this state is to be asked at `now`.
pub fn is_due(state: &FeedState, now: DateTime<Utc>) -> bool {
    schedule::is_due(state.next_due, state.last_attempt, now) && memory::is_open(state, now)
}

/// How often the user wants `feed` asked.
pub fn interval(config: &Config, feed: &config::Feed) -> Interval {
    feed.interval.map_or(Interval::Default(config.fetch.interval), Interval::Told)
}

/// How the next document of a feed is received. The guard is for what its user has not done himself.
pub fn rules(asked: &Asked) -> Rules {
    let rules = Rules::of(&asked.feed);
    Rules { guard: rules.guard && !memory::led_elsewhere(&asked.state), ..rules }
}

/// What the feed's word is worth now that it has answered; `state` has the validators that came.
fn trust_after(
    asked: &Asked,
    before: &Memory,
    state: &FeedState,
    log: &Log,
    is_news: bool,
    now: DateTime<Utc>,
) -> Trust {
    let same_validators = asked.state.validators.is_some() && asked.state.validators == state.validators;
    match log.status {
        Some(304) => before.trust.after(Shown::NotModified { same_validators }, now),
        Some(200 | 203) => {
            let FeedState { failures, last_status, .. } = *asked.state;
            let refused = asked.state.validators.is_some() && was_refused(failures, last_status);
            before.trust.after(Shown::Document { same_validators, is_news, refused }, now)
        }
        // A delta is no whole document, and a file has no server.
        _ => before.trust,
    }
}

/// The validators to send, as they were received; none where the feed is asked for all that it has.
pub fn validators(state: &FeedState, now: DateTime<Utc>) -> Option<fetch::Validators> {
    let is_sent = || Memory::of(state).trust.asks_conditionally(state.failures, now);
    let kept = state.validators.as_ref().filter(|_| is_sent())?;
    Some(fetch::Validators {
        etag: kept.etag.clone(),
        last_modified: kept.last_modified.clone(),
        from: kept.url.parse().ok()?,
    })
}

fn fine(
    asked: &Asked,
    mut state: FeedState,
    memory: Memory,
    outcome: FeedOutcome,
    log: &Log,
    now: DateTime<Utc>,
) -> Fared {
    state.failures = 0;
    state.failing_since = None;
    state.last_error = None;
    state.gone_at = None;
    state.last_ok = Some(now);
    let memory = Memory { cut_off: 0, ..memory };
    after_asking(asked, &mut state, &memory, Answer::Fine, log, now);
    remember_move(&mut state, sighting_of_feed(log), now);
    fared(asked, state, memory, outcome, log)
}

fn fail(state: &mut FeedState, error: &str, now: DateTime<Utc>) {
    state.failures = state.failures.saturating_add(1);
    state.failing_since.get_or_insert(now);
    state.last_error = Some(error.to_owned());
}

fn after_asking(
    asked: &Asked,
    state: &mut FeedState,
    memory: &Memory,
    answer: Answer,
    log: &Log,
    now: DateTime<Utc>,
) {
    state.last_attempt = Some(now);
    state.last_status = log.status;
    set_due(asked, state, memory, answer, log, now);
}

fn set_due(
    asked: &Asked,
    state: &mut FeedState,
    memory: &Memory,
    answer: Answer,
    log: &Log,
    now: DateTime<Utc>,
) {
    if let Location::Path(_) = asked.feed.location {
        state.next_due = None;
        state.due_reason = Some("a local file is read at each build".to_owned());
        return;
    }
    let facts = Facts {
        name: &asked.feed.name,
        interval: asked.interval,
        answer,
        fresh_for: log.fresh_for,
        rhythm: memory.rhythm.clone(),
    };
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

/// Updates what is remembered of permanent redirects, and the address where one is adopted.
fn remember_move(state: &mut FeedState, sighting: Sighting<'_>, now: DateTime<Utc>) {
    let known = state.moving.take().and_then(|moving| {
        Some(Move { to: Url::parse(&moving.to).ok()?, first_seen: moving.first_seen, runs: moving.count })
    });
    match moves::after(known, sighting, now) {
        Decision::Stay => {}
        Decision::Remember(seen) => {
            let to = seen.to.into();
            state.moving = Some(stored::Moving { to, first_seen: seen.first_seen, count: seen.runs });
        }
        Decision::Adopt(to) => state.moved_to = Some(to.into()),
    }
}

/// The end of every answer: what is to be told of it, and what is kept.
fn fared(asked: &Asked, mut state: FeedState, mut memory: Memory, outcome: FeedOutcome, log: &Log) -> Fared {
    memory.forget(&state);
    let mut events = memory.news(&state);
    if !matches!(outcome, FeedOutcome::Read { .. }) {
        events.extend(state.held.as_ref().and_then(|held| memory.news_of_hold(held)));
    }
    memory.keep_in(&mut state);
    let run = FeedRun {
        name: asked.feed.name.clone(),
        request: log.host.is_some().then(|| Box::new(request_log(&outcome, log))),
        outcome,
        events,
        next_due: state.next_due,
    };
    Fared { state, run }
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
