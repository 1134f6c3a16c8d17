//! The allow-list of attributes: for each, on which element it may stand and what its value must be;
//! and the elements that go with all that they hold. What is named neither here nor in `elements` does
//! not pass.

use super::elements::Element;
use super::math;

/// What the value of an attribute must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Text,
    /// An address that a reader may follow.
    Address,
    /// An address that is loaded by looking at the entry.
    Source,
    /// The same, of a picture, which may also be held in the address itself.
    Picture,
    PictureSet,
    Style,
    Class,
    Id,
    /// The name of a `map`, or the reference to it.
    MapName,
    Relation,
    /// A whole number from the one to the other.
    Integer(i32, i32),
    /// A media type, without parameters.
    MediaType,
    /// A date, or a date and time with its zone.
    DateTime,
    /// That, or less of it.
    Moment,
    /// The widths at which a picture is shown.
    Sizes,
    /// What MathML has in its place.
    Math,
    /// A number of pixels, or a percentage where that was once allowed.
    Length,
    Flag,
    OneOf(&'static [&'static str]),
    Language,
    /// Harmless, but no part of HTML any more.
    Legacy,
}

/// Removed with all that they hold: what is in them was never meant to be read.
const SILENT: [&str; 11] = [
    "script", "style", "template", "svg", "title", "xmp", "noembed", "noframes", "iframe", "select",
    "datalist",
];

/// Elements that are unwrapped, but whose tags show that a text is HTML.
const UNWRAPPED: [&str; 25] = [
    "html", "head", "body", "noscript", "object", "embed", "applet", "form", "input", "button", "textarea",
    "label", "fieldset", "legend", "option", "meta", "link", "base", "frame", "frameset", "marquee", "blink",
    "canvas", "param", "nobr",
];

/// Whether an element goes with all that it holds.
pub(super) fn is_silent(name: &str) -> bool {
    SILENT.contains(&name)
}

/// Whether HTML has, or had, an element of that name.
pub(super) fn is_known(name: &str) -> bool {
    Element::named(name).is_some() || is_silent(name) || UNWRAPPED.contains(&name)
}

/// What the value of `attribute` must be on `element`, which is one of ours; `None`: not allowed.
pub(super) fn rule(element: &str, attribute: &str) -> Option<Rule> {
    own_rule(element, attribute)
        .or_else(|| global_rule(attribute))
        .or_else(|| math::rule(element, attribute))
        .or_else(|| legacy_rule(element, attribute))
}

fn global_rule(attribute: &str) -> Option<Rule> {
    Some(match attribute {
        "class" => Rule::Class,
        "dir" => Rule::OneOf(&["ltr", "rtl", "auto"]),
        "id" => Rule::Id,
        "lang" => Rule::Language,
        "style" => Rule::Style,
        "title" => Rule::Text,
        _ => return None,
    })
}

fn own_rule(element: &str, attribute: &str) -> Option<Rule> {
    Some(match (element, attribute) {
        ("a" | "area", "href") | ("blockquote" | "q" | "ins" | "del", "cite") => Rule::Address,
        ("a" | "area", "rel") => Rule::Relation,
        ("a", "hreflang") | ("track", "srclang") => Rule::Language,
        ("a" | "source", "type") => Rule::MediaType,
        ("ins" | "del", "datetime") => Rule::DateTime,
        ("time", "datetime") => Rule::Moment,
        ("img" | "source", "sizes") => Rule::Sizes,
        ("img" | "area", "alt")
        | ("source", "media")
        | ("track", "label")
        | ("area", "coords")
        | ("data", "value")
        | ("th", "abbr")
        | ("meter", "value" | "min" | "max" | "low" | "high" | "optimum")
        | ("progress", "value" | "max") => Rule::Text,
        ("area", "shape") => Rule::OneOf(&["rect", "circle", "poly", "default"]),
        ("map", "name") | ("img", "usemap") => Rule::MapName,
        ("img", "src") | ("video", "poster") => Rule::Picture,
        ("img" | "source", "srcset") => Rule::PictureSet,
        ("audio" | "video" | "source" | "track", "src") => Rule::Source,
        ("img" | "video" | "source", "width" | "height") => Rule::Length,
        ("img", "loading") => Rule::OneOf(&["lazy", "eager"]),
        ("img", "decoding") => Rule::OneOf(&["async", "sync", "auto"]),
        ("audio" | "video", "controls" | "loop" | "muted")
        | ("video", "playsinline")
        | ("track", "default")
        | ("details", "open")
        | ("ol", "reversed") => Rule::Flag,
        ("audio" | "video", "preload") => Rule::OneOf(&["none", "metadata"]),
        ("track", "kind") => Rule::OneOf(&["subtitles", "captions", "descriptions", "chapters"]),
        ("ol", "start") | ("li", "value") => Rule::Integer(i32::MIN, i32::MAX),
        ("td" | "th", "colspan") | ("col" | "colgroup", "span") => Rule::Integer(1, 1000),
        ("td" | "th", "rowspan") => Rule::Integer(0, 65_534),
        ("ol", "type") => Rule::OneOf(&["1", "a", "A", "i", "I"]),
        ("th", "scope") => Rule::OneOf(&["row", "col", "rowgroup", "colgroup"]),
        _ => return None,
    })
}

fn legacy_rule(element: &str, attribute: &str) -> Option<Rule> {
    let known = match attribute {
        "align" | "valign" | "bgcolor" | "border" | "clear" | "nowrap" | "compact" => true,
        "cellpadding" | "cellspacing" | "summary" | "rules" => element == "table",
        "width" | "height" => matches!(element, "table" | "td" | "th" | "tr" | "col" | "colgroup" | "hr"),
        "hspace" | "vspace" => element == "img",
        "color" | "face" | "size" => matches!(element, "font" | "hr"),
        "type" => matches!(element, "ul" | "li"),
        _ => false,
    };
    match (element, attribute) {
        ("img", "longdesc") => Some(Rule::Address),
        ("a", "name") => Some(Rule::Id),
        _ => known.then_some(Rule::Legacy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_passes_that_runs_loads_or_changes_how_the_rest_is_read() {
        for name in [
            SILENT.as_slice(),
            UNWRAPPED.as_slice(),
            &["plaintext", "foreignobject", "annotation-xml", "mglyph", "malignmark", "image"],
        ]
        .concat()
        {
            assert_eq!(Element::named(name), None, "{name}");
        }
        for name in Element::names() {
            for attribute in [
                "onclick",
                "onerror",
                "srcdoc",
                "action",
                "formaction",
                "xlink:href",
                "href",
                "ping",
                "target",
                "autoplay",
                "http-equiv",
            ] {
                let fine = attribute == "href" && matches!(name, "a" | "area");
                assert_eq!(rule(name, attribute).is_some(), fine, "{name} {attribute}");
            }
        }
    }
}
