//! What can go wrong with the state file, a variant per decision that the caller takes.

use std::io;
use std::path::PathBuf;

/// Why the store could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("another feedmill run holds {}; wait until it has ended", .0.display())]
    Locked(PathBuf),
    #[error(
        "the state file {} has format {found}, this feedmill knows up to {known}: use the newer feedmill that wrote it, or move the file away to start afresh",
        .path.display()
    )]
    Newer { path: PathBuf, found: i64, known: usize },
    #[error("there is no state in {} yet: run `feedmill build` first", .0.display())]
    Missing(PathBuf),
    #[error("cannot {action} {}", .path.display())]
    Io { action: &'static str, path: PathBuf, source: io::Error },
    #[error(
        "the state file is damaged: move it away, and the next run starts afresh with the ids and dates published last"
    )]
    Damaged(#[source] rusqlite::Error),
    #[error("cannot read or write the state file")]
    Sqlite(#[source] rusqlite::Error),
    #[error("cannot read back what was stored of {what}")]
    Unreadable { what: &'static str, source: serde_json::Error },
    #[error("no feed named '{0}' in the state")]
    UnknownFeed(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match error.sqlite_error_code() {
            Some(DatabaseCorrupt | NotADatabase) => StoreError::Damaged(error),
            _ => StoreError::Sqlite(error),
        }
    }
}
