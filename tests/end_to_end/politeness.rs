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
fn who_asks_is_said_and_nothing_else_is_told() {
    let blog = Blog::new();
    blog.replies_at("/feed.xml?a=b", Reply::redirect(302, "/real.xml").header("Set-Cookie", "a=b; Path=/"));
    blog.replies_at("/real.xml", Reply::ok(document()).header("Set-Cookie", "c=d; Path=/"));
    let mut site = Site::new().feed("blog", &blog.url_of("/feed.xml?a=b"));
    site.reconfigure("[fetch]", "[fetch]\ncontact = \"mailto:ed@mill.example\"");
    site.build();
    site.at("2026-11-25T14:00:00Z").refresh();
    let asked = blog.asked();
    let lines: Vec<String> = asked.iter().map(Asked::line).collect();
    let (first, second) = ("GET /feed.xml?a=b", "GET /real.xml");
    assert_eq!(lines, [first, second, first, second], "no query is invented");
    for asked in asked {
        let version = env!("CARGO_PKG_VERSION");
        let agent = asked.header("User-Agent").unwrap();
        assert_eq!(agent, format!("feedmill/{version} (+mailto:ed@mill.example)"));
        assert!(asked.header("Accept").unwrap().contains("application/rss+xml"));
        assert_eq!(asked.header("Accept-Encoding").as_deref(), Some("gzip, br, zstd, deflate"));
        assert_eq!((asked.header("Referer"), asked.header("Cookie")), (None, None));
    }
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
