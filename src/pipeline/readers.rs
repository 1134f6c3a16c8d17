//! The threads that read what came of asking: one a core.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::asked::Asked;
use super::read::{self, Answer};
use crate::fetch::Exchange;

/// A feed, and what came of asking it.
pub struct Answered {
    pub asked: Arc<Asked>,
    pub answer: Answer,
}

/// What a feed has given.
pub enum Given {
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
    work: mpsc::Sender<(Arc<Asked>, Given)>,
    answers: mpsc::Sender<Answered>,
    max_size: u64,
    now: DateTime<Utc>,
}

impl Readers {
    pub fn start(answers: mpsc::Sender<Answered>, max_size: u64, now: DateTime<Utc>) -> io::Result<Readers> {
        let (work, waiting) = mpsc::channel::<(Arc<Asked>, Given)>(1);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (waiting, answers) = (Arc::clone(&waiting), answers.clone());
            let next = move || waiting.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
            let reading = move || {
                while let Some((asked, given)) = next() {
                    let answer = given.read(&asked, max_size, now);
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

    /// Waits until a thread has time for it.
    pub async fn read(&self, asked: Arc<Asked>, given: Given) {
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
