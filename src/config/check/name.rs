//! The name of a feed that was given none: its key in the store, so it must depend on nothing
//! but the feed itself, or a feed added above it would take over its memory.

use std::path::Path;

use url::Url;
use uuid::Uuid;

use crate::config::Location;

/// A name is typed after `--only`.
const LONGEST: usize = 60;

/// Parts of an address that say only that it is one of a feed.
const FEEDLIKE: &[&str] =
    &["feed", "feeds", "rss", "rss2", "atom", "index", "xml", "rdf", "json", "videos", "php", "html"];

/// From the title, else from host and path, or from the file's name.
pub fn made(title: Option<&str>, location: &Location) -> String {
    let from_title = title.map(slug).filter(|name| !name.is_empty());
    let name = from_title.unwrap_or_else(|| match location {
        Location::Url(url) => from_address(url.shown()),
        Location::Path(path) => from_file(path),
    });
    if name.is_empty() { short_hash(&location.shown()) } else { name }
}

/// A name that only this location has, for when another feed has `name` already. Of the location as it is
/// shown: a new password makes no new feed.
pub fn distinguished(name: &str, location: &Location) -> String {
    format!("{name}-{}", short_hash(&location.shown()))
}

fn short_hash(text: &str) -> String {
    let mut hash = Uuid::new_v5(&Uuid::NAMESPACE_URL, text.as_bytes()).simple().to_string();
    hash.truncate(8);
    hash
}

/// `shown` may hold `${NAME}`, whose value must not come into a name.
fn from_address(shown: &str) -> String {
    let mut public = shown.to_owned();
    while let Some((at, length)) = public.find("${").and_then(|at| Some((at, public[at..].find('}')? + 1))) {
        public.replace_range(at..at + length, "");
    }
    let Ok(url) = Url::parse(&public) else { return String::new() };
    let host = url.host_str().unwrap_or_default();
    let rest = format!("{} {}", url.path(), url.query().unwrap_or_default());
    let telling = rest
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !FEEDLIKE.contains(&part.to_lowercase().as_str()));
    slug(&format!("{} {}", host.strip_prefix("www.").unwrap_or(host), telling.collect::<Vec<_>>().join(" ")))
}

fn from_file(path: &Path) -> String {
    path.file_stem().map(|stem| slug(&stem.to_string_lossy())).unwrap_or_default()
}

/// Lower case letters and digits, dots inside words, and single dashes.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for character in text.to_lowercase().chars() {
        let kept = character.is_alphanumeric() || (character == '.' && slug.ends_with(char::is_alphanumeric));
        if kept {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let whole = slug.trim_end_matches(['-', '.']);
    if whole.chars().count() <= LONGEST {
        return whole.to_owned();
    }
    let beginning: String = whole.chars().take(LONGEST - 9).collect();
    format!("{}-{}", beginning.trim_end_matches(['-', '.']), short_hash(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> String {
        made(None, &Location::Url(Url::parse(address).unwrap().into()))
    }

    #[test]
    fn names_come_from_what_tells_feeds_apart() {
        let cases = [
            ("https://blog.rust-lang.org/feed.xml", "blog.rust-lang.org"),
            ("https://www.example.org/", "example.org"),
            ("https://example.org/blog/atom.xml", "example.org-blog"),
            ("https://example.org/?feed=rss2&cat=3", "example.org-cat-3"),
            ("https://example.org/~ann/index.rdf", "example.org-ann"),
            ("https://www.youtube.com/feeds/videos.xml?channel_id=UCx1", "youtube.com-channel-id-ucx1"),
        ];
        for (address, name) in cases {
            assert_eq!(of(address), name);
        }
        let file = Location::Path("exports/Old Blog.xml".into());
        assert_eq!(made(None, &file), "old-blog");
        assert_eq!(made(Some("Rust & Friends!"), &file), "rust-friends");
        assert_eq!(made(Some("日本語"), &file), "日本語");
        assert_eq!(made(Some("!!!"), &file), "old-blog");
    }

    #[test]
    fn long_names_are_cut_and_stay_distinct() {
        let (one, two) = (
            of(&format!("https://example.org/{}1", "a/".repeat(90))),
            of(&format!("https://example.org/{}2", "a/".repeat(90))),
        );
        assert!(one.chars().count() <= LONGEST && one != two, "{one} {two}");
    }

    #[test]
    fn a_password_is_no_part_of_the_name() {
        assert_eq!(of("https://ann:secret@example.org/feed"), "example.org");
    }
}
