//! Bytes to text: byte order mark, transport, XML declaration, then what the bytes themselves tell.
//!
//! [`decode`] takes the first of these that holds (RFC 7303, XML 1.0 appendix F). A declaration that
//! the bytes contradict is overruled, with a warning; a byte that means nothing costs one character.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A document as text.
#[derive(Debug)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// WHATWG name, lower case; `utf-32be` and `utf-32le` besides.
    pub name: String,
    /// What was overruled or lost.
    pub problems: Vec<Problem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub code: &'static str,
    pub message: String,
}

/// Decodes a document of which the transport said `content_type`.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    if let Some((order, rest)) = utf32(bytes) {
        return decode_utf32(rest, order);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[mark..], Vec::new());
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decode_as(encoding, bytes, Vec::new());
    }
    by_declaration(bytes, content_type)
}

/// Byte order of UTF-32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Big,
    Little,
}

fn utf32(bytes: &[u8]) -> Option<(Order, &[u8])> {
    match bytes {
        [0, 0, 0xFE, 0xFF, rest @ ..] => Some((Order::Big, rest)),
        [0xFF, 0xFE, 0, 0, rest @ ..] => Some((Order::Little, rest)),
        [0, 0, 0, b'<', ..] => Some((Order::Big, bytes)),
        [b'<', 0, 0, 0, ..] => Some((Order::Little, bytes)),
        _ => None,
    }
}

/// `encoding_rs` has no UTF-32, since no browser has.
fn decode_utf32<'a>(bytes: &[u8], order: Order) -> Decoded<'a> {
    let mut lost = !bytes.len().is_multiple_of(4);
    let mut text = String::with_capacity(bytes.len() / 4);
    for unit in bytes.chunks_exact(4) {
        let unit = [unit[0], unit[1], unit[2], unit[3]];
        let code = if order == Order::Big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
        lost |= char::from_u32(code).is_none();
        text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    let name = if order == Order::Big { "utf-32be" } else { "utf-32le" };
    let problems = if lost { vec![undecodable(name)] } else { Vec::new() };
    Decoded { text: Cow::Owned(text), name: name.to_owned(), problems }
}

fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0, b'<' | b' ' | b'\n' | b'\r' | b'{', ..] => Some(UTF_16BE),
        [b'<' | b' ' | b'\n' | b'\r' | b'{', 0, ..] => Some(UTF_16LE),
        _ => None,
    }
}

/// What the transport and the document declare, in that order, as long as the bytes agree.
fn by_declaration<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    let mut problems = Vec::new();
    let declared = [("the transport", content_type.and_then(charset)), ("the document", declared_in(bytes))];
    let utf8 = as_utf8(bytes);
    let mut broken = None;
    for (who, label) in declared {
        let Some(label) = label else { continue };
        let Some(encoding) = known(label) else {
            problems.push(problem(
                "unknown-encoding",
                format!("{who} declares an encoding that nobody knows: {}", printable(label)),
            ));
            continue;
        };
        if contradicts(encoding, bytes, utf8.is_some()) {
            let name = encoding.name().to_ascii_lowercase();
            problems
                .push(problem("wrong-encoding", format!("{who} declares {name}, which its bytes are not")));
            broken = broken.or(Some(encoding));
            continue;
        }
        return match utf8 {
            Some(text) if encoding == UTF_8 => Decoded { text, name: "utf-8".to_owned(), problems },
            _ => decode_as(encoding, bytes, problems),
        };
    }
    match utf8 {
        Some(text) => Decoded { text, name: "utf-8".to_owned(), problems },
        None => decode_as(detected(bytes, broken), bytes, problems),
    }
}

/// The bytes as text if they are UTF-8. This validates prose with accents three times as fast as the
/// standard library does, and that is most of what reading a feed costs.
fn as_utf8(bytes: &[u8]) -> Option<Cow<'_, str>> {
    UTF_8.decode_without_bom_handling_and_without_replacement(bytes)
}

fn known(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes())
}

/// Whether the bytes cannot be meant in `encoding`: they do not decode, or they are UTF-8 beyond
/// ASCII, which text of a single-byte encoding practically never is by chance.
fn contradicts(encoding: &'static Encoding, bytes: &[u8], is_utf8: bool) -> bool {
    if encoding == UTF_8 {
        return !is_utf8;
    }
    if !encoding.is_ascii_compatible() {
        // without a mark and without its zero bytes it is no UTF-16; ISO-2022-JP is all ASCII bytes
        return encoding == UTF_16BE || encoding == UTF_16LE;
    }
    if is_utf8 && !bytes.is_ascii() {
        return true;
    }
    !encoding.is_single_byte()
        && encoding.decode_without_bom_handling_and_without_replacement(bytes).is_none()
}

/// What bytes that keep to no declaration are in: UTF-8 with a few broken places if most of it is that, which
/// no other text is by chance; else what they look like.
fn detected(bytes: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    let (valid, invalid) = sequences(bytes);
    if valid > invalid || (declared == Some(UTF_8) && valid == invalid) {
        return UTF_8;
    }
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8 && encoding.is_ascii_compatible()) {
        return encoding;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    if guess.is_single_byte() || declared != Some(UTF_8) || is_long(guess, bytes) {
        guess
    } else {
        WINDOWS_1252
    }
}

/// As many characters of several bytes, one after the other without a fault, are no accents of another encoding.
const MANY: usize = 16;

