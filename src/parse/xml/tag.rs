//! One start tag: where it ends, what it is called, what its attributes are.
//!
//! [`scan`] reads a tag as XML has it and, where the publisher did not keep to that, as browsers
//! would: attributes without quotes, without value, twice, or with a quote left open.

use super::namespace::Ns;

/// More attributes on one element than anybody writes; further ones are passed over.
pub const MAX_ATTRIBUTES: usize = 100;

/// No name that a dialect or an extension knows is longer.
const LONGEST_NAME: usize = 24;

/// A start tag that was read. Its attributes are with the reader until the next one.
#[derive(Debug, Clone, Copy)]
pub struct Tag<'a> {
    pub ns: Ns,
    /// The name as written, with prefix.
    pub qualified: &'a str,
    /// Offset of its `<`.
    pub start: usize,
    /// `<name/>`.
    pub empty: bool,
    prefix: &'a str,
    local: &'a str,
    /// The local name in lower case, where it is written otherwise.
    folded: Option<[u8; LONGEST_NAME]>,
}

impl<'a> Tag<'a> {
    pub fn new(name: Name<'a>, start: usize, empty: bool) -> Tag<'a> {
        let Name { qualified, local, capitals } = name;
        let prefix = &qualified[..(qualified.len() - local.len()).saturating_sub(1)];
        let folded = capitals.then(|| folded(local));
        Tag { ns: Ns::Unknown, qualified, start, empty, prefix, local, folded }
    }

    /// The local name in lower case; empty for one with capitals that is longer than any that is known.
    pub fn name(&self) -> &str {
        match &self.folded {
            None => self.local,
            Some(_) if self.local.len() > LONGEST_NAME => "",
            Some(folded) => std::str::from_utf8(&folded[..self.local.len()]).unwrap_or(""),
        }
    }

    pub fn prefix(&self) -> &'a str {
        self.prefix
    }
}

fn folded(local: &str) -> [u8; LONGEST_NAME] {
    let mut folded = [0; LONGEST_NAME];
    for (to, from) in folded.iter_mut().zip(local.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    folded
}

/// The name of an element or an attribute.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a> {
    /// As written, with prefix.
    pub qualified: &'a str,
    /// The part after the prefix.
    pub local: &'a str,
    /// It has capital letters, perhaps only in its prefix.
    pub capitals: bool,
}

impl Name<'_> {
    pub fn has_prefix(&self) -> bool {
        self.local.len() < self.qualified.len()
    }
}

/// An attribute as written: its value still has its references.
#[derive(Debug, Clone, Copy)]
pub struct Attribute<'a> {
    pub name: Name<'a>,
    pub value: &'a str,
}

/// What a publisher did not keep to in a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    UnquotedValue,
    MissingValue,
    OpenQuote,
    Duplicate,
    TooMany,
    Unclosed,
}

/// Where a start tag ends and how.
#[derive(Debug, Clone, Copy)]
pub struct Scanned<'a> {
    pub name: Name<'a>,
    /// Offset after its `>`.
    pub end: usize,
    pub empty: bool,
    pub flaw: Option<Flaw>,
    /// The document ended inside the tag.
    pub cut: bool,
}

/// Scans the start tag at `start` (the offset of its `<`), and puts its attributes into `attributes`.
pub fn scan<'a>(text: &'a str, start: usize, attributes: &mut Vec<Attribute<'a>>) -> Scanned<'a> {
    attributes.clear();
    let bytes = text.as_bytes();
    let (name, mut at) = name_at(text, start + 1);
    let mut scanned = Scanned { name, end: bytes.len(), empty: false, flaw: None, cut: true };
    loop {
        at = skip_space(bytes, at);
        match bytes.get(at) {
            None => return scanned,
            Some(b'>') => return Scanned { end: at + 1, cut: false, ..scanned },
            Some(b'/') if bytes.get(at + 1) == Some(&b'>') => {
                return Scanned { end: at + 2, empty: true, cut: false, ..scanned };
            }
            // `<title <link>`: the tag was never closed
            Some(b'<') => return Scanned { end: at, cut: false, flaw: Some(Flaw::Unclosed), ..scanned },
            Some(b'/' | b'"' | b'\'' | b'=') => {
                scanned.flaw = Some(Flaw::UnquotedValue);
                at += 1;
            }
            Some(_) => {
                let (attribute, end, flaw) = attribute(text, at);
                let kept = keep(attribute, attributes);
                scanned.flaw = flaw.or(kept).or(scanned.flaw);
                at = end;
            }
        }
    }
}

/// Of two attributes with one name the first counts, as in browsers.
fn keep<'a>(attribute: Attribute<'a>, attributes: &mut Vec<Attribute<'a>>) -> Option<Flaw> {
    if attributes.len() >= MAX_ATTRIBUTES {
        return Some(Flaw::TooMany);
    }
    if attributes.iter().any(|other| other.name.qualified == attribute.name.qualified) {
        return Some(Flaw::Duplicate);
    }
    attributes.push(attribute);
    None
}

