//! One item, whoever lists it and whatever happens to where it is kept. Each test runs the real
//! binary over several builds, and counts what appears new as a feed reader keyed on id does.

use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::support::blog::Blog;
use crate::support::document::{Post, post, rfc822_day, rss};
use crate::support::server::Reply;
use crate::support::{Reader, Site};

const SITE: &str = "https://blog.example";

fn atom(id: &str, updated: &str, entries: &[&str]) -> String {
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Blog</title><link href=\"{SITE}/\"/><id>{id}</id><updated>{updated}</updated>{}</feed>",
        entries.concat()
    )
}

/// An Atom entry of 1 November that was last changed at `updated`, with further elements.
fn entry(link: &str, updated: &str, more: &str) -> String {
    format!(
        "<entry><title>Turning</title><id>tag:blog.example,2026:turning</id><link href=\"{link}\"/>\
         <published>2026-11-01T10:00:00Z</published><updated>{updated}</updated>\
         <content type=\"html\">&lt;p>The wheel turns.&lt;/p></content>{more}</entry>"
    )
}

/// A site with one feed that serves `document`, built once; and a reader that has seen the result.
fn subscribed(document: &str) -> (Blog, Site, Reader) {
    let blog = Blog::new();
    blog.serves(document);
    let site = Site::new().feed("blog", &blog.url());
    site.build();
    let mut reader = Reader::default();
    reader.new_in(&site);
    (blog, site, reader)
}

/// One build at `hour` of 25 November with this document; the titles that appear new.
fn at_hour(hour: u32, document: &str, (blog, site, reader): (&Blog, &mut Site, &mut Reader)) -> Vec<String> {
    blog.serves(document);
    site.at(&format!("2026-11-25T{hour}:00:00Z")).refresh();
    reader.new_in(site)
}

#[test]
fn an_update_time_that_is_bumped_at_each_fetch_brings_nothing_new() {
    let document = |hour: u32| {
        let updated = format!("2026-11-25T{hour}:00:00Z");
        atom("tag:blog.example,2026:", &updated, &[&entry("https://blog.example/turning/", &updated, "")])
    };
    let (blog, mut site, mut reader) = subscribed(&document(12));
    let published = site.rss().items()[0].pub_date().map(str::to_owned);
    for hour in 13..16 {
        assert_eq!(at_hour(hour, &document(hour), (&blog, &mut site, &mut reader)), [""; 0]);
    }
    assert_eq!(site.rss().items()[0].pub_date().map(str::to_owned), published);
}

#[test]
fn a_new_id_of_the_whole_feed_brings_nothing_new() {
    let updated = "2026-11-01T10:00:00Z";
    let one = entry("https://blog.example/turning/", updated, "");
    let (blog, mut site, mut reader) = subscribed(&atom("tag:blog.example,2026:", updated, &[&one]));
    let moved = atom("urn:uuid:00000000-0000-4000-8000-000000000001", updated, &[&one]);
    assert_eq!(at_hour(13, &moved, (&blog, &mut site, &mut reader)), [""; 0]);
}

/// The same entry as another site would list it, by one name of the case each.
fn copies() -> Vec<(&'static str, String)> {
    let updated = "2026-11-01T10:00:00Z";
    let feed = |one: &str| {
        atom("tag:planet.example,2026:", updated, &[one]).replacen(SITE, "https://planet.example", 1)
    };
    let elsewhere = |one: String| one.replace("tag:blog.example,2026:turning", "tag:planet.example,2026:77");
    let turning = "https://blog.example/turning/";
    let of_source = "<source><id>tag:blog.example,2026:</id><title>Blog</title></source>";
    let feedburner = "<feedburner:origLink xmlns:feedburner=\"http://rssnamespace.org/feedburner/ext/1.0\">\
                      https://blog.example/turning/</feedburner:origLink>";
    vec![
        ("as it is", feed(&entry(turning, updated, ""))),
        ("atom:source", feed(&elsewhere(entry(turning, updated, of_source)))),
        ("tracking", feed(&elsewhere(entry("https://blog.example/turning/?utm_source=planet", updated, "")))),
        ("slash", feed(&elsewhere(entry("https://blog.example/turning", updated, "")))),
        ("http", feed(&elsewhere(entry("http://blog.example/turning/", updated, "")))),
        ("www", feed(&elsewhere(entry("https://www.blog.example/turning/", updated, "")))),
        ("amp", feed(&elsewhere(entry("https://blog.example/turning/amp/", updated, "")))),
        ("origLink", feed(&elsewhere(entry("https://feeds.example/~r/blog/~3/7/", updated, feedburner)))),
    ]
}

