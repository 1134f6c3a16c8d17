//! The settings of a generator's site, as far as they decide about its articles.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};
use url::Url;

use super::clocks::Clocks;
use super::{Layout, file_name, parts};
use crate::articles::file;
use crate::articles::front_matter::{self, FrontMatter, FrontMatterError, folded};
use crate::articles::keys::is_language;
use crate::articles::markdown::Dialect;

/// The file, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    pub tree: FrontMatter,
    /// Jekyll's.
    pub collections: Vec<Collection>,
    /// Where Jekyll has them: empty or with a slash at the end.
    pub collections_dir: String,
    /// The path of the site's address: empty, or with a slash in front and none at the end.
    pub served_below: String,
    pub clocks: Clocks,
    /// Of languages that have clocks of their own in a Hugo site, by their folded keys.
    pub clocks_of_languages: BTreeMap<String, Clocks>,
    /// Articles whose date is still to come are published, too.
    pub builds_future: bool,
    /// Why the clocks are not those that it names.
    pub unknown_zone: Option<Unreadable>,
    pub dialect: Dialect,
    pub file_dates: FileDates,
    /// In which articles are written that say nothing else, as the settings have it.
    pub language: Option<String>,
}

/// What the date in a file's name is to Hugo. Where it is the article's date, it is no part of its address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FileDates {
    /// A part of the name like any other.
    #[default]
    Nothing,
    /// The article's, if its front matter has none.
    Behind,
    /// The article's, whatever its front matter has.
    Before,
}

/// A collection of Jekyll's.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// As its folder `_name` and the scopes of `defaults` have it.
    pub name: String,
    /// Whether its documents have pages.
    pub output: bool,
    pub permalink: Option<String>,
}

/// That of a Hugo site which names none.
const HUGOS_LANGUAGE: &str = "en";

/// Why there are no [`Settings`].
#[derive(Debug, Clone, PartialEq)]
pub struct Unreadable {
    pub line: Option<usize>,
    pub reason: String,
}

impl Settings {
    /// The collection in whose folder `path` lies.
    pub fn collection_of(&self, path: &str) -> Option<&Collection> {
        let folder = path.strip_prefix(&self.collections_dir)?.split('/').next()?;
        let name = folder.strip_prefix('_')?;
        self.collections.iter().find(|collection| collection.name == name)
    }

    /// By which texts are dated that are in `language`, or in that of the site.
    pub fn clocks_of(&self, language: Option<&str>) -> &Clocks {
        let of_the_site = || self.tree.values.get("defaultcontentlanguage")?.as_str();
        let language = language.or_else(of_the_site).unwrap_or(HUGOS_LANGUAGE);
        self.clocks_of_languages.get(&folded(language)).unwrap_or(&self.clocks)
    }
}

pub fn read(path: &Path, kind: Layout) -> Result<Settings, Unreadable> {
    let bytes = file::bounded(path).map_err(|reason| Unreadable { line: None, reason })?;
    let folder = path.parent().unwrap_or(Path::new("."));
    parse(&String::from_utf8_lossy(&bytes), &file_name(path), folder, kind)
}

