//! Who is due, and when to ask again: pure functions from what a server and its feed said to a
//! time. [`next_due`] is the one to call after each answer; [`moves::after`] decides whether a
//! permanent redirect is adopted. Nothing here asks a clock, a server or chance.

mod jitter;
pub mod moves;
mod rhythm;
mod skip;
pub mod trust;

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

pub use rhythm::Rhythm;

/// What is known when a feed has answered, or has not.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The feed's name: two feeds of one interval do not meet at each run.
    pub name: &'a str,
    pub interval: Interval,
    pub answer: Answer,
    /// For how long the server says that its answer holds: `Cache-Control`, `Expires`, `Age`.
    pub fresh_for: Option<Duration>,
    pub rhythm: &'a Rhythm,
}

/// How often the user wants a feed asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// `[fetch] interval`: the feed's own rhythm may lengthen it.
    Default(Duration),
    /// The feed's own `interval`: the user knows better than its rhythm.
    Told(Duration),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A document, or word that the last one holds.
    Fine,
    /// The `failures`-th failure in a row, this one included.
    Failed { failures: u32 },
    /// The `failures`-th failure in a row, this one included, and a 404.
    NotFound { failures: u32 },
    /// 429 or 503 with `Retry-After`.
    RetryAfter { wait: Duration },
    /// Not asked: the host said so to another of its feeds.
    HostWaits { wait: Duration },
    /// Not asked: the host let other feeds wait in vain.
    HostSilent,
    /// 410 for the `times`-th run in a row.
    Gone { times: u32 },
    /// The run was over before the feed had its turn.
    Postponed,
    /// The run was over before the feed had answered, for the `times`-th run in a row.
    CutOff { times: u32 },
    /// No feed could be reached.
    NoNetwork,
}

/// When a feed is asked again, and why then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// `None`: never, it was given up.
    pub at: Option<DateTime<Utc>>,
    pub why: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Interval,
    /// The server's `Cache-Control` or `Expires`.
    Fresh,
    /// RSS `ttl`.
    Ttl,
    /// `sy:updatePeriod`.
    UpdatePeriod,
    /// The feed seldom has something new.
    Rhythm,
    /// The feed says that it will not be updated again.
    Expired,
    /// `skipHours` or `skipDays`.
    Skip,
    RetryAfter,
    BackOff {
        failures: u32,
    },
    NotFound {
        failures: u32,
    },
    /// The first 410 is asked about once more.
    GoneOnce,
    GivenUp,
    Postponed,
    CutOff {
        times: u32,
    },
    NoNetwork,
    HostSilent,
}

/// No feed is asked more seldom, unless the user or its server says so, or it says to have ended.
const RAREST: Duration = Duration::from_secs(24 * 3600);

/// A feed that says to have ended may be taken up again all the same.
const ENDED: Duration = Duration::from_secs(7 * 24 * 3600);

/// A `Retry-After` is heeded up to here: a date of next year is a mistake, not a wish.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(7 * 24 * 3600);

/// Who was asked that much later than now was asked by a wrong clock.
const CLOCK_ERROR: TimeDelta = TimeDelta::days(1);

/// Whether a feed that was `asked` last and is `due` then is to be asked at `now`.
pub fn is_due(due: Option<DateTime<Utc>>, asked: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let clock_was_wrong = asked.is_some_and(|asked| asked - now > CLOCK_ERROR);
    clock_was_wrong || due.is_none_or(|due| due <= now)
}

/// When to ask again, after `facts` at `now`.
pub fn next_due(facts: &Facts<'_>, now: DateTime<Utc>) -> Due {
    let (wait, why) = match facts.answer {
        Answer::Fine => after_success(facts, now),
        Answer::Failed { failures } => (back_off(facts, failures), Reason::BackOff { failures }),
        Answer::NotFound { failures } => (back_off(facts, failures), Reason::NotFound { failures }),
        Answer::RetryAfter { wait } => (after_retry_after(facts, wait), Reason::RetryAfter),
        Answer::HostWaits { wait } => (as_long_as_asked(facts, wait), Reason::RetryAfter),
        Answer::Gone { times: 0 | 1 } => (own_interval(facts), Reason::GoneOnce),
        Answer::Gone { .. } => return Due { at: None, why: Reason::GivenUp },
        Answer::Postponed => return Due { at: Some(now), why: Reason::Postponed },
        Answer::CutOff { times } => return Due { at: Some(now), why: Reason::CutOff { times } },
        Answer::NoNetwork => return Due { at: Some(now), why: Reason::NoNetwork },
        Answer::HostSilent => return Due { at: Some(now), why: Reason::HostSilent },
    };
    outside_skipped_hours(whole_second(add(now, wait)), why, facts.rhythm)
}

