//! The first gate: walks the tags of a document once and writes those that may stand, nested.
//!
//! [`clean`] is linear in its input and bounded in depth, whatever the document: each start tag
//! that it writes has its end tag, formatting that crosses a block is closed and opened again as
//! browsers do, and nothing nests much deeper than [`MAX_DEPTH`]. A tree builder would need quadratic
//! time for ten thousand unclosed tags; on what this writes it does not.
//!
//! `rules` nests tags as browsers do. What is to conform (`Conformance::Mended`) is besides asked for
//! its place, by the table in `elements`: `mends` says what HTML has today for what is given, `room`
//! makes the place for it, `finish` supplies what an element lacks at its end.

mod emoji;
mod finish;
mod frame;
mod late;
mod lost;
mod mends;
mod nest;
mod room;
mod rules;
mod write;

use std::borrow::Cow;

use url::Url;

use super::allowed;
use super::attributes::{Attributes, Values, is_late};
use super::content::{Content, TEXT};
use super::elements::{Element, Kind};
use super::pixels;
use super::policy::{Conformance, Policy, Tracking};
use super::references::{decode, with_halves_joined};
use super::silence::Silence;
use super::tokens::{Tag, Token, Tokens};
use super::urls::Growth;
use super::xml::one_line_break;
use late::Twins;
use lost::{without_lost_maps, without_lost_places};
pub(super) use nest::MAX_DEPTH;
use nest::{Formatting, Nest, Shown};
pub(super) use write::push_escaped;
use write::push_text;

/// What [`clean`] wrote: HTML that is XML.
#[derive(Debug)]
pub(super) struct Cleaned {
    pub html: String,
    /// It holds something (a table, a formula, ruby, a frame, formatting opened again) that a tree
    /// builder might nest otherwise, so that the second gate must write it.
    pub is_doubtful: bool,
}

/// `html` with only what may stand, every reference absolute where `base` is known.
pub(super) fn clean(html: &str, base: Option<&Url>, policy: &Policy) -> Cleaned {
    let html = with_halves_joined(html);
    let html = one_line_break(policy.characters(&html));
    let growth = Growth::of(&html);
    let mut cleaner = Cleaner {
        attributes: Attributes::new(&html, base, policy, &growth),
        policy,
        nest: Nest::new(html.len(), policy.conformance),
        twins: Twins::default(),
        has_formula: false,
        silence: Silence::default(),
        too_deep: 0,
    };
    for token in Tokens::new(&html) {
        match token {
            Token::Text(text) => cleaner.text(text),
            Token::Start(tag) => cleaner.start(&tag),
            Token::End(name) => cleaner.end(&name),
            Token::Comment(_) => {}
        }
    }
    cleaner.nest.close_from(0, Formatting::Ends);
    let is_doubtful = cleaner.nest.is_doubtful;
    let addresses = cleaner.attributes.addresses;
    let html = match policy.conformance {
        Conformance::Mended => {
            without_lost_places(without_lost_maps(cleaner.nest.out), addresses, &policy.id_prefix)
        }
        Conformance::AsGiven => cleaner.nest.out,
    };
    Cleaned { html, is_doubtful }
}

/// Bytes of an inline picture: what is smaller has one point, and holds the place of one that a script was to show.
const SMALLEST_PICTURE: usize = 150;

#[derive(Debug)]
struct Cleaner<'a> {
    attributes: Attributes<'a>,
    policy: &'a Policy,
    nest: Nest,
    twins: Twins,
    /// The formula that comes next was just written as MathML.
    has_formula: bool,
    silence: Silence,
    /// Start tags left out because they were too deep, whose end tags are still to come.
    too_deep: usize,
}

