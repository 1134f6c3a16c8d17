//! The state lost, damaged, newer, locked; and what it tells.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;

use feedmill::merge;
use feedmill::model::Entry;
use feedmill::model::feed::{IdOrigin, Text};
use feedmill::model::stored::{FeedState, Moving, Validators};
use feedmill::store::{Arrival, HostPause, Ping, Store, StoreError};

use crate::mill::{Mill, ago, as_read, feed, post, posts, start};

#[test]
fn ids_and_dates_come_back_from_what_was_published() {
    let undated = |count: i64| {
        let mut entries = posts("undated", count);
        for entry in &mut entries {
            entry.published = None;
            entry.id = entry.id.as_ref().map(|id| id.rsplit('/').next().unwrap().to_owned());
        }
        feed("undated", entries)
    };
    let mut mill = Mill::of(&["undated", "blog"]);
    let blog = || feed("blog", posts("blog", 4));
    mill.build(vec![("undated", undated(3)), ("blog", blog())]);
    let published = mill.build(vec![("undated", undated(5)), ("blog", blog())]);
    mill.lose_state(&published.items);
    let build = mill.build(vec![("undated", undated(5)), ("blog", blog())]);
    assert_eq!(build.new, 0);
    let dates = |items: &[feedmill::model::Item]| items.iter().map(|item| item.published).collect::<Vec<_>>();
    assert_eq!((build.ids(), dates(&build.items)), (published.ids(), dates(&published.items)));
    let build = mill.build(vec![("undated", undated(6))]);
    assert_eq!((build.new, build.titles()[0]), (1, "On post-6"));
}

/// As another planet does, and feedmill did once: an id of which only its title tells whose it is.
#[test]
fn an_id_that_was_published_in_another_form_comes_back_in_that_form() {
    for id in ["https://blog.example/grün", "http://[::1]/a", "urn:blog:a/b"] {
        let mut mill = Mill::of(&["blog"]);
        let entry =
            Entry { id: Some(id.to_owned()), link: None, published: None, ..post("blog", "a", ago(3)) };
        let blog = || feed("blog", vec![entry.clone()]);
        let mut published = mill.build(vec![("blog", blog())]).items;
        assert_ne!(published[0].id, id);
        published[0].id = id.to_owned();
        mill.lose_state(&published);
        assert_eq!(mill.build(vec![("blog", blog())]).ids(), [id]);
    }
}

#[test]
fn entries_whose_ids_have_one_published_form_keep_what_each_of_them_got() {
    let mut mill = Mill::of(&["blog"]);
    let weekly = |id: &str, hours: i64| Entry {
        id: Some(id.to_owned()),
        link: None,
        title: Some(Text::plain("Weekly notes")),
        ..post("blog", id, ago(hours))
    };
    let old = weekly("tag:Blog.example,2026:1", 9);
    let new = weekly("tag:blog.example,2026:1", 3);
    mill.build(vec![("blog", feed("blog", vec![old.clone()]))]);
    let both = || feed("blog", vec![new.clone(), old.clone()]);
    let published = mill.build(vec![("blog", both())]);
    assert_eq!(published.ids()[1], "tag:blog.example,2026:1");
    mill.lose_state(&published.items);
    assert_eq!(mill.build(vec![("blog", both())]).ids(), published.ids());
}

#[test]
fn what_had_fallen_out_of_the_combined_feed_does_not_return_on_top() {
    let undated = |count: i64| {
        let entries = posts("blog", count).into_iter().map(|entry| Entry { published: None, ..entry });
        feed("blog", entries.collect())
    };
    let mut mill = Mill::of(&["blog"]);
    mill.config.publish.limit = 4;
    for count in 1..10 {
        mill.build(vec![("blog", undated(count))]);
    }
    let published = mill.build(vec![]);
    mill.lose_state(&published.items);
    let build = mill.build(vec![("blog", undated(9))]);
    assert_eq!((build.new, build.ids()), (0, published.ids()));
}

