//! Which files of a folder are articles.
//!
//! [`survey`] is the function to call. It opens no file; it goes through the folders with a stack
//! of its own, follows symbolic links but none twice, and has a result for whatever it meets.

use std::collections::BTreeSet;
use std::fs::{self, DirEntry, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::Problem;
use super::problem::Findings;
use super::site::{Layout, Site};
use super::stamp::FileState;

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

pub fn survey(site: &Site) -> Survey {
    let mut walk =
        Walk { site, found: Survey::default(), visited: BTreeSet::new(), links: Vec::new(), seen: 0 };
    let root = match fs::canonicalize(&site.root) {
        Ok(root) => root,
        Err(error) => {
            walk.unreadable(
                "",
                &format!("cannot read the folder of articles: {error}; create it or change [articles] dir"),
            );
            return walk.found;
        }
    };
    walk.visited.insert(root.clone());
    let mut stack = vec![Folder { prefix: String::new(), path: root.clone(), inside_bundle: false }];
    while let Some(folder) = stack.pop() {
        walk.folder(&folder, &mut stack);
    }
    // Links come last, so that an article keeps its own path if a link leads to it too.
    let own: BTreeSet<String> = walk.found.files.iter().map(|file| file.path.clone()).collect();
    while let Some(link) = walk.links.pop() {
        stack.extend(walk.follow(&root, link, &own));
        while let Some(folder) = stack.pop() {
            walk.folder(&folder, &mut stack);
        }
    }
    walk.found.files.sort_by(|a, b| a.path.cmp(&b.path));
    walk.found.sections.sort();
    walk.found
}

struct Folder {
    /// Of the paths inside: empty or with a slash at the end.
    prefix: String,
    path: PathBuf,
    inside_bundle: bool,
}

struct Link {
    name: String,
    prefix: String,
    path: PathBuf,
    inside_bundle: bool,
}

struct Walk<'a> {
    site: &'a Site,
    found: Survey,
    visited: BTreeSet<PathBuf>,
    links: Vec<Link>,
    seen: usize,
}

