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
fn a_hanging_feed_holds_up_nobody() {
    let (blog, _) = blog_and_site();
    blog.replies(Reply::hang());
    let good = Blog::new();
    good.serves(&rss("Good", "http://good.example", &[post("http://good.example", 7)]));
    let site = Site::new().feed("hangs", &blog.url()).feed("good", &good.url());
    site.build_with(&["--deadline", "2s"]);
    assert_eq!(site.titles(), ["Post 7"]);
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

#[test]
fn a_feed_that_no_run_waits_for_is_a_failing_one_in_the_end() {
    let (blog, mut site) = blog_and_site();
    site.build();
    blog.replies(Reply::hang());
    for hour in ["14", "16"] {
        site.at(&format!("2026-11-25T{hour}:00:00Z")).build_with(&["--force", "--deadline", "1s"]).silent();
    }
    site.at("2026-11-25T18:00:00Z")
        .build_with(&["--force", "--deadline", "1s"])
        .says("starts to fail: did not answer in the time of 3 runs");
    assert_eq!(site.titles(), ["Post 3", "Mine"]);
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

#[cfg(unix)]
#[test]
fn a_run_that_is_told_to_stop_publishes_what_has_come() {
    let (blog, _) = blog_and_site();
    blog.replies(Reply::hang());
    let good = Blog::new();
    good.serves(&rss("Good", "http://good.example", &[post("http://good.example", 7)]));
    let site = Site::new().feed("hangs", &blog.url()).feed("good", &good.url());
    let mut run = site.start(&["build", "--report", "report.json"]);
    while blog.requests() + good.requests() < 2 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let kill = std::process::Command::new("kill").args(["-TERM", &run.id().to_string()]).status().unwrap();
    assert!(kill.success() && run.wait().unwrap().success());
    assert_eq!(site.titles(), ["Post 7"]);
    let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
    let hanging = &report["feeds"][0];
    assert_eq!(hanging["outcome"], "postponed");
    assert_eq!(hanging["why"], "the run was asked to stop");
    assert_eq!(hanging["request"]["cache"], "aborted");
    assert!(hanging["request"]["host"].as_str().unwrap().starts_with("127.0.0.1:"));
    assert!(hanging["request"]["connect"].is_number(), "{hanging}");
}

#[test]
fn what_a_killed_run_left_half_written_is_swept_up() {
    let (blog, site) = blog_and_site();
    site.build();
    blog.replies(Reply::hang());
    let mut run = site.start(&["build", "--force"]);
    while blog.requests() < 2 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    // As it would have left them a moment later.
    for name in ["output/.feedmill-1x2y.part", "output/deep/.feedmill-3.part", "output/notes.part"] {
        site.file(name, "half");
    }
    site.build();
    let left: Vec<_> =
        site.all_files().into_iter().filter(|file| file.to_string_lossy().contains(".part")).collect();
    assert_eq!(left, [site.path("output/notes.part")]);
    assert!(!site.path(".feedmill/unfinished").exists());
}

#[test]
fn with_two_in_five_hanging_the_others_are_published_and_stragglers_come_first_next_time() {
    let blogs: Vec<Blog> = (1..=10).map(|n| Blog::at(&format!("127.0.5.{n}"))).collect();
    let mut site = Site::new();
    for (n, blog) in blogs.iter().enumerate() {
        let home = format!("http://blog{n}.example");
        blog.serves(&rss("Blog", &home, &[post(&home, n)]));
        site = site.feed(&format!("feed-{n}"), &blog.url());
    }
    site.build();
    assert_eq!(site.titles().len(), 10);
    for blog in &blogs[..4] {
        blog.replies(Reply::hang());
    }
    site.at("2026-11-25T14:00:00Z");
    let started = std::time::Instant::now();
    site.build_with(&["--force", "--deadline", "3s"]);
    assert!(started.elapsed() < std::time::Duration::from_secs(6), "{:?}", started.elapsed());
    assert_eq!(site.titles().len(), 10, "stragglers keep their entries");
    for (n, blog) in blogs.iter().enumerate() {
        assert_eq!(blog.requests(), 2, "feed {n} was asked");
    }
    site.at("2026-11-25T14:15:00Z").build_with(&["--deadline", "1s", "--report", "report.json"]);
    let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
    let outcome = |n: usize| report["feeds"][n]["outcome"].as_str().unwrap().to_owned();
    assert!((0..4).all(|n| outcome(n) == "postponed"), "{report}");
    assert!((4..10).all(|n| outcome(n) == "not-asked"), "only the stragglers are due: {report}");
}

#[test]
fn only_runs_in_a_row_that_were_too_short_make_a_feed_fail() {
    let (blog, site) = blog_and_site();
    site.build();
    let document = rss("Blog", "http://blog.example", &[post("http://blog.example", 8)]);
    let cut = || {
        blog.replies(Reply::hang());
        site.build_with(&["--force", "--deadline", "1s"])
    };
    blog.serves(&document);
    site.refresh();
    cut();
    cut();
    blog.serves(&document);
    site.refresh();
    for _ in 0..2 {
        assert!(!cut().stderr.contains("starts to fail"));
    }
    cut().says("did not answer in the time of 3 runs");
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
