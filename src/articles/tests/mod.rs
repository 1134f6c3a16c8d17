//! Whole readings of small folders, over several runs: [`Folder`] plays the caller.

mod changes;
mod content;
mod dates;
mod files;
mod identity;
mod inheritance;
mod links;
mod sites;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use url::Url;

use super::{Article, Reading, Stamp, read};
use crate::config;

/// A folder of articles, and what a caller remembers of it.
struct Folder {
    dir: TempDir,
    config: config::Articles,
    known: BTreeMap<String, Stamp>,
    now: DateTime<Utc>,
}

impl Folder {
    fn new() -> Folder {
        let dir = tempfile::tempdir().unwrap();
        let config = config_of(dir.path());
        Folder { dir, config, known: BTreeMap::new(), now: at("2026-11-25T12:00:00Z") }
    }

    fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder::new();
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        use std::io::Write;
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(path).unwrap().write_all(content.as_ref()).unwrap();
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn rename(&self, old: &str, new: &str) {
        fs::rename(self.path(old), self.path(new)).unwrap();
    }

    /// Reads and remembers, as the pipeline does in a run of its own.
    fn read(&mut self) -> Reading {
        self.known.values_mut().for_each(|stamp| stamp.of_this_run = false);
        self.go_on()
    }

    /// Reads the next batch of the same run.
    fn go_on(&mut self) -> Reading {
        let reading = read(&self.config, &base(), &self.known, self.now);
        for path in reading.gone.iter().chain(reading.moved.iter().map(|(old, _)| old)) {
            self.known.remove(path);
        }
        self.known
            .extend(reading.articles.iter().map(|article| (article.path.clone(), article.stamp.clone())));
        self.known.extend(reading.restamped.iter().cloned());
        reading
    }

    fn only(&mut self) -> Article {
        let mut reading = self.read();
        assert_eq!(reading.articles.len(), 1, "{:?}", reading.problems);
        reading.articles.remove(0)
    }
}

fn config_of(dir: &Path) -> config::Articles {
    config::Articles { dir: dir.to_owned(), url: None, author: None, category: None, trust: false }
}

fn base() -> Url {
    Url::parse("https://planet.example/").unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn paths(reading: &Reading) -> Vec<&str> {
    reading.articles.iter().map(|article| article.path.as_str()).collect()
}

fn html(article: &Article) -> &str {
    article.entry.content.first().map_or("", |content| content.text.value.as_str())
}

fn told(reading: &Reading) -> Vec<String> {
    reading.problems.iter().map(|problem| format!("{:?} {problem}", problem.severity)).collect()
}
