//! A document that was read becomes one that the store can take: doubles left out, dates weighed,
//! entries fingerprinted and put into the form in which they are stored.
//!
//! [`receive`] needs the feed's state and nothing else of the store. Evidence that tells no entry
//! from its neighbours (an id that several share, one link for all) is cleared here.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use chrono::{DateTime, Utc};

use super::{dates, guard, prints};
use crate::config;
use crate::iri;
use crate::model::stored::{
    ARTICLES, Arrived, Claim, Coverage, Document, FeedState, FuturePolicy, Habits, Home, Naming, Print,
    Prints,
};
use crate::model::{Entry, Feed};

/// What `feeds.toml` says of one feed, as far as receiving its documents goes.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    pub guard: bool,
    /// Of the first document, at most so many entries enter.
    pub new_entries: Option<usize>,
    pub future: FuturePolicy,
}

impl Rules {
    pub fn of(feed: &config::Feed) -> Rules {
        let future = match feed.future_dates {
            config::FutureDates::Clamp | config::FutureDates::Drop => FuturePolicy::Clamp,
            config::FutureDates::Hold | config::FutureDates::Keep => FuturePolicy::AsGiven,
        };
        Rules { guard: feed.guard, new_entries: feed.new_entries, future }
    }

    /// For the author's own folder: it is trusted.
    pub fn articles(future: FuturePolicy) -> Rules {
        Rules { guard: false, new_entries: None, future }
    }
}

/// Makes `feed`, just read from the source that `state` is of, ready for the store.
pub fn receive(
    state: &FeedState,
    mut feed: Feed,
    coverage: Coverage,
    rules: Rules,
    now: DateTime<Utc>,
) -> Document {
    let first = state.first_read.is_none();
    let (links, mut entries) = without_doubles(std::mem::take(&mut feed.entries));
    let stamped =
        dates::stamped_by_build(&entries.iter().filter_map(dates::believed).collect::<Vec<_>>(), now);
    let site = Site::of(state, &feed);
    let are_days = entries.iter().any(|entry| entry.day.is_some());
    let stamped = stamped && !are_days && coverage != Coverage::Delta;
    let mut arrived: Vec<Arrived> = entries
        .iter_mut()
        .zip(&links)
        .map(|(entry, link)| arrive(entry, link.as_deref(), &site, stamped, rules.future, now))
        .collect();
    let habits = clear_shared_evidence(&mut arrived, &site, state.habits);
    for (entry, arrived) in entries.iter().zip(&mut arrived) {
        arrived.bynames = bynames(entry, &arrived.prints);
    }
    if let (true, Some(most)) = (first, rules.new_entries) {
        mark_surplus(&mut arrived, most);
    }
    Document {
        coverage: if feed.complete && coverage == Coverage::Window { Coverage::Complete } else { coverage },
        deleted: feed.deleted.iter().map(|gone| (Print::of(gone.reference.trim()), gone.when)).collect(),
        appearance: guard::appearance(&feed, &entries, &arrived),
        guarded: rules.guard,
        head: feed,
        entries: arrived,
        read_at: now,
        first,
        habits,
    }
}

/// Where a feed is at home: the page of its site, and the hosts that are its own.
struct Site {
    is_articles: bool,
    page: Option<String>,
    /// The one that the user has it from. A local file comes from none: it is the user's own, and believed.
    host: Option<String>,
    /// Those that it says to be its own, or has moved to.
    said: Vec<String>,
}

impl Site {
    fn of(state: &FeedState, feed: &Feed) -> Site {
        let said = [&feed.link, &feed.self_url, &state.moved_to];
        Site {
            is_articles: state.name == ARTICLES,
            page: feed.link.as_deref().and_then(iri::canonical),
            host: state.url.as_deref().and_then(site_host),
            said: said.into_iter().flatten().filter_map(|address| site_host(address)).collect(),
        }
    }

    fn claim(&self, link: Option<&str>, id: Option<&str>) -> Claim {
        let host = link.and_then(site_host);
        let id_host = id.and_then(site_host);
        let is_own =
            |id_host: &String| Some(id_host) == host.as_ref() || self.is_at(Some(id_host)) > Home::Elsewhere;
        let id_is_own = id_host.as_ref().is_none_or(is_own);
        match (self.is_at(host.as_ref()), id_is_own) {
            (Home::Elsewhere, _) => Claim::None,
            (Home::Said, false) => Claim::SaidLink,
            (Home::Said, true) => Claim::SaidLinkAndId,
            (Home::Sure, false) => Claim::Link,
            (Home::Sure, true) => Claim::LinkAndId,
        }
    }

    fn is_at(&self, host: Option<&String>) -> Home {
        match host {
            _ if self.is_articles => Home::Sure,
            Some(host) if self.host.as_ref() == Some(host) => Home::Sure,
            Some(host) if self.said.contains(host) && self.host.is_none() => Home::Sure,
            Some(host) if self.said.contains(host) => Home::Said,
            _ => Home::Elsewhere,
        }
    }
}

/// The host of `address` without `www.`.
pub fn site_host(address: &str) -> Option<String> {
    let host = iri::host(address)?;
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
}

/// What ids of one maker have in common: the host of an address, the authority of a tag URI, the
/// scheme of another IRI. Ids that are no IRI have nothing to compare.
pub fn maker(id: &str) -> Option<String> {
    if let Some(host) = site_host(id) {
        return Some(host);
    }
    let (scheme, rest) = id.split_once(':')?;
    match scheme {
        "tag" => Some(rest.split([',', ':']).next().unwrap_or(rest).to_owned()),
        _ => Some(scheme.to_owned()),
    }
}

