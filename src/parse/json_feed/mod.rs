//! JSON Feed 1.0 and 1.1 (<https://www.jsonfeed.org/version/1.1/>).
//!
//! [`read`] takes values of the wrong type for what they mean (an id that is a number, a date that nobody
//! understands). Of a document that is cut off it keeps the whole items.

mod our_own;

use std::sync::Arc;

use serde_json::{Map, Value};

use super::draft::{EntryDraft, first, push};
use super::fields::{UNREADABLE_DATE, absolute, on_site, unreadable_date};
use super::{Document, MOST_ENTRIES, NotAFeed, json_strings};
use crate::date::{self, Moment};
use crate::model::Feed;
use crate::model::feed::{
    Category, Content, Enclosure, Entry, Format, Image, Link, Person, Text, TextKind, Warning,
};

/// Reads a JSON Feed; `text` is the document decoded.
pub fn read(text: &str, document: &Document<'_>) -> Result<Feed, NotAFeed> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let (object, broken) = if let Ok(object) = serde_json::from_str::<Map<String, Value>>(text) {
        (object, None)
    } else {
        let (object, how) =
            recovered(text).ok_or_else(|| NotAFeed::new("json", "broken JSON, and not a JSON Feed"))?;
        (object, Some(how))
    };
    let version = object.get("version").and_then(Value::as_str).unwrap_or("");
    if !version.contains("jsonfeed.org")
        && !object.get("items").is_some_and(|items| items.is_array() || items.is_object())
    {
        return Err(NotAFeed::new("json", "a JSON document, but not a JSON Feed"));
    }
    let mut reader =
        Reader { document, base: document.base.map(|url| Arc::from(url.as_str())), warnings: Vec::new() };
    let mut feed = reader.feed(&object);
    feed.format = format(version);
    feed.well_formed = broken.is_none();
    if let Some(how) = broken {
        reader.warn("broken-json", how.to_owned());
    }
    feed.warnings = reader.warnings;
    Ok(feed)
}

fn format(version: &str) -> Format {
    match version.trim_end_matches('/').rsplit('/').next() {
        Some("1" | "1.0") => Format::JsonFeed10,
        Some("1.1") => Format::JsonFeed11,
        _ => Format::JsonFeed,
    }
}

/// As much of broken JSON as can be understood, and what was done for it.
fn recovered(text: &str) -> Option<(Map<String, Value>, &'static str)> {
    let mended = json_strings::mended(text);
    if let Ok(object) = serde_json::from_str(&mended) {
        return Some((object, "strings hold what JSON does not allow in them: it was mended"));
    }
    Some((whole_items(&mended)?, "the JSON is broken or cut off: the items that are whole were read"))
}

/// What stands before the items, and the items that are whole.
fn whole_items(text: &str) -> Option<Map<String, Value>> {
    let key = text.find("\"items\"")?;
    let list = key + text[key..].find('[')?;
    let head = format!("{}\"items\": null}}", &text[..key]);
    let mut object: Map<String, Value> = serde_json::from_str(&head).ok()?;
    let mut items = Vec::new();
    let mut rest = &text[list + 1..];
    while let Some(at) = rest.find('{') {
        rest = &rest[at..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(item)) = values.next() else { break };
        rest = &rest[values.byte_offset()..];
        items.push(item);
    }
    object.insert("items".to_owned(), Value::Array(items));
    Some(object)
}

struct Reader<'a> {
    document: &'a Document<'a>,
    base: Option<Arc<str>>,
    warnings: Vec<Warning>,
}

