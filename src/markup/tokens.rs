//! Splits markup as it is found in feeds into text and tags, in one linear pass without a tree.
//!
//! Follows the tokenisation of WHATWG HTML 13.2.5 where browsers and feeds meet: quotes, stray
//! `<`, comments, and elements whose content is no markup. [`Tokens`] is the iterator; it never
//! fails, and it decodes no references (see `references`). What a tag may mean is not its affair.
//! Tokens are parts of the document: [`Tokens::position`] and [`place_of`] tell where they stand.

use std::borrow::Cow;
use std::ops::Range;

use super::references::decode_attribute;

/// A tag with more attributes keeps the first ones: no author writes so many, and duplicates are
/// looked for by comparing each with each.
const MAX_ATTRIBUTES: usize = 64;

/// Content up to the end tag is text, whatever it holds (WHATWG HTML 13.2.5.1, 13.1.2). `noscript`
/// is not among them: nobody who reads a feed runs its scripts.
const RAW: [&str; 8] = ["script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title"];

#[derive(Debug, PartialEq, Eq)]
pub enum Token<'a> {
    Text(&'a str),
    Start(Tag<'a>),
    End(Cow<'a, str>),
    /// As written: a comment, a declaration, a processing instruction, which all mean nothing.
    Comment(&'a str),
}

/// Names and values of attributes, in their order.
type List<'a> = Vec<(Cow<'a, str>, &'a str)>;

/// A start tag; names are lower case, values still hold their references.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    pub name: Cow<'a, str>,
    pub attributes: List<'a>,
    pub self_closing: bool,
    /// What stands between the tags of an element whose content is no markup.
    pub raw_text: Option<&'a str>,
}

impl<'a> Tag<'a> {
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(have, _)| have == name).map(|(_, value)| *value)
    }

    /// As [`Tag::get`], with its references decoded.
    pub fn decoded(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name).map(decode_attribute)
    }

    pub fn is_void(&self) -> bool {
        is_void(&self.name)
    }
}

/// Whether the element has neither content nor an end tag (WHATWG HTML 13.1.2).
pub fn is_void(name: &str) -> bool {
    const VOID: [&str; 14] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr",
    ];
    VOID.contains(&name)
}

/// Where `part`, which was cut out of `whole`, stands in it; `None` if it was not.
pub fn place_of(whole: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let place = start..start + part.len();
    (place.end <= whole.len()).then_some(place)
}

#[derive(Debug)]
pub struct Tokens<'a> {
    rest: &'a str,
    /// Of the whole document.
    length: usize,
}

impl<'a> Tokens<'a> {
    pub fn new(html: &'a str) -> Self {
        Tokens { rest: html, length: html.len() }
    }

    /// Where the token that was read last ends, as an offset in bytes.
    pub fn position(&self) -> usize {
        self.length - self.rest.len()
    }

    /// What stands before the byte offset `at`, which is then behind us.
    fn take(&mut self, at: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(at);
        self.rest = rest;
        taken
    }

