//! Whether an entry was edited, or only comes in other bytes: addresses of pictures that are signed anew at
//! each fetch, pixels that count readers, ids that a program makes up as it writes.
//!
//! [`is_edit`] compares what a reader sees: the words and whether some are struck out, where links lead, what
//! pictures and enclosures are.
//! The query of a picture's or an enclosure's address hardly ever says which one it is, and often until when it
//! may be loaded or which version it is; that of a link does choose the page (`watch?v=…`), and counts, but
//! for what is known to track readers and for the signature of a file.

use std::borrow::Cow;

use url::Url;

use super::prints;
use crate::iri;
use crate::markup::{Policy, SafeHtml, Tag, Token, Tokens, Tracking};
use crate::model::Entry;
use crate::model::feed::{Text, TextKind};

/// Parameters by which an address is signed: of Amazon, Google, `CloudFront` and others, Azure, Akamai, Facebook,
/// Discord, and of whoever speaks of a token.
const SIGNATURES: [&str; 10] = [
    "x-amz-signature",
    "x-goog-signature",
    "x-signature",
    "signature",
    "sig",
    "hdnts",
    "hdnea",
    "oh",
    "hm",
    "token",
];

/// The endings of pages, which their query may choose, signed or not.
const PAGES: [&str; 9] = ["html", "htm", "xhtml", "shtml", "php", "asp", "aspx", "jsp", "cgi"];

/// What they hold is said and not said.
const STRUCK: [&str; 3] = ["del", "s", "strike"];

/// Cloudflare's cover of a mail address, whose place on that page is scrambled anew for each request.
const COVERED_MAILBOX: &str = "/cdn-cgi/l/email-protection";

/// Whether a reader of `now` sees something else than in `before`.
pub fn is_edit(before: &Entry, now: &Entry) -> bool {
    let is_same = prints::title(before) == prints::title(now)
        && authors(before).eq(authors(now))
        && enclosures(before).eq(enclosures(now))
        && are_same(before.texts(), now.texts());
    !is_same
}

fn authors(entry: &Entry) -> impl Iterator<Item = Option<&str>> {
    entry.authors.iter().map(|author| author.name.as_deref())
}

fn enclosures(entry: &Entry) -> impl Iterator<Item = String> {
    entry.enclosures.iter().map(|enclosure| file(&enclosure.url))
}

fn are_same<'a>(mut before: impl Iterator<Item = &'a Text>, mut now: impl Iterator<Item = &'a Text>) -> bool {
    loop {
        match (before.next(), now.next()) {
            (None, None) => return true,
            (Some(before), Some(now)) if is_same_text(before, now) => {}
            _ => return false,
        }
    }
}

/// The words are looked at first: in most edits they differ, and they cost least.
fn is_same_text(before: &Text, now: &Text) -> bool {
    before == now || prints::plain(before) == prints::plain(now) && shown(before) == shown(now)
}

/// What `text` shows and where it leads, in its order: as it would be published, so that nothing counts that is
/// taken out.
fn shown(text: &Text) -> Vec<String> {
    if text.kind == TextKind::Text || !text.value.contains('<') {
        return Vec::new();
    }
    let base = text.base.as_deref().and_then(|base| Url::parse(base).ok());
    let policy = Policy::publishing(Tracking::Remove(iri::strip_tracking));
    let html = SafeHtml::sanitise_with(&text.value, base.as_ref(), &policy);
    let mut shown = Vec::new();
    for token in Tokens::new(html.as_str()) {
        if let Token::Start(tag) = token {
            let decoded = |tag: &Tag<'_>, name| tag.decoded(name).map(Cow::into_owned);
            shown.extend(STRUCK.iter().filter(|name| tag.name == **name).map(|_| "struck".to_owned()));
            shown.extend(["src", "poster"].into_iter().filter_map(|name| Some(file(&decoded(&tag, name)?))));
            shown.extend(decoded(&tag, "href").as_deref().map(page));
            shown.extend(["alt", "title"].into_iter().filter_map(|name| decoded(&tag, name)));
        }
    }
    shown
}