#[test]
fn the_feed_of_the_planet_before_is_adopted() {
    let mut old = as_read(&[]);
    for (place, entry) in posts("blog", 3).into_iter().enumerate() {
        let id = Some(format!("http://old-planet.example/?guid={place}"));
        let title = entry.title.map(|mut title| {
            title.value = format!("Blog: {}", title.value);
            title
        });
        old.entries.push(Entry { id, title, ..entry });
    }
    let mut mill = Mill::of(&["blog"]);
    assert_eq!(mill.store.adopt(&merge::adoption(&old)).unwrap(), 3);
    let build = mill.build(vec![("blog", feed("blog", posts("blog", 4)))]);
    let old_ids: Vec<&str> = old.entries.iter().filter_map(|entry| entry.id.as_deref()).collect();
    assert_eq!(build.items.len(), 4);
    assert!(old_ids.iter().all(|id| build.ids().contains(id)), "{:?}", build.ids());
}

#[test]
fn nobody_takes_over_a_published_id_while_the_state_is_lost() {
    let mut mill = Mill::of(&["evil", "blog"]);
    let blog = || feed("blog", vec![post("blog", "a", ago(3))]);
    let published = mill.build(vec![("blog", blog())]);
    mill.lose_state(&published.items);
    let mut spam = post("elsewhere", "spam", ago(1));
    spam.id = Some("https://blog.example/a".to_owned());
    let build = mill.build(vec![("evil", feed("evil", vec![spam]))]);
    assert_ne!(build.ids(), published.ids());
    let build = mill.build(vec![("blog", blog())]);
    assert!(build.ids().contains(&"https://blog.example/a"));
    assert_eq!(build.items.iter().find(|item| item.id == "https://blog.example/a").unwrap().title, "On a");
}

fn filled() -> Mill {
    let mut mill = Mill::of(&["blog"]);
    mill.build(vec![("blog", feed("blog", posts("blog", 30)))]);
    mill
}

/// What happens to a state file.
type Damage = fn(&std::path::Path);

#[test]
fn a_damaged_file_is_set_aside_and_said_so() {
    let damage: [(&str, Damage); 4] = [
        ("truncated", |path| {
            let file = File::options().write(true).open(path).unwrap();
            file.set_len(file.metadata().unwrap().len() / 2).unwrap();
        }),
        ("garbage", |path| File::create(path).unwrap().write_all(&[0xA5; 5_000]).unwrap()),
        ("short", |path| File::create(path).unwrap().write_all(b"SQLite format 3\0").unwrap()),
        ("garbage inside", |path| {
            let mut bytes = fs::read(path).unwrap();
            let middle = bytes.len() / 3;
            bytes[middle..middle + 9_000].fill(0xA5);
            File::create(path).unwrap().write_all(&bytes).unwrap();
        }),
    ];
    for (what, damage) in damage {
        let mill = filled();
        let path = mill.state_file();
        let Mill { store, folder, .. } = mill;
        drop(store);
        damage(&path);
        let spoilt = fs::read(&path).unwrap();
        let (store, notices) = Store::open(&path).unwrap();
        assert!(store.is_new().unwrap(), "{what}");
        assert_eq!(notices.len(), 1, "{what}");
        let kept = path.with_file_name("state.db.broken-1");
        assert!(notices[0].to_string().contains(kept.to_str().unwrap()), "{what}: {}", notices[0]);
        assert_eq!(fs::read(kept).unwrap(), spoilt, "{what}");
        assert!(store.states().unwrap().is_empty(), "{what}");
        drop(store);
        damage(&path);
        let (_, notices) = Store::open(&path).unwrap();
        assert!(notices[0].to_string().contains("broken-2"), "{what}: {}", notices[0]);
        drop(folder);
    }
}

