//! What the name of an article's file says: of its address, its date, its title and its language.

use chrono::NaiveDate;

use super::spelling::{part, slugified};
use crate::articles::site::{FileDates, Layout, Site, is_post};
use crate::articles::survey::ArticleFile;
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

/// What the name of `file` says, whose date is a part of it or not.
pub fn name(file: &ArticleFile, layout: Layout, name_date: NameDate) -> Name {
    let stem = file.stem();
    let has_language = file.bundle || matches!(layout, Layout::Hugo | Layout::Zola);
    let (stem, language) = match split_language(stem).filter(|_| has_language) {
        Some((stem, language)) => (stem, Some(language)),
        None => (stem, None),
    };
    let stem = if file.bundle { stem.rsplit_once('/').map_or(stem, |(folder, _)| folder) } else { stem };
    let (folders, last) = stem.rsplit_once('/').unwrap_or(("", stem));
    let (date, bare) = dated(last).map_or((None, last), |(date, rest)| (Some(date), rest));
    let kept = if name_date == NameDate::Kept && !is_post(folders) { last } else { bare };
    let folders: Vec<&str> = folders.split('/').filter(|part| !part.is_empty()).collect();
    let is_collection = |part: &&str| layout == Layout::Jekyll && part.starts_with('_') || *part == "_posts";
    let below = folders.iter().rposition(is_collection).map_or(0, |last| last + 1);
    let inner = folders[below..].iter().copied().chain([kept]).collect::<Vec<_>>().join("/");
    let folders: Vec<&str> = folders
        .iter()
        .filter(|part| **part != "_posts")
        .map(|part| if is_collection(part) { &part[1..] } else { part })
        .collect();
    let path = language.into_iter().chain(folders.iter().copied()).chain([kept]);
    Name {
        path: path.map(|text| part(text, layout)).collect::<Vec<_>>().join("/"),
        inner,
        slug: slugified(kept),
        date: date.or_else(|| folder_date(&folders)).and_then(|day| date::read(&day.to_string())),
        title: Some(for_people(bare)).filter(|title| !title.is_empty()).unwrap_or_else(|| last.to_owned()),
        language: language.map(str::to_owned),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articles::stamp::FileState;
    use crate::articles::survey::Format;

    fn named(path: &str, layout: Layout) -> String {
        let file = ArticleFile {
            path: path.to_owned(),
            full: path.into(),
            format: Format::Markdown,
            state: FileState::default(),
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
}
