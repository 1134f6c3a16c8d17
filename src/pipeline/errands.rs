//! The feeds of a run are asked, and what they give goes through the reading threads.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::answer::{self, Asked};
use super::read::{self, Answer};
use crate::config::{Location, SecretUrl};
use crate::fetch::{Exchange, Fetcher, Request, Until};

/// A feed, and what came of asking it.
pub struct Answered {
    pub asked: Asked,
    pub answer: Answer,
}

/// What is to be asked in a run, those first that were named first.
#[derive(Debug, Default)]
pub struct Errands {
    files: Vec<(PathBuf, Asked)>,
    requests: Vec<Request>,
    /// Whom the requests are for, by name.
    waiting: HashMap<String, Asked>,
}

impl Errands {
    pub fn of(asked: Vec<Asked>) -> Errands {
        let mut errands = Errands::default();
        for asked in asked {
            match &asked.feed.location {
                Location::Path(path) => errands.files.push((path.clone(), asked)),
                Location::Url(url) => {
                    errands.requests.push(request(&asked, url));
                    errands.waiting.insert(asked.feed.name.clone(), asked);
                }
            }
        }
        errands
    }

    pub fn len(&self) -> usize {
        self.files.len() + self.requests.len()
    }

    /// Asks all, `concurrency` at a time, and hands what comes to the reading threads. Without a fetcher
    /// only files are read.
    pub async fn run(self, fetcher: Option<Fetcher>, concurrency: usize, until: Until, readers: Readers) {
        let Errands { files, requests, mut waiting } = self;
        let (done, mut exchanges) = mpsc::channel(concurrency.max(1));
        let fetching = async move {
            if let Some(fetcher) = fetcher {
                fetcher.all(requests, until, done).await;
            }
        };
        let receiving = async {
            for (path, asked) in files {
                readers.read(asked, Given::File(path)).await;
            }
            while let Some(exchange) = exchanges.recv().await {
                let Some(asked) = waiting.remove(&exchange.name) else { continue };
                readers.read(asked, Given::Exchange(Box::new(exchange))).await;
            }
        };
        // In one task: to wake another thread for each answer costs more than what it would do.
        tokio::join!(fetching, receiving);
    }
}

/// What a feed has given.
enum Given {
    File(PathBuf),
    Exchange(Box<Exchange>),
}

impl Given {
    fn read(self, asked: &Asked, max_size: u64, now: DateTime<Utc>) -> Answer {
        match self {
            Given::File(path) => read::file(asked, &path, max_size, now),
            Given::Exchange(exchange) => read::exchange(asked, *exchange, now),
        }
    }
}

/// The reading threads: one a core, so that documents wait as bytes (which have a budget) and not as
/// parsed feeds. They stay the same for the whole run: the allocator keeps for each thread what was
/// freed in it, and a pool that starts one more at times ends with a dozen of such hoards.
pub struct Readers {
    work: mpsc::Sender<(Asked, Given)>,
    answers: mpsc::Sender<Answered>,
    max_size: u64,
    now: DateTime<Utc>,
}

impl Readers {
    pub fn start(answers: mpsc::Sender<Answered>, max_size: u64, now: DateTime<Utc>) -> io::Result<Readers> {
        let (work, waiting) = mpsc::channel(1);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (waiting, answers) = (Arc::clone(&waiting), answers.clone());
            let next = move || waiting.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
            let reading = move || {
                while let Some((asked, given)) = next() {
                    let answer = Given::read(given, &asked, max_size, now);
                    // Nobody listens any more only when the store has failed, which ends the run.
                    if answers.blocking_send(Answered { asked, answer }).is_err() {
                        break;
                    }
                }
            };
            thread::Builder::new().name("reading".to_owned()).spawn(reading)?;
        }
        Ok(Readers { work, answers, max_size, now })
    }

    async fn read(&self, asked: Asked, given: Given) {
        match given {
            // No more is to be read of it than a few headers.
            Given::Exchange(exchange) if !read::has_document(&exchange.outcome) => {
                let answer = Given::Exchange(exchange).read(&asked, self.max_size, self.now);
                let _ = self.answers.send(Answered { asked, answer }).await;
            }
            given => {
                let _ = self.work.send((asked, given)).await;
            }
        }
    }
}

fn request(asked: &Asked, url: &SecretUrl) -> Request {
    let body_hash = asked.state.body_hash.as_deref().and_then(|hash| hash.parse().ok());
    Request {
        validators: answer::validators(&asked.state),
        body_hash,
        headers: asked.feed.headers.clone(),
        user_agent: asked.feed.user_agent.clone(),
        allow_private: asked.feed.allow_private,
        ..Request::new(&asked.feed.name, answer::address(url, &asked.state))
    }
}
