//! What comes instead of a feed though nobody said "error": challenge pages, captive portals,
//! HTML error pages under 200. [`recognise`] names those that can be told with certainty; other
//! HTML is left to the parser, which knows what feed such a page links to.

use std::fmt;

use memchr::memmem;
use reqwest::header::HeaderMap;

/// So much of a body is looked at.
pub const LOOKED_AT: usize = 16 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Impostor {
    /// A test for browsers, by the service named.
    Challenge { by: &'static str },
    /// The login page of a hotel or a train.
    CaptivePortal,
    /// An error under a status of success.
    ErrorPage { title: String },
}

impl fmt::Display for Impostor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Impostor::Challenge { by } => write!(
                f,
                "a challenge page of {by} came instead of the feed: its publisher must let feed readers through"
            ),
            Impostor::CaptivePortal => {
                f.write_str("the login page of this network came instead of the feed (captive portal)")
            }
            Impostor::ErrorPage { title } => {
                write!(f, "an HTML error page came instead of the feed: {title:?}")
            }
        }
    }
}

/// Header, the value that tells (any if empty), and whose challenge it is.
const TELLING_HEADERS: &[(&str, &str, &str)] = &[
    ("cf-mitigated", "challenge", "Cloudflare"),
    ("x-amzn-waf-action", "", "AWS WAF"),
    ("x-vercel-mitigated", "", "Vercel"),
    ("x-sucuri-block", "", "Sucuri"),
];

/// In lower case: what only the challenges of that service hold. The scripts that some of them put
/// into each page of their customers are no sign.
const TELLING_MARKUP: &[(&str, &str)] = &[
    ("/orchestrate/chl_page/", "Cloudflare"),
    ("window._cf_chl_opt", "Cloudflare"),
    ("cf-browser-verification", "Cloudflare"),
    ("<title>just a moment...</title>", "Cloudflare"),
    ("<title>attention required! | cloudflare</title>", "Cloudflare"),
    ("<title>ddos-guard</title>", "DDoS-Guard"),
    ("/.well-known/ddos-guard/js-challenge", "DDoS-Guard"),
    ("/.within.website/x/cmd/anubis/", "Anubis"),
    ("incapsula incident id", "Imperva"),
    ("sucuri website firewall - access denied", "Sucuri"),
    ("captcha-delivery.com", "DataDome"),
    ("/_sec/cp_challenge/", "Akamai"),
    ("id=\"px-captcha\"", "HUMAN"),
    ("awswafintegration.checkforcerefresh", "AWS WAF"),
    ("/.well-known/.git.gammaspectra.live/git/go-away/", "go-away"),
];

/// Wireless ISP roaming (`WISPr`) puts it into a hotspot's login page.
const PORTAL_MARKUP: &str = "<wispaccessgatewayparam";

/// Whole titles, in lower case.
const PORTAL_TITLES: &[&str] = &[
    "captive portal",
    "hotspot login",
    "wifi login",
    "wi-fi login",
    "network login",
    "network authentication required",
];

/// Whole titles, in lower case.
const ERROR_TITLES: &[&str] = &[
    "error",
    "error 404",
    "error 500",
    "not found",
    "page not found",
    "file not found",
    "forbidden",
    "access denied",
    "bad gateway",
    "bad request",
    "database error",
    "internal server error",
    "service unavailable",
    "service temporarily unavailable",
    "gateway timeout",
    "gateway time-out",
    "too many requests",
    "account suspended",
    "site maintenance",
    "under maintenance",
    "maintenance mode",
    "maintenance",
    "domain for sale",
    "unauthorized",
];

/// Parts of titles that are enough.
const ERROR_PHRASES: &[&str] = &[
    "404 not found",
    "page not found",
    "403 forbidden",
    "500 internal server error",
    "502 bad gateway",
    "503 service",
    "error establishing a database connection",
    "web server is down",
    "is for sale",
    "this account has been suspended",
];

/// What the answer is instead of a feed, judged by its `status`, `headers` and the `start` of its body.
pub fn recognise(status: u16, headers: &HeaderMap, start: &[u8]) -> Option<Impostor> {
    if status == 511 {
        return Some(Impostor::CaptivePortal);
    }
    let start = &start[..start.len().min(LOOKED_AT)];
    let page = is_html(start).then(|| start.to_ascii_lowercase());
    if (page.is_some() || status >= 400)
        && let Some(by) = challenger(headers)
    {
        return Some(Impostor::Challenge { by });
    }
    let page = page?;
    let holds = |text: &str| memmem::find(&page, text.as_bytes()).is_some();
    if let Some((_, by)) = TELLING_MARKUP.iter().find(|(markup, _)| holds(markup)) {
        return Some(Impostor::Challenge { by });
    }
    let title = title(start, &page).unwrap_or_default();
    if holds(PORTAL_MARKUP) || PORTAL_TITLES.contains(&title.to_lowercase().as_str()) {
        return Some(Impostor::CaptivePortal);
    }
    (status < 300 && is_error(&title)).then_some(Impostor::ErrorPage { title })
}

fn challenger(headers: &HeaderMap) -> Option<&'static str> {
    TELLING_HEADERS.iter().find_map(|(name, value, by)| {
        let given = headers.get(*name)?.to_str().ok()?;
        (value.is_empty() || given.eq_ignore_ascii_case(value)).then_some(*by)
    })
}

