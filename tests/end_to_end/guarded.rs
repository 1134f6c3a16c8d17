//! What a feed, its server or a redirect cannot make us do: ask the network that we stand in, fall
//! from TLS, carry secrets away.

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{Post, post, rss};
use crate::support::server::{Reply, Server};
use crate::support::tls;

const SITE: &str = "http://blog.example";

fn document() -> String {
    rss("Blog", SITE, &[post(SITE, 3)])
}

#[test]
fn private_addresses_need_permission() {
    let blog = Blog::new();
    blog.serves(&document());
    let mut site = Site::new().feed("blog", &blog.url());
    site.reconfigure("allow_private = true", "allow_private = false");
    site.run(&["build"]).exited(1).says("allow_private");
    assert_eq!(blog.requests(), 0);
}

#[test]
fn every_spelling_of_an_address_of_our_own_is_refused_and_nothing_is_connected_to() {
    let server = Server::at("0.0.0.0", |_| Reply::ok(document()));
    let spellings = [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",
        "localhost",
        "a.localhost.",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::127.0.0.1]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[fe80::1]",
        "[ff02::1]",
    ];
    let mut site = Site::new().article("mine.md", "# Mine\n\nHello.\n");
    for (n, host) in spellings.iter().enumerate() {
        site = site.feed(&format!("feed-{n}"), &format!("http://{host}:{}/feed.xml", server.port()));
    }
    site.reconfigure("allow_private = true", "");
    site.build();
    for (feed, host) in site.status()["feeds"].as_array().unwrap().iter().zip(spellings) {
        let error = feed["last_error"].as_str().unwrap_or_default();
        assert!(error.contains("will not connect to") && error.contains("allow_private"), "{host}: {error}");
    }
    assert_eq!(server.connections(), 0);
}

/// A name of this machine's, other than `localhost`, that leads to an address of its own network.
fn name_of_our_own() -> Option<String> {
    let hosts = std::fs::read_to_string("/etc/hosts").ok()?;
    let lines = hosts.lines().map(|line| line.split('#').next().unwrap_or_default());
    let own = lines.filter(|line| line.starts_with("127.") || line.starts_with("::1"));
    let mut names = own.flat_map(|line| line.split_whitespace().skip(1));
    names.find(|name| !name.contains("localhost")).map(str::to_owned)
}

#[test]
fn a_name_is_judged_by_the_address_that_it_leads_to() {
    // Where there is no such name, unit tests of the resolver must do.
    let Some(name) = name_of_our_own() else { return };
    let server = Server::start(|_| Reply::ok(document()));
    let url = format!("http://{name}:{}/feed.xml", server.port());
    let mut site = Site::new().feed("blog", &url);
    site.reconfigure("allow_private = true", "");
    site.run(&["build"]).exited(1).says(&format!("will not connect to {name}, a loopback address"));
    assert_eq!(server.connections(), 0);
}

/// It is fetched from a private address by leave, and by that leave leads nowhere but there.
#[test]
fn redirects_are_guarded_like_the_first_address_and_leave_is_given_to_one_feed() {
    let inside = Server::at("127.0.0.2", |_| Reply::ok(document()));
    let proxy_to = inside.url("/feed.xml");
    let proxy = Server::start(move |asked| match asked.path().as_str() {
        "http://good.example/feed.xml" => Reply::ok(document()),
        _ => Reply::redirect(302, &proxy_to),
    });
    let allowed = Blog::new();
    allowed.replies(Reply::redirect(302, inside.url("/feed.xml")));
    let mut site = Site::new()
        .feed("good", "http://good.example/feed.xml")
        .feed("leads-inside", "http://bad.example/feed.xml")
        .feed_with("allowed", &allowed.url(), "allow_private = true");
    site.reconfigure("[fetch]\nallow_private = true", &format!("[fetch]\nproxy = {:?}", proxy.url("/")));
    let run = site.run_with(&["build"], &[("no_proxy", "127.0.0.0/8")]).succeeded();
    run.says("leads-inside: starts to fail: will not connect to 127.0.0.2");
    assert_eq!(inside.asked().len(), 1, "for the feed that may");
    let health: Vec<_> = (0..3).map(|n| site.status()["feeds"][n]["health"].clone()).collect();
    assert_eq!(health, ["ok", "failing", "ok"]);
}

