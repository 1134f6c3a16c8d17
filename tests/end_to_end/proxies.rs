//! Proxies of every kind, from `feeds.toml` and from the environment: what each is asked for, and what
//! is said when one does not do its work.

use crate::support::document::{post, rss};
use crate::support::proxy::Proxy;
use crate::support::server::{Reply, Server};
use crate::support::{Run, Site, tls};

const FEED: &str = "http://feed.example/feed.xml";

fn document() -> String {
    rss("Blog", "http://feed.example", &[post("http://feed.example", 3)])
}

/// A site with a feed at a public `url`: near by, only a proxy may be connected to.
fn far(url: &str, proxy: Option<&str>) -> Site {
    let mut site = near(url, proxy);
    site.reconfigure("allow_private = true", "");
    site
}

/// A site with a feed that may stand near by too.
fn near(url: &str, proxy: Option<&str>) -> Site {
    let proxy = proxy.map(|proxy| format!("proxy = {proxy:?}")).unwrap_or_default();
    let mut site = Site::new().feed("blog", url);
    site.reconfigure("[fetch]", &format!("[fetch]\n{proxy}"));
    site
}

/// Runs two builds, with the proxy in `feeds.toml` and with it under `variable`.
#[track_caller]
fn assert_is_fetched_through(
    proxy: &str,
    variable: &str,
    site: impl Fn(Option<&str>) -> Site,
    environment: &[(&str, &str)],
) {
    let configured = site(Some(proxy));
    configured.run_with(&["build"], environment).succeeded();
    assert_eq!(configured.titles(), ["Post 3"], "from feeds.toml");
    let inherited = site(None);
    inherited.run_with(&["build"], &[environment, &[(variable, proxy)]].concat()).succeeded();
    assert_eq!(inherited.titles(), ["Post 3"], "from the environment");
}

#[test]
fn an_http_proxy_is_asked_for_whole_addresses() {
    let proxy = Server::start(|_| Reply::ok(document()));
    assert_is_fetched_through(&proxy.url("/"), "http_proxy", |proxy| far(FEED, proxy), &[]);
    assert_is_fetched_through(&proxy.url("/"), "all_proxy", |proxy| far(FEED, proxy), &[]);
    let lines: Vec<_> = proxy.asked().iter().map(crate::support::server::Asked::line).collect();
    assert_eq!(lines, [(); 4].map(|()| format!("GET {FEED}")));
}

#[test]
fn a_tunnel_is_opened_for_https_and_all_that_the_proxy_sees_is_the_host() {
    let server = tls::Server::start(&["http/1.1"], |_| Reply::ok(document()));
    let tunnel = Proxy::tunnel(server.address());
    let certificate = tls::fixture("localhost.pem");
    let trusting = [("SSL_CERT_FILE", certificate.as_str())];
    let url = server.url("/feed.xml?key=s3cret");
    assert_is_fetched_through(&tunnel.url("http"), "https_proxy", |proxy| near(&url, proxy), &trusting);
    assert_eq!(server.asked(), ["/feed.xml?key=s3cret", "/feed.xml?key=s3cret"]);
    near(&url, Some(&tunnel.url("http")))
        .run(&["build"])
        .exited(1)
        .says("blog: starts to fail: cannot trust 127.0.0.1");
    assert_eq!(server.asked().len(), 2, "through a tunnel, too, certificates are looked at");
    let connect = format!("CONNECT {} HTTP/1.1", server.address());
    for head in tunnel.targets() {
        assert!(head.starts_with(&connect) && !head.contains("s3cret"), "{head}");
    }
}

/// `socks5h` leaves names to the proxy (Tor, say); `socks5` resolves them here, where they are guarded.
#[test]
fn socks_proxies_get_names_or_guarded_addresses() {
    let server = Server::start(|_| Reply::ok(document()));
    let socks = Proxy::socks(server.address());
    assert_is_fetched_through(&socks.url("socks5h"), "all_proxy", |proxy| far(FEED, proxy), &[]);
    assert_eq!(socks.targets(), ["feed.example:80", "feed.example:80"]);

    for (scheme, url, words) in [
        ("socks5h", "http://10.0.0.1/feed.xml", "will not connect to 10.0.0.1"),
        ("socks5h", "http://localhost/feed.xml", "will not connect to localhost"),
        ("socks5", "http://localhost/feed.xml", "will not connect to localhost"),
        ("socks5", "http://no-such-host.invalid/feed.xml", "cannot find the host"),
    ] {
        far(url, Some(&socks.url(scheme))).run(&["build"]).exited(1).says(words);
    }
    assert_eq!(socks.targets().len(), 2, "neither what was refused nor what was not found");

    near(&server.url("/feed.xml"), Some(&socks.url("socks5"))).build();
    assert_eq!(socks.targets()[2], format!("127.0.0.1:{}", server.port()));
}

#[test]
fn hosts_of_no_proxy_are_asked_directly_whoever_named_the_proxy() {
    let server = Server::start(|_| Reply::ok(document()));
    let down = "http://127.0.0.1:1/";
    for (proxy, variables) in [
        (Some(down), &[("no_proxy", "127.0.0.1")][..]),
        (None, &[("http_proxy", down), ("NO_PROXY", "127.0.0.1")]),
    ] {
        let site = near(&server.url("/feed.xml"), proxy);
        site.run_with(&["build"], variables).succeeded();
        assert_eq!(site.titles(), ["Post 3"]);
    }
}

#[test]
fn a_proxy_that_does_not_do_its_work_is_a_failure_of_each_feed_without_its_password() {
    let unwilling = Server::start(|_| Reply::new(502));
    let password = [("FEEDMILL_TEST_PASSWORD", "s3cret")];
    let with_password = |url: &str| url.replace("http://", "http://user:${FEEDMILL_TEST_PASSWORD}@");
    let (down, unwilling_url) = (with_password("http://127.0.0.1:1/"), with_password(&unwilling.url("/")));
    for (proxy, url) in
        [(&down, FEED), (&down, "https://feed.example/"), (&unwilling_url, "https://feed.example/")]
    {
        let site = far(url, Some(proxy)).article("mine.md", "# Mine\n\nHello.\n");
        let Run { stderr, .. } = site.run_with(&["build", "-vv"], &password).succeeded();
        assert!(stderr.contains("blog: starts to fail: cannot connect to"), "{stderr}");
        assert!(stderr.contains("(a proxy is set: 127.0.0.1)"), "{stderr}");
        assert!(!stderr.contains("s3cret"), "{stderr}");
        assert_eq!(site.titles(), ["Mine"]);
        for file in site.all_files() {
            let bytes = std::fs::read(&file).unwrap();
            assert!(!bytes.windows(6).any(|window| window == b"s3cret"), "{}", file.display());
        }
    }
    assert_eq!(unwilling.asked_once().line(), "CONNECT feed.example:443");
}

/// The user chose where the proxy stands, for the proxy and for nothing else.
#[test]
fn a_proxy_is_no_host_to_fetch_feeds_from() {
    let site = far("http://proxy.corp.example/admin", None);
    let run = site.run_with(&["build"], &[("https_proxy", "http://proxy.corp.example:3128/")]).exited(1);
    run.says("will not connect to proxy.corp.example, the host of a proxy");
}
