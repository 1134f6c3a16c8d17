//! The takeover guard: when it holds a feed back, and when it must not.

use feedmill::model::feed::{Person, Text};
use feedmill::model::{Entry, Feed};

use crate::mill::{Mill, ago, feed, post, posts, start};

fn by(author: &str, mut entries: Vec<Entry>) -> Vec<Entry> {
    for entry in &mut entries {
        entry.authors = vec![Person { name: Some(author.to_owned()), ..Person::default() }];
    }
    entries
}

fn honest(count: i64) -> Feed {
    Feed { language: Some("en".to_owned()), ..feed("blog", by("Ann", posts("blog", count))) }
}

/// What a spammer puts where a domain ran out.
fn taken_over() -> Feed {
    let entries = (0..5).map(|number| post("casino", &format!("win-{number}"), ago(number))).collect();
    Feed { language: Some("id".to_owned()), ..feed("casino", by("SEO", entries)) }
}

fn known() -> Mill {
    let mut mill = Mill::of(&["blog"]);
    mill.build(vec![("blog", honest(4))]);
    mill.build(vec![("blog", honest(5))]);
    mill
}

#[test]
fn a_feed_that_becomes_another_site_is_held_until_it_is_approved() {
    let mut mill = known();
    let build = mill.build(vec![("blog", taken_over())]);
    assert_eq!((build.new, build.items.len()), (0, 5));
    assert!(build.withdrawn().is_empty());
    assert!(build.brought[0].held.is_some());
    let held = mill.store.state("blog").unwrap().unwrap().held.unwrap();
    assert_eq!(held.since, start() + chrono::TimeDelta::hours(2));
    assert!(held.reasons.len() >= 3, "{:?}", held.reasons);
    assert_eq!(mill.build(vec![("blog", taken_over())]).new, 0, "and stays so");
    assert_eq!(mill.store.approve("blog", mill.now).unwrap(), 5);
    let build = mill.build(vec![]);
    assert_eq!((build.new, build.items.len()), (5, 10));
    let build = mill.build(vec![("blog", taken_over())]);
    assert_eq!((build.new, build.brought[0].held.is_some()), (0, false));
}

#[test]
fn to_approve_what_is_not_held_leaves_the_feed_guarded() {
    let mut mill = known();
    assert_eq!(mill.store.approve("blog", mill.now).unwrap(), 0);
    let build = mill.build(vec![("blog", taken_over())]);
    assert_eq!((build.new, build.brought[0].held.is_some()), (0, true));
}

#[test]
fn to_approve_a_hold_releases_nothing_of_an_earlier_one() {
    let mut mill = known();
    mill.build(vec![("blog", taken_over())]);
    mill.build(vec![("blog", honest(6))]);
    assert_eq!(mill.store.approve("blog", mill.now).unwrap(), 0, "that hold is over");
    assert_eq!(mill.store.tallies().unwrap()["blog"].held, 0);
    let mut moved = taken_over();
    moved.entries.truncate(2);
    for entry in &mut moved.entries {
        entry.id = entry.id.as_ref().map(|id| format!("{id}-of-another-owner"));
        entry.link.clone_from(&entry.id);
        entry.title = Some(Text::plain(format!("Another {}", entry.id.as_deref().unwrap_or_default())));
    }
    assert!(mill.build(vec![("blog", moved)]).brought[0].held.is_some());
    assert_eq!(mill.store.approve("blog", mill.now).unwrap(), 2);
}

#[test]
fn known_entries_are_not_rewritten_by_a_held_document() {
    let mut mill = known();
    let mut evil = taken_over();
    evil.entries[0].id = Some("https://blog.example/post-5".to_owned());
    assert!(mill.build(vec![("blog", evil)]).titles().contains(&"On post-5"));
}

#[test]
fn a_feed_that_is_itself_again_is_released() {
    let mut mill = known();
    mill.build(vec![("blog", taken_over())]);
    let build = mill.build(vec![("blog", honest(6))]);
    assert_eq!((build.new, build.items.len()), (1, 6));
    assert!(mill.store.state("blog").unwrap().unwrap().held.is_none());
}

