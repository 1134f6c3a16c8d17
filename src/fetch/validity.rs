//! What tells that a document is the one of last time: the server by its validators, we by a hash of the body.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use reqwest::header::{ETAG, HeaderMap, LAST_MODIFIED};
use url::Url;
use uuid::Uuid;
use xxhash_rust::xxh3::Xxh3;

/// `ETag` and `Last-Modified` as they were received, byte for byte, and where they came from.
/// There is none without at least one of the two.
///
/// Headers need not be UTF-8: each byte stands as the character of its number (ISO-8859-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub from: UrlPrint,
}

impl Validators {
    /// What a 200 brings; a server that sends none has none any longer.
    pub fn received(headers: &HeaderMap, url: &Url) -> Option<Validators> {
        let text = |name| Some(headers.get(name)?.as_bytes().iter().map(|&byte| char::from(byte)).collect());
        let (etag, last_modified): (Option<String>, Option<String>) = (text(ETAG), text(LAST_MODIFIED));
        let any = etag.is_some() || last_modified.is_some();
        any.then(|| Validators { etag, last_modified, from: UrlPrint::of(url) })
    }

    /// What holds after a 304: a field that it carries replaces the old one, and one that it
    /// leaves out stands (RFC 9110, 15.4.5: a 304 may omit `Last-Modified`).
    #[must_use]
    pub fn refreshed(self, headers: &HeaderMap, url: &Url) -> Validators {
        match Validators::received(headers, url) {
            Some(new) => Validators {
                etag: new.etag.or(self.etag),
                last_modified: new.last_modified.or(self.last_modified),
                from: self.from,
            },
            None => self,
        }
    }
}

/// Stands for a URL in the store without telling it, as the URL may hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UrlPrint(Uuid);

impl UrlPrint {
    pub fn of(url: &Url) -> UrlPrint {
        UrlPrint(Uuid::new_v5(&Uuid::NAMESPACE_URL, url.as_str().as_bytes()))
    }
}

impl fmt::Display for UrlPrint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for UrlPrint {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<UrlPrint, uuid::Error> {
        text.parse().map(UrlPrint)
    }
}

/// Tells equal documents: the decoded bytes and the media type that they came with. A publisher
/// who forges one deceives only himself, so a fast hash (XXH3) will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BodyHash(u64);

impl BodyHash {
    pub fn of(bytes: &[u8], content_type: Option<&str>) -> BodyHash {
        let mut hasher = Xxh3::new();
        hasher.update(bytes);
        // No media type ends in a byte that UTF-8 does not know.
        hasher.update(content_type.map_or(&[0xFF], str::as_bytes));
        BodyHash(hasher.digest())
    }
}

impl fmt::Display for BodyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for BodyHash {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<BodyHash, ParseIntError> {
        u64::from_str_radix(text, 16).map(BodyHash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_hashes_survive_the_store() {
        let print = UrlPrint::of(&"https://example.org/feed".parse().unwrap());
        assert_eq!(print.to_string().parse::<UrlPrint>().unwrap(), print);
        for hash in [BodyHash(1), BodyHash::of(b"<rss/>", None)] {
            assert_eq!(hash.to_string().parse::<BodyHash>().unwrap(), hash);
        }
        assert_ne!(BodyHash::of(b"<rss/>", None), BodyHash::of(b"<rss/>", Some("text/xml")));
    }
}
