use std::collections::BTreeMap;
use std::time::Duration;

use feedmill::config;
use feedmill::fetch::{Outcome, Postponed, Request, Until};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::server::{Reply, Server};
use super::{FEED, fetcher, request, settings};

/// What became of each feed, in a word, and how many bodies came in all.
async fn run(
    config: &config::Fetch,
    requests: Vec<Request>,
    deadline: Option<Duration>,
) -> BTreeMap<String, &'static str> {
    let (sender, mut receiver) = mpsc::channel(8);
    let fetcher = fetcher(config);
    let until = Until { deadline: deadline.map(|time| Instant::now() + time), ..Until::default() };
    let all =
        tokio::spawn(
            async move { fetcher.all(requests, |request| Some(request.clone()), until, sender).await },
        );
    let mut outcomes = BTreeMap::new();
    while let Some(exchange) = receiver.recv().await {
        let word = match exchange.outcome {
            Outcome::Document(document) if document.bytes.ends_with(b"</rss>") => "document",
            Outcome::Failed(_) => "failed",
            Outcome::Postponed(Postponed::RunDeadline) => "late",
            Outcome::Postponed(Postponed::HostSilent { .. }) => "spared",
            _ => "other",
        };
        assert_eq!(outcomes.insert(exchange.name, word), None);
    }
    all.await.unwrap();
    outcomes
}

fn named(name: impl Into<String>, url: &str) -> Request {
    Request { name: name.into(), ..request(url) }
}

