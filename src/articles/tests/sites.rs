//! Whole readings of the sites under `tests/fixtures/sites`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{at, base, config_of, html};
use crate::articles::{Reading, read};
use crate::config;

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
