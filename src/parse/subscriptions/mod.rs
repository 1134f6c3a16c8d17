//! Subscription lists of other programs: OPML, the ini files of Planet, Venus and Pluto, newsboat's
//! `urls`, and plain lists of addresses.
//!
//! [`read`] is the one function to call; it finds out by itself which of them it was given. It
//! never fails: what cannot be subscribed to is told of line by line. It fetches nothing.

mod address;
mod ini;
mod newsboat;
mod opml;
mod url_list;

use std::collections::HashSet;
use std::fmt;

use super::xml::Problems;
use super::{characters, encoding};
use crate::printable;

/// More subscriptions than anybody follows; what is beyond them is refused.
const MOST_SUBSCRIPTIONS: usize = 100_000;

/// A file of another kind has a complaint for each of its lines, and nobody reads them all.
const MOST_REFUSED: usize = 1000;

/// Folders and tags beyond these say nothing more of a feed.
const MOST_CATEGORIES: usize = 10;

/// Titles and categories are cut to as many characters.
const LONGEST_NAME: usize = 200;

/// What a list of subscriptions holds.
#[derive(Debug, Default)]
pub struct Subscriptions {
    pub taken: Vec<Subscription>,
    pub refused: Vec<Refused>,
}

/// A feed that somebody followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// An http(s) address as the list has it; `feed:` and its like are rewritten.
    pub url: String,
    pub title: Option<String>,
    /// Folders from the outermost to the innermost, then tags.
    pub categories: Vec<String>,
}

/// Something in the list that is no feed on the web, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Counted from 1; `None` where it is about the whole file.
    pub line: Option<usize>,
    pub what: String,
    pub why: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if !self.what.is_empty() {
            write!(f, "`{}` ", printable::line(&self.what))?;
        }
        f.write_str(&printable::line(&self.why))
    }
}

/// Reads a list of subscriptions in whatever form it is.
pub fn read(bytes: &[u8]) -> Subscriptions {
    let decoded = encoding::decode(bytes, None);
    // how broken the text was is of no concern to who moves in
    let mended = characters::mended(&decoded.text, &mut Problems::default());
    let text = mended.text.trim_start_matches('\u{feff}');
    let mut list = List::default();
    match Form::of(text) {
        Form::Opml => opml::read(text, &mut list),
        Form::Ini => ini::read(text, &mut list),
        Form::Newsboat => newsboat::read(text, &mut list),
        Form::UrlList => url_list::read(text, &mut list),
        Form::Other(why) => list.refuse_whole(why),
    }
    list.finish()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Opml,
    Ini,
    Newsboat,
    UrlList,
    /// No list of subscriptions; what it is instead.
    Other(&'static str),
}

impl Form {
    fn of(text: &str) -> Form {
        let text = text.trim_start();
        if opml::has_element(text, "opml") {
            return Form::Opml;
        }
        if text.starts_with('<') {
            return Form::of_markup(text);
        }
        if text.starts_with('{') || text.starts_with("[{") || text.starts_with("[\"") {
            return Form::Other("the file is JSON, export the subscriptions as OPML instead");
        }
        if ini::is_ini(text) {
            Form::Ini
        } else if newsboat::is_newsboat(text) {
            Form::Newsboat
        } else {
            Form::UrlList
        }
    }

    fn of_markup(text: &str) -> Form {
        let has = |name: &str| opml::has_element(text, name);
        if has("outline") {
            Form::Opml
        } else if has("rss") || has("feed") || has("rdf:RDF") {
            Form::Other("the file is a feed and no list of them, add its address instead")
        } else if has("html") || has("body") {
            Form::Other("the file is a web page and no list of feeds, export the subscriptions as OPML")
        } else if address::begins(&text[1..]) {
            Form::UrlList
        } else {
            Form::Other("the file is markup and no list of feeds, export the subscriptions as OPML")
        }
    }
}

/// The subscriptions that a form's reader has found so far.
#[derive(Debug, Default)]
struct List {
    subscriptions: Subscriptions,
    untold: usize,
}

impl List {
    /// Takes `address` if it is one of the web, and refuses it otherwise.
    fn offer(&mut self, line: usize, address: &str, title: Option<&str>, categories: &[String]) {
        let url = match address::of_feed(address) {
            Ok(url) => url,
            Err(why) => return self.refuse(line, address, &why),
        };
        if self.subscriptions.taken.len() >= MOST_SUBSCRIPTIONS {
            let why = format!("comes after {MOST_SUBSCRIPTIONS} others, which is as many as are read");
            return self.refuse(line, &url, &why);
        }
        let title = title.map(name).filter(|title| !title.is_empty());
        self.subscriptions.taken.push(Subscription { url, title, categories: distinct(categories) });
    }

    fn refuse(&mut self, line: usize, what: &str, why: &str) {
        if self.subscriptions.refused.len() >= MOST_REFUSED {
            self.untold += 1;
            return;
        }
        let refused = Refused { line: Some(line), what: name(what), why: why.to_owned() };
        self.subscriptions.refused.push(refused);
    }

    fn refuse_whole(&mut self, why: &str) {
        let refused = Refused { line: None, what: String::new(), why: why.to_owned() };
        self.subscriptions.refused.push(refused);
    }

    fn finish(mut self) -> Subscriptions {
        if self.untold > 0 {
            let why = format!("{} more, which are not listed", self.untold);
            self.refuse_whole(&why);
        }
        self.subscriptions
    }
}

/// Categories that say something, each once whatever its case.
fn distinct(categories: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    let names = categories.iter().map(|category| name(category)).filter(|name| !name.is_empty());
    names.filter(|name| seen.insert(name.to_lowercase())).take(MOST_CATEGORIES).collect()
}

/// `text` on one line, and no longer than anybody reads.
fn name(text: &str) -> String {
    let mut name = String::new();
    let mut left = LONGEST_NAME;
    for word in text.split_whitespace() {
        if !name.is_empty() {
            // Room for a space and for something behind it.
            if left < 2 {
                break;
            }
            name.push(' ');
            left -= 1;
        }
        let before = name.len();
        name.extend(word.chars().take(left));
        left -= name[before..].chars().count();
    }
    name
}

/// The lines of a list, counted from 1. Where there is no line feed, carriage returns end them.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    text.split(end).enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests;
