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
    let mut some = frame(edition);
    if error_in(&some, draw)?.is_some() {
        return Ok(Vec::new());
    }
    let found = invalid_alone(&edition.items, |items| {
        some.items = items.to_vec();
        error_in(&some, draw)
    })?;
    Ok(found.into_iter().map(|(index, fault)| Fault { item: Some(index), ..fault }).collect())
}

/// Moves the sources that make a file invalid even alone from `edition` to `withheld`.
fn withhold_sources(
    edition: &mut Edition,
    draw: &dyn Fn(&Edition) -> Drawn,
    withheld: &mut Vec<Withheld>,
) -> Result<(), PublishError> {
    let mut some = frame(edition);
    if error_in(&some, draw)?.is_some() {
        return Ok(());
    }
    let found = invalid_alone(&edition.sources, |sources| {
        some.sources = sources.into();
        error_in(&some, draw)
    })?;
    let mut bad: BTreeMap<usize, Fault> = found.into_iter().collect();
    let mut kept = Vec::new();
    for (index, listing) in edition.sources.iter().enumerate() {
        match bad.remove(&index) {
            Some(fault) => withheld.push(Withheld { id: listing.origin.id.clone(), fault }),
            None => kept.push(listing.clone()),
        }
    }
    edition.sources = kept.into();
    Ok(())
}

/// So few parts are each drawn alone where halving finds none: a template may come out well of two that it
/// fails for one by one.
const FEW: usize = 100;

/// The places of those of `parts` in which there is an error even alone. Halves in which there is none are looked
/// into no further: there may be ten thousand parts, and few are bad.
fn invalid_alone<T>(
    parts: &[T],
    mut error_in: impl FnMut(&[T]) -> Result<Option<Fault>, PublishError>,
) -> Result<Vec<(usize, Fault)>, PublishError> {
    let mut found = Vec::new();
    let mut suspected = vec![(0, parts)];
    while let Some((start, some)) = suspected.pop() {
        let Some(fault) = error_in(some)? else { continue };
        if some.len() < 2 {
            found.push((start, fault));
        } else {
            let (left, right) = some.split_at(some.len() / 2);
            suspected.extend([(start + left.len(), right), (start, left)]);
        }
    }
    if found.is_empty() && parts.len() <= FEW {
        for (index, part) in parts.iter().enumerate() {
            found.extend(error_in(std::slice::from_ref(part))?.map(|fault| (index, fault)));
        }
    }
    Ok(found)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn fault() -> Fault {
        Fault {
            file: "index.html".into(),
            line: 0,
            place: String::new(),
            rule: "well-formed",
            level: Level::Error,
            message: String::new(),
            item: None,
        }
    }

    /// The places found where `is_bad` tells of some parts whether a file can hold them, and how many were drawn.
    fn search(parts: usize, is_bad: impl Fn(&[usize]) -> bool) -> (Vec<usize>, usize) {
        let parts: Vec<usize> = (0..parts).collect();
        let mut drawn = 0;
        let found = invalid_alone(&parts, |some| {
            drawn += 1;
            Ok(is_bad(some).then(fault))
        });
        (found.unwrap().into_iter().map(|(index, _)| index).collect(), drawn)
    }

    #[test]
    fn few_bad_ones_among_many_are_found_by_halving() {
        let bad = [0, 4711, 4712, 9999];
        let (found, drawn) = search(10_000, |some| some.iter().any(|part| bad.contains(part)));
        assert_eq!(found, bad);
        assert!(drawn <= 2 * bad.len() * 15, "{drawn}");
        assert_eq!(search(10_000, |_| false), (vec![], 1));
        assert_eq!(search(0, |_| false), (vec![], 1));
        assert_eq!(search(3, |_| true).0, [0, 1, 2]);
    }

    #[test]
    fn where_halving_finds_none_each_of_a_few_is_looked_at_alone() {
        assert_eq!(search(8, |some| some == [5]).0, [5]);
        assert_eq!(search(8, |some| some.len() == 8).0, [0; 0], "none is bad alone");
        let (found, drawn) = search(10_000, |some| some.len() == 10_000);
        assert_eq!((found, drawn), (vec![], 3));
    }
}
