//! Dates as feeds really write them. [`parse`] is the function to call: it reads RFC 822 and ISO 8601 in all
//! their forms, and what people and content management systems write instead, in twenty-three languages. It
//! gives an instant or nothing, never a guess: what is impossible, ambiguous or has numbers left over is no
//! date. A date without a time is its midnight, one without a zone is in UTC. Whether a date is plausible is
//! for `merge`. Who knows better than UTC what clocks a writer looked at calls [`read`], and asks a [`Place`].
//!
//! Plain RFC 822 and ISO 8601 are read from the bytes (`rfc822`, `iso`). The rest is cut into tokens
//! (`token`) and read by one grammar (`written`) with tables of month names (`month`) and time zones
//! (`zone`).

mod clock;
mod iso;
mod month;
mod place;
mod rfc822;
mod token;
mod unix;
mod written;
mod zone;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

pub use place::Place;

/// Longer texts are no dates. The longest ones seen, with a comment behind them, have a hundred bytes.
const LONGEST: usize = 200;

/// A date as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// What the writer's clocks show.
    pub shown: NaiveDateTime,
    /// The instant, if clocks without a zone are in UTC.
    pub utc: DateTime<Utc>,
    pub has_zone: bool,
}

impl Moment {
    pub fn in_utc(at: DateTime<Utc>) -> Moment {
        Moment { shown: at.naive_utc(), utc: at, has_zone: true }
    }

    /// The day, where this is a midnight by its writer's clocks and none by those of UTC.
    pub fn day(&self) -> Option<NaiveDate> {
        let is_midnight = |time| time == NaiveTime::MIN;
        (is_midnight(self.shown.time()) && !is_midnight(self.utc.time())).then(|| self.shown.date())
    }
}

/// The instant that `text` names; `None` rather than a wrong date.
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    read(text).map(|moment| moment.utc)
}

/// What `text` says of a moment; `None` rather than a wrong date.
pub fn read(text: &str) -> Option<Moment> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    rfc822::parse(text)
        .or_else(|| iso::parse(text))
        .or_else(|| unix::parse(text))
        .or_else(|| written::parse(text))
}

#[cfg(test)]
mod tests;
