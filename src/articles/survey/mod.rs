//! Which files of a folder are articles.
//!
//! [`survey`] is the function to call. It opens no file. It goes through the folders with a stack of its own,
//! follows symbolic links but none twice, and has a result for whatever it meets. What a name alone tells is
//! in `names`; which of the files beside each other are articles is known when all of a folder are seen.

mod names;

use std::collections::BTreeSet;
use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::site::{Layout, Site};
use super::stamp::FileState;
use super::{Problem, Severity};
use names::{format_of, is_conflict_copy, is_hidden, is_index, is_left_out_folder, is_section};

/// A folder with more files than this is not a folder of articles: a link leads out of it.
const MAX_FILES: usize = 4_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Markdown,
    Html,
    Text,
}

/// One file that is an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleFile {
    /// Relative to the folder, with slashes.
    pub path: String,
    pub full: PathBuf,
    pub format: Format,
    pub state: FileState,
    /// `post/index.md`: the folder is the article.
    pub bundle: bool,
}

impl ArticleFile {
    /// The path of its folder, without a slash at the end: empty for the folder that is read.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Its path without the extension.
    pub fn stem(&self) -> &str {
        self.path.rsplit_once('.').map_or(&self.path, |(stem, _)| stem)
    }
}

/// The `_index.md` of a folder: no article, but it may say something of those below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SectionFile {
    /// Relative to the folder, with slashes.
    pub path: String,
    pub full: PathBuf,
}

#[derive(Debug, Default)]
pub struct Survey {
    /// In order of path.
    pub files: Vec<ArticleFile>,
    /// In order of path.
    pub sections: Vec<SectionFile>,
    pub problems: Vec<Problem>,
    /// Folders that could not be read, as prefixes of paths: what is known of them stays.
    pub unread: Vec<String>,
}

impl Survey {
    /// Whether what is at `path` could not be looked at.
    pub fn is_unread(&self, path: &str) -> bool {
        self.unread.iter().any(|prefix| path.starts_with(prefix.as_str()))
    }
}

pub fn survey(site: &Site) -> Survey {
    let mut walk = Walk {
        site,
        found: Survey::default(),
        visited: BTreeSet::new(),
        folders: Vec::new(),
        links: Vec::new(),
        seen: 0,
    };
    match fs::canonicalize(&site.root) {
        Ok(root) => walk.all(&root),
        Err(error) => walk.unreadable(
            "",
            &format!("cannot read the folder of articles: {error}; create it or change [articles] dir"),
        ),
    }
    walk.found.files.sort_by(|a, b| a.path.cmp(&b.path));
    walk.found.sections.sort();
    walk.found
}

struct Walk<'a> {
    site: &'a Site,
    found: Survey,
    visited: BTreeSet<PathBuf>,
    /// To be read.
    folders: Vec<Folder>,
    /// To be followed.
    links: Vec<Link>,
    seen: usize,
}

struct Folder {
    /// Of the paths inside: empty or with a slash at the end.
    prefix: String,
    path: PathBuf,
    inside_bundle: bool,
}

/// A symbolic link.
struct Link {
    name: String,
    /// Of its path.
    prefix: String,
    path: PathBuf,
    inside_bundle: bool,
}

/// A file that is an article by its name.
struct Candidate {
    name: String,
    path: PathBuf,
    format: Format,
    meta: Metadata,
}