    /// The text before the next `<` that opens anything.
    fn text(&mut self) -> &'a str {
        let end = memchr::memchr_iter(b'<', self.rest.as_bytes()).find(|&at| opens(&self.rest[at..]));
        self.take(end.unwrap_or(self.rest.len()))
    }

    /// What stands between angle brackets and is no tag; a nameless end tag is such, too.
    fn comment(&mut self) -> &'a str {
        let end = match self.rest.strip_prefix("<!--") {
            Some(body) if body.starts_with('>') => Some(5),
            Some(body) if body.starts_with("->") => Some(6),
            Some(body) => end_of_comment(body).map(|at| at + 4),
            None => memchr::memchr(b'>', self.rest.as_bytes()).map(|at| at + 1),
        };
        self.take(end.unwrap_or(self.rest.len()))
    }

    /// A tag cut off by the end of the document is none: browsers drop it.
    fn tag(&mut self) -> Option<Token<'a>> {
        let closing = self.rest.as_bytes().get(1) == Some(&b'/');
        let mut scan = Scan { rest: &self.rest[if closing { 2 } else { 1 }..] };
        let name = lower(scan.until(|byte| is_space(byte) || matches!(byte, b'/' | b'>')));
        let attributes = scan.attributes();
        self.rest = scan.rest;
        let (attributes, self_closing) = attributes?;
        if closing {
            return Some(Token::End(name));
        }
        let raw_text = RAW.contains(&&*name).then(|| self.raw_text(&name));
        Some(Token::Start(Tag { name, attributes, self_closing, raw_text }))
    }

    fn raw_text(&mut self, name: &str) -> &'a str {
        let bytes = self.rest.as_bytes();
        let is_end = |&at: &usize| {
            let name_at = at + 2;
            let after = name_at + name.len();
            bytes.get(at + 1) == Some(&b'/')
                && bytes.get(name_at..after).is_some_and(|have| have.eq_ignore_ascii_case(name.as_bytes()))
                && bytes.get(after).is_none_or(|&byte| is_space(byte) || matches!(byte, b'/' | b'>'))
        };
        let end = memchr::memchr_iter(b'<', bytes).find(is_end).unwrap_or(bytes.len());
        let text = self.take(end);
        let past = memchr::memchr(b'>', self.rest.as_bytes()).map_or(self.rest.len(), |at| at + 1);
        self.take(past);
        text
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while !self.rest.is_empty() {
            let next = self.rest.as_bytes().get(1).copied().unwrap_or_default();
            let third = self.rest.as_bytes().get(2).copied().unwrap_or_default();
            if !opens(self.rest) {
                return Some(Token::Text(self.text()));
            }
            if next.is_ascii_alphabetic() || next == b'/' && third.is_ascii_alphabetic() {
                if let Some(token) = self.tag() {
                    return Some(token);
                }
            } else {
                return Some(Token::Comment(self.comment()));
            }
        }
        None
    }
}

/// Whether `rest` begins with something other than text: `a < b` and `<3` are text.
fn opens(rest: &str) -> bool {
    match rest.as_bytes() {
        [b'<', next, ..] => next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?'),
        _ => false,
    }
}

/// Past the end of a comment whose inside begins here: `-->`, or `--!>` as browsers forgive it.
fn end_of_comment(body: &str) -> Option<usize> {
    memchr::memchr_iter(b'>', body.as_bytes())
        .find(|&at| body[..at].ends_with("--") || body[..at].ends_with("--!"))
        .map(|at| at + 1)
}

