//! Whether an entry that is not listed any more was taken back, or only made room for newer ones.
//!
//! [`judge`] adds to a [`Recognition`] what it finds. In doubt nothing is withdrawn: an entry that
//! stays too long is an annoyance, one that vanishes by our mistake is lost.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::model::stored::{Coverage, Document, EntryRow, Known, Print, Recognition, Standing};

/// Of the entries listed before, at most one in so many is believed to be taken back at once:
/// more is a document served by halves.
const LARGEST_PART: usize = 3;

/// Of the entries listed, at most one in so many is pinned: older than all others, and listed for ever.
const PINNED_PART: usize = 5;

/// A feed that so often brought back what was missing orders its entries by something else than age.
const RETURNS_OF_A_CHART: u32 = 2;

/// Finds what `document` takes back. `taken` tells which of `known` it lists.
pub fn judge(document: &Document, known: &[Known], taken: &[bool], found: &mut Recognition) {
    let absent = || {
        known.iter().zip(taken).filter(|(known, taken)| !**taken && is_public(known)).map(|(known, _)| known)
    };
    let deleted: BTreeSet<Print> = document.deleted.iter().map(|(print, _)| *print).collect();
    let is_deleted = |known: &&Known| known.prints.id.is_some_and(|id| deleted.contains(&id));
    let told = absent().filter(is_deleted).map(|known| (known.row, "its feed says that it was deleted"));
    found.withdrawn = told.collect();
    let mut missing: Vec<&Known> = absent().filter(|known| known.listed && !is_deleted(known)).collect();
    missing.sort_by_key(|known| (known.date.unwrap_or(known.first_seen), known.prints.seen));
    let gone: Vec<&Known> = match document.coverage {
        Coverage::Delta => return,
        Coverage::Window if found.habits.returned >= RETURNS_OF_A_CHART => return,
        Coverage::Complete => missing,
        Coverage::Window => taken_out(&missing, &Listed::of(known, taken), found.new.len()),
    };
    if gone.is_empty() || !document.head.well_formed {
        return;
    }
    let before = known.iter().filter(|known| known.listed).count();
    if document.entries.is_empty() || gone.len() > (before / LARGEST_PART).max(1) {
        let text = format!("{} of {before} entries are missing at once, none was withdrawn", gone.len());
        found.notes.push(text);
        return;
    }
    found
        .withdrawn
        .extend(gone.iter().map(|known| (known.row, "its feed lists older entries, but not this one")));
}

/// Those of `missing` (oldest first) that did not simply fall off the end of the list.
fn taken_out<'a>(missing: &[&'a Known], listed: &Listed, new: usize) -> Vec<&'a Known> {
    let pinned = (listed.count() / PINNED_PART).max(1);
    let fell_off = |rank: usize, older: usize| rank < new && older <= pinned;
    let places = missing.iter().enumerate().map(|(rank, known)| (rank, listed.older_than(known), *known));
    places
        .filter(|(rank, older, _)| *older > 0 && !fell_off(*rank, *older))
        .map(|(_, _, known)| known)
        .collect()
}

/// When the entries are from that were listed before and still are, oldest first. Dates are compared with dates,
/// first sights with first sights: the two clocks have nothing in common.
struct Listed {
    dates: Vec<DateTime<Utc>>,
    /// In the order in which they came, which a clock that was once wrong does not change.
    sights: Vec<(EntryRow, DateTime<Utc>)>,
}

impl Listed {
    fn of(known: &[Known], taken: &[bool]) -> Listed {
        let listed = || {
            known.iter().zip(taken).filter(|(known, taken)| known.listed && **taken).map(|(known, _)| known)
        };
        let mut dates: Vec<_> = listed().filter_map(|known| known.date).collect();
        let undated = listed().filter(|known| known.date.is_none());
        let mut sights: Vec<_> = undated.map(|known| (known.row, known.first_seen)).collect();
        dates.sort_unstable();
        sights.sort_unstable();
        Listed { dates, sights }
    }

    fn count(&self) -> usize {
        self.dates.len() + self.sights.len()
    }

    fn older_than(&self, known: &Known) -> usize {
        match known.date {
            Some(date) => self.dates.partition_point(|other| *other < date),
            None => self.seen_before(known),
        }
    }

    /// Those of one document came together.
    fn seen_before(&self, known: &Known) -> usize {
        let before = self.sights.partition_point(|(row, _)| *row < known.row);
        let together = self.sights[..before].iter().rev().take_while(|(_, seen)| *seen == known.first_seen);
        before - together.count()
    }
}

fn is_public(known: &Known) -> bool {
    matches!(known.standing, Standing::Live | Standing::Pending)
}
