//! What is taken back, blocked, aged out.

use chrono::TimeDelta;
use feedmill::model::feed::Deleted;
use feedmill::model::stored::{ARTICLES, Coverage};
use feedmill::model::{Entry, Feed};

use crate::mill::{Mill, ago, feed, post, posts, start};

/// `posts` without those at `places`.
fn without(places: &[usize], count: i64) -> Feed {
    let mut entries = posts("blog", count);
    let mut place = 0;
    entries.retain(|_| {
        place += 1;
        !places.contains(&(place - 1))
    });
    feed("blog", entries)
}

fn first_build(count: i64) -> Mill {
    let mut mill = Mill::of(&["blog"]);
    mill.build(vec![("blog", feed("blog", posts("blog", count)))]);
    mill
}

#[test]
fn an_entry_that_vanishes_while_older_ones_are_listed_is_withdrawn() {
    let mut mill = first_build(4);
    let build = mill.build(vec![("blog", without(&[1], 4))]);
    assert_eq!(build.titles(), ["On post-4", "On post-2", "On post-1"]);
    assert_eq!(build.withdrawn(), ["https://blog.example/post-3"]);
    let when = build.outcome.edition.withdrawn[0].when;
    let later = mill.build(vec![("blog", without(&[1], 4))]);
    assert_eq!(later.outcome.edition.withdrawn[0].when, when, "told with the same time each time");
    mill.now += TimeDelta::days(40);
    assert!(mill.edition().edition.withdrawn.is_empty(), "and not for ever");
}

#[test]
fn it_is_back_when_it_is_listed_again() {
    let mut mill = first_build(4);
    mill.build(vec![("blog", without(&[1], 4))]);
    let build = mill.build(vec![("blog", without(&[], 4))]);
    assert_eq!((build.new, build.items.len()), (0, 4));
    assert!(build.withdrawn().is_empty());
    assert!(mill.build(vec![]).withdrawn().is_empty());
}

#[test]
fn what_falls_off_the_end_stays() {
    let mut mill = first_build(6);
    for count in 7..12 {
        let window = posts("blog", count).into_iter().take(6).collect();
        let build = mill.build(vec![("blog", feed("blog", window))]);
        assert!(build.withdrawn().is_empty());
        assert_eq!(build.items.len(), usize::try_from(count).unwrap());
    }
}

#[test]
fn a_clock_that_was_once_wrong_makes_nothing_look_withdrawn() {
    let mut mill = Mill::of(&["blog"]);
    let window = |newest: i64| {
        let undated = |number| Entry { published: None, ..post("blog", &format!("post-{number}"), ago(1)) };
        feed("blog", (newest - 9..=newest).rev().map(undated).collect())
    };
    mill.build(vec![("blog", window(10))]);
    let right = mill.now;
    mill.now = "1970-01-01T00:10:00Z".parse().unwrap();
    mill.build(vec![("blog", window(13))]);
    mill.now = right;
    for newest in [14, 15, 16] {
        let build = mill.build(vec![("blog", window(newest))]);
        assert_eq!(build.withdrawn(), [""; 0]);
        assert_eq!(build.items.len(), usize::try_from(newest).unwrap());
    }
}

#[test]
fn a_pinned_post_makes_nothing_look_withdrawn() {
    let mut mill = Mill::of(&["blog"]);
    let window = |newest: i64| {
        let dated =
            (newest - 5..=newest).rev().map(|number| post("blog", &format!("p{number}"), ago(100 - number)));
        feed("blog", std::iter::once(post("blog", "pinned", ago(9_000))).chain(dated).collect())
    };
    for newest in 10..20 {
        assert!(mill.build(vec![("blog", window(newest))]).withdrawn().is_empty());
    }
}

#[test]
fn a_feed_that_shrinks_suddenly_withdraws_nothing() {
    let mut mill = first_build(12);
    for shrunk in [without(&[0, 2, 4, 6, 8, 10], 12), without(&[0, 1, 2, 3, 4, 5], 12), feed("blog", vec![])]
    {
        let build = mill.build(vec![("blog", shrunk)]);
        assert_eq!(build.items.len(), 12);
        assert!(build.withdrawn().is_empty());
    }
    let cut = Feed { well_formed: false, ..without(&[3], 12) };
    assert!(mill.build(vec![("blog", cut)]).withdrawn().is_empty(), "nor one that had to be mended");
}

#[test]
fn a_chart_that_comes_and_goes_is_believed_no_more() {
    let mut mill = first_build(9);
    for _ in 0..2 {
        mill.build(vec![("blog", without(&[2], 9))]);
        mill.build(vec![("blog", without(&[], 9))]);
    }
    let build = mill.build(vec![("blog", without(&[3], 9))]);
    assert_eq!((build.withdrawn().len(), build.items.len()), (0, 9));
}

#[test]
fn deleted_entries_that_a_feed_tells_of() {
    let mut mill = Mill::of(&["blog", "other"]);
    let other = feed("other", vec![post("other", "b", ago(2))]);
    mill.build(vec![("blog", feed("blog", posts("blog", 3))), ("other", other)]);
    let deleted = |id: &str| Deleted { reference: id.to_owned(), when: None };
    let told = vec![deleted("https://blog.example/post-1"), deleted("https://other.example/b")];
    let build = mill.build(vec![("blog", Feed { deleted: told, ..without(&[2], 3) })]);
    assert_eq!(build.withdrawn(), ["https://blog.example/post-1"], "and nothing of another feed");
    assert_eq!(build.items.len(), 3);
}