/// Some feeds list an entry twice, or several versions of it. The version changed last stays; of
/// equal ones, either. Feeds that give all their entries one id and one link do not give them one
/// date as well. Also returns the canonical link of each.
fn without_doubles(entries: Vec<Entry>) -> (Vec<Option<String>>, Vec<Entry>) {
    let mut listings: BTreeMap<_, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        let name =
            (prints::given_id(&entry).map(str::to_owned), prints::canonical_link(&entry), entry.published);
        listings.entry(name).or_default().push(entry);
    }
    let of_listing = |((_, link, _), listed): ((_, Option<String>, _), _)| {
        latest(listed).into_iter().map(move |entry| (link.clone(), entry))
    };
    listings.into_iter().flat_map(of_listing).unzip()
}

/// Of entries with one id, one link and one date: the latest version, or, where nothing tells which
/// is the latest, one of each title (of each text, where there is no id).
fn latest(listed: Vec<Entry>) -> Vec<Entry> {
    if listed.len() < 2 {
        return listed;
    }
    let has_id = prints::given_id(&listed[0]).is_some();
    let are_versions = has_id && listed.iter().any(|entry| entry.updated != listed[0].updated);
    let mut kept: BTreeMap<_, Entry> = BTreeMap::new();
    for entry in listed {
        let title = prints::title(&entry).filter(|_| !are_versions);
        let text = (!has_id).then(|| text_of(&entry));
        match kept.entry((title, text)) {
            Slot::Vacant(slot) => drop(slot.insert(entry)),
            Slot::Occupied(mut slot) if version(&entry) > version(slot.get()) => drop(slot.insert(entry)),
            Slot::Occupied(_) => {}
        }
    }
    kept.into_values().collect()
}

fn text_of(entry: &Entry) -> String {
    entry.texts().map(|text| text.value.as_str()).collect::<Vec<_>>().join("\n")
}

/// Later versions are greater; the text makes the order total.
fn version(entry: &Entry) -> (Option<DateTime<Utc>>, String) {
    (entry.updated.or(entry.published), serde_json::to_string(entry).unwrap_or_default())
}

/// `link` is the entry's canonical link.
fn arrive(
    entry: &mut Entry,
    link: Option<&str>,
    site: &Site,
    stamped: bool,
    future: FuturePolicy,
    now: DateTime<Utc>,
) -> Arrived {
    let date = dates::believed(entry).filter(|_| !stamped);
    let changed = entry
        .updated
        .filter(|updated| !stamped && date.is_some_and(|date| date < *updated) && *updated <= now);
    let (prints, payload) = prints::of(entry, link, date);
    let link = entry.original_link.as_deref().or(entry.link.as_deref());
    let claim = site.claim(link, prints::given_id(entry));
    let naming = Naming {
        id: prints::given_id(entry).map(str::to_owned),
        link: entry.link.clone(),
        sources: sources_named(entry),
        surplus: false,
        future,
    };
    Arrived {
        prints,
        typed_title: None,
        date,
        changed,
        updated: entry.updated,
        claim,
        naming,
        bynames: Vec::new(),
        payload,
    }
}

/// The feed that the entry says itself (atom:source) it was taken from.
fn sources_named(entry: &Entry) -> Vec<String> {
    let Some(source) = &entry.source else { return Vec::new() };
    [&source.id, &source.link, &source.feed_url].into_iter().flatten().cloned().collect()
}

/// An id or a link that several entries of the document bear, or a link to the feed's own front
/// page, identifies nothing. Once a whole document shared one id, the feed's ids are not believed again.
fn clear_shared_evidence(arrived: &mut [Arrived], site: &Site, mut habits: Habits) -> Habits {
    let ids = counted(arrived.iter().filter_map(|arrival| arrival.prints.id));
    let links = counted(arrived.iter().filter_map(|arrival| arrival.prints.link));
    habits.shared_ids |= ids.values().any(|&count| count > 1 && count == arrived.len());
    let page = site.page.as_deref().map(Print::of);
    for Arrived { prints, naming, .. } in arrived {
        prints.id = prints.id.filter(|id| !habits.shared_ids && ids.get(id) == Some(&1));
        prints.link = prints.link.filter(|link| links.get(link) == Some(&1) && Some(*link) != page);
        prints.title_path = prints.title_path.filter(|_| prints.link.is_some());
        naming.id.take_if(|_| prints.id.is_none());
        naming.link.take_if(|_| prints.link.is_none());
    }
    habits
}

/// See [`Arrived::bynames`]. Most entries have none, and cost nothing here.
fn bynames(entry: &Entry, prints: &Prints) -> Vec<Print> {
    let has_two_links = entry.original_link.is_some();
    let link = entry.link.as_ref().filter(|_| prints.link.is_none() || has_two_links);
    let id = entry.id.as_ref().filter(|id| prints.id.is_none() && entry.link.as_ref() != Some(id));
    let names = [id, link].into_iter().flatten().filter(|name| !name.trim().is_empty());
    names.map(|name| prints::of_name(name)).filter(|name| Some(*name) != prints.link).collect()
}

fn counted(prints: impl Iterator<Item = Print>) -> BTreeMap<Print, usize> {
    prints.fold(BTreeMap::new(), |mut counts, print| {
        *counts.entry(print).or_default() += 1;
        counts
    })
}

/// Undated entries come after dated ones; the fingerprint makes the order total.
pub fn newest_first(arrival: &Arrived) -> impl Ord + use<> {
    (Reverse(arrival.date), arrival.prints.seen)
}

/// The newest `most` enter.
fn mark_surplus(arrived: &mut [Arrived], most: usize) {
    let mut order: Vec<usize> = (0..arrived.len()).collect();
    order.sort_by_key(|&place| newest_first(&arrived[place]));
    for place in order.into_iter().skip(most) {
        arrived[place].naming.surplus = true;
    }
}
