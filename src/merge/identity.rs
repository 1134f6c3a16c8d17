//! Which entries of a document are known already: the ledger's memory for faces.
//!
//! [`recognise`] compares a document with what is known of its feed. A document names its entries
//! by ids, but publishers change ids, links and dates; so each kind of evidence is tried in turn,
//! from the strongest, and an old entry is only given to a new id when the document no longer
//! lists it under its old one. Nothing here looks beyond the one feed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::changes::Changes;
use super::prints::agree;
use super::redated::{self, Dated};
use super::{dates, guard, withdrawal};
use crate::model::stored::{
    Arrived, Coverage, Document, EntryRow, Evidence, Known, Past, Print, Prints, Recognition,
};

/// Ids that changed while the links stayed, in this many documents: the feed makes them up anew
/// at each build, and they tell nothing.
const RANDOM_IDS: u32 = 3;

/// Tells known from new among the entries of `document`, and asks the takeover guard.
pub fn recognise(document: &Document, past: Past<'_>) -> Recognition {
    let found = matched(document, past.known, past.older);
    let held = document.guarded.then(|| guard::judge(past, &document.appearance, document.read_at));
    let profile = guard::learned(past.profile, &document.appearance, document.read_at);
    Recognition { held: held.flatten(), profile, ..found }
}

fn matched(document: &Document, known: &[Known], older: &[Known]) -> Recognition {
    let mut table = Table::new(document, known, older);
    table.match_by(Evidence::Id, |face| face.prints.id, agree_on_place);
    table.match_by(Evidence::Link, |face| face.prints.link, agree_on_more_than_the_link);
    table.match_by(Evidence::Id, |face| face.prints.id, |_, _| true);
    if table.ids_changed || document.habits.changed_ids >= RANDOM_IDS {
        table.match_by(Evidence::Link, |face| face.prints.link, |_, _| true);
    }
    table.match_by(Evidence::TitleAndDate, |face| face.prints.title_date, |_, _| true);
    table.match_by(Evidence::TitleAndPath, |face| face.prints.title_path, |_, old| old.listed);
    table.match_by(Evidence::Text, |face| Some(dated(face.prints.payload, face.date)), have_no_name);
    table.match_by(Evidence::Text, |face| Some(dated(face.prints.seen, face.date)), have_no_name);
    table.match_by(Evidence::TitleAndBody, title_and_body, have_no_name);
    table.match_by(Evidence::TitleAndBody, title_and_body, |new, old| {
        new.date.is_none() || old.date.is_none()
    });
    table.match_by(Evidence::BodyAndDate, body_and_date, have_no_name);
    table.match_by(Evidence::BodyAndDate, body_and_date, |new, old| {
        old.listed && new.date.is_some_and(|date| !dates::is_midnight(date))
    });
    let untitled = table.untitled();
    table.match_by(Evidence::TitleAndDate, typed_and_dated, |_, _| true);
    table.match_redated();
    Recognition { untitled, ..table.into_recognition(document) }
}

/// Ids that only number the entries of each document (1, 2, 3) move on to the next entry when a
/// new one comes: an id whose entry is elsewhere by link and title has to wait until those are found.
fn agree_on_place(new: Face<'_>, old: Face<'_>) -> bool {
    agree(new.prints.link, old.prints.link) || agree(new.prints.title_date, old.prints.title_date)
}

/// Something besides the link agrees, or there is no id that could disagree.
fn agree_on_more_than_the_link(new: Face<'_>, old: Face<'_>) -> bool {
    new.prints.id.is_none()
        || old.prints.id.is_none()
        || agree(new.prints.title, old.prints.title)
        || agree(new.prints.body, old.prints.body)
        || agree(new.date, old.date)
}

/// Neither id nor link tells either from the others of the feed.
fn have_no_name(new: Face<'_>, old: Face<'_>) -> bool {
    [new, old].iter().all(|face| face.prints.id.is_none() && face.prints.link.is_none())
}

fn title_and_body(face: Face<'_>) -> Option<Print> {
    let (title, body) = (face.prints.title?, face.prints.body?);
    Some(Print(title.0 ^ body.0.rotate_left(1)))
}

