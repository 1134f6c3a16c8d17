//! Date lines and by-lines as newsrooms and people write them.
//!
//! [`read`] is the function to call: the credits in one line, or `None` where the line is prose.
//! It looks for what a date and a name look like and is content only if nothing else is left over,
//! so a sentence that begins with "By" stays a sentence. What a date means is the business of
//! [`crate::date`].

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use regex::Regex;

use super::keys::{Written, person, written_date};
use crate::model::feed::Person;

/// Longer lines are prose.
const MAX_LINE: usize = 200;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Credits {
    pub published: Option<Written>,
    pub updated: Option<DateTime<Utc>>,
    pub authors: Vec<Person>,
    /// The agency that the text is from.
    pub source: Option<String>,
}

/// Reads one line below or above an article.
pub fn read(line: &str) -> Option<Credits> {
    let line = spaced(line)?;
    let (undashed, signed) = strip_dash(&line);
    let mut credits = Credits::default();
    let rest = credits.take_dates(undashed);
    let dated = credits.published.is_some() || credits.updated.is_some();
    let mut certain = dated || signed;
    for segment in segments(&rest) {
        match credits.take_segment(segment, dated || signed)? {
            Certainty::Sure => certain = true,
            Certainty::Likely => {}
        }
    }
    (certain && credits != Credits::default()).then_some(credits)
}

/// A name alone in a line, as it stands between a headline and a date line.
pub fn bare_name(line: &str) -> Option<Credits> {
    let line = spaced(line)?;
    let authors = names(&line)?;
    (line.contains(' ') && line.len() < 60).then(|| Credits { authors, ..Credits::default() })
}

/// `LONDON, Dec 4 (Reuters) - Text`: the agency in a news story's first words.
pub fn opening_agency(text: &str) -> Option<String> {
    let found = OPENING.captures(text)?;
    agency(found.name("agency").or(found.name("other"))?.as_str())
}

/// `(Reuters)`, `Source: AP`, `(With inputs from PTI)` as a story's last line.
pub fn closing_agency(line: &str) -> Option<String> {
    let line = spaced(line)?;
    let inner = line.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).or_else(|| {
        ["source:", "agency:", "agencies:", "— ", "– ", "-- "]
            .iter()
            .find_map(|prefix| strip_prefix_ignoring_case(&line, prefix))
    })?;
    let inner = ["with inputs from ", "with additional reporting by ", "inputs from ", "via "]
        .iter()
        .find_map(|prefix| strip_prefix_ignoring_case(inner, prefix))
        .unwrap_or(inner);
    agency(inner)
}

impl Credits {
    /// Fills what is still open.
    pub fn add(&mut self, other: Credits) {
        self.published = self.published.or(other.published);
        self.updated = self.updated.or(other.updated);
        if self.authors.is_empty() {
            self.authors = other.authors;
        }
        self.source = self.source.take().or(other.source);
    }

    /// The line with a bar for each date in it.
    fn take_dates(&mut self, line: &str) -> String {
        let mut rest = String::new();
        let mut at = 0;
        while let Some((found, date)) = next_date(line, at) {
            let before = &line[at..found.start];
            let label = before.rsplit(['|', '•', '·', ';']).next().unwrap_or_default().to_lowercase();
            if ["updated", "modified", "revised", "changed"].iter().any(|word| label.contains(word)) {
                self.updated = self.updated.or(Some(date.at));
            } else {
                self.published = self.published.or(Some(date));
            }
            rest.push_str(before);
            rest.push('|');
            at = found.end;
        }
        rest.push_str(&line[at..]);
        rest
    }

    fn take_segment(&mut self, segment: &str, among_credits: bool) -> Option<Certainty> {
        let segment = without_lead(trim_marks(segment));
        if segment.is_empty() || is_label(segment) {
            return Some(Certainty::Likely);
        }
        if let Some(name) = after_source_label(segment) {
            self.source = Some(agency(name).unwrap_or_else(|| name.to_owned()));
            return Some(Certainty::Sure);
        }
        if let Some((name, labelled)) = after_by(segment) {
            self.take_by_line(name, labelled)?;
            return Some(Certainty::Sure);
        }
        if let Some(name) = agency(segment.trim_matches(['(', ')'])) {
            self.source = Some(name);
            return Some(Certainty::Likely);
        }
        if !among_credits {
            return None;
        }
        if is_place(segment) || is_clock(without_labels(segment)) {
            return Some(Certainty::Likely);
        }
        self.authors.extend(names(segment)?);
        Some(Certainty::Likely)
    }

