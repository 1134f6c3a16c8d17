//! `[[feeds]]`, with `[defaults]` worked in.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::fetch::header_text;
use super::reader::{Reader, count, flag, path, quantity, text};
use super::{filter, name};
use crate::config::raw::{Located, Section, Table};
use crate::config::value::{self, Wrong};
use crate::config::{Environment, Feed, Filter, FutureDates, Location, PageSelectors, Secret};

/// The keys that `[[feeds]]` and `[defaults]` share, as far as they are written.
#[derive(Default)]
struct Settings {
    categories: Option<Vec<String>>,
    interval: Option<Duration>,
    limit: Option<usize>,
    max_age: Option<Duration>,
    filter: Filter,
    future_dates: Option<FutureDates>,
    new_entries: Option<usize>,
    guard: Option<bool>,
    full_text: Option<bool>,
    headers: Vec<(String, Secret)>,
    user_agent: Option<String>,
    allow_private: Option<bool>,
    enabled: Option<bool>,
}

const FUTURE_DATES: &[(&str, FutureDates)] = &[
    ("clamp", FutureDates::Clamp),
    ("hold", FutureDates::Hold),
    ("keep", FutureDates::Keep),
    ("drop", FutureDates::Drop),
];

/// Headers that belong to the transfer, on which conditional requests and safe decoding rest.
const OWN_HEADERS: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "if-modified-since",
    "if-none-match",
    "te",
    "transfer-encoding",
    "upgrade",
];

pub fn read(root: &Section<'_>, allow_private: bool, reader: &mut Reader<'_>) -> Vec<Arc<Feed>> {
    let defaults = super::table(root, "defaults", Table::Defaults, reader)
        .map(|section| settings(&section, reader))
        .unwrap_or_default();
    let defaults = Settings { allow_private: defaults.allow_private.or(Some(allow_private)), ..defaults };
    let Some(value) = root.get("feeds") else { return Vec::new() };
    let mut feeds = Vec::new();
    for section in reader.tables(&value, Table::Feed) {
        reader.refuse_unknown(&section);
        let feed = feed(&section, &defaults, reader);
        feeds.extend(feed.map(|feed| (section, feed)));
    }
    unique_names(&mut feeds, reader);
    repeated_locations(&feeds, reader);
    let mut feeds: Vec<_> = feeds.into_iter().map(|(_, feed)| Arc::new(feed)).collect();
    // Collecting uses the memory of the sections again, which is a hundred times as large.
    feeds.shrink_to_fit();
    feeds
}

/// `None` only where a problem says why. A feed without `name` comes back with an empty one.
fn feed(section: &Section<'_>, defaults: &Settings, reader: &mut Reader<'_>) -> Option<Feed> {
    let own = settings(section, reader);
    let feed_name = reader.read(section, "name", |item| feed_name(text(item)?)).unwrap_or_default();
    let title = reader.read(section, "title", |item| value::line(text(item)?));
    let page = page(section, reader);
    let location = location(section, reader)?;
    Some(Feed {
        name: feed_name,
        location,
        title,
        categories: own.categories.or_else(|| defaults.categories.clone()).unwrap_or_default(),
        interval: own.interval.or(defaults.interval),
        limit: own.limit.or(defaults.limit),
        max_age: own.max_age.or(defaults.max_age),
        filter: filter::over(own.filter, &defaults.filter),
        future_dates: own.future_dates.or(defaults.future_dates).unwrap_or(FutureDates::Clamp),
        new_entries: own.new_entries.or(defaults.new_entries),
        guard: own.guard.or(defaults.guard).unwrap_or(true),
        full_text: own.full_text.or(defaults.full_text).unwrap_or(false),
        headers: headers_over(own.headers, &defaults.headers),
        user_agent: own.user_agent.or_else(|| defaults.user_agent.clone()),
        allow_private: own.allow_private.or(defaults.allow_private).unwrap_or(false),
        enabled: own.enabled.or(defaults.enabled).unwrap_or(true),
        page,
        line: reader.line_of(section.at()),
    })
}

fn settings(s: &Section<'_>, reader: &mut Reader<'_>) -> Settings {
    let environment = reader.environment();
    let full_text = reader.read(s, "full_text", flag);
    if let (Some(true), Some(value)) = (full_text, s.get("full_text")) {
        reader.not_effective_yet(&value.at, &value.key);
    }
    Settings {
        categories: reader.list(s, "categories", value::line),
        interval: reader.read(s, "interval", |item| value::positive_duration(quantity(item, "2h")?)),
        limit: reader.read(s, "limit", |item| count(item, 1, usize::MAX)),
        max_age: reader.read(s, "max_age", |item| value::positive_duration(quantity(item, "30d")?)),
        filter: filter::read(s, reader),
        future_dates: reader.read(s, "future_dates", |item| value::one_of(text(item)?, FUTURE_DATES)),
        new_entries: reader.read(s, "new_entries", |item| count(item, 0, usize::MAX)),
        guard: reader.read(s, "guard", flag),
        full_text,
        headers: headers(s, reader),
        user_agent: reader.read(s, "user_agent", |item| header_text(text(item)?, environment)),
        allow_private: reader.read(s, "allow_private", flag),
        enabled: reader.read(s, "enabled", flag),
    }
}

