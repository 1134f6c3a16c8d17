//! Whether a body that ended with its connection is whole. HTTP/1.0 servers end a body by closing,
//! and so does every crash: then only the document itself can tell.

use memchr::memmem;
use serde::de::IgnoredAny;

/// `false` where `body` is XML or JSON that was cut off.
pub fn looks_whole(body: &[u8]) -> bool {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    match text.first() {
        Some(b'<') => root_name(text).is_some_and(|root| root.is_empty() || closes(text, root)),
        Some(b'{') => !serde_json::from_slice::<IgnoredAny>(text).is_err_and(|error| error.is_eof()),
        // UTF-16, or no feed at all: the parser will say.
        _ => true,
    }
}

/// The name of the first element, the prolog aside; empty for what is no XML. `None`: cut off.
fn root_name(text: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    loop {
        at += memchr::memchr(b'<', &text[at..])?;
        let rest = &text[at..];
        at += match rest {
            [b'<', b'?', ..] => memmem::find(rest, b"?>")?,
            [b'<', b'!', b'-', b'-', ..] => memmem::find(rest, b"-->")?,
            [b'<', b'!', ..] => memchr::memchr(b'>', rest)?,
            _ => {
                let name = &rest[1..];
                let end = name.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))?;
                return Some(&name[..end]);
            }
        };
    }
}

/// Comments of caching plugins may follow the closing tag.
fn closes(text: &[u8], root: &[u8]) -> bool {
    let closing = [b"</", root].concat();
    match memmem::rfind(text, &closing) {
        Some(at) => text[at + closing.len()..].contains(&b'>'),
        None => text.ends_with(b"/>") && memchr::memchr_iter(b'<', text).count() <= 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_and_cut_documents() {
        let cases = [
            ("<rss><channel></channel></rss>", true),
            ("<?xml version='1.0'?><!-- < --><!DOCTYPE x>\n<feed a='b'></feed>\n<!-- cached -->\n", true),
            ("\u{feff}<rdf:RDF x='y'></rdf:RDF >", true),
            ("<?xml version='1.0'?><rss/>", true),
            ("<rss><channel><item></item>", false),
            ("<rss><channel></channel></rss", false),
            ("<rss><channel></channel><br/>", false),
            ("<!DOCTYPE html><html><p>no feed</html>", true),
            ("{\"items\": []}\n", true),
            ("{\"items\": [{}", false),
            ("{no json}", true),
            ("< 3 is a heart", true),
            ("<?xml version='1.0'?><!-- cut", false),
            ("", true),
            ("plain text", true),
        ];
        for (body, expected) in cases {
            assert_eq!(looks_whole(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn every_cut_of_a_feed_is_seen() {
        let feed = "<?xml version='1.0'?>\n<rss version='2.0'><channel><item><title>x</title></item></channel></rss>";
        for end in 1..feed.len() {
            assert!(!looks_whole(&feed.as_bytes()[..end]), "{}", &feed[..end]);
        }
    }
}