#[test]
fn only_http_and_https_are_followed() {
    let blog = Blog::new();
    blog.replies_at("/file", Reply::redirect(302, "file:///etc/passwd"));
    blog.replies_at("/ftp", Reply::redirect(301, "ftp://ftp.example/feed.xml"));
    let site = Site::new().feed("file", &blog.url_of("/file")).feed("ftp", &blog.url_of("/ftp"));
    let run = site.run(&["build"]).exited(1);
    run.says("file: starts to fail: ").says("ftp: starts to fail: ").says("only http: and https:");
}

#[test]
fn credentials_and_headers_stay_with_the_origin_that_they_are_for() {
    let abroad = Blog::at("127.0.0.2");
    abroad.serves(&document());
    let home = Blog::new();
    home.replies(Reply::redirect(302, "/step"));
    home.replies_at("/step", Reply::redirect(302, abroad.url()));
    let url = home.url().replace("http://", "http://ann:${FEEDMILL_TEST_PASSWORD}@");
    let site = Site::new().feed_with("blog", &url, "headers = { X-Key = \"${FEEDMILL_TEST_PASSWORD}\" }");
    site.run_with(&["build"], &[("FEEDMILL_TEST_PASSWORD", "s3cret")]).succeeded();
    assert_eq!(home.requests(), 2);
    for asked in home.asked() {
        // ann:s3cret
        assert_eq!(asked.header("Authorization").as_deref(), Some("Basic YW5uOnMzY3JldA=="));
        assert_eq!(asked.header("X-Key").as_deref(), Some("s3cret"));
    }
    let asked = abroad.asked().pop().unwrap();
    assert_eq!((asked.header("Authorization"), asked.header("X-Key")), (None, None));
    assert!(!String::from_utf8_lossy(&asked.head).contains("s3cret"));
    assert_eq!(site.titles(), ["Post 3"]);
}

#[test]
fn secrets_are_sent_and_shown_nowhere() {
    let blog = Blog::new();
    blog.serves(&document());
    let site = Site::new().feed_with(
        "blog",
        &format!("{}?key=${{FEEDMILL_TEST_TOKEN}}", blog.url()),
        "headers = { Authorization = \"Bearer ${FEEDMILL_TEST_TOKEN}\" }",
    );
    blog.serves_at("/feed.xml?key=s3cr3t-value", "application/rss+xml", &document());
    let run = site
        .run_with(&["build", "-vv", "--report", "report.json"], &[("FEEDMILL_TEST_TOKEN", "s3cr3t-value")])
        .succeeded();
    let asked = blog.asked().pop().unwrap();
    assert_eq!(asked.header("Authorization").as_deref(), Some("Bearer s3cr3t-value"));
    assert!(asked.line().contains("s3cr3t-value"));
    for file in site.all_files() {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(12).any(|window| window == b"s3cr3t-value");
        assert!(!found, "{} tells the secret", file.display());
    }
    assert!(!run.stderr.contains("s3cr3t-value") && !run.stdout.contains("s3cr3t-value"));
}

/// As feeds do that link to themselves.
#[test]
fn a_secret_that_a_feed_echoes_is_neither_stored_nor_published() {
    let server = Server::start(|asked| {
        let link = format!("http://blog.example{}", asked.path());
        let own = Post {
            link: Some(link.clone()),
            body: format!("<a href=\"{link}\">{link}</a>"),
            ..post(SITE, 3)
        };
        let echo =
            format!("<link rel=\"self\" xmlns=\"http://www.w3.org/2005/Atom\" href=\"{link}\"/><item>");
        Reply::ok(rss("Blog", SITE, &[own]).replacen("<item>", &echo, 1))
    });
    let url = server.url("/feed.xml?key=${FEEDMILL_TEST_TOKEN}");
    let site = Site::new().feed("blog", &url);
    site.run_with(&["build"], &[("FEEDMILL_TEST_TOKEN", "s3cr3t-value")]).succeeded();
    assert_eq!(site.titles(), ["Post 3"]);
    for file in site.all_files() {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(12).any(|window| window == b"s3cr3t-value"), "{}", file.display());
    }
}

