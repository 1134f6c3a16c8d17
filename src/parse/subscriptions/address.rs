//! Whether an address in a list is one that can be subscribed to, and if not, why.

use url::{ParseError, Url};

use crate::parse::{address, feed_scheme};

/// `text` as the address of a feed on the web; else what it is instead, as the end of a sentence.
pub fn of_feed(text: &str) -> Result<String, String> {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>');
    let address = address::with_ampersands(feed_scheme::rewritten(text));
    match Url::parse(&address) {
        Ok(url) if is_web(&url) && address.contains(char::is_whitespace) => Ok(url.into()),
        // as the list has it, so that people find it again
        Ok(url) if is_web(&url) => Ok(address.into_owned()),
        Ok(url) if url.scheme() == "file" => Err(LOCAL.to_owned()),
        Err(ParseError::RelativeUrlWithoutBase) if is_path(&address) => Err(LOCAL.to_owned()),
        Err(ParseError::RelativeUrlWithoutBase) | Ok(_) if is_host(&address) => secure(&address),
        Err(ParseError::RelativeUrlWithoutBase) => Err("is no address".to_owned()),
        Err(error) => Err(format!("is no address ({error})")),
        Ok(url) => Err(format!("is not on the web, its scheme is {}", url.scheme())),
    }
}

/// Whether an address of the web, or one for feed readers, begins here.
pub fn begins(text: &str) -> bool {
    ["http://", "https://", "feed://", "feed:http"]
        .iter()
        .any(|start| text.get(..start.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(start)))
}

/// People leave the scheme out, as browsers do.
fn secure(address: &str) -> Result<String, String> {
    let address = format!("https://{address}");
    match Url::parse(&address) {
        Ok(_) => Ok(address),
        Err(error) => Err(format!("is no address ({error})")),
    }
}

const LOCAL: &str = "is a local file, write it into feeds.toml with `path =`";

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn is_path(text: &str) -> bool {
    ["/", "./", "../", "~/"].iter().any(|start| text.starts_with(start)) && !text.starts_with("//")
}

fn is_host(text: &str) -> bool {
    let host = text.split(['/', ':', '?']).next().unwrap_or_default();
    host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !host.contains('@')
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::of_feed;

    #[test]
    fn addresses_of_the_web_are_taken_and_others_named() {
        for (text, want) in [
            (" https://x.org/a%20b?c=ü ", Ok("https://x.org/a%20b?c=ü")),
            ("<http://x.org/>", Ok("http://x.org/")),
            ("feed://x.org/rss", Ok("http://x.org/rss")),
            ("https://x.org/a\nb", Ok("https://x.org/ab")),
            ("file:///home/me/feed.xml", Err("is a local file, write it into feeds.toml with `path =`")),
            ("/home/me/feed.xml", Err("is a local file, write it into feeds.toml with `path =`")),
            ("www.x.org/rss", Ok("https://www.x.org/rss")),
            ("x.org:8080/rss", Ok("https://x.org:8080/rss")),
            ("ann@x.org", Err("is no address")),
            ("x.org:rss", Err("is no address (invalid port number)")),
            ("gopher://x.org/", Err("is not on the web, its scheme is gopher")),
            ("https://", Err("is no address (empty host)")),
            ("my friends", Err("is no address")),
            ("", Err("is no address")),
        ] {
            assert_eq!(of_feed(text), want.map(str::to_owned).map_err(str::to_owned), "{text}");
        }
    }
}
