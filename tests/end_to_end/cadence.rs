//! When a feed is asked again: what the user, the server and the feed say of it, run by run.

use chrono::{DateTime, TimeDelta, Utc};

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{post, rss};
use crate::support::server::Reply;

/// The first run of every test; a Wednesday.
const START: &str = "2026-11-25T12:00:00Z";

/// A feed that has something new every day: only what it says of itself slows it down. `said`
/// stands among the elements of its channel.
fn saying(said: &str) -> String {
    dated("25 Nov 2026 12:00:00 GMT").replacen("<item>", &format!("{said}<item>"), 1)
}

fn dated(date: &str) -> String {
    let mut post = post("http://blog.example", 25);
    post.date = Some(date.to_owned());
    rss("Blog", "http://blog.example", &[post])
        .replace("<rss ", "<rss xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\" ")
}

/// A blog that answers with `reply`, asked once at [`START`].
fn asked_once(reply: Reply) -> (Blog, Site) {
    let blog = Blog::new();
    blog.replies(reply);
    let mut site = Site::new().feed("blog", &blog.url());
    site.at(START).build();
    assert_eq!(blog.requests(), 1);
    (blog, site)
}

/// Runs a build at each time, and looks whether the feed is asked in it.
#[track_caller]
fn assert_asked(blog: &Blog, site: &mut Site, runs: &[(&str, bool)]) {
    for (time, is_asked) in runs {
        let before = blog.requests();
        site.at(time).build();
        assert_eq!(blog.requests() - before, usize::from(*is_asked), "at {time}: {}", site.status());
    }
}

#[track_caller]
fn assert_because(site: &Site, why: &str) {
    assert_eq!(site.status()["feeds"][0]["due_because"], why, "{}", site.status());
}

fn next_due(site: &Site) -> DateTime<Utc> {
    site.status()["feeds"][0]["next_due"].as_str().unwrap().parse().unwrap()
}

#[test]
fn a_feed_that_says_nothing_is_asked_at_its_interval() {
    let (blog, mut site) = asked_once(Reply::ok(saying("")));
    assert_because(&site, "its interval");
    let runs =
        [("2026-11-25T12:50:00Z", false), ("2026-11-25T13:00:00Z", true), ("2026-11-25T13:15:00Z", false)];
    assert_asked(&blog, &mut site, &runs);
}

#[test]
fn feeds_of_one_interval_do_not_all_fall_due_at_once_and_a_store_has_one_plan() {
    let blog = Blog::new();
    blog.serves(&saying(""));
    let plan = || -> Vec<serde_json::Value> {
        let names = ["one", "two", "three", "four"];
        let mut site = names.iter().fold(Site::new(), |site, name| site.feed(name, &blog.url()));
        site.at(START).build();
        (0..4).map(|n| site.status()["feeds"][n]["next_due"].clone()).collect()
    };
    let first = plan();
    assert!(first.iter().any(|due| *due != first[0]), "{first:?}");
    assert_eq!(plan(), first);
}

#[test]
fn a_ttl_is_heeded() {
    let (blog, mut site) = asked_once(Reply::ok(saying("<ttl>180</ttl>")));
    assert_because(&site, "the feed's ttl");
    assert_asked(&blog, &mut site, &[("2026-11-25T14:30:00Z", false), ("2026-11-25T15:00:00Z", true)]);
}

#[test]
fn an_update_period_is_heeded() {
    let four_a_day = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>";
    let (blog, mut site) = asked_once(Reply::ok(saying(four_a_day)));
    assert_because(&site, "the feed's update period");
    assert_asked(&blog, &mut site, &[("2026-11-25T17:15:00Z", false), ("2026-11-25T18:00:00Z", true)]);
}

#[test]
fn the_freshness_of_an_answer_is_heeded_under_200_and_304() {
    let fresh = |reply: Reply| reply.header("Cache-Control", "max-age=10800").header("ETag", "\"1\"");
    let (blog, mut site) = asked_once(fresh(Reply::ok(saying(""))));
    assert_because(&site, "the server says that its answer holds until then");
    blog.replies(fresh(Reply::new(304)));
    let runs = [
        ("2026-11-25T14:55:00Z", false),
        ("2026-11-25T15:00:00Z", true),
        ("2026-11-25T17:55:00Z", false),
        ("2026-11-25T18:00:00Z", true),
    ];
    assert_asked(&blog, &mut site, &runs);
}

