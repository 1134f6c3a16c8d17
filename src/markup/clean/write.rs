//! Tags and text as they are written: HTML that is XML.

use std::collections::HashSet;

use super::super::attributes::Values;

pub(super) fn write_start(out: &mut String, name: &str, values: &Values) {
    write_open(out, name, values);
    out.push('>');
}

/// An element without content, closed as XML wants it.
pub(super) fn write_void(out: &mut String, name: &str, values: &Values) {
    write_open(out, name, values);
    out.push_str(" />");
}

fn write_open(out: &mut String, name: &str, values: &Values) {
    out.push('<');
    out.push_str(name);
    for (name, value) in values {
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

/// `html`, as it is written here, without references to maps that are not in it.
pub(super) fn without_lost_maps(html: String) -> String {
    const REFERENCE: &str = " usemap=\"#";
    if !html.contains(REFERENCE) {
        return html;
    }
    let names: HashSet<&str> = tags(&html, "<map").filter_map(|(tag, _)| value(tag, "name=\"")).collect();
    let mut out = String::with_capacity(html.len());
    let first = html.find("<img").unwrap_or(html.len());
    out.push_str(&html[..first]);
    for (tag, after) in tags(&html, "<img") {
        let lost = value(tag, REFERENCE).filter(|name| !names.contains(name));
        let (before, rest) = match (lost, tag.split_once(REFERENCE)) {
            (Some(name), Some((before, rest))) => (before, &rest[name.len() + 1..]),
            _ => (tag, ""),
        };
        out.extend(["<img", before, rest, after]);
    }
    out
}

/// Each tag of `html` that begins with `start`, without that, and what follows up to the next.
fn tags<'h>(html: &'h str, start: &'h str) -> impl Iterator<Item = (&'h str, &'h str)> {
    html.split(start).skip(1).map(|part| part.split_at(part.find('>').unwrap_or(part.len())))
}

/// The value in `tag` behind `start`, which is the beginning of an attribute up to its value.
fn value<'t>(tag: &'t str, start: &str) -> Option<&'t str> {
    tag.split_once(start)?.1.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_to_maps_that_are_not_there_go_and_text_stays() {
        let lost = "a usemap=\"#x\"<img usemap=\"#x\" alt=\"\" />b<img alt=\" usemap=&quot;#x\" />c";
        let want = "a usemap=\"#x\"<img alt=\"\" />b<img alt=\" usemap=&quot;#x\" />c";
        assert_eq!(without_lost_maps(lost.to_owned()), want);
        let kept = "<map title=\"t\" name=\"x\"></map><img src=\"s\" usemap=\"#x\" />";
        assert_eq!(without_lost_maps(kept.to_owned()), kept);
    }
}
