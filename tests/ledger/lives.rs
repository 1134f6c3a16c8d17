//! What may happen to an entry in its life, as a sequence of documents each.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use feedmill::model::feed::{Content, IdOrigin, Text};
use feedmill::model::{Entry, Feed};

use crate::mill::{Mill, ago, feed, post, posts, start};

/// A name, what happens to the entries at each later fetch (its number, from 1, and the place of
/// the entry), and how many items the reader sees as new after the first build.
struct Life {
    name: &'static str,
    change: fn(&mut Entry, usize, usize),
    new: usize,
}

const LIVES: &[Life] = &[
    Life { name: "nothing", change: |_, _, _| {}, new: 0 },
    Life {
        name: "to https",
        change: |entry, fetch, _| {
            let scheme = if fetch == 0 { "http" } else { "https" };
            let url = format!("{scheme}://{}", tail(entry));
            entry.id = Some(url.clone());
            entry.link = Some(url);
        },
        new: 0,
    },
    Life {
        name: "to another host, guids being permalinks",
        change: |entry, fetch, _| {
            if fetch > 0 {
                let url = format!("https://new-home.example/{}", slug(entry));
                entry.id = Some(url.clone());
                entry.link = Some(url);
            }
        },
        new: 0,
    },
    Life {
        name: "to another path",
        change: |entry, fetch, _| {
            if fetch > 0 {
                entry.link = Some(format!("https://blog.example/archive/{}.html", slug(entry)));
                entry.id.clone_from(&entry.link);
            }
        },
        new: 0,
    },
    Life {
        name: "a new CMS with new guids, links the same",
        change: |entry, fetch, place| {
            if fetch > 0 {
                entry.id = Some(format!("urn:cms:{place}"));
            }
        },
        new: 0,
    },
    Life {
        name: "a new permalink, guid the same",
        change: |entry, fetch, _| entry.link = Some(format!("https://blog.example/{fetch}/{}", slug(entry))),
        new: 0,
    },
    Life {
        name: "guid and link both changed, title and date the same",
        change: |entry, fetch, place| {
            if fetch > 0 {
                entry.id = Some(format!("urn:cms:{place}"));
                entry.link = Some(format!("https://other.example/?p={place}"));
            }
        },
        new: 0,
    },
    Life {
        name: "guid, link and title changed, text and time the same",
        change: |entry, fetch, place| {
            if fetch > 0 {
                entry.id = Some(format!("urn:cms:{place}"));
                entry.link = Some(format!("https://other.example/?p={place}"));
                entry.title = Some(Text::plain(format!("“Title” No. {place}")));
            }
        },
        new: 0,
    },
    Life {
        name: "title edited at each fetch",
        change: |entry, fetch, place| {
            entry.title = Some(Text::plain(format!("Title {place}, version {fetch}")));
        },
        new: 0,
    },
    Life {
        name: "date edited",
        change: |entry, fetch, _| entry.published = later(entry.published, fetch),
        new: 0,
    },
    Life {
        name: "updated bumped hourly",
        change: |entry, fetch, _| entry.updated = Some(start() + hours(fetch)),
        new: 0,
    },
    Life {
        name: "pubDate is now at each fetch",
        change: |entry, fetch, _| entry.published = Some(start() + hours(fetch)),
        new: 0,
    },
    Life {
        name: "guids random at each build",
        change: |entry, fetch, place| entry.id = Some(format!("urn:random:{}", fetch * 7919 + place)),
        new: 0,
    },
    Life {
        name: "guids random and pubDate now",
        change: |entry, fetch, place| {
            entry.id = Some(format!("urn:random:{}", fetch * 7919 + place));
            entry.published = Some(start() + hours(fetch));
        },
        new: 0,
    },
    Life {
        name: "one guid for all",
        change: |entry, _, _| entry.id = Some("https://blog.example/".to_owned()),
        new: 0,
    },
    Life { name: "empty guids", change: |entry, _, _| entry.id = Some(String::new()), new: 0 },
    Life {
        name: "no guids and one link for all",
        change: |entry, _, _| {
            no_id(entry);
            entry.link = Some("https://blog.example/news".to_owned());
        },
        new: 0,
    },
    Life {
        name: "no guids, one link for all, no dates",
        change: |entry, _, _| {
            no_id(entry);
            entry.link = Some("https://blog.example/news".to_owned());
            entry.published = None;
        },
        new: 0,
    },
    Life {
        name: "no guids, no links",
        change: |entry, _, _| {
            no_id(entry);
            entry.link = None;
        },
        new: 0,
    },
    Life {
        name: "no guids, links from http to https and back",
        change: |entry, fetch, _| {
            let scheme = if fetch % 2 == 0 { "http" } else { "https" };
            entry.link = Some(format!("{scheme}://{}", tail(entry)));
            no_id(entry);
        },
        new: 0,
    },
    Life {
        name: "tracking parameters that change",
        change: |entry, fetch, _| {
            entry.link = Some(format!("https://{}?utm_source=rss&utm_campaign=c{fetch}", tail(entry)));
            no_id(entry);
        },
        new: 0,
    },
    Life {
        name: "numbers of their places as guids",
        change: |entry, _, place| entry.id = Some(place.to_string()),
        new: 0,
    },
    Life {
        name: "undated, to another host",
        change: |entry, fetch, _| {
            entry.published = None;
            if fetch > 0 {
                entry.link = Some(format!("https://new-home.example/{}", slug(entry)));
                entry.id.clone_from(&entry.link);
            }
        },
        new: 0,
    },
];

