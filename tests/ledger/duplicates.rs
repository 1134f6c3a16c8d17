//! The same entry in several feeds, and ids that are not their own.

use feedmill::model::edition::Item;
use feedmill::model::feed::{IdOrigin, Source, Text};
use feedmill::model::stored::ARTICLES;
use feedmill::model::{Entry, Feed};

use crate::mill::{Mill, ago, as_read, feed, post, posts};

/// A copy of a post of `blog`, as another planet has it: content of its own, the link changed by `change`.
fn copy(change: impl Fn(&mut Entry)) -> Feed {
    let mut entry = post("blog", "a", ago(3));
    entry.id = Some("https://planet-b.example/entries/17".to_owned());
    entry.title = Some(Text::plain("[blog] On a"));
    change(&mut entry);
    feed("planet-b", vec![entry])
}

fn link(link: &str) -> impl Fn(&mut Entry) {
    move |entry| entry.link = Some(link.to_owned())
}

#[test]
fn one_item_in_the_authors_copy() {
    let copies = [
        ("the same link", copy(|_| {})),
        ("http and www", copy(link("http://www.blog.example/a"))),
        ("a trailing slash", copy(link("https://blog.example/a/"))),
        ("tracking parameters", copy(link("https://blog.example/a?utm_source=planet&utm_medium=rss"))),
        ("a fragment", copy(link("https://blog.example/a#comments"))),
        (
            "a proxy's link and the original one",
            copy(|entry| {
                entry.link = Some("https://feedproxy.example/~r/x/1".to_owned());
                entry.original_link = Some("https://blog.example/a".to_owned());
            }),
        ),
        (
            "a proxy's link, the author's id and atom:source",
            copy(|entry| {
                entry.link = Some("https://proxy.example/1".to_owned());
                entry.id = Some("https://blog.example/a".to_owned());
                entry.source = Some(Box::new(Source {
                    id: Some("https://blog.example/feed".to_owned()),
                    ..Source::default()
                }));
            }),
        ),
    ];
    for (what, copy) in copies {
        // The planet comes first in feeds.toml, and answers first.
        let mut mill = Mill::of(&["planet-b", "blog"]);
        let author = feed("blog", vec![post("blog", "a", ago(3))]);
        let build = mill.build(vec![("planet-b", copy), ("blog", author)]);
        assert_eq!(build.ids(), ["https://blog.example/a"], "{what}");
        assert_eq!(build.titles(), ["On a"], "{what}: the author's copy");
        let item = &build.items[0];
        assert_eq!(item.source.as_ref().unwrap().name, "blog", "{what}");
        assert_eq!(
            item.also_in.iter().map(|origin| origin.name.as_str()).collect::<Vec<_>>(),
            ["planet-b"],
            "{what}"
        );
    }
}

#[test]
fn the_better_copy_comes_an_hour_later_and_the_id_stays() {
    let mut mill = Mill::of(&["planet-b", "blog"]);
    let first = mill.build(vec![("planet-b", copy(|_| {}))]);
    let then = mill.build(vec![("blog", feed("blog", vec![post("blog", "a", ago(9))]))]);
    assert_eq!((then.new, then.ids()), (0, first.ids()));
    assert_eq!(then.titles(), ["On a"], "the author's copy");
    assert_eq!(then.items[0].published, first.items[0].published);
}

#[test]
fn a_local_article_wins() {
    let mut mill = Mill::of(&["blog"]);
    let mut article = post("blog", "a", ago(3));
    article.id = Some("urn:article:1".to_owned());
    article.title = Some(Text::plain("My own words"));
    let articles = Feed { entries: vec![article], ..Feed::default() };
    let build =
        mill.build(vec![("blog", feed("blog", vec![post("blog", "a", ago(3))])), (ARTICLES, articles)]);
    assert_eq!(build.titles(), ["My own words"]);
    assert_eq!(build.items[0].source, None);
    assert_eq!(build.items[0].also_in.len(), 1);
}

