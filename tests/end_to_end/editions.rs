//! What is chosen, and what is written of it.

use std::path::PathBuf;

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{Post, post, rfc822_day, rss};
use crate::support::server::Reply;

const SITE: &str = "http://blog.example";

fn blog(posts: &[Post]) -> Blog {
    let blog = Blog::new();
    blog.serves(&rss("Blog", SITE, posts));
    blog
}

fn numbered(numbers: std::ops::RangeInclusive<usize>) -> Vec<Post> {
    numbers.map(|n| post(SITE, n)).collect()
}

#[test]
fn filters_limits_and_block_choose_what_is_published() {
    let mut posts = numbered(1..=6);
    posts[5].title = "Sponsored: buy".to_owned();
    let blog = blog(&posts);
    let site = Site::new().publish("block = [\"http://blog.example/4/\"]").feed_with(
        "blog",
        &blog.url(),
        "limit = 3\ndrop = { title = \"(?i)^sponsored\" }",
    );
    site.build();
    assert_eq!(site.titles(), ["Post 5", "Post 3", "Post 2"]);
    site.run(&["explain", "http://blog.example/4/"]).succeeded().says("publish.block");
    site.run(&["explain", "http://blog.example/6/"]).succeeded().says("sponsored");
}

#[test]
fn a_view_is_a_feed_of_its_own() {
    let mut posts = numbered(1..=3);
    posts[1].title = "Rust 2.0".to_owned();
    let blog = blog(&posts);
    let site = Site::new()
        .tables("[[publish.views]]\nname = \"rust\"\nkeep = { title = \"Rust\" }\n")
        .feed("blog", &blog.url());
    site.build();
    assert_eq!(site.titles().len(), 3);
    let view: rss::Channel = site.read("output/rust/feed.xml").parse().unwrap();
    assert_eq!(view.items().iter().map(|item| item.title().unwrap()).collect::<Vec<_>>(), ["Rust 2.0"]);
    let own_address =
        view.atom_ext().unwrap().links().iter().find(|link| link.rel() == "self").unwrap().href().to_owned();
    assert_eq!(own_address, "https://mill.example/rust/feed.xml");
}

#[test]
fn archives_hold_what_has_left_the_feed_and_never_change() {
    let blog = blog(&numbered(1..=5));
    let mut site = Site::new().publish("limit = 2\narchive = true").feed("blog", &blog.url());
    site.build();
    let page = site.read("output/archive/1/atom.xml");
    blog.serves(&rss("Blog", SITE, &numbered(1..=7)));
    site.at("2026-11-25T14:00:00Z").refresh();
    assert_eq!(site.titles(), ["Post 7", "Post 6"]);
    assert_eq!(site.read("output/archive/1/atom.xml"), page);
    let everything: String = site
        .all_files()
        .iter()
        .filter(|file| file.ends_with("atom.xml"))
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    for n in 1..=7 {
        assert!(everything.contains(&format!("<title>Post {n}</title>")), "post {n} is in no document");
    }
}

#[test]
fn a_lost_record_of_archives_is_read_from_the_pages_and_late_entries_get_a_page() {
    let blog = blog(&numbered(3..=7));
    let mut site = Site::new().publish("limit = 2\narchive = true").feed("blog", &blog.url());
    site.build();
    let pages = |site: &Site| {
        let numbered = |n: &u32| site.path(&format!("output/archive/{n}/atom.xml")).exists();
        (1..10).take_while(numbered).count()
    };
    let before = pages(&site);
    std::fs::remove_dir_all(site.path(".feedmill")).unwrap();
    site.build();
    assert_eq!(pages(&site), before, "no page is closed twice");
    blog.serves(&rss("Blog", SITE, &numbered(1..=7)));
    site.at("2026-11-25T14:00:00Z").refresh();
    let last = site.read(&format!("output/archive/{}/atom.xml", pages(&site)));
    assert_eq!(pages(&site), before + 1);
    assert!(last.contains("<title>Post 1</title>") && last.contains("<title>Post 2</title>"), "{last}");
    site.at("2026-11-25T16:00:00Z").refresh();
    assert_eq!(pages(&site), before + 1);
}

