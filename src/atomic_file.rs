//! Files that are whole or unchanged, never half written.
//!
//! What a killed process leaves behind of its writing has a name of its own, by which [`sweep`]
//! finds it.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// How the names of files begin that are not whole yet.
const UNFINISHED: &str = ".feedmill-";
const UNFINISHED_END: &str = ".part";

/// No output is nested deeper; a folder that is was made by somebody else.
const DEEPEST: usize = 16;

/// Replaces the file at `path` by `bytes`: written beside it, flushed to disk, renamed over it. What
/// is no file that could be replaced (`/dev/stdout`, a named pipe) is written to.
///
/// # Errors
/// What the file system says; the old file then stands unchanged.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if is_no_file(path) {
        return open_as_it_is(path)?.write_all(bytes);
    }
    replace(path, |file| {
        file.write_all(bytes)?;
        file.sync_all()
    })
}

/// As [`write()`], but by what `content` writes, of which only a part is in memory at once; and the disk is
/// not waited for: what a power cut destroys, the next run writes again.
///
/// # Errors
/// As [`write()`], and what `content` says.
pub fn write_by(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> io::Result<()> {
    let whole = |file: &File| {
        let mut file = BufWriter::new(file);
        content(&mut file)?;
        file.flush()
    };
    if is_no_file(path) { whole(&open_as_it_is(path)?) } else { replace(path, |file| whole(file)) }
}

fn is_no_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir())
}

fn open_as_it_is(path: &Path) -> io::Result<File> {
    fs::OpenOptions::new().write(true).open(path)
}

fn replace(path: &Path, content: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let path = &behind_links(path);
    let mut file = unfinished_for(path)?;
    content(file.as_file_mut())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Which file `path` stands for: a link stays a link, and what it points to is replaced, or made
/// where it is not there yet.
pub fn behind_links(path: &Path) -> PathBuf {
    match fs::read_link(path) {
        Ok(to) => fs::canonicalize(path).unwrap_or_else(|_| folder_of(path).join(to)),
        Err(_) => path.to_owned(),
    }
}

/// A new file beside `path` that takes its name when it is whole. Whoever may read the one that it will
/// replace may read it, else whom the umask lets: a web server, mostly.
///
/// # Errors
/// What the file system says.
pub fn unfinished_for(path: &Path) -> io::Result<NamedTempFile> {
    // By an opening of our own: the error of `tempfile`'s names a file that nobody knows.
    let create = |name: &Path| fs::OpenOptions::new().read(true).write(true).create_new(true).open(name);
    let mut builder = tempfile::Builder::new();
    let file = builder.prefix(UNFINISHED).suffix(UNFINISHED_END).make_in(folder_of(path), create)?;
    if let Ok(old) = fs::metadata(path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(file)
}

/// Removes what killed processes left unfinished in `folder` and below. Only for who knows that
/// nobody writes there now. What cannot be removed stays.
pub fn sweep(folder: &Path) {
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            // Of a link this is neither: what it points to is not ours to sweep.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && depth < DEEPEST {
                folders.push((entry.path(), depth + 1));
            } else if kind.is_file() && is_unfinished(&entry.file_name()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn is_unfinished(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(UNFINISHED) && name.ends_with(UNFINISHED_END))
}

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Changed,
    Unchanged,
}

/// As [`write()`], but leaves a file that holds `bytes` already alone, times included, makes the folders, and
/// does not wait for the disk: for what can be made again, in numbers for which that would take too long. A
/// crash of the machine may cut the file short.
///
/// # Errors
/// As [`write()`].
pub fn replace_if_changed(path: &Path, bytes: &[u8]) -> io::Result<Written> {
    let same_size = fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64);
    if same_size && fs::read(path)? == bytes {
        return Ok(Written::Unchanged);
    }
    replace_by(path, bytes)
}

/// Copies the file `from` over `to`, unless both hold the same. Folders are made, and the disk is
/// not waited for, as with [`replace_if_changed`].
///
/// # Errors
/// As [`write()`].
pub fn copy_if_changed(from: &Path, to: &Path) -> io::Result<Written> {
    let length = fs::metadata(from)?.len();
    let same_size = fs::metadata(to).is_ok_and(|target| target.is_file() && target.len() == length);
    // A file of the same size may be another one whatever its times say: `cp -p`, an older picture.
    if same_size && hold_the_same(fs::File::open(from)?, fs::File::open(to)?)? {
        return Ok(Written::Unchanged);
    }
    replace_by(to, fs::File::open(from)?)
}