#[test]
fn a_category_feed_of_the_same_site_adds_nothing() {
    let mut mill = Mill::of(&["blog", "blog-rust"]);
    let category =
        Feed { link: Some("https://blog.example/rust".to_owned()), ..feed("blog", posts("blog", 2)) };
    let build = mill.build(vec![("blog-rust", category), ("blog", feed("blog", posts("blog", 4)))]);
    assert_eq!(build.items.len(), 4);
    assert!(build.items.iter().all(|item| item.source.as_ref().unwrap().name == "blog"), "listed first");
}

#[test]
fn the_same_title_alone_is_two_items() {
    let mut mill = Mill::of(&["one", "two"]);
    let named = |site: &str| {
        let mut entry = post(site, "a", ago(3));
        entry.title = Some(Text::plain("Hello, world"));
        feed(site, vec![entry])
    };
    assert_eq!(mill.build(vec![("one", named("one")), ("two", named("two"))]).items.len(), 2);
}

#[test]
fn front_pages_and_links_shared_inside_a_feed_are_no_evidence() {
    let mut mill = Mill::of(&["one", "two"]);
    let bulletin = |name: &str| {
        let mut entries = posts(name, 3);
        for entry in &mut entries {
            entry.link = Some("https://city.example/".to_owned());
        }
        feed(name, entries)
    };
    assert_eq!(mill.build(vec![("one", bulletin("one")), ("two", bulletin("two"))]).items.len(), 6);
}

/// An entry of `evil` that bears the id of the post "a" of `blog`.
fn imposter() -> Feed {
    let mut entry = post("evil", "spam", ago(1));
    entry.id = Some("https://blog.example/a".to_owned());
    feed("evil", vec![entry])
}

#[test]
fn no_takeover_by_id() {
    for order in [["blog", "evil"], ["evil", "blog"]] {
        let mut mill = Mill::of(&order);
        let before = mill.build(vec![("blog", feed("blog", vec![post("blog", "a", ago(3))]))]);
        let after = mill.build(vec![("evil", imposter())]);
        assert_eq!(after.items.len(), 2);
        assert_eq!(after.items[1], before.items[0], "nothing of it is touched");
        assert_ne!(after.items[0].id, before.items[0].id);
        assert!(after.items[0].id.starts_with("urn:uuid:"));
        assert_eq!(after.conflicts.len(), 1);
        assert_eq!(after.conflicts[0].0, "evil");
        let again =
            mill.build(vec![("evil", imposter()), ("blog", feed("blog", vec![post("blog", "a", ago(3))]))]);
        assert_eq!((again.new, again.conflicts.len()), (0, 0), "told once");
    }
}

#[test]
fn an_imposter_that_comes_in_the_same_build_does_not_get_the_authors_id() {
    let mut mill = Mill::of(&["evil", "blog"]);
    let blog = feed("blog", vec![post("blog", "a", ago(3))]);
    let build = mill.build(vec![("evil", imposter()), ("blog", blog)]);
    let author = build.items.iter().find(|item| item.title == "On a").unwrap();
    // Both are at home on their own sites; but the imposter's own link is not what the id says.
    assert_eq!(build.items.len(), 2);
    assert_eq!(author.id, "https://blog.example/a");
}

/// The feed that we published, read as a source of its own.
fn echo(items: &[Item]) -> Feed {
    let mut echo = as_read(items);
    for entry in &mut echo.entries {
        let source =
            Source { feed_url: Some("https://blog.example/feed.xml".to_owned()), ..Source::default() };
        entry.source = Some(Box::new(source));
    }
    echo
}

#[test]
fn a_planet_that_follows_this_one_late_doubles_nothing_of_a_feed_that_moved() {
    let mut mill = Mill::of(&["blog", "echo"]);
    let mut numbered = post("blog", "a", ago(3));
    numbered.id = Some("17".to_owned());
    let mut moved = post("new-blog", "2026/a", ago(3));
    moved.title.clone_from(&numbered.title);
    let first = mill.build(vec![("blog", feed("blog", vec![numbered]))]);
    let second = mill.build(vec![("blog", feed("blog", vec![moved])), ("echo", echo(&first.items))]);
    assert_eq!(second.ids(), first.ids());
    let third = mill.build(vec![("echo", echo(&second.items))]);
    assert_eq!(third.ids(), first.ids());
}

