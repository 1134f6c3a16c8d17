//! RFC 5005: the place of a document among the documents of the feed, and archive documents.
//!
//! Every item is in the subscription document or in a closed page, and a closed page never
//! changes: what would leave the subscription document without being in a page is put into a new
//! one, filled up with the oldest items that no page holds yet. [`close_pages`] makes the new ones;
//! which items the old ones hold is remembered by the caller, [`read`] finds it out where that
//! was lost. Pages lie in `archive/NUMBER/` beside the feed, under the names of the feed files.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use url::Url;

use crate::model::{Edition, Item};

use super::extension::Element;
use super::text::uri;
use super::{Kind, Layout, PublishError, Rendered, atom, compress, gate, rss};

const FOLDER: &str = "archive";
/// So many items are a page, however many the feed may hold.
const ENOUGH: usize = 100;

/// What a document is among the documents of its feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paging {
    /// The subscription document, and there is nothing else.
    Complete,
    /// The subscription document without archives.
    Single,
    /// The subscription document; the newest archive page has this number.
    Newest { page: u32 },
    /// The closed archive page of this number.
    Archive { page: u32 },
}

impl Paging {
    /// That of a subscription document; `archive_pages`: how many exist.
    pub fn current(edition: &Edition, archive_pages: u32) -> Paging {
        match archive_pages {
            0 if edition.complete => Paging::Complete,
            0 => Paging::Single,
            page => Paging::Newest { page },
        }
    }

    /// Whether this is the document that subscribers poll.
    pub fn is_subscription(&self) -> bool {
        !matches!(self, Paging::Archive { .. })
    }

    /// Where this document is, `feed` being where the subscription document is.
    pub fn address(&self, feed: Option<&Url>) -> Option<String> {
        match self {
            Paging::Archive { page } => page_address(feed?, *page),
            _ => feed.map(uri),
        }
    }

    /// The paging links: relation and address.
    pub fn links(&self, feed: Option<&Url>) -> Vec<(&'static str, String)> {
        let Some(feed) = feed else { return Vec::new() };
        let mut links = Vec::new();
        let previous = match self {
            Paging::Complete | Paging::Single => None,
            Paging::Newest { page } => Some(*page),
            Paging::Archive { page } => page.checked_sub(1).filter(|page| *page > 0),
        };
        if !self.is_subscription() {
            links.push(("current", uri(feed)));
        }
        let address = previous.and_then(|page| page_address(feed, page));
        links.extend(address.map(|address| ("prev-archive", address)));
        links
    }

    /// `fh:complete` or `fh:archive`.
    pub fn marker(&self) -> Option<Element> {
        match self {
            Paging::Complete => Some(Element::new("fh:complete")),
            Paging::Archive { .. } => Some(Element::new("fh:archive")),
            Paging::Single | Paging::Newest { .. } => None,
        }
    }
}

/// The closed pages of one feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shelf {
    /// Pages are numbered from 1 without a gap.
    pub pages: u32,
    /// A new page holds so many items at least, if there are so many: a feed of what is newest may hold none.
    pub page_size: usize,
    /// The ids of the items in them, as far as they are in the edition.
    pub ids: BTreeSet<String>,
}

/// A page to be closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Of its items.
    pub ids: Vec<String>,
    pub files: Vec<Rendered>,
}

/// Whether there are exactly `pages` pages under `dir` (the output folder) of the feed that
/// `layout` describes. None is opened.
pub fn has_pages(dir: &Path, layout: &Layout<'_>, pages: u32) -> bool {
    let exists =
        |page| formats(layout).any(|(name, _)| dir.join(page_path(layout.folder, page, name)).is_file());
    (pages == 0 || exists(pages)) && !exists(pages.saturating_add(1))
}

/// The ids in each page there is, read anew: for a start without a record of them.
pub fn read(dir: &Path, layout: &Layout<'_>) -> Result<Vec<Vec<String>>, PublishError> {
    let mut pages = Vec::new();
    while let Some(ids) = read_page(dir, layout, u32::try_from(pages.len() + 1).unwrap_or(u32::MAX))? {
        pages.push(ids);
    }
    Ok(pages)
}

/// The ids in page `page`; `None` where no such page exists.
fn read_page(dir: &Path, layout: &Layout<'_>, page: u32) -> Result<Option<Vec<String>>, PublishError> {
    for (name, kind) in formats(layout) {
        let path = dir.join(page_path(layout.folder, page, name));
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                continue;
            }
            Err(source) => return Err(PublishError::Read { path, source }),
        };
        let ids = ids_of(&bytes, kind);
        return ids.map(Some).map_err(|source| PublishError::Read { path, source });
    }
    Ok(None)
}

fn ids_of(page: &[u8], kind: Kind) -> io::Result<Vec<String>> {
    if kind == Kind::Rss {
        let channel = ::rss::Channel::read_from(page).map_err(io::Error::other)?;
        Ok(channel.items.into_iter().filter_map(|item| item.guid).map(|guid| guid.value).collect())
    } else {
        let feed = atom_syndication::Feed::read_from(page).map_err(io::Error::other)?;
        Ok(feed.entries.into_iter().map(|entry| entry.id).collect())
    }
}

