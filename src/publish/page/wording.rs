//! How a page says times, sizes and states, and which way a text runs: small functions from a value to
//! what stands in the page. English, as the built-in templates are; own templates have the plain values too.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Serialize;

use crate::model::edition::Health;

/// A time, for machines and for people. All are UTC, since a page does not know where it is read; but a day
/// without a time is that of its author.
#[derive(Debug, Serialize)]
pub struct Moment {
    /// RFC 3339, or a day alone.
    machine: String,
    date: String,
    /// Empty where only the day is known.
    time: String,
    label: String,
}

pub fn spoken_duration(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round();
    match minutes {
        m if m < 1.0 => format!("{seconds:.0} s"),
        m if m < 60.0 => format!("{m:.0} min"),
        m => format!("{:.0} h {:.0} min", (m / 60.0).floor(), m % 60.0),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a size for people, three digits of it")]
pub fn spoken_size(bytes: u64) -> String {
    match bytes as f64 {
        b if b >= 1e9 => format!("{:.1} GB", b / 1e9),
        b if b >= 1e6 => format!("{:.0} MB", b / 1e6),
        b => format!("{:.0} KB", (b / 1e3).max(1.0)),
    }
}

/// Midnight to the second is what a day without a time has become.
pub fn moment(when: DateTime<Utc>) -> Moment {
    let is_day = when.time() == NaiveTime::MIN;
    let (time, label) = if is_day { ("", "%-d %B %Y") } else { ("%H:%M", "%-d %B %Y, %H:%M UTC") };
    Moment {
        machine: when.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        date: when.format("%Y-%m-%d").to_string(),
        time: when.format(time).to_string(),
        label: when.format(label).to_string(),
    }
}

/// A day without a time, whenever it begins in UTC.
pub fn day(day: NaiveDate) -> Moment {
    let date = day.format("%Y-%m-%d").to_string();
    let label = day.format("%-d %B %Y").to_string();
    Moment { machine: date.clone(), date, time: String::new(), label }
}

/// The name of a source's state for templates, and in words.
pub fn state(health: Health) -> (&'static str, String) {
    match health {
        Health::Ok => ("ok", "answers".to_owned()),
        Health::New => ("new", "not read yet".to_owned()),
        Health::Failing { since } => ("failing", format!("no answer since {}", since.format("%-d %B %Y"))),
        Health::Gone => ("gone", "gone for good".to_owned()),
        Health::Held => ("held", "held back for review".to_owned()),
        Health::Disabled => ("disabled", "switched off".to_owned()),
    }
}

/// Whether people should know that the source does not answer as it should.
pub fn is_troubled(health: Health) -> bool {
    matches!(health, Health::Failing { .. } | Health::Gone | Health::Held)
}

/// By the first letter, as browsers decide for `dir="auto"`.
pub fn runs_from_right(text: &str) -> bool {
    let first = text.chars().find(|c| c.is_alphabetic());
    first.is_some_and(
        |c| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extents_are_told_as_people_say_them() {
        let cases = [(12.0, "12 s"), (2520.0, "42 min"), (7260.0, "2 h 1 min")];
        for (seconds, text) in cases {
            assert_eq!(spoken_duration(seconds), text);
        }
        let cases = [(10, "1 KB"), (24_100_000, "24 MB"), (1_500_000_000, "1.5 GB")];
        for (bytes, text) in cases {
            assert_eq!(spoken_size(bytes), text);
        }
    }

    #[test]
    fn a_day_is_not_told_as_midnight() {
        let told = |when: &str| {
            let moment = moment(when.parse().unwrap());
            (moment.time, moment.label)
        };
        assert_eq!(told("2026-11-26T00:00:00Z"), (String::new(), "26 November 2026".to_owned()));
        let just_after = ("00:00".to_owned(), "26 November 2026, 00:00 UTC".to_owned());
        assert_eq!(told("2026-11-26T00:00:01Z"), just_after);
    }

    #[test]
    fn direction_follows_the_first_letter() {
        assert!(runs_from_right("42: שלום world") && runs_from_right("مرحبا"));
        assert!(!runs_from_right("Hello שלום") && !runs_from_right("123"));
    }
}
