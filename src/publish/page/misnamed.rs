//! Files of the user's folder of templates that no page is made of, since they have other names.

use std::fs;
use std::path::Path;

use strsim::osa_distance;

use super::templates::{NAMES, STYLE};

/// Endings by which a file is meant to be a template or a style.
const MEANT: [&str; 6] = ["html", "htm", "css", "j2", "jinja", "jinja2"];

/// A sentence for each, in the order of their names. What lies beside the template whose name it nearly bears is a
/// copy that somebody keeps.
pub fn misnamed_templates(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let files = entries.flatten().filter(|entry| entry.path().is_file());
    let mut names: Vec<String> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names.iter().filter_map(|name| told(folder, name)).collect()
}

fn told(folder: &Path, name: &str) -> Option<String> {
    let (stem, ending) = (name.split('.').next()?, name.rsplit_once('.')?.1);
    if NAMES.contains(&name) || stem.is_empty() || !MEANT.contains(&ending) {
        return None;
    }
    let meant = match likely(stem, ending) {
        Some(known) if folder.join(known).exists() => return None,
        Some(known) => format!("did you mean {known}?"),
        None => format!("feedmill knows {}", NAMES.join(", ")),
    };
    Some(format!("{} is not read: {meant}", folder.join(name).display()))
}

fn likely(stem: &str, ending: &str) -> Option<&'static str> {
    // Three changes make any word of `page` and its like.
    const NEAR: usize = 2;
    if ending == "css" {
        return Some(STYLE);
    }
    let stem = stem.to_lowercase();
    let distance = |name: &str| osa_distance(&stem, name.split('.').next().unwrap_or_default());
    NAMES.into_iter().filter(|name| distance(name) <= NEAR).min_by_key(|name| distance(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::atomic_file;

    #[test]
    fn what_is_not_read_is_named_with_the_name_that_was_meant() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "article.html",
            "article.old.html",
            "base.html",
            "indx.html",
            "frame.html.j2",
            "main.css",
            "README.md",
            "logo.png",
            ".index.html",
            "LICENSE",
        ] {
            atomic_file::write(&dir.path().join(name), b"").unwrap();
        }
        let told =
            misnamed_templates(dir.path()).join("\n").replace(&format!("{}/", dir.path().display()), "");
        insta::assert_snapshot!(told, @"
        base.html is not read: feedmill knows frame.html, index.html, article.html, style.css
        frame.html.j2 is not read: did you mean frame.html?
        indx.html is not read: did you mean index.html?
        main.css is not read: did you mean style.css?
        ");
        assert!(misnamed_templates(&dir.path().join("missing")).is_empty());
    }
}
