//! What articles have from the site around them, over several readings.

use std::fs;

use super::{Folder, at, paths, told};
use crate::articles::{Life, Reading};

const LONG_AFTER: &str = "2100-01-01T00:00:00Z";

/// A site whose files are older than any clock's tick when it is read.
fn site(files: &[(&str, &str)], inside: &str) -> Folder {
    let mut folder = Folder::with(files);
    folder.config.dir = folder.path(inside);
    folder.config.url = Some("https://e.org/{path}/".to_owned());
    folder.now = at(LONG_AFTER);
    folder
}

fn link<'a>(reading: &'a Reading, path: &str) -> &'a str {
    let article = reading.articles.iter().find(|article| article.path == path);
    article.and_then(|article| article.entry.link.as_deref()).unwrap_or_default()
}

fn author(reading: &Reading, path: &str) -> String {
    let article = reading.articles.iter().find(|article| article.path == path);
    let authors = article.map(|article| article.entry.authors.clone()).unwrap_or_default();
    authors.into_iter().filter_map(|author| author.name).collect()
}

fn no_file_is_read_again(folder: &mut Folder) {
    let again = folder.read();
    assert_eq!((again.articles.len(), again.restamped.len()), (0, 0), "{:?}", paths(&again));
}

#[test]
fn the_nearest_cascade_wins_and_a_change_is_noticed_by_those_it_concerns() {
    let mut folder = site(
        &[
            ("hugo.toml", "baseURL = 'https://e.org/'\n[cascade]\nauthor = 'Site'\nlang = 'de'\n"),
            ("content/notes/_index.md", "---\ncascade:\n  author: Notes\n---\n"),
            ("content/notes/deep/_index.md", "---\ncascade:\n  Author: Deep\n---\n"),
            ("content/a.md", "---\ndate: 2026-01-01\n---\nA"),
            ("content/notes/b.md", "---\ndate: 2026-01-01\n---\nB"),
            ("content/notes/own.md", "---\ndate: 2026-01-01\nauthor: Own\n---\nB"),
            ("content/notes/deep/c.md", "C, without front matter"),
        ],
        "",
    );
    let first = folder.read();
    let found = ["a.md", "notes/b.md", "notes/own.md", "notes/deep/c.md"].map(|path| author(&first, path));
    assert_eq!(found, ["Site", "Notes", "Own", "Deep"]);
    assert!(first.articles.iter().all(|article| article.entry.language.as_deref() == Some("de")));
    assert_eq!(told(&first), [""; 0]);
    no_file_is_read_again(&mut folder);

    folder.write("content/notes/_index.md", "---\ncascade:\n  author: Others\n---\n");
    let second = folder.read();
    assert_eq!(paths(&second), ["notes/b.md", "notes/deep/c.md", "notes/own.md"]);
    assert_eq!(author(&second, "notes/b.md"), "Others");
    no_file_is_read_again(&mut folder);
    fs::remove_file(folder.path("content/notes/deep/_index.md")).unwrap();
    assert_eq!(author(&folder.read(), "notes/deep/c.md"), "Others");
    folder.write("content/notes/_index.md", "---\ntitle: No cascade\n---\n");
    assert_eq!(author(&folder.read(), "notes/b.md"), "Site");
    no_file_is_read_again(&mut folder);
}

#[test]
fn a_cascade_takes_its_targets_only() {
    let mut folder = site(
        &[
            ("hugo.yaml", "baseURL: https://e.org/\ndefaultContentLanguage: sv\n"),
            (
                "content/_index.md",
                "---\ncascade:\n- _target: {path: '/notes/**', lang: sv}\n  author: Swedish\n\
                 - target: {path: '/notes/*'}\n  author: Notes\n\
                 - target: {kind: '{home,section}'}\n  author: Section\n\
                 - target: {environment: staging}\n  author: Staging\n\
                 - target: {path: '/bundle'}\n  author: Bundle\n---\n",
            ),
            ("content/_index.en.md", "---\ncascade: {author: English}\n---\n"),
            ("content/notes/a.md", "A"),
            ("content/notes/a.en.md", "A"),
            ("content/other.md", "A"),
            ("content/other.en.md", "A"),
            ("content/bundle/index.md", "A"),
        ],
        "content",
    );
    let reading = folder.read();
    let found = ["notes/a.md", "notes/a.en.md", "other.md", "other.en.md", "bundle/index.md"];
    assert_eq!(
        found.map(|path| author(&reading, path)),
        ["Swedish", "English", "", "English", "Bundle"],
        "{:?}",
        told(&reading)
    );
}

#[test]
fn a_part_of_a_hugo_site_inherits_from_above() {
    let mut folder = site(
        &[
            (
                "hugo.toml",
                "baseURL = 'https://e.org/'\n[permalinks.page]\nposts = '/:section/:year/:title/'\n",
            ),
            ("content/posts/_index.md", "---\ncascade: {author: Posts}\n---\n"),
            ("content/posts/2026/a.md", "---\ntitle: The Title\ndate: 2026-01-01\n---\nA"),
        ],
        "content/posts/2026",
    );
    let reading = folder.read();
    assert_eq!(
        (author(&reading, "a.md").as_str(), link(&reading, "a.md")),
        ("Posts", "https://e.org/posts/2026/the-title/")
    );
    folder.write("content/posts/_index.md", "---\ncascade: [\n---\n");
    folder.write("content/posts/2026/b.md", "B");
    let broken = folder.read();
    assert_eq!((broken.articles.len(), broken.gone.len()), (0, 0), "what is known stays, what is new waits");
    assert!(told(&broken)[0].starts_with("Error ../_index.md:"), "{:?}", told(&broken));
    folder.write("content/posts/_index.md", "---\ncascade: {author: Posts}\n---\n");
    assert_eq!(paths(&folder.read()), ["b.md"]);
}

