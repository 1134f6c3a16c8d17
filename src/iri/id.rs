//! Ids as they are published: [`published_id`].
//!
//! RFC 4287 lets an id be any IRI and wants it unchanged, so an id that a feed gave stays. But to the W3C feed
//! validator, and to many a library behind a reader, an id is a URI of the older RFCs, and anything else an
//! error: such an id takes the form that these have for it.

use std::fmt::Write;

use super::syntax::is_iri;

/// The id under which `id` is published; `None` where it cannot stand as one.
pub fn published_id(id: &str) -> Option<String> {
    let (scheme, rest) = id.split_once(':').filter(|_| is_iri(id))?;
    match scheme.to_ascii_lowercase().as_str() {
        "tag" => {
            let (authority, specific) = rest.split_once(',')?;
            Some(format!("tag:{},{specific}", authority.to_ascii_lowercase()))
        }
        // RFC 2141 knows neither path nor query nor fragment.
        "urn" => Some(encoded(id, |c| matches!(c, '/' | '?' | '#' | '&' | '~'))),
        // RFC 2396 knows no IPv6.
        _ if id.contains('[') => None,
        // RFC 3987, 3.1.
        _ => Some(encoded(id, |c| !c.is_ascii())),
    }
}

/// `text` with the octets of the characters that `is_foreign` percent-encoded.
fn encoded(text: &str, is_foreign: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_foreign(character) {
            for octet in character.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(out, "%{octet:02X}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_id_stays_unless_the_older_rfcs_have_another_form_for_it() {
        for (id, published) in [
            ("https://example.org/a?b=1#c", Some("https://example.org/a?b=1#c")),
            ("https://example.org", Some("https://example.org")),
            ("yt:video:abc", Some("yt:video:abc")),
            ("tag:example.org,2026:Post/1", Some("tag:example.org,2026:Post/1")),
            (
                "urn:uuid:F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
                Some("urn:uuid:F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"),
            ),
            ("https://example.org/grün/日", Some("https://example.org/gr%C3%BCn/%E6%97%A5")),
            ("TAG:Jane@Example.ORG,2026:Post", Some("tag:jane@example.org,2026:Post")),
            ("urn:example:a/b~c?x&y", Some("urn:example:a%2Fb%7Ec%3Fx%26y")),
            ("http://[::1]/a", None),
            ("number 1", None),
        ] {
            assert_eq!(published_id(id).as_deref(), published, "{id}");
        }
    }

    proptest! {
        #[test]
        fn a_published_id_is_an_iri_in_ascii_and_stays(id in "(urn:ab|tag:A.b,2026|https://ex\u{e4}mple|x)(:|/)[a-zA-Z\u{e4}\u{65e5}/?#~&%41:@-]{0,12}") {
            if let Some(published) = published_id(&id) {
                prop_assert!(published.is_ascii() && is_iri(&published), "{}", published);
                prop_assert_eq!(published_id(&published), Some(published));
            }
        }
    }
}
