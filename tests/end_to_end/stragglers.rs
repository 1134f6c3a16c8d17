//! Runs that are over before all feeds have answered: who is published, who is asked first next time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{post, rss};
use crate::support::server::{Asked, Reply, Server};

/// Feeds of as many hosts.
const FEEDS: usize = 500;

/// That a feed may take by its configuration.
const OWN_TIME: Duration = Duration::from_secs(600);

/// Two in five.
fn is_slow(n: usize) -> bool {
    n % 5 < 2
}

fn address(n: usize) -> String {
    format!("127.5.{}.{}", n / 200, n % 200 + 1)
}

/// Which of the feeds a request is for.
fn number(asked: &Asked) -> usize {
    let host = asked.header("Host").unwrap();
    let parts: Vec<usize> = host.split(['.', ':']).map(|part| part.parse().unwrap()).collect();
    parts[2] * 200 + parts[3] - 1
}

fn document(n: usize, posts: usize) -> String {
    let home = format!("http://blog{n}.example");
    let posts: Vec<_> = (0..posts).rev().map(|day| post(&home, 20 + day)).collect();
    rss("Blog", &home, &posts)
}

/// All feeds on one port of many addresses; in the second round the slow ones hang.
fn publishers(round: &Arc<AtomicUsize>) -> Server {
    let round = Arc::clone(round);
    Server::at("0.0.0.0", move |asked| match (round.load(Ordering::SeqCst), number(asked)) {
        (2, n) if is_slow(n) => Reply::hang(),
        (round, n) => Reply::ok(document(n, round)),
    })
}

/// Of each feed: its health, how many items of it are published, and why it is due.
fn standing(site: &Site) -> Vec<(String, u64, String)> {
    let status = site.status();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let rows = status["feeds"].as_array().unwrap().iter();
    rows.map(|row| (text(&row["health"]), row["published"].as_u64().unwrap(), text(&row["due_because"])))
        .collect()
}

#[test]
fn with_two_in_five_of_many_hanging_the_others_are_published_and_stragglers_come_first_next_time() {
    let round = Arc::new(AtomicUsize::new(1));
    let server = publishers(&round);
    let feed =
        |n| format!("[[feeds]]\nname = \"feed-{n}\"\nurl = \"http://{}:{}/\"\n", address(n), server.port());
    let feeds: String = (0..FEEDS).map(feed).collect();
    let mut site = Site::new().publish("limit = 5000").tables(&feeds);
    site.reconfigure("[fetch]", &format!("[fetch]\ntimeout = \"{}s\"", OWN_TIME.as_secs()));
    site.run(&["build"]).succeeded().silent();
    assert!(standing(&site).iter().all(|(health, published, _)| health == "ok" && *published == 1));

    round.store(2, Ordering::SeqCst);
    let started = Instant::now();
    site.at("2026-11-26T14:00:00Z").run(&["build", "--force", "--deadline", "10s"]).succeeded().silent();
    // It is less than a second over the deadline where the machine is not busy. Without one, it is the
    // feeds' own time.
    assert!(started.elapsed() < OWN_TIME / 4, "{:?}", started.elapsed());
    for (n, (health, published, why)) in standing(&site).into_iter().enumerate() {
        let late = why == "the last run was over before it answered";
        assert_eq!(
            (health.as_str(), published, late),
            ("ok", if is_slow(n) { 1 } else { 2 }, is_slow(n)),
            "{n}: {why}"
        );
    }

    round.store(3, Ordering::SeqCst);
    let before = server.asked().len();
    site.at("2026-11-27T14:00:00Z").run(&["build", "--force"]).succeeded().silent();
    let order: Vec<usize> = server.asked()[before..].iter().map(number).collect();
    assert_eq!(order.len(), FEEDS);
    // So many are under way at a time: among them the order on arrival is anybody's.
    let concurrency = 64;
    let stragglers = (0..FEEDS).filter(|&n| is_slow(n)).count();
    assert!(order[..stragglers - concurrency].iter().all(|&n| is_slow(n)), "{order:?}");
    assert!(standing(&site).iter().all(|(_, published, _)| *published == 3));
}

fn blog_and_site() -> (Blog, Site) {
    let blog = Blog::new();
    blog.serves(&rss("Blog", "http://blog.example", &[post("http://blog.example", 3)]));
    let site = Site::new().feed("blog", &blog.url());
    (blog, site)
}

