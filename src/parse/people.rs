//! People, as RSS writes them: name and address in one string, in any of four ways.

use crate::model::feed::Person;

/// `me@example.com (Me)`, `Me <me@example.com>`, `Me (me@example.com)`, `me@example.com`, `Me`.
pub fn person(text: &str) -> Option<Person> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let Some((start, end)) = address(text) else {
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
fn address(text: &str) -> Option<(usize, usize)> {
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
        ];
        for (text, name, email) in cases {
            let person = person(text).unwrap();
            assert_eq!((person.name.as_deref(), person.email.as_deref()), (name, email), "{text}");
        }
        assert_eq!(person("  "), None);
    }
}
