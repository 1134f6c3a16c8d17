//! What a feed says of its own cadence, in so many words or by the dates of its entries.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::feed::{Feed, UpdatePeriod};

/// The parts of a feed that tell how often it is worth asking; kept between its documents.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rhythm {
    /// RSS `ttl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_minutes: Option<u64>,
    /// RSS `skipHours`, GMT, 0 to 23.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip_hours: Vec<u8>,
    /// RSS `skipDays`, English names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip_days: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_period: Option<UpdatePeriod>,
    /// JSON Feed's `expired`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub expired: bool,
    /// Of the newest entries that have one, newest first.
    #[serde(with = "seconds")]
    pub entry_dates: Vec<DateTime<Utc>>,
}

/// Each date as a number, in whole seconds since 1970: for a feed that has not changed, reading and writing
/// dates as texts was the most of what its answer cost.
mod seconds {
    use chrono::{DateTime, Utc};
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(dates: &[DateTime<Utc>], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(dates.iter().map(DateTime::timestamp))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<DateTime<Utc>>, D::Error> {
        let seconds = Vec::<i64>::deserialize(from)?;
        Ok(seconds.into_iter().filter_map(|second| DateTime::from_timestamp(second, 0)).collect())
    }
}

/// Asked so many times between two entries, a feed is at most 4 % of its own rhythm behind.
const ASKS_PER_ENTRY: u32 = 24;

/// The rhythm is that of the last entries, not of ten years ago.
const ENTRIES_THAT_COUNT: usize = 10;

impl Rhythm {
    /// What `feed`, a document just read, says.
    pub fn of(feed: &Feed) -> Rhythm {
        let mut entry_dates: Vec<_> =
            feed.entries.iter().filter_map(|entry| entry.published.or(entry.updated)).collect();
        entry_dates.sort_unstable_by(|a, b| b.cmp(a));
        entry_dates.truncate(ENTRIES_THAT_COUNT);
        Rhythm {
            ttl_minutes: feed.ttl_minutes,
            skip_hours: feed.skip_hours.clone(),
            skip_days: feed.skip_days.clone(),
            update_period: feed.update_period.clone(),
            expired: feed.expired,
            entry_dates,
        }
    }

    /// Whether a document of this rhythm has entries that one of the rhythm `before` had not; where entries have
    /// no dates it may.
    pub fn is_after(&self, before: &Rhythm) -> bool {
        self.entry_dates.is_empty() || self.entry_dates.first() > before.entry_dates.first()
    }

    pub(super) fn ttl(&self) -> Option<Duration> {
        let minutes = self.ttl_minutes.filter(|&minutes| minutes > 0)?;
        Some(Duration::from_secs(minutes.saturating_mul(60)))
    }
}

/// What `sy:updatePeriod` and `sy:updateFrequency` come to, each with what the module assumes where it is not
/// said; `None` for a period that the module does not know, and where both are left out.
pub(super) fn length(update: &UpdatePeriod) -> Option<Duration> {
    let period = update.period.as_deref().or(update.frequency.and(Some("daily")))?;
    let hours: u64 = match period.trim().to_ascii_lowercase().as_str() {
        "hourly" => 1,
        "daily" => 24,
        "weekly" => 7 * 24,
        "monthly" => 30 * 24,
        "yearly" => 365 * 24,
        _ => return None,
    };
    Some(Duration::from_secs(hours * 3600 / update.frequency.unwrap_or(1).max(1)))
}

/// How long a feed may be left alone, judged by its entries' dates: a part of the usual time
/// between two of them, or of the silence since the last one. `None` without dates.
pub(super) fn pace(dates: &[DateTime<Utc>], now: DateTime<Utc>) -> Option<Duration> {
    let mut past: Vec<_> = dates.iter().copied().filter(|&date| date <= now).collect();
    past.sort_unstable_by(|a, b| b.cmp(a));
    past.truncate(ENTRIES_THAT_COUNT);
    let silence = now - *past.first()?;
    let mut gaps: Vec<_> = past.windows(2).map(|pair| pair[0] - pair[1]).collect();
    gaps.sort_unstable();
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or_default();
    Some(usual.max(silence).to_std().ok()? / ASKS_PER_ENTRY)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3600;

    fn paced(hours_ago: &[i64]) -> Option<u64> {
        let now: DateTime<Utc> = "2026-11-25T10:00:00Z".parse().unwrap();
        let dates: Vec<_> = hours_ago.iter().map(|&h| now - chrono::TimeDelta::hours(h)).collect();
        pace(&dates, now).map(|wait| wait.as_secs())
    }

    #[test]
    fn a_feed_is_left_alone_for_a_part_of_its_usual_gap_or_its_silence() {
        let cases: &[(&str, &[i64], Option<u64>)] = &[
            ("no dates", &[], None),
            ("only the future", &[-5], None),
            ("daily", &[1, 25, 49, 73], Some(HOUR)),
            ("daily, in disorder", &[49, 1, 73, 25], Some(HOUR)),
            ("weekly", &[100, 268, 436], Some(7 * HOUR)),
            ("once busy, silent for a year", &[8760, 8761, 8762], Some(365 * HOUR)),
            ("one entry of this morning", &[2], Some(HOUR / 12)),
            ("a burst on top of a slow past", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 9000, 19000], Some(HOUR / 24)),
        ];
        for (what, hours_ago, expected) in cases {
            assert_eq!(paced(hours_ago), *expected, "{what}");
        }
    }

    #[test]
    fn update_periods() {
        let said = |period: Option<&str>, frequency| {
            let update = UpdatePeriod { period: period.map(str::to_owned), frequency, base: None };
            super::length(&update).map(|length| length.as_secs())
        };
        let length = |period, frequency| said(Some(period), Some(frequency));
        assert_eq!(length("hourly", 1), Some(HOUR));
        assert_eq!(length(" Daily ", 2), Some(12 * HOUR));
        assert_eq!(length("weekly", 0), Some(7 * 24 * HOUR));
        assert_eq!(length("yearly", u64::MAX), Some(0));
        assert_eq!(length("fortnightly", 1), None);
        assert_eq!(said(Some("weekly"), None), Some(7 * 24 * HOUR));
        assert_eq!(said(None, Some(2)), Some(12 * HOUR));
        assert_eq!(said(None, None), None);
    }

    #[test]
    fn a_ttl_of_nothing_is_none_and_a_huge_one_no_overflow() {
        let ttl = |minutes| Rhythm { ttl_minutes: Some(minutes), ..Rhythm::default() }.ttl();
        assert_eq!(ttl(0), None);
        assert_eq!(ttl(90), Some(Duration::from_secs(5400)));
        assert_eq!(ttl(u64::MAX), Some(Duration::from_secs(u64::MAX)));
    }
}