#[test]
fn a_copy_in_another_feed_is_the_same_item_however_it_is_linked() {
    let updated = "2026-11-01T10:00:00Z";
    let own =
        atom("tag:blog.example,2026:", updated, &[&entry("https://blog.example/turning/", updated, "")]);
    for (case, copy) in copies() {
        let (_blog, site, mut reader) = subscribed(&own);
        let planet = Blog::new();
        planet.serves(&copy);
        let mut site = site.feed("planet", &planet.url());
        site.at("2026-11-25T13:00:00Z").refresh();
        assert_eq!(reader.new_in(&site), [""; 0], "{case}");
        assert_eq!(site.titles().len(), 1, "{case}");
        assert!(site.read("output/index.html").contains("Also in"), "{case}: the other feed is not named");
    }
}

#[test]
fn the_authors_copy_that_comes_an_hour_later_keeps_the_id_however_it_is_linked() {
    let updated = "2026-11-01T10:00:00Z";
    let own =
        atom("tag:blog.example,2026:", updated, &[&entry("https://blog.example/turning/", updated, "")]);
    for (case, copy) in copies() {
        let (_planet, site, mut reader) = subscribed(&copy);
        let ids = site.ids();
        let blog = Blog::new();
        blog.serves(&own);
        let mut site = site.feed("author", &blog.url());
        site.at("2026-11-25T13:00:00Z").refresh();
        assert_eq!(reader.new_in(&site), [""; 0], "{case}");
        assert_eq!(site.ids(), ids, "{case}");
        assert_eq!(site.rss().items()[0].link(), Some("https://blog.example/turning/"), "{case}");
    }
}

#[test]
fn a_category_feed_of_the_same_blog_adds_nothing() {
    let posts: Vec<Post> = (1..=3).map(|n| post(SITE, n)).collect();
    let (_blog, site, mut reader) = subscribed(&rss("Blog", SITE, &posts));
    let category = Blog::new();
    category.serves(&rss("Blog » Mills", SITE, &posts[..2]));
    let mut site = site.feed("mills", &category.url());
    site.at("2026-11-25T13:00:00Z").refresh();
    assert_eq!(reader.new_in(&site), [""; 0]);
    assert_eq!(site.titles().len(), 3);
}

#[test]
fn two_weekly_updates_in_two_feeds_stay_two() {
    let weekly = |site: &str, n| Post { title: "Weekly update".to_owned(), ..post(site, n) };
    let (_blog, site, mut reader) = subscribed(&rss("Blog", SITE, &[weekly(SITE, 1)]));
    let other = Blog::new();
    other.serves(&rss("Other", "https://other.example", &[weekly("https://other.example", 2)]));
    let mut site = site.feed("other", &other.url());
    site.at("2026-11-25T13:00:00Z").refresh();
    assert_eq!(reader.new_in(&site), ["Weekly update"]);
    assert_eq!(site.titles().len(), 2);
}