fn replace_by(path: &Path, mut content: impl Read) -> io::Result<Written> {
    fs::create_dir_all(folder_of(path))?;
    let mut file = unfinished_for(path)?;
    io::copy(&mut content, &mut file)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(Written::Changed)
}

/// Episodes are large: neither is read into memory as a whole.
fn hold_the_same(one: fs::File, other: fs::File) -> io::Result<bool> {
    const PART: usize = 64 * 1024;
    let (mut one, mut other) = (BufReader::with_capacity(PART, one), BufReader::with_capacity(PART, other));
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let length = left.len().min(right.len());
        if length == 0 {
            return Ok(left.is_empty() && right.is_empty());
        }
        if left[..length] != right[..length] {
            return Ok(false);
        }
        one.consume(length);
        other.consume(length);
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equal_file_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("feed.xml");
        assert_eq!(replace_if_changed(&path, b"one").unwrap(), Written::Changed);
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(replace_if_changed(&path, b"one").unwrap(), Written::Unchanged);
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
        assert_eq!(replace_if_changed(&path, b"two").unwrap(), Written::Changed);
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_litter() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("taken");
        fs::create_dir(&path).unwrap();
        fs::create_dir(path.join("inside")).unwrap();
        assert!(write(&path, b"x").is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_the_system_says_names_no_file_that_nobody_knows() {
        let dir = tempfile::tempdir().unwrap();
        let error = write(&dir.path().join("nowhere/feed.xml"), b"x").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(!error.to_string().contains(UNFINISHED), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_also_where_its_file_is_not_there_yet() {
        let dir = tempfile::tempdir().unwrap();
        let (link, target) = (dir.path().join("feed.xml"), dir.path().join("real.xml"));
        std::os::unix::fs::symlink("real.xml", &link).unwrap();
        for content in [b"one", b"two"] {
            write(&link, content).unwrap();
            assert!(link.is_symlink());
            assert_eq!(fs::read(&target).unwrap(), content);
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_written_to_and_not_replaced() {
        use std::os::unix::fs::FileTypeExt;
        let dir = tempfile::tempdir().unwrap();
        let socket = dir.path().join("socket");
        let _bound = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(write(&socket, b"x").is_err(), "a socket cannot be opened");
        assert!(fs::metadata(&socket).unwrap().file_type().is_socket());
    }

    #[test]
    fn a_copy_of_the_same_size_is_told_by_its_content() {
        let dir = tempfile::tempdir().unwrap();
        let (from, to) = (dir.path().join("a.png"), dir.path().join("deep/b.png"));
        let long = vec![b'x'; 200_000];
        write(&from, &long).unwrap();
        assert_eq!(copy_if_changed(&from, &to).unwrap(), Written::Changed);
        assert_eq!(copy_if_changed(&from, &to).unwrap(), Written::Unchanged);
        let mut other = long;
        other[199_999] = b'y';
        write(&from, &other).unwrap();
        let times = fs::FileTimes::new().set_modified(std::time::UNIX_EPOCH);
        fs::File::options().write(true).open(&from).unwrap().set_times(times).unwrap();
        assert_eq!(copy_if_changed(&from, &to).unwrap(), Written::Changed);
        assert_eq!(fs::read(&to).unwrap(), other);
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_for_whom_the_umask_lets_and_a_replaced_one_for_whom_it_was() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let mode = |name: &str| fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777;
        fs::File::create(dir.path().join("by the system")).unwrap();
        let path = dir.path().join("feed.xml");
        write(&path, b"one").unwrap();
        assert_eq!(mode("feed.xml"), mode("by the system"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(mode("feed.xml"), 0o640);
    }

    #[test]
    fn only_what_is_unfinished_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        let kept = [dir.path().join(".feedmill-notes"), deep.join("x.part"), deep.join("feed.xml")];
        for path in &kept {
            write(path, b"x").unwrap();
        }
        for folder in [dir.path(), &deep] {
            unfinished_for(&folder.join("feed.xml")).unwrap().keep().unwrap();
        }
        sweep(dir.path());
        assert!(kept.iter().all(|path| path.exists()));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count() + fs::read_dir(&deep).unwrap().count(), 4);
        sweep(&dir.path().join("nowhere"));
    }

    #[test]
    fn a_bare_file_name_is_written_in_the_current_folder() {
        assert_eq!(folder_of(Path::new("feed.xml")), Path::new("."));
    }
}
