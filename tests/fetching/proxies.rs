use feedmill::config::{self, Secret};
use feedmill::fetch::FetchError;

use super::proxy::Proxy;
use super::server::{Reply, Server};
use super::{FEED, document, failure, fetcher, public_only, request, run_in_a_process_of_its_own, settings};

#[test]
fn proxies_of_the_environment_are_used() {
    let proxy = Server::start(|_| Reply::ok(FEED));
    let url = proxy.url("/").replace("127.0.0.1", "localhost");
    run_in_a_process_of_its_own("proxies::inside_a_system_with_a_proxy", &[("http_proxy", &url)]);
    assert_eq!(proxy.asked_once().line(), "GET http://feed.example/feed");
}

#[tokio::test]
#[ignore = "proxies_of_the_environment_are_used runs it"]
async fn inside_a_system_with_a_proxy() {
    document(fetcher(&public_only()).fetch(&request("http://feed.example/feed")).await);
}

/// The proxy stands on loopback, where only it may be connected to.
#[tokio::test]
async fn a_proxy_is_used_and_redirects_through_it_are_guarded() {
    let proxy = Server::start(|asked| match asked.path().as_str() {
        "http://feed.example/feed" => Reply::ok(FEED),
        _ => Reply::redirect(302, "http://169.254.169.254/latest/meta-data/"),
    });
    let secret = Secret::new(proxy.url(""), proxy.url(""));
    let fetcher = fetcher(&config::Fetch { proxy: Some(secret), ..public_only() });
    document(fetcher.fetch(&request("http://feed.example/feed")).await);
    assert_eq!(proxy.asked_once().line(), "GET http://feed.example/feed");
    let error = failure(fetcher.fetch(&request("http://feed.example/away")).await);
    assert!(matches!(error, FetchError::Refused(_)), "{error:?}");
    assert_eq!(proxy.asked().len(), 2);
}

#[test]
fn hosts_of_no_proxy_are_asked_directly_whoever_named_the_proxy() {
    let variables = [("http_proxy", "http://127.0.0.1:1/"), ("NO_PROXY", "127.0.0.1")];
    run_in_a_process_of_its_own("proxies::inside_a_system_with_an_exception", &variables);
}

#[tokio::test]
#[ignore = "hosts_of_no_proxy_are_asked_directly_whoever_named_the_proxy runs it"]
async fn inside_a_system_with_an_exception() {
    let server = Server::start(|_| Reply::ok(FEED));
    document(fetcher(&settings()).fetch(&request(server.url("/"))).await);
    document(fetcher(&through("http://127.0.0.1:1/")).fetch(&request(server.url("/"))).await);
    assert_eq!(server.asked().len(), 2);
}

/// `https_proxy` alone: what is plain http goes directly, and the proxy's name may lead anywhere.
#[test]
fn a_proxy_is_no_host_to_fetch_feeds_from() {
    let variables = [("https_proxy", "http://proxy.corp.example:3128/")];
    run_in_a_process_of_its_own("proxies::inside_a_system_with_a_proxy_for_https", &variables);
}

#[tokio::test]
#[ignore = "a_proxy_is_no_host_to_fetch_feeds_from runs it"]
async fn inside_a_system_with_a_proxy_for_https() {
    let exchange = fetcher(&public_only()).fetch(&request("http://proxy.corp.example/admin")).await;
    let error = failure(exchange).to_string();
    assert!(error.starts_with("will not connect to proxy.corp.example, the host of a proxy"), "{error}");
}

#[tokio::test]
async fn a_proxy_that_is_down_is_a_failure_without_its_password() {
    let proxy = Secret::new("http://user:${PW}@127.0.0.1:1/", "http://user:s3cret@127.0.0.1:1/");
    let config = config::Fetch { proxy: Some(proxy), ..settings() };
    for url in ["http://feed.example/", "https://feed.example/"] {
        let error = failure(fetcher(&config).fetch(&request(url)).await);
        assert!(matches!(error, FetchError::Connect { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
    }
}

#[tokio::test]
async fn a_proxy_that_opens_no_tunnel_is_a_failure_to_connect() {
    let proxy = Server::start(|_| Reply::new(502));
    let error = failure(fetcher(&through(&proxy.url(""))).fetch(&request("https://feed.example/")).await);
    assert!(matches!(error, FetchError::Connect { .. }), "{error:?}");
    assert_eq!(proxy.asked_once().line(), "CONNECT feed.example:443");
}

/// `socks5h` leaves names to the proxy (Tor, say); `socks5` resolves them here, where they are guarded.
#[tokio::test]
async fn socks_proxies_get_names_or_guarded_addresses() {
    let server = Server::start(|_| Reply::ok(FEED));
    let socks = Proxy::socks(server.address());
    let by_name = fetcher(&config::Fetch { allow_private: false, ..through(&socks.url("socks5h")) });
    document(by_name.fetch(&request("http://feed.example/feed")).await);
    assert_eq!(server.asked_once().line(), "GET /feed");
    assert_eq!(socks.targets(), ["feed.example:80"]);

    let refused = failure(by_name.fetch(&request("http://10.0.0.1/")).await);
    assert!(matches!(refused, FetchError::Refused(_)), "{refused:?}");
    let refused = failure(by_name.fetch(&request("http://localhost/")).await);
    assert!(matches!(refused, FetchError::Refused(_)), "{refused:?}");

    let resolved = fetcher(&config::Fetch { allow_private: false, ..through(&socks.url("socks5")) });
    let unknown = failure(resolved.fetch(&request("http://no-such-host.invalid/")).await);
    assert!(matches!(unknown, FetchError::Dns { .. }), "{unknown:?}");
    let open = fetcher(&through(&socks.url("socks5")));
    document(open.fetch(&request(server.url("/"))).await);
    let targets = ["feed.example:80".to_owned(), format!("127.0.0.1:{}", server.port())];
    assert_eq!(socks.targets(), targets, "neither what was refused nor what was not found");
}

fn through(proxy: &str) -> config::Fetch {
    config::Fetch { proxy: Some(Secret::new(proxy, proxy)), ..settings() }
}
