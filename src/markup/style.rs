//! The CSS that may stand in a `style` attribute.
//!
//! [`safe_style`] keeps the declarations that shape the text of an entry and drops what could
//! leave it (`position`, negative margins, huge sizes), load anything (`url()`), or hide behind an
//! escape. Each value must be made of plain words, colours and bounded lengths, and of no more than the
//! W3C feed validator lets pass without a warning: it knows CSS 2 and is narrow about boxes.

use super::css::{BOX_WORDS, PROPERTIES};

/// A declaration with a longer value is none that an author wrote by hand.
const MAX_VALUE: usize = 120;

/// The declarations of `style` that may stay, as `name: value; name: value`.
pub(super) fn safe_style(style: &str) -> String {
    let mut out = String::new();
    for declaration in style.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let name = name.trim().to_ascii_lowercase();
        let value = value.trim().trim_end_matches("!important").trim_end();
        if PROPERTIES.binary_search(&name.as_str()).is_ok() && is_safe_value(value) && fits(&name, value) {
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
                b' ' | b'\t' | b'\n' | b'\r' | b'#' | b'.' | b',' | b'%' | b'-' | b'(' | b')' | b'\'' | b'"'
            )
    };
    if value.is_empty() || value.len() > MAX_VALUE || !value.bytes().all(allowed) {
        return false;
    }
    let value = value.to_ascii_lowercase();
    let balanced =
        [b'"', b'\''].iter().all(|quote| value.bytes().filter(|byte| byte == quote).count() % 2 == 0);
    balanced
        && calls_only_colours(&value)
        && value.split([' ', '\t', '\n', '\r', ',', '(', ')']).all(is_safe_word)
}

fn calls_only_colours(value: &str) -> bool {
    let calls: Vec<&str> = value.split("rgb(").skip(1).collect();
    let is_colour = |call: &&str| {
        let inside = call.split_once(')').map(|(inside, _)| inside);
        inside.is_some_and(|inside| {
            !inside.is_empty() && inside.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b','))
        })
    };
    [value.matches('(').count(), value.matches(')').count()] == [calls.len(); 2]
        && calls.iter().all(is_colour)
}

/// Whether the feed validator has nothing against the value either.
fn fits(name: &str, value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let is_of_boxes =
        ["background", "border", "margin", "padding"].iter().any(|start| name.starts_with(start));
    unquoted(&value).is_some_and(|rest| joins_words(&rest))
        && (!is_of_boxes || value.split_ascii_whitespace().all(is_of_box))
}

/// What is not in quotes; `None` where these mix, or hold more than words.
fn unquoted(value: &str) -> Option<String> {
    let quote = if value.contains('"') { '"' } else { '\'' };
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ')
    };
    let names_fit = value.split(quote).skip(1).step_by(2).all(is_name);
    let rest: String = value.split(quote).step_by(2).collect();
    (names_fit && !rest.contains(['"', '\''])).then_some(rest)
}

/// Whether each hyphen stands between two letters or digits, none of which it shares with another hyphen.
fn joins_words(text: &str) -> bool {
    let word_at_end = |part: &str| part.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let mut parts = text.split('-');
    let mut least = 1;
    let mut before = parts.next().unwrap_or_default();
    for part in parts {
        if word_at_end(before) < least || !part.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return false;
        }
        (before, least) = (part, 2);
    }
    true
}

/// A keyword, a colour, or a number of at most three digits with its unit.
fn is_of_box(word: &str) -> bool {
    if let Some(colour) = word.strip_prefix("rgb(") {
        return colour.starts_with(|c: char| c.is_ascii_digit()) && colour.contains(',');
    }
    if let Some(digits) = word.strip_prefix('#') {
        return !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let number = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let are_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = match number.split_once('.') {
        Some((whole, part)) => {
            whole.len() <= 1 && (1..=2).contains(&part.len()) && are_digits(whole) && are_digits(part)
        }
        None => (1..=3).contains(&number.len()) && are_digits(number),
    };
    let unit = &word[number.len()..];
    BOX_WORDS.binary_search(&word).is_ok()
        || is_short
            && matches!(unit, "" | "cm" | "em" | "ex" | "in" | "mm" | "pc" | "pt" | "px" | "%" | "," | ")")
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
                "font: italic  bold .8em Arial, 'Times New Roman'",
                "font: italic bold .8em Arial, 'Times New Roman'",
            ),
            (
                "background-color: rgb(1, 2, 255); color: rgb(1,2,3)",
                "background-color: rgb(1, 2, 255); color: rgb(1,2,3)",
            ),
            ("border: 1px solid #ccc; border-color: Red", "border: 1px solid #ccc; border-color: Red"),
            ("font-family: sans-serif, \"DejaVu Sans\"", "font-family: sans-serif, \"DejaVu Sans\""),
            ("unicode-bidi: bidi-override", "unicode-bidi: bidi-override"),
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
            // what the feed validator warns of
            ("max-width: 100%; border-radius: 3px; text-transform: uppercase", ""),
            ("font: 1em/1.5 serif; background-color: rgba(1, 2, 3, 0.5); color: hsl(1, 2%, 3%)", ""),
            ("border: 1px groove lightgray; margin: 1rem; padding: 12.5px; padding: 1000px", ""),
            ("color: rgb(); border: 1,2", ""),
            ("font-family: 'Comic-Sans'; font-family: \"It's\"; font-family: a-b-c; font-family: -x", ""),
            ("color", ""),
            ("", ""),
        ] {
            assert_eq!(safe_style(style), want, "{style}");
        }
    }
}
