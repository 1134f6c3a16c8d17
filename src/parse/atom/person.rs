//! `author` and `contributor`: a person in parts, or, against the specification, in one string.

use super::super::fields::{address, string};
use super::super::people;
use super::super::xml::Reader;
use crate::model::feed::Person;

/// The person that the element names, and past its end.
pub fn read(reader: &mut Reader<'_>) -> Option<Person> {
    let mut person = Person::default();
    let depth = reader.depth();
    let mut loose = String::new();
    while let Some(tag) = reader.child_or_text(depth, &mut loose) {
        match tag.name() {
            "name" => person.name = person.name.take().or_else(|| string(reader)),
            "email" => person.email = person.email.take().or_else(|| string(reader)),
            "uri" | "url" | "homepage" => person.url = person.url.take().or_else(|| address(reader)),
            _ => {}
        }
    }
    if person == Person::default() { people::person(&loose) } else { Some(split(person)) }
}

/// A name that holds an address besides gives both.
fn split(mut person: Person) -> Person {
    let Some(name) = person.name.as_deref().filter(|name| person.email.is_none() && name.contains('@'))
    else {
        return person;
    };
    if let Some(both) = people::person(name).filter(|both| both.name.is_some() && both.email.is_some()) {
        person.name = both.name;
        person.email = both.email;
    }
    person
}
