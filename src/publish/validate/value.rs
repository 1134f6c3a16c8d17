//! Whether a value has the form that its format wants: pure questions about strings.

use chrono::{DateTime, Datelike};
use url::Url;

use crate::iri;

/// RFC 3986, absolute, as the feed validator reads it: ASCII and none of the characters that a
/// URI cannot hold. Outside `urn:` and `tag:` only what a browser would follow is looked at.
pub fn is_uri(text: &str) -> bool {
    is_absolute(text) && text.chars().all(is_uri_char)
}

/// The same by RFC 2396, which knows no IPv6: what RSS and its extensions have.
pub fn is_rss_uri(text: &str) -> bool {
    is_uri(text) && !text.contains(['[', ']'])
}

/// RFC 3987: as a URI, with letters of all scripts.
pub fn is_iri(text: &str) -> bool {
    let allowed = |c: char| is_uri_char(c) || (!c.is_ascii() && !c.is_control() && !c.is_whitespace());
    is_absolute(text) && text.chars().all(allowed)
}

fn is_absolute(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let well_named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let placed = !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "ftp")
        || (rest.starts_with("//") && rest.len() > 2);
    well_named && placed && !rest.is_empty() && percent_is_sound(text)
}

fn is_uri_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || ";/?:@&=+$.-_!~*'()%,#[]".contains(c)
}

/// Each `%` is followed by two hexadecimal digits.
fn percent_is_sound(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'%', bytes)
        .all(|at| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)))
}

/// An http(s) address that can be fetched.
pub fn is_web_address(text: &str) -> bool {
    is_uri(text)
        && Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
}

/// As the feed validator wants it of an enclosure: a host with a dot in it, besides, and nobody's user name.
pub fn is_public_address(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_name = |host: &str| {
        host.rsplit_once('.').is_some_and(|(_, top)| !top.starts_with('-')) && host.split('.').all(is_label)
    };
    is_web_address(text)
        && Url::parse(text).is_ok_and(|url| url.authority().split(':').next().is_some_and(is_name))
}

/// Whether an IRI is a URI of the RFCs of old, which is what the feed validator asks of an id: ASCII, a tag with
/// its authority in small letters, a URN of its few characters.
pub fn is_older_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let in_urn = |c: char| c.is_ascii_alphanumeric() || "()+,.:=@;$_!*'-%".contains(c);
    match scheme.to_ascii_lowercase().as_str() {
        "tag" => {
            let authority = rest.split(',').next().unwrap_or_default();
            is_uri(text) && scheme == "tag" && !authority.contains(|c: char| c.is_ascii_uppercase())
        }
        "urn" => rest.chars().all(in_urn),
        _ => is_rss_uri(text),
    }
}

/// An addr-spec of the common form.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let local_char = |c: char| c.is_ascii_alphanumeric() || "_-+.'".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    !local.is_empty() && local.chars().all(local_char) && domain.contains('.') && domain.split('.').all(label)
}

/// A BCP 47 tag of registered subtags, as it is customarily written.
pub fn is_language_tag(text: &str) -> bool {
    iri::registered_language(text).as_deref() == Some(text)
}

/// Such a tag, of a language that ISO 639-1 or 639-2 knows.
pub fn is_feed_language(text: &str) -> bool {
    iri::iso639_language(text).as_deref() == Some(text)
}

/// `type/subtype`, with parameters perhaps.
pub fn is_media_type(text: &str) -> bool {
    let token = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && !"()<>,;:\\\"/[]?=".contains(c))
    };
    let mut parts = text.split(';');
    let full = parts.next().and_then(|full| full.trim().split_once('/'));
    let parameter = |text: &str| {
        text.trim().split_once('=').is_some_and(|(name, value)| {
            token(name)
                && (token(value) || (value.len() > 1 && value.starts_with('"') && value.ends_with('"')))
        })
    };
    full.is_some_and(|(kind, subtype)| token(kind) && token(subtype)) && parts.all(parameter)
}

/// RFC 822 with a four-digit year and the right day of the week.
pub fn is_rfc822_date(text: &str) -> bool {
    let date = DateTime::parse_from_rfc2822(text).ok();
    date.is_some_and(|date| date.format("%a, %d %b %Y %H:%M:%S %z").to_string() == text)
}

/// RFC 3339 in the strict form of Atom.
pub fn is_rfc3339_date(text: &str) -> bool {
    let shaped =
        text.len() >= 20 && text.as_bytes()[10] == b'T' && (text.ends_with('Z') || !text.contains('z'));
    shaped && DateTime::parse_from_rfc3339(text).is_ok()
}

/// Feeds are younger than 1990.
pub fn is_plausible_date(text: &str) -> bool {
    let date = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
    date.is_ok_and(|date| date.year() >= 1990)
}

/// A decimal number from 1.
pub fn is_positive(text: &str) -> bool {
    text.parse::<u64>().is_ok_and(|number| number > 0) && text.bytes().all(|b| b.is_ascii_digit())
}

/// A decimal number from 0.
pub fn is_count(text: &str) -> bool {
    text.parse::<u64>().is_ok() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Seconds, perhaps with a fraction.
pub fn is_seconds(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Whether plain text holds what readers, and validators, take for an end tag.
pub fn holds_end_tag(text: &str) -> bool {
    text.match_indices("</").any(|(at, _)| text[at + 2..].starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Whether all of `text` is what UTF-8 looks like that was read as Latin-1.
pub fn decoded_twice(text: &str) -> bool {
    let lead = |c: char| matches!(c, '\u{C2}' | '\u{C3}');
    let has_pair = text
        .match_indices(lead)
        .any(|(at, first)| text[at + first.len()..].starts_with(|c: char| matches!(c, '\u{80}'..='\u{BF}')));
    let bytes = || text.chars().map(|c| u8::try_from(c).ok()).collect::<Option<Vec<u8>>>();
    has_pair && bytes().is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok())
}
