//! Dates, and the life that follows them.

use std::collections::BTreeMap;

use super::{Folder, at, paths, told};
use crate::articles::{Life, Reading};

#[test]
fn life_follows_the_calendar_without_a_change_of_the_file() {
    let mut folder = Folder::with(&[
        ("draft.md", "---\ndraft: true\n---\nx"),
        ("quiet.md", "---\nfeed: false\n---\nx"),
        ("short.md", "---\ndate: 2026-11-26\nexpiryDate: 2026-11-28\n---\nx"),
        ("live.md", "---\ndate: 2026-01-01\n---\nx"),
    ]);
    let lives = |reading: &Reading| {
        reading.articles.iter().map(|a| (a.path.clone(), a.life)).collect::<BTreeMap<_, _>>()
    };
    let first = lives(&folder.read());
    assert_eq!(first["draft.md"], Life::Draft);
    assert_eq!(first["quiet.md"], Life::Unlisted);
    assert_eq!(first["short.md"], Life::Held(at("2026-11-26T00:00:00Z")));
    assert_eq!(first["live.md"], Life::Live);
    for (now, expected) in [("2026-11-26T00:00:00Z", Life::Live), ("2026-11-28T00:00:00Z", Life::Expired)] {
        folder.now = at(now);
        assert_eq!(lives(&folder.read()), BTreeMap::from([("short.md".to_owned(), expected)]));
    }
}

/// It would be dated when it was first seen, and keep that date when its own is mended.
#[test]
fn a_new_article_whose_date_cannot_be_read_waits_for_it() {
    let article = |date: &str| format!("---\ntitle: A\ndate: {date}\n---\nText");
    let mut folder = Folder::with(&[
        ("a.md", &article("03/04/2026")),
        ("2026-01-31-named.md", &article("someday")),
        ("draft.md", "---\ntitle: D\ndate: someday\ndraft: true\n---\nText"),
    ]);
    let reading = folder.read();
    assert_eq!(paths(&reading), ["2026-01-31-named.md", "draft.md"]);
    assert_eq!(
        told(&reading)[1],
        "Error a.md:3: cannot read the date '03/04/2026': write it like 2026-01-31 or 2026-01-31T09:00:00Z; \
         the article is left out until this is mended"
    );
    folder.write("a.md", article("2026-04-03"));
    let mended = folder.read();
    assert_eq!(mended.articles[0].entry.published, Some(at("2026-04-03T00:00:00Z")));
    folder.write("a.md", article("some day"));
    let known = folder.read();
    assert_eq!(known.articles[0].entry.published, Some(at("2026-04-03T00:00:00Z")), "it keeps its date");
}

#[test]
fn the_first_commit_dates_what_has_no_date() {
    let mut folder = Folder::with(&[("a.md", "# Undated")]);
    let git = |arguments: &[&str]| {
        std::process::Command::new("git")
            .arg("-C")
            .arg(folder.dir.path())
            .args(["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"])
            .args(arguments)
            .env("GIT_AUTHOR_DATE", "2020-02-02T02:02:02Z")
            .env("GIT_COMMITTER_DATE", "2021-01-01T00:00:00Z")
            .output()
            .is_ok_and(|output| output.status.success())
    };
    if !(git(&["init", "-q"]) && git(&["add", "."]) && git(&["commit", "-qm", "x"])) {
        // No git here: then there is no date of a commit either.
        assert_eq!(folder.only().entry.published, Some(folder.now));
        return;
    }
    assert_eq!(folder.only().entry.published, Some(at("2020-02-02T02:02:02Z")));
}
