//! What a single value of `feeds.toml` may be: `90s`, `16MB`, an address, a language, a pattern.
//!
//! Each function takes what is written and returns the value, or a sentence fragment that says
//! what is wrong and what was expected. None knows where the value stands.

mod address;
mod name;
mod pattern;
mod quantity;
mod secret;

use super::nearest::nearest;

pub use address::{email, language, web_url};
pub use name::{file_name, folder_name};
pub use pattern::pattern;
pub use quantity::{duration, positive_duration, size};
pub use secret::{expand, feed_url, secret};

/// What is wrong with a value and what was expected.
pub type Wrong = String;

/// Text for people: not empty, on one line.
pub fn line(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    if text.is_empty() {
        return Err("is empty: write something, or leave the key out".to_owned());
    }
    match text.chars().find(|c| c.is_control()) {
        Some(control) => Err(format!("holds the control character {}", control.escape_default())),
        None => Ok(text.to_owned()),
    }
}

/// One of a few words.
pub fn one_of<T: Copy>(written: &str, words: &[(&str, T)]) -> Result<T, Wrong> {
    let known = words.iter().find(|(word, _)| *word == written);
    known.map(|(_, value)| *value).ok_or_else(|| {
        let all = words.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
        let near = nearest(written, words.iter().map(|(word, _)| *word));
        let near = near.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        format!("is \"{written}\", expected one of {all}{near}")
    })
}

/// A cron expression.
pub fn schedule(text: &str) -> Result<croner::Cron, Wrong> {
    text.parse().map_err(|error: croner::errors::CronError| {
        let error = error.to_string();
        let error = error.trim_end_matches('.');
        format!("`{text}` is no cron expression ({error}), expected one as `*/15 * * * *`")
    })
}

/// Text in which `{name}` stands for one of `names`, `needed` at least.
pub fn template(text: &str, names: &[&str], needed: &[&str]) -> Result<String, Wrong> {
    let all = || names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let name = rest[at..].strip_prefix('{').and_then(|after| after.split_once('}'));
        let Some((name, after)) = name else {
            return Err(format!("`{text}` has a brace without its pair, expected {}", all()));
        };
        if !names.contains(&name) {
            let near = nearest(name, names.iter().copied());
            let near = near.map(|near| format!(", did you mean `{{{near}}}`?")).unwrap_or_default();
            return Err(format!("`{{{name}}}` is not known here, there is {}{near}", all()));
        }
        found.push(name);
        rest = after;
    }
    if needed.is_empty() || needed.iter().any(|name| found.contains(name)) {
        return Ok(text.to_owned());
    }
    let needed: Vec<String> = needed.iter().map(|name| format!("`{{{name}}}`")).collect();
    Err(format!("`{text}` would be the same for each entry: it needs {}", needed.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail<T: std::fmt::Debug>(result: Result<T, Wrong>) -> String {
        result.unwrap_err()
    }

    #[test]
    fn templates_know_their_names() {
        let of = |text| template(text, &["path", "slug", "year"], &["path", "slug"]);
        assert!(of("https://example.org/{year}/{slug}/").is_ok());
        assert_eq!(
            fail(of("https://example.org/{slag}/")),
            "`{slag}` is not known here, there is {path} {slug} {year}, did you mean `{slug}`?"
        );
        assert!(fail(of("https://example.org/{year}/")).contains("same for each entry"));
        assert!(fail(of("{slug")).contains("without its pair"));
    }
}