/// `folder` is the one in which the file `name` lies.
fn parse(text: &str, name: &str, folder: &Path, kind: Layout) -> Result<Settings, Unreadable> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let mut tree = front_matter::whole(text, extension)
        .map_err(|error| Unreadable { line: Some(error.line()), reason: reason(&error) })?;
    if kind == Layout::Hugo && folder.ends_with("_default") {
        parts::add(folder, &mut tree.values)?;
    }
    let dir = collections_dir(&tree.values);
    let is_jekyll = kind == Layout::Jekyll;
    let mut unknown_zone = None;
    let mut clocks_of = |table: &Map<String, Value>, line: Option<usize>| {
        Clocks::of(table, kind).unwrap_or_else(|reason| {
            unknown_zone.get_or_insert(Unreadable { line, reason });
            Clocks::default()
        })
    };
    let clocks = clocks_of(&tree.values, tree.lines.get("timezone").copied());
    let of_languages = languages_with_clocks(&tree.values, kind);
    let clocks_of_languages =
        of_languages.map(|(language, table)| (language.clone(), clocks_of(table, None))).collect();
    Ok(Settings {
        collections: if is_jekyll { collections(&tree.values, &folder.join(&dir)) } else { Vec::new() },
        collections_dir: dir,
        served_below: served_below(&tree.values, kind),
        clocks,
        clocks_of_languages,
        builds_future: builds_future(&tree.values, kind),
        unknown_zone,
        dialect: Dialect::of(kind, Some(&tree.values)),
        language: language(&tree.values, kind),
        file_dates: if kind == Layout::Hugo { file_dates(&tree.values) } else { FileDates::Nothing },
        tree,
    })
}

pub fn reason(error: &FrontMatterError) -> String {
    match error {
        FrontMatterError::Syntax { syntax, reason, .. } => {
            format!("cannot read the settings of the site as {syntax}: {reason}")
        }
        other => other.to_string(),
    }
}

/// What the generator's own feeds are in. Hugo's key of a language is a name in addresses; the tag that it
/// has for the language goes before.
fn language(tree: &Map<String, Value>, kind: Layout) -> Option<String> {
    let text = |table: &Map<String, Value>, names: &[&str]| {
        let tags = names.iter().filter_map(|name| table.get(*name)?.as_str());
        tags.map(str::trim).find(|tag| is_language(tag)).map(str::to_owned)
    };
    match kind {
        Layout::Hugo => {
            let default = tree.get("defaultcontentlanguage").and_then(Value::as_str);
            let languages = tree.get("languages").and_then(Value::as_object);
            let own = languages.and_then(|languages| languages.get(&folded(default?))?.as_object());
            own.and_then(|own| text(own, &["locale", "languagecode"]))
                .or_else(|| text(tree, &["locale", "languagecode"]))
                .or_else(|| text(tree, &["defaultcontentlanguage"]))
        }
        Layout::Jekyll => text(tree, &["lang", "locale", "language"]),
        Layout::Zola => text(tree, &["defaultlanguage"]),
        Layout::Plain => None,
    }
}

fn languages_with_clocks(
    tree: &Map<String, Value>,
    kind: Layout,
) -> impl Iterator<Item = (&String, &Map<String, Value>)> {
    let languages = tree.get("languages").and_then(Value::as_object).filter(|_| kind == Layout::Hugo);
    let tables = languages.into_iter().flatten();
    tables
        .filter_map(|(language, table)| Some((language, table.as_object()?)))
        .filter(|(_, table)| table.contains_key("timezone"))
}

fn builds_future(tree: &Map<String, Value>, kind: Layout) -> bool {
    let key = match kind {
        Layout::Hugo => "buildfuture",
        Layout::Jekyll => "future",
        Layout::Plain | Layout::Zola => return false,
    };
    tree.get(key) == Some(&Value::Bool(true))
}

/// `frontmatter` has a list of where the date is looked for.
fn file_dates(tree: &Map<String, Value>) -> FileDates {
    let places = tree.get("frontmatter").and_then(|table| table.get("date")).and_then(Value::as_array);
    let places: Vec<&str> = places.into_iter().flatten().filter_map(Value::as_str).collect();
    let at = |name: &str| places.iter().position(|place| place.eq_ignore_ascii_case(name));
    match (at(":filename"), at("date").into_iter().chain(at(":default")).min()) {
        (None, _) => FileDates::Nothing,
        (Some(own), Some(front)) if front < own => FileDates::Behind,
        (Some(_), _) => FileDates::Before,
    }
}

fn collections_dir(tree: &Map<String, Value>) -> String {
    let written = tree.get("collectionsdir").and_then(Value::as_str).unwrap_or_default();
    let folder = written.trim_start_matches("./").trim_matches('/');
    if folder.is_empty() { String::new() } else { format!("{folder}/") }
}

