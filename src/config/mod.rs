//! `feeds.toml`, in two steps: `raw` reads what is written and refuses what is unknown,
//! `check` turns it into the [`Config`] below, in which no string is left to interpret.
//!
//! [`load`] reports all the problems of the file at once, each with its place and remedy.
//! `edit` changes the file keeping its comments.

pub mod secret;

use std::path::PathBuf;
use std::time::Duration;

use regex::Regex;
use url::Url;

use crate::model::edition::Author;

pub use secret::{Secret, SecretUrl};

/// `feeds.toml`, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file itself.
    pub file: PathBuf,
    /// Its folder; every path below is already relative to the process or absolute.
    pub root: PathBuf,
    /// For `watch` and `serve`.
    pub schedule: Option<croner::Cron>,
    pub publish: Publish,
    pub articles: Option<Articles>,
    pub fetch: Fetch,
    pub state: State,
    /// In the order of the file, the disabled ones included.
    pub feeds: Vec<Feed>,
}

/// `[publish]`: the combined feed.
#[derive(Debug, Clone)]
pub struct Publish {
    pub title: String,
    pub link: Url,
    /// Where the output folder is served; ends in a slash.
    pub base_url: Url,
    pub description: Option<String>,
    pub language: Option<String>,
    pub author: Option<Author>,
    /// An IRI; `link` by default.
    pub id: String,
    pub rights: Option<String>,
    pub icon: Option<Url>,
    pub logo: Option<Url>,
    pub categories: Vec<String>,
    pub dir: PathBuf,
    pub files: Files,
    pub limit: usize,
    pub max_age: Option<Duration>,
    pub content: ContentPolicy,
    pub order: Order,
    /// `{title}`, `{source}` are replaced.
    pub title_format: String,
    pub archive: bool,
    pub compress: Vec<Compression>,
    pub hubs: Vec<Url>,
    pub templates: Option<PathBuf>,
    /// Ids or links never published.
    pub block: Vec<String>,
    pub views: Vec<View>,
}

/// File names inside the output folder; `None`: not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    pub rss: Option<String>,
    pub atom: Option<String>,
    pub json: Option<String>,
    pub opml: Option<String>,
    pub html: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentPolicy {
    Full,
    Summary,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Published,
    Updated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    Gzip,
    Brotli,
    Zstd,
}

/// `[[publish.views]]`: a further combined feed from the same entries.
#[derive(Debug, Clone)]
pub struct View {
    /// Also the folder; safe as a file name.
    pub name: String,
    /// Default: `publish.title` and the name.
    pub title: String,
    pub description: Option<String>,
    pub limit: usize,
    pub max_age: Option<Duration>,
    pub filter: Filter,
}

/// `[articles]`: local articles.
#[derive(Debug, Clone)]
pub struct Articles {
    pub dir: PathBuf,
    /// A URL with `{path} {slug} {year} {month} {day}`; `None`: feedmill writes a page itself.
    pub url: Option<String>,
    pub author: Option<Author>,
    pub category: Option<String>,
    /// Keep embeds in the author's own HTML.
    pub trust: bool,
}

/// `[fetch]`.
#[derive(Debug, Clone)]
pub struct Fetch {
    pub interval: Duration,
    pub concurrency: usize,
    /// Requests at a time to one host.
    pub per_host: usize,
    /// For one feed, redirects included.
    pub timeout: Duration,
    /// Bytes, after decompression.
    pub max_size: u64,
    /// Goes into the User-Agent.
    pub contact: Option<String>,
    pub proxy: Option<Secret>,
    pub allow_private: bool,
}

/// `[state]`.
#[derive(Debug, Clone)]
pub struct State {
    pub store: StoreUrl,
    /// How long an entry that its feed has dropped is kept.
    pub retain: Duration,
}

#[derive(Debug, Clone)]
pub enum StoreUrl {
    /// The database file.
    Sqlite(PathBuf),
    Postgres(Secret),
}

/// `[[feeds]]` with `[defaults]` worked in: one external feed.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Unique; the key in the store.
    pub name: String,
    pub location: Location,
    /// Overrides the feed's own.
    pub title: Option<String>,
    pub categories: Vec<String>,
    /// `None`: `fetch.interval`, and the feed's own rhythm may lengthen it.
    pub interval: Option<Duration>,
    pub limit: Option<usize>,
    pub max_age: Option<Duration>,
    pub filter: Filter,
    pub future_dates: FutureDates,
    /// Of a feed seen for the first time, at most so many enter.
    pub new_entries: Option<usize>,
    pub guard: bool,
    pub full_text: bool,
    pub headers: Vec<(String, Secret)>,
    pub user_agent: Option<String>,
    pub allow_private: bool,
    pub enabled: bool,
    /// A page without a feed, read by CSS selectors.
    pub page: Option<PageSelectors>,
    /// Line of its `[[feeds]]` in the file, for messages.
    pub line: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// May hold a `${NAME}` secret: print with [`SecretUrl::fmt`] only.
    Url(SecretUrl),
    Path(PathBuf),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FutureDates {
    /// To when it was first seen.
    Clamp,
    /// Until then.
    Hold,
    Keep,
    Drop,
}

/// `keep` and `drop`. An entry passes if every `keep` rule matches and no `drop` rule does.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub keep: Vec<Rule>,
    pub drop: Vec<Rule>,
}

#[derive(Debug, Clone)]
pub struct Rule {
    pub field: Field,
    /// Linear in time, bounded in size.
    pub pattern: Regex,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Title,
    Author,
    Category,
    Content,
    Link,
    Language,
    /// Any of the others.
    Any,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSelectors {
    pub entry: String,
    pub title: Option<String>,
    pub link: Option<String>,
    pub date: Option<String>,
    pub content: Option<String>,
}
