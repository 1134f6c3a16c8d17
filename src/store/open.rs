//! Opening the state file: the lock, the folder, the schema, and what is done about a file that
//! is damaged, foreign or newer.
//!
//! A damaged file is never deleted: it is set aside under a name that says so, and a new one is
//! begun. A newer one and another program's are left alone and refused.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::checkpoint::Checkpoint;
use super::{StoreError, migrations, reading};
use crate::model::stored::EntryRow;

/// Up to this size every page is looked at when the file is opened; that takes some ten milliseconds.
const CHECKED_WHOLE: u64 = 8 << 20;

/// The log is moved into the file when it has so many pages (64 MB), and at the end: each time costs
/// the disk three syncs, for which the run waits.
const CHECKPOINT_PAGES: i32 = 16_384;

/// Negative: in KiB. So much is kept of the pages that a run reads and writes over and over.
const PAGES_AT_WORK: i32 = -32_000;

/// As [`PAGES_AT_WORK`], for who goes through the store once.
const PAGES_AT_REST: i32 = -2_000;

/// A reader waits so long for a writer's checkpoint.
pub const BUSY: Duration = Duration::from_secs(5);

/// The state, opened. One process writes at a time.
#[derive(Debug)]
pub struct Store {
    /// Before the connection: the last that closes tidies the log away.
    pub(super) checkpoint: Checkpoint,
    pub(super) connection: Connection,
    /// Entries whose contents could not be read back: see [`Store::mend`].
    pub(super) damaged: RefCell<BTreeSet<EntryRow>>,
    /// Held until the store is dropped.
    _lock: Option<File>,
}

/// Something that the user must be told about the opening.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Notice {
    #[error("the state file {} is unusable ({reason}): it was kept as {}, and a new state is begun", .file.display(), .kept.display())]
    SetAside { file: PathBuf, kept: PathBuf, reason: String },
}

impl Store {
    /// Opens the state in `path` for writing, making folder and file where there are none.
    pub fn open(path: &Path) -> Result<(Store, Vec<Notice>), StoreError> {
        let folder = folder_of(path);
        create_private(folder)?;
        let lock = lock(&companion(path, "lock"))?;
        let mut notices = Vec::new();
        if let Some(reason) = unusable(path)? {
            notices.push(set_aside(path, reason)?);
        }
        let connection = match connect(path) {
            Err(StoreError::Damaged(error)) => {
                notices.push(set_aside(path, error.to_string())?);
                connect(path)?
            }
            other => other?,
        };
        Ok((Store::on(connection, Some(lock)), notices))
    }

    /// Opens the state for looking at it, also while a build runs, and where it may only be read. A file of an
    /// earlier version is brought up to date first.
    pub fn open_reading(path: &Path) -> Result<Store, StoreError> {
        match path.try_exists() {
            Ok(true) => {}
            Ok(false) => return Err(StoreError::Missing(path.to_owned())),
            // Mostly somebody else's state, which is private.
            Err(source) => {
                return Err(StoreError::Io { action: "look into", path: path.to_owned(), source });
            }
        }
        let connection = reading::connect(path)?;
        check_owner(&connection, path)?;
        match version(&connection, path)? {
            0 => return Err(StoreError::Missing(path.to_owned())),
            migrations::CURRENT => {}
            _ => {
                let _lock = lock(&companion(path, "lock"))?;
                connect(path)?;
            }
        }
        connection.pragma_update(None, "query_only", true)?;
        Ok(Store::on(connection, None))
    }

    fn on(connection: Connection, lock: Option<File>) -> Store {
        Store { checkpoint: Checkpoint::default(), connection, damaged: RefCell::default(), _lock: lock }
    }

    /// Gives back the memory in which pages were kept, and keeps few from now on: what is still to come reads
    /// each page once, and needs memory without the store.
    pub fn rest(&self) -> Result<(), StoreError> {
        self.connection.pragma_update(None, "cache_size", PAGES_AT_REST)?;
        Ok(self.connection.execute_batch("PRAGMA shrink_memory")?)
    }

    /// Nothing is known yet: ids and dates may be taken over from what was published last. Asked of
    /// the content and not of the file, which a run that died at once has left behind.
    pub fn is_new(&self) -> Result<bool, StoreError> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM entries) AND NOT EXISTS (SELECT 1 FROM adopted)";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }
}

