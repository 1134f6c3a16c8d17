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
    #[error(
        "{} is a database of another program: name another file in [state] url, or move this one away",
        .0.display()
    )]
    Foreign(PathBuf),
    #[error("there is no state in {} yet: run `feedmill build` first", .0.display())]
    Missing(PathBuf),
    #[error(
        "the state file {} may only be read here, and {}-wal beside it holds what the last run wrote: run feedmill \
         as the user whom they belong to, or on a copy of both",
        .0.display(), .0.display()
    )]
    LogUnread(PathBuf),
    #[error("cannot {action} {}{}", .path.display(), remedy(.source))]
    Io { action: &'static str, path: PathBuf, source: io::Error },
    #[error(
        "the state file is damaged ({0}): move it away, and the next run starts afresh with the ids and dates published last"
    )]
    Damaged(rusqlite::Error),
    #[error(
        "cannot write the state file ([state] url in feeds.toml, or .feedmill/state.db), its disk is full: free some space and run again"
    )]
    Full,
    /// Not as a source: SQLite's own sources say the same once more.
    #[error("cannot read or write the state file ([state] url in feeds.toml, or .feedmill/state.db): {0}")]
    Sqlite(rusqlite::Error),
    #[error(
        "the state file is damaged (what was stored of {what} cannot be read back): move it away, and the next run starts afresh with the ids and dates published last"
    )]
    Unreadable { what: &'static str, source: serde_json::Error },
    #[error("no feed named '{0}' in the state")]
    UnknownFeed(String),
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "; run feedmill as the user whom it belongs to",
        io::ErrorKind::ReadOnlyFilesystem => {
            "; name a place that may be written in [state] url, or mount it for writing"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "; something else has that name: move it away"
        }
        _ => "",
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::Error::{
            FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, QueryReturnedNoRows,
        };
        use rusqlite::ErrorCode::{DatabaseCorrupt, DiskFull, NotADatabase};
        let extended = error.sqlite_error().map(|error| error.extended_code);
        match (error.sqlite_error_code(), &error) {
            (Some(DatabaseCorrupt | NotADatabase), _)
            | (
                _,
                FromSqlConversionFailure(..)
                | IntegralValueOutOfRange(..)
                | InvalidColumnType(..)
                | QueryReturnedNoRows,
            ) => StoreError::Damaged(error),
            (Some(DiskFull), _) => StoreError::Full,
            // The file that processes share beside the log has no room.
            _ if extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => StoreError::Full,
            _ => StoreError::Sqlite(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use rusqlite::ffi;

    use super::*;

    #[test]
    fn what_sqlite_says_is_said_once() {
        let failure = |code, words: &str| {
            let failure = rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some(words.to_owned()));
            StoreError::from(failure)
        };
        let full = failure(ffi::SQLITE_FULL, "database or disk is full");
        assert!(full.to_string().contains("free some space"), "{full}");
        let denied = failure(ffi::SQLITE_READONLY, "attempt to write a readonly database");
        assert!(denied.to_string().ends_with(": attempt to write a readonly database"), "{denied}");
        let damaged = failure(ffi::SQLITE_NOTADB, "file is not a database");
        assert!(damaged.to_string().contains("(file is not a database)"), "{damaged}");
        let no_room = failure(ffi::SQLITE_IOERR_SHMSIZE, "disk I/O error");
        assert!(matches!(no_room, StoreError::Full), "{no_room}");
        for error in [full, denied, damaged] {
            assert!(error.source().is_none(), "{error}");
        }
    }
}
