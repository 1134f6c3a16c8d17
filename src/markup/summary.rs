//! The beginning of a text as a summary: whole sentences where they fit, whole words otherwise.
//!
//! [`summary`] takes plain text (see [`text`](super::text()) and [`lines`](super::lines)) and never
//! cuts inside a word, a reference, or what a reader sees as one character.

/// Characters of a text that stand in for a summary in RSS, where there is none.
pub const STAND_IN_CHARS: usize = 400;

/// A summary shorter than this part of what was asked for says too little: better whole words.
const LEAST_PART: usize = 3;

const ELLIPSIS: char = '…';

/// Words before a full stop that does not end a sentence.
const ABBREVIATIONS: [&str; 34] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "e.g", "i.e", "cf", "al", "no", "vol", "fig", "pp",
    "ed", "eds", "inc", "ltd", "co", "jr", "sr", "approx", "dept", "est", "bzw", "z.b", "d.h", "u.a", "ca",
    "nr", "bspw", "resp",
];

/// The beginning of `text` in at most `max_chars` characters: the text itself where it fits, else
/// whole sentences, else whole words and an ellipsis.
pub fn summary(text: &str, max_chars: usize) -> String {
    let text = text.trim();
    let Some((limit, _)) = text.char_indices().nth(max_chars) else { return text.to_owned() };
    let sentences = sentence_ends(text, limit).last().unwrap_or(0);
    if text[..sentences].chars().count() * LEAST_PART >= max_chars && sentences > 0 {
        return text[..sentences].trim_end().to_owned();
    }
    words(text, max_chars)
}

/// Where sentences end that end at `limit` or before it; a line's end is a sentence's end.
fn sentence_ends(text: &str, limit: usize) -> impl Iterator<Item = usize> {
    let candidates =
        text[..limit].char_indices().filter(|(_, character)| is_terminal(*character) || *character == '\n');
    candidates.filter_map(move |(at, character)| {
        let end = at + character.len_utf8();
        // No further than shows that it is too far: a text may be nothing but full stops.
        let tail = text[end..].char_indices().take_while(|&(offset, character)| {
            end + offset <= limit && (is_terminal(character) || closes(character))
        });
        let closed = end + tail.map(|(_, character)| character.len_utf8()).sum::<usize>();
        (closed <= limit && ends_sentence(text, at, character, closed)).then_some(closed)
    })
}

fn ends_sentence(text: &str, at: usize, character: char, closed: usize) -> bool {
    let after = &text[closed..];
    let is_apart = after.is_empty() || after.starts_with(char::is_whitespace);
    match character {
        '\n' | '。' | '！' | '？' | '।' => true,
        '.' => {
            is_apart && !after.trim_start().starts_with(char::is_lowercase) && !is_abbreviation(&text[..at])
        }
        _ => is_apart,
    }
}

/// Whether the full stop after `before` belongs to an initial, an abbreviation, or a numbered item.
fn is_abbreviation(before: &str) -> bool {
    let word = before
        .rsplit(|character: char| character.is_whitespace() || "([{\"'„“‘«".contains(character))
        .next()
        .unwrap_or_default();
    let mut letters = word.chars();
    let is_initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    is_initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

fn is_terminal(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।')
}

fn closes(character: char) -> bool {
    matches!(character, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '」' | '』' | '）')
}

/// Whole words in at most `max_chars` characters, the ellipsis among them.
fn words(text: &str, max_chars: usize) -> String {
    let Some(room) = max_chars.checked_sub(1) else { return String::new() };
    let limit = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    let head = &text[..limit];
    let at_boundary = text[limit..].starts_with(char::is_whitespace);
    let end = match head.rfind(char::is_whitespace) {
        _ if at_boundary => limit,
        Some(end) if !is_unspaced(&head[end..]) => end,
        _ => last_whole_character(text, limit),
    };
    let kept = text[..end].trim_end_matches(|character: char| {
        character.is_whitespace() || matches!(character, ',' | ';' | ':' | '-' | '–' | '—')
    });
    format!("{kept}{ELLIPSIS}")
}

/// Whether words are not parted by spaces here, as in Chinese or Japanese.
fn is_unspaced(tail: &str) -> bool {
    tail.chars()
        .filter(|&character| {
            ('\u{2E80}'..='\u{9FFF}').contains(&character) || ('\u{F900}'..='\u{FAFF}').contains(&character)
        })
        .count()
        > 4
}

/// The last place at or before `limit` where no character seen as one is cut: not before a mark
/// that joins what precedes it, nor after one that joins what follows, nor within a flag.
fn last_whole_character(text: &str, limit: usize) -> usize {
    let mut end = limit;
    while end > 0 && !is_seam(&text[..end], &text[end..]) {
        end -= text[..end].chars().next_back().map_or(0, char::len_utf8);
    }
    end
}

fn is_seam(before: &str, after: &str) -> bool {
    let joins = |character: char| character == '\u{200D}';
    let is_flag = |character: &char| ('\u{1F1E6}'..='\u{1F1FF}').contains(character);
    let flags_before = before.chars().rev().take_while(is_flag).count();
    let splits_flag = after.starts_with(|character| is_flag(&character)) && flags_before % 2 == 1;
    !splits_flag
        && !before.ends_with(joins)
        && !after.starts_with(|character| joins(character) || is_mark(character))
}

/// Marks that belong to the character before them (the ranges in use, not all of Unicode's).
fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05C7}' | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}'
        | '\u{0900}'..='\u{0903}' | '\u{093A}'..='\u{094F}' | '\u{0981}'..='\u{0983}' | '\u{09BC}'..='\u{09CD}' | '\u{0B80}'..='\u{0B82}'
        | '\u{0BBE}'..='\u{0BCD}' | '\u{0E31}' | '\u{0E34}'..='\u{0E3A}' | '\u{0E47}'..='\u{0E4E}' | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{3099}' | '\u{309A}' | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}'
        | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_ends_with_a_sentence_or_a_word() {
        for (text, max, want) in [
            ("Short.", 100, "Short."),
            ("One two three. Four five six. Seven.", 30, "One two three. Four five six."),
            (
                "He met Dr. Who and J. R. Smith, e.g. today. Then he left the house.",
                50,
                "He met Dr. Who and J. R. Smith, e.g. today.",
            ),
            ("It costs 3.50 euros and rising. Really? Yes.", 40, "It costs 3.50 euros and rising. Really?"),
            ("She said \"Stop!\" (twice.) And then went on and on.", 30, "She said \"Stop!\" (twice.)"),
            ("A heading\nThe first paragraph goes on for long", 25, "A heading"),
            ("No sentence ends here at all, it just goes on", 32, "No sentence ends here at all…"),
            (
                "Yes. And then a very long sentence that does not fit into it",
                40,
                "Yes. And then a very long sentence that…",
            ),
            ("一二三。四五六。七八九", 9, "一二三。四五六。"),
            ("一二三四五六七八九十", 6, "一二三四五…"),
            ("ab\u{301}cdefgh", 3, "a…"),
            ("x\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}yz", 4, "x…"),
            ("\u{1F1E9}\u{1F1EA}\u{1F1EB}\u{1F1F7}x", 4, "\u{1F1E9}\u{1F1EA}…"),
            ("anything", 0, ""),
            ("", 5, ""),
        ] {
            assert_eq!(summary(text, max), want, "{text} in {max}");
        }
    }

    #[test]
    fn a_text_of_full_stops_is_no_work() {
        // Looking for their end from each of the first ones would take minutes.
        let stops = ".".repeat(10_000_000);
        assert_eq!(summary(&stops, 400), format!("{}…", ".".repeat(399)));
    }
}