#[test]
fn expires_is_heeded() {
    let reply = Reply::ok(saying("")).header("Expires", "Wed, 25 Nov 2026 15:00:00 GMT");
    let (blog, mut site) = asked_once(reply);
    assert_because(&site, "the server says that its answer holds until then");
    assert_asked(&blog, &mut site, &[("2026-11-25T14:55:00Z", false), ("2026-11-25T15:00:00Z", true)]);
}

#[test]
fn a_feed_is_not_asked_in_the_hours_that_it_skips() {
    let said =
        "<ttl>90</ttl><skipHours><hour>13</hour><hour>14</hour><hour>15</hour><hour>16</hour></skipHours>";
    let (blog, mut site) = asked_once(Reply::ok(saying(said)));
    assert_because(&site, "the feed's skipHours and skipDays");
    assert_eq!(next_due(&site).to_rfc3339(), "2026-11-25T17:00:00+00:00");
    assert_asked(&blog, &mut site, &[("2026-11-25T16:59:00Z", false), ("2026-11-25T17:00:00Z", true)]);
}

/// It falls due a little before the hour, and cron runs on the hour.
#[test]
fn a_feed_that_fell_due_before_the_hours_that_it_skips_waits_for_their_end_too() {
    let (blog, mut site) = asked_once(Reply::ok(saying("<skipHours><hour>13</hour></skipHours>")));
    assert!(next_due(&site) < "2026-11-25T13:00:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_asked(&blog, &mut site, &[("2026-11-25T13:00:00Z", false), ("2026-11-25T14:00:00Z", true)]);
    site.at("2026-11-26T13:00:00Z").refresh();
    assert_eq!(blog.requests(), 3, "the user knows better");
}

#[test]
fn a_feed_is_not_asked_on_the_days_that_it_skips() {
    let said = "<skipDays><day>Wednesday</day><day>Thursday</day></skipDays>";
    let (blog, mut site) = asked_once(Reply::ok(saying(said)));
    let runs =
        [("2026-11-25T14:00:00Z", false), ("2026-11-26T23:55:00Z", false), ("2026-11-27T00:00:00Z", true)];
    assert_asked(&blog, &mut site, &runs);
}

#[test]
fn a_feed_that_seldom_has_something_new_is_asked_once_a_day_and_not_more_seldom() {
    let (blog, mut site) = asked_once(Reply::ok(dated("25 Nov 2025 12:00:00 GMT")));
    assert_because(&site, "the feed seldom has something new");
    // What it said holds for the answers without a document.
    let runs = [
        ("2026-11-25T18:00:00Z", false),
        ("2026-11-26T09:00:00Z", false),
        ("2026-11-26T12:00:00Z", true),
        ("2026-11-27T09:00:00Z", false),
        ("2026-11-27T12:00:00Z", true),
    ];
    assert_asked(&blog, &mut site, &runs);
}

#[test]
fn who_sets_a_feeds_interval_knows_better_than_its_rhythm() {
    let blog = Blog::new();
    blog.replies(Reply::ok(dated("25 Nov 2025 12:00:00 GMT")));
    let mut site = Site::new().feed_with("blog", &blog.url(), "interval = \"2h\"");
    assert_asked(
        &blog,
        &mut site,
        &[(START, true), ("2026-11-25T13:30:00Z", false), ("2026-11-25T14:00:00Z", true)],
    );
}

#[test]
fn nothing_that_a_feed_or_its_server_says_makes_it_rarer_than_once_a_day() {
    for reply in [
        Reply::ok(saying("<ttl>525600</ttl>")),
        Reply::ok(saying("<sy:updatePeriod>yearly</sy:updatePeriod>")),
        Reply::ok(saying("")).header("Cache-Control", "max-age=31536000"),
    ] {
        let (blog, mut site) = asked_once(reply);
        assert_asked(&blog, &mut site, &[("2026-11-26T09:00:00Z", false), ("2026-11-26T12:00:00Z", true)]);
    }
}

#[test]
fn nor_does_it_make_it_more_often_than_its_interval() {
    for reply in [
        Reply::ok(saying("<ttl>1</ttl>")),
        Reply::ok(saying(
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>60</sy:updateFrequency>",
        )),
        Reply::ok(saying("")).header("Cache-Control", "max-age=0, no-cache"),
        Reply::ok(saying("")).header("Expires", "0"),
    ] {
        let (blog, mut site) = asked_once(reply);
        assert_asked(&blog, &mut site, &[("2026-11-25T12:50:00Z", false), ("2026-11-25T13:00:00Z", true)]);
    }
}

#[test]
fn failures_back_off_from_the_interval_to_a_day_and_a_success_ends_it() {
    for (status, why) in [(404, "it was not found"), (500, "it failed")] {
        let (blog, mut site) = asked_once(Reply::ok(saying("")));
        blog.replies(Reply::new(status));
        let mut now: DateTime<Utc> = "2026-11-25T13:00:00Z".parse().unwrap();
        for (n, hours) in [1, 2, 4, 8, 16, 24, 24].into_iter().enumerate() {
            let before = blog.requests();
            site.at(&now.to_rfc3339()).build();
            assert_eq!(blog.requests(), before + 1, "{status}, failure {}", n + 1);
            let times = if n == 0 { String::new() } else { format!(" {} times in a row", n + 1) };
            assert_because(&site, &format!("{why}{times}"));
            let due = next_due(&site);
            let (wait, full) = ((due - now).num_minutes(), hours * 60);
            assert!((full * 9 / 10..=full).contains(&wait), "{status}, failure {}: {wait} min", n + 1);
            site.at(&(due - TimeDelta::minutes(1)).to_rfc3339()).build().silent();
            assert_eq!(blog.requests(), before + 1, "it is asked before its time");
            now = due;
        }
        blog.serves(&saying(""));
        site.at(&now.to_rfc3339()).build().says("blog: answers again");
        assert_eq!(site.status()["feeds"][0]["health"], "ok");
    }
}

/// In seconds and as a date, under 429 and 503: the host is left alone by all of its feeds, over
/// runs, and no other host is.
#[test]
fn retry_after_holds_for_all_feeds_of_the_host_and_for_no_other() {
    let answers = [
        Reply::new(429).header("Retry-After", "10800"),
        Reply::new(503).header("Retry-After", "Wed, 25 Nov 2026 15:00:00 GMT"),
    ];
    for busy in answers {
        let (host, other) = (Blog::new(), Blog::at("127.0.0.2"));
        let paths = ["/a.xml", "/b.xml", "/c.xml"];
        for path in paths {
            host.replies_at(path, busy.clone());
        }
        other.serves(&saying(""));
        let mut site = paths.iter().fold(Site::new(), |site, path| site.feed(path, &host.url_of(path)));
        site = site.feed("other", &other.url());
        site.reconfigure("[fetch]", "[fetch]\nper_host = 1");
        site.at(START).build().says("/a.xml: starts to fail");
        assert_eq!((host.requests(), other.requests()), (1, 1), "one feed was answered for all");
        assert_because(&site, "the server asked to wait (Retry-After)");
        let status = site.status();
        for n in 0..3 {
            let due: DateTime<Utc> = status["feeds"][n]["next_due"].as_str().unwrap().parse().unwrap();
            assert!(due >= "2026-11-25T15:00:00Z".parse::<DateTime<Utc>>().unwrap(), "{status}");
        }
        for time in ["2026-11-25T14:00:00Z", "2026-11-25T14:59:00Z"] {
            site.at(time).build_with(&["--force"]);
        }
        assert_eq!((host.requests(), other.requests()), (1, 3), "not even --force breaks the quiet");
        for path in paths {
            host.serves_at(path, "application/rss+xml", &saying(""));
        }
        site.at("2026-11-25T15:15:00Z").build().says("/a.xml: answers again");
        assert_eq!(host.requests(), 4);
    }
}

#[test]
fn a_build_between_two_seconds_leaves_nothing_to_do_for_the_next() {
    let blog = Blog::new();
    blog.serves(&dated("25 Nov 2026 11:00:00 GMT"));
    let mut site = Site::new().feed("blog", &blog.url());
    site.at("2026-11-25T12:00:00.75Z").build();
    let before = site.output_times();
    site.at("2026-11-25T12:00:02.25Z").build();
    assert_eq!(blog.requests(), 1);
    assert_eq!(site.output_times(), before);
}

#[test]
fn what_was_planned_by_a_wrong_clock_does_not_hold() {
    let (blog, mut site) = asked_once(Reply::ok(saying("")));
    let runs = [
        ("2099-01-01T00:00:00Z", true),
        ("2026-11-25T13:15:00Z", true),
        ("2026-11-25T13:30:00Z", false),
        // A clock that was put right by a few minutes was not wrong.
        ("2026-11-25T13:10:00Z", false),
        ("2026-11-25T14:30:00Z", true),
    ];
    assert_asked(&blog, &mut site, &runs);
}
