//! Front matter without a fence: the `Key: value` lines of Pelican (and of `MultiMarkdown`), and the comment in
//! which Nikola has its own. [`split`] reads either into the same tree as `front_matter` does.
//!
//! Prose may begin with a word and a colon, so all lines of the first paragraph must be of that form, and two of them
//! of keys that are known.

use serde_json::Value;

use super::{FrontMatter, Parted, folded};
use crate::articles::problem::lines_before;

/// Keys by which such lines are told from prose.
const KNOWN: [&str; 14] = [
    "title",
    "date",
    "modified",
    "updated",
    "category",
    "tags",
    "slug",
    "author",
    "authors",
    "summary",
    "description",
    "lang",
    "status",
    "type",
];

/// Parts the front matter from the body; `None` where there is none.
pub fn split(text: &str) -> Option<Parted<'_>> {
    let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let skipped = lines_before(text, text.len() - trimmed.len());
    let comment = trimmed.strip_prefix("<!--").and_then(|rest| rest.split_once("-->"));
    let (head, mark, body, first) = if let Some((head, body)) = comment {
        (head.trim_matches(['\r', '\n', ' ']), ".. ", body, skipped + 2)
    } else {
        let end = paragraph_end(trimmed);
        (&trimmed[..end], "", &trimmed[end..], skipped + 1)
    };
    let mut matter = FrontMatter::default();
    let mut last: Option<String> = None;
    for (number, line) in head.lines().enumerate() {
        if let (Some(key), true) = (&last, line.starts_with("    ")) {
            continued(&mut matter, key, line);
            continue;
        }
        let (key, value) = line.strip_prefix(mark)?.split_once(':')?;
        let is_key =
            !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphabetic() || b"_-".contains(&byte));
        if !is_key {
            return None;
        }
        let key = folded(key);
        matter.lines.insert(key.clone(), first + number);
        matter.values.insert(key.clone(), Value::from(unquoted(value)));
        last = Some(key);
    }
    let known = KNOWN.iter().filter(|key| matter.values.contains_key(**key)).count();
    let is_meant = known >= 2 && ["title", "date"].iter().any(|key| matter.values.contains_key(*key));
    let body_line = 1 + lines_before(text, text.len() - body.len());
    is_meant.then(|| Parted { matter: Some(translated(matter)), body, body_line })
}

fn paragraph_end(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            break;
        }
        at += line.len();
    }
    at
}

fn continued(matter: &mut FrontMatter, key: &str, line: &str) {
    if let Some(Value::String(text)) = matter.values.get_mut(key) {
        text.push(' ');
        text.push_str(line.trim());
    }
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
}

/// What is said there in other words than in a front matter with a fence.
fn translated(mut matter: FrontMatter) -> FrontMatter {
    let text =
        |matter: &FrontMatter, key: &str| matter.values.get(key).and_then(Value::as_str).map(str::to_owned);
    match text(&matter, "status").as_deref() {
        Some("draft") => matter.values.insert("draft".to_owned(), Value::from(true)),
        Some("hidden" | "private" | "skip") => matter.values.insert("feed".to_owned(), Value::from(false)),
        _ => None,
    };
    if let Some(authors) = text(&matter, "authors") {
        let between = if authors.contains(';') { ';' } else { ',' };
        let names: Vec<&str> = authors.split(between).map(str::trim).collect();
        matter.values.insert("authors".to_owned(), Value::from(names));
    }
    matter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, &str, usize)> {
        let parted = split(text)?;
        Some((Value::Object(parted.matter?.values).to_string(), parted.body.trim(), parted.body_line))
    }

    #[test]
    fn lines_of_pelican_are_a_front_matter() {
        let text = "\u{feff}Title: My post: a story\nDate: 2010-12-03 10:20\nAuthors: Ann, Bo\nSummary: Short\n    and sweet\nStatus: draft\n\nText\n";
        let (values, body, line) = read(text).unwrap();
        assert_eq!(
            values,
            r#"{"authors":["Ann","Bo"],"date":"2010-12-03 10:20","draft":true,"status":"draft","summary":"Short and sweet","title":"My post: a story"}"#
        );
        assert_eq!((body, line), ("Text", 7));
        assert_eq!(split(text).unwrap().matter.unwrap().lines["date"], 2);
    }

    #[test]
    fn the_comment_of_nikola_is_a_front_matter() {
        let text =
            "<!--\n.. title: \"A\"\n.. slug: nik\n.. date: 2012-09-15 19:52:05 UTC\n.. tags: \n-->\n\nText";
        let (values, body, _) = read(text).unwrap();
        assert_eq!(values, r#"{"date":"2012-09-15 19:52:05 UTC","slug":"nik","tags":"","title":"A"}"#);
        assert_eq!(body, "Text");
        assert_eq!(split(text).unwrap().matter.unwrap().lines["date"], 4);
    }

    #[test]
    fn prose_is_none() {
        for text in [
            "Note: the title\n\nText",
            "Title: one line alone\n\nText",
            "Title: A\nDate: soon\nand then prose\n\nText",
            "Summary: so\nStatus: fine\n\nText",
            "<!-- a comment: here -->\nText",
            "https://example.org/\nTitle: x",
            "",
        ] {
            assert_eq!(split(text), None, "{text}");
        }
    }
}
