//! Text, addresses and dates in the forms that the formats want them in.

use std::borrow::Cow;
use std::fmt::Write;

use chrono::{DateTime, Utc};
use url::{Host, Position, Url};

use crate::markup::SafeHtml;

/// Unseen, and no space: a `<` or `&` that it follows opens nothing, since HTML asks for a letter there.
const WORD_JOINER: char = '\u{2060}';

/// `url` with the characters escaped that RFC 3986 does not allow and browsers let pass, such
/// as `|` and `[` in a query, a `%` that begins no octet and a `#` in a fragment.
pub fn uri(url: &Url) -> String {
    let (origin, rest) = (&url[..Position::BeforePath], &url[Position::BeforePath..Position::AfterQuery]);
    let mut text = format!("{origin}{}", escaped(rest));
    if let Some(fragment) = url.fragment() {
        text.push('#');
        text.push_str(&escaped(fragment).replace('#', "%23"));
    }
    text
}

/// The media type of what an entry's link leads to: a page, unless its name looks like that of another file.
pub fn page_type(url: &Url) -> Option<&'static str> {
    const PAGES: [&str; 8] = ["asp", "aspx", "htm", "html", "jsp", "php", "shtml", "xhtml"];
    let name = url.path().rsplit('/').next().unwrap_or_default();
    let is_page = name
        .rsplit_once('.')
        .is_none_or(|(_, ending)| PAGES.iter().any(|page| ending.eq_ignore_ascii_case(page)));
    is_page.then_some("text/html")
}

/// Whether the address is of a site with a name that the whole web knows, without a user: only such a one may stand
/// in an RSS enclosure, as an episode's picture or as an owner's page.
pub fn is_public_site(url: &Url) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_name = |host: &str| {
        host.rsplit_once('.').is_some_and(|(_, top)| !top.starts_with('-')) && host.split('.').all(is_label)
    };
    matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.host_str().is_some_and(is_name)
}

/// Whether the host of the address is no IPv6 one, which is all that the elements of RSS can hold: they know the
/// URIs of RFC 2396.
pub fn is_named(url: &Url) -> bool {
    !matches!(url.host(), Some(Host::Ipv6(_)))
}

/// An id that is an address, or that a feed gave, without those characters; letters stay.
pub fn iri(text: &str) -> String {
    match Url::parse(text) {
        Ok(url) if url.has_host() && url.as_str() == text => uri(&url),
        _ => escaped(text),
    }
}

fn escaped(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    for (at, character) in part.char_indices() {
        match character {
            '%' if !begins_octet(&part[at..]) => text.push_str("%25"),
            '[' | ']' | '|' | '^' | '{' | '}' | '\\' | '`' | '"' | '<' | '>' | ' ' => {
                let _ = write!(text, "%{:02X}", u32::from(character));
            }
            _ => text.push(character),
        }
    }
    text
}

fn begins_octet(text: &str) -> bool {
    text.as_bytes().get(1..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// `text` where a format allows plain text only, and readers still look for HTML in it: what a
/// parser of HTML would take for a tag or a reference is kept from being one. Escaping it twice
/// instead would show `&lt;` in readers that keep to plain text, and the feed validator warns of
/// end tags. What it takes for UTF-8 decoded twice is kept apart too.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !looks_like_html(text) && twice_decoded(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 6);
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        let markup = opens_markup(&rest[at..]);
        safe.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        if markup {
            safe.push(WORD_JOINER);
        }
    }
    safe.push_str(rest);
    if let Some(at) = twice_decoded(&safe) {
        safe.insert(at, WORD_JOINER);
    }
    Cow::Owned(safe)
}

/// Whether a reader may take `text` for HTML though it is plain.
pub fn looks_like_html(text: &str) -> bool {
    memchr::memchr2_iter(b'<', b'&', text.as_bytes()).any(|at| opens_markup(&text[at..]))
}

