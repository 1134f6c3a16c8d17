//! A list of addresses as people keep it: one on each line, perhaps with a bullet, a title before or
//! after it, or as links of Markdown. Lines that begin with `#` are comments.

use super::{List, address, lines};

/// A file with more complaints than this and no address is no list at all.
const MOST_COMPLAINTS: usize = 20;

/// Reads the lines of `text`.
pub fn read(text: &str, list: &mut List) {
    for (number, line) in lines(text) {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        match find(line) {
            Some(at) => offer(number, line, at, list),
            None => list.offer(number, line.trim_start_matches(['-', '*', '+']), None, &[]),
        }
    }
    let subscriptions = &mut list.subscriptions;
    if subscriptions.taken.is_empty() && subscriptions.refused.len() > MOST_COMPLAINTS {
        *list = List::default();
        list.refuse_whole("no line of the file holds the address of a feed");
    }
}

/// Takes the address that begins at `at`.
fn offer(number: usize, line: &str, at: usize, list: &mut List) {
    let (before, rest) = line.split_at(at);
    let linked = before.ends_with("](");
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '|') || linked && c == ')';
    let end = rest.find(ends).unwrap_or(rest.len());
    let (address, after) = rest.split_at(end);
    let address = address.trim_end_matches([',', ';']);
    let after = after.split('#').next().unwrap_or_default();
    let title = [before, after].into_iter().map(words).find(|words| words.contains(char::is_alphabetic));
    list.offer(number, address, title, &[]);
}

/// Where the address of a line begins: at its start, or after what is no part of a word.
fn find(line: &str) -> Option<usize> {
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        if !before.is_alphanumeric() && address::begins(&line[at..]) {
            return Some(at);
        }
        before = c;
    }
    None
}

/// `text` without bullets and punctuation around it.
fn words(text: &str) -> &str {
    let around = |c: char| c.is_whitespace() || "-*+•–—|:,;.'\"[](<>".contains(c);
    text.trim_start_matches(')').trim_matches(around)
}
