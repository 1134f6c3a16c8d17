//! Tags and text as they are written: HTML that is XML.

use super::super::attributes::Values;

pub(super) fn write_start(out: &mut String, name: &str, values: &Values<'_>) {
    write_open(out, name, values);
    out.push('>');
}

/// An element without content, closed as XML wants it.
pub(super) fn write_void(out: &mut String, name: &str, values: &Values<'_>) {
    write_open(out, name, values);
    out.push_str(" />");
}

fn write_open(out: &mut String, name: &str, values: &Values<'_>) {
    out.push('<');
    out.push_str(name);
    for (name, value) in values.iter() {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        push_escaped(out, value);
        out.push('"');
    }
}

pub(super) fn write_end(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

pub(in crate::markup) fn push_escaped(out: &mut String, text: &str) {
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.push_str("&quot;");
        }
        push_text(out, part);
    }
}

/// Text between tags, where a quote is nothing special.
pub(super) fn push_text(out: &mut String, mut text: &str) {
    while let Some(at) = memchr::memchr3(b'&', b'<', b'>', text.as_bytes()) {
        out.push_str(&text[..at]);
        out.push_str(match text.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        text = &text[at + 1..];
    }
    out.push_str(text);
}

/// The start tag without its id, which is given once in a document.
pub(super) fn without_id(tag: &str) -> String {
    let Some((before, rest)) = tag.split_once(" id=\"") else { return tag.to_owned() };
    let after = rest.split_once('"').map_or(rest, |(_, after)| after);
    format!("{before}{after}")
}
