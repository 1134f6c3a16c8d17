//! The people of an article.

use serde_json::Value;

use super::lookup::{Keys, member, scalar_text};
use crate::model::feed::Person;

/// `Jane Doe <jane@example.org>`, `jane@example.org (Jane Doe)`, a name, an address.
pub fn person(text: &str) -> Option<Person> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let is_email = |part: &str| part.contains('@') && !part.contains(char::is_whitespace);
    let is_url = |part: &str| part.starts_with("http://") || part.starts_with("https://");
    let trimmed = |part: &str| Some(part.trim().to_owned()).filter(|part| !part.is_empty());
    for (open, close) in [('<', '>'), ('(', ')')] {
        if let Some((before, rest)) = text.split_once(open)
            && let Some(inner) = rest.trim_end().strip_suffix(close)
        {
            let (before, inner) = (before.trim(), inner.trim());
            if is_email(inner) {
                return Some(Person { name: trimmed(before), email: trimmed(inner), url: None });
            }
            if is_email(before) {
                return Some(Person { name: trimmed(inner), email: trimmed(before), url: None });
            }
            if is_url(inner) {
                return Some(Person { name: trimmed(before), email: None, url: trimmed(inner) });
            }
        }
    }
    if is_email(text) {
        return Some(Person { email: trimmed(text), ..Person::default() });
    }
    Some(Person { name: trimmed(text), ..Person::default() })
}

impl Keys<'_, '_> {
    pub(super) fn authors(&mut self) -> Vec<Person> {
        let names = ["authors", "author", "byline"];
        let found = self.find(&names).map(|(value, _)| value).or_else(|| self.taxonomy("authors"));
        let mut authors: Vec<Person> = match found {
            Some(Value::Array(list)) => list.iter().filter_map(author).collect(),
            Some(value) => author(value).into_iter().collect(),
            None => Vec::new(),
        };
        if let [only] = authors.as_mut_slice()
            && only.email.is_none()
            && only.url.is_none()
        {
            only.email = self.text(&["authoremail", "email"]);
            only.url = self.text(&["authorurl", "authorlink"]);
        }
        authors
    }
}

fn author(value: &Value) -> Option<Person> {
    match value {
        Value::Object(table) => {
            let found = Person {
                name: member(table, &["name", "displayname", "title"]),
                email: member(table, &["email", "mail"]),
                url: member(table, &["url", "uri", "link", "website", "homepage"]),
            };
            (found != Person::default()).then_some(found)
        }
        value => person(&scalar_text(value)?),
    }
}