/// Feeds begin otherwise: not even a feed with a doctype begins with one of HTML.
fn is_html(start: &[u8]) -> bool {
    let mut rest = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    loop {
        rest = match rest {
            [b'<', b'?', ..] => after(rest, b"?>"),
            [b'<', b'!', b'-', b'-', ..] => after(rest, b"-->"),
            _ => break,
        };
    }
    ["<!doctype html", "<html", "<head", "<title", "<body", "<meta", "<script"]
        .iter()
        .any(|tag| rest.get(..tag.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(tag.as_bytes())))
}

fn after<'a>(text: &'a [u8], end: &[u8]) -> &'a [u8] {
    memmem::find(text, end).map_or(&[], |at| text[at + end.len()..].trim_ascii_start())
}

/// The text of the title element, in one line, fit for a terminal.
fn title(start: &[u8], lower: &[u8]) -> Option<String> {
    let open = memmem::find(lower, b"<title")?;
    let begin = open + memchr::memchr(b'>', &lower[open..])? + 1;
    let end = begin + memmem::find(&lower[begin..], b"</title")?;
    let text = String::from_utf8_lossy(&start[begin..end]);
    let words: Vec<_> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    Some(words.join(" ").chars().take(80).collect())
}

fn is_error(title: &str) -> bool {
    let title = title.to_lowercase();
    let title = title.trim_matches(|c: char| !c.is_alphanumeric());
    ERROR_TITLES.contains(&title)
        || ERROR_PHRASES.iter().any(|phrase| title.contains(phrase))
        || is_error_code(title)
}

/// `404`, `503 - come back later`, but not `404 things to see` nor `4040`.
fn is_error_code(title: &str) -> bool {
    let Some((code, rest)) = title.split_at_checked(3) else { return false };
    let is_code = code.parse::<u16>().is_ok_and(|code| (400..=599).contains(&code));
    is_code && rest.trim_start().chars().next().is_none_or(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: &str) -> String {
        format!("<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>x</body></html>")
    }

    fn named(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Option<Impostor> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        recognise(status, &map, body.as_bytes())
    }

    #[test]
    fn challenges_are_named_by_header_or_markup() {
        let cases = [
            (403, &[("cf-mitigated", "challenge")][..], "", "Cloudflare"),
            (503, &[], "<!DOCTYPE html><html><head><title>Just a moment...</title>", "Cloudflare"),
            (
                200,
                &[],
                "<html><script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'>",
                "Cloudflare",
            ),
            (200, &[], "<!doctype html><link href=\"/.within.website/x/cmd/anubis/static/a.css\">", "Anubis"),
            (405, &[("x-amzn-waf-action", "captcha")], "", "AWS WAF"),
            (403, &[], "<html><head><title>DDOS-GUARD</title>", "DDoS-Guard"),
        ];
        for (status, headers, body, by) in cases {
            assert_eq!(named(status, headers, body), Some(Impostor::Challenge { by }), "{body}");
        }
    }

    #[test]
    fn portals_are_named() {
        assert_eq!(named(511, &[], ""), Some(Impostor::CaptivePortal));
        let body = "<HTML><!-- <?xml version=\"1.0\"?><WISPAccessGatewayParam> --></HTML>";
        assert_eq!(named(200, &[], body), Some(Impostor::CaptivePortal));
        assert_eq!(named(200, &[], &page("WiFi Login")), Some(Impostor::CaptivePortal));
    }

    #[test]
    fn what_a_service_puts_into_every_page_is_no_challenge() {
        let body = "<html><title>News</title><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>\
                    <script src='/_Incapsula_Resource?SWJIYLWA=x'></script><p>Captive portals explained";
        assert_eq!(named(200, &[("x-datadome", "protected")], body), None);
    }

    #[test]
    fn error_pages_under_200_are_named_by_their_title() {
        for title in
            ["404 Not Found", "Page not found – Blog", " Error ", "503", "500 – Server", "Maintenance Mode"]
        {
            let found = named(200, &[], &page(title));
            assert!(matches!(found, Some(Impostor::ErrorPage { .. })), "{title}: {found:?}");
        }
        let xhtml = "<?xml version='1.0'?><!-- x --><!DOCTYPE html PUBLIC 'x'><html><title lang='en'>Not\n Found</title>";
        assert_eq!(named(200, &[], xhtml), Some(Impostor::ErrorPage { title: "Not Found".into() }));
    }

    #[test]
    fn pages_and_feeds_that_only_speak_of_errors_are_none() {
        for title in
            ["Error handling in Rust", "404 things to see", "Forbidden planets", "5000 miles", "My blog", ""]
        {
            assert_eq!(named(200, &[], &page(title)), None, "{title}");
        }
        let feed = "<?xml version='1.0'?><rss><channel><title>404 Not Found</title><description>\
                    &lt;html> /cdn-cgi/challenge-platform/ captive portal</description>";
        assert_eq!(named(200, &[("cf-mitigated", "challenge")], feed), None);
        assert_eq!(named(200, &[], "{\"version\": \"<html><title>404</title>\"}"), None);
    }

    #[test]
    fn a_title_cannot_write_to_the_terminal() {
        let found = named(200, &[], &page("404 Not Found\u{1b}[31m\r\nred")).unwrap().to_string();
        assert!(!found.contains(char::is_control), "{found:?}");
    }
}
