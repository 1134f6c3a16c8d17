//! Why a feed could not be fetched, in words that its reader understands. No variant holds a
//! secret: hosts, and addresses only as they may be shown.

use std::time::Duration;

use thiserror::Error;

use super::exchange::Postponed;
use super::guard::Refused;
use super::impostor::Impostor;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FetchError {
    #[error("cannot fetch {scheme}: addresses, only http: and https:")]
    Scheme { scheme: String },
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("cannot find the host {host}: {reason}")]
    Dns { host: String, reason: String },
    #[error("cannot connect to {host}: {reason}")]
    Connect { host: String, reason: String },
    #[error("cannot trust {host}: {reason}")]
    Tls { host: String, reason: String },
    #[error("{host} did not {} within {}", phase.words(), seconds(*limit))]
    Timeout { host: String, phase: Phase, limit: Duration },
    #[error("{host} sends too slowly: {received} bytes in {}", seconds(*elapsed))]
    TooSlow { host: String, received: u64, elapsed: Duration },
    #[error("{host} broke off in the middle of its answer: {reason}")]
    Truncated { host: String, reason: String },
    #[error("{host} does not speak HTTP as it should: {reason}")]
    Protocol { host: String, reason: String },
    #[error("the document is larger than {limit} bytes, the max_size of [fetch]")]
    TooLarge { limit: u64 },
    #[error("the headers of {host} are larger than {limit} bytes")]
    HeadersTooLarge { host: String, limit: usize },
    #[error("the body is not what its Content-Encoding {encoding:?} promises: {reason}")]
    Encoding { encoding: String, reason: String },
    #[error("HTTP {status}: {}", status_words(*status))]
    Status { status: u16 },
    #[error("{0}")]
    Impostor(Impostor),
    #[error("more than {limit} redirects, the last to {last}")]
    TooManyRedirects { limit: usize, last: String },
    #[error("the redirects go in a circle: {}", urls.join(" → "))]
    RedirectLoop { urls: Vec<String> },
    #[error(
        "redirected from https to {to}, which is not encrypted; if you mean it, write that address into feeds.toml"
    )]
    Downgrade { to: String },
    #[error("redirected (HTTP {status}) to no usable address")]
    BadRedirect { status: u16 },
    #[error("cannot use the header {name}: it holds characters that a header cannot hold")]
    Header { name: String },
    #[error("cannot use the proxy: {reason}")]
    Proxy { reason: String },
    #[error("cannot set up the HTTP client: {reason}")]
    Client { reason: String },
    #[error("not asked: {0}")]
    Postponed(Postponed),
    #[error("feedmill failed inside while fetching; please report this as a bug")]
    Panicked,
}

impl FetchError {
    /// With `proxies` set it may be one of them that cannot be found or reached.
    #[must_use]
    pub fn by_way_of(self, proxies: &[String]) -> FetchError {
        if proxies.is_empty() {
            return self;
        }
        let with_proxies = |reason: String| format!("{reason} (a proxy is set: {})", proxies.join(", "));
        match self {
            FetchError::Connect { host, reason } => {
                FetchError::Connect { host, reason: with_proxies(reason) }
            }
            FetchError::Dns { host, reason } => FetchError::Dns { host, reason: with_proxies(reason) },
            error => error,
        }
    }

    /// Whether the host took all the time that the feed had.
    pub fn is_silence(&self) -> bool {
        matches!(self, FetchError::Timeout { .. } | FetchError::TooSlow { .. })
    }

    /// Whether the host was found, and would not be talked to in the scheme of its address.
    pub fn is_unconnected(&self) -> bool {
        matches!(self, FetchError::Connect { .. })
    }

    /// Whether it may be our own network that fails, or what this machine trusts: if all hosts of
    /// a run fail so, none of them is to blame.
    pub fn may_be_our_network(&self) -> bool {
        match self {
            FetchError::Dns { .. }
            | FetchError::Connect { .. }
            | FetchError::Tls { .. }
            | FetchError::Proxy { .. }
            | FetchError::Client { .. } => true,
            error => *error == FetchError::Impostor(Impostor::CaptivePortal),
        }
    }
}

/// What a deadline interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Answer,
    Body,
}

impl Phase {
    fn words(self) -> &'static str {
        match self {
            Phase::Answer => "answer",
            Phase::Body => "finish its answer",
        }
    }
}

fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 10.0 { format!("{seconds:.1} s") } else { format!("{seconds:.0} s") }
}

/// What a status means to the one who reads feeds, and what to do about it.
fn status_words(status: u16) -> &'static str {
    match status {
        400 => "the server does not understand the request",
        401 => "the server wants a user and a password",
        402 => "the server wants to be paid",
        403 => "the server forbids it",
        404 => "there is no such feed",
        406 => "the server has nothing that feedmill accepts",
        407 => "the proxy wants a user and a password",
        408 => "the server waited too long for us",
        410 => "the feed is gone for good",
        429 => "too many requests",
        451 => "withheld for legal reasons",
        500 => "the server failed inside",
        501 | 505 => "the server cannot do this",
        502 | 504 => "the server behind the gateway does not answer",
        503 => "the server is overloaded or under repair",
        511 => "this network wants a login first",
        520..=530 => "the server behind Cloudflare does not answer",
        100..=199 => "an answer that is none",
        200..=299 => "an answer without a feed",
        304 => "nothing new, though nobody asked whether there was",
        300..=399 => "a redirect that cannot be followed",
        405..=499 => "the server refuses the request",
        _ => "the server failed",
    }
}
