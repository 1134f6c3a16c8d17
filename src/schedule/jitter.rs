//! A little difference between feeds of one interval, so that they do not all fall due at once.
//! It comes from the feed's name: the same store gives the same plan.

use std::time::Duration;

/// 2 to 10 % early. Never late: cron starts some seconds early or late itself, and a feed that
/// falls due a second after an hourly run would be asked every other hour.
pub fn early(wait: Duration, name: &str) -> Duration {
    wait.mul_f64(0.98 - 0.08 * fraction(name))
}

/// Early by what cron may be off, and no more: the publisher set this time.
pub fn barely_early(wait: Duration) -> Duration {
    wait.saturating_sub((wait / 50).min(Duration::from_secs(60)))
}

/// Up to 5 % late: where asking early would be rude.
pub fn late(wait: Duration, name: &str) -> Duration {
    wait.mul_f64(1.0 + 0.05 * fraction(name))
}

/// In `[0, 1)`; FNV-1a, since the hashes of `std` may change with its version.
fn fraction(name: &str) -> f64 {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    // FNV leaves the high bits of short names alike; this mixes them (MurmurHash3's finaliser).
    let mixed = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let high = u32::try_from(mixed >> 32).expect("half of 64 bits fits");
    f64::from(high) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn names_spread_over_the_whole_range() {
        let fractions: Vec<_> = (0..400).map(|n| fraction(&format!("feed-{n}"))).collect();
        for quarter in [0.0, 0.25, 0.5, 0.75] {
            let inside = fractions.iter().filter(|f| (quarter..quarter + 0.25).contains(*f)).count();
            assert!((50..150).contains(&inside), "{inside} of 400 from {quarter}");
        }
    }

    #[test]
    fn early_is_early_and_late_is_late_by_little() {
        for name in ["", "a", "rust-blog"] {
            let wait = early(HOUR, name);
            assert!(wait <= HOUR.mul_f64(0.98) && wait >= HOUR.mul_f64(0.9), "{name}: {wait:?}");
            assert!(late(HOUR, name) >= HOUR && late(HOUR, name) <= HOUR.mul_f64(1.05));
            assert_eq!(early(HOUR, name), wait);
        }
        assert_eq!(barely_early(HOUR), Duration::from_secs(3540));
        assert_eq!(barely_early(Duration::from_secs(100)), Duration::from_secs(98));
    }
}
