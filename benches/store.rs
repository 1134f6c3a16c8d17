//! What the store costs when it is large: `cargo bench --bench store`.
//!
//! Fills one store with 10,000 entries and one with a million (in 10,000 feeds), and prints what a
//! build with nothing new costs, what 200 new entries cost in each, and the insertion of 200,000
//! entries in batches. Ratios are what counts; the times are this machine's.

#![expect(clippy::print_stdout, reason = "a benchmark prints its numbers")]

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use feedmill::config::Order;
use feedmill::merge::{self, Rules};
use feedmill::model::feed::{Content, IdOrigin, Text};
use feedmill::model::stored::{Coverage, FeedState, FuturePolicy};
use feedmill::model::{Entry, Feed};
use feedmill::store::{Arrival, Store};

const RULES: Rules = Rules { guard: true, new_entries: None, future: FuturePolicy::Clamp };

/// Feeds in one transaction, as the pipeline batches them.
const BATCH: usize = 64;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let large: usize = std::env::var("ENTRIES").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let small = measure(&folder.path().join("small/state.db"), 10_000, 100);
    let large = measure(&folder.path().join("large/state.db"), large, 10_000);
    println!("200 new entries, large : small = {:.2}", ratio(large.ingest, small.ingest));
    println!("nothing new, large : small = {:.2}", ratio(large.read, small.read));
}

struct Measured {
    ingest: Duration,
    read: Duration,
}

fn measure(path: &Path, entries: usize, feeds: usize) -> Measured {
    let filling = Instant::now();
    fill(path, entries, feeds);
    let filled = filling.elapsed();
    let rate = entries as u128 * 1_000 / filled.as_millis().max(1);
    println!("{entries} entries in {feeds} feeds: filled in {filled:.1?}, {rate} entries/s");
    let read = best_of(5, || read(path));
    println!("  open, feed states and the newest 50: {read:.1?}, memory {} MB", resident_memory());
    let mut round = 0;
    let ingest = best_of(5, || {
        round += 1;
        add(path, feeds, round)
    });
    println!("  200 new entries of 20 feeds, ingested and settled: {ingest:.1?}");
    Measured { ingest, read }
}

fn fill(path: &Path, entries: usize, feeds: usize) {
    let (mut store, _) = Store::open(path).expect("a store");
    let each = entries / feeds;
    let sources: Vec<String> = (0..feeds).map(name).collect();
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    let names: Vec<usize> = (0..feeds).collect();
    for (batch, names) in names.chunks(BATCH).enumerate() {
        let arrivals = names.iter().map(|feed| arrival(None, *feed, 0..each, start())).collect();
        store.ingest(arrivals, merge::recognise, merge::TEXTS).expect("ingested");
        if batch % 16 == 15 {
            store.settle(&sources, merge::claim, merge::settle, start()).expect("settled");
        }
    }
    store.settle(&sources, merge::claim, merge::settle, start()).expect("settled");
}

/// What a build with nothing new asks of the store.
fn read(path: &Path) -> Duration {
    let begin = Instant::now();
    let (store, _) = Store::open(path).expect("a store");
    let states = store.states().expect("states");
    let items: Vec<_> =
        store.newest_first(Order::Published).take(50).collect::<Result<_, _>>().expect("items");
    assert!(!states.is_empty() && items.len() == 50);
    begin.elapsed()
}

/// Ten new entries in each of twenty feeds.
fn add(path: &Path, feeds: usize, round: usize) -> Duration {
    let (mut store, _) = Store::open(path).expect("a store");
    let now = start() + TimeDelta::hours(i64::try_from(round).expect("few rounds"));
    let states = store.states().expect("states");
    let begin = Instant::now();
    let first = 1_000_000 + round * 10;
    let arrivals = (0..20)
        .map(|number| {
            let feed = number * feeds / 20;
            arrival(states.get(&name(feed)).cloned(), feed, first..first + 10, now)
        })
        .collect();
    let brought = store.ingest(arrivals, merge::recognise, merge::TEXTS).expect("ingested");
    assert_eq!(brought.iter().map(|brought| brought.new).sum::<usize>(), 200);
    store.settle(&[], merge::claim, merge::settle, now).expect("settled");
    begin.elapsed()
}

fn arrival(
    state: Option<Box<FeedState>>,
    feed: usize,
    numbers: std::ops::Range<usize>,
    now: DateTime<Utc>,
) -> Arrival {
    let state = *state.unwrap_or_else(|| Box::new(FeedState { name: name(feed), ..FeedState::default() }));
    let document = Feed {
        well_formed: true,
        title: Some(Text::plain(format!("Feed {feed}"))),
        link: Some(format!("https://site{feed}.example/")),
        entries: numbers.map(|number| entry(feed, number, now)).collect(),
        ..Feed::default()
    };
    let document = merge::receive(&state, document, Coverage::Delta, RULES, now);
    Arrival::with_document(state, document)
}

/// Of the past two years where the store is filled; later ones are as new as new entries are.
fn entry(feed: usize, number: usize, now: DateTime<Utc>) -> Entry {
    let link = format!("https://site{feed}.example/{number}/a-post-with-a-slug");
    let back = if now == start() { 1_000_000 } else { 60 };
    let minutes = i64::try_from((feed * 7919 + number * 104_729) % back).expect("below a million");
    let paragraph =
        format!("<p>Paragraph of post {number} of feed {feed}, with words enough to be read.</p>");
    Entry {
        id: Some(link.clone()),
        id_origin: IdOrigin::Given,
        link: Some(link),
        title: Some(Text::plain(format!("Post {number} of feed {feed}"))),
        content: vec![Content { text: Text::html(paragraph.repeat(6), None), src: None }],
        published: Some(now - TimeDelta::minutes(minutes)),
        ..Entry::default()
    }
}

fn name(feed: usize) -> String {
    format!("feed-{feed:05}")
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_770_000_000, 0).expect("a time in 2026")
}

fn best_of(rounds: usize, mut measure: impl FnMut() -> Duration) -> Duration {
    (0..rounds).map(|_| measure()).min().unwrap_or_default()
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

/// Megabytes resident now, where the system tells.
fn resident_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}
