//! What `store` keeps and `merge` decides on: the shapes in which the two speak to each other.
//!
//! The store reads and writes these and judges nothing; `merge` judges and touches no disk. An
//! **entry** is one feed's copy; an **item** is what subscribers see, with its published id and
//! date for life. Several entries (of several feeds) may be copies of one item.

mod document;
mod feed_state;
mod item;
mod print;

pub use document::{
    Arrived, Change, Claim, Coverage, Document, Evidence, FuturePolicy, Home, Known, Matched, Naming, Past,
    Recognition, Standing, Texts,
};
pub use feed_state::{
    Appearance, FeedState, Feeds, Habits, Head, Heads, Held, Moving, Profile, States, Validators,
};
pub use item::{
    Adoption, Neighbour, NeighbourCopy, Neighbours, Pending, Ruling, Settlement, StoredCopy, StoredItem,
    Withdrawal,
};
pub use print::{Print, Prints};

/// The feed under which local articles are stored. No external feed may bear this name.
pub const ARTICLES: &str = "articles";

/// Names the row of a stored entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryRow(pub i64);

/// Names the row of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemRow(pub i64);
