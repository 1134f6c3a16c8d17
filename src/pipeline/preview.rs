//! What writing would change, found out without writing.

use std::fs;
use std::path::Path;

use crate::atomic_file::Written;
use crate::publish::Rendered;

/// What `publish` would answer of `file` in `dir`.
pub fn of(dir: &Path, file: &Rendered) -> Written {
    let stands = fs::read(dir.join(&file.path)).is_ok_and(|old| old == file.bytes);
    if stands { Written::Unchanged } else { Written::Changed }
}
