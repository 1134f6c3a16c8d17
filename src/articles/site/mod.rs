//! What kind of folder `[articles] dir` is: a plain one, or the content of a Hugo, Jekyll or Zola
//! site, which has its own rules for names and addresses.
//!
//! [`of`] looks at the folder and at those around it. Of the generator's settings, which may be in several
//! files (`parts`), `settings` takes what decides about articles, such as the clocks of the site (`clocks`).

mod clocks;
mod parts;
mod settings;

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::markdown::Dialect;
use super::shortcodes::values;

pub use clocks::{Clocks, Written};
pub use settings::{Collection, FileDates, Settings, Unreadable, in_front};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Plain,
    Hugo,
    Jekyll,
    Zola,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// The folder that is read.
    pub root: PathBuf,
    pub layout: Layout,
    /// In the root of a Jekyll site only what is in `_posts` and in collections is an article.
    pub posts_only: bool,
    /// Where site-root references to files lead besides `root`, as seen from there.
    pub statics: Vec<String>,
    /// The site that the folder is or belongs to.
    pub generator: Option<Generator>,
}

/// A site as its generator sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Generator {
    pub kind: Layout,
    /// The folder from which its paths count.
    pub content: PathBuf,
    /// From there to [`Site::root`]: empty, or with a slash at the end.
    pub inside: String,
    /// The file of its settings, as seen from [`Site::root`].
    pub settings_name: String,
    pub settings: Result<Settings, Unreadable>,
}

impl Site {
    /// Whether only dated texts of the generator's site are articles: Zola's own feeds hold no
    /// others, and in a collection of Jekyll's those are pages.
    pub fn leaves_out_undated(&self, path: &str) -> bool {
        match self.layout {
            Layout::Zola => true,
            Layout::Jekyll => self.posts_only && !is_post(path),
            Layout::Plain | Layout::Hugo => false,
        }
    }

    /// Whether what lies in `folder` can be an article; a collection without pages of its own is
    /// data for others. As long as the settings cannot be read, anything can be.
    pub fn holds_articles(&self, folder: &str) -> bool {
        let may_hold = |generator: &Generator| match &generator.settings {
            Ok(settings) => settings.collection_of(folder).is_some_and(|collection| collection.output),
            Err(_) => true,
        };
        !self.posts_only || is_post(folder) || self.generator.as_ref().is_some_and(may_hold)
    }

    /// In whose words the file at `path` is written.
    pub fn words_of(&self, path: &str) -> Layout {
        if is_post(path) {
            return Layout::Jekyll;
        }
        self.generator.as_ref().map_or(self.layout, |generator| generator.kind)
    }

    /// Tells what articles may show of the settings of a Jekyll site from anything else.
    pub fn shown_values(&self) -> String {
        let is_jekyll = self.generator.as_ref().is_some_and(|generator| generator.kind == Layout::Jekyll);
        let settings = self.settings().filter(|_| is_jekyll);
        settings.map(|settings| values::print(&settings.tree.values)).unwrap_or_default()
    }

    pub fn settings(&self) -> Option<&Settings> {
        self.generator.as_ref()?.settings.as_ref().ok()
    }

    /// The Markdown of the file at `path`.
    pub fn dialect(&self, path: &str) -> Dialect {
        let kind = self.words_of(path);
        let is_its_own = self.generator.as_ref().is_some_and(|generator| generator.kind == kind);
        let settings = self.settings().filter(|_| is_its_own);
        settings.map_or_else(|| Dialect::of(kind, None), |settings| settings.dialect)
    }

    pub fn file_dates(&self) -> FileDates {
        self.settings().map_or(FileDates::Nothing, |settings| settings.file_dates)
    }

    /// Of articles that say nothing of theirs.
    pub fn language(&self) -> Option<&String> {
        self.settings()?.language.as_ref()
    }

    /// By which the dates of its articles are read, whose file names may name their `language`.
    pub fn clocks(&self, language: Option<&str>) -> &Clocks {
        static OF_NO_PLACE: Clocks = Clocks::OF_NO_PLACE;
        self.settings().map_or(&OF_NO_PLACE, |settings| settings.clocks_of(language))
    }

    /// Tells these clocks from others.
    pub fn names_of_clocks(&self) -> String {
        let Some(settings) = self.settings() else { return String::new() };
        let of_languages = &settings.clocks_of_languages;
        let named = of_languages.iter().map(|(language, clocks)| format!(" {language}={}", clocks.name()));
        std::iter::once(self.clocks(None).name().to_owned()).chain(named).collect()
    }

    /// Whether articles are published whose date is still to come.
    pub fn builds_future(&self) -> bool {
        self.settings().is_some_and(|settings| settings.builds_future)
    }

    /// The path below which the generator's site is served, as its settings have it: empty, or
    /// with a slash in front.
    pub fn served_below(&self) -> &str {
        self.settings().map_or("", |settings| &settings.served_below)
    }
}

impl Generator {
    /// The name of the collection of Jekyll's in which `path` lies; empty for none.
    pub fn collection_of(&self, path: &str) -> &str {
        let path = self.path_of(path);
        let settings = self.settings.as_ref().ok();
        match settings.and_then(|settings| settings.collection_of(&path)) {
            Some(collection) => &collection.name,
            None if is_post(&path) => "posts",
            None => "",
        }
    }

    /// As [`Generator::path_of`], without the folder in which Jekyll has its collections.
    pub fn below_collections_dir(&self, path: &str) -> String {
        let path = self.path_of(path);
        let dir = self.settings.as_ref().map_or("", |settings| &settings.collections_dir);
        path.strip_prefix(dir).map(str::to_owned).unwrap_or(path)
    }

