//! The reader itself: tokens in order, the elements that are open, and how broken nesting is mended.

use std::borrow::Cow;
use std::rc::Rc;

use chrono::{DateTime, NaiveDate, Utc};
use memchr::memchr;
use url::Url;

use super::capture;
use super::leaf::{Leaf, is_entry};
use super::namespace::{self, Ns};
use super::problems::Problems;
use super::reference::Entities;
use super::scope::{Base, Mark, Scope};
use super::tag::{self, Attribute, Tag};
use super::{Decoding, Piece, Token};

/// Deeper elements are passed over. No feed nests half as deep, and what follows does not recurse.
const MAX_DEPTH: usize = 256;

/// As many names of deeper elements are remembered, so that an end tag is known for whose it is.
const MOST_BEYOND: usize = 65_536;

/// An end tag is looked for among as many of them, the innermost.
const NEARBY: usize = 16;

#[derive(Debug)]
struct Open<'a> {
    qualified: &'a str,
    ns: Ns,
    leaf: Leaf,
    mark: Mark,
}

/// Reads one document from front to back.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact about the document that was met or not")]
#[derive(Debug)]
pub struct Reader<'a> {
    /// The whole document.
    pub text: &'a str,
    pub(super) at: usize,
    open: Vec<Open<'a>>,
    /// Names of the elements open beyond [`MAX_DEPTH`].
    beyond: Vec<&'a str>,
    pub(super) attributes: Vec<Attribute<'a>>,
    pub scope: Scope<'a>,
    pub(super) entities: Entities<'a>,
    pub problems: Problems,
    /// `<name/>` was read: its end is the next token.
    ending: bool,
    /// A start tag that ended elements which were left open, for the reader of an outer element.
    pending: Option<Tag<'a>>,
    /// Depth of the open entry; 0 where there is none.
    entry: usize,
    cut: bool,
    has_root: bool,
    /// The document may have carriage returns, which are line ends too (XML 1.0, 2.11).
    pub has_returns: bool,
    /// What ends a section, and does not come any more: it is not looked for again.
    pub(super) missing: Vec<&'static str>,
    undeclared: Vec<&'a str>,
    /// Days that dates of the open entry are without a time, and when they began.
    pub days: Vec<(DateTime<Utc>, NaiveDate)>,
}

impl<'a> Reader<'a> {
    /// A reader of `text` from offset `start`.
    pub fn new(text: &'a str, start: usize, base: Option<&Url>, problems: Problems) -> Reader<'a> {
        Reader {
            text,
            at: start,
            open: Vec::with_capacity(16),
            beyond: Vec::new(),
            attributes: Vec::with_capacity(16),
            scope: Scope::new(text, base),
            entities: Entities::default(),
            problems,
            ending: false,
            pending: None,
            entry: 0,
            cut: false,
            has_root: false,
            has_returns: true,
            missing: Vec::new(),
            undeclared: Vec::new(),
            days: Vec::new(),
        }
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// The name of the element that began last and has not ended.
    pub(super) fn innermost(&self) -> &'a str {
        self.open.last().map_or("", |open| open.qualified)
    }

    /// Offset where the reader stands.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The document ended before the element that is being read.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// The next child of the element at `depth` (what [`Reader::depth`] said when it had just
    /// begun); `None` when that element has ended. What was left of the child before is passed over.
    pub fn child(&mut self, depth: usize) -> Option<Tag<'a>> {
        self.next_child(depth, None)
    }

