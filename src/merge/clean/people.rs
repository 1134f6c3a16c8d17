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
    let given = person.email.as_deref().map(str::trim).filter(|email| iri::is_email(email));
    let email = given.filter(|email| !is_nobodys(email)).map(str::to_owned);
    let url = person.url.as_deref().and_then(address);
    let is_filler = |name: &str| {
        matches!(name, "null" | "undefined") || (name == "Unknown" && given.is_some() && email.is_none())
    };
    let name = person.name.as_deref().and_then(line).filter(|name| !is_filler(name)).or_else(|| {
        let local = email.as_deref().and_then(|email| email.split('@').next()).map(str::to_owned);
        local.or_else(|| url.as_ref()?.host_str().map(str::to_owned))
    })?;
    Some(Author { name, email, url })
}

/// What programs put where the specification wants an address and nobody wants to give one: Blogger
/// `noreply@blogger.com`, some forums `invalid@example.com`.
fn is_nobodys(email: &str) -> bool {
    let local = email.split('@').next().unwrap_or_default().to_ascii_lowercase();
    matches!(
        local.as_str(),
        "noreply" | "no-reply" | "no_reply" | "donotreply" | "do-not-reply" | "nobody" | "nospam" | "invalid"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_nobody_is_nobody() {
        let person = |name: &str, email: &str| Person {
            name: Some(name.to_owned()).filter(|name| !name.is_empty()),
            email: Some(email.to_owned()),
            url: None,
        };
        for (name, email, expected) in [
            ("Unknown", "noreply@blogger.com", None),
            ("Ann", "noreply@blogger.com", Some(("Ann", None))),
            ("Nico", "invalid@example.com", Some(("Nico", None))),
            ("", "No-Reply@a.example", None),
            ("null", "", None),
            ("Unknown", "ann@a.example", Some(("Unknown", Some("ann@a.example")))),
            ("", "ann@a.example", Some(("ann", Some("ann@a.example")))),
        ] {
            let author = author(&person(name, email));
            let shown = author.as_ref().map(|author| (author.name.as_str(), author.email.as_deref()));
            assert_eq!(shown, expected, "{name} {email}");
        }
    }
}
