//! Asks one feed: walks from its address along redirects to an answer, and judges the answer by
//! its status. The page to read for what happens on the wire, in order.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::Response;
use reqwest::header::{CONTENT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderName};
use tokio::time::Instant;

use super::body::{self, Bounds, Tally};
use super::client::Connection;
use super::deadline::Deadline;
use super::error::FetchError;
use super::exchange::{Body, Document, Exchange, Log, Outcome, Postponed, Redirect, Request};
use super::gate::{self, Pass, Shut};
use super::guard::{self, Reach};
use super::redirect::{self, Trail};
use super::validity::{BodyHash, Validators};
use super::{Inner, conceal, explain, freshness, headers, impostor, phases};

/// A `Retry-After` of years is a mistake; within one run nobody waits that long anyway.
const LONGEST_HOLD: Duration = Duration::from_secs(7 * 24 * 3600);

/// What others may see of a request under way.
#[derive(Debug, Default)]
pub struct Watched {
    /// The body of the answer comes in: from now on the request may hold memory.
    pub is_reading: AtomicBool,
    /// Of a request that was dropped: how far it came.
    left: Mutex<Option<Log>>,
}

impl Watched {
    /// The log of a request that has ended without an answer.
    pub fn take_left(&self) -> Log {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default()
    }
}

/// The hosts that will be asked again, and whose connections are kept for that.
#[derive(Debug)]
pub enum Crowd {
    /// Who asks feed by feed may come back to any.
    Any,
    /// Those that several feeds of a run are asked of.
    Of(HashSet<Arc<str>>),
}

impl Crowd {
    fn connection(&self, host: &str) -> Connection {
        match self {
            Crowd::Of(hosts) if !hosts.contains(host) => Connection::Closed,
            Crowd::Of(_) | Crowd::Any => Connection::Kept,
        }
    }
}

/// What came of `request`; `pass` is its first host's, where the caller has it already.
pub async fn ask(
    inner: &Inner,
    request: &Request,
    pass: Option<Pass>,
    crowd: &Crowd,
    watched: &Watched,
) -> Exchange {
    let asking = Asking {
        inner,
        request,
        crowd,
        reach: if request.allow_private { Reach::Anywhere } else { inner.reach },
        trail: Trail::new(&request.url),
        deadline: Deadline::starting_now(inner.timeout),
        log: Log::default(),
        waited_for_head: None,
        waits_since: None,
        sent_validators: false,
        is_over: false,
        watched,
    };
    let (outcome, log) = phases::timed(asking.finish(pass)).await;
    let outcome = outcome.unwrap_or_else(|error| match error {
        FetchError::Postponed(reason) => Outcome::Postponed(reason),
        error => Outcome::Failed(error),
    });
    Exchange { name: request.name.clone(), outcome, log }
}

/// Why a feed of `host` is not asked.
pub fn shut(inner: &Inner, host: &str, why: Shut) -> Postponed {
    let host = host.to_owned();
    match why {
        Shut::Until(until) => Postponed::HostWaits { host, until: inner.clock.date_of(until) },
        Shut::Silent => Postponed::HostSilent { host },
    }
}

struct Asking<'a> {
    inner: &'a Inner,
    request: &'a Request,
    crowd: &'a Crowd,
    reach: Reach,
    trail: Trail<'a>,
    deadline: Deadline,
    log: Log,
    waited_for_head: Option<Duration>,
    /// While the head of this hop's answer is awaited.
    waits_since: Option<Instant>,
    /// With the last hop.
    sent_validators: bool,
    is_over: bool,
    watched: &'a Watched,
}

/// Dropped before its end, it tells how far it came.
impl Drop for Asking<'_> {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let log = self.finished_log();
        *self.watched.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(log);
    }
}

