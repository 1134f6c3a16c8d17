//! From what is written to [`Config`]: every value taken, understood, and put in its place, and
//! all the problems of the file found on the way.
//!
//! One file a table. Whatever is wrong is noted and a stand-in used, so that the check goes on;
//! the [`Config`] is handed out only if nothing was wrong.

mod articles;
mod feeds;
mod fetch;
mod filter;
mod name;
mod outputs;
mod publish;
mod reader;
mod state;

use std::ops::Range;
use std::path::Path;
use std::string::FromUtf8Error;

use toml_edit::Document;

use super::foreign;
use super::problem::{Notice, Places, Problem};
use super::raw::{Section, Table};
use super::value;
use super::{Config, Environment};
use crate::model::stored::Print;
use reader::{Reader, text};

/// Reads the text of a `feeds.toml` that is kept at `file`.
pub fn config(
    text: &str,
    file: &Path,
    environment: Environment<'_>,
) -> Result<(Config, Vec<Notice>), Vec<Problem>> {
    // Editors on Windows put a byte order mark in front; it is no part of the first key.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let places = Places::new(text);
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return Err(vec![not_toml(&places, &error)]),
    };
    if let Some((at, refusal)) = foreign::recognise(document.as_table()) {
        return Err(vec![places.problem(&at, "", refusal)]);
    }
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let print = Print::of_texts([text.as_bytes()]);
    let mut reader = Reader::new(places, folder, environment);
    let config = whole(&Section::root(document.as_table()), file, print, &mut reader);
    let (problems, notices) = reader.into_findings();
    match config {
        Some(config) if problems.is_empty() => Ok((config, notices)),
        _ => Err(problems),
    }
}

/// `None` only where a problem says why.
fn whole(root: &Section<'_>, file: &Path, print: Print, reader: &mut Reader<'_>) -> Option<Config> {
    reader.refuse_unknown(root);
    let schedule = reader.read(root, "schedule", |item| value::schedule(text(item)?));
    if let Some(value) = root.get("schedule") {
        // For `watch` and `serve`.
        reader.not_effective_yet(&value.at, &value.key);
    }
    let publish = publish::read(root, reader);
    let articles = articles::read(root, reader);
    let (fetch, state) = (fetch::read(root, reader), state::read(root, reader));
    let feeds = feeds::read(root, fetch.allow_private, reader);
    let root_folder = reader.folder().to_owned();
    let publish = publish?;
    outputs::keep_apart(root, &publish, articles.as_ref(), &state, reader);
    Some(Config {
        file: file.to_owned(),
        print,
        root: root_folder,
        schedule,
        publish,
        articles,
        fetch,
        state,
        feeds,
    })
}

/// The table `key` of the root, if it is there and a table.
fn table<'a>(
    root: &Section<'a>,
    key: &'static str,
    kind: Table,
    reader: &mut Reader<'_>,
) -> Option<Section<'a>> {
    let value = root.get(key)?;
    let section = Section::of(&value, kind);
    if let Some(section) = &section {
        reader.refuse_unknown(section);
    } else {
        let found = reader::described(value.item);
        reader.wrong(&value.at, &value.key, format!("is {found}, expected the table {}", kind.heading()));
    }
    section
}

fn not_toml(places: &Places<'_>, error: &toml_edit::TomlError) -> Problem {
    let at: Range<usize> = error.span().unwrap_or_default();
    let message = error.message().trim().replace('\n', ", ");
    places.problem(&at, "", format!("no valid TOML: {message}"))
}

/// A file in another encoding.
pub fn not_utf8(error: &FromUtf8Error) -> Problem {
    let readable = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes());
    let at = readable..readable + 1;
    Places::new(&text).problem(&at, "", "a character that is not UTF-8: save the file in the encoding UTF-8")
}
