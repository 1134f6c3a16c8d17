//! News agencies, and where a story names the one that it is from.

use std::sync::LazyLock;

use regex::Regex;

use super::{spaced, strip_prefix_ignoring_case, trim_marks};

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

pub(super) fn after_source_label(segment: &str) -> Option<&str> {
    ["source:", "agency:", "agencies:", "courtesy:", "from:", "via:", "quelle:", "fuente:"]
        .iter()
        .find_map(|label| strip_prefix_ignoring_case(segment, label))
        .map(trim_marks)
        .filter(|name| !name.is_empty() && name.len() < 80)
}

/// `Jane Doe, Associated Press`, `Jane Doe for Reuters`, `Jane Doe of The Associated Press`,
/// `Jane Doe (AFP)`, `Reuters/Jane Doe`.
pub(super) fn split_affiliation(text: &str) -> (&str, Option<String>) {
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

/// The name of the agency that `text` names. Known agencies, words that name one (`agencies`,
/// `wire service`), and short capitals alone, which in a by-line are one that we do not know.
pub(super) fn agency(text: &str) -> Option<String> {
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
