//! Everything at once: blogs that post, edit, move and fail, builds that are killed at any moment,
//! a state that is lost. Whatever happens, an item keeps its id, and none is there twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::thread;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::support::blog::Blog;
use crate::support::document::{Post, rss};
use crate::support::server::Reply;
use crate::support::{Reader, Site};

const ROUNDS: i64 = 40;
const BLOGS: usize = 4;

/// The same numbers at each run, so that a failure comes again.
struct Dice(u64);

impl Dice {
    /// Of `sides`, from 0.
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// A publisher, and what it has posted: its posts are told apart by the first word of their titles.
struct Publisher {
    blog: Blog,
    name: usize,
    host: String,
    posts: Vec<Post>,
    written: usize,
}

impl Publisher {
    fn new(name: usize, start: DateTime<Utc>) -> Publisher {
        let host = format!("http://blog{name}.example");
        let mut publisher = Publisher { blog: Blog::new(), name, host, posts: Vec::new(), written: 0 };
        (1..=4).for_each(|day| publisher.write(start - TimeDelta::days(5 - day)));
        publisher
    }

    fn write(&mut self, at: DateTime<Utc>) {
        self.written += 1;
        let (name, n) = (self.name, self.written);
        let post = Post {
            guid: Some(format!("urn:blog{name}:{n}")),
            title: format!("post-{name}-{n} as it was"),
            link: Some(format!("{}/{n}/", self.host)),
            date: Some(at.to_rfc2822()),
            body: format!("<p>What {name} has to say for the time number {n}.</p>"),
        };
        self.posts.insert(0, post);
        self.posts.truncate(10);
    }

    /// One thing that publishers do to their feeds.
    fn change(&mut self, round: i64, now: DateTime<Utc>, dice: &mut Dice) {
        match dice.throw(10) {
            0..=2 => self.write(now - TimeDelta::minutes(7)),
            3 => {
                let place = dice.throw(self.posts.len());
                let post = &mut self.posts[place];
                let first = post.title.split(' ').next().unwrap();
                post.title = format!("{first} in version {round}");
            }
            4 => self.posts.iter_mut().for_each(|post| {
                post.guid = post.link.as_ref().map(|link| format!("urn:cms{round}:{link}"));
            }),
            5 => self.posts.iter_mut().for_each(|post| {
                post.link = post.link.as_ref().map(|link| format!("{link}{round}/"));
            }),
            6 => {
                let secure = self.host.replace("http:", "https:");
                for post in &mut self.posts {
                    post.link = post.link.as_ref().map(|link| link.replace(&self.host, &secure));
                }
                self.host = secure;
            }
            _ => {}
        }
    }

    /// Whether it answers with its feed in this round.
    fn answers(&self, dice: &mut Dice) -> bool {
        let document = rss(&format!("Blog {}", self.name), &self.host, &self.posts);
        let trouble = dice.throw(12);
        self.blog.replies(match trouble {
            0 => Reply::new(500),
            1 => {
                Reply::ok("<html><title>Just a moment...</title></html>").header("Content-Type", "text/html")
            }
            2 => Reply::ok(document.clone()).cut_at(document.len() / 2),
            _ => Reply::ok(document).header("Content-Type", "application/rss+xml"),
        });
        trouble > 2
    }
}

#[test]
fn no_item_changes_its_id_or_is_there_twice_whatever_happens() {
    let start: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().unwrap();
    let mut publishers: Vec<Publisher> = (0..BLOGS).map(|name| Publisher::new(name, start)).collect();
    let mut site = Site::new().publish("limit = 500");
    for publisher in &publishers {
        site = site.feed(&format!("blog-{}", publisher.name), &publisher.blog.url());
    }
    let mut dice = Dice(20_261_128);
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut reader = Reader::default();
    let mut all_was_read = false;
    for round in 1..=ROUNDS {
        let now = start + TimeDelta::hours(round);
        site.at(&now.to_rfc3339());
        let fate = dice.throw(10);
        // With the state goes what was never published: an entry that got another guid, another link and
        // another title since it was read last cannot be known by anybody.
        if fate == 3 && all_was_read {
            fs::remove_dir_all(site.path(".feedmill")).unwrap();
        } else {
            for publisher in &mut publishers {
                publisher.change(round, now, &mut dice);
            }
        }
        let answered = publishers.iter().filter(|publisher| publisher.answers(&mut dice)).count();
        all_was_read = false;
        if fate < 3 && round > 1 {
            let mut build = site.start(&["build", "--force"]);
            thread::sleep(Duration::from_millis(u64::try_from(dice.throw(120)).unwrap()));
            build.kill().unwrap();
            build.wait().unwrap();
            continue;
        }
        site.refresh();
        all_was_read = answered == BLOGS;
        reader.new_in(&site);
        for (id, title) in site.ids().into_iter().zip(site.titles()) {
            let post = title.split(' ').next().unwrap().to_owned();
            let known = ids.entry(post.clone()).or_insert_with(|| id.clone());
            assert_eq!(*known, id, "round {round}: {post} has another id");
        }
        let shown = site.ids().len();
        let posts: BTreeSet<String> =
            site.titles().iter().map(|title| title.split(' ').next().unwrap().to_owned()).collect();
        assert_eq!(posts.len(), shown, "round {round}: a post is there twice");
    }
    assert!(ids.len() > 40, "only {} posts were ever seen", ids.len());
}
