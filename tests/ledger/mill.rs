//! A planet in a temporary folder, and a reader subscribed to it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use feedmill::config::{
    self, Config, ContentPolicy, Files, Filter, FutureDates, Location, Order, Publish, StoreUrl,
};
use feedmill::merge::{self, Outcome, Rules};
use feedmill::model::feed::{Content, IdOrigin, Text};
use feedmill::model::stored::{
    ARTICLES, Coverage, FeedState, FuturePolicy, Neighbours, Pending, Print, States,
};
use feedmill::model::{Entry, Feed, Item};
use feedmill::store::{Arrival, Brought, Settled, Shown, Store};
use tempfile::TempDir;
use url::Url;

/// The time of the first build of every test.
pub fn start() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

/// A moment before the first build.
pub fn ago(hours: i64) -> DateTime<Utc> {
    start() - TimeDelta::hours(hours)
}

pub struct Mill {
    pub config: Config,
    pub store: Store,
    pub now: DateTime<Utc>,
    /// The id of an entry over which settling panics.
    pub stumbles_over: Option<&'static str>,
    /// Removed with the mill.
    pub folder: TempDir,
    /// Ids that the subscribed reader has seen.
    seen: BTreeSet<String>,
}

/// What a build gave.
pub struct Build {
    pub items: Vec<Item>,
    /// Items whose id the reader had not seen before.
    pub new: usize,
    pub outcome: Outcome,
    pub brought: Vec<Brought>,
    pub settled: Settled,
    pub conflicts: Vec<(String, String)>,
}

impl Build {
    pub fn titles(&self) -> Vec<&str> {
        self.items.iter().map(|item| item.title.as_str()).collect()
    }

    pub fn ids(&self) -> Vec<&str> {
        self.items.iter().map(|item| item.id.as_str()).collect()
    }

    pub fn withdrawn(&self) -> Vec<&str> {
        self.outcome.edition.withdrawn.iter().map(|gone| gone.id.as_str()).collect()
    }
}

impl Mill {
    /// Follows feeds of these names, each at home at `https://NAME.example/`.
    pub fn of(names: &[&str]) -> Mill {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&folder.path().join("state/state.db")).unwrap();
        Mill {
            config: config(names),
            store,
            now: start(),
            stumbles_over: None,
            folder,
            seen: BTreeSet::new(),
        }
    }

    pub fn state_file(&self) -> PathBuf {
        self.folder.path().join("state/state.db")
    }

    /// A build an hour after the last one, in which these feeds answer in this order.
    pub fn build(&mut self, documents: Vec<(&str, Feed)>) -> Build {
        self.build_with(documents, Coverage::Window)
    }

    pub fn build_with(&mut self, documents: Vec<(&str, Feed)>, coverage: Coverage) -> Build {
        let states = self.store.states().unwrap();
        let arrivals =
            documents.into_iter().map(|(name, feed)| self.arrival(&states, name, feed, coverage)).collect();
        let brought = self.store.ingest(arrivals, merge::recognise, merge::TEXTS).unwrap();
        let names: Vec<&str> = self.config.feeds.iter().map(|feed| feed.name.as_str()).collect();
        let decide = |pending: &Pending, near: &Neighbours| {
            assert!(
                pending.naming.id.is_none() || pending.naming.id.as_deref() != self.stumbles_over,
                "a bug"
            );
            merge::settle(pending, near)
        };
        let settled = self.store.settle(&names, merge::claim, decide, self.now).unwrap();
        let conflicts = self.store.untold_conflicts().unwrap();
        self.store.conflicts_were_told().unwrap();
        let outcome = self.edition();
        self.store.record_rulings(&outcome.rulings, &[], self.now).unwrap();
        let shown: Vec<Shown> = outcome
            .edition
            .items
            .iter()
            .map(|item| Shown { id: item.id.clone(), print: Print::of(&format!("{item:?}")) })
            .collect();
        self.store.record_edition("", &shown).unwrap();
        self.now += TimeDelta::hours(1);
        let items = outcome.edition.items.clone();
        let new = items.iter().filter(|item| self.seen.insert(item.id.clone())).count();
        Build { items, new, outcome, brought, settled, conflicts }
    }

    /// The edition as it would be published now.
    pub fn edition(&self) -> Outcome {
        let known = self.store.feeds().unwrap();
        let gone = self.store.withdrawn(self.now).unwrap();
        let items = self.store.newest_first(self.config.publish.order);
        let listings = merge::listings(&self.config, &known);
        merge::edition(&self.config, None, &known.heads, listings, gone, items, self.now).unwrap()
    }

    pub fn feed(&mut self, name: &str) -> &mut config::Feed {
        Arc::make_mut(self.config.feeds.iter_mut().find(|feed| feed.name == name).unwrap())
    }

    /// Loses the state, and takes ids and dates over from `published`.
    pub fn lose_state(&mut self, published: &[Item]) {
        let path = self.folder.path().join(format!("state-{}/state.db", self.now.timestamp()));
        self.store = Store::open(&path).unwrap().0;
        assert!(self.store.is_new().unwrap());
        self.store.adopt(&merge::adoption(&as_read(published))).unwrap();
    }

    fn arrival(&self, states: &States, name: &str, feed: Feed, coverage: Coverage) -> Arrival {
        let new = || FeedState {
            name: name.to_owned(),
            url: Some(format!("https://{name}.example/feed.xml")),
            ..FeedState::default()
        };
        let state = states.get(name).map_or_else(new, |state| FeedState::clone(state));
        let rules = match self.config.feeds.iter().find(|feed| feed.name == name) {
            Some(feed) => Rules::of(feed),
            None => Rules::articles(FuturePolicy::AsGiven),
        };
        let coverage = if name == ARTICLES { Coverage::Delta } else { coverage };
        let document = merge::receive(&state, feed, coverage, rules, self.now);
        Arrival::with_document(state, document)
    }
}