#[test]
fn an_entry_keeps_its_id_and_date_for_life() {
    for life in LIVES {
        let mut mill = Mill::of(&["blog"]);
        let document = |fetch: usize| lived(life, fetch, posts("blog", 6));
        let first = mill.build(vec![("blog", document(0))]);
        assert_eq!(first.new, 6, "{}: the first build shows all", life.name);
        for fetch in 1..5 {
            let build = mill.build(vec![("blog", document(fetch))]);
            assert_eq!(build.new, life.new, "{}: new at fetch {fetch}: {:?}", life.name, build.titles());
            assert_eq!(build.items.len(), 6, "{}: shown at fetch {fetch}", life.name);
            let dates = |items: &[feedmill::model::Item]| {
                let mut dates: Vec<_> = items.iter().map(|item| (item.id.clone(), item.published)).collect();
                dates.sort();
                dates
            };
            assert_eq!(
                dates(&build.items),
                dates(&first.items),
                "{}: ids and dates at fetch {fetch}",
                life.name
            );
        }
    }
}

#[test]
fn one_new_post_is_one_new_item_whatever_else_the_feed_does() {
    for life in LIVES {
        let mut mill = Mill::of(&["blog"]);
        mill.build(vec![("blog", lived(life, 0, posts("blog", 5)))]);
        mill.build(vec![("blog", lived(life, 1, posts("blog", 5)))]);
        let mut more = posts("blog", 5);
        more.insert(0, post("blog", "brand-new", start() + hours(1)));
        let build = mill.build(vec![("blog", lived(life, 2, more))]);
        assert_eq!(build.new, 1, "{}: {:?}", life.name, build.titles());
        assert_eq!(build.items.len(), 6, "{}", life.name);
    }
}

fn lived(life: &Life, fetch: usize, mut entries: Vec<Entry>) -> Feed {
    for (place, entry) in entries.iter_mut().enumerate() {
        (life.change)(entry, fetch, place);
    }
    feed("blog", entries)
}