/// `at`, or the next whole second after it: the store keeps no smaller part, and a server that asked
/// to wait is not asked a moment too early.
pub fn whole_second(at: DateTime<Utc>) -> DateTime<Utc> {
    let whole = at.duration_trunc(TimeDelta::seconds(1)).unwrap_or(at);
    if whole == at { at } else { whole.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(at) }
}

/// Whether the feed's `skipHours` and `skipDays` leave `now` open: what fell due before such an hour
/// is met by the first run in it.
pub fn is_open(rhythm: &Rhythm, now: DateTime<Utc>) -> bool {
    skip::next_open(now, &rhythm.skip_hours, &rhythm.skip_days) == now
}

impl Interval {
    fn length(self) -> Duration {
        match self {
            Interval::Default(length) | Interval::Told(length) => length,
        }
    }

    /// The longest wait that anything but a `Retry-After` or the end of the feed may bring about.
    fn bound(self) -> Duration {
        self.length().max(RAREST)
    }
}

/// The longest of all that the user, the server and the feed ask for, within bounds.
fn after_success(facts: &Facts<'_>, now: DateTime<Utc>) -> (Duration, Reason) {
    let (own_pace, ended) = match facts.interval {
        Interval::Default(_) => {
            (rhythm::pace(&facts.rhythm.entry_dates, now), facts.rhythm.expired.then_some(ENDED))
        }
        Interval::Told(_) => (None, None),
    };
    let early = |wait: Duration| jitter::early(wait.min(facts.interval.bound()), facts.name);
    let wishes = [
        (facts.rhythm.ttl().map(early), Reason::Ttl),
        (facts.rhythm.update_period.as_ref().and_then(rhythm::length).map(early), Reason::UpdatePeriod),
        (own_pace.map(early), Reason::Rhythm),
        (ended.map(|wait| jitter::early(wait, facts.name)), Reason::Expired),
        (facts.fresh_for.map(|wait| jitter::barely_early(wait.min(facts.interval.bound()))), Reason::Fresh),
    ];
    let said = wishes.into_iter().filter_map(|(wait, why)| Some((wait?, why)));
    said.fold(
        (own_interval(facts), Reason::Interval),
        |longest, wish| {
            if wish.0 > longest.0 { wish } else { longest }
        },
    )
}

fn own_interval(facts: &Facts<'_>) -> Duration {
    jitter::early(facts.interval.length(), facts.name)
}

/// Never before the server said, and never more often than usual (`Retry-After: 0`).
fn after_retry_after(facts: &Facts<'_>, wait: Duration) -> Duration {
    as_long_as_asked(facts, wait).max(own_interval(facts))
}

fn as_long_as_asked(facts: &Facts<'_>, wait: Duration) -> Duration {
    jitter::late(wait.min(LONGEST_RETRY_AFTER), facts.name)
}

/// The interval, doubled with each further failure, up to a day.
fn back_off(facts: &Facts<'_>, failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(31);
    let wait = facts.interval.length().saturating_mul(1 << doublings);
    jitter::early(wait.min(facts.interval.bound()), facts.name)
}

fn outside_skipped_hours(at: DateTime<Utc>, why: Reason, rhythm: &Rhythm) -> Due {
    let open = skip::next_open(at, &rhythm.skip_hours, &rhythm.skip_days);
    let why = if open == at { why } else { Reason::Skip };
    Due { at: Some(open), why }
}

fn add(now: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
    let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX);
    now.checked_add_signed(wait).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Interval => f.write_str("its interval"),
            Reason::Fresh => f.write_str("the server says that its answer holds until then"),
            Reason::Ttl => f.write_str("the feed's ttl"),
            Reason::UpdatePeriod => f.write_str("the feed's update period"),
            Reason::Rhythm => f.write_str("the feed seldom has something new"),
            Reason::Expired => f.write_str("the feed says that it will not be updated again"),
            Reason::Skip => f.write_str("the feed's skipHours and skipDays"),
            Reason::RetryAfter => f.write_str("the server asked to wait (Retry-After)"),
            Reason::BackOff { failures: 1 } => f.write_str("it failed"),
            Reason::BackOff { failures } => write!(f, "it failed {failures} times in a row"),
            Reason::NotFound { failures: 1 } => f.write_str("it was not found"),
            Reason::NotFound { failures } => write!(f, "it was not found {failures} times in a row"),
            Reason::GoneOnce => f.write_str("the server says that it is gone; asked once more"),
            Reason::GivenUp => f.write_str("never: it is gone for good (`build --only` asks it once more)"),
            Reason::Postponed => f.write_str("the last run had no time for it"),
            Reason::CutOff { times: 1 } => f.write_str("the last run was over before it answered"),
            Reason::CutOff { times } => {
                write!(f, "{times} runs in a row were over before it answered (--deadline)")
            }
            Reason::NoNetwork => f.write_str("no feed could be reached"),
            Reason::HostSilent => f.write_str("its host let other feeds wait in vain, so it was not asked"),
        }
    }
}

#[cfg(test)]
mod tests;
