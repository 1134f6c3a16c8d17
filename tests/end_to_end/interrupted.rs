//! Runs that are stopped or killed: what they leave behind, and what the next one makes up for.

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{Post, post, rss};
use crate::support::server::Reply;

fn serving(n: usize) -> Blog {
    let blog = Blog::new();
    blog.serves(&rss("Blog", "http://blog.example", &[post("http://blog.example", n)]));
    blog
}

/// A build of which one feed hangs, ended by SIGKILL once `is_time`.
fn killed(site: &Site, is_time: impl Fn() -> bool) {
    let mut run = site.start(&["build", "--force"]);
    while !is_time() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    run.kill().unwrap();
    run.wait().unwrap();
}

fn feeds(site: &Site) -> serde_json::Value {
    serde_json::from_str(&site.run(&["status", "--json"]).succeeded().stdout).unwrap()
}

/// The store has it, and nobody was told.
#[test]
fn what_a_killed_run_could_not_tell_any_more_the_next_one_tells_once() {
    let (changes, hangs) = (serving(3), serving(7));
    let mut site = Site::new().feed("changes", &changes.url()).feed("hangs", &hangs.url());
    site.build();

    let health = |site: &Site| feeds(site)[0]["health"].as_str().unwrap().to_owned();
    let turns = [
        (Reply::new(500), "failing", "changes: starts to fail: HTTP 500"),
        (Reply::ok(rss("Blog", "http://blog.example", &[])), "ok", "changes: answers again"),
        (Reply::new(410), "failing", "changes: starts to fail: HTTP 410"),
        (Reply::new(410), "gone", "changes: is gone for good"),
    ];
    for (day, (reply, becomes, words)) in (26..).zip(turns) {
        site.at(&format!("2026-11-{day}T12:00:00Z"));
        changes.replies(reply);
        hangs.replies(Reply::hang());
        killed(&site, || health(&site) == becomes);
        hangs.serves(&rss("Other", "http://other.example", &[post("http://other.example", 7)]));
        let asked = changes.requests();
        let run = site.build_with(&["--only", "hangs"]);
        assert_eq!(run.stderr.lines().filter(|line| line.contains(words)).count(), 1, "{}", run.stderr);
        assert_eq!(changes.requests(), asked, "it is told though the feed is not asked again");
        site.build().silent();
    }
}

#[test]
fn a_move_that_a_killed_run_adopted_is_told_by_the_next() {
    let (old, new, hangs) = (serving(3), serving(3), serving(7));
    old.replies(Reply::redirect(301, new.url()));
    let mut site = Site::new().feed("moves", &old.url()).feed("hangs", &hangs.url());
    site.build();
    site.at("2026-11-26T12:00:00Z").refresh().silent();
    site.at("2026-11-27T12:30:00Z");
    hangs.replies(Reply::hang());
    killed(&site, || feeds(&site)[0]["moved_to"].is_string());
    hangs.serves(&rss("Other", "http://other.example", &[post("http://other.example", 7)]));
    site.build().says("moves: has moved for good to").says(&new.url());
    site.at("2026-11-27T12:45:00Z").build().silent();
}

/// It is killed after all was decided and written, while it waits for a hub.
#[test]
fn ids_of_another_feed_that_a_killed_run_found_are_told_by_the_next_once() {
    let (blog, thief, hub) = (serving(3), Blog::new(), Blog::new());
    let stolen = Post { guid: post("http://blog.example", 3).guid, ..post("http://thief.example", 4) };
    let mut site = Site::new()
        .publish(&format!("hubs = [{:?}]", hub.url_of("/hub")))
        .feed("blog", &blog.url())
        .feed("thief", &thief.url());
    thief.serves(&rss("Thief", "http://thief.example", &[]));
    hub.replies_at("/hub", Reply::new(204));
    site.build().silent();
    thief.serves(&rss("Thief", "http://thief.example", &[stolen]));
    hub.replies_at("/hub", Reply::hang());
    let pings = hub.requests();
    site.at("2026-11-26T12:00:00Z");
    killed(&site, || hub.requests() > pings);
    assert_eq!(site.titles(), ["Post 4", "Post 3"]);
    hub.replies_at("/hub", Reply::new(204));
    site.build_with(&["--dry-run"]).says("thief: ").says("blog");
    let run = site.build();
    assert_eq!(run.stderr.lines().filter(|line| line.starts_with("thief: ")).count(), 1, "{}", run.stderr);
    site.build().silent();
}

