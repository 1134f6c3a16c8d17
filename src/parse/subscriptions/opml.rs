//! OPML as programs really write it: any spelling of `xmlUrl`, no `type`, folders in any number,
//! broken XML. [`read`] walks the outlines without recursion.

use super::{List, MOST_CATEGORIES};
use crate::markup;
use crate::parse::xml::{Problems, Reader};

/// What an outline calls the address of its feed.
const FEED_ATTRIBUTES: [&str; 3] = ["xmlUrl", "feedUrl", "xml_url"];

/// The reader passes over elements that are deeper than 256. Nobody's folders are, but outlines that
/// were never closed are: from this depth on it begins anew, as if it stood at the root.
const DEEPEST: usize = 200;

/// Each new beginning may look through the rest of the document once for the end of a comment.
const MOST_RESTARTS: usize = 100;

/// Whether `text` has a start tag of that name.
pub fn has_element(text: &str, name: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes()).any(|at| {
        let after = &text.as_bytes()[at + 1..];
        after.get(..name.len()).is_some_and(|have| have.eq_ignore_ascii_case(name.as_bytes()))
            && after
                .get(name.len())
                .is_some_and(|next| next.is_ascii_whitespace() || matches!(next, b'>' | b'/'))
    })
}

/// Reads the outlines of `text`.
pub fn read(text: &str, list: &mut List) {
    let mut reader = Reader::new(text, 0, None, Problems::default());
    let mut lines = Lines { text, counted: 0, line: 1 };
    let mut open: Vec<Open> = Vec::new();
    let mut restarts = 0;
    loop {
        match reader.child(open.len()) {
            Some(tag) if tag.name() == "outline" => {
                let line = lines.line_at(tag.start);
                open.push(outline(&mut reader, tag.empty, line, &open, list));
            }
            Some(_) => open.push(Open::Other),
            None if open.is_empty() => return,
            None => {
                open.pop();
            }
        }
        if open.len() >= DEEPEST && restarts < MOST_RESTARTS {
            reader = Reader::new(text, reader.position(), None, Problems::default());
            open.clear();
            restarts += 1;
        }
    }
}

/// What an open element is to the outlines in it.
#[derive(Debug, PartialEq, Eq)]
enum Open {
    Folder(String),
    /// Commented out, with all that is in it (OPML 2.0).
    Comment,
    Other,
}

/// Takes the outline that has just begun, or says what it is to those in it.
fn outline(reader: &mut Reader<'_>, empty: bool, line: usize, around: &[Open], list: &mut List) -> Open {
    let title = reader.value_of("title").or_else(|| reader.value_of("text")).map(plain);
    let kind = reader.value_of("type").unwrap_or_default().to_ascii_lowercase();
    let feed = FEED_ATTRIBUTES.iter().find_map(|name| reader.value_of(name));
    let other = reader.value_of("url");
    let name = title.as_deref().unwrap_or("an outline");
    let says_so = reader.attribute("isComment").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if says_so || around.contains(&Open::Comment) {
        if feed.is_some() || other.is_some() {
            list.refuse(line, name, "is commented out");
        }
        return Open::Comment;
    }
    match (feed, other) {
        // FreshRSS's own: `HTML+XPath`, `XML+XPath`, `JSON+DotNotation`
        (Some(_), _) if kind.contains("+xpath") || kind.contains("+dot") => {
            list.refuse(line, name, "is cut out of a page by rules, and has no feed");
        }
        (Some(url), _) => list.offer(line, &url, title.as_deref(), &categories(reader, around)),
        (None, Some(url)) => match &*kind {
            "rss" | "rss1" | "rss2" | "atom" | "feed" | "" => {
                list.offer(line, &url, title.as_deref(), &categories(reader, around));
            }
            "include" => list.refuse(line, &url, "is another list, import it by itself"),
            "link" if url.to_ascii_lowercase().ends_with(".opml") => {
                list.refuse(line, &url, "is another list, import it by itself");
            }
            _ => list.refuse(line, &url, &format!("is no feed, its type is {kind}")),
        },
        (None, None) if !empty => {
            return title.map_or(Open::Other, |title| Open::Folder(super::name(&title)));
        }
        (None, None) => {
            if let Some(page) = reader.value_of("htmlUrl") {
                list.refuse(line, &page, "is a page without feed, let `feedmill add` look for one");
            } else if !kind.is_empty() {
                list.refuse(line, name, "has no xmlUrl");
            }
        }
    }
    Open::Other
}

/// The folders around an outline, and its own `category` attribute (OPML 2.0): tags and, beginning
/// with a slash, paths, between commas.
fn categories(reader: &mut Reader<'_>, around: &[Open]) -> Vec<String> {
    let folders = around.iter().filter_map(|open| match open {
        Open::Folder(name) => Some(name.clone()),
        Open::Comment | Open::Other => None,
    });
    let mut categories: Vec<String> = folders.take(MOST_CATEGORIES).collect();
    let own = reader.value_of("category").or_else(|| reader.value_of("tags")).unwrap_or_default();
    for category in own.split(',').map(str::trim) {
        match category.strip_prefix('/') {
            Some(path) => categories.extend(path.split('/').map(str::to_owned)),
            None => categories.push(category.to_owned()),
        }
    }
    categories
}

/// The text of an outline may be HTML (OPML 2.0).
fn plain(text: String) -> String {
    if markup::is_markup(&text) { markup::text(&text) } else { text }
}

/// Counts lines up to offsets that only grow.
struct Lines<'a> {
    text: &'a str,
    counted: usize,
    line: usize,
}

impl Lines<'_> {
    fn line_at(&mut self, offset: usize) -> usize {
        let between = self.text.as_bytes().get(self.counted..offset).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count();
        self.counted = offset;
        self.line
    }
}