struct Candidate {
    name: String,
    path: PathBuf,
    format: Format,
    meta: Metadata,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Folder, stack: &mut Vec<Folder>) {
        let entries = match fs::read_dir(&folder.path) {
            Ok(entries) => entries,
            Err(error) => {
                self.unreadable(&folder.prefix, &format!("cannot read the folder: {error}"));
                return;
            }
        };
        let mut candidates = Vec::new();
        let (folders_before, links_before) = (stack.len(), self.links.len());
        for entry in entries {
            self.seen += 1;
            if self.seen > MAX_FILES {
                stack.clear();
                self.links.clear();
                let message =
                    format!("more than {MAX_FILES} files: the rest is left out; name a smaller folder");
                self.unreadable("", &message);
                return;
            }
            match entry {
                Ok(entry) => self.entry(folder, &entry, stack, &mut candidates),
                Err(error) => self.unreadable(&folder.prefix, &format!("cannot read the folder: {error}")),
            }
        }
        if is_bundle(folder, &candidates) {
            stack[folders_before..].iter_mut().for_each(|inner| inner.inside_bundle = true);
            self.links[links_before..].iter_mut().for_each(|inner| inner.inside_bundle = true);
        }
        self.choose(folder, candidates);
    }

    fn entry(
        &mut self,
        folder: &Folder,
        entry: &DirEntry,
        stack: &mut Vec<Folder>,
        candidates: &mut Vec<Candidate>,
    ) {
        let Ok(name) = entry.file_name().into_string() else {
            self.unnamed(folder, &entry.file_name().to_string_lossy());
            return;
        };
        let Ok(kind) = entry.file_type() else { return };
        if is_hidden(&name) {
        } else if kind.is_symlink() {
            let link = Link {
                name,
                prefix: folder.prefix.clone(),
                path: entry.path(),
                inside_bundle: folder.inside_bundle,
            };
            self.links.push(link);
        } else if kind.is_dir() {
            if !is_left_out_folder(&name) {
                let path = entry.path();
                self.visited.insert(path.clone());
                let prefix = format!("{}{name}/", folder.prefix);
                stack.push(Folder { prefix, path, inside_bundle: folder.inside_bundle });
            }
        } else if let Some(format) = format_of(&name) {
            self.candidate(folder, name, entry.path(), format, entry.metadata(), candidates);
        } else {
            self.section(&folder.prefix, &name, entry.path());
        }
    }

    fn unnamed(&mut self, folder: &Folder, name: &str) {
        let mut findings = Findings::of(&format!("{}{name}", folder.prefix));
        let message = "the name is not UTF-8: left out; rename it";
        match format_of(name) {
            Some(_) => findings.error(None, message),
            None => findings.warn(None, message),
        }
        self.found.problems.append(&mut findings.problems);
    }

    fn section(&mut self, prefix: &str, name: &str, full: PathBuf) {
        if is_section(name) && full.is_file() {
            self.found.sections.push(SectionFile { path: format!("{prefix}{name}"), full });
        }
    }

    fn candidate(
        &mut self,
        folder: &Folder,
        name: String,
        path: PathBuf,
        format: Format,
        meta: std::io::Result<Metadata>,
        candidates: &mut Vec<Candidate>,
    ) {
        let shown = format!("{}{name}", folder.prefix);
        match meta {
            _ if is_conflict_copy(&name) => self.warn(
                &shown,
                "the other version of a file that was changed in two places at once: left out; merge both and remove it",
            ),
            // A pipe or a device would be read for ever.
            Ok(meta) if !meta.is_file() => self.warn(&shown, "not a regular file: left out"),
            Ok(meta) => candidates.push(Candidate { name, path, format, meta }),
            Err(error) => self.unreadable(&shown, &format!("cannot look at the file: {error}")),
        }
    }

    /// Of the articles of one folder, those that are none after all: what belongs to a page
    /// bundle, and pages that only list the others.
    fn choose(&mut self, folder: &Folder, candidates: Vec<Candidate>) {
        if !self.site.holds_articles(&folder.prefix) {
            return;
        }
        let is_bundle = folder.inside_bundle || is_bundle(folder, &candidates);
        let others = candidates.iter().filter(|c| !is_index(&c.name)).count();
        for candidate in candidates {
            let path = format!("{}{}", folder.prefix, candidate.name);
            let index = is_index(&candidate.name) && candidate.format != Format::Text;
            if is_bundle && !self.is_page_in_bundle(folder, &candidate) {
                self.note(&path, "belongs to the page bundle of its folder: left out");
            } else if index && folder.prefix.is_empty() {
                self.note(&path, "the index page of the folder, not an article: left out");
            } else if index && !is_bundle && others > 0 {
                self.note(&path, "lists the articles beside it, not an article: left out");
            } else {
                self.found.files.push(ArticleFile {
                    path,
                    full: candidate.path,
                    format: candidate.format,
                    state: state_of(&candidate.meta),
                    bundle: index,
                });
            }
        }
    }

    /// In a generator's site only the bundle's `index.md`; in a plain folder any Markdown, since
    /// there an `index.md` with articles beside it is no rarity.
    fn is_page_in_bundle(&self, folder: &Folder, candidate: &Candidate) -> bool {
        let is_plain = self.site.layout == Layout::Plain;
        candidate.format == Format::Markdown
            && (is_plain || (is_index(&candidate.name) && !folder.inside_bundle))
    }

    fn follow(&mut self, root: &Path, link: Link, own: &BTreeSet<String>) -> Option<Folder> {
        let shown = format!("{}{}", link.prefix, link.name);
        let target = match fs::canonicalize(&link.path) {
            Ok(target) => target,
            Err(error) => {
                self.unreadable(&shown, &format!("cannot follow the symbolic link: {error}"));
                return None;
            }
        };
        if target.is_dir() {
            if is_left_out_folder(&link.name) {
                return None;
            }
            if root.starts_with(&target) || !self.visited.insert(target.clone()) {
                self.note(&shown, "a symbolic link to a folder that is read already: not followed");
                return None;
            }
            return Some(Folder {
                prefix: format!("{shown}/"),
                path: target,
                inside_bundle: link.inside_bundle,
            });
        }
        let Some(format) = format_of(&link.name) else {
            self.section(&link.prefix, &link.name, target);
            return None;
        };
        if target.strip_prefix(root).is_ok_and(|inside| own.contains(&slashed(inside))) {
            self.note(&shown, "a symbolic link to an article that is read already: left out");
            return None;
        }
        let folder = Folder { prefix: link.prefix, path: PathBuf::new(), inside_bundle: link.inside_bundle };
        let mut candidates = Vec::new();
        self.candidate(&folder, link.name, link.path, format, fs::metadata(&target), &mut candidates);
        self.choose(&folder, candidates);
        None
    }

    fn warn(&mut self, path: &str, message: &str) {
        let mut findings = Findings::of(path);
        findings.warn(None, message);
        self.found.problems.append(&mut findings.problems);
    }

    fn note(&mut self, path: &str, message: &str) {
        let mut findings = Findings::of(path);
        findings.note(None, message);
        self.found.problems.append(&mut findings.problems);
    }

    fn unreadable(&mut self, prefix: &str, message: &str) {
        let mut findings = Findings::of(prefix.trim_end_matches('/'));
        findings.error(None, message);
        self.found.problems.append(&mut findings.problems);
        self.found.unread.push(prefix.to_owned());
    }
}