/// A linkblog's entry: its link leads to a third site.
fn pointer() -> Entry {
    let mut entry = post("blog", "a", ago(3));
    entry.id = Some("tag:blog.example,2026:1".to_owned());
    entry.link = Some("https://third.example/story".to_owned());
    entry
}

#[test]
fn a_copy_with_a_link_of_its_own_does_not_replace_what_bears_the_id() {
    let mut mill = Mill::of(&["blog", "evil"]);
    let before = mill.build(vec![("blog", feed("blog", vec![pointer()]))]);
    let mut spam = post("evil", "spam", ago(1));
    (spam.id, spam.title) = (pointer().id, pointer().title);
    let after = mill.build(vec![("evil", feed("evil", vec![spam.clone()]))]);
    assert_eq!(after.items.len(), 1);
    assert_eq!(after.items[0].link, before.items[0].link);
    assert_eq!(after.items[0].content, before.items[0].content);

    // It may also come with the right link first.
    let mut mill = Mill::of(&["blog", "evil"]);
    let bait = Entry { link: pointer().link, ..spam.clone() };
    mill.build(vec![("blog", feed("blog", vec![pointer()])), ("evil", feed("evil", vec![bait]))]);
    let after = mill.build(vec![("evil", feed("evil", vec![spam]))]);
    assert_eq!((after.items.len(), &after.items[0].link), (1, &before.items[0].link));
}

#[test]
fn a_feed_that_says_to_be_of_anothers_site_does_not_speak_for_it() {
    let mut mill = Mill::of(&["evil", "blog"]);
    let before = mill.build(vec![("blog", feed("blog", vec![post("blog", "a", ago(3))]))]);
    let mut spam = post("blog", "a", ago(3));
    spam.title = Some(Text::plain("Buy pills"));
    // `feed` says: at home at https://blog.example/.
    let after = mill.build(vec![("evil", feed("blog", vec![spam]))]);
    assert_eq!(after.titles(), before.titles());
    assert_eq!(after.items[0].source.as_ref().unwrap().name, "blog");
}

#[test]
fn who_links_to_a_post_first_under_an_earlier_date_does_not_bury_it() {
    let mut mill = Mill::of(&["evil", "blog"]);
    mill.config.publish.max_age = Some(std::time::Duration::from_secs(90 * 86_400));
    let early = mill.build(vec![("evil", feed("evil", vec![post("blog", "a", ago(24 * 365 * 20))]))]);
    assert_eq!(early.items, [], "too old");
    let then = mill.build(vec![("blog", feed("blog", vec![post("blog", "a", ago(3))]))]);
    assert_eq!(then.ids(), ["https://blog.example/a"]);
    assert_eq!(then.items[0].published, ago(3));
}

#[test]
fn an_edited_copy_elsewhere_changes_nothing_of_the_authors() {
    let mut mill = Mill::of(&["blog", "planet-b"]);
    let author = || feed("blog", vec![post("blog", "a", ago(3))]);
    let before = mill.build(vec![("blog", author())]);
    let vandal = copy(|entry| entry.title = Some(Text::plain("Buy pills")));
    let after = mill.build(vec![("planet-b", vandal)]);
    assert_eq!(after.items.len(), 1);
    assert_eq!(after.items[0].title, before.items[0].title);
    assert_eq!(after.items[0].content, before.items[0].content);
}

#[test]
fn ids_that_are_no_iris_become_ids_that_last() {
    let mut mill = Mill::of(&["one", "two"]);
    let numbered = |name: &str| {
        let mut entries = posts(name, 2);
        for (place, entry) in entries.iter_mut().enumerate() {
            entry.id = Some(format!("{}", 100 + place));
            entry.id_origin = IdOrigin::Given;
        }
        feed(name, entries)
    };
    let build = mill.build(vec![("one", numbered("one")), ("two", numbered("two"))]);
    assert_eq!(build.new, 4, "guid 100 of one feed is not guid 100 of the other");
    assert!(build.ids().iter().all(|id| id.starts_with("urn:uuid:")));
    assert!(build.conflicts.is_empty());
}
