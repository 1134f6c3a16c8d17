//! `feed:` and its like: schemes that were made up so that a click opens a feed reader.
//!
//! [`rewritten`] turns such an address into the one that is meant. It checks nothing else.

use std::borrow::Cow;

/// Podcast and feed readers registered these for themselves.
const FOR_READERS: [&str; 5] = ["feed", "rss", "pcast", "itpc", "podcast"];

/// `address` without a scheme for feed readers: `feed://example.org/` means `http://example.org/`,
/// and `feed:https://example.org/` the address inside.
pub fn rewritten(address: &str) -> Cow<'_, str> {
    let address = address.trim();
    let Some((scheme, rest)) = address.split_once(':') else { return Cow::Borrowed(address) };
    if !FOR_READERS.iter().any(|name| scheme.eq_ignore_ascii_case(name)) {
        return Cow::Borrowed(address);
    }
    if let Some(host) = rest.strip_prefix("//") {
        let host = host.trim_start_matches('/');
        return if is_web(host) { Cow::Borrowed(host) } else { Cow::Owned(format!("http://{host}")) };
    }
    if is_web(rest) { Cow::Borrowed(rest) } else { Cow::Borrowed(address) }
}

fn is_web(address: &str) -> bool {
    ["http:", "https:"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::rewritten;

    #[test]
    fn schemes_for_readers_are_left_out() {
        for (address, want) in [
            ("feed://x.org/rss", "http://x.org/rss"),
            ("feed:https://x.org/rss", "https://x.org/rss"),
            ("FEED:HTTP://x.org/rss", "HTTP://x.org/rss"),
            ("feed://https://x.org/rss", "https://x.org/rss"),
            ("itpc://x.org/cast", "http://x.org/cast"),
            (" https://x.org/feed:1 ", "https://x.org/feed:1"),
            ("feed:/local", "feed:/local"),
            ("feed", "feed"),
        ] {
            assert_eq!(rewritten(address), want, "{address}");
        }
    }
}
