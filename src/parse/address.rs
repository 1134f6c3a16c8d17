//! Addresses as publishers get them wrong, where there is no doubt what they meant: an ampersand that was
//! escaped twice, a scheme that is missing or stands twice, the machine on which the site was written.

use std::borrow::Cow;

use memchr::memchr_iter;
use url::{Host, Url};

/// What an ampersand becomes in an address that is escaped once more than it is read.
const AMPERSANDS: [&str; 4] = ["&amp;", "&#38;", "&#038;", "&#x26;"];

/// `text` as it was meant; `base`: what it is relative to.
pub fn mended<'t>(text: Cow<'t, str>, base: Option<&Url>) -> Cow<'t, str> {
    let text = with_ampersands(text);
    match with_scheme(&text, base) {
        Some(whole) => Cow::Owned(whole),
        None => text,
    }
}

/// The address of the site that a document at `own` means by one on the machine of whoever wrote it: the
/// servers with which sites are previewed put `http://localhost:4000/` into feeds that are then published.
pub fn published(url: &Url, own: Option<&Url>) -> Option<Url> {
    let own = own.filter(|own| !is_own_machine(own))?;
    if !is_own_machine(url) {
        return None;
    }
    let mut published = own.clone();
    published.set_path(url.path());
    published.set_query(url.query());
    published.set_fragment(url.fragment());
    Some(published)
}

/// Whether an address can mean one machine only, which is another one for each of its readers.
pub fn may_be_own_machine(text: &str) -> bool {
    let hosts = ["localhost", "127.", "0.0.0.0", "[::"];
    after_scheme(text).is_some_and(|rest| hosts.iter().any(|host| rest.starts_with(host)))
}

/// What stands behind the scheme of an address of the web. Nearly all are such, and no search is needed.
fn after_scheme(text: &str) -> Option<&str> {
    text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))
}

fn is_own_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(Host::Ipv6(address)) => address.is_loopback() || address.is_unspecified(),
        None => false,
    }
}

/// `text` with its ampersands escaped once less.
pub fn with_ampersands(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_escaped = |at: usize| AMPERSANDS.iter().any(|escaped| text[at..].starts_with(escaped));
    if !memchr_iter(b'&', text.as_bytes()).any(is_escaped) {
        return text;
    }
    AMPERSANDS.iter().fold(text, |text, escaped| {
        if text.contains(escaped) { Cow::Owned(text.replace(escaped, "&")) } else { text }
    })
}

/// `https://https://a.example`, `http//a.example`, `www.a.example`, and `a.example/1` in a feed of a.example.
fn with_scheme(text: &str, base: Option<&Url>) -> Option<String> {
    if let Some(rest) = after_scheme(text) {
        return after_scheme(rest).map(|_| rest.to_owned());
    }
    for scheme in ["http", "https"] {
        if let Some(rest) = text.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("//")) {
            return Some(format!("{scheme}://{rest}"));
        }
    }
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = match without_www(first) {
        Some(host) => host.contains('.') || is_host_of(host, base),
        None => first.contains('.') && is_host_of(first, base),
    };
    is_host.then(|| format!("{}://{text}", base.map_or("http", Url::scheme)))
}

fn is_host_of(name: &str, base: Option<&Url>) -> bool {
    let host = base.and_then(Url::host_str);
    host.is_some_and(|host| without_www(host).unwrap_or(host).eq_ignore_ascii_case(name))
}

fn without_www(host: &str) -> Option<&str> {
    host.get(..4).filter(|www| www.eq_ignore_ascii_case("www.")).map(|www| &host[www.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn addresses_as_they_were_meant() {
        let base = url("https://www.a.example/blog/");
        for (text, meant) in [
            ("https://a.example/?a=1&amp;b=2&#038;c=3&#38;d", "https://a.example/?a=1&b=2&c=3&d"),
            ("https://a.example/?a=1&b=2&amplitude=3", "https://a.example/?a=1&b=2&amplitude=3"),
            ("https://https://a.example/", "https://a.example/"),
            ("http://https://a.example/", "https://a.example/"),
            ("http//a.example/1", "http://a.example/1"),
            (
                "https://web.archive.org/web/https://a.example/",
                "https://web.archive.org/web/https://a.example/",
            ),
            ("www.b.example/1", "https://www.b.example/1"),
            ("WWW.b.example", "https://WWW.b.example"),
            ("A.example/1?x=http://b.example/", "https://A.example/1?x=http://b.example/"),
            ("a.example", "https://a.example"),
            ("b.example/1", "b.example/1"),
            ("1.html", "1.html"),
            ("www.html", "www.html"),
            ("/www.a.example", "/www.a.example"),
            ("http:/a.example", "http:/a.example"),
            ("", ""),
        ] {
            assert_eq!(mended(Cow::Borrowed(text), Some(&base)), meant, "{text}");
        }
        assert_eq!(mended(Cow::Borrowed("www.b.example/1"), None), "http://www.b.example/1");
    }

    #[test]
    fn the_machine_on_which_a_site_was_written_is_not_its_address() {
        let own = url("https://a.example:8443/feed.xml?x=y");
        for (written, meant) in [
            ("http://localhost:4000/2024/x.html?a#b", Some("https://a.example:8443/2024/x.html?a#b")),
            ("http://127.0.0.1/", Some("https://a.example:8443/")),
            ("http://0.0.0.0:4000/x", Some("https://a.example:8443/x")),
            ("http://[::1]:1313/x", Some("https://a.example:8443/x")),
            ("http://localhost.example/x", None),
            ("https://a.example/localhost", None),
        ] {
            assert_eq!(published(&url(written), Some(&own)).as_ref().map(Url::as_str), meant, "{written}");
            assert_eq!(
                meant.is_some(),
                may_be_own_machine(written) && !written.contains("localhost."),
                "{written}"
            );
        }
        assert_eq!(published(&url("http://localhost/x"), Some(&url("http://127.0.0.1:80/feed"))), None);
        assert_eq!(published(&url("http://localhost/x"), None), None);
    }
}