    /// The next child, as [`Reader::child`] gives it; the text that stands loose before it goes to `loose`.
    pub fn child_or_text(&mut self, depth: usize, loose: &mut Cow<'a, str>) -> Option<Tag<'a>> {
        self.next_child(depth, Some(loose))
    }

    fn next_child(&mut self, depth: usize, mut loose: Option<&mut Cow<'a, str>>) -> Option<Tag<'a>> {
        loop {
            if self.open.len() < depth {
                return None;
            }
            if let Some(tag) = self.pending {
                if self.open.len() <= depth {
                    return None;
                }
                self.pending = None;
                if self.open.len() == depth + 1 {
                    return Some(tag);
                }
            }
            match self.token() {
                Token::Start(tag) if self.open.len() == depth + 1 && self.beyond.is_empty() => {
                    if self.pending.is_none() {
                        return Some(tag);
                    }
                }
                Token::Start(_) | Token::End => {}
                Token::Text(piece) => match &mut loose {
                    Some(loose) if self.open.len() == depth => capture::append(loose, self.piece(piece)),
                    _ => self.look_over(piece),
                },
                Token::Eof => return None,
            }
        }
    }

    /// Whether the element at `depth` has ended: closed, or left open and ended by the start tag that waits.
    pub(super) fn has_ended(&mut self, depth: usize) -> bool {
        if self.open.len() > depth {
            // what was left open inside is of no concern
            self.pending = None;
        }
        self.open.len() < depth || self.pending.is_some()
    }

    /// Goes back to `at`, where the text began in which an element has just begun.
    pub(super) fn rewind(&mut self, at: usize) {
        self.close();
        self.ending = false;
        self.at = at;
    }

    /// The next token. After [`Token::Start`] the element is open; before [`Token::End`] it was closed.
    pub(super) fn token(&mut self) -> Token<'a> {
        if self.ending {
            self.ending = false;
            self.close();
            return Token::End;
        }
        let bytes = self.text.as_bytes();
        loop {
            let at = self.at;
            match (bytes.get(at), bytes.get(at + 1)) {
                (None, _) => return self.end_of_document(),
                (Some(b'<'), Some(b'/')) => {
                    if let Some(token) = self.end_tag(at) {
                        return token;
                    }
                }
                (Some(b'<'), Some(b'!')) => {
                    if let Some(token) = self.declaration(at) {
                        return token;
                    }
                }
                (Some(b'<'), Some(b'?')) => self.at = self.after(at, "?>"),
                (Some(b'<'), Some(next)) if is_name_start(*next) => {
                    if let Some(token) = self.start_tag(at) {
                        return token;
                    }
                }
                _ => return self.text_run(at),
            }
        }
    }

    fn end_of_document(&mut self) -> Token<'a> {
        if !self.open.is_empty() && !self.cut {
            self.cut = true;
            self.problems.mended("truncated", "the document ends before its elements do", self.text.len());
        }
        Token::Eof
    }

