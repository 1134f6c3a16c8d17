//! Asks the feeds of a run: so many at a time, each host in its turn, each answer handed on as it
//! comes. A server that keeps silent loses its place to the next feed, and all end by the deadline.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};

use super::Inner;
use super::ask::{self, Crowd, Watched};
use super::doubt::Doubt;
use super::error::FetchError;
use super::exchange::{Exchange, Log, Outcome, Postponed, Request};
use super::gate::Pass;
use super::line::{Line, Next};
use super::until::Until;

/// A request that has brought no body after this time stands aside: it costs a socket, not memory.
const PATIENCE: Duration = Duration::from_secs(2);

/// Of a run that has no more than so many times [`PATIENCE`], it is this part: a few rounds of silent
/// servers must leave time for the others.
const PATIENCES_IN_A_RUN: u32 = 8;

/// So many may stand aside, as the number of open sockets is bounded too (1024 on most systems).
const MOST_ASIDE: usize = 256;

/// See [`super::Fetcher::all`].
pub async fn all<A>(
    inner: &Arc<Inner>,
    line: Line<A, impl Fn(&A) -> Option<Request>>,
    until: Until,
    done: mpsc::Sender<Exchange>,
) {
    let flights = Flights::new(inner, line.crowd(), patience(&until));
    let mut run = Run { inner, line, flights, doubt: Doubt::default(), ready: VecDeque::new() };
    let rest = tokio::select! {
        biased;
        why = until.reached() => run.cut(&why).await,
        () = run.go(&done) => run.doubt.end(),
    };
    for exchange in rest {
        if done.send(exchange).await.is_err() {
            return;
        }
    }
}

/// The feeds that wait, are being asked, and have answered.
struct Run<'a, A, R> {
    inner: &'a Arc<Inner>,
    line: Line<A, R>,
    flights: Flights,
    doubt: Doubt,
    /// To be handed on.
    ready: VecDeque<Exchange>,
}

impl<A, R: Fn(&A) -> Option<Request>> Run<'_, A, R> {
    /// Until all are asked and handed on, or nobody listens any more. May be dropped at any point: what is not
    /// handed on is still there.
    async fn go(&mut self, done: &mpsc::Sender<Exchange>) {
        loop {
            while !self.ready.is_empty() {
                let Ok(place) = done.reserve().await else { return };
                if let Some(exchange) = self.ready.pop_front() {
                    place.send(exchange);
                }
            }
            let now = Instant::now();
            let turns_changed = self.inner.gate.changed();
            let next = if self.flights.have_room(now) {
                self.line.next(&self.inner.gate, now)
            } else {
                Next::Wait(self.flights.next_aside(now))
            };
            let wake = match next {
                Next::Go(request, pass) => {
                    self.flights.start(*request, pass);
                    continue;
                }
                Next::Shut(request, host, why) => {
                    self.ready.push_back(postponed(request.name, ask::shut(self.inner, &host, why)));
                    continue;
                }
                Next::Done if self.flights.are_over() => return,
                Next::Done => None,
                Next::Wait(until) => until,
            };
            tokio::select! {
                biased;
                landed = self.flights.landed() => {
                    self.ready.extend(landed.into_iter().flat_map(|exchange| self.doubt.sift(exchange)));
                }
                () = at(wake) => {}
                () = turns_changed => {}
            }
        }
    }

    /// At the end of the run: what has landed counts, the rest comes next time.
    async fn cut(mut self, why: &Postponed) -> Vec<Exchange> {
        let landed = self.flights.land_or_abort(why).await;
        self.ready.extend(landed.into_iter().flat_map(|exchange| self.doubt.sift(exchange)));
        self.ready.extend(self.line.drain().map(|request| postponed(request.name, why.clone())));
        self.ready.extend(self.doubt.end());
        self.ready.into()
    }
}

