//! References in an article: relative ones become absolute and point at what is published.
//!
//! A [`Place`] is where an article stands, on disk and on the web. It resolves one reference or
//! all of a piece of HTML, and keeps what it found on the way: files to copy, files to watch,
//! articles linked to.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use url::Url;

use super::Asset;
use super::address::{Address, below, encoded, percent_decoded};
use super::findings::{Findings, quoted};
use super::other_pages;
use super::site::{Generator, Layout, Site};
use super::stamp::{Beside, FileState};
use super::walk::{ArticleFile, state_of};
use crate::markup::{Token, Tokens, decode_attribute, escaped, place_of};

/// Of one article; a hundred are one mistake.
const MAX_TOLD: usize = 100;

/// What does not change from article to article.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    pub site: &'a Site,
    pub base_url: &'a Url,
    /// `[articles] url`.
    pub template: Option<&'a str>,
    /// Links of all articles by path.
    pub addresses: &'a BTreeMap<String, String>,
}

#[derive(Debug)]
pub struct Place<'a> {
    around: Surroundings<'a>,
    file: &'a ArticleFile,
    address: &'a Address,
    text: &'a str,
    pub findings: Findings,
    assets: BTreeMap<String, PathBuf>,
    beside: BTreeMap<String, Option<FileState>>,
    refers_to: BTreeMap<String, String>,
}

/// A file that a reference names.
#[derive(Debug, Clone)]
pub struct LocalFile {
    pub full: PathBuf,
    pub length: u64,
    pub url: String,
}

/// What a reference is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Link,
    /// An image, a recording: it should be there.
    Media,
}