fn is_bundle(folder: &Folder, candidates: &[Candidate]) -> bool {
    !folder.prefix.is_empty() && candidates.iter().any(|c| c.format == Format::Markdown && is_index(&c.name))
}

/// Size and times; the time of the last change of name, mode or times only where there is one.
pub fn state_of(meta: &Metadata) -> FileState {
    let mtime = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    FileState {
        size: meta.len(),
        mtime_ns: mtime.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0),
        ctime_ns: change_time(meta),
    }
}

#[cfg(unix)]
fn change_time(meta: &Metadata) -> i64 {
    use std::os::unix::fs::MetadataExt;
    meta.ctime().saturating_mul(1_000_000_000).saturating_add(meta.ctime_nsec())
}

#[cfg(not(unix))]
fn change_time(_: &Metadata) -> i64 {
    0
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Hidden files, editors' backups and locks: `.post.md.swp`, `#post.md#`, `post.md~`, `~$post.txt`.
fn is_hidden(name: &str) -> bool {
    name.starts_with(['.', '#', '~']) || name.ends_with(['~', '#'])
}

/// What Syncthing, Dropbox, Nextcloud and ownCloud call them: `post.sync-conflict-20260131-090000-ABCDEFG.md`,
/// `post (Ann's conflicted copy 2026-01-31).md`, `post_conflict-20260131-090000.md`.
fn is_conflict_copy(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_dated = |mark: &str| {
        let rest = name.split_once(mark).map_or("", |(_, rest)| rest);
        rest.len() > 8 && rest.bytes().take(8).all(|byte| byte.is_ascii_digit())
    };
    let in_brackets =
        name.rsplit_once('(').is_some_and(|(_, rest)| rest.contains("conflicted copy") && rest.contains(')'));
    in_brackets || is_dated(".sync-conflict-") || is_dated("_conflict-")
}

fn is_left_out_folder(name: &str) -> bool {
    const LEFT_OUT: &[&str] = &[
        "_drafts",
        "drafts",
        "draft",
        "_layouts",
        "_includes",
        "_sass",
        "_data",
        "_site",
        "_plugins",
        "node_modules",
        "__pycache__",
        "cvs",
        "lost+found",
    ];
    LEFT_OUT.contains(&name.to_lowercase().as_str())
}

fn format_of(name: &str) -> Option<Format> {
    let (stem, extension) = name.rsplit_once('.')?;
    let format = match extension.to_ascii_lowercase().as_str() {
        "md" | "markdown" | "mdown" | "mkd" => Format::Markdown,
        "html" | "htm" | "xhtml" => Format::Html,
        "txt" | "text" => Format::Text,
        _ => return None,
    };
    (!is_no_article(stem, format)).then_some(format)
}

/// Files that stand in folders for another reason: about the folder, for robots, for a generator.
fn is_no_article(stem: &str, format: Format) -> bool {
    const ABOUT: &[&str] =
        &["readme", "license", "licence", "copying", "contributing", "changelog", "code_of_conduct"];
    const FOR_ROBOTS: &[&str] =
        &["robots", "humans", "ads", "app-ads", "security", "llms", "cmakelists", "requirements"];
    let folded = stem.to_lowercase();
    let base = folded.split('.').next().unwrap_or_default();
    base == "readme"
        || (ABOUT.contains(&base) && stem.chars().all(|c| !c.is_lowercase()))
        || (base == "_index")
        || (format == Format::Html && base == "404")
        || (format == Format::Text && FOR_ROBOTS.contains(&folded.as_str()))
}

/// `_index.md`, `_index.fr.md`.
pub fn is_section(name: &str) -> bool {
    name.strip_prefix("_index.").is_some_and(|rest| {
        let extension = rest.rsplit_once('.').map_or(rest, |(_, extension)| extension);
        matches!(extension, "md" | "markdown" | "html")
    })
}

fn is_index(name: &str) -> bool {
    name.split('.').next().is_some_and(|stem| stem.eq_ignore_ascii_case("index"))
}
