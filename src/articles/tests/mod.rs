//! Whole readings: small folders, the sites under `tests/fixtures/sites`, and what goes wrong.

mod inheritance;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use url::Url;

use super::reading::MAX_FILES_AT_ONCE;
use super::{Article, Life, Reading, Severity, Stamp, read};
use crate::config;

/// A folder of articles, and what a caller remembers of it.
struct Folder {
    dir: TempDir,
    config: config::Articles,
    known: BTreeMap<String, Stamp>,
    now: DateTime<Utc>,
}

impl Folder {
    fn new() -> Folder {
        let dir = tempfile::tempdir().unwrap();
        let config = config_of(dir.path());
        Folder { dir, config, known: BTreeMap::new(), now: at("2026-11-25T12:00:00Z") }
    }

    fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder::new();
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        use std::io::Write;
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(path).unwrap().write_all(content.as_ref()).unwrap();
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn rename(&self, old: &str, new: &str) {
        fs::rename(self.path(old), self.path(new)).unwrap();
    }

    /// Reads and remembers, as the pipeline does in a run of its own.
    fn read(&mut self) -> Reading {
        self.known.values_mut().for_each(|stamp| stamp.of_this_run = false);
        self.go_on()
    }

    /// Reads the next batch of the same run.
    fn go_on(&mut self) -> Reading {
        let reading = read(&self.config, &base(), &self.known, self.now);
        for path in reading.gone.iter().chain(reading.moved.iter().map(|(old, _)| old)) {
            self.known.remove(path);
        }
        self.known
            .extend(reading.articles.iter().map(|article| (article.path.clone(), article.stamp.clone())));
        self.known.extend(reading.restamped.iter().cloned());
        reading
    }

    fn only(&mut self) -> Article {
        let mut reading = self.read();
        assert_eq!(reading.articles.len(), 1, "{:?}", reading.problems);
        reading.articles.remove(0)
    }
}

fn config_of(dir: &Path) -> config::Articles {
    config::Articles { dir: dir.to_owned(), url: None, author: None, category: None, trust: false }
}

fn base() -> Url {
    Url::parse("https://planet.example/").unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn paths(reading: &Reading) -> Vec<&str> {
    reading.articles.iter().map(|article| article.path.as_str()).collect()
}

fn html(article: &Article) -> &str {
    article.entry.content.first().map_or("", |content| content.text.value.as_str())
}

fn told(reading: &Reading) -> Vec<String> {
    reading.problems.iter().map(|problem| format!("{:?} {problem}", problem.severity)).collect()
}

/// What a subscriber of the site's own feed would see, and what feedmill has to say.
fn shown(reading: &Reading) -> String {
    let mut out = String::new();
    for article in &reading.articles {
        let entry = &article.entry;
        writeln!(out, "== {} {:?}", article.path, article.life).unwrap();
        let mut line = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                writeln!(out, "{name}: {}", value.replace('\n', "\n  ")).unwrap();
            }
        };
        let people = entry
            .authors
            .iter()
            .map(|p| [p.name.clone(), p.email.clone()].into_iter().flatten().collect::<Vec<_>>().join(" "));
        line("id", entry.id.clone());
        line("title", entry.title.as_ref().map(|text| text.value.clone()));
        line("link", entry.link.clone());
        line("page", article.page.clone());
        line("published", entry.published.map(|date| date.to_rfc3339()));
        line("updated", entry.updated.map(|date| date.to_rfc3339()));
        line("authors", Some(people.collect::<Vec<_>>().join("; ")));
        line("source", entry.source.as_ref().and_then(|source| Some(source.title.as_ref()?.value.clone())));
        line(
            "categories",
            Some(entry.categories.iter().map(|c| c.term.clone()).collect::<Vec<_>>().join("; ")),
        );
        line("language", entry.language.clone());
        line("image", entry.image.as_ref().map(|image| image.url.clone()));
        line("aliases", Some(article.aliases.join(" ")));
        for enclosure in &entry.enclosures {
            line(
                "enclosure",
                Some(format!(
                    "{} {:?} {:?} {:?}",
                    enclosure.url, enclosure.media_type, enclosure.length, enclosure.duration_s
                )),
            );
        }
        line("podcast", entry.podcast.as_ref().map(|podcast| serde_json::to_string(podcast).unwrap()));
        line(
            "assets",
            Some(article.assets.iter().map(|asset| asset.to.clone()).collect::<Vec<_>>().join(" ")),
        );
        line("summary", entry.summary.as_ref().map(|text| text.value.clone()));
        line("content", Some(html(article).trim().to_owned()));
    }
    for problem in &reading.problems {
        writeln!(out, "-- {:?} {problem}", problem.severity).unwrap();
    }
    out
}

