//! What must hold of everything that is read, whatever it is: one function for each fuzz target.
//!
//! `tests/fuzz_corpus.rs` includes this file, so that `cargo test` holds the committed corpus to the same.

use feedmill::markup::{Policy, SafeHtml, Tracking};
use feedmill::model::Feed;
use feedmill::parse::discover::{feeds_in_page, well_known};
use feedmill::parse::{Transport, parse, subscriptions};
use feedmill::publish::validate;
use url::Url;

/// Panics where something does not hold of the bytes.
pub type Check = fn(&[u8]);

/// Every target by its name, which is that of its corpus too.
pub const TARGETS: [(&str, Check); 10] = [
    ("rss", rss),
    ("rdf", rdf),
    ("atom", atom),
    ("cdf", cdf),
    ("json_feed", json_feed),
    ("dates", dates),
    ("encodings", encodings),
    ("discovery", discovery),
    ("subscriptions", subscription_list),
    ("markup", markup),
];

/// An entry that says one letter takes this much more room than its tags.
const MOST_GROWTH: usize = 40;

/// Elements that stand deeper may be cut.
const DEEP: usize = 120;

/// RSS 0.9x and 2.0.
pub fn rss(inside: &[u8]) {
    let root = "<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel>";
    check_inside(root, inside, "</channel></rss>");
}

/// RSS 0.90, 1.0 and 1.1.
pub fn rdf(inside: &[u8]) {
    let root = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\">";
    check_inside(root, inside, "</rdf:RDF>");
}

/// Atom 0.3 and 1.0.
pub fn atom(inside: &[u8]) {
    let root = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"http://example.org/\">";
    check_inside(root, inside, "</feed>");
}

/// CDF.
pub fn cdf(inside: &[u8]) {
    check_inside("<CHANNEL HREF=\"http://example.org/\">", inside, "</CHANNEL>");
}

/// JSON Feed 1.0 and 1.1.
pub fn json_feed(inside: &[u8]) {
    check_inside("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [", inside, "]}");
}

/// Whatever the text, an answer, and one that is printed and read back as itself.
pub fn dates(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    if let Some(read) = feedmill::date::parse(&text) {
        assert_eq!(feedmill::date::parse(&read.to_rfc3339()), Some(read), "{text}");
    }
}

/// The first byte chooses what the transport and the document declare of the rest.
pub fn encodings(bytes: &[u8]) {
    const LABELS: [&str; 8] =
        ["utf-8", "utf-16", "iso-8859-1", "windows-1251", "shift_jis", "gb18030", "iso-2022-jp", "nonsense"];
    let Some((choice, rest)) = bytes.split_first() else { return };
    let content_type = format!("text/xml; charset={}", LABELS[usize::from(choice % 8)]);
    let label = LABELS[usize::from(choice / 8 % 8)];
    let declaration = format!("<?xml version='1.0' encoding='{label}'?><rss><channel><title>");
    let document = [declaration.as_bytes(), rest].concat();
    check(&document, Some(&content_type));
    check(&document, None);
    check(rest, Some(&content_type));
}

/// A page gives addresses of the web, each once, and no more than anybody tries.
pub fn discovery(page: &[u8]) {
    let html = String::from_utf8_lossy(page);
    let at = Url::parse("https://www.example.org/blog/post?id=1#top").expect("an address");
    let candidates = feeds_in_page(&html, &at);
    assert!(candidates.len() <= 50, "{} candidates", candidates.len());
    for (index, candidate) in candidates.iter().enumerate() {
        assert!(matches!(candidate.url.scheme(), "http" | "https"), "{}", candidate.url);
        assert_eq!(candidate.url.fragment(), None, "{}", candidate.url);
        assert!(
            candidates[..index].iter().all(|other| other.url != candidate.url),
            "{} twice",
            candidate.url
        );
        assert!(candidate.title.as_deref() != Some(""), "a title that says nothing");
        for guess in well_known(&candidate.url) {
            assert!(guess.as_str().len() <= candidate.url.as_str().len() + 32, "{guess}");
        }
    }
}

/// A list of subscriptions in any form, and as the inside of an OPML document.
pub fn subscription_list(list: &[u8]) {
    check_list(list);
    check_list(&[b"<opml version=\"2.0\"><body>".as_slice(), list, b"</body></opml>"].concat());
}

fn check_list(list: &[u8]) {
    let read = subscriptions::read(list);
    for subscription in &read.taken {
        let url = Url::parse(&subscription.url).expect("what is taken is an address");
        assert!(matches!(url.scheme(), "http" | "https"), "{url}");
        let names = subscription.title.iter().chain(&subscription.categories);
        assert!(names.into_iter().all(|name| is_name(name)), "{subscription:?}");
        assert!(subscription.categories.len() <= 10, "{subscription:?}");
    }
    assert!(read.refused.len() <= 1001, "{} refused", read.refused.len());
    for refused in &read.refused {
        assert!(!refused.to_string().chars().any(char::is_control), "{refused}");
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().count() <= 200 && !name.contains(['\n', '\r', '\t'])
}

/// What is published of an entry's HTML is bounded, what may stand in a feed, and published again the same.
pub fn markup(html: &[u8]) {
    let html = String::from_utf8_lossy(html);
    let base = Url::parse("https://www.example.org/blog/post").expect("an address");
    let tracking = Tracking::Remove(feedmill::iri::strip_tracking);
    let policy = Policy::publishing(tracking).with_id_prefix("e1-");
    let publish = |html: &str| SafeHtml::sanitise_with(html, Some(&base), &policy);
    let once = publish(&html);
    assert!(
        once.as_str().len() <= MOST_GROWTH * html.len() + 1_000,
        "{} bytes became {}",
        html.len(),
        once.as_str().len()
    );
    let faults = validate::fragment(once.as_str());
    assert!(faults.is_empty(), "{html} became {once}: {faults:?}");
    // Where nesting is cut, parents that were supplied are what is given the second time, and cut themselves.
    if nesting(once.as_str()) < DEEP {
        assert_eq!(publish(once.as_str()), once);
    }
}

/// How deep the elements of well-formed `html` stand in each other.
fn nesting(html: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for tag in html.split('<').skip(1).filter(|tag| !tag.contains("/>")) {
        open = if tag.starts_with('/') { open.saturating_sub(1) } else { open + 1 };
        deepest = deepest.max(open);
    }
    deepest
}

/// Reads what the fuzzer made as the inside of a document of this dialect, and as a document itself.
fn check_inside(before: &str, inside: &[u8], after: &str) {
    check(&[before.as_bytes(), inside, after.as_bytes()].concat(), None);
    check(inside, None);
}

/// Reads a document and checks what must hold of what was read.
fn check(document: &[u8], content_type: Option<&str>) {
    let transport = Transport { content_type, ..Transport::default() };
    let Ok(feed) = parse(document, &transport) else { return };
    let stored = serde_json::to_string(&feed).expect("a feed is plain data");
    assert!(
        stored.len() <= MOST_GROWTH * document.len() + 10_000,
        "{} bytes became {}",
        document.len(),
        stored.len()
    );
    let again: Feed = serde_json::from_str(&stored).expect("what was written is read");
    assert_eq!(again.entries, feed.entries);
    assert!(feed.entries.iter().all(|entry| entry.id.as_deref() != Some("")));
    assert!(feed.well_formed || !feed.warnings.is_empty(), "mended, and nothing said");
}
