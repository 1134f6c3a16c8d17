//! The first gate: walks the tags of a document once and writes those that may stand, nested.
//!
//! [`clean`] is linear in its input and bounded in depth, whatever the document: each start tag
//! that it writes has its end tag, formatting that crosses a block is closed and opened again as
//! browsers do, and nothing nests deeper than [`MAX_DEPTH`]. A tree builder would need quadratic
//! time for ten thousand unclosed tags; on what this writes it does not.

mod embedded;
mod mends;
mod nest;
mod rules;

use std::borrow::Cow;

use url::Url;

use super::allowed::{self, Kind};
use super::attributes::{Attributes, Values};
use super::pixels;
use super::policy::{Conformance, Policy, Tracking};
use super::references::decode;
use super::tokens::{Tag, Token, Tokens};
use super::xml::xml_text;
use nest::{Formatting, Nest, push_text};
pub(super) use nest::{MAX_DEPTH, push_escaped};

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
    let html = one_line_break(xml_text(html));
    let mut cleaner = Cleaner {
        attributes: Attributes::new(&html, base, policy),
        policy,
        nest: Nest::new(html.len(), policy.conformance),
        silent: None,
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
    Cleaned { html: cleaner.nest.out, is_doubtful: cleaner.nest.is_doubtful }
}

/// Line ends as a parser of HTML or XML reads them (WHATWG HTML 13.2.3.5).
fn one_line_break(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text }
}

#[derive(Debug)]
struct Cleaner<'a> {
    attributes: Attributes<'a>,
    policy: &'a Policy,
    nest: Nest,
    /// The element being left out with all that it holds, and how many of its name are open.
    silent: Option<(String, usize)>,
    /// Start tags left out because they were too deep, whose end tags are still to come.
    too_deep: usize,
}

impl Cleaner<'_> {
    fn text(&mut self, text: &str) {
        if self.silent.is_some() {
            return;
        }
        let is_blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
        let is_among_math = !is_blank && self.is_among_math();
        if is_among_math {
            self.write_element("mtext", Kind::Object, Values::new());
        } else if !is_blank {
            self.leave_objects("", Kind::Inline);
            self.provide_parent(None);
            self.nest.reopen_lost();
        }
        // A parser drops the first line break in `pre`: on a second reading it would drop another.
        let after_pre = self
            .nest
            .open
            .last()
            .is_some_and(|open| open.name == "pre" && open.tag.end == self.nest.out.len());
        let decoded = decode(text);
        // A reference may stand for what XML cannot hold; what held none was looked at before.
        let text = match &decoded {
            Cow::Borrowed(text) => Cow::Borrowed(*text),
            Cow::Owned(text) => one_line_break(xml_text(text)),
        };
        push_text(&mut self.nest.out, if after_pre { text.trim_start_matches('\n') } else { &text });
        if is_among_math {
            self.nest.close_from(self.nest.open.len() - 1, Formatting::Ends);
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        if let Some((name, depth)) = &mut self.silent {
            if *name == tag.name && !tag.self_closing {
                *depth += 1;
            }
            return;
        }
        match (&*tag.name, tag.raw_text) {
            ("iframe" | "embed", _) => self.frame(tag),
            ("textarea", Some(text)) => self.text(text),
            ("input", None) if tag.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) => {
                self.text(if tag.get("checked").is_some() { "☑ " } else { "☐ " });
            }
            (_, Some(_)) => {}
            (name, None) if allowed::is_silent(name) => {
                if !tag.self_closing {
                    self.silent = Some((name.to_owned(), 1));
                }
            }
            (name, None) => {
                if let Some((name, kind)) = allowed::element(name) {
                    self.element(tag, name, kind);
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((silent, depth)) = &mut self.silent {
            if silent == name {
                *depth -= 1;
                if *depth == 0 {
                    self.silent = None;
                }
            }
            return;
        }
        match allowed::element(name) {
            Some((name @ "br", kind)) => {
                // The one end tag that browsers read as a start tag (WHATWG HTML 13.2.6.4.7).
                let tag =
                    Tag { name: name.into(), attributes: Vec::new(), self_closing: false, raw_text: None };
                self.element(&tag, name, kind);
            }
            Some((_, Kind::Void)) | None => {}
            Some(_) if self.too_deep > 0 => self.too_deep -= 1,
            Some((name, kind)) => self.end_element(name, kind),
        }
    }

    fn element(&mut self, tag: &Tag<'_>, name: &'static str, kind: Kind) {
        if kind != Kind::Void && self.nest.open.len() >= MAX_DEPTH {
            self.too_deep += usize::from(!tag.self_closing);
            return;
        }
        let values = self.attributes.of(tag, name);
        if name == "img" && !self.shows_something(tag, &values) {
            return;
        }
        if kind == Kind::Link {
            self.nest.lost.retain(|lost| lost.kind != Kind::Link);
        }
        if self.is_pointless(name, &values) {
            return;
        }
        self.leave_math(name, kind);
        self.leave_objects(name, kind);
        self.close_implied(name, kind);
        if !self.has_place(name, kind) {
            return;
        }
        self.provide_parent(Some((name, kind)));
        if matches!(kind, Kind::Inline | Kind::Link | Kind::Object) || matches!(name, "img" | "br" | "wbr") {
            self.nest.reopen_lost();
        }
        self.write_element(name, kind, values);
        if tag.self_closing && kind != Kind::Void {
            // `<p/>` means an empty one to everybody but a browser: the feed was written as XML.
            self.nest.close_from(self.nest.open.len() - 1, Formatting::Ends);
        }
    }

    fn write_element(&mut self, name: &'static str, kind: Kind, mut values: Values) {
        let written = match self.policy.conformance {
            Conformance::Mended => self.mend(name, kind, &mut values),
            Conformance::AsGiven => name,
        };
        self.nest.start(name, written, kind, &values);
    }

    /// An image that tracks, or a picture without one, is left out if the policy says so.
    fn shows_something(&self, img: &Tag<'_>, values: &Values) -> bool {
        let address = values.iter().find(|(name, _)| name == "src" || name == "srcset");
        let is_empty = self.policy.conformance == Conformance::Mended && address.is_none();
        let tracks = matches!(self.policy.tracking, Tracking::Remove(_))
            && pixels::is_pixel(img, address.map(|(_, value)| &**value));
        !is_empty && !tracks
    }
}
