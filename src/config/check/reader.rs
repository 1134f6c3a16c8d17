//! Takes values out of a [`Section`] and notes what is wrong with them.
//!
//! [`Reader::read`] is the one function: a key, and how to understand its value.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use regex::Regex;
use toml_edit::{Item, Value};

use crate::config::Environment;
use crate::config::problem::{Notice, Places, Problem};
use crate::config::raw::{Located, Section, Table};
use crate::config::value::{self, Wrong};

/// Reads the values of one file; keeps what is found out on the way.
pub struct Reader<'a> {
    places: Places<'a>,
    folder: &'a Path,
    environment: Environment<'a>,
    /// Fleets have one filter in thousands of feeds.
    patterns: HashMap<String, Regex>,
    problems: Vec<Problem>,
    notices: Vec<Notice>,
}

impl<'a> Reader<'a> {
    pub fn new(places: Places<'a>, folder: &'a Path, environment: Environment<'a>) -> Reader<'a> {
        Reader {
            places,
            folder,
            environment,
            patterns: HashMap::new(),
            problems: Vec::new(),
            notices: Vec::new(),
        }
    }

    pub fn environment(&self) -> Environment<'a> {
        self.environment
    }

    /// That of `feeds.toml`.
    pub fn folder(&self) -> &'a Path {
        self.folder
    }

    /// What `understand` makes of the value of `key`; `None` if it is not there or wrong.
    pub fn read<T>(
        &mut self,
        section: &Section<'_>,
        key: &'static str,
        understand: impl FnOnce(&Item) -> Result<T, Wrong>,
    ) -> Option<T> {
        let value = section.get(key)?;
        self.understand(&value, understand)
    }

    /// The regular expression of `key`; each is compiled once, however often it is written.
    pub fn pattern(&mut self, section: &Section<'_>, key: &'static str) -> Option<Regex> {
        let written = self.read(section, key, |item| text(item).map(str::to_owned))?;
        if let Some(known) = self.patterns.get(&written) {
            return Some(known.clone());
        }
        let pattern = self.read(section, key, |_| value::pattern(&written))?;
        self.patterns.insert(written, pattern.clone());
        Some(pattern)
    }

    /// As [`Reader::read`] of a key that must be there; `remedy` says what to write.
    pub fn required<T>(
        &mut self,
        section: &Section<'_>,
        key: &'static str,
        remedy: &str,
        understand: impl FnOnce(&Item) -> Result<T, Wrong>,
    ) -> Option<T> {
        if section.get(key).is_none() {
            self.wrong(section.at(), &section.path_of(key), format!("is missing, expected {remedy}"));
        }
        self.read(section, key, understand)
    }

    /// As [`Reader::read`] of each string of an array.
    pub fn list<T>(
        &mut self,
        section: &Section<'_>,
        key: &'static str,
        mut understand: impl FnMut(&str) -> Result<T, Wrong>,
    ) -> Option<Vec<T>> {
        let value = section.get(key)?;
        let Some(array) = value.item.as_array() else {
            self.wrong(
                &value.at,
                &value.key,
                format!("is {}, expected an array as [\"…\", \"…\"]", described(value.item)),
            );
            return None;
        };
        let mut list = Vec::with_capacity(array.len());
        for element in array {
            let at = element.span().unwrap_or_else(|| value.at.clone());
            let written = element.as_str().ok_or_else(|| "expected only strings in the array".to_owned());
            match written.and_then(&mut understand) {
                Ok(understood) => list.push(understood),
                Err(wrong) => self.wrong(&at, &value.key, wrong),
            }
        }
        Some(list)
    }

    /// What `understand` makes of `value`.
    pub fn understand<T>(
        &mut self,
        value: &Located<'_>,
        understand: impl FnOnce(&Item) -> Result<T, Wrong>,
    ) -> Option<T> {
        understand(value.item).map_err(|wrong| self.wrong(&value.at, &value.key, wrong)).ok()
    }

    /// The tables of an array of them, written as `[[…]]` or inline.
    pub fn tables<'s>(&mut self, value: &Located<'s>, kind: Table) -> Vec<Section<'s>> {
        let tables = value.tables(kind);
        if tables.is_none() {
            let found = described(value.item);
            self.wrong(
                &value.at,
                &value.key,
                format!("is {found}, expected tables headed {}", kind.heading()),
            );
        }
        tables.unwrap_or_default()
    }

    pub fn refuse_unknown(&mut self, section: &Section<'_>) {
        for (at, key, refusal) in section.unknown() {
            self.wrong(&at, &key, refusal);
        }
    }

    pub fn wrong(&mut self, at: &Range<usize>, key: &str, wrong: impl Into<String>) {
        self.problems.push(self.places.problem(at, key, wrong));
    }

    pub fn notice(&mut self, at: &Range<usize>, key: &str, message: impl Into<String>) {
        self.notices.push(self.places.notice(at, key, message));
    }

    /// For a key whose feature comes with a later version.
    pub fn not_effective_yet(&mut self, at: &Range<usize>, key: &str) {
        self.notice(at, key, "not effective yet: accepted and checked, but this version does not act on it");
    }

    pub fn line_of(&self, at: &Range<usize>) -> usize {
        self.places.place(at.start).0
    }

    /// In the order of the file.
    pub fn into_findings(mut self) -> (Vec<Problem>, Vec<Notice>) {
        self.problems.sort_by_key(|problem| (problem.line, problem.column));
        self.notices.sort_by_key(|notice| (notice.line, notice.column));
        (self.problems, self.notices)
    }
}