#[test]
fn an_entry_that_cannot_be_read_back_costs_itself_and_is_read_anew() {
    let mut mill = Mill::of(&["blog"]);
    let document = || vec![("blog", feed("blog", posts("blog", 4)))];
    let before = mill.build(document());
    let mut state = FeedState::clone(&mill.store.states().unwrap()["blog"]);
    state.body_hash = Some("of the document".to_owned());
    mill.store.ingest(vec![Arrival::without_document(state)], merge::recognise, merge::TEXTS).unwrap();

    let sql = "UPDATE contents SET payload = x'28b52ffd00' WHERE entry = 2";
    rusqlite::Connection::open(mill.state_file()).unwrap().execute_batch(sql).unwrap();
    assert_eq!(mill.edition().edition.items.len(), 3);
    assert_eq!(mill.store.mend().unwrap(), 1);
    assert_eq!(
        mill.store.states().unwrap()["blog"].body_hash,
        None,
        "an equal document is no reason not to read it"
    );
    assert_eq!(mill.store.mend().unwrap(), 0);
    assert_eq!(mill.build(document()).items, before.items);
}

#[test]
fn a_newer_file_is_refused_and_left_alone() {
    let mill = filled();
    let path = mill.state_file();
    let Mill { store, folder, .. } = mill;
    drop(store);
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 999).unwrap();
    let before = fs::read(&path).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 999, .. }), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(error.to_string().contains("format 999"), "{error}");
    drop(folder);
}

