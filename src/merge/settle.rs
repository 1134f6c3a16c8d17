//! What becomes of an entry never seen before: an item of its own, or one more copy of an item.
//!
//! [`settle`] decides for one entry, given what the store holds that bears on it. The store asks in
//! an order that does not depend on which feed answered first, so that the same sources give the
//! same ids; [`claim`] names the ids under which an entry may be published.

use chrono::{DateTime, Utc};

use super::dates;
use super::prints::agree;
use crate::iri;
use crate::model::stored::{
    Adoption, Claim, Home, Neighbour, NeighbourCopy, Neighbours, Pending, Settlement,
};

/// Entries that are equal in everything, and yet several, can be told apart up to this number.
const TWINS: usize = 4;

/// The `number`-th of the ids under which `pending` may be published, the best first: the source's
/// own where it is an IRI, else names made of feed and entry.
pub fn claim(pending: &Pending, number: usize) -> Option<String> {
    let own = given(pending);
    let number = match own {
        Some(id) if number == 0 => return Some(id),
        Some(_) => number - 1,
        None => number,
    };
    (number <= TWINS).then(|| made_up(pending, number))
}

/// The source's own id, as it is published.
fn given(pending: &Pending) -> Option<String> {
    iri::published_id(pending.naming.id.as_deref()?)
}

fn claims(pending: &Pending) -> impl Iterator<Item = String> {
    (0..).map_while(|number| claim(pending, number))
}

/// By id or link; beyond the first by all that is known of the entry, in case another bears that name.
fn made_up(pending: &Pending, number: usize) -> String {
    let naming = &pending.naming;
    let seen = || format!("{:x}", pending.prints.seen.0);
    let key = naming.id.as_ref().or(naming.link.as_ref()).map_or_else(seen, Clone::clone);
    let whole = || format!("{key} {:x} {:?}", pending.prints.payload.0, pending.date);
    let name = match number {
        0 => key,
        1 => whole(),
        _ => format!("{} {number}", whole()),
    };
    iri::uuid_id(&pending.feed, &name)
}

/// Decides what becomes of `pending`.
pub fn settle(pending: &Pending, near: &Neighbours) -> Settlement {
    let adoption = near.adopted.iter().find_map(|old| adopts(pending, old).map(|why| (old, why)));
    let joined = joined(pending, near);
    match (adoption, joined) {
        // Already taken over by another copy, which this one joins; or not by a copy, then it is another's.
        (Some((old, _)), joined) if near.items.iter().any(|item| item.id == old.id) => {
            joined.unwrap_or_else(|| fresh(pending, near))
        }
        (Some((old, why)), _) => adopted(pending, near, old, why),
        (None, Some(joined)) => joined,
        (None, None) if pending.naming.surplus => Settlement::Surplus,
        (None, None) => fresh(pending, near),
    }
}

/// Other planets publish ids that are no IRIs, as their feeds gave them: such a one is lost, the date is not.
fn adopted(pending: &Pending, near: &Neighbours, old: &Adoption, why: &str) -> Settlement {
    let (id, why) = if iri::is_iri(&old.id) {
        (old.id.clone(), format!("published before under this id: {why}"))
    } else {
        (free_name(pending, near), format!("published before under an id that is no IRI: {why}"))
    };
    Settlement::Adopt { adoption: old.row, id, published: old.published, why }
}

/// The item of which `pending` is a copy: of several, one of the same title, else the one that came last.
fn joined(pending: &Pending, near: &Neighbours) -> Option<Settlement> {
    let same_title =
        |item: &Neighbour| item.copies.iter().any(|copy| agree(pending.prints.title, copy.prints.title));
    let candidates = near.items.iter().filter_map(|item| Some((item, joins(pending, item)?)));
    let (item, why) = candidates.max_by_key(|(item, _)| (same_title(item), item.item))?;
    Some(Settlement::Join { item: item.item, published: authors_date(pending, item, near), why })
}

/// Of an item that others brought and no subscriber has seen yet, the author tells the date: nobody is to
/// bury what he writes by having linked to it first, under an earlier one.
fn authors_date(pending: &Pending, item: &Neighbour, near: &Neighbours) -> Option<DateTime<Utc>> {
    let same_link = item.copies.iter().any(|copy| agree(pending.prints.link, copy.prints.link));
    let is_first = item.copies.iter().all(|copy| copy.claim.home() < Home::Sure);
    let is_authors = same_link && is_first && pending.claim.home() == Home::Sure;
    (is_authors && !item.shown).then(|| dates::settled(pending, near.adopted_floor))
}