/// Opens the file for writing, looked through and brought up to date.
fn connect(path: &Path) -> Result<Connection, StoreError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    check_owner(&connection, path)?;
    let version = version(&connection, path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // With WAL a power cut may lose the last transaction, never the file.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "cache_size", PAGES_AT_WORK)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    // Else a statement is prepared anew whenever a value bound to its LIMIT changes.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    check_pages(&connection, path)?;
    migrations::apply(&mut connection, version)?;
    Ok(connection)
}

fn version(connection: &Connection, path: &Path) -> Result<usize, StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match usize::try_from(found) {
        Ok(version) if version <= migrations::CURRENT => Ok(version),
        _ => Err(StoreError::Newer { path: path.to_owned(), found, known: migrations::CURRENT }),
    }
}

/// A database without our mark that holds tables is another program's, which may be using it.
fn check_owner(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let mark: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if mark == migrations::APPLICATION || tables == 0 {
        Ok(())
    } else {
        Err(StoreError::Foreign(path.to_owned()))
    }
}

/// Unless that would take too long at each start.
fn check_pages(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let length = fs::metadata(path).map_or(0, |meta| meta.len());
    if length > CHECKED_WHOLE {
        return Ok(());
    }
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(damaged(verdict)) }
}

fn damaged(what: String) -> StoreError {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    StoreError::Damaged(rusqlite::Error::SqliteFailure(code, Some(what)))
}

/// Bytes with which every SQLite file begins.
const HEADER: u64 = 100;

/// Why the file at `path` cannot be a state of feedmill's, seen from its first bytes and its length.
fn unusable(path: &Path) -> Result<Option<String>, StoreError> {
    let mut head = Vec::new();
    match File::open(path).and_then(|file| file.take(HEADER).read_to_end(&mut head)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        // SQLite makes an empty file before it writes the first page: a killed first run.
        Ok(0) => return Ok(None),
        other => other.map_err(|source| StoreError::Io { action: "read", path: path.to_owned(), source })?,
    };
    if (head.len() as u64) < HEADER || !head.starts_with(b"SQLite format 3\0") {
        return Ok(Some("it is no SQLite file".to_owned()));
    }
    let number = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let page = match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let length = fs::metadata(path).map_or(0, |meta| meta.len());
    let expected = page * u64::from(number(28));
    if length < expected && !has_log(path) {
        return Ok(Some(format!("it is truncated: {length} of {expected} bytes")));
    }
    Ok(None)
}

/// A write-ahead log holds pages that the file itself does not have yet.
pub fn has_log(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|meta| meta.len() > 0)
}

/// Renames the file, with what SQLite keeps beside it, to the first free `NAME.broken-N`.
fn set_aside(path: &Path, reason: String) -> Result<Notice, StoreError> {
    let kept = (1..=u32::MAX)
        .map(|number| beside(path, &format!(".broken-{number}")))
        .find(|name| !name.exists())
        .expect("the numbers do not end before the names do");
    let failed = |source| StoreError::Io {
        action: "set aside the unusable state file",
        path: path.to_owned(),
        source,
    };
    fs::rename(path, &kept).map_err(failed)?;
    for suffix in ["-wal", "-shm"] {
        let log = beside(path, suffix);
        if log.exists() {
            fs::rename(&log, beside(&kept, suffix)).map_err(failed)?;
        }
    }
    Ok(Notice::SetAside { file: path.to_owned(), kept, reason })
}

/// The file of that name which goes with the state in `path`: of several in one folder each has its own.
pub fn companion(path: &Path, name: &str) -> PathBuf {
    match path.file_name() {
        Some(own) if own != "state.db" => beside(path, &format!(".{name}")),
        _ => folder_of(path).join(name),
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// What was fetched may hold private feeds: the folder is for its owner only. A folder that the
/// user made keeps the mode that it has.
fn create_private(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| StoreError::Io {
        action: "create the folder",
        path: folder.to_owned(),
        source,
    })
}

fn lock(path: &Path) -> Result<File, StoreError> {
    let failed = |source| StoreError::Io { action: "lock", path: path.to_owned(), source };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked(path.to_owned())),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}
