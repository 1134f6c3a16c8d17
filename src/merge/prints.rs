//! What an entry is known by: fingerprints of its id, link, title, date and body.
//!
//! [`of`] takes them. Which of them tell the entry from its neighbours in the document is for
//! `receive` to find out, which clears the others.

use chrono::{DateTime, Utc};

use crate::iri;
use crate::markup;
use crate::model::Entry;
use crate::model::feed::{IdOrigin, Text, TextKind};
use crate::model::stored::{Print, Prints};

/// The fingerprints of `entry`, whose date that can be believed is `date`.
pub fn of(entry: &mut Entry, date: Option<DateTime<Utc>>) -> Prints {
    let title = title(entry);
    let link = canonical_link(entry);
    let body = body(entry);
    Prints {
        id: given_id(entry).map(Print::of),
        link: link.as_deref().map(Print::of),
        title_date: title.as_deref().zip(date).map(|(title, date)| title_date(title, date)),
        title: title.as_deref().map(Print::of),
        title_path: title
            .as_deref()
            .zip(link.as_deref().and_then(path))
            .map(|(title, path)| titled(title, path)),
        body: (!body.is_empty()).then(|| Print::of(&body)),
        seen: Print::of(&seen(entry, title.as_deref(), &body)),
        payload: payload(entry),
    }
}

/// The id that the feed itself gave.
pub fn given_id(entry: &Entry) -> Option<&str> {
    let id = entry.id.as_deref()?.trim();
    (entry.id_origin == IdOrigin::Given && !id.is_empty()).then_some(id)
}

/// The canonical form of the entry's address at its author's.
pub fn canonical_link(entry: &Entry) -> Option<String> {
    let original = entry.original_link.as_deref().and_then(iri::canonical);
    original.or_else(|| entry.link.as_deref().and_then(iri::canonical))
}

/// The title as plain text; `None` where there is none.
pub fn title(entry: &Entry) -> Option<String> {
    let title = plain(entry.title.as_ref()?);
    (!title.is_empty()).then_some(title)
}

/// The plain text of `text`, white space collapsed.
pub fn plain(text: &Text) -> String {
    let is_markup = text.kind != TextKind::Text && text.value.contains(['<', '&']);
    if is_markup {
        return markup::text(&text.value);
    }
    text.value.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn title_date(title: &str, date: DateTime<Utc>) -> Print {
    Print::of(&format!("{}\n{title}", date.timestamp()))
}

fn titled(title: &str, path: &str) -> Print {
    Print::of(&format!("{path}\n{title}"))
}

/// Path and query of a canonical link; `None` where it has nothing but a host.
fn path(canonical: &str) -> Option<&str> {
    let bare = canonical.split_once("://").map_or(canonical, |(_, rest)| rest);
    let (_, path) = bare.trim_start_matches('/').split_once('/')?;
    (!path.is_empty()).then_some(path)
}

fn body(entry: &Entry) -> String {
    let mut body = String::new();
    for text in entry.summary.iter().chain(entry.content.iter().map(|content| &content.text)) {
        body.push_str(text.value.trim());
    }
    body
}

/// All that a reader of the entry sees, its address aside: a site that moves has not rewritten its entries.
fn seen(entry: &Entry, title: Option<&str>, body: &str) -> String {
    let mut seen = format!("{}\n{body}\n", title.unwrap_or_default());
    for author in &entry.authors {
        seen.push_str(author.name.as_deref().unwrap_or_default());
        seen.push('\n');
    }
    for enclosure in &entry.enclosures {
        seen.push_str(&iri::canonical(&enclosure.url).unwrap_or_else(|| enclosure.url.clone()));
        seen.push('\n');
    }
    seen
}

/// Dates aside: feeds that say "now" at each fetch have not changed.
fn payload(entry: &mut Entry) -> Print {
    let dates = (entry.published.take(), entry.updated.take());
    let json = serde_json::to_string(entry).expect("an entry has no map with keys that are not text");
    (entry.published, entry.updated) = dates;
    Print::of(&json)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(link: &str) -> Entry {
        Entry { title: Some(Text::plain("A title")), link: Some(link.to_owned()), ..Entry::default() }
    }

    #[test]
    fn a_new_host_or_scheme_changes_nothing_that_is_seen() {
        let old = of(&mut entry("http://old.example/2024/a"), None);
        let new = of(&mut entry("https://new.example/2024/a"), None);
        assert_eq!(old.seen, new.seen);
        assert_eq!(old.title_path, new.title_path);
        assert_ne!(old.payload, new.payload);
        assert_ne!(old.link, new.link);
    }

    #[test]
    fn dates_are_no_part_of_the_payload() {
        let mut dated = entry("https://example.org/a");
        let print = of(&mut dated, None);
        dated.updated = Some("2024-05-01T10:00:00Z".parse().unwrap());
        assert_eq!(of(&mut dated, None), print);
        assert!(dated.updated.is_some());
    }

    #[test]
    fn an_id_that_we_made_ourselves_is_no_evidence() {
        let mut derived = entry("https://example.org/a");
        derived.id = Some("https://example.org/a".to_owned());
        assert_eq!(of(&mut derived, None).id, None);
        derived.id_origin = IdOrigin::Given;
        assert!(of(&mut derived, None).id.is_some());
        derived.id = Some("  ".to_owned());
        assert_eq!(of(&mut derived, None).id, None);
    }

    #[test]
    fn a_title_is_the_same_however_it_is_marked_up() {
        let mut marked = entry("https://example.org/a");
        marked.title = Some(Text::html("<b>A</b>\n title", None));
        assert_eq!(of(&mut marked, None).title, of(&mut entry("https://example.org/a"), None).title);
    }
}
