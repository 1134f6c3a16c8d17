//! The `urls` file of newsboat: an address, then tags of which one that begins with `~` is the title.
//!
//! Quotes, escapes and comments are newsboat's. What it computes instead of fetching (`query:`,
//! `exec:`, `filter:`) is refused.

use super::{List, address, lines};

/// What newsboat computes, and what it is.
const COMPUTED: [(&str, &str); 3] = [
    ("query:", "is a search in other feeds, and no feed"),
    ("exec:", "is what a program prints, let the program write a file and name it with `path =`"),
    ("filter:", "is changed by a program, subscribe to the address itself"),
];

/// Whether the lines of `text` are newsboat's rather than addresses alone.
pub fn is_newsboat(text: &str) -> bool {
    let mut tagged = false;
    let mut foreign = false;
    for (_, line) in lines(text) {
        let words = words(line);
        let Some(first) = words.first() else { continue };
        if computed(first).is_some() {
            return true;
        }
        if !address::begins(first) {
            foreign = true;
        } else if let Some(second) = words.get(1) {
            if second.starts_with('~') || line.contains(" \"") {
                return true;
            }
            tagged |= second.chars().any(char::is_alphanumeric) || second == "!";
        }
    }
    tagged && !foreign
}

/// Reads the lines of `text`.
pub fn read(text: &str, list: &mut List) {
    for (number, line) in lines(text) {
        let words = words(line);
        let Some((first, tags)) = words.split_first() else { continue };
        if let Some(why) = computed(first) {
            list.refuse(number, first, why);
            continue;
        }
        let title = tags.iter().find_map(|tag| tag.strip_prefix('~'));
        // a tag that begins with `!` hides the feed from newsboat's own list
        let is_category = |tag: &&String| !tag.starts_with(['~', '!']);
        let categories: Vec<String> = tags.iter().filter(is_category).cloned().collect();
        list.offer(number, first, title, &categories);
    }
}

/// Why a line of that beginning is refused.
fn computed(word: &str) -> Option<&'static str> {
    COMPUTED.iter().find(|(scheme, _)| word.starts_with(scheme)).map(|(_, why)| *why)
}

/// The words of a line: between white space, or between quotes in which a backslash escapes. A word
/// that begins with `#` begins a comment.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() && !rest.starts_with('#') {
        let after;
        if let Some(quoted) = rest.strip_prefix('"') {
            let (word, length) = unquoted(quoted);
            words.push(word);
            after = &quoted[length..];
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            words.push(rest[..end].to_owned());
            after = &rest[end..];
        }
        rest = after.trim_start();
    }
    words
}

/// The text up to the closing quote, and how long it is with it.
fn unquoted(text: &str) -> (String, usize) {
    let mut word = String::new();
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => {
                word.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => return (word, at + 1),
            _ => word.push(c),
        }
    }
    (word, text.len())
}
