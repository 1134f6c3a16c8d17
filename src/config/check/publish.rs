//! `[publish]`, and the `author` that `[articles]` has as well.

use url::Url;

use super::filter;
use super::reader::{Reader, count, flag, joined, path, quantity, text};
use crate::config::raw::{Section, Table};
use crate::config::value::{self, Wrong};
use crate::config::{Compression, ContentPolicy, Environment, Files, Order, Publish, View};
use crate::iri;
use crate::model::edition::Author;

/// What a feed reader comfortably takes at once.
const DEFAULT_LIMIT: usize = 50;

/// `None` only where a problem says why.
pub fn read(root: &Section<'_>, reader: &mut Reader<'_>) -> Option<Publish> {
    if root.get("publish").is_none() {
        let remedy = "is missing, expected the table [publish] with at least `title` and `link`";
        reader.wrong(root.at(), "publish", remedy);
    }
    let section = super::table(root, "publish", Table::Publish, reader)?;
    let s = &section;
    let environment = reader.environment();
    let web_url = |item: &_| public_url(text(item)?, environment);
    let words = |item: &_| value::line(text(item)?);

    let title = reader.required(s, "title", "the title of the combined feed", words);
    let link =
        reader.required(s, "link", "the site that the feed speaks for, as \"https://example.org/\"", web_url);
    let link = link.unwrap_or_else(stand_in);
    let base_url = reader.read(s, "base_url", web_url).unwrap_or_else(|| link.clone());
    let limit = reader.read(s, "limit", |item| count(item, 1, usize::MAX)).unwrap_or(DEFAULT_LIMIT);
    let max_age = reader.read(s, "max_age", |item| value::positive_duration(quantity(item, "90d")?));
    let folder = reader.folder();
    let mut publish = Publish {
        id: reader.read(s, "id", |item| id(text(item)?)).unwrap_or_else(|| link.to_string()),
        title: title.unwrap_or_default(),
        base_url: folder_url(base_url),
        link,
        description: reader.read(s, "description", words),
        language: reader.read(s, "language", |item| value::language(text(item)?)),
        author: author(s, reader),
        rights: reader.read(s, "rights", words),
        icon: reader.read(s, "icon", web_url),
        logo: reader.read(s, "logo", web_url),
        categories: reader.list(s, "categories", value::line).unwrap_or_default(),
        dir: reader.read(s, "dir", |item| path(item, folder)).unwrap_or_else(|| joined(folder, "output")),
        files: files(s, reader),
        limit,
        max_age,
        content: reader
            .read(s, "content", |item| value::one_of(text(item)?, CONTENTS))
            .unwrap_or(ContentPolicy::Full),
        order: reader.read(s, "order", |item| value::one_of(text(item)?, ORDERS)).unwrap_or(Order::Published),
        title_format: reader
            .read(s, "title_format", |item| value::template(text(item)?, &["title", "source"], &["title"]))
            .unwrap_or_else(|| "{title}".to_owned()),
        archive: reader.read(s, "archive", flag).unwrap_or(false),
        compress: compressions(s, reader),
        hubs: reader.list(s, "hubs", |url| public_url(url, environment)).unwrap_or_default(),
        templates: reader.read(s, "templates", |item| path(item, folder)),
        block: reader.list(s, "block", value::line).unwrap_or_default(),
        strip_tracking: reader.read(s, "strip_tracking", flag).unwrap_or(true),
        views: Vec::new(),
    };
    publish.views = views(s, &publish, reader);
    Some(publish)
}

const CONTENTS: &[(&str, ContentPolicy)] =
    &[("full", ContentPolicy::Full), ("summary", ContentPolicy::Summary), ("none", ContentPolicy::None)];

const ORDERS: &[(&str, Order)] = &[("published", Order::Published), ("updated", Order::Updated)];

const COMPRESSIONS: &[(&str, Compression)] =
    &[("gzip", Compression::Gzip), ("br", Compression::Brotli), ("zstd", Compression::Zstd)];