#[test]
fn a_hanging_feed_holds_up_nobody() {
    let blog = Blog::new();
    blog.replies(Reply::hang());
    let good = Blog::new();
    good.serves(&rss("Good", "http://good.example", &[post("http://good.example", 7)]));
    let site = Site::new().feed("hangs", &blog.url()).feed("good", &good.url());
    site.build_with(&["--deadline", "2s"]);
    assert_eq!(site.titles(), ["Post 7"]);
}

#[test]
fn slow_hosts_are_asked_side_by_side() {
    let servers: Vec<_> = (1..=40)
        .map(|n| {
            let reply = Reply::ok(document(n, 1)).after(Duration::from_millis(200));
            Server::at(&format!("127.0.9.{n}"), move |_| reply.clone())
        })
        .collect();
    let feed = |site: Site, (n, server): (usize, &Server)| site.feed(&format!("feed-{n}"), &server.url("/"));
    let site = servers.iter().enumerate().fold(Site::new(), feed);
    let started = Instant::now();
    site.run(&["build"]).succeeded().silent();
    // It is less than a second where the machine is not busy; one after the other it would be eight.
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(site.titles().len(), 40);
}

/// Too short a run is its user's doing and not the feed's.
#[test]
fn a_feed_for_which_runs_are_too_short_stays_due_and_does_not_fail_and_its_user_is_told_once() {
    let (blog, mut site) = blog_and_site();
    site.build();
    blog.replies(Reply::hang());
    let mut cut = |time: &str| site.at(time).build_with(&["--deadline", "2s"]);
    // Its post is three weeks old: it would not be due before tomorrow.
    cut("2026-11-26T14:00:00Z").silent();
    cut("2026-11-26T14:15:00Z").silent();
    cut("2026-11-26T14:30:00Z").says("blog: 3 runs in a row were over before it answered").says("--deadline");
    cut("2026-11-26T14:45:00Z").silent();
    assert_eq!(blog.requests(), 5, "it is asked in each run");
    let feed = site.status()["feeds"][0].clone();
    assert_eq!((&feed["health"], &feed["last_error"]), (&"ok".into(), &serde_json::Value::Null), "{feed}");
    assert_eq!(feed["next_due"], "2026-11-26T14:45:00Z");
    let words = "4 runs in a row were over before it answered (--deadline)";
    assert_eq!(feed["due_because"], words);
    site.run(&["status"]).succeeded().says(words);
    assert_eq!(site.titles(), ["Post 3"]);
    let more = [post("http://blog.example", 4), post("http://blog.example", 3)];
    blog.serves(&rss("Blog", "http://blog.example", &more));
    site.at("2026-11-26T15:00:00Z").build_with(&["--deadline", "60s"]).says("blog: answers again");
    assert_eq!(site.titles(), ["Post 4", "Post 3"]);
}

#[test]
fn only_runs_in_a_row_that_were_too_short_are_counted() {
    let (blog, site) = blog_and_site();
    site.build();
    let cut = || {
        blog.replies(Reply::hang());
        site.build_with(&["--force", "--deadline", "2s"])
    };
    cut().silent();
    cut().silent();
    blog.serves(&rss("Blog", "http://blog.example", &[post("http://blog.example", 3)]));
    site.refresh().silent();
    cut().silent();
    cut().silent();
    cut().says("3 runs in a row");
}

/// It came first and had the whole run: the others need not wait for it again.
#[test]
fn a_feed_for_which_two_runs_were_too_short_lets_the_others_go_first() {
    let (slow, quick) = ("/slow.xml", "/quick.xml");
    let server = Server::start(move |asked| match asked.path() {
        path if path == slow => Reply::hang(),
        _ => Reply::ok(document(1, 1)),
    });
    let mut site = Site::new().feed("quick", &server.url(quick)).feed("slow", &server.url(slow));
    site.reconfigure("[fetch]", "[fetch]\nconcurrency = 1");
    let orders = [[quick, slow], [slow, quick], [quick, slow]];
    for (day, order) in (25..).zip(orders) {
        let before = server.asked().len();
        site.at(&format!("2026-11-{day}T12:00:00Z")).build_with(&["--force", "--deadline", "2s"]);
        let asked: Vec<_> = server.asked()[before..].iter().map(Asked::path).collect();
        assert_eq!(asked, order, "on day {day}");
    }
}
