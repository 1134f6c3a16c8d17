//! What fails costs only itself, is said once, and loses nothing.

use std::fs;

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{post, rss};
use crate::support::server::Reply;

fn blog_and_site() -> (Blog, Site) {
    let blog = Blog::new();
    blog.serves(&rss("Blog", "http://blog.example", &[post("http://blog.example", 3)]));
    let site = Site::new()
        .feed("blog", &blog.url())
        .article("mine.md", "---\ntitle: Mine\ndate: 2026-11-01\n---\nHello.\n");
    (blog, site)
}

#[test]
fn a_dead_feed_keeps_its_entries_and_is_reported_once() {
    let (blog, mut site) = blog_and_site();
    site.build().silent();
    blog.replies(Reply::new(500).body("broken"));
    site.at("2026-11-25T14:00:00Z").refresh().says("blog: starts to fail: HTTP 500");
    assert_eq!(site.titles(), ["Post 3", "Mine"]);
    assert_eq!(site.status()["feeds"][0]["health"], "failing");
    site.at("2026-11-25T16:00:00Z").refresh().silent();
    blog.serves(&rss(
        "Blog",
        "http://blog.example",
        &[post("http://blog.example", 4), post("http://blog.example", 3)],
    ));
    site.at("2026-11-25T18:00:00Z").refresh().says("blog: answers again");
    assert_eq!(site.titles(), ["Post 4", "Post 3", "Mine"]);
    site.at("2026-11-25T20:00:00Z").refresh().silent();
}

#[test]
fn a_server_that_is_gone_costs_only_itself() {
    let (blog, mut site) = blog_and_site();
    site.build();
    drop(blog);
    site.at("2026-11-25T14:00:00Z").refresh().says("blog: starts to fail: cannot connect");
    assert_eq!(site.titles(), ["Post 3", "Mine"]);
}

#[test]
fn a_page_instead_of_a_feed_is_named_and_publishes_nothing_of_it() {
    let (blog, mut site) = blog_and_site();
    site.build();
    blog.serves_at(
        "/feed.xml",
        "text/html",
        "<!doctype html><html><head><title>Buy this domain</title></head><body><p>Hello</p></body></html>",
    );
    site.at("2026-11-25T14:00:00Z").refresh().says("blog: starts to fail").says("HTML");
    assert_eq!(site.titles(), ["Post 3", "Mine"]);
}

#[test]
fn a_page_with_a_picture_that_holds_rdf_is_a_page() {
    let (blog, mut site) = blog_and_site();
    site.build();
    let picture = "<svg><metadata><rdf:RDF><cc:Work><dc:format>image/svg+xml</dc:format></cc:Work></rdf:RDF></metadata></svg>";
    let link = "<link rel=alternate type=application/rss+xml href=/new.xml>";
    let page =
        format!("<!doctype html><html><head><title>Blog</title>{link}</head><body>{picture}</body></html>");
    blog.serves_at("/feed.xml", "text/html", &page);
    site.at("2026-11-25T14:00:00Z").refresh().says("blog: starts to fail").says("it links").says("/new.xml");
    assert_eq!(site.titles(), ["Post 3", "Mine"]);
    blog.replies_at("/new.xml", Reply::ok(rss("Blog", "http://blog.example", &[])));
    site.run(&["add", &blog.url_of("/feed.xml")]).succeeded().says("/new.xml");
}

#[test]
fn strict_turns_a_failed_feed_into_status_1() {
    let (blog, site) = blog_and_site();
    blog.replies(Reply::new(500).body("broken"));
    site.run(&["build", "--strict"]).exited(1);
    assert_eq!(site.titles(), ["Mine"], "the rest is published all the same");
}

#[test]
fn a_first_run_without_an_answer_overwrites_nothing() {
    let blog = Blog::new();
    blog.replies(Reply::new(503).body("later"));
    let site = Site::new().feed("blog", &blog.url());
    site.file("output/feed.xml", "precious");
    site.run(&["build"]).exited(1).says("no source answered").says("HTTP 503");
    assert_eq!(site.read("output/feed.xml"), "precious");
}

