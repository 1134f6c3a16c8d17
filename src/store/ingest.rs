//! What was fetched goes into the store: a feed's entries together with its validators, many feeds
//! in one transaction.
//!
//! [`Intake::take`] reads what is known, lets `recognise` tell old from new, and writes what
//! differs. An unchanged document writes nothing but the feed's row.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};

use super::content::Content;
use super::{Store, StoreError, entries, feeds, journal, publication};
use crate::markup;
use crate::model::feed::{Text, TextKind};
use crate::model::stored::{
    Change, Document, EntryRow, Evidence, FeedState, Held, Known, Matched, Past, Profile, Recognition,
    Standing, Texts,
};

/// One feed's news.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// As it is to be remembered; what the document tells (`title`, `held`, `habits`, `notes`, `first_read`) is
    /// filled in from it.
    pub state: FeedState,
    pub(super) document: Option<Document>,
    /// Of the document's entries, in their order.
    pub(super) contents: Vec<Content>,
}

impl Arrival {
    /// Nothing new (304, a failure, not due) but the feed's `state`.
    pub fn without_document(state: FeedState) -> Arrival {
        Arrival { state, document: None, contents: Vec::new() }
    }

    /// Compresses the contents: there are several threads that read, and one that writes.
    pub fn with_document(state: FeedState, mut document: Document) -> Arrival {
        let payloads = document.entries.iter_mut().map(|entry| mem::take(&mut entry.payload));
        let contents = payloads.map(|json| Content::pack(&json)).collect();
        Arrival { state, document: Some(document), contents }
    }
}

/// What one arrival brought.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Brought {
    /// As the feed is remembered now.
    pub state: FeedState,
    pub new: usize,
    /// Known entries of which a reader sees a difference.
    pub changed: usize,
    pub withdrawn: usize,
    /// By the takeover guard, with this document.
    pub held: Option<Held>,
}

/// Takes arrivals in as they come. All of them are kept when it is committed, none when it is dropped.
#[derive(Debug)]
pub struct Intake<'store> {
    pub(super) transaction: Transaction<'store>,
}

impl Store {
    pub fn intake(&mut self) -> Result<Intake<'_>, StoreError> {
        Ok(Intake { transaction: self.connection.transaction()? })
    }

    /// Takes `arrivals` in, all or none. `recognise` is `merge::recognise`, `texts` is `merge::TEXTS`.
    pub fn ingest(
        &mut self,
        arrivals: Vec<Arrival>,
        recognise: impl Fn(&Document, Past<'_>) -> Recognition,
        texts: Texts,
    ) -> Result<Vec<Brought>, StoreError> {
        let intake = self.intake()?;
        let sure = |document: &Document, past: Past<'_>| Some(recognise(document, past));
        let mut brought = Vec::with_capacity(arrivals.len());
        for arrival in arrivals {
            brought.extend(intake.take(arrival, sure, texts)?);
        }
        intake.commit()?;
        Ok(brought)
    }
}

