//! What programs that put JSON together by hand get wrong: [`mended`].
//!
//! Halves of surrogate pairs, as they are left where a text was cut in the middle of an emoji,
//! become a replacement character; line breaks and tabs that stand as they are become escapes, and
//! escapes that JSON does not know (`\\'`) what they escape. Outside of strings the comma behind the
//! last of a list goes, and nothing else is touched.

use memchr::memchr;

/// `json` with the escapes and characters in its strings as RFC 8259, section 7, has them.
pub fn mended(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 64);
    let mut rest = json;
    while let Some(quote) = memchr(b'"', rest.as_bytes()) {
        let (outside, string) = rest.split_at(quote + 1);
        push_outside(&mut out, outside);
        rest = push_string(&mut out, string);
    }
    push_outside(&mut out, rest);
    out
}

/// Adds what stands between two strings.
fn push_outside(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(comma) = memchr(b',', rest.as_bytes()) {
        let (before, after) = (&rest[..comma], &rest[comma + 1..]);
        let is_last = after.trim_start().starts_with(['}', ']']);
        out.push_str(if is_last { before } else { &rest[..=comma] });
        rest = after;
    }
    out.push_str(rest);
}

/// Adds the string that begins `text`, its closing quote included, and returns what follows.
fn push_string<'a>(out: &mut String, text: &'a str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = match rest.as_bytes() {
            [b'"', ..] => {
                out.push('"');
                return &rest[1..];
            }
            [b'\\', ..] => push_escape(out, rest),
            [control, ..] => {
                out.push_str(match control {
                    b'\n' => "\\n",
                    b'\r' => "\\r",
                    b'\t' => "\\t",
                    _ => "",
                });
                &rest[1..]
            }
            [] => rest,
        };
    }
    out.push_str(rest);
    ""
}

/// Adds the escape that begins `text`, or the two that make a surrogate pair.
fn push_escape<'a>(out: &mut String, text: &'a str) -> &'a str {
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let pair = text.get(6..).and_then(unit);
    let mut length = match (unit(text), pair) {
        (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
        (Some(0xD800..=0xDFFF), _) => {
            out.push('\u{FFFD}');
            return &text[6..];
        }
        _ => text.chars().take(2).map(char::len_utf8).sum(),
    };
    let text = if text[1..].starts_with(|c| !"\"\\/bfnrtu".contains(c)) {
        length -= 1;
        &text[1..]
    } else {
        text
    };
    let (escape, rest) = text.split_at(length);
    out.push_str(escape);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_become_what_json_allows() {
        for (broken, want) in [
            (r#"{"a": "\ud83d"}"#, "{\"a\": \"\u{FFFD}\"}"),
            (r#"["\ud83d\ud83d\ude00x\ude00"]"#, "[\"\u{FFFD}\\ud83d\\ude00x\u{FFFD}\"]"),
            ("{\n\t\"a\": \"b\nc\td\u{1}\"\n}", "{\n\t\"a\": \"b\\nc\\td\"\n}"),
            (r#"["\\ud83d", "\"\ud83d"]"#, "[\"\\\\ud83d\", \"\\\"\u{FFFD}\"]"),
            (r#"["\u12", "\"#, r#"["\u12", "\"#),
            (r#"["it\'s \é", "\"]"]"#, r#"["it's é", "\"]"]"#),
            ("[{\"a\": 1,\n}, 2, ]", "[{\"a\": 1\n}, 2 ]"),
            ("[1, \"open", "[1, \"open"),
        ] {
            assert_eq!(mended(broken), want, "{broken}");
        }
    }
}
