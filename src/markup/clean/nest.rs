//! The elements that are open, and the output that grows with them.
//!
//! [`Nest`] knows no rules of HTML but one: formatting that was closed by force goes on at the
//! next text. Every start tag that it writes gets its end tag.

use std::ops::Range;

use super::super::allowed::Kind;
use super::super::attributes::Values;
use super::super::policy::Conformance;

/// Mail threads quoted in mail threads stay below it; browsers stop at 512.
pub(in crate::markup) const MAX_DEPTH: usize = 128;

/// Formatting is opened again only if its start tag is not longer, and only so often: else a few
/// bytes of input could repeat a large tag without end.
const MAX_REOPENED_TAG: usize = 256;
const MAX_REOPENED: usize = 8;

/// An element whose end tag is still to be written.
#[derive(Debug)]
pub(super) struct Open {
    pub name: &'static str,
    /// The name that was written, which is another for what HTML no longer has.
    pub written: &'static str,
    pub kind: Kind,
    /// Where its start tag stands in the output.
    pub tag: Range<usize>,
    /// Its end tag came while a block within it was open; it ends when that does.
    pub ended: bool,
    /// Whether a figure has its caption, a list of descriptions its first term, a table its first row.
    pub has_part: bool,
    /// How many elements it holds.
    pub children: usize,
    /// Of a table: where its foot stands in the output.
    pub foot: Option<Range<usize>>,
}

/// Formatting that a block's end closed; it goes on at the next text (WHATWG HTML 13.2.4.3).
#[derive(Debug)]
pub(super) struct Lost {
    pub name: &'static str,
    pub written: &'static str,
    pub kind: Kind,
    pub tag: String,
}

/// What becomes of formatting when elements are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Formatting {
    Ends,
    /// What stood inside the closed element goes on after it.
    GoesOn,
    /// So do the closed elements themselves.
    GoesOnWhole,
}

#[derive(Debug)]
pub(super) struct Nest {
    pub out: String,
    pub open: Vec<Open>,
    pub lost: Vec<Lost>,
    /// Whether a tree builder might read the output otherwise than it is written.
    pub is_doubtful: bool,
    /// Bytes that may still be spent on opening formatting again.
    reopenable: usize,
    conformance: Conformance,
}

impl Nest {
    /// For a document of `length` bytes.
    pub fn new(length: usize, conformance: Conformance) -> Self {
        Nest {
            out: String::with_capacity(length + length / 8),
            open: Vec::new(),
            lost: Vec::new(),
            is_doubtful: false,
            reopenable: length + 1024,
            conformance,
        }
    }

    /// Writes the start tag of `name`, as `written`.
    pub fn start(&mut self, name: &'static str, written: &'static str, kind: Kind, values: &Values) {
        let from = self.out.len();
        self.is_doubtful |= is_doubtful(name, kind);
        if let Some(parent) = self.open.last_mut() {
            parent.children += 1;
            parent.has_part |= matches!(written, "figcaption" | "dt" | "tbody" | "tr");
        }
        if kind == Kind::Void {
            write_void(&mut self.out, written, values);
        } else {
            write_start(&mut self.out, written, values);
            let tag = from..self.out.len();
            self.open.push(Open {
                name,
                written,
                kind,
                tag,
                ended: false,
                has_part: false,
                children: 0,
                foot: None,
            });
        }
    }

    /// The innermost open element that is `wanted`, unless a `barrier` stands before it.
    pub fn innermost(
        &self,
        wanted: impl Fn(&Open) -> bool,
        barrier: impl Fn(&Open) -> bool,
    ) -> Option<usize> {
        let found = self.open.iter().enumerate().rev().find(|(_, open)| wanted(open) || barrier(open));
        found.filter(|(_, open)| wanted(open)).map(|(at, _)| at)
    }

    /// Writes the end tags of all that is open from `at` on, and of what only waited for that.
    pub fn close_from(&mut self, at: usize, formatting: Formatting) {
        let lost_before = self.lost.len();
        while self.open.len() > at {
            let Some(open) = self.open.pop() else { break };
            let is_inside = self.open.len() > at || formatting == Formatting::GoesOnWhole;
            let goes_on =
                formatting != Formatting::Ends && is_inside && is_formatting(open.kind) && !open.ended;
            if !goes_on {
                self.end(open);
                continue;
            }
            let tag = self.out[open.tag.clone()].to_owned();
            let is_empty = open.tag.end == self.out.len();
            if is_empty {
                self.out.truncate(open.tag.start);
            } else {
                write_end(&mut self.out, open.written);
            }
            if tag.len() <= MAX_REOPENED_TAG {
                let tag = if is_empty { tag } else { without_id(&tag) };
                self.lost.push(Lost { name: open.name, written: open.written, kind: open.kind, tag });
            }
        }
        self.lost[lost_before..].reverse();
        let excess = self.lost.len().saturating_sub(MAX_REOPENED);
        self.lost.drain(..excess);
        while let Some(ended) = self.open.pop_if(|open| open.ended) {
            write_end(&mut self.out, ended.written);
        }
    }

