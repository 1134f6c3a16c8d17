//! `feeds.toml` as it is written: its tables, their keys, and a place for every value.
//!
//! [`Table`] says which keys exist; [`Section`] is one table of the file, whose values
//! `check` takes one by one. What they mean is not decided here.

use std::ops::Range;

use toml_edit::{Item, TableLike};

use super::nearest::nearest;

/// A kind of table in `feeds.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Root,
    Publish,
    View,
    Articles,
    Fetch,
    State,
    Defaults,
    Feed,
    Author,
    Filter,
    Page,
    /// Its keys are the names of headers.
    Headers,
}

const PUBLISH: &[&str] = &[
    "title",
    "link",
    "base_url",
    "description",
    "language",
    "author",
    "id",
    "rights",
    "icon",
    "logo",
    "categories",
    "dir",
    "rss",
    "atom",
    "json",
    "opml",
    "html",
    "limit",
    "max_age",
    "content",
    "order",
    "title_format",
    "archive",
    "compress",
    "hubs",
    "templates",
    "block",
    "strip_tracking",
    "views",
];

const FETCH: &[&str] =
    &["interval", "concurrency", "per_host", "timeout", "max_size", "contact", "proxy", "allow_private"];

/// How many keys of [`FEED`], the first, are of one feed and cannot stand in `[defaults]`.
const OF_ONE_FEED: usize = 5;

const FEED: &[&str] = &[
    "url",
    "path",
    "name",
    "title",
    "page",
    "categories",
    "interval",
    "limit",
    "max_age",
    "keep",
    "drop",
    "future_dates",
    "new_entries",
    "guard",
    "full_text",
    "headers",
    "user_agent",
    "allow_private",
    "enabled",
];

impl Table {
    /// Every kind that has a heading of its own, in the order in which the file is best written.
    pub const HEADED: [Table; 8] = [
        Table::Root,
        Table::Publish,
        Table::View,
        Table::Articles,
        Table::Fetch,
        Table::State,
        Table::Defaults,
        Table::Feed,
    ];

    /// How the table is opened in the file.
    pub fn heading(self) -> &'static str {
        match self {
            Table::Root => "the top of the file",
            Table::Publish => "[publish]",
            Table::View => "[[publish.views]]",
            Table::Articles => "[articles]",
            Table::Fetch => "[fetch]",
            Table::State => "[state]",
            Table::Defaults => "[defaults]",
            Table::Feed => "[[feeds]]",
            Table::Author => "author",
            Table::Filter => "a filter",
            Table::Page => "page",
            Table::Headers => "headers",
        }
    }

    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Table::Root => &["schedule", "publish", "articles", "fetch", "state", "defaults", "feeds"],
            Table::Publish => PUBLISH,
            Table::View => &["name", "title", "description", "limit", "max_age", "keep", "drop"],
            Table::Articles => &["dir", "url", "author", "category", "trust"],
            Table::Fetch => FETCH,
            Table::State => &["url", "retain"],
            Table::Defaults => FEED.split_at(OF_ONE_FEED).1,
            Table::Feed => FEED,
            Table::Author => &["name", "email", "url"],
            Table::Filter => &["title", "author", "category", "content", "link", "language", "any"],
            Table::Headers => &[],
            Table::Page => &["entry", "title", "link", "date", "content"],
        }
    }
}

/// One table of the file.
#[derive(Clone)]
pub struct Section<'a> {
    kind: Table,
    /// As `publish.author`; empty for the root.
    path: String,
    table: &'a dyn TableLike,
    /// The keys of `table`, few as a rule: whoever reads asks for each that there may be.
    written: Vec<&'a str>,
    at: Range<usize>,
}

/// One value of a [`Section`].
#[derive(Debug, Clone)]
pub struct Located<'a> {
    pub item: &'a Item,
    /// As `publish.title`.
    pub key: String,
    /// Of the value.
    pub at: Range<usize>,
}

impl<'a> Located<'a> {
    /// The tables of an array of tables, whether written as `[[…]]` or inline; `None` if it is none.
    pub fn tables(&self, kind: Table) -> Option<Vec<Section<'a>>> {
        let section = |table: &'a dyn TableLike, at: Option<Range<usize>>| {
            Section::new(kind, self.key.clone(), table, at.unwrap_or_else(|| self.at.clone()))
        };
        if let Some(tables) = self.item.as_array_of_tables() {
            return Some(tables.iter().map(|table| section(table, table.span())).collect());
        }
        let inline = self.item.as_array()?.iter();
        inline.map(|value| Some(section(value.as_inline_table()?, value.span()))).collect()
    }
}

impl<'a> Section<'a> {
    pub fn root(table: &'a toml_edit::Table) -> Section<'a> {
        Section::new(Table::Root, String::new(), table, 0..0)
    }

    fn new(kind: Table, path: String, table: &'a dyn TableLike, at: Range<usize>) -> Section<'a> {
        Section { kind, path, table, written: table.iter().map(|(key, _)| key).collect(), at }
    }

    /// `value` as a table of `kind`; `None` if it is no table.
    pub fn of(value: &Located<'a>, kind: Table) -> Option<Section<'a>> {
        let table = value.item.as_table_like()?;
        Some(Section::new(kind, value.key.clone(), table, value.at.clone()))
    }

    /// The place of its heading, or of the whole of an inline table.
    pub fn at(&self) -> &Range<usize> {
        &self.at
    }

    pub fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub fn get(&self, key: &'static str) -> Option<Located<'a>> {
        debug_assert!(self.kind.keys().contains(&key), "{key} is no key of {:?}", self.kind);
        let (written, item) = self.written.contains(&key).then(|| self.table.get_key_value(key)).flatten()?;
        let at = item.span().filter(|span| !span.is_empty()).or_else(|| written.span());
        Some(Located { item, key: self.path_of(key), at: at.unwrap_or_else(|| self.at.clone()) })
    }

    /// Every key with its value, whether known or not: for tables whose keys are free.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, Located<'a>)> + use<'a> {
        let (table, path, outer) = (self.table, self.path.clone(), self.at.clone());
        table.iter().map(move |(key, item)| {
            let at = item.span().unwrap_or_else(|| outer.clone());
            (key, Located { item, key: format!("{path}.{key}"), at })
        })
    }

    /// The keys that `feeds.toml` does not have, each with its place and what to do.
    pub fn unknown(&self) -> Vec<(Range<usize>, String, String)> {
        let known = self.kind.keys();
        let unknown = self.written.iter().filter(|key| !known.contains(key));
        unknown
            .map(|key| {
                let at =
                    self.table.key(key).and_then(toml_edit::Key::span).unwrap_or_else(|| self.at.clone());
                (at, self.path_of(key), self.refusal(key))
            })
            .collect()
    }

    fn refusal(&self, key: &str) -> String {
        if self.kind == Table::Defaults && Table::Feed.keys().contains(&key) {
            return "belongs to one feed: write it into its [[feeds]]".to_owned();
        }
        if let Some(near) = nearest(key, self.kind.keys().iter().copied()) {
            return format!("unknown key, did you mean `{near}`?");
        }
        let elsewhere: Vec<&str> = Table::HEADED
            .iter()
            .filter(|table| table.keys().contains(&key))
            .map(|table| table.heading())
            .collect();
        if elsewhere.is_empty() {
            format!("unknown key, {} has {}", self.kind.heading(), self.kind.keys().join(", "))
        } else {
            format!("unknown key here, it belongs into {}", elsewhere.join(" or "))
        }
    }
}
