//! The text of an element: decoded where it is text, as markup where markup stands in it.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use memchr::memchr;

use super::scope::Base;
use super::section::unwrapped;
use super::structure::Reader;
use super::tag::{self, Attribute, Tag};
use super::{Decoding, Piece, Token, trimmed};
use crate::markup;

/// What stood in an element, trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured<'a> {
    pub value: Cow<'a, str>,
    /// Elements stood in it: `value` is their markup; else it is decoded text.
    pub markup: bool,
}

/// Attributes that hold an address, whose base is lost when their element is taken out of the document.
const ADDRESSES: [&str; 9] =
    ["href", "src", "cite", "action", "poster", "data", "longdesc", "background", "usemap"];

impl<'a> Reader<'a> {
    /// The text of the element that just began, and past its end. Markup in it leaves its text only.
    pub fn text(&mut self) -> Cow<'a, str> {
        let depth = self.depth();
        let mut text = Cow::Borrowed("");
        loop {
            match self.token() {
                Token::Start(_) | Token::End if !self.has_ended(depth) => {}
                Token::Text(piece) => {
                    let more = self.piece(piece);
                    append(&mut text, more);
                }
                Token::Start(_) | Token::End | Token::Eof => break,
            }
        }
        unwrapped(trimmed(text))
    }

    /// What the element that just began holds, and past its end.
    pub fn content(&mut self) -> Captured<'a> {
        self.capture(Markup::whole)
    }

    /// What the element that just began holds, and past its end; a lone `div` around its markup is
    /// left out (RFC 4287, 3.1.1.3).
    pub fn content_of_div(&mut self) -> Captured<'a> {
        self.capture(Markup::inside_div)
    }

    /// Text is decoded and borrowed where it can be. Where an element turns up in it, all of it is
    /// taken again, as markup.
    fn capture(&mut self, finish: fn(Markup) -> String) -> Captured<'a> {
        let (depth, start) = (self.depth(), self.at);
        let mut text = Cow::Borrowed("");
        loop {
            match self.token() {
                Token::Start(_) if self.has_ended(depth) => break,
                Token::Start(_) => {
                    self.rewind(start);
                    let mut markup = Markup::within(self.base());
                    self.markup_until(depth, &mut markup);
                    let value = unwrapped(Cow::Owned(finish(markup)));
                    return Captured { value, markup: true };
                }
                Token::Text(piece) if self.is_last(piece) => {}
                Token::Text(piece) => {
                    let more = self.piece(piece);
                    append(&mut text, more);
                }
                Token::End | Token::Eof => break,
            }
        }
        Captured { value: unwrapped(trimmed(text)), markup: false }
    }

    /// White space between a section and the end of its element, which goes anyway: with it the section
    /// would have to be copied.
    fn is_last(&self, piece: Piece<'a>) -> bool {
        piece.raw.trim_start().is_empty()
            && self.text[self.at..]
                .strip_prefix("</")
                .and_then(|end| end.strip_prefix(self.innermost()))
                .is_some_and(|end| end.starts_with('>'))
    }

    fn markup_until(&mut self, depth: usize, out: &mut Markup) {
        loop {
            let from = self.at;
            match self.token() {
                Token::Start(_) | Token::End if self.has_ended(depth) => return,
                Token::Start(tag) => self.start_of(&tag, depth, out),
                Token::End => {
                    let at_top = self.depth() == depth;
                    out.end(&self.text[from..self.at], at_top);
                }
                Token::Text(piece) => {
                    out.has_loose_text |= self.depth() == depth && !piece.raw.trim().is_empty();
                    self.text_in_markup(piece, out);
                }
                Token::Eof => return,
            }
        }
    }

    /// Text that stands beside markup is escaped, as markup has it.
    fn text_in_markup(&mut self, piece: Piece<'a>, out: &mut Markup) {
        if memchr::memchr2(b'&', b'<', piece.raw.as_bytes()).is_none() {
            out.value.push_str(piece.raw);
        } else {
            escape(&self.piece(piece), &mut out.value);
        }
    }

    /// The text of a piece, decoded.
    pub(super) fn piece(&mut self, piece: Piece<'a>) -> Cow<'a, str> {
        let Piece { raw, decoding } = piece;
        match decoding {
            Decoding::Nothing => Cow::Borrowed(raw),
            Decoding::LineEnds if memchr(b'\r', raw.as_bytes()).is_none() => Cow::Borrowed(raw),
            Decoding::LineEnds => Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n")),
            Decoding::All => self.decode(raw),
        }
    }

    fn start_of(&mut self, tag: &Tag<'a>, depth: usize, out: &mut Markup) {
        let rebase = self.base().map(|base| &base.text) != out.base.as_ref();
        let plain =
            |attribute: &Attribute<'_>| attribute.name.qualified != "xmlns" && !attribute.name.has_prefix();
        let at_top = self.depth() == depth + 1;
        out.elements += usize::from(at_top);
        if tag.prefix().is_empty() && !tag.empty && !rebase && self.raw_attributes().iter().all(plain) {
            out.value.push_str(&self.text[tag.start..self.at]);
        } else {
            self.rebuild(tag, rebase, out);
        }
        if at_top && out.elements == 1 {
            out.wrapper = (tag.name() == "div").then_some((out.value.len(), 0));
        }
    }

    /// Writes a start tag anew: without prefix and namespaces, each value quoted, an empty element
    /// as HTML has it, and addresses absolute where `rebase` says that the element has a base of its own.
    fn rebuild(&mut self, tag: &Tag<'a>, rebase: bool, out: &mut Markup) {
        let name = tag::local(tag.qualified);
        out.value.extend(["<", name]);
        for attribute in self.raw_attributes().to_vec() {
            let written = match attribute.name.qualified {
                "xml:lang" => "lang",
                "xmlns" | "xml:base" => continue,
                qualified if tag::prefix(qualified) == "xmlns" => continue,
                qualified => qualified,
            };
            let value = self.decode(attribute.value);
            let is_relative = rebase && ADDRESSES.contains(&written) && !value.is_empty();
            let base = self.base().filter(|_| is_relative).cloned();
            let joined = base.and_then(|base| self.scope.resolve(&value, &base));
            out.value.extend([" ", written, "=\""]);
            escape(joined.as_ref().map_or(&*value, |url| url.as_str()), &mut out.value);
            out.value.push('"');
        }
        out.value.push('>');
        if tag.empty && !markup::is_void(tag.name()) {
            out.value.extend(["</", name, ">"]);
        }
    }
}