/// A server that fails echoes what it was asked for.
#[test]
fn secrets_are_shown_nowhere_where_it_goes_wrong_either() {
    let server = Server::start(|asked| match asked.path() {
        path if path.starts_with("/loop") => Reply::redirect(302, path),
        path if path.starts_with("/moved") => Reply::redirect(301, path.replace("/moved", "/lost")),
        path if path.starts_with("/page") => {
            Reply::ok(format!("<!doctype html><title>404 Not Found: {path}</title>"))
        }
        _ => Reply::new(500),
    });
    let names = ["loop", "moved", "page", "broken"];
    let site = names.iter().fold(Site::new(), |site, name| {
        let url = server.url(&format!("/{name}/${{FEEDMILL_TEST_TOKEN}}?key=${{FEEDMILL_TEST_TOKEN}}"));
        site.feed(name, &url.replace("http://", "http://ann:${FEEDMILL_TEST_TOKEN}@"))
    });
    site.file("articles/mine.md", "# Mine\n\nHello.\n");
    let secret = [("FEEDMILL_TEST_TOKEN", "s3cr3t-value")];
    let flags = ["build", "-vv", "--report", "report.json", "--metrics", "metrics.prom"];
    let run = site.run_with(&flags, &secret).succeeded();
    let status = site.run_with(&["status"], &secret).succeeded();
    for name in names {
        assert!(run.stderr.contains(&format!("{name}: starts to fail")), "{}", run.stderr);
    }
    for text in [run.stderr, run.stdout, status.stdout, status.stderr] {
        assert!(!text.contains("s3cr3t-value"), "{text}");
    }
    for file in site.all_files() {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(12).any(|window| window == b"s3cr3t-value"), "{}", file.display());
    }
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused() {
    let server = tls::Server::start(&["http/1.1"], |_| Reply::ok(document()));
    let site = Site::new().feed("blog", &server.url("/feed.xml"));
    site.run(&["build"]).exited(1).says("blog: starts to fail: cannot trust 127.0.0.1");
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn https_does_not_fall_to_http_and_whoever_means_it_can_say_so() {
    let plain = Blog::new();
    plain.serves(&document());
    let to = plain.url();
    let server = tls::Server::start(&["http/1.1"], move |path| match path {
        "/feed.xml" => Reply::ok(document()),
        _ => Reply::redirect(301, &to),
    });
    let certificate = tls::fixture("localhost.pem");
    let trusting = [("SSL_CERT_FILE", certificate.as_str())];
    let mut site = Site::new().feed("good", &server.url("/feed.xml")).feed("falls", &server.url("/old.xml"));
    let run = site.run_with(&["build"], &trusting).succeeded();
    run.says(&format!(
        "falls: starts to fail: redirected from https to {}, which is not encrypted",
        plain.url()
    ));
    assert_eq!(plain.requests(), 0);
    assert_eq!(site.titles(), ["Post 3"]);
    site.reconfigure(&server.url("/old.xml"), &plain.url());
    site.at("2026-11-25T14:00:00Z").run_with(&["build", "--force"], &trusting).succeeded();
    assert_eq!(plain.requests(), 1);
}

#[test]
fn http_2_is_spoken_where_it_is_offered() {
    let server = tls::Server::start(&["h2", "http/1.1"], |_| Reply::ok(document()));
    let certificate = tls::fixture("localhost.pem");
    let site = Site::new().feed("blog", &server.url("/feed.xml"));
    site.run_with(&["build"], &[("SSL_CERT_FILE", certificate.as_str())]);
    assert_eq!(server.protocols(), ["h2"]);
}
