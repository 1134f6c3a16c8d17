//! Feeds that are elsewhere, or gone: redirects and 410, over several runs.

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{Post, post, rss};
use crate::support::server::Reply;

fn document() -> String {
    rss("Blog", "http://blog.example", &[post("http://blog.example", 3)])
}

#[test]
fn a_permanent_redirect_is_adopted_after_days_and_said_once() {
    let (old, new) = (Blog::new(), Blog::at("127.0.0.2"));
    new.serves(&document());
    old.replies(Reply::redirect(301, new.url()));
    let mut site = Site::new().feed("blog", &old.url());
    site.build().silent();
    site.at("2026-11-26T12:00:00Z").refresh().silent();
    site.at("2026-11-27T12:30:00Z").refresh().says("has moved for good").says(&new.url());
    let asked = old.requests();
    site.at("2026-11-28T12:00:00Z").refresh().silent();
    assert_eq!(old.requests(), asked, "the old address is asked no more");
    assert_eq!(site.status()["feeds"][0]["health"], "moved");
    assert_eq!(site.titles(), ["Post 3"]);
}

#[test]
fn who_brings_the_address_of_a_feed_without_name_up_to_date_sees_nothing_new() {
    let blog = Blog::new();
    let notes =
        |n: usize| Post { guid: Some(format!("note-{n}")), body: format!("Note {n}."), ..Post::default() };
    blog.replies_at("/new.xml", Reply::ok(rss("Notes", "http://blog.example", &[notes(2), notes(1)])));
    blog.replies(Reply::redirect(301, "/new.xml"));
    let mut site = Site::new().tables(&format!("[[feeds]]\nurl = {:?}\n", blog.url()));
    for day in 25..28 {
        site.at(&format!("2026-11-{day}T12:30:00Z")).refresh();
    }
    let ids = site.ids();
    assert_eq!((ids.len(), &site.status()["feeds"][0]["health"]), (2, &"moved".into()));
    site.reconfigure(&blog.url(), &blog.url_of("/new.xml"));
    site.at("2026-11-28T12:30:00Z").refresh().silent();
    assert_eq!(site.ids(), ids);
    assert_eq!(site.status()["feeds"][0]["health"], "ok");
}

#[test]
fn a_move_is_said_once_though_its_target_is_out_of_order_for_a_while() {
    let (old, new) = (Blog::new(), Blog::at("127.0.0.2"));
    new.serves(&document());
    old.replies(Reply::redirect(301, new.url()));
    let mut site = Site::new().feed("blog", &old.url());
    let mut said = String::new();
    for day in 1..=20 {
        match day {
            6 => new.replies(Reply::new(500)),
            11 => new.serves(&document()),
            _ => {}
        }
        said += &site.at(&format!("2026-12-{day:02}T12:00:00Z")).refresh().stderr;
    }
    let lines: Vec<&str> =
        said.lines().map(|line| line.split([',', '(']).next().unwrap_or_default()).collect();
    let moves = format!("blog: has moved for good to {}", new.url());
    assert_eq!(
        lines,
        [&*moves, "blog: starts to fail: HTTP 500: the server failed inside", "blog: answers again"]
    );
    assert_eq!(site.status()["feeds"][0]["health"], "moved");
}

#[test]
fn who_takes_over_the_subscriptions_gets_the_address_in_force() {
    let (old, new) = (Blog::new(), Blog::at("127.0.0.2"));
    new.serves(&document());
    old.replies(Reply::redirect(301, new.url()));
    let mut site = Site::new().feed("blog", &old.url());
    let listed = |site: &Site| {
        let opml = site.read("output/feeds.opml");
        assert_eq!(site.run(&["export"]).succeeded().stdout.contains(&new.url()), opml.contains(&new.url()));
        assert!(opml.contains(&old.url()) != opml.contains(&new.url()), "{opml}");
        opml.contains(&new.url())
    };
    for now in ["2026-11-25T12:00:00Z", "2026-11-26T12:10:00Z"] {
        site.at(now).refresh();
        assert!(!listed(&site), "a redirect of less than two days moves nobody");
    }
    let ids = site.ids();
    // Less than a day after the last publication, which would end by itself then.
    site.at("2026-11-27T12:05:00Z").refresh();
    assert!(listed(&site));
    assert!(site.read("output/atom.xml").contains(&old.url()), "an entry's source is what it was");
    assert_eq!(site.ids(), ids);

    let exported = site.run(&["export", "mine.opml"]).succeeded();
    assert_eq!(exported.stderr, "");
    site.run(&["import", "mine.opml"])
        .succeeded()
        .says("already in feeds.toml, by the address that it moved");
    let before = site.read("feeds.toml");
    site.run(&["add", &new.url()]).succeeded().says("is in feeds.toml already");
    assert_eq!(site.read("feeds.toml"), before);

    let third = Blog::at("127.0.0.3");
    site.reconfigure(&old.url(), &third.url());
    assert!(site.run(&["export"]).stdout.contains(&third.url()), "its user has led it elsewhere since");
}

