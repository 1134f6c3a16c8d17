//! A local article as its own page shows it, whether or not it is in the edition.

use chrono::{DateTime, Utc};

use super::clean::{self, Room};
use super::dedupe::Choice;
use super::sources::Source;
use crate::config::Config;
use crate::model::Entry;
use crate::model::edition::Item;
use crate::model::stored::{ARTICLES, Claim, ItemRow, Standing, StoredCopy, StoredItem};

/// The item that `entry` of the author's own folder is, in full: what the feed leaves out
/// (`content = "summary"`) stands on the page. `id` and `published` are the article's for life.
pub fn article(entry: &Entry, id: &str, published: DateTime<Utc>, config: &Config) -> Item {
    let updated = entry.updated.unwrap_or(published).max(published);
    let copy = StoredCopy {
        feed: ARTICLES.into(),
        standing: Standing::Live,
        claim: Claim::LinkAndId,
        date: entry.published,
        first_seen: published,
        changed: Some(updated),
        entry: entry.clone(),
    };
    let stored = StoredItem {
        row: ItemRow(0),
        id: id.to_owned(),
        published,
        updated,
        first_seen: published,
        shown: false,
        withdrawn: None,
        ruling: None,
        copies: Vec::new(),
    };
    let choice = Choice { copy, source: Source { feed: None, head: None, rank: 0 }, others: Vec::new() };
    // No feed of others stands behind it that could be of the future.
    clean::item(&stored, &choice, config, Room::Own, updated)
}