#[test]
fn a_database_of_another_program_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE places (url TEXT)").unwrap();
    let before = fs::read(&path).unwrap();
    for opened in [Store::open(&path).map(|(store, _)| store), Store::open_reading(&path)] {
        let error = opened.unwrap_err();
        assert!(matches!(&error, StoreError::Foreign(foreign) if *foreign == path), "{error}");
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn two_runs_do_not_meet_and_reading_needs_no_lock() {
    let mill = filled();
    let path = mill.state_file();
    assert!(matches!(Store::open(&path), Err(StoreError::Locked(_))));
    assert_eq!(Store::open_reading(&path).unwrap().states().unwrap().len(), 1);
    assert!(matches!(Store::open_reading(&path.with_file_name("none.db")), Err(StoreError::Missing(_))));
    drop(mill);
}

#[cfg(unix)]
#[test]
fn the_folder_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let mill = filled();
    let folder = fs::metadata(mill.state_file().parent().unwrap()).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_state_reads_back_as_it_was_written() {
    let mut mill = filled();
    let state = FeedState {
        name: "whole".to_owned(),
        url: Some("https://whole.example/${TOKEN}".to_owned()),
        moved_to: Some("https://new.example/".to_owned()),
        moving: Some(Moving { to: "https://newer.example/".to_owned(), first_seen: start(), count: 2 }),
        validators: Some(Validators {
            url: "https://new.example/".to_owned(),
            etag: Some("W/\"odd\"".to_owned()),
            last_modified: None,
        }),
        body_hash: Some("abc".to_owned()),
        memory: Some("{\"entry_dates\":[]}".to_owned()),
        next_due: Some(ago(-2)),
        due_reason: Some("its ttl".to_owned()),
        last_attempt: Some(start()),
        last_ok: Some(ago(1)),
        last_status: Some(503),
        last_error: Some("the server is overloaded".to_owned()),
        failures: 3,
        failing_since: Some(ago(3)),
        gone_at: Some(ago(2)),
        ..mill.store.state("blog").unwrap().unwrap()
    };
    for _ in ["inserted", "updated"] {
        let arrival = Arrival::without_document(state.clone());
        mill.store.ingest(vec![arrival], merge::recognise, merge::TEXTS).unwrap();
        assert_eq!(mill.store.state("whole").unwrap().unwrap(), state);
    }
    assert_eq!(state.title.unwrap(), "The blog feed");
    assert_eq!(mill.store.feeds().unwrap().heads["blog"].link.as_deref().unwrap(), "https://blog.example/");
}

#[test]
fn what_holds_for_hosts_hubs_and_files_lasts() {
    let mut mill = filled();
    let pause = |hours: i64| HostPause { until: ago(-hours), reason: "Retry-After".to_owned() };
    let pauses = BTreeMap::from([("a.example".to_owned(), pause(2)), ("b.example".to_owned(), pause(5))]);
    let intake = mill.store.intake().unwrap();
    intake.pause_hosts(&pauses, start()).unwrap();
    intake.commit().unwrap();
    assert_eq!(mill.store.host_pauses(start()).unwrap(), pauses);
    assert_eq!(mill.store.host_pauses(ago(-3)).unwrap().len(), 1);
    let ping = Ping {
        hub: "https://hub.example/".to_owned(),
        topic: "https://planet.example/feed.xml".to_owned(),
        at: start(),
        outcome: "204".to_owned(),
        failures: 0,
    };
    mill.store.record_ping(&Ping { failures: 2, ..ping.clone() }).unwrap();
    mill.store.record_ping(&ping).unwrap();
    assert_eq!(mill.store.pings().unwrap(), [ping]);
    let one = "stamp".to_owned();
    mill.store.save_stamps([("a.md", Some(&one)), ("b.md", Some(&one))]).unwrap();
    mill.store.save_stamps::<String>([("b.md", None)]).unwrap();
    assert_eq!(mill.store.stamps().unwrap(), BTreeMap::from([("a.md".to_owned(), one)]));
}

#[test]
fn the_story_of_an_entry() {
    let mut mill = Mill::of(&["blog", "planet-b"]);
    mill.build(vec![("blog", feed("blog", posts("blog", 3)))]);
    let mut renamed = posts("blog", 3);
    for (place, entry) in renamed.iter_mut().enumerate() {
        entry.id = Some(format!("urn:cms:{place}"));
    }
    mill.build(vec![("blog", feed("blog", renamed)), ("planet-b", feed("planet-b", posts("blog", 1)))]);
    for name in ["https://blog.example/post-1", "http://www.blog.example/post-1/", "urn:cms:2"] {
        let stories = mill.store.explain(&merge::lookup(name)).unwrap();
        assert_eq!(stories.len(), 1, "{name}");
        let story = &stories[0];
        assert_eq!(story.item.as_ref().unwrap().id, "https://blog.example/post-1");
        assert_eq!(
            story.copies.iter().map(|copy| copy.feed.as_str()).collect::<Vec<_>>(),
            ["blog", "planet-b"]
        );
        assert!(story.copies[0].events[0].text.contains("urn:cms:2"), "{:?}", story.copies[0].events);
        assert!(story.item.as_ref().unwrap().ruling.as_ref().unwrap().contains("published from blog"));
        assert_eq!(story.published_in, [""], "the main edition");
    }
    assert!(mill.store.explain(&merge::lookup("https://blog.example/none")).unwrap().is_empty());
}

/// Ids that the parser made, that all entries of a feed share, links that lead round to the author's own.
#[test]
fn entries_are_found_by_names_that_are_no_evidence() {
    let mut mill = Mill::of(&["made", "shared", "round"]);
    let made = Entry {
        id: Some("urn:made:1".to_owned()),
        id_origin: IdOrigin::Derived,
        ..post("made", "a", ago(1))
    };
    let with_one_id = |entry: Entry| Entry {
        id: Some("the id".to_owned()),
        link: Some("https://shared.example/".to_owned()),
        ..entry
    };
    let shared = posts("shared", 2).into_iter().map(with_one_id).collect();
    let mut round = post("round", "b", ago(2));
    round.original_link = round.link.replace("https://burner.example/~r/b".to_owned());
    mill.build(vec![
        ("made", feed("made", vec![made])),
        ("shared", feed("shared", shared)),
        ("round", feed("round", vec![round.clone()])),
    ]);
    let found = |mill: &Mill, name: &str| mill.store.explain(&merge::lookup(name)).unwrap().len();
    for (name, stories) in [
        ("urn:made:1", 1),
        ("https://made.example/a", 1),
        ("the id", 2),
        ("http://www.shared.example", 2),
        ("https://burner.example/~r/b", 1),
        ("https://round.example/b", 1),
    ] {
        assert_eq!(found(&mill, name), stories, "{name}");
    }
    round.link = Some("https://burner.example/~r/c".to_owned());
    mill.build(vec![("round", feed("round", vec![round]))]);
    for name in ["https://burner.example/~r/b", "https://burner.example/~r/c"] {
        assert_eq!(found(&mill, name), 1, "{name}: by every name that it ever had");
    }
}
