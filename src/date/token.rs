//! Cuts a text that may be a date into numbers, words and marks. Comments (RFC 5322, 3.2.2) go unless they
//! say something: `(CEST)` and `(GMT+2)` may be the only zone given.

use super::zone;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// Decimal digits.
    Number(&'a str),
    /// Letters; points between letters belong to the word (`p.m`).
    Word(&'a str),
    Mark(char),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub kind: Kind<'a>,
    /// Whether it follows the token before it without white space.
    pub glued: bool,
}

/// Signs that count numbers in Chinese, Japanese and Korean. Behind a number each is a word of its own,
/// though no space parts it from the next.
const COUNTERS: &str = "年月日時时点點分秒년월일시분초";

pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token> = Vec::new();
    let mut rest = text;
    let mut glued = false;
    while let Some(first) = rest.chars().next() {
        let behind_number = glued && matches!(found.last(), Some(Token { kind: Kind::Number(_), .. }));
        let (length, kind) = piece(rest, first, behind_number);
        found.extend(kind.map(|kind| Token { kind, glued }));
        glued = kind.is_some();
        rest = &rest[length..];
    }
    found
}

/// The length of the piece that `first` begins in `text`, and its token; white space and comments have none.
fn piece(text: &str, first: char, behind_number: bool) -> (usize, Option<Kind<'_>>) {
    if first.is_ascii_digit() {
        let length = run(text, |c| c.is_ascii_digit());
        return (length, Some(Kind::Number(&text[..length])));
    }
    if first.is_alphabetic() {
        let length = if behind_number && COUNTERS.contains(first) { first.len_utf8() } else { word(text) };
        return (length, Some(Kind::Word(&text[..length])));
    }
    if let Some(length) = silent_comment(text) {
        return (length, None);
    }
    let mark = match first {
        // typographic dashes and the minus sign
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    };
    (first.len_utf8(), (!first.is_whitespace()).then_some(Kind::Mark(mark)))
}

/// The length of a comment at the start of `text` that says nothing: no number, and not the name of a zone.
fn silent_comment(text: &str) -> Option<usize> {
    if !text.starts_with('(') {
        return None;
    }
    let mut depth = 0_usize;
    let end = text.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then_some(at + 1)
    });
    let end = end.unwrap_or(text.len());
    let inner = text[1..end].trim_end_matches(')').trim();
    let says_something = inner.contains(|c: char| c.is_ascii_digit()) || zone::named(inner).is_some();
    (!says_something).then_some(end)
}

fn word(text: &str) -> usize {
    let mut end = run(text, is_letter);
    while text[end..].strip_prefix('.').is_some_and(|behind| behind.starts_with(is_letter)) {
        end += 1;
        end += run(&text[end..], is_letter);
    }
    end
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Combining accents belong to the letter before them.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36F}')
}