#[test]
fn dates_that_are_missing_or_cannot_be_are_when_the_entry_was_first_seen_and_stay() {
    let dated = |n, date: Option<&str>| Post { date: date.map(str::to_owned), ..post(SITE, n) };
    let known = vec![post(SITE, 1)];
    let (blog, mut site, mut reader) = subscribed(&rss("Blog", SITE, &known));
    let posts = [
        dated(4, None),
        dated(3, Some("Thu, 01 Jan 1970 00:00:00 GMT")),
        dated(2, Some("yesterday")),
        post(SITE, 1),
    ];
    let document = rss("Blog", SITE, &posts);
    let mut new = at_hour(13, &document, (&blog, &mut site, &mut reader));
    new.sort();
    assert_eq!(new, ["Post 2", "Post 3", "Post 4"]);
    let shown = |site: &Site| -> Vec<Option<String>> {
        site.rss().items().iter().map(|item| item.pub_date().map(str::to_owned)).collect()
    };
    let first = shown(&site);
    assert!(
        first[..3].iter().all(|date| date.as_deref() == Some("Wed, 25 Nov 2026 13:00:00 +0000")),
        "{first:?}"
    );
    assert_eq!(at_hour(15, &document, (&blog, &mut site, &mut reader)), [""; 0]);
    assert_eq!(shown(&site), first);
}

#[test]
fn entries_that_all_bear_the_time_of_the_build_come_in_once_and_not_on_top_again() {
    let stamped = |hour: u32| {
        let date = format!("Wed, 25 Nov 2026 {hour}:00:00 GMT");
        let posts: Vec<Post> = (1..=5).map(|n| Post { date: Some(date.clone()), ..post(SITE, n) }).collect();
        rss("Blog", SITE, &posts)
    };
    let (blog, mut site, mut reader) = subscribed(&stamped(12));
    let before = site.read("output/atom.xml");
    assert_eq!(at_hour(13, &stamped(13), (&blog, &mut site, &mut reader)), [""; 0]);
    assert_eq!(site.read("output/atom.xml"), before);
}

#[test]
fn days_without_a_time_are_ordered_by_when_their_entries_were_first_seen() {
    let day = |n: usize| Post { date: Some("25 Nov 2026 00:00:00 GMT".to_owned()), ..post(SITE, n) };
    let (blog, mut site, mut reader) = subscribed(&rss("Blog", SITE, &[day(2)]));
    assert_eq!(
        at_hour(13, &rss("Blog", SITE, &[day(1), day(2)]), (&blog, &mut site, &mut reader)),
        ["Post 1"]
    );
    assert_eq!(site.titles(), ["Post 1", "Post 2"], "what was seen later stands above");
}

#[test]
fn days_without_a_time_are_days_wherever_their_midnight_is() {
    for (zone, at) in [("+0100", "2026-11-23T23:00:00+00:00"), ("-0530", "2026-11-24T05:30:00+00:00")] {
        let date = format!("Tue, 24 Nov 2026 00:00:00 {zone}");
        let day = |n: usize| Post { date: Some(date.clone()), ..post(SITE, n) };
        let (blog, mut site, mut reader) = subscribed(&rss("Blog", SITE, &[day(5)]));
        for (hour, n) in (13..).zip([3, 4, 1, 2]) {
            let earlier = [5, 3, 4, 1, 2].into_iter().take_while(|other| *other != n).map(day);
            let posts: Vec<Post> = earlier.chain([day(n)]).collect();
            let new = at_hour(hour, &rss("Blog", SITE, &posts), (&blog, &mut site, &mut reader));
            assert_eq!(new, [format!("Post {n}")], "{zone}");
        }
        assert_eq!(site.titles(), ["Post 2", "Post 1", "Post 4", "Post 3", "Post 5"], "{zone}");
        let feed = site.atom();
        let dates: Vec<String> = feed
            .entries()
            .iter()
            .filter_map(|entry| entry.published())
            .map(chrono::DateTime::to_rfc3339)
            .collect();
        assert_eq!(dates, [at; 5], "several of one day are not the time of a build");
    }
}

#[test]
fn of_a_feed_seen_for_the_first_time_so_many_enter_and_the_others_never() {
    let blog = Blog::new();
    let all: Vec<Post> = (1..=9).rev().map(|n| post(SITE, n)).collect();
    blog.serves(&rss("Blog", SITE, &all[1..]));
    let mut site = Site::new().feed_with("blog", &blog.url(), "new_entries = 3");
    site.build();
    let mut reader = Reader::default();
    assert_eq!(reader.new_in(&site), ["Post 8", "Post 7", "Post 6"]);
    assert_eq!(at_hour(13, &rss("Blog", SITE, &all), (&blog, &mut site, &mut reader)), ["Post 9"]);
}

