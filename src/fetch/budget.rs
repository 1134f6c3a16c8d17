//! Memory that all bodies in flight share. A body takes its whole claim at once or waits, holding
//! none, so that two half-read bodies never wait for each other.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What every body may hold without a claim: nearly all feeds are smaller, and never wait.
pub const FREE: u64 = 256 * 1024;

/// Decoded bodies larger than that, together. With 64 at a time (the default) and their free
/// parts this stays well under 512 MB, and leaves room for a parser.
const BODIES: u64 = 128 << 20;

/// Windows of brotli and zstd decoders, up to 16 MB each, together.
const WINDOWS: u64 = 64 << 20;

/// Claims are counted in units of this, so that a semaphore can count them.
const UNIT: u64 = 1024;

/// What a semaphore can count on any platform.
const MOST_UNITS: u32 = u32::MAX >> 4;

#[derive(Debug)]
pub struct Budget {
    /// Bodies that may come in at a time: silent requests stand aside, and might all wake up at once.
    readers: Pot,
    bodies: Pot,
    /// A pot of its own: a body waits for its window first and for its bulk second, and who has
    /// its bulk waits for nothing.
    windows: Pot,
}

#[derive(Debug)]
struct Pot {
    units: Arc<Semaphore>,
    total: u32,
}

impl Budget {
    /// One body of `max_size` always fits.
    pub fn new(max_size: u64, concurrency: usize) -> Budget {
        let readers = u32::try_from(concurrency).unwrap_or(MOST_UNITS).min(MOST_UNITS);
        Budget {
            readers: Pot::of(readers),
            bodies: Pot::of(units(BODIES.max(max_size))),
            windows: Pot::of(units(WINDOWS)),
        }
    }

    pub async fn reader(&self) -> OwnedSemaphorePermit {
        self.readers.claim(1).await
    }

    pub async fn body(&self, bytes: u64) -> OwnedSemaphorePermit {
        self.bodies.claim(units(bytes)).await
    }

    pub async fn window(&self, bytes: u64) -> OwnedSemaphorePermit {
        self.windows.claim(units(bytes)).await
    }
}

impl Pot {
    fn of(total: u32) -> Pot {
        Pot { units: Arc::new(Semaphore::new(total as usize)), total }
    }

    async fn claim(&self, wanted: u32) -> OwnedSemaphorePermit {
        let wanted = wanted.min(self.total);
        Arc::clone(&self.units).acquire_many_owned(wanted).await.expect("the semaphore is never closed")
    }
}

/// Gives back what a finished body of `bytes` does not need of its claim.
pub fn keep(claim: &mut OwnedSemaphorePermit, bytes: u64) {
    let surplus = claim.num_permits().saturating_sub(units(bytes) as usize);
    drop(claim.split(surplus));
}

fn units(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(MOST_UNITS).min(MOST_UNITS)
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn claims_wait_for_each_other_and_a_surplus_goes_back() {
        let budget = Budget::new(16 << 20, 64);
        let mut claims = Vec::new();
        for _ in 0..8 {
            claims.push(budget.body(16 << 20).await);
        }
        assert!(budget.body(1).now_or_never().is_none(), "the pot is empty");
        keep(&mut claims[0], 5000);
        assert_eq!(claims[0].num_permits(), 5);
        assert!(budget.body(15 << 20).now_or_never().is_some());
    }

    #[tokio::test]
    async fn a_body_larger_than_the_pot_fits_alone() {
        let budget = Budget::new(1 << 30, 64);
        assert!(budget.body(1 << 30).now_or_never().is_some());
        assert!(Budget::new(1, 64).body(u64::MAX).now_or_never().is_some());
    }
}
