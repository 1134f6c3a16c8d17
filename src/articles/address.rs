//! Where an article is published: its path and slug out of its file's name, its link out of those.

use chrono::{Datelike, NaiveDate};
use url::Url;

use super::permalink::{self, Filling};
use super::site::{FileDates, Layout, Site, is_post};
use super::walk::ArticleFile;
use crate::date::{self, Moment};

/// What a file's name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Folders and name, without date, extension and `_posts`.
    pub path: String,
    /// Of that, what is below a collection of Jekyll's, `_posts` among them.
    pub inner: String,
    /// The last part, for addresses.
    pub slug: String,
    pub date: Option<Moment>,
    /// For people, where there is no title.
    pub title: String,
    /// Of a translation: `post.fr.md`.
    pub language: Option<String>,
}

/// Where the article is, and where feedmill writes its page if it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub link: Url,
    /// Relative to the output folder.
    pub page: Option<String>,
    pub slug: String,
}

/// Whether a date in a name stays in the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameDate {
    Kept,
    Dropped,
}

impl NameDate {
    /// Hugo keeps it unless it is the article's own, the others drop it. `front` is the article's other date.
    pub fn of(site: &Site, front: Option<Moment>) -> NameDate {
        match (site.layout, site.file_dates()) {
            (Layout::Hugo, FileDates::Nothing) => NameDate::Kept,
            (Layout::Hugo, FileDates::Behind) if front.is_some() => NameDate::Kept,
            _ => NameDate::Dropped,
        }
    }
}

pub fn name(file: &ArticleFile, layout: Layout, name_date: NameDate) -> Name {
    let (stem, _) = file.path.rsplit_once('.').unwrap_or((&file.path, ""));
    let knows_languages = file.bundle || matches!(layout, Layout::Hugo | Layout::Zola);
    let (stem, language) = split_language(stem).filter(|_| knows_languages).unwrap_or((stem, ""));
    let stem = if file.bundle { stem.rsplit_once('/').map_or(stem, |(folder, _)| folder) } else { stem };
    let (folders, last) = stem.rsplit_once('/').unwrap_or(("", stem));
    let (date, bare) = dated(last).map_or((None, last), |(date, rest)| (Some(date), rest));
    let is_post = is_post(folders);
    let kept = if name_date == NameDate::Kept && !is_post { last } else { bare };
    let folders: Vec<&str> = folders.split('/').filter(|part| !part.is_empty()).collect();
    let is_collection = |part: &&str| layout == Layout::Jekyll && part.starts_with('_') || *part == "_posts";
    let above = folders.iter().rposition(is_collection).map_or(0, |last| last + 1);
    let inner = folders[above..].iter().copied().chain([kept]).collect::<Vec<_>>().join("/");
    let folders: Vec<&str> = folders
        .iter()
        .filter(|part| **part != "_posts")
        .map(|part| if is_collection(part) { &part[1..] } else { part })
        .collect();
    let language = Some(language).filter(|language| !language.is_empty());
    let path: Vec<String> = language
        .into_iter()
        .chain(folders.iter().copied())
        .chain([kept])
        .map(|text| part(text, layout))
        .collect();
    Name {
        path: path.join("/"),
        inner,
        slug: slugified(kept),
        date: date.or_else(|| folder_date(&folders)).and_then(|day| date::read(&day.to_string())),
        title: Some(for_people(bare)).filter(|title| !title.is_empty()).unwrap_or_else(|| last.to_owned()),
        language: language.map(str::to_owned),
    }
}

/// A folder, a name or a slug as the generator has it in addresses.
pub fn part(text: &str, layout: Layout) -> String {
    match layout {
        Layout::Hugo => sanitized(text),
        Layout::Zola => slugified(text),
        Layout::Plain | Layout::Jekyll => text.to_owned(),
    }
}

/// As Hugo makes its addresses: spaces become a hyphen, and what is neither of a word nor of a path goes.
fn sanitized(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_due = false;
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() || "./_#+~-@".contains(character) {
            if is_due {
                out.push('-');
            }
            is_due = false;
            out.push(character);
        } else if character.is_whitespace() && !out.is_empty() && !out.ends_with('-') {
            is_due = true;
        }
    }
    out
}

