//! The total order: newest first, then the order of the sources, then the id.
//!
//! The store gives items by date; [`Run`] collects those of one date and puts them in order.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use super::dates;
use super::dedupe::Choice;
use crate::config::Order;
use crate::model::stored::StoredItem;

/// The date by which `item` is ordered.
pub fn date(item: &StoredItem, order: Order) -> DateTime<Utc> {
    match order {
        Order::Published => item.published,
        Order::Updated => item.updated,
    }
}

/// Items of one date, each with the copy that is to be published.
#[derive(Debug, Default)]
pub struct Run<'a> {
    pub date: Option<DateTime<Utc>>,
    items: Vec<(StoredItem, Choice<'a>)>,
}

impl<'a> Run<'a> {
    pub fn push(&mut self, item: StoredItem, choice: Choice<'a>) {
        self.items.push((item, choice));
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// The items in order; the run is empty afterwards.
    pub fn take(&mut self) -> Vec<(StoredItem, Choice<'a>)> {
        self.items.sort_by(|(one, chosen), (other, other_chosen)| {
            let key = |item: &StoredItem, choice: &Choice<'_>| {
                (Reverse(within_day(item, choice)), choice.source.rank)
            };
            key(one, chosen).cmp(&key(other, other_chosen)).then_with(|| one.id.cmp(&other.id))
        });
        std::mem::take(&mut self.items)
    }
}

/// Dates without a time are ordered inside the day by when the items were first seen. They are midnights of the
/// author's place; that of own articles may have changed.
fn within_day(item: &StoredItem, choice: &Choice<'_>) -> Option<DateTime<Utc>> {
    let is_own = choice.source.feed.is_none();
    let is_day = dates::is_midnight(item.published) || choice.copy.entry.day.is_some();
    (is_own || is_day).then_some(item.first_seen)
}