/// Either kind, and by way of another.
#[test]
fn a_308_is_a_move_too_and_a_move_to_what_is_no_feed_is_none() {
    let blog = Blog::new();
    blog.replies_at("/page.xml", Reply::redirect(301, "/page.html"));
    blog.serves_at("/page.html", "text/html", "<!doctype html><title>We have moved</title><p>Hello.");
    blog.replies_at("/old.xml", Reply::redirect(308, "/older.xml"));
    blog.replies_at("/older.xml", Reply::redirect(301, "/feed.xml"));
    blog.serves(&document());
    let mut site = Site::new().feed("page", &blog.url_of("/page.xml")).feed("old", &blog.url_of("/old.xml"));
    for day in 25..29 {
        site.at(&format!("2026-11-{day}T12:00:00Z")).refresh();
    }
    let feeds = site.status()["feeds"].clone();
    assert_eq!((&feeds[0]["health"], &feeds[0]["moved_to"]), (&"failing".into(), &serde_json::Value::Null));
    assert_eq!((&feeds[1]["health"], &feeds[1]["moved_to"]), (&"moved".into(), &blog.url().into()));
}

#[test]
fn a_temporary_redirect_is_followed_and_forgotten() {
    for status in [302, 303, 307] {
        let (old, new) = (Blog::new(), Blog::at("127.0.0.2"));
        new.serves(&document());
        old.replies(Reply::redirect(status, new.url()));
        let mut site = Site::new().feed("blog", &old.url());
        for day in 25..30 {
            site.at(&format!("2026-11-{day}T12:00:00Z")).refresh().silent();
        }
        assert_eq!(old.requests(), 5, "{status}");
        assert_eq!(site.status()["feeds"][0]["moved_to"], serde_json::Value::Null);
        assert_eq!(site.titles(), ["Post 3"]);
    }
}

#[test]
fn loops_and_endless_chains_are_errors_that_name_them() {
    let blog = Blog::new();
    blog.replies_at("/a", Reply::redirect(302, "/b"));
    blog.replies_at("/b", Reply::redirect(301, "/a"));
    for n in 0..30 {
        blog.replies_at(&format!("/{n}"), Reply::redirect(302, format!("/{}", n + 1)));
    }
    let site = Site::new()
        .feed("loop", &blog.url_of("/a"))
        .feed("chain", &blog.url_of("/0"))
        .article("mine.md", "# Mine\n\nHello.\n");
    let (a, b) = (blog.url_of("/a"), blog.url_of("/b"));
    site.build().says(&format!("loop: starts to fail: the redirects go in a circle: {a} → {b} → {a}"));
    let error = site.status()["feeds"][1]["last_error"].clone();
    assert_eq!(error, format!("more than 10 redirects, the last to {}", blog.url_of("/11")));
    assert_eq!(blog.requests(), 2 + 11);
}

#[test]
fn gone_is_believed_the_second_time_and_said_once() {
    let blog = Blog::new();
    blog.serves(&document());
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    blog.replies(Reply::new(410));
    site.at("2026-11-25T14:00:00Z").refresh().says("410");
    site.at("2026-11-25T16:00:00Z").refresh().says("is gone for good");
    let asked = blog.requests();
    site.at("2026-11-26T16:00:00Z").refresh().silent();
    assert_eq!(blog.requests(), asked);
    assert_eq!(site.status()["feeds"][0]["health"], "gone");
    assert_eq!(site.titles(), ["Post 3"], "what it published stays");
}

#[test]
fn a_move_that_turns_out_to_be_a_dead_end_is_taken_back() {
    let (old, new) = (Blog::new(), Blog::at("127.0.0.2"));
    new.serves(&document());
    old.replies(Reply::redirect(301, new.url()));
    let mut site = Site::new().feed("blog", &old.url());
    for now in ["2026-11-25T12:00:00Z", "2026-11-26T12:00:00Z", "2026-11-27T12:30:00Z"] {
        site.at(now).refresh();
    }
    old.serves(&document());
    new.replies(Reply::new(410));
    for now in ["2026-11-28T12:00:00Z", "2026-11-29T12:00:00Z"] {
        site.at(now).refresh();
    }
    site.at("2026-11-30T12:00:00Z").refresh().says("answers again");
    assert_eq!(site.status()["feeds"][0]["health"], "ok");
}
