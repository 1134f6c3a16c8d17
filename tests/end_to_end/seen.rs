//! What can be seen from outside: `status`, `status.json`, `--report`, and what cron mails.

use serde_json::{Value, json};

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{Post, post, rss};
use crate::support::server::Reply;

const SITE: &str = "http://blog.example";

fn document() -> String {
    rss("Blog", SITE, &[post(SITE, 3)])
}

fn serving() -> Blog {
    let blog = Blog::new();
    blog.serves(&document());
    blog
}

/// Another site altogether, under the address of a feed that was known.
fn taken_over() -> String {
    let spam = |n: usize| Post {
        guid: Some(format!("http://casino.example/{n}")),
        title: format!("Win {n} now"),
        link: Some(format!("http://casino.example/{n}")),
        date: Some(format!("{n:02} Nov 2026 15:00:00 GMT")),
        body: format!("<p>Casino number {n}.</p>"),
    };
    rss("Casino", "http://casino.example", &(11..=25).map(spam).collect::<Vec<_>>())
}

/// A feed for each way of being, in this order: ok, failing, moved, gone, held, disabled; and a run
/// a day until they are.
fn in_every_state() -> ([Blog; 5], Site) {
    let blogs = [(); 5].map(|()| serving());
    let names = ["fine", "fails", "moves", "is-gone", "is-held"];
    let mut site =
        names.iter().zip(&blogs).fold(Site::new(), |site, (name, blog)| site.feed(name, &blog.url()));
    site = site.feed_with("is-off", "http://off.example/feed.xml", "enabled = false");
    blogs[2].serves_at("/new.xml", "application/rss+xml", &document());
    blogs[2].replies(Reply::redirect(301, "/new.xml"));
    for (day, hour) in [(20, 10), (21, 11), (22, 12), (23, 13), (24, 14)] {
        if day == 23 {
            blogs[1].replies(Reply::new(503));
            blogs[3].replies(Reply::new(410));
            blogs[4].serves(&taken_over());
        }
        site.at(&format!("2026-11-{day}T{hour}:00:00Z")).refresh();
    }
    (blogs, site)
}

#[test]
fn status_tells_of_each_feed_how_it_is_since_when_and_when_it_is_asked_why_then() {
    let (_blogs, site) = in_every_state();
    let rows: Vec<Value> = serde_json::from_str(&site.run(&["status", "--json"]).succeeded().stdout).unwrap();
    assert_eq!(json!(rows), site.status()["feeds"], "both tell the same");
    let told = |key: &str| -> Vec<Value> { rows.iter().map(|row| row[key].clone()).collect() };
    let none = Value::Null;
    assert_eq!(told("health"), ["ok", "failing", "moved", "gone", "held", "disabled"]);
    let (failing, held, gone) = ("2026-11-23T13:00:00Z", "2026-11-23T13:00:00Z", "2026-11-24T14:00:00Z");
    assert_eq!(
        told("since"),
        [none.clone(), failing.into(), none.clone(), gone.into(), held.into(), none.clone()]
    );
    let (today, before) = ("2026-11-24T14:00:00Z", "2026-11-22T12:00:00Z");
    let succeeded = [today.into(), before.into(), today.into(), before.into(), today.into(), none.clone()];
    assert_eq!(told("last_success"), succeeded);
    for (name, error) in [(1, "HTTP 503"), (3, "HTTP 410: gone for good"), (4, "Casino")] {
        let words = rows[name]["last_error"].as_str().unwrap_or_default();
        assert!(words.contains(error), "{words:?} does not hold {error:?}");
    }
    for sound in [0, 2, 5] {
        assert_eq!(rows[sound]["last_error"], none);
    }
    assert!(rows[2]["moved_to"].as_str().unwrap().ends_with("/new.xml"));
    let why = told("due_because");
    assert_eq!(why[1], "it failed 2 times in a row");
    assert_eq!(why[3], "never: it is gone for good (`build --only` asks it once more)");
    assert_eq!((&rows[3]["next_due"], &rows[5]["next_due"]), (&none, &none));
    assert!(rows[0]["next_due"].as_str() > Some(today) && why[0].is_string());

    let table = site.run(&["status"]).succeeded().stdout;
    for row in &rows {
        let line = table.lines().find(|line| line.starts_with(row["name"].as_str().unwrap())).unwrap();
        for key in ["health", "due_because", "last_error"] {
            assert!(line.contains(row[key].as_str().unwrap_or("-")), "{key} is not in {line:?}");
        }
        for key in ["since", "last_success", "next_due"] {
            let minute = row[key].as_str().map(|time| time[..16].replace('T', " "));
            assert!(line.contains(minute.as_deref().unwrap_or("-")), "{key} is not in {line:?}");
        }
    }
}

