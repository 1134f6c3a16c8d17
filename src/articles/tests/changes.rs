//! What is read again, and what is not.

use std::fs;

use super::{Folder, at, paths};
use crate::articles::Severity;
use crate::articles::reading::MAX_FILES_AT_ONCE;

#[test]
fn an_unchanged_file_is_not_read_again_and_a_changed_one_never_missed() {
    let mut folder = Folder::with(&[("a.md", "# One"), ("b.md", "# Two")]);
    folder.now = at("2000-01-01T00:00:00Z");
    assert_eq!(paths(&folder.read()), ["a.md", "b.md"]);
    // The files are younger than the reading's clock, so their content is compared.
    let second = folder.read();
    assert!(second.articles.is_empty());
    assert_eq!(second.unchanged, ["a.md", "b.md"]);
    let modified = fs::metadata(folder.path("a.md")).unwrap().modified().unwrap();
    folder.write("a.md", "# Eno");
    fs::File::options().write(true).open(folder.path("a.md")).unwrap().set_modified(modified).unwrap();
    assert_eq!(paths(&folder.read()), ["a.md"]);
    // Long after, the times are enough: no file is opened, whatever its hash.
    folder.now = at("2100-01-01T00:00:00Z");
    assert_eq!(folder.read().restamped.len(), 2);
    folder.known.get_mut("a.md").unwrap().hash = "never compared".into();
    let third = folder.read();
    assert_eq!((third.articles.len(), third.restamped.len(), third.unchanged.len()), (0, 0, 2));
    // Other settings read everything anew, under the old ids.
    folder.config.category = Some("ours".into());
    assert_eq!(folder.read().articles.len(), 2);
}

#[test]
fn what_cannot_be_read_now_stays() {
    let mut folder = Folder::with(&[("a.md", "# One\n\nText"), ("b/c.md", "# Two")]);
    folder.read();
    for broken in ["", "---\ntitle: [\n---\nx"] {
        folder.write("a.md", broken);
        let reading = folder.read();
        assert_eq!((paths(&reading).len(), reading.unchanged.len(), reading.gone.len()), (0, 2, 0));
        assert!(!reading.problems.is_empty());
    }
    folder.rename("b", "moved-away");
    folder.config.dir = folder.path("does-not-exist");
    let reading = folder.read();
    assert_eq!((reading.gone.len(), reading.unchanged.len()), (0, 2));
    assert_eq!(reading.problems[0].severity, Severity::Error);
}

#[test]
fn an_emptied_folder_is_not_believed() {
    let names: Vec<String> = (0..12).map(|number| format!("{number}.md")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "[first](0.md)")).collect();
    let mut folder = Folder::with(&files);
    folder.read();
    for name in &names {
        fs::remove_file(folder.path(name)).unwrap();
    }
    let reading = folder.read();
    assert_eq!((reading.gone.len(), reading.unchanged.len(), reading.problems.len()), (0, 12, 1));
    folder.write("0.md", "x");
    assert_eq!(folder.read().gone.len(), 11);
}

#[test]
fn a_large_folder_of_young_files_is_read_in_batches_each_file_once() {
    let files: Vec<String> = (0..MAX_FILES_AT_ONCE * 2 + 5).map(|n| format!("{n:03}.md")).collect();
    let mut folder = Folder::new();
    folder.now = at("2020-01-01T00:00:00Z");
    for file in &files {
        folder.write(file, "---\ndate: 2019-01-01\n---\n# T\n");
    }
    let mut read = Vec::new();
    for remaining in [MAX_FILES_AT_ONCE + 5, 5, 0] {
        let reading = folder.go_on();
        assert_eq!(reading.remaining, remaining);
        assert!(reading.gone.is_empty());
        read.extend(reading.articles.into_iter().map(|article| article.path));
    }
    assert_eq!(read, files);
}
