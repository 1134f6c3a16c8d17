//! The syndication module of RSS 1.0: how often the feed changes.

use super::super::draft::{FeedDraft, first};
use super::super::fields::{date, number, string};
use super::super::xml::{Reader, Tag};

pub fn feed(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    if !matches!(tag.name(), "updateperiod" | "updatefrequency" | "updatebase") {
        return;
    }
    let period = draft.feed.update_period.get_or_insert_default();
    match tag.name() {
        "updateperiod" => first(&mut period.period, string(reader)),
        "updatefrequency" => first(&mut period.frequency, number(reader)),
        _ => first(&mut period.base, date(reader)),
    }
}
