//! The pages of local articles, where feedmill is the one that publishes them (`[articles] url` is
//! not set): a page for each article that was read in this run, with the files that it needs.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use url::Url;

use super::BuildError;
use super::articles::Local;
use crate::articles::{Article, Life, Stamp};
use crate::atomic_file;
use crate::config::Config;
use crate::merge;
use crate::model::edition::Masthead;
use crate::model::stored::Print;
use crate::publish::{self, PublishError, Rendered, Templates};
use crate::store::{Shown, Store, StoreError};

/// Under this name the store remembers in which design the pages were made.
const DESIGN: &str = "articles/";

/// Pages, not written yet.
#[derive(Debug, Default)]
pub struct Pages {
    pub files: Vec<Rendered>,
    /// Each a sentence for people.
    pub problems: Vec<String>,
}

/// Makes the pages of `local`. A page that would be invalid is left out, and said.
pub fn render(config: &Config, masthead: &Masthead, local: &Local, templates: &Templates) -> Pages {
    let mut pages = Pages::default();
    for article in local.articles.iter().filter(|article| article.life == Life::Live) {
        let Some(page) = &article.page else { continue };
        let stamp = &article.stamp;
        let item = merge::article(&article.entry, &stamp.id, stamp.published, config);
        match publish::article_page(masthead, &item, page.into(), templates) {
            Ok(file) => pages.files.push(file),
            Err(error) => pages.problems.push(format!("{}: has no page: {error}", article.path)),
        }
    }
    pages
}

/// Puts the files in place that the articles refer to, and takes the pages away of those that are
/// published no more.
pub fn put_beside(config: &Config, local: &Local) -> Result<Vec<String>, BuildError> {
    let dir = &config.publish.dir;
    let mut problems = Vec::new();
    for article in &local.articles {
        match article.life {
            Life::Live => problems.extend(copy_assets(dir, article)),
            _ => take_back(config, &article.stamp.link)?,
        }
    }
    for link in &local.taken_back {
        take_back(config, link)?;
    }
    Ok(problems)
}

/// Makes all articles be read anew where the pages would look different: another design, another
/// masthead. Their ids and dates stay.
pub fn forget_stamps_of_another_design(
    store: &Store,
    config: &Config,
    templates: &Templates,
    known: &mut BTreeMap<String, Stamp>,
) -> Result<(), StoreError> {
    if store.last_edition(DESIGN)?.get(DESIGN) != Some(&design(config, templates)) {
        for stamp in known.values_mut() {
            stamp.rules.clear();
        }
    }
    Ok(())
}

/// Remembers the design once the pages are written.
pub fn remember_design(store: &mut Store, config: &Config, templates: &Templates) -> Result<(), StoreError> {
    store.record_edition(DESIGN, &[Shown { id: DESIGN.to_owned(), print: design(config, templates) }])
}

fn design(config: &Config, templates: &Templates) -> Print {
    let publish = &config.publish;
    let masthead =
        (&publish.title, &publish.link, &publish.language, &publish.author, &publish.rights, &publish.icon);
    Print::of(&format!("{masthead:?} {templates:?}"))
}

/// A file that cannot be copied costs a picture, not the build.
fn copy_assets(dir: &Path, article: &Article) -> Vec<String> {
    let copy = |asset: &crate::articles::Asset| {
        let error = atomic_file::copy_if_changed(&asset.from, &dir.join(&asset.to)).err()?;
        Some(format!("{}: cannot copy {}: {error}", article.path, asset.from.display()))
    };
    article.assets.iter().filter_map(copy).collect()
}

fn take_back(config: &Config, link: &str) -> Result<(), BuildError> {
    let Some(page) = page_of(config, link) else { return Ok(()) };
    let path = config.publish.dir.join(page);
    match fs::remove_file(&path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(PublishError::Write { path, source }.into())
        }
        _ => Ok(()),
    }
}

/// The page that feedmill wrote for the article at `link`; `None`: the page is on the author's site.
fn page_of(config: &Config, link: &str) -> Option<PathBuf> {
    config.articles.as_ref().filter(|articles| articles.url.is_none())?;
    let address = Url::parse(link).ok()?;
    let relative = config.publish.base_url.make_relative(&address)?;
    let inside = relative.starts_with("articles/") && !relative.split('/').any(|part| part == "..");
    inside.then(|| PathBuf::from(relative).join("index.html"))
}