fn patience(until: &Until) -> Duration {
    let time = until.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    time.map_or(PATIENCE, |time| PATIENCE.min(time / PATIENCES_IN_A_RUN))
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

fn postponed(name: String, reason: Postponed) -> Exchange {
    Exchange { name, outcome: Outcome::Postponed(reason), log: Log::default() }
}

/// The requests under way, a task each, so that a panic costs one feed only.
struct Flights {
    inner: Arc<Inner>,
    crowd: Arc<Crowd>,
    patience: Duration,
    tasks: JoinSet<Exchange>,
    under_way: HashMap<Id, Flight>,
}

struct Flight {
    name: String,
    started: Instant,
    watched: Arc<Watched>,
}

impl Flights {
    fn new(inner: &Arc<Inner>, crowd: Crowd, patience: Duration) -> Flights {
        Flights {
            inner: Arc::clone(inner),
            crowd: Arc::new(crowd),
            patience,
            tasks: JoinSet::new(),
            under_way: HashMap::new(),
        }
    }

    fn are_over(&self) -> bool {
        self.under_way.is_empty()
    }

    fn have_room(&self, now: Instant) -> bool {
        let concurrency = self.inner.concurrency;
        let all = self.under_way.len();
        all < concurrency
            || (all < concurrency + MOST_ASIDE
                && self.under_way.values().filter(|flight| flight.counts(now, self.patience)).count()
                    < concurrency)
    }

    /// When the next of the silent ones will stand aside.
    fn next_aside(&self, now: Instant) -> Option<Instant> {
        self.under_way.values().map(|flight| flight.started + self.patience).filter(|&at| at > now).min()
    }

    fn start(&mut self, request: Request, pass: Pass) {
        let watched = Arc::new(Watched::default());
        let flight =
            Flight { name: request.name.clone(), started: Instant::now(), watched: Arc::clone(&watched) };
        let (inner, crowd) = (Arc::clone(&self.inner), Arc::clone(&self.crowd));
        self.take_off(flight, async move { ask::ask(&inner, &request, Some(pass), &crowd, &watched).await });
    }

    fn take_off(&mut self, flight: Flight, asking: impl Future<Output = Exchange> + Send + 'static) {
        let task = self.tasks.spawn(asking);
        self.under_way.insert(task.id(), flight);
    }

    /// The next that is complete; never, if none is under way.
    async fn landed(&mut self) -> Option<Exchange> {
        match self.tasks.join_next_with_id().await {
            Some(result) => self.landing(result),
            None => std::future::pending().await,
        }
    }

    /// Takes a flight off the board; a panic becomes the feed's failure.
    fn landing(&mut self, result: Result<(Id, Exchange), JoinError>) -> Option<Exchange> {
        match result {
            Ok((id, exchange)) => {
                self.under_way.remove(&id);
                Some(exchange)
            }
            Err(error) => {
                let flight = self.under_way.remove(&error.id())?;
                Some(flight.over(Outcome::Failed(FetchError::Panicked)))
            }
        }
    }

    /// Ends all that is under way: what has landed before that first, then the others in order of
    /// their start, with what is known of them.
    async fn land_or_abort(mut self, why: &Postponed) -> Vec<Exchange> {
        self.tasks.abort_all();
        let mut landed = Vec::new();
        let mut aborted = Vec::new();
        while let Some(result) = self.tasks.join_next_with_id().await {
            match result {
                Err(error) if error.is_cancelled() => aborted.extend(self.under_way.remove(&error.id())),
                result => landed.extend(self.landing(result)),
            }
        }
        aborted.sort_by(|a, b| (a.started, &a.name).cmp(&(b.started, &b.name)));
        landed.extend(aborted.into_iter().map(|flight| flight.over(Outcome::Postponed(why.clone()))));
        landed
    }
}

impl Flight {
    /// Of a task that has ended without an answer of its own.
    fn over(self, outcome: Outcome) -> Exchange {
        Exchange { name: self.name, outcome, log: self.watched.take_left() }
    }

    fn counts(&self, now: Instant, patience: Duration) -> bool {
        self.watched.is_reading.load(Ordering::Relaxed) || now < self.started + patience
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::fetch::Fetcher;

    const CONFIG: &str = "[publish]\ntitle = 'P'\nlink = 'https://p.example/'\n";

    fn flight(name: &str) -> Flight {
        Flight { name: name.to_owned(), started: Instant::now(), watched: Arc::default() }
    }

    #[tokio::test]
    async fn a_panic_costs_one_feed_only() {
        let (config, _) = config::parse(CONFIG, std::path::Path::new("feeds.toml"), &|_| None).unwrap();
        let fetcher = Fetcher::new(&config.fetch, "2026-11-25T10:00:00Z".parse().unwrap()).unwrap();
        let mut flights = Flights::new(&fetcher.inner, Crowd::Any, PATIENCE);
        let fine = Exchange { name: "fine".to_owned(), outcome: Outcome::NotFound, log: Log::default() };
        flights.take_off(flight("bad"), async { panic!("a bug in the fetching") });
        flights.take_off(flight("fine"), async { fine });
        let mut landed = [flights.landed().await.unwrap(), flights.landed().await.unwrap()];
        landed.sort_by(|a, b| a.name.cmp(&b.name));
        assert!(matches!(&landed[0].outcome, Outcome::Failed(FetchError::Panicked)), "{landed:?}");
        assert!(matches!(&landed[1].outcome, Outcome::NotFound), "{landed:?}");
        assert!(flights.are_over());
    }
}
