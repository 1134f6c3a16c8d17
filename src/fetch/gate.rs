//! Each host's turn: how many requests at a time, how long between two, and not at all while the
//! host asks for quiet or once it keeps silent. One gate serves all feeds of a run, and redirects
//! pass it again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::guard;

/// Between the starts of two requests to one host. A host in the user's own network is spared it:
/// that is nobody else's machine.
const SPACING: Duration = Duration::from_millis(100);

/// A host that let so many requests in a row run out of time has no more turns in this run: of a
/// host of hundreds of feeds, their times would add up to hours.
const MOST_SILENCES: usize = 3;

/// The name under which a host has its turn: http and https are one, an odd port is another server.
pub fn name_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[derive(Debug)]
pub struct Gate {
    per_host: usize,
    hosts: Mutex<HashMap<Arc<str>, Host>>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Host {
    busy: usize,
    next_start: Option<Instant>,
    held_until: Option<Instant>,
    silences: usize,
}

/// May a request to the host start?
#[derive(Debug)]
pub enum Turn {
    Now(Pass),
    /// Not before this moment, or, if `None`, before another request to the host is done.
    Later(Option<Instant>),
    /// Not in this run.
    Shut(Shut),
}

/// Why a host has no more turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// It asked for quiet until then.
    Until(Instant),
    /// It has let [`MOST_SILENCES`] requests run out of time.
    Silent,
}

/// One request to one host; its end lets the next one in.
#[derive(Debug)]
pub struct Pass {
    gate: Arc<Gate>,
    host: Arc<str>,
}

impl Gate {
    pub fn new(per_host: usize) -> Arc<Gate> {
        Arc::new(Gate { per_host: per_host.max(1), hosts: Mutex::default(), changed: Notify::new() })
    }

    pub fn try_enter(self: &Arc<Self>, name: &str, now: Instant) -> Turn {
        let mut hosts = self.lock();
        let name = hosts.get_key_value(name).map_or_else(|| Arc::from(name), |(name, _)| Arc::clone(name));
        let host = hosts.entry(Arc::clone(&name)).or_default();
        if let Some(until) = host.held_until.filter(|&until| until > now) {
            return Turn::Shut(Shut::Until(until));
        }
        if host.silences >= MOST_SILENCES {
            return Turn::Shut(Shut::Silent);
        }
        if host.busy >= self.per_host {
            return Turn::Later(None);
        }
        if let Some(start) = host.next_start.filter(|&start| start > now) {
            return Turn::Later(Some(start));
        }
        host.busy += 1;
        host.next_start = (!guard::is_own_network(&name)).then(|| now + SPACING);
        Turn::Now(Pass { gate: Arc::clone(self), host: name })
    }

    /// Waits for the host's turn; `Err`: it has no more.
    pub async fn enter(self: &Arc<Self>, host: &str) -> Result<Pass, Shut> {
        loop {
            // Listening before looking: a change in between is not missed.
            let changed = self.changed();
            match self.try_enter(host, Instant::now()) {
                Turn::Now(pass) => return Ok(pass),
                Turn::Shut(why) => return Err(why),
                Turn::Later(Some(start)) => sleep_until(start).await,
                Turn::Later(None) => changed.await,
            }
        }
    }

    /// Lets nobody in before `until`; an earlier, longer wish stands.
    pub fn hold(&self, name: &str, until: Instant) {
        let mut hosts = self.lock();
        let host = hosts.entry(Arc::from(name)).or_default();
        host.held_until = host.held_until.max(Some(until));
        drop(hosts);
        self.changed.notify_waiters();
    }

    pub fn held(&self, now: Instant) -> Vec<(Arc<str>, Instant)> {
        let hosts = self.lock();
        let held = |(name, host): (&Arc<str>, &Host)| Some((Arc::clone(name), host.held_until?));
        let mut held: Vec<_> = hosts.iter().filter_map(held).filter(|(_, until)| *until > now).collect();
        held.sort();
        held
    }

