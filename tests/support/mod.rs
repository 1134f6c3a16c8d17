//! What the end-to-end tests share: a [`Site`] (a temporary folder with `feeds.toml` and
//! articles, in which the real binary is run), a loopback [`server`], and a [`Reader`] that
//! counts what is new as a feed reader keyed on id does.

#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod blog;
pub mod document;
mod environment;
pub mod http2;
pub mod proxy;
pub mod server;
pub mod tls;
pub mod validity;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Where the output folder of a [`Site`] is served.
const BASE: &str = "https://mill.example/";

/// A folder as a user has it.
#[must_use]
pub struct Site {
    dir: TempDir,
    publish: String,
    feeds: String,
    now: String,
}

/// What one run of the binary did.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Site {
    pub fn new() -> Site {
        let site = Site {
            dir: tempfile::tempdir().unwrap(),
            publish: String::new(),
            feeds: String::new(),
            now: "2026-11-25T12:00:00Z".to_owned(),
        };
        site.save();
        site
    }

    /// Further lines of `[publish]`.
    pub fn publish(mut self, lines: &str) -> Site {
        self.publish.push_str(lines);
        self.publish.push('\n');
        self.save();
        self
    }

    /// Further tables of `feeds.toml`.
    pub fn tables(mut self, lines: &str) -> Site {
        self.feeds.push_str(lines);
        self.feeds.push('\n');
        self.save();
        self
    }

    pub fn feed(self, name: &str, url: &str) -> Site {
        self.feed_with(name, url, "")
    }

    /// A feed with further keys.
    pub fn feed_with(self, name: &str, url: &str, keys: &str) -> Site {
        self.tables(&format!("[[feeds]]\nname = {name:?}\nurl = {url:?}\n{keys}\n"))
    }

    /// Replaces one text of `feeds.toml` for the builds to come.
    pub fn reconfigure(&mut self, from: &str, to: &str) {
        let written = self.read("feeds.toml");
        assert!(written.contains(from), "feeds.toml does not hold {from:?}:\n{written}");
        self.publish = self.publish.replace(from, to);
        self.feeds = self.feeds.replace(from, to);
        self.file("feeds.toml", written.replace(from, to));
    }

    pub fn article(self, name: &str, text: &str) -> Site {
        self.file(&format!("articles/{name}"), text);
        self
    }

    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(path).unwrap().write_all(text.as_ref()).unwrap();
    }

    /// Sets the clock of the runs to come.
    pub fn at(&mut self, now: &str) -> &mut Site {
        now.clone_into(&mut self.now);
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
    }

    /// Runs `feedmill` with these arguments, without a terminal, as cron does.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Starts `feedmill` and does not wait for it.
    pub fn start(&self, arguments: &[&str]) -> std::process::Child {
        command_in(self.dir.path(), &self.now, arguments)
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs")
    }

    /// As [`Site::run`], with further variables in the environment.
    pub fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        run_in(self.dir.path(), &self.now, arguments, environment)
    }

    /// A build that must succeed.
    #[track_caller]
    pub fn build(&self) -> Run {
        self.build_with(&[])
    }

    /// A build that asks every feed, due or not, and must succeed.
    #[track_caller]
    pub fn refresh(&self) -> Run {
        self.build_with(&["--force"])
    }

    /// Whatever goes into a build, only valid files come out of it.
    #[track_caller]
    pub fn build_with(&self, flags: &[&str]) -> Run {
        let arguments: Vec<&str> = std::iter::once("build").chain(flags.iter().copied()).collect();
        let run = self.run(&arguments).succeeded();
        let faults: Vec<String> =
            validity::faults_in(&self.path("output"), BASE).iter().map(ToString::to_string).collect();
        assert!(faults.is_empty(), "not valid:\n{}", faults.join("\n"));
        run
    }

    /// The published RSS feed, as the `rss` crate reads it.
    pub fn rss(&self) -> rss::Channel {
        self.read("output/feed.xml").parse().expect("the rss crate reads what was written")
    }

    /// The published Atom feed, as the `atom_syndication` crate reads it.
    pub fn atom(&self) -> atom_syndication::Feed {
        self.read("output/atom.xml").parse().expect("the atom_syndication crate reads what was written")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.read("output/feed.json")).expect("the JSON Feed is JSON")
    }

    pub fn status(&self) -> serde_json::Value {
        serde_json::from_str(&self.read("output/status.json")).expect("status.json is JSON")
    }

    /// The published titles, in order, checked to be the same in all three formats (in RSS without the
    /// unseen character that keeps `<b>` from being a tag).
    pub fn titles(&self) -> Vec<String> {
        let rss: Vec<String> = self
            .rss()
            .items()
            .iter()
            .map(|item| item.title().unwrap_or_default().replace('\u{2060}', ""))
            .collect();
        let atom: Vec<String> = self.atom().entries().iter().map(|entry| plain(entry.title())).collect();
        let json: Vec<String> = json_items(&self.json())
            .iter()
            .map(|item| item["title"].as_str().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(rss, atom, "RSS and Atom disagree on the titles");
        assert_eq!(rss, json, "RSS and JSON Feed disagree on the titles");
        rss
    }

    /// The published ids, in order, checked to be the same in all three formats.
    pub fn ids(&self) -> Vec<String> {
        let rss: Vec<String> =
            self.rss().items().iter().map(|item| item.guid().unwrap().value().to_owned()).collect();
        let atom: Vec<String> = self.atom().entries().iter().map(|entry| entry.id().to_owned()).collect();
        let json: Vec<String> =
            json_items(&self.json()).iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(rss, atom, "RSS and Atom disagree on the ids");
        assert_eq!(rss, json, "RSS and JSON Feed disagree on the ids");
        rss
    }

    /// Every file of the output folder with its modification time.
    pub fn output_times(&self) -> Vec<(PathBuf, std::time::SystemTime)> {
        let time = |file: PathBuf| (file.clone(), fs::metadata(file).unwrap().modified().unwrap());
        files_below(&self.path("output")).into_iter().map(time).collect()
    }

    /// Every file of the site, the state included.
    pub fn all_files(&self) -> Vec<PathBuf> {
        files_below(self.dir.path())
    }

    fn save(&self) {
        let articles = "[articles]\ndir = \"articles\"\nurl = \"https://mill.example/{slug}/\"\n";
        fs::create_dir_all(self.path("articles")).unwrap();
        self.file(
            "feeds.toml",
            format!(
                "[publish]\ntitle = \"The Mill\"\nlink = \"{BASE}\"\n{}\n{}[fetch]\nallow_private = true\n\n{}",
                self.publish,
                if self.feeds.contains("[articles]") { "" } else { articles },
                self.feeds
            ),
        );
    }
}

