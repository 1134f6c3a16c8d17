//! The lives of an entry: whatever its publisher does to it, no subscriber sees it as new again.
//! Each test runs the real binary over several builds, and counts what appears new as a feed
//! reader keyed on id does.

use crate::support::blog::Blog;
use crate::support::document::{Post, post, rfc822_day, rss};
use crate::support::{Reader, Site};

const SITE: &str = "http://blog.example";

/// A site with one blog of three posts, built once, and a reader that has seen them.
fn subscribed() -> (Blog, Site, Reader) {
    subscribed_to((1..=3).map(|n| post(SITE, n)))
}

fn subscribed_to(posts: impl IntoIterator<Item = Post>) -> (Blog, Site, Reader) {
    let posts: Vec<Post> = posts.into_iter().collect();
    let blog = Blog::new();
    blog.serves(&rss("Blog", SITE, &posts));
    let site = Site::new().feed("blog", &blog.url());
    site.build();
    let mut reader = Reader::default();
    assert_eq!(reader.new_in(&site).len(), posts.len(), "the first build shows all of it");
    (blog, site, reader)
}

/// One build an hour later with these posts; the titles that appear new.
fn after(blog: &Blog, site: &mut Site, reader: &mut Reader, posts: &[Post]) -> Vec<String> {
    blog.serves(&rss("Blog", SITE, posts));
    site.at("2026-11-25T13:00:00Z").refresh();
    reader.new_in(site)
}

fn posts() -> Vec<Post> {
    (1..=3).map(|n| post(SITE, n)).collect()
}

#[test]
fn a_new_post_is_new_once() {
    let (blog, mut site, mut reader) = subscribed();
    let mut posts = posts();
    posts.insert(0, post(SITE, 4));
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), ["Post 4"]);
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), [""; 0]);
}

#[test]
fn a_move_to_https_with_the_guids_brings_nothing_new() {
    let (blog, mut site, mut reader) = subscribed();
    let posts: Vec<Post> = (1..=3).map(|n| post("https://blog.example", n)).collect();
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), [""; 0]);
}

#[test]
fn a_new_cms_with_new_guids_and_the_same_links_brings_nothing_new() {
    let (blog, mut site, mut reader) = subscribed();
    let mut posts = posts();
    for (n, post) in posts.iter_mut().enumerate() {
        post.guid = Some(format!("https://cms.example/node/{n}"));
    }
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), [""; 0]);
}

#[test]
fn new_permalinks_with_the_same_guids_bring_nothing_new() {
    let (blog, mut site, mut reader) = subscribed();
    let mut posts = posts();
    for post in &mut posts {
        post.link = post.link.as_ref().map(|link| link.replace(SITE, "http://new.example/archive"));
    }
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), [""; 0]);
}

#[test]
fn new_guids_and_new_links_with_title_and_date_as_before_bring_nothing_new() {
    let (blog, mut site, mut reader) = subscribed();
    let mut posts = posts();
    for (n, post) in posts.iter_mut().enumerate() {
        post.guid = Some(format!("urn:cms:{n}"));
        post.link = Some(format!("http://elsewhere.example/story/{n}"));
    }
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), [""; 0]);
}

#[test]
fn edits_of_title_date_and_body_bring_nothing_new_and_arrive() {
    let (blog, mut site, mut reader) = subscribed();
    let mut posts = posts();
    posts[0].title = "Post 1, corrected".to_owned();
    posts[1].date = Some(rfc822_day(9));
    posts[2].body = "<p>Rewritten.</p>".to_owned();
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), [""; 0]);
    assert!(site.titles().contains(&"Post 1, corrected".to_owned()));
    assert!(site.read("output/feed.xml").contains("Rewritten."));
    assert_eq!(site.titles(), ["Post 3", "Post 2", "Post 1, corrected"], "nothing jumps to the top");
}

#[test]
fn dates_that_are_now_at_each_fetch_bring_nothing_new() {
    let mut posts = posts();
    for post in &mut posts {
        post.date = Some("25 Nov 2026 12:00:00 GMT".to_owned());
    }
    let (blog, mut site, mut reader) = subscribed_to(posts.clone());
    let order = site.ids();
    for post in &mut posts {
        post.date = Some("25 Nov 2026 13:00:00 GMT".to_owned());
    }
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), [""; 0]);
    assert_eq!(site.ids(), order);
}

#[test]
fn guids_that_are_random_at_each_fetch_bring_nothing_new() {
    let random = |salt: usize| {
        let mut posts = posts();
        for (n, post) in posts.iter_mut().enumerate() {
            post.guid = Some(format!("{}-{}", salt * 7919, n * 104_729 + salt));
        }
        posts
    };
    let (blog, mut site, mut reader) = subscribed_to(random(1));
    for salt in 2..6 {
        assert_eq!(after(&blog, &mut site, &mut reader, &random(salt)), [""; 0], "fetch {salt}");
    }
    let mut posts = random(9);
    posts.push(Post { guid: Some("random-again".to_owned()), ..post(SITE, 4) });
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), ["Post 4"]);
}

#[test]
fn one_guid_for_all_items_keeps_them_apart() {
    let shared = |mut post: Post| {
        post.guid = Some("the-feed".to_owned());
        post
    };
    let (blog, mut site, mut reader) = subscribed_to(posts().into_iter().map(shared));
    let mut posts: Vec<Post> = posts().into_iter().map(shared).collect();
    posts.insert(0, shared(post(SITE, 4)));
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), ["Post 4"]);
}

