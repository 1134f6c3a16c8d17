//! Which date an entry has: the source's where it can be believed, else when it was first seen.
//!
//! [`believed`] reads the entry's own date, [`stamped_by_build`] finds documents whose dates tell
//! when they were generated, [`settled`] chooses the date that the item keeps for life.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use crate::model::Entry;
use crate::model::stored::{FuturePolicy, Pending};

/// Feeds did not exist before 1990: an older date is a clock that was never set, or a zero.
const EPOCH_OF_FEEDS: i64 = 631_152_000;

/// Undated entries of a feed's first document were not written just now, only found: they stand
/// this far back, so that a newly added feed does not bury what the others wrote lately.
pub const BACKLOG_AGE: TimeDelta = TimeDelta::days(30);

/// Dates so close together over a whole document were set by the program that wrote it.
const BUILD_SPAN: TimeDelta = TimeDelta::seconds(60);

/// Below this many dates, equal ones may be chance.
const BUILD_DATES: usize = 3;

/// How far a server's clock may be ahead before its dates count as future ones.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(10);

/// The entry's own date: published, else updated, else created; none before 1990.
pub fn believed(entry: &Entry) -> Option<DateTime<Utc>> {
    [entry.published, entry.updated, entry.created]
        .into_iter()
        .flatten()
        .find(|date| date.timestamp() >= EPOCH_OF_FEEDS)
}

/// Whether `dates`, all those of a document, tell when it was generated: several, all within a
/// minute, lately, and not midnight, which is how a day without a time is written.
pub fn stamped_by_build(dates: &[DateTime<Utc>], now: DateTime<Utc>) -> bool {
    let (Some(first), Some(last)) = (dates.iter().min(), dates.iter().max()) else { return false };
    let lately = *last > now - BACKLOG_AGE;
    dates.len() >= BUILD_DATES && *last - *first < BUILD_SPAN && lately && !is_midnight(*first)
}

/// The published date of a new item, which it then keeps. `floor` is the oldest date of the
/// combined feed published before the state was lost: undated entries that were not in it were
/// older still.
pub fn settled(pending: &Pending, floor: Option<DateTime<Utc>>) -> DateTime<Utc> {
    match (pending.date, pending.naming.future) {
        (Some(date), FuturePolicy::AsGiven) => date,
        (Some(date), FuturePolicy::Clamp) => date.min(pending.first_seen),
        (None, _) if pending.backlog => undated_backlog(pending, floor),
        (None, _) => pending.first_seen,
    }
}

fn undated_backlog(pending: &Pending, floor: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let back = pending.first_seen - BACKLOG_AGE;
    floor.map_or(back, |floor| back.min(floor - TimeDelta::seconds(1)))
}

/// Whether a feed can have been changed at `date`, as seen `now`.
pub fn is_possible(date: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    date.timestamp() >= EPOCH_OF_FEEDS && !is_future(date, now)
}

/// Whether `date` was still to come, more than a clock may err, when the entry was first seen.
pub fn is_future(date: DateTime<Utc>, first_seen: DateTime<Utc>) -> bool {
    date > first_seen + CLOCK_SKEW
}

/// A day without a time.
pub fn is_midnight(date: DateTime<Utc>) -> bool {
    date.time() == NaiveTime::MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_first_date_that_can_be_believed_is_the_entrys() {
        let zero = Some(at("1970-01-01T00:00:00Z"));
        let real = Some(at("2024-05-01T10:00:00Z"));
        let entry = |published, updated, created| Entry { published, updated, created, ..Entry::default() };
        assert_eq!(believed(&entry(real, zero, None)), real);
        assert_eq!(believed(&entry(zero, real, None)), real);
        assert_eq!(believed(&entry(None, None, real)), real);
        assert_eq!(believed(&entry(zero, None, None)), None);
        assert_eq!(believed(&entry(Some(at("1989-12-31T23:59:59Z")), None, None)), None);
    }

    #[test]
    fn dates_of_a_build_are_many_equal_and_have_a_time() {
        let build = at("2024-05-01T10:00:07Z");
        let now = build + TimeDelta::hours(1);
        let second = TimeDelta::seconds(1);
        assert!(stamped_by_build(&[build, build + second, build + second * 59], now));
        assert!(!stamped_by_build(&[build, build], now), "two may be chance");
        assert!(!stamped_by_build(&[build, build, build + TimeDelta::minutes(5)], now));
        assert!(!stamped_by_build(&[at("2024-05-01T00:00:00Z"); 5], now), "three posts of one day");
        assert!(!stamped_by_build(&[build; 5], now + TimeDelta::days(40)), "an import of long ago");
        assert!(!stamped_by_build(&[], now));
    }

    #[test]
    fn clocks_may_err_a_little() {
        let seen = at("2024-05-01T10:00:00Z");
        assert!(!is_future(seen + TimeDelta::minutes(9), seen));
        assert!(is_future(seen + TimeDelta::minutes(11), seen));
    }
}
