//! Files that are whole or unchanged, never half written.
//!
//! What a killed process leaves behind of its writing has a name of its own, by which [`sweep`]
//! finds it.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// How the names of files begin that are not whole yet.
const UNFINISHED: &str = ".feedmill-";
const UNFINISHED_END: &str = ".part";

/// No output is nested deeper; a folder that is was made by somebody else.
const DEEPEST: usize = 16;

/// Replaces the file at `path` by `bytes`: written beside it, flushed to disk, renamed over it.
///
/// # Errors
/// What the file system says; the old file then stands unchanged.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, |file| file.write_all(bytes))
}

/// As [`write()`], but by what `content` writes, of which only a part is in memory at once.
///
/// # Errors
/// As [`write()`], and what `content` says.
pub fn write_by(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> io::Result<()> {
    replace(path, |file| {
        let mut file = BufWriter::new(file.as_file());
        content(&mut file)?;
        file.flush()
    })
}

fn replace(path: &Path, content: impl FnOnce(&mut NamedTempFile) -> io::Result<()>) -> io::Result<()> {
    // A link stays a link: what it points to is replaced.
    let target = fs::canonicalize(path);
    let path = target.as_deref().unwrap_or(path);
    let folder = folder_of(path);
    let mut file = unfinished_in(folder)?;
    content(&mut file)?;
    file.as_file().sync_all()?;
    set_published_mode(file.as_file(), path)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A new file in `folder` that takes its own name when it is whole. It is private (0600).
///
/// # Errors
/// What the file system says.
pub fn unfinished_in(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(UNFINISHED).suffix(UNFINISHED_END).tempfile_in(folder)
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
/// does not wait for the disk: for what can be made again, in numbers for which that would take too long. A crash of the machine may cut the
/// file short.
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
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    let mut file = unfinished_in(folder)?;
    io::copy(&mut content, &mut file)?;
    set_published_mode(file.as_file(), path)?;
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

/// A temporary file is private (0600); a published one keeps the mode of the file that it
/// replaces, else is readable by all, as a web server needs it.
#[cfg(unix)]
fn set_published_mode(file: &fs::File, path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let mode = fs::metadata(path).map_or(0o644, |meta| meta.mode() & 0o777);
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_published_mode(_: &fs::File, _: &Path) -> io::Result<()> {
    Ok(())
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
            unfinished_in(folder).unwrap().keep().unwrap();
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