    fn take_by_line(&mut self, text: &str, labelled: bool) -> Option<()> {
        let (text, extra) = split_affiliation(text);
        if let Some(source) = extra {
            self.source = Some(source);
        }
        if let Some(source) = agency(text) {
            self.source = Some(source);
            return Some(());
        }
        let found = names(text).or_else(|| labelled.then(|| person(text)).flatten().map(|one| vec![one]))?;
        self.authors.extend(found);
        Some(())
    }
}

enum Certainty {
    /// It says what it is.
    Sure,
    /// It fits beside something that does.
    Likely,
}

/// White space of all kinds is a space; two or more, or a tab, part a line and become a bar.
/// `None` for what is no line of credits by its length.
fn spaced(line: &str) -> Option<String> {
    let line = line.trim();
    if line.is_empty() || line.len() > MAX_LINE {
        return None;
    }
    let mut out = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            '\t' => out.push_str("  "),
            '\u{feff}' | '\u{200b}' => {}
            other if other.is_whitespace() => out.push(' '),
            other => out.push(other),
        }
    }
    while let Some(at) = out.find("  ") {
        let end = at + out[at..].bytes().take_while(|byte| *byte == b' ').count();
        out.replace_range(at..end, " | ");
    }
    Some(out.trim().trim_matches(['*', '_']).to_owned())
}

fn strip_dash(line: &str) -> (&str, bool) {
    for dash in ["—", "–", "--", "―", "~"] {
        if let Some(rest) = line.strip_prefix(dash) {
            return (rest.trim_start_matches(['-', ' ']), true);
        }
    }
    (line, false)
}

/// What a date may look like; `date` decides whether it is one. Months are words of any language.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let weekday = r"(?:\p{L}{2,10}\.?,?\s+)?";
    let time = r"(?:,?\s+(?:at\s+|um\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s+(?:[A-Z]{2,4}|[+-]\d{2}:?\d{2})\b)?)?";
    let patterns = [
        r"\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}|[A-Z]{3,4}))?)?".to_owned(),
        r"\d{4}[/.]\d{1,2}[/.]\d{1,2}".to_owned(),
        r"\d{4}年\d{1,2}月\d{1,2}日".to_owned(),
        format!(r"{weekday}\p{{L}}{{3,10}}\.?\s*\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s*\d{{4}}{time}"),
        format!(r"{weekday}\d{{1,2}}(?:st|nd|rd|th|\.|er|º)?(?:\s+(?:of|de))?[\s/-]*\p{{L}}{{3,10}}\.?,?[\s/-]*(?:de\s+)?\d{{4}}{time}"),
        r"\d{1,2}[./-]\d{1,2}[./-]\d{4}".to_owned(),
    ];
    Regex::new(&format!(r"(?:{})", patterns.join("|")))
        .expect("the pattern is constant and compiled in the tests")
});

/// The first date at or after `from`. A word before the date is tried as its weekday and then
/// left out: `Published December 4, 2014`.
fn next_date(line: &str, from: usize) -> Option<(std::ops::Range<usize>, Written)> {
    let mut at = from;
    while let Some(found) = DATE.find_at(line, at) {
        let apart = !line[found.end()..].starts_with(|c: char| c.is_ascii_digit());
        let mut start = found.start();
        for _ in 0..3 {
            let rest = after_word(&line[start..found.end()]).map(|length| start + length);
            let shorter = rest.and_then(|rest| written_date(&line[rest..found.end()])).filter(|_| apart);
            let candidate = written_date(line[start..found.end()].trim()).filter(|_| apart);
            match (rest, shorter, candidate) {
                (Some(rest), Some(date), _) if !starts_with_weekday(&line[start..]) => {
                    return Some((rest..found.end(), date));
                }
                (_, _, Some(date)) => return Some((start..found.end(), date)),
                (Some(rest), ..) => start = rest,
                (None, ..) => break,
            }
        }
        at = found.end();
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

/// Credits stand apart by bars, dots, dashes, brackets.
fn segments(line: &str) -> impl Iterator<Item = &str> {
    static PARTS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\s*(?:[|•·;]|\s[–—-]+\s|\s/\s|[–—]\s|\s[–—])\s*")
            .expect("the pattern is constant and compiled in the tests")
    });
    PARTS.split(line)
}

fn trim_marks(text: &str) -> &str {
    text.trim_matches([' ', ',', ':', '-', '–', '—', '[', ']', '*', '_', '.']).trim()
}

