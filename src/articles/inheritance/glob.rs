//! Patterns of paths as the generators write them, where `*` stops at a slash and `**` does not.

use regex::{Regex, RegexBuilder};

/// Where a match must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Whole,
    /// What the pattern names, and everything that begins with it.
    Beginning,
}

/// `None` where the pattern is none.
pub fn compile(pattern: &str, reach: Reach) -> Option<Regex> {
    /// Many times what any pattern of a path needs; patterns come out of a file.
    const MAX_BYTES: usize = 1 << 20;
    let end = if reach == Reach::Whole { "$" } else { "" };
    let regex = format!("^{}{end}", translated(pattern));
    RegexBuilder::new(&regex).size_limit(MAX_BYTES).build().ok()
}

fn translated(pattern: &str) -> String {
    let mut regex = String::new();
    let mut rest = pattern;
    let mut alternatives = 0;
    while let Some(character) = rest.chars().next() {
        let (written, length) = match character {
            '*' if rest.starts_with("**/") => ("(?:.*/)?".to_owned(), 3),
            '*' if rest.starts_with("**") => (".*".to_owned(), 2),
            '*' => ("[^/]*".to_owned(), 1),
            '?' => ("[^/]".to_owned(), 1),
            '{' => {
                alternatives += 1;
                ("(?:".to_owned(), 1)
            }
            '}' if alternatives > 0 => {
                alternatives -= 1;
                (")".to_owned(), 1)
            }
            ',' if alternatives > 0 => ("|".to_owned(), 1),
            other => (regex::escape(other.encode_utf8(&mut [0; 4])), other.len_utf8()),
        };
        regex.push_str(&written);
        rest = &rest[length..];
    }
    regex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_alternatives() {
        let cases = [
            ("/posts/**", "/posts/a/b", true),
            ("/posts/*", "/posts/a/b", false),
            ("/posts/*", "/posts/a", true),
            ("**/news/*", "/x/news/a", true),
            ("{page,section}", "page", true),
            ("{page,section}", "home", false),
            ("/a?c", "/abc", true),
            ("/a.c", "/abc", false),
            ("(", "(", true),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(compile(pattern, Reach::Whole).unwrap().is_match(path), expected, "{pattern} {path}");
        }
        assert!(compile("blog/*/x", Reach::Beginning).unwrap().is_match("blog/a/x/y.md"));
        assert!(compile("{open", Reach::Whole).is_none());
    }
}
