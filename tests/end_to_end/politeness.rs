//! What a publisher sees of us, over several runs of the real binary.

use std::time::Duration;

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{post, rss};
use crate::support::server::{Asked, Reply, Server};

fn document() -> String {
    rss("Blog", "http://blog.example", &[post("http://blog.example", 3)])
}

#[test]
fn validators_are_echoed_byte_for_byte_and_a_304_costs_no_parsing() {
    let blog = Blog::new();
    let etag = b"W/\"odd \xe9 'quotes'\"";
    let modified = b"Someday, 31 Feb 2026 25:00:00 nowhere";
    blog.replies(Reply::ok(document()).header("ETag", etag).header("Last-Modified", modified));
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    blog.replies(Reply::new(304));
    for hour in ["14", "16"] {
        site.at(&format!("2026-11-25T{hour}:00:00Z")).build_with(&["--force", "--report", "report.json"]);
        let asked = blog.asked().pop().unwrap();
        assert_eq!(asked.header_bytes("If-None-Match").as_deref(), Some(&etag[..]));
        assert_eq!(asked.header_bytes("If-Modified-Since").as_deref(), Some(&modified[..]));
        let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
        assert_eq!(report["feeds"][0]["outcome"], "unchanged");
        assert_eq!(report["feeds"][0]["request"]["cache"], "revalidated");
    }
    assert_eq!(site.titles(), ["Post 3"]);
}

#[test]
fn an_equal_body_under_200_is_recognised() {
    let blog = Blog::new();
    blog.serves(&document());
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    site.at("2026-11-25T14:00:00Z").build_with(&["--force", "--report", "report.json"]);
    let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
    assert_eq!(report["feeds"][0]["request"]["cache"], "same-body");
}

#[test]
fn who_asks_is_said_and_nothing_else_is_told() {
    let blog = Blog::new();
    blog.serves(&document());
    let site = Site::new().feed("blog", &blog.url());
    site.build();
    let asked = blog.asked().pop().unwrap();
    assert!(asked.header("User-Agent").unwrap().starts_with("feedmill/"));
    assert!(asked.header("Accept").unwrap().contains("application/rss+xml"));
    assert_eq!((asked.header("Referer"), asked.header("Cookie")), (None, None));
}

#[test]
fn retry_after_holds_for_the_host_and_over_runs() {
    let blog = Blog::new();
    blog.replies(Reply::new(429).header("Retry-After", "7200"));
    blog.serves_at("/other.xml", "application/rss+xml", &document());
    let mut site = Site::new().feed("blog", &blog.url());
    site.run(&["build"]).exited(1).says("429");
    let mut site = {
        site.at("2026-11-25T12:30:00Z");
        site
    }
    .feed("other", &blog.url_of("/other.xml"));
    site.run(&["build", "--force"]).exited(1);
    assert_eq!(blog.requests(), 1, "the host asked for quiet for two hours");
    site.at("2026-11-25T14:10:00Z").build_with(&["--force"]);
    assert_eq!(blog.requests(), 3);
    assert_eq!(site.titles(), ["Post 3"]);
}

#[test]
fn a_permanent_redirect_is_adopted_after_days_and_said_once() {
    let (old, new) = (Blog::new(), Blog::at("127.0.0.2"));
    new.serves(&document());
    old.replies(Reply::redirect(301, new.url()));
    let mut site = Site::new().feed("blog", &old.url());
    site.build().silent();
    site.at("2026-11-26T12:00:00Z").refresh().silent();
    site.at("2026-11-27T12:30:00Z").refresh().says("has moved for good").says(&new.url());
    let asked = old.requests();
    site.at("2026-11-28T12:00:00Z").refresh().silent();
    assert_eq!(old.requests(), asked, "the old address is asked no more");
    assert_eq!(site.status()["feeds"][0]["health"], "moved");
    assert_eq!(site.titles(), ["Post 3"]);
}

#[test]
fn a_temporary_redirect_is_followed_and_forgotten() {
    let (old, new) = (Blog::new(), Blog::at("127.0.0.2"));
    new.serves(&document());
    old.replies(Reply::redirect(302, new.url()));
    let mut site = Site::new().feed("blog", &old.url());
    for day in 25..30 {
        site.at(&format!("2026-11-{day}T12:00:00Z")).refresh().silent();
    }
    assert_eq!(old.requests(), 5);
}

#[test]
fn gone_is_believed_the_second_time_and_said_once() {
    let blog = Blog::new();
    blog.serves(&document());
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    blog.replies(Reply::new(410));
    site.at("2026-11-25T14:00:00Z").refresh().says("410");
    site.at("2026-11-25T16:00:00Z").refresh().says("is gone for good");
    let asked = blog.requests();
    site.at("2026-11-26T16:00:00Z").refresh().silent();
    assert_eq!(blog.requests(), asked);
    assert_eq!(site.status()["feeds"][0]["health"], "gone");
    assert_eq!(site.titles(), ["Post 3"], "what it published stays");
}

#[test]
fn private_addresses_need_permission() {
    let blog = Blog::new();
    blog.serves(&document());
    let mut site = Site::new().feed("blog", &blog.url());
    site.reconfigure("allow_private = true", "allow_private = false");
    site.run(&["build"]).exited(1).says("allow_private");
    assert_eq!(blog.requests(), 0);
}

