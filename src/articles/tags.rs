//! A tolerant scanner over HTML as people write it: text, tags, comments, each with its place.
//!
//! [`Pieces`] is the iterator to use. It builds no tree and judges nothing; it is linear in time
//! and never recurses, whatever it is given.

use std::ops::Range;

/// One piece of a document; the ranges of successive pieces touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    pub kind: Kind<'a>,
    pub range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind<'a> {
    Text,
    /// The name in lower case, and what stands between it and the `>`.
    Open {
        name: String,
        attributes: Attributes<'a>,
    },
    Close {
        name: String,
    },
    /// Comments, doctypes, processing instructions.
    Comment,
}

/// The attributes of one tag, read when asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attributes<'a> {
    html: &'a str,
    range: Range<usize>,
}

/// `value` is as written, references not decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute<'a> {
    pub name: &'a str,
    pub value: &'a str,
    /// Of the value, without quotes.
    pub range: Range<usize>,
}

/// Elements without content or end tag.
pub fn is_void(name: &str) -> bool {
    const VOID: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr",
    ];
    VOID.contains(&name)
}

/// The character references of an attribute or of running text, decoded: those that occur in
/// attribute values and titles; any other stays as it is.
pub fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        if let Some((end, decoded)) = end.and_then(|end| Some((end, reference(&rest[1..end])?))) {
            out.push(decoded);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// `text` as the content of an element or of a double-quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

fn reference(name: &str) -> Option<char> {
    let number = name.strip_prefix('#');
    if let Some(number) = number {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "middot" => '·',
        "raquo" => '»',
        "laquo" => '«',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "hellip" => '…',
        "copy" => '©',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        _ => return None,
    })
}

#[derive(Debug, Clone)]
pub struct Pieces<'a> {
    html: &'a str,
    at: usize,
    /// Inside `script`, `style` and their like everything up to the end tag is text.
    raw: Option<String>,
}

impl<'a> Pieces<'a> {
    pub fn new(html: &'a str) -> Pieces<'a> {
        Pieces { html, at: 0, raw: None }
    }

    fn piece(&mut self, kind: Kind<'a>, end: usize) -> Piece<'a> {
        let range = self.at..end;
        self.at = end;
        Piece { kind, range }
    }

    fn comment(&mut self) -> Piece<'a> {
        let rest = &self.html[self.at..];
        let (skip, end) = if rest.starts_with("<!--") { (4, "-->") } else { (2, ">") };
        let end =
            rest.get(skip..).and_then(|inner| inner.find(end)).map_or(rest.len(), |at| skip + at + end.len());
        self.piece(Kind::Comment, self.at + end)
    }

    /// A tag that the document ends in before its `>` makes the rest text, so that no part of
    /// the document is looked at twice.
    fn tag(&mut self) -> Piece<'a> {
        let bytes = self.html.as_bytes();
        let closing = bytes.get(self.at + 1) == Some(&b'/');
        let name_start = self.at + 1 + usize::from(closing);
        let name_end = name_start + length_of_name(&bytes[name_start..]);
        let name = self.html[name_start..name_end].to_ascii_lowercase();
        let Some(close) = end_of_tag(bytes, name_end) else {
            return self.piece(Kind::Text, self.html.len());
        };
        if closing {
            return self.piece(Kind::Close { name }, close + 1);
        }
        let attributes = Attributes { html: self.html, range: name_end..close };
        if is_raw_text(&name) {
            self.raw = Some(name.clone());
        }
        self.piece(Kind::Open { name, attributes }, close + 1)
    }

    fn raw_text(&mut self, name: &str) -> Option<Piece<'a>> {
        let bytes = self.html.as_bytes();
        let end = memchr::memchr_iter(b'<', &bytes[self.at..])
            .map(|offset| self.at + offset)
            .find(|at| closes(&bytes[*at..], name))
            .unwrap_or(bytes.len());
        (end > self.at).then(|| self.piece(Kind::Text, end))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if self.at >= self.html.len() {
            return None;
        }
        if let Some(name) = self.raw.take()
            && let Some(text) = self.raw_text(&name)
        {
            return Some(text);
        }
        if self.at >= self.html.len() {
            return None;
        }
        let bytes = self.html.as_bytes();
        if bytes[self.at] == b'<' {
            match bytes.get(self.at + 1) {
                Some(b'!' | b'?') => return Some(self.comment()),
                Some(b'/') if bytes.get(self.at + 2).is_some_and(u8::is_ascii_alphabetic) => {
                    return Some(self.tag());
                }
                Some(next) if next.is_ascii_alphabetic() => return Some(self.tag()),
                _ => {}
            }
        }
        let end = memchr::memchr(b'<', &bytes[self.at + 1..]).map_or(bytes.len(), |at| self.at + 1 + at);
        Some(self.piece(Kind::Text, end))
    }
}

impl<'a> Attributes<'a> {
    /// The decoded value of the attribute `name`.
    pub fn get(&self, name: &str) -> Option<String> {
        self.iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
            .map(|found| decode(found.value))
    }

    pub fn iter(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let html = self.html;
        let range = self.range.clone();
        let mut at = range.start;
        std::iter::from_fn(move || next_attribute(html, &mut at, range.end))
    }
}

