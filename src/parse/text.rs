//! Text constructs: what kind of text an element holds, with the language and base in force.
//!
//! [`guessed`] is for RSS, which does not say; [`declared`] for what was said to be of a kind. Atom, which declares its text, is read in `atom::text` with the same parts.

use std::borrow::Cow;
use std::sync::Arc;

use super::xml::reference::is_html_reference;
use super::xml::{Captured, Reader};
use crate::markup;
use crate::model::feed::{Text, TextKind};

/// The language and the base that an element's text has: taken while the element is open.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    pub language: Option<Arc<str>>,
    pub base: Option<Arc<str>>,
}

impl Setting {
    pub fn of(reader: &Reader<'_>) -> Setting {
        Setting { language: reader.scope.language(), base: reader.base().map(|base| Arc::clone(&base.text)) }
    }

    /// A text of this kind; `None` where there is none.
    pub fn text(self, kind: TextKind, value: impl Into<String>) -> Option<Text> {
        let value = value.into();
        (!value.is_empty()).then_some(Text { kind, value, language: self.language, base: self.base })
    }
}

/// Text whose kind nobody declared: HTML if it holds markup, else plain.
pub fn guessed(reader: &mut Reader<'_>) -> Option<Text> {
    let setting = Setting::of(reader);
    let Captured { value, markup } = reader.content();
    let value = escaped_once_less(value);
    let kind = if markup || looks_like_html(&value) { TextKind::Html } else { TextKind::Text };
    setting.text(kind, value)
}

/// HTML that was escaped once more than it is read: all of it would be shown as its tags. Text about markup does
/// not begin and end with it.
pub fn escaped_once_less(html: Cow<'_, str>) -> Cow<'_, str> {
    let is_wrapped = html.starts_with("&lt;") && html.ends_with("&gt;") && !html.contains('<');
    if !is_wrapped {
        return html;
    }
    let less = markup::decode(&html);
    if holds_whole_element(&less) && is_element(&less[1..]) { Cow::Owned(less.into_owned()) } else { html }
}

/// A title whose kind nobody declared. `How to use <div>` is plain: start tags alone are what it is about.
pub fn guessed_title(reader: &mut Reader<'_>) -> Option<Text> {
    let setting = Setting::of(reader);
    let Captured { value, markup } = reader.content();
    let kind = if markup || holds_whole_element(&value) { TextKind::Html } else { TextKind::Text };
    setting.text(kind, value)
}

/// Text that was said to be of this kind.
pub fn declared(reader: &mut Reader<'_>, kind: TextKind) -> Option<Text> {
    let setting = Setting::of(reader);
    let value = if kind == TextKind::Text { reader.text() } else { reader.content().value };
    setting.text(kind, value)
}

/// Whether decoded text holds markup: an element of HTML, or a reference.
///
/// It is not [`markup::is_markup`], which nearly answers the same: it looks at no more of
/// a text than the first tag, since all texts of all feeds go through it, and what it says is stored as the kind of
/// the text and goes into the prints of the entry. To make it say something else of one text is to make entries
/// count as edited.
pub fn looks_like_html(text: &str) -> bool {
    any_markup(text, is_element)
}

/// The same, where an element must be whole: it ends, or has nothing in it.
fn holds_whole_element(text: &str) -> bool {
    const EMPTY: [&str; 5] = ["br", "hr", "img", "input", "wbr"];
    let is_whole = |rest: &str| {
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        is_element(rest)
            && (rest.starts_with(['/', '!']) || EMPTY.iter().any(|empty| name.eq_ignore_ascii_case(empty)))
    };
    any_markup(text, is_whole)
}

/// Whether there is a reference, or a `<` after which the text goes on as a tag by `is_tag`.
fn any_markup(text: &str, is_tag: impl Fn(&str) -> bool) -> bool {
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'<', b'&', &text.as_bytes()[at..]) {
        at += found;
        let rest = &text[at..];
        let found = if rest.starts_with('&') { is_html_reference(rest) } else { is_tag(&rest[1..]) };
        if found {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether the text after a `<` goes on as a tag of HTML: `1 < 2`, `<me@example.com>` and `Vec<T>` do not.
fn is_element(rest: &str) -> bool {
    if rest.starts_with("!--") || rest.starts_with("![CDATA[") {
        return true;
    }
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let end = rest.bytes().take(16).take_while(u8::is_ascii_alphanumeric).count();
    let closed = match rest.as_bytes().get(end) {
        Some(b'>') => true,
        Some(b'/') => rest.as_bytes().get(end + 1) == Some(&b'>'),
        Some(byte) => {
            byte.is_ascii_whitespace()
                && memchr::memchr2(b'>', b'<', &rest.as_bytes()[end..])
                    .is_some_and(|at| rest.as_bytes()[end + at] == b'>')
        }
        None => false,
    };
    closed && is_element_name(&rest.as_bytes()[..end])
}

fn is_element_name(name: &[u8]) -> bool {
    let folded = name.iter().map(u8::to_ascii_lowercase);
    ELEMENTS.binary_search_by(|element| element.bytes().cmp(folded.clone())).is_ok()
}

/// The elements of HTML, past and present.
const ELEMENTS: [&str; 119] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "meta",
    "nav",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_elements_is_sorted() {
        assert!(ELEMENTS.is_sorted());
    }

    #[test]
    fn markup_is_told_from_text() {
        for text in ["<b>x</b>", "a<br/>b", "x &amp; y", "caf&eacute;", "<IMG SRC='x'>", "</p>", "&#8217;"] {
            assert!(looks_like_html(text), "{text}");
        }
        for text in
            ["1 < 2", "AT&T", "R & D", "Me <me@example.com>", "Vec<T>", "a <b", "x &nosuch; y", "<", "&"]
        {
            assert!(!looks_like_html(text), "{text}");
        }
    }

    #[test]
    fn what_was_escaped_twice_is_read_once() {
        let less = |text: &'static str| escaped_once_less(Cow::Borrowed(text)).into_owned();
        assert_eq!(less("&lt;p&gt;x &amp;amp; y&lt;/p&gt;"), "<p>x &amp; y</p>");
        assert_eq!(less("&lt;img src=&quot;a.png&quot;&gt;"), "<img src=\"a.png\">");
        for text in [
            "&lt;T&gt;",
            "&lt;p&gt; and &lt;b&gt; are tags",
            "Use &lt;p&gt;",
            "<p>&lt;b&gt;x&lt;/b&gt;</p>",
            "&lt;p&gt;",
            "",
        ] {
            assert_eq!(less(text), text);
        }
    }

    #[test]
    fn a_title_is_html_only_where_an_element_is_whole() {
        for text in ["How to use <div>", "a <b> c", "if (a<b && c>d)", "<li> or <p>"] {
            assert!(!holds_whole_element(text), "{text}");
        }
        for text in ["a <b>c</b>", "a<br>b", "<IMG SRC='x'>", "<p>x</p>", "<i>x &amp; y", "x<!-- y -->"] {
            assert!(holds_whole_element(text), "{text}");
        }
    }
}
