//! What is known of a feed between two runs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::edition::Health;
use super::super::feed::{Person, PodcastPerson, Text};
use super::Print;

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
    /// What the last document said of its rhythm, how far its server is believed, what was told of it: as JSON
    /// that only `pipeline` reads. In the store it stands under `rhythm`.
    pub memory: Option<String>,
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

/// By name. In boxes: there may be tens of thousands, and a tree leaves many of its places empty.
pub type States = BTreeMap<String, Box<FeedState>>;

/// By name.
pub type Heads = BTreeMap<String, Head>;

/// What is known of all feeds, by name.
#[derive(Debug, Clone, Default)]
pub struct Feeds {
    pub states: States,
    /// What each said of itself last.
    pub heads: Heads,
}

/// What an edition tells of a [`Feed`](super::super::Feed), out of what the feed said of itself: there is
/// one of each feed in memory when an edition is made.
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
    pub persons: Vec<PodcastPerson>,
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
    /// Titles (texts and links where there are none) of the newest entries of the last document.
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
