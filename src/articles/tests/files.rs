//! Which files are articles, and what is told of the others.

use super::{Folder, html, paths, told};
use crate::articles::Severity;

#[test]
fn every_bad_file_has_a_result_and_stops_no_other() {
    let folder = Folder::with(&[
        ("good.md", "# Good\n\nText"),
        ("empty.md", ""),
        ("blank.txt", " \n\n"),
        ("broken.md", "---\ntitle: [\n---\nx"),
        ("open.md", "---\ntitle: x\n\nno end"),
        ("date.md", "---\ntitle: T\ndate: someday\n---\nx"),
        (".hidden.md", "x"),
        ("README.md", "x"),
        ("readme.txt", "x"),
        ("_index.md", "x"),
        ("index.md", "x"),
        ("drafts/a.md", "x"),
        ("_drafts/b.md", "x"),
        ("a.md~", "x"),
        ("#a.md#", "x"),
        ("~$a.txt", "x"),
        ("a.md.bak", "x"),
        ("node_modules/a/b.md", "x"),
        ("LICENSE.txt", "x"),
        ("robots.txt", "x"),
        ("crlf.txt", "\u{feff}Headline\r\n\r\nText\r\n"),
        ("list/index.html", "<a href=x.html>x</a>"),
        ("list/x.html", "<p>x"),
    ]);
    folder.write("image.md", b"\x89PNG\r\n\x1a\n\0\0\0\0");
    folder.write("latin.txt", b"Gr\xf6\xdfe\n\n\xc4rger");
    folder.write("huge.txt", vec![b'x'; 17 << 20]);
    let mut folder = folder;
    let reading = folder.read();
    assert_eq!(paths(&reading), ["crlf.txt", "good.md", "latin.txt", "list/x.html"]);
    insta::assert_snapshot!(told(&reading).join("\n"));
    assert!(reading.articles.iter().all(|article| !html(article).contains('\r')));
}

#[test]
fn copies_that_file_syncers_make_of_conflicts_are_no_articles() {
    let mut folder = Folder::with(&[
        ("post.md", "# Post"),
        ("post.sync-conflict-20261125-101010-ABCDEFG.md", "# Post"),
        ("post (Ann's conflicted copy 2026-11-25).md", "# Post"),
        ("post (conflicted copy 2026-11-25 101010).md", "# Post"),
        ("post_conflict-20261125-101010.md", "# Post"),
        ("the_conflict-of-2026.md", "# Conflict"),
        ("a conflicted copy.md", "# Copy"),
    ]);
    let reading = folder.read();
    assert_eq!(paths(&reading), ["a conflicted copy.md", "post.md", "the_conflict-of-2026.md"]);
    assert_eq!(told(&reading).iter().filter(|told| told.starts_with("Warning")).count(), 4);
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_once() {
    use std::os::unix::fs::symlink;
    let elsewhere = Folder::with(&[("far.md", "# Far")]);
    let mut folder = Folder::with(&[("a.md", "# One"), ("sub/b.md", "# Two")]);
    symlink("..", folder.path("sub/loop")).unwrap();
    symlink(".", folder.path("self")).unwrap();
    symlink("/", folder.path("root")).unwrap();
    symlink("a.md", folder.path("again.md")).unwrap();
    symlink("nowhere.md", folder.path("broken.md")).unwrap();
    symlink(elsewhere.dir.path(), folder.path("far")).unwrap();
    symlink(elsewhere.path("far.md"), folder.path("one.md")).unwrap();
    let reading = folder.read();
    assert_eq!(paths(&reading), ["a.md", "far/far.md", "one.md", "sub/b.md"]);
    assert_eq!(reading.problems.iter().filter(|p| p.severity == Severity::Error).count(), 1);
}

#[test]
fn bundles_and_translations() {
    let mut folder = Folder::with(&[
        ("post/index.md", "# One\n\n![i](a/i.png)"),
        ("post/index.fr.md", "# Un"),
        ("post/a/i.png", "PNG"),
        ("post/transcript.txt", "Spoken words"),
        ("page/index.html", "<title>T</title><p>x"),
    ]);
    let reading = folder.read();
    let links: Vec<_> = reading.articles.iter().map(|a| a.entry.link.as_deref().unwrap()).collect();
    assert_eq!(paths(&reading), ["page/index.html", "post/index.fr.md", "post/index.md"]);
    assert_eq!(
        links,
        [
            "https://planet.example/articles/page/",
            "https://planet.example/articles/fr-post/",
            "https://planet.example/articles/post/"
        ]
    );
    assert_eq!(reading.articles[1].entry.language.as_deref(), Some("fr"));
    assert_eq!(reading.articles[2].assets[0].to, "articles/post/a/i.png");
}