#[test]
fn an_undated_backlog_does_not_arrive_as_now() {
    let (_blog, site, mut reader) = subscribed(&rss("Blog", SITE, &[post(SITE, 24)]));
    let undated = Blog::new();
    let posts: Vec<Post> = (1..=5)
        .map(|n| Post { date: None, title: format!("Old {n}"), ..post("https://old.example", n) })
        .collect();
    undated.serves(&rss("Old", "https://old.example", &posts));
    let mut site = site.feed("old", &undated.url());
    site.at("2026-11-25T13:00:00Z").refresh();
    assert_eq!(reader.new_in(&site).len(), 5);
    assert_eq!(site.titles()[0], "Post 24", "what has no date does not stand on top");
}

#[test]
fn what_aged_out_does_not_come_back() {
    let blog = Blog::new();
    let posts: Vec<Post> = (1..=4).rev().map(|n| post(SITE, n)).collect();
    blog.serves(&rss("Blog", SITE, &posts));
    let mut site = Site::new().feed("blog", &blog.url()).tables("[state]\nretain = \"2d\"\n");
    site.at("2026-11-05T12:00:00Z").build();
    let mut reader = Reader::default();
    reader.new_in(&site);
    blog.serves(&rss("Blog", SITE, &posts[..2]));
    site.at("2026-11-06T12:00:00Z").refresh();
    site.at("2026-11-20T12:00:00Z").refresh();
    site.run(&["prune"]).succeeded();
    blog.serves(&rss("Blog", SITE, &posts));
    site.at("2026-11-21T12:00:00Z").refresh();
    assert_eq!(reader.new_in(&site), [""; 0]);
}

/// Else its items would leave the output with the state, and their ids with them.
#[test]
fn a_feed_that_is_down_when_the_state_is_lost_keeps_its_items_until_it_answers() {
    for format in ["{title}", "{source}: {title}", "[{source}] {title}"] {
        is_kept_while_it_is_down(format);
    }
}

/// Nothing but the guid, which is not what was published, tells such a note.
#[test]
fn notes_of_a_feed_that_is_down_when_the_state_is_lost_are_known_when_it_answers() {
    let note = |n: usize| Post { guid: Some(format!("{n}")), body: format!("Note {n}."), ..Post::default() };
    let notes = rss("Notes", SITE, &[note(2), note(1)]);
    let (blog, mut site, mut reader) = subscribed(&notes);
    fs::remove_dir_all(site.path(".feedmill")).unwrap();
    blog.replies(Reply::new(500));
    site.at("2026-11-25T14:00:00Z").run(&["build", "--force"]).exited(1).says("no source answered");
    blog.serves(&rss("Notes", SITE, &[note(3), note(2), note(1)]));
    site.at("2026-11-25T15:00:00Z").refresh();
    assert_eq!((reader.new_in(&site).len(), site.ids().len()), (1, 3));
}

