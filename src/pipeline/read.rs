//! One feed's answer is read: [`exchange`] and [`file()`] turn what came into an [`Answer`] for the
//! store and the report. Runs on the reading threads; whatever goes wrong in here, a panic
//! included, is that one feed's failure.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::asked::Asked;
use super::attempt::{Attempt, Failure, Fared, Validity};
use crate::fetch::{self, BodyHash, Exchange, FetchError, Log, Outcome};
use crate::merge;
use crate::model::Feed;
use crate::model::stored::Coverage;
use crate::parse::{self, NotAFeed, Transport, discover};
use crate::printable::shortened;
use crate::report::FeedRun;
use crate::shield::shielded;
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
    let attempt = Attempt { asked, log: &exchange.log, now };
    without_document(match exchange.outcome {
        Outcome::Document(document) => return fetched(attempt, document, Coverage::Window),
        Outcome::Delta(document) => return fetched(attempt, document, Coverage::Delta),
        Outcome::NotModified { validators } | Outcome::SameBody { validators } => {
            attempt.unchanged(validators.as_ref())
        }
        Outcome::NotFound => {
            attempt.failed(Failure::NotFound, FetchError::Status { status: 404 }.to_string())
        }
        Outcome::Gone => attempt.gone(),
        Outcome::Postponed(why) => attempt.postponed(&why),
        Outcome::Failed(error) => attempt.failed(Failure::Other, error.to_string()),
    })
}

/// A local file, `path` in `feeds.toml`; at most `max_size` bytes of it.
pub fn file(asked: &Asked, path: &Path, max_size: u64, now: DateTime<Utc>) -> Answer {
    let attempt = Attempt { asked, log: &Log::default(), now };
    let bytes = match bounded(path, max_size) {
        Ok(bytes) => bytes,
        Err(error) => {
            let error = format!("cannot read {}: {error}", path.display());
            return without_document(attempt.failed(Failure::Other, error));
        }
    };
    let hash = BodyHash::of(&bytes, None);
    if asked.state.body_hash.as_deref() == Some(&hash.to_string()) {
        return without_document(attempt.same_file());
    }
    let validity = Validity { validators: None, hash };
    document(attempt, &bytes, &Transport::default(), &validity, Coverage::Window)
}

fn fetched(attempt: Attempt<'_>, mut fetched: fetch::Document, coverage: Coverage) -> Answer {
    let validity = Validity { validators: fetched.validators.take(), hash: fetched.hash };
    document(attempt, &fetched.bytes, &transport(&fetched), &validity, coverage)
}

/// What came with `document` and tells how it is to be read.
fn transport(document: &fetch::Document) -> Transport<'_> {
    Transport {
        content_type: document.content_type.as_deref(),
        content_language: document.content_language.as_deref(),
        base: Some(&document.url),
    }
}

/// The feed that `document` is.
pub fn feed_in(document: &fetch::Document) -> Result<Feed, NotAFeed> {
    parse::parse(&document.bytes, &transport(document))
}

fn document(
    attempt: Attempt<'_>,
    bytes: &[u8],
    transport: &Transport<'_>,
    validity: &Validity,
    coverage: Coverage,
) -> Answer {
    answer(attempt, || {
        let feed = parse::parse(bytes, transport).map_err(|error| with_its_feed(error, bytes, transport))?;
        let fared = attempt.read(&feed, validity);
        let asked = attempt.asked;
        let document = merge::receive(&asked.state, feed, coverage, asked.rules(), attempt.now);
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
fn answer(attempt: Attempt<'_>, read: impl FnOnce() -> Result<(Arrival, FeedRun), NotAFeed>) -> Answer {
    match shielded(read) {
        Some(Ok((arrival, run))) => Answer { arrival, run },
        Some(Err(error)) => without_document(attempt.failed(Failure::Other, error.to_string())),
        None => failed_inside(attempt),
    }
}

/// A bug of ours that this feed has met is the failure of this feed alone.
pub fn failed_inside(attempt: Attempt<'_>) -> Answer {
    let error = "feedmill failed inside while reading this feed; please report it as a bug, with the feed";
    without_document(attempt.failed(Failure::Other, error.to_owned()))
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
    use crate::report::{Event, FeedOutcome};

    const CONFIG: &str = "[publish]\ntitle = 'P'\nlink = 'https://p.example/'\n\
                          [[feeds]]\nname = 'blog'\nurl = 'https://blog.example/feed'\n";

    #[test]
    fn a_reader_that_panics_is_its_feeds_failure_and_nobody_elses() {
        let (config, _) = config::parse(CONFIG, Path::new("feeds.toml"), &|_| None).unwrap();
        let last_ok = Some(DateTime::UNIX_EPOCH);
        let mut asked = Asked::new(&config.feeds[0], &config, None);
        asked.state.last_ok = last_ok;
        let now = "2026-11-25T10:00:00Z".parse().unwrap();
        let attempt = Attempt { asked: &asked, log: &Log::default(), now };
        let answer = answer(attempt, || panic!("a bug in a reader"));
        let state = &answer.arrival.state;
        assert_eq!((state.failures, state.failing_since, state.last_ok), (1, Some(now), last_ok));
        assert!(state.next_due > Some(now), "it is asked again");
        let FeedOutcome::Failed { error } = &answer.run.outcome else { panic!("{:?}", answer.run) };
        assert!(error.contains("report it as a bug"), "{error}");
        assert_eq!(answer.run.events, [Event::StartsToFail { error: error.clone() }]);
    }
}
