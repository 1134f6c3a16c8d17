//! `feeds.toml`, in two steps: `raw` reads what is written and refuses what is unknown,
//! `check` turns it into the [`Config`] below, in which no string is left to interpret.
//!
//! [`load`] reports all the problems of the file at once, each with its place and remedy.
//! [`edit`] changes the file keeping its comments.

mod check;
pub mod edit;
mod foreign;
mod nearest;
mod problem;
mod raw;
pub mod secret;
mod value;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use regex::Regex;
use url::Url;

use crate::model::edition::Author;
use crate::model::stored::Print;
use crate::printable;

pub use problem::{Notice, Problem};
pub use secret::{Secret, SecretUrl};
pub use value::{duration, web_url};

/// Where `${NAME}` is looked up: `&|name| std::env::var(name).ok()` outside tests.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A hundred thousand feeds need some 10 MB; what is larger is another file, named by mistake.
const MAX_FILE_BYTES: u64 = 64 << 20;

/// Reads and checks the file at `path`.
///
/// # Errors
/// [`ConfigError::Unreadable`] where there is no file to read, [`ConfigError::Invalid`] with all
/// its problems where there is.
pub fn load(path: &Path, environment: Environment<'_>) -> Result<(Config, Vec<Notice>), ConfigError> {
    let text = read(path)?;
    parse(&text, path, environment)
}

/// As [`load`], of a text at hand; `path` says where it is (or will be) kept.
///
/// # Errors
/// [`ConfigError::Invalid`].
pub fn parse(
    text: &str,
    path: &Path,
    environment: Environment<'_>,
) -> Result<(Config, Vec<Notice>), ConfigError> {
    check::config(text, path, environment)
        .map_err(|problems| ConfigError::Invalid { path: path.to_owned(), problems })
}

/// The text of the file at `path`, for [`parse`] and [`edit`].
///
/// # Errors
/// As [`load`].
pub fn read(path: &Path) -> Result<String, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(unreadable(too_large()));
    }
    String::from_utf8(bytes).map_err(|error| ConfigError::Invalid {
        path: path.to_owned(),
        problems: vec![check::not_utf8(&error)],
    })
}

/// Why there is no [`Config`].
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read {}; {}", printable::line(&path.display().to_string()), remedy(source))]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}", listing(path, problems))]
    Invalid { path: PathBuf, problems: Vec<Problem> },
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("larger than {} MiB", MAX_FILE_BYTES >> 20))
}

fn remedy(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::NotFound => "run `feedmill init` to write one, or name another with `--config FILE`",
        io::ErrorKind::IsADirectory => "it is a folder: name the file in it with `--config FILE`",
        io::ErrorKind::FileTooLarge => "name a feeds.toml with `--config FILE`",
        _ => "make it readable, or name another with `--config FILE`",
    }
}

/// One problem a paragraph, in the order of the file.
fn listing(path: &Path, problems: &[Problem]) -> String {
    let path = path.display().to_string();
    let path = printable::line(&path);
    problems.iter().map(|problem| format!("{path}:{problem}")).collect::<Vec<_>>().join("\n")
}

/// `feeds.toml`, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file itself.
    pub file: PathBuf,
    /// Of its text: what two configs of one print and one file say is the same.
    pub print: Print,
    /// Its folder; every path below is already relative to the process or absolute.
    pub root: PathBuf,
    /// For `watch` and `serve`.
    pub schedule: Option<croner::Cron>,
    pub publish: Publish,
    pub articles: Option<Articles>,
    pub fetch: Fetch,
    pub state: State,
    /// In the order of the file, the disabled ones included. A run hands them on without copies: there may
    /// be tens of thousands.
    pub feeds: Vec<Arc<Feed>>,
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
    /// Pixels that count readers, and parameters of links that only say where a reader came from, go.
    pub strip_tracking: bool,
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

impl Compression {
    /// What the name of a compressed file ends in.
    pub fn extension(self) -> &'static str {
        match self {
            Compression::Gzip => "gz",
            Compression::Brotli => "br",
            Compression::Zstd => "zst",
        }
    }
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
#[expect(clippy::struct_excessive_bools, reason = "each is a key of [[feeds]] that is true or false")]
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
    /// May hold a `${NAME}` secret: print with [`SecretUrl::shown`] only.
    Url(SecretUrl),
    Path(PathBuf),
}

impl Location {
    /// As it may be shown and published, secrets as written: the store's name for where a feed is.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Location::Url(url) => url.shown().into(),
            Location::Path(path) => path.to_string_lossy(),
        }
    }
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

#[cfg(test)]
mod tests;
