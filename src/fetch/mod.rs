//! Feeds over HTTP: conditional, bounded, guarded and polite. Knows nothing of XML; only it knows
//! reqwest.
//!
//! [`Fetcher::fetch`] asks one feed, [`Fetcher::all`] asks those of a run, so that a dead host
//! holds up nobody. When to ask is not decided here: see `schedule`. For what happens on the wire,
//! in order, read `ask`.

mod all;
mod ask;
mod body;
mod budget;
mod client;
mod clock;
mod conceal;
mod deadline;
mod decode;
mod doubt;
mod error;
mod exchange;
mod explain;
mod freshness;
mod gate;
mod guard;
mod headers;
mod impostor;
mod line;
mod phases;
mod redirect;
mod resolver;
mod until;
mod validity;
mod websub;
mod whole;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use tokio::time::Instant;
use url::Url;

use crate::config;
use ask::Crowd;
use budget::Budget;
use client::{Clients, Connection};
use clock::Clock;
use gate::Gate;
use guard::Reach;
use line::Line;

pub use error::{FetchError, Phase};
pub use exchange::{Body, Document, Exchange, Log, Outcome, Phases, Postponed, Redirect, Request};
pub use guard::Refused;
pub use impostor::Impostor;
pub use until::{Stop, Until};
pub use validity::{BodyHash, UrlPrint, Validators};

/// Of an answer's headers, in bytes. The largest that are known to be honest are a fifth of it.
const MAX_HEADERS: usize = 64 * 1024;

/// Asks feeds. Cheap to clone; all clones share connections, host turns and the budget of bodies.
#[derive(Debug, Clone)]
pub struct Fetcher {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    timeout: Duration,
    max_size: u64,
    concurrency: usize,
    user_agent: String,
    /// Of feeds that do not ask for more.
    reach: Reach,
    /// The hosts of the proxies in use.
    proxies: Arc<[String]>,
    gate: Arc<Gate>,
    budget: Budget,
    clock: Clock,
    clients: Clients,
}

impl Fetcher {
    /// `now` is the run's clock.
    ///
    /// # Errors
    /// A proxy that cannot be used, or no TLS.
    pub fn new(config: &config::Fetch, now: DateTime<Utc>) -> Result<Fetcher, FetchError> {
        let concurrency = config.concurrency.max(1);
        let proxies = client::proxy_hosts(config.proxy.as_ref());
        let inner = Inner {
            timeout: config.timeout,
            max_size: config.max_size,
            concurrency,
            user_agent: headers::user_agent(config.contact.as_deref()),
            reach: if config.allow_private { Reach::Anywhere } else { Reach::Public },
            clients: Clients::new(config, Arc::clone(&proxies)),
            proxies,
            gate: Gate::new(config.per_host),
            budget: Budget::new(config.max_size, concurrency),
            clock: Clock::starting_at(now),
        };
        inner.clients.get(inner.reach, Connection::Closed)?;
        Ok(Fetcher { inner: Arc::new(inner) })
    }

    /// Asks one feed. Never fails: what went wrong is the outcome.
    pub async fn fetch(&self, request: &Request) -> Exchange {
        ask::ask(&self.inner, request, None, &Crowd::Any, &ask::Watched::default()).await
    }

    /// Asks all of `asked`, the first first, with the `request` that each becomes when its turn comes, and
    /// sends each exchange as it is complete; what is not complete at the end that `until` sets is sent as
    /// [`Postponed`]. A failure that may be our own network's waits until some host has answered. Ends when
    /// all are sent, or nobody listens any more.
    pub async fn all<A>(
        &self,
        asked: Vec<A>,
        request: impl Fn(&A) -> Option<Request>,
        until: Until,
        done: mpsc::Sender<Exchange>,
    ) {
        all::all(&self.inner, Line::new(asked, request), until, done).await;
    }

    /// A host that must not be asked before `until`, as [`Fetcher::held_hosts`] named it after an
    /// earlier run.
    pub fn hold(&self, host: &str, until: DateTime<Utc>) {
        if let Some(until) = self.inner.clock.instant_of(until) {
            self.inner.gate.hold(host, until);
        }
    }

    /// The hosts that asked for quiet, to be remembered, in order of their names (with the port
    /// where it is an odd one).
    pub fn held_hosts(&self) -> Vec<(String, DateTime<Utc>)> {
        let held = self.inner.gate.held(Instant::now());
        held.into_iter().map(|(host, until)| (host.to_string(), self.inner.clock.date_of(until))).collect()
    }

    /// Tells a WebSub hub that `topic` has changed.
    ///
    /// # Errors
    /// The hub did not accept it, after a few attempts.
    pub async fn ping(&self, hub: &Url, topic: &Url) -> Result<(), FetchError> {
        websub::ping(&self.inner, hub, topic).await
    }
}
