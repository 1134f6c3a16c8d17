//! RSS `skipHours` and `skipDays`: hours (GMT) and days on which a publisher asks not to be read.

use chrono::{DateTime, DurationRound, TimeDelta, Timelike, Utc};

/// A week and a day: after that every combination of hour and day was seen.
const HOURS_TO_LOOK_AHEAD: usize = 8 * 24;

/// `at`, or the start of the first hour after it that is not skipped. A feed that skips every
/// hour has misunderstood the element, and skips none.
pub fn next_open(at: DateTime<Utc>, hours: &[u8], days: &[String]) -> DateTime<Utc> {
    if !is_skipped(at, hours, days) {
        return at;
    }
    let hour = TimeDelta::hours(1);
    let Ok(start) = at.duration_trunc(hour) else { return at };
    let starts = std::iter::successors(start.checked_add_signed(hour), |at| at.checked_add_signed(hour));
    starts.take(HOURS_TO_LOOK_AHEAD).find(|&at| !is_skipped(at, hours, days)).unwrap_or(at)
}

fn is_skipped(at: DateTime<Utc>, hours: &[u8], days: &[String]) -> bool {
    let is_today = |name: &String| name.trim().eq_ignore_ascii_case(&at.format("%A").to_string());
    // RSS 0.91 counted the hours from 1 to 24.
    hours.iter().any(|&hour| u32::from(hour) % 24 == at.hour()) || days.iter().any(is_today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(at: &str, hours: &[u8], days: &[&str]) -> String {
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        next_open(at.parse().unwrap(), hours, &days).to_rfc3339()
    }

    #[test]
    fn skipped_hours_and_days_move_to_the_next_open_hour() {
        // 2026-11-25 is a Wednesday.
        let cases: &[(&[u8], &[&str], &str)] = &[
            (&[], &[], "2026-11-25T10:20:00+00:00"),
            (&[9, 11], &["Thursday"], "2026-11-25T10:20:00+00:00"),
            (&[10, 11], &[], "2026-11-25T12:00:00+00:00"),
            (&[], &["wednesday", " Thursday"], "2026-11-27T00:00:00+00:00"),
            (&[0, 24, 1], &["Wednesday"], "2026-11-26T02:00:00+00:00"),
        ];
        for (hours, days, expected) in cases {
            assert_eq!(open("2026-11-25T10:20:00Z", hours, days), *expected, "{hours:?} {days:?}");
        }
    }

    #[test]
    fn a_feed_that_skips_all_skips_nothing() {
        let all: Vec<u8> = (0..24).collect();
        assert_eq!(open("2026-11-25T10:20:00Z", &all, &[]), "2026-11-25T10:20:00+00:00");
    }

    #[test]
    fn the_end_of_time_is_no_panic() {
        let end = DateTime::<Utc>::MAX_UTC;
        let hour = u8::try_from(end.hour()).unwrap();
        assert_eq!(next_open(end, &[hour], &[]), end);
    }
}
