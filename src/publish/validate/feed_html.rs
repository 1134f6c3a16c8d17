//! What the feed validator has against HTML in a feed, beyond what the rules of HTML say: it knows the
//! elements, attributes and styles that it takes for safe, and warns of all others.
//!
//! Three of its opinions are not followed (`docs/output.md`): players have `controls`, formulas are MathML, and
//! `trust = true` allows frames.

use crate::markup::css::{BOX_WORDS, PROPERTIES};

const ELEMENTS: [&str; 82] = [
    "a",
    "abbr",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "map",
    "mark",
    "menu",
    "meter",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

const ATTRIBUTES: [&str; 53] = [
    "abbr",
    "align",
    "allowfullscreen",
    "alt",
    "cite",
    "class",
    "colspan",
    "controls",
    "coords",
    "datetime",
    "decoding",
    "default",
    "dir",
    "headers",
    "height",
    "high",
    "href",
    "hreflang",
    "id",
    "kind",
    "label",
    "lang",
    "loading",
    "loop",
    "low",
    "max",
    "media",
    "min",
    "muted",
    "name",
    "open",
    "optimum",
    "playsinline",
    "poster",
    "preload",
    "rel",
    "reversed",
    "rowspan",
    "scope",
    "shape",
    "sizes",
    "span",
    "src",
    "srclang",
    "srcset",
    "start",
    "style",
    "summary",
    "title",
    "type",
    "usemap",
    "value",
    "width",
];

pub fn is_known_element(name: &str) -> bool {
    ELEMENTS.binary_search(&name).is_ok()
}

pub fn is_known_attribute(name: &str) -> bool {
    ATTRIBUTES.binary_search(&name).is_ok() || name.starts_with("data-")
}

/// Whether all of `style` is known: properties of CSS 2, and values of words, colours and numbers.
pub fn is_known_style(style: &str) -> bool {
    let declarations = style.split(';').map(str::trim).filter(|declaration| !declaration.is_empty());
    declarations.map(|declaration| declaration.split_once(':')).all(|declaration| {
        declaration.is_some_and(|(name, value)| {
            let name = name.trim();
            let is_of_boxes =
                ["background", "border", "margin", "padding"].iter().any(|start| name.starts_with(start));
            (name == "background" || PROPERTIES.binary_search(&name).is_ok())
                && is_known_value(value)
                && (!is_of_boxes || value.split_whitespace().all(is_known_of_boxes))
        })
    })
}

/// Of what the validator lets a box be made of: a word of its list, a colour, a number of a few digits with a unit.
fn is_known_of_boxes(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &word[..word.len() - unit.len()];
    let is_number = (1..=4).contains(&number.len()) && number.parse::<f64>().is_ok();
    BOX_WORDS.binary_search(&word.as_str()).is_ok()
        || word.starts_with('#')
        || word.starts_with("rgb(")
        || is_number && "cm em ex in mm pc pt px % , )".split(' ').chain([""]).any(|known| known == unit)
}

fn is_known_value(value: &str) -> bool {
    let outside: String = value.split(['"', '\'']).step_by(2).collect();
    let inside = value.split(['"', '\'']).skip(1).step_by(2);
    let is_plain = |text: &str, signs: &[u8]| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ' || signs.contains(&byte))
    };
    let calls = outside.split('(').skip(1).map(|call| call.split(')').next().unwrap_or_default());
    is_plain(&outside, b",#%.!-()")
        && inside.into_iter().all(|name| !name.is_empty() && is_plain(name, b""))
        && calls.into_iter().all(|call| {
            !call.is_empty() && call.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b' '))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_the_order_that_the_search_needs() {
        assert!(ELEMENTS.is_sorted() && ATTRIBUTES.is_sorted());
    }
}