#[test]
fn settings_of_jekyll_reach_posts_and_collections() {
    const CONFIG: &str = "baseurl: /blog\npermalink: pretty\ncollections:\n  songs: {output: true}\n  data: {output: false}\ndefaults:\n";
    let values = |author: &str| {
        format!("{CONFIG}- scope: {{path: '', type: songs}}\n  values: {{author: {author}}}\n")
    };
    let mut folder = site(
        &[
            ("_config.yml", &values("Ann")),
            ("_posts/2026-01-31-The-Post.md", "---\ntags: a b\ncategory: News\n---\nx"),
            ("_songs/low/s.md", "---\ndate: 2026-02-01\n---\nx"),
            ("_data/d.md", "---\ndate: 2026-02-01\n---\nx"),
            ("_songs/undated.md", "---\ntitle: U\n---\nx"),
            ("page.md", "---\n---\nx"),
        ],
        "",
    );
    folder.config.url = Some("https://e.org/blog/{path}/".to_owned());
    let first = folder.read();
    assert_eq!(paths(&first), ["_posts/2026-01-31-The-Post.md", "_songs/low/s.md", "_songs/undated.md"]);
    assert_eq!(link(&first, "_posts/2026-01-31-The-Post.md"), "https://e.org/blog/news/2026/01/31/The-Post/");
    assert_eq!(link(&first, "_songs/low/s.md"), "https://e.org/blog/songs/low/s/");
    assert_eq!(author(&first, "_songs/low/s.md"), "Ann");
    assert_eq!(first.articles[2].life, Life::Unlisted);
    no_file_is_read_again(&mut folder);

    folder.write("_config.yml", values("Bo"));
    assert_eq!(paths(&folder.read()), ["_songs/low/s.md", "_songs/undated.md"], "posts have nothing of it");
    folder.write("_config.yml", values("[").replace("pretty", "none"));
    let broken = folder.read();
    assert_eq!((broken.articles.len(), broken.unchanged.len(), broken.gone.len()), (0, 3, 0));
    assert!(told(&broken).iter().any(|line| line.starts_with("Error _config.yml:")), "{:?}", told(&broken));
    folder.write("_config.yml", values("Bo").replace("output: true", "output: false"));
    assert_eq!(folder.read().gone.len(), 2);
    no_file_is_read_again(&mut folder);

    // The folder of posts alone is the same site.
    folder.config.dir = folder.path("_posts");
    folder.known.clear();
    let posts = folder.read();
    assert_eq!(link(&posts, "2026-01-31-The-Post.md"), "https://e.org/blog/news/2026/01/31/The-Post/");
    folder.config.dir = folder.path("_songs");
    folder.known.clear();
    let songs = folder.read();
    assert_eq!(songs.articles[1].life, Life::Live, "who names the folder means all of it");
    assert_eq!(link(&songs, "low/s.md"), "https://e.org/blog/songs/low/s/");
}

#[test]
fn collections_in_a_folder_of_their_own() {
    let mut folder = site(
        &[
            (
                "_config.yml",
                "collections_dir: parts\npermalink: none\ncollections: {songs: {output: true}}\n\
                 defaults:\n- scope: {path: '_songs/*/x', type: songs}\n  values: {author: Ann}\n",
            ),
            ("parts/_posts/2026-01-31-a.md", "---\ncategory: News\n---\nx"),
            ("parts/_songs/low/x.md", "---\ndate: 2026-02-01\n---\nx"),
        ],
        "",
    );
    let reading = folder.read();
    assert_eq!(link(&reading, "parts/_posts/2026-01-31-a.md"), "https://e.org/news/a.html");
    assert_eq!(link(&reading, "parts/_songs/low/x.md"), "https://e.org/songs/low/x.html");
    assert_eq!(author(&reading, "parts/_songs/low/x.md"), "Ann");
}

#[test]
fn a_wrong_value_is_told_once_where_it_is_written() {
    let mut folder = site(
        &[
            ("hugo.toml", "baseURL = 'https://e.org/'"),
            ("content/_index.md", "---\ntitle: x\ncascade:\n  date: someday\n---\n"),
            ("content/a.md", "---\ntitle: A\n---\nx"),
            ("content/b.md", "---\ntitle: B\n---\nx"),
        ],
        "",
    );
    let reading = folder.read();
    assert_eq!(reading.articles.len(), 2);
    assert_eq!(
        told(&reading),
        [
            "Warning _index.md:3: cannot read the date 'someday': write it like 2026-01-31 or 2026-01-31T09:00:00Z"
        ]
    );
}

#[test]
fn a_section_of_zola_is_a_draft_with_all_below_it() {
    let section = |draft: bool| format!("+++\ndraft = {draft}\n+++\n");
    let page = "+++\ntitle = 'P'\ndate = 2026-01-01\ndraft = false\n+++\nx";
    let mut folder = site(
        &[
            ("config.toml", "base_url = 'https://e.org'"),
            ("content/wip/_index.md", &section(true)),
            ("content/wip/deep/p.md", page),
            ("content/p.md", page),
            ("content/undated.md", "+++\ntitle = 'U'\n+++\nx"),
        ],
        "",
    );
    let lives = |reading: &Reading| reading.articles.iter().map(|article| article.life).collect::<Vec<_>>();
    assert_eq!(lives(&folder.read()), [Life::Live, Life::Unlisted, Life::Draft]);
    folder.write("content/wip/_index.md", section(false));
    let second = folder.read();
    assert_eq!((paths(&second), lives(&second)), (vec!["wip/deep/p.md"], vec![Life::Live]));
}