impl Reader<'_> {
    fn warn(&mut self, code: &'static str, message: String) {
        if self.warnings.len() < 50 {
            self.warnings.push(Warning { code, message, line: None });
        }
    }

    fn feed(&mut self, object: &Map<String, Value>) -> Feed {
        let link = self.page(object, "home_page_url");
        let self_url = self.address(object, "feed_url");
        let mut feed = Feed {
            encoding: self.document.encoding.clone(),
            id: self_url.clone(),
            title: self.text(string(object, "title"), TextKind::Text),
            subtitle: self.text(string(object, "description"), TextKind::Text),
            link,
            self_url,
            language: string(object, "language").or_else(|| self.document.language.map(str::to_owned)),
            authors: self.authors(object),
            icon: self.address(object, "favicon"),
            logo: self.address(object, "icon"),
            next_page: self.address(object, "next_url"),
            // Any other value means nothing (version 1.1, "Top-level").
            expired: object.get("expired") == Some(&Value::Bool(true)),
            ..Feed::default()
        };
        feed.links = links(&feed);
        for hub in objects(object, "hubs") {
            if let Some(url) = self.address(hub, "url") {
                push(&mut feed.hubs, url);
            }
        }
        if let Some(own) = object.get("_feedmill").and_then(Value::as_object) {
            our_own::feed(self, own, &mut feed);
        }
        let items = objects(object, "items").take(MOST_ENTRIES);
        feed.entries =
            items.map(|item| self.entry(item)).filter(|entry| *entry != Entry::default()).collect();
        feed
    }

    fn entry(&mut self, item: &Map<String, Value>) -> Entry {
        let mut draft = EntryDraft::default();
        let entry = &mut draft.entry;
        entry.id = string(item, "id");
        entry.title = self.text(string(item, "title"), TextKind::Text);
        entry.summary = self.text(string(item, "summary"), TextKind::Text);
        let contents = [("content_html", TextKind::Html), ("content_text", TextKind::Text)];
        let texts = contents.into_iter().filter_map(|(key, kind)| self.text(string(item, key), kind));
        entry.content = texts.map(|text| Content { text, src: None }).collect();
        let (published, updated) = (self.date(item, "date_published"), self.date(item, "date_modified"));
        entry.day = published.or(updated).and_then(|moment| moment.day());
        entry.published = published.map(|moment| moment.utc);
        entry.updated = updated.map(|moment| moment.utc);
        entry.authors = self.authors(item);
        entry.language = string(item, "language");
        entry.image = self
            .address(item, "image")
            .or_else(|| self.address(item, "banner_image"))
            .map(|url| Image { url, ..Image::default() });
        for term in strings(item, "tags") {
            push(&mut entry.categories, Category { term, ..Category::default() });
        }
        for attachment in objects(item, "attachments") {
            push(&mut entry.enclosures, self.attachment(attachment));
        }
        let url = self.page(item, "url");
        if let Some(href) = self.address(item, "external_url") {
            let rel = if url.is_some() { "related" } else { "alternate" };
            first(&mut draft.entry.link, url.is_none().then(|| href.clone()));
            push(&mut draft.entry.links, Link { href, rel: rel.to_owned(), ..Link::default() });
        }
        if let Some(url) = url {
            draft.entry.link = Some(url.clone());
            draft.link(url);
        }
        if let Some(own) = item.get("_feedmill").and_then(Value::as_object) {
            our_own::entry(self, own, &mut draft.entry);
        }
        draft.finish(Format::JsonFeed)
    }

    fn attachment(&self, attachment: &Map<String, Value>) -> Option<Enclosure> {
        Some(Enclosure {
            url: self.address(attachment, "url")?,
            media_type: string(attachment, "mime_type"),
            length: attachment.get("size_in_bytes").and_then(number),
            title: string(attachment, "title"),
            duration_s: attachment.get("duration_in_seconds").and_then(seconds),
        })
    }

    /// `authors` of version 1.1, else `author` of version 1.
    fn authors(&self, object: &Map<String, Value>) -> Vec<Person> {
        let mut authors = Vec::new();
        for author in listed(object, "authors").into_iter().chain(object.get("author")) {
            let person = match author {
                Value::Object(person) => self.person(person),
                name => plain(name).and_then(|name| super::people::person(&name)),
            };
            super::people::add(&mut authors, person);
        }
        authors
    }

    /// The address of a person may be a mailto: one. Where it is not, we publish an e-mail address beside it.
    fn person(&self, person: &Map<String, Value>) -> Option<Person> {
        let url = self.address(person, "url");
        let mailbox = url.as_deref().and_then(|url| url.strip_prefix("mailto:")).map(str::to_owned);
        let email = string(person, "_email").or_else(|| string(person, "email")).or(mailbox);
        let url = url.filter(|url| !url.starts_with("mailto:"));
        let person = Person { name: string(person, "name"), email, url };
        Some(person).filter(|person| *person != Person::default())
    }

    fn text(&self, value: Option<String>, kind: TextKind) -> Option<Text> {
        Some(Text { kind, value: value?, language: None, base: self.base.clone() })
    }

    fn address(&self, object: &Map<String, Value>, key: &str) -> Option<String> {
        string(object, key).map(|reference| absolute(&reference, self.document.base))
    }

    fn page(&self, object: &Map<String, Value>, key: &str) -> Option<String> {
        self.address(object, key).map(|page| on_site(page, self.document.base))
    }

    fn date(&mut self, object: &Map<String, Value>, key: &str) -> Option<Moment> {
        let text = string(object, key)?;
        let date = date::read(&text);
        if date.is_none() {
            self.warn(UNREADABLE_DATE, unreadable_date(&text));
        }
        date
    }
}

/// The addresses of a feed as links.
fn links(feed: &Feed) -> Vec<Link> {
    let listed = [(&feed.link, "alternate"), (&feed.self_url, "self"), (&feed.next_page, "next")];
    let link = |(href, rel): (&Option<String>, &str)| {
        Some(Link { href: href.clone()?, rel: rel.to_owned(), ..Link::default() })
    };
    listed.into_iter().filter_map(link).collect()
}

/// What is listed under `key`. One thing alone is a list of one, and what PHP makes of a list with gaps is one too:
/// `{"1": {…}, "3": {…}}`.
fn listed<'v>(object: &'v Map<String, Value>, key: &str) -> Vec<&'v Value> {
    match object.get(key) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(list)) => list.iter().collect(),
        Some(Value::Object(map)) if !map.is_empty() && map.values().all(Value::is_object) => {
            map.values().collect()
        }
        Some(one) => vec![one],
    }
}

/// The objects of a list.
fn objects<'v>(
    object: &'v Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = &'v Map<String, Value>> + use<'v> {
    listed(object, key).into_iter().filter_map(Value::as_object)
}

/// The strings of a list.
fn strings(object: &Map<String, Value>, key: &str) -> impl Iterator<Item = String> {
    listed(object, key).into_iter().filter_map(plain)
}

fn string(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key).and_then(plain)
}

/// A string, trimmed; a number as it is written. `None` for an empty string and for everything else.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, also as JavaScript or a spreadsheet may write it: `123.0`, `1.23e2`, `"123"`.
fn number(value: &Value) -> Option<u64> {
    let in_words = || super::values::number(value.as_str()?);
    value.as_u64().or_else(|| value.as_f64()?.to_string().parse().ok()).or_else(in_words)
}

fn seconds(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| super::values::duration(value.as_str()?)).filter(|seconds| *seconds >= 0.0)
}
