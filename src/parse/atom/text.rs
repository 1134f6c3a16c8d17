//! Text constructs and content: `type` says what the text is (RFC 4287, 3.1 and 4.1.3), in Atom 0.3
//! `mode` how it was written besides.

use std::borrow::Cow;

use super::super::text::{Setting, escaped_once_less, looks_like_html};
use super::super::xml::{Captured, Reader, escaped};
use crate::model::feed::{Content, Format, Text, TextKind};

/// What a `type` says of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Declared {
    Nothing,
    Text,
    Html,
    Xhtml,
    /// XML of some kind, which may be XHTML.
    Xml,
    /// A media type that is no text.
    Other,
}

/// The text that the element holds, and past its end.
pub fn read(reader: &mut Reader<'_>) -> Option<Text> {
    read_as(declared(reader), reader)
}

/// The content that the element holds or points to, and past its end.
pub fn content(reader: &mut Reader<'_>) -> Option<Content> {
    let src = super::super::fields::address_attribute(reader, "src");
    let declared = declared(reader);
    let at = reader.position();
    let text = if declared == Declared::Other {
        reader.problems.unusable("content-type", "content that is neither text nor HTML was left out", at);
        let setting = Setting::of(reader);
        reader.text();
        src.as_ref()?;
        Text { language: setting.language, base: setting.base, ..Text::default() }
    } else {
        match (read_as(declared, reader), &src) {
            (Some(text), _) => text,
            (None, Some(_)) => Text::default(),
            (None, None) => return None,
        }
    };
    Some(Content { text, src })
}

fn declared(reader: &mut Reader<'_>) -> Declared {
    let Some(media_type) = reader.attribute("type") else { return Declared::Nothing };
    match lower(media_type.split(';').next().unwrap_or("").trim()).as_ref() {
        "" => Declared::Nothing,
        "html" | "text/html" => Declared::Html,
        "xhtml" | "application/xhtml+xml" | "text/xhtml" => Declared::Xhtml,
        "text/xml" | "application/xml" => Declared::Xml,
        "text" => Declared::Text,
        other if other.starts_with("text/") => Declared::Text,
        other if other.contains('/') => Declared::Other,
        // a word that means nothing
        _ => Declared::Nothing,
    }
}

/// `text` in lower case, which media types nearly always are written in.
fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

fn read_as(declared: Declared, reader: &mut Reader<'_>) -> Option<Text> {
    let mode = reader.attribute("mode");
    let setting = Setting::of(reader);
    if mode.is_some_and(|mode| mode.eq_ignore_ascii_case("base64")) {
        let value = from_base64(&reader.text())?;
        let kind = if declared == Declared::Html { TextKind::Html } else { TextKind::Text };
        return setting.text(kind, value.trim());
    }
    let at = reader.position();
    let Captured { value, markup } = reader.content_of_div();
    let (kind, value) = match declared {
        Declared::Html => (TextKind::Html, escaped_once_less(value).into_owned()),
        Declared::Xhtml | Declared::Xml if markup => (TextKind::Xhtml, value.into_owned()),
        Declared::Xhtml if looks_like_html(&value) => (TextKind::Html, value.into_owned()),
        Declared::Xhtml => (TextKind::Xhtml, escaped(&value)),
        _ if markup => {
            reader.problems.unusable(
                "markup-in-text",
                "markup where plain text was declared was read as HTML",
                at,
            );
            (TextKind::Html, value.into_owned())
        }
        // Atom 0.3 publishers escaped HTML and did not say so
        Declared::Nothing if reader.scope.atom == Some(Format::Atom03) && looks_like_html(&value) => {
            (TextKind::Html, value.into_owned())
        }
        Declared::Nothing | Declared::Text | Declared::Xml | Declared::Other => {
            (TextKind::Text, value.into_owned())
        }
    };
    setting.text(kind, value)
}

/// Base64 with white space in it (RFC 2045, 6.8), as text in UTF-8; `None` for what is neither.
fn from_base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xFF).unwrap_or(0));
        }
    }
    String::from_utf8(bytes).ok()
}
