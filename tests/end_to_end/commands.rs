//! The commands around the build.

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{Post, post, rfc822_day, rss};
use crate::support::server::Reply;

const PAGE: &str = r#"<!doctype html><html><head><title>Blog</title>
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml">
<link rel="alternate" type="application/rss+xml" title="Posts" href="/feed.xml"></head><body>Hello</body></html>"#;

fn blog() -> Blog {
    let blog = Blog::new();
    blog.serves(&rss("Blog", "http://blog.example", &[post("http://blog.example", 3)]));
    blog
}

#[test]
fn add_finds_the_feed_behind_a_page_and_keeps_the_file() {
    let blog = blog();
    blog.serves_at("/", "text/html", PAGE);
    let mut site = Site::new().tables("# a comment that stays");
    let before = site.read("feeds.toml");
    site.run(&["add", &blog.url_of("/")]).succeeded().says("Blog").says(&blog.url());
    let after = site.read("feeds.toml");
    assert!(after.starts_with(&before), "what was there stays:\n{after}");
    site.at("2026-11-25T12:30:00Z").build();
    assert_eq!(site.titles(), ["Post 3"]);
    site.run(&["add", &blog.url()]).succeeded().says("already");
    assert_eq!(site.read("feeds.toml"), after);
}

#[test]
fn add_takes_an_address_for_feed_readers_and_names_a_local_file() {
    let blog = blog();
    let site = Site::new();
    site.run(&["add", &blog.url().replacen("http:", "feed:", 1)]).succeeded().says(&blog.url());
    let after = site.read("feeds.toml");
    site.file("exports/old.xml", rss("Old", "http://old.example", &[]));
    let file = format!("file://{}", site.path("exports/old.xml").display());
    for local in ["exports/old.xml", &file] {
        site.run(&["add", local]).exited(1).says("it is a local file");
    }
    assert_eq!(site.read("feeds.toml"), after);
}

#[test]
fn add_takes_an_address_without_a_scheme_and_says_where_https_was_not_to_be_had() {
    let blog = blog();
    let site = Site::new();
    let bare = blog.url().replacen("http://", "", 1);
    let run = site.run(&["add", &bare]).succeeded().says(&blog.url());
    run.says("by http: (cannot connect to 127.0.0.1").says("does not speak TLS");
    assert!(site.read("feeds.toml").contains(&blog.url()));
    let requests = blog.requests();
    let encrypted = blog.url().replacen("http:", "https:", 1);
    site.run(&["add", &encrypted]).exited(1).says("does not speak TLS");
    assert_eq!(blog.requests(), requests, "who asks for https: gets nothing else");
}

#[test]
fn add_refuses_a_page_without_a_feed() {
    let blog = blog();
    blog.serves_at("/", "text/html", "<!doctype html><title>Nothing</title><p>No feed.");
    blog.replies(Reply::new(404));
    let site = Site::new();
    let before = site.read("feeds.toml");
    site.run(&["add", &blog.url_of("/")]).exited(1).says("no feed was found");
    assert_eq!(site.read("feeds.toml"), before);
}

#[test]
fn opml_goes_in_and_out() {
    let site = Site::new();
    site.file(
        "subscriptions.opml",
        r#"<opml version="1.0"><body><outline text="Rust"><outline text="Blog" xmlUrl="https://blog.example/feed.xml"/>
<outline title="Other" xmlurl="https://other.example/atom"/></outline><outline text="no feed"/></body></opml>"#,
    );
    site.run(&["import", "subscriptions.opml"])
        .succeeded()
        .says("https://blog.example/feed.xml")
        .says("https://other.example/atom");
    let config = site.read("feeds.toml");
    assert!(config.contains("Rust"), "folders become categories:\n{config}");
    site.run(&["import", "subscriptions.opml"]).succeeded();
    assert_eq!(site.read("feeds.toml"), config, "nothing is taken twice");
    let opml = site.run(&["export"]).succeeded().stdout;
    assert!(opml.contains("xmlUrl=\"https://blog.example/feed.xml\"") && opml.contains("Rust"), "{opml}");
}

