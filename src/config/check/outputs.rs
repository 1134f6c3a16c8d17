//! What would overwrite or read each other: files of one name in the output folder, and folders
//! that lie in one another.

use std::path::{Component, Path, PathBuf};

use super::reader::{Reader, joined};
use crate::config::raw::{Section, Table};
use crate::config::{Articles, Publish, State, StoreUrl};

/// What feedmill writes besides the files that `[publish]` names.
const RESERVED: &[&str] = &["status.json", "archive", "articles"];

pub fn keep_apart(
    root: &Section<'_>,
    publish: &Publish,
    articles: Option<&Articles>,
    state: &State,
    reader: &mut Reader<'_>,
) {
    let Some(section) = root.get("publish").and_then(|value| Section::of(&value, Table::Publish)) else {
        return;
    };
    file_names(&section, publish, reader);
    folders(&section, publish, articles, state, reader);
}

/// A name in the output folder and who has it.
struct Claim {
    /// Lower case, as file systems that ignore case compare it.
    name: String,
    by: &'static str,
}

fn file_names(section: &Section<'_>, publish: &Publish, reader: &mut Reader<'_>) {
    let mut taken: Vec<Claim> =
        RESERVED.iter().map(|name| Claim { name: (*name).to_owned(), by: "feedmill itself" }).collect();
    let files = &publish.files;
    let named = [
        ("rss", &files.rss, "`rss`"),
        ("atom", &files.atom, "`atom`"),
        ("json", &files.json, "`json`"),
        ("opml", &files.opml, "`opml`"),
        ("html", &files.html, "`html`"),
    ];
    for (key, name, by) in named {
        let Some(name) = name else { continue };
        let at = section.get(key).map_or_else(|| section.at().clone(), |value| value.at);
        let siblings =
            publish.compress.iter().map(|compression| format!("{name}.{}", compression.extension()));
        for name in std::iter::once(name.clone()).chain(siblings) {
            claim(&name, by, &mut taken, |message| {
                reader.wrong(&at, &section.path_of(key), message);
            });
        }
    }
    let Some(views) = section.get("views") else { return };
    let tables = views.tables(Table::View).unwrap_or_default();
    for (view, table) in publish.views.iter().zip(tables).filter(|(view, _)| !view.name.is_empty()) {
        let at = table.get("name").map_or_else(|| table.at().clone(), |value| value.at);
        claim(&view.name, "another view", &mut taken, |message| {
            reader.wrong(&at, &table.path_of("name"), message);
        });
    }
}

/// A file and a folder of one name collide as two files do.
fn claim(name: &str, by: &'static str, taken: &mut Vec<Claim>, mut collision: impl FnMut(String)) {
    let name = name.to_lowercase();
    let lies_in =
        |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    let owner = taken
        .iter()
        .find(|other| other.name == name || lies_in(&name, &other.name) || lies_in(&other.name, &name));
    match owner {
        Some(owner) => collision(format!("`{name}` is taken by {}: choose another name", owner.by)),
        None => taken.push(Claim { name, by }),
    }
}

fn folders(
    section: &Section<'_>,
    publish: &Publish,
    articles: Option<&Articles>,
    state: &State,
    reader: &mut Reader<'_>,
) {
    let at = section.get("dir").map_or_else(|| section.at().clone(), |value| value.at);
    let key = section.path_of("dir");
    let output = settled(&publish.dir);
    if let Some(articles) = articles {
        let sources = settled(&articles.dir);
        let pages = settled(&joined(&publish.dir, "articles"));
        if output.starts_with(&sources) {
            let message = "lies in the folder of the articles, so that the page would be read as an article: \
                           name another folder";
            reader.wrong(&at, &key, message);
        } else if articles.url.is_none() && sources.starts_with(&pages) {
            let message = "would get the pages of the articles where the articles lie: name another folder";
            reader.wrong(&at, &key, message);
        }
    }
    if let StoreUrl::Sqlite(file) = &state.store
        && settled(file).starts_with(&output)
    {
        reader.notice(
            &at,
            &key,
            "holds the state too, which would be served with it: name a folder of its own",
        );
    }
}

/// From the root, without `.` and, as far as the text tells, without `..`: one may be written in full and
/// the other not.
fn settled(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut settled = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if settled.file_name().is_some_and(|name| name != "..") => {
                settled.pop();
            }
            part => settled.push(part),
        }
    }
    settled
}
