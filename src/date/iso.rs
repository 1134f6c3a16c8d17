//! ISO 8601 and its profiles (W3CDTF, RFC 3339, `xsd:dateTime`), basic and extended, read from the bytes
//! without allocation: years, months, days, weeks and ordinal days, years of two digits, decimal fractions of
//! the smallest unit. Also `/` and `.` between year, month and day, a space for the `T`, and a named zone.

use chrono::{Datelike, NaiveDate, Weekday};

use super::clock::{self, Clock};
use super::{Moment, zone};

const NANOS: u64 = 1_000_000_000;

pub(super) fn parse(text: &str) -> Option<Moment> {
    let mut rest = Cursor(text.as_bytes());
    let date = date(&mut rest)?;
    if rest.0.is_empty() {
        return clock::moment(date, Clock::default(), None);
    }
    let clock = if rest.skip_separator() { time(&mut rest)? } else { Clock::default() };
    let offset = match zone(&mut rest)? {
        Zone::Unsaid => None,
        Zone::At(offset) => Some(offset),
    };
    clock::moment(date, clock, offset)
}

/// What is still to be read.
#[derive(Clone, Copy)]
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn skip(&mut self, byte: u8) -> bool {
        let found = self.0.first() == Some(&byte);
        self.0 = &self.0[usize::from(found)..];
        found
    }

    fn skip_spaces(&mut self) {
        while self.skip(b' ') {}
    }

    /// Between date and time. Only in front of a digit, so that `2004-05-28 +02:00` is a day with a zone.
    fn skip_separator(&mut self) -> bool {
        let from = self.0;
        if !self.skip(b'T') && !self.skip(b't') {
            self.skip_spaces();
        }
        let found = self.0.first().is_some_and(u8::is_ascii_digit);
        if !found {
            self.0 = from;
        }
        found
    }

    /// Whether no time follows, which a year, month or week alone cannot have.
    fn has_no_time(mut self) -> bool {
        !self.skip_separator()
    }

    /// All digits that follow.
    fn run(&mut self) -> &'a [u8] {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        digits
    }

    /// A number of one or two digits.
    fn pair(&mut self) -> Option<u32> {
        Some(self.run()).filter(|digits| (1..=2).contains(&digits.len())).map(number)
    }
}

fn date(rest: &mut Cursor) -> Option<NaiveDate> {
    if rest.skip(b'-') {
        return month_of_century(rest).filter(|_| rest.has_no_time());
    }
    let from = rest.0;
    let digits = rest.run();
    let year = |length: usize| clock::year(number(&digits[..length]), length);
    match digits.len() {
        4 | 2 => behind_year(year(digits.len()), digits.len(), rest),
        8 => clock::day(year(4), number(&digits[4..6]), number(&digits[6..])),
        7 => ordinal(year(4), number(&digits[4..])),
        6 => short_day(digits),
        5 => ordinal(year(2), number(&digits[2..])),
        // `20040228140500`: the time is left to be read
        12 | 14 if matches!(&digits[..2], b"19" | b"20") => {
            rest.0 = &from[8..];
            clock::day(year(4), number(&digits[4..6]), number(&digits[6..8]))
        }
        _ => None,
    }
}

/// `-04-05` and `-0405` are a month of the present century, a form of ISO 8601:1988.
fn month_of_century(rest: &mut Cursor) -> Option<NaiveDate> {
    let digits = rest.run();
    match digits.len() {
        2 if rest.skip(b'-') => clock::day(2000 + number(digits), rest.pair()?, 1),
        4 => clock::day(2000 + number(&digits[..2]), number(&digits[2..]), 1),
        _ => None,
    }
}

/// What may follow a year: nothing, a week, an ordinal day, a month, a month and a day.
fn behind_year(year: u32, digits: usize, rest: &mut Cursor) -> Option<NaiveDate> {
    let before = rest.0.first().copied();
    let separated = matches!(before, Some(b'-' | b'/' | b'.'));
    rest.0 = &rest.0[usize::from(separated)..];
    if rest.skip(b'W') || rest.skip(b'w') {
        return week(year, rest);
    }
    if !separated {
        return clock::day(year, 1, 1).filter(|_| digits == 4 && rest.has_no_time());
    }
    let field = rest.run();
    match field.len() {
        3 if before == Some(b'-') => ordinal(year, number(field)),
        1 | 2 if before.is_some_and(|separator| rest.skip(separator)) => {
            // `28.05.04` and `28/05/04` begin with the day
            let year_first = digits == 4 || before == Some(b'-');
            clock::day(year, number(field), rest.pair()?).filter(|_| year_first)
        }
        2 if digits == 4 && before != Some(b'.') && rest.has_no_time() => clock::day(year, number(field), 1),
        _ => None,
    }
}

