//! One state serves one planet. Two that shared it would take each other's articles for deleted ones and
//! number their archive pages together.

use std::fs;
use std::path::{Path, PathBuf};

use super::BuildError;
use crate::config::Config;
use crate::model::stored::Print;
use crate::store::{Shown, Store};

/// Under this name the store remembers whose it is: the file, and where that publishes.
const TENANT: &str = "feeds.toml/";

/// Remembers that the store, at `state`, is that of `config`; an error where it is that of another file, which is
/// still there. A file in another folder that publishes in the same place is an earlier version of this one: whoever
/// keeps all versions of what he installs has them so.
pub fn claim(store: &mut Store, config: &Config, state: &Path) -> Result<(), BuildError> {
    // What is no file, such as a pipe, cannot come back.
    let (Some((folder, file)), Ok(place)) = (installed(&config.file), fs::canonicalize(state)) else {
        return Ok(());
    };
    // A folder that is moved or copied with its state is not another planet.
    let own = if place.starts_with(&folder) { file.strip_prefix(&folder).unwrap_or(&file) } else { &file };
    let own = own.to_string_lossy().into_owned();
    let output = &config.publish.dir;
    let output = fs::canonicalize(output).unwrap_or_else(|_| output.clone());
    let print = Print::of(&output.to_string_lossy());
    let is_another = |other: &Path, its_print: Print| {
        let is_version = its_print == print && other.parent() != Some(&folder);
        other.is_file() && !is_same(other, &file) && !is_version
    };
    let others = store.last_edition(TENANT)?.into_iter();
    let mut others = others.map(|(other, print)| (folder.join(other), print));
    if let Some((other, _)) = others.find(|(other, print)| is_another(other, *print)) {
        return Err(BuildError::StateOfAnother { state: state.to_owned(), other, file: config.file.clone() });
    }
    Ok(store.record_edition(TENANT, &[Shown { print, id: own }])?)
}

/// Whether both lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    one == other
        || fs::canonicalize(one).is_ok_and(|one| fs::canonicalize(other).is_ok_and(|other| one == other))
}

/// The folder of a file, and the file in it: where it is installed, wherever it is a link to.
fn installed(file: &Path) -> Option<(PathBuf, PathBuf)> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = fs::canonicalize(folder).ok()?;
    let installed = folder.join(file.file_name()?);
    installed.is_file().then_some((folder, installed))
}
