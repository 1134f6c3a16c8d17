//! The pages of local articles, where feedmill is the one that publishes them (`[articles] url` is
//! not set): a page for each article that was read in this run, at its former addresses too, with the files
//! that it needs.
//!
//! [`Press::put`] writes pages, [`Press::take_back`] removes what no article has any more. What
//! was put where is remembered in each article's stamp, and nothing else is ever removed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{BuildError, Output, preview};
use crate::articles::{Article, Asset, Life, Placed, Stamp};
use crate::atomic_file::{self, Written};
use crate::config::Config;
use crate::cores;
use crate::merge;
use crate::model::edition::Masthead;
use crate::model::stored::Print;
use crate::publish::{self, PublishError, Rendered, Templates};
use crate::store::{Shown, Store, StoreError};

/// Under this name the store remembers in which design the pages were made.
const DESIGN: &str = "articles/";

/// What [`Press::put`] did.
#[derive(Debug, Default)]
pub struct Put {
    pub pages: Vec<(PathBuf, Written)>,
    /// Each names the article.
    pub problems: Vec<String>,
}

/// Makes pages, each written before the next one is made.
pub struct Press<'a> {
    pub output: Output,
    config: &'a Config,
    templates: &'a Templates,
    masthead: Masthead,
}

impl<'a> Press<'a> {
    pub fn new(config: &'a Config, templates: &'a Templates, output: Output) -> Press<'a> {
        Press { output, config, templates, masthead: merge::masthead(&config.publish, None) }
    }

    /// Writes the pages of `articles` that feedmill publishes, copies the files that they need, and
    /// notes in each stamp what the article has in the output folder now. A page that would be
    /// invalid and a file that cannot be copied are problems, and tried again by the next run,
    /// which misses them.
    pub fn put(&self, articles: &mut [Article]) -> Result<Put, PublishError> {
        let live: Vec<&mut Article> =
            articles.iter_mut().filter(|article| article.life == Life::Live).collect();
        let made = cores::each(&live, 1, |article| self.put_one(article));
        let mut all = Put::default();
        for (article, made) in live.into_iter().zip(made) {
            let (placed, put) = made?;
            article.stamp.placed = placed;
            all.pages.extend(put.pages);
            all.problems.extend(put.problems);
        }
        Ok(all)
    }

    /// Also what the article has in the output folder now.
    fn put_one(&self, article: &Article) -> Result<(Vec<Placed>, Put), PublishError> {
        let mut put = Put::default();
        let Some(path) = &article.page else { return Ok((Vec::new(), put)) };
        let mut placed = vec![Placed { path: path.clone(), size: 0 }];
        match self.page(article, path) {
            Ok(mut page) => {
                let size = page.bytes.len() as u64;
                placed[0].size = size;
                placed.extend(article.former_pages.iter().map(|path| Placed { path: path.clone(), size }));
                for path in std::iter::once(path).chain(&article.former_pages) {
                    page.path = path.into();
                    let written = self.write(&page)?;
                    put.pages.push((page.path.clone(), written));
                }
            }
            Err(error) => put.problems.push(format!("{}: has no page: {error}", article.path)),
        }
        for asset in &article.assets {
            let size = fs::metadata(&asset.from).map_or(0, |meta| meta.len());
            placed.push(Placed { path: asset.to.clone(), size });
            if let Err(error) = self.copy(asset) {
                let from = asset.from.display();
                put.problems.push(format!("{}: cannot copy {from}: {error}", article.path));
            }
        }
        Ok((placed, put))
    }

    /// Removes those of `files` that no article in `known` has, and the folders that are empty then.
    pub fn take_back(
        &self,
        mut files: BTreeSet<String>,
        known: &BTreeMap<String, Stamp>,
    ) -> Result<(), BuildError> {
        if files.is_empty() || self.output == Output::Preview {
            return Ok(());
        }
        for file in known.values().flat_map(|stamp| &stamp.placed) {
            files.remove(&file.path);
        }
        for file in &files {
            remove(&self.config.publish.dir, Path::new(file))?;
        }
        Ok(())
    }

    fn page(&self, article: &Article, path: &str) -> Result<Rendered, PublishError> {
        let stamp = &article.stamp;
        let item = merge::article(&article.entry, &stamp.id, stamp.published, self.config);
        publish::article_page(&self.masthead, &item, path.into(), self.templates)
    }

    fn write(&self, page: &Rendered) -> Result<Written, PublishError> {
        let dir = &self.config.publish.dir;
        match self.output {
            Output::Publish => publish::write_page(dir, page),
            Output::Preview => Ok(preview::of(dir, page)),
        }
    }

    fn copy(&self, asset: &Asset) -> io::Result<()> {
        if self.output == Output::Publish {
            atomic_file::copy_if_changed(&asset.from, &self.config.publish.dir.join(&asset.to))?;
        }
        Ok(())
    }
}

/// Makes those articles be read anew whose files in the output folder are lost, or were cut short
/// when the machine went down, since they are not flushed one by one. Ids and dates stay.
pub fn forget_stamps_of_lost_pages(config: &Config, known: &mut BTreeMap<String, Stamp>) {
    let dir = &config.publish.dir;
    let is_whole = |file: &Placed| {
        fs::metadata(dir.join(&file.path)).is_ok_and(|meta| meta.is_file() && meta.len() == file.size)
    };
    known.values_mut().filter(|stamp| !stamp.placed.iter().all(is_whole)).for_each(read_anew);
}

/// A stamp that was made by no rules holds under none.
fn read_anew(stamp: &mut Stamp) {
    stamp.rules.clear();
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
        known.values_mut().for_each(read_anew);
    }
    Ok(())
}

/// Remembers the design once the pages are written.
pub fn remember_design(store: &mut Store, config: &Config, templates: &Templates) -> Result<(), StoreError> {
    store.record_edition(DESIGN, &[Shown { id: DESIGN.to_owned(), print: design(config, templates) }])
}

fn design(config: &Config, templates: &Templates) -> Print {
    let masthead = merge::masthead(&config.publish, None);
    let publish = &config.publish;
    Print::of(&format!("{masthead:?} {:?} {} {templates:?}", publish.title_format, publish.strip_tracking))
}

fn remove(dir: &Path, file: &Path) -> Result<(), PublishError> {
    let path = dir.join(file);
    match fs::remove_file(&path) {
        Err(source) if !is_nothing_there(&source) => return Err(PublishError::Write { path, source }),
        _ => {}
    }
    // The first name of the path is the folder of all pages, which stays.
    let folders = file.ancestors().skip(1).filter(|folder| folder.components().count() > 1);
    for folder in folders {
        // What else is in it is not feedmill's.
        if fs::remove_dir(dir.join(folder)).is_err() {
            break;
        }
    }
    Ok(())
}

fn is_nothing_there(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
