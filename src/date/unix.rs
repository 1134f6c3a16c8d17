//! Unix time: seconds or milliseconds since 1970, told apart by their number of digits.

use chrono::DateTime;

use super::Moment;

/// Nine or ten digits are seconds (1973 to 2286), thirteen milliseconds (2001 to 2286). Shorter ones could be
/// anything, and twelve are more likely `200402281405`.
pub(super) fn parse(text: &str) -> Option<Moment> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let utc = match whole.len() {
        // `2004022814` might be a day and an hour as well.
        10 if whole.starts_with("20") && super::iso::parse(&whole[..8]).is_some() => None,
        9 | 10 => DateTime::from_timestamp(number, super::clock::nanos(fraction.as_bytes())),
        13 => DateTime::from_timestamp_millis(number),
        _ => None,
    };
    utc.map(Moment::in_utc)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
