//! The attributes of MathML: which may stand on what, and the form of their values (MathML 3, as the
//! checkers know it).

use super::allowed::Rule;
use super::elements;

const ATTRIBUTES: [&str; 36] = [
    "accent",
    "accentunder",
    "align",
    "alttext",
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
    "intent",
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

const VARIANTS: [&str; 18] = [
    "normal",
    "bold",
    "italic",
    "bold-italic",
    "double-struck",
    "bold-fraktur",
    "script",
    "bold-script",
    "fraktur",
    "sans-serif",
    "bold-sans-serif",
    "sans-serif-italic",
    "sans-serif-bold-italic",
    "monospace",
    "initial",
    "tailed",
    "looped",
    "stretched",
];

const SIDES: &[&str] = &["left", "center", "right"];
const HEIGHTS: &[&str] = &["top", "bottom", "center", "baseline", "axis"];
const LINES: &[&str] = &["none", "solid", "dashed"];

/// What a value is made of.
#[derive(Debug, Clone, Copy)]
enum Form {
    Text,
    Flag,
    Word(&'static [&'static str]),
    Words(&'static [&'static str]),
    Length,
    LengthOr(&'static [&'static str]),
    Lengths,
    Integer,
    Positive,
}

/// Whether MathML has the attribute: the sanitiser lets it pass, in whatever form.
pub(super) fn rule(element: &str, attribute: &str) -> Option<Rule> {
    (elements::is_math(element) && ATTRIBUTES.contains(&attribute)).then_some(Rule::Math)
}

/// The value as MathML has it on this element, or nothing.
pub(super) fn value(element: &str, attribute: &str, value: &str) -> Option<String> {
    let value = value.trim();
    let mut words = value.split_ascii_whitespace().peekable();
    let fine = words.peek().is_some()
        && match form(element, attribute)? {
            Form::Text => true,
            Form::Flag => matches!(value, "true" | "false"),
            Form::Word(allowed) => allowed.contains(&value),
            Form::Words(allowed) => words.all(|word| allowed.contains(&word)),
            Form::Length => is_length(value),
            Form::LengthOr(allowed) => allowed.contains(&value) || is_length(value),
            Form::Lengths => words.all(is_length),
            Form::Integer => value.parse::<i16>().is_ok(),
            Form::Positive => value.parse::<u16>().is_ok_and(|number| number > 0),
        };
    fine.then(|| value.to_owned())
}

/// Whether an attribute that HTML allows everywhere may stand on an element of MathML.
pub(super) fn keeps(element: &str, attribute: &str, value: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
    };
    match attribute {
        "id" => value.is_ascii() && is_name(value),
        "class" => value.is_ascii() && value.split_ascii_whitespace().all(is_name),
        "dir" => value != "auto" && (is_token(element) || matches!(element, "mrow" | "math" | "mstyle")),
        "lang" | "title" => false,
        _ => true,
    }
}

fn is_token(element: &str) -> bool {
    matches!(element, "mi" | "mn" | "mo" | "mtext" | "ms" | "mspace")
}