impl Cleaner<'_> {
    fn text(&mut self, text: &str) {
        if self.silence.is_on() {
            return;
        }
        let decoded = decode(text);
        // A reference may stand for what may not be in the text; what held none was looked at before.
        let text = match &decoded {
            Cow::Borrowed(text) => Cow::Borrowed(*text),
            Cow::Owned(text) => one_line_break(self.policy.characters(text)),
        };
        let is_blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
        let in_formula = !is_blank && !self.is_in("mtext");
        if !is_blank {
            self.twins.part();
            if !self.text_may_come() {
                return;
            }
        }
        if text.starts_with(|c: char| c.is_ascii_whitespace()) {
            self.nest.gap = None;
        }
        self.nest.leave_gap(false);
        push_text(&mut self.nest.out, &text);
        if in_formula && self.is_in("mtext") {
            self.nest.close_from(self.nest.open.len() - 1, Formatting::Ends);
        }
    }

    fn is_in(&self, name: &str) -> bool {
        self.nest.open.last().is_some_and(|open| open.written.name == name)
    }

    /// Whether text that is not blank may come now, made so where that can be.
    fn text_may_come(&mut self) -> bool {
        match self.policy.conformance {
            Conformance::Mended if !self.nest.make_room(TEXT) => return false,
            Conformance::Mended => {}
            Conformance::AsGiven => self.provide_cell(),
        }
        self.nest.reopen_lost(TEXT);
        self.nest.admit(TEXT, Shown { words: true, things: false });
        true
    }

    fn start(&mut self, tag: &Tag<'_>) {
        if self.silence.covers_start(tag) {
            return;
        }
        match (&*tag.name, tag.raw_text) {
            ("iframe" | "embed", _) => self.frame(tag),
            ("textarea", Some(text)) => self.text(text),
            ("input", None) if tag.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) => {
                self.text(if tag.get("checked").is_some() { "☑ " } else { "☐ " });
            }
            (_, Some(_)) => {}
            ("button", None) if copies(tag) => self.silence.begin("button"),
            ("span", None) if self.is_second_formula(tag) => self.silence.begin("span"),
            ("noscript", None) => self.twins.noscript(true),
            (name, None) if allowed::is_silent(name) => {
                if !tag.self_closing {
                    self.silence.begin(name);
                }
            }
            (name, None) => {
                if let Some(element) = Element::named(name) {
                    self.element(tag, element);
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        if name == "math" {
            self.silence.break_off("annotation");
        }
        if self.silence.covers_end(name) {
            return;
        }
        match Element::named(name) {
            Some(element) if element.name == "br" => {
                // The one end tag that browsers read as a start tag (WHATWG HTML 13.2.6.4.7).
                let tag =
                    Tag { name: "br".into(), attributes: Vec::new(), self_closing: false, raw_text: None };
                self.element(&tag, element);
            }
            None if name == "noscript" => self.twins.noscript(false),
            None => {}
            Some(element) if element.kind == Kind::Void => {}
            Some(_) if self.too_deep > 0 => self.too_deep -= 1,
            Some(element) => self.end_element(element),
        }
    }

    fn element(&mut self, tag: &Tag<'_>, element: &'static Element) {
        let Element { name, kind, .. } = *element;
        if kind != Kind::Void && self.nest.open.len() >= MAX_DEPTH {
            self.too_deep += usize::from(!tag.self_closing);
            return;
        }
        if name == "img"
            && let Some(emoji) = emoji::shown_by(tag)
        {
            self.text(&emoji);
            return;
        }
        let values = self.attributes.of(tag, name);
        if name == "img" && !self.shows_something(tag, &values) {
            return;
        }
        if kind == Kind::Link {
            self.nest.lost.retain(|lost| lost.given.kind != Kind::Link);
        }
        self.close_implied(element);
        let is_written = match self.policy.conformance {
            Conformance::Mended => self.write_mended(element, values),
            Conformance::AsGiven => self.write_as_given(element, &values),
        };
        if is_written && tag.self_closing && kind != Kind::Void {
            // `<p/>` means an empty one to everybody but a browser: the feed was written as XML.
            self.nest.close_from(self.nest.open.len() - 1, Formatting::Ends);
        } else if !is_written && name == "annotation" && !tag.self_closing && self.is_in_formula() {
            // Nobody is shown what a formula is in another notation.
            self.silence.begin(name);
        }
    }

    /// `KaTeX` writes a formula once as MathML and once as spans, of which its style sheet shows one.
    fn is_second_formula(&mut self, span: &Tag<'_>) -> bool {
        let class = span.get("class").unwrap_or_default();
        if class.contains("katex-html") {
            return std::mem::take(&mut self.has_formula);
        }
        self.has_formula |= class.contains("katex-mathml");
        false
    }

    fn is_in_formula(&self) -> bool {
        self.nest.open.iter().any(|open| open.written.name == "math")
    }

    fn write_as_given(&mut self, element: &'static Element, values: &Values<'_>) -> bool {
        self.leave_math(element.name);
        if !self.has_place(element) {
            return false;
        }
        if !rules::is_table_part(element) {
            self.provide_cell();
        }
        self.reopen_before(element, element.is);
        self.nest.start(element, element, values);
        true
    }

    fn reopen_before(&mut self, element: &Element, is: Content) {
        let is_in_line = matches!(element.kind, Kind::Inline | Kind::Link | Kind::Object);
        if is_in_line || matches!(element.name, "img" | "br" | "wbr") {
            self.nest.reopen_lost(is);
        }
    }

    /// An image that tracks, or a picture without one, is left out if the policy says so, and so is one that was
    /// just shown.
    fn shows_something(&mut self, img: &Tag<'_>, values: &Values<'_>) -> bool {
        let address = values.iter().find(|(name, _)| matches!(*name, "src" | "srcset"));
        let address = address.map(|(_, value)| value);
        let is_nothing = |value: &str| value.starts_with("data:") && value.len() < SMALLEST_PICTURE;
        let is_empty = self.policy.conformance == Conformance::Mended && address.is_none_or(is_nothing);
        let tracks = matches!(self.policy.tracking, Tracking::Remove(_)) && pixels::is_pixel(img, address);
        !is_empty && !tracks && self.twins.admit(values.get("src"), is_late(img))
    }
}

/// Whether a button is the one beside a listing.
fn copies(button: &Tag<'_>) -> bool {
    let says_so = |name: &str| {
        let value = button.get(name).unwrap_or_default().to_ascii_lowercase();
        value.contains("copy") || value.contains("clipboard")
    };
    ["class", "title", "aria-label"].into_iter().any(says_so) || button.get("data-clipboard-text").is_some()
}

#[cfg(test)]
mod tests;