/// New guids, new addresses, texts marked up anew, and dates without a time or in another zone.
#[test]
fn a_blog_that_another_program_builds_from_now_on_brings_nothing_new() {
    let old = || (1..=5).map(|n| post("blog", &format!("post-{n}"), ago(71 * n))).collect::<Vec<_>>();
    let without_time = |date: DateTime<Utc>| date.date_naive().and_time(NaiveTime::MIN).and_utc();
    let in_another_zone = |date: DateTime<Utc>| date + hours(2);
    for redated in [without_time, in_another_zone] {
        let mut mill = Mill::of(&["blog"]);
        let first = mill.build(vec![("blog", feed("blog", old()))]);
        let mut rebuilt = old();
        for (number, entry) in rebuilt.iter_mut().enumerate() {
            entry.id = Some(format!("urn:cms:{number}"));
            entry.link = Some(format!("https://blog.example/posts/{}.html", slug(entry)));
            entry.content =
                vec![Content { text: Text::html(format!("<div>{number}</div>"), None), src: None }];
            entry.published = entry.published.map(redated);
        }
        rebuilt.insert(0, post("blog", "brand-new", ago(2)));
        let build = mill.build(vec![("blog", feed("blog", rebuilt))]);
        assert_eq!(build.new, 1, "{:?}", build.titles());
        assert_eq!(build.ids()[1..], first.ids());
    }
}

/// New guids and addresses, and titles as a printer sets them: all of them, or those few that can be set otherwise.
#[test]
fn a_blog_whose_titles_are_set_in_another_way_brings_nothing_new() {
    let old = |n: i64| {
        let mut entry = post("blog", &format!("post-{n}"), ago(71 * n));
        entry.title = Some(Text::plain(format!("It's \"post\" {n} -- at last...")));
        entry
    };
    let as_it_was = |date: DateTime<Utc>| date;
    let in_another_zone = |date: DateTime<Utc>| date + hours(2);
    for (redated, set) in [
        (as_it_was as fn(DateTime<Utc>) -> DateTime<Utc>, 1..=5),
        (as_it_was, 2..=2),
        (in_another_zone, 1..=5),
        (in_another_zone, 4..=4),
    ] {
        let mut mill = Mill::of(&["blog"]);
        let first = mill.build(vec![("blog", feed("blog", (1..=5).map(old).collect()))]);
        let rebuilt = (1..=5).map(|n| {
            let mut entry = old(n);
            entry.id = Some(format!("urn:cms:{n}"));
            entry.link = Some(format!("https://blog.example/posts/{n}.html"));
            entry.content = vec![Content { text: Text::html(format!("<div>{n}</div>"), None), src: None }];
            entry.published = entry.published.map(redated);
            if set.contains(&n) {
                entry.title = Some(Text::plain(format!("It’s “post” {n} – at last…")));
            }
            entry
        });
        let build = mill.build(vec![("blog", feed("blog", rebuilt.collect()))]);
        assert_eq!((build.new, build.ids()), (0, first.ids()), "{set:?}: {:?}", build.titles());
    }
}

/// Another program may list all that there ever was.
#[test]
fn what_a_blog_listed_earlier_and_lists_again_with_all_names_and_dates_new_is_not_new() {
    let old = |n: i64| post("blog", &format!("post-{n}"), ago(71 * n));
    let mut mill = Mill::of(&["blog"]);
    for newest in (1..=9).rev() {
        mill.build(vec![("blog", feed("blog", (newest..newest + 3).map(old).collect()))]);
    }
    let first = mill.build(vec![]);
    assert_eq!(first.items.len(), 11);
    let rebuilt = (1..=20).map(|n| {
        let mut entry = old(n);
        entry.id = Some(format!("urn:cms:{n}"));
        entry.link = Some(format!("https://blog.example/posts/{}.html", slug(&entry)));
        entry.published = entry.published.map(|date| date.date_naive().and_time(NaiveTime::MIN).and_utc());
        entry
    });
    let build = mill.build(vec![("blog", feed("blog", rebuilt.collect()))]);
    assert_eq!(build.new, 9, "{:?}", build.titles());
    assert_eq!(build.ids()[..11], first.ids());
}