/// What a value is, for `is …, expected …`.
pub fn described(item: &Item) -> &'static str {
    match item {
        Item::None => "nothing",
        Item::Table(_) | Item::Value(Value::InlineTable(_)) => "a table",
        Item::ArrayOfTables(_) => "an array of tables",
        Item::Value(Value::String(_)) => "a string",
        Item::Value(Value::Integer(_)) => "a whole number",
        Item::Value(Value::Float(_)) => "a number",
        Item::Value(Value::Boolean(_)) => "true or false",
        Item::Value(Value::Datetime(_)) => "a date",
        Item::Value(Value::Array(_)) => "an array",
    }
}

pub fn text(item: &Item) -> Result<&str, Wrong> {
    item.as_str().ok_or_else(|| format!("is {}, expected a string in quotes", described(item)))
}

/// A duration or a size: text, since a bare number has no unit.
pub fn quantity<'a>(item: &'a Item, example: &str) -> Result<&'a str, Wrong> {
    match item.as_integer() {
        Some(number) => Err(format!("`{number}` has no unit, expected a string as \"{example}\"")),
        None => {
            item.as_str().ok_or_else(|| format!("is {}, expected a string as \"{example}\"", described(item)))
        }
    }
}

pub fn flag(item: &Item) -> Result<bool, Wrong> {
    item.as_bool().ok_or_else(|| format!("is {}, expected true or false", described(item)))
}

/// A whole number of at least `least` and at most `most`.
pub fn count(item: &Item, least: usize, most: usize) -> Result<usize, Wrong> {
    let number =
        item.as_integer().ok_or_else(|| format!("is {}, expected a whole number", described(item)))?;
    let within = usize::try_from(number).ok().filter(|number| (least..=most).contains(number));
    within.ok_or_else(|| match most {
        usize::MAX => format!("is {number}, expected at least {least}"),
        _ => format!("is {number}, expected a number from {least} to {most}"),
    })
}

/// A path, relative to the folder of `feeds.toml`.
pub fn path(item: &Item, folder: &Path) -> Result<PathBuf, Wrong> {
    let written = text(item)?;
    if written.trim().is_empty() || written.contains('\0') {
        return Err("is no path, expected one relative to the folder of feeds.toml".to_owned());
    }
    Ok(joined(folder, written))
}

/// Without a leading `./`, which would only lengthen messages.
pub fn joined(folder: &Path, written: impl AsRef<Path>) -> PathBuf {
    if folder == Path::new(".") { written.as_ref().to_owned() } else { folder.join(written) }
}
