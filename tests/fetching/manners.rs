use std::time::Duration;

use feedmill::config::{self, Secret};
use feedmill::fetch::{Exchange, FetchError, Outcome, Postponed, Request, Until};
use tokio::sync::mpsc;

use super::server::{Reply, Server};
use super::{FEED, document, failure, fetch, fetch_url, fetcher, now, request, settings};

#[tokio::test]
async fn a_request_says_who_asks_and_nothing_else() {
    let server = Server::start(|_| Reply::ok(FEED));
    document(fetch_url(server.url("/feed?a=b")).await);
    let asked = server.asked_once();
    assert_eq!(asked.line(), "GET /feed?a=b");
    let head = String::from_utf8(asked.head.clone()).unwrap();
    let mut names: Vec<_> = head.lines().skip(1).filter_map(|line| Some(line.split_once(':')?.0)).collect();
    names.sort_unstable();
    assert_eq!(names, ["Accept", "Accept-Encoding", "Host", "User-Agent"]);
    let user_agent = asked.header("User-Agent").unwrap();
    assert!(
        user_agent.starts_with(&format!("feedmill/{} (+https://", env!("CARGO_PKG_VERSION"))),
        "{user_agent}"
    );
    assert_eq!(asked.header("Accept-Encoding").unwrap(), "gzip, br, zstd, deflate");
    assert!(asked.header("Accept").unwrap().starts_with("application/atom+xml, application/rss+xml,"));
}

#[tokio::test]
async fn the_contact_and_a_feeds_own_user_agent_and_headers_are_sent() {
    let server = Server::start(|_| Reply::ok(FEED));
    let config = config::Fetch { contact: Some("mailto:ed@example.org".into()), ..settings() };
    let plain = request(server.url("/1"));
    let headers = vec![
        ("X-Api-Key".to_owned(), Secret::new("${KEY}", "k3y")),
        ("Accept".to_owned(), Secret::new("text/xml", "text/xml")),
    ];
    let own = Request { user_agent: Some("Mine/1".into()), headers, ..request(server.url("/2")) };
    let fetcher = fetcher(&config);
    document(fetcher.fetch(&plain).await);
    document(fetcher.fetch(&own).await);
    let asked = server.asked();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        asked[0].header("User-Agent").unwrap(),
        format!("feedmill/{version} (+mailto:ed@example.org)")
    );
    assert_eq!(asked[1].header("User-Agent").unwrap(), "Mine/1");
    assert_eq!(asked[1].header("X-Api-Key").unwrap(), "k3y");
    assert_eq!(asked[1].header("Accept").unwrap(), "text/xml");
}

#[tokio::test]
async fn cookies_are_not_kept_and_no_referer_is_sent() {
    let server = Server::start(|asked| match asked.path().as_str() {
        "/feed" => Reply::redirect(302, "/real").header("Set-Cookie", "a=b; Path=/"),
        _ => Reply::ok(FEED).header("Set-Cookie", "c=d; Path=/"),
    });
    let fetcher = fetcher(&settings());
    document(fetcher.fetch(&request(server.url("/feed"))).await);
    document(fetcher.fetch(&request(server.url("/real"))).await);
    for asked in server.asked() {
        assert_eq!((asked.header("Cookie"), asked.header("Referer")), (None, None), "{}", asked.line());
    }
}

#[tokio::test]
async fn connections_are_reused() {
    let server = Server::start(|_| Reply::ok(FEED));
    let fetcher = fetcher(&settings());
    for n in 0..5 {
        document(fetcher.fetch(&request(server.url(&format!("/{n}")))).await);
    }
    assert_eq!((server.asked().len(), server.connections()), (5, 1));
}

/// Else a run of ten thousand feeds would have as many connections open.
#[tokio::test]
async fn a_connection_is_kept_only_for_a_host_that_has_more_feeds() {
    let (one, many) = (Server::start(|_| Reply::ok(FEED)), Server::at("127.0.0.2", |_| Reply::ok(FEED)));
    let hang = Server::at("127.0.0.3", |_| Reply::hang());
    let mut requests = vec![request(hang.url("/")), request(one.url("/"))];
    requests.extend((0..6).map(|n| request(many.url(&format!("/{n}")))));
    let (sender, mut receiver) = mpsc::channel(4);
    let fetcher = fetcher(&settings());
    let all = tokio::spawn(async move {
        fetcher.all(requests, |request| Some(request.clone()), Until::default(), sender).await;
    });
    for _ in 0..7 {
        receiver.recv().await.unwrap();
    }
    // The run goes on, as one host hangs.
    one.is_left().await;
    assert!(many.connections() <= 2, "{} connections for six feeds", many.connections());
    all.abort();
}

#[tokio::test]
async fn freshness_is_told_from_the_answers_arrival() {
    let reply = Reply::ok(FEED).header("Cache-Control", "public, max-age=900").header("Age", "300");
    let server = Server::with([("/feed", reply)]);
    assert_eq!(fetch_url(server.url("/feed")).await.log.fresh_for, Some(Duration::from_secs(600)));
}