/// The pages that must be closed so that every item of `edition` and of `older` (what no page
/// holds and no longer fits, in any order) is in the subscription document or in a page.
/// Write them before the subscription document, and give [`Layout`] the new number of pages.
pub fn close_pages(
    edition: &Edition,
    older: &[Item],
    shelf: &Shelf,
    layout: &Layout<'_>,
) -> Result<Vec<Page>, PublishError> {
    if older.is_empty() {
        return Ok(Vec::new());
    }
    let page_size = edition.items.len().max(shelf.page_size.min(ENOUGH)).max(1);
    let leaving = sorted_oldest_first(older.iter());
    let filling = sorted_oldest_first(edition.items.iter().filter(|item| !shelf.ids.contains(&item.id)));
    let short_of_full = leaving.len().next_multiple_of(page_size) - leaving.len();
    let all: Vec<&Item> = leaving.into_iter().chain(filling.into_iter().take(short_of_full)).collect();
    let mut pages = Vec::new();
    let mut number = shelf.pages + 1;
    for items in all.chunks(page_size) {
        let page = closed_page(edition, items, number, layout)?;
        number += u32::from(page.is_some());
        pages.extend(page);
    }
    Ok(pages)
}

fn sorted_oldest_first<'a>(items: impl Iterator<Item = &'a Item>) -> Vec<&'a Item> {
    let mut items: Vec<&Item> = items.collect();
    items.sort_by(|a, b| (a.published, &a.id).cmp(&(b.published, &b.id)));
    items.dedup_by(|a, b| a.id == b.id);
    items
}

/// One page; none where nothing of it is valid. An item that the gate refuses is left out as it was
/// left out of the feed.
fn closed_page(
    edition: &Edition,
    oldest_first: &[&Item],
    page: u32,
    layout: &Layout<'_>,
) -> Result<Option<Page>, PublishError> {
    let items: Vec<Item> = oldest_first.iter().rev().map(|item| (*item).clone()).collect();
    let updated = items.iter().map(|item| item.updated).max().unwrap_or(edition.updated);
    let page_edition = Edition {
        masthead: edition.masthead.clone(),
        updated,
        items,
        sources: Arc::default(),
        withdrawn: Vec::new(),
        complete: false,
    };
    let mut checked = gate::passed(&page_edition, &|edition| draw(edition, page, layout))?;
    compress::add_siblings(&mut checked.files, layout.compress)?;
    let is_withheld = |item: &&&Item| checked.withheld.iter().any(|left_out| left_out.id == item.id);
    let ids: Vec<String> =
        oldest_first.iter().filter(|item| !is_withheld(item)).map(|item| item.id.clone()).collect();
    Ok((!ids.is_empty()).then_some(Page { ids, files: checked.files }))
}

fn draw(edition: &Edition, page: u32, layout: &Layout<'_>) -> gate::Drawn {
    let paging = Paging::Archive { page };
    let mut files = Vec::new();
    for (name, kind) in formats(layout) {
        let (bytes, feed) = match kind {
            Kind::Rss => (rss::document(edition, &paging)?, &edition.masthead.addresses.rss),
            _ => (atom::document(edition, &paging)?, &edition.masthead.addresses.atom),
        };
        let address = paging.address(feed.as_ref()).and_then(|address| Url::parse(&address).ok());
        files.push(Rendered { path: page_path(layout.folder, page, name), kind, address, bytes });
    }
    Ok(files)
}

/// The formats that have archives: JSON Feed knows no such thing.
fn formats<'a>(layout: &Layout<'a>) -> impl Iterator<Item = (&'a String, Kind)> {
    let atom = layout.files.atom.as_ref().map(|name| (name, Kind::Atom));
    let rss = layout.files.rss.as_ref().map(|name| (name, Kind::Rss));
    atom.into_iter().chain(rss)
}

/// Where page `page` of the feed `name` in `folder` stands: beside the feed, which is where [`page_address`]
/// looks for it.
pub fn page_path(folder: &Path, page: u32, name: &str) -> PathBuf {
    let feed = folder.join(name);
    let pages = feed.parent().unwrap_or(folder).join(FOLDER).join(page.to_string());
    pages.join(feed.file_name().unwrap_or_default())
}