    /// Text up to the next `<`. What turns up on the way tells whether it has to be decoded.
    fn text_run(&mut self, at: usize) -> Token<'a> {
        let bytes = self.text.as_bytes();
        let mut from = at;
        if bytes[at] == b'<' {
            self.problems.mended("bare-less-than", "a < that begins no tag was read as itself", at);
            from += 1;
        }
        // between two elements stands mostly white space
        from = tag::skip_space(bytes, from);
        let mut decoding = if self.has_returns { Decoding::All } else { Decoding::Nothing };
        self.at = self.end_of_text(from, |rest| memchr::memchr3(b'<', b'&', b']', rest));
        if bytes.get(self.at) == Some(&b'&') {
            decoding = Decoding::All;
            self.at = self.end_of_text(self.at, |rest| memchr::memchr2(b'<', b']', rest));
        }
        Token::Text(Piece { raw: &self.text[at..self.at], decoding })
    }

    /// Where what `next` looks for stands first, `]` aside.
    fn end_of_text(&mut self, mut from: usize, next: fn(&[u8]) -> Option<usize>) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(found) = next(&bytes[from..]) {
            from += found;
            if bytes[from] != b']' {
                return from;
            }
            if bytes[from..].starts_with(b"]]>") {
                let message = "]]> outside a CDATA section was read as itself";
                self.problems.mended("cdata-end-in-text", message, from);
            }
            from += 1;
        }
        bytes.len()
    }

    fn start_tag(&mut self, at: usize) -> Option<Token<'a>> {
        let scanned = tag::scan(self.text, at, &mut self.attributes);
        self.at = scanned.end;
        if let Some(flaw) = scanned.flaw {
            self.problems.tag(flaw, at);
        }
        if scanned.cut {
            return None;
        }
        if self.open.len() >= MAX_DEPTH {
            if !scanned.empty && self.beyond.len() < MOST_BEYOND {
                self.beyond.push(scanned.name.qualified);
            }
            return None;
        }
        if self.open.is_empty() {
            self.another_root(at);
        }
        let mut tag = Tag::new(scanned.name, at, scanned.empty);
        let mut mark = self.scope.mark();
        if !self.attributes.is_empty() {
            self.scope.enter(&self.attributes, self.open.len() < 2);
        }
        tag.ns = self.namespace(tag.prefix(), at);
        if let Some(keep) = self.left_open(&tag) {
            mark = self.end_left_open(keep, &tag);
        }
        self.open.push(Open { qualified: tag.qualified, ns: tag.ns, leaf: Leaf::of(&tag), mark });
        if self.entry == 0 && is_entry(&tag) {
            self.entry = self.open.len();
        }
        self.ending = scanned.empty;
        Some(Token::Start(tag))
    }

    fn another_root(&mut self, at: usize) {
        if self.has_root {
            self.problems.mended("several-roots", "the document has a further root, which was read too", at);
        }
        self.has_root = true;
    }

    /// How many elements stay open if the tag shows that those inside were left open: an entry inside
    /// an entry, or `<title>Mill<link>`.
    fn left_open(&self, tag: &Tag<'a>) -> Option<usize> {
        let last = self.open.last()?;
        if self.entry > 0 && is_entry(tag) {
            // an extension may hold entries of its own (Simple Sharing keeps the losers of a conflict)
            let foreign = self.open[self.entry..].iter().any(|open| open.ns == Ns::Unknown);
            return (!foreign).then_some(self.entry - 1);
        }
        let ends = last.leaf.is_ended_by(tag) && self.open.len() > 1;
        ends.then_some(self.open.len() - 1)
    }

    /// Ends the elements beyond the first `keep`; the tag that showed it waits for the reader of an outer element.
    fn end_left_open(&mut self, keep: usize, tag: &Tag<'a>) -> Mark {
        self.problems.mended("unclosed-element", "elements were left open", tag.start);
        if let Some(first) = self.open.get(keep) {
            self.scope.leave(first.mark);
        }
        self.open.truncate(keep);
        if keep < self.entry {
            self.entry = 0;
        }
        let mark = self.scope.mark();
        self.scope.enter(&self.attributes, false);
        self.pending = Some(*tag);
        mark
    }

    fn namespace(&mut self, prefix: &'a str, at: usize) -> Ns {
        if let Some(ns) = self.scope.namespace(prefix) {
            return ns;
        }
        if !self.undeclared.contains(&prefix) && self.undeclared.len() < MAX_DEPTH {
            self.undeclared.push(prefix);
            self.problems.mended("undeclared-namespace", "a namespace prefix is not declared", at);
        }
        namespace::of_prefix(prefix).unwrap_or(Ns::Unknown)
    }

    fn end_tag(&mut self, at: usize) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        let expected = self.innermost();
        let end = at + 2 + expected.len();
        if self.beyond.is_empty()
            && bytes.get(end) == Some(&b'>')
            && bytes[at + 2..end] == *expected.as_bytes()
            && !expected.is_empty()
        {
            self.at = end + 1;
            self.close();
            return Some(Token::End);
        }
        self.other_end_tag(at)
    }

    /// Any end tag but `</name>` of the element that is to end.
    fn other_end_tag(&mut self, at: usize) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        let name_end = tag::end_of_name(bytes, at + 2);
        let name = &self.text[at + 2..name_end];
        self.at = self.after_end_tag(name_end, at);
        if self.ends_beyond(name) {
            return None;
        }
        if self.open.last().is_some_and(|open| open.qualified == name) {
            self.close();
            return Some(Token::End);
        }
        let found = self.open.iter().rposition(|open| open.qualified.eq_ignore_ascii_case(name));
        let Some(index) = found else {
            self.problems.mended("stray-end-tag", "an end tag without its start tag was passed over", at);
            return None;
        };
        let message = if index + 1 == self.open.len() {
            "an end tag is spelt unlike its start tag"
        } else {
            "elements were left open"
        };
        self.problems.mended("unclosed-element", message, at);
        while self.open.len() > index {
            self.close();
        }
        Some(Token::End)
    }

    /// Whether an end tag is of concern only to elements beyond [`MAX_DEPTH`]. That of an element which is
    /// open ends them all: a title that holds ten thousand tags is a title still.
    fn ends_beyond(&mut self, name: &str) -> bool {
        let far = self.beyond.len().saturating_sub(NEARBY);
        if let Some(index) = self.beyond[far..].iter().rposition(|beyond| *beyond == name) {
            self.beyond.truncate(far + index);
            return true;
        }
        let stays = !self.beyond.is_empty() && self.open.iter().all(|open| open.qualified != name);
        if !stays {
            self.beyond.clear();
        }
        stays
    }

    fn after_end_tag(&mut self, name_end: usize, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let end = tag::skip_space(bytes, name_end);
        if bytes.get(end) == Some(&b'>') {
            return end + 1;
        }
        self.problems.mended("unclosed-tag", "an end tag was never closed", at);
        match memchr::memchr2(b'<', b'>', &bytes[end..]) {
            Some(found) if bytes[end + found] == b'>' => end + found + 1,
            Some(found) => end + found,
            None => bytes.len(),
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.scope.leave(open.mark);
        }
        if self.open.len() < self.entry {
            self.entry = 0;
        }
    }

    /// Text that nobody takes is still looked over for what is not well-formed.
    fn look_over(&mut self, piece: Piece<'a>) {
        if piece.decoding == Decoding::All && memchr(b'&', piece.raw.as_bytes()).is_some() {
            let _ = self.decode(piece.raw);
        }
    }

    /// `raw`, a part of the document, with its references decoded.
    pub(super) fn decode(&mut self, raw: &'a str) -> Cow<'a, str> {
        let start = self.offset(raw);
        let problems = &mut self.problems;
        self.entities.decode(raw, &mut |flaw, at| problems.reference(flaw, start + at))
    }

    fn offset(&self, raw: &str) -> usize {
        (raw.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    /// The base in force, cheap to keep: an element's ends with it.
    pub fn base(&self) -> Option<&Rc<Base>> {
        self.scope.base()
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b':' || byte >= 0x80
}
