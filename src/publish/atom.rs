//! Atom (RFC 4287) with threads (RFC 4685), archives (RFC 5005) and deleted entries
//! (RFC 6721): [`document`].
//!
//! Every entry from outside carries its `atom:source`, and has an author as the RFC demands:
//! its own, else the source's, else the source's name.

use atom_syndication::{
    Category, Content, Entry, Feed, Generator, Link, Person, Source, Text, TextType, WriteConfig,
};

use crate::iri;
use crate::markup::{self, STAND_IN_CHARS};
use crate::model::Edition;
use crate::model::edition::{Author, Byline, GENERATOR, GENERATOR_URL, Item, Masthead, Origin, Withdrawn};

use super::PublishError;
use super::archive::Paging;
use super::atom_link::{self, link};
use super::extension::{self, Element};
use super::podcast;
use super::text::{
    self, LessThan, holds_pair, looks_like_html, plain, to_html, uri, with_numeric_references,
};

pub const MEDIA_TYPE: &str = "application/atom+xml";
const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// The edition as an Atom feed document.
pub fn document(edition: &Edition, paging: &Paging) -> Result<Vec<u8>, PublishError> {
    let masthead = &edition.masthead;
    let feed_elements = feed_elements(edition, paging);
    let item_elements: Vec<Vec<Element>> = edition.items.iter().map(extension::of_item).collect();
    let namespaces = extension::namespaces(feed_elements.iter().chain(item_elements.iter().flatten()));
    let entries =
        edition.items.iter().zip(item_elements).map(|(item, elements)| entry(item, elements)).collect();
    let feed = Feed {
        title: text(&masthead.title, None),
        id: masthead.id.clone(),
        updated: super::changed(edition).into(),
        authors: vec![masthead.author.as_ref().map_or_else(|| named(&masthead.title), person)],
        categories: masthead
            .categories
            .iter()
            .map(|term| Category { term: term.clone(), ..Category::default() })
            .collect(),
        generator: Some(generator()),
        icon: masthead.icon.as_ref().map(uri),
        links: feed_links(masthead, paging),
        logo: masthead.logo.as_ref().map(uri),
        rights: masthead.rights.as_deref().map(|rights| text(rights, None)),
        subtitle: masthead.description.as_deref().map(|description| text(description, None)),
        lang: podcast::language(masthead, &edition.items),
        extensions: extension::for_atom(feed_elements),
        namespaces,
        entries,
        ..Feed::default()
    };
    let config = WriteConfig { write_document_declaration: false, indent_size: Some(1) };
    let mut bytes = feed
        .write_with_config(DECLARATION.to_vec(), config)
        .map_err(|error| PublishError::Format { format: "Atom", source: error.into() })?;
    bytes.push(b'\n');
    Ok(with_numeric_references(&bytes, LessThan::Named))
}

fn generator() -> Generator {
    Generator { value: GENERATOR.into(), uri: Some(GENERATOR_URL.into()), version: None }
}

fn feed_links(masthead: &Masthead, paging: &Paging) -> Vec<Link> {
    let own = masthead.addresses.atom.as_ref();
    let mut links = Vec::new();
    links.extend(paging.address(own).map(|url| link("self", &url, Some(MEDIA_TYPE))));
    links.push(link("alternate", &uri(&masthead.link), Some("text/html")));
    let twin = masthead.addresses.rss.as_ref().filter(|_| paging.is_subscription());
    links.extend(twin.map(|url| link("alternate", &uri(url), Some(super::rss::MEDIA_TYPE))));
    links.extend(masthead.hubs.iter().map(|hub| link("hub", &uri(hub), None)));
    links.extend(paging.links(own).into_iter().map(|(rel, url)| link(rel, &url, Some(MEDIA_TYPE))));
    links
}

fn feed_elements(edition: &Edition, paging: &Paging) -> Vec<Element> {
    let mut elements = podcast::of_feed(&edition.masthead, &edition.items);
    elements.extend(paging.marker());
    if paging.is_subscription() {
        elements.extend(edition.withdrawn.iter().map(deleted));
    }
    elements
}

fn deleted(withdrawn: &Withdrawn) -> Element {
    Element::new("at:deleted-entry").with("ref", &withdrawn.id).with("when", withdrawn.when.to_rfc3339())
}

fn entry(item: &Item, elements: Vec<Element>) -> Entry {
    let language = item.language.as_deref().and_then(iri::iso639_language);
    let language = language.as_ref();
    let (summary, content) = to_read(item, language);
    Entry {
        title: text(&item.title, language),
        id: item.id.clone(),
        updated: item.updated.into(),
        authors: authors(item),
        categories: item.categories.iter().map(category).collect(),
        contributors: item.contributors.iter().map(person).collect(),
        links: entry_links(item),
        published: Some(item.published.into()),
        rights: item.rights.as_deref().map(|rights| text(rights, language)),
        source: item.source.as_ref().map(|origin| source(origin, item)),
        summary,
        content,
        extensions: extension::for_atom(elements),
        ..Entry::default()
    }
}

