//! What response headers say about time: how long an answer holds, how long to stay away. All
//! results are durations from the answer's arrival, so that a server's wrong clock does no harm.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{AGE, CACHE_CONTROL, DATE, EXPIRES, HeaderMap, HeaderName, RETRY_AFTER};

use crate::date;

/// For how long the answer is fresh (RFC 9111, 4.2), as a private cache sees it. `None`: it does
/// not say, or says that it is stale already.
pub fn fresh_for(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let lifetime = match max_age(headers) {
        Some(seconds) => Duration::from_secs(seconds),
        None => from_server_now(headers, date_of(headers, &EXPIRES)?, now)?,
    };
    let age = text(headers, &AGE).and_then(seconds).unwrap_or(0);
    let left = lifetime.checked_sub(Duration::from_secs(age))?;
    (!left.is_zero()).then_some(left)
}

/// How long the server asks to be left alone (RFC 9110, 10.2.3), in seconds or by a date.
pub fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    if let Some(seconds) = text(headers, &RETRY_AFTER).and_then(seconds) {
        return Some(Duration::from_secs(seconds));
    }
    let date = date_of(headers, &RETRY_AFTER)?;
    Some(from_server_now(headers, date, now).unwrap_or_default())
}

/// `max-age`, unless the answer may not be kept at all.
fn max_age(headers: &HeaderMap) -> Option<u64> {
    let values = headers.get_all(CACHE_CONTROL);
    let directives: Vec<_> = values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    let forbids = |d: &&str| d.eq_ignore_ascii_case("no-store") || d.eq_ignore_ascii_case("no-cache");
    if directives.iter().any(forbids) {
        // Nothing holds; it overrides Expires too.
        return Some(0);
    }
    directives.iter().find_map(|directive| {
        let (name, value) = directive.split_once('=')?;
        name.trim().eq_ignore_ascii_case("max-age").then(|| seconds(value.trim().trim_matches('"')))?
    })
}

/// The time from the server's own now to `date`; `None` if it is past.
fn from_server_now(headers: &HeaderMap, date: DateTime<Utc>, now: DateTime<Utc>) -> Option<Duration> {
    let server_now = date_of(headers, &DATE).unwrap_or(now);
    date.signed_duration_since(server_now).to_std().ok()
}

fn date_of(headers: &HeaderMap, name: &HeaderName) -> Option<DateTime<Utc>> {
    date::parse(text(headers, name)?)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// RFC 9111, 1.2.2: a number too large to hold is as large as can be.
fn seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::from(u32::MAX)).min(u64::from(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Headers, and the seconds that they make.
    type Case = (&'static [(&'static str, &'static str)], Option<u64>);

    const NOW: &str = "Wed, 25 Nov 2026 10:00:00 GMT";

    fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
        list.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    fn now() -> DateTime<Utc> {
        "2026-11-25T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn freshness() {
        let cases: &[Case] = &[
            (&[], None),
            (&[("cache-control", "max-age=600")], Some(600)),
            (&[("cache-control", "public, Max-Age=\"600\", s-maxage=5")], Some(600)),
            (&[("cache-control", "max-age=600"), ("age", "200")], Some(400)),
            (&[("cache-control", "max-age=600"), ("age", "700")], None),
            (&[("cache-control", "max-age=600, no-cache")], None),
            (&[("cache-control", "no-store"), ("expires", "Wed, 25 Nov 2026 12:00:00 GMT")], None),
            (&[("cache-control", "max-age=60"), ("expires", "Wed, 25 Nov 2026 12:00:00 GMT")], Some(60)),
            (&[("expires", "Wed, 25 Nov 2026 12:00:00 GMT")], Some(7200)),
            (
                &[("expires", "Wed, 25 Nov 2026 12:00:00 GMT"), ("date", "Wed, 25 Nov 2026 11:59:00 GMT")],
                Some(60),
            ),
            (&[("expires", NOW)], None),
            (&[("expires", "0")], None),
            (&[("expires", "-1")], None),
            (&[("cache-control", "max-age=-5")], None),
            (&[("cache-control", "max-age=99999999999999999999")], Some(u64::from(u32::MAX))),
        ];
        for (list, expected) in cases {
            assert_eq!(fresh_for(&headers(list), now()).map(|d| d.as_secs()), *expected, "{list:?}");
        }
    }

    #[test]
    fn retry_after_in_seconds_and_by_date() {
        let cases: &[Case] = &[
            (&[], None),
            (&[("retry-after", "120")], Some(120)),
            (&[("retry-after", "soon")], None),
            (&[("retry-after", "Wed, 25 Nov 2026 11:00:00 GMT")], Some(3600)),
            (&[("retry-after", "Wed, 25 Nov 2026 09:00:00 GMT")], Some(0)),
            (
                &[
                    ("retry-after", "Wed, 25 Nov 2020 11:00:00 GMT"),
                    ("date", "Wed, 25 Nov 2020 10:30:00 GMT"),
                ],
                Some(1800),
            ),
        ];
        for (list, expected) in cases {
            assert_eq!(retry_after(&headers(list), now()).map(|d| d.as_secs()), *expected, "{list:?}");
        }
    }
}