#[test]
fn a_host_that_asked_a_killed_run_for_quiet_is_left_alone_by_the_next() {
    let (busy, hangs) = (serving(3), serving(7));
    let mut site = Site::new().feed("busy", &busy.url()).feed("hangs", &hangs.url());
    site.build();
    busy.replies(Reply::new(429).header("Retry-After", "7200"));
    hangs.replies(Reply::hang());
    killed(&site, || feeds(&site)[0]["health"] == "failing");
    hangs.serves(&rss("Other", "http://other.example", &[post("http://other.example", 7)]));
    busy.serves_at("/other.xml", "application/rss+xml", &rss("Blog", "http://blog.example", &[]));
    site = site.feed("other", &busy.url_of("/other.xml"));
    site.at("2026-11-25T13:00:00Z").build();
    assert_eq!(busy.requests(), 2);
    site.at("2026-11-25T14:10:00Z").build();
    assert_eq!(busy.requests(), 4);
}

#[test]
fn a_preview_counts_as_told_to_nobody() {
    let blog = serving(3);
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    blog.replies(Reply::new(500));
    site.at("2026-11-25T14:00:00Z")
        .run(&["build", "--force", "--dry-run"])
        .succeeded()
        .says("starts to fail");
    site.at("2026-11-25T14:05:00Z").build().says("blog: starts to fail: HTTP 500");
    site.at("2026-11-25T14:10:00Z").build().silent();
}

#[cfg(unix)]
#[test]
fn a_run_that_is_told_to_stop_publishes_what_has_come() {
    let (blog, good) = (Blog::new(), serving(7));
    blog.replies(Reply::hang());
    let mut site = Site::new().feed("good", &good.url()).feed("hangs", &blog.url());
    // One at a time: the good feed has answered when the other is asked.
    site.reconfigure("[fetch]", "[fetch]\nconcurrency = 1");
    let mut run = site.start(&["build", "--report", "report.json"]);
    while blog.requests() == 0 {
        assert!(run.try_wait().unwrap().is_none(), "the run ended before it was told to");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let kill = std::process::Command::new("kill").args(["-TERM", &run.id().to_string()]).status().unwrap();
    assert!(kill.success() && run.wait().unwrap().success());
    assert_eq!(site.titles(), ["Post 7"]);
    let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
    let hanging = &report["feeds"][1];
    assert_eq!(hanging["outcome"], "postponed");
    assert_eq!(hanging["why"], "the run was asked to stop");
    assert_eq!(hanging["request"]["cache"], "aborted");
    assert!(hanging["request"]["host"].as_str().unwrap().starts_with("127.0.0.1:"));
    assert!(hanging["request"]["connect"].is_number(), "{hanging}");
}

#[test]
fn what_a_killed_run_left_half_written_is_swept_up() {
    let blog = serving(3);
    let site = Site::new().feed("blog", &blog.url());
    site.build();
    blog.replies(Reply::hang());
    killed(&site, || blog.requests() == 2);
    // As it would have left them a moment later.
    for name in ["output/.feedmill-1x2y.part", "output/deep/.feedmill-3.part", "output/notes.part"] {
        site.file(name, "half");
    }
    site.build();
    let left: Vec<_> =
        site.all_files().into_iter().filter(|file| file.to_string_lossy().contains(".part")).collect();
    assert_eq!(left, [site.path("output/notes.part")]);
    assert!(!site.path(".feedmill/unfinished").exists());
}