/// Those that have a folder, which tells how the name is written: keys are folded.
fn collections(tree: &Map<String, Value>, folder: &Path) -> Vec<Collection> {
    let mut names = folders(folder);
    names.push("posts".to_owned());
    let collection = |label: &str, metadata: &Value| {
        let name = names.iter().find(|name| folded(name) == folded(label))?;
        Some(Collection {
            name: name.clone(),
            output: metadata.get("output") == Some(&Value::Bool(true)),
            permalink: metadata.get("permalink").and_then(Value::as_str).map(str::to_owned),
        })
    };
    match tree.get("collections") {
        Some(Value::Object(table)) => {
            table.iter().filter_map(|(label, metadata)| collection(label, metadata)).collect()
        }
        Some(Value::Array(labels)) => {
            labels.iter().filter_map(|label| collection(label.as_str()?, &Value::Null)).collect()
        }
        _ => Vec::new(),
    }
}

/// Names of folders `_name` in `folder`, without the mark.
fn folders(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter_map(|name| name.strip_prefix('_').map(str::to_owned)).collect();
    names.sort();
    names
}

fn served_below(tree: &Map<String, Value>, kind: Layout) -> String {
    let Some(written) = tree.get("baseurl").and_then(Value::as_str) else { return String::new() };
    let path = match kind {
        Layout::Jekyll => written.to_owned(),
        _ => Url::parse(written).map(|url| url.path().to_owned()).unwrap_or_default(),
    };
    in_front(&path)
}

