//! What scripts and cron rely on: exit status, what is said, what is left alone.

use std::fs::{self, File};

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{Post, post, rss};
use crate::support::server::Reply;

const SITE: &str = "http://blog.example";
const LATER: &str = "2026-11-25T14:00:00Z";

fn blog(numbers: std::ops::RangeInclusive<usize>) -> Blog {
    let blog = Blog::new();
    blog.serves(&document(numbers));
    blog
}

fn document(numbers: std::ops::RangeInclusive<usize>) -> String {
    let posts: Vec<Post> = numbers.map(|n| post(SITE, n)).collect();
    rss("Blog", SITE, &posts)
}

#[test]
fn an_import_that_meets_another_run_changes_nothing() {
    let site = Site::new();
    site.build();
    site.file("list.txt", "https://new.example/feed\n");
    site.file("old.xml", document(1..=1));
    let before = site.read("feeds.toml");
    let lock = File::open(site.path(".feedmill/lock")).unwrap();
    lock.lock().unwrap();
    site.run(&["import", "list.txt", "--published", "old.xml"]).exited(75).says("another feedmill run");
    assert_eq!(site.read("feeds.toml"), before);
    drop(lock);
    site.run(&["import", "list.txt", "--published", "old.xml"])
        .succeeded()
        .says("1 ids and dates taken over from old.xml")
        .says("took https://new.example/feed");
    assert_ne!(site.read("feeds.toml"), before);
}

#[test]
fn an_import_of_which_nothing_is_followed_fails() {
    let site = Site::new();
    site.file("bad.txt", "gopher://old.example/\nann@mail.example\n");
    site.run(&["import", "bad.txt"]).exited(1).says("0 taken, 2 refused");
    site.file("list.txt", "bare.example/feed\nhttps://ann:pass@own.example/feed\n");
    let run = site.run(&["import", "list.txt"]).succeeded();
    assert!(!run.stdout.contains("pass"), "{}", run.stdout);
    assert!(site.read("feeds.toml").contains("https://bare.example/feed"));
    site.run(&["import", "list.txt"]).succeeded().says("already in feeds.toml");
}

#[test]
fn an_empty_address_is_wrong_usage() {
    Site::new().run(&["add", ""]).exited(2).says("URL");
}

#[test]
fn a_name_that_is_none_is_wrong_usage() {
    let site = Site::new();
    site.run(&["build", "--only", "nobody"]).exited(2);
    site.run(&["approve", "nobody"]).exited(2);
    let site = site.tables("[state]\nurl = \"postgres://localhost/feeds\"");
    site.run(&["build"]).exited(2).says("SQLite");
}

#[test]
fn without_any_format_there_is_still_a_status() {
    let site = Site::new()
        .publish("rss = false\natom = false\njson = false\nopml = false\nhtml = false")
        .article("mine.md", "# Mine\n\nHello.\n");
    site.build().silent();
    assert_eq!(site.status()["published"], 1);
}

#[test]
fn templates_that_are_not_there_are_refused() {
    let site = Site::new().publish("templates = \"missing\"").article("mine.md", "# Mine\n\nHello.\n");
    site.run(&["check"]).exited(1).says("missing").says("`templates`");
    site.run(&["build"]).exited(1).says("missing");
    site.file("missing/index.html", "{% if %}");
    site.run(&["check"]).exited(1).says("index.html");
    site.file("missing/index.html", "<!doctype html><title>{{ title }}</title>");
    site.run(&["check"]).succeeded();
}

#[test]
fn a_template_under_a_name_that_no_template_has_is_told_once() {
    let mut site = Site::new().publish("templates = \"design\"").article("mine.md", "# Mine\n\nHello.\n");
    site.file(
        "design/indx.html",
        "{% extends 'frame.html' %}{% block title %}{{ site.title }}{% endblock %}{% block body %}<p>By hand.</p>{% endblock %}",
    );
    site.file("design/picture.png", "");
    site.run(&["check"]).succeeded().says("design/indx.html is not read: did you mean index.html?");
    site.build().says("design/indx.html is not read: did you mean index.html?");
    site.build().silent();
    fs::rename(site.path("design/indx.html"), site.path("design/index.html")).unwrap();
    site.at(LATER).build().silent();
    assert!(site.read("output/index.html").contains("By hand."));
    assert!(!site.run(&["check"]).succeeded().stdout.contains("not read"));
}