/// A picture or an enclosure, whatever it takes to load it.
fn file(address: &str) -> String {
    let address = iri::canonical(address).unwrap_or_else(|| address.to_owned());
    address.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// Where a link leads. Places of the entry itself have names that programs make up.
fn page(address: &str) -> String {
    if address.starts_with('#') {
        return "#".to_owned();
    }
    if address.contains(COVERED_MAILBOX) || Url::parse(address).is_ok_and(|url| is_signed_file(&url)) {
        return file(address);
    }
    let place = address.split_once('#').map_or("", |(_, place)| place);
    format!("{}#{place}", iri::canonical(address).as_deref().unwrap_or(address))
}

/// Whether the path names a file, and the query only who may load it until when.
fn is_signed_file(url: &Url) -> bool {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    let is_file = name.rsplit_once('.').is_some_and(|(name, ending)| {
        !name.is_empty() && (2..=5).contains(&ending.len()) && !PAGES.contains(&ending)
    });
    let is_signature = |name: &str| SIGNATURES.iter().any(|known| name.eq_ignore_ascii_case(known));
    is_file && url.query_pairs().any(|(name, _)| is_signature(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::feed::{Content, Enclosure, Person};

    fn entry(html: &str) -> Entry {
        let text = Text::html(html, None);
        Entry {
            title: Some(Text::plain("A title")),
            content: vec![Content { text, src: None }],
            ..Entry::default()
        }
    }

    #[track_caller]
    fn check(edited: bool, pairs: &[(&str, &str)]) {
        for (before, now) in pairs {
            assert_eq!(is_edit(&entry(before), &entry(now)), edited, "{before} and {now}");
        }
    }

    #[test]
    fn what_programs_write_anew_each_time_is_no_edit() {
        check(
            false,
            &[
                (
                    "<p>A <img src='https://cdn.example/a.png?X-Amz-Signature=1&amp;X-Amz-Expires=60' alt='cat'></p>",
                    "<p>A <img src='https://cdn.example/a.png?X-Amz-Signature=2&amp;X-Amz-Expires=60' alt='cat'></p>",
                ),
                (
                    "<p>A<img src=/a.png?v=1 srcset='/a.png?t=1 2x'>",
                    "<p>A<img src=/a.png?v=2 srcset='/a.png?t=2 2x'>",
                ),
                ("<p id=x1 data-nonce=5>A</p>", "<p id=x2 data-nonce=6>A</p>"),
                ("<a href='#fn-1a'>1</a><p id=fn-1a>N</p>", "<a href='#fn-2b'>1</a><p id=fn-2b>N</p>"),
                (
                    "A<img src='https://pixel.wp.com/b.gif?r=1'>",
                    "A<img src='https://pixel.wp.com/c.gif?r=2'>",
                ),
                (
                    "A<img width=1 height=1 src='https://a.example/1'>",
                    "A<img width=1 height=1 src='https://a.example/2'>",
                ),
                ("A<script>1</script><style>a{}</style>", "A<script>2</script>"),
                (
                    "<video src='https://v.example/a.mp4?e=1' poster='https://v.example/a.jpg?e=1'></video>",
                    "<video src='https://v.example/a.mp4?e=2' poster='https://v.example/a.jpg?e=2'></video>",
                ),
                (
                    "<a href='https://x.example/p?id=5&amp;utm_source=a'>b</a>",
                    "<a href='https://x.example/p?id=5'>b</a>",
                ),
                (
                    "<a href='https://x.example/a.pdf?Expires=1&amp;Signature=a'>b</a>",
                    "<a href='https://x.example/a.pdf?Expires=2&amp;Signature=b'>b</a>",
                ),
                ("<p>One</p>\n<p>two</p>", "<div><p>One</p> <p>two</p></div>"),
                (
                    "<a href='https://x.example/cdn-cgi/l/email-protection#1f2e'>[email protected]</a>",
                    "<a href='https://x.example/cdn-cgi/l/email-protection#9a8b'>[email protected]</a>",
                ),
                (
                    "<a href='/cdn-cgi/l/email-protection#1f2e'>[email protected]</a>",
                    "<a href='/cdn-cgi/l/email-protection#9a8b'>[email protected]</a>",
                ),
                (
                    "<a href='https://cdn.example/v/a.jpg?oh=00_A&amp;oe=65'>b</a>",
                    "<a href='https://cdn.example/v/a.jpg?oh=00_B&amp;oe=66'>b</a>",
                ),
            ],
        );
    }

    #[test]
    fn what_a_reader_sees_is_an_edit() {
        check(
            true,
            &[
                ("<p>One</p>", "<p>One more</p>"),
                ("<a href='https://x.example/p?id=5'>b</a>", "<a href='https://x.example/p?id=6'>b</a>"),
                (
                    "<a href='https://www.youtube.com/watch?v=a1'>b</a>",
                    "<a href='https://www.youtube.com/watch?v=a2'>b</a>",
                ),
                (
                    "<iframe src='https://www.youtube.com/embed/aaaaaaaaaaa'></iframe>",
                    "<iframe src='https://www.youtube.com/embed/bbbbbbbbbbb'></iframe>",
                ),
                (
                    "<a href='https://x.example/get.php?id=5&amp;sig=a'>b</a>",
                    "<a href='https://x.example/get.php?id=6&amp;sig=a'>b</a>",
                ),
                (
                    "<a href='https://x.example/share.html?token=a'>b</a>",
                    "<a href='https://x.example/share.html?token=b'>b</a>",
                ),
                ("<p>It costs 5, and not 6.</p>", "<p>It <s>costs 5, and not 6</s>.</p>"),
                ("<a href='https://x.example/p#one'>b</a>", "<a href='https://x.example/p#two'>b</a>"),
                ("<p>b", "<p><a href='https://x.example/p'>b</a>"),
                ("A<img src='https://x.example/a.png'>", "A<img src='https://x.example/b.png'>"),
                ("A<img srcset='https://x.example/a.png 2x'>", "A<img srcset='https://x.example/b.png 2x'>"),
                ("A<img src='https://x.example/a.png' alt=b>", "A<img src='https://x.example/a.png' alt=c>"),
            ],
        );
    }

    #[test]
    fn titles_authors_and_enclosures_count() {
        let old = entry("<p>A");
        let enclosure = |url: &str| Enclosure { url: url.to_owned(), ..Enclosure::default() };
        let with = |url: &str| Entry { enclosures: vec![enclosure(url)], ..old.clone() };
        assert!(!is_edit(&with("https://a.example/1.mp3?t=1"), &with("https://a.example/1.mp3?t=2")));
        assert!(is_edit(&with("https://a.example/1.mp3"), &with("https://a.example/2.mp3")));
        assert!(is_edit(&old, &with("https://a.example/2.mp3")));
        assert!(is_edit(&old, &Entry { title: Some(Text::plain("Another")), ..old.clone() }));
        let author = Person { name: Some("Ann".to_owned()), ..Person::default() };
        assert!(is_edit(&old, &Entry { authors: vec![author], ..old.clone() }));
        let summary = Some(Text::plain("In short"));
        assert!(is_edit(&old, &Entry { summary, ..old.clone() }));
    }
}
