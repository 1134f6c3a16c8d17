//! Plain text fit for every format: one line, no markup, no character that XML cannot hold.

use crate::markup;
use crate::model::feed::{Text, TextKind};

/// Longer titles, names and terms than this are content in the wrong place.
const LONGEST_LINE: usize = 2_000;

/// `text` as one line of plain text; `None` where nothing is left.
pub fn plain(text: &Text) -> Option<String> {
    match text.kind {
        TextKind::Text => line(&text.value),
        TextKind::Html | TextKind::Xhtml => line(&markup::text(&text.value)),
    }
}

/// `value`, plain text already, as one line; `None` where nothing is left.
pub fn line(value: &str) -> Option<String> {
    let legal = markup::sound_text(value);
    let line = legal.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return None;
    }
    Some(if line.chars().count() > LONGEST_LINE { markup::summary(&line, LONGEST_LINE) } else { line })
}
