//! What an entry is known by: fingerprints of its id, link, title, date and body.
//!
//! [`of`] takes them. Which of them tell the entry from its neighbours in the document is for
//! `receive` to find out, which clears the others.

use std::io::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::iri;
use crate::markup;
use crate::model::Entry;
use crate::model::feed::{IdOrigin, Text, TextKind};
use crate::model::stored::{Print, Prints};

/// The fingerprints of `entry`, whose canonical link is `link` and whose date that can be believed is
/// `date`; and the entry as it is stored, one of them being taken of that.
pub fn of(entry: &mut Entry, link: Option<&str>, date: Option<DateTime<Utc>>) -> (Prints, Vec<u8>) {
    let (payload_print, payload) = payload(entry);
    let title = title(entry);
    let body = body(entry);
    let prints = Prints {
        id: given_id(entry).map(Print::of),
        link: link.map(Print::of),
        title_date: title.as_deref().zip(date).map(|(title, date)| title_date(title, date)),
        title: title.as_deref().map(Print::of),
        title_path: title
            .as_deref()
            .zip(link.and_then(path))
            .map(|(title, path)| Print::of_parts([path, "\n", title])),
        body: body
            .iter()
            .any(|text| !text.is_empty())
            .then(|| Print::of_texts(body.iter().map(|text| text.as_bytes()))),
        seen: seen(entry, title.as_deref(), &body),
        payload: payload_print,
    };
    (prints, payload)
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

/// Of an id or a link as somebody writes it, in the canonical form if it is a link.
pub fn of_name(name: &str) -> Print {
    let name = name.trim();
    iri::canonical(name).as_deref().map_or_else(|| Print::of(name), Print::of)
}

/// The fingerprints under which the store may know what a user calls `name`: an id or a link.
pub fn lookup(name: &str) -> Vec<Print> {
    vec![Print::of(name.trim()), of_name(name)]
}

/// The title as plain text; `None` where there is none.
pub fn title(entry: &Entry) -> Option<String> {
    let title = plain(entry.title.as_ref()?);
    (!title.is_empty()).then_some(title)
}

/// Of the title as one types it, without the typography that programs add to it, and take off again: straight
/// quotes for curly ones, a hyphen for dashes, three full stops for an ellipsis.
pub fn typed_title(entry: &Entry) -> Option<Print> {
    let title = title(entry)?;
    if title.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ') {
        return Some(Print::of(&title));
    }
    let mut typed = String::with_capacity(title.len());
    for character in title.chars() {
        match character {
            '\'' | '"' | '`' | '´' | '‘'..='‟' | '′' | '″' | '‹' | '›' | '«' | '»' => {}
            '-' | '‐'..='―' | '−' if typed.ends_with('-') => {}
            '-' | '‐'..='―' | '−' => typed.push('-'),
            '…' => typed.push_str("..."),
            _ if character.is_whitespace() && typed.ends_with(' ') => {}
            _ if character.is_whitespace() => typed.push(' '),
            _ => typed.push(character),
        }
    }
    Some(Print::of(typed.trim()))
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

/// Whether both are there and the same: what is missing on either side proves nothing.
pub fn agree<T: PartialEq + Copy>(one: Option<T>, other: Option<T>) -> bool {
    one.is_some() && one == other
}

/// Path and query of a canonical link; `None` where it has nothing but a host.
fn path(canonical: &str) -> Option<&str> {
    let bare = canonical.split_once("://").map_or(canonical, |(_, rest)| rest);
    let (_, path) = bare.trim_start_matches('/').split_once('/')?;
    (!path.is_empty()).then_some(path)
}

fn body(entry: &Entry) -> Vec<&str> {
    entry.texts().map(|text| text.value.trim()).collect()
}

/// All that a reader of the entry sees, its address aside: a site that moves has not rewritten its entries.
fn seen(entry: &Entry, title: Option<&str>, body: &[&str]) -> Print {
    let enclosures: Vec<String> = entry
        .enclosures
        .iter()
        .map(|enclosure| iri::canonical(&enclosure.url).unwrap_or_else(|| enclosure.url.clone()))
        .collect();
    let authors = entry.authors.iter().map(|author| author.name.as_deref().unwrap_or_default());
    let lines = authors.chain(enclosures.iter().map(String::as_str)).flat_map(|line| [line, "\n"]);
    let parts = [title.unwrap_or_default(), "\n"].into_iter().chain(body.iter().copied()).chain(["\n"]);
    Print::of_texts(parts.chain(lines).map(str::as_bytes))
}

/// The entry as JSON, and the fingerprint of that with the dates left out: feeds that say "now" at
/// each fetch have not changed.
fn payload(entry: &mut Entry) -> (Print, Vec<u8>) {
    let (published, updated) = (entry.published.take(), entry.updated.take());
    let mut json = Vec::with_capacity(likely_length(entry));
    serde_json::to_writer(&mut json, entry).expect("an entry has no map with keys that are not text");
    (entry.published, entry.updated) = (published, updated);
    let print = Print::of_texts([json.as_slice()]);
    json.pop();
    for (name, date) in [("published", published), ("updated", updated)] {
        if let Some(date) = date {
            let date = date.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            // Writing into memory does not fail.
            let _ = write!(json, ",\"{name}\":\"{date}\"");
        }
    }
    json.push(b'}');
    (print, json)
}

/// Of an entry's JSON: some more than its texts.
fn likely_length(entry: &Entry) -> usize {
    let texts: usize = body(entry).iter().map(|text| text.len()).sum();
    texts + texts / 8 + 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(entry: &mut Entry, date: Option<DateTime<Utc>>) -> Prints {
        super::of(entry, canonical_link(entry).as_deref(), date).0
    }

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
    fn what_is_stored_is_the_whole_entry() {
        let mut bare = Entry::default();
        let mut dated = entry("https://example.org/a");
        dated.published = Some("2024-05-01T10:00:00.25Z".parse().unwrap());
        dated.updated = Some("2024-05-02T10:00:00Z".parse().unwrap());
        for mut entry in [std::mem::take(&mut bare), dated] {
            let (_, payload) = super::of(&mut entry, None, None);
            assert_eq!(serde_json::from_slice::<Entry>(&payload).unwrap(), entry);
        }
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
    fn a_typed_title_is_the_same_however_it_is_set() {
        let typed = |title: &str| typed_title(&Entry { title: Some(Text::plain(title)), ..Entry::default() });
        for (plain, set) in [
            ("It's here", "It’s here"),
            ("A \"quoted\" word", "A “quoted” word"),
            ("A \"quoted\" word", "A « quoted » word"),
            ("One -- two", "One – two"),
            ("One---two", "One—two"),
            ("And so on...", "And so on…"),
            ("10 km", "10\u{a0}km"),
        ] {
            assert_eq!(typed(plain), typed(set), "{plain}");
        }
        for (one, other) in [("C", "C++"), ("1.1", "11"), ("a", "A"), ("well-read", "well read")] {
            assert_ne!(typed(one), typed(other), "{one}");
        }
    }

    #[test]
    fn a_title_is_the_same_however_it_is_marked_up() {
        let mut marked = entry("https://example.org/a");
        marked.title = Some(Text::html("<b>A</b>\n title", None));
        assert_eq!(of(&mut marked, None).title, of(&mut entry("https://example.org/a"), None).title);
    }
}
