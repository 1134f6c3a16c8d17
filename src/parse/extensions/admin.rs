//! The administrative module of RSS 1.0 (`http://webns.net/mvcb/`): which program made the feed.

use super::super::draft::{FeedDraft, first};
use super::super::fields::address_attribute;
use super::super::xml::{Reader, Tag};

pub fn feed(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    if tag.name() == "generatoragent"
        && let Some(url) = address_attribute(reader, "resource")
    {
        first(&mut draft.feed.generator.get_or_insert_default().url, Some(url));
    }
}