impl Intake<'_> {
    /// `recognise` is `merge::recognise`; where it gives up (`None`), nothing of the arrival is kept. `texts`
    /// is `merge::TEXTS`.
    pub fn take(
        &self,
        arrival: Arrival,
        recognise: impl Fn(&Document, Past<'_>) -> Option<Recognition>,
        texts: Texts,
    ) -> Result<Option<Brought>, StoreError> {
        let connection = &self.transaction;
        let Arrival { mut state, document, contents } = arrival;
        let Some(mut document) = document else {
            feeds::save(connection, &state)?;
            return Ok(Some(Brought { state: feeds::as_saved(state), ..Brought::default() }));
        };
        let row = feeds::row_of(connection, &state.name)?;
        let mut kept = Kept::of(connection, row, &document)?;
        let look = |document: &Document, kept: &Kept| recognise(document, kept.past(state.held.as_ref()));
        let Some(mut found) = look(&document, &kept) else { return Ok(None) };
        if !found.untitled.is_empty() {
            read_titles(connection, &mut document, &contents, &mut kept, &found, texts)?;
            let Some(again) = look(&document, &kept) else { return Ok(None) };
            found = again;
        }
        publication::outdate(connection)?;
        remember(&mut state, &document, &found);
        let feed = match row {
            Some(feed) => feeds::save(connection, &state).map(|()| feed)?,
            None => feeds::insert(connection, &state)?,
        };
        let mut brought =
            Brought { new: found.new.len(), state: feeds::as_saved(state), ..Brought::default() };
        if found.held.is_none() {
            make_sure(connection, &contents, &mut found.matched, texts)?;
            brought.changed = found.matched.iter().filter(|matched| matched.change == Change::Seen).count();
            brought.withdrawn = found.withdrawn.len();
            update(connection, &document, &contents, &kept, &found)?;
            if brought.new + brought.changed + brought.withdrawn == 0 {
                document.head.updated = feeds::updated(connection, feed)?.or(document.head.updated);
            }
            feeds::portray(connection, feed, &document.head, Some(&found.profile))?;
        }
        let standing = if found.held.is_some() { Standing::Held } else { Standing::Pending };
        for &place in &found.new {
            let entry = (&document.entries[place], &contents[place]);
            entries::insert(connection, feed, &document, entry, standing)?;
        }
        brought.held = found.held;
        Ok(Some(brought))
    }

    pub fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit()?)
    }
}

/// What is kept that bears on one document: see [`Past`].
#[derive(Default)]
struct Kept {
    known: Vec<Known>,
    older: Vec<Known>,
    profile: Option<Profile>,
}

impl Kept {
    /// `feed` is the row of its feed, where there is one.
    fn of(connection: &Connection, feed: Option<i64>, document: &Document) -> Result<Kept, StoreError> {
        let Some(feed) = feed else { return Ok(Kept::default()) };
        let known = entries::known(connection, feed, document)?;
        let older = entries::older(connection, feed, document, &known)?;
        Ok(Kept { known, older, profile: feeds::profile(connection, feed)? })
    }

    fn past<'a>(&'a self, held: Option<&'a Held>) -> Past<'a> {
        Past { known: &self.known, older: &self.older, profile: self.profile.as_ref(), held }
    }
}

/// Of one document, so many bytes of contents, old and new, are compared: the one writer has the other feeds to see to.
const MOST_COMPARED: u64 = 8 << 20;

/// So many bytes of contents are read for their titles alone, of which nothing need be sanitised.
const MOST_READ: u64 = 64 << 20;

/// Whether what came in other bytes was edited: [`Change::Unsure`] becomes one or the other. Where nothing is
/// kept to compare with, it was.
fn make_sure(
    connection: &Connection,
    contents: &[Content],
    matched: &mut [Matched],
    texts: Texts,
) -> Result<(), StoreError> {
    let mut fits = fits_into(MOST_COMPARED);
    for matched in matched.iter_mut().filter(|matched| matched.change == Change::Unsure) {
        matched.change = Change::Seen;
        let now = &contents[matched.place];
        if !fits(now) {
            continue;
        }
        let before = entries::content(connection, matched.row)?.filter(&mut fits);
        let (Some(Ok(before)), Ok(now)) = (before.map(|before| before.unpack()), now.unpack()) else {
            continue;
        };
        if !(texts.is_edit)(&before, &now) {
            matched.change = Change::Unseen;
        }
    }
    Ok(())
}

/// Tells of one content after the other whether it and those before are no larger than `most`.
fn fits_into(most: u64) -> impl FnMut(&Content) -> bool {
    let mut bytes: u64 = 0;
    move |content| {
        bytes = bytes.saturating_add(content.bytes());
        bytes <= most
    }
}