/// `post.fr`, `index.pt-br`: a translation, as Hugo and Zola name it and publish it below `/fr/`.
pub fn split_language(stem: &str) -> Option<(&str, &str)> {
    let (rest, language) = stem.rsplit_once('.')?;
    let (primary, region) = language.split_once('-').unwrap_or((language, "xx"));
    let is_code = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    (is_code(primary) && is_code(&region.to_lowercase())).then_some((rest, language))
}

/// `2026-01-31-title`, `2026-1-31_title`, `2026-01-31`: the day, and what follows.
fn dated(name: &str) -> Option<(NaiveDate, &str)> {
    let mut parts = name.splitn(3, '-');
    let (year, month, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = |text: &str, widest: usize| {
        (1..=widest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    if year.len() != 4 || !is_number(year, 4) || !is_number(month, 2) || !is_number(&rest[..digits], 2) {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, rest[..digits].parse().ok()?)?;
    match rest[digits..].strip_prefix(['-', '_', ' ', '.']) {
        Some(title) if !title.is_empty() => Some((day, title)),
        _ if rest.len() == digits => Some((day, name)),
        _ => None,
    }
}

/// `2026/01/31/title.md`.
fn folder_date(folders: &[&str]) -> Option<NaiveDate> {
    let [.., year, month, day] = folders else { return None };
    (year.len() == 4)
        .then(|| NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))?
}

fn for_people(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let words = if dated(name).is_some() { name.to_owned() } else { words };
    let mut characters = words.trim().chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// Bytes; file systems take names of 255.
const LONGEST_SLUG: usize = 180;

/// Lower case, words joined by hyphens; letters of any script stay.
pub fn slugified(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() || matches!(character, '_' | '.') {
            slug.push(character);
        } else if !slug.ends_with('-') && !matches!(character, '\'' | '’') {
            slug.push('-');
        }
    }
    let cut = (0..=LONGEST_SLUG.min(slug.len())).rev().find(|at| slug.is_char_boundary(*at)).unwrap_or(0);
    let slug = slug[..cut].trim_matches(['-', '.']);
    if slug.is_empty() { "article".to_owned() } else { slug.to_owned() }
}

/// Where articles are published.
#[derive(Debug, Clone, Copy)]
pub struct Web<'a> {
    /// `[articles] url`.
    pub template: Option<&'a str>,
    /// Where the output folder is served.
    pub base: &'a Url,
    /// The path below which the settings of a generator's site say that it is served.
    pub below: &'a str,
}

/// Decides the address. An article's own comes first, which may be the pattern of its site.
pub fn of(with: Filling<'_>, canonical: Option<&str>, web: Web<'_>) -> Address {
    let Filling { front, name, day, .. } = with;
    let slug = front.slug.as_deref().map_or_else(
        || name.slug.clone(),
        |slug| part(slug.trim_matches('/'), with.layout).replace('/', "-"),
    );
    let slug = if slug.is_empty() { name.slug.clone() } else { slug };
    let path = match (&front.slug, name.path.rsplit_once('/')) {
        (Some(_), Some((folders, _))) => format!("{folders}/{slug}"),
        (Some(_), None) => slug.clone(),
        (None, _) => name.path.clone(),
    };
    if let Some(link) = front.url.as_deref().or(canonical).and_then(absolute) {
        return Address { link, page: None, slug };
    }
    let own = front.url.as_deref().map(|pattern| permalink::filled(pattern, with));
    let Some(template) = web.template else {
        let own = own.as_deref().and_then(last_part).unwrap_or(slug);
        let own = name.language.as_ref().map(|language| format!("{language}-{own}")).unwrap_or(own);
        return own_page(&own, web.base);
    };
    let root = Url::parse(&template.replace(['{', '}'], "")).unwrap_or_else(|_| web.base.clone());
    if let Some(link) = own.and_then(|own| below_root(&root, below(template, web.below), &own)) {
        return Address { link, page: None, slug };
    }
    let filled = template
        .replace("{path}", &encoded(&path))
        .replace("{slug}", &encoded(&slug))
        .replace("{year}", &format!("{:04}", day.year()))
        .replace("{month}", &format!("{:02}", day.month()))
        .replace("{day}", &format!("{:02}", day.day()));
    let link = Url::parse(&filled).or_else(|_| root.join(&encoded(&path))).unwrap_or(root);
    Address { link, page: None, slug }
}

/// `path` of a site as an address.
fn below_root(root: &Url, path_of_site: &str, path: &str) -> Option<Url> {
    let slash = if path.starts_with('/') { "" } else { "/" };
    root.join(&encoded(&format!("{path_of_site}{slash}{path}"))).ok()
}

/// A site below a path counts its addresses from there, if `[articles] url` says so as well: then `below`, else
/// nothing.
pub fn below<'a>(template: &str, below: &'a str) -> &'a str {
    let root = Url::parse(&template.replace(['{', '}'], ""));
    let is_below = |root: &Url| root.path().strip_prefix(below).is_some_and(|rest| rest.starts_with('/'));
    if root.is_ok_and(|root| is_below(&root)) { below } else { "" }
}