#[test]
fn a_feed_that_is_failing_counts_until_it_answers_again() {
    let blog = blog(1..=3);
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    blog.replies(Reply::new(500).body("broken"));
    site.at(LATER).run(&["build", "--force", "--strict"]).exited(1);
    let asked = blog.requests();
    site.run(&["build", "--strict", "--metrics", "feedmill.prom"]).exited(1);
    assert_eq!(blog.requests(), asked, "it is not due");
    let metrics = site.read("feedmill.prom");
    for line in [
        "feedmill_feed_health{feed=\"blog\",health=\"failing\"} 1",
        "feedmill_feed_last_success_timestamp_seconds{feed=\"blog\"} 1795608000",
        "feedmill_feed_entries{feed=\"blog\"} 3",
        "feedmill_feed_failed{feed=\"blog\"} 0",
    ] {
        assert!(metrics.lines().any(|told| told == line), "{line} is not in\n{metrics}");
    }
    blog.serves(&document(1..=3));
    site.run(&["build", "--force", "--strict"]).succeeded();
}

#[test]
fn what_did_not_answer_is_listed_line_by_line() {
    let blog = Blog::new();
    blog.replies(Reply::new(503).body("later"));
    let site = Site::new().feed("one", &blog.url()).feed("two", &blog.url_of("/other"));
    let run = site.run(&["build"]).exited(1);
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert!(lines.iter().any(|line| line.starts_with("  one: HTTP 503")), "{}", run.stderr);
    assert!(lines.iter().any(|line| line.starts_with("  two: HTTP 404")), "{}", run.stderr);
    assert!(!run.stderr.contains("\\n") && !run.stderr.contains("see above"), "{}", run.stderr);
}

#[test]
fn whoever_inspects_asks_as_the_configuration_says() {
    let blog = blog(1..=9);
    let site = Site::new();
    let inspect = |fetch: &str| {
        let config = site.read("feeds.toml").replace("[fetch]", &format!("[fetch]\n{fetch}"));
        site.file("other.toml", config);
        site.run(&["--config", "other.toml", "inspect", &blog.url()])
    };
    inspect("max_size = \"1kB\"").exited(1);
    inspect("contact = \"ann@x.example\"").succeeded().says("Post 9");
    let agent = blog.asked().last().unwrap().header("user-agent").unwrap_or_default();
    assert!(agent.contains("ann@x.example"), "{agent}");
    inspect("contract = 1").succeeded().says("other.toml cannot be used");
    let run = site.run(&["--config", "nowhere.toml", "inspect", &blog.url()]).succeeded();
    assert_eq!(run.stderr, "", "inspect needs no configuration");
}

#[test]
fn what_newer_entries_pushed_out_is_explained() {
    let blog = blog(1..=2);
    let mut site = Site::new()
        .publish("limit = 2\n[[publish.views]]\nname = \"all\"\nlimit = 10")
        .feed("blog", &blog.url());
    site.build();
    site.run(&["explain", "http://blog.example/1/"]).succeeded().says("published from blog");
    blog.serves(&document(1..=4));
    site.at(LATER).refresh();
    let run = site.run(&["explain", "http://blog.example/1/"]).succeeded();
    assert!(!run.stdout.contains("published from"), "{}", run.stdout);
    run.says("beyond limit = 2 of [publish]").says("in the view all");
    site.run(&["explain", "http://blog.example/4/"]).succeeded().says("published from blog");
}

#[test]
fn a_dry_run_tells_withdrawal_from_a_lack_of_room() {
    let blog = blog(1..=3);
    let mut site = Site::new().publish("limit = 3").feed("blog", &blog.url());
    site.build();
    let ids = site.ids();
    let blocking =
        site.read("feeds.toml").replace("limit = 3", &format!("limit = 1\nblock = [{:?}]", ids[0]));
    site.file("feeds.toml", blocking);
    let told = site.at(LATER).run(&["build", "--dry-run", "--offline"]).succeeded().stdout;
    let line = |mark: &str, id: &str| told.lines().any(|line| line.starts_with(mark) && line.contains(id));
    assert!(line("withdrawn", &ids[0]) && line("leaves", &ids[2]), "{told}");
}

#[test]
fn copied_ids_are_one_line() {
    let (first, thief) = (blog(1..=9), Blog::at("127.0.0.2"));
    let site = Site::new().feed("blog", &first.url());
    site.build();
    let stolen = |n| Post {
        link: Some(format!("http://thief.example/{n}/")),
        title: format!("Buy {n}"),
        body: format!("Buy {n}"),
        ..post(SITE, n)
    };
    thief.serves(&rss("Thief", "http://thief.example", &(1..=9).map(stolen).collect::<Vec<_>>()));
    let mut site = site.feed("thief", &thief.url());
    let run = site.at(LATER).build();
    assert_eq!(run.stderr.lines().filter(|line| line.starts_with("thief: ")).count(), 1, "{}", run.stderr);
    run.says("thief: 9 entries bear ids of another feed, the first: ");
}