/// Summary and content. RFC 4287 (4.1.2) wants content in an entry without a link, and readers want a summary
/// where there is no content.
fn to_read(item: &Item, language: Option<&String>) -> (Option<Text>, Option<Content>) {
    let summary = item.summary.as_deref().map(|summary| text(summary, language));
    if let Some(html) = item.content.as_ref().filter(|html| !html.is_empty()) {
        let content = Content {
            lang: language.cloned(),
            value: Some(text::content(html).into_owned()),
            content_type: Some("html".to_owned()),
            ..Content::default()
        };
        return (summary, Some(content));
    }
    let summary = summary.unwrap_or_else(|| text(&markup::summary(&item.title, STAND_IN_CHARS), language));
    if item.link.is_some() { (Some(summary), None) } else { (None, Some(as_content(summary))) }
}

fn as_content(text: Text) -> Content {
    let content_type = if text.r#type == TextType::Html { "html" } else { "text" };
    Content {
        lang: text.lang,
        value: Some(text.value),
        content_type: Some(content_type.to_owned()),
        ..Content::default()
    }
}

fn authors(item: &Item) -> Vec<Person> {
    match item.byline() {
        Byline::People(people) => people.iter().map(person).collect(),
        Byline::Feed(title) | Byline::Agency(title) => vec![named(title)],
    }
}

fn entry_links(item: &Item) -> Vec<Link> {
    let mut links = Vec::new();
    links.extend(item.link.as_ref().map(|url| link("alternate", &uri(url), text::page_type(url))));
    links.extend(item.enclosures.iter().map(atom_link::enclosure));
    links.extend(item.comments.as_ref().map(|url| link("replies", &uri(url), Some("text/html"))));
    links.extend(item.comment_feed.as_ref().map(|url| link("replies", &uri(url), Some(MEDIA_TYPE))));
    // RFC 4946.
    links.extend(item.license.as_ref().map(|url| link("license", &uri(url), None)));
    links.extend(item.links.iter().map(atom_link::further));
    links.extend(item.also_in.iter().filter_map(atom_link::also_in));
    links
}

fn source(origin: &Origin, item: &Item) -> Source {
    let mut links = Vec::new();
    links.extend(origin.feed_url.as_ref().map(|url| link("self", &uri(url), None)));
    links.extend(origin.link.as_ref().map(|url| link("alternate", &uri(url), Some("text/html"))));
    Source {
        title: text(&origin.title, None),
        id: text::iri(&origin.id),
        // Required; a feed is at least as new as what it holds.
        updated: origin.updated.unwrap_or(item.updated).into(),
        authors: origin.authors.iter().map(person).collect(),
        icon: origin.icon.as_ref().map(uri),
        links,
        rights: origin.rights.as_deref().map(|rights| text(rights, None)),
        ..Source::default()
    }
}

fn category(category: &crate::model::edition::Category) -> Category {
    Category {
        term: category.term.clone(),
        scheme: category.scheme.clone(),
        label: category.label.as_deref().map(|label| plain(label).into_owned()),
    }
}

fn person(author: &Author) -> Person {
    Person { email: author.email.clone(), uri: author.url.as_ref().map(uri), ..named(&author.name) }
}

fn named(name: &str) -> Person {
    Person { name: plain(name).into_owned(), ..Person::default() }
}

/// Plain text; as HTML where a reader would take the plain text for HTML anyway, or for badly decoded. The feed
/// validator takes an `&` for that of HTML unless the first line has one written as a number.
fn text(value: &str, language: Option<&String>) -> Text {
    let is_doubtful = value.split_once('\n').is_some_and(|(_, lines)| lines.contains('&'));
    let (value, r#type) = if looks_like_html(value) || holds_pair(value) || is_doubtful {
        (to_html(value).replace('\n', "<br />\n"), TextType::Html)
    } else {
        (value.to_owned(), TextType::Text)
    };
    Text { value, lang: language.cloned(), r#type, ..Text::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_html_only_where_it_would_be_taken_for_it() {
        let written = |value: &str| {
            let text = text(value, None);
            (text.value, text.r#type == TextType::Html)
        };
        for plain in ["1 < 2 & 3", "R&D1", "two\nlines", "R&D\nand more"] {
            assert_eq!(written(plain), (plain.to_owned(), false));
        }
        assert_eq!(written("a <b>"), ("a &lt;b&gt;".to_owned(), true));
        assert_eq!(written("Ã©"), ("&#xC3;©".to_owned(), true));
        assert_eq!(written("see\n?a=1&copy=2"), ("see<br />\n?a=1&amp;copy=2".to_owned(), true));
    }

    #[test]
    fn an_entry_without_a_link_has_content() {
        let bare = Item { link: None, content: None, ..crate::publish::fixture::plain_item(1) };
        let (summary, content) = to_read(&bare, None);
        assert!(summary.is_none() && content.is_some());
        let linked = Item { content: None, ..crate::publish::fixture::plain_item(1) };
        let (summary, content) = to_read(&linked, None);
        assert!(linked.link.is_some() && summary.is_some() && content.is_none());
    }
}
