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

use super::{Surroundings, other_pages};
use crate::articles::address::{Address, below, percent_decoded};
use crate::articles::file::Parsed;
use crate::articles::problem::{Findings, lines_before, quoted};
use crate::articles::site::{Generator, Layout};
use crate::articles::stamp::FileState;
use crate::markup::{Token, Tokens, candidates, decode_attribute, escaped, place_of};

/// Of one article; a hundred are one mistake.
const MAX_TOLD: usize = 100;

#[derive(Debug)]
pub struct Place<'a> {
    pub around: Surroundings<'a>,
    pub parsed: &'a Parsed<'a>,
    pub address: &'a Address,
    pub findings: Findings,
    /// Files to copy, by their path in the output folder.
    pub assets: BTreeMap<String, PathBuf>,
    /// Files that the article tells something of, as they are now.
    pub beside: BTreeMap<String, Option<FileState>>,
    /// Articles that it links to, and the address of each.
    pub refers_to: BTreeMap<String, String>,
}

/// What a reference is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Link,
    /// An image, a recording: it should be there.
    Media,
}

impl<'a> Place<'a> {
    pub fn new(around: Surroundings<'a>, parsed: &'a Parsed<'a>, address: &'a Address) -> Place<'a> {
        Place {
            around,
            parsed,
            address,
            findings: parsed.findings.clone(),
            assets: BTreeMap::new(),
            beside: BTreeMap::new(),
            refers_to: BTreeMap::new(),
        }
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
            "srcset" => return Some(self.srcset(&decode_attribute(written))),
            _ => return None,
        };
        self.reference(&decode_attribute(written), usage)
    }

    fn srcset(&mut self, value: &str) -> String {
        let whole = candidates(value).map(|(reference, descriptor)| {
            let url = self.reference(reference, Use::Media).unwrap_or_else(|| reference.to_owned());
            format!("{url} {descriptor}").trim_end().to_owned()
        });
        whole.collect::<Vec<_>>().join(", ")
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
    pub fn unmarked<'r>(&self, reference: &'r str) -> Cow<'r, str> {
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

    pub fn joined(&self, reference: &str) -> Option<String> {
        match reference.strip_prefix(ROOT) {
            Some(path) => self.at_root(path),
            None => self.address.link.join(reference).ok().map(Url::into),
        }
    }

    /// Where the site has `path`, which counts from its root.
    pub fn at_root(&self, path: &str) -> Option<String> {
        let template = self.around.config.url.as_deref();
        let below = template.map_or("", |template| below(template, self.around.site.served_below()));
        self.address.link.join(&format!("{below}/{path}")).ok().map(Url::into)
    }

    /// The reference as a path from the articles' folder; `None` where it leads out of it.
    pub fn inside(&self, path: &str) -> Option<String> {
        let decoded = percent_decoded(path);
        let rooted = decoded.strip_prefix(ROOT).or(decoded.strip_prefix('/'));
        let whole = rooted.map_or_else(|| format!("{}/{decoded}", self.parsed.file.folder()), str::to_owned);
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

    /// The generator, where its site has the pages. Of those that feedmill writes, all comes from the folder that
    /// is read.
    pub fn site_has_pages(&self) -> Option<&'a Generator> {
        self.around.site.generator.as_ref().filter(|_| self.around.config.url.is_some())
    }

    fn article(&mut self, inside: &str, written: &str) -> Option<String> {
        let path = self.path_of_article(inside).or_else(|| self.as_hugo_finds_it(inside, written))?;
        let link = self.around.addresses.get(&path)?.clone();
        if path != self.parsed.file.path {
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
        let file = &self.parsed.file;
        if !names_an_article(inside) || self.around.site.words_of(&file.path) != Layout::Hugo {
            return None;
        }
        let name = percent_decoded(written);
        if name.contains('/') {
            return self
                .path_of_article(&format!("{}/{inside}", file.folder()))
                .filter(|_| name.starts_with('/'));
        }
        let bundle = format!("{}/index.md", name.trim_end_matches(".md"));
        let is_called = |path: &str, name: &str| {
            path.strip_suffix(name).is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
        };
        let paths = self.around.addresses.keys();
        let mut found = paths.filter(|path| is_called(path, &name) || is_called(path, &bundle));
        found.next().filter(|_| found.next().is_none()).cloned()
    }

    /// A page of the site that is no article.
    fn other_page(&mut self, inside: &str, written: &str) -> Option<String> {
        let site = self.around.site;
        let folder = self.site_has_pages().map_or("", |generator| &generator.inside);
        let path = if is_rooted(written) { inside.to_owned() } else { format!("{folder}{inside}") };
        let kind = site.words_of(&self.parsed.file.path);
        let page = self.around.config.url.as_ref().and_then(|_| other_pages::of(&path, kind, site))?;
        let state = fs::metadata(site.root.join(&page.path)).ok();
        self.beside.insert(page.path, state.as_ref().map(FileState::of));
        self.at_root(&page.address)
    }

    /// What `reference` names is not there.
    fn missing(&mut self, reference: &str, inside: &str, usage: Use) {
        let ours = self.address.page.is_some();
        let is_file = inside.rsplit('/').next().is_some_and(|name| name.contains('.'));
        if usage == Use::Media && !is_rooted(reference) {
            self.beside.insert(inside.to_owned(), None);
        }
        let is_told = is_file
            && (usage == Use::Media || names_an_article(inside))
            && (ours || !is_rooted(reference) || names_an_article(inside));
        if is_told && self.findings.problems.len() < MAX_TOLD {
            let text = &self.parsed.text;
            let name = reference.strip_prefix(ROOT).filter(|name| !text.contains(&format!("{ROOT}{name}")));
            let name = name.unwrap_or(reference);
            let line = line_of(text, name);
            let message = format!("{} is not in the folder of articles", quoted(name));
            if ours { self.findings.warn(line, message) } else { self.findings.note(line, message) }
        }
    }
}

/// Zola writes `@/blog/post.md` for a page by its path from the root of the site.
const ROOT: &str = "@/";

pub fn is_rooted(reference: &str) -> bool {
    reference.starts_with('/') || reference.starts_with(ROOT)
}

fn names_an_article(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| matches!(extension, "md" | "markdown"))
}

/// The path of a reference, and what follows it.
pub fn parted(reference: &str) -> (&str, &str) {
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
    Some(1 + lines_before(text, at))
}
