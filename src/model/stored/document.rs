//! A document that comes in, what is known that bears on it, and what was recognised in it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::feed::{Entry, Feed};
use super::{Appearance, EntryRow, Habits, Held, Print, Prints, Profile};

/// How much of the feed a document shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// The newest entries, as feeds do.
    Window,
    /// All there are: RFC 5005 `fh:complete`.
    Complete,
    /// Only what changed (RFC 3229 `A-IM: feed`, the articles' folder): absence says nothing.
    Delta,
}

/// One document ready for the store: read, weighed by the guard, its entries fingerprinted.
#[derive(Debug, Clone)]
pub struct Document {
    /// The feed without its entries.
    pub head: Feed,
    pub coverage: Coverage,
    pub entries: Vec<Arrived>,
    /// Ids that the feed itself says it deleted (RFC 6721), and when.
    pub deleted: Vec<(Print, Option<DateTime<Utc>>)>,
    pub read_at: DateTime<Utc>,
    /// Nothing of this feed was stored before.
    pub first: bool,
    /// What the takeover guard looks at, where the feed is `guarded`.
    pub appearance: Appearance,
    pub guarded: bool,
    pub habits: Habits,
}

/// An entry of a [`Document`].
#[derive(Debug, Clone)]
pub struct Arrived {
    pub prints: Prints,
    /// Of the title as one would type it, whatever its quotes and dashes look like; `None` also where nobody has
    /// asked for it: see [`Recognition::untitled`].
    pub typed_title: Option<Print>,
    /// The entry's own date where it can be believed.
    pub date: Option<DateTime<Utc>>,
    /// When its source says that it was changed after that date.
    pub changed: Option<DateTime<Utc>>,
    /// When its source says that it was changed, to be believed or not.
    pub updated: Option<DateTime<Utc>>,
    pub claim: Claim,
    pub naming: Naming,
    /// Names of it that are no evidence (shared with others, made by the parser, a way round to its link):
    /// people may ask for it by them.
    pub bynames: Vec<Print>,
    /// The [`Entry`] as JSON: what is stored.
    pub payload: Vec<u8>,
}

/// What a new entry waits with until it is settled, beside its fingerprints.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Naming {
    /// The id that the feed gave, where it tells the entry from the others of its feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its link, where that tells it from the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Ids and addresses of the feed that the entry says it was taken from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Beyond `new_entries` of its feed's first document: known, but never published.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub surplus: bool,
    pub future: FuturePolicy,
}

/// How much an entry is its feed's own: the greater, the sooner it gets the id that it bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// Its link leads to another site.
    None,
    /// Its link belongs to the site of which the feed says to be.
    SaidLink,
    /// Its link is on the host from which the user has the feed.
    Link,
    /// As `SaidLink`, and its id names no other site.
    SaidLinkAndId,
    /// As `Link`, and its id names no other site.
    LinkAndId,
}

/// Whether the site that an entry's link leads to is its feed's own: of several copies the author's has the
/// greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    Elsewhere,
    /// So the feed says, as any feed may.
    Said,
    /// So says the address that the user has of it.
    Sure,
}

impl Claim {
    pub fn home(self) -> Home {
        match self {
            Claim::None => Home::Elsewhere,
            Claim::SaidLink | Claim::SaidLinkAndId => Home::Said,
            Claim::Link | Claim::LinkAndId => Home::Sure,
        }
    }
}

/// As `feeds.toml` has it, where it bears on the date given at the first sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FuturePolicy {
    #[default]
    Clamp,
    AsGiven,
}

/// An entry that the store knows already, as much of it as recognition needs.
#[derive(Debug, Clone)]
pub struct Known {
    pub row: EntryRow,
    pub prints: Prints,
    pub date: Option<DateTime<Utc>>,
    pub changed: Option<DateTime<Utc>>,
    pub first_seen: DateTime<Utc>,
    /// In the last document.
    pub listed: bool,
    pub standing: Standing,
    /// As [`Arrived::typed_title`].
    pub typed_title: Option<Print>,
}

/// Where a stored entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Waits for its item.
    Pending,
    /// May be published.
    Live,
    /// Taken back by its feed.
    Withdrawn,
    /// Held back by the takeover guard.
    Held,
    /// Beyond `new_entries` of its feed's first document.
    Surplus,
    /// Aged out of the store: only what it is known by is left.
    Retired,
}

/// What the store knows that bears on one document.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// All that the feed listed last, and whatever else of it shares an id, a link, or title and
    /// date with an entry of the document.
    pub known: &'a [Known],
    /// What it listed before that, where the document seems to list it again under other names.
    pub older: &'a [Known],
    /// What the feed has been like; `None`: this is its first document.
    pub profile: Option<&'a Profile>,
    pub held: Option<&'a Held>,
}

/// What the texts of entries tell where prints do not: functions of `merge`, which the store asks seldom.
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    /// Whether a reader sees something else in the second than in the first.
    pub is_edit: fn(&Entry, &Entry) -> bool,
    /// As [`Arrived::typed_title`].
    pub typed_title: fn(&Entry) -> Option<Print>,
}

/// What recognition found out about one document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recognition {
    /// By the takeover guard: new entries are stored, but neither published nor allowed to change
    /// known ones.
    pub held: Option<Held>,
    /// What the feed has been like, with this document taken in.
    pub profile: Profile,
    pub matched: Vec<Matched>,
    /// Places in the document of entries never seen before.
    pub new: Vec<usize>,
    /// Listed before, not in this document.
    pub vanished: Vec<EntryRow>,
    /// Taken back, with the reason for people.
    pub withdrawn: Vec<(EntryRow, &'static str)>,
    /// Entries that may be known again once titles are read, theirs and those of the new ones.
    pub untitled: Vec<EntryRow>,
    pub habits: Habits,
    /// For people; each bears on the whole document.
    pub notes: Vec<String>,
}

/// An entry of a document that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Matched {
    /// Its place in the document.
    pub place: usize,
    pub row: EntryRow,
    pub evidence: Evidence,
    pub change: Change,
    /// When that was, if it is an edit.
    pub changed: DateTime<Utc>,
    /// It was taken back, and is listed again.
    pub returned: bool,
}

/// By what an entry was known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    Id,
    Link,
    TitleAndDate,
    /// Title and the path of the link, on another host.
    TitleAndPath,
    TitleAndBody,
    /// Its title, as many others of its feed, all of them having dates of another zone or without a time.
    TitleOfMany,
    BodyAndDate,
    /// All that a reader sees of it, there being neither id nor link.
    Text,
}

/// What of a known entry is different now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Nothing,
    /// Only what no reader sees: it went by another id, counted more comments.
    Unseen,
    /// Its texts, and the source says nothing of an edit: whether a reader sees a difference, only the texts
    /// themselves tell.
    Unsure,
    Seen,
}
