//! Adds feeds to the text of a `feeds.toml` without touching a byte of what is there.
//!
//! [`append`] splices text in instead of printing the document anew, so that comments, order,
//! alignment and line ends stay as their author left them; [`append_to_file`] is for commands.

use std::io;
use std::path::{Path, PathBuf};

use toml_edit::{Array, Document, Item, Table, Value};

use super::{ConfigError, Environment};
use crate::{atomic_file, config, printable};

/// A feed to be added; what is empty is not written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewFeed {
    pub url: String,
    pub name: Option<String>,
    pub title: Option<String>,
    pub categories: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The text is no TOML; `config::parse` says where.
    #[error("cannot add feeds to a file that is no valid TOML; run `feedmill check`")]
    NotToml(#[source] toml_edit::TomlError),
    #[error("cannot add feeds where `feeds` is {found}; write them as tables headed [[feeds]]")]
    NotAnArray { found: &'static str },
    #[error("cannot add the feeds, the file would not be valid any more and stays as it is")]
    Unusable(#[source] Box<ConfigError>),
    #[error("cannot write {}", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
}

/// Adds `feeds` to the file at `path`, whose text is `text`. What could not be read again never
/// replaces what can.
///
/// # Errors
/// [`EditError`]; the file then is as it was.
pub fn append_to_file(
    path: &Path,
    text: &str,
    feeds: &[NewFeed],
    environment: Environment<'_>,
) -> Result<(), EditError> {
    let edited = append(text, feeds)?;
    config::parse(&edited, path, environment).map_err(|error| EditError::Unusable(Box::new(error)))?;
    atomic_file::write(path, edited.as_bytes())
        .map_err(|source| EditError::Unwritable { path: path.to_owned(), source })
}

/// `text` with `feeds` added after its last feed.
pub fn append(text: &str, feeds: &[NewFeed]) -> Result<String, EditError> {
    if feeds.is_empty() {
        return Ok(text.to_owned());
    }
    let document = Document::parse(without_mark(text)).map_err(EditError::NotToml)?;
    let mark = text.len() - without_mark(text).len();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (at, addition) = match document.get("feeds") {
        None => (text.len(), blocks(text, feeds, newline)),
        Some(Item::ArrayOfTables(tables)) => {
            let last = tables.iter().filter_map(end_of_table).max().unwrap_or(text.len() - mark) + mark;
            let at = end_of_block(text, last);
            (at, blocks(&text[..at], feeds, newline))
        }
        Some(Item::Value(Value::Array(array))) => {
            let (at, addition) = elements(without_mark(text), array, feeds, newline);
            (at + mark, addition)
        }
        Some(other) => return Err(EditError::NotAnArray { found: other.type_name() }),
    };
    Ok([&text[..at], &addition, &text[at..]].concat())
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The offset after the last value of a table and its subtables.
fn end_of_table(table: &Table) -> Option<usize> {
    let values = table.iter().filter_map(|(_, item)| end_of_item(item)).max();
    values.max(table.span().map(|span| span.end))
}

fn end_of_item(item: &Item) -> Option<usize> {
    match item {
        Item::Table(table) => end_of_table(table),
        Item::ArrayOfTables(tables) => tables.iter().filter_map(end_of_table).max(),
        other => other.span().map(|span| span.end),
    }
}

/// The end of the line, and of the comments that follow at once (keys that were commented out),
/// but not of a comment above the next heading.
fn end_of_block(text: &str, last: usize) -> usize {
    let end = end_of_line(text, last);
    let mut after_comments = end;
    while text[after_comments..].trim_start_matches([' ', '\t']).starts_with('#') {
        after_comments = end_of_line(text, after_comments);
    }
    let blank_follows = text[after_comments..].lines().next().is_none_or(|line| line.trim().is_empty());
    if blank_follows { after_comments } else { end }
}

/// The offset after the line end that follows `from`.
fn end_of_line(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at + 1)
}

/// `[[feeds]]` tables to follow `before`, each after an empty line.
fn blocks(before: &str, feeds: &[NewFeed], newline: &str) -> String {
    let mut addition = String::new();
    if !before.is_empty() && !before.ends_with('\n') {
        addition.push_str(newline);
    }
    for feed in feeds {
        if !(before.trim().is_empty() && addition.is_empty()) {
            addition.push_str(newline);
        }
        addition.push_str("[[feeds]]");
        addition.push_str(newline);
        for (key, value) in pairs(feed) {
            addition.extend([key, " = ", &value, newline]);
        }
    }
    addition
}

/// Inline tables after the last element of `array`, laid out as that one is.
fn elements(text: &str, array: &Array, feeds: &[NewFeed], newline: &str) -> (usize, String) {
    let new = feeds.iter().map(|feed| {
        let pairs: Vec<String> =
            pairs(feed).into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
        format!("{{ {} }}", pairs.join(", "))
    });
    let Some(last) = array.iter().last().and_then(Value::span) else {
        let at = array.span().map_or(text.len(), |span| span.start + 1);
        return (at, new.collect::<Vec<_>>().join(", "));
    };
    let line = &text[text[..last.start].rfind('\n').map_or(0, |at| at + 1)..last.start];
    let rest = &text[last.end..end_of_line(text, last.end)];
    let after_comma = rest.trim_start().strip_prefix(',').map(str::trim_start);
    let (at, before, after) = if !line.trim().is_empty() {
        (last.end, ", ".to_owned(), String::new())
    } else if after_comma.is_some_and(|after| after.is_empty() || after.starts_with('#')) {
        (last.end + rest.len(), line.to_owned(), format!(",{newline}"))
    } else {
        (last.end, format!(",{newline}{line}"), String::new())
    };
    (at, new.map(|element| [before.as_str(), &element, &after].concat()).collect())
}

fn pairs(feed: &NewFeed) -> Vec<(&'static str, String)> {
    let quoted = |text: &str| {
        Some(on_one_line(text)).filter(|text| !text.is_empty()).map(|text| Value::from(text).to_string())
    };
    // A plain `${` of the address must not be taken for a variable of the environment.
    let mut pairs = vec![("url", Value::from(feed.url.replace("${", "$${")).to_string())];
    pairs.extend(feed.name.as_deref().and_then(quoted).map(|name| ("name", name)));
    pairs.extend(feed.title.as_deref().and_then(quoted).map(|title| ("title", title)));
    let categories: Vec<String> = feed.categories.iter().filter_map(|category| quoted(category)).collect();
    if !categories.is_empty() {
        pairs.push(("categories", format!("[{}]", categories.join(", "))));
    }
    pairs
}

/// Titles come from outside, and `config` takes none with control characters.
fn on_one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if printable::is_unprintable(c) { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn feed(url: &str) -> NewFeed {
        NewFeed { url: url.to_owned(), ..NewFeed::default() }
    }

    fn with_a(text: &str) -> String {
        append(text, &[feed("https://a.org/")]).unwrap()
    }

    #[test]
    fn a_file_without_feeds_gets_its_first_at_the_end() {
        assert_eq!(with_a(""), "[[feeds]]\nurl = \"https://a.org/\"\n");
        assert_eq!(
            with_a("[publish]\ntitle = 'x' # mine"),
            "[publish]\ntitle = 'x' # mine\n\n[[feeds]]\nurl = \"https://a.org/\"\n"
        );
    }

    #[test]
    fn all_that_is_known_is_written_on_one_line_each() {
        let feed = NewFeed {
            url: "https://a.org/?q=\"x\"".to_owned(),
            name: Some("a".to_owned()),
            title: Some("Two\nlines \u{1b}[31m\"quoted\" \\".to_owned()),
            categories: vec!["x".to_owned(), "y".to_owned()],
        };
        insta::assert_snapshot!(append("", &[feed.clone(), feed]).unwrap(), @r#"
        [[feeds]]
        url = 'https://a.org/?q="x"'
        name = "a"
        title = 'Two lines [31m"quoted" \'
        categories = ["x", "y"]

        [[feeds]]
        url = 'https://a.org/?q="x"'
        name = "a"
        title = 'Two lines [31m"quoted" \'
        categories = ["x", "y"]
        "#);
    }

    #[test]
    fn a_feed_goes_after_the_last_one_and_its_comments() {
        let text =
            "# top\n\n[[feeds]] # first\nurl = 'https://x.org/' # why\n# limit = 3\n\n# how often\n[fetch]\n";
        insta::assert_snapshot!(with_a(text), @r#"
        # top

        [[feeds]] # first
        url = 'https://x.org/' # why
        # limit = 3

        [[feeds]]
        url = "https://a.org/"

        # how often
        [fetch]
        "#);
        let tight = "[[feeds]]\nurl = 'https://x.org/'\n[feeds.keep]\ntitle = 'x'\n# how often\n[fetch]\n";
        insta::assert_snapshot!(with_a(tight), @r#"
        [[feeds]]
        url = 'https://x.org/'
        [feeds.keep]
        title = 'x'

        [[feeds]]
        url = "https://a.org/"
        # how often
        [fetch]
        "#);
        let values = "[[feeds]]\nurl = 'https://x.org/'\ncategories = [\n  'a', # one\n  'b',\n] # end\n";
        insta::assert_snapshot!(with_a(values), @r#"
        [[feeds]]
        url = 'https://x.org/'
        categories = [
          'a', # one
          'b',
        ] # end

        [[feeds]]
        url = "https://a.org/"
        "#);
    }

    #[test]
    fn an_inline_array_grows_in_its_own_layout() {
        assert_eq!(with_a("feeds = []\n"), "feeds = [{ url = \"https://a.org/\" }]\n");
        assert_eq!(
            with_a("feeds = [ { url = 'https://x.org/' } ] # all\n"),
            "feeds = [ { url = 'https://x.org/' }, { url = \"https://a.org/\" } ] # all\n"
        );
        insta::assert_snapshot!(with_a("feeds = [\n  { url = 'https://x.org/' }, # one\n  # two\n]\n"), @r#"
        feeds = [
          { url = 'https://x.org/' }, # one
          { url = "https://a.org/" },
          # two
        ]
        "#);
    }

    #[test]
    fn windows_line_ends_and_a_byte_order_mark_stay() {
        let text = "\u{feff}[[feeds]]\r\nurl = 'https://x.org/'\r\n";
        assert_eq!(with_a(text), format!("{text}\r\n[[feeds]]\r\nurl = \"https://a.org/\"\r\n"));
    }

    #[test]
    fn what_is_no_array_is_refused() {
        assert!(matches!(append("feeds = 3", &[feed("x")]), Err(EditError::NotAnArray { .. })));
        assert!(matches!(append("[feeds]\nx = 1", &[feed("x")]), Err(EditError::NotAnArray { .. })));
        assert!(matches!(append("feeds = ", &[feed("x")]), Err(EditError::NotToml(_))));
    }

    #[test]
    fn a_file_that_would_break_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("feeds.toml");
        let text = "publish = { title = 'x', link = 'https://x.org/' }\n";
        atomic_file::write(&path, text.as_bytes()).unwrap();
        let add = |url| append_to_file(&path, text, &[feed(url)], &|_| None);
        assert!(matches!(add("no address"), Err(EditError::Unusable(_))));
        assert_eq!(config::read(&path).unwrap(), text);
        add("https://a.org/${x}").unwrap();
        let (config, _) = config::load(&path, &|_| None).unwrap();
        assert_eq!(config.feeds.len(), 1);
    }

    /// Whole lines of which files are made, in any order.
    fn lines() -> impl Strategy<Value = String> {
        let line = prop::sample::select(vec![
            "",
            "  ",
            "# comment",
            "\t# [[feeds]]",
            "[[feeds]]",
            "[[feeds]] # x",
            "url = 'https://x.org/'",
            "name = '''\n[[feeds]]\n'''",
            "keep = { title = 'x' }",
            "[feeds.keep]",
            "[fetch]",
            "[publish]",
            "[[publish.views]]",
            "categories = [\n'a',\n# x\n]",
            "feeds = []",
            "feeds = [{ url = 'x' },]",
            "feeds = [\n\t{ url = 'x' }, # x\n]",
            "feeds = [\n{ url = 'x' } # x\n]",
            "feeds = [\n{ url = 'x' },]",
            "a = 1",
            "b.c = 2",
        ]);
        let newline = prop::sample::select(vec!["\n", "\r\n"]);
        (prop::collection::vec(line, 0..12), newline, any::<bool>())
            .prop_map(|(lines, newline, ends)| lines.join(newline) + if ends { newline } else { "" })
    }

    fn count(text: &str) -> usize {
        match Document::parse(text).unwrap().get("feeds") {
            None => 0,
            Some(Item::ArrayOfTables(tables)) => tables.len(),
            Some(item) => item.as_array().map_or(0, Array::len),
        }
    }

    proptest! {
        #[test]
        fn every_byte_stays_and_the_feeds_are_added(text in lines(), title in "\\PC{0,9}") {
            let new = [NewFeed { title: Some(title), ..feed("https://a.org/") }, feed("https://b.org/")];
            if let Ok(edited) = append(&text, &new) {
                prop_assert_eq!(count(&edited), count(&text) + 2, "{}", edited);
                let same = text.bytes().zip(edited.bytes()).take_while(|(old, new)| old == new).count();
                let grown = edited.len() - text.len();
                let spliced = (0..=same).any(|at| text.as_bytes()[at..] == edited.as_bytes()[at + grown..]);
                prop_assert!(spliced, "{:?} {:?}", text, edited);
            }
        }
    }
}