/// The page that feedmill would write at `link`.
pub fn page_at(link: &Url, base: &Url) -> Option<String> {
    let folder = base.join("articles/").ok()?;
    let rest = link.as_str().strip_prefix(folder.as_str())?;
    let slug = rest.strip_suffix("index.html").unwrap_or(rest).trim_end_matches('/');
    let slug = percent_decoded(slug);
    let Address { page, slug: own, .. } = own_page(&slug, base);
    page.filter(|_| own == slug)
}

/// The page that feedmill writes.
pub fn own_page(slug: &str, base: &Url) -> Address {
    let slug = slugified(slug);
    let link = base.join(&format!("articles/{}/", encoded(&slug))).unwrap_or_else(|_| base.clone());
    Address { link, page: Some(format!("articles/{slug}/index.html")), slug }
}

pub fn absolute(text: &str) -> Option<Url> {
    let lower = text.get(..8)?.to_ascii_lowercase();
    if !lower.starts_with("http://") && !lower.starts_with("https://") {
        return None;
    }
    Url::parse(text).ok().filter(Url::has_host)
}

fn last_part(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let is_name = |part: &&str| !part.is_empty() && !part.contains(':') && *part != "index.html";
    let last = path.split('/').rfind(is_name)?;
    Some(last.rsplit_once('.').map_or(last, |(stem, _)| stem).to_owned())
}

/// What would end a path is encoded; the URL parser encodes the rest.
pub fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for character in path.chars() {
        match character {
            '%' => out.push_str("%25"),
            '?' => out.push_str("%3F"),
            '#' => out.push_str("%23"),
            '\\' => out.push_str("%5C"),
            other => out.push(other),
        }
    }
    out
}

