//! Who is asked in a run, in which order and with what: out of `feeds.toml` and what is known of the feeds.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use super::memory::{self, Memory};
use super::{Ask, Wish};
use crate::config::{self, Config, Location, SecretUrl};
use crate::fetch::{Request, Validators};
use crate::merge::Rules;
use crate::model::stored::{FeedState, States};
use crate::schedule::{self, Interval};

/// One feed that is asked in this run.
#[derive(Debug, Clone)]
pub struct Asked {
    pub feed: Arc<config::Feed>,
    pub interval: Interval,
    pub state: Box<FeedState>,
}

/// The feeds to ask, those first that have waited longest: the stragglers of the last run, and first
/// of them those that had no turn in it. A feed for which two runs were too short, though it came first
/// in the second, lets the others go before it. Their states are taken out of `states`.
pub fn whom_to_ask(config: &Config, states: &mut States, wish: &Wish, now: DateTime<Utc>) -> Vec<Asked> {
    let is_wanted =
        |feed: &config::Feed| feed.enabled && (wish.only.is_empty() || wish.only.contains(&feed.name));
    let mut asked = Vec::new();
    for feed in config.feeds.iter().filter(|feed| is_wanted(feed)) {
        if is_asked(feed, states.get(&feed.name).map(Box::as_ref), wish, now) {
            asked.push(Asked::new(feed, config, states.remove(&feed.name)));
        }
    }
    asked.sort_by_cached_key(|asked| {
        let cut_off = memory::cut_off(&asked.state);
        (cut_off > 1, asked.state.next_due.unwrap_or(now), cut_off)
    });
    asked
}

fn is_asked(feed: &config::Feed, known: Option<&FeedState>, wish: &Wish, now: DateTime<Utc>) -> bool {
    let by_name = !wish.only.is_empty();
    let is_file = matches!(feed.location, Location::Path(_));
    // What is known of another address says nothing about this one.
    let known = known.filter(|state| state.url.as_deref() == Some(&feed.location.shown()));
    match wish.ask {
        Ask::Nobody => is_file,
        _ if known.is_some_and(|state| state.gone_at.is_some()) => by_name,
        Ask::Everyone => true,
        Ask::Due => is_file || by_name || known.is_none_or(|state| is_due(state, now)),
    }
}

fn is_due(state: &FeedState, now: DateTime<Utc>) -> bool {
    schedule::is_due(state.next_due, state.last_attempt, now) && memory::is_open(state, now)
}

impl Asked {
    pub fn new(feed: &Arc<config::Feed>, config: &Config, known: Option<Box<FeedState>>) -> Asked {
        let interval = feed.interval.map_or(Interval::Default(config.fetch.interval), Interval::Told);
        Asked { feed: Arc::clone(feed), interval, state: state_at_start(feed, known) }
    }

    /// `None` for a local file.
    pub fn request(&self, now: DateTime<Utc>) -> Option<Request> {
        let Location::Url(url) = &self.feed.location else { return None };
        Some(Request {
            validators: self.validators(now),
            body_hash: self.state.body_hash.as_deref().and_then(|hash| hash.parse().ok()),
            ..Request::of(&self.feed, self.address(url))
        })
    }

    /// The address in force: the one of `feeds.toml`, unless it has moved for good.
    fn address(&self, configured: &SecretUrl) -> SecretUrl {
        let moved = self.state.moved_to.as_deref().and_then(|moved| Url::parse(moved).ok());
        moved.map_or_else(|| configured.clone(), SecretUrl::from)
    }

    /// The validators to send, as they were received; none where the feed is asked for all that it has.
    fn validators(&self, now: DateTime<Utc>) -> Option<Validators> {
        let state = &self.state;
        let is_sent = || Memory::of(state).trust.asks_conditionally(state.failures, now);
        let kept = state.validators.as_ref().filter(|_| is_sent())?;
        Some(Validators {
            etag: kept.etag.clone(),
            last_modified: kept.last_modified.clone(),
            from: kept.url.parse().ok()?,
        })
    }

    /// How its next document is received. The guard is for what its user has not done himself.
    pub fn rules(&self) -> Rules {
        let rules = Rules::of(&self.feed);
        Rules { guard: rules.guard && !memory::led_elsewhere(&self.state), ..rules }
    }
}

/// The state of a feed at the start of a run: what belongs to another address is forgotten.
pub fn state_at_start(feed: &config::Feed, known: Option<Box<FeedState>>) -> Box<FeedState> {
    let url = feed.location.shown();
    let fresh =
        || FeedState { name: feed.name.clone(), url: Some(url.clone().into_owned()), ..FeedState::default() };
    match known {
        Some(state) if state.url.as_deref() == Some(&url) => state,
        Some(state) => {
            let memory = Memory::of(&state).at_another_address(state.url.as_deref(), &url);
            let mut kept = FeedState {
                first_read: state.first_read,
                title: state.title,
                held: state.held,
                habits: state.habits,
                last_ok: state.last_ok,
                ..fresh()
            };
            memory.keep_in(&mut kept);
            Box::new(kept)
        }
        None => Box::new(fresh()),
    }
}