    /// Completes when some host may have a turn to give, counted from this call.
    pub fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Arc<str>, Host>> {
        // Nothing panics while holding it, and the counts would stand if it did.
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass {
    pub fn host(&self) -> &Arc<str> {
        &self.host
    }

    pub fn was_answered(&self) {
        self.count_silences(|_| 0);
    }

    /// The request ran out of time.
    pub fn met_silence(&self) {
        self.count_silences(|silences| silences.saturating_add(1));
    }

    fn count_silences(&self, count: impl Fn(usize) -> usize) {
        if let Some(host) = self.gate.lock().get_mut(&self.host) {
            host.silences = count(host.silences);
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Some(host) = self.gate.lock().get_mut(&self.host) {
            host.busy -= 1;
        }
        self.gate.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enters(gate: &Arc<Gate>, host: &str, now: Instant) -> Pass {
        match gate.try_enter(host, now) {
            Turn::Now(pass) => pass,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_host_is_known_by_its_name_and_an_odd_port() {
        for (url, name) in [
            ("http://Example.org/a", "example.org"),
            ("https://user@example.org:443/b", "example.org"),
            ("http://example.org:8080/", "example.org:8080"),
            ("http://[::1]:8080/", "[::1]:8080"),
        ] {
            assert_eq!(name_of(&url.parse().unwrap()), name);
        }
    }

    #[tokio::test]
    async fn so_many_at_a_time_and_each_host_for_itself() {
        let (gate, now) = (Gate::new(2), Instant::now());
        let (one, _two) = (enters(&gate, "127.0.0.1", now), enters(&gate, "127.0.0.1", now));
        assert!(matches!(gate.try_enter("127.0.0.1", now), Turn::Later(None)));
        let _other = enters(&gate, "127.0.0.2", now);
        drop(one);
        let _three = enters(&gate, "127.0.0.1", now);
    }

    #[tokio::test]
    async fn starts_at_a_strangers_host_are_spaced() {
        let (gate, now) = (Gate::new(5), Instant::now());
        drop(enters(&gate, "example.org", now));
        assert!(matches!(gate.try_enter("example.org", now), Turn::Later(Some(at)) if at == now + SPACING));
        drop(enters(&gate, "example.org", now + SPACING));
    }

    #[tokio::test]
    async fn a_held_host_lets_nobody_in_and_the_longest_wish_stands() {
        let (gate, now) = (Gate::new(5), Instant::now());
        let (short, long) = (now + Duration::from_secs(5), now + Duration::from_secs(50));
        gate.hold("example.org", long);
        gate.hold("example.org", short);
        assert!(
            matches!(gate.try_enter("example.org", now), Turn::Shut(Shut::Until(until)) if until == long)
        );
        assert_eq!(gate.held(now), [("example.org".into(), long)]);
        assert_eq!(gate.held(long), []);
        drop(enters(&gate, "example.org", long));
        assert_eq!(gate.enter("example.org").await.unwrap_err(), Shut::Until(long));
    }

    #[tokio::test]
    async fn a_host_that_keeps_silent_has_no_more_turns_and_an_answer_in_between_counts() {
        let (gate, now) = (Gate::new(1), Instant::now());
        for _ in 1..MOST_SILENCES {
            enters(&gate, "127.0.0.1", now).met_silence();
        }
        enters(&gate, "127.0.0.1", now).was_answered();
        for _ in 0..MOST_SILENCES {
            enters(&gate, "127.0.0.1", now).met_silence();
        }
        assert!(matches!(gate.try_enter("127.0.0.1", now), Turn::Shut(Shut::Silent)));
        drop(enters(&gate, "127.0.0.2", now));
    }

    #[tokio::test]
    async fn a_freed_place_wakes_the_next() {
        let gate = Gate::new(1);
        let pass = enters(&gate, "127.0.0.1", Instant::now());
        let waiting = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { gate.enter("127.0.0.1").await.is_ok() }
        });
        tokio::task::yield_now().await;
        drop(pass);
        assert!(waiting.await.unwrap());
    }
}