fn form(element: &str, attribute: &str) -> Option<Form> {
    // What stands on these holds for all within.
    let all = matches!(element, "math" | "mstyle");
    let on = |names: &[&str]| all || names.contains(&element);
    let scripts = ["munder", "mover", "munderover"];
    Some(match attribute {
        "alttext" if element == "math" => Form::Text,
        "display" if element == "math" => Form::Word(&["block", "inline"]),
        "encoding" if element == "annotation" => Form::Text,
        "notation" if on(&["menclose"]) => Form::Text,
        "mathvariant" if all || is_token(element) => Form::Word(&VARIANTS),
        "mathsize" if all || is_token(element) => Form::LengthOr(&["small", "normal", "big"]),
        "form" if on(&["mo"]) => Form::Word(&["prefix", "infix", "postfix"]),
        "fence" | "separator" | "stretchy" | "symmetric" | "largeop" | "movablelimits" if on(&["mo"]) => {
            Form::Flag
        }
        "accent" if on(&["mo", "mover", "munderover"]) => Form::Flag,
        "accentunder" if on(&["munder", "munderover"]) => Form::Flag,
        "displaystyle" if on(&["mtable"]) => Form::Flag,
        "lspace" if on(&["mo", "mpadded"]) => Form::Length,
        "rspace" | "minsize" if on(&["mo"]) => Form::Length,
        "maxsize" if on(&["mo"]) => Form::LengthOr(&["infinity"]),
        "height" | "depth" | "width" if on(&["mspace", "mpadded"]) => Form::Length,
        "width" if element == "mtable" => Form::LengthOr(&["auto"]),
        "linethickness" if on(&["mfrac"]) => Form::LengthOr(&["thin", "medium", "thick"]),
        "scriptlevel" if all => Form::Integer,
        "align" if on(&scripts) => Form::Word(SIDES),
        "align" if element == "mtable" => Form::Word(HEIGHTS),
        "columnalign" if element == "mtd" => Form::Word(SIDES),
        "columnalign" if on(&["mtable", "mtr"]) => Form::Words(SIDES),
        "rowalign" if matches!(element, "mtd" | "mtr") => Form::Word(HEIGHTS),
        "rowalign" if on(&["mtable"]) => Form::Words(HEIGHTS),
        "columnlines" | "rowlines" if on(&["mtable"]) => Form::Words(LINES),
        "columnspacing" | "rowspacing" if on(&["mtable"]) => Form::Lengths,
        "frame" if on(&["mtable"]) => Form::Word(LINES),
        "columnspan" | "rowspan" if on(&["mtd"]) => Form::Positive,
        _ => return None,
    })
}

/// A number with or without a unit, or one of the spaces that MathML has names for.
fn is_length(length: &str) -> bool {
    const UNITS: [&str; 10] = ["", "em", "ex", "in", "cm", "mm", "px", "pt", "pc", "%"];
    const SPACES: [&str; 7] =
        ["veryverythin", "verythin", "thin", "medium", "thick", "verythick", "veryverythick"];
    let unsigned = length.strip_prefix('-').unwrap_or(length);
    let digits = unsigned.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let is_number = digits.bytes().filter(|byte| *byte == b'.').count() < 2
        && digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let space = length.strip_suffix("mathspace").map(|space| space.strip_prefix("negative").unwrap_or(space));
    is_number && UNITS.contains(&&unsigned[digits.len()..])
        || space.is_some_and(|space| SPACES.contains(&space))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_form_of_mathml_and_stand_where_it_wants_them() {
        for (element, attribute, given, fine) in [
            ("math", "display", "block", true),
            ("math", "display", "x", false),
            ("mrow", "display", "block", false),
            ("mo", "stretchy", "false", true),
            ("mo", "stretchy", "FALSE", false),
            ("mi", "stretchy", "false", false),
            ("mspace", "width", "0.5em", true),
            ("mspace", "width", "1em/", false),
            ("mspace", "width", "-1.em", true),
            ("mspace", "width", ".", false),
            ("mo", "lspace", "verythinmathspace", true),
            ("mo", "lspace", "negativethickmathspace", true),
            ("mo", "maxsize", "infinity", true),
            ("mfrac", "width", "1em", false),
            ("mtable", "columnalign", "left right", true),
            ("mtd", "columnalign", "left right", false),
            ("mtd", "columnspan", "0", false),
            ("mtable", "rowlines", "", false),
            ("mstyle", "scriptlevel", "-1", true),
            ("annotation", "encoding", "application/x-tex", true),
        ] {
            assert_eq!(value(element, attribute, given).is_some(), fine, "{element} {attribute}={given}");
        }
    }

    #[test]
    fn attributes_of_html_stay_where_mathml_knows_them() {
        assert!(keeps("mi", "id", "e1-x") && !keeps("mi", "id", "e1-x'") && !keeps("mi", "title", "x"));
        assert!(keeps("mrow", "dir", "rtl") && !keeps("mfrac", "dir", "rtl") && !keeps("mi", "dir", "auto"));
        assert!(keeps("mi", "class", "math x") && !keeps("mi", "class", "language-\""));
    }
}
