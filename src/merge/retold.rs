//! Entries that come in other words than before though nobody has edited them: whoever tells them does it
//! differently now.

use std::collections::BTreeSet;

use super::identity::recognise;
use crate::model::stored::{Change, Document, Matched, Past, Recognition};

/// As [`recognise`]; those of the ids `retold` are brought up to date, and do not count as edited.
pub fn recognise_retold(document: &Document, past: Past<'_>, retold: &BTreeSet<String>) -> Recognition {
    let mut found = recognise(document, past);
    let looks_edited = |matched: &&mut Matched| matches!(matched.change, Change::Seen | Change::Unsure);
    for matched in found.matched.iter_mut().filter(looks_edited) {
        let id = document.entries[matched.place].naming.id.as_ref();
        if id.is_some_and(|id| retold.contains(id)) {
            matched.change = Change::Unseen;
        }
    }
    found
}
