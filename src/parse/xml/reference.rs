//! References: `&amp;`, `&#8217;`, `&eacute;`, what a document type declares, and the bare `&`.
//!
//! [`Entities::decode`] decodes each exactly once. What a document declares of its own is understood
//! within bounds; nothing outside the document is ever loaded.

use std::borrow::Cow;

use crate::markup;

/// No reference that means something is longer.
const LONGEST_REFERENCE: usize = 40;

/// A declared entity is a name or a phrase; more is an attack.
const LONGEST_ENTITY: usize = 4096;

/// As it is written: references in it may make it shorter.
const LONGEST_DECLARED: usize = 8 * LONGEST_ENTITY;

/// More entities than any document type of a feed declares.
const MOST_ENTITIES: usize = 256;

/// What all uses of declared entities together may add to a document.
const MOST_EXPANDED: usize = 64 * 1024;

/// Something about a reference that the publisher should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// An `&` that begins no reference.
    Bare,
    /// A name that HTML knows, and this document does not.
    Undeclared,
    /// A name that nobody knows: left as written.
    Unknown,
    /// `&#8217 ` without its semicolon.
    Unfinished,
    /// A number that is no character of XML.
    NoCharacter,
    /// The document's entities add more than they may.
    Bomb,
}

/// The entities of one document.
#[derive(Debug, Default)]
pub struct Entities<'a> {
    declared: Vec<(&'a str, String)>,
    /// Those of them that are too long for what they are made of, and stand for nothing.
    refused: Vec<&'a str>,
    /// Declarations looked at.
    seen: usize,
    expanded: usize,
    /// The document names an external subset, which may declare what we do not see.
    pub external: bool,
}

impl<'a> Entities<'a> {
    /// Takes the simple entities out of a document type's internal subset. An external entity
    /// is passed over; the first declaration of a name counts (XML 1.0, 4.2).
    pub fn declare(&mut self, doctype: &'a str) {
        let mut rest = doctype;
        while let Some(at) = rest.find("<!ENTITY") {
            rest = &rest[at + "<!ENTITY".len()..];
            self.seen += 1;
            if self.seen > MOST_ENTITIES {
                return;
            }
            if let Some((name, value)) = declaration(rest)
                && !self.declared.iter().any(|(known, _)| *known == name)
            {
                let value = self.value(value);
                self.refused.extend(value.is_none().then_some(name));
                self.declared.push((name, value.unwrap_or_default()));
            }
        }
    }

    /// An entity's own value: what it refers to is put in now, so that no expansion nests. `None`: it is too long,
    /// or made of one that is.
    fn value(&self, raw: &str) -> Option<String> {
        let mut value = String::new();
        let mut rest = raw;
        while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
            value.push_str(&rest[..at]);
            let (taken, meaning) = reference(&rest[at..], &|name| self.known(name));
            match meaning {
                Meaning::Char(character) => value.push(character),
                Meaning::Declared(_) if self.is_refused(&rest[at..at + taken]) => return None,
                Meaning::Declared(text) => value.push_str(text),
                _ => value.push_str(&rest[at..at + taken]),
            }
            rest = &rest[at + taken..];
            if value.len() > LONGEST_ENTITY {
                return None;
            }
        }
        (value.len() + rest.len() <= LONGEST_ENTITY).then(|| value + rest)
    }

    /// `written`: as `&name;`.
    fn is_refused(&self, written: &str) -> bool {
        let name = written.trim_start_matches('&').trim_end_matches(';');
        self.refused.contains(&name)
    }

    fn known(&self, name: &str) -> Option<&str> {
        self.declared.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// `raw` with its references decoded and its line ends made `\n`; `flaw` hears what is wrong
    /// with it, and at what offset.
    pub fn decode<'t>(&mut self, raw: &'t str, flaw: &mut dyn FnMut(Flaw, usize)) -> Cow<'t, str> {
        let Some(first) = memchr::memchr2(b'&', b'\r', raw.as_bytes()) else {
            return Cow::Borrowed(raw);
        };
        let mut out = String::with_capacity(raw.len());
        self.decode_into(raw, first, &mut out, flaw);
        Cow::Owned(out)
    }

    fn decode_into(&mut self, raw: &str, first: usize, out: &mut String, flaw: &mut dyn FnMut(Flaw, usize)) {
        let mut from = 0;
        let mut next = Some(first);
        while let Some(at) = next {
            out.push_str(&raw[from..at]);
            from = at + self.one(raw, at, out, flaw);
            next = memchr::memchr2(b'&', b'\r', &raw.as_bytes()[from..]).map(|found| from + found);
        }
        out.push_str(&raw[from..]);
    }

    /// Decodes what stands at `at`; gives how much of `raw` that was.
    fn one(&mut self, raw: &str, at: usize, out: &mut String, flaw: &mut dyn FnMut(Flaw, usize)) -> usize {
        if raw.as_bytes()[at] == b'\r' {
            out.push('\n');
            return if raw.as_bytes().get(at + 1) == Some(&b'\n') { 2 } else { 1 };
        }
        let (taken, meaning) = reference(&raw[at..], &|name| self.known(name));
        let written = &raw[at..at + taken];
        match meaning {
            Meaning::Char(character) => out.push(character),
            Meaning::Unfinished(character) => {
                flaw(Flaw::Unfinished, at);
                out.push(character);
            }
            Meaning::Html(text) => {
                if !self.external {
                    flaw(Flaw::Undeclared, at);
                }
                out.push_str(&text);
            }
            Meaning::Declared(text)
                if self.expanded + text.len() <= MOST_EXPANDED && !self.is_refused(written) =>
            {
                let length = text.len();
                out.push_str(text);
                self.expanded += length;
            }
            Meaning::Declared(_) => flaw(Flaw::Bomb, at),
            Meaning::NoCharacter => {
                flaw(Flaw::NoCharacter, at);
                if let Some((character, taken)) = markup::character_in_halves(&raw[at..]) {
                    out.push(character);
                    return taken;
                }
            }
            Meaning::Unknown => {
                flaw(Flaw::Unknown, at);
                out.push_str(written);
            }
            Meaning::Bare => {
                flaw(Flaw::Bare, at);
                out.push('&');
            }
        }
        taken
    }
}

