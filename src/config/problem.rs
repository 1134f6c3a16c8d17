//! What is wrong with `feeds.toml`, and where: [`Problem`] stops the run, [`Notice`] does not.
//!
//! [`Places`] turns byte offsets into lines and columns.

use std::fmt;
use std::ops::Range;

use crate::printable;

/// The longest part of an offending line that is shown: a minified file must not flood the terminal.
const EXCERPT_CHARACTERS: usize = 120;

/// One thing that keeps the file from being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The key, as `publish.title`; empty where it is about the whole file.
    pub key: String,
    /// What is wrong, what was expected, and what to do.
    pub message: String,
    excerpt: Excerpt,
}

/// One thing that the user should know, with which the file can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub line: usize,
    pub column: usize,
    pub key: String,
    pub message: String,
}

/// The offending line and the part of it that offends.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Excerpt {
    text: String,
    /// Characters before the mark.
    indent: usize,
    /// Characters of the mark, at least one.
    width: usize,
}

impl Problem {
    /// The problem as shown: `LINE:COLUMN: KEY: MESSAGE`, then the line with a mark under the place.
    /// The caller puts the file's name and a colon before it.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_place(f, self.line, self.column, &self.key, &self.message)?;
        let Excerpt { text, indent, width } = &self.excerpt;
        if text.trim().is_empty() {
            return Ok(());
        }
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        write!(f, "\n  {number} | {text}\n  {gutter} | {}{}", " ".repeat(*indent), "^".repeat(*width))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_place(f, self.line, self.column, &self.key, &self.message)
    }
}

fn write_place(
    f: &mut fmt::Formatter<'_>,
    line: usize,
    column: usize,
    key: &str,
    message: &str,
) -> fmt::Result {
    write!(f, "{line}:{column}: ")?;
    if !key.is_empty() {
        write!(f, "{}: ", printable::line(key))?;
    }
    write!(f, "{}", printable::line(message))
}

/// The lines of a file, for finding places in it.
#[derive(Debug)]
pub struct Places<'a> {
    text: &'a str,
    /// Offset of the first byte of each line.
    starts: Vec<usize>,
}

impl<'a> Places<'a> {
    pub fn new(text: &'a str) -> Places<'a> {
        let after_each_newline =
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Places { text, starts: std::iter::once(0).chain(after_each_newline).collect() }
    }

    pub fn problem(&self, at: &Range<usize>, key: impl Into<String>, message: impl Into<String>) -> Problem {
        let (line, column) = self.place(at.start);
        let excerpt = self.excerpt(line, column, at);
        Problem { line, column, key: key.into(), message: message.into(), excerpt }
    }

    pub fn notice(&self, at: &Range<usize>, key: impl Into<String>, message: impl Into<String>) -> Notice {
        let (line, column) = self.place(at.start);
        Notice { line, column, key: key.into(), message: message.into() }
    }

    /// Line and column, from 1, of the character at a byte offset.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let offset = self.on_a_character(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        (line, self.text[start..offset].chars().count() + 1)
    }

    fn excerpt(&self, line: usize, column: usize, at: &Range<usize>) -> Excerpt {
        let start = self.starts[line - 1];
        let text = self.text[start..].lines().next().unwrap_or_default();
        // The place may be the line's end itself, or a range may end lines later.
        let marked_until = self.on_a_character(at.end.min(start + text.len()));
        let marked_from = self.on_a_character(at.start).min(marked_until);
        let skipped = column.saturating_sub(EXCERPT_CHARACTERS / 2);
        let skipped = if column + 20 < EXCERPT_CHARACTERS { 0 } else { skipped };
        let indent = column - 1 - skipped;
        let width = self.text[marked_from..marked_until].chars().count();
        Excerpt {
            text: text.chars().skip(skipped).take(EXCERPT_CHARACTERS).map(one_cell).collect(),
            indent,
            width: width.clamp(1, EXCERPT_CHARACTERS - indent),
        }
    }

    fn on_a_character(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        (0..=offset).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }
}

/// Keeps the mark below its place: a tab becomes a space, what would move the cursor a placeholder.
fn one_cell(character: char) -> char {
    match character {
        '\t' => ' ',
        other if printable::is_unprintable(other) => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        let places = Places::new("ä = 1\r\n\nböse = 2");
        let offset = |needle: &str| "ä = 1\r\n\nböse = 2".find(needle).unwrap();
        assert_eq!(places.place(0), (1, 1));
        assert_eq!(places.place(offset("1")), (1, 5));
        assert_eq!(places.place(offset("2")), (3, 8));
        assert_eq!(places.place(usize::MAX), (3, 9));
    }

    #[test]
    fn the_mark_stands_under_its_place_in_a_long_line() {
        let text = format!("{}\t[x]{}", "ö".repeat(300), "y".repeat(300));
        let at = text.find("[x]").unwrap();
        let shown = Places::new(&text).problem(&(at..at + 3), "key", "wrong").to_string();
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "1:302: key: wrong");
        let from = lines[2].find('^').unwrap();
        let marked: String = lines[1].chars().skip(from).take(lines[2].matches('^').count()).collect();
        assert_eq!(marked, "[x]");
        assert!(lines[1].chars().count() < 140);
    }

    #[test]
    fn a_place_over_several_lines_is_marked_to_the_end_of_the_first() {
        let text = "a = [\n 1,\n]\n";
        insta::assert_snapshot!(Places::new(text).problem(&(4..text.len()), "a", "wrong"), @r"
        1:5: a: wrong
          1 | a = [
            |     ^
        ");
    }
}
