//! What passes the gate: [`passed`] draws the files of an edition, has them checked, and leaves out
//! what makes them invalid.
//!
//! One bad entry of one feed must not stop the whole publication, and must not get into it either.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::Edition;

use super::validate::{self, Fault, Level};
use super::{Build, PublishError, Rendered, Withheld};

/// How often [`passed`] leaves bad items out and tries again before it gives up.
const MAX_ATTEMPTS: usize = 4;

/// The files of an edition, not checked yet.
pub type Drawn = Result<Vec<Rendered>, PublishError>;

/// The files that `draw` makes of the items of `edition` that pass the gate.
pub fn passed(edition: &Edition, draw: &dyn Fn(&Edition) -> Drawn) -> Result<Build, PublishError> {
    let mut edition = Cow::Borrowed(edition);
    let mut withheld = Vec::new();
    for _ in 0..MAX_ATTEMPTS {
        let files = draw(&edition)?;
        let (errors, warnings): (Vec<_>, Vec<_>) =
            validate::check(&files).into_iter().partition(|fault| fault.level == Level::Error);
        if errors.is_empty() {
            return Ok(Build { files, withheld, warnings });
        }
        let in_items = if errors.iter().all(|fault| fault.item.is_some()) {
            errors.clone()
        } else {
            culprits(&edition, draw)?
        };
        let before = withheld.len();
        withhold(edition.to_mut(), in_items, &mut withheld);
        if withheld.len() == before {
            withhold_sources(edition.to_mut(), draw, &mut withheld)?;
        }
        if withheld.len() == before {
            return Err(PublishError::Invalid { faults: errors });
        }
    }
    Err(PublishError::Invalid { faults: withheld.into_iter().map(|left_out| left_out.fault).collect() })
}

/// Moves the items that `errors` name from `edition` to `withheld`.
fn withhold(edition: &mut Edition, errors: Vec<Fault>, withheld: &mut Vec<Withheld>) {
    let mut bad = BTreeMap::new();
    for fault in errors {
        if let Some(index) = fault.item {
            bad.entry(index).or_insert(fault);
        }
    }
    for (index, fault) in bad.into_iter().rev() {
        if index < edition.items.len() {
            withheld.push(Withheld { id: edition.items.remove(index).id, fault });
        }
    }
}

/// The items that make a file invalid even alone, for faults that hide where they come from: a
/// character that XML cannot hold makes the whole file unreadable.
fn culprits(edition: &Edition, draw: &dyn Fn(&Edition) -> Drawn) -> Result<Vec<Fault>, PublishError> {
    let mut alone = frame(edition);
    if error_in(&alone, draw)?.is_some() {
        return Ok(Vec::new());
    }
    let mut culprits = Vec::new();
    for (index, item) in edition.items.iter().enumerate() {
        alone.items = vec![item.clone()];
        culprits.extend(error_in(&alone, draw)?.map(|fault| Fault { item: Some(index), ..fault }));
    }
    Ok(culprits)
}

/// Moves the sources that make a file invalid even alone from `edition` to `withheld`.
fn withhold_sources(
    edition: &mut Edition,
    draw: &dyn Fn(&Edition) -> Drawn,
    withheld: &mut Vec<Withheld>,
) -> Result<(), PublishError> {
    let mut alone = frame(edition);
    if error_in(&alone, draw)?.is_some() {
        return Ok(());
    }
    let mut kept = Vec::new();
    for listing in &*edition.sources {
        alone.sources = [listing.clone()].into();
        match error_in(&alone, draw)? {
            Some(fault) => withheld.push(Withheld { id: listing.origin.id.clone(), fault }),
            None => kept.push(listing.clone()),
        }
    }
    edition.sources = kept.into();
    Ok(())
}

/// `edition` without anything in it.
fn frame(edition: &Edition) -> Edition {
    Edition {
        masthead: edition.masthead.clone(),
        updated: edition.updated,
        items: Vec::new(),
        sources: Arc::default(),
        withdrawn: Vec::new(),
        complete: edition.complete,
    }
}

fn error_in(edition: &Edition, draw: &dyn Fn(&Edition) -> Drawn) -> Result<Option<Fault>, PublishError> {
    Ok(validate::check(&draw(edition)?).into_iter().find(|fault| fault.level == Level::Error))
}