/// Of what has aged out no title is kept that could be read as one types it.
#[test]
fn what_aged_out_is_not_new_where_one_title_that_is_kept_is_set_in_another_way() {
    let old = |n: i64| {
        let mut entry = post("blog", &format!("post-{n}"), ago(71 * n));
        entry.title = Some(Text::plain(format!("It's post {n}")));
        entry
    };
    let mut mill = Mill::of(&["blog"]);
    for newest in (1..=5).rev() {
        mill.build(vec![("blog", feed("blog", (newest..newest + 3).map(old).collect()))]);
    }
    assert_eq!(mill.store.retire(TimeDelta::zero(), mill.now).unwrap(), 4);
    let rebuilt = (1..=7).map(|n| {
        let mut entry = old(n);
        entry.id = Some(format!("urn:cms:{n}"));
        entry.link = Some(format!("https://blog.example/posts/{n}.html"));
        entry.content = vec![Content { text: Text::html(format!("<div>{n}</div>"), None), src: None }];
        entry.published = entry.published.map(|date| date + hours(2));
        if n == 2 {
            entry.title = Some(Text::plain("It’s post 2"));
        }
        entry
    });
    let build = mill.build(vec![("blog", feed("blog", rebuilt.collect()))]);
    assert_eq!((build.new, build.brought[0].new), (0, 0), "{:?}", build.titles());
}

/// A daily notice has one text, and another time each day; one of the same day without a time may be another.
#[test]
fn the_same_text_at_another_time_or_on_a_day_without_one_is_another_entry() {
    let notice = |name: &str, date: DateTime<Utc>| Entry {
        content: vec![Content { text: Text::html("<p>The office is open.</p>", None), src: None }],
        ..post("blog", name, date)
    };
    let midnight: DateTime<Utc> = "2026-05-01T00:00:00Z".parse().unwrap();
    for (first, second) in [(ago(48), ago(24)), (midnight, midnight)] {
        let mut mill = Mill::of(&["blog"]);
        mill.build(vec![("blog", feed("blog", vec![notice("one", first)]))]);
        assert_eq!(mill.build(vec![("blog", feed("blog", vec![notice("two", second)]))]).new, 1, "{first}");
    }
}

#[test]
fn two_posts_of_one_title_stay_two() {
    let weekly = |number: i64| {
        let mut entry = post("blog", &format!("week-{number}"), ago(24 * 7 * (10 - number)));
        entry.title = Some(Text::plain("Weekly update"));
        entry
    };
    let mut mill = Mill::of(&["blog"]);
    assert_eq!(mill.build(vec![("blog", feed("blog", vec![weekly(2), weekly(1)]))]).new, 2);
    assert_eq!(mill.build(vec![("blog", feed("blog", vec![weekly(3), weekly(2)]))]).new, 1);
    let all = mill.build(vec![("blog", feed("blog", vec![weekly(4)]))]);
    assert_eq!((all.new, all.items.len()), (1, 4));
}

#[test]
fn weekly_updates_without_guid_and_with_one_link_stay_apart() {
    let weekly = |number: i64| {
        let mut entry = post("blog", &format!("week-{number}"), ago(24 * 7 * (10 - number)));
        entry.title = Some(Text::plain("Weekly update"));
        entry.link = Some("https://blog.example/weekly".to_owned());
        no_id(&mut entry);
        entry
    };
    let mut mill = Mill::of(&["blog"]);
    assert_eq!(mill.build(vec![("blog", feed("blog", vec![weekly(2), weekly(1)]))]).new, 2);
    assert_eq!(mill.build(vec![("blog", feed("blog", vec![weekly(3), weekly(2)]))]).new, 1);
}

