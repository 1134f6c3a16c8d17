//! From fields to a moment: the one place that decides which dates and times of day are possible.

use chrono::{Datelike, Duration, NaiveDate, NaiveTime};

use super::{Moment, Place};

/// A time of day as written; [`moment`] checks it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clock {
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    pub nanos: u32,
}

/// The offsets in force anywhere are -12:00 to +14:00; beyond 15 hours it is no offset.
const WIDEST_HOURS: u32 = 15;

/// The day, if the calendar has it and its year is one of four digits.
pub(super) fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(four_digits(year)?, month, day)
}

/// The year of `digits` digits: RFC 5322, 4.3 has two and three digits count from 1900, two below 50 from
/// 2000.
pub(super) fn year(value: u32, digits: usize) -> u32 {
    match digits {
        1 | 2 if value < 50 => value + 2000,
        1..=3 => value + 1900,
        _ => value,
    }
}

pub(super) fn four_digits(year: u32) -> Option<i32> {
    i32::try_from(year).ok().filter(|year| (1..=9999).contains(year))
}

/// Minutes east of Greenwich, from an offset as written.
pub(super) fn offset(east: bool, hours: u32, minutes: u32) -> Option<i32> {
    if hours > WIDEST_HOURS || minutes > 59 {
        return None;
    }
    let total = i32::try_from(hours * 60 + minutes).ok()?;
    Some(if east { total } else { -total })
}

/// When clocks show `clock` on `date`: those `offset` minutes east of Greenwich, if that is said. 24:00 is the
/// next midnight (ISO 8601, 4.2.3) and a leap second the second that follows it, as in Unix time.
pub(super) fn moment(date: NaiveDate, clock: Clock, offset: Option<i32>) -> Option<Moment> {
    let Clock { hour, minute, second, nanos } = clock;
    let midnight = NaiveTime::from_hms_opt(0, 0, 0)?;
    let late = match (hour, minute, second) {
        (24, 0, 0) if nanos == 0 => Duration::days(1),
        (0..=23, 0..=59, 60) => clock_time(hour, minute, 59, 0)? - midnight + Duration::seconds(1),
        _ => clock_time(hour, minute, second, nanos)? - midnight,
    };
    let shown = date.and_time(midnight).checked_add_signed(late)?;
    let utc = shown.checked_sub_signed(Duration::minutes(i64::from(offset.unwrap_or(0))))?;
    (1..=9999).contains(&utc.year()).then(|| Moment { shown, utc: utc.and_utc(), has_zone: offset.is_some() })
}

/// When the clocks of `place` show `clock` on `date`.
pub(super) fn moment_at(date: NaiveDate, clock: Clock, place: &Place) -> Option<Moment> {
    let Moment { shown, .. } = moment(date, clock, None)?;
    let utc = place.instant(shown);
    (1..=9999).contains(&utc.year()).then_some(Moment { shown, utc, has_zone: true })
}

/// Nanoseconds of the decimal `digits` behind a second's point; what is finer is cut off.
pub(super) fn nanos(digits: &[u8]) -> u32 {
    let padded = digits.iter().copied().chain(std::iter::repeat(b'0')).take(9);
    padded.fold(0, |sum, digit| sum * 10 + u32::from(digit.saturating_sub(b'0')))
}

fn clock_time(hour: u32, minute: u32, second: u32, nanos: u32) -> Option<NaiveTime> {
    // chrono takes nanoseconds beyond a second for a leap second
    NaiveTime::from_hms_nano_opt(hour, minute, second, nanos).filter(|_| nanos < 1_000_000_000)
}
