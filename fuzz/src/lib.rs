//! What must hold of every document, whatever it is.

use feedmill::model::Feed;
use feedmill::parse::{Transport, parse};

/// An entry that says one letter takes this much more room than its tags.
const MOST_GROWTH: usize = 40;

/// Reads a document and checks what must hold of what was read.
pub fn check(document: &[u8], content_type: Option<&str>) {
    let transport = Transport { content_type, ..Transport::default() };
    let Ok(feed) = parse(document, &transport) else { return };
    let stored = serde_json::to_string(&feed).expect("a feed is plain data");
    assert!(stored.len() <= MOST_GROWTH * document.len() + 10_000, "{} bytes became {}", document.len(), stored.len());
    let again: Feed = serde_json::from_str(&stored).expect("what was written is read");
    assert_eq!(again.entries, feed.entries);
    assert!(feed.entries.iter().all(|entry| entry.id.as_deref() != Some("")));
    assert!(feed.well_formed || !feed.warnings.is_empty(), "mended, and nothing said");
}

/// Reads what the fuzzer made as the inside of a document of this dialect, and as a document itself.
pub fn check_inside(before: &str, inside: &[u8], after: &str) {
    check(&[before.as_bytes(), inside, after.as_bytes()].concat(), None);
    check(inside, None);
}
