//! The author's own files that an article refers to: where each is, and under which address it is published.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use url::Url;

use super::links::{Place, ROOT, has_scheme, is_rooted, parted};
use crate::articles::address::encoded;
use crate::articles::file::bounded;
use crate::articles::front_matter;
use crate::articles::site::Layout;
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

    /// A page of Jekyll's that is no article has the address that it names, else that of its file.
    pub fn page_of_jekyll(&mut self, inside: &str) -> Option<String> {
        let site = self.around.site;
        let (stem, extension) = inside.rsplit_once('.')?;
        let is_page = matches!(extension, "md" | "markdown" | "html");
        if !is_page || site.words_of(&self.parsed.file.path) != Layout::Jekyll {
            return None;
        }
        let (path, full) = self.places(inside, ROOT).find(|(_, full)| full.is_file())?;
        let text = String::from_utf8(bounded(&full).ok()?).ok()?;
        let matter = front_matter::split(&text).ok()?.matter?;
        self.beside.insert(path, fs::metadata(&full).ok().as_ref().map(FileState::of));
        let said =
            |values: &Map<String, Value>| values.get("permalink").and_then(Value::as_str).map(str::to_owned);
        if let Some(own) = said(&matter.values).filter(|own| !own.contains(':')) {
            return self.at_root(own.trim_start_matches('/'));
        }
        let of_all = site.settings().and_then(|settings| said(&settings.tree.values)).unwrap_or_default();
        let stem = encoded(stem);
        match stem.strip_suffix("index").filter(|folder| folder.is_empty() || folder.ends_with('/')) {
            Some(folder) => self.at_root(folder),
            None if of_all == "pretty" || of_all.ends_with('/') => self.at_root(&format!("{stem}/")),
            None => self.at_root(&format!("{stem}.html")),
        }
    }

    /// Where a file may lie that is called `written`, its path for us and its whole one: from the root of the
    /// site it may lie in a folder of its own.
    fn places(&self, inside: &str, written: &str) -> impl Iterator<Item = (String, PathBuf)> + use<> {
        let site = self.around.site;
        let statics = site.statics.iter().filter(|_| is_rooted(written));
        let places: Vec<String> = std::iter::once(inside.to_owned())
            .chain(statics.map(|folder| format!("{folder}/{inside}")))
            .collect();
        let root = site.root.clone();
        places.into_iter().map(move |path| {
            let full = root.join(&path);
            (path, full)
        })
    }

    /// The file at `inside`, which is called `written`.
    pub fn file_at(&mut self, inside: &str, written: &str) -> Option<LocalFile> {
        for (path, full) in self.places(inside, written) {
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
