//! Cookies within the redirects of one request: what a host sets while it redirects goes back to it until the
//! feed is there, and is forgotten then. Some hosts send everybody in a circle who does not bring it back.

use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use url::Url;

/// More cookies than these no feed needs (RFC 6265, 6.1 has browsers keep fifty).
const MOST_COOKIES: usize = 20;

/// RFC 6265, 6.1.
const LONGEST_COOKIE: usize = 4096;

#[derive(Debug, Default)]
pub struct Cookies {
    kept: Vec<Cookie>,
}

#[derive(Debug)]
struct Cookie {
    host: String,
    name: String,
    value: String,
    only_encrypted: bool,
}

impl Cookies {
    /// Takes what an answer from `url` sets; tells whether there is any of a name that was not there before.
    pub fn take(&mut self, url: &Url, headers: &HeaderMap) -> bool {
        let known = self.kept.len();
        for set in headers.get_all(SET_COOKIE) {
            if let Some(cookie) = set.to_str().ok().and_then(|set| Cookie::set(url, set)) {
                self.keep(cookie);
            }
        }
        self.kept.len() > known
    }

    fn keep(&mut self, cookie: Cookie) {
        let same = |kept: &Cookie| kept.host == cookie.host && kept.name == cookie.name;
        match self.kept.iter().position(same) {
            Some(at) => self.kept[at] = cookie,
            None if self.kept.len() < MOST_COOKIES => self.kept.push(cookie),
            None => {}
        }
    }

    /// What to send to `url`.
    pub fn for_url(&self, url: &Url) -> Option<HeaderValue> {
        let is_for = |cookie: &&Cookie| {
            url.host_str() == Some(&cookie.host) && (url.scheme() == "https" || !cookie.only_encrypted)
        };
        let pairs: Vec<_> = self
            .kept
            .iter()
            .filter(is_for)
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        let mut value = (!pairs.is_empty()).then(|| HeaderValue::from_str(&pairs.join("; ")).ok())??;
        value.set_sensitive(true);
        Some(value)
    }
}

impl Cookie {
    /// Of a `Set-Cookie`. Of its attributes none but `Secure` says anything within one request; the cookie goes
    /// back to the very host that set it.
    fn set(url: &Url, set: &str) -> Option<Cookie> {
        let mut parts = set.split(';').map(str::trim);
        let (name, value) = parts.next().filter(|pair| pair.len() <= LONGEST_COOKIE)?.split_once('=')?;
        let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
        let only_encrypted = parts.any(|attribute| attribute.eq_ignore_ascii_case("secure"));
        let host = url.host_str()?.to_owned();
        (!name.is_empty()).then_some(Cookie { host, name, value, only_encrypted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(cookies: &[&str]) -> HeaderMap {
        cookies.iter().map(|cookie| (SET_COOKIE, cookie.parse().unwrap())).collect()
    }

    #[test]
    fn a_host_gets_back_what_it_set_and_no_other_does() {
        let url = |text: &str| text.parse::<Url>().unwrap();
        let mut cookies = Cookies::default();
        let at = url("https://a.example/feed");
        assert!(cookies.take(&at, &setting(&["a=1; Path=/; HttpOnly", "s=x=y; secure", "", "=1", "none"])));
        let sent = |cookies: &Cookies, to: &str| {
            cookies.for_url(&url(to)).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(sent(&cookies, "https://a.example/other").as_deref(), Some("a=1; s=x=y"));
        assert_eq!(sent(&cookies, "http://a.example/other").as_deref(), Some("a=1"));
        assert_eq!(sent(&cookies, "https://b.example/"), None);
        assert!(!cookies.take(&at, &setting(&["a=2"])), "of a name that it has");
        assert_eq!(sent(&cookies, "http://a.example/").as_deref(), Some("a=2"));
        let many: Vec<_> = (0..100).map(|n| format!("n{n}={n}")).collect();
        cookies.take(&at, &setting(&many.iter().map(String::as_str).collect::<Vec<_>>()));
        assert_eq!(cookies.kept.len(), MOST_COOKIES);
    }
}