impl Asking<'_> {
    async fn finish(mut self, pass: Option<Pass>) -> (Result<Outcome, FetchError>, Log) {
        let outcome = self.walk(pass).await;
        self.is_over = true;
        (outcome, self.finished_log())
    }

    async fn walk(&mut self, mut pass: Option<Pass>) -> Result<Outcome, FetchError> {
        loop {
            guard::check_url(self.trail.here(), self.reach)?;
            guard::check_no_proxy(self.trail.here(), self.reach, &self.inner.proxies)?;
            // Held until the answer is read or redirects.
            let turn = match pass.take() {
                Some(pass) => pass,
                None => self.turn().await?,
            };
            let step = self.step(&turn).await;
            match &step {
                Ok(_) => turn.was_answered(),
                Err(error) if error.is_silence() => turn.met_silence(),
                Err(_) => {}
            }
            if let Some(outcome) = step? {
                return Ok(outcome);
            }
        }
    }

    /// One hop; `None`: it redirects.
    async fn step(&mut self, turn: &Pass) -> Result<Option<Outcome>, FetchError> {
        let response = self.send(turn).await?;
        let status = response.status().as_u16();
        if !redirect::is_redirect(status) {
            return self.judge(response, turn).await.map(Some);
        }
        self.trail.step(status, response.headers())?;
        self.log.redirects.push(Redirect { status, to: self.trail.shown(self.trail.here()) });
        Ok(None)
    }

    /// Waits until this hop's host may be asked.
    async fn turn(&mut self) -> Result<Pass, FetchError> {
        let host = gate::name_of(self.trail.here());
        let (entered, waited) = self.deadline.excluding(self.inner.gate.enter(&host)).await;
        self.log.phases.queued += waited;
        entered.map_err(|why| FetchError::Postponed(shut(self.inner, &host, why)))
    }

    /// The head of the answer of this hop.
    async fn send(&mut self, turn: &Pass) -> Result<Response, FetchError> {
        let host = turn.host();
        let request = self.hop(self.crowd.connection(host))?;
        self.log.host = Some(Arc::clone(host));
        self.waits_since = Some(Instant::now());
        let answer = self.deadline.head(host, request.send()).await;
        self.end_wait();
        let response =
            answer?.map_err(|error| explain::sending(&error, host).by_way_of(&self.inner.proxies))?;
        self.log.status = Some(response.status().as_u16());
        if headers::size(response.headers()) > super::MAX_HEADERS {
            return Err(FetchError::HeadersTooLarge { host: host.to_string(), limit: super::MAX_HEADERS });
        }
        Ok(response)
    }

    fn hop(&mut self, connection: Connection) -> Result<reqwest::RequestBuilder, FetchError> {
        let mut headers = headers::common(self.request, &self.inner.user_agent)?;
        let mut url = self.trail.here().clone();
        if self.trail.is_at_home() {
            headers::add_private(&mut headers, self.request)?;
            let configured = self.request.url.reveal();
            // reqwest makes them Basic credentials. Setting them fails for URLs without a host only.
            let _ = url.set_username(configured.username());
            let _ = url.set_password(configured.password());
        }
        let validators = self.request.validators.as_ref();
        self.sent_validators = headers::add_validators(&mut headers, validators, self.trail.here());
        Ok(self.inner.clients.get(self.reach, connection)?.get(url).headers(headers))
    }

    async fn judge(&mut self, mut response: Response, turn: &Pass) -> Result<Outcome, FetchError> {
        let now = self.inner.clock.now();
        self.log.fresh_for = freshness::fresh_for(response.headers(), now);
        match response.status().as_u16() {
            200 | 203 => self.document(&mut response, turn).await,
            226 => Ok(match self.document(&mut response, turn).await? {
                Outcome::Document(document) => Outcome::Delta(document),
                same => same,
            }),
            304 if self.sent_validators => {
                Ok(Outcome::NotModified { validators: self.refreshed(response.headers()) })
            }
            404 => Ok(Outcome::NotFound),
            // Where a temporary redirect leads, only the target is gone.
            410 if self.trail.is_lasting() => Ok(Outcome::Gone),
            status => Err(self.failure(status, response, turn).await),
        }
    }

    /// RFC 9110, 15.4.5: what a 304 carries replaces what was stored.
    fn refreshed(&self, headers: &HeaderMap) -> Option<Validators> {
        let old = self.request.validators.clone()?;
        Some(old.refreshed(headers, self.trail.here()))
    }

    async fn document(&mut self, response: &mut Response, turn: &Pass) -> Result<Outcome, FetchError> {
        let validators = Validators::received(response.headers(), self.trail.here());
        let content_type = text(response.headers(), &CONTENT_TYPE);
        let mut bytes = self.body(response, turn).await?;
        bytes.bytes = conceal::secrets(self.request, bytes.bytes);
        let status = response.status().as_u16();
        if let Some(impostor) = impostor::recognise(status, response.headers(), &bytes) {
            return Err(FetchError::Impostor(impostor));
        }
        let hash = BodyHash::of(&bytes, content_type.as_deref());
        if self.request.body_hash == Some(hash) {
            return Ok(Outcome::SameBody { validators });
        }
        let content_language = text(response.headers(), &CONTENT_LANGUAGE);
        let url = self.trail.base();
        Ok(Outcome::Document(Document { bytes, content_type, content_language, url, validators, hash }))
    }

    async fn body(&mut self, response: &mut Response, turn: &Pass) -> Result<Body, FetchError> {
        let (_place, waited) = self.deadline.excluding(self.inner.budget.reader()).await;
        self.log.phases.queued += waited;
        self.watched.is_reading.store(true, Ordering::Relaxed);
        let started = Instant::now();
        let mut tally = Tally::default();
        let bounds = Bounds {
            host: turn.host(),
            max_size: self.inner.max_size,
            budget: &self.inner.budget,
            deadline: &mut self.deadline,
        };
        let body = body::read(response, bounds, &mut tally).await;
        self.log.wire_bytes += tally.wire_bytes;
        self.log.decoded_bytes += tally.decoded_bytes;
        self.log.phases.queued += tally.queued;
        self.log.phases.body = Some(started.elapsed().saturating_sub(tally.queued));
        body
    }

    /// What a status that brings no feed means. A host that asks for quiet gets it at once.
    async fn failure(&mut self, status: u16, mut response: Response, turn: &Pass) -> FetchError {
        if matches!(status, 429 | 503) {
            self.log.retry_after = freshness::retry_after(response.headers(), self.inner.clock.now());
        }
        if let Some(wait) = self.log.retry_after {
            self.inner.gate.hold(turn.host(), Instant::now() + wait.min(LONGEST_HOLD));
        }
        let start = body::read_start(&mut response, &self.deadline).await;
        let start = conceal::secrets(self.request, start);
        match impostor::recognise(status, response.headers(), &start) {
            Some(impostor) => FetchError::Impostor(impostor),
            None => FetchError::Status { status },
        }
    }

    fn end_wait(&mut self) {
        if let Some(since) = self.waits_since.take() {
            *self.waited_for_head.get_or_insert_default() += since.elapsed();
        }
    }

    fn finished_log(&mut self) -> Log {
        self.end_wait();
        let times = phases::so_far();
        let mut log = std::mem::take(&mut self.log);
        let connecting = times.connect.or(times.dns).unwrap_or_default();
        log.phases.dns = times.dns;
        log.phases.connect = times.connect.map(|time| time.saturating_sub(times.dns.unwrap_or_default()));
        log.phases.first_byte = self.waited_for_head.map(|time| time.saturating_sub(connecting));
        log.permanent_url = self.trail.permanent_url(!self.request.headers.is_empty());
        log
    }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}
