//! Persons: a name always, an e-mail address and a page only where they are well-formed.

use super::text::line;
use super::{MOST, address};
use crate::iri;
use crate::model::edition::Author;
use crate::model::feed::Person;

/// Those of `persons` that have a name or something to stand for it, each once.
pub fn authors(persons: &[Person]) -> Vec<Author> {
    let mut authors: Vec<Author> = Vec::new();
    for author in persons.iter().filter_map(author) {
        if authors.len() < MOST && !authors.contains(&author) {
            authors.push(author);
        }
    }
    authors
}

fn author(person: &Person) -> Option<Author> {
    let email =
        person.email.as_deref().map(str::trim).filter(|email| iri::is_email(email)).map(str::to_owned);
    let url = person.url.as_deref().and_then(address);
    let name = person.name.as_deref().and_then(line).or_else(|| {
        let local = email.as_deref().and_then(|email| email.split('@').next()).map(str::to_owned);
        local.or_else(|| url.as_ref()?.host_str().map(str::to_owned))
    })?;
    Some(Author { name, email, url })
}
