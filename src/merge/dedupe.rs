//! Of the copies of one item, the one that is published, and the feeds named as further sources.
//!
//! A local article wins, then the feed whose own site the link belongs to, then the one listed first. That a
//! site is its own a feed may say, but less is believed of that than of where the user has the feed from.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use super::filter::{self, Subject};
use super::receive::{maker, site_host};
use super::sources::{Source, Sources};
use super::{dates, prints};
use crate::config::{self, Articles, Filter, FutureDates};
use crate::model::stored::{ARTICLES, Home, Standing, StoredCopy, StoredItem};

/// What the choice among copies depends on besides the item.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub sources: &'a Sources<'a>,
    pub articles: Option<&'a Articles>,
    /// Of the view, where one is made.
    pub view: Option<&'a Filter>,
    pub now: DateTime<Utc>,
}

/// The copy to publish.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    pub copy: StoredCopy,
    pub source: Source<'a>,
    /// Further feeds that carry the item, in the order of the sources.
    pub others: Vec<Source<'a>>,
}

/// Why there is nothing to publish of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Taken back by whom it belongs to.
    Withdrawn(String),
    /// For people.
    Dropped(String),
    /// None of its feeds is in `feeds.toml`.
    NoSource,
}

/// Chooses among the copies of `item`, which are taken out of it.
pub fn choose<'a>(item: &mut StoredItem, context: Context<'a>) -> Result<Choice<'a>, Refusal> {
    let mut copies: Vec<(StoredCopy, Source<'a>)> = std::mem::take(&mut item.copies)
        .into_iter()
        .filter_map(|copy| context.sources.get(&*copy.feed).map(|source| (copy, *source)))
        .collect();
    let disputed = is_disputed(&copies);
    let home = |copy: &StoredCopy, source: &Source<'_>| match source.feed {
        Some(feed) if disputed && !is_made_by(&item.id, feed) => Home::Elsewhere,
        _ => copy.claim.home(),
    };
    copies.sort_by_cached_key(|(copy, source)| {
        (&*copy.feed != ARTICLES, Reverse(home(copy, source)), source.rank, Reverse(copy.first_seen))
    });
    let Some((first, source)) = copies.first() else { return Err(Refusal::NoSource) };
    let is_authors = |copy, source| home(copy, source) == Home::Sure;
    let author_took_it_back = is_authors(first, source)
        && is_withdrawn(first)
        && !copies.iter().any(|(copy, source)| is_authors(copy, source) && copy.standing == Standing::Live);
    if author_took_it_back || copies.iter().all(|(copy, _)| is_withdrawn(copy)) {
        return Err(Refusal::Withdrawn(format!("withdrawn by {}", first.feed)));
    }
    let mut reasons = Vec::new();
    copies.retain(|(copy, source)| {
        let reason = refusal(item, copy, *source, context);
        reasons.extend(reason.iter().cloned());
        reason.is_none()
    });
    let mut admitted = copies.into_iter();
    let Some((copy, source)) = admitted.next() else {
        return Err(Refusal::Dropped(reasons.into_iter().next().unwrap_or_default()));
    };
    let mut others: Vec<Source<'a>> =
        admitted.map(|(_, other)| other).filter(|other| other.rank != source.rank).collect();
    others.sort_by_key(|other| other.rank);
    others.dedup_by_key(|other| other.rank);
    Ok(Choice { copy, source, others })
}

/// Whether the copies, which may have come together by their id, lead to different pages: then no link tells
/// whose the item is.
fn is_disputed(copies: &[(StoredCopy, Source<'_>)]) -> bool {
    let Some(((first, _), others)) = copies.split_first() else { return false };
    if others.is_empty() {
        return false;
    }
    let link = prints::canonical_link(&first.entry);
    others.iter().any(|(copy, _)| prints::canonical_link(&copy.entry) != link)
}

/// Whether the id names the host from which the user has `feed`.
fn is_made_by(id: &str, feed: &config::Feed) -> bool {
    let host = site_host(&feed.location.shown());
    host.is_some() && maker(id) == host
}

fn is_withdrawn(copy: &StoredCopy) -> bool {
    copy.standing == Standing::Withdrawn
}

/// Why this copy may not be published.
fn refusal(item: &StoredItem, copy: &StoredCopy, source: Source<'_>, context: Context<'_>) -> Option<String> {
    match copy.standing {
        Standing::Live => {}
        Standing::Withdrawn => return Some(format!("withdrawn by {}", copy.feed)),
        Standing::Pending | Standing::Held | Standing::Surplus | Standing::Retired => {
            return Some("not released".to_owned());
        }
    }
    let subject = subject(copy, source, context);
    date_refusal(item, copy, source, context.now)
        .or_else(|| source.feed.and_then(|feed| filter::refusal(&feed.filter, subject)))
        .or_else(|| context.view.and_then(|view| filter::refusal(view, subject)))
}

fn date_refusal(
    item: &StoredItem,
    copy: &StoredCopy,
    source: Source<'_>,
    now: DateTime<Utc>,
) -> Option<String> {
    let Some(feed) = source.feed else {
        return (item.published > now).then(|| format!("held until {}", item.published));
    };
    match feed.future_dates {
        FutureDates::Hold if item.published > now => return Some(format!("held until {}", item.published)),
        FutureDates::Drop if copy.date.is_some_and(|date| dates::is_future(date, copy.first_seen)) => {
            return Some("dropped: its date was still to come when it was first seen".to_owned());
        }
        FutureDates::Clamp | FutureDates::Keep | FutureDates::Hold | FutureDates::Drop => {}
    }
    let max_age = feed.max_age?;
    is_older(item.published, max_age, now).then(|| format!("older than max_age of {}", feed.name))
}

/// Whether `date` is longer ago than `max_age`.
pub fn is_older(date: DateTime<Utc>, max_age: std::time::Duration, now: DateTime<Utc>) -> bool {
    (now - date).to_std().is_ok_and(|age| age > max_age)
}

fn subject<'a>(copy: &'a StoredCopy, source: Source<'a>, context: Context<'a>) -> Subject<'a> {
    let head = source.head;
    Subject {
        entry: &copy.entry,
        categories: source.categories(context.articles),
        language: head.and_then(|head| head.language.as_deref()),
        authors: head.map(|head| head.authors.as_slice()).unwrap_or_default(),
    }
}
