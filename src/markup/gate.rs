//! The last gate: ammonia, a real HTML parser, with the same allow-list.
//!
//! [`pass`] does not trust what `clean` wrote. It builds the tree that a browser would build, keeps
//! the elements, attributes and schemes of the list, and writes the tree anew, as HTML that is
//! XML at the same time.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::allowed::{self, Rule};
use super::elements::Element;
use super::frames;
use super::policy::Frames;
use super::tokens::is_void;
use super::urls::FOLLOWED;
use super::xml::xml_text;

static WITHOUT_FRAMES: LazyLock<Builder<'static>> = LazyLock::new(|| builder(&[]));
static WITH_FRAMES: LazyLock<Builder<'static>> = LazyLock::new(|| builder(&["iframe"]));

pub(super) fn pass(html: &str, frames: Frames) -> String {
    let builder = match frames {
        Frames::LinkPlayers | Frames::Link => &WITHOUT_FRAMES,
        Frames::Embed => &WITH_FRAMES,
    };
    as_xml(&builder.clean(html).to_string())
}

fn builder(further: &[&'static str]) -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(Element::names().chain(further.iter().copied()).collect())
        .generic_attribute_prefixes(HashSet::from([""])) // all of them, for `attribute` to decide
        .attribute_filter(attribute)
        .url_schemes(FOLLOWED.into_iter().chain(["data"]).collect())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
}

fn attribute<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let rule = if element == "iframe" { frame_rule(attribute) } else { allowed::rule(element, attribute) };
    let fine = match rule? {
        Rule::Source if element == "iframe" => {
            Url::parse(value).is_ok_and(|address| frames::playable(&address).is_some())
        }
        Rule::Picture => true,
        _ => !value.trim_start().get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")),
    };
    fine.then_some(Cow::Borrowed(value))
}

fn frame_rule(attribute: &str) -> Option<Rule> {
    match attribute {
        "src" => Some(Rule::Source),
        "width" | "height" => Some(Rule::Length),
        "title" | "loading" => Some(Rule::Text),
        "allowfullscreen" => Some(Rule::Flag),
        _ => None,
    }
}

/// The HTML that the serialiser wrote (values in double quotes, no reference but five) as XML:
/// `<br>` closed, and `&nbsp;`, which XML does not know, as the character.
fn as_xml(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut ids = HashSet::new();
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        push_text(&mut out, &rest[..at]);
        let (tag, after) = rest[at..].split_at(end_of_tag(&rest[at..]));
        push_tag(&mut out, tag, &mut ids);
        rest = after;
    }
    push_text(&mut out, rest);
    match xml_text(&out) {
        Cow::Borrowed(_) => out,
        Cow::Owned(clean) => clean,
    }
}

fn push_text(out: &mut String, text: &str) {
    for (at, part) in text.split("&nbsp;").enumerate() {
        if at > 0 {
            out.push('\u{A0}');
        }
        out.push_str(part);
    }
}

/// A tree builder that opens formatting a second time repeats its id; here only the first stays.
fn push_tag<'h>(out: &mut String, tag: &'h str, ids: &mut HashSet<&'h str>) {
    let name = &tag[1..tag.find([' ', '>']).unwrap_or(tag.len())];
    let open = tag.strip_suffix('>').unwrap_or(tag);
    let id =
        open.find(" id=\"").map(|at| (at, open[at + 5..].find('"').map_or(open.len(), |end| at + 6 + end)));
    match id {
        Some((from, to)) if !ids.insert(&open[from..to]) => {
            push_text(out, &open[..from]);
            push_text(out, &open[to..]);
        }
        _ => push_text(out, open),
    }
    out.push_str(if is_void(name) { " />" } else { ">" });
}

/// Past the `>` that ends the tag; one inside quotes does not.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    let end = tag.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.map_or(tag.len(), |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What reaches this gate only if the first one fails.
    #[test]
    fn nothing_passes_that_the_first_gate_let_through_by_mistake() {
        for (html, want) in [
            ("<script>alert(1)</script>x", "x"),
            ("<a href=\"javascript:alert(1)\" onclick=\"x\">y</a>", "<a>y</a>"),
            ("<a href=\"data:text/html,x\">y</a>", "<a>y</a>"),
            ("<iframe src=\"https://www.youtube.com/embed/x\"></iframe>", ""),
            ("<svg><style><img src=x onerror=alert(1)></style></svg>", "<img src=\"x\" />"),
            ("<math><mtext><table><mglyph><style><img title=\"</style><img src onerror=alert(1)>\">", ""),
        ] {
            let got = pass(html, Frames::Link);
            assert!(want.is_empty() || got == want, "{html}: {got}");
            assert!(!got.contains("<script") && !got.contains("<img src=\"\" onerror"), "{got}");
        }
        assert_eq!(pass("<iframe src=\"https://evil.test/\"></iframe>", Frames::Embed), "<iframe></iframe>");
    }

    #[test]
    fn the_output_is_xml() {
        assert_eq!(
            pass("a&nbsp;b<br>c<img alt=\"x>y&nbsp;\">&#1;&copy;", Frames::Link),
            "a\u{A0}b<br />c<img alt=\"x&gt;y\u{A0}\" />©"
        );
    }
}