pub fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let value = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        out.push(value.unwrap_or(bytes[at]));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::keys::Front;
    use super::super::walk::Format;
    use super::*;

    fn named(path: &str, layout: Layout) -> String {
        let file = ArticleFile {
            path: path.to_owned(),
            full: path.into(),
            format: Format::Markdown,
            state: super::super::stamp::FileState::default(),
            bundle: path.ends_with("/index.md"),
        };
        let name_date = if layout == Layout::Hugo { NameDate::Kept } else { NameDate::Dropped };
        let name = name(&file, layout, name_date);
        format!(
            "{} {} {} {}",
            name.path,
            name.slug,
            name.date.map(|d| d.shown.date().to_string()).unwrap_or_default(),
            name.title
        )
    }

    #[test]
    fn names_of_files() {
        let cases = [
            ("a.md", Layout::Plain, "a a  A"),
            ("Hello World.md", Layout::Plain, "Hello World hello-world  Hello World"),
            ("_posts/2026-01-31-the-title.md", Layout::Jekyll, "the-title the-title 2026-01-31 The title"),
            ("blog/_posts/2026-1-5-t.md", Layout::Plain, "blog/t t 2026-01-05 T"),
            ("blog/2026-01-31-T/index.md", Layout::Zola, "blog/t t 2026-01-31 T"),
            ("Größe & Maß!.md", Layout::Hugo, "größe-maß größe-maß  Größe & Maß!"),
            ("blog/2026-01-31-T.md", Layout::Hugo, "blog/2026-01-31-t 2026-01-31-t 2026-01-31 T"),
            ("2026/01/31/x_y.txt", Layout::Plain, "2026/01/31/x_y x_y 2026-01-31 X y"),
            ("2026-01-31.txt", Layout::Plain, "2026-01-31 2026-01-31 2026-01-31 2026-01-31"),
            ("2026-13-31-x.md", Layout::Plain, "2026-13-31-x 2026-13-31-x  2026 13 31 x"),
            ("blog/t.fr.md", Layout::Zola, "fr/blog/t t  T"),
            ("node.js.md", Layout::Plain, "node.js node.js  Node.js"),
            ("Größe & Maß.md", Layout::Plain, "Größe & Maß größe-maß  Größe & Maß"),
        ];
        for (path, layout, expected) in cases {
            assert_eq!(named(path, layout), expected, "{path}");
        }
    }

    fn filling<'a>(front: &'a Front, name: &'a Name, day: NaiveDate) -> Filling<'a> {
        Filling { front, name, title: "T", day, layout: Layout::Plain, inside: "", collection: "" }
    }

    #[test]
    fn addresses() {
        let base = Url::parse("https://p.org/x/").unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        let name = Name {
            path: "blog/My Post".into(),
            inner: "blog/My Post".into(),
            slug: "my-post".into(),
            date: None,
            title: String::new(),
            language: None,
        };
        let link = |front: &Front, template: Option<&str>| {
            let with = filling(front, &name, day);
            let address = of(with, None, Web { template, base: &base, below: "/x" });
            format!("{} {}", address.link, address.page.unwrap_or_default())
        };
        let plain = Front::default();
        assert_eq!(link(&plain, None), "https://p.org/x/articles/my-post/ articles/my-post/index.html");
        assert_eq!(link(&plain, Some("https://e.org/{path}/")), "https://e.org/blog/My%20Post/ ");
        assert_eq!(
            link(&plain, Some("https://e.org/{year}/{month}/{day}/{slug}.html")),
            "https://e.org/2026/01/31/my-post.html "
        );
        let slug = Front { slug: Some("s".into()), ..Front::default() };
        assert_eq!(link(&slug, Some("https://e.org/{path}/")), "https://e.org/blog/s/ ");
        let slug = Front { slug: Some("My & Slug!".into()), ..Front::default() };
        let hugo = Filling { layout: Layout::Hugo, ..filling(&slug, &name, day) };
        let web = Web { template: Some("https://e.org/{path}/"), base: &base, below: "" };
        assert_eq!(of(hugo, None, web).link.as_str(), "https://e.org/blog/my-slug/");
        let url = |text: &str| Front { url: Some(text.into()), ..Front::default() };
        assert_eq!(link(&url("/about/"), Some("https://e.org/{path}/")), "https://e.org/about/ ");
        assert_eq!(
            link(&url("/about.html"), None),
            "https://p.org/x/articles/about/ articles/about/index.html"
        );
        assert_eq!(link(&url("https://o.org/p"), None), "https://o.org/p ");
        assert_eq!(link(&url("pretty"), Some("https://e.org/{path}")), "https://e.org/2026/01/31/My-Post/ ");
        assert_eq!(
            link(&url("/:year/:title/"), None),
            "https://p.org/x/articles/my-post/ articles/my-post/index.html"
        );
        assert_eq!(link(&url("/about/"), Some("https://e.org/x/{path}/")), "https://e.org/x/about/ ");
        assert_eq!(link(&url("/about/"), Some("https://e.org/xy/{path}/")), "https://e.org/about/ ");
        assert_eq!(
            link(&url("../../../etc/passwd"), None),
            "https://p.org/x/articles/passwd/ articles/passwd/index.html"
        );
    }

    #[test]
    fn the_page_of_an_index_is_named_for_its_folder() {
        assert_eq!(last_part("/posts/hello/index.html").as_deref(), Some("hello"));
        assert_eq!(last_part("/:year/hello.html").as_deref(), Some("hello"));
        assert_eq!(last_part("/index.html"), None);
    }
}
