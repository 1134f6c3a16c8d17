use std::time::Duration;

use feedmill::config;
use feedmill::fetch::{Exchange, FetchError, Outcome, Phase, Request};

use super::server::{Reply, Server};
use super::{FEED, document, failure, failure_of, fetch_url, fetcher, request, settings};

const SHORT: Duration = Duration::from_millis(600);

async fn fetch_within(timeout: Duration, request: &Request) -> Exchange {
    fetcher(&config::Fetch { timeout, ..settings() }).fetch(request).await
}

#[tokio::test]
async fn every_coding_is_decoded_with_or_without_chunks() {
    let body = FEED.repeat(3000);
    let plain = Reply::ok(body.as_str());
    let codings =
        [plain.clone(), plain.clone().gzip(), plain.clone().brotli(), plain.clone().zstd(), plain.deflate()];
    for (n, reply) in codings.into_iter().enumerate() {
        let server = Server::with([
            ("/length", reply.clone()),
            ("/chunked", reply.clone().chunked()),
            ("/close", reply.until_close()),
        ]);
        for path in ["/length", "/chunked", "/close"] {
            let document = document(fetch_url(server.url(path)).await);
            assert_eq!(document.bytes.len(), body.len(), "coding {n}, {path}");
        }
    }
}

#[tokio::test]
async fn a_body_cut_or_reset_is_never_taken() {
    let body = FEED.repeat(100);
    let feed = || Reply::ok(body.as_str());
    let cut_gzip = {
        let whole = [0x1f, 0x8b].to_vec();
        Reply::ok(whole).header("Content-Encoding", "gzip").until_close()
    };
    let server = Server::with([
        ("/cut", feed().cut_at(500)),
        ("/cut-at-an-element", feed().cut_at(FEED.len())),
        ("/reset", feed().reset_at(500)),
        ("/chunks", feed().chunked_without_end()),
        ("/gzip", cut_gzip),
        ("/close", Reply::ok(&FEED[..FEED.len() - 7]).until_close()),
        ("/nothing", Reply::close_at_once()),
        ("/half-a-head", Reply::raw("HTTP/1.1 200 OK\r\nContent-Le")),
    ]);
    for path in ["/cut", "/cut-at-an-element", "/reset", "/chunks", "/close", "/nothing", "/half-a-head"] {
        let error = failure_of(server.url(path)).await;
        assert!(matches!(error, FetchError::Truncated { .. }), "{path}: {error:?}");
    }
    let error = failure_of(server.url("/gzip")).await;
    assert!(matches!(error, FetchError::Encoding { .. }), "{error:?}");
}

#[tokio::test]
async fn headers_that_are_none_cost_no_feed() {
    let answer = |header: &str| {
        let length = FEED.len();
        Reply::raw(format!("HTTP/1.1 200 OK\r\n{header}\r\nContent-Length: {length}\r\n\r\n{FEED}"))
    };
    let server = Server::with([
        ("/folded", answer("X-A: b\r\n  c")),
        ("/space", answer("X-A : b")),
        ("/no-name", answer(": b\r\nwritten by a careless script")),
        ("/control", answer("X-A: \u{1b}[31m")),
    ]);
    for path in ["/folded", "/space", "/no-name", "/control"] {
        assert_eq!(document(fetch_url(server.url(path)).await).bytes.len(), FEED.len(), "{path}");
    }
}

#[tokio::test]
async fn a_list_of_encodings_does_not_fill_the_screen() {
    let server = Server::start(|_| Reply::ok(FEED).header("Content-Encoding", "gzip, ".repeat(1000)));
    let message = failure_of(server.url("/")).await.to_string();
    assert!(message.contains("Content-Encoding") && message.len() < 1000, "{message}");
}

#[tokio::test]
async fn what_is_no_http_is_a_failure() {
    let server = Server::with([("/", Reply::raw("SSH-2.0-OpenSSH_9.9\r\n"))]);
    let error = failure_of(server.url("/")).await;
    assert!(matches!(error, FetchError::Protocol { .. }), "{error:?}");
}

#[tokio::test]
async fn the_size_limit_holds_on_the_wire_and_decoded() {
    let max_size = 100_000;
    let bomb = vec![b' '; 5_000_000];
    let over = vec![b' '; max_size + 1];
    let server = Server::with([
        ("/exact", Reply::ok(vec![b' '; max_size])),
        ("/length", Reply::ok(over.clone())),
        ("/chunked", Reply::ok(over.clone()).chunked()),
        ("/gzip", Reply::ok(bomb.clone()).gzip()),
        ("/br", Reply::ok(bomb.clone()).brotli()),
        ("/zstd", Reply::ok(bomb.clone()).zstd()),
        ("/deflate", Reply::ok(bomb).deflate()),
    ]);
    let fetcher = fetcher(&config::Fetch { max_size: max_size as u64, ..settings() });
    document(fetcher.fetch(&request(server.url("/exact"))).await);
    for path in ["/length", "/chunked", "/gzip", "/br", "/zstd", "/deflate"] {
        let exchange = fetcher.fetch(&request(server.url(path))).await;
        assert_eq!(failure(exchange), FetchError::TooLarge { limit: max_size as u64 }, "{path}");
    }
}