/// `By Jane Doe on`, as it stands before a date.
fn without_lead(segment: &str) -> &str {
    [" on", " at", " am", " vom", " le", " el"]
        .iter()
        .find_map(|lead| segment.strip_suffix(lead))
        .map_or(segment, trim_marks)
}

/// `Published on`, `Posted at`, words that lead to a date.
fn is_label(text: &str) -> bool {
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
fn without_labels(text: &str) -> &str {
    let (labels, rest) = text.split_at(text.find(|c: char| c.is_ascii_digit()).unwrap_or(0));
    if is_label(labels) { rest } else { text }
}

fn is_clock(text: &str) -> bool {
    static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:at\s+)?\d{1,2}(?:[:.]\d{2}){0,2}\s*(?:[ap]\.?m\.?|uhr|h)?\s*(?:[A-Z]{2,4})?$")
            .expect("the pattern is constant and compiled in the tests")
    });
    CLOCK.is_match(text)
}

/// `LONDON`, `NEW DELHI, India`: the place of a date line.
fn is_place(text: &str) -> bool {
    let first = text.split(',').next().unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().collect();
    (1..=3).contains(&words.len())
        && words.iter().all(|word| {
            word.chars().count() > 2 && word.chars().all(|c| c.is_uppercase() || ".'-".contains(c))
        })
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| text[prefix.len()..].trim_start())
}

fn after_source_label(segment: &str) -> Option<&str> {
    ["source:", "agency:", "agencies:", "courtesy:", "from:", "via:", "quelle:", "fuente:"]
        .iter()
        .find_map(|label| strip_prefix_ignoring_case(segment, label))
        .map(trim_marks)
        .filter(|name| !name.is_empty() && name.len() < 80)
}

/// What follows "by", and whether a colon made it a label, after which anything is a name.
fn after_by(segment: &str) -> Option<(&str, bool)> {
    static BY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^(?:(?:written|reported|posted|published|submitted|story|text|words|compiled|edited|report)\s+)?",
            r"(?:by\s*(?P<colon>[:\-–—]\s*)|by\s+|(?:by-?line|authors?|writer|reporter|name|autor(?:in|es)?|auteur|autore)\s*(?P<label>:\s*)|(?-i:(?:Von|Par|Por|Di|Door|Av|Af)\s+))",
        ))
        .expect("the pattern is constant and compiled in the tests")
    });
    let found = BY.captures(segment)?;
    let labelled = found.name("colon").or(found.name("label")).is_some();
    let name = trim_name(&segment[found.get(0)?.end()..]);
    (!name.is_empty() && name.len() < 120).then_some((name, labelled))
}

fn trim_name(text: &str) -> &str {
    text.trim_matches([' ', ',', ':', '-', '–', '—', '|', '*', '_'])
}

/// `Jane Doe, Associated Press`, `Jane Doe for Reuters`, `Jane Doe of The Associated Press`,
/// `Jane Doe (AFP)`, `Reuters/Jane Doe`.
fn split_affiliation(text: &str) -> (&str, Option<String>) {
    for separator in [", ", " for ", " of ", " (", "/", " at "] {
        let Some((before, after)) = text.rsplit_once(separator) else { continue };
        if let Some(source) = agency(after.trim_end_matches(')')) {
            return (before, Some(source));
        }
        if separator == "/"
            && let Some(source) = agency(before)
        {
            return (after, Some(source));
        }
    }
    (text, None)
}

/// The people in a by-line; `None` where a part of it is no name.
fn names(text: &str) -> Option<Vec<Person>> {
    static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\s*(?:,\s*(?:and|&|und|et|y)\s+|,|\s&\s|\s(?:and|with|und|et|e|y)\s)\s*")
            .expect("the pattern is constant and compiled in the tests")
    });
    let mut people: Vec<Person> = Vec::new();
    for part in BETWEEN.split(text) {
        let part = part.trim_matches([' ', ':', '-', '–', '—']);
        let part = part.split_once(" in ").map_or(part, |(name, _place)| name);
        if part.is_empty() || (is_office(part) && !people.is_empty()) || is_suffix(part) {
            continue;
        }
        let found = person(part)?;
        if !found.name.as_deref().is_none_or(is_name) {
            return None;
        }
        people.push(found);
    }
    (!people.is_empty()).then_some(people)
}

fn is_suffix(text: &str) -> bool {
    matches!(text.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "PhD" | "MD")
}

