//! What a new user does first.

use crate::support::blog::Blog;
use crate::support::document::{post, rss};
use crate::support::server::Reply;
use crate::support::{Site, run_in};

const NOW: &str = "2026-11-25T12:00:00Z";

#[test]
fn init_and_build_make_a_feed_from_nothing() {
    let dir = tempfile::tempdir().unwrap();
    run_in(dir.path(), NOW, &["init", "planet"], &[]).succeeded();
    let planet = dir.path().join("planet");
    run_in(&planet, NOW, &["build"], &[]).succeeded().silent();
    for file in ["feed.xml", "atom.xml", "feed.json", "feeds.opml", "index.html", "status.json"] {
        assert!(planet.join("output").join(file).is_file(), "{file} is missing");
    }
    run_in(dir.path(), NOW, &["init", "planet"], &[]).succeeded();
    run_in(dir.path(), NOW, &["--config", "planet/feeds.toml"], &[]).succeeded().silent();
}

#[test]
fn articles_and_feeds_become_one_feed_newest_first() {
    let blog = Blog::new();
    blog.serves(&rss(
        "Blog",
        "http://blog.example",
        &[post("http://blog.example", 3), post("http://blog.example", 5)],
    ));
    let site = Site::new()
        .feed("blog", &blog.url())
        .article("mine.md", "---\ntitle: Mine\ndate: 2026-11-04\n---\nHello *there*.\n");
    site.build().silent();
    assert_eq!(site.titles(), ["Post 5", "Mine", "Post 3"]);
    let feed = site.rss();
    assert_eq!(feed.items()[0].source().unwrap().title(), Some("Blog"));
    assert_eq!(feed.items()[1].source(), None, "an own article has no source");
    assert!(feed.items()[1].content().unwrap_or_default().contains("<em>there</em>"));
}

#[test]
fn a_file_dropped_into_the_folder_is_at_the_top() {
    let site = Site::new().article("old.md", "---\ntitle: Old\ndate: 2026-11-04\n---\nOld.\n");
    site.build();
    let mut site = site.article("new.md", "# New\n\nJust written.\n");
    site.at("2026-11-25T12:15:00Z").build().silent();
    assert_eq!(site.titles(), ["New", "Old"]);
}

#[test]
fn a_second_build_touches_nothing() {
    let blog = Blog::new();
    blog.serves(&rss("Blog", "http://blog.example", &[post("http://blog.example", 3)]));
    let mut site = Site::new().feed("blog", &blog.url()).article("mine.md", "# Mine\n\nHello.\n");
    site.build();
    let before = site.output_times();
    site.at("2026-11-25T12:15:00Z").build().silent();
    assert_eq!(site.output_times(), before);
    assert_eq!(blog.requests(), 1, "a feed that is not due is not asked");
}

#[test]
fn a_source_that_is_a_file_tells_of_itself_when_it_changes_and_when_it_is_missing() {
    let mut site = Site::new().tables("[[feeds]]\nname = \"file\"\npath = \"file.xml\"\n");
    let says = |n| rss("File", "http://file.example", &[post("http://file.example", n)]);
    let last_read = |site: &Site| site.status()["feeds"][0]["last_success"].as_str().map(str::to_owned);
    site.file("file.xml", says(3));
    site.build();
    let before = site.output_times();
    site.at("2026-11-25T13:00:00Z").build().silent();
    site.at("2026-11-25T14:00:00Z").build_with(&["--offline"]).silent();
    assert_eq!(site.output_times(), before, "it is read each time, and says the same");
    assert_eq!(site.status()["feeds"][0]["next_due"], serde_json::Value::Null);

    site.file("file.xml", says(4));
    site.at("2026-11-25T15:00:00Z").build().silent();
    assert_eq!(last_read(&site).as_deref(), Some("2026-11-25T15:00:00Z"));

    let file = site.path("file.xml");
    std::fs::rename(&file, site.path("away.xml")).unwrap();
    site.at("2026-11-25T16:00:00Z").build().says("file: starts to fail: cannot read");
    assert_eq!(site.status()["feeds"][0]["health"], "failing");
    std::fs::rename(site.path("away.xml"), &file).unwrap();
    site.at("2026-11-25T17:00:00Z").build().says("file: answers again");
    assert_eq!(last_read(&site).as_deref(), Some("2026-11-25T17:00:00Z"));
}

#[test]
fn the_same_input_gives_the_same_bytes_whenever_it_is_built() {
    let blog = Blog::new();
    blog.serves(&rss("Blog", "http://blog.example", &[post("http://blog.example", 3)]));
    let built_at = |now: &str| {
        let mut site = Site::new().feed("blog", &blog.url());
        site.at(now).build();
        ["feed.xml", "atom.xml", "feed.json", "index.html"].map(|file| site.read(&format!("output/{file}")))
    };
    let (monday, friday) = (built_at("2026-11-23T12:00:00Z"), built_at("2026-11-27T12:00:00Z"));
    assert_eq!(monday, friday);
}

#[test]
fn a_dry_run_writes_no_output_and_says_what_would_change() {
    let site = Site::new().article("mine.md", "# Mine\n\nHello.\n");
    site.build_with(&["--dry-run"]).says("feed.xml").says("Mine");
    assert!(!site.path("output/feed.xml").exists());
    site.build();
    assert_eq!(site.titles(), ["Mine"]);
}

#[test]
fn the_report_is_json_and_tells_of_each_feed() {
    let blog = Blog::new();
    blog.serves(&rss("Blog", "http://blog.example", &[post("http://blog.example", 3)]));
    let site = Site::new().feed("blog", &blog.url());
    site.build_with(&["--report", "report.json", "--metrics", "feedmill.prom"]);
    let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
    assert_eq!(report["feeds"][0]["name"], "blog");
    assert_eq!(report["feeds"][0]["outcome"], "read");
    assert_eq!(report["feeds"][0]["new"], 1);
    assert_eq!(report["feeds"][0]["request"]["status"], 200);
    assert!(site.read("feedmill.prom").contains("feedmill_feed_failed{feed=\"blog\"} 0"));
}

#[test]
fn a_run_that_could_not_do_its_job_is_reported_too() {
    let blog = Blog::new();
    blog.replies(Reply::new(503));
    let site = Site::new().feed("blog", &blog.url());
    site.run(&["build", "--report", "report.json"]).exited(1);
    let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
    assert!(report["failure"].as_str().unwrap().starts_with("no source answered"), "{report}");
    assert_eq!(
        (&report["feeds"][0]["name"], &report["feeds"][0]["outcome"]),
        (&"blog".into(), &"failed".into())
    );
    let site = site.article("a.md", "# Mine\n");
    site.build_with(&["--report", "report.json"]);
    let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
    assert!(report.get("failure").is_none(), "{report}");
}
