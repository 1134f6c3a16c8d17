//! The author's own files that an article refers to: where each is, and under which address it is published.

use std::fs;
use std::path::{Path, PathBuf};

use url::Url;

use super::links::{Place, has_scheme, is_rooted, parted};
use crate::articles::address::encoded;
use crate::articles::stamp::FileState;

/// A file that a reference names.
#[derive(Debug, Clone)]
pub struct LocalFile {
    pub full: PathBuf,
    pub length: u64,
    pub url: String,
}

impl Place<'_> {
    /// The file that `reference` names, if it is one of the author's own.
    pub fn local(&mut self, reference: &str) -> Option<LocalFile> {
        let reference = reference.trim();
        if has_scheme(reference) || reference.starts_with("//") {
            return None;
        }
        let reference = self.unmarked(reference);
        let (path, _) = parted(&reference);
        let inside = self.inside(path)?;
        self.file_at(&inside, path)
    }

    /// The address that a missing file would have; once it is there the article is read again.
    pub fn expected(&mut self, reference: &str) -> Option<String> {
        let (path, _) = parted(reference.trim());
        if let Some(inside) = self.inside(path) {
            self.beside.insert(inside, None);
        }
        self.joined(reference.trim())
    }

    /// The file at `inside`; one that is `written` from the root of the site may lie in a folder of its own.
    pub fn file_at(&mut self, inside: &str, written: &str) -> Option<LocalFile> {
        let site = self.around.site;
        let around = self.site_has_pages().filter(|generator| !generator.inside.is_empty());
        let static_around =
            around.map(|generator| format!("{}static", "../".repeat(generator.inside.split('/').count())));
        let statics = site.statics.iter().chain(&static_around).filter(|_| is_rooted(written));
        let places = statics.map(|folder| format!("{folder}/{inside}"));
        for path in std::iter::once(inside.to_owned()).chain(places) {
            let full = site.root.join(&path);
            if let Some(meta) = fs::metadata(&full).ok().filter(fs::Metadata::is_file) {
                self.beside.insert(path, Some(FileState::of(&meta)));
                let url = self.published(inside, written, &full)?;
                return Some(LocalFile { full, length: meta.len(), url });
            }
        }
        None
    }

    /// Where a file is on the web, which on the author's own site depends on the generator, and
    /// beside feedmill's own page is where it is copied to.
    fn published(&mut self, inside: &str, written: &str, full: &Path) -> Option<String> {
        if let Some(page) = &self.address.page {
            let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
            let to = self.free_name(folder, inside, full);
            self.assets.insert(to.clone(), full.to_owned());
            return self.around.base_url.join(&encoded(&to)).ok().map(Url::into);
        }
        let link = &self.address.link;
        if is_rooted(written) {
            return self.at_root(&encoded(inside));
        }
        let below = self.below_folder(inside).filter(|_| self.parsed.file.bundle);
        if let Some(below) = below.filter(|_| link.path().ends_with('/')) {
            return link.join(&encoded(below)).ok().map(Url::into);
        }
        match self.around.config.url.as_ref().and_then(|template| template.split_once("{path}")) {
            Some((before, _)) => Url::parse(&format!("{before}{}", encoded(inside))).ok().map(Url::into),
            None => self.joined(written),
        }
    }

    /// Below the page's folder as it is below the article's; another file of that name gets its
    /// whole path as a name.
    fn free_name(&self, folder: &str, inside: &str, full: &Path) -> String {
        let last = || inside.rsplit('/').next().unwrap_or(inside);
        let name = self.below_folder(inside).unwrap_or_else(last);
        let to = format!("{folder}/{name}");
        let is_free = self.assets.get(&to).is_none_or(|taken| taken == full) && name != "index.html";
        if is_free { to } else { format!("{folder}/{}", inside.replace('/', "-")) }
    }

    /// `inside` as seen from the article's folder, if it lies in there.
    fn below_folder<'i>(&self, inside: &'i str) -> Option<&'i str> {
        match self.parsed.file.folder() {
            "" => Some(inside),
            folder => inside.strip_prefix(folder)?.strip_prefix('/'),
        }
    }
}
