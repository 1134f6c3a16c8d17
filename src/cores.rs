//! Parts of one work of which none needs anything of another, on all cores: [`each`].

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of each of `parts`, in their order. The last is begun first, by the thread that calls.
/// So many parts are `worth_a_thread`, and there are no more threads than cores, since the allocator keeps for
/// each what was freed in it.
pub fn each<P: Sync, R: Send>(parts: &[P], worth_a_thread: usize, work: impl Fn(&P) -> R + Sync) -> Vec<R> {
    let begun = AtomicUsize::new(0);
    let claim = || parts.len().checked_sub(begun.fetch_add(1, Ordering::Relaxed) + 1);
    let work_from = |first: Option<usize>| {
        let claimed = std::iter::successors(first, |_| claim());
        claimed.map(|place| (place, work(&parts[place]))).collect::<Vec<_>>()
    };
    let first = claim();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(parts.len() / worth_a_thread.max(1));
    let mut done = thread::scope(|scope| {
        let others = (1..threads).map(|_| scope.spawn(|| work_from(claim())));
        let others: Vec<_> = others.collect();
        let mut done = work_from(first);
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_comes_in_the_order_of_the_parts() {
        let parts: Vec<usize> = (0..1000).collect();
        assert!(each(&parts, 1, |part| part * 2).into_iter().eq((0..1000).map(|part| part * 2)));
        assert!(each(&[], 1, |part: &usize| *part).is_empty());
    }

    #[test]
    fn the_last_is_begun_first_by_who_calls() {
        let by = each(&[1, 2, 3], 1, |_| thread::current().id());
        assert_eq!(by[2], thread::current().id());
    }

    #[test]
    fn what_is_worth_no_thread_is_done_by_who_calls() {
        let by = each(&[1, 2, 3], 2, |_| thread::current().id());
        assert_eq!(by, [thread::current().id(); 3]);
    }
}
