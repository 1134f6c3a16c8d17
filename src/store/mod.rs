//! What was seen: the state of each feed and every entry, in one SQLite file.
//!
//! Open a [`Store`]; [`Store::intake`] takes what was fetched, [`Store::settle`] gives new entries
//! their published ids and dates, [`Store::newest_first`] reads them back. The store keeps and
//! finds, it decides nothing: what is the same entry, and what becomes of a new one, is decided
//! by the functions that [`Intake::take`] and `settle` are given (those of `merge`).

mod adopted;
mod archive;
mod checkpoint;
mod columns;
mod conflicts;
mod content;
mod damage;
mod editions;
mod entries;
mod error;
mod explain;
mod feeds;
mod hosts;
mod ingest;
mod items;
mod journal;
mod migrations;
mod open;
mod problems;
mod prune;
mod publication;
mod reading;
mod settle;
mod settling;
mod stamps;

pub use editions::Shown;
pub use error::StoreError;
pub use explain::{Copy, Event, Story};
pub use feeds::Tally;
pub use hosts::{HostPause, Ping};
pub use ingest::{Arrival, Brought, Intake};
pub use items::NewestFirst;
pub use open::{Notice, Store, companion};
pub use prune::Pruned;
pub use settle::Settled;