#[test]
fn an_entry_listed_twice_is_one() {
    let mut mill = Mill::of(&["blog"]);
    let mut old = post("blog", "a", ago(5));
    old.updated = Some(ago(4));
    let mut new = old.clone();
    new.updated = Some(ago(2));
    new.title = Some(Text::plain("On a, corrected"));
    let build = mill.build(vec![("blog", feed("blog", vec![old.clone(), new.clone(), new.clone()]))]);
    assert_eq!(build.titles(), ["On a, corrected"]);
    let mut bare = post("blog", "b", ago(3));
    no_id(&mut bare);
    for _ in 0..3 {
        let build = mill.build(vec![("blog", feed("blog", vec![bare.clone(), bare.clone(), new.clone()]))]);
        assert_eq!(build.items.len(), 2, "{:?}", build.titles());
    }
}

#[test]
fn an_edit_updates_in_place() {
    let mut mill = Mill::of(&["blog"]);
    mill.build(vec![("blog", feed("blog", posts("blog", 3)))]);
    let mut entries = posts("blog", 3);
    entries[2].title = Some(Text::plain("Corrected"));
    let build = mill.build(vec![("blog", feed("blog", entries))]);
    assert_eq!(build.titles(), ["On post-3", "On post-2", "Corrected"], "it does not jump to the top");
    assert_eq!(build.items[2].updated, start() + hours(1), "when the edit was seen");
    assert_eq!(build.items[1].updated, build.items[1].published);
}

#[test]
fn a_bumped_date_without_a_change_is_no_update() {
    let mut mill = Mill::of(&["blog"]);
    let bumped = |hour: usize| {
        let mut entries = posts("blog", 3);
        for entry in &mut entries {
            entry.updated = Some(start() + hours(hour) - TimeDelta::minutes(1));
        }
        feed("blog", entries)
    };
    let first = mill.build(vec![("blog", bumped(0))]).outcome.edition;
    for hour in 1..4 {
        assert_eq!(mill.build(vec![("blog", bumped(hour))]).outcome.edition.items, first.items);
    }
}

/// Whoever corrects the address of a feed without a `name` has a feed of another name.
#[test]
fn a_feed_in_the_place_of_another_with_new_ids_and_links_brings_nothing_new() {
    let moved = || {
        let mut entries = posts("blog", 4);
        for (number, entry) in entries.iter_mut().enumerate() {
            entry.id = Some(format!("urn:cms:{number}"));
            entry.link = Some(format!("https://new-home.example/{number}"));
        }
        entries
    };
    let mut mill = Mill::of(&["blog", "new-home"]);
    let first = mill.build(vec![("blog", feed("blog", posts("blog", 4)))]);
    mill.config.feeds.remove(0);
    let mut more = moved();
    more.insert(0, post("new-home", "brand-new", start()));
    let build = mill.build(vec![("new-home", feed("new-home", more))]);
    assert_eq!(build.new, 1, "{:?}", build.titles());
    assert_eq!(build.ids()[1..], first.ids());

    let mut mill = Mill::of(&["blog", "new-home"]);
    mill.build(vec![("blog", feed("blog", posts("blog", 4)))]);
    let build = mill.build(vec![("new-home", feed("new-home", moved()))]);
    assert_eq!(build.new, 4, "two that are followed both are two");
}

#[test]
fn a_feed_under_a_new_name_brings_nothing_new() {
    let mut mill = Mill::of(&["blog", "renamed"]);
    let first = mill.build(vec![("blog", feed("blog", posts("blog", 4)))]);
    mill.config.feeds.remove(0);
    let build = mill.build(vec![("renamed", feed("blog", posts("blog", 4)))]);
    assert_eq!(build.new, 0);
    assert_eq!(build.ids(), first.ids());
    assert_eq!(build.items[0].source.as_ref().unwrap().name, "renamed");
}

