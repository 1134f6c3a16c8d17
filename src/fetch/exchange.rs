//! What one feed was asked and what came of it: plain values in and out of [`super::Fetcher::fetch`].

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::OwnedSemaphorePermit;
use url::Url;

use super::error::FetchError;
use super::validity::{BodyHash, Validators};
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