/// Markup as it is taken out of the document.
#[derive(Debug, Default)]
struct Markup {
    value: String,
    /// The base that whoever reads the markup will know of.
    base: Option<Arc<str>>,
    /// Elements at the top.
    elements: usize,
    has_loose_text: bool,
    /// Where the content of the first element begins and ends in `value`, where that is a `div`.
    wrapper: Option<(usize, usize)>,
}

impl Markup {
    fn within(base: Option<&Rc<Base>>) -> Markup {
        Markup { base: base.map(|base| Arc::clone(&base.text)), ..Markup::default() }
    }

    /// Writes the end tag that `source` ends with; the end of an empty element has none.
    fn end(&mut self, source: &str, at_top: bool) {
        if let (true, 1, Some((_, end))) = (at_top, self.elements, &mut self.wrapper) {
            *end = self.value.len();
        }
        if let Some(at) = source.rfind("</") {
            self.value.extend(["</", tag::local(source[at + 2..].trim_end_matches('>').trim_end()), ">"]);
        }
    }

    fn whole(self) -> String {
        self.value.trim().to_owned()
    }

    fn inside_div(self) -> String {
        match self.wrapper {
            Some((start, end)) if self.elements == 1 && !self.has_loose_text && end >= start => {
                self.value[start..end].trim().to_owned()
            }
            _ => self.whole(),
        }
    }
}

/// Adds to a text that will be trimmed: white space before a section is not worth a copy of it.
pub(super) fn append<'a>(text: &mut Cow<'a, str>, more: Cow<'a, str>) {
    if text.is_empty() {
        // Without the white space at its beginning: it would be gone through again for each piece that follows.
        *text = match more {
            Cow::Borrowed(more) => Cow::Borrowed(more.trim_start()),
            Cow::Owned(mut more) => {
                more.drain(..more.len() - more.trim_start().len());
                Cow::Owned(more)
            }
        };
    } else if !more.is_empty() {
        text.to_mut().push_str(&more);
    }
}

pub(super) fn escape(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let reference = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(reference);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}