#[test]
fn a_new_feed_level_id_changes_nothing() {
    let mut mill = Mill::of(&["blog"]);
    mill.build(vec![("blog", feed("blog", posts("blog", 4)))]);
    let renamed = Feed { id: Some("urn:new".to_owned()), ..feed("blog", posts("blog", 4)) };
    assert_eq!(mill.build(vec![("blog", renamed)]).new, 0);
}

#[test]
fn what_fell_off_the_list_is_known_when_it_is_listed_again_under_another_id() {
    let mut mill = Mill::of(&["blog"]);
    mill.build(vec![("blog", feed("blog", posts("blog", 6)))]);
    mill.build(vec![("blog", feed("blog", posts("blog", 6)[..3].to_vec()))]);
    let mut all = posts("blog", 6);
    for (place, entry) in all.iter_mut().enumerate() {
        entry.id = Some(format!("urn:cms:{place}"));
    }
    let build = mill.build(vec![("blog", feed("blog", all))]);
    assert_eq!((build.new, build.items.len()), (0, 6));
}

#[test]
fn an_edit_of_everything_under_the_same_guid_is_an_edit() {
    let mut mill = Mill::of(&["blog"]);
    let mut entry = post("blog", "draft", ago(3));
    entry.id = Some("urn:one".to_owned());
    mill.build(vec![("blog", feed("blog", vec![entry, post("blog", "other", ago(9))]))]);
    let mut rewritten = post("blog", "final", ago(1));
    rewritten.id = Some("urn:one".to_owned());
    let build = mill.build(vec![("blog", feed("blog", vec![rewritten, post("blog", "other", ago(9))]))]);
    assert_eq!((build.new, build.titles()), (0, vec!["On final", "On other"]));
}

fn no_id(entry: &mut Entry) {
    entry.id = entry.link.clone();
    entry.id_origin = IdOrigin::Derived;
}

fn slug(entry: &Entry) -> String {
    let title = &entry.title.as_ref().unwrap().value;
    title.trim_start_matches("On ").to_owned()
}

fn tail(entry: &Entry) -> String {
    format!("blog.example/{}", slug(entry))
}

fn hours(count: usize) -> TimeDelta {
    TimeDelta::hours(i64::try_from(count).unwrap())
}

fn later(date: Option<DateTime<Utc>>, fetch: usize) -> Option<DateTime<Utc>> {
    date.map(|date| date - hours(fetch * 30))
}

#[test]
fn an_entry_over_which_settling_panics_costs_only_itself_and_is_settled_later() {
    let mut mill = Mill::of(&["blog"]);
    let bad = "https://blog.example/post-2";
    mill.stumbles_over = Some(bad);
    let build = mill.build(vec![("blog", feed("blog", posts("blog", 3)))]);
    assert_eq!(build.titles(), ["On post-3", "On post-1"]);
    let failed = [("blog".to_owned(), Some(bad.to_owned()))];
    assert_eq!(build.settled.failed, failed);
    mill.store.record_publication(&"what was published").unwrap();
    let again = mill.build(vec![]);
    assert_eq!((again.new, &again.settled.failed[..]), (0, &failed[..]));
    assert!(mill.store.publication::<String>().unwrap().is_some(), "nothing has changed");
    mill.stumbles_over = None;
    let mended = mill.build(vec![]);
    assert_eq!((mended.new, mended.titles()), (1, vec!["On post-3", "On post-2", "On post-1"]));
    assert_eq!(mended.settled.failed, []);
}

