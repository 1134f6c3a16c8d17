//! WebSub: the hubs are told of the topics that changed. A ping that failed is tried again with the
//! next build, until it arrives or the topic changes anew.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::timeout;
use url::Url;

use super::{BuildError, on_this_thread};
use crate::config::Config;
use crate::fetch::Fetcher;
use crate::publish;
use crate::store::{Ping, Store};

/// After so many builds a hub that never answers is left alone until there is something new.
const TRIES: u32 = 10;

/// All hubs together have this time: everything is published already, and the next build tries again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tells the hubs of `changed`, and of what they did not take last time. What went wrong for the
/// first time comes back as sentences.
pub fn tell_hubs(
    store: &mut Store,
    config: &Config,
    changed: &[publish::Ping],
    now: DateTime<Utc>,
) -> Result<Vec<String>, BuildError> {
    let earlier = store.pings()?;
    let due = due(config, changed, &earlier);
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let outcomes = ping_all(config, &due, now)?;
    let mut untold: BTreeMap<(Url, String), Vec<Url>> = BTreeMap::new();
    for ((hub, topic), error) in due.into_iter().zip(outcomes) {
        let known = earlier.iter().find(|ping| ping.hub == hub.as_str() && ping.topic == topic.as_str());
        let failures = known.map_or(0, |ping| ping.failures);
        if let (Some(error), 0) = (&error, failures) {
            untold.entry((hub.clone(), error.clone())).or_default().push(topic.clone());
        }
        let failures = if error.is_some() { failures.saturating_add(1) } else { 0 };
        let outcome = error.unwrap_or_else(|| "accepted".to_owned());
        store.record_ping(&Ping { hub: hub.into(), topic: topic.into(), at: now, outcome, failures })?;
    }
    Ok(untold.iter().map(|((hub, error), topics)| problem(hub, error, topics)).collect())
}

/// One line for a hub that is down, however many feeds are published.
fn problem(hub: &Url, error: &str, topics: &[Url]) -> String {
    let news = match topics {
        [topic] => format!("the news of {topic}"),
        topics => format!("the news of {} feeds", topics.len()),
    };
    format!("the hub {hub} did not take {news}: {error}; tried again with the next build")
}

/// Pairs of hub and topic, in order.
fn due(config: &Config, changed: &[publish::Ping], earlier: &[Ping]) -> BTreeSet<(Url, Url)> {
    let failed = earlier
        .iter()
        .filter(|ping| (1..TRIES).contains(&ping.failures))
        .filter_map(|ping| Some((Url::parse(&ping.hub).ok()?, Url::parse(&ping.topic).ok()?)))
        .filter(|(hub, _)| config.publish.hubs.contains(hub));
    changed.iter().map(|ping| (ping.hub.clone(), ping.topic.clone())).chain(failed).collect()
}

/// What went wrong with each.
fn ping_all(
    config: &Config,
    pings: &BTreeSet<(Url, Url)>,
    now: DateTime<Utc>,
) -> Result<Vec<Option<String>>, BuildError> {
    on_this_thread(async {
        let fetcher = Fetcher::new(&config.fetch, now)?;
        let pings = pings.iter().map(async |(hub, topic)| {
            let accepted = timeout(PATIENCE, fetcher.ping(hub, topic)).await;
            let late = || Some(format!("it did not answer within {} s", PATIENCE.as_secs()));
            accepted.map_or_else(|_| late(), |accepted| accepted.err().map(|error| error.to_string()))
        });
        Ok(futures_util::future::join_all(pings).await)
    })
}
