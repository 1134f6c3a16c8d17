use feedmill::fetch::{FetchError, Impostor};

use super::server::{Reply, Server};
use super::{document, failure_of, fetch_url};

const CHALLENGE: &str =
    "<!DOCTYPE html><html lang=\"en-US\"><head><title>Just a moment...</title></head></html>";

#[tokio::test]
async fn challenges_are_named_under_any_status_and_coding() {
    let page = Reply::ok(CHALLENGE);
    let server = Server::with([
        ("/200", page.clone()),
        ("/gzip", page.gzip()),
        ("/403", Reply::new(403).body(CHALLENGE).gzip()),
        ("/header", Reply::new(403).header("cf-mitigated", "challenge")),
    ]);
    for path in ["/200", "/gzip", "/403", "/header"] {
        let error = failure_of(server.url(path)).await;
        assert_eq!(error, FetchError::Impostor(Impostor::Challenge { by: "Cloudflare" }), "{path}");
    }
}

#[tokio::test]
async fn portals_and_error_pages_are_failures_too() {
    let server = Server::with([
        ("/portal", Reply::new(511)),
        ("/error", Reply::ok("<html><head><title>404 Not Found</title></head>")),
    ]);
    assert_eq!(failure_of(server.url("/portal")).await, FetchError::Impostor(Impostor::CaptivePortal));
    assert_eq!(
        failure_of(server.url("/error")).await.to_string(),
        "an HTML error page came instead of the feed: \"404 Not Found\""
    );
}

#[tokio::test]
async fn other_html_is_left_to_the_parser() {
    let server = Server::with([("/", Reply::ok("<html><head><title>My blog</title></head>"))]);
    document(fetch_url(server.url("/")).await);
}
