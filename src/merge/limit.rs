//! How many items there may be: of one feed, and in all.

use std::collections::BTreeMap;

use super::sources::Source;

/// Counts what an edition has taken in so far.
#[derive(Debug)]
pub struct Places {
    left: usize,
    /// By rank of the source.
    taken: BTreeMap<usize, usize>,
}

impl Places {
    pub fn new(limit: usize) -> Places {
        Places { left: limit, taken: BTreeMap::new() }
    }

    pub fn is_full(&self) -> bool {
        self.left == 0
    }

    /// Takes a place for an item of `source`, or says why there is none.
    pub fn take(&mut self, source: Source<'_>) -> Result<(), String> {
        let taken = self.taken.entry(source.rank).or_default();
        if let Some(feed) = source.feed
            && let Some(limit) = feed.limit
            && *taken >= limit
        {
            return Err(format!("beyond the {limit} newest of {}", feed.name));
        }
        if self.left == 0 {
            return Err("beyond the limit of the combined feed".to_owned());
        }
        self.left -= 1;
        *taken += 1;
        Ok(())
    }
}