impl Run {
    pub fn of(output: Output) -> Run {
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        }
    }

    #[track_caller]
    pub fn succeeded(self) -> Run {
        self.exited(0)
    }

    #[track_caller]
    pub fn exited(self, code: i32) -> Run {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Nothing was said at all, as cron wants it.
    #[track_caller]
    pub fn silent(self) -> Run {
        assert_eq!((self.stdout.as_str(), self.stderr.as_str()), ("", ""), "not silent");
        self
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Run {
        assert!(
            self.stderr.contains(words) || self.stdout.contains(words),
            "{words:?} is not said in\nstdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }
}

pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// Runs `feedmill` in a folder at a time.
pub fn run_in(dir: &Path, now: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
    let mut command = command_in(dir, now, arguments);
    Run::of(command.envs(environment.iter().copied()).output().expect("the binary runs"))
}

fn command_in(dir: &Path, now: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_feedmill"));
    command.args(arguments).current_dir(dir).env("FEEDMILL_NOW", now).stdin(Stdio::null());
    for name in environment::OF_THE_SYSTEM {
        command.env_remove(name);
    }
    command
}

/// A subscriber: remembers every id that it has seen in the Atom file.
#[derive(Debug, Default)]
pub struct Reader {
    seen: BTreeSet<String>,
}

impl Reader {
    /// The titles of what this reader would show as new now.
    pub fn new_in(&mut self, site: &Site) -> Vec<String> {
        let ids = site.ids();
        let titles = site.titles();
        let unique: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "an id appears twice in one document: {ids:?}");
        ids.into_iter()
            .zip(titles)
            .filter(|(id, _)| self.seen.insert(id.clone()))
            .map(|(_, title)| title)
            .collect()
    }
}

/// A title that looks like markup is written as HTML, so that no reader takes it for some.
fn plain(text: &atom_syndication::Text) -> String {
    match text.r#type {
        atom_syndication::TextType::Html => feedmill::markup::text(&text.value),
        _ => text.value.clone(),
    }
}

fn json_items(feed: &serde_json::Value) -> &[serde_json::Value] {
    feed["items"].as_array().map_or(&[], Vec::as_slice)
}
