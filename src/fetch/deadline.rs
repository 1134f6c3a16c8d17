//! The time that one feed has in all, whatever it does with it. Waiting for our own limits does
//! not count: that is not the server's doing.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::error::{FetchError, Phase};

/// A body may be this slow, bytes in a second.
const SLOWEST: u64 = 1024;

/// A body has this time before its rate counts.
const GRACE: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    at: Instant,
    limit: Duration,
}

impl Deadline {
    pub fn starting_now(limit: Duration) -> Deadline {
        let now = Instant::now();
        // A limit of centuries is none that anybody lives to see.
        let at = now.checked_add(limit).unwrap_or(now + Duration::from_secs(30 * 24 * 3600));
        Deadline { at, limit }
    }

    /// Awaits `wait`, and moves the deadline by as long. Tells also how long that was.
    pub async fn excluding<T>(&mut self, wait: impl Future<Output = T>) -> (T, Duration) {
        let started = Instant::now();
        let value = wait.await;
        let waited = started.elapsed();
        self.at += waited;
        (value, waited)
    }

    /// The head of an answer, if it comes in time.
    pub async fn head<T>(&self, host: &str, work: impl Future<Output = T>) -> Result<T, FetchError> {
        timeout_at(self.at, work).await.map_err(|_| self.missed(host, Phase::Answer))
    }

    /// A piece of a body of which `pace` has seen the rest, if it comes in time and not too slowly.
    pub async fn piece<T>(
        &self,
        host: &str,
        pace: &Pace,
        work: impl Future<Output = T>,
    ) -> Result<T, FetchError> {
        let slowest = pace.latest(self.limit);
        timeout_at(self.at.min(slowest), work).await.map_err(|_| {
            if slowest < self.at {
                let elapsed = pace.started.elapsed();
                return FetchError::TooSlow { host: host.to_owned(), received: pace.received, elapsed };
            }
            self.missed(host, Phase::Body)
        })
    }

    fn missed(&self, host: &str, phase: Phase) -> FetchError {
        FetchError::Timeout { host: host.to_owned(), phase, limit: self.limit }
    }
}

/// How a body has come in so far.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub started: Instant,
    pub received: u64,
}

impl Pace {
    pub fn starting_now() -> Pace {
        Pace { started: Instant::now(), received: 0 }
    }

    /// When the next byte must be there, for the rate not to fall below the slowest.
    fn latest(&self, limit: Duration) -> Instant {
        let earned = Duration::from_secs(self.received / SLOWEST);
        let latest = self.started + GRACE.min(limit / 2);
        latest.checked_add(earned).unwrap_or(latest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(300);

    #[test]
    fn each_kilobyte_earns_a_second() {
        let mut pace = Pace::starting_now();
        assert_eq!(pace.latest(LONG), pace.started + GRACE);
        pace.received = 5 * SLOWEST + 7;
        assert_eq!(pace.latest(LONG), pace.started + GRACE + Duration::from_secs(5));
        assert_eq!(pace.latest(Duration::from_secs(2)), pace.started + Duration::from_secs(6));
    }

    #[tokio::test]
    async fn our_own_waiting_moves_the_deadline() {
        let mut deadline = Deadline::starting_now(Duration::from_millis(20));
        let ((), waited) = deadline.excluding(tokio::time::sleep(Duration::from_millis(60))).await;
        assert!(waited >= Duration::from_millis(60));
        assert!(deadline.head("a", std::future::ready(())).await.is_ok());
        let never = deadline.head("a.example", std::future::pending::<()>()).await.unwrap_err();
        assert!(matches!(never, FetchError::Timeout { phase: Phase::Answer, .. }), "{never}");
    }
}