fn is_kept_while_it_is_down(title_format: &str) {
    let posts = |site: &str| -> Vec<Post> { (1..=3).map(|n| post(site, n)).collect() };
    let (blog, other) = (Blog::new(), Blog::new());
    blog.serves(&rss("Blog", SITE, &posts(SITE)));
    other.serves(&rss("Other", "https://other.example", &posts("https://other.example")));
    let site = Site::new().publish(&format!("title_format = \"{title_format}\""));
    let mut site = site.feed("blog", &blog.url()).feed("other", &other.url());
    site.at("2026-11-25T13:00:00Z").build();
    let mut reader = Reader::default();
    reader.new_in(&site);
    let (before, titles) = (site.atom(), site.titles());
    for hour in 14..16 {
        fs::remove_dir_all(site.path(".feedmill")).unwrap();
        blog.replies(Reply::new(500));
        site.at(&format!("2026-11-25T{hour}:00:00Z")).refresh();
        assert_eq!(reader.new_in(&site), [""; 0], "lost at {hour}");
        assert_eq!(site.titles(), titles, "lost at {hour}");
    }
    // It comes back as another CMS, with a post that is new.
    let mut moved: Vec<Post> =
        (1..).zip(posts(SITE)).map(|(n, one)| Post { guid: Some(format!("urn:cms:{n}")), ..one }).collect();
    moved.insert(0, post(SITE, 4));
    blog.serves(&rss("Blog", SITE, &moved));
    site.at("2026-11-25T16:00:00Z").refresh();
    let new = title_format.replace("{source}", "Blog").replace("{title}", "Post 4");
    assert_eq!(reader.new_in(&site), [new]);
    let after = site.atom();
    for old in before.entries() {
        let new = after.entries().iter().find(|entry| entry.id() == old.id()).unwrap();
        assert_eq!((new.published(), new.updated()), (old.published(), old.updated()), "{}", old.id());
        assert_eq!(new.source().unwrap().title().as_str(), old.source().unwrap().title().as_str());
    }
}

/// What a reader of the JSON Feed sees of an item.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    id: String,
    title: String,
    date: String,
    source: String,
    links: Vec<String>,
}

fn shown(site: &Site) -> Vec<Shown> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let link = |link: &Value| format!("{} {}", text(&link["rel"]), text(&link["url"]));
    let shown = |item: &Value| Shown {
        id: text(&item["id"]),
        title: text(&item["title"]),
        date: text(&item["date_published"]),
        source: text(&item["_feedmill"]["source"]["title"]),
        links: item["_feedmill"]["links"].as_array().into_iter().flatten().map(link).collect(),
    };
    site.json()["items"].as_array().unwrap().iter().map(shown).collect()
}

/// Its entries name the feeds that they were taken from, and not the planet that took them.
#[test]
fn a_planet_that_is_down_when_the_state_is_lost_keeps_its_items_too() {
    let entry = |n: usize| {
        format!(
            "<entry><id>{SITE}/?p={n}</id><title>Post {n}</title><link href=\"{SITE}/{n}/\"/><updated>2026-11-{n:02}T12:00:00Z</updated>\
             <link rel=\"via\" href=\"http://found.example/\"/><summary>Body {n}.</summary>\
             <source><id>{SITE}/feed</id><title>The Blog</title><link rel=\"self\" href=\"{SITE}/feed.xml\"/></source></entry>"
        )
    };
    let planet_of = |numbers: &[usize]| {
        let entries: String = numbers.iter().map(|n| entry(*n)).collect();
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>tag:p.example,2026:p</id><title>Planet P</title>\
             <updated>2026-11-05T12:00:00Z</updated>{entries}</feed>"
        )
    };
    for formats in ["", "atom = false", "atom = false\nrss = false"] {
        let (planet, other) = (Blog::new(), Blog::new());
        planet.serves_at("/feed.xml", "application/atom+xml", &planet_of(&[5, 4]));
        other.serves(&rss("Other", "https://other.example", &[post("https://other.example", 6)]));
        let site = Site::new().publish(formats).publish("title_format = \"{source}: {title}\"");
        let mut site = site.feed("planet", &planet.url()).feed("other", &other.url());
        site.at("2026-11-25T13:00:00Z").run(&["build"]).succeeded();
        let before = shown(&site);
        let titles: Vec<_> = before.iter().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, ["Other: Post 6", "The Blog: Post 5", "The Blog: Post 4"]);
        assert_eq!(before[1].source, "The Blog");
        assert_eq!(before[1].links, ["via http://found.example/", &format!("via {}", planet.url())]);
        let giver = format!("via <bdi><a href=\"{}\">Planet P</a></bdi>", planet.url());
        assert_eq!(site.read("output/index.html").matches(&giver).count(), 2);
        assert_eq!(site.read("output/index.html").matches("class=\"via\"").count(), 2);

        planet.replies(Reply::new(500));
        for hour in 14..16 {
            fs::remove_dir_all(site.path(".feedmill")).unwrap();
            site.at(&format!("2026-11-25T{hour}:00:00Z")).run(&["build"]).succeeded();
            assert_eq!(shown(&site), before, "lost at {hour}");
        }
        planet.serves_at("/feed.xml", "application/atom+xml", &planet_of(&[7, 5, 4]));
        site.at("2026-11-25T17:00:00Z").run(&["build", "--force"]).succeeded();
        let after = shown(&site);
        assert_eq!(after[0].title, "The Blog: Post 7");
        assert_eq!(after[1..], before);
    }
}

