//! The allow-list: the elements that may stand in an entry, how each nests, and for each
//! attribute what its value must be. What is not named here does not pass.
//!
//! No element whose content is not markup (`style`, `iframe`, `textarea`, …) is among them. So a
//! browser reads the output in one tokeniser state only, sees exactly the tags that we wrote, and
//! no trick that makes it see others (mutation XSS) has a place to start from.

/// How an element nests, which decides what its tags close (WHATWG HTML 13.1.2.4, 13.2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Has no content and no end tag.
    Void,
    /// Formats the text around it and may cross other elements.
    Inline,
    Link,
    /// Has content of a kind of its own, but stands within a line: `audio`, `ruby`, `math`.
    Object,
    Block,
    Paragraph,
    Heading,
    List,
    Item,
    Table,
    /// `tbody`, `caption` and the like.
    TablePart,
    Row,
    Cell,
    /// `rt` and `rp`.
    Annotation,
}

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
    /// What the values of MathML are made of.
    Words,
    /// A number of pixels, or a percentage where that was once allowed.
    Length,
    Flag,
    OneOf(&'static [&'static str]),
    Language,
    /// Harmless, but no part of HTML any more.
    Legacy,
}

/// The elements, in the order of their names.
const ELEMENTS: [(&str, Kind); 122] = {
    use Kind::{
        Annotation, Block, Cell, Heading, Inline, Item, Link, List, Object, Paragraph, Row, Table, TablePart,
        Void,
    };
    [
        ("a", Link),
        ("abbr", Inline),
        ("acronym", Inline),
        ("address", Block),
        ("annotation", Object),
        ("area", Void),
        ("article", Block),
        ("aside", Block),
        ("audio", Object),
        ("b", Inline),
        ("bdi", Inline),
        ("bdo", Inline),
        ("big", Inline),
        ("blockquote", Block),
        ("br", Void),
        ("caption", TablePart),
        ("center", Block),
        ("cite", Inline),
        ("code", Inline),
        ("col", Void),
        ("colgroup", TablePart),
        ("data", Inline),
        ("dd", Item),
        ("del", Inline),
        ("details", Block),
        ("dfn", Inline),
        ("dir", List),
        ("div", Block),
        ("dl", List),
        ("dt", Item),
        ("em", Inline),
        ("figcaption", Block),
        ("figure", Block),
        ("font", Inline),
        ("footer", Block),
        ("h1", Heading),
        ("h2", Heading),
        ("h3", Heading),
        ("h4", Heading),
        ("h5", Heading),
        ("h6", Heading),
        ("header", Block),
        ("hgroup", Block),
        ("hr", Void),
        ("i", Inline),
        ("img", Void),
        ("ins", Inline),
        ("kbd", Inline),
        ("li", Item),
        ("main", Block),
        ("map", Object),
        ("mark", Inline),
        ("math", Object),
        ("menclose", Object),
        ("menu", List),
        ("merror", Object),
        ("meter", Inline),
        ("mfenced", Object),
        ("mfrac", Object),
        ("mi", Object),
        ("mmultiscripts", Object),
        ("mn", Object),
        ("mo", Object),
        ("mover", Object),
        ("mpadded", Object),
        ("mphantom", Object),
        ("mprescripts", Object),
        ("mroot", Object),
        ("mrow", Object),
        ("ms", Object),
        ("mspace", Object),
        ("msqrt", Object),
        ("mstyle", Object),
        ("msub", Object),
        ("msubsup", Object),
        ("msup", Object),
        ("mtable", Object),
        ("mtd", Object),
        ("mtext", Object),
        ("mtr", Object),
        ("munder", Object),
        ("munderover", Object),
        ("nav", Block),
        ("none", Object),
        ("ol", List),
        ("p", Paragraph),
        ("picture", Object),
        ("pre", Block),
        ("progress", Inline),
        ("q", Inline),
        ("rb", Annotation),
        ("rp", Annotation),
        ("rt", Annotation),
        ("ruby", Object),
        ("s", Inline),
        ("samp", Inline),
        ("search", Block),
        ("section", Block),
        ("semantics", Object),
        ("small", Inline),
        ("source", Void),
        ("span", Inline),
        ("strike", Inline),
        ("strong", Inline),
        ("sub", Inline),
        ("summary", Block),
        ("sup", Inline),
        ("table", Table),
        ("tbody", TablePart),
        ("td", Cell),
        ("tfoot", TablePart),
        ("th", Cell),
        ("thead", TablePart),
        ("time", Inline),
        ("tr", Row),
        ("track", Void),
        ("tt", Inline),
        ("u", Inline),
        ("ul", List),
        ("var", Inline),
        ("video", Object),
        ("wbr", Void),
    ]
};

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

/// The name as a constant, and how the element nests; `None` for what may not pass.
pub(super) fn element(name: &str) -> Option<(&'static str, Kind)> {
    ELEMENTS.binary_search_by(|(have, _)| (*have).cmp(name)).ok().map(|at| ELEMENTS[at])
}

pub(super) fn elements() -> impl Iterator<Item = &'static str> {
    ELEMENTS.iter().map(|(name, _)| *name)
}

/// Whether an element goes with all that it holds.
pub(super) fn is_silent(name: &str) -> bool {
    SILENT.contains(&name)
}

/// Whether HTML has, or had, an element of that name.
pub(super) fn is_known(name: &str) -> bool {
    element(name).is_some() || is_silent(name) || UNWRAPPED.contains(&name)
}

/// Whether the element belongs to MathML (and not to HTML).
pub(super) fn is_math(name: &str) -> bool {
    matches!(name, "math" | "semantics" | "annotation" | "none")
        || name.starts_with('m')
            && element(name).is_some_and(|(_, kind)| kind == Kind::Object)
            && name != "map"
}

/// What the value of `attribute` must be on `element`, which is one of ours; `None`: not allowed.
pub(super) fn rule(element: &str, attribute: &str) -> Option<Rule> {
    own_rule(element, attribute)
        .or_else(|| global_rule(attribute))
        .or_else(|| math_rule(element, attribute))
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

fn math_rule(element: &str, attribute: &str) -> Option<Rule> {
    const MATH: [&str; 34] = [
        "accent",
        "accentunder",
        "align",
        "columnalign",
        "columnlines",
        "columnspacing",
        "columnspan",
        "depth",
        "display",
        "displaystyle",
        "encoding",
        "fence",
        "form",
        "frame",
        "height",
        "largeop",
        "linethickness",
        "lspace",
        "mathsize",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "notation",
        "rowalign",
        "rowlines",
        "rowspacing",
        "rowspan",
        "rspace",
        "scriptlevel",
        "separator",
        "stretchy",
        "symmetric",
        "width",
    ];
    if !is_math(element) {
        return None;
    }
    match attribute {
        "alttext" | "intent" => Some(Rule::Text),
        _ => MATH.contains(&attribute).then_some(Rule::Words),
    }
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
    fn the_elements_are_in_the_order_that_the_search_needs() {
        assert!(ELEMENTS.is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn nothing_passes_that_runs_loads_or_changes_how_the_rest_is_read() {
        for name in [
            SILENT.as_slice(),
            UNWRAPPED.as_slice(),
            &["plaintext", "foreignobject", "annotation-xml", "mglyph", "malignmark", "image"],
        ]
        .concat()
        {
            assert_eq!(element(name), None, "{name}");
        }
        for name in elements() {
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
