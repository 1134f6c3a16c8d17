//! People: in parts, as Atom writes them, or as RSS does, name and address in one string in any of four ways.

use std::borrow::Cow;

use super::fields::{address, string};
use super::xml::{Reader, trimmed, unwrapped};
use crate::markup;
use crate::model::feed::Person;

/// The person that an element names, and past its end: in parts as Atom has it, or in one string as RSS.
pub fn read(reader: &mut Reader<'_>) -> Option<Person> {
    let mut person = Person::default();
    let depth = reader.depth();
    let mut loose = Cow::Borrowed("");
    while let Some(tag) = reader.child_or_text(depth, &mut loose) {
        match tag.name() {
            "name" => person.name = person.name.take().or_else(|| string(reader)),
            "email" => person.email = person.email.take().or_else(|| string(reader)),
            "uri" | "url" | "homepage" => person.url = person.url.take().or_else(|| address(reader)),
            // markup around the name
            _ => loose.to_mut().push_str(&reader.text()),
        }
    }
    if person == Person::default() {
        return self::person(&unwrapped(trimmed(loose)));
    }
    Some(split(person))
}

/// A name that holds an address besides gives both.
fn split(mut person: Person) -> Person {
    let Some(name) = person.name.as_deref().filter(|name| person.email.is_none() && name.contains('@'))
    else {
        return person;
    };
    if let Some(both) = self::person(name).filter(|both| both.name.is_some() && both.email.is_some()) {
        person.name = both.name;
        person.email = both.email;
    }
    person
}

/// `me@example.com (Me)`, `Me <me@example.com>`, `Me (me@example.com)`, `me@example.com`, `Me`.
///
/// Markup goes, which content management systems put where only a name belongs: `<a href="…">Me</a>`.
pub fn person(text: &str) -> Option<Person> {
    let text = if markup::is_markup(text) { Cow::Owned(markup::text(text)) } else { Cow::Borrowed(text) };
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let Some((start, end)) = mailbox(text) else {
        return Some(Person { name: Some(collapsed(text)), ..Person::default() });
    };
    let email = text[start..end].to_owned();
    let before =
        text[..start].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '<' | '(' | '[' | ':'));
    let before = before
        .trim_end_matches("mailto")
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '<' | '(' | '['));
    let after = text[end..].trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | ']'));
    let after = after.strip_prefix(')').unwrap_or(after).trim();
    let after = after.strip_prefix('(').map_or(after, |inner| inner.strip_suffix(')').unwrap_or(inner));
    let name = collapsed(if before.trim().is_empty() { after } else { before });
    let name =
        name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | ',' | ';' | '-')).to_owned();
    Some(Person { name: (!name.is_empty()).then_some(name), email: Some(email), url: None })
}

/// Where the first e-mail address of `text` stands.
fn mailbox(text: &str) -> Option<(usize, usize)> {
    let part = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'' | '=' | '~' | '!' | '#' | '&' | '*' | '/')
    };
    for (at, _) in text.match_indices('@').take(8) {
        let start = text[..at]
            .rfind(|c: char| !part(c))
            .map_or(0, |found| found + text[found..].chars().next().map_or(1, char::len_utf8));
        let host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
        let end = text[at + 1..].find(|c: char| !host(c)).map_or(text.len(), |found| at + 1 + found);
        let end = at + 1 + text[at + 1..end].trim_end_matches(['.', '-']).len();
        if start < at && text[at + 1..end].contains('.') {
            return Some((start, end));
        }
    }
    None
}

/// `text`, which is trimmed, with single spaces for all its white space.
fn collapsed(text: &str) -> String {
    let is_single = |(at, c): (usize, char)| c == ' ' && !text[at + 1..].starts_with(char::is_whitespace);
    if text.char_indices().filter(|(_, c)| c.is_whitespace()).all(is_single) {
        return text.to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Adds a person unless the same is listed already; what the newcomer knows besides is added to the one listed.
pub fn add(people: &mut Vec<Person>, person: Option<Person>) {
    let Some(person) = person else { return };
    if people.len() >= super::MOST_LISTED {
        return;
    }
    let same = |known: &&mut Person| match (&known.name, &person.name) {
        (Some(known), Some(name)) => known == name,
        _ => known.email.is_some() && known.email == person.email,
    };
    match people.iter_mut().find(same) {
        Some(known) => {
            known.name = known.name.take().or(person.name);
            known.email = known.email.take().or(person.email);
            known.url = known.url.take().or(person.url);
        }
        None => people.push(person),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_address_are_told_apart() {
        let cases = [
            ("me@example.com (Me Myself)", Some("Me Myself"), Some("me@example.com")),
            ("Me Myself <me@example.com>", Some("Me Myself"), Some("me@example.com")),
            ("Me Myself (me@example.com)", Some("Me Myself"), Some("me@example.com")),
            ("\"Me\" <mailto:me@example.com>", Some("Me"), Some("me@example.com")),
            ("me@example.com", None, Some("me@example.com")),
            ("Me @home", Some("Me @home"), None),
            ("me+you@mail.example.co.uk ()", None, Some("me+you@mail.example.co.uk")),
            ("  Zoë\n Žižek ", Some("Zoë Žižek"), None),
            ("<a href=\"https://example.com/u/1\">Me</a>, <a href=\"/u/2\">You</a>", Some("Me, You"), None),
            (
                "<span about=\"/user/1\">me@example.com (Jos&eacute;)</span>",
                Some("José"),
                Some("me@example.com"),
            ),
            ("AT&T <me@example.com>", Some("AT&T"), Some("me@example.com")),
        ];
        for (text, name, email) in cases {
            let person = person(text).unwrap();
            assert_eq!((person.name.as_deref(), person.email.as_deref()), (name, email), "{text}");
        }
        assert_eq!(person("  "), None);
    }
}
