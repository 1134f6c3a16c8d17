//! Plain text out of HTML, and whether a text is HTML at all.
//!
//! [`text`] gives one line, [`lines`] a line for each block. Both are linear, build no tree,
//! decode references once, and leave out what is not meant to be read (scripts, styles, drawings).

use super::allowed;
use super::clean::push_escaped;
use super::elements::{Element, Kind};
use super::references::{decode, has_reference};
use super::silence::Silence;
use super::tokens::{Tag, Token, Tokens};
use super::xml::{one_line_break, xml_text};

/// The plain text of `html` on one line: references decoded, blocks apart, white space collapsed.
pub fn text(html: &str) -> String {
    plain(html, ' ')
}

/// The plain text of `html`, a line for each block.
pub fn lines(html: &str) -> String {
    plain(html, '\n')
}

/// Whether `value` holds markup: an element that HTML knows, or a reference. `Vec<T>`, `a < b`
/// and `AT&T` hold none.
///
/// It reads tokens as the sanitiser does, and is for names, dates and what is shown at once. Of the texts of
/// entries readers of feeds ask `looks_like_html` of `parse::text`, which nearly answers the same: what that says
/// decides what kind of text is stored, and so the prints of entries, of which none may count as edited because
/// this one learns.
pub fn is_markup(value: &str) -> bool {
    let is_element = |token| match token {
        Token::Start(tag) => allowed::is_known(&tag.name) && !reads_like_prose(&tag),
        Token::End(name) => allowed::is_known(&name),
        Token::Text(_) | Token::Comment(_) => false,
    };
    has_reference(value) || value.contains('<') && Tokens::new(value).any(is_element)
}

/// Plain text as the content of an element, or of an attribute in double quotes.
pub fn escaped(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 8);
    push_escaped(&mut out, plain);
    out
}

/// Plain text as paragraphs of HTML: blank lines part them, line breaks stay.
pub(super) fn paragraphs(plain: &str) -> String {
    let plain = one_line_break(xml_text(plain));
    let mut out = String::with_capacity(plain.len() + 16);
    let mut in_paragraph = false;
    for line in plain.lines().map(str::trim) {
        if line.is_empty() {
            out.push_str(if in_paragraph { "</p>" } else { "" });
            in_paragraph = false;
            continue;
        }
        out.push_str(if in_paragraph { "<br />" } else { "<p>" });
        in_paragraph = true;
        push_escaped(&mut out, line);
    }
    out.push_str(if in_paragraph { "</p>" } else { "" });
    out
}

/// `if a <b and c> d` is no element `b`: none is written with attributes that all lack a value.
fn reads_like_prose(tag: &Tag<'_>) -> bool {
    !tag.self_closing
        && !tag.attributes.is_empty()
        && tag.attributes.iter().all(|(_, value)| value.is_empty())
}

fn plain(html: &str, between_blocks: char) -> String {
    let mut line = Line { out: String::with_capacity(html.len()), gap: None };
    let mut silence = Silence::default();
    for token in Tokens::new(html) {
        match token {
            Token::Start(tag) if silence.covers_start(&tag) => {}
            Token::Start(tag) => {
                if allowed::is_silent(&tag.name) && tag.raw_text.is_none() && !tag.self_closing {
                    silence.begin(&tag.name);
                } else {
                    line.start(&tag, between_blocks);
                }
            }
            Token::End(name) if silence.covers_end(&name) => {}
            Token::End(name) => line.boundary(&name, between_blocks),
            Token::Text(text) if !silence.is_on() => line.push(&decode(text)),
            Token::Text(_) | Token::Comment(_) => {}
        }
    }
    line.out
}

/// Text with its white space collapsed as it grows.
struct Line {
    out: String,
    /// What parts the text so far from the next, if there is any next.
    gap: Option<char>,
}

