//! Asks the feeds of a run: so many at a time, each host in its turn, each answer handed on as it
//! comes. A server that keeps silent loses its place to the next feed, and all end by the deadline.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};

use super::Inner;
use super::ask::{self, Reading};
use super::error::FetchError;
use super::exchange::{Exchange, Log, Outcome, Postponed, Request};
use super::gate::Pass;
use super::line::{Line, Next};

/// A request that has brought no body after this time stands aside: it costs a socket, not memory.
const PATIENCE: Duration = Duration::from_secs(2);

/// So many may stand aside, as the number of open sockets is bounded too (1024 on most systems).
const MOST_ASIDE: usize = 256;

const NEVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// See [`super::Fetcher::all`].
pub async fn all(
    inner: &Arc<Inner>,
    requests: Vec<Request>,
    deadline: Option<Instant>,
    done: mpsc::Sender<Exchange>,
) {
    let mut line = Line::new(requests);
    let mut flights = Flights::new(inner);
    let end = deadline.unwrap_or(Instant::now() + NEVER);
    loop {
        let now = Instant::now();
        let turns_changed = inner.gate.changed();
        let next = if flights.have_room(now) {
            line.next(&inner.gate, now)
        } else {
            Next::Wait(flights.next_aside(now))
        };
        let wake = match next {
            Next::Go(request, pass) => {
                flights.start(*request, pass);
                continue;
            }
            Next::Held(request, host, until) => {
                let until = inner.clock.date_of(until);
                let reason = Postponed::HostWaits { host: host.to_string(), until };
                if done.send(postponed(request.name, reason)).await.is_err() {
                    return;
                }
                continue;
            }
            Next::Done if flights.are_over() => return,
            Next::Done => None,
            Next::Wait(until) => until,
        };
        let landed = tokio::select! {
            biased;
            () = sleep_until(end) => return cut(Vec::new(), flights, line, &done).await,
            landed = flights.landed() => landed,
            () = sleep_until(wake.unwrap_or(end)) => None,
            () = turns_changed => None,
        };
        let Some(exchange) = landed else { continue };
        tokio::select! {
            biased;
            place = done.reserve() => match place {
                Ok(place) => place.send(exchange),
                Err(_) => return,
            },
            // Whoever listens is behind; the requests under way end in time all the same.
            () = sleep_until(end) => return cut(vec![exchange], flights, line, &done).await,
        }
    }
}

/// At the deadline: what has landed counts, the rest comes next time.
async fn cut(landed: Vec<Exchange>, mut flights: Flights, mut line: Line, done: &mpsc::Sender<Exchange>) {
    let mut exchanges = landed;
    exchanges.extend(flights.landed_already());
    let late = flights.abort().into_iter().chain(line.drain().map(|request| request.name));
    exchanges.extend(late.map(|name| postponed(name, Postponed::RunDeadline)));
    for exchange in exchanges {
        if done.send(exchange).await.is_err() {
            return;
        }
    }
}

fn postponed(name: String, reason: Postponed) -> Exchange {
    Exchange { name, outcome: Outcome::Postponed(reason), log: Log::default() }
}

/// The requests under way, a task each, so that a panic costs one feed only.
struct Flights {
    inner: Arc<Inner>,
    tasks: JoinSet<Exchange>,
    under_way: HashMap<Id, Flight>,
}

struct Flight {
    name: String,
    started: Instant,
    reading: Arc<Reading>,
}

impl Flights {
    fn new(inner: &Arc<Inner>) -> Flights {
        Flights { inner: Arc::clone(inner), tasks: JoinSet::new(), under_way: HashMap::new() }
    }

    fn are_over(&self) -> bool {
        self.under_way.is_empty()
    }

    fn have_room(&self, now: Instant) -> bool {
        let concurrency = self.inner.concurrency;
        let all = self.under_way.len();
        all < concurrency
            || (all < concurrency + MOST_ASIDE
                && self.under_way.values().filter(|flight| flight.counts(now)).count() < concurrency)
    }

    /// When the next of the silent ones will stand aside.
    fn next_aside(&self, now: Instant) -> Option<Instant> {
        self.under_way.values().map(|flight| flight.started + PATIENCE).filter(|&at| at > now).min()
    }

    fn start(&mut self, request: Request, pass: Pass) {
        let reading = Arc::new(Reading::new(false));
        let flight =
            Flight { name: request.name.clone(), started: Instant::now(), reading: Arc::clone(&reading) };
        let inner = Arc::clone(&self.inner);
        let task = self.tasks.spawn(async move { ask::ask(&inner, &request, Some(pass), &reading).await });
        self.under_way.insert(task.id(), flight);
    }

    /// The next that is complete; never, if none is under way.
    async fn landed(&mut self) -> Option<Exchange> {
        match self.tasks.join_next_with_id().await {
            Some(result) => self.landing(result),
            None => std::future::pending().await,
        }
    }

    fn landed_already(&mut self) -> Vec<Exchange> {
        std::iter::from_fn(|| self.tasks.try_join_next_with_id())
            .collect::<Vec<_>>()
            .into_iter()
            .filter_map(|result| self.landing(result))
            .collect()
    }

    /// Takes a flight off the board; a panic becomes the feed's failure.
    fn landing(&mut self, result: Result<(Id, Exchange), JoinError>) -> Option<Exchange> {
        match result {
            Ok((id, exchange)) => {
                self.under_way.remove(&id);
                Some(exchange)
            }
            Err(error) => {
                let name = self.under_way.remove(&error.id())?.name;
                Some(Exchange { name, outcome: Outcome::Failed(FetchError::Panicked), log: Log::default() })
            }
        }
    }

    /// Ends all that is under way, and tells whose it was, in order of their start.
    fn abort(mut self) -> Vec<String> {
        self.tasks.abort_all();
        let mut flights: Vec<_> = self.under_way.into_values().collect();
        flights.sort_by(|a, b| (a.started, &a.name).cmp(&(b.started, &b.name)));
        flights.into_iter().map(|flight| flight.name).collect()
    }
}

impl Flight {
    fn counts(&self, now: Instant) -> bool {
        self.reading.load(Ordering::Relaxed) || now < self.started + PATIENCE
    }
}