fn body_and_date(face: Face<'_>) -> Option<Print> {
    face.prints.body.filter(|_| face.date.is_some()).map(|body| dated(body, face.date))
}

fn typed_and_dated(face: Face<'_>) -> Option<Print> {
    face.typed_title.filter(|_| face.date.is_some()).map(|title| dated(title, face.date))
}

fn dated(print: Print, date: Option<DateTime<Utc>>) -> Print {
    Print(print.0 ^ date.map_or(0, |date| date.timestamp()).rotate_left(32))
}

/// What recognition sees of an entry, new or known.
#[derive(Debug, Clone, Copy)]
struct Face<'a> {
    prints: &'a Prints,
    typed_title: Option<Print>,
    date: Option<DateTime<Utc>>,
    listed: bool,
}

impl<'a> From<&'a Arrived> for Face<'a> {
    fn from(entry: &'a Arrived) -> Face<'a> {
        let Arrived { prints, typed_title, date, .. } = entry;
        Face { prints, typed_title: *typed_title, date: *date, listed: true }
    }
}

impl<'a> From<&'a Known> for Face<'a> {
    fn from(known: &'a Known) -> Face<'a> {
        let Known { prints, typed_title, date, listed, .. } = known;
        Face { prints, typed_title: *typed_title, date: *date, listed: *listed }
    }
}

/// The document on one side, what is known on the other, and what was matched so far.
struct Table<'a> {
    entries: &'a [Arrived],
    known: &'a [Known],
    /// Numbered on after `known`.
    older: &'a [Known],
    matches: Vec<Option<(usize, Evidence)>>,
    taken: Vec<bool>,
    /// An entry came back under a new id, its link and more being the same.
    ids_changed: bool,
}

impl<'a> Table<'a> {
    fn new(document: &'a Document, known: &'a [Known], older: &'a [Known]) -> Table<'a> {
        let entries = document.entries.as_slice();
        let (matches, taken) = (vec![None; entries.len()], vec![false; known.len() + older.len()]);
        Table { entries, known, older, matches, taken, ids_changed: false }
    }

    fn known_at(&self, index: usize) -> &'a Known {
        self.known.get(index).unwrap_or_else(|| &self.older[index - self.known.len()])
    }