/// Whether the `<` or `&` that `text` starts with begins a tag, a comment, a declaration, a
/// reference (WHATWG HTML 13.2.5.6, 13.2.5.72) or an address in angle brackets, which the feed validator
/// wants in no name.
fn opens_markup(text: &str) -> bool {
    let (first, rest) = text.split_at(1);
    if first == "<" {
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let is_address = || {
            let end = memchr::memchr2(b'<', b'>', rest.as_bytes());
            end.is_some_and(|end| rest[end..].starts_with('>') && rest[..end].contains('@'))
        };
        return name.starts_with(|c: char| c.is_ascii_alphabetic())
            || rest.starts_with(['!', '?'])
            || is_address();
    }
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name[length..].starts_with(';')
}

/// Plain text as HTML.
pub fn to_html(text: &str) -> String {
    let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    kept_apart(&html).into_owned()
}

/// Content as it is written into a feed.
pub fn content(html: &SafeHtml) -> Cow<'_, str> {
    kept_apart(html.as_str())
}

/// `html` with a reference for each first half of what the feed validator may take for UTF-8 decoded twice.
fn kept_apart(html: &str) -> Cow<'_, str> {
    if !holds_pair(html) {
        return Cow::Borrowed(html);
    }
    let mut apart = String::with_capacity(html.len() + 16);
    let mut characters = html.chars().peekable();
    while let Some(character) = characters.next() {
        let is_pair = is_lead(character) && characters.peek().is_some_and(|next| is_trail(*next));
        if is_pair {
            let _ = write!(apart, "&#x{:X};", u32::from(character));
        } else {
            apart.push(character);
        }
    }
    Cow::Owned(apart)
}

/// Whether `text` holds two characters such as `Ã©`, which are `é` if UTF-8 was decoded twice.
pub fn holds_pair(text: &str) -> bool {
    let mut lead = false;
    text.contains(['\u{C2}', '\u{C3}'])
        && text
            .chars()
            .any(|character| std::mem::replace(&mut lead, is_lead(character)) && is_trail(character))
}

fn is_lead(character: char) -> bool {
    matches!(character, '\u{C2}' | '\u{C3}')
}

fn is_trail(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{BF}')
}

/// Behind the first half of a pair of [`holds_pair`], where all of `text` could have been decoded twice.
fn twice_decoded(text: &str) -> Option<usize> {
    let once = || text.chars().map(|c| u8::try_from(c).ok()).collect::<Option<Vec<u8>>>();
    if !holds_pair(text) || once().is_none_or(|bytes| std::str::from_utf8(&bytes).is_err()) {
        return None;
    }
    text.find(is_lead).map(|at| at + '\u{C3}'.len_utf8())
}