/// The name and the value of the entity declaration that `rest` continues; `None` for a parameter
/// entity, for an external one, and for one whose end is too far to look for: each of many
/// declarations would be looked through to the end of the document.
fn declaration(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.trim_start();
    let name_end = rest.bytes().take(LONGEST_REFERENCE).position(|byte| byte.is_ascii_whitespace())?;
    let name = &rest[..name_end];
    let value = rest[name_end..].trim_start();
    let quote = value.bytes().next().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let value = &value[1..];
    let end = memchr::memchr(quote, &value.as_bytes()[..value.len().min(LONGEST_DECLARED)])?;
    Some((name, &value[..end]))
}

/// The five references that XML itself knows: escaped HTML consists of them.
fn predefined(text: &[u8]) -> Option<(usize, char)> {
    match text {
        [_, b'l', b't', b';', ..] => Some((4, '<')),
        [_, b'g', b't', b';', ..] => Some((4, '>')),
        [_, b'a', b'm', b'p', b';', ..] => Some((5, '&')),
        [_, b'q', b'u', b'o', b't', b';', ..] => Some((6, '"')),
        [_, b'a', b'p', b'o', b's', b';', ..] => Some((6, '\'')),
        _ => None,
    }
}

enum Meaning<'e> {
    Char(char),
    Unfinished(char),
    Html(String),
    Declared(&'e str),
    NoCharacter,
    Unknown,
    Bare,
}

/// What the `&` that `text` begins with stands for, and how long the reference is.
fn reference<'e>(text: &str, known: &dyn Fn(&str) -> Option<&'e str>) -> (usize, Meaning<'e>) {
    if let Some((taken, character)) = predefined(text.as_bytes()) {
        return (taken, Meaning::Char(character));
    }
    let window = &text.as_bytes()[1..text.len().min(LONGEST_REFERENCE)];
    let body = window
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'_' | b'-' | b'.'))
        .count();
    let name = &text[1..=body];
    let finished = window.get(body) == Some(&b';');
    if let Some(number) = name.strip_prefix('#') {
        return numeric(number, body, finished);
    }
    if !finished || name.is_empty() {
        return (1, Meaning::Bare);
    }
    let meaning = match known(name) {
        Some(text) => Meaning::Declared(text),
        None => markup::entity(name).map_or(Meaning::Unknown, Meaning::Html),
    };
    (body + 2, meaning)
}