/// A feed of `name`, at home at its own site, with these entries.
pub fn feed(name: &str, entries: Vec<Entry>) -> Feed {
    Feed {
        well_formed: true,
        title: Some(Text::plain(format!("The {name} feed"))),
        link: Some(format!("https://{name}.example/")),
        id: Some(format!("https://{name}.example/feed")),
        entries,
        ..Feed::default()
    }
}

/// An entry with all that a good feed gives: `https://SITE.example/NAME` is id and link.
pub fn post(site: &str, name: &str, published: DateTime<Utc>) -> Entry {
    let link = format!("https://{site}.example/{name}");
    Entry {
        id: Some(link.clone()),
        id_origin: IdOrigin::Given,
        link: Some(link),
        title: Some(Text::plain(format!("On {name}"))),
        content: vec![Content { text: Text::html(format!("<p>All about {name}.</p>"), None), src: None }],
        published: Some(published),
        ..Entry::default()
    }
}

/// `count` posts of `site`, an hour apart, the newest first.
pub fn posts(site: &str, count: i64) -> Vec<Entry> {
    (0..count).map(|place| post(site, &format!("post-{}", count - place), ago(place + 1))).collect()
}

/// The published feed as our own reader reads it.
pub fn as_read(items: &[Item]) -> Feed {
    let entries = items.iter().map(|item| Entry {
        id: Some(item.id.clone()),
        id_origin: IdOrigin::Given,
        link: item.link.as_ref().map(Url::to_string),
        title: Some(Text::plain(item.title.clone())),
        published: Some(item.published),
        updated: Some(item.updated),
        ..Entry::default()
    });
    Feed { well_formed: true, entries: entries.collect(), ..Feed::default() }
}

fn publish() -> Publish {
    let site: Url = "https://planet.example/".parse().unwrap();
    let file = |name: &str| Some(name.to_owned());
    Publish {
        title: "Planet".to_owned(),
        link: site.clone(),
        base_url: site.clone(),
        description: None,
        language: None,
        author: None,
        id: site.to_string(),
        rights: None,
        icon: None,
        logo: None,
        categories: Vec::new(),
        dir: "output".into(),
        files: Files {
            rss: file("feed.xml"),
            atom: file("atom.xml"),
            json: file("feed.json"),
            opml: file("feeds.opml"),
            html: file("index.html"),
        },
        limit: 50,
        max_age: None,
        content: ContentPolicy::Full,
        order: Order::Published,
        title_format: "{title}".to_owned(),
        archive: false,
        compress: Vec::new(),
        hubs: Vec::new(),
        templates: None,
        block: Vec::new(),
        strip_tracking: true,
        views: Vec::new(),
    }
}

fn config(names: &[&str]) -> Config {
    Config {
        file: "feeds.toml".into(),
        print: Print::UNKNOWN,
        root: ".".into(),
        schedule: None,
        publish: publish(),
        articles: Some(config::Articles {
            dir: "articles".into(),
            url: None,
            author: None,
            category: None,
            trust: false,
        }),
        fetch: config::Fetch {
            interval: Duration::from_secs(3600),
            concurrency: 1,
            per_host: 1,
            timeout: Duration::from_secs(30),
            max_size: 1 << 20,
            contact: None,
            proxy: None,
            allow_private: false,
        },
        state: config::State {
            store: StoreUrl::Sqlite("state.db".into()),
            retain: Duration::from_secs(365 * 86_400),
        },
        feeds: names.iter().map(|name| Arc::new(config_feed(name))).collect(),
    }
}

fn config_feed(name: &str) -> config::Feed {
    let url: Url = format!("https://{name}.example/feed.xml").parse().unwrap();
    config::Feed {
        name: name.to_owned(),
        location: Location::Url(url.into()),
        title: None,
        categories: Vec::new(),
        interval: None,
        limit: None,
        max_age: None,
        filter: Filter::default(),
        future_dates: FutureDates::Clamp,
        new_entries: None,
        guard: true,
        full_text: false,
        headers: Vec::new(),
        user_agent: None,
        allow_private: false,
        enabled: true,
        page: None,
        line: 1,
    }
}
