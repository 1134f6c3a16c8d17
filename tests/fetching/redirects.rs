use feedmill::config::Secret;
use feedmill::fetch::{FetchError, Outcome, Redirect, Request};
use url::Url;

use super::server::{Reply, Server};
use super::{FEED, document, failure_of, fetch, fetch_url, request};

/// Each path redirects to the next with its status; the last is the feed.
type Steps = &'static [(u16, &'static str)];

fn chain(steps: Steps) -> Server {
    Server::start(move |asked| match steps.iter().position(|(_, path)| *path == asked.path()) {
        Some(at) => match steps.get(at + 1) {
            Some((_, next)) => Reply::redirect(steps[at].0, next),
            None => Reply::ok(FEED),
        },
        None => Reply::new(404),
    })
}

#[tokio::test]
async fn every_kind_is_followed_and_only_permanent_ones_are_told_as_a_move() {
    let cases: [(Steps, Option<&str>); 6] = [
        (&[(301, "/a"), (200, "/b")], Some("/b")),
        (&[(308, "/a"), (301, "/b"), (200, "/c")], Some("/c")),
        (&[(302, "/a"), (200, "/b")], None),
        (&[(303, "/a"), (200, "/b")], None),
        (&[(307, "/a"), (301, "/b"), (200, "/c")], None),
        (&[(301, "/a"), (302, "/b"), (200, "/c")], Some("/b")),
    ];
    for (steps, moved) in cases {
        let server = chain(steps);
        let exchange = fetch_url(server.url("/a")).await;
        assert_eq!(exchange.log.permanent_url.as_ref().map(Url::path), moved, "{steps:?}");
        assert_eq!(exchange.log.redirects.len(), steps.len() - 1);
        let first = Redirect { status: steps[0].0, to: server.url(steps[1].1) };
        assert_eq!(exchange.log.redirects[0], first);
        assert_eq!(document(exchange).url.path(), steps.last().unwrap().1);
    }
}

#[tokio::test]
async fn a_feed_is_gone_only_where_it_lives() {
    let server = Server::with([
        ("/for-a-while", Reply::redirect(302, "/gone")),
        ("/for-good", Reply::redirect(301, "/gone")),
        ("/gone", Reply::new(410)),
    ]);
    let exchange = fetch_url(server.url("/for-good")).await;
    assert!(matches!(exchange.outcome, Outcome::Gone), "{exchange:?}");
    assert_eq!(failure_of(server.url("/for-a-while")).await, FetchError::Status { status: 410 });
}

#[tokio::test]
async fn loops_are_named() {
    let server = Server::start(|asked| match asked.path().as_str() {
        "/a" => Reply::redirect(302, "/b"),
        _ => Reply::redirect(301, "/a"),
    });
    let error = failure_of(server.url("/a")).await;
    let (a, b) = (server.url("/a"), server.url("/b"));
    assert_eq!(error.to_string(), format!("the redirects go in a circle: {a} → {b} → {a}"));
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn long_addresses_do_not_fill_the_screen() {
    let server = Server::start(|asked| match asked.path().len() {
        2 => Reply::redirect(302, format!("/{}", "a".repeat(8000))),
        _ => Reply::redirect(302, "/b"),
    });
    let message = failure_of(server.url("/b")).await.to_string();
    assert!(message.starts_with("the redirects go in a circle: http://"), "{message}");
    assert!(message.len() < 1000, "{message}");
}

#[tokio::test]
async fn chains_are_bounded() {
    let server = Server::start(|asked| {
        let n: u32 = asked.path()[1..].parse().unwrap();
        Reply::redirect(302, format!("/{}", n + 1))
    });
    let error = failure_of(server.url("/0")).await;
    assert!(matches!(error, FetchError::TooManyRedirects { limit: 10, .. }), "{error}");
    assert_eq!(server.asked().len(), 11);
}

#[tokio::test]
async fn redirects_to_nowhere_or_to_other_schemes_are_failures() {
    let server = Server::with([
        ("/none", Reply::new(301)),
        ("/bad", Reply::redirect(302, "http://[")),
        ("/endless", Reply::redirect(302, format!("/{}", "a".repeat(9000)))),
        ("/file", Reply::redirect(302, "file:///etc/passwd")),
        ("/ftp", Reply::redirect(301, "ftp://example.org/feed")),
    ]);
    for path in ["/none", "/bad", "/endless"] {
        assert!(matches!(failure_of(server.url(path)).await, FetchError::BadRedirect { .. }), "{path}");
    }
    for path in ["/file", "/ftp"] {
        assert!(matches!(failure_of(server.url(path)).await, FetchError::Scheme { .. }), "{path}");
    }
}

#[tokio::test]
async fn credentials_and_headers_stay_with_their_origin_through_all_redirects() {
    let foreign = Server::at("127.0.0.2", |_| Reply::ok(FEED));
    let target = foreign.url("/there");
    let home = Server::start(move |asked| match asked.path().as_str() {
        "/feed" => Reply::redirect(302, "/step"),
        _ => Reply::redirect(301, &target),
    });
    let url = home.url("/feed").replace("http://", "http://user:p%40ss@");
    let headers = vec![("X-Token".to_owned(), Secret::new("${T}", "t0ken"))];
    let exchange = fetch(&Request { headers, ..request(url) }).await;
    for asked in home.asked() {
        // user:p@ss
        assert_eq!(asked.header("Authorization").as_deref(), Some("Basic dXNlcjpwQHNz"), "{}", asked.line());
        assert_eq!(asked.header("X-Token").as_deref(), Some("t0ken"));
    }
    let abroad = foreign.asked_once();
    assert_eq!((abroad.header("Authorization"), abroad.header("X-Token")), (None, None));
    assert_eq!(document(exchange).url.as_str(), foreign.url("/there"));
}

#[tokio::test]
async fn another_port_is_another_origin() {
    let other = Server::start(|_| Reply::ok(FEED));
    let target = other.url("/");
    let home = Server::start(move |_| Reply::redirect(301, &target));
    let headers = vec![("Authorization".to_owned(), Secret::new("${T}", "t0ken"))];
    let exchange = fetch(&Request { headers, ..request(home.url("/")) }).await;
    assert_eq!(other.asked_once().header("Authorization"), None);
    assert_eq!(exchange.log.permanent_url, None, "adopting it would send the header there");
}

#[tokio::test]
async fn a_redirects_own_user_is_not_sent_either() {
    let server = Server::start(|asked| match asked.path().as_str() {
        "/a" => {
            let host = asked.header("Host").unwrap();
            Reply::redirect(302, format!("http://evil:pw@{host}/b#frag"))
        }
        _ => Reply::ok(FEED),
    });
    let document = document(fetch_url(server.url("/a")).await);
    assert_eq!(document.url.as_str(), server.url("/b"));
    assert_eq!(server.asked()[1].header("Authorization"), None);
}
