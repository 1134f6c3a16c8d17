//! The CSS that may stand in a `style` attribute.
//!
//! [`safe_style`] keeps the declarations that shape the text of an entry and drops what could
//! leave it (`position`, negative margins, huge sizes), load anything (`url()`), or hide behind an
//! escape. Each value must be made of plain words, colours and bounded lengths.

/// A declaration with a longer value is none that an author wrote by hand.
const MAX_VALUE: usize = 120;

/// Properties that move nothing out of the entry's own box.
const PROPERTIES: [&str; 69] = [
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-style",
    "border-top-width",
    "border-width",
    "caption-side",
    "clear",
    "color",
    "direction",
    "display",
    "empty-cells",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "hyphens",
    "letter-spacing",
    "line-height",
    "list-style-position",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "overflow",
    "overflow-wrap",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "tab-size",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "unicode-bidi",
    "vertical-align",
    "white-space",
    "width",
    "word-spacing",
];

/// The declarations of `style` that may stay, as `name: value; name: value`.
pub(super) fn safe_style(style: &str) -> String {
    let mut out = String::new();
    for declaration in style.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let name = name.trim().to_ascii_lowercase();
        let value = value.trim().trim_end_matches("!important").trim_end();
        if PROPERTIES.binary_search(&name.as_str()).is_ok() && is_safe_value(value) {
            if !out.is_empty() {
                out.push_str("; ");
            }
            out.push_str(&name);
            out.push_str(": ");
            out.extend(value.split_ascii_whitespace().flat_map(|word| [" ", word]).skip(1));
        }
    }
    out
}

/// Whether `value` is made of words, colours and bounded lengths only.
fn is_safe_value(value: &str) -> bool {
    let allowed = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b' ' | b'\t'
                    | b'\n'
                    | b'\r'
                    | b'#'
                    | b'.'
                    | b','
                    | b'%'
                    | b'-'
                    | b'('
                    | b')'
                    | b'\''
                    | b'"'
                    | b'/'
            )
    };
    if value.is_empty() || value.len() > MAX_VALUE || !value.bytes().all(allowed) || value.contains("//") {
        return false;
    }
    let value = value.to_ascii_lowercase();
    let balanced =
        [b'"', b'\''].iter().all(|quote| value.bytes().filter(|byte| byte == quote).count() % 2 == 0);
    balanced
        && calls_only_colours(&value)
        && value.split([' ', '\t', '\n', '\r', ',', '(', ')', '/']).all(is_safe_word)
}

fn calls_only_colours(value: &str) -> bool {
    let open = value.matches('(').count();
    let colours = ["rgb(", "rgba(", "hsl(", "hsla("]
        .iter()
        .map(|function| value.split(function).skip(1).count())
        .sum::<usize>();
    open == value.matches(')').count() && open == colours
}

/// A word is no number, or one that keeps within the entry: not negative, not huge.
fn is_safe_word(word: &str) -> bool {
    let digits = word.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-')).count();
    let (number, unit) = word.split_at(digits);
    if !number.bytes().any(|byte| byte.is_ascii_digit()) {
        return !number.contains('.');
    }
    let most = match unit {
        "px" => 2000.0,
        "em" | "rem" | "ex" | "ch" | "lh" => 60.0,
        "pt" | "pc" | "mm" => 600.0,
        "cm" | "in" => 30.0,
        "%" => 400.0,
        "" => 1000.0, // a weight, a line height, a part of a colour
        _ => return false,
    };
    number.parse::<f64>().is_ok_and(|number| (0.0..=most).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shapes_text_stays_and_what_escapes_goes() {
        for (style, want) in [
            ("color: #fff;text-align:center", "color: #fff; text-align: center"),
            ("COLOR : Red !important ;", "color: Red"),
            (
                "font: italic  bold .8em/1.2 Arial, 'Times New Roman'",
                "font: italic bold .8em/1.2 Arial, 'Times New Roman'",
            ),
            ("background-color: rgba(1, 2, 3, 0.5)", "background-color: rgba(1, 2, 3, 0.5)"),
            ("width: 100%; height: auto; margin: 0 auto", "width: 100%; height: auto; margin: 0 auto"),
            ("position:absolute; left:0; top:0; z-index:1", ""),
            ("margin-left: -9999px; text-indent: -5em; padding: 99999em; width: 1e9px", ""),
            ("color: expression(alert(1)); width: calc(1px + 2px)", ""),
            ("background-image: url(x.png); background: url(x)", ""),
            ("color: u\\72l(x); colo\\72: red; color: red/**/", ""),
            ("behavior: url(x.htc); -moz-binding: url(x)", ""),
            ("list-style-type: 'x; } body { color: red'", ""),
            ("font-family: \"a", ""),
            ("mso-list: l0 level1 lfo1; background-repeat: repeat-x", ""),
            ("color: javascript:alert(1)", ""),
            ("color", ""),
            ("", ""),
        ] {
            assert_eq!(safe_style(style), want, "{style}");
        }
    }

    #[test]
    fn the_properties_are_in_the_order_that_the_search_needs() {
        assert!(PROPERTIES.is_sorted());
    }
}