fn numeric<'e>(number: &str, body: usize, finished: bool) -> (usize, Meaning<'e>) {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    if length == 0 {
        return (1, Meaning::Bare);
    }
    let code = u32::from_str_radix(&digits[..length], radix).unwrap_or(u32::MAX);
    let whole = length == digits.len();
    let taken = 1 + body - (digits.len() - length) + usize::from(whole && finished);
    match character(code) {
        None => (taken, Meaning::NoCharacter),
        Some(character) if whole && finished => (taken, Meaning::Char(character)),
        Some(character) => (taken, Meaning::Unfinished(character)),
    }
}

/// The character that a number means. `&#146;` is written by those who think in Windows-1252,
/// where it is an apostrophe; as a control character it means nothing to anybody.
fn character(code: u32) -> Option<char> {
    match code {
        0x80..=0x9F => u8::try_from(code).ok().map(markup::windows_1252),
        0x09 | 0x0A | 0x0D | 0x20.. => char::from_u32(code).filter(|c| !matches!(c, '\u{FFFE}' | '\u{FFFF}')),
        _ => None,
    }
}

/// Whether `text` begins with a reference that HTML understands.
pub fn is_html_reference(text: &str) -> bool {
    matches!(reference(text, &|_| None).1, Meaning::Char(_) | Meaning::Html(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(raw: &str) -> (String, Vec<Flaw>) {
        let mut flaws = Vec::new();
        let text = Entities::default().decode(raw, &mut |flaw, _| flaws.push(flaw)).into_owned();
        (text, flaws)
    }

    #[test]
    fn references_are_decoded_once() {
        let cases: &[(&str, &str, &[Flaw])] = &[
            ("a &amp;amp; b", "a &amp; b", &[]),
            ("&#x2019;&#8217;", "\u{2019}\u{2019}", &[]),
            ("don&#146;t", "don\u{2019}t", &[]),
            ("R&D &", "R&D &", &[Flaw::Bare, Flaw::Bare]),
            ("?a=1&b=2;", "?a=1&b=2;", &[Flaw::Bare]),
            ("caf&eacute;", "caf\u{e9}", &[Flaw::Undeclared]),
            ("&alpha;&NotEqualTilde;", "\u{3b1}\u{2242}\u{338}", &[Flaw::Undeclared, Flaw::Undeclared]),
            ("&nosuch;", "&nosuch;", &[Flaw::Unknown]),
            ("&#8217 x", "\u{2019} x", &[Flaw::Unfinished]),
            ("&#0;&#xFFFFFFFFF;", "", &[Flaw::NoCharacter, Flaw::NoCharacter]),
            (
                "&#xD83D;&#xDE00;&#55357;&#56832;",
                "\u{1F600}\u{1F600}",
                &[Flaw::NoCharacter, Flaw::NoCharacter],
            ),
            ("&#xDE00;&#xD83D;a&#xD83D;&#65;", "aA", &[Flaw::NoCharacter; 3]),
            ("a\r\nb\rc", "a\nb\nc", &[]),
            ("&\u{e9};", "&\u{e9};", &[Flaw::Bare]),
        ];
        for (raw, text, flaws) in cases {
            assert_eq!(decode(raw), ((*text).to_owned(), flaws.to_vec()), "{raw}");
        }
    }

    #[test]
    fn an_entity_bomb_stays_small() {
        let level = |level: u32| format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10));
        let doctype = format!("<!ENTITY a0 \"lol\">{}", (1..20).map(level).collect::<String>());
        let mut entities = Entities::default();
        entities.declare(&doctype);
        let mut flaws = 0;
        let raw = "&a3;".repeat(1000);
        let text = entities.decode(&raw, &mut |_, _| flaws += 1).into_owned();
        assert!(text.len() <= MOST_EXPANDED, "{}", text.len());
        assert!(flaws > 0);
        for refused in ["&a4;", "&a5;", "&a19;"] {
            let mut flaws = Vec::new();
            assert_eq!(entities.decode(refused, &mut |flaw, _| flaws.push(flaw)), "");
            assert_eq!(flaws, [Flaw::Bomb], "{refused}");
        }
    }

    #[test]
    fn what_a_document_declares_is_understood_and_nothing_is_loaded() {
        let mut entities = Entities::default();
        entities.declare("<!ENTITY who 'the mill &#169;'><!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY y \"by &who;\">");
        assert_eq!(entities.decode("&y; &x;", &mut |_, _| ()), "by the mill \u{a9} &x;");
    }
}