#[test]
fn what_is_exported_bears_the_titles_that_the_feeds_gave_themselves() {
    let blog = blog();
    let site =
        Site::new().feed("my-name", &blog.url()).feed_with("other", &blog.url_of("/2"), "title = 'Mine'");
    let titles = || {
        let opml = site.run(&["export"]).succeeded().stdout;
        opml.split(" text=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(titles(), ["my-name", "Mine"]);
    site.build();
    assert_eq!(titles(), ["Blog", "Mine"]);
    assert!(site.run(&["export"]).stdout.contains("htmlUrl=\"http://blog.example/\""));
}

#[test]
fn all_that_is_printed_is_coloured_as_the_command_line_says() {
    let site = Site::new();
    // As if all went to a terminal.
    let forced = ("CLICOLOR_FORCE", "1");
    let is_coloured = |line: &[&str], environment: &[(&str, &str)]| {
        let run = site.run_with(line, environment);
        (run.stdout + &run.stderr).contains('\u{1b}')
    };
    for line in [&["--help"][..], &["help", "build"], &["bild"], &["check", "--nonsense"], &["inspect"]] {
        assert!(is_coloured(line, &[forced]), "{line:?}");
        assert!(!is_coloured(line, &[forced, ("NO_COLOR", "1")]), "{line:?}");
        assert!(!is_coloured(line, &[]), "{line:?}");
        let told = |when| [&["--color", when], line].concat();
        assert!(!is_coloured(&told("never"), &[forced]), "{line:?}");
        assert!(is_coloured(&told("always"), &[("NO_COLOR", "1")]), "{line:?}");
    }
    assert!(!is_coloured(&["bild", "--color=never"], &[forced]), "behind what is wrong");
}

#[test]
fn status_has_a_row_for_each_feed() {
    let blog = blog();
    let site = Site::new().feed("blog", &blog.url()).feed_with(
        "quiet",
        "https://quiet.example/feed",
        "enabled = false",
    );
    site.build();
    let rows: serde_json::Value =
        serde_json::from_str(&site.run(&["status", "--json"]).succeeded().stdout).unwrap();
    assert_eq!(rows[0]["name"], "blog");
    assert_eq!(rows[0]["health"], "ok");
    assert_eq!(rows[0]["entries"], 1);
    assert_eq!(rows[0]["published"], 1);
    assert_eq!(rows[1]["health"], "disabled");
    site.run(&["status"]).succeeded().says("blog").says("NEXT DUE").says("2026-11-25 12:00Z");
}

#[test]
fn explain_tells_where_an_entry_came_from() {
    let blog = blog();
    let site = Site::new().feed("blog", &blog.url());
    site.build();
    site.run(&["explain", "http://blog.example/3/"]).succeeded().says("from blog").says("Post 3");
    site.run(&["explain", "http://nowhere.example/"]).exited(1).says("no entry is known");
}

#[test]
fn explain_tells_why_an_entry_has_the_date_that_it_has() {
    let blog = Blog::new();
    let mut posts: Vec<Post> = (1..=3).map(|n| post("http://blog.example", n)).collect();
    posts[1].date = Some(rfc822_day(29));
    posts[2].date = None;
    blog.serves(&rss("Blog", "http://blog.example", &posts));
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    posts[0].date = Some(rfc822_day(9));
    blog.serves(&rss("Blog", "http://blog.example", &posts));
    site.at("2026-11-25T13:00:00Z").refresh();
    for (n, why) in [
        (1, "dated 2026-11-01 12:00Z, as it was published first"),
        (2, "dated 2026-11-25 12:00Z, when it was first seen: its own date was still to come"),
        (3, "dated 2026-10-26 12:00Z: it has no date that can be believed"),
    ] {
        site.run(&["explain", &format!("http://blog.example/{n}/")]).succeeded().says(why);
    }
}

#[test]
fn check_names_the_faults_of_articles() {
    let site = Site::new()
        .article("bad.md", "---\ntitle: [unclosed\n---\nHello.\n")
        .article("good.md", "# Good\n\nHello.\n");
    site.run(&["check"]).exited(1).says("bad.md:");
    site.build().says("bad.md");
    assert_eq!(site.titles(), ["Good"], "one bad article stops no other");
}

#[test]
fn inspect_reads_a_file_and_a_url_alike() {
    let blog = blog();
    let site = Site::new();
    site.file("feed.xml", rss("Blog", "http://blog.example", &[post("http://blog.example", 3)]));
    let parsed = |source: &str| -> serde_json::Value {
        serde_json::from_str(&site.run(&["inspect", "--json", source]).succeeded().stdout).unwrap()
    };
    let (file, web) = (parsed("feed.xml"), parsed(&blog.url()));
    assert_eq!(file["entries"], web["entries"]);
    let as_address = format!("file://{}", site.path("feed.xml").display());
    assert_eq!(file["entries"], parsed(&as_address)["entries"]);
    assert_eq!(file["entries"], parsed(&blog.url().replacen("http:", "feed:", 1))["entries"]);
    assert_eq!(file["format"], "rss-2.0");
    assert_eq!(file["entries"][0]["title"]["value"], "Post 3");
    site.file("page.html", PAGE);
    let error = site.run(&["inspect", "--json", "page.html"]).exited(1).stdout;
    assert!(error.contains("\"error\"") && error.contains("HTML"), "{error}");
}

#[test]
fn completions_and_manual_are_printed() {
    let site = Site::new();
    site.run(&["completions", "bash"]).succeeded().says("feedmill");
    site.run(&["man"]).succeeded().says(".TH feedmill");
}

#[test]
fn what_happened_can_go_to_standard_output() {
    let blog = blog();
    let site = Site::new().feed("blog", &blog.url());
    let run = site.build_with(&["--report", "-"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["feeds"][0]["name"], "blog");
    let run = site.build_with(&["--metrics", "-"]);
    assert!(run.stdout.contains("\nfeedmill_published_entries 1\n"), "{}", run.stdout);
    assert!(!site.path("-").exists());
}

#[test]
fn inspect_says_why_an_address_gives_no_feed() {
    let blog = blog();
    blog.replies(Reply::new(404));
    let site = Site::new();
    let why = "HTTP 404: there is no such feed";
    site.run(&["inspect", &blog.url()]).exited(1).says(why);
    site.file(
        "list.opml",
        "<opml version='2.0'><body><outline xmlUrl='https://blog.example/f'/></body></opml>",
    );
    site.run(&["import", "list.opml", "--published", &blog.url()]).exited(1).says(why);
    let told = "curl -L https://blog.example/list.opml | feedmill import -";
    site.run(&["import", "https://blog.example/list.opml"]).exited(1).says(told);
}

#[test]
fn a_feed_that_is_turned_off_cannot_be_fetched_by_name() {
    let blog = blog();
    let mut site = Site::new().feed_with("blog", &blog.url(), "enabled = true");
    site.build();
    site.reconfigure("enabled = true", "enabled = false");
    site.build();
    let rows: serde_json::Value = serde_json::from_str(&site.run(&["status", "--json"]).stdout).unwrap();
    assert!(rows[0]["next_due"].is_null() && rows[0]["due_because"].is_null(), "{rows}");
    site.run(&["build", "--only", "blog"]).exited(2).says("`enabled = false`");
    assert_eq!(blog.requests(), 1);
}

#[test]
fn a_state_that_cannot_be_looked_into_is_not_taken_for_none() {
    let site = Site::new();
    site.run(&["status"]).exited(1).says("run `feedmill build` first");
    site.file(".feedmill", "a file where the folder should be");
    site.run(&["status"]).exited(1).says("cannot look into .feedmill/state.db; something else has that name");
    site.run(&["build"]).exited(1).says("cannot create the folder .feedmill; something else has that name");
}

#[test]
fn check_names_a_local_feed_that_is_not_there() {
    let site = Site::new().tables("[[feeds]]\npath = 'exports/old.xml'\n");
    let line = site.read("feeds.toml").lines().position(|line| line == "[[feeds]]").unwrap() + 1;
    let told = format!("feeds.toml:{line}: feeds.path: cannot read exports/old.xml: ");
    site.run(&["check"]).succeeded().says(&told);
    site.file("exports/old.xml", rss("Old", "http://old.example", &[]));
    let run = site.run(&["check"]).succeeded();
    assert_eq!(run.stdout, "feeds.toml: valid, 1 feed\n");
}

#[test]
fn a_log_in_json_warns_of_news_only() {
    let blog = blog();
    let site = Site::new().feed("blog", &blog.url()).feed("gone", &blog.url_of("/gone"));
    let levels = || -> Vec<(String, String)> {
        let run = site.run(&["-v", "--log-format", "json", "build", "--force"]).succeeded();
        let lines = run.stderr.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        lines.map(|line| (text(&line["level"]), text(&line["message"]))).collect()
    };
    let first = levels();
    assert!(
        first.iter().any(|(level, text)| level == "WARN" && text.contains("starts to fail")),
        "{first:?}"
    );
    assert!(first.iter().any(|(level, text)| level == "INFO" && text.contains("feeds asked")), "{first:?}");
    let second = levels();
    assert!(second.len() > 1 && second.iter().all(|(level, _)| level == "INFO"), "{second:?}");
}