impl Walk<'_> {
    fn all(&mut self, root: &Path) {
        self.visited.insert(root.to_owned());
        self.folders.push(Folder { prefix: String::new(), path: root.to_owned(), inside_bundle: false });
        self.read_folders();
        // Links come last, so that an article keeps its own path if a link leads to it too.
        let own: BTreeSet<String> = self.found.files.iter().map(|file| file.path.clone()).collect();
        while let Some(link) = self.links.pop() {
            self.follow(root, link, &own);
            self.read_folders();
        }
    }

    fn read_folders(&mut self) {
        while let Some(folder) = self.folders.pop() {
            self.folder(&folder);
        }
    }

    fn folder(&mut self, folder: &Folder) {
        let entries = match fs::read_dir(&folder.path) {
            Ok(entries) => entries,
            Err(error) => {
                self.unreadable(&folder.prefix, &format!("cannot read the folder: {error}"));
                return;
            }
        };
        let mut candidates = Vec::new();
        let (folders_before, links_before) = (self.folders.len(), self.links.len());
        for entry in entries {
            self.seen += 1;
            if self.seen > MAX_FILES {
                self.folders.clear();
                self.links.clear();
                let message =
                    format!("more than {MAX_FILES} files: the rest is left out; name a smaller folder");
                self.unreadable("", &message);
                return;
            }
            match entry {
                Ok(entry) => candidates.extend(self.entry(folder, &entry)),
                Err(error) => self.unreadable(&folder.prefix, &format!("cannot read the folder: {error}")),
            }
        }
        let is_bundle = !folder.prefix.is_empty() && candidates.iter().any(is_bundle_page);
        if is_bundle {
            self.folders[folders_before..].iter_mut().for_each(|inner| inner.inside_bundle = true);
            self.links[links_before..].iter_mut().for_each(|inner| inner.inside_bundle = true);
        }
        self.choose(&folder.prefix, folder.inside_bundle, candidates);
    }

    /// The candidate that the entry is; what else it may be is taken note of.
    fn entry(&mut self, folder: &Folder, entry: &DirEntry) -> Option<Candidate> {
        let (prefix, inside_bundle) = (folder.prefix.clone(), folder.inside_bundle);
        let name = match entry.file_name().into_string() {
            Ok(name) => name,
            Err(name) => {
                self.unnamed(&prefix, &name.to_string_lossy());
                return None;
            }
        };
        let kind = entry.file_type().ok().filter(|_| !is_hidden(&name))?;
        let path = entry.path();
        if kind.is_symlink() {
            self.links.push(Link { name, prefix, path, inside_bundle });
        } else if kind.is_dir() {
            if !is_left_out_folder(&name) {
                self.visited.insert(path.clone());
                self.folders.push(Folder { prefix: format!("{prefix}{name}/"), path, inside_bundle });
            }
        } else if let Some(format) = format_of(&name) {
            return self.candidate(&prefix, name, path, format, entry.metadata());
        } else {
            self.section(&prefix, &name, path);
        }
        None
    }

    fn unnamed(&mut self, prefix: &str, name: &str) {
        let severity = if format_of(name).is_some() { Severity::Error } else { Severity::Warning };
        self.tell(severity, &format!("{prefix}{name}"), "the name is not UTF-8: left out; rename it");
    }

    fn section(&mut self, prefix: &str, name: &str, full: PathBuf) {
        if is_section(name) && full.is_file() {
            self.found.sections.push(SectionFile { path: format!("{prefix}{name}"), full });
        }
    }

    fn candidate(
        &mut self,
        prefix: &str,
        name: String,
        path: PathBuf,
        format: Format,
        meta: io::Result<Metadata>,
    ) -> Option<Candidate> {
        let shown = format!("{prefix}{name}");
        match meta {
            _ if is_conflict_copy(&name) => self.warn(
                &shown,
                "the other version of a file that was changed in two places at once: left out; merge both and remove it",
            ),
            // A pipe or a device would be read for ever.
            Ok(meta) if !meta.is_file() => self.warn(&shown, "not a regular file: left out"),
            Ok(meta) => return Some(Candidate { name, path, format, meta }),
            Err(error) => self.unreadable(&shown, &format!("cannot look at the file: {error}")),
        }
        None
    }

    /// Takes the articles among the candidates of one folder. Left out is what belongs to a page bundle, and
    /// pages that only list the others.
    fn choose(&mut self, prefix: &str, inside_bundle: bool, candidates: Vec<Candidate>) {
        if !self.site.holds_articles(prefix) {
            return;
        }
        let is_root = prefix.is_empty();
        let is_bundle = inside_bundle || (!is_root && candidates.iter().any(is_bundle_page));
        let has_others = candidates.iter().any(|candidate| !is_index(&candidate.name));
        for candidate in candidates {
            let path = format!("{prefix}{}", candidate.name);
            let index = is_index(&candidate.name) && candidate.format != Format::Text;
            if is_bundle && !self.is_page_in_bundle(&candidate, inside_bundle) {
                self.note(&path, "belongs to the page bundle of its folder: left out");
            } else if index && is_root {
                self.note(&path, "the index page of the folder, not an article: left out");
            } else if index && !is_bundle && has_others {
                self.note(&path, "lists the articles beside it, not an article: left out");
            } else {
                self.found.files.push(ArticleFile {
                    path,
                    full: candidate.path,
                    format: candidate.format,
                    state: FileState::of(&candidate.meta),
                    bundle: index,
                });
            }
        }
    }

    /// In a generator's site only the bundle's `index.md`; in a plain folder any Markdown, since
    /// there an `index.md` with articles beside it is no rarity.
    fn is_page_in_bundle(&self, candidate: &Candidate, inside_bundle: bool) -> bool {
        let is_plain = self.site.layout == Layout::Plain;
        candidate.format == Format::Markdown && (is_plain || (is_index(&candidate.name) && !inside_bundle))
    }

    /// `own` are the paths of articles that no link leads to.
    fn follow(&mut self, root: &Path, link: Link, own: &BTreeSet<String>) {
        let Link { name, prefix, path, inside_bundle } = link;
        let shown = format!("{prefix}{name}");
        let target = match fs::canonicalize(&path) {
            Ok(target) => target,
            Err(error) => {
                self.unreadable(&shown, &format!("cannot follow the symbolic link: {error}"));
                return;
            }
        };
        if target.is_dir() {
            if is_left_out_folder(&name) {
                return;
            }
            if root.starts_with(&target) || !self.visited.insert(target.clone()) {
                self.note(&shown, "a symbolic link to a folder that is read already: not followed");
                return;
            }
            self.folders.push(Folder { prefix: format!("{shown}/"), path: target, inside_bundle });
        } else if let Some(format) = format_of(&name) {
            if target.strip_prefix(root).is_ok_and(|inside| own.contains(&slashed(inside))) {
                self.note(&shown, "a symbolic link to an article that is read already: left out");
                return;
            }
            let candidate = self.candidate(&prefix, name, path, format, fs::metadata(&target));
            self.choose(&prefix, inside_bundle, candidate.into_iter().collect());
        } else {
            self.section(&prefix, &name, target);
        }
    }

    fn warn(&mut self, path: &str, message: &str) {
        self.tell(Severity::Warning, path, message);
    }

    fn note(&mut self, path: &str, message: &str) {
        self.tell(Severity::Note, path, message);
    }

    fn unreadable(&mut self, prefix: &str, message: &str) {
        self.tell(Severity::Error, prefix.trim_end_matches('/'), message);
        self.found.unread.push(prefix.to_owned());
    }

    fn tell(&mut self, severity: Severity, path: &str, message: &str) {
        self.found.problems.push(Problem::new(severity, path, None, message));
    }
}

fn is_bundle_page(candidate: &Candidate) -> bool {
    candidate.format == Format::Markdown && is_index(&candidate.name)
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
