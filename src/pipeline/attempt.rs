//! What an attempt to read a feed makes of it: from the feed's state and what came of asking it to its
//! new state and the line of the report. Pure; [`super::refresh`] does the asking.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::asked::Asked;
use super::memory::Memory;
use crate::config::Location;
use crate::fetch::{self, Log, Postponed};
use crate::model::Feed;
use crate::model::stored::{self, FeedState};
use crate::report::{FeedOutcome, FeedRun, RequestLog};
use crate::schedule::moves::{self, Decision, Sighting};
use crate::schedule::trust::{Shown, Trust, failed_plainly, was_refused};
use crate::schedule::{self, Answer, Facts, Rhythm};

/// So many failures in a row make an adopted move doubtful.
const FAILURES_TO_RETURN: u32 = 3;

/// A feed was asked, and this is how.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    pub asked: &'a Asked,
    /// Of a local file nothing stands in it.
    pub log: &'a Log,
    pub now: DateTime<Utc>,
}

/// How one feed fared: what to remember of it, and what to tell.
#[derive(Debug)]
pub struct Fared {
    pub state: FeedState,
    pub run: FeedRun,
}

/// What tells that a document is the one of last time.
#[derive(Debug)]
pub struct Validity {
    pub validators: Option<fetch::Validators>,
    pub hash: fetch::BodyHash,
}

/// Why a feed has failed, as far as the schedule treats it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    NotFound,
    Other,
}

impl<'a> Attempt<'a> {
    /// A document was read: `feed`.
    pub fn read(self, feed: &Feed, document: &Validity) -> Fared {
        let mut next = self.begin();
        next.state.validators = document.validators.as_ref().map(remembered);
        next.state.body_hash = Some(document.hash.to_string());
        let rhythm = Rhythm::of(feed);
        next.memory.trust = next.trust(rhythm.is_after(&next.memory.rhythm));
        next.memory.rhythm = rhythm;
        next.memory.led_elsewhere = false;
        next.fine(FeedOutcome::Read { entries: feed.entries.len(), new: 0, updated: 0 })
    }

    /// The feed says that the last document holds.
    pub fn unchanged(self, validators: Option<&fetch::Validators>) -> Fared {
        let mut next = self.begin();
        next.state.validators = validators.map(remembered);
        next.memory.trust = next.trust(false);
        next.fine(FeedOutcome::Unchanged)
    }

    /// A local file that is as it was. Reading it again tells nothing new of a feed that is well, so that a
    /// build in which nothing changed leaves `status.json` alone as well.
    pub fn same_file(self) -> Fared {
        let fared = self.unchanged(None);
        let FeedState { last_attempt, last_ok, failures, .. } = *self.asked.state;
        if failures > 0 || last_ok.is_none() {
            return fared;
        }
        Fared { state: FeedState { last_attempt, last_ok, ..fared.state }, ..fared }
    }

    /// The feed gave no document: `error` says why, in words for people.
    pub fn failed(self, failure: Failure, error: String) -> Fared {
        let mut next = self.begin();
        next.count_failure(&error);
        let failures = next.state.failures;
        if failures >= FAILURES_TO_RETURN {
            next.return_to_old_address();
        }
        let answer = match (self.log.retry_after, failure) {
            (Some(wait), _) => Answer::RetryAfter { wait },
            (None, Failure::NotFound) => Answer::NotFound { failures },
            (None, Failure::Other) => Answer::Failed { failures },
        };
        next.without_feed(answer, error)
    }

    /// 410: believed the second time, and where a move has not led there.
    pub fn gone(self) -> Fared {
        let mut next = self.begin();
        let confirmed = next.state.last_status == Some(410);
        if !confirmed || next.return_to_old_address() {
            let error =
                "HTTP 410: the server says that the feed is gone for good; asked once more".to_owned();
            next.count_failure(&error);
            return next.without_feed(Answer::Gone { times: 1 }, error);
        }
        next.count_failure("HTTP 410: gone for good, confirmed");
        next.state.gone_at = Some(self.now);
        next.was_asked(Answer::Gone { times: 2 });
        next.end(FeedOutcome::Gone)
    }

    /// Not asked to the end, which is not the feed's failure: it keeps what it has, and is due at once.
    pub fn postponed(self, why: &Postponed) -> Fared {
        let mut next = self.begin();
        let answer = match why {
            Postponed::RunDeadline if self.log.host.is_some() => {
                next.memory.cut_off = next.memory.cut_off.saturating_add(1);
                Answer::CutOff { times: next.memory.cut_off }
            }
            Postponed::RunDeadline | Postponed::Stopped => Answer::Postponed,
            Postponed::HostSilent { .. } => Answer::HostSilent,
            Postponed::NoNetwork { .. } => Answer::NoNetwork,
            Postponed::HostWaits { until, .. } => {
                Answer::HostWaits { wait: (*until - self.now).to_std().unwrap_or(Duration::ZERO) }
            }
        };
        next.set_due(answer);
        next.end(match why {
            Postponed::NoNetwork { error } => FeedOutcome::Unreachable { error: error.clone() },
            why => FeedOutcome::Postponed { why: why.to_string() },
        })
    }