/// Why `pending` is a copy of `item`, if it is. A feed has one copy of an item at most; an id alone
/// is no proof, since anyone may write another's id into a feed.
fn joins(pending: &Pending, item: &Neighbour) -> Option<String> {
    let mut own = item.copies.iter().filter(|copy| copy.feed == pending.feed).peekable();
    if own.peek().is_some() {
        let is_stood_in_for =
            own.all(NeighbourCopy::is_stand_in) && claim(pending, 0).as_ref() == Some(&item.id);
        return is_stood_in_for.then(|| "published before under this id: same feed and guid".to_owned());
    }
    // What another planet, or this one's own feed, has from us bears the id that we gave it.
    let is_ours = pending.naming.id.as_ref() == Some(&item.id);
    item.copies.iter().find_map(|copy| {
        if agree(pending.prints.link, copy.prints.link) {
            return Some(format!("same link as an entry of {}", copy.feed));
        }
        if pending.backlog && copy.is_left && is_same_moment(pending, copy) {
            let feed = &copy.feed;
            return Some(format!(
                "same title and date as an entry of {feed}, which is not followed any more"
            ));
        }
        let same_id = is_global(pending) && (is_ours || agree(pending.prints.id, copy.prints.id));
        let proved = agree(pending.prints.title, copy.prints.title) || names_source(pending, copy);
        (same_id && proved).then(|| format!("same id and title as an entry of {}", copy.feed))
    })
}

/// Whoever changes the address of a feed, and so its name, has a new feed in the place of the old one.
/// On a day without a time several things may have one title.
fn is_same_moment(pending: &Pending, copy: &NeighbourCopy) -> bool {
    let (new, old) = (&pending.prints, &copy.prints);
    let has_time = pending.date.is_some_and(|date| !dates::is_midnight(date));
    agree(new.title_date, old.title_date)
        && (has_time || agree(new.title_path, old.title_path) || agree(new.body, old.body))
}

fn is_global(pending: &Pending) -> bool {
    pending.naming.id.as_deref().is_some_and(iri::is_iri)
}

/// The entry says itself (atom:source) that it was taken from the feed of `copy`.
fn names_source(pending: &Pending, copy: &NeighbourCopy) -> bool {
    pending.naming.sources.iter().any(|name| copy.feed_names.contains(name))
}

/// Why `pending` is what was published as `old`, if it is. An id that was made of feed and guid
/// proves itself; one that anyone may write needs a second witness.
fn adopts(pending: &Pending, old: &Adoption) -> Option<&'static str> {
    let is_given = is_given(pending, &old.id);
    if !is_given && claims(pending).any(|claim| claim == old.id) {
        return Some("same feed and guid");
    }
    if agree(pending.prints.link, old.link) {
        return Some("same link");
    }
    if agree(pending.prints.title_date, old.title_date) {
        return Some("same title and date");
    }
    (is_given && (pending.claim == Claim::LinkAndId || agree(pending.prints.title, old.title)))
        .then_some("same id")
}

/// Whether `id` is the source's own, as we publish it or, as others do, in the form in which the feed gave it.
fn is_given(pending: &Pending, id: &str) -> bool {
    let as_it_came = pending.naming.id.as_deref().filter(|own| iri::is_iri(own));
    as_it_came == Some(id) || given(pending).as_deref() == Some(id)
}

fn free_name(pending: &Pending, near: &Neighbours) -> String {
    let taken = |id: &String| {
        near.items.iter().any(|item| item.id == *id) || near.adopted.iter().any(|old| old.id == *id)
    };
    let free = claims(pending).find(|claim| !taken(claim));
    free.unwrap_or_else(|| iri::uuid_id(&pending.feed, &format!("row {}", pending.row.0)))
}

fn fresh(pending: &Pending, near: &Neighbours) -> Settlement {
    let id = free_name(pending, near);
    let published = dates::settled(pending, near.adopted_floor);
    let first = claims(pending).next();
    let why = match near.items.iter().find(|item| first.as_ref() == Some(&item.id) && item.id != id) {
        Some(other) => conflict(other),
        None => String::new(),
    };
    Settlement::New { id, published, why }
}

fn conflict(other: &Neighbour) -> String {
    let feed = other.copies.first().map_or("another feed", |copy| &*copy.feed);
    format!("its id is that of an entry of {feed}, which keeps it; this one got an id of its own")
}
