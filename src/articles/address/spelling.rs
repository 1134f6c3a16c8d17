//! How words are written in addresses.

use crate::articles::site::Layout;

/// A folder, a name or a slug as the generator has it in addresses.
pub fn part(text: &str, layout: Layout) -> String {
    match layout {
        Layout::Hugo => sanitized(text),
        Layout::Zola => slugified(text),
        Layout::Plain | Layout::Jekyll => text.to_owned(),
    }
}

/// As Hugo makes its addresses: spaces become a hyphen, and what is neither of a word nor of a path goes.
fn sanitized(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_due = false;
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() || "./_#+~-@".contains(character) {
            if is_due {
                out.push('-');
            }
            is_due = false;
            out.push(character);
        } else if character.is_whitespace() && !out.is_empty() && !out.ends_with('-') {
            is_due = true;
        }
    }
    out
}

/// Bytes; file systems take names of 255.
const LONGEST_SLUG: usize = 180;

/// Lower case, words joined by hyphens; letters of any script stay.
pub fn slugified(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() || matches!(character, '_' | '.') {
            slug.push(character);
        } else if !slug.ends_with('-') && !matches!(character, '\'' | '’') {
            slug.push('-');
        }
    }
    let cut = (0..=LONGEST_SLUG.min(slug.len())).rev().find(|at| slug.is_char_boundary(*at)).unwrap_or(0);
    let slug = slug[..cut].trim_matches(['-', '.']);
    if slug.is_empty() { "article".to_owned() } else { slug.to_owned() }
}

/// What would end a path is encoded; the URL parser encodes the rest.
pub fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for character in path.chars() {
        match character {
            '%' => out.push_str("%25"),
            '?' => out.push_str("%3F"),
            '#' => out.push_str("%23"),
            '\\' => out.push_str("%5C"),
            other => out.push(other),
        }
    }
    out
}

pub fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        // `from_str_radix` takes a sign too.
        let hex = hex.filter(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let value = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        out.push(value.unwrap_or(bytes[at]));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_are_decoded_and_nothing_else() {
        for (text, decoded) in
            [("a%20b%C3%a9", "a bé"), ("100%", "100%"), ("%+1%-1%zz%2", "%+1%-1%zz%2"), ("%ff", "%ff")]
        {
            assert_eq!(percent_decoded(text), decoded, "{text}");
        }
    }
}