fn location(section: &Section<'_>, reader: &mut Reader<'_>) -> Option<Location> {
    let (folder, environment) = (reader.folder(), reader.environment());
    match (section.get("url"), section.get("path")) {
        (Some(url), None) => {
            reader.understand(&url, |item| value::feed_url(text(item)?, environment)).map(Location::Url)
        }
        (None, Some(file)) => reader.understand(&file, |item| path(item, folder)).map(Location::Path),
        (Some(_), Some(file)) => {
            reader.wrong(&file.at, &file.key, "stands beside `url`, expected only one of the two");
            None
        }
        (None, None) => {
            let key = section.path_of("url");
            reader.wrong(section.at(), &key, "is missing, expected `url = \"https://…\"` or `path = \"…\"`");
            None
        }
    }
}

fn feed_name(written: &str) -> Result<String, Wrong> {
    let name = value::line(written)?;
    if name.chars().count() <= 100 { Ok(name) } else { Err("is longer than 100 characters".to_owned()) }
}

fn page(section: &Section<'_>, reader: &mut Reader<'_>) -> Option<PageSelectors> {
    let value = section.get("page")?;
    let Some(page) = Section::of(&value, Table::Page) else {
        reader.wrong(&value.at, &value.key, "expected a table as { entry = \"article\", title = \"h2\" }");
        return None;
    };
    reader.refuse_unknown(&page);
    reader.not_effective_yet(&value.at, &value.key);
    let selector = |item: &_| value::line(text(item)?);
    let entry = reader.required(&page, "entry", "the CSS selector of one entry", selector);
    let selectors = PageSelectors {
        title: reader.read(&page, "title", selector),
        link: reader.read(&page, "link", selector),
        date: reader.read(&page, "date", selector),
        content: reader.read(&page, "content", selector),
        entry: entry?,
    };
    Some(selectors)
}

fn headers(section: &Section<'_>, reader: &mut Reader<'_>) -> Vec<(String, Secret)> {
    let Some(value) = section.get("headers") else { return Vec::new() };
    let Some(table) = Section::of(&value, Table::Headers) else {
        reader.wrong(&value.at, &value.key, "expected a table as { Authorization = \"Bearer ${TOKEN}\" }");
        return Vec::new();
    };
    let environment = reader.environment();
    let mut headers = Vec::new();
    for (name, value) in table.entries() {
        let header = reader.understand(&value, |item| header(name, text(item)?, environment));
        headers.extend(header.map(|value| (name.to_owned(), value)));
    }
    headers
}

fn header(name: &str, written: &str, environment: Environment<'_>) -> Result<Secret, Wrong> {
    // RFC 9110, section 5.6.2: a token.
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(is_token) {
        return Err(format!("`{name}` is no name of a header"));
    }
    if name.eq_ignore_ascii_case("user-agent") {
        return Err("is set by the key `user_agent` of the feed".to_owned());
    }
    if OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
        return Err("is set by feedmill itself: leave it out".to_owned());
    }
    value::secret(written, environment)
}

fn headers_over(mut own: Vec<(String, Secret)>, defaults: &[(String, Secret)]) -> Vec<(String, Secret)> {
    let missing: Vec<_> = defaults
        .iter()
        .filter(|(name, _)| !own.iter().any(|(mine, _)| mine.eq_ignore_ascii_case(name)))
        .cloned()
        .collect();
    own.extend(missing);
    own
}

/// Written names first, then the names that are made, in the order of the file.
fn unique_names(feeds: &mut [(Section<'_>, Feed)], reader: &mut Reader<'_>) {
    let mut taken: HashMap<String, usize> = HashMap::new();
    for (section, feed) in feeds.iter().filter(|(_, feed)| !feed.name.is_empty()) {
        if let Some(line) = taken.get(&feed.name) {
            let Some(Located { at, key, .. }) = section.get("name") else { continue };
            reader.wrong(
                &at,
                &key,
                format!("`{}` is the name of the feed of line {line} already: choose another", feed.name),
            );
        } else {
            taken.insert(feed.name.clone(), feed.line);
        }
    }
    for (section, feed) in feeds.iter_mut().filter(|(_, feed)| feed.name.is_empty()) {
        let made = name::made(feed.title.as_deref(), &feed.location);
        feed.name = if taken.contains_key(&made) { name::distinguished(&made, &feed.location) } else { made };
        if let Some(line) = taken.insert(feed.name.clone(), feed.line) {
            let message =
                format!("needs a `name`, or there is nothing to tell it from the feed of line {line} by");
            reader.wrong(section.at(), &section.path_of("name"), message);
        }
    }
}

/// One feed twice is allowed (with other filters, say), but seldom meant.
fn repeated_locations(feeds: &[(Section<'_>, Feed)], reader: &mut Reader<'_>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (section, feed) in feeds {
        let location = match &feed.location {
            Location::Url(url) => url.reveal().to_string(),
            Location::Path(path) => path.to_string_lossy().into_owned(),
        };
        match seen.get(&location) {
            Some(line) => reader.notice(section.at(), "feeds", format!("the same feed as in line {line}")),
            None => {
                seen.insert(location, feed.line);
            }
        }
    }
}
