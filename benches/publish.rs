//! `cargo bench --bench publish`: how long publishing takes besides the store.
//!
//! Editions of 50 and of 1,000 entries, of the feeds that the other benches serve: merged and
//! cleaned, drawn in all formats and checked by the gate, written into an empty folder, and
//! written again where nothing changed. The best of some runs counts: the others measure what
//! else the machine did.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "support/generator.rs"]
mod generator;

use std::convert::Infallible;
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use feedmill::config::{self, Config};
use feedmill::merge::{self, Outcome};
use feedmill::model::stored::{Claim, FeedState, Feeds, Head, ItemRow, Standing, StoredCopy, StoredItem};
use feedmill::model::{Entry, Feed};
use feedmill::parse::{self, Transport};
use feedmill::publish::{self, Build, Layout, Templates};

const RUNS: usize = 5;
/// Of the generator's feeds: each kind of publisher is among ten.
const FEEDS: u64 = 100;

fn main() {
    for entries in [50, 1_000] {
        measure(entries);
    }
}

fn measure(limit: usize) {
    let config = config(limit);
    let (known, items) = stored(limit);
    let templates = Templates::builtin();
    let layout = Layout {
        folder: Path::new(""),
        files: &config.publish.files,
        templates: &templates,
        compress: &[],
        archive_pages: 0,
    };
    let mut times = [Duration::MAX; 4];
    let (mut bytes, mut files) = (0, 0);
    for _ in 0..RUNS {
        let given = items.clone();
        let (outcome, clean) = timed(|| edition(&config, &known, given));
        assert_eq!(outcome.edition.items.len(), limit);
        let (build, draw) = timed(|| render(&outcome, &layout));
        let dir = tempfile::tempdir().expect("a folder");
        let write = || publish::write(dir.path(), &build.files).expect("the files are written");
        let first = timed(write).1;
        let again = timed(write).1;
        files = build.files.len();
        bytes = build.files.iter().map(|file| file.bytes.len()).sum();
        for (best, time) in times.iter_mut().zip([clean, draw, first, again]) {
            *best = time.min(*best);
        }
    }
    let [clean, draw, first, again] = times.map(|time| time.as_secs_f64() * 1_000.0);
    println!("{limit} entries, {} KB in {files} files", bytes / 1024);
    println!("  merge and clean {clean:>8.1} ms");
    println!("  draw and check  {draw:>8.1} ms");
    println!("  write           {first:>8.1} ms   again {again:.1} ms");
    println!("  together        {:>8.1} ms", clean + draw + first);
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let made = work();
    (made, start.elapsed())
}

fn edition(config: &Config, known: &Feeds, items: Vec<StoredItem>) -> Outcome {
    let items = items.into_iter().map(Ok::<_, Infallible>);
    let listings = merge::listings(config, known);
    let Ok(outcome) = merge::edition(config, None, &known.heads, listings, Vec::new(), items, now());
    outcome
}

fn render(outcome: &Outcome, layout: &Layout<'_>) -> Build {
    let build = publish::render(&outcome.edition, layout).expect("a valid edition");
    assert!(build.withheld.is_empty(), "{:?}", build.withheld);
    build
}

fn config(limit: usize) -> Config {
    let mut text =
        format!("[publish]\ntitle = \"Bench\"\nlink = \"https://bench.example.org/\"\nlimit = {limit}\n");
    for number in 0..FEEDS {
        let _ =
            write!(text, "[[feeds]]\nname = \"f{number}\"\nurl = \"https://feed-{number}.example.org/\"\n");
    }
    let file = Path::new("feeds.toml");
    config::parse(&text, file, &|_| None).expect("a sound feeds.toml").0
}

/// What the store would hand out, newest first.
fn stored(limit: usize) -> (Feeds, Vec<StoredItem>) {
    let mut known = Feeds::default();
    let mut entries: Vec<(String, Entry)> = Vec::new();
    for number in 0..FEEDS {
        let document = generator::feed(number).into_bytes();
        let mut feed = parse::parse(&document, &Transport::default()).expect("a sound feed");
        let name = format!("f{number}");
        entries.extend(feed.entries.drain(..).map(|entry| (name.clone(), entry)));
        let state = FeedState { name: name.clone(), first_read: Some(now()), ..FeedState::default() };
        known.states.insert(name.clone(), Box::new(state));
        known.heads.insert(name, head(feed));
    }
    assert!(entries.len() >= limit, "{} entries", entries.len());
    // All feeds are in an edition of any size.
    let step = entries.len() / limit;
    let chosen = entries.into_iter().step_by(step).take(limit).enumerate();
    (known, chosen.map(|(place, (feed, entry))| item(place, &feed, entry)).collect())
}

fn head(feed: Feed) -> Head {
    let Feed { id, title, subtitle, rights, link, language, updated, authors, icon, logo, persons, .. } =
        feed;
    Head { id, title, subtitle, rights, link, language, updated, authors, icon, logo, persons }
}

fn item(place: usize, feed: &str, entry: Entry) -> StoredItem {
    let row = i64::try_from(place).unwrap_or(i64::MAX);
    let published = now() - TimeDelta::minutes(row + 1);
    StoredItem {
        row: ItemRow(row),
        id: format!("tag:bench.example.org,2026:{place}"),
        published,
        updated: published,
        first_seen: published,
        shown: false,
        withdrawn: None,
        ruling: None,
        copies: vec![StoredCopy {
            feed: feed.into(),
            standing: Standing::Live,
            claim: Claim::LinkAndId,
            date: Some(published),
            first_seen: published,
            changed: None,
            entry,
        }],
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_782_000_000, 0).expect("a constant time")
}