    /// The path of what is at `path` in the folder that is read.
    pub fn path_of(&self, path: &str) -> String {
        format!("{}{path}", self.inside)
    }
}

/// Whether the path leads through `_posts`.
pub fn is_post(path: &str) -> bool {
    path.split('/').any(|part| part == "_posts")
}

/// Looks at `dir` and at the folders around it. Of the root of a Hugo or Zola site `content` is read.
pub fn of(dir: &Path) -> Site {
    root_of_a_site(dir).or_else(|| part_of_a_site(dir)).unwrap_or_else(|| plain(dir))
}

/// A folder that belongs to no site.
fn plain(dir: &Path) -> Site {
    Site {
        root: dir.to_owned(),
        layout: Layout::Plain,
        posts_only: false,
        statics: Vec::new(),
        generator: None,
    }
}

fn root_of_a_site(dir: &Path) -> Option<Site> {
    let (kind, file) = marked(dir)?;
    if kind != Layout::Jekyll {
        let content = dir.join("content");
        return content.is_dir().then(|| content_of_a_site(&content, kind, &file));
    }
    let name = file_name(&file);
    let generator = generator(kind, dir.to_owned(), String::new(), &file, name);
    Some(Site { layout: kind, posts_only: true, generator: Some(generator), ..plain(dir) })
}

/// The whole `content` of a Hugo or Zola site.
fn content_of_a_site(content: &Path, kind: Layout, settings: &Path) -> Site {
    let name = format!("../{}", name_below(content.parent(), settings));
    Site {
        layout: kind,
        statics: vec!["../static".to_owned()],
        generator: Some(generator(kind, content.to_owned(), String::new(), settings, name)),
        ..plain(content)
    }
}

fn part_of_a_site(dir: &Path) -> Option<Site> {
    let absolute = std::path::absolute(dir).ok()?;
    let (around, (kind, file)) =
        absolute.ancestors().skip(1).find_map(|around| Some((around, marked(around)?)))?;
    let way: Vec<&str> =
        absolute.strip_prefix(around).ok()?.iter().filter_map(|part| part.to_str()).collect();
    if kind == Layout::Jekyll {
        return part_of_jekyll(dir, around, &way, &file);
    }
    match way.as_slice() {
        ["content"] => Some(content_of_a_site(dir, kind, &file)),
        // Names and addresses count from the folder that is read; what its texts inherit does not.
        ["content", inner @ ..] => {
            let name = format!("{}{}", "../".repeat(way.len()), name_below(Some(around), &file));
            let inside = format!("{}/", inner.join("/"));
            let generator = generator(kind, around.join("content"), inside, &file, name);
            Some(Site { generator: Some(generator), ..plain(dir) })
        }
        _ => None,
    }
}

/// `_posts` wherever it stands, a folder that holds one, the folder of a collection.
fn part_of_jekyll(dir: &Path, around: &Path, way: &[&str], file: &Path) -> Option<Site> {
    let up = "../".repeat(way.len());
    let inside = format!("{}/", way.join("/"));
    let name = format!("{up}{}", file_name(file));
    let generator = generator(Layout::Jekyll, around.to_owned(), inside, file, name);
    let settings = generator.settings.as_ref().ok();
    let is_collection = settings.is_some_and(|settings| settings.collection_of(&generator.inside).is_some());
    let layout = if way.contains(&"_posts") || is_collection {
        Layout::Jekyll
    } else if dir.join("_posts").is_dir() {
        Layout::Plain
    } else {
        return None;
    };
    let statics = vec![up.trim_end_matches('/').to_owned()];
    Some(Site { layout, statics, generator: Some(generator), ..plain(dir) })
}

fn generator(
    kind: Layout,
    content: PathBuf,
    inside: String,
    settings: &Path,
    settings_name: String,
) -> Generator {
    Generator { kind, content, inside, settings: settings::read(settings, kind), settings_name }
}

/// With the folders in between: Hugo's settings may lie in some.
fn name_below(folder: Option<&Path>, file: &Path) -> String {
    let inner = folder.and_then(|folder| file.strip_prefix(folder).ok()).unwrap_or(file);
    inner.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The generator whose settings lie in `dir`, and where.
fn marked(dir: &Path) -> Option<(Layout, PathBuf)> {
    let first = |names: &[&str]| names.iter().map(|name| dir.join(name)).find(|path| path.is_file());
    if let Some(file) = first(&["_config.yml", "_config.yaml", "_config.toml"]) {
        return Some((Layout::Jekyll, file));
    }
    if let Some(file) = first(&[
        "hugo.toml",
        "hugo.yaml",
        "hugo.yml",
        "hugo.json",
        "config.yaml",
        "config.yml",
        "config/_default/hugo.toml",
        "config/_default/hugo.yaml",
        "config/_default/config.toml",
        "config/_default/config.yaml",
    ]) {
        return Some((Layout::Hugo, file));
    }
    // Both read `config.toml`; the key for the site's address tells them apart.
    let file = dir.join("config.toml");
    let config = beginning(&file)?;
    let has_key = |key: &str| config.lines().any(|line| line.trim_start().starts_with(key));
    let kind = if has_key("base_url") {
        Layout::Zola
    } else if has_key("baseURL") || has_key("baseurl") || has_key("baseUrl") {
        Layout::Hugo
    } else {
        return None;
    };
    Some((kind, file))
}

fn beginning(path: &Path) -> Option<String> {
    const ENOUGH: u64 = 64 * 1024;
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(ENOUGH).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
