//! The Content-Security-Policy of a page: the one style of the page, pictures and sound, and
//! nothing else but the players that an own article brings.

use std::collections::BTreeSet;

use serde::Serialize;
use url::Url;
use uuid::Uuid;

use crate::markup::{Token, Tokens, decode_attribute};

/// What the head of a page says.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Of the page's own style.
    pub nonce: String,
    pub csp: String,
}

/// The policy of a page that holds `parts`: the nonce depends on all of them, so no entry can know
/// it; a hash would lock out own styles. Frames in `framed`, the text of an own article, may load.
pub fn of<'a>(parts: impl Iterator<Item = &'a str>, framed: &str) -> Policy {
    let all: Vec<&str> = parts.collect();
    let nonce = Uuid::new_v5(&Uuid::NAMESPACE_URL, all.join("\n").as_bytes()).simple().to_string();
    let mut csp = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self' https: http:; \
         media-src 'self' https: http:; base-uri 'none'; form-action 'none'"
    );
    let hosts = frame_hosts(framed);
    if !hosts.is_empty() {
        csp.push_str("; frame-src");
        for host in hosts {
            csp.extend([" ", &host]);
        }
    }
    Policy { nonce, csp }
}

/// Scheme and host of each frame: exactly these may be loaded.
fn frame_hosts(html: &str) -> BTreeSet<String> {
    if !html.contains("<iframe") {
        return BTreeSet::new();
    }
    let source = |token| match token {
        Token::Start(tag) if tag.name == "iframe" => tag.get("src").map(decode_attribute),
        _ => None,
    };
    let addresses = Tokens::new(html).filter_map(source).filter_map(|source| Url::parse(&source).ok());
    addresses
        .filter(|address| matches!(address.scheme(), "http" | "https"))
        .map(|address| address.origin().ascii_serialization())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nonce_depends_on_everything_and_repeats() {
        assert_eq!(of(["a", "b"].into_iter(), ""), of(["a", "b"].into_iter(), ""));
        assert_ne!(of(["a", "b"].into_iter(), ""), of(["a", "c"].into_iter(), ""));
    }

    #[test]
    fn exactly_the_hosts_of_the_frames_are_allowed() {
        let html = "<iframe src=\"https://www.youtube-nocookie.com/embed/a?x=1&amp;y=2\"></iframe>\
                    <iframe src=\"https://tube.example:8443/videos/embed/b\"></iframe>\
                    <img src=\"https://elsewhere.example/\"><iframe src=\"javascript:x\"></iframe>";
        let csp = of(["a"].into_iter(), html).csp;
        let (_, frames) = csp.split_once("; frame-src").unwrap();
        assert_eq!(frames, " https://tube.example:8443 https://www.youtube-nocookie.com");
        assert!(!of(["a"].into_iter(), "<p>&lt;iframe</p>").csp.contains("frame-src"));
    }
}