#[test]
fn a_truncated_state_is_kept_aside_said_and_brings_nothing_new() {
    let posts: Vec<Post> = (1..=3).map(|n| post(SITE, n)).collect();
    let (_blog, mut site, mut reader) = subscribed(&rss("Blog", SITE, &posts));
    let dates = site.read("output/feed.xml");
    let state = fs::read(site.path(".feedmill/state.db")).unwrap();
    site.file(".feedmill/state.db", &state[..state.len() / 2]);
    site.at("2026-11-25T13:00:00Z").build().says("kept as");
    assert_eq!(reader.new_in(&site), [""; 0]);
    assert_eq!(site.read("output/feed.xml"), dates);
    let kept = fs::read(site.path(".feedmill/state.db.broken-1")).unwrap();
    assert_eq!(kept.len(), state.len() / 2, "nothing of the old file is lost");
}

#[test]
fn a_state_of_a_newer_version_is_refused_and_left_alone() {
    let (_blog, site, _) = subscribed(&rss("Blog", SITE, &[post(SITE, 1)]));
    let path = site.path(".feedmill/state.db");
    let mut state = fs::read(&path).unwrap();
    // The version stands at offset 60 of the header (SQLite's file format, 1.3).
    state[60..64].copy_from_slice(&9999u32.to_be_bytes());
    site.file(".feedmill/state.db", &state);
    let run = site.run(&["build"]);
    assert_ne!(run.code, 0);
    run.says("format 9999").says("newer feedmill");
    assert_eq!(fs::read(&path).unwrap(), state);
}

#[test]
fn the_guard_lets_a_move_to_https_a_new_host_and_a_productive_day_pass() {
    let old = "http://old.example";
    let posts = |site: &str| -> Vec<Post> { (1..=6).map(|n| post(site, n)).collect() };
    let with_guids_of = |site: &str, posts: Vec<Post>| -> Vec<Post> {
        (1..).zip(posts).map(|(n, one)| Post { guid: post(site, n).guid, ..one }).collect()
    };
    let (blog, mut site, mut reader) = subscribed(&rss("Blog", old, &posts(old)));
    for hour in 13..16 {
        at_hour(hour, &rss("Blog", old, &posts(old)), (&blog, &mut site, &mut reader));
    }
    let secure = "https://old.example";
    let moved = rss("Blog", secure, &with_guids_of(old, posts(secure)));
    assert_eq!(at_hour(16, &moved, (&blog, &mut site, &mut reader)), [""; 0]);
    let host = "https://new.example";
    let moved = rss("Blog", host, &posts(host));
    assert_eq!(at_hour(17, &moved, (&blog, &mut site, &mut reader)), [""; 0]);
    let mut productive: Vec<Post> = (10..=15).map(|n| post(host, n)).collect();
    productive.extend(posts(host));
    let new = at_hour(18, &rss("Blog", host, &productive), (&blog, &mut site, &mut reader));
    assert_eq!(new.len(), 6, "{new:?}");
    assert_eq!(site.status()["feeds"][0]["health"], "ok");
}

