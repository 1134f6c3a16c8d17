//! The log is moved into the state file beside what else the run does.
//!
//! After a first run the log is as large as the file, and moving it takes as long as writing it did. SQLite
//! does that when the store is closed, or whenever another connection asks for it.

use std::fs;
use std::path::Path;
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, OpenFlags};

use super::Store;

/// Bytes. A shorter log is moved sooner than a thread is started.
const WORTH_A_THREAD: u64 = 4 << 20;

/// A thread that moves the log, if there is one. Waits for it when it is dropped.
#[derive(Debug, Default)]
pub struct Checkpoint(Option<JoinHandle<()>>);

impl Store {
    /// Begins to move what is in the log by now, unless that is little or is being done already.
    pub fn checkpoint_meanwhile(&mut self) {
        let Some(path) = self.connection.path().map(str::to_owned) else { return };
        let is_busy = self.checkpoint.0.as_ref().is_some_and(|thread| !thread.is_finished());
        let log = fs::metadata(format!("{path}-wal")).map_or(0, |log| log.len());
        if is_busy || log < WORTH_A_THREAD {
            return;
        }
        // What fails here, for want of room perhaps, stays in the log, to be moved by whoever closes the store.
        let work = move || drop(checkpoint(Path::new(&path)));
        self.checkpoint.0 = thread::Builder::new().name("checkpoint".to_owned()).spawn(work).ok();
    }
}

fn checkpoint(path: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // Passive: waits for nobody, and nobody waits for it.
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}

impl Drop for Checkpoint {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            // It has nothing to tell, a panic included.
            let _ = thread.join();
        }
    }
}