/// Reads the titles, as one types them, of the stored entries that `found` asks for, and of those of the document
/// that may be one of them.
fn read_titles(
    connection: &Connection,
    document: &mut Document,
    contents: &[Content],
    kept: &mut Kept,
    found: &Recognition,
    texts: Texts,
) -> Result<(), StoreError> {
    let untitled: BTreeSet<EntryRow> = found.untitled.iter().copied().collect();
    let mut fits = fits_into(MOST_READ);
    let typed_title = |content: &Content| content.unpack().ok().as_ref().and_then(texts.typed_title);
    let known = kept.known.iter_mut().chain(&mut kept.older);
    for known in known.filter(|known| untitled.contains(&known.row)) {
        let content = entries::content(connection, known.row)?.filter(&mut fits);
        known.typed_title = content.as_ref().and_then(typed_title);
    }
    let by_title = found.matched.iter().filter(|matched| matched.evidence == Evidence::TitleOfMany);
    for place in found.new.iter().copied().chain(by_title.map(|matched| matched.place)) {
        document.entries[place].typed_title = typed_title(&contents[place]);
    }
    Ok(())
}

/// A document that is held is not remembered: the feed's picture stays the one that it was held
/// against, and without validators the document is read again and weighed anew each time.
fn remember(state: &mut FeedState, document: &Document, found: &Recognition) {
    state.first_read.get_or_insert(document.read_at);
    if found.held.is_some() {
        state.validators = None;
        state.body_hash = None;
    } else {
        state.title = document.head.title.as_ref().map(plain);
        state.habits = found.habits;
    }
    state.held.clone_from(&found.held);
    state.notes.clone_from(&found.notes);
}

/// A title for people, who see no markup in what tells of it.
fn plain(title: &Text) -> String {
    match title.kind {
        TextKind::Text => title.value.clone(),
        TextKind::Html | TextKind::Xhtml => markup::text(&title.value),
    }
}

fn update(
    connection: &Connection,
    document: &Document,
    contents: &[Content],
    kept: &Kept,
    found: &Recognition,
) -> Result<(), StoreError> {
    let at = document.read_at;
    let known = kept.known.iter().chain(&kept.older);
    let known: BTreeMap<EntryRow, &Known> = known.map(|known| (known.row, known)).collect();
    for matched in &found.matched {
        if let Some(old) = known.get(&matched.row) {
            entries::refresh(connection, document, old, matched, &contents[matched.place])?;
            tell(connection, document, old, matched, at)?;
        }
    }
    for row in &found.vanished {
        entries::unlist(connection, *row, at)?;
    }
    for (row, why) in &found.withdrawn {
        entries::unlist(connection, *row, at)?;
        entries::stand(connection, *row, Standing::Withdrawn)?;
        journal::write(connection, *row, at, &format!("withdrawn: {why}"))?;
    }
    Ok(())
}

/// Only what changed an entry's names or standing is worth a line.
fn tell(
    connection: &Connection,
    document: &Document,
    old: &Known,
    matched: &Matched,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let entry = &document.entries[matched.place];
    if old.prints.id != entry.prints.id {
        let by = match matched.evidence {
            Evidence::Id => return Ok(()),
            Evidence::Link => "its link",
            Evidence::TitleAndDate => "its title and date",
            Evidence::TitleAndPath => "its title and the path of its link",
            Evidence::TitleAndBody => "its title and text",
            Evidence::TitleOfMany => "its title, as others whose dates are written anew",
            Evidence::BodyAndDate => "its text and date",
            Evidence::Text => "its text",
        };
        let id = entry.naming.id.as_deref().unwrap_or("no id");
        journal::write(connection, matched.row, at, &format!("known again by {by}, now under the id {id}"))?;
    }
    if matched.returned {
        journal::write(connection, matched.row, at, "listed again, and so published again")?;
    }
    if matched.change == Change::Seen {
        journal::write(connection, matched.row, at, "changed by its feed; it keeps its id and its date")?;
    }
    Ok(())
}
