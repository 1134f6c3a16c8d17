//! What `store` keeps and `merge` decides on: the shapes in which the two speak to each other.
//!
//! The store reads and writes these and judges nothing; `merge` judges and touches no disk. An
//! **entry** is one feed's copy; an **item** is what subscribers see, with its published id and
//! date for life. Several entries (of several feeds) may be copies of one item.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha1::{Digest as _, Sha1};
use uuid::Uuid;

use super::edition::Health;
use super::feed::{Entry, Feed, Person, Text};

/// The feed under which local articles are stored. No external feed may bear this name.
pub const ARTICLES: &str = "articles";

/// Names the row of a stored entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryRow(pub i64);

/// Names the row of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemRow(pub i64);

/// A short name of a longer text, the same on every machine and in every version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Print(pub i64);

impl Print {
    /// 64 bits of a name-based UUID (SHA-1): in a store of a million entries two texts meet by
    /// chance once in thirty million stores.
    pub fn of(text: &str) -> Print {
        Print::of_parts([text])
    }

    /// As [`Print::of`] the parts written one after the other: whole texts go through here, some hundred
    /// megabytes in a large run, and need not be put together for it.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a str>) -> Print {
        let mut hasher = Sha1::new_with_prefix(Uuid::NAMESPACE_OID);
        parts.into_iter().for_each(|part| hasher.update(part));
        let digest = hasher.finalize();
        let mut high = [0; 8];
        high.copy_from_slice(&digest[..8]);
        // The version (RFC 9562, section 5.5) is among these bits.
        high[6] = high[6] & 0x0f | 0x50;
        Print(i64::from_be_bytes(high))
    }
}

/// The evidence by which an entry is known again. `None`: the entry has nothing of the kind, or
/// what it has tells it from no other entry of its feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prints {
    /// The id that the feed gave.
    pub id: Option<Print>,
    /// The canonical link.
    pub link: Option<Print>,
    /// Title and date.
    pub title_date: Option<Print>,
    pub title: Option<Print>,
    /// Title and the path of the link: what outlives a move to another host.
    pub title_path: Option<Print>,
    /// Summary and content.
    pub body: Option<Print>,
    /// All that a reader of the entry sees.
    pub seen: Print,
    /// All that is kept, dates aside.
    pub payload: Print,
}

/// What is known of a feed between two runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FeedState {
    /// The name in `feeds.toml`.
    pub name: String,
    /// The address as `feeds.toml` has it, secrets as written.
    pub url: Option<String>,
    /// The address in force after a permanent move.
    pub moved_to: Option<String>,
    /// A permanent redirect that was seen and is not adopted yet.
    pub moving: Option<Moving>,
    pub validators: Option<Validators>,
    /// Of the last body that was read: an equal one need not be parsed.
    pub body_hash: Option<String>,
    /// What the last document said of its rhythm, and what was told of the feed, as JSON that only
    /// `pipeline` reads.
    pub rhythm: Option<String>,
    pub next_due: Option<DateTime<Utc>>,
    /// Why it is due then.
    pub due_reason: Option<String>,
    pub last_attempt: Option<DateTime<Utc>>,
    pub last_ok: Option<DateTime<Utc>>,
    /// HTTP status of the last answer.
    pub last_status: Option<u16>,
    pub last_error: Option<String>,
    /// In a row.
    pub failures: u32,
    pub failing_since: Option<DateTime<Utc>>,
    /// Given up: 410 Gone, confirmed.
    pub gone_at: Option<DateTime<Utc>>,
    /// When its first document was stored; `None`: never read yet.
    pub first_read: Option<DateTime<Utc>>,
    /// The title that it gave itself last.
    pub title: Option<String>,
    /// Held back by the takeover guard.
    pub held: Option<Held>,
    pub habits: Habits,
    /// What was remarkable about the last document that was read, for people.
    pub notes: Vec<String>,
}

