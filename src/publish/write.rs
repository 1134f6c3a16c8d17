//! The files of a build into the output folder: [`write()`].
//!
//! Everything was made and checked before. Changed files are first staged beside their places
//! and flushed, so that a full disk is met while every old file still stands, and only then
//! renamed over the old ones: whatever happens, each file is whole, old or new.

use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::TempPath;

use crate::atomic_file::{self, Written};

use super::{Kind, PublishError, Rendered, compress};

/// Puts `files` into `dir`. Equal files keep their times; compressed siblings that are no longer
/// made go, since a server would send their old content. A file of a format that was switched
/// off stays: its subscribers are better off with an old file than with none, and feedmill does
/// not delete what it did not just make.
pub fn write(dir: &Path, files: &[Rendered]) -> Result<Vec<(PathBuf, Written)>, PublishError> {
    if let Some(file) = files.iter().find(|file| !is_inside(&file.path)) {
        return Err(PublishError::OutsideFolder { path: file.path.clone() });
    }
    let mut staged = Vec::new();
    for file in files {
        let path = atomic_file::behind_links(&dir.join(&file.path));
        match stage(&path, &file.bytes) {
            Ok(changed) => staged.push((file.path.clone(), path, changed)),
            Err(source) => return Err(PublishError::Write { path, source }),
        }
    }
    let mut written = Vec::with_capacity(staged.len());
    for (name, path, changed) in staged {
        let outcome = if changed.is_some() { Written::Changed } else { Written::Unchanged };
        if let Some(new) = changed {
            new.persist(&path).map_err(|error| PublishError::Write { path, source: error.error })?;
        }
        written.push((name, outcome));
    }
    remove_stale_siblings(dir, files)?;
    Ok(written)
}

/// Puts the page of one article into `dir`, unless it stands there already. Pages are written one
/// by one and before the feeds that link to them: each is whole, but they may be more than fit
/// into memory, and flushing each to disk would take longer than all else. They can be made again.
pub fn write_page(dir: &Path, page: &Rendered) -> Result<Written, PublishError> {
    if !is_inside(&page.path) {
        return Err(PublishError::OutsideFolder { path: page.path.clone() });
    }
    let path = dir.join(&page.path);
    let written = atomic_file::replace_if_changed(&path, &page.bytes);
    written.map_err(|source| PublishError::Write { path, source })
}

/// Relative, and without a step upwards.
fn is_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_))) && path.file_name().is_some()
}

/// The new content of `path` in a flushed file beside it; `None` where `path` holds it already. The
/// file is closed: a build may stage more files than a process may have open.
fn stage(path: &Path, bytes: &[u8]) -> io::Result<Option<TempPath>> {
    let same_size = fs::metadata(path).is_ok_and(|old| old.is_file() && old.len() == bytes.len() as u64);
    if same_size && fs::read(path)? == bytes {
        return Ok(None);
    }
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        // Such as a device, behind a link.
        Ok(there) if !there.is_file() => return Err(io::ErrorKind::AlreadyExists.into()),
        _ => {}
    }
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    let mut file = atomic_file::unfinished_for(path)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(Some(file.into_temp_path()))
}

fn remove_stale_siblings(dir: &Path, files: &[Rendered]) -> Result<(), PublishError> {
    for file in files.iter().filter(|file| file.kind != Kind::Compressed) {
        for way in compress::ALL {
            let name = compress::sibling(&file.path, way);
            if files.iter().any(|file| file.path == name) {
                continue;
            }
            let path = dir.join(name);
            match fs::remove_file(&path) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(PublishError::Write { path, source });
                }
                _ => {}
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Rendered {
        let is_sibling = Path::new(path).extension().is_some_and(|ending| ending == "gz");
        let kind = if is_sibling { Kind::Compressed } else { Kind::Rss };
        Rendered { path: path.into(), kind, address: None, bytes: text.as_bytes().to_vec() }
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn only_what_changed_is_touched() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &[file("a.xml", "one"), file("view/b.xml", "two")]).unwrap();
        let before = fs::metadata(dir.path().join("a.xml")).unwrap().modified().unwrap();
        let written = write(dir.path(), &[file("a.xml", "one"), file("view/b.xml", "three")]).unwrap();
        assert_eq!(written, [("a.xml".into(), Written::Unchanged), ("view/b.xml".into(), Written::Changed)]);
        assert_eq!(fs::metadata(dir.path().join("a.xml")).unwrap().modified().unwrap(), before);
        assert_eq!(fs::read_to_string(dir.path().join("view/b.xml")).unwrap(), "three");
    }

    #[test]
    fn nothing_is_replaced_when_one_file_cannot_be_staged() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &[file("a.xml", "old")]).unwrap();
        fs::create_dir(dir.path().join("b.xml")).unwrap();
        let error = write(dir.path(), &[file("a.xml", "new"), file("b.xml", "new")]).unwrap_err();
        assert!(error.to_string().contains("b.xml"), "{error}");
        assert_eq!(fs::read_to_string(dir.path().join("a.xml")).unwrap(), "old");
        assert_eq!(names(dir.path()), ["a.xml", "b.xml"], "no litter");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_linked_elsewhere_is_written_there() {
        let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (link, target) = (dir.path().join("a.xml"), elsewhere.path().join("served.xml"));
        std::os::unix::fs::symlink(&target, &link).unwrap();
        for text in ["one", "two"] {
            write(dir.path(), &[file("a.xml", text)]).unwrap();
            assert!(link.is_symlink());
            assert_eq!(fs::read_to_string(&target).unwrap(), text);
        }
        fs::remove_file(&target).unwrap();
        let _bound = std::os::unix::net::UnixListener::bind(&target).unwrap();
        assert!(write(dir.path(), &[file("a.xml", "x")]).is_err(), "what is no file is not replaced");
    }

    #[test]
    fn a_sibling_that_is_no_longer_made_goes_and_a_format_switched_off_stays() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &[file("a.xml", "1"), file("a.xml.gz", "z"), file("b.xml", "2")]).unwrap();
        write(dir.path(), &[file("a.xml", "1")]).unwrap();
        assert_eq!(names(dir.path()), ["a.xml", "b.xml"]);
    }

    #[test]
    fn no_file_lands_outside_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        for path in ["../evil.xml", "/etc/evil.xml", "a/../../evil.xml", ""] {
            let error = write(dir.path(), &[file(path, "x")]).unwrap_err();
            assert!(matches!(error, PublishError::OutsideFolder { .. }), "{path}: {error}");
        }
    }
}
