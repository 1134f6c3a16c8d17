//! What of a known entry is different in a document, and when its source says that it was changed.

use chrono::{DateTime, Utc};

use super::dates;
use crate::model::stored::{Arrived, Change, Document, Evidence, Known, Matched, Print, Standing};

/// Compares the entries of a document with what is known of them.
pub struct Changes<'a> {
    document: &'a Document,
    /// Its dates of changes tell when it was generated.
    stamped: bool,
}

impl Changes<'_> {
    pub fn of(document: &Document) -> Changes<'_> {
        let updated: Vec<_> = document.entries.iter().filter_map(|entry| entry.updated).collect();
        Changes { document, stamped: dates::stamped_by_build(&updated, document.read_at) }
    }

    /// The entry at `place`, which was known again as `known`.
    pub fn compare(&self, place: usize, known: &Known, evidence: Evidence) -> Matched {
        let entry = &self.document.entries[place];
        let said = self.said(entry, known);
        let looks_new = known.prints.seen != Print::UNKNOWN && known.prints.seen != entry.prints.seen;
        let change = if looks_new && said.is_some() && !self.stamped {
            Change::Seen
        } else if looks_new {
            Change::Unsure
        } else if entry.prints != known.prints || entry.date != known.date {
            Change::Unseen
        } else {
            Change::Nothing
        };
        Matched {
            place,
            row: known.row,
            evidence,
            change,
            changed: said.unwrap_or(self.document.read_at),
            returned: known.standing == Standing::Withdrawn,
        }
    }

    /// When `entry` was changed, where that is later than what was said before.
    fn said(&self, entry: &Arrived, known: &Known) -> Option<DateTime<Utc>> {
        let before = known.changed.max(known.date);
        entry.updated.filter(|updated| *updated <= self.document.read_at && Some(*updated) > before)
    }
}