impl Line {
    fn push(&mut self, text: &str) {
        for character in xml_text(text).chars() {
            if character.is_whitespace() {
                // Between Chinese or Japanese words a space of that width is meant.
                let gap = if character == '\u{3000}' { character } else { ' ' };
                self.gap = self.gap.or(Some(gap));
                continue;
            }
            if let Some(gap) = self.gap.take().filter(|_| !self.out.is_empty()) {
                self.out.push(gap);
            }
            self.out.push(character);
        }
    }

    fn start(&mut self, tag: &Tag<'_>, between_blocks: char) {
        self.boundary(&tag.name, between_blocks);
        match (&*tag.name, tag.raw_text) {
            ("textarea", Some(text)) => self.push(&decode(text)),
            // An emoji that a blog shows as a picture is text; the description of a photograph is not.
            ("img", _) => {
                let alt = tag.decoded("alt").unwrap_or_default();
                if !alt.contains(|c: char| c.is_alphanumeric()) {
                    self.push(&alt);
                }
            }
            _ => {}
        }
    }

    fn boundary(&mut self, name: &str, between_blocks: char) {
        let gap = match (name, Element::named(name).map(|element| element.kind)) {
            ("br" | "hr" | "form" | "fieldset" | "body", _) => between_blocks,
            (_, Some(Kind::Cell)) => ' ',
            (_, Some(kind))
                if !matches!(
                    kind,
                    Kind::Void | Kind::Inline | Kind::Link | Kind::Object | Kind::Annotation
                ) =>
            {
                between_blocks
            }
            _ => return,
        };
        if self.gap != Some('\n') {
            self.gap = Some(gap);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_a_reader_sees() {
        for (html, want) in [
            ("plain", "plain"),
            ("  a \n\t b&nbsp; c ", "a b c"),
            ("\u{3000}第1話\u{3000}題<br>\u{3000}名 \u{3000}前", "第1話\u{3000}題 名 前"),
            ("<p>One</p><p>Two<br>Three</p>", "One Two Three"),
            ("wo<b>r</b>d", "word"),
            ("<ul><li>a<li>b</ul>c", "a b c"),
            ("<table><tr><td>a<td>b<tr><td>c</table>", "a b c"),
            ("&amp;lt;b&amp;gt; &lt;b&gt; AT&T", "&lt;b&gt; <b> AT&T"),
            ("a<script>b</script><style>c</style><!-- d --><svg><title>e</title><text>f</text></svg>g", "ag"),
            ("<svg><svg></svg>x</svg>y<template>z", "y"),
            ("Hi <img class=emoji alt='&#x1F600;'><img alt='A photo'>!", "Hi \u{1F600}!"),
            ("a\u{0}b&#1;c", "abc"),
            ("a < b <3", "a < b <3"),
            ("", ""),
        ] {
            assert_eq!(text(html), want, "{html}");
        }
        assert_eq!(lines("<h1>A</h1>\n<p>b <i>c</i></p><table><tr><td>d<td>e</table>"), "A\nb c\nd e");
    }

    #[test]
    fn markup_is_known_by_elements_and_references() {
        for html in [
            "<p>x",
            "x<br/>",
            "a</b>",
            "caf&eacute;",
            "&#8217;",
            "<img src=x>",
            "<script>",
            "<B>x</B>",
            "&lt;b&gt;",
        ] {
            assert!(is_markup(html), "{html}");
        }
        for plain in [
            "plain text",
            "2 < 3",
            "AT&T",
            "Vec<T> and Option<u8>",
            "a <b and c> d",
            "<3",
            "x & y; z",
            "<foo@example.org>",
            "&c.",
        ] {
            assert!(!is_markup(plain), "{plain}");
        }
    }

    #[test]
    fn plain_text_becomes_paragraphs() {
        assert_eq!(
            paragraphs("a < b\r\nc & d\n\n \n\"e\"\n"),
            "<p>a &lt; b<br />c &amp; d</p><p>&quot;e&quot;</p>"
        );
        assert_eq!(paragraphs(" \n"), "");
    }
}
