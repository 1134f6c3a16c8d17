//! The same work on many files, on all cores, with results in the order of the files.

use crate::cores;
use crate::shield::shielded;

/// `work` on each of `items`. A panic costs its own item only, which is then `None`.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<Option<R>> {
    const WORTH_A_THREAD: usize = 16;
    cores::each(items, WORTH_A_THREAD, |item| shielded(|| work(item)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_costs_one_item() {
        let results = each(&[1, 2, 3], |n| if *n == 2 { panic!("two") } else { *n });
        assert_eq!(results, [Some(1), None, Some(3)]);
    }
}