#[test]
fn where_the_state_is_lost_what_is_in_an_archive_page_comes_into_no_other() {
    // The blog numbers its posts anew; they keep the ids under which they were published.
    let under = |ids: &str| {
        let item = |n: usize| {
            format!(
                "<item><title>Post {n}</title><link>{SITE}/{n}</link><guid isPermaLink='false'>{ids}{n}</guid><pubDate>{}</pubDate></item>",
                rfc822_day(n)
            )
        };
        let items: String = (1..=7).rev().map(item).collect();
        format!("<rss version='2.0'><channel><title>Blog</title><link>{SITE}</link>{items}</channel></rss>")
    };
    let blog = Blog::new();
    blog.serves(&under("urn:old:"));
    let mut site = Site::new().publish("limit = 2\narchive = true").feed("blog", &blog.url());
    site.build();
    blog.serves(&under("urn:new:"));
    site.at("2026-11-25T14:00:00Z").refresh();
    let files = |site: &Site| -> Vec<(PathBuf, String)> {
        let feeds = site.all_files().into_iter().filter(|file| file.ends_with("atom.xml"));
        feeds.map(|file| (file.clone(), std::fs::read_to_string(file).unwrap())).collect()
    };
    let before = files(&site);
    assert!(before.len() > 1 && before.iter().all(|(_, feed)| feed.contains("urn:old:")));
    std::fs::remove_dir_all(site.path(".feedmill")).unwrap();
    site.at("2026-11-25T16:00:00Z").build();
    assert_eq!(files(&site), before);
}

/// The combined feed has only the newest of what a view has.
#[test]
fn where_the_state_is_lost_a_view_keeps_its_ids_and_dates_too() {
    let undated = |count: usize| {
        let item = |n: usize| {
            format!(
                "<item><title>Post {n}</title><link>{SITE}/{n}</link><guid isPermaLink='false'>{n}</guid></item>"
            )
        };
        let items: String = (1..=count).rev().map(item).collect();
        format!("<rss version='2.0'><channel><title>Blog</title><link>{SITE}</link>{items}</channel></rss>")
    };
    let (blog, other) = (Blog::new(), Blog::new());
    blog.serves(&undated(3));
    other.serves(&rss("Other", "http://other.example", &[post("http://other.example", 1)]));
    let mut site = Site::new()
        .publish("limit = 2")
        .tables("[[publish.views]]\nname = \"all\"\nlimit = 20")
        .feed("blog", &blog.url())
        .feed("other", &other.url());
    site.at("2026-11-20T12:00:00Z").build();
    blog.serves(&undated(5));
    site.at("2026-11-21T12:00:00Z").refresh();
    let before = site.read("output/all/feed.json");
    std::fs::remove_dir_all(site.path(".feedmill")).unwrap();
    site.at("2026-11-22T12:00:00Z").build();
    assert_eq!(site.read("output/all/feed.json"), before);

    blog.replies(Reply::new(500));
    std::fs::remove_dir_all(site.path(".feedmill")).unwrap();
    site.at("2026-11-23T12:00:00Z").build();
    let after: serde_json::Value = serde_json::from_str(&site.read("output/all/feed.json")).unwrap();
    assert_eq!(after["items"].as_array().unwrap().len(), 6, "what the blog gave stays until it answers");
}

#[test]
fn compressed_siblings_hold_the_same() {
    use std::io::Read;
    let blog = blog(&numbered(1..=2));
    let site = Site::new().publish("compress = [\"gzip\"]").feed("blog", &blog.url());
    site.build();
    let mut unpacked = String::new();
    let file = std::fs::File::open(site.path("output/feed.xml.gz")).unwrap();
    flate2::read::GzDecoder::new(file).read_to_string(&mut unpacked).unwrap();
    assert_eq!(unpacked, site.read("output/feed.xml"));
}

