//! The takeover guard: whether a known feed suddenly looks like another site.
//!
//! [`appearance`] gathers what a document shows of its publisher, [`judge`] compares that with the
//! feed's [`Profile`], [`learned`] takes it into it. The rule, in words for users, is in
//! `docs/takeover-guard.md`; the thresholds are the constants below. The guard holds back, it never
//! deletes, and `approve` releases.

use chrono::{DateTime, SubsecRound, Utc};

use super::prints;
use super::receive::{maker, newest_first, site_host};
use crate::model::stored::{Appearance, Arrived, Held, Past, Print, Prints, Profile};
use crate::model::{Entry, Feed};

/// A document of which this part of the newest entries was known before is the same feed, whatever
/// else changed about it: sites move, are renamed, and change hands with their archive.
const CONTINUITY: (usize, usize) = (1, 4);

/// So many independent features must have changed at once, and at least half of those that are
/// known on both sides.
const CHANGES: usize = 3;

/// Sites that link to more hosts than this link elsewhere by habit: new targets then say nothing.
const FAITHFUL_HOSTS: usize = 5;

/// So many new entries in a day are within what any site may do.
const BURST_FLOOR: usize = 40;

/// Beyond the floor, this many times the largest burst so far.
const BURST_FACTOR: usize = 8;

/// Documents that must have been seen before there is a habit to burst.
const BURST_DOCUMENTS: u32 = 2;

/// Bounds of what a profile remembers, so that ten thousand of them fit into memory.
const RECENT: usize = 30;
const NAMES: usize = 20;

/// Gathers what `feed` shows, whose entries these are, as read and as they arrived.
pub fn appearance(feed: &Feed, entries: &[Entry], arrived: &[Arrived]) -> Appearance {
    let mut newest: Vec<&Arrived> = arrived.iter().collect();
    newest.sort_by_key(|arrival| newest_first(arrival));
    let names = feed.authors.iter().chain(entries.iter().flat_map(|entry| &entry.authors));
    Appearance {
        title: feed.title.as_ref().map(prints::plain).filter(|title| !title.is_empty()),
        site_host: feed.link.as_deref().and_then(site_host),
        language: feed.language.as_deref().map(primary_language),
        authors: distinct(names.filter_map(|person| person.name.clone().or_else(|| person.email.clone()))),
        link_hosts: distinct(entries.iter().filter_map(link_host)),
        id_spaces: distinct(entries.iter().filter_map(id_space)),
        recent: newest.iter().take(RECENT).flat_map(|arrival| names_of(arrival)).collect(),
        dated: newest.iter().map(|arrival| (arrival.date, name_of(arrival))).collect(),
        newest: newest.first().and_then(|arrival| arrival.date),
    }
}

/// Why this document is to be held back, if it is. A feed stays held until it is approved or
/// looks again as it did before.
pub fn judge(past: Past<'_>, facts: &Appearance, now: DateTime<Utc>) -> Option<Held> {
    let profile = past.profile?;
    let mut reasons = changes(profile, facts);
    // How long it has been held makes a burst no smaller.
    reasons.extend(burst(profile, facts, past.held.map_or(now, |held| held.since)));
    if reasons.is_empty() {
        return None;
    }
    let since = past.held.map_or(now.trunc_subsecs(0), |held| held.since);
    Some(Held { since, reasons })
}

/// The profile with one more document in it.
pub fn learned(profile: Option<&Profile>, facts: &Appearance, now: DateTime<Utc>) -> Profile {
    let old = profile.cloned().unwrap_or_default();
    let burst = if profile.is_some() { fresh(&old, facts) } else { 0 };
    let facts = facts.clone();
    Profile {
        documents: old.documents.saturating_add(1),
        title: facts.title.or(old.title),
        site_host: facts.site_host.or(old.site_host),
        language: facts.language.or(old.language),
        authors: first_names(facts.authors, old.authors),
        link_hosts: first_names(facts.link_hosts, old.link_hosts),
        id_spaces: first_names(facts.id_spaces, old.id_spaces),
        largest_burst: old.largest_burst.max(burst),
        recent: if facts.recent.is_empty() { old.recent } else { facts.recent },
        newest: old.newest.max(facts.newest.filter(|newest| *newest <= now)),
        read_at: Some(now),
    }
}