#[test]
fn a_burst_far_beyond_habit_is_held() {
    let mut mill = known();
    let mut flood = honest(5);
    flood.entries.extend((0..200).map(|number| post("blog", &format!("pill-{number}"), start())));
    let build = mill.build(vec![("blog", flood)]);
    assert_eq!((build.new, build.brought[0].held.is_some()), (0, true));
}

#[test]
fn a_burst_is_not_released_by_waiting() {
    let mut mill = known();
    let mut flood = honest(5);
    flood.entries.extend((0..200).map(|number| post("blog", &format!("pill-{number}"), start())));
    mill.build(vec![("blog", flood.clone())]);
    for _ in 0..10 {
        mill.now += chrono::TimeDelta::days(3);
        let build = mill.build(vec![("blog", flood.clone())]);
        assert_eq!((build.new, build.brought[0].held.is_some()), (0, true), "{}", mill.now);
    }
    let build = mill.build(vec![("blog", honest(6))]);
    assert_eq!((build.new, build.brought[0].held.is_some()), (1, false), "itself again");
}

#[test]
fn it_does_not_fire_on_what_honest_feeds_do() {
    let moved = |change: &dyn Fn(&mut Feed)| {
        let mut feed = honest(6);
        change(&mut feed);
        feed
    };
    let rehosted = |feed: &mut Feed| {
        feed.link = Some("https://new-home.example/".to_owned());
        for entry in &mut feed.entries {
            entry.link = entry.link.as_ref().map(|link| link.replace("blog.example", "new-home.example"));
            entry.id.clone_from(&entry.link);
        }
    };
    let cases: Vec<(&str, Feed)> = vec![
        ("a move from http", moved(&|feed| feed.link = Some("http://blog.example/".to_owned()))),
        ("a new host of the same title and entries", moved(&rehosted)),
        (
            "a productive day",
            moved(&|feed| feed.entries.extend((0..15).map(|n| post("blog", &format!("busy-{n}"), start())))),
        ),
        (
            "a new name and a new language",
            moved(&|feed| {
                feed.title = Some(Text::plain("Another name"));
                feed.language = Some("de".to_owned());
            }),
        ),
        (
            "only new entries, everything else the same",
            moved(&|feed| {
                feed.entries = (0..6).map(|n| post("blog", &format!("new-{n}"), start())).collect();
            }),
        ),
        (
            "a longer archive",
            moved(&|feed| {
                feed.entries.extend((0..300).map(|n| post("blog", &format!("old-{n}"), ago(2_000 + n))));
            }),
        ),
        ("an empty document", moved(&|feed| feed.entries.clear())),
    ];
    for (what, document) in cases {
        let mut mill = known();
        let build = mill.build(vec![("blog", document)]);
        let state = mill.store.state("blog").unwrap().unwrap();
        assert!(build.brought[0].held.is_none(), "{what}: {:?}", state.held);
    }
}

/// As Mastodon and its like write: notes without titles, and all addresses those of the server.
#[test]
fn notes_without_titles_that_move_to_another_server_are_known_by_their_texts() {
    let notes = |host: &str| {
        let mut feed = honest(6);
        feed.link = Some(format!("https://{host}/@ann"));
        for (number, entry) in feed.entries.iter_mut().enumerate() {
            entry.title = None;
            entry.link = Some(format!("https://{host}/@ann/{number}"));
            entry.id.clone_from(&entry.link);
        }
        feed
    };
    let mut mill = Mill::of(&["blog"]);
    for _ in 0..2 {
        mill.build(vec![("blog", notes("here.example"))]);
    }
    let build = mill.build(vec![("blog", notes("there.example"))]);
    assert_eq!((build.new, &build.brought[0].held), (0, &None));
}

#[test]
fn it_can_be_switched_off() {
    let mut mill = known();
    mill.feed("blog").guard = false;
    assert_eq!(mill.build(vec![("blog", taken_over())]).new, 5);
}
