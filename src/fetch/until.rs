//! How long a run may ask: until its deadline, or until somebody wants it to stop.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::exchange::Postponed;

const NEVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// The end of a run's asking; by default there is none.
#[derive(Debug, Clone, Default)]
pub struct Until {
    pub deadline: Option<Instant>,
    pub stop: Stop,
}

impl Until {
    /// Waits for the end; what is under way then is postponed for the reason returned.
    pub(super) async fn reached(self) -> Postponed {
        let deadline = self.deadline.unwrap_or(Instant::now() + NEVER);
        tokio::select! {
            () = sleep_until(deadline) => Postponed::RunDeadline,
            () = self.stop.requested() => Postponed::Stopped,
        }
    }
}

/// Asks a run to stop, from any thread: all clones are one.
#[derive(Debug, Clone)]
pub struct Stop {
    wanted: watch::Sender<bool>,
}

impl Stop {
    pub fn request(&self) {
        self.wanted.send_replace(true);
    }

    async fn requested(&self) {
        let mut wanted = self.wanted.subscribe();
        // Cannot fail: the sender is here.
        let _ = wanted.wait_for(|wanted| *wanted).await;
    }
}

impl Default for Stop {
    fn default() -> Stop {
        Stop { wanted: watch::Sender::new(false) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_end_is_the_deadline_or_the_wish_to_stop() {
        let soon = Until { deadline: Some(Instant::now()), ..Until::default() };
        assert_eq!(soon.reached().await, Postponed::RunDeadline);
        let until = Until::default();
        let stop = until.stop.clone();
        stop.request();
        assert_eq!(until.reached().await, Postponed::Stopped);
    }
}
