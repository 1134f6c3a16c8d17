//! The edition: the newest items that pass all rules, in order, clean, and no further than needed.
//!
//! [`edition`] shows the steps in order. It reads items only until its limits are filled, and
//! cleans only what it publishes. What it decides about each item that it looked at comes back as
//! [`Ruling`]s, as far as that is news.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use super::clean::{self, Room};
use super::dedupe::{self, Choice, Context, Refusal};
use super::limit::Places;
use super::order::{self, Run};
use super::{masthead, prints, sources};
use crate::config::{Config, View};
use crate::iri;
use crate::model::edition::{Edition, Item, SourceListing, Withdrawn};
use crate::model::stored::{Heads, Ruling, StoredItem, Withdrawal};
use crate::shield::shielded;

/// Where nearly nothing passes the filters, an edition does not read all of a million entries:
/// it gives up after this many items, and this many times its limit.
const LOOKED_AT: usize = 10_000;
const LOOKED_AT_FACTOR: usize = 20;

/// Items of one date that are kept in memory at once; beyond, only those are kept that can still get a place.
const LONGEST_RUN: usize = 2_000;

/// An edition and what was decided on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub edition: Edition,
    /// What differs from the rulings on record.
    pub rulings: Vec<Ruling>,
    /// When time alone makes another edition of the same items: one gets too old, or is due.
    pub changes_at: Option<DateTime<Utc>>,
}

/// Makes the edition of `config`, or of `view`, out of `items`, which come newest first. `heads` is what the
/// feeds say of themselves, `listings` what [`listings`](super::listings) has made of it; `gone` is what was
/// withdrawn in earlier editions and is still to be told.
///
/// # Errors
/// What reading `items` says.
pub fn edition<E>(
    config: &Config,
    view: Option<&View>,
    heads: &Heads,
    listings: Arc<[SourceListing]>,
    gone: Vec<Withdrawn>,
    items: impl Iterator<Item = Result<StoredItem, E>>,
    now: DateTime<Utc>,
) -> Result<Outcome, E> {
    let sources = sources::of(config, heads);
    let context = Context {
        sources: &sources,
        articles: config.articles.as_ref(),
        view: view.map(|view| &view.filter),
        now,
    };
    let mut desk = Desk::new(config, view, context, gone);
    for (looked_at, item) in items.enumerate() {
        let item = item?;
        let date = order::date(&item, config.publish.order);
        desk.reach(date);
        if desk.is_done(date, looked_at) {
            desk.complete = false;
            break;
        }
        desk.look_at(item);
    }
    desk.close_run();
    Ok(desk.into_outcome(view, listings))
}

/// The edition in the making.
struct Desk<'a> {
    config: &'a Config,
    context: Context<'a>,
    blocked: Blocked,
    limit: usize,
    max_age: Option<std::time::Duration>,
    places: Places,
    run: Run<'a>,
    items: Vec<Item>,
    withdrawn: BTreeMap<String, DateTime<Utc>>,
    rulings: Vec<Ruling>,
    changes_at: Option<DateTime<Utc>>,
    complete: bool,
}