fn page_address(feed: &Url, page: u32) -> Option<String> {
    let name = feed.path_segments()?.next_back()?;
    feed.join(&format!("{FOLDER}/{page}/{name}")).ok().map(|url| uri(&url))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Files;
    use crate::publish::fixture::{edition, files, plain_item};
    use crate::publish::{Templates, write};

    fn items(numbers: impl Iterator<Item = u32>) -> Vec<Item> {
        numbers.map(plain_item).collect()
    }

    fn layout<'a>(files: &'a Files, templates: &'a Templates, archive_pages: u32) -> Layout<'a> {
        Layout { folder: Path::new(""), files, templates, compress: &[], archive_pages }
    }

    fn shelf(dir: &Path, layout: &Layout<'_>) -> Shelf {
        let pages = read(dir, layout).unwrap();
        assert!(has_pages(dir, layout, u32::try_from(pages.len()).unwrap()));
        let count = u32::try_from(pages.len()).unwrap();
        Shelf { pages: count, ids: pages.into_iter().flatten().collect(), ..Shelf::default() }
    }

    /// A feed of three items at a time whose newest item is `newest`: what is older and in no page
    /// goes into pages. How many there are then.
    fn step(dir: &Path, newest: u32, oldest: u32) -> u32 {
        let (files, templates) = (files(), Templates::builtin());
        let layout = layout(&files, &templates, 0);
        let shelf = shelf(dir, &layout);
        let current = edition(items(newest..newest + 3));
        let mut older = items(newest + 3..oldest);
        older.retain(|item| !shelf.ids.contains(&item.id));
        let pages = close_pages(&current, &older, &shelf, &layout).unwrap();
        for page in &pages {
            write(dir, &page.files).unwrap();
        }
        shelf.pages + u32::try_from(pages.len()).unwrap()
    }

    fn page(dir: &Path, page: u32) -> String {
        fs::read_to_string(dir.join(format!("archive/{page}/atom.xml"))).unwrap()
    }

    #[test]
    fn every_item_is_in_the_feed_or_in_a_page_and_pages_stay() {
        let dir = tempfile::tempdir().unwrap();
        // Numbers count back in time, so the feed moves from 100 towards 90.
        assert_eq!(step(dir.path(), 100, 103), 0, "all of it fits");
        assert_eq!(step(dir.path(), 99, 103), 1);
        let first = page(dir.path(), 1);
        for newest in (90..99).rev() {
            let pages = step(dir.path(), newest, 103);
            let (files, templates) = (files(), Templates::builtin());
            let layout = layout(&files, &templates, pages);
            let shelf = shelf(dir.path(), &layout);
            assert_eq!(shelf.pages, pages);
            for item in items(newest + 3..103) {
                assert!(shelf.ids.contains(&item.id), "{} at {newest}", item.id);
            }
        }
        assert_eq!(page(dir.path(), 1), first, "a closed page never changes");
        let last = page(dir.path(), 4);
        assert!(last.contains("<fh:archive></fh:archive>"));
        assert!(last.contains(r#"<link href="https://planet.example.org/atom.xml" rel="current""#));
        assert!(
            last.contains(r#"<link href="https://planet.example.org/archive/3/atom.xml" rel="prev-archive""#)
        );
        assert!(last.contains(r#"<link href="https://planet.example.org/archive/4/atom.xml" rel="self""#));
        assert!(!first.contains("prev-archive"));
        assert!(dir.path().join("archive/4/feed.xml").exists());
    }

    #[test]
    fn an_entry_that_arrives_late_gets_into_the_next_page() {
        let dir = tempfile::tempdir().unwrap();
        step(dir.path(), 99, 103);
        assert_eq!(step(dir.path(), 99, 105), 2);
        let late = page(dir.path(), 2);
        assert!(
            late.contains("https://blog.example.net/104") && late.contains("https://blog.example.net/103")
        );
        assert_eq!(step(dir.path(), 99, 105), 2, "nothing more to do");
    }

    #[test]
    fn pages_are_as_long_as_the_feed_may_be_though_it_holds_little() {
        let (files, templates) = (files(), Templates::builtin());
        let layout = layout(&files, &templates, 0);
        let shelf = Shelf { page_size: 4, ..Shelf::default() };
        let pages = close_pages(&edition(items(1..1)), &items(1..11), &shelf, &layout).unwrap();
        assert_eq!(pages.iter().map(|page| page.ids.len()).collect::<Vec<_>>(), [4, 4, 2]);
    }

    #[test]
    fn a_page_has_siblings_too() {
        let (files, templates) = (files(), Templates::builtin());
        let layout =
            Layout { compress: &[crate::config::Compression::Gzip], ..layout(&files, &templates, 0) };
        let pages = close_pages(&edition(items(1..3)), &items(3..5), &Shelf::default(), &layout).unwrap();
        let names: Vec<_> = pages[0].files.iter().map(|file| file.path.to_str().unwrap()).collect();
        assert_eq!(
            names,
            ["archive/1/atom.xml", "archive/1/feed.xml", "archive/1/atom.xml.gz", "archive/1/feed.xml.gz"]
        );
    }

    #[test]
    fn the_feed_points_to_its_newest_page_unless_it_is_complete() {
        let mut edition = edition(items(1..3));
        assert_eq!(
            Paging::current(&edition, 7).links(edition.masthead.addresses.rss.as_ref()),
            [("prev-archive", "https://planet.example.org/archive/7/feed.xml".to_owned())]
        );
        assert_eq!(Paging::current(&edition, 0), Paging::Single);
        edition.complete = true;
        assert_eq!(Paging::current(&edition, 0), Paging::Complete);
    }
}
