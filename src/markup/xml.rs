//! The characters that XML 1.0 can hold, and those that anybody means.

use std::borrow::Cow;

/// `text` without the characters that no XML 1.0 document can hold, not even as references:
/// control characters, U+FFFE and U+FFFF (XML 1.0, production 2).
pub fn xml_text(text: &str) -> Cow<'_, str> {
    let suspect = |byte: u8| byte == 0xEF || byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    // Whole blocks without an early end are looked at many bytes at a time.
    let is_suspect = |block: &[u8]| block.iter().fold(false, |found, &byte| found | suspect(byte));
    if !text.as_bytes().chunks(128).any(is_suspect) {
        return Cow::Borrowed(text); // the common case, without decoding a character
    }
    match text.find(|character| !is_xml(character)) {
        Some(_) => Cow::Owned(text.chars().filter(|&character| is_xml(character)).collect()),
        None => Cow::Borrowed(text),
    }
}

/// `text` as [`xml_text`] has it, and without what checkers of feeds and pages warn of: control
/// characters beyond ASCII become what windows-1252 has in their place, which was meant (WHATWG
/// HTML 13.2.5.80), a replacement character is a question mark, and a noncharacter is nothing.
pub fn sound_text(text: &str) -> Cow<'_, str> {
    match text.find(|character| sound(character) != Some(character)) {
        Some(_) => Cow::Owned(text.chars().filter_map(sound).collect()),
        None => Cow::Borrowed(text),
    }
}

fn sound(character: char) -> Option<char> {
    match character {
        '\u{7F}' | '\u{FDD0}'..='\u{FDEF}' => None,
        '\u{85}' => Some(' '),
        '\u{80}'..='\u{9F}' => {
            u8::try_from(character).ok().map(windows_1252).filter(|meant| !meant.is_control())
        }
        '\u{FFFD}' => Some('?'),
        other if u32::from(other) & 0xFFFE == 0xFFFE => None,
        other => Some(other).filter(|other| is_xml(*other)),
    }
}

/// What a byte means in windows-1252; one that means nothing there is the control character of its number.
pub fn windows_1252(byte: u8) -> char {
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn is_xml(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        other => other >= ' ',
    }
}

/// Line ends as a parser of HTML or XML reads them (WHATWG HTML 13.2.3.5).
pub fn one_line_break(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_xml_can_hold_stays() {
        assert_eq!(xml_text("a\tb\r\nc \u{85}é\u{1F600}"), "a\tb\r\nc \u{85}é\u{1F600}");
        assert_eq!(xml_text("a\0b\u{1}\u{8}\u{b}\u{1f}c\u{FFFE}\u{FFFF}d"), "abcd");
        assert!(matches!(xml_text("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_nobody_means_is_mended() {
        assert_eq!(sound_text("a\u{93}b\u{94}\u{81}\u{85}c\u{7F}\u{0}"), "a“b” c");
        assert_eq!(sound_text("caf\u{FFFD} \u{FDD0}\u{1FFFE}\u{10FFFF}\u{1F600}"), "caf? \u{1F600}");
        assert!(matches!(sound_text("déjà\nvu"), Cow::Borrowed(_)));
    }
}
