use feedmill::config::{self, Secret};
use feedmill::fetch::{FetchError, Outcome, Request, Until};
use tokio::sync::mpsc;

use super::h2_server::Server;
use super::proxy::Proxy;
use super::server::{Asked, Reply};
use super::tls;
use super::{FEED, document, failure, fetcher, request, run_in_a_process_of_its_own, settings};

/// The system's certificates are read once in a process: this needs one of its own.
#[test]
fn feeds_are_fetched_over_http_2_on_one_connection() {
    let certificate = tls::fixture("localhost.pem");
    run_in_a_process_of_its_own("http2::inside_a_system_that_trusts_us", &[("SSL_CERT_FILE", &certificate)]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "feeds_are_fetched_over_http_2_on_one_connection runs it"]
async fn inside_a_system_that_trusts_us() {
    let server = Server::start(answer);
    let fetcher = fetcher(&config::Fetch { per_host: 8, ..settings() });

    let first = document(fetcher.fetch(&request(server.url("/feed"))).await);
    let again = Request { validators: first.validators, ..request(server.url("/feed")) };
    let exchange = fetcher.fetch(&again).await;
    assert!(matches!(exchange.outcome, Outcome::NotModified { .. }), "{exchange:?}");

    let requests: Vec<_> = (0..8).map(|n| request(server.url(&format!("/large/{n}")))).collect();
    let exchanges = requests.iter().map(|request| fetcher.fetch(request));
    for exchange in futures_util::future::join_all(exchanges).await {
        assert_eq!(document(exchange).bytes.len(), LARGE, "flow control lets all of it through");
    }

    // The h2 crate calls headers over the limit an unspecific protocol error.
    for path in ["/reset", "/refused", "/headers"] {
        let error = failure(fetcher.fetch(&request(server.url(path))).await);
        let is_cut = matches!(error, FetchError::Truncated { .. } | FetchError::Protocol { .. });
        assert!(is_cut, "{path}: {error:?}");
    }
    document(fetcher.fetch(&request(server.url("/feed"))).await);
    assert_eq!(server.connections(), 1, "one reset stream ends no other");

    let first = server.asked()[0].clone();
    assert_eq!(
        (first.line(), first.header("Cookie"), first.header("Referer")),
        ("GET /feed".to_owned(), None, None)
    );
    assert!(first.header("User-Agent").unwrap().starts_with("feedmill/"));

    alone_at_its_host(&server).await;
    through_a_tunnel(&server).await;
}

/// Of a run with one feed of the host: its connection is not kept, and the body comes whole all the same.
async fn alone_at_its_host(server: &Server) {
    let before = server.connections();
    let (sender, mut receiver) = mpsc::channel(1);
    let fetcher = fetcher(&settings());
    let requests = vec![request(server.url("/large/0"))];
    let all = tokio::spawn(async move {
        fetcher.all(requests, |request| Some(request.clone()), Until::default(), sender).await;
    });
    assert_eq!(document(receiver.recv().await.unwrap()).bytes.len(), LARGE);
    all.await.unwrap();
    assert_eq!(server.connections(), before + 1);
}

/// An HTTP proxy sees the name of the host and nothing else.
async fn through_a_tunnel(server: &Server) {
    let tunnel = Proxy::tunnel(server.address());
    let proxy = tunnel.url("http");
    let fetcher = fetcher(&config::Fetch { proxy: Some(Secret::new(&*proxy, &*proxy)), ..settings() });
    document(fetcher.fetch(&request(server.url("/feed?key=secret"))).await);
    let head = tunnel.targets().concat();
    let connect = format!("CONNECT {} HTTP/1.1", server.address());
    assert!(head.starts_with(&connect) && !head.contains("secret"), "{head}");
}

const LARGE: usize = 1 << 20;

fn answer(asked: &Asked) -> Reply {
    let feed = Reply::ok(FEED).header("ETag", "\"one\"");
    match asked.path().as_str() {
        "/feed" if asked.header("If-None-Match").is_some() => Reply::new(304),
        "/headers" => feed.header("X-Long", "x".repeat(100_000)),
        "/reset" => feed.reset_at(20),
        "/refused" => Reply::close_at_once(),
        path if path.starts_with("/large") => Reply::ok("x".repeat(LARGE)),
        _ => feed,
    }
}