#[test]
fn items_without_guids_and_with_one_link_for_all_stay_apart() {
    let bare = |n: usize| Post { guid: None, link: Some(format!("{SITE}/")), ..post(SITE, n) };
    let (blog, mut site, mut reader) = subscribed_to((1..=3).map(bare));
    let posts: Vec<Post> = (1..=4).map(bare).collect();
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), ["Post 4"]);
}

#[test]
fn empty_guids_are_no_guids() {
    let empty = |n: usize| Post { guid: Some(String::new()), ..post(SITE, n) };
    let (blog, mut site, mut reader) = subscribed_to((1..=3).map(empty));
    let posts: Vec<Post> = (1..=4).map(empty).collect();
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), ["Post 4"]);
}

#[test]
fn two_posts_with_one_title_stay_two() {
    let weekly = |n: usize| Post { title: "Weekly update".to_owned(), ..post(SITE, n) };
    let (blog, mut site, mut reader) = subscribed_to((1..=2).map(weekly));
    let posts: Vec<Post> = (1..=3).map(weekly).collect();
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), ["Weekly update"]);
    assert_eq!(site.titles().len(), 3);
}

#[test]
fn a_new_address_of_the_feed_brings_nothing_new() {
    let (blog, mut site, mut reader) = subscribed();
    let moved = Blog::new();
    moved.serves(&rss("Blog", SITE, &posts()));
    site.reconfigure(&blog.url(), &moved.url());
    site.at("2026-11-25T13:00:00Z").refresh();
    assert_eq!(reader.new_in(&site), [""; 0]);
}

#[test]
fn lost_state_brings_nothing_new() {
    let (blog, mut site, mut reader) = subscribed();
    std::fs::remove_dir_all(site.path(".feedmill")).unwrap();
    let mut posts = posts();
    posts.push(Post { date: None, ..post(SITE, 4) });
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), ["Post 4"]);
}

#[test]
fn another_feed_with_the_same_guids_touches_nothing() {
    let (_blog, site, mut reader) = subscribed();
    let before = site.read("output/feed.xml");
    let thief = Blog::new();
    let stolen: Vec<Post> = (1..=3)
        .map(|n| Post {
            guid: post(SITE, n).guid,
            title: format!("Stolen {n}"),
            link: Some(format!("http://thief.example/{n}")),
            ..post(SITE, n)
        })
        .collect();
    thief.serves(&rss("Thief", "http://thief.example", &stolen));
    let mut site = site.feed("thief", &thief.url());
    site.at("2026-11-25T13:00:00Z").refresh();
    let new = reader.new_in(&site);
    assert_eq!(new.len(), 3, "the thief's entries are entries of their own: {new:?}");
    let after = site.read("output/feed.xml");
    for n in 1..=3 {
        assert!(before.contains(&format!("Post {n}")) && after.contains(&format!("Post {n}")));
    }
}

#[test]
fn the_authors_copy_replaces_the_planets_and_keeps_its_id() {
    let planet = Blog::new();
    planet.serves(&rss("Planet", "http://planet.example", &posts()));
    let site = Site::new().feed("planet", &planet.url());
    site.build();
    let mut reader = Reader::default();
    assert_eq!(reader.new_in(&site).len(), 3);
    let own = Blog::new();
    own.serves(&rss("Blog", SITE, &posts()));
    let mut site = site.feed("blog", &own.url());
    site.at("2026-11-25T13:00:00Z").refresh();
    assert_eq!(reader.new_in(&site), [""; 0]);
    assert_eq!(site.titles().len(), 3);
    let feed = site.rss();
    assert_eq!(feed.items()[0].source().unwrap().title(), Some("Blog"));
}

#[test]
fn a_new_name_of_the_feed_brings_nothing_new() {
    let bare = |n: usize| Post { guid: None, link: None, date: None, ..post(SITE, n) };
    let (blog, mut site, mut reader) = subscribed_to((1..=3).map(bare).collect::<Vec<_>>());
    site.reconfigure("name = \"blog\"", "name = \"my-favourite\"\ntitle = \"My favourite\"");
    let posts: Vec<Post> = (1..=4).map(bare).collect();
    assert_eq!(after(&blog, &mut site, &mut reader, &posts), ["Post 4"]);
}

#[test]
fn a_body_that_is_written_anew_at_each_fetch_changes_the_body_and_nothing_else() {
    let signed = |fetch: usize| {
        let picture = format!("https://cdn.example/a.png?X-Amz-Signature=s{fetch}");
        let body = format!("<p data-nonce=\"{fetch}\">Seen.</p><img src=\"{picture}\" alt=\"a\">");
        rss("Blog", SITE, &[Post { body, ..post(SITE, 1) }, post(SITE, 2)])
    };
    let blog = Blog::new();
    blog.serves(&signed(1));
    let mut site = Site::new().feed("blog", &blog.url());
    site.build();
    let files = ["feed.xml", "atom.xml", "feed.json", "index.html", "feeds.opml"]
        .map(|name| format!("output/{name}"));
    let first = files.each_ref().map(|file| site.read(file));
    assert!(first[1].contains("Signature=s1"), "{}", first[1]);
    for fetch in 2..4 {
        blog.serves(&signed(fetch));
        site.at(&format!("2026-11-2{}T12:00:00Z", fetch + 4)).refresh().silent();
        for (file, before) in files.iter().zip(&first) {
            assert_eq!(site.read(file), before.replace("=s1", &format!("=s{fetch}")), "{file}");
        }
    }
}
