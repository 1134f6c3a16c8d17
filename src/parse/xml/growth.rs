//! What a document may become larger by: a base that each address repeats, a description that all media
//! of a group inherit. Without a bound, a small document could fill the memory.

/// The most that is added, as a multiple of the document. Feeds as they are stay far below one.
const MOST_TIMES: usize = 8;

/// What is always allowed, however small the document is.
const ALWAYS: usize = 64 * 1024;

/// What may still be added to a document.
#[derive(Debug)]
pub struct Growth {
    left: usize,
    spent: bool,
}

impl Growth {
    pub fn of(document: &str) -> Growth {
        Growth { left: document.len() * MOST_TIMES + ALWAYS, spent: false }
    }

    /// Whether `bytes` more may be added; if so, they count.
    pub fn allow(&mut self, bytes: usize) -> bool {
        match self.left.checked_sub(bytes) {
            Some(left) => self.left = left,
            None => self.spent = true,
        }
        !self.spent
    }

    /// Whether anything was refused.
    pub fn is_spent(&self) -> bool {
        self.spent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_stays_spent() {
        let mut growth = Growth::of("");
        assert!(growth.allow(ALWAYS) && !growth.is_spent());
        assert!(!growth.allow(1) && growth.is_spent() && !growth.allow(0));
    }
}