fn changes(profile: &Profile, facts: &Appearance) -> Vec<String> {
    if facts.recent.is_empty() || profile.recent.is_empty() || continues(profile, facts) {
        return Vec::new();
    }
    let features = [
        changed("title", profile.title.as_deref(), facts.title.as_deref()),
        changed("site", profile.site_host.as_deref(), facts.site_host.as_deref()),
        changed("language", profile.language.as_deref(), facts.language.as_deref()),
        replaced("all its authors", &profile.authors, &facts.authors),
        replaced("all hosts that its entries link to", faithful(&profile.link_hosts), &facts.link_hosts),
        replaced("the form of its ids", &profile.id_spaces, &facts.id_spaces),
    ];
    let known = features.iter().filter(|feature| **feature != Feature::Unknown).count();
    let changed: Vec<String> = features.into_iter().filter_map(Feature::reason).collect();
    if changed.len() >= CHANGES && changed.len() * 2 >= known { changed } else { Vec::new() }
}

fn continues(profile: &Profile, facts: &Appearance) -> bool {
    let known = facts.recent.iter().filter(|print| profile.recent.contains(print)).count();
    let (part, whole) = CONTINUITY;
    known * whole >= facts.recent.len().min(profile.recent.len()) * part && known > 0
}

/// How a feature of the document compares with the feed's past.
#[derive(Debug, PartialEq, Eq)]
enum Feature {
    /// One side does not have it.
    Unknown,
    Same,
    /// For people.
    Changed(String),
}

impl Feature {
    fn reason(self) -> Option<String> {
        match self {
            Feature::Unknown | Feature::Same => None,
            Feature::Changed(reason) => Some(reason),
        }
    }
}

fn changed(what: &str, old: Option<&str>, new: Option<&str>) -> Feature {
    match (old, new) {
        (Some(old), Some(new)) if old.eq_ignore_ascii_case(new) => Feature::Same,
        (Some(old), Some(new)) => Feature::Changed(format!("its {what} changed from {old:?} to {new:?}")),
        _ => Feature::Unknown,
    }
}

/// `what` as it begins a sentence.
fn replaced(what: &str, old: &[String], new: &[String]) -> Feature {
    let (Some(first_old), Some(first_new)) = (old.first(), new.first()) else { return Feature::Unknown };
    if new.iter().any(|name| old.contains(name)) {
        return Feature::Same;
    }
    Feature::Changed(format!("{what} changed, from {first_old:?} to {first_new:?}"))
}

fn faithful(hosts: &[String]) -> &[String] {
    if hosts.len() <= FAITHFUL_HOSTS { hosts } else { &[] }
}

/// `now`: when what is to be judged came first.
fn burst(profile: &Profile, facts: &Appearance, now: DateTime<Utc>) -> Option<String> {
    if profile.documents < BURST_DOCUMENTS {
        return None;
    }
    let days = profile.read_at.map_or(1, |read_at| (now - read_at).num_days().max(1));
    let a_day = BURST_FLOOR.max(profile.largest_burst.saturating_mul(BURST_FACTOR));
    let allowed = a_day.saturating_mul(usize::try_from(days).unwrap_or(usize::MAX));
    let fresh = fresh(profile, facts);
    let habit = profile.largest_burst;
    (fresh > allowed).then(|| format!("it brings {fresh} new entries at once, at most {habit} so far"))
}

/// How many entries are newer than all that was seen, or undated and not among what was seen.
fn fresh(profile: &Profile, facts: &Appearance) -> usize {
    let is_fresh = |(date, name): &&(Option<DateTime<Utc>>, Option<Print>)| match (date, profile.newest) {
        (Some(date), Some(newest)) => *date > newest,
        _ => name.is_none_or(|name| !profile.recent.contains(&name)),
    };
    facts.dated.iter().filter(is_fresh).count()
}

/// What an entry is known again by: its title; without one its text, which moves with it, and its link.
fn names_of(arrival: &Arrived) -> impl Iterator<Item = Print> + use<> {
    let Prints { title, link, body, .. } = arrival.prints;
    let instead = [body, link].into_iter().flatten().filter(move |_| title.is_none());
    title.into_iter().chain(instead)
}

fn name_of(arrival: &Arrived) -> Option<Print> {
    arrival.prints.title.or(arrival.prints.link)
}

fn link_host(entry: &Entry) -> Option<String> {
    entry.original_link.as_deref().or(entry.link.as_deref()).and_then(site_host)
}

fn id_space(entry: &Entry) -> Option<String> {
    maker(prints::given_id(entry)?)
}

fn primary_language(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or(tag).to_ascii_lowercase()
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for name in names {
        if seen.len() == NAMES {
            break;
        }
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen.sort();
    seen
}

fn first_names(new: Vec<String>, old: Vec<String>) -> Vec<String> {
    let mut names = new;
    for name in old {
        if names.len() >= NAMES {
            break;
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