impl<'a> Desk<'a> {
    fn new(
        config: &'a Config,
        view: Option<&'a View>,
        context: Context<'a>,
        gone: Vec<Withdrawn>,
    ) -> Desk<'a> {
        let publish = &config.publish;
        let limit = view.map_or(publish.limit, |view| view.limit);
        Desk {
            config,
            context,
            blocked: Blocked::new(&publish.block),
            limit,
            max_age: view.map_or(publish.max_age, |view| view.max_age),
            places: Places::new(limit),
            run: Run::default(),
            items: Vec::new(),
            withdrawn: gone.into_iter().map(|gone| (gone.id, gone.when)).collect(),
            rulings: Vec::new(),
            changes_at: None,
            complete: true,
        }
    }

    /// The next item is of `date`: the run of another one is over.
    fn reach(&mut self, date: DateTime<Utc>) {
        if self.run.date != Some(date) {
            self.close_run();
            self.run.date = Some(date);
        }
    }

    /// Whether no item of `date`, or later in the line, can get into the edition.
    fn is_done(&self, date: DateTime<Utc>, looked_at: usize) -> bool {
        let bound = LOOKED_AT.max(self.limit.saturating_mul(LOOKED_AT_FACTOR));
        // An item is never updated before it is published: beyond this date all are too old by either order.
        let too_old = self.max_age.is_some_and(|max_age| dedupe::is_older(date, max_age, self.context.now));
        self.places.is_full() || too_old || looked_at >= bound
    }

    fn look_at(&mut self, mut item: StoredItem) {
        if item.published > self.context.now {
            self.will_change(item.published);
        }
        if let Some(name) = self.blocked.names(&item) {
            let text = format!("blocked by publish.block = {name:?}");
            return self.withdraw(&item, text);
        }
        if self.max_age.is_some_and(|max_age| dedupe::is_older(item.published, max_age, self.context.now)) {
            return self.leave_out(&item, "older than max_age".to_owned());
        }
        match dedupe::choose(&mut item, self.context) {
            Ok(choice) => self.admit(item, choice),
            Err(Refusal::Withdrawn(text)) => self.withdraw(&item, text),
            Err(Refusal::Dropped(text)) => self.rule(&item, text),
            Err(Refusal::NoSource) => self.rule(&item, "none of its feeds is in feeds.toml".to_owned()),
        }
    }

    fn admit(&mut self, item: StoredItem, choice: Choice<'a>) {
        self.run.push(item, choice);
        if self.run.len() > LONGEST_RUN.max(self.limit.saturating_mul(2)) {
            self.shorten_run();
        }
    }

    /// Drops those of a long run that stand too far behind in it to get a place.
    fn shorten_run(&mut self) {
        let mut places = Places::new(self.limit);
        for (item, choice) in self.run.take() {
            match places.take(choice.source) {
                Ok(()) => self.run.push(item, choice),
                Err(text) => self.leave_out(&item, text),
            }
        }
    }

    fn close_run(&mut self) {
        for (item, choice) in self.run.take() {
            match self.places.take(choice.source) {
                Ok(()) => self.publish(&item, &choice),
                Err(text) => self.leave_out(&item, text),
            }
        }
    }

    fn will_change(&mut self, at: DateTime<Utc>) {
        self.changes_at = Some(self.changes_at.map_or(at, |earlier| earlier.min(at)));
    }

    fn publish(&mut self, item: &StoredItem, choice: &Choice<'a>) {
        let cleaned = shielded(|| {
            clean::item(
                item,
                choice,
                self.config,
                Room::Shared(self.config.publish.content),
                self.context.now,
            )
        });
        let Some(cleaned) = cleaned else {
            let text = "not published: feedmill failed inside while cleaning it; please report it as a bug";
            return self.rule(item, text.to_owned());
        };
        let feeds = std::iter::once(&choice.source).chain(&choice.others).filter_map(|source| source.feed);
        let ages = feeds.filter_map(|feed| feed.max_age).chain(self.max_age);
        if let Some(age) = ages.min().and_then(|age| TimeDelta::from_std(age).ok()) {
            // An age that no date can reach leaves everything as it is.
            item.published.checked_add_signed(age).into_iter().for_each(|at| self.will_change(at));
        }
        self.withdrawn.remove(&item.id);
        let published = Ruling::PUBLISHED;
        let text = match choice.others.len() {
            0 => format!("{published} {}", choice.copy.feed),
            more => format!("{published} {}, of {} feeds that have it", choice.copy.feed, more + 1),
        };
        let withdrawn = if item.withdrawn.is_some() { Withdrawal::Revoked } else { Withdrawal::Unchanged };
        self.record(item, text, withdrawn);
        self.items.push(cleaned);
    }

    fn withdraw(&mut self, item: &StoredItem, text: String) {
        let news = item.shown && item.withdrawn.is_none();
        if news {
            // In whole seconds, as the store will tell it to the next edition.
            self.withdrawn.insert(item.id.clone(), self.context.now.trunc_subsecs(0));
        }
        self.record(item, text, if news { Withdrawal::Now } else { Withdrawal::Unchanged });
    }

    /// It would be in the edition but for its limits.
    fn leave_out(&mut self, item: &StoredItem, text: String) {
        self.complete = false;
        self.rule(item, text);
    }

    fn rule(&mut self, item: &StoredItem, text: String) {
        self.record(item, text, Withdrawal::Unchanged);
    }

    fn record(&mut self, item: &StoredItem, text: String, withdrawn: Withdrawal) {
        if item.ruling.as_deref() != Some(&text) || withdrawn != Withdrawal::Unchanged {
            self.rulings.push(Ruling { item: item.row, text, withdrawn });
        }
    }

    fn into_outcome(self, view: Option<&View>, sources: Arc<[SourceListing]>) -> Outcome {
        let mut withdrawn: Vec<Withdrawn> =
            self.withdrawn.into_iter().map(|(id, when)| Withdrawn { id, when }).collect();
        withdrawn.sort_by(|one, other| other.when.cmp(&one.when).then_with(|| one.id.cmp(&other.id)));
        let newest =
            self.items.iter().map(|item| item.updated).chain(withdrawn.iter().map(|gone| gone.when)).max();
        let edition = Edition {
            masthead: masthead::of(&self.config.publish, view),
            // An edition without items has no date of its own, and must not borrow the clock's.
            updated: newest.unwrap_or(DateTime::UNIX_EPOCH),
            items: self.items,
            sources,
            withdrawn,
            complete: self.complete,
        };
        Outcome { edition, rulings: self.rulings, changes_at: self.changes_at }
    }
}

/// `publish.block`: ids as they are, links in their canonical form.
struct Blocked {
    ids: BTreeSet<String>,
    links: BTreeMap<String, String>,
}

impl Blocked {
    fn new(block: &[String]) -> Blocked {
        let links = block.iter().filter_map(|name| Some((iri::canonical(name)?, name.clone()))).collect();
        Blocked { ids: block.iter().map(|name| name.trim().to_owned()).collect(), links }
    }

    /// The line of `block` that names `item` or a copy of it.
    fn names(&self, item: &StoredItem) -> Option<String> {
        if self.ids.contains(&item.id) {
            return Some(item.id.clone());
        }
        item.copies.iter().find_map(|copy| {
            let id = prints::given_id(&copy.entry).filter(|id| self.ids.contains(*id));
            let link = || prints::canonical_link(&copy.entry).and_then(|link| self.links.get(&link).cloned());
            id.map(str::to_owned).or_else(link)
        })
    }
}
