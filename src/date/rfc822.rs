//! The fast way for the form that nearly every RSS feed has, `Sat, 28 Feb 2004 14:05:00 GMT`, read from the
//! bytes without allocation. All deviations are left to `written`.

use super::Moment;
use super::clock::{self, Clock};

/// `[day-name ","] day month year hour ":" minute ":" second zone` with single spaces, in English.
pub(super) fn parse(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    let rest = match bytes {
        [_, _, _, b',', b' ', rest @ ..] if bytes[..3].iter().all(u8::is_ascii_alphabetic) => rest,
        _ => bytes,
    };
    let (day, rest) = match rest {
        [tens, ones, b' ', rest @ ..] => (number(&[*tens, *ones])?, rest),
        [ones, b' ', rest @ ..] => (number(&[*ones])?, rest),
        _ => return None,
    };
    let [m1, m2, m3, b' ', y1, y2, y3, y4, b' ', rest @ ..] = rest else { return None };
    let [h1, h2, b':', n1, n2, b':', s1, s2, b' ', zone @ ..] = rest else { return None };
    let date = clock::day(number(&[*y1, *y2, *y3, *y4])?, month([*m1, *m2, *m3])?, day)?;
    let clock = Clock {
        hour: number(&[*h1, *h2])?,
        minute: number(&[*n1, *n2])?,
        second: number(&[*s1, *s2])?,
        nanos: 0,
    };
    clock::moment(date, clock, Some(offset(zone)?))
}

fn offset(zone: &[u8]) -> Option<i32> {
    match zone {
        b"GMT" | b"UTC" | b"UT" | b"Z" => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, m1, m2] => {
            clock::offset(*sign == b'+', number(&[*h1, *h2])?, number(&[*m1, *m2])?)
        }
        _ => None,
    }
}

fn month(name: [u8; 3]) -> Option<u32> {
    let number = match &name {
        b"Jan" => 1,
        b"Feb" => 2,
        b"Mar" => 3,
        b"Apr" => 4,
        b"May" => 5,
        b"Jun" => 6,
        b"Jul" => 7,
        b"Aug" => 8,
        b"Sep" => 9,
        b"Oct" => 10,
        b"Nov" => 11,
        b"Dec" => 12,
        _ => return None,
    };
    Some(number)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
}
