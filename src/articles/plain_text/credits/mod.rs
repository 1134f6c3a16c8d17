//! Date lines and by-lines as newsrooms and people write them.
//!
//! [`read`] is the function to call: the credits in one line, or `None` where the line is prose.
//! It looks for what a date and a name look like and is content only if nothing else is left over,
//! so a sentence that begins with "By" stays a sentence. What a date means is the business of
//! [`crate::date`].

mod agency;
mod byline;
mod dateline;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use regex::Regex;

use crate::articles::keys::person;
use crate::date::Moment;
use crate::model::feed::Person;
use agency::{after_source_label, agency, split_affiliation};
use byline::{after_by, names};
use dateline::{is_clock, is_label, is_place, next_date, without_labels};

pub use agency::{closing_agency, opening_agency};

/// Longer lines are prose.
const MAX_LINE: usize = 200;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Credits {
    pub published: Option<Moment>,
    pub updated: Option<Moment>,
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
                self.updated = self.updated.or(Some(date));
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

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| text[prefix.len()..].trim_start())
}