#[tokio::test]
async fn bodies_larger_than_the_free_part_come_whole_in_every_coding() {
    let numbers: Vec<_> = (0..200_000).map(|n: u32| n.to_string()).collect();
    let body = format!("<rss>{}</rss>", numbers.join("<br/>"));
    let plain = Reply::ok(body.as_str());
    let server = Server::with([
        ("/plain", plain.clone()),
        ("/gzip", plain.clone().gzip()),
        ("/br", plain.clone().brotli()),
        ("/zstd", plain.zstd()),
    ]);
    for path in ["/plain", "/gzip", "/br", "/zstd"] {
        let document = document(fetch_url(server.url(path)).await);
        assert!(*document.bytes == *body.as_bytes(), "{path}: {} of {}", document.bytes.len(), body.len());
    }
}

#[tokio::test]
async fn headers_are_bounded() {
    let long = Reply::ok(FEED).header("X-Long", vec![b'x'; 100_000]);
    let endless = Reply::ok(FEED).header("X-Long", vec![b'x'; 2_000_000]);
    let many = (0..500).fold(Reply::ok(FEED), |reply, n| reply.header(&format!("X-{n}"), "x"));
    let server = Server::with([("/long", long), ("/endless", endless), ("/many", many)]);
    for path in ["/long", "/endless", "/many"] {
        let error = failure_of(server.url(path)).await;
        assert!(matches!(error, FetchError::HeadersTooLarge { .. }), "{path}: {error:?}");
    }
}

#[tokio::test]
async fn a_feed_has_one_deadline_for_all_its_redirects() {
    let server = Server::start(|asked| {
        let n: u32 = asked.path()[1..].parse().unwrap();
        Reply::redirect(302, format!("/{}", n + 1)).after(Duration::from_millis(250))
    });
    let error = failure(fetch_within(SHORT, &request(server.url("/0"))).await);
    assert!(matches!(error, FetchError::Timeout { phase: Phase::Answer, .. }), "{error:?}");
}

#[tokio::test]
async fn a_server_that_keeps_silent_meets_the_deadline() {
    let server = Server::with([("/head", Reply::hang()), ("/body", Reply::ok(FEED).hang_after_head())]);
    let error = failure(fetch_within(SHORT, &request(server.url("/head"))).await);
    assert!(matches!(error, FetchError::Timeout { phase: Phase::Answer, .. }), "{error:?}");
    assert_eq!(error.to_string(), format!("127.0.0.1:{} did not answer within 0.6 s", server.port()));
    // Half of the deadline is too long already for a body of which nothing comes.
    let error = failure(fetch_within(SHORT, &request(server.url("/body"))).await);
    assert!(matches!(error, FetchError::TooSlow { received: 0, .. }), "{error:?}");
}

#[tokio::test]
async fn a_dripping_body_is_too_slow() {
    let server = Server::start(|_| Reply::ok(FEED.repeat(100)).drip(Duration::from_millis(20)));
    let error = failure(fetch_within(Duration::from_secs(2), &request(server.url("/"))).await);
    assert!(matches!(error, FetchError::TooSlow { received: 1.., .. }), "{error:?}");
}

#[tokio::test]
async fn a_host_that_is_not_there_is_named() {
    let gone = Server::at("127.0.0.3", |_| Reply::ok(FEED));
    let (url, port) = (gone.url("/"), gone.port());
    drop(gone);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let error = failure_of(url).await;
    assert_eq!(error.to_string(), format!("cannot connect to 127.0.0.3:{port}: connection refused"));
    let error = failure_of("http://no-such-host.invalid/").await;
    assert!(matches!(error, FetchError::Dns { .. }), "{error:?}");
}

#[tokio::test]
async fn statuses_are_failures_in_words() {
    let server = Server::with([
        ("/401", Reply::new(401)),
        ("/500", Reply::new(500).body("<h1>oops")),
        ("/204", Reply::new(204)),
        ("/206", Reply::new(206).body(FEED)),
    ]);
    for (path, words) in [
        ("/401", "HTTP 401: the server wants a user and a password"),
        ("/500", "HTTP 500: the server failed inside"),
        ("/204", "HTTP 204: an answer without a feed"),
        ("/206", "HTTP 206: an answer without a feed"),
    ] {
        assert_eq!(failure_of(server.url(path)).await.to_string(), words);
    }
}

#[tokio::test]
async fn an_empty_body_is_a_document_for_the_parser_to_judge() {
    let server =
        Server::with([("/", Reply::ok("")), ("/gzip", Reply::ok("").header("Content-Encoding", "gzip"))]);
    for path in ["/", "/gzip"] {
        let exchange = fetch_url(server.url(path)).await;
        assert!(
            matches!(&exchange.outcome, Outcome::Document(document) if document.bytes.is_empty()),
            "{exchange:?}"
        );
    }
}
