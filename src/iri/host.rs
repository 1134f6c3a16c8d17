//! The host of an address, for what asks for nothing else of it.

use std::borrow::Cow;

use url::Url;

/// The host of `address` as a parsed URL has it; `None` where it is no address with a host.
pub fn host(address: &str) -> Option<Cow<'_, str>> {
    if let Some(host) = plain_host(address) {
        return Some(Cow::Borrowed(host));
    }
    Url::parse(address).ok()?.host_str().map(|host| Cow::Owned(host.to_owned()))
}

/// Most addresses have their host as a parsed URL would have it, and nothing else of them need be looked at.
fn plain_host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let host = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    // A number at the end makes an IPv4 address of it, and a label in Punycode may be a wrong one.
    let is_name = host.rsplit('.').next()?.starts_with(|first: char| first.is_ascii_lowercase());
    (is_name && host.bytes().all(is_plain) && !host.contains("xn--")).then_some(host)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_parsing(address: &str) -> Option<String> {
        Url::parse(address).ok()?.host_str().map(str::to_owned)
    }

    #[test]
    fn hosts() {
        for (address, expected) in [
            ("https://www.example.org/a?b#c", Some("www.example.org")),
            ("http://example.org", Some("example.org")),
            ("https://Example.ORG:8080/", Some("example.org")),
            ("https://user@example.org/", Some("example.org")),
            ("http://127.1/", Some("127.0.0.1")),
            ("https://b\u{fc}cher.example/", Some("xn--bcher-kva.example")),
            ("https://xn--a.example/", None),
            ("https:///path", Some("path")),
            ("tag:example.org,2026:a", None),
            ("/a", None),
        ] {
            assert_eq!(host(address).as_deref(), expected, "{address}");
            assert_eq!(by_parsing(address).as_deref(), expected, "{address}");
        }
    }

    proptest! {
        #[test]
        fn it_is_what_parsing_finds(address in "https?://[a-z0-9.x-]{0,12}([.][a-z0-9-]{0,4})?([:/?#@\\\\][ -~]{0,8})?") {
            prop_assert_eq!(host(&address).map(Cow::into_owned), by_parsing(&address));
        }
    }
}