/// `path` to stand in front of others: empty, or with a slash in front and none behind.
pub fn in_front(path: &str) -> String {
    let path = path.trim_matches('/');
    if path.is_empty() { String::new() } else { format!("/{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(name: &str, text: &str, kind: Layout) -> Settings {
        parse(text, name, Path::new("nowhere"), kind).unwrap()
    }

    #[test]
    fn where_a_site_is_served() {
        let cases = [
            ("_config.yml", "baseurl: /blog/", Layout::Jekyll, "/blog"),
            ("_config.yml", "baseurl: ''", Layout::Jekyll, ""),
            ("hugo.toml", "baseURL = 'https://e.org/notes/'", Layout::Hugo, "/notes"),
            ("hugo.json", "{\"baseURL\": \"https://e.org\"}", Layout::Hugo, ""),
            ("config.toml", "base_url = 'https://e.org/z'", Layout::Zola, "/z"),
            ("config.yaml", "title: none", Layout::Hugo, ""),
        ];
        for (name, text, kind, expected) in cases {
            assert_eq!(settings(name, text, kind).served_below, expected, "{text}");
        }
    }

    #[test]
    fn the_language_of_a_site() {
        let cases = [
            ("_config.yml", "lang: de", Layout::Jekyll, Some("de")),
            ("_config.yml", "locale: en_GB", Layout::Jekyll, Some("en_GB")),
            ("_config.yml", "lang: High German\nlocale: de-AT", Layout::Jekyll, Some("de-AT")),
            ("_config.yml", "lang: [de]", Layout::Jekyll, None),
            (
                "hugo.toml",
                "languageCode = 'de-CH'\ndefaultContentLanguage = 'de'",
                Layout::Hugo,
                Some("de-CH"),
            ),
            ("hugo.toml", "defaultContentLanguage = 'fr'", Layout::Hugo, Some("fr")),
            ("hugo.toml", "locale = 'pt-BR'", Layout::Hugo, Some("pt-BR")),
            (
                "hugo.toml",
                "languageCode = 'en-us'\ndefaultContentLanguage = 'de'\n[languages.de]\nlanguageCode = 'de-DE'",
                Layout::Hugo,
                Some("de-DE"),
            ),
            ("hugo.toml", "title = 'x'", Layout::Hugo, None),
            ("config.toml", "base_url = 'https://e.org'\ndefault_language = 'nl'", Layout::Zola, Some("nl")),
        ];
        for (name, text, kind, expected) in cases {
            assert_eq!(settings(name, text, kind).language.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn clocks_of_languages_go_before_those_of_the_site() {
        let text = "timeZone = 'Europe/Berlin'\ndefaultContentLanguage = 'en'\n\
                    [languages.en]\ntimeZone = 'Europe/London'\n[languages.pt-BR]\ntimeZone = 'America/Bahia'\n\
                    [languages.de]\ntitle = 'Auf Deutsch'\n";
        let settings = settings("hugo.toml", text, Layout::Hugo);
        let names = [None, Some("en"), Some("pt-br"), Some("de"), Some("fr")]
            .map(|language| settings.clocks_of(language).name().to_owned());
        assert_eq!(
            names,
            ["Europe/London", "Europe/London", "America/Bahia", "Europe/Berlin", "Europe/Berlin"]
        );
        assert_eq!(settings.unknown_zone, None);
        let text = "[languages.de]\ntimeZone = 'Europe/Nowhere'";
        let reason = self::settings("hugo.toml", text, Layout::Hugo).unknown_zone.unwrap().reason;
        assert!(reason.contains("Europe/Nowhere"), "{reason}");
    }

    #[test]
    fn whether_what_is_to_come_is_published() {
        for (name, text, kind, expected) in [
            ("hugo.toml", "buildFuture = true", Layout::Hugo, true),
            ("hugo.yaml", "buildfuture: false", Layout::Hugo, false),
            ("hugo.toml", "future = true", Layout::Hugo, false),
            ("_config.yml", "future: true", Layout::Jekyll, true),
            ("_config.yml", "title: x", Layout::Jekyll, false),
            ("config.toml", "base_url = 'https://e.org'\nfuture = true", Layout::Zola, false),
        ] {
            assert_eq!(settings(name, text, kind).builds_future, expected, "{text}");
        }
    }

    #[test]
    fn dates_in_the_names_of_files() {
        for (places, expected) in [
            ("[':filename', ':default']", FileDates::Before),
            ("[':fileName']", FileDates::Before),
            ("['date', ':filename', 'lastmod']", FileDates::Behind),
            ("[':default', ':filename']", FileDates::Behind),
            ("['date', 'publishDate']", FileDates::Nothing),
            ("'x'", FileDates::Nothing),
        ] {
            let text = format!("[frontmatter]\ndate = {places}\n");
            assert_eq!(settings("hugo.toml", &text, Layout::Hugo).file_dates, expected, "{places}");
        }
    }

    #[test]
    fn collections_by_their_folders() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("parts/_my_recipes")).unwrap();
        fs::create_dir_all(dir.path().join("parts/_notes")).unwrap();
        let read = |text| parse(text, "_config.yml", dir.path(), Layout::Jekyll).unwrap();
        let settings = read(
            "collections_dir: parts\ncollections:\n  my_recipes: {output: true, permalink: /r/:path/}\n  notes:\n  none: {output: true}\n",
        );
        let found = settings.collection_of("parts/_my_recipes/soups/leek.md").unwrap();
        assert_eq!(
            (found.name.as_str(), found.output, found.permalink.as_deref()),
            ("my_recipes", true, Some("/r/:path/"))
        );
        assert!(!settings.collection_of("parts/_notes/a.md").unwrap().output);
        assert_eq!(settings.collection_of("_my_recipes/leek.md"), None);
        assert_eq!(settings.collections.len(), 2, "a collection without a folder has nothing");
        assert_eq!(read("collections: [notes]\ncollections_dir: ./parts/").collections.len(), 1);
    }

    #[test]
    fn what_cannot_be_read_names_its_line() {
        let error =
            parse("title: x\ndefaults: [\n", "_config.yml", Path::new("."), Layout::Jekyll).unwrap_err();
        assert!(
            error.line.is_some() && error.reason.starts_with("cannot read the settings of the site as YAML")
        );
    }
}
