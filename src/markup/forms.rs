//! The forms of values that a conformance checker looks into: each value is given back in the form that HTML
//! wants, or not at all.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// `type/subtype`, parameters aside.
pub(super) fn media_type(value: &str) -> Option<String> {
    let essence = value.split(';').next().unwrap_or_default().trim();
    let (kind, subtype) = essence.split_once('/')?;
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-+._".contains(&byte))
    };
    (is_name(kind) && is_name(subtype)).then(|| essence.to_owned())
}

/// A date, or a date and time with its zone (WHATWG HTML 2.3.5); the other forms that `time` knows are rare.
pub(super) fn date_time(value: &str) -> Option<String> {
    let value = value.trim();
    let is_date = value.len() == 10 && NaiveDate::parse_from_str(value, "%Y-%m-%d").is_ok();
    let is_time = value.is_ascii() && DateTime::parse_from_rfc3339(value).is_ok();
    // RFC 3339 allows small letters, an unknown zone, more digits of a second, and a 61st second.
    let has_short_second =
        value.split('.').nth(1).is_none_or(|rest| rest.bytes().take_while(u8::is_ascii_digit).count() <= 3);
    let is_html = has_short_second
        && !value.contains(['t', 'z'])
        && !value.contains(":60")
        && !value.ends_with("-00:00");
    ((is_date || is_time) && is_html && is_likely_year(value)).then(|| value.to_owned())
}

/// Whether `value` begins with a year that is not mistyped, as checkers see it.
fn is_likely_year(value: &str) -> bool {
    value.get(..4).and_then(|year| year.parse().ok()).is_some_and(|year: u16| (1000..=3000).contains(&year))
}

/// What [`date_time`] takes, a year, a month, or a date and time without a zone.
pub(super) fn moment(value: &str) -> Option<String> {
    let value = value.trim();
    let is_number =
        |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let (year, month) = value.split_once('-').unwrap_or((value, "01"));
    let is_month = is_number(year, 4) && is_number(month, 2) && ("01"..="12").contains(&month);
    let is_local = || {
        let form = |form| NaiveDateTime::parse_from_str(value, form).is_ok() && !value.ends_with("60");
        matches!(value.len(), 16 | 19) && (form("%Y-%m-%dT%H:%M") || form("%Y-%m-%dT%H:%M:%S"))
    };
    ((is_month || is_local()) && is_likely_year(value)).then(|| value.to_owned()).or_else(|| date_time(value))
}

/// Lengths, each perhaps after a condition in brackets.
pub(super) fn sizes(value: &str) -> Option<String> {
    let is_length = |length: &str| {
        let digits = length.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = &length[digits.len()..];
        digits.parse::<f32>().is_ok_and(|number| number >= 0.0)
            && !digits.starts_with('+')
            && matches!(unit, "px" | "vw" | "vh" | "em" | "rem")
    };
    let is_condition = |condition: &str| {
        let inner = condition.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let parts = inner.and_then(|inner| inner.split_once(':'));
        parts.is_some_and(|(name, length)| {
            matches!(name.trim(), "min-width" | "max-width" | "min-height" | "max-height")
                && is_length(length.trim())
        })
    };
    let is_size = |(last, size): (bool, &str)| match size.trim().rsplit_once(')') {
        Some((condition, length)) => {
            !last && is_condition(&format!("{condition})")) && is_length(length.trim())
        }
        None => last && is_length(size.trim()),
    };
    let count = value.split(',').count();
    let fine = value.split(',').enumerate().all(|(place, size)| is_size((place + 1 == count, size)));
    fine.then(|| value.to_owned())
}

/// Of the candidates of a `srcset`, as written by us, those with a width if one has, each width once; else
/// those with a density. None is held in the address itself: a comma may be in it.
pub(super) fn of_one_kind(set: &str) -> String {
    let with_widths = set.split(", ").any(|candidate| descriptor(candidate).ends_with('w'));
    let kind = if with_widths { 'w' } else { 'x' };
    let mut seen = HashSet::new();
    let mut kept: Vec<&str> = set.split(", ").collect();
    kept.retain(|candidate| {
        let descriptor = descriptor(candidate);
        descriptor.ends_with(kind) && seen.insert(descriptor)
    });
    kept.join(", ")
}

/// That of a candidate as written by us; one without is for a density of one.
fn descriptor(candidate: &str) -> &str {
    candidate.split_once(' ').map_or("1x", |(_, descriptor)| descriptor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_the_form_of_html_or_go() {
        assert_eq!(media_type(" video/webm; codecs=vp9 ").as_deref(), Some("video/webm"));
        assert_eq!(media_type("x"), None);
        for (value, fine) in [
            ("2026-01-31", true),
            ("2026-01-31T10:00:00Z", true),
            ("2026-01-31T10:00:00.123+01:00", true),
            ("2026-02-31", false),
            ("2026-01-31T10:00:00.1234Z", false),
            ("2026-01-31t10:00:00z", false),
            ("2026-01-31T10:00:00-00:00", false),
            ("0001-01-01", false),
            ("yesterday", false),
        ] {
            assert_eq!(date_time(value).is_some(), fine, "{value}");
        }
        for (value, fine) in [
            ("2026", true),
            ("2026-12", true),
            ("2026-13", false),
            ("2026-01-31T10:00", true),
            ("2026-01-31", true),
            ("10 days ago", false),
            ("", false),
        ] {
            assert_eq!(moment(value).is_some(), fine, "{value}");
        }
        for (value, fine) in [
            ("100vw", true),
            ("(max-width: 600px) 480px, 50vw", true),
            ("auto", false),
            ("(max-width: 600px) 480px", false),
            ("100%", false),
            ("calc(1px", false),
        ] {
            assert_eq!(sizes(value).is_some(), fine, "{value}");
        }
    }

    #[test]
    fn a_set_of_pictures_has_one_kind_of_descriptors() {
        let set = "https://a.test/1 100w, https://a.test/2 2x, https://a.test/3 100w, https://a.test/4 200w";
        assert_eq!(of_one_kind(set), "https://a.test/1 100w, https://a.test/4 200w");
        assert_eq!(
            of_one_kind("https://a.test/1, https://a.test/2 2x"),
            "https://a.test/1, https://a.test/2 2x"
        );
        // Comparing each with each would take minutes.
        let many = (1..100_000).map(|width| format!("a {width}w")).collect::<Vec<_>>().join(", ");
        assert_eq!(of_one_kind(&many), many);
    }
}
