//! Which date an item gets, and in which order items stand.

use chrono::{DateTime, TimeDelta, Utc};
use feedmill::config::FutureDates;
use feedmill::model::{Entry, Feed};

use crate::mill::{Mill, ago, feed, post, posts, start};

fn undated(site: &str, name: &str) -> Entry {
    Entry { published: None, ..post(site, name, start()) }
}

fn future(policy: FutureDates) -> Mill {
    let mut mill = Mill::of(&["blog"]);
    mill.feed("blog").future_dates = policy;
    mill
}

fn tomorrow() -> DateTime<Utc> {
    start() + TimeDelta::days(1)
}

fn with_tomorrow() -> Feed {
    feed("blog", vec![post("blog", "tomorrow", tomorrow()), post("blog", "today", ago(1))])
}

#[test]
fn a_future_date_is_clamped_to_the_first_sight_for_ever() {
    let mut mill = future(FutureDates::Clamp);
    for _ in 0..3 {
        let build = mill.build(vec![("blog", with_tomorrow())]);
        assert_eq!(build.titles(), ["On tomorrow", "On today"]);
        assert_eq!(build.items[0].published, start());
    }
}

#[test]
fn a_future_entry_is_held_until_its_date() {
    let mut mill = future(FutureDates::Hold);
    assert_eq!(mill.build(vec![("blog", with_tomorrow())]).titles(), ["On today"]);
    mill.now = tomorrow();
    let due = mill.build(vec![]);
    assert_eq!((due.new, due.titles()), (1, vec!["On tomorrow", "On today"]));
    assert_eq!(due.items[0].published, tomorrow());
}

#[test]
fn a_future_date_is_kept() {
    let build = future(FutureDates::Keep).build(vec![("blog", with_tomorrow())]);
    assert_eq!(build.items[0].published, tomorrow());
}

#[test]
fn a_future_entry_is_dropped_and_does_not_return_when_it_is_due() {
    let mut mill = future(FutureDates::Drop);
    assert_eq!(mill.build(vec![("blog", with_tomorrow())]).titles(), ["On today"]);
    mill.now = tomorrow() + TimeDelta::days(1);
    assert_eq!(mill.build(vec![("blog", with_tomorrow())]).titles(), ["On today"]);
}

#[test]
fn undated_entries_of_a_known_feed_are_dated_by_their_first_sight() {
    let mut mill = Mill::of(&["blog"]);
    mill.build(vec![("blog", feed("blog", vec![undated("blog", "old")]))]);
    let build =
        mill.build(vec![("blog", feed("blog", vec![undated("blog", "new"), undated("blog", "old")]))]);
    assert_eq!(build.titles(), ["On new", "On old"]);
    assert_eq!(build.items[0].published, start() + TimeDelta::hours(1));
    mill.build(vec![("blog", feed("blog", vec![undated("blog", "new"), undated("blog", "old")]))]);
    assert_eq!(mill.edition().edition.items, build.items, "and keep that date");
}

#[test]
fn undated_backlog_does_not_bury_the_others() {
    let mut mill = Mill::of(&["archive", "blog"]);
    let backlog = (0..30).map(|number| undated("archive", &format!("n{number}"))).collect();
    let build =
        mill.build(vec![("archive", feed("archive", backlog)), ("blog", feed("blog", posts("blog", 5)))]);
    assert!(build.titles()[..5].iter().all(|title| title.starts_with("On post")));
    assert!(build.items[5..].iter().all(|item| item.published == start() - TimeDelta::days(30)));
}

#[test]
fn dates_before_1990_count_as_missing() {
    let mut mill = Mill::of(&["blog"]);
    mill.build(vec![("blog", feed("blog", posts("blog", 1)))]);
    let zero = post("blog", "zero", DateTime::UNIX_EPOCH);
    let build = mill.build(vec![("blog", feed("blog", vec![zero]))]);
    assert_eq!(build.items[0].published, start() + TimeDelta::hours(1));
}

#[test]
fn entries_that_all_bear_the_time_of_the_build_are_undated() {
    let mut mill = Mill::of(&["generated", "blog"]);
    let generated = |count: i64, build: DateTime<Utc>| {
        let mut entries = posts("generated", count);
        for entry in &mut entries {
            entry.published = Some(build);
        }
        feed("generated", entries)
    };
    let blog = feed("blog", posts("blog", 2));
    let first = mill.build(vec![("generated", generated(5, start())), ("blog", blog)]);
    assert_eq!(first.titles()[..2], ["On post-2", "On post-1"]);
    assert!(first.items[0].source.as_ref().unwrap().name == "blog", "the backlog is not new");
    let second = mill.build(vec![("generated", generated(6, start() + TimeDelta::hours(1)))]);
    assert_eq!((second.new, second.titles()[0]), (1, "On post-6"));
}

#[test]
fn days_without_a_time_are_ordered_by_first_sight() {
    let mut mill = Mill::of(&["a", "b", "c"]);
    let day: DateTime<Utc> = "2026-03-10T00:00:00Z".parse().unwrap();
    mill.build(vec![("b", feed("b", vec![post("b", "first", day)]))]);
    mill.build(vec![("c", feed("c", vec![post("c", "second", day)]))]);
    let build = mill.build(vec![("a", feed("a", vec![post("a", "third", day)]))]);
    assert_eq!(build.titles(), ["On third", "On second", "On first"]);
    assert!(build.items.iter().all(|item| item.published == day));
}

#[test]
fn equal_times_are_ordered_by_source_and_then_by_id() {
    let mut mill = Mill::of(&["b", "a"]);
    let time = ago(2);
    let a = feed("a", vec![post("a", "y", time), post("a", "x", time)]);
    let b = feed("b", vec![post("b", "z", time)]);
    assert_eq!(mill.build(vec![("a", a), ("b", b)]).titles(), ["On z", "On x", "On y"]);
}

#[test]
fn of_a_new_feed_only_so_many_enter() {
    let mut mill = Mill::of(&["blog"]);
    mill.feed("blog").new_entries = Some(3);
    let first = mill.build(vec![("blog", feed("blog", posts("blog", 10)))]);
    assert_eq!(first.titles(), ["On post-10", "On post-9", "On post-8"]);
    let second = mill.build(vec![("blog", feed("blog", posts("blog", 12)))]);
    assert_eq!(second.new, 2, "later ones all enter, and the surplus stays out");
}

#[test]
fn limits_and_ages() {
    let mut mill = Mill::of(&["busy", "calm"]);
    mill.feed("busy").limit = Some(3);
    mill.config.publish.limit = 5;
    let calm = (1..9).map(|number| post("calm", &format!("c{number}"), ago(number * 24))).collect();
    let build = mill.build(vec![("busy", feed("busy", posts("busy", 20))), ("calm", feed("calm", calm))]);
    assert_eq!(build.titles(), ["On post-20", "On post-19", "On post-18", "On c1", "On c2"]);
    mill.config.publish.max_age = Some(std::time::Duration::from_secs(30 * 3600));
    assert_eq!(mill.edition().edition.items.len(), 4);
    mill.feed("calm").max_age = Some(std::time::Duration::from_secs(3600));
    assert_eq!(mill.edition().edition.items.len(), 3);
}