impl<'a> Place<'a> {
    pub fn new(
        around: Surroundings<'a>,
        file: &'a ArticleFile,
        address: &'a Address,
        text: &'a str,
        findings: Findings,
    ) -> Place<'a> {
        Place {
            around,
            file,
            address,
            text,
            findings,
            assets: BTreeMap::new(),
            beside: BTreeMap::new(),
            refers_to: BTreeMap::new(),
        }
    }

    pub fn assets(&self) -> Vec<Asset> {
        self.assets.iter().map(|(to, from)| Asset { from: from.clone(), to: to.clone() }).collect()
    }

    pub fn beside(&self) -> Vec<Beside> {
        self.beside.iter().map(|(path, state)| Beside { path: path.clone(), state: *state }).collect()
    }

    pub fn refers_to(&self) -> Vec<(String, String)> {
        self.refers_to.clone().into_iter().collect()
    }

    /// `html` with every reference absolute; what needs no change is passed through as written.
    pub fn html(&mut self, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + html.len() / 8);
        let mut at = 0;
        for token in Tokens::new(html) {
            let Token::Start(tag) = token else { continue };
            for (name, written) in &tag.attributes {
                if let (Some(value), Some(place)) = (self.attribute(name, written), place_of(html, written)) {
                    let mark = if html[..place.start].ends_with(['"', '\'']) { "" } else { "\"" };
                    let value = escaped(&value).replace('\'', "&#39;");
                    out.extend([&html[at..place.start], mark, &value, mark]);
                    at = place.end;
                }
            }
        }
        out.push_str(&html[at..]);
        out
    }

    fn attribute(&mut self, name: &str, written: &str) -> Option<String> {
        if written.is_empty() {
            return None;
        }
        let usage = match name {
            "href" | "cite" => Use::Link,
            "src" | "poster" | "data" => Use::Media,
            "srcset" => return self.srcset(&decode_attribute(written)),
            _ => return None,
        };
        self.reference(&decode_attribute(written), usage)
    }

    fn srcset(&mut self, value: &str) -> Option<String> {
        if value.contains("data:") {
            return None;
        }
        let one = |candidate: &str, place: &mut Self| {
            let (reference, size) = candidate.trim().split_once(' ').unwrap_or((candidate.trim(), ""));
            let url = place.reference(reference, Use::Media).unwrap_or_else(|| reference.to_owned());
            format!("{url} {}", size.trim()).trim().to_owned()
        };
        Some(value.split(',').map(|candidate| one(candidate, self)).collect::<Vec<_>>().join(", "))
    }

    /// The absolute address; `None` where `reference` is absolute already or none at all.
    pub fn reference(&mut self, reference: &str, usage: Use) -> Option<String> {
        let reference = reference.trim();
        if reference.is_empty() || has_scheme(reference) {
            return None;
        }
        if reference.starts_with('#') || reference.starts_with("//") {
            return self.joined(reference);
        }
        let reference = &*self.unmarked(reference);
        let (path, tail) = parted(reference);
        if path.is_empty() {
            return self.joined(reference);
        }
        let Some(inside) = self.inside(path) else { return self.joined(reference) };
        let own = self.in_folder(&inside, path).to_owned();
        if let Some(link) = self.article(&own, path).or_else(|| self.other_page(&inside, path)) {
            return Some(format!("{link}{tail}"));
        }
        if names_an_article(&inside) {
            // It may yet become one, and is nothing to copy.
            self.refers_to.insert(own, String::new());
        } else if let Some(file) = self.file_at(&inside, path) {
            return Some(format!("{}{tail}", file.url));
        }
        self.missing(reference, &inside, usage);
        self.joined(reference)
    }

    /// `reference` without what generators put before a path: Pelican's `{static}` and its like; the path below
    /// which the site is served, as Jekyll's `site.baseurl` gives it, becomes Zola's mark of its root.
    fn unmarked<'r>(&self, reference: &'r str) -> Cow<'r, str> {
        const MARKS: [&str; 6] =
            ["{static}", "{filename}", "{attach}", "%7Bstatic%7D", "%7Bfilename%7D", "%7Battach%7D"];
        let site = self.around.site;
        if site.generator.is_none() {
            return MARKS.iter().find_map(|mark| reference.strip_prefix(mark)).unwrap_or(reference).into();
        }
        let below = Some(site.served_below()).filter(|below| !below.is_empty());
        match below.and_then(|below| reference.strip_prefix(below)) {
            Some(rest) if rest.starts_with(ROOT) => rest.into(),
            Some(rest) if rest.starts_with('/') => format!("@{rest}").into(),
            _ => reference.into(),
        }
    }

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

    fn joined(&self, reference: &str) -> Option<String> {
        match reference.strip_prefix(ROOT) {
            Some(path) => self.at_root(path),
            None => self.address.link.join(reference).ok().map(Url::into),
        }
    }

    /// Where the site has `path`, which counts from its root.
    fn at_root(&self, path: &str) -> Option<String> {
        let below =
            self.around.template.map_or("", |template| below(template, self.around.site.served_below()));
        self.address.link.join(&format!("{below}/{path}")).ok().map(Url::into)
    }

    /// The reference as a path from the articles' folder; `None` where it leads out of it.
    fn inside(&self, path: &str) -> Option<String> {
        let decoded = percent_decoded(path);
        let rooted = decoded.strip_prefix(ROOT).or(decoded.strip_prefix('/'));
        let folder = self.file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let whole = rooted.map_or_else(|| format!("{folder}/{decoded}"), str::to_owned);
        let mut parts: Vec<&str> = Vec::new();
        for part in whole.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part if part.contains(['\\', '\0']) => return None,
                part => parts.push(part),
            }
        }
        (!parts.is_empty()).then(|| parts.join("/"))
    }

    /// A path from the root of a site as one from the folder that is read.
    fn in_folder<'p>(&self, inside: &'p str, written: &str) -> &'p str {
        let generator = self.site_has_pages().filter(|_| is_rooted(written));
        generator.and_then(|generator| inside.strip_prefix(generator.inside.as_str())).unwrap_or(inside)
    }

    fn article(&mut self, inside: &str, written: &str) -> Option<String> {
        let path = self.path_of_article(inside).or_else(|| self.as_hugo_finds_it(inside, written))?;
        let link = self.around.addresses.get(&path)?.clone();
        if path != self.file.path {
            self.refers_to.insert(path, link.clone());
        }
        Some(link)
    }

    fn path_of_article(&self, inside: &str) -> Option<String> {
        let stem = inside.strip_suffix(".md").unwrap_or(inside);
        // Jekyll's `post_url` leaves the extension out, and `dir` may be the folder of posts itself.
        let long = format!("{stem}.markdown");
        let bare = inside.strip_prefix("_posts/").unwrap_or_default();
        [inside, &format!("{stem}/index.md"), &long, bare]
            .into_iter()
            .find(|path| self.around.addresses.contains_key(*path))
            .map(str::to_owned)
    }

    /// Hugo's `ref` counts a path from beside the article too, and finds a page by its file's name alone.
    fn as_hugo_finds_it(&self, inside: &str, written: &str) -> Option<String> {
        if !names_an_article(inside) || self.around.site.words_of(&self.file.path) != Layout::Hugo {
            return None;
        }
        let name = percent_decoded(written);
        if name.contains('/') {
            let folder = self.file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            return self.path_of_article(&format!("{folder}/{inside}")).filter(|_| name.starts_with('/'));
        }
        let [file, bundle] = [format!("/{name}"), format!("/{}/index.md", name.trim_end_matches(".md"))];
        let has_name =
            |path: &&String| format!("/{path}").ends_with(&file) || format!("/{path}").ends_with(&bundle);
        let mut found = self.around.addresses.keys().filter(has_name);
        found.next().filter(|_| found.next().is_none()).cloned()
    }

    /// A page of the site that is no article.
    fn other_page(&mut self, inside: &str, written: &str) -> Option<String> {
        let site = self.around.site;
        let folder = self.site_has_pages().map_or("", |generator| &generator.inside);
        let path = if is_rooted(written) { inside.to_owned() } else { format!("{folder}{inside}") };
        let kind = site.words_of(&self.file.path);
        let page = self.around.template.and_then(|_| other_pages::of(&path, kind, site))?;
        let state = fs::metadata(site.root.join(&page.path)).ok();
        self.beside.insert(page.path, state.as_ref().map(state_of));
        self.at_root(&page.address)
    }

    fn file_at(&mut self, inside: &str, written: &str) -> Option<LocalFile> {
        let site = self.around.site;
        let around = self.site_has_pages().filter(|generator| !generator.inside.is_empty());
        let static_around =
            around.map(|generator| format!("{}static", "../".repeat(generator.inside.split('/').count())));
        let statics = site.statics.iter().chain(&static_around).filter(|_| is_rooted(written));
        let places = statics.map(|folder| format!("{folder}/{inside}"));
        for path in std::iter::once(inside.to_owned()).chain(places) {
            let full = site.root.join(&path);
            if let Some(meta) = fs::metadata(&full).ok().filter(fs::Metadata::is_file) {
                self.beside.insert(path, Some(state_of(&meta)));
                let url = self.published(inside, written, &full)?;
                return Some(LocalFile { full, length: meta.len(), url });
            }
        }
        None
    }

    /// The generator, where its site has the pages. Of those that feedmill writes, all comes from the folder that is read.
    fn site_has_pages(&self) -> Option<&'a Generator> {
        self.around.site.generator.as_ref().filter(|_| self.around.template.is_some())
    }

    /// Where a file is on the web, which on the author's own site depends on the generator, and
    /// beside feedmill's own page is where it is copied to.
    fn published(&mut self, inside: &str, written: &str, full: &std::path::Path) -> Option<String> {
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
        let folder = self.file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let below =
            inside.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).filter(|_| self.file.bundle);
        if let Some(below) = below.filter(|_| link.path().ends_with('/')) {
            return link.join(&encoded(below)).ok().map(Url::into);
        }
        match self.around.template.and_then(|template| template.split_once("{path}")) {
            Some((before, _)) => Url::parse(&format!("{before}{}", encoded(inside))).ok().map(Url::into),
            None => self.joined(written),
        }
    }

    /// Below the page's folder as it is below the article's; another file of that name gets its
    /// whole path as a name.
    fn free_name(&self, folder: &str, inside: &str, full: &std::path::Path) -> String {
        let own = self.file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let below = inside.strip_prefix(own).map_or(inside, |rest| rest.trim_start_matches('/'));
        let is_below = own.is_empty() || inside.starts_with(&format!("{own}/"));
        let name = if is_below { below } else { inside.rsplit('/').next().unwrap_or(inside) };
        let to = format!("{folder}/{name}");
        let is_free = self.assets.get(&to).is_none_or(|taken| taken == full) && name != "index.html";
        if is_free { to } else { format!("{folder}/{}", inside.replace('/', "-")) }
    }

    fn missing(&mut self, reference: &str, inside: &str, usage: Use) {
        let ours = self.address.page.is_some();
        let is_file = inside.rsplit('/').next().is_some_and(|name| name.contains('.'));
        if usage == Use::Media && !is_rooted(reference) {
            self.beside.insert(inside.to_owned(), None);
        }
        if is_file
            && (usage == Use::Media || names_an_article(inside))
            && (ours || !is_rooted(reference) || names_an_article(inside))
        {
            if self.findings.problems.len() >= MAX_TOLD {
                return;
            }
            let name =
                reference.strip_prefix(ROOT).filter(|name| !self.text.contains(&format!("{ROOT}{name}")));
            let name = name.unwrap_or(reference);
            let line = line_of(self.text, name);
            let message = format!("{} is not in the folder of articles", quoted(name));
            if ours { self.findings.warn(line, message) } else { self.findings.note(line, message) }
        }
    }
}

/// Zola writes `@/blog/post.md` for a page by its path from the root of the site.
const ROOT: &str = "@/";

fn is_rooted(reference: &str) -> bool {
    reference.starts_with('/') || reference.starts_with(ROOT)
}

fn names_an_article(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| matches!(extension, "md" | "markdown"))
}

fn parted(reference: &str) -> (&str, &str) {
    reference.split_at(reference.find(['?', '#']).unwrap_or(reference.len()))
}

/// RFC 3986, 3.1; a drive letter is one too, and no reference on the web.
pub fn has_scheme(reference: &str) -> bool {
    let Some((scheme, _)) = reference.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
}

fn line_of(text: &str, reference: &str) -> Option<usize> {
    let at = text.find(reference)?;
    Some(1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count())
}