#[test]
fn articles_survive_a_new_file_name_a_new_slug_and_a_new_clone() {
    let text =
        "---\ntitle: The wheel\ndate: 2026-11-02\n---\nIt turns, and turns, and grinds what it is given.\n";
    let mut site =
        Site::new().article("wheel.md", text).article("note.txt", "A note\n\nWithout any date in it.\n");
    site.build();
    let mut reader = Reader::default();
    assert_eq!(reader.new_in(&site).len(), 2);
    let before = site.read("output/feed.xml");

    fs::rename(site.path("articles/wheel.md"), site.path("articles/2026-wheel.md")).unwrap();
    site.at("2026-11-25T13:00:00Z").build();
    assert_eq!(reader.new_in(&site), [""; 0], "renamed");

    site.file("articles/2026-wheel.md", text.replace("title:", "slug: a-wheel\ntitle:"));
    site.at("2026-11-25T14:00:00Z").build();
    assert_eq!(reader.new_in(&site), [""; 0], "a new slug");

    site.file("articles/2026-wheel.md", text);
    fs::rename(site.path("articles/2026-wheel.md"), site.path("articles/wheel.md")).unwrap();
    for name in ["wheel.md", "note.txt"] {
        let file = fs::File::options().write(true).open(site.path(&format!("articles/{name}"))).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_900_000_000)).unwrap();
    }
    site.at("2026-11-25T15:00:00Z").build();
    assert_eq!(reader.new_in(&site), [""; 0], "cloned again");
    let dates = |xml: &str| -> Vec<String> {
        xml.lines().filter(|line| line.contains("<pubDate>")).map(str::to_owned).collect()
    };
    assert_eq!(dates(&site.read("output/feed.xml")), dates(&before));
}

#[test]
fn an_old_planets_id_that_no_feed_may_have_costs_the_entry_its_id_only() {
    let entry = |id: &str, date: &str| {
        format!(
            "<item><title>One</title><link>https://blog.example/1</link><guid isPermaLink=\"false\">{id}</guid>{date}</item>"
        )
    };
    let feed = |item: String| format!("<rss version=\"2.0\"><channel><title>t</title>{item}</channel></rss>");
    let site = Site::new().tables("[[feeds]]\nname = \"blog\"\npath = \"blog.xml\"\n");
    site.file("blog.xml", feed(entry("number 1", "")));
    site.file("old.xml", feed(entry("number 1", "<pubDate>Wed, 04 Nov 2026 09:00:00 GMT</pubDate>")));
    site.file("list.txt", "https://other.example/feed");
    site.run(&["import", "list.txt", "--published", "old.xml"]).succeeded().says("1 of the ids is no IRI");
    site.build_with(&["--offline"]);
    let channel = site.rss();
    assert_eq!(channel.items().len(), 1);
    assert!(channel.items()[0].guid().unwrap().value().starts_with("urn:uuid:"));
    assert!(channel.items()[0].pub_date().unwrap().contains("04 Nov 2026 09:00"));
}

#[test]
fn who_moves_in_with_the_old_planets_feed_shows_its_subscribers_nothing_twice() {
    let blog = Blog::new();
    let posts: Vec<Post> = (1..=4).map(|n| post(SITE, n)).collect();
    blog.serves(&rss("Blog", SITE, &posts));
    // The old planet named its items in a way of its own, and dated them by when it saw them.
    let old: Vec<Post> = (1..=3)
        .map(|n| Post {
            guid: Some(format!("https://old-planet.example/item/{n}")),
            date: Some(rfc822_day(n + 1)),
            ..post(SITE, n)
        })
        .collect();
    let site = Site::new();
    site.file("old.xml", rss("Old planet", "https://old-planet.example", &old));
    site.file("list.txt", blog.url());
    site.run(&["import", "list.txt", "--published", "old.xml"]).succeeded();
    site.build();
    let channel = site.rss();
    let named = |n: usize| {
        let wanted = format!("https://old-planet.example/item/{n}");
        channel.items().iter().find(|item| item.guid().is_some_and(|guid| guid.value() == wanted))
    };
    for n in 1..=3 {
        let item = named(n).unwrap_or_else(|| panic!("item {n} lost its id"));
        assert!(
            item.pub_date().unwrap().contains(&format!("{:02} Nov 2026", n + 1)),
            "{:?}",
            item.pub_date()
        );
    }
    assert_eq!(channel.items().len(), 4, "and the one post that is new");
}
