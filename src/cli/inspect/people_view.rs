//! A feed as a person wants to see it: what it is, what is wrong with it, what is in it.

use std::io::{self, Write};

use chrono::SecondsFormat;

use crate::markup;
use crate::model::Feed;
use crate::model::feed::{Entry, Text, TextKind};
use crate::parse::NotAFeed;
use crate::printable::is_unprintable;

pub fn write(out: &mut dyn Write, source: &str, read: &Result<Feed, NotAFeed>) -> io::Result<()> {
    match read {
        Ok(feed) => write_feed(out, source, feed),
        Err(error) => writeln!(out, "{}: {}", printable(source), printable(&error.message)),
    }
}

fn write_feed(out: &mut dyn Write, source: &str, feed: &Feed) -> io::Result<()> {
    writeln!(out, "{}", printable(source))?;
    let state = if feed.well_formed { "well-formed" } else { "not well-formed, mended" };
    writeln!(out, "  format    {}, {}, {state}", feed.format.name(), printable(&feed.encoding))?;
    let facts = [
        ("title", feed.title.as_ref().map(shown)),
        ("id", feed.id.clone()),
        ("link", feed.link.clone()),
        ("self", feed.self_url.clone()),
        ("language", feed.language.clone()),
        (
            "updated",
            feed.updated.or(feed.published).map(|date| date.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        ),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            writeln!(out, "  {name:<9} {}", printable(&value))?;
        }
    }
    for hub in &feed.hubs {
        writeln!(out, "  hub       {}", printable(hub))?;
    }
    if feed.expired {
        writeln!(out, "  ended     it says that it will not be updated again")?;
    }
    for warning in &feed.warnings {
        let line = warning.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        writeln!(out, "  warning   {line}{} [{}]", printable(&warning.message), warning.code)?;
    }
    writeln!(out, "  entries   {}", feed.entries.len())?;
    feed.entries.iter().try_for_each(|entry| write_entry(out, entry))
}

fn write_entry(out: &mut dyn Write, entry: &Entry) -> io::Result<()> {
    let date = entry
        .published
        .or(entry.updated)
        .map_or("no date".to_owned(), |date| date.format("%Y-%m-%d").to_string());
    let title = entry.title.as_ref().map_or_else(|| "(no title)".to_owned(), shown);
    writeln!(out, "    {date:<10}  {}", printable(&title))?;
    match entry.link.as_ref().or(entry.id.as_ref()) {
        Some(address) => writeln!(out, "                {}", printable(address)),
        None => Ok(()),
    }
}

fn shown(text: &Text) -> String {
    match text.kind {
        TextKind::Text => text.value.clone(),
        TextKind::Html | TextKind::Xhtml => markup::text(&text.value),
    }
}

/// `text` on one line, without anything that a terminal would obey.
pub fn printable(text: &str) -> String {
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.chars().map(|c| if is_unprintable(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        assert_eq!(printable("a\u{1b}[31mb\n c\u{202e}"), "a\u{fffd}[31mb c\u{fffd}");
        assert_eq!(printable("a\u{61c}b"), "a\u{fffd}b", "as little as everywhere else");
    }
}