fn attribute(text: &str, at: usize) -> (Attribute<'_>, usize, Option<Flaw>) {
    let bytes = text.as_bytes();
    let (name, name_end) = name_at(text, at);
    let equals = skip_space(bytes, name_end);
    if bytes.get(equals) != Some(&b'=') {
        return (Attribute { name, value: "" }, name_end.max(at + 1), Some(Flaw::MissingValue));
    }
    let value = skip_space(bytes, equals + 1);
    if let Some(quote @ (b'"' | b'\'')) = bytes.get(value) {
        let (end, after, flaw) = end_of_quoted(bytes, value + 1, *quote);
        return (Attribute { name, value: &text[value + 1..end] }, after, flaw);
    }
    let end = end_of_unquoted(bytes, value);
    (Attribute { name, value: &text[value..end] }, end, Some(Flaw::UnquotedValue))
}

/// Where a quoted value ends, and where to go on. A value in which a tag ends and another begins
/// was never closed: it ends with that tag. Never looks further than that, so that open quotes
/// cannot make the scan quadratic.
fn end_of_quoted(bytes: &[u8], from: usize, quote: u8) -> (usize, usize, Option<Flaw>) {
    let mut tag_end = None;
    let mut at = from;
    while let Some(found) = memchr::memchr3(quote, b'<', b'>', &bytes[at..]) {
        at += found;
        match bytes[at] {
            b'>' => tag_end = tag_end.or(Some(at)),
            b'<' => {
                if let Some(end) = tag_end {
                    return (end, end, Some(Flaw::OpenQuote));
                }
            }
            _ => return (at, at + 1, None),
        }
        at += 1;
    }
    let end = tag_end.unwrap_or(bytes.len());
    (end, end, Some(Flaw::OpenQuote))
}

fn end_of_unquoted(bytes: &[u8], from: usize) -> usize {
    let stop = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'<');
    let end = bytes[from..].iter().position(stop).map_or(bytes.len(), |found| from + found);
    // `<link href=http://example.org/>` is an empty tag whose address ends in a slash, or is it: browsers keep it
    if end > from + 1 && bytes[end - 1] == b'/' && bytes.get(end) == Some(&b'>') { end - 1 } else { end }
}

/// The name that starts at `from`, and where it ends.
fn name_at(text: &str, from: usize) -> (Name<'_>, usize) {
    let bytes = text.as_bytes();
    let mut end = from;
    let mut seen = 0;
    while let Some(class) = bytes.get(end).map(|byte| CLASSES[usize::from(*byte)])
        && class & (SPACE | DELIMITER) == 0
    {
        seen |= class;
        end += 1;
    }
    let qualified = &text[from..end];
    let local = if seen & COLON == 0 { qualified } else { local(qualified) };
    (Name { qualified, local, capitals: seen & CAPITAL != 0 }, end)
}

/// The end of the name that starts at `from`.
pub fn end_of_name(bytes: &[u8], from: usize) -> usize {
    let stop = |byte: &u8| CLASSES[usize::from(*byte)] & (SPACE | DELIMITER) != 0;
    bytes[from..].iter().position(stop).map_or(bytes.len(), |found| from + found)
}

pub fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| CLASSES[usize::from(*byte)] & SPACE != 0) {
        at += 1;
    }
    at
}

/// What a byte is inside a tag, in bits: looked up, since that is done for every byte of every name.
static CLASSES: [u8; 256] = classes();

const SPACE: u8 = 1;
/// It ends a name.
const DELIMITER: u8 = 2;
const COLON: u8 = 4;
const CAPITAL: u8 = 8;

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        classes[byte as usize] = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => SPACE,
            b'>' | b'/' | b'=' | b'<' | b'"' | b'\'' => DELIMITER,
            b':' => COLON,
            b'A'..=b'Z' => CAPITAL,
            _ => 0,
        };
        byte += 1;
    }
    classes
}

/// The part of a name after its prefix.
pub fn local(qualified: &str) -> &str {
    match memchr::memchr(b':', qualified.as_bytes()) {
        Some(colon) => &qualified[colon + 1..],
        None => qualified,
    }
}

/// The prefix of a name, empty where it has none.
pub fn prefix(qualified: &str) -> &str {
    match memchr::memchr(b':', qualified.as_bytes()) {
        Some(colon) => &qualified[..colon],
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, bool, Option<Flaw>) {
        let mut attributes = Vec::new();
        let scanned = scan(text, 0, &mut attributes);
        let listed: Vec<String> = attributes
            .iter()
            .map(|attribute| format!("{}={}", attribute.name.qualified, attribute.value))
            .collect();
        (
            format!("{} {} +{}", scanned.name.qualified, listed.join(","), text.len() - scanned.end),
            scanned.empty,
            scanned.flaw,
        )
    }

    #[test]
    fn tags_are_read_as_xml_and_mended_as_html() {
        let cases = [
            ("<a>x", "a  +1", false, None),
            ("<a b='1' c=\"2\"/>", "a b=1,c=2 +0", true, None),
            ("<a b = '1'\n>", "a b=1 +0", false, None),
            ("<a b='x>y'>", "a b=x>y +0", false, None),
            ("<a b=1 c>", "a b=1,c= +0", false, Some(Flaw::MissingValue)),
            ("<a b=http://x/y>", "a b=http://x/y +0", false, Some(Flaw::UnquotedValue)),
            ("<a b='1' b='2'>", "a b=1 +0", false, Some(Flaw::Duplicate)),
            ("<a b='1>t</a>'", "a b=1 +6", false, Some(Flaw::OpenQuote)),
            ("<a <b>", "a  +3", false, Some(Flaw::Unclosed)),
        ];
        for (text, expected, empty, flaw) in cases {
            assert_eq!(read(text), (expected.to_owned(), empty, flaw), "{text}");
        }
    }
}