impl FeedState {
    /// How a feed that is not turned off is doing.
    pub fn health(&self) -> Health {
        match (self.gone_at, &self.held, self.failing_since, self.first_read) {
            (Some(_), ..) => Health::Gone,
            (_, Some(_), ..) => Health::Held,
            (.., Some(since), _) => Health::Failing { since },
            (.., Some(_)) => Health::Ok,
            (.., None) => Health::New,
        }
    }
}

/// What is known of all feeds, by name.
#[derive(Debug, Clone, Default)]
pub struct Feeds {
    pub states: BTreeMap<String, FeedState>,
    /// What each said of itself last.
    pub heads: BTreeMap<String, Head>,
}

/// What an edition tells of a [`Feed`], out of what the feed said of itself: there is one of each feed
/// in memory when an edition is made.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Head {
    pub id: Option<String>,
    pub title: Option<Text>,
    pub subtitle: Option<Text>,
    pub rights: Option<Text>,
    pub link: Option<String>,
    pub language: Option<String>,
    pub updated: Option<DateTime<Utc>>,
    pub authors: Vec<Person>,
    pub icon: Option<String>,
    pub logo: Option<String>,
}

/// `ETag` and `Last-Modified` as received, and where they came from: they go nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    pub url: String,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// A permanent redirect on its way to be adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    pub to: String,
    pub first_seen: DateTime<Utc>,
    /// Runs that saw it.
    pub count: u32,
}

/// Why and since when the takeover guard holds a feed back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub since: DateTime<Utc>,
    /// Each a sentence for people.
    pub reasons: Vec<String>,
}

/// What a feed was found doing that takes worth from its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    /// Several entries of one document bore one id: its ids tell nothing.
    pub shared_ids: bool,
    /// Documents in which known entries came back under new ids, while their links stayed.
    pub changed_ids: u32,
    /// Entries that came back after their absence was taken for a withdrawal.
    pub returned: u32,
}

/// What a feed has been like, for the takeover guard.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    pub documents: u32,
    pub title: Option<String>,
    pub site_host: Option<String>,
    pub language: Option<String>,
    /// Names of feed and entry authors, those of the last document first.
    pub authors: Vec<String>,
    /// Hosts that entry links pointed to.
    pub link_hosts: Vec<String>,
    /// Hosts and schemes of entry ids.
    pub id_spaces: Vec<String>,
    /// The largest number of new entries that one document brought, the first aside.
    pub largest_burst: usize,
    /// Titles (links where there are none) of the newest entries of the last document.
    pub recent: Vec<Print>,
    /// The newest date that could be believed.
    pub newest: Option<DateTime<Utc>>,
    pub read_at: Option<DateTime<Utc>>,
}

/// What one document shows of its publisher: the takeover guard compares it with the [`Profile`].
#[derive(Debug, Clone, Default)]
pub struct Appearance {
    pub title: Option<String>,
    pub site_host: Option<String>,
    pub language: Option<String>,
    pub authors: Vec<String>,
    pub link_hosts: Vec<String>,
    pub id_spaces: Vec<String>,
    /// Of the newest entries, as in [`Profile::recent`].
    pub recent: Vec<Print>,
    /// Date and name of each entry, newest first.
    pub dated: Vec<(Option<DateTime<Utc>>, Option<Print>)>,
    pub newest: Option<DateTime<Utc>>,
}

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
    /// The entry's own date where it can be believed.
    pub date: Option<DateTime<Utc>>,
    /// When its source says that it was changed after that date.
    pub changed: Option<DateTime<Utc>>,
    /// When its source says that it was changed, to be believed or not.
    pub updated: Option<DateTime<Utc>>,
    pub claim: Claim,
    pub naming: Naming,
    /// The [`Entry`] as JSON: what is stored.
    pub payload: String,
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

/// How much an entry is its feed's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// Its link leads to another site.
    None,
    /// Its link belongs to the feed's own site: of several copies this is the author's.
    Link,
    /// And its id does not name another site.
    LinkAndId,
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
    /// What the feed has been like; `None`: this is its first document.
    pub profile: Option<&'a Profile>,
    pub held: Option<&'a Held>,
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
    /// When what a reader sees was changed last.
    pub changed: Option<DateTime<Utc>>,
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
    Seen,
}

