//! HTTP/2: all feeds of a host on one connection, over several runs, through a proxy too.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::support::Site;
use crate::support::document::{post, rss};
use crate::support::http2::Server;
use crate::support::proxy::Proxy;
use crate::support::server::{Asked, Reply};
use crate::support::tls;

const SITE: &str = "http://blog.example";

/// More than what a stream, and all of a connection, may send ahead of its reader.
const LARGE: usize = 3 << 20;

/// What goes wrong under a path in the second round.
type Trouble = (&'static str, fn(Reply) -> Reply);

const TROUBLES: [Trouble; 3] = [
    ("/reset", |feed| feed.reset_at(200)),
    ("/refused", |_| Reply::close_at_once()),
    ("/headers", |feed| feed.header("X-Long", "x".repeat(100_000))),
];

const LARGE_FEEDS: [&str; 6] = ["/large/1", "/large/2", "/large/3", "/large/4", "/large/5", "/large/6"];

fn document(path: &str) -> String {
    let mut post = post(SITE, 3);
    post.guid = Some(path.to_owned());
    post.link = Some(format!("{SITE}{path}"));
    rss(path, SITE, &[post])
}

fn answer(asked: &Asked, round: usize) -> Reply {
    let path = asked.path();
    let feed = Reply::ok(document(&path));
    let trouble = TROUBLES.iter().find(|(its, ..)| *its == path).filter(|_| round == 2);
    match trouble {
        Some((_, spoil)) => spoil(feed),
        None if path == "/known" && asked.header("If-None-Match").as_deref() == Some("\"1\"") => {
            Reply::new(304)
        }
        None if path == "/known" => feed.header("ETag", "\"1\""),
        None if LARGE_FEEDS.contains(&path.as_str()) => large(&path, round),
        None => feed,
    }
}

fn large(path: &str, round: usize) -> Reply {
    Reply::ok(format!("{}<!--{round}{}-->", document(path), "x".repeat(LARGE)))
}

/// A build of a user who trusts the server.
fn build(site: &Site, environment: &[(&str, &str)]) -> Value {
    let certificate = tls::fixture("localhost.pem");
    let environment = [&[("SSL_CERT_FILE", certificate.as_str())], environment].concat();
    site.run_with(&["build", "--force", "--report", "report.json"], &environment).succeeded();
    let report: Value = serde_json::from_str(&site.read("report.json")).unwrap();
    report["feeds"].clone()
}

#[test]
fn feeds_are_fetched_over_http_2_and_one_reset_stream_ends_no_other() {
    let round = Arc::new(AtomicUsize::new(1));
    let server = Server::start({
        let round = Arc::clone(&round);
        move |asked| answer(asked, round.load(Ordering::SeqCst))
    });
    let troubled = TROUBLES.iter().map(|(path, ..)| *path);
    let paths: Vec<&str> = ["/known"].into_iter().chain(troubled).chain(LARGE_FEEDS).collect();
    let mut site = paths.iter().fold(Site::new(), |site, path| site.feed(path, &server.url(path)));
    site.reconfigure("[fetch]", "[fetch]\nper_host = 8");

    let feeds = build(&site, &[]);
    for (path, feed) in paths.iter().zip(feeds.as_array().unwrap()) {
        assert_eq!(feed["outcome"], "read", "{path}: {feed}");
        let decoded = feed["request"]["decoded_bytes"].as_u64().unwrap();
        assert_eq!(decoded > LARGE as u64, LARGE_FEEDS.contains(path), "{path}: {feed}");
    }
    // Those that start at once may each have opened one before they knew of the other.
    assert!(server.connections() < paths.len(), "{} connections", server.connections());
    let first = server.asked()[0].clone();
    assert!(first.header("User-Agent").unwrap().starts_with("feedmill/"));
    assert_eq!((first.header("Referer"), first.header("Cookie")), (None, None));

    round.store(2, Ordering::SeqCst);
    site.at("2026-11-25T14:00:00Z");
    let feeds = build(&site, &[]);
    assert_eq!((&feeds[0]["outcome"], &feeds[0]["request"]["status"]), (&"unchanged".into(), &304.into()));
    for feed in &feeds.as_array().unwrap()[1..=TROUBLES.len()] {
        assert_eq!(feed["outcome"], "failed", "{feed}");
    }
    for feed in &feeds.as_array().unwrap()[1 + TROUBLES.len()..] {
        assert_eq!(feed["outcome"], "read", "{feed}");
    }
    assert_eq!(site.titles().len(), paths.len(), "whoever fails loses nothing");

    round.store(3, Ordering::SeqCst);
    site.at("2026-11-25T16:00:00Z");
    let feeds = build(&site, &[]);
    assert!(feeds.as_array().unwrap().iter().all(|feed| feed["outcome"] != "failed"), "{feeds}");
}

/// A connection that nobody else of the run will use is not kept, and the body comes whole all the same.
#[test]
fn the_only_feed_of_its_host_comes_whole_and_a_proxy_sees_the_name_of_the_host_alone() {
    let round = AtomicUsize::new(0);
    let server = Server::start(move |_| large("/large", round.fetch_add(1, Ordering::SeqCst)));
    let tunnel = Proxy::tunnel(server.address());
    let site = Site::new().feed("blog", &server.url("/feed.xml?key=secret"));
    for environment in [&[][..], &[("https_proxy", tunnel.url("http").as_str())]] {
        let feed = build(&site, environment)[0].clone();
        assert_eq!(feed["outcome"], "read", "{feed}");
        assert!(feed["request"]["decoded_bytes"].as_u64().unwrap() > LARGE as u64, "{feed}");
    }
    assert_eq!(server.connections(), 2);
    let head = tunnel.targets().concat();
    let connect = format!("CONNECT {} HTTP/1.1", server.address());
    assert!(head.starts_with(&connect) && !head.contains("secret"), "{head}");
}