/// Takes the place of a link that is wrong, so that the check goes on.
fn stand_in() -> Url {
    Url::parse("https://example.org/").expect("the constant is an address")
}

/// `author = { name, email, url }`.
pub fn author(section: &Section<'_>, reader: &mut Reader<'_>) -> Option<Author> {
    let value = section.get("author")?;
    let Some(author) = Section::of(&value, Table::Author) else {
        reader.wrong(&value.at, &value.key, "expected a table as { name = \"Ann Author\" }");
        return None;
    };
    reader.refuse_unknown(&author);
    let environment = reader.environment();
    let name = reader.required(&author, "name", "the author's name", |item| value::line(text(item)?));
    Some(Author {
        name: name.unwrap_or_default(),
        email: reader.read(&author, "email", |item| value::email(text(item)?)),
        url: reader.read(&author, "url", |item| public_url(text(item)?, environment)),
    })
}

/// An address that will be published, in which `${NAME}` may stand all the same: one file then
/// serves the site and its rehearsal.
fn public_url(written: &str, environment: Environment<'_>) -> Result<Url, Wrong> {
    value::web_url(&value::expand(written, environment)?)
}

fn id(written: &str) -> Result<String, Wrong> {
    iri::published_id(written)
        .ok_or_else(|| format!("`{written}` is no IRI, expected one as `tag:example.org,2026:planet`"))
}

/// With the slash at its end without which the last part would be replaced by a file's name.
fn folder_url(mut url: Url) -> Url {
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}

fn files(section: &Section<'_>, reader: &mut Reader<'_>) -> Files {
    let mut file = |key, default: &str| match section.get(key) {
        None => Some(default.to_owned()),
        Some(value) => reader.understand(&value, |item| file_name(item, default)).flatten(),
    };
    Files {
        rss: file("rss", "feed.xml"),
        atom: file("atom", "atom.xml"),
        json: file("json", "feed.json"),
        opml: file("opml", "feeds.opml"),
        html: file("html", "index.html"),
    }
}

/// A name, or whether the file is written at all.
fn file_name(item: &toml_edit::Item, default: &str) -> Result<Option<String>, Wrong> {
    match (item.as_bool(), item.as_str()) {
        (Some(written), _) => Ok(written.then(|| default.to_owned())),
        (None, Some(name)) => value::file_name(name).map(Some),
        (None, None) => Err(format!("expected a file's name as \"{default}\", or false to write none")),
    }
}

fn compressions(section: &Section<'_>, reader: &mut Reader<'_>) -> Vec<Compression> {
    let written =
        reader.list(section, "compress", |word| value::one_of(word, COMPRESSIONS)).unwrap_or_default();
    let mut each_once = Vec::new();
    for compression in written {
        if !each_once.contains(&compression) {
            each_once.push(compression);
        }
    }
    each_once
}

fn views(section: &Section<'_>, publish: &Publish, reader: &mut Reader<'_>) -> Vec<View> {
    let Some(value) = section.get("views") else { return Vec::new() };
    let tables = reader.tables(&value, Table::View);
    tables.iter().map(|table| view(table, publish, reader)).collect()
}

/// With an empty name only where a problem says why.
fn view(section: &Section<'_>, publish: &Publish, reader: &mut Reader<'_>) -> View {
    reader.refuse_unknown(section);
    let name =
        reader.required(section, "name", "the name of its folder", |item| value::folder_name(text(item)?));
    let words = |item: &_| value::line(text(item)?);
    let name = name.unwrap_or_default();
    View {
        title: reader.read(section, "title", words).unwrap_or_else(|| format!("{}: {name}", publish.title)),
        description: reader.read(section, "description", words),
        limit: reader.read(section, "limit", |item| count(item, 1, usize::MAX)).unwrap_or(publish.limit),
        max_age: reader
            .read(section, "max_age", |item| value::positive_duration(quantity(item, "90d")?))
            .or(publish.max_age),
        filter: filter::read(section, reader),
        name,
    }
}