/// The dead ones stand first in the file, and alone fill all places.
#[tokio::test(flavor = "multi_thread")]
async fn dead_servers_hold_up_nobody_and_come_back_as_late() {
    let dead: Vec<_> = (1..=20).map(|n| Server::at(&format!("127.0.1.{n}"), |_| Reply::hang())).collect();
    let alive: Vec<_> = (1..=30).map(|n| Server::at(&format!("127.0.2.{n}"), |_| Reply::ok(FEED))).collect();
    let dead_ones = dead.iter().enumerate().map(|(n, server)| named(format!("dead {n}"), &server.url("/")));
    let live_ones = alive.iter().enumerate().map(|(n, server)| named(format!("alive {n}"), &server.url("/")));
    let requests = dead_ones.chain(live_ones);
    let config = config::Fetch { concurrency: 8, ..settings() };
    let started = Instant::now();
    let outcomes = run(&config, requests.collect(), Some(Duration::from_secs(8))).await;
    // Without its end it would take as long as a dead one may by itself: half a minute.
    assert!((8..30).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
    assert_eq!(outcomes.len(), 50);
    for (name, outcome) in outcomes {
        assert_eq!(outcome, if name.starts_with("dead") { "late" } else { "document" }, "{name}");
    }
}

/// Rounds of dead ones, each awaited as long as in a run without an end, would take it all.
#[tokio::test(flavor = "multi_thread")]
async fn in_a_short_run_dead_servers_are_awaited_for_a_part_of_it_only() {
    let dead: Vec<_> = (1..=8).map(|n| Server::at(&format!("127.0.7.{n}"), |_| Reply::hang())).collect();
    let alive = Server::start(|_| Reply::ok(FEED));
    let mut requests: Vec<_> =
        dead.iter().enumerate().map(|(n, server)| named(n.to_string(), &server.url("/"))).collect();
    requests.push(named("alive", &alive.url("/")));
    let config = config::Fetch { concurrency: 2, ..settings() };
    let outcomes = run(&config, requests, Some(Duration::from_secs(6))).await;
    assert_eq!(outcomes["alive"], "document");
}

#[tokio::test]
async fn what_had_no_turn_before_the_deadline_is_late_too() {
    let server = Server::start(|_| Reply::ok(FEED).after(Duration::from_millis(200)));
    let requests = (0..100).map(|n| named(format!("{n:02}"), &server.url("/"))).collect();
    let config = config::Fetch { per_host: 1, ..settings() };
    let outcomes = run(&config, requests, Some(Duration::from_secs(3))).await;
    assert_eq!(outcomes.len(), 100);
    assert_eq!(outcomes["00"], "document");
    assert_eq!(outcomes["99"], "late");
}

#[tokio::test]
async fn one_bad_feed_costs_only_itself() {
    let bad = Server::at("127.0.0.2", |_| Reply::close_at_once());
    let good = Server::start(|_| Reply::ok(FEED));
    let requests = vec![
        named("bad", &bad.url("/")),
        named("refused", "http://127.0.0.4:9/"),
        named("scheme", "ftp://127.0.0.1/"),
        named("good", &good.url("/")),
    ];
    let outcomes = run(&settings(), requests, None).await;
    let expected = [("bad", "failed"), ("good", "document"), ("refused", "failed"), ("scheme", "failed")];
    assert_eq!(outcomes, expected.map(|(name, word)| (name.to_owned(), word)).into());
}

/// Together they are larger than the budget of bodies, and each claims its share of it.
#[tokio::test(flavor = "multi_thread")]
async fn large_bodies_take_turns_and_all_arrive() {
    let body = format!("<rss>{}</rss>", " ".repeat(6 << 20));
    let plain = Reply::ok(body.as_str()).late_end(Duration::from_millis(50));
    let replies = [plain.clone(), plain.brotli()];
    let servers: Vec<_> = (1..=30)
        .map(|n| {
            let reply = replies[n % 2].clone();
            Server::at(&format!("127.0.3.{n}"), move |_| reply.clone())
        })
        .collect();
    let requests = servers.iter().map(|server| named(server.url("/"), &server.url("/"))).collect();
    let outcomes = run(&settings(), requests, None).await;
    assert_eq!(outcomes.values().filter(|&&outcome| outcome == "document").count(), 30, "{outcomes:?}");
}

#[tokio::test]
async fn a_run_ends_when_nobody_listens() {
    let server = Server::start(|_| Reply::ok(FEED));
    let (sender, receiver) = mpsc::channel(1);
    drop(receiver);
    let requests = (0..10).map(|n| named(n.to_string(), &server.url("/"))).collect();
    fetcher(&settings()).all(requests, |request| Some(request.clone()), Until::default(), sender).await;
}

#[tokio::test]
async fn forty_slow_hosts_are_asked_side_by_side() {
    let servers: Vec<_> = (1..=40)
        .map(|n| Server::at(&format!("127.0.4.{n}"), |_| Reply::ok(FEED).after(Duration::from_millis(200))))
        .collect();
    let requests = servers.iter().map(|server| named(server.url("/"), &server.url("/"))).collect();
    let started = Instant::now();
    let outcomes = run(&settings(), requests, None).await;
    assert!(outcomes.values().all(|&outcome| outcome == "document"));
    // One after the other it would be eight seconds.
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}

#[tokio::test]
async fn the_deadline_holds_though_the_listener_is_behind() {
    let server = Server::start(|_| Reply::ok(FEED));
    let config = config::Fetch { per_host: 8, ..settings() };
    let requests = (0..20).map(|n| named(n.to_string(), &server.url("/"))).collect();
    let (sender, mut receiver) = mpsc::channel(1);
    let deadline = Some(Instant::now() + Duration::from_millis(500));
    let fetcher = fetcher(&config);
    let until = Until { deadline, ..Until::default() };
    let all =
        tokio::spawn(
            async move { fetcher.all(requests, |request| Some(request.clone()), until, sender).await },
        );
    tokio::time::sleep(Duration::from_secs(1)).await;
    let asked = server.asked().len();
    let mut names = std::collections::BTreeSet::new();
    while let Some(exchange) = receiver.recv().await {
        names.insert(exchange.name);
    }
    all.await.unwrap();
    assert_eq!(names.len(), 20, "each feed is told of");
    assert_eq!(server.asked().len(), asked, "and none is asked after the deadline");
}

/// One host for very many of a planet's feeds, such as a hosting platform on a bad day.
#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_hangs_costs_a_few_of_its_feeds_their_time_and_the_others_none() {
    const FEEDS: usize = 40;
    let dead = Server::start(|_| Reply::hang());
    let alive = Server::start(|asked| if asked.path() == "/hang" { Reply::hang() } else { Reply::ok(FEED) });
    let of_dead = (0..FEEDS).map(|n| named(format!("dead {n}"), &dead.url(&format!("/{n}"))));
    let of_alive = (0..FEEDS).map(|n| {
        let path = if n % 4 == 0 { "/hang".to_owned() } else { format!("/{n}") };
        named(format!("alive {n}"), &alive.url(&path))
    });
    let config = config::Fetch { timeout: Duration::from_millis(1500), ..settings() };
    let outcomes = run(&config, of_dead.chain(of_alive).collect(), None).await;
    let count = |start: &str, word: &str| {
        outcomes.iter().filter(|(name, outcome)| name.starts_with(start) && **outcome == word).count()
    };
    let failed = count("dead", "failed");
    assert!((3..=4).contains(&failed), "{outcomes:?}");
    assert_eq!(count("dead", "spared"), FEEDS - failed);
    // A host that answers now and then is asked for all of its feeds.
    assert_eq!(count("alive", "failed") + count("alive", "document"), FEEDS, "{outcomes:?}");
}
