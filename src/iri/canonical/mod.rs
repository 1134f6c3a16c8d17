//! One key for all spellings of a link. The key is itself an `https:` address, so that the key of a key is
//! that key; it is for comparing, not for following: some servers do tell `/a` from `/a/`. It rests on the
//! address alone and knows nothing of redirects or of `rel=canonical`.

use url::Url;

use crate::iri::tracking::{is_tracking, unescaped};

/// The key under which two spellings of one link are the same: scheme, `www.`, default port, user name,
/// tracking parameters, fragment, trailing slash, index file, AMP variant and percent-encoding aside. `None`
/// for what is no http(s) link.
pub fn canonical(link: &str) -> Option<String> {
    let url = Url::parse(link.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let mut key = format!("https://{}", site(url.host_str()?)?);
    if let Some(port) = url.port().filter(|port| !matches!(port, 80 | 443)) {
        key.push(':');
        key.push_str(&port.to_string());
    }
    push_path(&mut key, url.path());
    push_query(&mut key, url.query().unwrap_or_default());
    push_route(&mut key, url.fragment().unwrap_or_default());
    Some(key)
}

/// `host`, which `url` has made lower case and ASCII (IDNA), without the labels that name a variant of a
/// site.
fn site(host: &str) -> Option<&str> {
    let mut rest = host.trim_end_matches('.');
    while let Some(site) = ["www.", "amp."].iter().find_map(|label| rest.strip_prefix(label)) {
        // `www.com` is a name of its own
        if !site.contains('.') {
            break;
        }
        rest = site;
    }
    (!rest.is_empty()).then_some(rest)
}

fn push_path(key: &mut String, path: &str) {
    let path = normal(path);
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    while let [.., last] = segments[..] {
        // A page of the name `/amp` at the root is the guitar shop's.
        if !(is_index(last) || (segments.len() > 1 && last == "amp")) {
            break;
        }
        segments.pop();
    }
    for segment in segments {
        key.push('/');
        key.push_str(segment);
    }
}

fn push_query(key: &mut String, query: &str) {
    // In a form, `+` is the older spelling of a space.
    let query = normal(&query.replace('+', "%20"));
    let kept = query
        .split('&')
        .map(unescaped)
        .filter(|pair| !pair.is_empty() && !is_tracking(pair) && !is_amp(pair));
    for (at, pair) in kept.enumerate() {
        key.push(if at == 0 { '?' } else { '&' });
        key.push_str(pair);
    }
}

/// A fragment names a place on a page, but behind `#!` and `#/` whole pages of script-driven sites.
fn push_route(key: &mut String, fragment: &str) {
    let route = fragment.strip_prefix('!').or_else(|| fragment.strip_prefix('/')).unwrap_or_default();
    if !route.is_empty() {
        key.push('#');
        key.push_str(&normal(fragment));
    }
}

fn is_index(segment: &str) -> bool {
    ["index.html", "index.htm", "index.xhtml", "index.shtml", "index.php", "default.aspx"]
        .iter()
        .any(|name| segment.eq_ignore_ascii_case(name))
}

fn is_amp(pair: &str) -> bool {
    ["amp", "amp=", "amp=1", "amp=true", "outputtype=amp", "output=amp"]
        .iter()
        .any(|mark| pair.eq_ignore_ascii_case(mark))
}

/// Percent-encoding in normal form (RFC 3986, 6.2.2): capital digits, nothing encoded that may stand for
/// itself, all else encoded, a stray `%` too.
fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let [byte, rest @ ..] = bytes {
        bytes = rest;
        let encoded = if *byte == b'%' { octet(rest) } else { None };
        if let Some(octet) = encoded {
            bytes = &rest[2..];
            push_octet(&mut normal, octet, is_plain(octet));
        } else {
            push_octet(&mut normal, *byte, is_plain(*byte) || b"$&+;=/?".contains(byte));
        }
    }
    normal
}

fn push_octet(out: &mut String, octet: u8, stands_for_itself: bool) {
    if stands_for_itself {
        out.push(char::from(octet));
    } else {
        let digit = |half: u8| char::from(b"0123456789ABCDEF"[usize::from(half)]);
        out.extend(['%', digit(octet >> 4), digit(octet & 15)]);
    }
}

/// The octet that two hexadecimal digits at the start of `digits` name.
fn octet(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

/// Characters that mean the same encoded or not: unreserved ones, and of the reserved ones those that no
/// server splits a path or query at.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!'()*,:@".contains(&byte)
}

#[cfg(test)]
mod tests;
