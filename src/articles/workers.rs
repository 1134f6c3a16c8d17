//! The same work on many files, on all cores, with results in the order of the files.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// `work` on each of `items`. A panic costs its own item only, which is then `None`.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<Option<R>> {
    const WORTH_A_THREAD: usize = 16;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let count = cores.min(items.len() / WORTH_A_THREAD).max(1);
    let next = AtomicUsize::new(0);
    let guarded = |item: &T| catch_unwind(AssertUnwindSafe(|| work(item))).ok();
    let run = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, guarded(item)));
        }
    };
    let mut all: Vec<(usize, Option<R>)> = if count == 1 {
        run()
    } else {
        thread::scope(|scope| {
            let handles: Vec<_> = (0..count).map(|_| scope.spawn(run)).collect();
            handles.into_iter().flat_map(|handle| handle.join().unwrap_or_default()).collect()
        })
    };
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order() {
        let items: Vec<usize> = (0..1000).collect();
        let doubled = each(&items, |n| n * 2);
        assert!(doubled.iter().enumerate().all(|(index, result)| *result == Some(index * 2)));
    }

    #[test]
    fn a_panic_costs_one_item() {
        let results = each(&[1, 2, 3], |n| if *n == 2 { panic!("two") } else { *n });
        assert_eq!(results, [Some(1), None, Some(3)]);
    }
}
