//! Names inside the output folder that lead nowhere else.

use super::Wrong;

/// A name inside the output folder, as `feed.xml` or `news/feed.xml`, that needs no escaping in an address.
pub fn file_name(text: &str) -> Result<String, Wrong> {
    let wrong =
        |why: &str| Err(format!("`{text}` {why}, expected a name inside the output folder as `feed.xml`"));
    if text.is_empty() {
        return wrong("is empty (to write no such file, set it to false)");
    }
    if text.starts_with('/') || text.contains(':') {
        return wrong("is absolute");
    }
    if text.split('/').any(|part| part == "..") {
        return wrong("leads out of the output folder");
    }
    if text.split('/').any(|part| part.is_empty() || part.ends_with('.')) {
        return wrong("has an empty part");
    }
    match text.chars().find(|c| !is_safe_in_a_name(*c) && *c != '/') {
        Some(odd) => wrong(&format!("holds `{odd}`")),
        None => Ok(text.to_owned()),
    }
}

/// One folder inside the output folder.
pub fn folder_name(text: &str) -> Result<String, Wrong> {
    let safe = !text.is_empty()
        && text.chars().all(is_safe_in_a_name)
        && !text.starts_with('.')
        && !text.ends_with('.');
    if safe {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` cannot be a folder's name, expected letters, digits, `-`, `_` and `.`"))
    }
}

fn is_safe_in_a_name(c: char) -> bool {
    c.is_alphanumeric() || "-_.~+".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_stay_inside_the_output_folder() {
        assert!(file_name("feed.xml").is_ok());
        assert!(file_name("news/feed.xml").is_ok());
        for name in [
            "",
            "/etc/passwd",
            "../feed.xml",
            "a/../../b",
            "C:\\x",
            "a//b",
            "a\\b",
            "a?b",
            "x/.",
            "a\u{0}b",
            ".",
        ] {
            assert!(file_name(name).is_err(), "{name}");
        }
        for name in ["", ".", "..", "a/b", ".git", "a b"] {
            assert!(folder_name(name).is_err(), "{name}");
        }
    }
}
