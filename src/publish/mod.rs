//! The edition as files: [`render`] makes every format of one edition and checks it, [`write()`]
//! puts the files of a whole build in place.
//!
//! One file a format; each writer escapes for its format and decides nothing, since the edition
//! is clean already. [`validate`] is the gate behind them: what it finds wrong is withheld or
//! refused, so that a good file is never replaced by a bad one. Nothing here asks the time,
//! reads the store or talks to the network.

mod atom;
mod atom_link;
mod compress;
mod error;
mod extension;
mod format;
mod gate;
mod json_feed;
mod podcast;
mod rss;
mod text;
mod write;

pub mod archive;
pub mod opml;
pub mod page;
pub mod validate;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use url::Url;

use crate::atomic_file::Written;
use crate::config::{Compression, Files};
use crate::cores;
use crate::model::Edition;
use crate::model::edition::Masthead;

pub use archive::Paging;
pub use error::PublishError;
use format::Format;
pub use page::{Templates, article_page};
pub use validate::{Fault, Level};
pub use write::{write, write_page};

/// Where and how one edition is rendered: the main one, or a view.
#[derive(Debug, Clone, Copy)]
pub struct Layout<'a> {
    /// The edition's folder inside the output folder: empty, or the name of the view.
    pub folder: &'a Path,
    pub files: &'a Files,
    pub templates: &'a Templates,
    /// Siblings that a web server may send instead (`gzip_static` and the like).
    pub compress: &'a [Compression],
    /// The number of archive pages that exist once this build is written (RFC 5005); 0: none.
    pub archive_pages: u32,
}

/// What a file is, and so what must hold of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Rss,
    Atom,
    JsonFeed,
    Opml,
    /// HTML from the built-in template.
    Page,
    /// HTML from a template of the user's, who answers for it.
    OwnPage,
    /// A compressed sibling of another file.
    Compressed,
}

/// One file, not written yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Relative to the output folder.
    pub path: PathBuf,
    pub kind: Kind,
    /// Where it will be served; what its self link must say.
    pub address: Option<Url>,
    pub bytes: Vec<u8>,
}

/// The files of one edition, all checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    pub files: Vec<Rendered>,
    /// Items that no valid file could hold, each with the reason. Never silent: report them.
    pub withheld: Vec<Withheld>,
    /// What a validator would remark on without calling the file wrong.
    pub warnings: Vec<Fault>,
}

/// An item, or a source in the blogroll, left out by the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// Of the item or of the source.
    pub id: String,
    pub fault: Fault,
}

/// A WebSub topic whose content changed, and a hub that should hear of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ping {
    pub hub: Url,
    pub topic: Url,
}

/// Makes and checks every file of `edition`. An item that would make a file invalid is left out
/// and reported; a fault that lies in no item fails the build.
pub fn render(edition: &Edition, layout: &Layout<'_>) -> Result<Build, PublishError> {
    let mut build = gate::passed(edition, &|edition| draw(edition, layout))?;
    compress::add_siblings(&mut build.files, layout.compress)?;
    Ok(build)
}

/// Every file of `edition`, unchecked. The last formats are those that list all sources.
fn draw(edition: &Edition, layout: &Layout<'_>) -> gate::Drawn {
    let paging = Paging::current(edition, layout.archive_pages);
    let wanted = Format::ALL.into_iter().filter_map(|format| Some((format, format.file(layout.files)?)));
    let wanted: Vec<(Format, &String)> = wanted.collect();
    let drawn = cores::each(&wanted, 1, |(format, name)| {
        Ok(Rendered {
            path: layout.folder.join(name),
            kind: format.kind(layout),
            address: format.address(&edition.masthead.addresses).cloned(),
            bytes: format.document(edition, &paging, layout)?,
        })
    });
    drawn.into_iter().collect()
}

/// When the edition last changed. One without items has no date, and formats demand one: then
/// the earliest that validators believe.
fn changed(edition: &Edition) -> DateTime<Utc> {
    const EARLIEST: DateTime<Utc> =
        DateTime::from_timestamp(631_152_000, 0).expect("1990-01-01 is within range");
    edition.updated.max(EARLIEST)
}

/// The hubs to tell, and of which topics: the feeds that `written` says have changed.
pub fn pings(masthead: &Masthead, layout: &Layout<'_>, written: &[(PathBuf, Written)]) -> Vec<Ping> {
    Format::FEEDS
        .into_iter()
        .filter_map(|format| {
            let path = layout.folder.join(format.file(layout.files)?);
            Some((path, format.address(&masthead.addresses)?))
        })
        .filter(|(path, _)| written.contains(&(path.clone(), Written::Changed)))
        .flat_map(|(_, topic)| {
            masthead.hubs.iter().map(|hub| Ping { hub: hub.clone(), topic: topic.clone() })
        })
        .collect()
}
