//! Text from outside, made fit for a terminal or a log line.
//!
//! [`line()`] is the one function: a feed, a file name or an error text may hold escape sequences
//! that move the cursor, colour the screen or forge a second line, and none of that gets through.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` with every control character and every invisible direction mark written out, as `\u{1b}`.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut printable = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_unprintable(character) {
            // Writing into a string cannot fail.
            let _ = write!(printable, "{}", character.escape_default());
        } else {
            printable.push(character);
        }
    }
    Cow::Owned(printable)
}

/// JSON with such characters in its strings written as JSON has it: `\u001b`. It means the same.
pub fn json(document: &str) -> String {
    let is_layout = |character| character == '\n';
    let mut printable = String::with_capacity(document.len());
    for character in document.chars() {
        if is_unprintable(character) && !is_layout(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing into a string cannot fail.
                let _ = write!(printable, "\\u{unit:04x}");
            }
        } else {
            printable.push(character);
        }
    }
    printable
}

/// `text`, of which a message needs to show no more than that: what a server says may fill the screen.
pub fn shortened(text: &str) -> Cow<'_, str> {
    const SHOWN: usize = 300;
    match text.char_indices().nth(SHOWN) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

/// Control characters, line separators, and the marks that reorder a line on screen.
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{json, line, shortened};

    #[test]
    fn json_means_what_it_meant() {
        let value = serde_json::json!({ "a": "\u{9b}31m\u{202e}\u{7f}\r\n\u{feff}ü" });
        let shown = json(&serde_json::to_string_pretty(&value).unwrap());
        assert_eq!(shown, "{\n  \"a\": \"\\u009b31m\\u202e\\u007f\\r\\n\\ufeffü\"\n}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }

    #[test]
    fn what_is_long_is_cut_between_two_characters() {
        assert_eq!(shortened("größer"), "größer");
        assert_eq!(shortened(&"ü".repeat(300)), "ü".repeat(300));
        assert_eq!(shortened(&"ü".repeat(301)), format!("{}…", "ü".repeat(300)));
    }

    #[test]
    fn escape_sequences_are_written_out() {
        assert_eq!(line("a\u{1b}[31mb\nc"), "a\\u{1b}[31mb\\nc");
        assert_eq!(line("gnp\u{202e}.exe"), "gnp\\u{202e}.exe");
        assert_eq!(line("1\u{61c}2"), "1\\u{61c}2");
        assert_eq!(line("Grüße, 世界"), "Grüße, 世界");
    }
}
