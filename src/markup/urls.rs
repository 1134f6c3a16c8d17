//! The addresses inside markup: resolved against the base, and of a kind that is allowed there.
//!
//! One [`Addresses`] serves a whole document. An address that is no address, or of a scheme that
//! runs code or reaches into the reader's machine, is `None`: the attribute goes, the element stays.

use std::cell::Cell;
use std::fmt::Write as _;

use url::{ParseError, Url};

use super::policy::{Policy, Relative, Tracking};

/// Schemes that a reader may follow. None of them runs anything in the page that shows the link.
pub(super) const FOLLOWED: [&str; 24] = [
    "http", "https", "mailto", "tel", "sms", "xmpp", "magnet", "ftp", "ftps", "sftp", "irc", "ircs", "news",
    "nntp", "gopher", "gemini", "matrix", "geo", "webcal", "feed", "sip", "sips", "bitcoin", "acct",
];

/// Pictures that may be held in the address itself. None of these formats can hold a script (SVG can).
const INLINE_PICTURES: [&str; 5] = ["png", "gif", "jpeg", "webp", "avif"];

/// A longer inline picture would be loaded anew by every reader of the combined feed at each poll.
const MAX_INLINE_PICTURE: usize = 128 * 1024;

/// Beyond it nobody's link points anywhere, and browsers give up too.
const MAX_ADDRESS: usize = 32 * 1024;

/// What relative addresses may add to a document, as a multiple of it: each repeats its base. Texts as they are
/// stay far below one.
const MOST_TIMES: usize = 8;

/// What they may add however small the document is.
const ALWAYS: usize = 256 * 1024;

/// What relative addresses may still add to a document.
#[derive(Debug)]
pub(super) struct Growth {
    left: Cell<usize>,
}

impl Growth {
    pub fn of(html: &str) -> Growth {
        Growth { left: Cell::new(html.len() * MOST_TIMES + ALWAYS) }
    }

    fn count(&self, bytes: usize) {
        self.left.set(self.left.get().saturating_sub(bytes));
    }

    fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Addresses<'a> {
    pub base: Option<&'a Url>,
    pub policy: &'a Policy,
    pub growth: &'a Growth,
}

impl Addresses<'_> {
    /// An address that a reader may follow.
    pub fn followed(&self, reference: &str) -> Option<String> {
        self.resolve(reference, &FOLLOWED)
    }

    /// An address that is loaded by looking: nothing but the web.
    pub fn loaded(&self, reference: &str) -> Option<String> {
        // These would load the page itself.
        if matches!(reference.trim(), "" | "#") {
            return None;
        }
        self.resolve(reference, &["http", "https"])
    }

    /// The address of a picture, which may be the picture itself.
    pub fn picture(&self, reference: &str) -> Option<String> {
        inline_picture(reference).or_else(|| self.loaded(reference))
    }

    /// The candidates of a `srcset` whose addresses may be loaded.
    pub fn picture_set(&self, set: &str) -> Option<String> {
        let mut out = String::new();
        for (reference, descriptor) in candidates(set) {
            let Some(address) = self.loaded(reference).filter(|_| is_descriptor(descriptor)) else {
                continue;
            };
            if !out.is_empty() {
                out.push_str(", ");
            }
            out.push_str(&address);
            if !descriptor.is_empty() {
                out.push(' ');
                out.push_str(descriptor);
            }
        }
        (!out.is_empty()).then_some(out)
    }

    /// What a reference to nothing but a place is relative to. The base of a text is often that of a whole site.
    pub fn page(&self) -> Option<&Url> {
        self.policy.page.as_ref().or(self.base)
    }

    fn resolve(&self, reference: &str, schemes: &[&str]) -> Option<String> {
        let reference = reference.trim_matches(|character: char| character <= ' ');
        if reference.len() > MAX_ADDRESS {
            return None;
        }
        // `feed:https://…` is the same address, said to be a feed.
        let reference = match reference.split_once(':') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("feed") && rest.starts_with("http") => rest,
            _ => reference,
        };
        let base = if reference.starts_with('#') { self.page() } else { self.base };
        let parsed = match base.filter(|base| !base.cannot_be_a_base() && !self.growth.is_spent()) {
            Some(base) => base.join(reference),
            None => Url::parse(reference),
        };
        match parsed {
            Ok(url) if schemes.contains(&url.scheme()) && has_possible_host(&url) => {
                let address = sound(self.without_tracking(url).as_str());
                self.growth.count(address.len().saturating_sub(reference.len()));
                Some(address)
            }
            Err(ParseError::RelativeUrlWithoutBase) if self.policy.relative == Relative::Keep => {
                Some(reference.chars().filter(|character| !matches!(character, '\t' | '\n' | '\r')).collect())
            }
            _ => None,
        }
    }

    fn without_tracking(&self, url: Url) -> Url {
        match self.policy.tracking {
            Tracking::Remove(strip) => strip(url),
            Tracking::Keep => url,
        }
    }
}