/// A date of RFC 822, with a year of four digits.
pub fn rfc822(when: DateTime<Utc>) -> String {
    when.format("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// An XML document with each `&amp;` as `&#x26;` and perhaps each `&lt;` as `&#x3C;`: the
/// same to XML, but by the profile's survey of readers the form that is least often taken for markup in titles,
/// and to the feed validator a sign that `R&D1` is meant as it stands.
pub fn with_numeric_references(xml: &[u8], less_than: LessThan) -> Vec<u8> {
    const CDATA: &[u8] = b"<![CDATA[";
    let mut out = Vec::with_capacity(xml.len() + xml.len() / 64);
    let mut rest = xml;
    while let Some(at) = memchr::memchr2(b'&', b'<', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let (read, written): (usize, &[u8]) = if less_than == LessThan::Numeric && rest.starts_with(b"&lt;") {
            (4, b"&#x3C;")
        } else if rest.starts_with(b"&amp;") {
            (5, b"&#x26;")
        } else if rest.starts_with(CDATA) {
            let end = memchr::memmem::find(rest, b"]]>").map_or(rest.len(), |end| end + 3);
            (end, &rest[..end])
        } else {
            (1, &rest[..1])
        };
        out.extend_from_slice(written);
        rest = &rest[read..];
    }
    out.extend_from_slice(rest);
    out
}

/// How `<` is written. Where HTML is escaped, numbers would only make the file longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LessThan {
    Numeric,
    Named,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_file_is_not_said_to_lead_to_a_page() {
        let of = |address: &str| page_type(&Url::parse(address).unwrap());
        for page in ["https://a.example", "https://a.example/v1.2/post", "https://a.example/a.HTML?x=1.pdf"] {
            assert_eq!(of(page), Some("text/html"), "{page}");
        }
        assert_eq!((of("https://a.example/a.pdf"), of("https://a.example/a.txt#1")), (None, None));
    }

    #[test]
    fn an_address_keeps_to_rfc_3986() {
        let url = Url::parse("http://[::1]:8000/a[b]|c?q={x}^y").unwrap();
        assert_eq!(uri(&url), "http://[::1]:8000/a%5Bb%5D%7Cc?q=%7Bx%7D%5Ey");
        let url = Url::parse("https://example.org/100%/%zz?a=5%&b=%41#c#d%").unwrap();
        assert_eq!(uri(&url), "https://example.org/100%25/%25zz?a=5%25&b=%41#c%23d%25");
        assert_eq!(iri("http://[::1]:8000/a|b"), "http://[::1]:8000/a%7Cb");
        assert_eq!(iri("tag:example.org,2026:ä|b"), "tag:example.org,2026:ä%7Cb");
    }

    #[test]
    fn a_public_site_has_a_name_and_no_user() {
        for (address, is_public) in [
            ("https://a-b.example:8080/x", true),
            ("http://192.0.2.1/", true),
            ("http://localhost/", false),
            ("http://me@example.org/", false),
            ("http://:secret@example.org/", false),
            ("http://a_b.example/", false),
            ("http://example.org./", false),
            ("http://a.-b/", false),
            ("http://[::1]/", false),
            ("ftp://example.org/", false),
        ] {
            assert_eq!(is_public_site(&Url::parse(address).unwrap()), is_public, "{address}");
        }
    }

    #[test]
    fn literal_markup_is_no_markup_any_more() {
        assert_eq!(plain("the <b> and </b> tags"), "the <\u{2060}b> and <\u{2060}/b> tags");
        assert_eq!(plain("Vec<T> 5 < 6 <!-- <"), "Vec<\u{2060}T> 5 < 6 <\u{2060}!-- <");
        assert_eq!(plain("1 < 2 </ 3 I <3 N.Y."), "1 < 2 </ 3 I <3 N.Y.");
        assert_eq!(plain("AT&T, &amp; and &#38;"), "AT&T, &\u{2060}amp; and &\u{2060}#38;");
        assert!(looks_like_html("Use <b> sparingly") && !looks_like_html("1 < 2"));
        assert!(looks_like_html("&amp; is an ampersand") && !looks_like_html("Tom & Jerry <3"));
    }

    #[test]
    fn an_address_in_a_name_is_no_tag() {
        assert_eq!(plain("Jane <007@example.org>"), "Jane <\u{2060}007@example.org>");
        assert_eq!(plain("I <3 you @home"), "I <3 you @home");
        assert_eq!(plain("1 < 2 <7@example.org>"), "1 < 2 <\u{2060}7@example.org>");
        // In one pass: looking for each end up to the end of all would take minutes.
        assert!(!looks_like_html(&"< ".repeat(1_000_000)));
    }

    #[test]
    fn what_looks_decoded_twice_is_kept_apart() {
        assert_eq!(plain("CafÃ©"), "CafÃ\u{2060}©");
        for sound in ["Café", "CafÃ© “quoted”", "Ã alone", "© Ä"] {
            assert_eq!(plain(sound), sound);
        }
        assert_eq!(to_html("<CafÃ©>"), "&lt;Caf&#xC3;©&gt;");
        assert_eq!(kept_apart("<p>Â© Ã“ Ãx</p>"), "<p>&#xC2;© Ã“ Ãx</p>");
    }

    #[test]
    fn references_become_numeric_outside_cdata_only() {
        let xml = b"<t a=\"&amp;\">1 &lt; 2 &gt; 0</t><d><![CDATA[&lt;b> &amp;]]></d>&amp;";
        let written = |less_than| String::from_utf8(with_numeric_references(xml, less_than)).unwrap();
        assert_eq!(
            written(LessThan::Numeric),
            "<t a=\"&#x26;\">1 &#x3C; 2 &gt; 0</t><d><![CDATA[&lt;b> &amp;]]></d>&#x26;"
        );
        assert!(written(LessThan::Named).starts_with("<t a=\"&#x26;\">1 &lt; 2"));
    }
}