/// What a person is, which follows the name.
fn is_office(text: &str) -> bool {
    const OFFICES: &[&str] = &[
        "writer",
        "reporter",
        "correspondent",
        "editor",
        "staff",
        "contributor",
        "columnist",
        "chief",
        "photographer",
        "producer",
        "bureau",
        "special",
        "redaktion",
        "intern",
    ];
    text.split_whitespace().any(|word| OFFICES.contains(&word.to_lowercase().as_str()))
}

/// One to five words, each with a capital or a particle of names, no digits, no end of a sentence.
fn is_name(text: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "de", "da", "di", "del", "della", "der", "den", "des", "dos", "du", "van", "von", "vom", "zu", "zur",
        "la", "le", "el", "al", "bin", "ibn", "ben", "ter", "ten", "af", "av", "san", "y", "bint",
    ];
    const NEVER: &[&str] = &[
        "The", "This", "That", "These", "Those", "There", "It", "We", "In", "On", "At", "When", "If", "And",
        "But", "My", "Our", "Your", "His", "Her", "Their", "An", "All", "Now", "Then", "Next", "Some", "No",
        "Not", "For",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_word = |word: &&str| {
        let mut letters = word.chars();
        let starts = letters.next().is_some_and(|first| first.is_uppercase() || is_caseless(first));
        let elided = ["d'", "d’", "al-", "el-", "o'", "’t"].iter().any(|start| word.starts_with(start));
        let plain = word.chars().all(|c| c.is_alphabetic() || ".'’-".contains(c) || is_mark(c));
        let initials = word.trim_end_matches('.').chars().count() <= 2
            || matches!(*word, "Jr." | "Sr." | "Dr." | "Mr." | "Mrs." | "Ms." | "St." | "Prof.");
        plain
            && (starts || elided || PARTICLES.contains(word))
            && (!word.ends_with('.') || initials || word.matches('.').count() > 1)
    };
    (1..=5).contains(&words.len())
        && words.iter().all(is_word)
        && words.iter().any(|word| !PARTICLES.contains(word))
        && !words.first().is_some_and(|first| NEVER.contains(first))
}

/// Scripts without capitals: their names are words.
fn is_caseless(character: char) -> bool {
    character.is_alphabetic() && !character.is_lowercase() && !character.is_uppercase()
}

/// Vowel signs of the Indic scripts and combining accents.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}')
}

/// The name of the agency that `text` names. Known agencies, words that name one (`agencies`,
/// `wire service`), and short capitals alone, which in a by-line are one that we do not know.
fn agency(text: &str) -> Option<String> {
    let name = text.trim().trim_matches(['.', ',', ':', '(', ')', '[', ']']).trim();
    let bare = strip_prefix_ignoring_case(name, "the ").unwrap_or(name);
    let folded = bare.to_lowercase();
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let count = words.clone().count();
    if count == 0 || count > 6 || name.contains('@') {
        return None;
    }
    let known = AGENCIES.contains(&folded.as_str());
    let plain_start = AGENCIES.iter().any(|agency| {
        folded
            .strip_prefix(agency)
            .is_some_and(|rest| matches!(rest.trim(), "staff" | "news" | "english" | "report"))
    });
    let word = words.any(|word| {
        matches!(
            word,
            "agency" | "agencies" | "agence" | "agentur" | "agencia" | "agenzia" | "newswire" | "newsroom"
        )
    }) || ["news service", "wire service", "wire services", "press association", "press trust"]
        .iter()
        .any(|end| folded.ends_with(end));
    let capitals =
        count == 1 && (2..=4).contains(&bare.len()) && bare.chars().all(|c| c.is_ascii_uppercase());
    let listed = count > 1
        && bare.split(['/', ',']).all(|part| AGENCIES.contains(&part.trim().to_lowercase().as_str()));
    (known || plain_start || word || capitals || listed).then(|| bare.to_owned())
}