fn site(name: &str, url: Option<&str>) -> String {
    // A copy, since git would date the files in our own repository.
    let copy = tempfile::tempdir().unwrap();
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sites"), copy.path());
    let config = config::Articles { url: url.map(str::to_owned), ..config_of(&copy.path().join(name)) };
    shown(&read(&config, &base(), &BTreeMap::new(), at("2026-11-25T12:00:00Z")))
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_hugo_site() {
    insta::assert_snapshot!(site("hugo/content", Some("https://harbour.example/{path}/")));
}

#[test]
fn a_jekyll_site() {
    insta::assert_snapshot!(site(
        "jekyll",
        Some("https://allotment.example/{year}/{month}/{day}/{slug}.html")
    ));
}

#[test]
fn a_zola_site_by_its_root() {
    insta::assert_snapshot!(site("zola", Some("https://kiln.example/{path}/")));
}

#[test]
fn a_site_that_feedmill_writes_itself() {
    insta::assert_snapshot!(site("hugo/content/posts", None));
}

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
fn references_point_at_what_is_published() {
    let mut folder = Folder::with(&[
        (
            "blog/a.md",
            "![i](pics/i.png) [b](b.md#x) ![gone](no.png) [up](../../etc/passwd) [web](https://e.org/) [me](#here) <img srcset='pics/i.png 1x, pics/i.png?v 2x'>",
        ),
        ("blog/b.md", "# B"),
        ("blog/pics/i.png", "PNG"),
    ]);
    let reading = folder.read();
    let a = &reading.articles[0];
    insta::assert_snapshot!(html(a), @r#"<p><img src="https://planet.example/articles/a/pics/i.png" alt="i" /> <a href="https://planet.example/articles/b/#x">b</a> <img src="https://planet.example/articles/a/no.png" alt="gone" /> <a href="https://planet.example/etc/passwd">up</a> <a href="https://e.org/">web</a> <a href="https://planet.example/articles/a/#here">me</a> <img srcset='https://planet.example/articles/a/pics/i.png 1x, https://planet.example/articles/a/pics/i.png?v 2x'></p>"#);
    assert_eq!(a.assets.iter().map(|asset| asset.to.as_str()).collect::<Vec<_>>(), ["articles/a/pics/i.png"]);
    assert_eq!(told(&reading), ["Warning blog/a.md:1: 'no.png' is not in the folder of articles"]);
    // The image appears, the linked article moves: the article is read again.
    folder.write("blog/no.png", "PNG");
    assert_eq!(paths(&folder.read()), ["blog/a.md"]);
    folder.write("blog/b.md", "---\nslug: bee\n---\n# B");
    let reading = folder.read();
    assert_eq!(paths(&reading), ["blog/a.md", "blog/b.md"]);
    assert!(html(&reading.articles[0]).contains("https://planet.example/articles/bee/#x"));
}

#[test]
fn an_episode_follows_its_file() {
    let mut folder = Folder::with(&[("e.md", "---\ntitle: E\nenclosure: e.mp3\n---\nx")]);
    let missing = folder.read();
    let loss = "Loss e.md:3: the enclosure 'e.mp3' is not there: the article is published without it";
    assert_eq!(told(&missing), [loss]);
    assert_eq!(missing.articles[0].entry.enclosures, []);
    let unchanged = folder.read();
    assert_eq!((paths(&unchanged), told(&unchanged)), (vec![], vec![loss.to_owned()]), "it still lacks it");
    folder.write("e.mp3", super::assembly::duration::tests::mp3_frame().repeat(10));
    let article = folder.only();
    let enclosure = &article.entry.enclosures[0];
    assert_eq!(enclosure.url, "https://planet.example/articles/e/e.mp3");
    assert_eq!((enclosure.length, enclosure.media_type.as_deref()), (Some(4170), Some("audio/mpeg")));
    assert!(enclosure.duration_s.is_some_and(|seconds| (seconds - 0.26).abs() < 0.01));
    folder.write("e.mp3", super::assembly::duration::tests::mp3_frame().repeat(20));
    assert_eq!(folder.only().entry.enclosures[0].length, Some(8340));
    assert_eq!(told(&folder.read()), [""; 0]);
}

#[test]
fn a_missing_file_is_no_loss_of_a_draft_nor_where_its_length_is_known() {
    let draft = "---\ntitle: E\ndraft: true\nenclosure: e.mp3\n---\nx";
    let mut folder = Folder::with(&[("e.md", draft)]);
    let missing = "Warning e.md:4: the enclosure 'e.mp3' is not there: the article is published without it";
    assert_eq!(told(&folder.read()), [missing]);
    let elsewhere = "---\ntitle: F\nenclosure: { file: f.mp3, length: 12 }\n---\nx";
    let mut folder = Folder::with(&[("f.md", elsewhere)]);
    let reading = folder.read();
    assert_eq!(told(&reading), ["Warning f.md:3: the enclosure 'f.mp3' is not there"]);
    let enclosure = &reading.articles[0].entry.enclosures[0];
    assert_eq!(
        (enclosure.url.as_str(), enclosure.length),
        ("https://planet.example/articles/f/f.mp3", Some(12))
    );
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

#[test]
fn raw_html_of_the_author_is_kept() {
    let article = Folder::with(&[(
        "a.md",
        "# T\n\n<video controls src=\"https://e.org/v.mp4\"></video>\n\n<script>x()</script>",
    )])
    .only();
    assert!(html(&article).contains("<video") && html(&article).contains("<script>"));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]
    #[test]
    fn any_bytes_are_an_article_or_a_problem(
        head in "(---\n|\\+\\+\\+\n|\\{\n|<html>|<article>|By: |)",
        body in proptest::collection::vec(proptest::num::u8::ANY, 0..200),
        extension in "(md|html|txt)",
    ) {
        let name = format!("a.{extension}");
        let mut folder = Folder::with(&[("z.md", "# Other")]);
        folder.write(&name, [head.as_bytes(), &body].concat());
        let reading = folder.read();
        let articles = paths(&reading);
        proptest::prop_assert!(articles.contains(&"z.md"));
        proptest::prop_assert!(articles.contains(&name.as_str()) || reading.problems.iter().any(|p| p.path == name));
        for article in &reading.articles {
            proptest::prop_assert!(article.entry.id.is_some() && article.entry.title.is_some());
        }
    }
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

#[test]
fn a_page_that_is_published_elsewhere_says_so() {
    let page = "<html><head><link rel=canonical href='https://e.org/p'></head><body><p>x <img src=i.png></body></html>";
    let article = Folder::with(&[("p.html", page)]).only();
    assert_eq!(article.entry.link.as_deref(), Some("https://e.org/p"));
    assert_eq!(article.page, None);
    assert!(html(&article).contains("src=\"https://e.org/i.png\""));
}

#[test]
fn an_author_of_the_article_goes_before_that_of_the_settings() {
    let mut folder =
        Folder::with(&[("a.md", "---\nauthor: Bo\n---\nx"), ("b.md", "x"), ("c.txt", "T\nBy Jane Doe\n\nx")]);
    folder.config.author = Some(crate::model::edition::Author { name: "Ann".into(), email: None, url: None });
    folder.config.category = Some("ours".into());
    let reading = folder.read();
    let names: Vec<_> = reading.articles.iter().map(|a| a.entry.authors[0].name.clone().unwrap()).collect();
    assert_eq!(names, ["Bo", "Ann", "Jane Doe"]);
    assert!(reading.articles.iter().all(|a| a.entry.categories[0].term == "ours"));
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

#[test]
fn an_emptied_folder_is_not_believed() {
    let names: Vec<String> = (0..12).map(|number| format!("{number}.md")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
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
