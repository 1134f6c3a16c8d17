//! Character references (`&amp;`, `&#233;`, `&eacute`) to the characters that they stand for.
//!
//! [`decode`] is for text, [`decode_attribute`] for attribute values, where `?a=1&copy=2` holds
//! no reference (WHATWG HTML 13.2.5.73). Each decodes once, so `&amp;lt;` becomes `&lt;`.

use std::borrow::Cow;

use super::entities::entity;
use super::xml::windows_1252;

/// The names that browsers also know without a semicolon; the longest one that fits is meant.
const WITHOUT_SEMICOLON: &str = " AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave Euml GT Iacute \
    Icirc Igrave Iuml LT Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN Uacute Ucirc Ugrave Uuml Yacute aacute acirc \
    acute aelig agrave amp aring atilde auml brvbar ccedil cedil cent copy curren deg divide eacute ecirc egrave eth euml frac12 \
    frac14 frac34 gt iacute icirc iexcl igrave iquest iuml laquo lt macr micro middot nbsp not ntilde oacute ocirc ograve ordf \
    ordm oslash otilde ouml para plusmn pound quot raquo reg sect shy sup1 sup2 sup3 szlig thorn times uacute ucirc ugrave uml \
    uuml yacute yen yuml ";

/// The longest of all names, `CounterClockwiseContourIntegral`.
const LONGEST_NAME: usize = 31;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Attribute,
}

/// `text` with its references decoded once; what is no reference stays as it is.
pub fn decode(text: &str) -> Cow<'_, str> {
    decode_in(text, Place::Text)
}

/// The value of an attribute with its references decoded once.
pub fn decode_attribute(value: &str) -> Cow<'_, str> {
    decode_in(value, Place::Attribute)
}

