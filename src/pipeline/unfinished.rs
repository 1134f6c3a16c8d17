//! A mark that a build is at work, so that the next one knows that it was killed, and sweeps up what
//! it left half written: looking through a large output folder at each build would cost more than
//! the build.

use std::fs;
use std::path::PathBuf;

use crate::atomic_file;
use crate::config::{Config, StoreUrl};
use crate::store;

/// A build at work; dropped before its end, it leaves the mark.
#[derive(Debug)]
pub struct Unfinished {
    mark: PathBuf,
}

/// Sets the mark. The caller holds the lock of the store, so that nobody else writes.
pub fn begin(config: &Config) -> Option<Unfinished> {
    let StoreUrl::Sqlite(state) = &config.state.store else { return None };
    let mark = store::companion(state, "unfinished");
    if mark.exists() {
        atomic_file::sweep(&config.publish.dir);
    }
    // Without a mark there is litter at worst.
    let _ = fs::File::create(&mark);
    Some(Unfinished { mark })
}

impl Unfinished {
    pub fn end(self) {
        let _ = fs::remove_file(&self.mark);
    }
}
