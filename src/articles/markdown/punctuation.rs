//! Punctuation of printers, as the parser of Markdown makes it of what a keyboard has.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use crate::markup::decode_attribute;

/// The quotes of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotes {
    pub single: (char, char),
    pub double: (char, char),
    pub apostrophe: char,
}

impl Default for Quotes {
    fn default() -> Quotes {
        Quotes { single: ('‘', '’'), double: ('“', '”'), apostrophe: '’' }
    }
}

impl Quotes {
    /// What the parser shows of the quote at `place`.
    fn of(self, shown: &str, source: &str, place: &Range<usize>) -> Option<char> {
        let before = source.get(..place.start)?.chars().next_back();
        let after = source.get(place.end..)?.chars().next();
        let follows = before.is_some_and(char::is_alphanumeric);
        Some(match (shown, source.get(place.clone())?) {
            // The inches of `a 12" record`, and quotes without a fellow.
            ("“", "\"") if follows => self.double.1,
            ("“", "\"") => self.double.0,
            ("”", "\"") => self.double.1,
            ("‘", "'") => self.single.0,
            ("’", "'") if after.is_some_and(char::is_alphanumeric) => self.apostrophe,
            ("’", "'") => self.single.1,
            _ => return None,
        })
    }
}

/// The mark that a site's settings name: itself, `&bdquo;`, `bdquo`.
pub fn mark(text: &str) -> Option<char> {
    let text = text.trim();
    let is_name = text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let decoded = decode_attribute(&if is_name { format!("&{text};") } else { text.to_owned() }).into_owned();
    let mut characters = decoded.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// `events` of `source` with the quotes of its site.
pub fn with_quotes<'a>(
    quotes: Quotes,
    source: &'a str,
    events: impl Iterator<Item = (Event<'a>, Range<usize>)>,
) -> impl Iterator<Item = (Event<'a>, Range<usize>)> {
    events.map(move |(event, place)| {
        let quote = match &event {
            Event::Text(shown) => quotes.of(shown, source, &place),
            _ => None,
        };
        (quote.map_or(event, |quote| Event::Text(CowStr::from(quote.to_string()))), place)
    })
}

/// As a keyboard has it.
pub fn typed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '‘' | '’' | '‚' | '‹' | '›' => out.push('\''),
            '“' | '”' | '„' | '«' | '»' => out.push('"'),
            '–' => out.push_str("--"),
            '—' => out.push_str("---"),
            '…' => out.push_str("..."),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_by_their_names() {
        for (text, expected) in [
            ("„", Some('„')),
            ("&bdquo;", Some('„')),
            ("&#8218;", Some('‚')),
            ("apos", Some('\'')),
            ("quot", Some('"')),
        ] {
            assert_eq!(mark(text), expected, "{text}");
        }
        for text in ["", "nothing", "&laquo;&nbsp;", "ab"] {
            assert_eq!(mark(text), None, "{text}");
        }
    }
}