    /// Matches what is left on both sides by one kind of evidence, where it names exactly one entry
    /// of the document; of several known ones, the one listed last.
    fn match_by(
        &mut self,
        evidence: Evidence,
        print: impl Fn(Face<'_>) -> Option<Print>,
        accept: impl Fn(Face<'_>, Face<'_>) -> bool,
    ) {
        let unmatched = self.unmatched(&print);
        let mut candidates: BTreeMap<usize, usize> = BTreeMap::new();
        for (index, known) in self.known.iter().enumerate().filter(|(index, _)| !self.taken[*index]) {
            let places = print(known.into()).and_then(|print| unmatched.get(&print));
            let Some(&[place]) = places.map(Vec::as_slice) else { continue };
            if !accept((&self.entries[place]).into(), known.into()) {
                continue;
            }
            let best = candidates.entry(place).or_insert(index);
            if rank(known) > rank(&self.known[*best]) {
                *best = index;
            }
        }
        for (place, index) in candidates {
            self.take(place, index, evidence);
            let (new, old) = (self.entries[place].prints.id, self.known[index].prints.id);
            self.ids_changed |= new.is_some() && old.is_some() && new != old && evidence == Evidence::Link;
        }
    }

    /// Known entries that may be unmatched only because their titles are set in another way now, where the site
    /// seems to be built anew.
    fn untitled(&self) -> Vec<EntryRow> {
        let newest = self.known.iter().filter(|known| known.listed).filter_map(|known| known.date).max();
        let unmatched = self.entries.iter().zip(&self.matches).filter(|(_, matched)| matched.is_none());
        let dates: BTreeSet<_> = unmatched.filter_map(|(entry, _)| entry.date).collect();
        let old = dates.iter().filter(|date| Some(**date) <= newest).count();
        let by_other_names =
            self.matches.iter().flatten().filter(|(_, evidence)| *evidence != Evidence::Id).count();
        if old == 0 || old + by_other_names < redated::FEWEST {
            return Vec::new();
        }
        let is_near = |date: DateTime<Utc>| {
            // The end of time is near to itself.
            let moved = |by| date.checked_add_signed(by).unwrap_or(date);
            let around = moved(-redated::LARGEST_DAY)..=moved(redated::LARGEST_DAY);
            dates.range(around).next().is_some()
        };
        let lost = self.candidates().filter(|(_, known)| known.typed_title.is_none());
        lost.filter(|(_, known)| known.date.is_some_and(is_near)).map(|(_, known)| known.row).collect()
    }

    /// What no entry of the document was matched with, of all that its feed listed last or lists again.
    fn candidates(&self) -> impl Iterator<Item = (usize, &'a Known)> {
        let listed = self.known.iter().enumerate().filter(|(_, known)| known.listed);
        let older = (self.known.len()..).zip(self.older);
        listed.chain(older).filter(|(index, _)| !self.taken[*index])
    }

    /// Matches what one new date for all has made unlike.
    fn match_redated(&mut self) {
        // Of what is not kept any more, only the print of the title as it was is left.
        let unread: BTreeSet<Print> = self
            .candidates()
            .filter(|(_, known)| known.typed_title.is_none())
            .filter_map(|(_, known)| known.prints.title)
            .collect();
        let title = |face: Face<'_>| {
            let as_it_was = face.prints.title.filter(|title| unread.contains(title));
            as_it_was.or(face.typed_title).or(face.prints.title)
        };
        let dated = |place, face: Face<'_>| Some(Dated { place, title: title(face)?, date: face.date? });
        let entries = self.entries.iter().enumerate().filter(|(place, _)| self.matches[*place].is_none());
        let new: Vec<Dated> = entries.filter_map(|(place, entry)| dated(place, entry.into())).collect();
        let old: Vec<Dated> =
            self.candidates().filter_map(|(index, known)| dated(index, known.into())).collect();
        for (place, index) in redated::pairs(&new, &old) {
            self.take(place, index, Evidence::TitleOfMany);
        }
    }

    fn take(&mut self, place: usize, index: usize, evidence: Evidence) {
        self.matches[place] = Some((index, evidence));
        self.taken[index] = true;
    }

    fn unmatched(&self, print: impl Fn(Face<'_>) -> Option<Print>) -> BTreeMap<Print, Vec<usize>> {
        let mut unmatched: BTreeMap<Print, Vec<usize>> = BTreeMap::new();
        for (place, entry) in self.entries.iter().enumerate() {
            if let (None, Some(print)) = (self.matches[place], print(entry.into())) {
                unmatched.entry(print).or_default().push(place);
            }
        }
        unmatched
    }

    fn into_recognition(self, document: &Document) -> Recognition {
        let mut found = Recognition { habits: document.habits, ..Recognition::default() };
        let changes = Changes::of(document);
        for (place, matched) in self.matches.iter().enumerate() {
            match matched {
                None => found.new.push(place),
                Some((index, evidence)) => {
                    found.matched.push(changes.compare(place, self.known_at(*index), *evidence));
                }
            }
        }
        if self.ids_changed {
            found.habits.changed_ids = found.habits.changed_ids.saturating_add(1);
        }
        if document.coverage != Coverage::Delta {
            let returned = found.matched.iter().filter(|matched| matched.returned).count();
            let returned = u32::try_from(returned).unwrap_or(u32::MAX);
            found.habits.returned = found.habits.returned.saturating_add(returned);
            found.vanished = absent(self.known, &self.taken).map(|known| known.row).collect();
        }
        withdrawal::judge(document, self.known, &self.taken, &mut found);
        found
    }
}

fn absent<'a>(known: &'a [Known], taken: &'a [bool]) -> impl Iterator<Item = &'a Known> {
    known.iter().zip(taken).filter(|(known, taken)| known.listed && !**taken).map(|(known, _)| known)
}

/// Listed before unlisted, then the newest; the fingerprint makes it total.
fn rank(known: &Known) -> (bool, Option<DateTime<Utc>>, DateTime<Utc>, Print) {
    (known.listed, known.date, known.first_seen, known.prints.seen)
}
