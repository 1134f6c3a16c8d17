//! Tables of Hugo's settings in files of their own, beside the main one: `markup.toml`, `languages.en.toml`.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::settings::{Unreadable, reason};
use crate::articles::file;
use crate::articles::front_matter::{folded, whole};

/// Those that decide about articles.
const PARTS: &[&str] = &["markup", "permalinks", "languages", "cascade"];

/// Adds to `tree` what files in `folder` say; the main file goes before.
pub fn add(folder: &Path, tree: &mut Map<String, Value>) -> Result<(), Unreadable> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    for name in names {
        let Some((stem, extension)) = name.rsplit_once('.') else { continue };
        let (part, language) = stem.split_once('.').map_or((stem, None), |(part, rest)| (part, Some(rest)));
        let is_one = PARTS.contains(&part) && ["toml", "yaml", "yml", "json"].contains(&extension);
        if !is_one || language.is_some() && part != "languages" {
            continue;
        }
        let values = Value::Object(read(folder, &name, extension)?);
        match language {
            None => {
                tree.entry(folded(part)).or_insert(values);
            }
            Some(language) => {
                let languages = tree.entry(folded(part)).or_insert_with(|| Value::Object(Map::new()));
                if let Some(languages) = languages.as_object_mut() {
                    languages.entry(folded(language)).or_insert(values);
                }
            }
        }
    }
    Ok(())
}

fn read(folder: &Path, name: &str, extension: &str) -> Result<Map<String, Value>, Unreadable> {
    let told = |reason: String| Unreadable { line: None, reason: format!("{name} beside it: {reason}") };
    let bytes = file::bounded(&folder.join(name)).map_err(told)?;
    let matter = whole(&String::from_utf8_lossy(&bytes), extension)
        .map_err(|error| told(format!("line {}: {}", error.line(), reason(&error))))?;
    Ok(matter.values)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn tables_in_files_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            fs::File::create(dir.path().join(name)).unwrap().write_all(text.as_bytes()).unwrap();
        };
        write("markup.toml", "[goldmark.extensions]\nlinkify = false\n");
        write("languages.de.yaml", "languageCode: de-AT\n");
        write("permalinks.toml", "posts = '/b/:slug/'\n");
        write("params.toml", "x = [\n");
        let mut tree = whole("permalinks: {posts: '/a/'}", "yml").unwrap().values;
        add(dir.path(), &mut tree).unwrap();
        assert_eq!(tree["markup"]["goldmark"]["extensions"]["linkify"], false);
        assert_eq!(tree["languages"]["de"]["languagecode"], "de-AT");
        assert_eq!(tree["permalinks"]["posts"], "/a/");
        write("markup.toml", "a = [\n");
        let error = add(dir.path(), &mut tree).unwrap_err();
        assert!(error.reason.starts_with("markup.toml beside it: line "), "{}", error.reason);
    }
}