    fn end(&mut self, mut open: Open) {
        if self.conformance == Conformance::Mended {
            if is_missing_all(&open, &self.out[open.tag.end..]) {
                self.out.truncate(open.tag.start);
                return;
            }
            if open.written == "ruby" && !self.out[open.tag.end..].contains("<rt") {
                // Nothing is annotated.
                self.out.drain(open.tag);
                return;
            }
            self.complete(&mut open);
        }
        write_end(&mut self.out, open.written);
        if open.name == "tfoot"
            && let Some(table) = self.open.last_mut()
        {
            table.foot.get_or_insert(open.tag.start..self.out.len());
        }
    }

    /// Supplies what HTML demands before the end tag of `open`.
    fn complete(&mut self, open: &mut Open) {
        match open.written {
            "dl" if self.out.trim_end().ends_with("</dt>") => self.out.push_str("<dd></dd>"),
            "table" => {
                // Once the foot stood before the body.
                if let Some(foot) = open.foot.take().filter(|foot| !self.out[foot.end..].trim().is_empty()) {
                    let foot: String = self.out.drain(foot).collect();
                    self.out.push_str(&foot);
                }
            }
            name => {
                for _ in open.children..arity(name) {
                    self.out.push_str("<mrow></mrow>");
                }
            }
        }
    }

    pub fn reopen_lost(&mut self) {
        for lost in std::mem::take(&mut self.lost) {
            if self.open.len() >= MAX_DEPTH || lost.tag.len() > self.reopenable {
                continue;
            }
            self.is_doubtful = true;
            self.reopenable -= lost.tag.len();
            let from = self.out.len();
            self.out.push_str(&lost.tag);
            self.open.push(Open {
                name: lost.name,
                written: lost.written,
                kind: lost.kind,
                tag: from..self.out.len(),
                ended: false,
                has_part: false,
                children: 0,
                foot: None,
            });
        }
    }
}

/// A row without a cell, a heading without a word, a picture without an image, details of nothing.
fn is_missing_all(open: &Open, inside: &str) -> bool {
    match open.kind {
        Kind::Row => inside.trim().is_empty(),
        _ if open.written == "picture" => !inside.contains("<img"),
        _ if open.written == "details" => inside.trim().is_empty(),
        Kind::Heading => !inside.contains("<img") && text_of(inside).trim().is_empty(),
        _ => false,
    }
}

fn text_of(markup: &str) -> String {
    let mut in_tag = false;
    let is_text = |character: &char| {
        in_tag = if in_tag { *character != '>' } else { *character == '<' };
        !in_tag && *character != '>'
    };
    markup.chars().filter(is_text).collect()
}

/// How many elements a formula's element must hold.
fn arity(name: &str) -> usize {
    match name {
        "mfrac" | "mroot" | "msub" | "msup" | "munder" | "mover" => 2,
        "msubsup" | "munderover" => 3,
        _ => 0,
    }
}

/// Tables, formulas and ruby have parsing rules of their own (WHATWG HTML 13.2.6.4.9 to 13.2.6.5).
fn is_doubtful(name: &str, kind: Kind) -> bool {
    match kind {
        Kind::Table | Kind::TablePart | Kind::Row | Kind::Cell | Kind::Annotation => true,
        Kind::Object => !matches!(name, "audio" | "video" | "picture" | "map"),
        Kind::Void => name == "col",
        _ => false,
    }
}

pub(super) fn is_formatting(kind: Kind) -> bool {
    matches!(kind, Kind::Inline | Kind::Link)
}

/// The start tag without its id, which is given once in a document.
pub(super) fn without_id(tag: &str) -> String {
    let Some((before, rest)) = tag.split_once(" id=\"") else { return tag.to_owned() };
    let after = rest.split_once('"').map_or(rest, |(_, after)| after);
    format!("{before}{after}")
}

pub(super) fn write_start(out: &mut String, name: &str, values: &Values) {
    write_open(out, name, values);
    out.push('>');
}

/// An element without content, closed as XML wants it.
pub(super) fn write_void(out: &mut String, name: &str, values: &Values) {
    write_open(out, name, values);
    out.push_str(" />");
}

fn write_open(out: &mut String, name: &str, values: &Values) {
    out.push('<');
    out.push_str(name);
    for (name, value) in values {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        push_escaped(out, value);
        out.push('"');
    }
}

pub(super) fn write_end(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

pub(in crate::markup) fn push_escaped(out: &mut String, text: &str) {
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.push_str("&quot;");
        }
        push_text(out, part);
    }
}

/// Text between tags, where a quote is nothing special.
pub(super) fn push_text(out: &mut String, mut text: &str) {
    while let Some(at) = memchr::memchr3(b'&', b'<', b'>', text.as_bytes()) {
        out.push_str(&text[..at]);
        out.push_str(match text.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        text = &text[at + 1..];
    }
    out.push_str(text);
}
