//! Looking at the state, also where it may only be read: somebody else's, or on a disk mounted so.

use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags};
use url::Url;

use super::StoreError;
use super::open::{BUSY, has_log};

/// Opens the state file in `path`, which is there, for reading.
///
/// Even who only reads takes part in the log, for which SQLite must write to a file beside it. Where that may not
/// be and there is no log, nobody is writing, and the file can be read as it stands.
pub fn connect(path: &Path) -> Result<Connection, StoreError> {
    match connect_to_log(path) {
        Err(error) if may_not_write(&error) => {
            // The system says better than SQLite why a file cannot even be read.
            File::open(path).map_err(|source| StoreError::Io {
                action: "read",
                path: path.to_owned(),
                source,
            })?;
            if has_log(path) {
                Err(StoreError::LogUnread(path.to_owned()))
            } else {
                Ok(connect_unlogged(path)?)
            }
        }
        other => Ok(other?),
    }
}

fn connect_to_log(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(BUSY)?;
    // Only the first question opens the log.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

fn may_not_write(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen))
}

/// Neither locks the file nor looks for a log.
fn connect_unlogged(path: &Path) -> rusqlite::Result<Connection> {
    let refused = || rusqlite::Error::InvalidPath(path.to_owned());
    let whole = std::path::absolute(path).map_err(|_| refused())?;
    let mut url = Url::from_file_path(whole).map_err(|()| refused())?;
    url.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(url.as_str(), flags)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::*;
    use crate::store::Store;

    #[test]
    fn without_a_log_nothing_is_written_beside_the_file_whatever_its_folder_is_called() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["plain", "50% off?", "a#b&c=d", "Zo\u{eb} \u{4e16}", "a%20b"] {
            let folder = dir.path().join(name);
            let path = folder.join("state.db");
            let (store, _) = Store::open(&path).unwrap();
            drop(store);
            let connection = connect_unlogged(&path).unwrap();
            let feeds: i64 =
                connection.query_row("SELECT count(*) FROM feeds", [], |row| row.get(0)).unwrap();
            assert_eq!(feeds, 0, "{name}");
            let error = connection.execute("INSERT INTO feeds (name) VALUES ('a')", []).unwrap_err();
            assert!(may_not_write(&error), "{error}");
            assert!(!folder.join("state.db-shm").exists(), "{name}");
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "{name}: the file and the lock");
        }
    }

    #[test]
    fn a_file_that_cannot_be_opened_is_told_from_one_that_is_busy() {
        let dir = tempfile::tempdir().unwrap();
        let error = connect_to_log(&dir.path().join("none.db")).unwrap_err();
        assert!(may_not_write(&error), "{error}");
        let path = dir.path().join("state.db");
        let (store, _) = Store::open(&path).unwrap();
        drop(store);
        let writer = Connection::open(&path).unwrap();
        writer.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();
        let reader = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        reader.busy_timeout(Duration::ZERO).unwrap();
        let error = reader.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).unwrap_err();
        assert!(!may_not_write(&error), "{error}");
    }
}