/// Reads the inside of one tag.
struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    fn until(&mut self, stop: impl Fn(u8) -> bool) -> &'a str {
        let end = self.rest.bytes().position(stop).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    /// The attributes, and whether the tag closes itself; `None` where the document ends first.
    fn attributes(&mut self) -> Option<(List<'a>, bool)> {
        let mut attributes = List::new();
        loop {
            let between = self.until(|byte| !is_space(byte) && byte != b'/');
            if *self.rest.as_bytes().first()? == b'>' {
                self.skip(1);
                return Some((attributes, between.ends_with('/')));
            }
            let name = self.attribute_name();
            let value = self.attribute_value()?;
            if attributes.len() < MAX_ATTRIBUTES && !attributes.iter().any(|(have, _)| *have == name) {
                attributes.push((name, value));
            }
        }
    }

    /// A leading `=` belongs to the name (WHATWG HTML 13.2.5.32).
    fn attribute_name(&mut self) -> Cow<'a, str> {
        let whole = self.rest;
        if whole.starts_with('=') {
            self.skip(1);
        }
        self.until(|byte| is_space(byte) || matches!(byte, b'/' | b'>' | b'='));
        lower(&whole[..whole.len() - self.rest.len()])
    }

    fn attribute_value(&mut self) -> Option<&'a str> {
        self.until(|byte| !is_space(byte));
        if !self.rest.starts_with('=') {
            return Some("");
        }
        self.skip(1);
        self.until(|byte| !is_space(byte));
        match *self.rest.as_bytes().first()? {
            quote @ (b'"' | b'\'') => {
                self.skip(1);
                let end = memchr::memchr(quote, self.rest.as_bytes());
                let value = &self.rest[..end.unwrap_or(self.rest.len())];
                self.skip(end.map_or(self.rest.len(), |at| at + 1));
                end.map(|_| value)
            }
            _ => Some(self.until(|byte| is_space(byte) || byte == b'>')),
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Start tags as `<name a=b>`, end tags as `</name>`, text as it is.
    fn shown(html: &str) -> String {
        let show = |token| match token {
            Token::Text(text) => text.to_owned(),
            Token::End(name) => format!("[/{name}]"),
            Token::Comment(_) => String::new(),
            Token::Start(tag) => {
                let attributes =
                    tag.attributes.iter().map(|(n, v)| format!(" {n}={v}")).collect::<Vec<_>>().concat();
                format!("[{}{attributes}]{}", tag.name, tag.raw_text.unwrap_or_default())
            }
        };
        Tokens::new(html).map(show).collect()
    }

    #[test]
    fn tags_are_read_as_browsers_read_them() {
        for (html, want) in [
            ("a < b <3 & c", "a < b <3 & c"),
            ("<P CLASS=x>y</P >", "[p class=x]y[/p]"),
            ("<a href='1' href=2 title=\"a>b\" x>", "[a href=1 title=a>b x=]"),
            ("<a/href=x/>y", "[a href=x/]y"),
            ("<br/>", "[br]"),
            ("<a =b=c d = e>", "[a =b=c d=e]"),
            ("<img src=x\"y'z>", "[img src=x\"y'z]"),
            ("a<!-- <b> -->b<!-->c<!--->d<!--e--!>f", "abcdf"),
            ("a<!DOCTYPE html>b<?php x ?>c</>d</ e>f<![CDATA[g]]>h", "abcdfh"),
            ("<script>a<b></scripty></SCRIPT x>c", "[script]a<b></scripty>c"),
            ("<style>x", "[style]x"),
            ("a<b title=\"unclosed", "a"),
            ("a<", "a<"),
            ("a<b", "a"),
            ("a<!-- open", "a"),
        ] {
            assert_eq!(shown(html), want, "{html}");
        }
    }

    #[test]
    fn a_tag_keeps_a_bounded_number_of_attributes() {
        let many = (0..10_000).map(|n| format!(" a{n}")).collect::<Vec<_>>().concat();
        let html = format!("<p{many}>x");
        let Some(Token::Start(tag)) = Tokens::new(&html).next() else { panic!("no tag") };
        assert_eq!(tag.attributes.len(), MAX_ATTRIBUTES);
    }

    proptest::proptest! {
        #[test]
        fn what_was_cut_out_is_found_again(html in "(<[/!]?(p|a|script|--)?|[>/!a-z\"'= \\-é&;]){0,60}") {
            let mut tokens = Tokens::new(&html);
            let mut end = 0;
            while let Some(token) = tokens.next() {
                proptest::prop_assert!(tokens.position() > end);
                match token {
                    Token::Text(part) | Token::Comment(part) => {
                        let place = place_of(&html, part).unwrap();
                        proptest::prop_assert!(place.start >= end && place.end == tokens.position());
                    }
                    Token::Start(tag) => {
                        for (_, value) in tag.attributes.iter().filter(|(_, value)| !value.is_empty()) {
                            proptest::prop_assert_eq!(&html[place_of(&html, value).unwrap()], *value);
                        }
                    }
                    Token::End(_) => {}
                }
                end = tokens.position();
            }
            proptest::prop_assert_eq!(tokens.position(), html.len());
            proptest::prop_assert_eq!(place_of(&html, "elsewhere, and longer than any of them: ................................................."), None);
        }
    }
}
