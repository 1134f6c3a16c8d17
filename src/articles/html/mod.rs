//! HTML: a whole page, of which the article is a part, or a fragment, which is the article.
//!
//! [`read`] is the function to call. It reads what the head says, and of the body it takes the
//! article without the navigation around it (`body`). It repairs nothing: the markup
//! stays as its author wrote it.

mod body;

use std::borrow::Cow;

use serde_json::Value;

use super::document::{Document, split_at_more};
use super::keys::{is_language, person};
use crate::date;
use crate::markup::{self, Tag, Token, Tokens};
use crate::model::feed::Person;

/// Reads `text`; `title` is what the front matter says.
pub fn read(text: &str, title: Option<&str>) -> Document {
    let page = scan(text);
    let mut document = page.document;
    let body = if page.is_whole { body::of_page(text) } else { body::of_fragment(text) };
    document.title = page_title(page.open_graph_title.or(page.title), body.heading.clone());
    let shown = title.or(document.title.as_deref());
    let html = body::without_title(text, &body, shown);
    let (teaser, html) = split_at_more(html);
    if document.published.is_none() {
        document.published = body.published.as_deref().and_then(date::read);
    }
    document.updated = document.updated.or_else(|| date::read(body.updated.as_deref()?));
    if document.authors.is_empty() {
        document.authors = body.author.as_deref().and_then(person).into_iter().collect();
    }
    Document { html, teaser, ..document }
}

/// `Title | Site`, ` - `, ` · `: where the page's heading begins its title, the rest is the site.
fn page_title(title: Option<String>, heading: Option<String>) -> Option<String> {
    let title = match (title, heading) {
        (Some(title), Some(heading)) => {
            let rest = title.strip_prefix(&heading).and_then(|rest| rest.strip_prefix(' '));
            let separators = ["| ", "- ", "– ", "— ", "· ", "• ", "» ", ":: "];
            let is_site = rest.is_some_and(|rest| separators.iter().any(|mark| rest.starts_with(mark)));
            if is_site { heading } else { title }
        }
        (title, heading) => title.or(heading)?,
    };
    Some(title).filter(|title| !title.is_empty())
}

#[derive(Default)]
struct Page {
    /// It has a head or a body of its own.
    is_whole: bool,
    /// Something that stands in no head.
    has_content: bool,
    title: Option<String>,
    open_graph_title: Option<String>,
    document: Document,
}

/// Everything that the page says of itself in `html`, `title`, `meta`, `link` and JSON-LD.
fn scan(text: &str) -> Page {
    let mut page = Page::default();
    for token in Tokens::new(text) {
        match token {
            Token::Start(tag) => start(&mut page, &tag),
            Token::Comment(written)
                if written.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) =>
            {
                page.is_whole = true;
            }
            _ => {}
        }
    }
    page
}

fn start(page: &mut Page, tag: &Tag<'_>) {
    let inside = tag.raw_text.unwrap_or_default();
    match &*tag.name {
        "html" => {
            page.is_whole = true;
            page.document.language = value(tag, "lang").filter(|tag| is_language(tag));
        }
        "head" | "body" => page.is_whole = true,
        // A title further down is that of a drawing.
        "title" if page.title.is_none() && !page.has_content => {
            page.is_whole = true;
            page.title = Some(markup::text(inside)).filter(|_| !inside.is_empty());
        }
        "meta" => meta(page, tag),
        "link" if has_word(tag, "rel", "canonical") => page.document.canonical = value(tag, "href"),
        "script" if value(tag, "type").is_some_and(|kind| kind.contains("ld+json")) => {
            linked_data(&mut page.document, inside);
        }
        "base" | "style" | "script" | "link" | "noscript" => {}
        _ => page.has_content = true,
    }
}

fn value(tag: &Tag<'_>, name: &str) -> Option<String> {
    tag.decoded(name).map(Cow::into_owned)
}

fn has_word(tag: &Tag<'_>, name: &str, word: &str) -> bool {
    tag.decoded(name).is_some_and(|value| value.split_whitespace().any(|one| one.eq_ignore_ascii_case(word)))
}

/// Where pages say when they were published.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "pubdate",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "published",
    "sailthru.date",
    "parsely-pub-date",
    "citation_publication_date",
    "citation_date",
    "created",
];

fn meta(page: &mut Page, tag: &Tag<'_>) {
    let name = ["name", "property", "itemprop", "http-equiv"].iter().find_map(|key| value(tag, key));
    let (Some(name), Some(content)) = (name, value(tag, "content")) else { return };
    let content = content.split_whitespace().collect::<Vec<_>>().join(" ");
    if content.is_empty() {
        return;
    }
    let document = &mut page.document;
    match name.to_ascii_lowercase().as_str() {
        "description" => document.description = Some(content),
        "og:description" | "twitter:description" | "dc.description" | "dcterms.description" => {
            document.description.get_or_insert(content);
        }
        "og:title" => page.open_graph_title = Some(content),
        "author" | "dc.creator" | "dcterms.creator" | "citation_author" | "parsely-author" | "byl" => {
            add_author(&mut document.authors, content.trim_start_matches("By "));
        }
        "article:author" if !content.starts_with("http") => add_author(&mut document.authors, &content),
        name if PUBLISHED.contains(&name) => {
            document.published = document.published.or_else(|| date::read(&content));
        }
        "article:modified_time"
        | "og:updated_time"
        | "datemodified"
        | "dcterms.modified"
        | "last-modified"
        | "lastmod"
        | "modified"
        | "revised" => {
            document.updated = document.updated.or_else(|| date::read(&content));
        }
        "content-language" | "language" | "dc.language" if is_language(&content) => {
            document.language.get_or_insert(content);
        }
        "keywords" | "news_keywords" => add_categories(document, content.split(',')),
        "article:tag" | "article:section" => add_categories(document, [content.as_str()]),
        "og:image" | "twitter:image" => {
            document.image.get_or_insert(content);
        }
        _ => {}
    }
}

