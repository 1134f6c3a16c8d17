//! Which e-mail addresses we publish: those that RFC 5322 calls a `dot-atom` at a domain name, less the
//! characters that the W3C feed validator refuses. Quoted names, comments and address literals are legal
//! mail but no author's address in a feed.

/// RFC 5321, 4.5.3.1: longer ones no server need take.
const LONGEST: usize = 254;
const LONGEST_NAME: usize = 64;

/// Whether `address` may stand as a person's e-mail address.
pub fn is_email(address: &str) -> bool {
    let Some((name, domain)) = address.split_once('@') else { return false };
    address.len() <= LONGEST
        && name.len() <= LONGEST_NAME
        && name.split('.').all(is_atom)
        && is_domain(domain)
}

fn is_atom(atom: &str) -> bool {
    !atom.is_empty() && atom.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-+'".contains(&byte))
}

/// At least two labels, the last one of letters: `localhost` and an address in digits say nothing to a
/// reader.
fn is_domain(domain: &str) -> bool {
    let is_top = |top: &str| top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    domain.rsplit_once('.').is_some_and(|(site, top)| is_top(top) && site.split('.').all(is_label))
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_may_stand() {
        for address in [
            "jane@example.org",
            "j@x.io",
            "jane.doe+feeds@mail.example.co.uk",
            "o'neill_1@a-b.example.museum",
            "no-reply@xn--bcher-kva.example",
        ] {
            assert!(is_email(address), "{address}");
        }
    }

    #[test]
    fn texts_that_may_not() {
        for address in [
            "",
            "@",
            "jane",
            "jane@",
            "@example.org",
            "jane@localhost",
            "jane@example",
            "jane@example.o",
            "jane@127.0.0.1",
            "jane@[127.0.0.1]",
            "jane@@example.org",
            "jane@example.org ",
            "jane doe@example.org",
            "jane at example dot org",
            "jane@example.org (Jane)",
            "Jane <jane@example.org>",
            "mailto:jane@example.org",
            "\"jane\"@example.org",
            ".jane@example.org",
            "jane..doe@example.org",
            "jane.@example.org",
            "jane@.example.org",
            "jane@example..org",
            "jane@-example.org",
            "jane@example-.org",
            "jané@example.org",
            "jane@bücher.example",
        ] {
            assert!(!is_email(address), "{address}");
        }
        assert!(!is_email(&format!("{}@example.org", "a".repeat(65))));
        assert!(!is_email(&format!("a@{}org", "example.".repeat(32))));
    }
}