#[test]
fn secrets_are_sent_and_shown_nowhere() {
    let blog = Blog::new();
    blog.serves(&document());
    let site = Site::new().feed_with(
        "blog",
        &format!("{}?key=${{FEEDMILL_TEST_TOKEN}}", blog.url()),
        "headers = { Authorization = \"Bearer ${FEEDMILL_TEST_TOKEN}\" }",
    );
    blog.serves_at("/feed.xml?key=s3cr3t-value", "application/rss+xml", &document());
    let run = site
        .run_with(&["build", "-vv", "--report", "report.json"], &[("FEEDMILL_TEST_TOKEN", "s3cr3t-value")])
        .succeeded();
    let asked = blog.asked().pop().unwrap();
    assert_eq!(asked.header("Authorization").as_deref(), Some("Bearer s3cr3t-value"));
    assert!(asked.line().contains("s3cr3t-value"));
    for file in site.all_files() {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(12).any(|window| window == b"s3cr3t-value");
        assert!(!found, "{} tells the secret", file.display());
    }
    assert!(!run.stderr.contains("s3cr3t-value") && !run.stdout.contains("s3cr3t-value"));
}

#[test]
fn a_move_that_turns_out_to_be_a_dead_end_is_taken_back() {
    let (old, new) = (Blog::new(), Blog::at("127.0.0.2"));
    new.serves(&document());
    old.replies(Reply::redirect(301, new.url()));
    let mut site = Site::new().feed("blog", &old.url());
    for now in ["2026-11-25T12:00:00Z", "2026-11-26T12:00:00Z", "2026-11-27T12:30:00Z"] {
        site.at(now).refresh();
    }
    old.serves(&document());
    new.replies(Reply::new(410));
    for now in ["2026-11-28T12:00:00Z", "2026-11-29T12:00:00Z"] {
        site.at(now).refresh();
    }
    site.at("2026-11-30T12:00:00Z").refresh().says("answers again");
    assert_eq!(site.status()["feeds"][0]["health"], "ok");
}

/// As [`Site::feed`], many feeds of one server.
fn with_feeds(site: Site, count: usize, url_of: impl Fn(usize) -> String) -> Site {
    (0..count).fold(site, |site, n| site.feed(&format!("feed-{n}"), &url_of(n)))
}

#[test]
fn all_feeds_of_a_host_together_ask_it_no_more_than_per_host_at_a_time() {
    let slow = |_: &Asked| Reply::ok(document()).after(Duration::from_millis(30));
    let (one, two) = (Server::start(slow), Server::at("127.0.0.2", slow));
    let mut site = with_feeds(Site::new(), 16, |n| {
        let server = if n % 2 == 0 { &one } else { &two };
        server.url(&format!("/{n}"))
    });
    site.reconfigure("[fetch]", "[fetch]\nper_host = 3");
    site.build();
    for server in [&one, &two] {
        assert_eq!(server.asked().len(), 8);
        assert!((2..=3).contains(&server.most_busy()), "{}", server.most_busy());
    }
}

/// Hosts nearby are spared it, so these are asked through a proxy, which answers for them.
#[test]
fn requests_to_a_host_of_the_internet_are_spaced_though_many_at_a_time_are_allowed() {
    let proxy = Server::start(|_| Reply::ok(document()).after(Duration::from_millis(20)));
    let mut site = with_feeds(Site::new(), 8, |n| format!("http://busy.example/{n}"));
    site.reconfigure("[fetch]", "[fetch]\nper_host = 8");
    site.run_with(&["build"], &[("http_proxy", &proxy.url("/"))]).succeeded();
    assert_eq!(proxy.asked().len(), 8);
    // One would do, but for a machine that stands still between two of them.
    assert!(proxy.most_busy() <= 3, "{}", proxy.most_busy());
}

#[test]
fn a_redirect_passes_the_gate_of_its_host_too() {
    let target = Server::at("127.0.0.2", |_| Reply::ok(document()).after(Duration::from_millis(30)));
    let there = target.url("/there");
    let sources: Vec<Server> = (1..=8)
        .map(|n| {
            let there = there.clone();
            Server::at(&format!("127.0.6.{n}"), move |_| Reply::redirect(302, &there))
        })
        .collect();
    with_feeds(Site::new(), 8, |n| sources[n].url("/feed.xml")).build();
    assert_eq!(target.asked().len(), 8);
    assert!(target.most_busy() <= 2, "{}", target.most_busy());
}

#[test]
fn a_page_that_came_instead_of_the_feed_is_named_and_costs_no_entry() {
    let html = |body: &str| Reply::ok(body).header("Content-Type", "text/html; charset=UTF-8");
    let pages = [
        (
            html("<!DOCTYPE html><html lang=\"en-US\"><head><title>Just a moment...</title></head></html>"),
            "Cloudflare",
        ),
        (html("<!doctype html><html><head><title>Hotspot login</title></head></html>"), "captive portal"),
        (html("<html><head><title>404 Not Found</title></head></html>"), "404 Not Found"),
        (Reply::new(403).header("cf-mitigated", "challenge"), "Cloudflare"),
        (Reply::new(511), "captive portal"),
    ];
    for (page, name) in pages {
        let blog = Blog::new();
        blog.serves(&document());
        let mut site = Site::new().feed("blog", &blog.url());
        site.build().silent();
        blog.replies(page);
        site.at("2026-11-25T14:00:00Z").refresh().says("blog: starts to fail").says(name);
        let feed = site.status()["feeds"][0].clone();
        assert_eq!((&feed["health"], &feed["entries"]), (&"failing".into(), &1.into()), "{feed}");
        assert!(feed["last_error"].as_str().unwrap().contains(name), "{feed}");
        assert_eq!(feed["last_success"], "2026-11-25T12:00:00Z");
        assert_eq!(site.titles(), ["Post 3"], "no failure is an empty feed");
    }
}