fn is_long(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.is_some_and(|text| text.chars().filter(|c| !c.is_ascii()).nth(MANY - 1).is_some())
}

/// Multi-byte sequences of UTF-8 that are whole, and places where it breaks.
fn sequences(bytes: &[u8]) -> (usize, usize) {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    (valid, invalid)
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8], mut problems: Vec<Problem>) -> Decoded<'a> {
    let name = encoding.name().to_ascii_lowercase();
    let (text, lost) = encoding.decode_without_bom_handling(bytes);
    if lost {
        problems.push(undecodable(&name));
    }
    Decoded { text, name, problems }
}

fn undecodable(name: &str) -> Problem {
    problem("undecodable-bytes", format!("some bytes mean nothing in {name}, and were replaced"))
}

fn problem(code: &'static str, message: String) -> Problem {
    Problem { code, message }
}

/// The charset parameter of a content type.
fn charset(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
    })
}

/// How far into a document its declaration may begin: some servers put blank lines or messages before it.
const DECLARATION_WITHIN: usize = 1024;

/// The encoding that the XML declaration names.
fn declared_in(bytes: &[u8]) -> Option<&str> {
    let head = &bytes[..bytes.len().min(DECLARATION_WITHIN)];
    let start = memchr::memmem::find(head, b"<?xml")?;
    let declaration = &head[start..];
    let declaration = &declaration[..memchr::memchr(b'>', declaration)?];
    let at = memchr::memmem::find(declaration, b"encoding")? + "encoding".len();
    let value = declaration[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let quote = *value.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let value = &value[1..];
    let value = &value[..memchr::memchr(quote, value)?];
    std::str::from_utf8(value).ok().map(str::trim).filter(|label| !label.is_empty())
}

fn printable(label: &str) -> String {
    label.chars().take(40).map(|c| if c.is_control() { '?' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(declaration: &str, body: &[u8]) -> Vec<u8> {
        [format!("<?xml version='1.0'{declaration}?>").as_bytes(), body].concat()
    }

    #[test]
    fn the_first_word_that_holds_counts() {
        let cases: &[(&[u8], Option<&str>, &str, &str)] = &[
            (&xml("", "\u{e9}".as_bytes()), None, "utf-8", "\u{e9}"),
            (&xml(" encoding='iso-8859-1'", b"\xE9"), None, "windows-1252", "\u{e9}"),
            (&xml(" encoding='utf-8'", b"\xE9t\xE9 \x93x\x94"), None, "windows-1252", "\u{201c}x\u{201d}"),
            (&xml(" encoding='iso-8859-1'", "\u{e9}".as_bytes()), None, "utf-8", "\u{e9}"),
            (&xml(" encoding='utf-16'", b"x"), None, "utf-8", "x"),
            (&xml(" encoding='utf-8'", b"\xCF"), Some("text/xml; charset=\"koi8-r\""), "koi8-r", "\u{43e}"),
            (&xml(" encoding='nonsense'", b"x"), None, "utf-8", "x"),
            (b"\xEF\xBB\xBF<a/>", Some("text/xml; charset=koi8-r"), "utf-8", "<a/>"),
            (b"\xFE\xFF\0<\0a", None, "utf-16be", "<a"),
            (b"<\0a\0", None, "utf-16le", "<a"),
            (b"\0\0\0<\0\0\0a", None, "utf-32be", "<a"),
            (b"\xFF\xFE\0\0<\0\0\0", None, "utf-32le", "<"),
        ];
        for (bytes, content_type, name, text) in cases {
            let decoded = decode(bytes, *content_type);
            assert_eq!(decoded.name, *name, "{text}");
            assert!(
                decoded.text.ends_with(text) || decoded.text.contains(text),
                "{} lacks {text}",
                decoded.text
            );
        }
    }

    #[test]
    fn what_is_declared_to_be_utf_8_may_be_of_any_language() {
        let text = "日本語のブログ、こんにちは世界。今日はいい天気です。";
        for encoding in [encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP] {
            let bytes = xml(" encoding='utf-8'", &encoding.encode(text).0);
            let decoded = decode(&bytes, None);
            assert!(decoded.text.ends_with(text), "{}: {}", decoded.name, decoded.text);
            assert_eq!(decoded.problems[0].code, "wrong-encoding");
        }
        let (bytes, ..) = encoding_rs::GBK.encode("中文博客的内容，你好世界。今天天气很好。");
        assert_eq!(decode(&xml(" encoding='utf-8'", &bytes), None).name, "gbk");
    }

    #[test]
    fn a_broken_byte_costs_a_character() {
        let body = [" \u{e9}\u{e8}\u{ea}\u{eb}\u{ef}".as_bytes(), b"a\xFFb"].concat();
        let bytes = xml(" encoding='utf-8'", &body);
        let decoded = decode(&bytes, None);
        assert_eq!(decoded.name, "utf-8");
        assert!(decoded.text.ends_with("a\u{fffd}b"));
        assert!(decoded.problems.iter().any(|problem| problem.code == "undecodable-bytes"));
        let undeclared = ["<a>Gr\u{fc}\u{df}e aus K".as_bytes(), b"\xF6ln</a>"].concat();
        assert_eq!(decode(&undeclared, None).text, "<a>Gr\u{fc}\u{df}e aus K\u{fffd}ln</a>");
    }
}