fn add_author(authors: &mut Vec<Person>, text: &str) {
    let found = person(text);
    authors.extend(found.filter(|person| !authors.contains(person)));
}

fn add_categories<'a>(document: &mut Document, terms: impl IntoIterator<Item = &'a str>) {
    for term in terms {
        let term = term.trim();
        if !term.is_empty() && !document.categories.iter().any(|known| known.eq_ignore_ascii_case(term)) {
            document.categories.push(term.to_owned());
        }
    }
}

/// schema.org in JSON-LD: one object, a list, or a `@graph` of them.
fn linked_data(document: &mut Document, json: &str) {
    let Ok(value) = serde_json::from_str::<Value>(json) else { return };
    let graph = value.get("@graph").unwrap_or(&value);
    let nodes = graph.as_array().map_or(std::slice::from_ref(graph), Vec::as_slice);
    let Some(article) = nodes.iter().find(|node| node.get("datePublished").is_some()) else { return };
    let text = |key: &str| article.get(key).and_then(Value::as_str);
    if document.published.is_none() {
        document.published = text("datePublished").and_then(date::read);
    }
    document.updated = document.updated.or_else(|| date::read(text("dateModified")?));
    if document.authors.is_empty() {
        let author = article.get("author").unwrap_or(&Value::Null);
        let list = author.as_array().map_or(std::slice::from_ref(author), Vec::as_slice);
        for one in list {
            let name = one.get("name").unwrap_or(one).as_str();
            document.authors.extend(name.and_then(person));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_page() {
        let document = read(
            "<!DOCTYPE html><html lang=de-AT><head><title>Das Wetter &amp; wir | Die Zeitung</title>\
             <meta name=description content='Es  regnet.'><meta name=author content='Jane Doe'>\
             <meta property='article:published_time' content='2026-01-31T08:00:00+01:00'>\
             <meta property='article:modified_time' content='2026-02-01T08:00:00Z'>\
             <meta name=keywords content='Wetter, Regen'><link rel='canonical' href='https://example.org/w'></head>\
             <body><nav><a href=/>Home</a></nav><article><h1>Das Wetter &amp; wir</h1><p>Text</p></article>\
             <footer>Impressum</footer></body></html>",
            None,
        );
        assert_eq!(document.title.as_deref(), Some("Das Wetter & wir"));
        assert_eq!(document.html.trim(), "<p>Text</p>");
        assert_eq!(document.description.as_deref(), Some("Es regnet."));
        assert_eq!(document.authors[0].name.as_deref(), Some("Jane Doe"));
        assert_eq!(document.published.unwrap().utc.to_rfc3339(), "2026-01-31T07:00:00+00:00");
        assert_eq!(document.published.unwrap().shown.date().to_string(), "2026-01-31");
        assert_eq!(document.updated.unwrap().utc.to_rfc3339(), "2026-02-01T08:00:00+00:00");
        assert_eq!(document.categories, ["Wetter", "Regen"]);
        assert_eq!(document.canonical.as_deref(), Some("https://example.org/w"));
        assert_eq!(document.language.as_deref(), Some("de-AT"));
    }

    #[test]
    fn a_fragment_is_the_article() {
        let document = read("<h2>One</h2>\n<p>Text <b>bold</b></p>\n<nav>kept</nav>", None);
        assert_eq!(document.title.as_deref(), Some("One"));
        assert_eq!(document.html.trim(), "<p>Text <b>bold</b></p>\n<nav>kept</nav>");
        assert_eq!(read("just words", None).html, "just words");
    }

    #[test]
    fn dates_and_people_from_the_body_and_from_json_ld() {
        let document = read(
            "<html><body><main><h1>T</h1><a rel=author href=/x>Ann</a>\
             <time datetime='2026-03-01T00:00:00Z'>1 March</time><p>x</p></main></body></html>",
            None,
        );
        assert_eq!(document.authors[0].name.as_deref(), Some("Ann"));
        assert_eq!(document.published.unwrap().shown.date().to_string(), "2026-03-01");
        let document = read(
            "<html><script type='application/ld+json'>{\"@graph\":[{},{\"datePublished\":\"2026-04-01T00:00:00Z\",\
             \"author\":[{\"name\":\"Bo\"}]}]}</script><body>x</body></html>",
            None,
        );
        assert_eq!(document.authors[0].name.as_deref(), Some("Bo"));
        assert_eq!(document.published.unwrap().shown.date().to_string(), "2026-04-01");
    }
}