#[test]
fn two_runs_do_not_meet() {
    let (blog, site) = blog_and_site();
    site.build();
    blog.replies(Reply::hang());
    std::thread::scope(|scope| {
        let first = scope.spawn(|| site.run(&["build", "--force", "--deadline", "3s"]));
        while blog.requests() < 2 {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        site.run(&["build"]).exited(75).says("another");
        first.join().unwrap().succeeded();
    });
}

#[test]
fn garbage_in_the_state_file_is_kept_aside_and_said() {
    let (_blog, mut site) = blog_and_site();
    site.build();
    let ids = site.ids();
    site.file(
        ".feedmill/state.db",
        "this is no database at all, but long enough to be read as a header of one".repeat(40),
    );
    let _ = fs::remove_file(site.path(".feedmill/state.db-wal"));
    let _ = fs::remove_file(site.path(".feedmill/state.db-shm"));
    site.at("2026-11-25T14:00:00Z").build().says("state.db");
    assert_eq!(site.ids(), ids, "ids come back from the feed last published");
    let kept = fs::read_dir(site.path(".feedmill"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("broken"));
    assert_eq!(kept.count(), 1);
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_cannot_be_made_is_an_error_that_says_what_to_do() {
    let (_blog, site) = blog_and_site();
    site.file("output", "a file where the folder should be");
    site.run(&["build"]).exited(1).says("output").says("publish.dir");
}

#[test]
fn a_broken_configuration_is_reported_whole_with_places() {
    let site = Site::new();
    site.file(
        "feeds.toml",
        "[publish]\ntitel = \"x\"\nlink = \"not a url\"\n[[feeds]]\nurl = \"ftp://x/\"\n",
    );
    site.run(&["build"])
        .exited(2)
        .says("feeds.toml:2:")
        .says("title")
        .says("feeds.toml:3:")
        .says("feeds.toml:5:");
}

#[test]
fn wrong_usage_is_status_2() {
    let site = Site::new();
    site.run(&["biuld"]).exited(2);
    site.run(&["build", "--only", "nobody"]).exited(2).says("no feed named");
    site.run(&["--config", "elsewhere.toml", "build"]).exited(2).says("feedmill init");
}

#[test]
fn a_problem_that_goes_on_is_said_once() {
    let mut site = Site::new().article("bad.md", "---\ntitle: [unclosed\n---\nHello.\n");
    site.build().says("bad.md");
    site.at("2026-11-25T14:00:00Z").build().silent();
    site.file("articles/bad.md", "---\ntitle: Mended\n---\nHello.\n");
    site.at("2026-11-25T16:00:00Z").build().silent();
    assert_eq!(site.titles(), ["Mended"]);
}

#[test]
fn nothing_is_overwritten_until_a_feed_was_read_however_often_it_is_tried() {
    let blog = Blog::new();
    blog.replies(Reply::new(503));
    let mut site = Site::new().feed("blog", &blog.url());
    site.file("output/feed.xml", "precious");
    for now in ["2026-11-25T12:00:00Z", "2026-11-25T12:15:00Z", "2026-11-25T14:00:00Z"] {
        site.at(now).run(&["build"]).exited(1);
        site.run(&["build", "--offline"]).exited(1);
        assert_eq!(site.read("output/feed.xml"), "precious");
    }
}

#[test]
fn a_lost_state_without_network_leaves_the_output_alone() {
    let (blog, mut site) = blog_and_site();
    site.build();
    let before = site.read("output/feed.xml");
    fs::remove_dir_all(site.path(".feedmill")).unwrap();
    drop(blog);
    site.at("2026-11-25T14:00:00Z").run(&["build"]).exited(1);
    site.at("2026-11-25T14:15:00Z").run(&["build"]).exited(1);
    assert_eq!(site.read("output/feed.xml"), before);
}

#[test]
fn what_happened_to_the_feeds_is_said_even_if_nothing_can_be_written() {
    let (blog, mut site) = blog_and_site();
    site.build();
    blog.replies(Reply::new(500));
    fs::remove_dir_all(site.path("output")).unwrap();
    site.file("output", "a file where the folder should be");
    site.at("2026-11-25T14:00:00Z")
        .run(&["build", "--force"])
        .exited(1)
        .says("starts to fail")
        .says("publish.dir");
}

#[cfg(unix)]
#[test]
fn a_pipe_instead_of_a_file_holds_up_nobody() {
    let site = Site::new()
        .article("mine.md", "# Mine\n\nHello.\n")
        .tables("[[feeds]]\nname = \"pipe\"\npath = \"pipe\"");
    let made = std::process::Command::new("mkfifo").arg(site.path("pipe")).status().unwrap();
    assert!(made.success());
    site.build().says("no regular file");
    assert_eq!(site.titles(), ["Mine"]);
}

const UNREACHABLE: [&str; 3] = ["a", "b", "c"];

/// Hosts of the internet, as far as anybody can tell by their names.
fn with_hosts_of_the_internet(site: Site) -> Site {
    UNREACHABLE.iter().fold(site, |site, name| site.feed(name, &format!("http://{name}.invalid/feed.xml")))
}

#[test]
fn an_outage_of_our_own_network_is_said_once_and_blames_no_feed() {
    let (_blog, site) = blog_and_site();
    let mut site = with_hosts_of_the_internet(site);
    site.build_with(&["--report", "report.json"]).says("network seems to be down");
    let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
    let status = site.status();
    for n in 1..=3 {
        assert_eq!(report["feeds"][n]["outcome"], "unreachable");
        assert_eq!(status["feeds"][n]["health"], "new");
        assert_eq!(status["feeds"][n]["next_due"], "2026-11-25T12:00:00Z");
        assert_eq!(status["feeds"][n]["due_because"], "no feed could be reached");
    }
    site.at("2026-11-25T12:15:00Z").build().silent();
    site.run(&["build", "--strict"]).exited(1);
    assert_eq!(site.titles(), ["Post 3", "Mine"], "what is near is published all the same");
}

#[test]
fn where_one_host_answers_the_others_are_to_blame() {
    let proxy = crate::support::server::Server::start(|asked| match asked.path().as_str() {
        "http://good.example/feed.xml" => {
            Reply::ok(rss("Good", "http://good.example", &[post("http://good.example", 7)]))
        }
        _ => Reply::new(404),
    });
    let site = with_hosts_of_the_internet(Site::new()).feed("good", "http://good.example/feed.xml");
    let proxy = proxy.url("/");
    let run = site.run_with(&["build"], &[("http_proxy", &proxy), ("no_proxy", "invalid")]).succeeded();
    for name in UNREACHABLE {
        assert!(
            run.stderr.contains(&format!("{name}: starts to fail: cannot find the host")),
            "{}",
            run.stderr
        );
    }
    assert!(!run.stderr.contains("network"), "{}", run.stderr);
}

#[test]
fn a_hub_that_hangs_does_not_hold_up_the_end_of_a_run() {
    let (blog, hub) = (Blog::new(), Blog::new());
    blog.serves(&rss("Blog", "http://blog.example", &[post("http://blog.example", 3)]));
    hub.replies_at("/hub", Reply::hang());
    let site = Site::new().publish(&format!("hubs = [{:?}]", hub.url_of("/hub"))).feed("blog", &blog.url());
    let started = std::time::Instant::now();
    site.build().says("did not answer within 5 s");
    // With the timeout of a feed and three attempts it would be a minute and a half.
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
    assert_eq!(site.titles(), ["Post 3"]);
}
