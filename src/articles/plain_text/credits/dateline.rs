//! What a date line holds beside names: dates, the words that lead to them, times, places.

use std::sync::LazyLock;

use regex::Regex;

use crate::date::{self, Moment};

/// What a date may look like; `date` decides whether it is one. Months are words of any language.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let weekday = r"(?:\p{L}{2,10}\.?,?\s+)?";
    let patterns = [
        r"\d{4}-\d{1,2}-\d{1,2}(?:T\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}|[A-Z]{3,4}))?)?".to_owned(),
        r"\d{4}[/.]\d{1,2}[/.]\d{1,2}".to_owned(),
        r"\d{4}年\d{1,2}月\d{1,2}日".to_owned(),
        format!(r"{weekday}\p{{L}}{{3,10}}\.?\s*\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s*\d{{4}}"),
        format!(r"{weekday}\d{{1,2}}(?:st|nd|rd|th|\.|er|º)?(?:\s+(?:of|de))?[\s/-]*\p{{L}}{{3,10}}\.?,?[\s/-]*(?:de\s+)?\d{{4}}"),
        r"\d{1,2}[./-]\d{1,2}[./-]\d{4}".to_owned(),
    ];
    compiled(&format!(r"(?:{})", patterns.join("|")))
});

const TIME: &str = r"^,?\s+(?:(?:at|um|à|às|a\s+las|alle(?:\s+ore)?|kl\.?)\s+)?(?:\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?|\d{1,2}\s?h(?:\s?\d{2})?)";

/// What may follow a date, the longest first: a time with its zone, a time.
static TIMES: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    let zone = r"\s?(?:Uhr|Z|[A-Z]{2,4}|[+-]\d{2}:?\d{2})\b";
    [compiled(&format!("{TIME}{zone}")), compiled(&format!(r"{TIME}\b\.?"))]
});

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is constant and compiled in the tests")
}

/// The first date at or after `from`, with its time.
pub(super) fn next_date(line: &str, from: usize) -> Option<(std::ops::Range<usize>, Moment)> {
    let mut at = from;
    while let Some(found) = DATE.find_at(line, at) {
        at = found.end();
        let times = TIMES.iter().filter_map(|time| time.find(&line[at..])).map(|time| at + time.end());
        if let Some(date) = times.chain([at]).find_map(|end| date_between(line, found.start(), end)) {
            return Some(date);
        }
    }
    None
}

/// The date that ends at `end`. A word before it is tried as its weekday and then left out:
/// `Published December 4, 2014`.
fn date_between(line: &str, mut start: usize, end: usize) -> Option<(std::ops::Range<usize>, Moment)> {
    if line[end..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    for _ in 0..3 {
        let rest = after_word(&line[start..end]).map(|length| start + length);
        let shorter = rest.and_then(|rest| date::read(&line[rest..end]));
        let whole = date::read(line[start..end].trim());
        match (rest, shorter, whole) {
            (Some(rest), Some(date), _) if !starts_with_weekday(&line[start..]) => {
                return Some((rest..end, date));
            }
            (_, _, Some(date)) => return Some((start..end, date)),
            (Some(rest), ..) => start = rest,
            (None, ..) => return None,
        }
    }
    None
}

/// Where the second word begins, if there are words in both parts.
fn after_word(text: &str) -> Option<usize> {
    let length = text.find(' ')? + 1;
    let is_word = text.starts_with(char::is_alphabetic) && text[length..].contains(char::is_alphabetic);
    is_word.then_some(length)
}

/// `Doe, 4 Dec. 2014` looks like `Thu, 4 Dec. 2014`, and readers of dates forgive an odd weekday.
fn starts_with_weekday(text: &str) -> bool {
    const WEEKDAYS: &[&str] = &[
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonnabend",
        "sonntag",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
        "lunedì",
        "martedì",
        "mercoledì",
        "giovedì",
        "venerdì",
        "sabato",
        "domenica",
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
    ];
    let word = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    WEEKDAYS.contains(&word.as_str())
        || ["day", "sday"].iter().any(|end| word.ends_with(end) && word.len() > 5)
}

/// `Published on`, `Posted at`, words that lead to a date.
pub(super) fn is_label(text: &str) -> bool {
    const LABELS: &[&str] = &[
        "published",
        "posted",
        "updated",
        "last",
        "modified",
        "revised",
        "date",
        "dated",
        "dateline",
        "on",
        "at",
        "first",
        "created",
        "written",
        "added",
        "filed",
        "release",
        "released",
        "vom",
        "am",
        "le",
        "el",
        "il",
        "stand",
        "the",
        "publié",
        "veröffentlicht",
        "publicado",
        "time",
    ];
    text.split([' ', ':', ',', '.'])
        .filter(|word| !word.is_empty())
        .all(|word| LABELS.contains(&word.to_lowercase().as_str()))
}

/// `Updated: 10:30 IST`: the time without the word before it.
pub(super) fn without_labels(text: &str) -> &str {
    let (labels, rest) = text.split_at(text.find(|c: char| c.is_ascii_digit()).unwrap_or(0));
    if is_label(labels) { rest } else { text }
}

pub(super) fn is_clock(text: &str) -> bool {
    static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:at\s+)?\d{1,2}(?:[:.]\d{2}){0,2}\s*(?:[ap]\.?m\.?|uhr|h)?\s*(?:[A-Z]{2,4})?$")
            .expect("the pattern is constant and compiled in the tests")
    });
    CLOCK.is_match(text)
}

/// `LONDON`, `NEW DELHI, India`: the place of a date line.
pub(super) fn is_place(text: &str) -> bool {
    let first = text.split(',').next().unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().collect();
    (1..=3).contains(&words.len())
        && words.iter().all(|word| {
            word.chars().count() > 2 && word.chars().all(|c| c.is_uppercase() || ".'-".contains(c))
        })
}
