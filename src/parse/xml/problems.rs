//! What had to be mended, noted by place while reading; lines are counted only at the end, and
//! only if there is something to tell.

use super::{reference, tag};
use crate::model::feed::Warning;

/// A document broken in a thousand places is told in this many.
const MOST_WARNINGS: usize = 50;

/// The problems of one document.
#[derive(Debug, Default)]
pub struct Problems {
    noted: Vec<Noted>,
    more: usize,
    broken: bool,
}

#[derive(Debug)]
struct Noted {
    code: &'static str,
    message: String,
    at: Option<usize>,
}

impl Problems {
    /// The document is not well-formed XML at `at`, and was mended.
    pub fn mended(&mut self, code: &'static str, message: &str, at: usize) {
        self.broken = true;
        self.add(code, message, at);
    }

    /// A well-formed document says something that cannot be used.
    pub fn unusable(&mut self, code: &'static str, message: &str, at: usize) {
        self.add(code, message, at);
    }

    /// Something about the whole document.
    pub fn overall(&mut self, code: &'static str, message: String) {
        self.noted.push(Noted { code, message, at: None });
    }

    /// The bytes needed mending before they were text.
    pub fn broken_bytes(&mut self, code: &'static str, message: String) {
        self.broken = true;
        self.overall(code, message);
    }

    fn add(&mut self, code: &'static str, message: &str, at: usize) {
        if self.noted.len() < MOST_WARNINGS {
            self.noted.push(Noted { code, message: message.to_owned(), at: Some(at) });
        } else {
            self.more += 1;
        }
    }

    pub fn reference(&mut self, flaw: reference::Flaw, at: usize) {
        use reference::Flaw;
        let (code, message) = match flaw {
            Flaw::Bare => ("bare-ampersand", "an & that begins no reference was read as itself"),
            Flaw::Undeclared => {
                ("undeclared-entity", "an HTML entity was read though the document does not declare it")
            }
            Flaw::Unknown => ("unknown-entity", "an unknown entity was left as written"),
            Flaw::Unfinished => ("unfinished-reference", "a reference without its semicolon was read"),
            Flaw::NoCharacter => ("no-character", "a reference to what is no character was dropped"),
            Flaw::Bomb => {
                ("entity-bomb", "entities that would make the document grow without bounds were dropped")
            }
        };
        self.mended(code, message, at);
    }

    pub fn tag(&mut self, flaw: tag::Flaw, at: usize) {
        use tag::Flaw;
        let (code, message) = match flaw {
            Flaw::UnquotedValue => ("unquoted-attribute", "an attribute without quotes was read"),
            Flaw::MissingValue => ("attribute-without-value", "an attribute without value was read as empty"),
            Flaw::OpenQuote => ("open-quote", "the quote of an attribute was never closed"),
            Flaw::Duplicate => ("duplicate-attribute", "of two attributes with one name the first was taken"),
            Flaw::TooMany => ("too-many-attributes", "an element has more attributes than are read"),
            Flaw::Unclosed => ("unclosed-tag", "a tag was never closed"),
        };
        self.mended(code, message, at);
    }

    pub fn well_formed(&self) -> bool {
        !self.broken
    }

    /// The warnings in the document's order, with their lines in `text`.
    pub fn into_warnings(mut self, text: &str) -> Vec<Warning> {
        self.noted.sort_by_key(|noted| noted.at);
        // text in which an element turns up is read twice
        self.noted.dedup_by(|a, b| a.code == b.code && a.at.is_some() && a.at == b.at);
        let mut line = 1;
        let mut counted = 0;
        let mut warnings: Vec<Warning> = Vec::with_capacity(self.noted.len());
        for Noted { code, message, at } in self.noted {
            let line = at.map(|at| {
                let at = at.min(text.len());
                line += lines(&text.as_bytes()[counted..at]);
                counted = at;
                line
            });
            warnings.push(Warning { code, message, line });
        }
        if self.more > 0 {
            let message = format!("{} further problems are not listed", self.more);
            warnings.push(Warning { code: "more-problems", message, line: None });
        }
        warnings
    }
}

/// Line ends in `bytes`: `\n`, and `\r` where it stands alone.
fn lines(bytes: &[u8]) -> u32 {
    let newlines = memchr::memchr_iter(b'\n', bytes).count();
    let returns = memchr::memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    u32::try_from(newlines + returns).unwrap_or(u32::MAX)
}
