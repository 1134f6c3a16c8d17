//! The elements that are open, and the output that grows with them.
//!
//! [`Nest`] keeps the stack: every start tag that it writes gets its end tag, and formatting that was
//! closed by force goes on at the next text. What may stand where is asked in `room`, what an element
//! lacks at its end in `finish`.

use std::ops::Range;

use super::super::attributes::Values;
use super::super::content::{Content, Place};
use super::super::elements::{Element, Kind};
use super::super::policy::Conformance;
use super::write::{without_id, write_end, write_start, write_void};

/// Mail threads quoted in mail threads stay below it; browsers stop at 512. Parents that are supplied may
/// stand a little deeper.
pub(in crate::markup) const MAX_DEPTH: usize = 128;

/// Formatting is opened again only if its start tag is not longer, and only so often: else a few
/// bytes of input could repeat a large tag without end.
const MAX_REOPENED_TAG: usize = 256;
const MAX_REOPENED: usize = 8;

/// An element whose end tag is still to be written.
#[derive(Debug)]
pub(super) struct Open {
    /// What the document has, and closes.
    pub given: &'static Element,
    /// What was written, which is another for what HTML no longer has, or not there.
    pub written: &'static Element,
    /// Where its start tag stands in the output.
    pub tag: Range<usize>,
    /// Its end tag came while a block within it was open; it ends when that does.
    pub ended: bool,
    pub place: Place,
    pub shown: Shown,
    /// Where the part stands that has its place at the end: a caption, a foot, the last annotation.
    pub part: Range<usize>,
    /// Sources that stand behind what a player shows where it cannot play, and belong before it.
    pub late: String,
}

impl Open {
    fn new(given: &'static Element, written: &'static Element, tag: Range<usize>, place: Place) -> Open {
        Open {
            given,
            written,
            tag,
            ended: false,
            place,
            shown: Shown::default(),
            part: 0..0,
            late: String::new(),
        }
    }
}

/// What there is in an element for those who look at it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shown {
    pub words: bool,
    /// A picture, a player, something that a link points to.
    pub things: bool,
}

impl Shown {
    fn in_start_of(element: &Element, values: &Values<'_>) -> Shown {
        Shown {
            words: element.name == "img" && values.get("alt").is_some_and(|alt| !alt.trim().is_empty()),
            things: element.kind == Kind::Object || matches!(element.name, "img" | "hr") || values.has("id"),
        }
    }

    pub fn add(&mut self, other: Shown) {
        self.words |= other.words;
        self.things |= other.things;
    }
}

/// Formatting that a block's end closed; it goes on at the next text (WHATWG HTML 13.2.4.3).
#[derive(Debug)]
pub(super) struct Lost {
    pub given: &'static Element,
    pub written: &'static Element,
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
    /// Stands between a block that could only be written as a part of a line, and what follows.
    pub gap: Option<char>,
    pub conformance: Conformance,
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
            gap: None,
            conformance,
        }
    }

    /// The place where comes what comes next.
    pub fn place(&self) -> Place {
        self.open.last().map_or(Place::FLOW, |open| open.place)
    }

    /// Takes note of what stands in the open element now.
    pub fn admit(&mut self, is: Content, shown: Shown) {
        if let Some(parent) = self.open.last_mut() {
            parent.place.admit(is);
            parent.shown.add(shown);
        }
    }

    /// Writes the start tag of what the document has, as `written`.
    pub fn start(&mut self, given: &'static Element, written: &'static Element, values: &Values<'_>) {
        self.leave_gap(is_block_in_line(given, written));
        let from = self.out.len();
        self.is_doubtful |= is_doubtful(written);
        let place = self.place().within(written, |name| values.has(name));
        let shown = Shown::in_start_of(written, values);
        let is_void = written.kind == Kind::Void;
        self.admit(written.with(|name| values.get(name)), if is_void { shown } else { Shown::default() });
        if is_void {
            write_void(&mut self.out, written.name, values);
        } else {
            write_start(&mut self.out, written.name, values);
            let tag = from..self.out.len();
            self.open.push(Open { shown, ..Open::new(given, written, tag, place) });
        }
    }

    /// Sets a block apart that could only be written as a part of a line, from what stands before it too.
    pub fn leave_gap(&mut self, before_block: bool) {
        let is_first = self.open.last().is_none_or(|parent| parent.tag.end == self.out.len());
        let gap = self.gap.take().or_else(|| (before_block && !is_first).then(|| self.gap_here()));
        if let Some(gap) = gap.filter(|_| !self.out.ends_with([' ', '\n', '\t'])) {
            self.out.push(gap);
        }
    }

    pub fn gap_here(&self) -> char {
        if self.open.iter().any(|open| open.written.name == "pre") { '\n' } else { ' ' }
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
                formatting != Formatting::Ends && is_inside && is_formatting(open.given.kind) && !open.ended;
            if goes_on {
                self.lose(&open);
            } else {
                self.end(open);
            }
        }
        self.lost[lost_before..].reverse();
        let excess = self.lost.len().saturating_sub(MAX_REOPENED);
        self.lost.drain(..excess);
        while let Some(ended) = self.open.pop_if(|open| open.ended) {
            self.end(ended);
        }
    }

    /// Closes formatting that goes on elsewhere; of what it did not format yet nothing stays here.
    fn lose(&mut self, open: &Open) {
        let tag = self.out[open.tag.clone()].to_owned();
        let is_empty = open.tag.end == self.out.len();
        if is_empty {
            self.out.truncate(open.tag.start);
        } else {
            write_end(&mut self.out, open.written.name);
            if let Some(parent) = self.open.last_mut() {
                parent.shown.add(open.shown);
            }
        }
        if tag.len() <= MAX_REOPENED_TAG {
            let tag = if is_empty { tag } else { without_id(&tag) };
            self.lost.push(Lost { given: open.given, written: open.written, tag });
        }
    }

    /// Opens lost formatting again before what is `is`, unless it may not stand here or may not hold that.
    pub fn reopen_lost(&mut self, is: Content) {
        for lost in std::mem::take(&mut self.lost) {
            if self.open.len() >= MAX_DEPTH || lost.tag.len() > self.reopenable {
                continue;
            }
            let place = self.place();
            let may_stand = place.fits(lost.written.is) && !lost.written.bars.meets(is);
            if !may_stand && self.conformance == Conformance::Mended {
                self.lost.push(lost);
                continue;
            }
            self.is_doubtful = true;
            self.reopenable -= lost.tag.len();
            let from = self.out.len();
            self.out.push_str(&lost.tag);
            self.admit(lost.written.is, Shown::default());
            let place = place.within(lost.written, |_| false);
            let tag = from..self.out.len();
            self.open.push(Open::new(lost.given, lost.written, tag, place));
        }
    }
}

/// Tables, formulas and ruby have parsing rules of their own (WHATWG HTML 13.2.6.4.9 to 13.2.6.5).
fn is_doubtful(element: &Element) -> bool {
    match element.kind {
        Kind::Table | Kind::TablePart | Kind::Row | Kind::Cell | Kind::Annotation => true,
        Kind::Object => !matches!(element.name, "audio" | "video" | "picture" | "map"),
        Kind::Void => element.name == "col",
        _ => false,
    }
}

/// Whether a block could only be written as a part of a line.
pub(super) fn is_block_in_line(given: &Element, written: &Element) -> bool {
    written.kind == Kind::Inline && !matches!(given.kind, Kind::Inline | Kind::Annotation)
}

pub(super) fn is_formatting(kind: Kind) -> bool {
    matches!(kind, Kind::Inline | Kind::Link)
}
