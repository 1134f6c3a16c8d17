//! What is not sent again is not read again: validators, equal bodies, deltas, over several runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{post, rss};
use crate::support::server::{Reply, Server};

fn document() -> String {
    rss("Blog", "http://blog.example", &[post("http://blog.example", 3)])
}

#[test]
fn validators_are_echoed_byte_for_byte_and_a_304_costs_no_parsing() {
    let blog = Blog::new();
    let etag = b"W/\"odd \xe9 'quotes'\"";
    let modified = b"Someday, 31 Feb 2026 25:00:00 nowhere";
    blog.replies(Reply::ok(document()).header("ETag", etag).header("Last-Modified", modified));
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    blog.replies(Reply::new(304));
    for hour in ["14", "16"] {
        site.at(&format!("2026-11-25T{hour}:00:00Z")).build_with(&["--force", "--report", "report.json"]);
        let asked = blog.asked().pop().unwrap();
        assert_eq!(asked.header_bytes("If-None-Match").as_deref(), Some(&etag[..]));
        assert_eq!(asked.header_bytes("If-Modified-Since").as_deref(), Some(&modified[..]));
        let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
        assert_eq!(report["feeds"][0]["outcome"], "unchanged");
        assert_eq!(report["feeds"][0]["request"]["cache"], "revalidated");
    }
    assert_eq!(site.titles(), ["Post 3"]);
}

#[test]
fn a_server_that_says_for_ever_that_nothing_is_new_is_found_out() {
    let posts = Arc::new(AtomicUsize::new(1));
    let server = Server::start({
        let posts = Arc::clone(&posts);
        move |asked| {
            let posts: Vec<_> =
                (1..=posts.load(Ordering::SeqCst)).rev().map(|n| post("http://blog.example", n)).collect();
            match asked.header("If-Modified-Since") {
                Some(_) => Reply::new(304),
                None => Reply::ok(rss("Blog", "http://blog.example", &posts))
                    .header("Last-Modified", "Tue, 01 Jan 1980 00:00:01 GMT"),
            }
        }
    });
    let mut site = Site::new().feed("blog", &server.url("/feed"));
    let mut seen = Vec::new();
    for day in 1..=20 {
        posts.store(1 + day / 5, Ordering::SeqCst);
        site.at(&format!("2026-12-{day:02}T10:00:00Z")).build_with(&["--force"]);
        seen.push(site.titles().len());
    }
    assert_eq!(seen, [1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5]);
}

#[test]
fn a_server_that_fails_who_asks_conditionally_is_asked_without_conditions() {
    for refusal in [Reply::new(412), Reply::new(403), Reply::ok("")] {
        let posts = Arc::new(AtomicUsize::new(1));
        let server = Server::start({
            let posts = Arc::clone(&posts);
            move |asked| {
                if asked.header("If-None-Match").is_some() {
                    return refusal.clone();
                }
                let newest = post("http://blog.example", posts.load(Ordering::SeqCst));
                Reply::ok(rss("Blog", "http://blog.example", &[newest])).header("ETag", "\"1\"")
            }
        });
        let mut site = Site::new().feed("blog", &server.url("/feed"));
        let mut seen = Vec::new();
        for hour in 1..=7 {
            posts.store(hour, Ordering::SeqCst);
            site.at(&format!("2026-12-01T{hour:02}:00:00Z")).build_with(&["--force"]);
            seen.push(site.titles().first().cloned().unwrap_or_default());
        }
        let newest = ["Post 1", "Post 1", "Post 1", "Post 4", "Post 5", "Post 6", "Post 7"];
        assert_eq!(seen, newest);
    }
}

#[test]
fn a_feed_that_was_out_of_order_is_asked_conditionally_as_before() {
    let page = "<!doctype html><html><head><title>Our site</title></head><p>We will be back.</html>";
    let troubles = [
        (Reply::new(404), 2),
        (Reply::new(429), 2),
        (Reply::new(401), 2),
        (Reply::new(404), 5),
        (Reply::new(403), 5),
        (Reply::ok(page), 5),
        (Reply::new(503), 5),
    ];
    for (trouble, runs) in troubles {
        let blog = Blog::new();
        let fine = || Reply::ok(document()).header("ETag", "\"1\"");
        blog.replies(fine());
        let mut site = Site::new().feed("blog", &blog.url());
        site.build();
        blog.replies(trouble.clone());
        for day in 1..=runs {
            site.at(&format!("2026-12-{day:02}T10:00:00Z")).refresh();
        }
        blog.replies(fine());
        site.at("2026-12-06T10:00:00Z").refresh().says("answers again");
        site.at("2026-12-07T10:00:00Z").refresh();
        assert_eq!(sent(&blog).0.as_deref(), Some("\"1\""), "{trouble:?}");
    }
}