/// An entry without an item yet, and what it might be a copy of.
#[derive(Debug, Clone)]
pub struct Pending {
    pub row: EntryRow,
    pub feed: Arc<str>,
    pub prints: Prints,
    pub date: Option<DateTime<Utc>>,
    pub changed: Option<DateTime<Utc>>,
    pub first_seen: DateTime<Utc>,
    /// It came with its feed's first document.
    pub backlog: bool,
    pub claim: Claim,
    pub naming: Naming,
}

/// What the store holds that bears on the settling of one [`Pending`] entry.
#[derive(Debug, Clone, Default)]
pub struct Neighbours {
    /// Items whose copies have the same canonical link or the same id, and those published under an
    /// id that this entry claims, up to the first claim that nobody else holds.
    pub items: Vec<Neighbour>,
    /// Of the combined feed published before the state was lost.
    pub adopted: Vec<Adoption>,
    /// The oldest date in that feed.
    pub adopted_floor: Option<DateTime<Utc>>,
}

/// An item that may be the one of which an entry is a copy.
#[derive(Debug, Clone)]
pub struct Neighbour {
    pub item: ItemRow,
    /// Its published id.
    pub id: String,
    pub copies: Vec<NeighbourCopy>,
}

#[derive(Debug, Clone)]
pub struct NeighbourCopy {
    pub feed: Arc<str>,
    pub prints: Prints,
    /// The ids and addresses that the feed goes by.
    pub feed_names: Arc<[String]>,
}

/// What becomes of a pending entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Settlement {
    /// An item of its own.
    New { id: String, published: DateTime<Utc>, why: String },
    /// One more copy of an item.
    Join { item: ItemRow, why: String },
    /// An item that was published before the state was lost.
    Adopt { adoption: i64, id: String, published: DateTime<Utc>, why: String },
    /// Known, never published.
    Surplus,
}

/// Something that was published before the state was lost, or by the planet that came before.
#[derive(Debug, Clone, PartialEq)]
pub struct Adoption {
    /// Its row; 0 before it is stored.
    pub row: i64,
    pub id: String,
    pub published: DateTime<Utc>,
    pub link: Option<Print>,
    pub title_date: Option<Print>,
    pub title: Option<Print>,
}

/// An item with its copies: what an edition is chosen from.
#[derive(Debug, Clone)]
pub struct StoredItem {
    pub row: ItemRow,
    /// Its published id.
    pub id: String,
    pub published: DateTime<Utc>,
    /// When what a reader sees was changed last; not before `published`.
    pub updated: DateTime<Utc>,
    pub first_seen: DateTime<Utc>,
    /// Subscribers have seen it.
    pub shown: bool,
    /// When it was taken back, or blocked.
    pub withdrawn: Option<DateTime<Utc>>,
    /// The last ruling on it that was recorded.
    pub ruling: Option<String>,
    /// In the order in which they came into the store.
    pub copies: Vec<StoredCopy>,
}

/// One feed's copy of an item.
#[derive(Debug, Clone)]
pub struct StoredCopy {
    pub row: EntryRow,
    pub feed: Arc<str>,
    pub standing: Standing,
    /// Its link belongs to its feed's own site.
    pub own: bool,
    /// The source's own date.
    pub date: Option<DateTime<Utc>>,
    pub first_seen: DateTime<Utc>,
    /// When what a reader sees was last changed.
    pub changed: Option<DateTime<Utc>>,
    pub entry: Entry,
}

/// What a build decided about one item, where that differs from what was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    pub item: ItemRow,
    /// For people: which rule kept, held or dropped it.
    pub text: String,
    pub withdrawn: Withdrawal,
}

/// What a ruling changes about the withdrawal of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawal {
    Unchanged,
    Now,
    /// It is back.
    Revoked,
}