#[test]
fn the_report_tells_of_each_request_its_status_bytes_times_and_what_the_cache_did() {
    let (zipped, elsewhere, known) = (Blog::new(), Blog::new(), Blog::new());
    zipped.replies(Reply::ok(document()).gzip());
    elsewhere.replies(Reply::redirect(302, "/there.xml"));
    elsewhere.serves_at("/there.xml", "application/rss+xml", &document());
    known.replies(Reply::ok(document()).header("ETag", "\"1\""));
    let mut site = Site::new()
        .feed("zipped", &zipped.url())
        .feed("elsewhere", &elsewhere.url())
        .feed("known", &known.url())
        .feed("refused", "http://127.0.0.9:1/feed.xml")
        .feed_with("lazy", &known.url_of("/lazy.xml"), "interval = \"7d\"");
    known.serves_at("/lazy.xml", "application/rss+xml", &document());
    let report = |site: &Site, flags: &[&str]| -> Value {
        site.build_with(&[flags, &["--report", "report.json"]].concat());
        serde_json::from_str(&site.read("report.json")).unwrap()
    };
    let first = report(&site, &[]);
    let request = |report: &Value, n: usize| report["feeds"][n]["request"].clone();
    let whole = document().len();
    let zip = request(&first, 0);
    assert_eq!(
        (&zip["status"], &zip["decoded_bytes"], &zip["cache"]),
        (&200.into(), &whole.into(), &"changed".into())
    );
    let wire = zip["wire_bytes"].as_u64().unwrap();
    assert!(wire > 0 && wire < whole as u64, "{zip}");
    for phase in ["queued", "connect", "first_byte", "body"] {
        assert!(zip[phase].is_number(), "{phase}: {zip}");
    }
    assert_eq!(request(&first, 1)["redirects"], json!([format!("302 {}", elsewhere.url_of("/there.xml"))]));
    let (refused, outcome) = (request(&first, 3), &first["feeds"][3]);
    assert_eq!(
        (&refused["status"], &refused["wire_bytes"], &refused["cache"]),
        (&Value::Null, &0.into(), &"none".into())
    );
    assert_eq!(
        (&outcome["outcome"], &outcome["events"][0]["event"]),
        (&"failed".into(), &"starts-to-fail".into())
    );
    assert!(outcome["error"].as_str().unwrap().contains("cannot connect to 127.0.0.9:1"), "{outcome}");

    known.replies(Reply::new(304));
    site.at("2026-11-26T14:00:00Z");
    let second = report(&site, &[]);
    let caches: Vec<Value> = (0..3).map(|n| request(&second, n)["cache"].clone()).collect();
    assert_eq!(caches, ["same-body", "same-body", "revalidated"]);
    assert_eq!(
        (&request(&second, 2)["status"], &request(&second, 2)["wire_bytes"]),
        (&304.into(), &0.into())
    );
    assert_eq!((&second["feeds"][4]["outcome"], request(&second, 4)), (&"not-asked".into(), Value::Null));
    assert_eq!(second["feeds"][4]["next_due"], first["feeds"][4]["next_due"]);
}

/// Run after run, with what goes on and what has changed.
#[test]
fn cron_hears_of_changes_only() {
    let (blogs, mut site) = in_every_state();
    for day in 25..28 {
        site.at(&format!("2026-11-{day}T14:00:00Z")).refresh().silent();
    }
    blogs[1].serves(&document());
    let run = site.at("2026-11-28T14:00:00Z").refresh();
    assert_eq!(run.stderr, "fails: answers again\n");
    site.at("2026-11-29T14:00:00Z").refresh().silent();
    blogs[1].replies(Reply::new(500));
    let run = site.at("2026-11-30T14:00:00Z").refresh();
    assert_eq!(run.stderr, "fails: starts to fail: HTTP 500: the server failed inside\n");
    assert_eq!(run.stdout, "");
}

#[test]
fn that_a_feed_has_ended_is_told_once_and_it_is_asked_once_a_week() {
    let blog = Blog::new();
    let document = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Games",
        "home_page_url": "http://games.example/", "expired": true, "items": [{"id": "http://games.example/1",
        "url": "http://games.example/1", "title": "They are over", "content_text": "Until next time."}]}"#;
    blog.serves_at("/feed.json", "application/feed+json", document);
    let mut site = Site::new().feed("games", &blog.url_of("/feed.json"));
    site.run(&["build"]).succeeded().says("games: says that it will not be updated again");
    assert_eq!(site.titles(), ["They are over"]);
    site.run(&["status"]).succeeded().says("the feed says that it will not be updated again");
    site.run(&["inspect", &blog.url_of("/feed.json")])
        .succeeded()
        .says("it says that it will not be updated again");
    let before = blog.requests();
    site.at("2026-11-30T12:00:00Z").run(&["build"]).succeeded().silent();
    assert_eq!(blog.requests(), before);
    site.at("2026-12-02T12:30:00Z").run(&["build"]).succeeded().silent();
    assert_eq!(blog.requests(), before + 1);
}