/// `W15`, `W15-3` and `W153`; a week without a day begins on its Monday.
fn week(year: u32, rest: &mut Cursor) -> Option<NaiveDate> {
    let digits = rest.run();
    let (week, day) = match digits.len() {
        2 if rest.skip(b'-') => (number(digits), rest.pair()?),
        2 if rest.has_no_time() => (number(digits), 1),
        3 => (number(&digits[..2]), number(&digits[2..])),
        _ => return None,
    };
    let day = Weekday::try_from(u8::try_from(day.checked_sub(1)?).ok()?).ok()?;
    NaiveDate::from_isoywd_opt(clock::four_digits(year)?, week, day)
        .filter(|date| (1..=9999).contains(&date.year()))
}

fn ordinal(year: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_yo_opt(clock::four_digits(year)?, day)
}

/// `040228`. ISO 8601 forbids `200402` for a month because of this form, but it is written all the same: what
/// could be either is no date.
fn short_day(digits: &[u8]) -> Option<NaiveDate> {
    let (first, second, third) = (number(&digits[..2]), number(&digits[2..4]), number(&digits[4..]));
    let maybe_month = matches!(first, 19 | 20) && (1..=12).contains(&third);
    clock::day(clock::year(first, 2), second, third).filter(|_| !maybe_month)
}

/// `14`, `1405`, `140500`, `14:05`, `14:05:00`, each with a decimal fraction of its last field.
fn time(rest: &mut Cursor) -> Option<Clock> {
    let digits = rest.run();
    let mut clock = Clock::default();
    let seconds = match digits.len() {
        6 => {
            (clock.hour, clock.minute) = (number(&digits[..2]), number(&digits[2..4]));
            clock.second = number(&digits[4..]);
            1
        }
        4 => {
            (clock.hour, clock.minute) = (number(&digits[..2]), number(&digits[2..]));
            60
        }
        1 | 2 => {
            clock.hour = number(digits);
            separated_fields(&mut clock, rest)?
        }
        _ => return None,
    };
    fraction(&mut clock, seconds, rest)?;
    Some(clock)
}

/// Reads `:05` or `:05:00` behind an hour; the length in seconds of the last field read.
fn separated_fields(clock: &mut Clock, rest: &mut Cursor) -> Option<u64> {
    if !rest.skip(b':') {
        return Some(3600);
    }
    clock.minute = rest.pair()?;
    if !rest.skip(b':') {
        return Some(60);
    }
    clock.second = rest.pair()?;
    Some(1)
}

/// Adds the decimal fraction, behind a point or comma, of a field that is `seconds` long.
fn fraction(clock: &mut Clock, seconds: u64, rest: &mut Cursor) -> Option<()> {
    if !rest.skip(b'.') && !rest.skip(b',') {
        return Some(());
    }
    let digits = Some(rest.run()).filter(|digits| !digits.is_empty())?;
    let nanos = u64::from(clock::nanos(digits)) * seconds;
    let whole = nanos / NANOS;
    clock.nanos = u32::try_from(nanos % NANOS).ok()?;
    clock.minute += u32::try_from(whole / 60).ok()?;
    clock.second += u32::try_from(whole % 60).ok()?;
    Some(())
}

/// What the end of a text says of the zone.
enum Zone {
    Unsaid,
    /// Minutes east of Greenwich.
    At(i32),
}

/// `Z`, `+02:00`, `+0200`, `+02`, a name or nothing, at the end of the text.
fn zone(rest: &mut Cursor) -> Option<Zone> {
    rest.skip_spaces();
    let east = rest.0.first() == Some(&b'+');
    if !rest.skip(b'+') && !rest.skip(b'-') {
        if rest.0.is_empty() {
            return Some(Zone::Unsaid);
        }
        return zone::named(std::str::from_utf8(rest.0).ok()?).map(Zone::At);
    }
    let digits = rest.run();
    let (hours, minutes) = match digits.len() {
        4 => (number(&digits[..2]), number(&digits[2..])),
        1 | 2 if rest.skip(b':') => (number(digits), rest.pair()?),
        1 | 2 => (number(digits), 0),
        _ => return None,
    };
    clock::offset(east, hours, minutes).filter(|_| rest.0.is_empty()).map(Zone::At)
}

/// Of at most nine digits.
fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}