fn next_attribute<'a>(html: &'a str, at: &mut usize, end: usize) -> Option<Attribute<'a>> {
    let bytes = html.as_bytes();
    let skip = |mut from: usize, wanted: fn(u8) -> bool| {
        while from < end && wanted(bytes[from]) {
            from += 1;
        }
        from
    };
    let start = skip(*at, |byte| byte.is_ascii_whitespace() || byte == b'/');
    if start >= end {
        return None;
    }
    // A stray `=` counts as the first character of a name (HTML, 13.2.5.32).
    let name_end =
        skip(start + 1, |byte| !byte.is_ascii_whitespace() && byte != b'=' && byte != b'/').max(start + 1);
    let name_end = ceil_boundary(html, name_end).min(end);
    let equals = skip(name_end, |byte| byte.is_ascii_whitespace());
    if equals >= end || bytes[equals] != b'=' {
        *at = name_end;
        return Some(Attribute { name: &html[start..name_end], value: "", range: name_end..name_end });
    }
    let value = skip(equals + 1, |byte| byte.is_ascii_whitespace());
    let quote = bytes.get(value).filter(|byte| value < end && matches!(byte, b'"' | b'\''));
    let range = if let Some(quote) = quote {
        let length = memchr::memchr(*quote, &bytes[value + 1..end]).unwrap_or(end - value - 1);
        *at = (value + 1 + length + 1).min(end);
        value + 1..value + 1 + length
    } else {
        let stop = skip(value, |byte| !byte.is_ascii_whitespace());
        *at = stop;
        value..stop
    };
    Some(Attribute { name: &html[start..name_end], value: &html[range.clone()], range })
}

fn ceil_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

fn length_of_name(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
        .unwrap_or(bytes.len())
}

fn end_of_tag(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        if bytes[at] == b'>' {
            return Some(at);
        }
        // A quote opens a value only after `=`; elsewhere it is part of a broken name.
        if follows_equals(bytes, at) {
            at += 1 + memchr::memchr(bytes[at], &bytes[at + 1..])?;
        }
        at += 1;
    }
}

fn follows_equals(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'=')
}

fn is_raw_text(name: &str) -> bool {
    matches!(name, "script" | "style" | "title" | "textarea" | "xmp" | "iframe" | "noembed" | "noframes")
}

fn closes(bytes: &[u8], name: &str) -> bool {
    bytes.len() > name.len() + 1
        && bytes[1] == b'/'
        && bytes[2..].len() >= name.len()
        && bytes[2..2 + name.len()].eq_ignore_ascii_case(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(html: &str) -> Vec<String> {
        Pieces::new(html)
            .map(|piece| {
                let text = &html[piece.range];
                match piece.kind {
                    Kind::Text => format!("text {text}"),
                    Kind::Open { name, attributes } => {
                        let list: Vec<_> =
                            attributes.iter().map(|a| format!("{}={}", a.name, a.value)).collect();
                        format!("open {name} {}", list.join(" "))
                    }
                    Kind::Close { name } => format!("close {name}"),
                    Kind::Comment => format!("comment {text}"),
                }
            })
            .collect()
    }

    #[test]
    fn tags_as_people_write_them() {
        let cases: &[(&str, &[&str])] = &[
            ("a <B Class=x>b</b >", &["text a ", "open b Class=x", "text b", "close b"]),
            ("<img src='a>b' alt>", &["open img src=a>b alt="]),
            ("<a href = \"x\" / >", &["open a href=x"]),
            ("1 < 2 && 3 > 2", &["text 1 ", "text < 2 && 3 > 2"]),
            ("<!-- <b> --><!doctype html>", &["comment <!-- <b> -->", "comment <!doctype html>"]),
            (
                "<script>if (a<b) '</p>'</SCRIPT>x",
                &["open script ", "text if (a<b) '</p>'", "close script", "text x"],
            ),
            ("<p title=\"never closed>", &["text <p title=\"never closed>"]),
            ("<p it's>x", &["open p it's=", "text x"]),
            ("<!--", &["comment <!--"]),
            ("</", &["text </"]),
        ];
        for (html, expected) in cases {
            assert_eq!(shown(html), *expected, "{html}");
        }
    }

    #[test]
    fn references_are_decoded_once() {
        assert_eq!(decode("a&amp;lt;b &#38; &#x26; &unknown; & &quot;"), "a&lt;b & & &unknown; & \"");
        assert_eq!(decode("&é;&#xFFFFFFFF;"), "&é;&#xFFFFFFFF;");
    }

    proptest! {
        #[test]
        fn pieces_cover_the_document(html in "[<>/!a-z\"'= \\-é&;]{0,80}") {
            let mut at = 0;
            for piece in Pieces::new(&html) {
                prop_assert_eq!(piece.range.start, at);
                prop_assert!(piece.range.end > at);
                at = piece.range.end;
                if let Kind::Open { attributes, .. } = piece.kind {
                    prop_assert!(attributes.iter().all(|a| html[a.range.clone()] == *a.value));
                }
            }
            prop_assert_eq!(at, html.len());
        }
    }
}