/// No name of a host has an empty part, or holds what browsers let pass there and no standard does.
fn has_possible_host(url: &Url) -> bool {
    let is_possible =
        |host: &str| !host.starts_with('.') && !host.contains("..") && !host.contains(['"', '`', '{', '}']);
    url.host_str().map_or(url.scheme() != "feed", is_possible)
}

/// With what browsers let pass in an address and no standard does escaped: a `%` that begins no octet,
/// a `#` in a fragment, brackets outside a host, and the like.
fn sound(address: &str) -> String {
    let fragment = address.find('#').unwrap_or(address.len());
    // Some have no host, and two slashes elsewhere.
    let host = address
        .split_once(':')
        .and_then(|(scheme, rest)| Some((scheme, rest.strip_prefix("//")?)))
        .map_or(0, |(scheme, rest)| scheme.len() + 3 + rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let is_octet = |at: usize| {
        address.as_bytes().get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let mut out = String::with_capacity(address.len());
    for (at, character) in address.char_indices() {
        let is_odd = match character {
            '%' => !is_octet(at),
            '#' => at > fragment,
            '[' | ']' => at >= host,
            other => " \"<>\\^`{|}".contains(other),
        };
        if is_odd {
            let _ = write!(out, "%{:02X}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

/// The candidates of a `srcset`, each with its descriptor (WHATWG HTML 4.8.4.2.1). A comma may stand in an
/// address: only white space ends it, or a comma before that.
pub fn candidates(set: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = set;
    std::iter::from_fn(move || {
        let (reference, descriptor, after) = candidate(rest)?;
        rest = after;
        Some((reference, descriptor))
    })
}

/// The first candidate of a `srcset`, its descriptor, and what follows it.
fn candidate(set: &str) -> Option<(&str, &str, &str)> {
    let set = set.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
    if set.is_empty() {
        return None;
    }
    let end = set.find(|c: char| c.is_ascii_whitespace()).unwrap_or(set.len());
    let (reference, rest) = set.split_at(end);
    if reference.ends_with(',') {
        return Some((reference.trim_end_matches(','), "", rest));
    }
    let (descriptor, rest) = rest.split_once(',').unwrap_or((rest, ""));
    Some((reference, descriptor.trim(), rest))
}

/// `2x`, `640w` or nothing.
fn is_descriptor(descriptor: &str) -> bool {
    let number = descriptor.strip_suffix(['x', 'w', 'h']);
    descriptor.is_empty() || number.is_some_and(|n| n.len() < 8 && n.parse::<f32>().is_ok_and(|n| n > 0.0))
}

/// `data:image/png;base64,…`, without the white space that breaks its lines.
fn inline_picture(reference: &str) -> Option<String> {
    let reference = reference.trim();
    let scheme = reference.get(..11).filter(|start| start.eq_ignore_ascii_case("data:image/"))?;
    let (format, data) = reference[scheme.len()..].split_once(";base64,")?;
    let format = format.to_ascii_lowercase().replace("jpg", "jpeg");
    let is_base64 = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=') || byte.is_ascii_whitespace()
    };
    let fine = INLINE_PICTURES.contains(&&*format)
        && data.len() <= MAX_INLINE_PICTURE
        && data.bytes().all(is_base64);
    fine.then(|| format!("data:image/{format};base64,{}", data.split_ascii_whitespace().collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("https://example.org/blog/post").expect("a URL")
    }

    #[test]
    fn an_address_is_resolved_or_refused() {
        let (base, policy, growth) = (base(), Policy::quiet(), Growth::of(""));
        let addresses = Addresses { base: Some(&base), policy: &policy, growth: &growth };
        for (reference, want) in [
            (" ../a b?q=1#x ", Some("https://example.org/a%20b?q=1#x")),
            ("//cdn.test/x", Some("https://cdn.test/x")),
            ("?p=2", Some("https://example.org/blog/post?p=2")),
            ("mailto:a@b.test", Some("mailto:a@b.test")),
            ("/x?utm_source=rss&id=7", Some("https://example.org/x?id=7")),
            ("java\tscript:alert(1)", None),
            ("\u{1}javascript:alert(1)", None),
            ("JAVASCRIPT:alert(1)", None),
            ("vbscript:x", None),
            ("data:text/html,<script>", None),
            ("file:///etc/passwd", None),
            ("blob:https://x/y", None),
            ("http://[bad", None),
            ("https://a..b/", None),
            ("https://}ww.a.test/", None),
            ("feed:https://a.test/x", Some("https://a.test/x")),
            ("feed:javascript:alert(1)", None),
            ("https://a.test/%zz?%#a#b", Some("https://a.test/%25zz?%25#a%23b")),
        ] {
            assert_eq!(addresses.followed(reference).as_deref(), want, "{reference}");
        }
        for reference in ["mailto:a@b.test", "", " ", "#"] {
            assert_eq!(addresses.loaded(reference), None, "{reference}");
        }
    }

    #[test]
    fn without_a_base_the_policy_decides() {
        let (reading, growth) = (Policy::reading(), Growth::of(""));
        let keep = Addresses { base: None, policy: &reading, growth: &growth };
        assert_eq!(keep.followed(" a/b\n?c ").as_deref(), Some("a/b?c"));
        assert_eq!(keep.followed("java\nscript:x"), None);
        let publishing = Policy::quiet();
        let drop = Addresses { base: None, policy: &publishing, growth: &growth };
        assert_eq!(drop.followed("a/b"), None);
        let tag = Url::parse("tag:example.org,2026:x").expect("a URL");
        let of_tag = Addresses { base: Some(&tag), ..keep };
        assert_eq!(of_tag.followed("https://a.test/").as_deref(), Some("https://a.test/"));
    }

    #[test]
    fn a_picture_may_be_inline_and_comes_in_sets() {
        let (base, policy, growth) = (base(), Policy::quiet(), Growth::of(""));
        let addresses = Addresses { base: Some(&base), policy: &policy, growth: &growth };
        assert_eq!(
            addresses.picture("data:image/PNG;base64,iVBO\n Rw==").as_deref(),
            Some("data:image/png;base64,iVBORw==")
        );
        assert_eq!(addresses.picture("data:image/svg+xml;base64,PHN2Zz4="), None);
        assert_eq!(addresses.picture("data:image/png;base64,x\"onerror=\""), None);
        assert_eq!(
            addresses.picture_set("a.jpg, /b.jpg 2x,c,d.jpg 640w , javascript:x 3x, e.jpg 9z").as_deref(),
            Some(
                "https://example.org/blog/a.jpg, https://example.org/b.jpg 2x, https://example.org/blog/c,d.jpg 640w"
            )
        );
        assert_eq!(addresses.picture_set(" , "), None);
    }
}
