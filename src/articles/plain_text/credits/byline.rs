//! By-lines: what follows "by", and what a name looks like.

use std::sync::LazyLock;

use regex::Regex;

use crate::articles::keys::person;
use crate::model::feed::Person;

/// What follows "by", and whether a colon made it a label, after which anything is a name.
pub(super) fn after_by(segment: &str) -> Option<(&str, bool)> {
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

/// The people in a by-line; `None` where a part of it is no name.
pub(super) fn names(text: &str) -> Option<Vec<Person>> {
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
        && (is_group(&words) || !words.first().is_some_and(|first| NEVER.contains(first)))
}

/// `The Editors`, `The Editorial Board`; not `The Sea`.
fn is_group(words: &[&str]) -> bool {
    const GROUPS: &[&str] = &[
        "board",
        "team",
        "staff",
        "desk",
        "editor",
        "collective",
        "committee",
        "crew",
        "newsroom",
        "society",
        "club",
        "association",
        "union",
        "council",
        "project",
        "group",
    ];
    let ["The", .., last] = words else { return false };
    let last = last.to_lowercase();
    last.ends_with('s') || GROUPS.contains(&last.as_str())
}

/// Scripts without capitals: their names are words.
fn is_caseless(character: char) -> bool {
    character.is_alphabetic() && !character.is_lowercase() && !character.is_uppercase()
}

/// Vowel signs of the Indic scripts and combining accents.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}')
}
