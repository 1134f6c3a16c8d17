//! A site that another program builds from now on: new ids, new addresses, and the dates of the old
//! entries in another time zone, or with the time of the day lost or gained.
//!
//! One title at nearly the old date proves nothing, since series use their titles again; but a series
//! does not issue several of days apart anew by a shift of its clock. [`pairs`] asks for that.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::dates;
use crate::model::stored::Print;

/// Fewer may be chance.
pub const FEWEST: usize = 3;

/// Of the fewer of the two sides, at least one in so many must be of a pair.
const PART: usize = 2;

/// Zones of the world lie between 12 hours behind and 14 hours before UTC, by quarters of an hour.
const LARGEST_OFFSET: TimeDelta = TimeDelta::hours(14);
const QUARTER: i64 = 15 * 60;

/// The midnight of the day that it is somewhere lies no further from a time of that day.
pub const LARGEST_DAY: TimeDelta = TimeDelta::hours(24 + 14);

/// What was moved by less than its entries lie apart was not issued anew.
const SHORTEST_SPAN: TimeDelta = TimeDelta::days(2);

/// An entry that nothing else has recognised.
#[derive(Debug, Clone, Copy)]
pub struct Dated {
    pub place: usize,
    pub title: Print,
    pub date: DateTime<Utc>,
}

/// The places of entries of `new` and `old` that are the same, where there are enough of them.
pub fn pairs(new: &[Dated], old: &[Dated]) -> Vec<(usize, usize)> {
    let old_by_title = by_title(old);
    let pairs: Vec<(Dated, Dated)> = by_title(new)
        .into_iter()
        .filter_map(|(title, new)| Some((new?, (*old_by_title.get(&title)?)?)))
        .filter(|(new, old)| is_rewritten(new.date, old.date))
        .collect();
    let dates = || pairs.iter().map(|(_, old)| old.date);
    let span = dates().max().zip(dates().min()).map_or(TimeDelta::zero(), |(last, first)| last - first);
    let are_enough = pairs.len() >= FEWEST && pairs.len() * PART >= new.len().min(old.len());
    if !are_enough || span < SHORTEST_SPAN {
        return Vec::new();
    }
    let mut places: Vec<_> = pairs.iter().map(|(new, old)| (new.place, old.place)).collect();
    places.sort_unstable();
    places
}

/// `None`: several have that title.
fn by_title(entries: &[Dated]) -> BTreeMap<Print, Option<Dated>> {
    let mut by_title = BTreeMap::new();
    for entry in entries {
        by_title.entry(entry.title).and_modify(|one| *one = None).or_insert(Some(*entry));
    }
    by_title
}

/// Whether both may tell of the same moment, one of them in a wrong zone or without its time.
fn is_rewritten(new: DateTime<Utc>, old: DateTime<Utc>) -> bool {
    let moved = (new - old).abs();
    if dates::is_midnight(new) != dates::is_midnight(old) {
        return moved < LARGEST_DAY;
    }
    moved <= LARGEST_OFFSET && moved.num_seconds() % QUARTER == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(titles: &[&str], date: impl Fn(i64) -> DateTime<Utc>) -> Vec<Dated> {
        let numbered = (0_i64..).zip(titles).enumerate();
        numbered.map(|(place, (n, title))| Dated { place, title: Print::of(title), date: date(n) }).collect()
    }

    /// Ten to eight in the evening, each third day.
    fn evening(n: i64) -> DateTime<Utc> {
        "2026-01-01T19:50:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(3 * n)
    }

    #[test]
    fn dates_of_another_zone_or_without_a_time_are_the_old_ones() {
        let old = entries(&["a", "b", "c", "d"], evening);
        let all = [(0, 0), (1, 1), (2, 2), (3, 3)];
        for hours in [-14, -1, 2, 14] {
            let new = entries(&["a", "b", "c", "d"], |n| evening(n) + TimeDelta::hours(hours));
            assert_eq!(pairs(&new, &old), all, "{hours}");
        }
        let midnight = |n| evening(n).date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
        let days = entries(&["a", "b", "c", "d"], midnight);
        assert_eq!(pairs(&days, &old), all);
        assert_eq!(pairs(&old, &days), all);
    }

    #[test]
    fn what_is_issued_anew_is_not_the_old() {
        let titles = ["gale", "fog", "ice"];
        let old = entries(&titles, evening);
        let later = |time: TimeDelta| entries(&titles, move |n| evening(n) + time);
        assert_eq!(pairs(&later(TimeDelta::minutes(7)), &old), [], "no zone is moved by minutes");
        assert_eq!(pairs(&later(TimeDelta::days(1)), &old), [], "nor by a day");
        assert_eq!(pairs(&later(TimeDelta::hours(1))[..2], &old), [], "two may be chance");
        let at_once = |hours: i64| entries(&titles, move |_| evening(0) + TimeDelta::hours(hours));
        assert_eq!(pairs(&at_once(6), &at_once(0)), [], "a forecast, four times a day");
        let series = entries(&["gale", "gale", "fog", "fog", "ice", "ice"], evening);
        assert_eq!(pairs(&later(TimeDelta::hours(1)), &series), [], "titles that come again");
        let others = entries(&["gale", "fog", "ice", "1", "2", "3", "4"], evening);
        let mixed =
            entries(&["gale", "fog", "ice", "5", "6", "7", "8"], |n| evening(n) + TimeDelta::hours(1));
        assert_eq!(pairs(&mixed, &others), [], "most are something else");
    }
}
