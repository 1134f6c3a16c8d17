//! Plain text fit for every format: one line, no markup, no character that XML cannot hold.

use std::borrow::Cow;

use crate::markup;
use crate::model::feed::{Text, TextKind};

/// Longer titles, names and terms than this are content in the wrong place.
const LONGEST_LINE: usize = 2_000;

/// `text` as one line of plain text; `None` where nothing is left.
pub fn plain(text: &Text) -> Option<String> {
    match text.kind {
        TextKind::Text => line(&text.value),
        TextKind::Html | TextKind::Xhtml => line(&markup::text(&markup::with_halves_joined(&text.value))),
    }
}

/// `value`, plain text already, as one line; `None` where nothing is left that can be seen.
pub fn line(value: &str) -> Option<String> {
    let legal = markup::sound_text(value);
    let legal = without_joiners(&legal);
    let line = on_one_line(&legal);
    if line.chars().all(|character| character.is_whitespace() || is_unseen(character)) {
        return None;
    }
    Some(if line.chars().count() > LONGEST_LINE { markup::summary(&line, LONGEST_LINE) } else { line })
}

/// With one space for all white space between two words. Where that is one of the width of a Chinese or Japanese
/// character, it stays.
fn on_one_line(text: &str) -> String {
    const WIDE: char = '\u{3000}';
    let mut line = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(at) = rest.find(char::is_whitespace) {
        let (word, after) = rest.split_at(at);
        line.push_str(word);
        line.push(if after.starts_with(WIDE) { WIDE } else { ' ' });
        rest = after.trim_start();
    }
    line.push_str(rest);
    line
}

/// Without the word joiners with which we keep plain text from being taken for HTML, where RSS cannot say what it
/// is: a planet of this planet would hand them on.
fn without_joiners(text: &str) -> Cow<'_, str> {
    const JOINER: char = '\u{2060}';
    if !text.contains(JOINER) {
        return Cow::Borrowed(text);
    }
    let mut before = ' ';
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character != JOINER || !matches!(before, '<' | '&' | 'Â'..='ô') {
            out.push(character);
        }
        before = character;
    }
    Cow::Owned(out)
}

/// Characters that only tell how to set those around them: joiners, directions, soft hyphens, byte order marks.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_no_text() {
        for blank in ["", " \u{A0}\n", "\u{FEFF}\u{FEFF}", "\u{200B} \u{200F}", "\u{AD}", "\u{202E}\u{2066}"]
        {
            assert_eq!(line(blank), None, "{blank:?}");
        }
        assert_eq!(line(" 第1話\u{3000}題 \u{A0}名 ").as_deref(), Some("第1話\u{3000}題 名"));
        assert_eq!(line(" a\u{200D}\n b").as_deref(), Some("a\u{200D} b"));
        assert_eq!(line("-").as_deref(), Some("-"));
    }

    #[test]
    fn joiners_that_we_wrote_ourselves_go_and_those_of_others_stay() {
        let ours = "Vec<\u{2060}T> &\u{2060}amp; CafÃ\u{2060}© a\u{2060}b";
        assert_eq!(line(ours).as_deref(), Some("Vec<T> &amp; CafÃ© a\u{2060}b"));
    }
}