/// What a run sends: `If-None-Match` and `If-Modified-Since`.
fn sent(blog: &Blog) -> (Option<String>, Option<String>) {
    let asked = blog.asked().pop().unwrap();
    (asked.header("If-None-Match"), asked.header("If-Modified-Since"))
}

#[test]
fn validators_are_those_of_the_last_answer_be_it_200_or_304_and_none_where_it_had_none() {
    let blog = Blog::new();
    let tagged = |reply: Reply, etag| reply.header("ETag", etag).header("Last-Modified", "then");
    let other = || rss("Blog", "http://blog.example", &[post("http://blog.example", 4)]);
    let some = |etag: &str| (Some(etag.to_owned()), Some("then".to_owned()));
    let mut site = Site::new().feed("blog", &blog.url());
    let turns = [
        (tagged(Reply::ok(document()), "\"1\""), (None, None)),
        (tagged(Reply::new(304), "\"2\""), some("\"1\"")),
        // The same body once more, and then another.
        (tagged(Reply::ok(document()), "\"3\""), some("\"2\"")),
        (tagged(Reply::ok(other()), "\"4\""), some("\"3\"")),
        (Reply::new(500), some("\"4\"")),
        (Reply::ok(other()), some("\"4\"")),
        (tagged(Reply::ok(other()), "\"5\""), (None, None)),
    ];
    for (hour, (reply, expected)) in (10..).zip(turns) {
        blog.replies(reply);
        site.at(&format!("2026-11-25T{hour}:00:00Z")).refresh();
        assert_eq!(sent(&blog), expected, "at {hour}");
    }
}

#[test]
fn validators_go_only_to_the_address_that_they_came_from() {
    let blog = Blog::new();
    for path in ["/one.xml", "/two.xml"] {
        blog.replies_at(path, Reply::ok(document()).header("ETag", path));
    }
    blog.replies(Reply::redirect(302, "/one.xml"));
    let mut site = Site::new().feed("blog", &blog.url());
    let tags = |blog: &Blog| -> Vec<_> {
        blog.asked().iter().rev().take(2).rev().map(|asked| asked.header("If-None-Match")).collect()
    };
    site.build();
    site.at("2026-11-25T14:00:00Z").refresh();
    assert_eq!(tags(&blog), [None, Some("/one.xml".to_owned())]);
    blog.replies(Reply::redirect(302, "/two.xml"));
    site.at("2026-11-25T16:00:00Z").refresh();
    assert_eq!(tags(&blog), [None, None]);
    site.reconfigure("/feed.xml", "/one.xml");
    site.at("2026-11-25T18:00:00Z").refresh();
    assert_eq!(sent(&blog), (None, None), "another address in feeds.toml is another feed");
}

#[test]
fn an_equal_body_under_200_is_recognised() {
    let blog = Blog::new();
    blog.serves(&document());
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    site.at("2026-11-25T14:00:00Z").build_with(&["--force", "--report", "report.json"]);
    let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
    assert_eq!(report["feeds"][0]["request"]["cache"], "same-body");
}

#[test]
fn a_delta_brings_what_is_new_and_what_it_leaves_out_stays() {
    let blog = Blog::new();
    let posts = |numbers: &[usize]| {
        let posts: Vec<_> = numbers.iter().map(|&n| post("http://blog.example", n)).collect();
        rss("Blog", "http://blog.example", &posts)
    };
    blog.replies(Reply::ok(posts(&[4, 3])).header("ETag", "\"1\""));
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    assert_eq!(blog.asked()[0].header("A-IM"), None, "without an entity tag there is nothing to differ from");
    for (day, number) in (26..).zip(5..8) {
        let etag = format!("\"{number}\"");
        blog.replies(Reply::new(226).header("IM", "feed").header("ETag", etag).body(posts(&[number])));
        site.at(&format!("2026-11-{day}T14:00:00Z")).refresh().silent();
        assert_eq!(blog.asked().pop().unwrap().header("A-IM").as_deref(), Some("feed"));
    }
    assert_eq!(site.titles(), ["Post 7", "Post 6", "Post 5", "Post 4", "Post 3"]);
}