const AGENCIES: &[&str] = &[
    "aa",
    "aap",
    "afp",
    "agence france-presse",
    "agence france presse",
    "agerpres",
    "agi",
    "anadolu",
    "ani",
    "anp",
    "ansa",
    "antara",
    "ap",
    "apa",
    "apn",
    "app",
    "associated press",
    "aujourd'hui",
    "bbc",
    "bbc news",
    "belga",
    "bernama",
    "bloomberg",
    "bloomberg news",
    "bns",
    "bss",
    "bta",
    "canadian press",
    "cna",
    "cnn",
    "cns",
    "cp",
    "čtk",
    "ctk",
    "deutsche presse-agentur",
    "dow jones",
    "dpa",
    "efe",
    "epd",
    "europa press",
    "fars",
    "fides",
    "getty images",
    "gna",
    "hina",
    "ians",
    "interfax",
    "ips",
    "irna",
    "itar-tass",
    "jiji",
    "jiji press",
    "jta",
    "kna",
    "kuna",
    "kyodo",
    "kyodo news",
    "lusa",
    "maghreb arabe presse",
    "map",
    "mena",
    "mti",
    "nan",
    "ntb",
    "news agency of nigeria",
    "pa",
    "pa media",
    "pap",
    "petra",
    "pna",
    "prensa latina",
    "press association",
    "press trust of india",
    "pti",
    "reuters",
    "ria novosti",
    "ritzau",
    "sana",
    "sapa",
    "sda",
    "sid",
    "spa",
    "stt",
    "tanjug",
    "tass",
    "thomson reuters",
    "tt",
    "ukrinform",
    "uni",
    "unian",
    "united news of india",
    "united press international",
    "upi",
    "vna",
    "wam",
    "xinhua",
    "yonhap",
];

static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^\s*(?:[\p{Lu}][\p{L}.'’\- ]{1,30}(?:,\s*[\p{L}.'’\- ]{2,30})?(?:,?\s+\p{L}{3,9}\.?\s+\d{1,2}(?:,\s*\d{4})?)?,?\s*)?",
        r"(?:\((?P<agency>[\p{L}/ .-]{2,30})\)|\[(?P<other>[\p{L}/ .-]{2,30})\])\s*[—–:-]",
    ))
    .expect("the pattern is constant and compiled in the tests")
});

#[cfg(test)]
mod tests {
    use super::*;

    /// day | updated | authors | source
    fn shown(line: &str) -> String {
        let Some(credits) = read(line) else { return "prose".to_owned() };
        let people: Vec<String> = credits
            .authors
            .iter()
            .map(|person| {
                let email = person.email.as_ref().map(|email| format!("<{email}>"));
                [person.name.clone(), email].into_iter().flatten().collect::<Vec<_>>().join(" ")
            })
            .collect();
        format!(
            "{} | {} | {} | {}",
            credits.published.map(|date| date.day.to_string()).unwrap_or_default(),
            credits.updated.map(|date| date.date_naive().to_string()).unwrap_or_default(),
            people.join("; "),
            credits.source.unwrap_or_default()
        )
    }

