//! Permanent redirects (301, 308): remembered, and adopted for good only once they were seen on
//! several runs over days and lead to a feed. A publisher's mistake of an afternoon moves nobody.

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::model::stored::Moving;

/// What a run saw of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sighting<'a> {
    /// The feed's address answered itself, or with a temporary redirect.
    None,
    /// It leads elsewhere for good, to something that is no feed or fails.
    ToOther(&'a Url),
    /// It leads to a feed for good: a document that parses, or word that the last one holds.
    ToFeed(&'a Url),
    /// No answer came from the address itself: this run says nothing.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Nothing to remember.
    Stay,
    Remember(Moving),
    /// From now on this is the feed's address; its user is told once.
    Adopt(String),
}

/// A mistake is noticed sooner: seen on fewer runs, or for a shorter time, a move is not believed.
const RUNS_TO_BELIEVE: u32 = 3;
const TIME_TO_BELIEVE: TimeDelta = TimeDelta::days(2);

/// What to make of this run's `sighting`, with what was remembered of earlier ones.
pub fn after(known: Option<Moving>, sighting: Sighting<'_>, now: DateTime<Utc>) -> Decision {
    match sighting {
        Sighting::None => Decision::Stay,
        Sighting::Unknown => known.map_or(Decision::Stay, Decision::Remember),
        Sighting::ToOther(to) => Decision::Remember(seen_again(known, to, now)),
        Sighting::ToFeed(to) => {
            let seen = seen_again(known, to, now);
            if is_believed(&seen, now) { Decision::Adopt(seen.to) } else { Decision::Remember(seen) }
        }
    }
}

fn seen_again(known: Option<Moving>, to: &Url, now: DateTime<Utc>) -> Moving {
    match known {
        // By a clock that was wrong it may have been seen tomorrow.
        Some(known) if known.to == to.as_str() => {
            Moving { count: known.count.saturating_add(1), first_seen: known.first_seen.min(now), ..known }
        }
        _ => Moving { to: to.to_string(), first_seen: now, count: 1 },
    }
}

fn is_believed(seen: &Moving, now: DateTime<Utc>) -> bool {
    seen.count >= RUNS_TO_BELIEVE && now - seen.first_seen >= TIME_TO_BELIEVE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::days(day)
    }

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    fn seen(count: u32, first_day: i64) -> Moving {
        Moving { to: "https://new.example/feed".to_owned(), first_seen: at(first_day), count }
    }

    #[test]
    fn a_move_is_adopted_after_three_runs_over_two_days() {
        let new = url("https://new.example/feed");
        let mut known = None;
        for (day, runs) in [(0, 1), (1, 2)] {
            let decision = after(known, Sighting::ToFeed(&new), at(day));
            assert_eq!(decision, Decision::Remember(seen(runs, 0)));
            known = Some(seen(runs, 0));
        }
        assert_eq!(after(known, Sighting::ToFeed(&new), at(2)), Decision::Adopt(new.into()));
    }

    #[test]
    fn many_runs_on_one_day_or_few_over_weeks_move_nobody() {
        let new = url("https://new.example/feed");
        assert_eq!(after(Some(seen(50, 0)), Sighting::ToFeed(&new), at(1)), Decision::Remember(seen(51, 0)));
        assert_eq!(after(Some(seen(1, 0)), Sighting::ToFeed(&new), at(30)), Decision::Remember(seen(2, 0)));
    }

    #[test]
    fn what_a_wrong_clock_saw_in_the_future_counts_from_now() {
        let new = url("https://new.example/feed");
        assert_eq!(after(Some(seen(1, 900)), Sighting::ToFeed(&new), at(0)), Decision::Remember(seen(2, 0)));
    }

    #[test]
    fn a_target_that_is_no_feed_is_never_adopted() {
        let new = url("https://new.example/feed");
        assert_eq!(after(Some(seen(50, 0)), Sighting::ToOther(&new), at(9)), Decision::Remember(seen(51, 0)));
    }

    #[test]
    fn another_target_or_an_answer_from_the_old_address_begins_anew() {
        let other = url("https://other.example/feed");
        let begun = Moving { to: other.to_string(), first_seen: at(9), count: 1 };
        assert_eq!(after(Some(seen(50, 0)), Sighting::ToFeed(&other), at(9)), Decision::Remember(begun));
        assert_eq!(after(Some(seen(50, 0)), Sighting::None, at(9)), Decision::Stay);
    }

    #[test]
    fn a_run_without_an_answer_changes_nothing() {
        assert_eq!(after(Some(seen(2, 0)), Sighting::Unknown, at(9)), Decision::Remember(seen(2, 0)));
        assert_eq!(after(None, Sighting::Unknown, at(9)), Decision::Stay);
    }
}