    fn begin(self) -> Next<'a> {
        let state = FeedState::clone(&self.asked.state);
        Next { attempt: self, memory: Memory::of(&state), state }
    }
}

/// What will be known of the feed after an attempt.
struct Next<'a> {
    attempt: Attempt<'a>,
    state: FeedState,
    /// Goes into `state` at the end.
    memory: Memory,
}

impl Next<'_> {
    /// What the feed's word is worth now that it has answered; the validators that came are in the state.
    fn trust(&self, is_news: bool) -> Trust {
        let (before, now) = (&self.attempt.asked.state, self.attempt.now);
        let sent = before.validators.is_some();
        let same_validators = sent && before.validators == self.state.validators;
        match self.attempt.log.status {
            Some(304) => self.memory.trust.after(Shown::NotModified { same_validators }, now),
            Some(200 | 203) => {
                let FeedState { failures, last_status, .. } = **before;
                let refused = sent && was_refused(failures, last_status) && !failed_plainly(failures);
                self.memory.trust.after(Shown::Document { same_validators, is_news, refused }, now)
            }
            // A delta is no whole document, and a file has no server.
            _ => self.memory.trust,
        }
    }

    fn fine(mut self, outcome: FeedOutcome) -> Fared {
        self.state.failures = 0;
        self.state.failing_since = None;
        self.state.last_error = None;
        self.state.gone_at = None;
        self.state.last_ok = Some(self.attempt.now);
        self.was_asked(Answer::Fine);
        let log = self.attempt.log;
        self.remember_move(log.permanent_url.as_ref().map_or(Sighting::None, Sighting::ToFeed));
        self.end(outcome)
    }

    fn count_failure(&mut self, error: &str) {
        self.state.failures = self.state.failures.saturating_add(1);
        self.state.failing_since.get_or_insert(self.attempt.now);
        self.state.last_error = Some(error.to_owned());
    }

    /// The failure is counted already.
    fn without_feed(mut self, answer: Answer, error: String) -> Fared {
        self.was_asked(answer);
        let log = self.attempt.log;
        self.remember_move(match (&log.permanent_url, log.status) {
            (Some(to), _) => Sighting::ToOther(to),
            (None, Some(_)) => Sighting::None,
            (None, None) => Sighting::Unknown,
        });
        self.end(FeedOutcome::Failed { error })
    }

    /// To the end, whatever came of it.
    fn was_asked(&mut self, answer: Answer) {
        self.memory.cut_off = 0;
        self.state.last_attempt = Some(self.attempt.now);
        self.state.last_status = self.attempt.log.status;
        self.set_due(answer);
    }

    fn set_due(&mut self, answer: Answer) {
        let Attempt { asked, log, now } = self.attempt;
        if let Location::Path(_) = asked.feed.location {
            self.state.next_due = None;
            self.state.due_reason = Some("a local file is read at each build".to_owned());
            return;
        }
        let facts = Facts {
            name: &asked.feed.name,
            interval: asked.interval,
            answer,
            fresh_for: log.fresh_for,
            rhythm: &self.memory.rhythm,
        };
        let due = schedule::next_due(&facts, now);
        self.state.next_due = due.at;
        self.state.due_reason = Some(due.why.to_string());
    }

    /// A move that was adopted is taken back where the new address turns out to be dead: the one in
    /// `feeds.toml` is asked again. Whether there was one.
    fn return_to_old_address(&mut self) -> bool {
        let had_moved = self.state.moved_to.take().is_some();
        if had_moved {
            self.state.validators = None;
        }
        had_moved
    }

    /// Updates what is remembered of permanent redirects, and the address where one is adopted.
    fn remember_move(&mut self, sighting: Sighting<'_>) {
        match moves::after(self.state.moving.take(), sighting, self.attempt.now) {
            Decision::Stay => {}
            Decision::Remember(seen) => self.state.moving = Some(seen),
            Decision::Adopt(to) => self.state.moved_to = Some(to),
        }
    }

    /// What is to be told of it, and what is kept.
    fn end(self, outcome: FeedOutcome) -> Fared {
        let Next { attempt: Attempt { asked, log, .. }, mut state, mut memory } = self;
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
}

fn request_log(outcome: &FeedOutcome, log: &Log) -> RequestLog {
    let cache = match (outcome, log.status) {
        (FeedOutcome::Unchanged, Some(304)) => "revalidated",
        (FeedOutcome::Unchanged, _) => "same-body",
        (FeedOutcome::Read { .. }, _) => "changed",
        (FeedOutcome::Postponed { .. }, _) => "aborted",
        _ => "none",
    };
    let redirects = log.redirects.iter().map(|redirect| format!("{} {}", redirect.status, redirect.to));
    RequestLog {
        host: log.host.as_deref().unwrap_or_default().to_owned(),
        status: log.status,
        redirects: redirects.collect(),
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
