//! What one feed was asked and what came of it: plain values in and out of [`super::Fetcher::fetch`].

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{ETAG, HeaderMap, LAST_MODIFIED};
use tokio::sync::OwnedSemaphorePermit;
use url::Url;
use uuid::Uuid;
use xxhash_rust::xxh3::Xxh3;

use super::error::FetchError;
use crate::config::{self, Secret, SecretUrl};

/// One feed to ask.
#[derive(Debug, Clone)]
pub struct Request {
    /// The feed's name: comes back in the [`Exchange`].
    pub name: String,
    /// The address in force; a `${NAME}` in it is shown nowhere.
    pub url: SecretUrl,
    /// From the last 200 or 304. Sent only to the address they came from.
    pub validators: Option<Validators>,
    /// Of the last document that was parsed and stored.
    pub body_hash: Option<BodyHash>,
    /// Sent only to the origin of `url`.
    pub headers: Vec<(String, Secret)>,
    /// Instead of feedmill's own.
    pub user_agent: Option<String>,
    /// Private addresses may be asked for this feed.
    pub allow_private: bool,
    /// For the whole feed, redirects included; `None`: `[fetch] timeout`.
    pub timeout: Option<Duration>,
}

impl Request {
    /// A plain request, as `add`, `inspect` and `import --published` make it.
    pub fn new(name: impl Into<String>, url: impl Into<SecretUrl>) -> Request {
        Request {
            name: name.into(),
            url: url.into(),
            validators: None,
            body_hash: None,
            headers: Vec::new(),
            user_agent: None,
            allow_private: false,
            timeout: None,
        }
    }

    /// For `feed` at `url`, as `feeds.toml` wants it asked.
    pub fn of(feed: &config::Feed, url: impl Into<SecretUrl>) -> Request {
        Request {
            headers: feed.headers.clone(),
            user_agent: feed.user_agent.clone(),
            allow_private: feed.allow_private,
            ..Request::new(&feed.name, url)
        }
    }
}

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

/// What came of asking one feed.
#[derive(Debug)]
pub struct Exchange {
    pub name: String,
    pub outcome: Outcome,
    pub log: Log,
}

impl Exchange {
    /// The document, for a caller who asked without validators and wants nothing else.
    ///
    /// # Errors
    /// Whatever came instead of it.
    pub fn into_document(self) -> Result<Document, FetchError> {
        match self.outcome {
            Outcome::Document(document) | Outcome::Delta(document) => Ok(document),
            Outcome::Failed(error) => Err(error),
            Outcome::Postponed(reason) => Err(FetchError::Postponed(reason)),
            Outcome::NotFound => Err(FetchError::Status { status: 404 }),
            Outcome::Gone => Err(FetchError::Status { status: 410 }),
            // Only for who has the document already.
            Outcome::NotModified { .. } | Outcome::SameBody { .. } => Err(FetchError::Status { status: 304 }),
        }
    }
}

#[derive(Debug)]
pub enum Outcome {
    /// A new body.
    Document(Document),
    /// 226 IM Used (RFC 3229): only what is new, so that an entry that is missing was not dropped.
    Delta(Document),
    /// 304: nothing new. The validators to send next time.
    NotModified {
        validators: Option<Validators>,
    },
    /// 200 with the body of last time. The validators to send next time.
    SameBody {
        validators: Option<Validators>,
    },
    /// 404.
    NotFound,
    /// 410.
    Gone,
    /// Not this feed's failure: it is asked next time, and before the others.
    Postponed(Postponed),
    Failed(FetchError),
}

/// Why a feed was not asked to the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Postponed {
    /// The run's time was over.
    RunDeadline,
    /// The feed's host asked for quiet (429 or 503 with `Retry-After`).
    HostWaits { host: String, until: DateTime<Utc> },
    /// The feed's host let other feeds of the run wait in vain.
    HostSilent { host: String },
    /// No host of the run could be reached, so that none of them is to blame. `error`: what this
    /// one would be blamed for otherwise.
    NoNetwork { error: String },
    /// The run was asked to stop.
    Stopped,
}

impl fmt::Display for Postponed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Postponed::RunDeadline => f.write_str("the time of the run was over"),
            Postponed::HostWaits { host, until } => {
                write!(f, "{host} asked not to be asked before {}", until.format("%Y-%m-%d %H:%M UTC"))
            }
            Postponed::HostSilent { host } => write!(f, "{host} has let other feeds wait in vain"),
            Postponed::NoNetwork { error } => write!(f, "no host could be reached: {error}"),
            Postponed::Stopped => f.write_str("the run was asked to stop"),
        }
    }
}

/// A body, whole and decoded, with what the transport said of it.
#[derive(Debug)]
pub struct Document {
    pub bytes: Body,
    pub content_type: Option<String>,
    pub content_language: Option<String>,
    /// Where it was in the end: what relative references are relative to. Without user and
    /// password, and without the parts that hold a secret or might echo it.
    pub url: Url,
    pub validators: Option<Validators>,
    pub hash: BodyHash,
}

/// Bytes that count against the common budget of bodies until they are dropped: drop them before
/// you wait for another fetch, which may be waiting for them.
pub struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) _budget: Option<OwnedSemaphorePermit>,
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.bytes.len())
    }
}

impl std::ops::Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// What `--report` tells of a request, and what `schedule` wants to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    /// Of the last answer.
    pub status: Option<u16>,
    /// Who was asked last; with the port where it is an odd one.
    pub host: Option<Arc<str>>,
    /// Of bodies, as they came over the wire.
    pub wire_bytes: u64,
    pub decoded_bytes: u64,
    pub phases: Phases,
    /// Each redirect that was followed, shown without secrets.
    pub redirects: Vec<Redirect>,
    /// Where permanent redirects, and only these, led from the feed's address. `None` also where
    /// adopting it would write a secret down or send credentials to another origin.
    pub permanent_url: Option<Url>,
    /// For how long the server says that its answer holds (RFC 9111), from its arrival.
    pub fresh_for: Option<Duration>,
    /// On 429 and 503, from its arrival; it holds for all of `host`.
    pub retry_after: Option<Duration>,
}

/// How long each phase took, over all hops; `None`: there was none (a pooled connection), or it
/// cannot be told apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Phases {
    /// Waiting for our own limits: the host's turn, the budget of bodies.
    pub queued: Duration,
    pub dns: Option<Duration>,
    /// TCP and TLS, name resolution aside.
    pub connect: Option<Duration>,
    /// From the request to the head of the answer, `dns` and `connect` aside.
    pub first_byte: Option<Duration>,
    pub body: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub status: u16,
    /// As it may be shown.
    pub to: String,
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

    #[test]
    fn an_exchange_without_a_document_says_why() {
        let ends = |outcome| {
            Exchange { name: "x".into(), outcome, log: Log::default() }.into_document().unwrap_err()
        };
        assert_eq!(ends(Outcome::NotFound), FetchError::Status { status: 404 });
        assert_eq!(ends(Outcome::Gone), FetchError::Status { status: 410 });
        assert_eq!(
            ends(Outcome::Postponed(Postponed::RunDeadline)).to_string(),
            "not asked: the time of the run was over"
        );
    }
}
