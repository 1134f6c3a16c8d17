//! The ledger: no subscriber ever sees an old item as new, or the same item twice.
//!
//! These tests drive `store` and `merge` together as a build does, without HTTP and without files of
//! feeds, and count what a reader that keys on ids sees as new.
//!
//! - `lives`: what may happen to one entry, a sequence of documents each
//! - `duplicates`: the same entry in several feeds, and ids that are not their own
//! - `clean`: what cleaning makes of garbage, and the filters
//! - `dates`: which date an item gets
//! - `withdrawals`: what is taken back, blocked, aged out
//! - `guard`: the takeover guard
//! - `state`: the state lost, damaged, newer, locked
//! - `laws`: what holds for every order of arrival

mod clean;
mod dates;
mod duplicates;
mod guard;
mod laws;
mod lives;
mod mill;
mod state;
mod withdrawals;