#[test]
fn what_a_program_writes_anew_at_each_fetch_is_no_edit_and_the_newest_body_is_published() {
    let mut mill = Mill::of(&["blog"]);
    let signed = |fetch: usize| {
        let mut entries = posts("blog", 3);
        for entry in &mut entries {
            let html = format!(
                "<p data-nonce=\"{fetch}\">Seen <img src=\"https://cdn.example/a.png?sig={fetch}\" alt=\"a\"></p>"
            );
            entry.content[0].text = Text::html(html, None);
        }
        feed("blog", entries)
    };
    let first = mill.build(vec![("blog", signed(0))]);
    for fetch in 1..4 {
        let build = mill.build(vec![("blog", signed(fetch))]);
        assert_eq!(build.brought[0].changed, 0);
        for (item, before) in build.items.iter().zip(&first.items) {
            assert_eq!((&item.id, item.updated), (&before.id, before.updated));
            let html = item.content.as_ref().unwrap().as_str();
            assert!(html.contains(&format!("sig={fetch}")), "{html}");
        }
    }
    let mut edited = signed(4);
    edited.entries[1].content[0].text.value.push_str("<p>And more.</p>");
    let build = mill.build(vec![("blog", edited)]);
    assert_eq!(build.brought[0].changed, 1);
    assert_eq!(build.items[1].updated, mill.now - hours(1));
    let mut again = signed(5);
    again.entries[1].content[0].text.value.push_str("<p>And more.</p>");
    let build = mill.build(vec![("blog", again)]);
    assert_eq!((build.brought[0].changed, build.items[1].updated), (0, mill.now - hours(2)));
}

#[test]
fn whoever_says_that_he_has_changed_an_entry_is_believed_unless_he_says_so_of_all_at_each_fetch() {
    let mut mill = Mill::of(&["blog"]);
    let entry = |fetch: usize, place: usize, updated: Option<DateTime<Utc>>| {
        let mut entry = posts("blog", 3).swap_remove(place);
        entry.content[0].text =
            Text::html(format!("<p>A<img src='https://c.example/a.png?{fetch}'></p>"), None);
        entry.updated = updated;
        entry
    };
    let all = |fetch: usize, updated: Option<DateTime<Utc>>| {
        feed("blog", (0..3).map(|place| entry(fetch, place, updated)).collect())
    };
    let first = mill.build(vec![("blog", all(0, None))]);
    let said = start() + TimeDelta::minutes(30);
    let one = feed("blog", vec![entry(1, 0, Some(said)), entry(1, 1, None), entry(1, 2, None)]);
    let build = mill.build(vec![("blog", one)]);
    assert_eq!(
        (build.brought[0].changed, build.items[0].updated),
        (1, said),
        "he has put another picture there"
    );
    for fetch in 2..4 {
        let stamp = mill.now - TimeDelta::seconds(1);
        let build = mill.build(vec![("blog", all(fetch, Some(stamp)))]);
        assert_eq!((build.brought[0].changed, build.items[0].updated), (0, said));
        assert_eq!(build.items[1].updated, first.items[1].updated);
    }
}

#[test]
fn another_page_behind_a_link_is_an_edit() {
    let mut mill = Mill::of(&["blog"]);
    let linking = |to: &str| {
        let mut entries = posts("blog", 1);
        entries[0].content[0].text =
            Text::html(format!("<p><a href=\"https://v.example/{to}\">look</a></p>"), None);
        feed("blog", entries)
    };
    mill.build(vec![("blog", linking("watch?v=1"))]);
    assert_eq!(mill.build(vec![("blog", linking("watch?v=2"))]).brought[0].changed, 1);
    assert_eq!(mill.build(vec![("blog", linking("watch?v=2&utm_source=rss"))]).brought[0].changed, 0);
}

/// Else one feed that writes much anew at each fetch would hold up all others.
#[test]
fn of_one_document_only_so_much_is_compared_and_what_is_not_counts_as_edited() {
    let mut mill = Mill::of(&["blog"]);
    let spaced = |by: &str| {
        let mut entries = posts("blog", 3);
        for entry in &mut entries {
            entry.content[0].text = Text::plain(format!("a{by}word ").repeat(400_000));
        }
        feed("blog", entries)
    };
    mill.build(vec![("blog", spaced(" "))]);
    let build = mill.build(vec![("blog", spaced("  "))]);
    assert_eq!(build.brought[0].changed, 2, "old and new of the first are 6 MB");
}
