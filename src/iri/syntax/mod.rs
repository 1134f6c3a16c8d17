//! What may stand as an id: an absolute IRI as RFC 3987 spells it, and for `urn:`, `tag:` and http(s) what
//! their own specifications ask besides, since the W3C feed validator asks it too. Whether the address
//! answers, and whether anybody else claims it, is not asked here.

/// Whether `id` may stand as the id of a published entry.
pub fn is_iri(id: &str) -> bool {
    let Some((scheme, rest)) = id.split_once(':') else { return false };
    if !is_scheme(scheme) || rest.is_empty() {
        return false;
    }
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" | "ftp" => rest.starts_with("//") && has_host(rest) && is_hierarchical(rest),
        "urn" => is_urn(rest),
        "tag" => is_tag(rest),
        _ => is_hierarchical(rest),
    }
}

/// RFC 3986, 3.1. A single letter is no scheme that anybody registered, but the drive of a Windows path.
fn is_scheme(scheme: &str) -> bool {
    scheme.len() > 1
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// `ihier-part [ "?" iquery ] [ "#" ifragment ]`
fn is_hierarchical(rest: &str) -> bool {
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (part, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = split_authority(part);
    is_authority(authority)
        && consists_of(path, |c| is_path_char(c) || c == '/')
        && consists_of(query, |c| is_path_char(c) || matches!(c, '/' | '?') || is_private(c))
        && consists_of(fragment, |c| is_path_char(c) || matches!(c, '/' | '?'))
}

fn split_authority(part: &str) -> (&str, &str) {
    let Some(authority) = part.strip_prefix("//") else { return ("", part) };
    authority.split_at(authority.find('/').unwrap_or(authority.len()))
}

fn has_host(rest: &str) -> bool {
    let authority = rest.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    !rest.starts_with("///") && !host.is_empty() && !host.starts_with(':')
}

/// `[ iuserinfo "@" ] ihost [ ":" port ]`
fn is_authority(authority: &str) -> bool {
    let (user, place) = authority.split_once('@').unwrap_or(("", authority));
    let (host, port) = match place.rfind(':').filter(|colon| !place[*colon..].contains(']')) {
        Some(colon) => (&place[..colon], &place[colon + 1..]),
        None => (place, ""),
    };
    let is_host = match host.strip_prefix('[').and_then(|literal| literal.strip_suffix(']')) {
        Some(literal) => is_ip_literal(literal),
        None => consists_of(host, is_name_char),
    };
    is_host
        && consists_of(user, |c| is_name_char(c) || c == ':')
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// An IPv6 address, or the `IPvFuture` that nobody has needed so far.
fn is_ip_literal(literal: &str) -> bool {
    literal.parse::<std::net::Ipv6Addr>().is_ok()
        || literal.strip_prefix(['v', 'V']).and_then(|rest| rest.split_once('.')).is_some_and(
            |(version, address)| {
                !version.is_empty()
                    && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                    && !address.is_empty()
                    && address.chars().all(|c| c.is_ascii() && (is_name_char(c) || c == ':'))
            },
        )
}

/// RFC 8141: a namespace of 2 to 32 letters, digits and inner hyphens, then a name in ASCII.
fn is_urn(rest: &str) -> bool {
    let Some((space, name)) = rest.split_once(':') else { return false };
    let is_space = (2..=32).contains(&space.len())
        && space.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !space.starts_with('-')
        && !space.ends_with('-');
    let is_name =
        !name.is_empty() && !name.starts_with(['/', '?', '#']) && name.is_ascii() && is_hierarchical(name);
    is_space && is_name && (!space.eq_ignore_ascii_case("uuid") || is_uuid(name))
}

/// RFC 9562 in its canonical spelling, the only one that a URN may have.
fn is_uuid(name: &str) -> bool {
    name.len() == 36 && uuid::Uuid::try_parse(name).is_ok()
}

/// RFC 4151: `authority "," date ":" specific [ "#" fragment ]`, all in ASCII.
fn is_tag(rest: &str) -> bool {
    let Some((authority, dated)) = rest.split_once(',') else { return false };
    let Some((date, specific)) = dated.split_once(':') else { return false };
    is_tag_authority(authority) && is_tag_date(date) && specific.is_ascii() && is_hierarchical(specific)
}

/// A domain name or an e-mail address. RFC 4151 knows no port and no international names.
fn is_tag_authority(authority: &str) -> bool {
    let (user, domain) = authority.rsplit_once('@').unwrap_or(("-", authority));
    let is_word = |text: &str, marks: &[u8]| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || marks.contains(&byte))
    };
    is_word(user, b"-._") && is_word(domain, b"-.")
}

/// `2004`, `2004-05` or `2004-05-28`.
fn is_tag_date(date: &str) -> bool {
    let digits =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut fields = date.split('-');
    fields.next().is_some_and(|year| digits(year, 4))
        && date.len() <= 10
        && fields.all(|field| digits(field, 2))
}

/// Whether every `%` begins an encoded octet and `legal` holds for every other character.
fn consists_of(text: &str, legal: impl Fn(char) -> bool) -> bool {
    let mut rest = text.chars();
    while let Some(next) = rest.next() {
        let fits = if next == '%' {
            [rest.next(), rest.next()].iter().all(|digit| digit.is_some_and(|c| c.is_ascii_hexdigit()))
        } else {
            legal(next)
        };
        if !fits {
            return false;
        }
    }
    true
}

/// `ipchar` without the percent-encoded.
fn is_path_char(c: char) -> bool {
    is_name_char(c) || matches!(c, ':' | '@')
}

/// `iunreserved` and `sub-delims`, of which user and host names consist.
fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=".contains(c) || is_ucs_char(c)
}

/// `ucschar` without white space, and without the marks of writing direction that RFC 3987, 4.1 forbids.
fn is_ucs_char(c: char) -> bool {
    let in_range =
        matches!(u32::from(c), 0xA0..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFEF | 0x1_0000..=0xE_FFFD);
    let is_noncharacter = u32::from(c) & 0xFFFE == 0xFFFE;
    let is_mark = matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    // 0xE0000 to 0xE0FFF: deprecated tags and their like
    let is_tag = matches!(u32::from(c), 0xE_0000..=0xE_0FFF);
    in_range && !is_noncharacter && !is_mark && !is_tag && !c.is_whitespace()
}

/// `iprivate`, which a query may hold.
fn is_private(c: char) -> bool {
    matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}

#[cfg(test)]
mod tests;
