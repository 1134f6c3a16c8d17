//! RSS as feedmill publishes it: [`without_stand_ins`] is the function to call.

use crate::markup::{self, STAND_IN_CHARS};
use crate::model::edition::GENERATOR_LINE;
use crate::model::feed::{Entry, Feed, Text, TextKind};

/// Takes off the summaries that we write where an entry has none, since readers of RSS look for a `description`:
/// the beginning of the content, else the title.
pub fn without_stand_ins(feed: &mut Feed) {
    let name = feed.generator.as_ref().and_then(|generator| generator.name.as_deref());
    if name == Some(GENERATOR_LINE) {
        for entry in &mut feed.entries {
            let stand_in = stand_in(entry);
            entry.summary.take_if(|summary| plain(summary) == stand_in);
        }
    }
}

fn stand_in(entry: &Entry) -> String {
    match entry.content.first() {
        Some(content) => markup::summary(&plain(&content.text), STAND_IN_CHARS),
        None => entry.title.as_ref().map(plain).unwrap_or_default(),
    }
}

fn plain(text: &Text) -> String {
    match text.kind {
        TextKind::Text => text.value.clone(),
        TextKind::Html | TextKind::Xhtml => markup::text(&text.value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::feed::{Content, Generator};

    #[test]
    fn what_stands_in_for_a_summary_is_none() {
        let entry = |summary: &str, content: Option<&str>| Entry {
            title: Some(Text::plain("Title")),
            summary: Some(Text::plain(summary)),
            content: content
                .map(|html| Content { text: Text::html(html, None), src: None })
                .into_iter()
                .collect(),
            ..Entry::default()
        };
        let long = format!("<p>{}</p>", "One <b>two</b> three. ".repeat(40));
        let opening = markup::summary(&markup::text(&long), STAND_IN_CHARS);
        let read = |name: &str| {
            let mut feed = Feed {
                generator: Some(Generator { name: Some(name.to_owned()), ..Generator::default() }),
                entries: vec![
                    entry(&opening, Some(&long)),
                    entry("Title", None),
                    entry("One two three.", Some(&long)),
                    entry("Titles", None),
                ],
                ..Feed::default()
            };
            without_stand_ins(&mut feed);
            feed.entries.iter().map(|entry| entry.summary.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(read(GENERATOR_LINE), [false, false, true, true]);
        assert_eq!(read("another"), [true; 4]);
    }
}
