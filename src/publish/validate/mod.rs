//! The gate: does a file hold what the validators of its format ask for?
//!
//! [`check`] looks at the files of a build, [`document`] at one document; both name each fault by
//! file, line, place and rule. The rules are those of the W3C feed validator and the Nu HTML
//! checker for what feedmill writes: an error there is [`Level::Error`] here and stops the file,
//! a warning is [`Level::Warning`]. It reads the finished bytes and shares no code with the
//! writers, so that a mistake of theirs cannot hide in it; with the sanitiser it shares the table of
//! what HTML lets stand where.

mod atom;
mod feed_html;
mod html;
mod json_feed;
mod opml;
mod page;
mod plain;
mod rss;
mod shared;
mod tokens;
mod value;
mod vocabulary;
mod xml;

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};

use url::Url;

use super::{Kind, Rendered};
use crate::cores;

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Valid, and yet a validator has something to say.
    Warning,
    /// Not valid: readers may fail on it.
    Error,
}

/// Something wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub file: PathBuf,
    /// From 1; 0 where the format has no lines to speak of.
    pub line: u32,
    /// The element or member, such as `guid` or `items[3].url`.
    pub place: String,
    /// Kebab-case, the same for the same rule in every format.
    pub rule: &'static str,
    pub level: Level,
    pub message: String,
    /// Which item of the document it lies in, counted from 0.
    pub item: Option<usize>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}: {} ({})", self.place, self.message, self.rule)
    }
}

/// Everything wrong in `files`: checking them is half of the work of publishing. OPML, which is checked as a
/// tree of all sources, comes last and so to the calling thread, whose memory has room for it.
pub fn check(files: &[Rendered]) -> Vec<Fault> {
    let mut files: Vec<&Rendered> = files.iter().collect();
    files.sort_by_key(|file| file.kind == Kind::Opml);
    let check = |file: &&Rendered| document(&file.path, file.kind, &file.bytes, file.address.as_ref());
    cores::each(&files, 1, check).into_iter().flatten().collect()
}

/// Everything wrong in one document. `file` is for the report only; `address` is where the
/// document will be served, which its self link must say.
pub fn document(file: &Path, kind: Kind, bytes: &[u8], address: Option<&Url>) -> Vec<Fault> {
    let mut report = Report { file, item: None, faults: Vec::new() };
    match kind {
        Kind::Compressed => {}
        Kind::Rss => with_xml(bytes, &mut report, |root, report| rss::check(root, address, report)),
        Kind::Atom => with_xml(bytes, &mut report, |root, report| atom::check(root, address, report)),
        Kind::Opml => with_xml(bytes, &mut report, opml::check),
        Kind::JsonFeed => json_feed::check(bytes, address, &mut report),
        Kind::Page => page::check(bytes, &mut report),
        Kind::OwnPage => page::check_own(bytes, &mut report),
    }
    report.faults
}

/// Everything wrong with a piece of HTML that is to stand in a feed.
pub fn fragment(html: &str) -> Vec<Fault> {
    let mut report = Report { file: Path::new(""), item: None, faults: Vec::new() };
    html::check_fragment(html, &At { line: 0, place: "html" }, &mut report);
    report.faults
}

fn with_xml(bytes: &[u8], report: &mut Report<'_>, check: impl FnOnce(&xml::Node, &mut Report<'_>)) {
    match xml::parse(bytes) {
        Ok(root) => {
            shared::check_characters(&root, report);
            vocabulary::attributes(&root, report);
            check(&root, report);
        }
        Err(error) => {
            let at = At { line: error.line, place: "document" };
            report.error(&at, "well-formed", error.message);
        }
    }
}

/// Where in a document.
#[derive(Debug, Clone, Copy)]
struct At<'a> {
    line: u32,
    place: &'a str,
}

/// Collects the faults of one file.
#[derive(Debug)]
struct Report<'a> {
    file: &'a Path,
    /// The item that is being looked at.
    item: Option<usize>,
    faults: Vec<Fault>,
}

impl Report<'_> {
    fn error(&mut self, at: &At<'_>, rule: &'static str, message: impl Into<String>) {
        self.add(at, rule, Level::Error, message.into());
    }

    fn warning(&mut self, at: &At<'_>, rule: &'static str, message: impl Into<String>) {
        self.add(at, rule, Level::Warning, message.into());
    }

    fn add(&mut self, at: &At<'_>, rule: &'static str, level: Level, message: String) {
        self.faults.push(Fault {
            file: self.file.to_owned(),
            line: at.line,
            place: at.place.to_owned(),
            rule,
            level,
            message,
            item: self.item,
        });
    }
}

/// `text`, short and without control characters, for a message.
fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    let head: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    let rest = if text.chars().nth(SHOWN).is_some() { "…" } else { "" };
    format!("'{head}{rest}'")
}
