//! One feed's answer is read: [`exchange`] and [`file()`] turn what came into an [`Answer`] for the
//! store and the report. Runs on the reading threads; whatever goes wrong in here, a panic
//! included, is that one feed's failure.

use std::fs::{self, File};
use std::io::{self, Read};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::answer::{self, Asked, Failure, Fared, Validity};
use crate::fetch::{self, BodyHash, Exchange, Log, Outcome};
use crate::merge;
use crate::model::stored::Coverage;
use crate::parse::{self, NotAFeed, Transport, discover};
use crate::printable::shortened;
use crate::report::FeedRun;
use crate::store::Arrival;

/// One feed's answer, ready for the store.
#[derive(Debug)]
pub struct Answer {
    pub arrival: Arrival,
    pub run: FeedRun,
}

/// Whether an outcome brings a document, which costs a reading thread.
pub fn has_document(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Document(_) | Outcome::Delta(_))
}

/// What came over HTTP.
pub fn exchange(asked: &Asked, exchange: Exchange, now: DateTime<Utc>) -> Answer {
    let log = exchange.log;
    let fared = match exchange.outcome {
        Outcome::Document(document) => return fetched(asked, document, Coverage::Window, &log, now),
        Outcome::Delta(document) => return fetched(asked, document, Coverage::Delta, &log, now),
        Outcome::NotModified { validators } | Outcome::SameBody { validators } => {
            answer::unchanged(asked, validators.as_ref(), &log, now)
        }
        Outcome::NotFound => {
            let error = fetch::FetchError::Status { status: 404 }.to_string();
            answer::failed(asked, Failure::NotFound, error, &log, now)
        }
        Outcome::Gone => answer::gone(asked, &log, now),
        Outcome::Postponed(why) => answer::postponed(asked, &why, &log, now),
        Outcome::Failed(error) => answer::failed(asked, Failure::Other, error.to_string(), &log, now),
    };
    without_document(fared)
}

/// A local file, `path` in `feeds.toml`; at most `max_size` bytes of it.
pub fn file(asked: &Asked, path: &Path, max_size: u64, now: DateTime<Utc>) -> Answer {
    let log = Log::default();
    let bytes = match bounded(path, max_size) {
        Ok(bytes) => bytes,
        Err(error) => {
            let error = format!("cannot read {}: {error}", path.display());
            return without_document(answer::failed(asked, Failure::Other, error, &log, now));
        }
    };
    let hash = BodyHash::of(&bytes, None);
    if asked.state.body_hash.as_deref() == Some(&hash.to_string()) {
        return without_document(answer::same_file(asked, now));
    }
    let validity = Validity { validators: None, hash };
    document(asked, &bytes, &Transport::default(), &validity, Coverage::Window, &log, now)
}

fn fetched(
    asked: &Asked,
    mut fetched: fetch::Document,
    coverage: Coverage,
    log: &Log,
    now: DateTime<Utc>,
) -> Answer {
    let validity = Validity { validators: fetched.validators.take(), hash: fetched.hash };
    document(asked, &fetched.bytes, &transport(&fetched), &validity, coverage, log, now)
}

/// What came with `document` and tells how it is to be read.
pub fn transport(document: &fetch::Document) -> Transport<'_> {
    Transport {
        content_type: document.content_type.as_deref(),
        content_language: document.content_language.as_deref(),
        base: Some(&document.url),
    }
}

fn document(
    asked: &Asked,
    bytes: &[u8],
    transport: &Transport<'_>,
    validity: &Validity,
    coverage: Coverage,
    log: &Log,
    now: DateTime<Utc>,
) -> Answer {
    shielded(asked, log, now, || {
        let feed = parse::parse(bytes, transport).map_err(|error| with_its_feed(error, bytes, transport))?;
        let fared = answer::read(asked, &feed, validity, log, now);
        let document = merge::receive(&asked.state, feed, coverage, answer::rules(asked), now);
        Ok((Arrival::with_document(fared.state, document), fared.run))
    })
}

/// Says which feed a page links that came instead of one: its site has given it another address.
fn with_its_feed(error: NotAFeed, bytes: &[u8], transport: &Transport<'_>) -> NotAFeed {
    let html = String::from_utf8_lossy(bytes);
    let page = transport.base.filter(|_| error.code == "html-page");
    match page.and_then(|page| discover::declared_feed(&html, page)) {
        Some(feed) => NotAFeed::new(
            error.code,
            &format!("an HTML page, not a feed; it links {}", shortened(feed.as_str())),
        ),
        None => error,
    }
}

/// What comes of reading, and the feed's failure if that panics.
fn shielded(
    asked: &Asked,
    log: &Log,
    now: DateTime<Utc>,
    read: impl FnOnce() -> Result<(Arrival, FeedRun), NotAFeed>,
) -> Answer {
    match panic::catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok((arrival, run))) => Answer { arrival, run },
        Ok(Err(error)) => {
            without_document(answer::failed(asked, Failure::Other, error.to_string(), log, now))
        }
        Err(_) => failed_inside(asked, log, now),
    }
}

/// A bug of ours that this feed has met is the failure of this feed alone.
pub fn failed_inside(asked: &Asked, log: &Log, now: DateTime<Utc>) -> Answer {
    let error = "feedmill failed inside while reading this feed; please report it as a bug, with the feed";
    without_document(answer::failed(asked, Failure::Other, error.to_owned(), log, now))
}

fn without_document(fared: Fared) -> Answer {
    Answer { arrival: Arrival::without_document(fared.state), run: fared.run }
}

pub fn bounded(path: &Path, max_size: u64) -> io::Result<Vec<u8>> {
    // A pipe or a device could be waited for without end.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(max_size.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_size {
        let message = format!("it is larger than {max_size} bytes, the max_size of [fetch]");
        return Err(io::Error::other(message));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::model::stored::FeedState;
    use crate::report::{Event, FeedOutcome};
    use crate::schedule::Interval;

    const CONFIG: &str = "[publish]\ntitle = 'P'\nlink = 'https://p.example/'\n\
                          [[feeds]]\nname = 'blog'\nurl = 'https://blog.example/feed'\n";

    #[test]
    fn a_reader_that_panics_is_its_feeds_failure_and_nobody_elses() {
        let (config, _) = config::parse(CONFIG, Path::new("feeds.toml"), &|_| None).unwrap();
        let last_ok = Some(DateTime::UNIX_EPOCH);
        let state = FeedState { last_ok, ..*answer::state_at_start(&config.feeds[0], None) };
        let interval = Interval::Default(config.fetch.interval);
        let asked = Asked { feed: config.feeds[0].clone(), interval, state: Box::new(state) };
        let now = "2026-11-25T10:00:00Z".parse().unwrap();
        let answer = shielded(&asked, &Log::default(), now, || panic!("a bug in a reader"));
        let state = &answer.arrival.state;
        assert_eq!((state.failures, state.failing_since, state.last_ok), (1, Some(now), last_ok));
        assert!(state.next_due > Some(now), "it is asked again");
        let FeedOutcome::Failed { error } = &answer.run.outcome else { panic!("{:?}", answer.run) };
        assert!(error.contains("report it as a bug"), "{error}");
        assert_eq!(answer.run.events, [Event::StartsToFail { error: error.clone() }]);
    }
}
