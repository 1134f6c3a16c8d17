//! One state serves one planet. Two that shared it would take each other's articles for deleted ones and
//! number their archive pages together.

use std::fs;
use std::path::{Path, PathBuf};

use super::BuildError;
use crate::config::Config;
use crate::model::stored::Print;
use crate::store::{Shown, Store};

/// Under this name the store remembers whose it is.
const TENANT: &str = "feeds.toml/";

/// Remembers that the store, at `state`, is that of `config`; an error where it is that of another file, which is
/// still there.
pub fn claim(store: &mut Store, config: &Config, state: &Path) -> Result<(), BuildError> {
    // What is no file, such as a pipe, cannot come back.
    let (Ok(file), Ok(place)) = (fs::canonicalize(&config.file), fs::canonicalize(state)) else {
        return Ok(());
    };
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else { return Ok(()) };
    // A folder that is moved or copied with its state is not another planet.
    let own = if place.starts_with(folder) { PathBuf::from(name) } else { file.clone() };
    let own = own.to_string_lossy().into_owned();
    let others = store.last_edition(TENANT)?.into_keys().map(|other| folder.join(other));
    if let Some(other) = others.into_iter().find(|other| *other != file && other.is_file()) {
        return Err(BuildError::StateOfAnother { state: state.to_owned(), other, file: config.file.clone() });
    }
    Ok(store.record_edition(TENANT, &[Shown { print: Print::of(&own), id: own }])?)
}
