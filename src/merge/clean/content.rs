//! What an item says: title, summary and content, by the content policy of `feeds.toml`.

use url::Url;

use super::super::sources::Source;
use super::text::{line, plain};
use super::{address, language};
use crate::config::{Config, ContentPolicy};
use crate::iri;
use crate::markup::{self, Policy, SafeHtml, Tracking};
use crate::model::Entry;
use crate::model::feed::{Content, Text, TextKind};
use crate::model::stored::{Head, StoredItem};

/// Characters of a summary made of the content.
const SUMMARY: usize = 500;

/// Characters of a title made of the content.
const TITLE: usize = 80;

/// How much of an item's text is wanted, and where it will stand.
#[derive(Debug, Clone, Copy)]
pub enum Room {
    /// Beside other items: as much as `feeds.toml` says.
    Shared(ContentPolicy),
    /// A page of its own: all, with its places under the names that links from elsewhere know.
    Own,
}

/// An item's text.
#[derive(Debug, Default)]
pub struct Body {
    /// Plain text.
    pub summary: Option<String>,
    pub content: Option<SafeHtml>,
}

/// Summary and content of `entry`, as much as there is `room` for. `base` is what references are relative to
/// where the text itself does not say.
pub fn body(
    item: &StoredItem,
    entry: &Entry,
    base: Option<&Url>,
    source: Source<'_>,
    config: &Config,
    room: Room,
) -> Body {
    let trusted = source.feed.is_none() && config.articles.as_ref().is_some_and(|articles| articles.trust);
    let gate = if trusted { Policy::trusting() } else { of_others(config) };
    let (policy, prefix) = match room {
        Room::Shared(policy) => (policy, id_prefix(&item.id)),
        Room::Own => (ContentPolicy::Full, String::new()),
    };
    let gate = gate.with_id_prefix(&prefix).with_page(base);
    let main = main_text(entry);
    let summary = entry.summary.as_ref().and_then(summary_text);
    match policy {
        ContentPolicy::None => Body::default(),
        ContentPolicy::Summary => {
            let summary = summary.or_else(|| opening(entry, base));
            Body { summary: summary.map(|text| markup::summary(&text, SUMMARY)), content: None }
        }
        ContentPolicy::Full => {
            let content = main.map(|text| html(text, base, &gate)).filter(|html| !html.is_empty());
            let is_content = entry.summary.as_ref().is_some_and(|text| main == Some(text));
            Body { summary: summary.filter(|_| !is_content), content }
        }
    }
}

const QUIET: Tracking = Tracking::Remove(iri::strip_tracking);

/// For what is not an author's own.
fn of_others(config: &Config) -> Policy {
    Policy::publishing(if config.publish.strip_tracking { QUIET } else { Tracking::Keep })
}

/// The title; of an entry without one the first words, else its address, else what it is.
pub fn title(entry: &Entry, base: Option<&Url>, link: Option<&Url>) -> String {
    let given = entry.title.as_ref().and_then(plain);
    let first_words = || line(&markup::summary(&opening(entry, base)?, TITLE));
    let of_link = || link.map(|link| format!("{}{}", link.host_str().unwrap_or_default(), link.path()));
    let of_media = || entry.media.iter().find_map(|media| plain(media.title.as_ref()?));
    given.or_else(of_media).or_else(first_words).or_else(of_link).unwrap_or_else(|| "Untitled".to_owned())
}

/// The language of the entry, else that of its text, else that of its feed.
pub fn spoken(entry: &Entry, head: Option<&Head>) -> Option<String> {
    let texts = entry.content.iter().map(|content| &content.text).chain(&entry.title);
    let of_text = texts.filter_map(|text| text.language.as_deref()).find_map(language);
    let of_feed = || head.and_then(|head| language(head.language.as_deref()?));
    entry.language.as_deref().and_then(language).or(of_text).or_else(of_feed)
}

/// The content with the most to read: markup before plain text, then the longest; a summary that holds
/// elements stands in for it where there is none.
fn main_text(entry: &Entry) -> Option<&Text> {
    let weight = |content: &&Content| (content.text.kind != TextKind::Text, content.text.value.len());
    let written = entry.content.iter().filter(|content| !content.text.value.trim().is_empty());
    let holds_elements = |text: &&Text| text.kind != TextKind::Text && text.value.contains('<');
    let summary = || entry.summary.as_ref().filter(holds_elements);
    written.max_by_key(weight).map(|content| &content.text).or_else(summary)
}

fn summary_text(text: &Text) -> Option<String> {
    let text = match text.kind {
        TextKind::Text => markup::sound_text(&text.value).trim().to_owned(),
        TextKind::Html | TextKind::Xhtml => markup::sound_text(&markup::text(&text.value)).into_owned(),
    };
    (!text.is_empty()).then_some(text)
}

/// The text of `entry` as plain text, whatever of it is published. It costs as much as the content,
/// and most entries have no need of it.
fn opening(entry: &Entry, base: Option<&Url>) -> Option<String> {
    let of_main = main_text(entry).map(|text| match text.kind {
        TextKind::Text => markup::sound_text(&text.value).trim().to_owned(),
        // Sanitised first: what is not published must not speak through the title.
        TextKind::Html | TextKind::Xhtml => {
            markup::text(SafeHtml::sanitise_with(&text.value, base, &Policy::publishing(QUIET)).as_str())
        }
    });
    let summary = || entry.summary.as_ref().and_then(summary_text);
    of_main.or_else(summary).filter(|text| !text.is_empty())
}

fn html(text: &Text, base: Option<&Url>, policy: &Policy) -> SafeHtml {
    let own_base = text.base.as_deref().and_then(address);
    match text.kind {
        TextKind::Text => SafeHtml::from_text(&markup::sound_text(&text.value)),
        TextKind::Html | TextKind::Xhtml => {
            SafeHtml::sanitise_with(&text.value, own_base.as_ref().or(base), policy)
        }
    }
}

/// Tells the ids inside one item from those of its neighbours on the page, and never changes.
fn id_prefix(id: &str) -> String {
    let print = crate::model::stored::Print::of(id).0.cast_unsigned();
    format!("e{print:016x}-")
}
