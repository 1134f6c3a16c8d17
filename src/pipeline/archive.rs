//! The archive pages (RFC 5005) of the editions: which are closed with this build, and the record of those that
//! there are.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::BuildError;
use super::edition::{Desk, MAIN};
use crate::config::View;
use crate::merge;
use crate::model::{Edition, Item};
use crate::publish::Layout;
use crate::publish::archive::{self, Page, Shelf};
use crate::store::Store;

/// Makes the record of the closed pages agree with the pages there are, where it was lost or a run ended between
/// the writing of both.
pub fn record_what_is_there(store: &mut Store, desk: &Desk<'_>) -> Result<(), BuildError> {
    let dir = &desk.config.publish.dir;
    let views = desk.config.publish.views.iter().map(|view| view.name.as_str());
    for view in std::iter::once(MAIN).chain(views) {
        let layout = desk.layout(view);
        if !archive::has_pages(dir, &layout, store.archive_pages(view)?) {
            let pages = archive::read(dir, &layout)?;
            store.forget_archive(view)?;
            store.record_archive(view, 1, &pages)?;
        }
    }
    Ok(())
}

/// The pages to close, so that nothing is lost that leaves `edition`. `layout` is told how many there are then.
pub fn close_pages(
    store: &Store,
    desk: &Desk<'_>,
    view: Option<&View>,
    edition: &Edition,
    layout: &mut Layout<'_>,
) -> Result<Vec<Page>, BuildError> {
    let name = view.map_or(MAIN, |view| &view.name);
    let mut before = shelf(store, name, edition)?;
    before.page_size = view.map_or(desk.config.publish.limit, |view| view.limit);
    let older = older_items(store, desk, view, edition)?;
    let pages = archive::close_pages(edition, &older, &before, layout)?;
    let more = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    layout.archive_pages = before.pages.saturating_add(more);
    Ok(pages)
}

fn shelf(store: &Store, view: &str, edition: &Edition) -> Result<Shelf, BuildError> {
    let mut shelf = Shelf { pages: store.archive_pages(view)?, ..Shelf::default() };
    for item in &edition.items {
        if store.is_archived(view, &item.id)? {
            shelf.ids.insert(item.id.clone());
        }
    }
    Ok(shelf)
}

/// What is remembered, in no archive page and no longer in `edition`, whatever limit keeps it out.
fn older_items(
    store: &Store,
    desk: &Desk<'_>,
    view: Option<&View>,
    edition: &Edition,
) -> Result<Vec<Item>, BuildError> {
    if edition.complete {
        return Ok(Vec::new());
    }
    let mut everything = desk.config.clone();
    (everything.publish.limit, everything.publish.max_age) = (usize::MAX, None);
    for feed in everything.feeds.iter_mut().filter(|feed| feed.limit.is_some() || feed.max_age.is_some()) {
        let feed = Arc::make_mut(feed);
        (feed.limit, feed.max_age) = (None, None);
    }
    let items = store.unarchived(view.map_or(MAIN, |view| &view.name), desk.config.publish.order);
    let view = view.map(|view| View { limit: usize::MAX, max_age: None, ..view.clone() });
    let (heads, view) = (store.heads()?, view.as_ref());
    let all = merge::edition(&everything, view, &heads, Arc::default(), Vec::new(), items, desk.now)?;
    let shown: BTreeSet<&str> = edition.items.iter().map(|item| item.id.as_str()).collect();
    Ok(all.edition.items.into_iter().filter(|item| !shown.contains(item.id.as_str())).collect())
}