#[test]
fn a_deleted_article_is_withdrawn() {
    let mut mill = Mill::of(&[]);
    let articles =
        Feed { entries: vec![post("me", "a", ago(3)), post("me", "b", ago(2))], ..Feed::default() };
    assert_eq!(mill.build(vec![(ARTICLES, articles)]).items.len(), 2);
    let gone = Deleted { reference: "https://me.example/b".to_owned(), when: None };
    let build = mill.build(vec![(ARTICLES, Feed { deleted: vec![gone], ..Feed::default() })]);
    assert_eq!((build.titles(), build.withdrawn()), (vec!["On a"], vec!["https://me.example/b"]));
}

#[test]
fn a_complete_feed_is_taken_at_its_word() {
    let mut mill = first_build(6);
    let build = mill.build_with(vec![("blog", without(&[5], 6))], Coverage::Complete);
    assert_eq!(build.withdrawn(), ["https://blog.example/post-1"]);
}

#[test]
fn a_delta_says_nothing_by_its_silence() {
    let mut mill = first_build(6);
    let build = mill.build_with(vec![("blog", without(&[1, 2], 6))], Coverage::Delta);
    assert_eq!((build.items.len(), build.withdrawn().len()), (6, 0));
}

#[test]
fn blocked_by_id_or_by_link_and_back() {
    for name in ["https://blog.example/post-2", "http://www.blog.example/post-2/?utm_source=x"] {
        let mut mill = first_build(3);
        mill.config.publish.block = vec![name.to_owned()];
        let build = mill.build(vec![]);
        assert_eq!(
            (build.items.len(), build.withdrawn()),
            (2, vec!["https://blog.example/post-2"]),
            "{name}"
        );
        mill.config.publish.block.clear();
        let build = mill.build(vec![]);
        assert_eq!((build.new, build.items.len(), build.withdrawn().len()), (0, 3, 0), "{name}");
    }
}

#[test]
fn what_the_author_withdrew_is_gone_though_others_still_list_it() {
    let mut mill = Mill::of(&["blog", "planet-b"]);
    let planet = || feed("planet-b", posts("blog", 4));
    mill.build(vec![("blog", feed("blog", posts("blog", 4))), ("planet-b", planet())]);
    let build = mill.build(vec![("blog", without(&[1], 4)), ("planet-b", planet())]);
    assert_eq!((build.items.len(), build.withdrawn()), (3, vec!["https://blog.example/post-3"]));
}

#[test]
fn who_says_to_be_of_anothers_site_withdraws_nothing_there() {
    let mut mill = Mill::of(&["blog", "evil"]);
    let of_third_site = || feed("blog", posts("video", 4));
    // It says to be at home at https://video.example/, as the posts of `blog` are not.
    mill.build(vec![("blog", of_third_site()), ("evil", feed("video", posts("video", 4)))]);
    let mut less = posts("video", 4);
    less.remove(1);
    let build = mill.build(vec![("blog", of_third_site()), ("evil", feed("video", less))]);
    assert_eq!((build.items.len(), build.withdrawn().len()), (4, 0));
}

#[test]
fn what_only_a_planet_dropped_stays() {
    let mut mill = Mill::of(&["blog", "planet-b"]);
    let planet = feed("planet-b", posts("blog", 4));
    mill.build(vec![("blog", feed("blog", posts("blog", 4))), ("planet-b", planet)]);
    let build = mill.build(vec![("planet-b", feed("planet-b", without(&[1], 4).entries))]);
    assert_eq!((build.items.len(), build.withdrawn().len()), (4, 0));
}

#[test]
fn what_aged_out_does_not_come_back() {
    let mut mill = Mill::of(&["blog"]);
    mill.config.publish.limit = 100;
    let mut entries = posts("blog", 4);
    for entry in &mut entries {
        entry.published = None;
    }
    mill.build(vec![("blog", feed("blog", entries.clone()))]);
    let fresh = feed("blog", vec![post("blog", "fresh", start())]);
    mill.build(vec![("blog", fresh.clone())]);
    mill.now += TimeDelta::days(100);
    assert_eq!(mill.store.retire(TimeDelta::days(90), mill.now).unwrap(), 4);
    assert_eq!(mill.build(vec![]).items.len(), 1);
    entries.push(fresh.entries[0].clone());
    let build = mill.build(vec![("blog", feed("blog", entries))]);
    assert_eq!((build.new, build.titles()), (0, vec!["On fresh"]));
}

#[test]
fn pruning_drops_what_retention_needs_no_more_and_nothing_else() {
    let mut mill = Mill::of(&["blog", "gone"]);
    mill.build(vec![("blog", feed("blog", posts("blog", 3))), ("gone", feed("gone", posts("gone", 3)))]);
    let now = mill.now;
    assert_eq!(mill.store.prune(&["blog"], TimeDelta::days(90), now).unwrap().entries, 0);
    let later = now + TimeDelta::days(91);
    assert_eq!(mill.store.prune(&["blog"], TimeDelta::days(90), later).unwrap().entries, 3);
    mill.now = later;
    assert_eq!(mill.build(vec![]).items.len(), 3);
}
