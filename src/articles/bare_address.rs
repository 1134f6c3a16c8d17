//! Addresses that stand bare in a text: where the next one is, and where it leads.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Longer than any server takes.
const LONGEST: usize = 4096;
/// They end the sentence, not the address.
const PUNCTUATION: &[char] = &['.', ',', ';', ':', '!', '?', '\'', '’', '*', '_', '~', '…', '”'];

/// The place of the first one.
pub fn next(text: &str) -> Option<Range<usize>> {
    static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"https?://|www\.").expect("the pattern is constant and compiled in the tests")
    });
    SCHEME.find_iter(text).find_map(|scheme| {
        let at = scheme.start();
        let apart = !text[..at].ends_with(|c: char| c.is_alphanumeric() || "/.@".contains(c));
        if !apart {
            return None;
        }
        let end = at + length(&text[at..]);
        (end > scheme.end()).then_some(at..end)
    })
}

pub fn href(address: &str) -> String {
    if address.starts_with("www.") { format!("https://{address}") } else { address.to_owned() }
}

/// Up to white space or what encloses an address, without the punctuation of the sentence; a
/// closing bracket belongs to it only where it was opened in it.
fn length(text: &str) -> usize {
    let end = (0..=LONGEST.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let text = &text[..end];
    let end = text.find(|c: char| c.is_whitespace() || "<>\"“”«»{}|\\^`".contains(c)).unwrap_or(text.len());
    let mut address = &text[..end];
    let surplus = |open: char, close: char| {
        address.matches(close).count().saturating_sub(address.matches(open).count())
    };
    let (mut round, mut square) = (surplus('(', ')'), surplus('[', ']'));
    loop {
        address = address.trim_end_matches(PUNCTUATION);
        let closing = match address.as_bytes().last() {
            Some(b')') => &mut round,
            Some(b']') => &mut square,
            _ => return address.len(),
        };
        if *closing == 0 {
            return address.len();
        }
        *closing -= 1;
        address = &address[..address.len() - 1];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_an_address_and_what_to_the_sentence() {
        for (text, address) in [
            ("see https://e.org/a.", "https://e.org/a"),
            ("(https://e.org/a)", "https://e.org/a"),
            ("(see https://e.org/A_(b))", "https://e.org/A_(b)"),
            ("https://e.org/((a))).", "https://e.org/((a))"),
            ("[https://e.org/a]!?", "https://e.org/a"),
            ("https://e.org/a?b=c&d=e;f#g", "https://e.org/a?b=c&d=e;f#g"),
            ("“https://e.org/q”", "https://e.org/q"),
            ("\"www.e.org/x\"", "www.e.org/x"),
            ("https://e.org/~x/a_b*c*", "https://e.org/~x/a_b*c"),
            ("https://müller.example/ä…", "https://müller.example/ä"),
            ("xhttps://e.org ann@www.e.org .www.e.org http://f.org", "http://f.org"),
        ] {
            assert_eq!(next(text).map(|found| &text[found]), Some(address), "{text}");
        }
        for text in ["https://", "www.", "https://...", "http:/e.org", "wwww.e.org", "ftp.e.org"] {
            assert_eq!(next(text), None, "{text}");
        }
    }

    #[test]
    fn brackets_without_end_are_counted_once() {
        let text = format!("https://e.org/{} ", ")].".repeat(1300)).repeat(500);
        let mut rest = text.as_str();
        while let Some(found) = next(rest) {
            assert_eq!(&rest[found.clone()], "https://e.org/");
            rest = &rest[found.end..];
        }
    }
}
