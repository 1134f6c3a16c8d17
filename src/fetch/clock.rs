//! The run's clock inside the fetcher: the date that the run began with, carried on by the
//! monotonic clock, so that a step of the system's clock moves no deadline.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

#[derive(Debug, Clone, Copy)]
pub struct Clock {
    began: DateTime<Utc>,
    at: Instant,
}

impl Clock {
    pub fn starting_at(now: DateTime<Utc>) -> Clock {
        Clock { began: now, at: Instant::now() }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.date_of(Instant::now())
    }

    pub fn date_of(&self, instant: Instant) -> DateTime<Utc> {
        let passed =
            TimeDelta::from_std(instant.saturating_duration_since(self.at)).unwrap_or(TimeDelta::MAX);
        self.began.checked_add_signed(passed).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// `None` for a date that is past, or too far away to matter.
    pub fn instant_of(&self, date: DateTime<Utc>) -> Option<Instant> {
        let ahead: Duration = date.signed_duration_since(self.began).to_std().ok()?;
        self.at.checked_add(ahead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_instants_agree() {
        let began: DateTime<Utc> = "2026-11-25T10:00:00Z".parse().unwrap();
        let clock = Clock::starting_at(began);
        let later = began + TimeDelta::minutes(5);
        let instant = clock.instant_of(later).unwrap();
        assert_eq!(clock.date_of(instant), later);
        assert_eq!(clock.instant_of(began - TimeDelta::minutes(5)), None);
        assert!(clock.now() >= began);
    }
}
