//! Ids, dates and addresses that stay, whatever becomes of the files.

use std::fs;

use super::{Folder, told};

#[test]
fn an_article_keeps_its_id_and_date() {
    let mut folder = Folder::with(&[("a.md", "# One\n\nText")]);
    let first = folder.only();
    assert_eq!(first.entry.id.as_deref(), Some("https://planet.example/articles/a/"));
    assert_eq!(first.entry.published, Some(folder.now));
    folder.now += chrono::TimeDelta::days(1);
    folder.write("a.md", "# One\n\nText, edited");
    let edited = folder.only();
    assert_eq!((&edited.entry.id, edited.entry.published), (&first.entry.id, first.entry.published));
    folder.rename("a.md", "b.md");
    let reading = folder.read();
    assert_eq!(reading.moved, [("a.md".to_owned(), "b.md".to_owned())]);
    assert!(reading.gone.is_empty());
    let renamed = &reading.articles[0];
    assert_eq!((&renamed.entry.id, renamed.entry.published), (&first.entry.id, first.entry.published));
    assert_eq!(renamed.entry.link.as_deref(), Some("https://planet.example/articles/b/"));
    fs::remove_file(folder.path("b.md")).unwrap();
    assert_eq!(folder.read().gone, ["b.md"]);
    assert!(folder.known.is_empty());
}

#[test]
fn a_clone_without_state_has_the_same_ids() {
    let files = [("a.md", "# One"), ("2026-01-31-b.md", "# Two"), ("c.txt", "Three")];
    let ids =
        |mut folder: Folder| folder.read().articles.iter().map(|a| a.entry.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(Folder::with(&files)), ids(Folder::with(&files)));
}

#[test]
fn a_moved_and_edited_article_is_known_by_title_and_date() {
    let text = "---\ntitle: Same\ndate: 2026-01-01\n---\n";
    let mut folder = Folder::with(&[("old.md", &format!("{text}One"))]);
    let id = folder.only().entry.id;
    folder.rename("old.md", "new.md");
    folder.write("new.md", format!("{text}Two"));
    let reading = folder.read();
    assert_eq!(reading.moved.len(), 1);
    assert_eq!(reading.articles[0].entry.id, id);
}

#[test]
fn two_articles_at_one_address() {
    let mut folder = Folder::with(&[("x/a.md", "# X"), ("y/a.md", "# Y"), ("z/a.txt", "Z")]);
    let reading = folder.read();
    let links: Vec<_> = reading.articles.iter().map(|a| a.entry.link.clone().unwrap()).collect();
    assert_eq!(
        links,
        [
            "https://planet.example/articles/a/",
            "https://planet.example/articles/y-a/",
            "https://planet.example/articles/z-a/"
        ]
    );
    assert_eq!(reading.problems.len(), 2);
    // A newcomer does not take the address of who was there before.
    folder.write("b/a.md", "# B");
    assert_eq!(folder.only().entry.link.as_deref(), Some("https://planet.example/articles/b-a/"));
    let mut folder = Folder::with(&[("a.md", "---\nid: same\n---\nx"), ("b.md", "---\nid: same\n---\ny")]);
    let reading = folder.read();
    let ids: Vec<_> = reading.articles.iter().map(|a| a.entry.id.clone().unwrap()).collect();
    assert_eq!(ids, ["same", "https://planet.example/articles/b/"]);
    assert_eq!(
        told(&reading),
        ["Error b.md: a.md has the same id: this one is published under another; give each its own"]
    );
}

#[test]
fn an_address_stays_when_its_rival_goes() {
    let mut folder = Folder::with(&[("x/a.md", "# X"), ("y/a.md", "# Y")]);
    folder.read();
    fs::remove_file(folder.path("x/a.md")).unwrap();
    folder.write("y/a.md", "# Y, edited");
    let reading = folder.read();
    assert_eq!(reading.gone, ["x/a.md"]);
    assert_eq!(reading.articles[0].entry.link.as_deref(), Some("https://planet.example/articles/y-a/"));
    // The freed address is there for a newcomer.
    folder.write("z/a.md", "# Z");
    assert_eq!(folder.only().entry.link.as_deref(), Some("https://planet.example/articles/a/"));
}
