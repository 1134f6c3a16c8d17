//! A bug of ours that one feed, entry or file meets must not cost the others: [`shielded`].

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `work` gives; `None` where it panics. Whoever calls throws away what it may have left half done.
pub fn shielded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_the_work_panic_costs_only_itself() {
        let work = |entry: &str| shielded(|| entry.parse::<u8>().expect("a bug"));
        assert_eq!(["1", "<", "3"].map(work), [Some(1), None, Some(3)]);
    }
}