/// `text` with the characters in it that are written in two halves, `&#55357;&#56832;`, as programs do whose
/// strings are UTF-16. It is apart from [`decode`], since entries are known by what that makes of their titles.
pub fn with_halves_joined(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), b"&#") {
        if let Some((character, length)) = text.get(at..).filter(|_| at >= done).and_then(character_in_halves)
        {
            out.push_str(&text[done..at]);
            out.push(character);
            done = at + length;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// The character in two halves that begins `text`, and its length there.
pub fn character_in_halves(text: &str) -> Option<(char, usize)> {
    let (high, first) = half(text)?;
    let (low, second) = half(&text[first..])?;
    let is_pair = matches!(high, 0xD800..=0xDBFF) && matches!(low, 0xDC00..=0xDFFF);
    let character = char::decode_utf16([high, low]).next()?.ok().filter(|_| is_pair)?;
    Some((character, first + second))
}

/// The number of the reference that begins `text`, and its length.
fn half(text: &str) -> Option<(u16, usize)> {
    const LONGEST: usize = 8;
    let number = text.strip_prefix("&#")?;
    let end = number.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let unit = match number[..end].strip_prefix(['x', 'X']) {
        Some(digits) => u16::from_str_radix(digits, 16),
        None => number[..end].parse(),
    };
    Some((unit.ok()?, end + "&#;".len()))
}

/// Whether `text` holds a reference that ends as it should, with a semicolon.
pub(super) fn has_reference(text: &str) -> bool {
    memchr::memchr_iter(b'&', text.as_bytes()).any(|at| {
        reference(&text[at + 1..], Place::Text).is_some_and(|(_, len)| text.as_bytes()[at + len] == b';')
    })
}

fn decode_in(text: &str, place: Place) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(after) = rest.strip_prefix('&') {
        let mut length = 0;
        if let Some((characters, read)) = reference(after, place) {
            out.push_str(&characters);
            length = read;
        } else {
            out.push('&');
        }
        rest = &after[length..];
        let next = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(out)
}

/// The characters meant by the reference that begins `after` its ampersand, and its length there.
fn reference(after: &str, place: Place) -> Option<(Cow<'static, str>, usize)> {
    if let Some(number) = after.strip_prefix('#') {
        return numeric(number).map(|(character, length)| (Cow::Owned(character.to_string()), length + 1));
    }
    let name_length = after.bytes().take(LONGEST_NAME + 1).take_while(u8::is_ascii_alphanumeric).count();
    let name = &after[..name_length];
    if after[name_length..].starts_with(';')
        && let Some(characters) = entity(name)
    {
        return Some((Cow::Owned(characters), name_length + 1));
    }
    let known = (2..=name_length.min(6)).rev().find(|&length| is_legacy(&name[..length]))?;
    let ambiguous = after[known..].starts_with(|next: char| next == '=' || next.is_ascii_alphanumeric());
    if place == Place::Attribute && ambiguous {
        return None;
    }
    entity(&name[..known]).map(|characters| (Cow::Owned(characters), known))
}

fn is_legacy(name: &str) -> bool {
    WITHOUT_SEMICOLON.split(' ').any(|legacy| legacy == name)
}

/// The character of `65;` or `x41;`, and the length read; a missing semicolon is forgiven.
fn numeric(number: &str) -> Option<(char, usize)> {
    let (digits, radix, prefix) = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => (hexadecimal, 16, 1),
        None => (number, 10, 0),
    };
    let length = digits.chars().take_while(|digit| digit.is_digit(radix)).count();
    if length == 0 {
        return None;
    }
    let code = digits[..length]
        .chars()
        .try_fold(0u32, |code, digit| code.checked_mul(radix)?.checked_add(digit.to_digit(radix)?));
    let semicolon = usize::from(digits[length..].starts_with(';'));
    Some((character(code), prefix + length + semicolon))
}

/// Browsers read `&#128;` to `&#159;` as windows-1252, which authors meant (WHATWG HTML 13.2.5.80).
fn character(code: Option<u32>) -> char {
    let meant = match code.filter(|&code| code != 0) {
        Some(code @ 0x80..=0x9F) => u8::try_from(code).ok().map(windows_1252),
        code => code.and_then(char::from_u32),
    };
    meant.unwrap_or('\u{FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_once() {
        for (text, want) in [
            ("a &amp; b", "a & b"),
            ("&amp;lt;", "&lt;"),
            ("&lt;b&gt;", "<b>"),
            ("&eacute;&eacutex &notit; &notin;", "éé\u{78} ¬it; ∉"),
            ("&#233;&#xE9;&#XE9 x", "ééé x"),
            ("&#150;&#0;&#xD800;&#99999999999;", "–\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("AT&T & &; &# &#x; &bogus;", "AT&T & &; &# &#x; &bogus;"),
            ("&CounterClockwiseContourIntegral;", "∳"),
            ("&", "&"),
        ] {
            assert_eq!(decode(text), want, "{text}");
        }
    }

    #[test]
    fn a_character_in_two_halves_is_one() {
        for (text, want) in [
            ("a &#55357;&#56832; b&#xD83D;&#xde00;", "a 😀 b😀"),
            ("&#55357;&#55357;&#56832;", "&#55357;😀"),
            ("&#55357; &#56832; &#65;&#66; &#", "&#55357; &#56832; &#65;&#66; &#"),
        ] {
            assert_eq!(with_halves_joined(text), want);
        }
    }

    #[test]
    fn a_parameter_in_an_address_is_no_reference() {
        assert_eq!(decode_attribute("?a=1&copy=2&regx&amp;c=3&lt"), "?a=1&copy=2&regx&c=3<");
        assert_eq!(decode("?a=1&copy=2"), "?a=1©=2");
    }

    #[test]
    fn only_a_whole_reference_makes_markup() {
        assert!(has_reference("caf&eacute;") && has_reference("&#8217;"));
        assert!(!has_reference("AT&T; a & b; &copy 2026"));
    }
}
