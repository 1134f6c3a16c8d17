//! Whether a body that ended with its connection is whole. HTTP/1.0 servers end a body by closing,
//! and so does every crash: then only the document itself can tell.

use std::borrow::Cow;

use memchr::memmem;
use serde::de::IgnoredAny;

/// What feeds begin with. Messages of scripts may stand before it.
const ROOTS: [&[u8]; 4] = [b"rss", b"feed", b"rdf", b"channel"];

/// No name of a root is longer, its prefix included.
const LONGEST_ROOT: usize = 32;

/// `false` where `body` is XML or JSON that was cut off.
pub fn looks_whole(body: &[u8]) -> bool {
    let body = ascii_of_wide(body);
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&body).trim_ascii();
    if text.first() == Some(&b'{') {
        return !serde_json::from_slice::<IgnoredAny>(text).is_err_and(|error| error.is_eof());
    }
    match root_name(text) {
        Root::Named(root) => closes(text, root),
        Root::NoXml => true,
        // No feed at all, unless it began as XML: the parser will say.
        Root::Missing => text.first() != Some(&b'<'),
    }
}

/// UTF-16 and UTF-32 without the zero bytes of their ASCII, which is all that markup consists of.
fn ascii_of_wide(body: &[u8]) -> Cow<'_, [u8]> {
    let is_wide = body.starts_with(&[0xff, 0xfe])
        || body.starts_with(&[0xfe, 0xff])
        || body.iter().take(4).any(|byte| *byte == 0);
    if !is_wide {
        return Cow::Borrowed(body);
    }
    let marks = [0, 0xfe, 0xff];
    let start = body.iter().position(|byte| !marks.contains(byte)).unwrap_or(body.len());
    Cow::Owned(body[start..].iter().copied().filter(|byte| *byte != 0).collect())
}

enum Root<'a> {
    Named(&'a [u8]),
    /// What looks like the beginning of markup is none.
    NoXml,
    Missing,
}

/// The element around everything: that of a feed, wherever it begins, unless it is in a page; else the first.
fn root_name(text: &[u8]) -> Root<'_> {
    let mut first = None;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &text[at..]) {
        at += found;
        let rest = &text[at..];
        let past = match rest {
            [b'<', b'?', ..] => memmem::find(rest, b"?>"),
            [b'<', b'!', b'-', b'-', ..] => memmem::find(rest, b"-->"),
            [b'<', b'!', ..] => memchr::memchr(b'>', rest),
            _ => {
                let name = &rest[1..];
                // A name can be as long as the document, but only the first one counts whatever it is.
                let within = if first.is_none() { name } else { &name[..name.len().min(LONGEST_ROOT)] };
                let end =
                    within.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
                let Some(end) = end else {
                    if within.len() == name.len() {
                        break;
                    }
                    at += 1;
                    continue;
                };
                let name = &name[..end];
                match first {
                    None if name.is_empty() => return Root::NoXml,
                    None if name.eq_ignore_ascii_case(b"html") => return Root::Named(name),
                    _ if is_of_a_feed(name) => return Root::Named(name),
                    None => first = Some(name),
                    Some(_) => {}
                }
                Some(1)
            }
        };
        let Some(past) = past else { break };
        at += past;
    }
    // What stands around text without markup of its own is no document.
    first.filter(|_| text.starts_with(b"<")).map_or(Root::Missing, Root::Named)
}

fn is_of_a_feed(name: &[u8]) -> bool {
    let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
    ROOTS.iter().any(|root| local.eq_ignore_ascii_case(root))
}

/// Comments of caching plugins may follow the closing tag.
fn closes(text: &[u8], root: &[u8]) -> bool {
    let closes_root = |at: &usize| {
        let name = &text[at + 2..];
        name.len() >= root.len() && name[..root.len()].eq_ignore_ascii_case(root)
    };
    match memmem::rfind_iter(text, b"</").find(closes_root) {
        Some(at) => text[at + 2 + root.len()..].contains(&b'>'),
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
            ("a <b>word</b> and a <", true),
            ("<br />\n<b>Warning</b>: in <b>x.php</b><br />\n<rss><channel></channel></rss>", true),
            ("<br />\n<b>Warning</b>: in <b>x.php</b><br />\n<rss><channel></channel>", false),
            ("Notice: x\n<?xml version='1.0'?><rdf:RDF></rdf:RDF>", true),
            ("Notice: x\n<?xml version='1.0'?><rdf:RDF></rdf:RD", false),
            ("<RSS><Channel></Channel></rss>", true),
            ("<html><p>how to write <rss></html>", true),
        ];
        for (body, expected) in cases {
            assert_eq!(looks_whole(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn a_body_of_beginnings_is_gone_through_once() {
        let body = ["<".repeat(2_000_000).as_str(), " x"].concat();
        assert!(!looks_whole(body.as_bytes()));
    }

    const FEED: &str =
        "<?xml version='1.0'?>\n<rss version='2.0'><channel><item><title>x</title></item></channel></rss>";

    #[test]
    fn every_cut_of_a_feed_is_seen() {
        for end in 1..FEED.len() {
            assert!(!looks_whole(&FEED.as_bytes()[..end]), "{}", &FEED[..end]);
        }
    }

    #[test]
    fn so_is_one_in_wide_characters() {
        let pairs = |units: Vec<u16>| units.into_iter().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let little = pairs(FEED.encode_utf16().collect());
        let big: Vec<u8> = FEED.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (mark, feed) in [(&[][..], &little), (&[], &big), (&[0xff, 0xfe], &little), (&[0xfe, 0xff], &big)]
        {
            let feed = [mark, feed].concat();
            assert!(looks_whole(&feed));
            assert!(!looks_whole(&feed[..feed.len() - 8]) && !looks_whole(&feed[..feed.len() / 2]));
        }
    }
}