#[tokio::test]
async fn not_found_and_gone_are_told_apart() {
    let server = Server::with([("/gone", Reply::new(410).body("gone"))]);
    assert!(matches!(fetch_url(server.url("/gone")).await.outcome, Outcome::Gone));
    assert!(matches!(fetch_url(server.url("/lost")).await.outcome, Outcome::NotFound));
}

#[tokio::test]
async fn retry_after_is_reported_in_seconds_or_by_date_for_429_and_503_only() {
    let date = "Wed, 25 Nov 2026 11:00:00 GMT";
    let server = Server::with([
        ("/seconds", Reply::new(429).header("Retry-After", "120")),
        (
            "/date",
            Reply::new(503).header("Retry-After", date).header("Date", "Wed, 25 Nov 2026 10:00:00 GMT"),
        ),
        ("/other", Reply::new(500).header("Retry-After", "120")),
    ]);
    for (path, status, seconds) in
        [("/seconds", 429, Some(120)), ("/date", 503, Some(3600)), ("/other", 500, None)]
    {
        let exchange = fetch_url(server.url(path)).await;
        assert_eq!(exchange.log.retry_after.map(|wait| wait.as_secs()), seconds, "{path}");
        assert_eq!(failure(exchange), FetchError::Status { status });
    }
}

async fn run(config: &config::Fetch, requests: Vec<Request>) -> Vec<Exchange> {
    let (sender, mut receiver) = mpsc::channel(4);
    let fetcher = fetcher(config);
    let all = tokio::spawn(async move {
        fetcher.all(requests, |request| Some(request.clone()), Until::default(), sender).await;
    });
    let mut exchanges = Vec::new();
    while let Some(exchange) = receiver.recv().await {
        exchanges.push(exchange);
    }
    all.await.unwrap();
    exchanges
}

#[tokio::test]
async fn retry_after_holds_for_the_whole_host_and_no_other() {
    let busy = Server::start(|_| Reply::new(429).header("Retry-After", "3600"));
    let other = Server::at("127.0.0.2", |_| Reply::ok(FEED));
    let requests = ["/1", "/2", "/3"].map(|path| request(busy.url(path))).into_iter();
    let requests = requests.chain([request(other.url("/"))]).collect();
    let exchanges = run(&config::Fetch { per_host: 1, ..settings() }, requests).await;
    assert_eq!(busy.asked().len(), 1);
    assert_eq!(other.asked().len(), 1);
    let held: Vec<_> = exchanges
        .iter()
        .filter_map(|exchange| match &exchange.outcome {
            Outcome::Postponed(Postponed::HostWaits { host, until }) => Some((host.as_str(), *until - now())),
            _ => None,
        })
        .collect();
    assert_eq!(held.len(), 2);
    for (host, wait) in held {
        assert_eq!(host, format!("127.0.0.1:{}", busy.port()));
        assert!((3600..3660).contains(&wait.num_seconds()), "{wait}");
    }
}

#[tokio::test]
async fn a_host_that_asked_for_quiet_in_an_earlier_run_is_left_alone() {
    let server = Server::start(|_| Reply::ok(FEED));
    let fetcher = fetcher(&settings());
    let until = now() + chrono::TimeDelta::hours(1);
    let host = format!("127.0.0.1:{}", server.port());
    fetcher.hold(&host, until);
    fetcher.hold("127.0.0.9", now() - chrono::TimeDelta::hours(1));
    assert_eq!(fetcher.held_hosts(), [(host, until)]);
    let exchange = fetcher.fetch(&request(server.url("/"))).await;
    assert!(matches!(exchange.outcome, Outcome::Postponed(_)), "{exchange:?}");
    assert_eq!(server.asked().len(), 0);
}

#[tokio::test]
async fn no_more_than_per_host_requests_at_a_time_reach_a_host() {
    let slow = |_: &super::server::Asked| Reply::ok(FEED).after(Duration::from_millis(20));
    let (one, two) = (Server::start(slow), Server::at("127.0.0.2", slow));
    let requests =
        (0..12).flat_map(|n| [request(one.url(&format!("/{n}"))), request(two.url(&format!("/{n}")))]);
    let exchanges = run(&settings(), requests.collect()).await;
    assert_eq!(exchanges.len(), 24);
    assert!(exchanges.iter().all(|exchange| matches!(exchange.outcome, Outcome::Document(_))));
    assert!(one.most_busy() <= 2 && two.most_busy() <= 2, "{} {}", one.most_busy(), two.most_busy());
}

#[tokio::test]
async fn the_log_tells_status_bytes_phases_and_host() {
    let body = FEED.repeat(50);
    let server = Server::start(move |_| Reply::ok(body.clone()).gzip());
    let log = fetch(&request(server.url("/feed"))).await.log;
    let host = format!("127.0.0.1:{}", server.port());
    assert_eq!((log.status, log.host.as_deref()), (Some(200), Some(host.as_str())));
    assert_eq!(log.decoded_bytes, FEED.len() as u64 * 50);
    assert!(log.wire_bytes > 0 && log.wire_bytes < log.decoded_bytes / 10, "{}", log.wire_bytes);
    assert!(log.phases.connect.is_some() && log.phases.first_byte.is_some() && log.phases.body.is_some());
    assert_eq!(log.phases.dns, None, "an address needs no resolving");
}
