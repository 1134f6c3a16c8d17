//! Ids and dates that subscribers know already are taken over, so that nothing appears a second
//! time: from the feed published last where the state was lost, and from the feed of another
//! planet when its subscriptions move in.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use thiserror::Error;
use url::Url;

use super::{BuildError, asked, find, open, read};
use crate::config::{Config, Publish};
use crate::fetch::FetchError;
use crate::iri;
use crate::merge::{self, Rules};
use crate::model::Feed;
use crate::model::stored::{Coverage, FuturePolicy};
use crate::parse::{self, NotAFeed, Transport};
use crate::printable;
use crate::publish::archive;
use crate::shield::shielded;
use crate::store::{Arrival, Store};

/// Why the ids and dates of a feed published elsewhere could not be taken over.
#[derive(Debug, Error)]
pub enum AdoptError {
    #[error("cannot read {}", printable::line(.name))]
    Read { name: String, source: io::Error },
    #[error("cannot take ids and dates over from {}: {source}", printable::line(.name))]
    NotAFeed { name: String, source: NotAFeed },
    #[error("cannot take ids and dates over from {}: {source}", printable::line(.name))]
    NotFetched { name: String, source: FetchError },
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// Adopts what was published into a store that knows nothing yet: the combined feed, of each view what is
/// older than that, and what only archive pages have. What stood in a feed stands in for feeds that do not answer.
pub fn after_loss(store: &mut Store, config: &Config, now: DateTime<Utc>) -> Result<(), BuildError> {
    if !store.is_new()? {
        return Ok(());
    }
    let transport = Transport { base: Some(&config.publish.base_url), ..Transport::default() };
    let (mut adopted, mut standing_in) = (Vec::new(), Vec::new());
    let mut known_ids: BTreeSet<String> = BTreeSet::new();
    let views = config.publish.views.iter().map(|view| Path::new(&view.name));
    let folders: Vec<&Path> = std::iter::once(Path::new("")).chain(views).collect();
    let feeds = folders.iter().map(|folder| (Place::Feed, published_files(&config.publish, folder)));
    let pages = folders.iter().flat_map(|folder| archive_pages(&config.publish, folder));
    for (place, files) in feeds.chain(pages.map(|files| (Place::ArchivePage, files))) {
        let known = |bytes: &[u8]| {
            let mut feed = merge::unformatted(parse::parse(bytes, &transport).ok()?, config);
            feed.entries.retain(|entry| entry.id.as_deref().is_none_or(|id| !known_ids.contains(id.trim())));
            let adoptions = merge::adoption(&feed);
            Some(match place {
                Place::Feed => (adoptions, stand_ins(feed, config, now)),
                Place::ArchivePage => (adoptions, Vec::new()),
            })
        };
        if let Some((adoptions, arrivals)) = first_readable(files, known) {
            known_ids.extend(adoptions.iter().map(|adoption| adoption.id.clone()));
            adopted.extend(adoptions);
            standing_in.extend(arrivals);
        }
    }
    if adopted.is_empty() && standing_in.is_empty() {
        return Ok(());
    }
    Ok(store.restore(&adopted, standing_in)?)
}

/// Where something was published.
#[derive(Debug, Clone, Copy)]
enum Place {
    Feed,
    ArchivePage,
}

/// What `read` makes of the first of `files` that gives something. One that is missing, is no feed, or makes
/// `read` panic has nothing to give; the next one may have.
fn first_readable<T>(files: Vec<PathBuf>, read: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
    files.into_iter().filter_map(|file| std::fs::read(file).ok()).find_map(|bytes| shielded(|| read(&bytes))?)
}

/// A feed that does not answer now must not take its items out of the output, and with them their ids.
fn stand_ins(published: Feed, config: &Config, now: DateTime<Utc>) -> Vec<Arrival> {
    let rules = Rules { guard: false, new_entries: None, future: FuturePolicy::AsGiven };
    let arrival = |(feed, document)| {
        let state = *asked::state_at_start(feed, None);
        let document = merge::receive(&state, document, Coverage::Delta, rules, now);
        Arrival::with_document(state, document)
    };
    merge::stand_ins(published, config).into_iter().map(arrival).collect()
}

/// What was adopted.
#[derive(Debug, Clone, Copy)]
pub struct Adopted {
    pub entries: usize,
    /// Of these, so many have an id under which nothing may be published; the date is kept.
    pub without_id: usize,
}

/// Adopts the feed at `source`, a file or an address, into the store of `config`.
pub fn from_elsewhere(config: &Config, source: &str, now: DateTime<Utc>) -> Result<Adopted, AdoptError> {
    let adoptions = merge::adoption(&published_elsewhere(config, source, now)?);
    let (mut store, _) = open(config)?;
    let entries = store.adopt(&adoptions).map_err(BuildError::from)?;
    Ok(Adopted { entries, without_id: adoptions.iter().filter(|old| !iri::is_iri(&old.id)).count() })
}

fn published_elsewhere(config: &Config, source: &str, now: DateTime<Utc>) -> Result<Feed, AdoptError> {
    let not_a_feed = |error| AdoptError::NotAFeed { name: source.to_owned(), source: error };
    if let Some(url) = Url::parse(source).ok().filter(|url| matches!(url.scheme(), "http" | "https")) {
        let document = find::document(url, &config.fetch, now)?
            .map_err(|error| AdoptError::NotFetched { name: source.to_owned(), source: error })?;
        return read::feed_in(&document).map_err(not_a_feed);
    }
    let bytes = read::bounded(Path::new(source), config.fetch.max_size)
        .map_err(|error| AdoptError::Read { name: source.to_owned(), source: error })?;
    parse::parse(&bytes, &Transport::default()).map_err(not_a_feed)
}

/// One document in each of its formats, the best first.
fn published_files(publish: &Publish, folder: &Path) -> Vec<PathBuf> {
    names(publish).map(|name| publish.dir.join(folder).join(name)).collect()
}

/// All pages that were made of the feed in `folder`, each as [`published_files`].
fn archive_pages<'a>(publish: &'a Publish, folder: &'a Path) -> impl Iterator<Item = Vec<PathBuf>> + 'a {
    let page = move |number| {
        names(publish).map(|name| publish.dir.join(archive::page_path(folder, number, name))).collect()
    };
    (1..).map(page).take_while(|files: &Vec<PathBuf>| files.iter().any(|file| file.is_file()))
}

/// Atom first: it is the one that has the dates of edits too.
fn names(publish: &Publish) -> impl Iterator<Item = &String> {
    let files = &publish.files;
    [&files.atom, &files.rss, &files.json].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_file_that_cannot_be_read_or_makes_us_panic_gives_way_to_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let files = ["missing", "bad", "no feed", "good"].map(|name| dir.path().join(name));
        for file in &files[1..] {
            crate::atomic_file::write(file, file.file_name().unwrap().as_encoded_bytes()).unwrap();
        }
        let read = |bytes: &[u8]| {
            assert_ne!(bytes, b"bad", "a bug in the parser");
            (bytes != b"no feed").then(|| bytes.to_vec())
        };
        assert_eq!(first_readable(files.into(), read).as_deref(), Some(&b"good"[..]));
    }

    #[test]
    fn a_source_is_told_without_what_a_terminal_would_obey() {
        let name = "feed\u{1b}[2J\n.xml".to_owned();
        let read = AdoptError::Read { name: name.clone(), source: io::ErrorKind::NotFound.into() };
        let not_a_feed =
            AdoptError::NotAFeed { name, source: parse::parse(b"x", &Transport::default()).unwrap_err() };
        for error in [read, not_a_feed] {
            assert!(!error.to_string().contains(['\u{1b}', '\n']), "{error:?}");
        }
    }
}