    #[test]
    fn lines_of_newsrooms_and_people() {
        let cases = [
            ("December 04,2014   By:AGENCY", "2014-12-04 |  |  | AGENCY"),
            ("December 04,2014\u{a0}\u{a0}\u{a0}By:AGENCY", "2014-12-04 |  |  | AGENCY"),
            ("December\u{a0}04,2014\u{a0}By:AGENCY", "2014-12-04 |  |  | AGENCY"),
            ("By Jane Doe", " |  | Jane Doe | "),
            ("— Jane Doe, 4 Dec. 2014", "2014-12-04 |  | Jane Doe | "),
            ("2014-12-04", "2014-12-04 |  |  | "),
            ("by Jane Doe", " |  | Jane Doe | "),
            ("BY JANE DOE", " |  | JANE DOE | "),
            ("By: Jane Doe", " |  | Jane Doe | "),
            ("By Jane Doe and John Roe", " |  | Jane Doe; John Roe | "),
            ("By Jane Doe, John Roe & Max Moe", " |  | Jane Doe; John Roe; Max Moe | "),
            ("By Jane Doe, Staff Writer", " |  | Jane Doe | "),
            ("By Jane Doe, Associated Press", " |  | Jane Doe | Associated Press"),
            ("By JANE DOE, The Associated Press", " |  | JANE DOE | Associated Press"),
            ("By Jane Doe (Reuters)", " |  | Jane Doe | Reuters"),
            ("By Jane Doe for AFP", " |  | Jane Doe | AFP"),
            ("By Jane Doe in London", " |  | Jane Doe | "),
            ("By The Associated Press", " |  |  | Associated Press"),
            ("By Reuters Staff", " |  |  | Reuters Staff"),
            ("By: PTI | December 4, 2014", "2014-12-04 |  |  | PTI"),
            ("By Agencies", " |  |  | Agencies"),
            ("By Jane Doe | December 4, 2014", "2014-12-04 |  | Jane Doe | "),
            ("By Jane Doe - 4 December 2014", "2014-12-04 |  | Jane Doe | "),
            ("By Jane Doe, December 4, 2014", "2014-12-04 |  | Jane Doe | "),
            ("By Jane Doe on December 4, 2014", "2014-12-04 |  | Jane Doe | "),
            ("December 4, 2014 by Jane Doe", "2014-12-04 |  | Jane Doe | "),
            ("Published: December 4, 2014", "2014-12-04 |  |  | "),
            ("Posted on 4 December 2014 by Jane Doe", "2014-12-04 |  | Jane Doe | "),
            ("Published 2014-12-04 | Updated 2014-12-05", "2014-12-04 | 2014-12-05 |  | "),
            ("Last updated: 2014-12-05", " | 2014-12-05 |  | "),
            ("Date: 2014-12-04", "2014-12-04 |  |  | "),
            ("LONDON, December 4, 2014 (Reuters)", "2014-12-04 |  |  | Reuters"),
            ("NEW DELHI: December 4, 2014", "2014-12-04 |  |  | "),
            ("Thursday, December 4, 2014", "2014-12-04 |  |  | "),
            ("4th December 2014", "2014-12-04 |  |  | "),
            ("December 4th, 2014", "2014-12-04 |  |  | "),
            ("Dec. 4, 2014", "2014-12-04 |  |  | "),
            ("04 Dec 2014\tJane Doe", "2014-12-04 |  | Jane Doe | "),
            ("Jane Doe • 4 December 2014", "2014-12-04 |  | Jane Doe | "),
            ("Author: Jane Doe", " |  | Jane Doe | "),
            ("Author: jane", " |  | jane | "),
            ("By Jane Doe (jane@example.org)", " |  | Jane Doe <jane@example.org> | "),
            ("By Jane Doe <jane@example.org>", " |  | Jane Doe <jane@example.org> | "),
            ("By Ludwig van Beethoven", " |  | Ludwig van Beethoven | "),
            ("By J. R. R. Tolkien", " |  | J. R. R. Tolkien | "),
            ("By Seán O’Casey", " |  | Seán O’Casey | "),
            ("Von Jürgen Müller", " |  | Jürgen Müller | "),
            ("Source: Xinhua", " |  |  | Xinhua"),
            ("— Jane Doe", " |  | Jane Doe | "),
            ("-- Jane Doe", " |  | Jane Doe | "),
            ("*By Jane Doe*", " |  | Jane Doe | "),
            ("Written by Jane Doe", " |  | Jane Doe | "),
            ("2014/12/04", "2014-12-04 |  |  | "),
            ("Updated: 10:30 IST, December 4, 2014", " | 2014-12-04 |  | "),
            ("Jane Doe | Reuters | December 4, 2014", "2014-12-04 |  | Jane Doe | Reuters"),
        ];
        for (line, expected) in cases {
            assert_eq!(shown(line), expected, "{line}");
        }
    }

    #[test]
    fn prose_is_no_credit() {
        for line in [
            "By the time we arrived it was dark",
            "By The Time We Arrived It Was Already Dark",
            "On December 4, 2014, the council met again.",
            "It was the best of times",
            "Jane Doe",
            "",
            "Reuters reported a rise of three percent in December 2014",
            "By 2014 the town had grown",
            "The meeting of 4 December 2014 was opened by Jane Doe",
        ] {
            assert_eq!(shown(line), "prose", "{line}");
        }
    }

    #[test]
    fn agencies_at_both_ends_of_a_story() {
        for (text, expected) in [
            ("LONDON, Dec 4 (Reuters) - Shares rose", Some("Reuters")),
            ("NEW YORK (AP) — The mayor", Some("AP")),
            ("(AFP) - The", Some("AFP")),
            ("He (the mayor) - a man", None),
            ("Plain text", None),
        ] {
            assert_eq!(opening_agency(text).as_deref(), expected, "{text}");
        }
        for (line, expected) in [
            ("(Reuters)", Some("Reuters")),
            ("(With inputs from PTI)", Some("PTI")),
            ("Source: AFP", Some("AFP")),
            ("— AP", Some("AP")),
            ("(see below)", None),
        ] {
            assert_eq!(closing_agency(line).as_deref(), expected, "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_line_is_read(line in "\\PC{0,120}") {
            let _ = (read(&line), opening_agency(&line), closing_agency(&line), bare_name(&line));
        }
    }
}
