//! The feeds that wait to be asked, a queue for each host: the first feed whose host has a turn
//! goes first, so that a busy host holds up only its own.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use tokio::time::Instant;

use super::ask::Crowd;
use super::exchange::Request;
use super::gate::{self, Gate, Pass, Shut, Turn};

pub struct Line<A, R> {
    /// Hosts that have waiting feeds, the next first.
    hosts: VecDeque<Arc<str>>,
    waiting: HashMap<Arc<str>, VecDeque<A>>,
    /// What waits is what the caller has of a feed anyway: there may be tens of thousands, and each becomes a
    /// request only when its turn comes.
    request: R,
}

#[derive(Debug)]
pub enum Next {
    Go(Box<Request>, Pass),
    /// The host has no more turns: nothing to wait for in this run.
    Shut(Box<Request>, Arc<str>, Shut),
    /// No host has a turn; `Some`: one has at that moment.
    Wait(Option<Instant>),
    Done,
}

impl<A, R: Fn(&A) -> Option<Request>> Line<A, R> {
    pub fn new(asked: Vec<A>, request: R) -> Line<A, R> {
        let mut line = Line { hosts: VecDeque::new(), waiting: HashMap::new(), request };
        for asked in asked {
            let Some(request) = (line.request)(&asked) else { continue };
            // Without a host it fails at once, wherever it stands.
            let host = Arc::from(gate::name_of(request.url.reveal()));
            let queue = line.waiting.entry(Arc::clone(&host)).or_insert_with(|| {
                line.hosts.push_back(host);
                VecDeque::new()
            });
            queue.push_back(asked);
        }
        line
    }

    /// The hosts of which several feeds wait.
    pub fn crowd(&self) -> Crowd {
        let crowded = self.waiting.iter().filter(|(_, queue)| queue.len() > 1);
        Crowd::Of(crowded.map(|(host, _)| Arc::clone(host)).collect())
    }

    pub fn next(&mut self, gate: &Arc<Gate>, now: Instant) -> Next {
        let mut soonest: Option<Instant> = None;
        for _ in 0..self.hosts.len() {
            let Some(host) = self.hosts.pop_front() else { break };
            match gate.try_enter(&host, now) {
                Turn::Now(pass) => {
                    if let Some(request) = self.take(&host) {
                        return Next::Go(Box::new(request), pass);
                    }
                }
                Turn::Shut(why) => {
                    if let Some(request) = self.take(&host) {
                        return Next::Shut(Box::new(request), host, why);
                    }
                }
                Turn::Later(at) => {
                    soonest = [soonest, at].into_iter().flatten().min();
                    self.hosts.push_back(host);
                }
            }
        }
        if self.hosts.is_empty() { Next::Done } else { Next::Wait(soonest) }
    }

    /// All that still wait.
    pub fn drain(&mut self) -> impl Iterator<Item = Request> + use<'_, A, R> {
        self.hosts.clear();
        let mut queues: Vec<_> = self.waiting.drain().collect();
        queues.sort_by(|a, b| a.0.cmp(&b.0));
        queues.into_iter().flat_map(|(_, queue)| queue).filter_map(|asked| (self.request)(&asked))
    }

    fn take(&mut self, host: &Arc<str>) -> Option<Request> {
        let queue = self.waiting.get_mut(host)?;
        let asked = queue.pop_front();
        if queue.is_empty() {
            self.waiting.remove(host);
        } else {
            self.hosts.push_back(Arc::clone(host));
        }
        asked.and_then(|asked| (self.request)(&asked))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use url::Url;

    use super::*;

    fn line(urls: &[&str]) -> Line<Request, impl Fn(&Request) -> Option<Request>> {
        let request = |url: &&str| Request::new(*url, url.parse::<Url>().unwrap());
        Line::new(urls.iter().map(request).collect(), |request: &Request| Some(request.clone()))
    }

    fn go(
        line: &mut Line<Request, impl Fn(&Request) -> Option<Request>>,
        gate: &Arc<Gate>,
    ) -> (String, Pass) {
        match line.next(gate, Instant::now()) {
            Next::Go(request, pass) => (request.name, pass),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_busy_host_holds_up_only_its_own() {
        let gate = Gate::new(1);
        let mut line = line(&["http://127.0.0.1/1", "http://127.0.0.1/2", "http://127.0.0.2/1"]);
        let (first, pass) = go(&mut line, &gate);
        assert_eq!(first, "http://127.0.0.1/1");
        assert_eq!(go(&mut line, &gate).0, "http://127.0.0.2/1");
        assert!(matches!(line.next(&gate, Instant::now()), Next::Wait(None)));
        drop(pass);
        assert_eq!(go(&mut line, &gate).0, "http://127.0.0.1/2");
        assert!(matches!(line.next(&gate, Instant::now()), Next::Done));
    }

    #[tokio::test]
    async fn the_feeds_of_a_held_host_come_out_at_once() {
        let gate = Gate::new(1);
        let until = Instant::now() + Duration::from_secs(60);
        gate.hold("127.0.0.1", until);
        let mut line = line(&["http://127.0.0.1/1", "http://127.0.0.1/2"]);
        for _ in 0..2 {
            let next = line.next(&gate, Instant::now());
            assert!(matches!(next, Next::Shut(_, _, Shut::Until(at)) if at == until), "{next:?}");
        }
        assert!(matches!(line.next(&gate, Instant::now()), Next::Done));
    }

    #[tokio::test]
    async fn a_spaced_host_tells_when_its_turn_comes() {
        let gate = Gate::new(9);
        let mut line = line(&["http://a.example/1", "http://a.example/2"]);
        drop(go(&mut line, &gate));
        assert!(matches!(line.next(&gate, Instant::now()), Next::Wait(Some(_))));
        assert_eq!(line.drain().map(|request| request.name).collect::<Vec<_>>(), ["http://a.example/2"]);
        assert!(matches!(line.next(&gate, Instant::now()), Next::Done));
    }
}
