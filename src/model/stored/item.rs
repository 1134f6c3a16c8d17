//! Items: how a new entry comes to one, and what of it is read back.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::super::feed::Entry;
use super::{Claim, EntryRow, ItemRow, Naming, Print, Prints, Standing};

/// An entry without an item yet, and what it might be a copy of.
#[derive(Debug, Clone)]
pub struct Pending {
    pub row: EntryRow,
    pub feed: Arc<str>,
    pub prints: Prints,
    pub date: Option<DateTime<Utc>>,
    pub changed: Option<DateTime<Utc>>,
    pub first_seen: DateTime<Utc>,
    /// It came with its feed's first document.
    pub backlog: bool,
    pub claim: Claim,
    pub naming: Naming,
}

/// What the store holds that bears on the settling of one [`Pending`] entry.
#[derive(Debug, Clone, Default)]
pub struct Neighbours {
    /// Items whose copies have the same canonical link or the same id, and those published under an
    /// id that this entry claims, up to the first claim that nobody else holds.
    pub items: Vec<Neighbour>,
    /// Of the combined feed published before the state was lost.
    pub adopted: Vec<Adoption>,
    /// The oldest date in that feed.
    pub adopted_floor: Option<DateTime<Utc>>,
}

/// An item that may be the one of which an entry is a copy.
#[derive(Debug, Clone)]
pub struct Neighbour {
    pub item: ItemRow,
    /// Its published id.
    pub id: String,
    /// Subscribers have seen it.
    pub shown: bool,
    pub copies: Vec<NeighbourCopy>,
}

#[derive(Debug, Clone)]
pub struct NeighbourCopy {
    pub feed: Arc<str>,
    pub prints: Prints,
    pub claim: Claim,
    /// The ids and addresses that the feed goes by.
    pub feed_names: Arc<[String]>,
    /// The feed is not in `feeds.toml` any more; only looked at for entries of a first document.
    pub is_left: bool,
}

impl NeighbourCopy {
    /// It is what we published of an entry before the state was lost.
    pub fn is_stand_in(&self) -> bool {
        self.prints.seen == Print::UNKNOWN
    }
}

/// What becomes of a pending entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Settlement {
    /// An item of its own.
    New { id: String, published: DateTime<Utc>, why: String },
    /// One more copy of an item, which gets another date where there is one.
    Join { item: ItemRow, published: Option<DateTime<Utc>>, why: String },
    /// An item that was published before the state was lost.
    Adopt { adoption: i64, id: String, published: DateTime<Utc>, why: String },
    /// Known, never published.
    Surplus,
}

/// Something that was published before the state was lost, or by the planet that came before.
#[derive(Debug, Clone, PartialEq)]
pub struct Adoption {
    /// Its row; 0 before it is stored.
    pub row: i64,
    pub id: String,
    pub published: DateTime<Utc>,
    pub link: Option<Print>,
    pub title_date: Option<Print>,
    pub title: Option<Print>,
}

/// An item with its copies: what an edition is chosen from.
#[derive(Debug, Clone)]
pub struct StoredItem {
    pub row: ItemRow,
    /// Its published id.
    pub id: String,
    pub published: DateTime<Utc>,
    /// When what a reader sees was changed last; not before `published`.
    pub updated: DateTime<Utc>,
    pub first_seen: DateTime<Utc>,
    /// Subscribers have seen it.
    pub shown: bool,
    /// When it was taken back, or blocked.
    pub withdrawn: Option<DateTime<Utc>>,
    /// The last ruling on it that was recorded.
    pub ruling: Option<String>,
    /// In the order in which they came into the store.
    pub copies: Vec<StoredCopy>,
}

/// One feed's copy of an item.
#[derive(Debug, Clone)]
pub struct StoredCopy {
    pub feed: Arc<str>,
    pub standing: Standing,
    pub claim: Claim,
    /// The source's own date.
    pub date: Option<DateTime<Utc>>,
    pub first_seen: DateTime<Utc>,
    /// When what a reader sees was last changed.
    pub changed: Option<DateTime<Utc>>,
    pub entry: Entry,
}

/// What a build decided about one item, where that differs from what was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    pub item: ItemRow,
    /// For people: which rule kept, held or dropped it.
    pub text: String,
    pub withdrawn: Withdrawal,
}

impl Ruling {
    /// How the text begins where the item is published.
    pub const PUBLISHED: &str = "published from";
}

/// What a ruling changes about the withdrawal of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawal {
    Unchanged,
    Now,
    /// It is back.
    Revoked,
}