#[test]
fn hubs_are_told_of_a_change_and_only_then() {
    let hub = Blog::new();
    hub.replies_at("/hub", Reply::new(202));
    let blog = blog(&numbered(1..=2));
    let mut site =
        Site::new().publish(&format!("hubs = [{:?}]", hub.url_of("/hub"))).feed("blog", &blog.url());
    site.build();
    let told = hub.requests();
    assert!(told > 0, "the first edition is news");
    assert!(String::from_utf8_lossy(&hub.asked()[0].body).contains("hub.mode=publish"));
    site.at("2026-11-25T14:00:00Z").refresh();
    assert_eq!(hub.requests(), told, "nothing has changed");
    hub.replies_at("/hub", Reply::new(500));
    blog.serves(&rss("Blog", SITE, &numbered(1..=3)));
    let run = site.at("2026-11-25T16:00:00Z").refresh();
    assert_eq!(run.stderr.matches("did not take the news of 3 feeds").count(), 1, "{}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "one line, however many feeds: {}", run.stderr);
    hub.replies_at("/hub", Reply::new(202));
    let failed = hub.requests();
    site.at("2026-11-25T18:00:00Z").refresh();
    assert!(hub.requests() > failed, "what the hub did not take is told again");
}

#[test]
fn a_post_that_is_taken_back_is_withdrawn_and_told() {
    let blog = blog(&numbered(1..=8));
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    let id = site.ids()[3].clone();
    let mut posts = numbered(1..=8);
    posts.remove(4);
    for hour in ["14", "16", "18"] {
        blog.serves(&rss("Blog", SITE, &posts));
        site.at(&format!("2026-11-25T{hour}:00:00Z")).refresh();
    }
    assert!(!site.titles().contains(&"Post 5".to_owned()));
    let atom = site.read("output/atom.xml");
    assert!(atom.contains("deleted-entry") && atom.contains(&format!("ref=\"{id}\"")), "{atom}");
}

/// The clock has parts of a second, the store has not.
#[test]
fn what_is_withdrawn_between_two_seconds_changes_no_file_of_the_next_build() {
    let blog = blog(&numbered(1..=3));
    let mut site = Site::new().publish("block = []").feed("blog", &blog.url());
    site.at("2026-11-25T12:00:00.75Z").build();
    site.reconfigure("block = []", &format!("block = [{:?}]", site.ids()[0]));
    site.at("2026-11-25T12:10:00.75Z").build();
    let before = site.read("output/atom.xml");
    assert!(before.contains("when=\"2026-11-25T12:10:00+00:00\""), "{before}");
    std::fs::remove_file(site.path("output/atom.xml")).unwrap();
    site.at("2026-11-25T12:20:00.25Z").build();
    assert_eq!(site.read("output/atom.xml"), before);
}

#[test]
fn a_half_served_feed_withdraws_nothing() {
    let blog = blog(&numbered(1..=9));
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    blog.serves(&rss("Blog", SITE, &[post(SITE, 1)]));
    site.at("2026-11-25T14:00:00Z").refresh().silent();
    let note = "8 of 9 entries are missing at once, none was withdrawn";
    site.run(&["status"]).succeeded().says(note);
    assert_eq!(site.status()["feeds"][0]["notes"][0], note);
    site.at("2026-11-25T15:00:00Z").refresh();
    assert_eq!(site.status()["feeds"][0]["notes"][0], note, "it is still the last document");
    blog.serves(&rss("Blog", SITE, &[]));
    site.at("2026-11-25T16:00:00Z").refresh();
    assert_eq!(site.titles().len(), 9);
    blog.serves(&rss("Blog", SITE, &numbered(1..=9)));
    site.at("2026-11-25T18:00:00Z").refresh();
    assert!(site.status()["feeds"][0].get("notes").is_none(), "{}", site.status());
}

/// The blog's domain, after somebody else has bought it.
fn bought_by(buyer: &str) -> String {
    let site = format!("https://{buyer}.example");
    let posts: Vec<Post> = (20..30)
        .map(|n| Post {
            guid: Some(format!("{site}/{n}")),
            title: format!("Win {n} {buyer}s now"),
            link: Some(format!("{site}/{n}")),
            date: Some("28 Nov 2026 11:00:00 GMT".to_owned()),
            body: "Buy!".to_owned(),
        })
        .collect();
    rss(&format!("Best {buyer}"), &site, &posts)
}

#[test]
fn who_leads_a_feed_to_another_host_means_the_site_that_is_there() {
    let (blog, elsewhere) = (blog(&numbered(1..=9)), Blog::at("127.0.0.9"));
    elsewhere.serves(&bought_by("casino"));
    elsewhere.serves_at("/other", "application/rss+xml", &bought_by("pill"));
    let mut site = Site::new().feed_with("blog", &blog.url(), "categories = []");
    site.build();
    site.reconfigure(&blog.url(), &elsewhere.url());
    site.at("2026-11-28T12:00:00Z").refresh().silent();
    assert_eq!(site.status()["feeds"][0]["health"], "ok");
    assert!(site.titles().contains(&"Win 20 casinos now".to_owned()));
    elsewhere.serves(&bought_by("pill"));
    site.at("2026-11-29T12:00:00Z").refresh().says("held until");
    site.reconfigure(&elsewhere.url(), &elsewhere.url_of("/other"));
    site.at("2026-11-30T12:00:00Z").refresh();
    assert_eq!(site.status()["feeds"][0]["health"], "held", "the host is the same");
}

#[test]
fn a_feed_that_turns_into_another_site_is_held_until_approved() {
    let blog = blog(&numbered(1..=9));
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    for (day, newest) in [(26, 10), (27, 11)] {
        blog.serves(&rss("Blog", SITE, &numbered(2..=newest)));
        site.at(&format!("2026-11-{day}T12:00:00Z")).refresh();
    }
    let before = site.ids();
    blog.serves(&bought_by("casino"));
    site.at("2026-11-28T12:00:00Z").refresh().says("held until `feedmill approve blog`");
    assert_eq!(site.ids(), before, "nothing of it is published, nothing is lost");
    assert_eq!(site.status()["feeds"][0]["health"], "held");
    site.at("2026-11-29T12:00:00Z").refresh().silent();
    assert_eq!(site.ids(), before);
    site.run(&["approve", "blog"]).succeeded();
    site.at("2026-11-29T13:00:00Z").refresh();
    assert!(site.titles().contains(&"Win 20 casinos now".to_owned()));
}

#[test]
fn a_future_date_follows_the_rule_of_its_feed() {
    let mut posts = numbered(1..=2);
    posts[0].date = Some("01 Jan 2030 12:00:00 GMT".to_owned());
    let blog = blog(&posts);
    let titles = |rule: &str| {
        let site = Site::new().feed_with("blog", &blog.url(), &format!("future_dates = {rule:?}"));
        site.build();
        let dates: Vec<String> =
            site.rss().items().iter().map(|item| item.pub_date().unwrap().to_owned()).collect();
        (site.titles(), dates)
    };
    assert_eq!(
        titles("clamp"),
        (
            vec!["Post 1".into(), "Post 2".into()],
            vec!["Wed, 25 Nov 2026 12:00:00 +0000".into(), "Mon, 02 Nov 2026 12:00:00 +0000".into()]
        )
    );
    assert_eq!(titles("hold").0, ["Post 2"]);
    assert_eq!(titles("drop").0, ["Post 2"]);
    assert!(titles("keep").1[0].contains("2030"));
}

#[test]
fn hostile_content_comes_out_harmless_and_valid() {
    let mut posts = numbered(1..=1);
    posts[0].title = "<script>alert(1)</script> & \u{7} \u{1b}[31m ]]> \u{fffe}".to_owned();
    posts[0].link = Some("javascript:alert(1)".to_owned());
    posts[0].guid = Some("not an iri at all \u{1}".to_owned());
    posts[0].body =
        "<p onclick=evil()>Hi</p><script>evil()</script><img src=x onerror=evil()><base href=//evil>"
            .to_owned();
    let blog = blog(&posts);
    let site = Site::new().feed("blog", &blog.url());
    site.build();
    for file in ["feed.xml", "atom.xml", "feed.json", "index.html"] {
        let text = site.read(&format!("output/{file}"));
        for evil in ["<script", "onclick", "onerror", "javascript:", "<base", "\u{7}", "\u{1b}"] {
            assert!(!text.contains(evil), "{evil:?} is in {file}");
        }
    }
    assert_eq!(site.ids().len(), 1);
}

/// Builds in which nothing has changed make nothing: what else there is to notice must be noticed.
#[test]
fn a_file_that_is_gone_or_was_written_by_another_is_made_again() {
    let blog = blog(&numbered(1..=3));
    let site = Site::new().feed("blog", &blog.url());
    site.build();
    let (page, times) = (site.read("output/index.html"), site.output_times());
    site.build();
    assert_eq!(site.output_times(), times);
    std::fs::remove_file(site.path("output/atom.xml")).unwrap();
    site.file("output/index.html", "not ours");
    site.build();
    assert_eq!(site.titles().len(), 3);
    assert_eq!(site.read("output/index.html"), page);
}

#[test]
fn time_alone_takes_an_item_out_and_lets_one_in() {
    let mut posts = numbered(1..=2);
    posts[0].date = Some("24 Nov 2026 13:00:00 GMT".to_owned());
    posts[1].date = Some("25 Nov 2026 15:00:00 GMT".to_owned());
    let blog = blog(&posts);
    let mut site = Site::new().feed_with("blog", &blog.url(), "max_age = \"1d\"\nfuture_dates = \"hold\"");
    site.build();
    assert_eq!(site.titles(), ["Post 1"]);
    site.at("2026-11-25T12:30:00Z").build_with(&["--offline"]);
    assert_eq!(site.titles(), ["Post 1"]);
    site.at("2026-11-25T13:30:00Z").build_with(&["--offline"]);
    assert_eq!(site.titles(), [""; 0], "too old");
    site.at("2026-11-25T15:30:00Z").build_with(&["--offline"]);
    assert_eq!(site.titles(), ["Post 2"], "due");
}

#[test]
fn a_setting_and_a_feeds_health_are_changes_too() {
    let blog = blog(&numbered(1..=3));
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    blog.replies(Reply::new(500));
    site.refresh();
    assert!(site.read("output/index.html").contains("failing"), "the page tells how its sources are doing");
    site.reconfigure("[publish]", "[publish]\nlimit = 1");
    site.build_with(&["--offline"]);
    assert_eq!(site.titles(), ["Post 3"]);
}

#[test]
fn tracking_goes_or_stays_as_asked_and_no_reader_sees_anything_new() {
    let tracked = "<p><a href=\"https://x.example/?utm_source=feed\">x</a>\
                   <img src=\"https://x.example/p.gif\" alt=\"\" width=\"1\" height=\"1\"></p>";
    let mut posts = numbered(1..=1);
    posts[0].guid = None;
    posts[0].link = Some("http://blog.example/1/?utm_medium=rss".to_owned());
    posts[0].body = tracked.to_owned();
    let blog = blog(&posts);
    let mut site = Site::new()
        .publish("strip_tracking = true")
        .tables("[articles]\ndir = \"articles\"\n")
        .article("mine.md", &format!("---\ndate: 2026-11-01\n---\n# Mine\n\n{tracked}\n"))
        .feed("blog", &blog.url());
    let files = ["output/feed.xml", "output/atom.xml", "output/feed.json", "output/articles/mine/index.html"];
    let traces = |site: &Site| {
        let tracks = |text: &str| text.contains("utm_") || text.contains("p.gif");
        files.map(|file| tracks(&site.read(file)))
    };
    site.build();
    assert_eq!(traces(&site), [false; 4]);
    let ids = site.ids();
    site.reconfigure("strip_tracking = true", "strip_tracking = false");
    site.build();
    assert_eq!(traces(&site), [true; 4], "the pages of own articles are made anew too");
    assert_eq!(site.rss().items()[0].link(), Some("http://blog.example/1/?utm_medium=rss"));
    assert_eq!(site.ids(), ids);
    site.reconfigure("strip_tracking = false", "strip_tracking = true");
    site.build();
    assert_eq!((traces(&site), site.ids()), ([false; 4], ids));
}

#[test]
fn the_archive_of_a_feed_in_a_folder_is_where_the_feed_says() {
    let blog = blog(&numbered(1..=9));
    let site = Site::new()
        .publish("archive = true\nlimit = 2\nrss = \"feeds/rss.xml\"\n[[publish.views]]\nname = \"v\"")
        .feed("blog", &blog.url());
    site.build();
    for feed in ["feeds/rss.xml", "atom.xml", "v/feeds/rss.xml"] {
        let (mut next, mut pages) = (Some(feed.to_owned()), 0);
        while let Some(file) = next {
            let document = site.read(&format!("output/{file}"));
            let link = document.split("href=\"https://mill.example/").find_map(|rest| {
                let (address, rest) = rest.split_once('"')?;
                rest.starts_with(" rel=\"prev-archive\"").then(|| address.to_owned())
            });
            (next, pages) = (link, pages + 1);
        }
        assert!(pages > 2, "{feed} has {pages} pages");
    }
}
