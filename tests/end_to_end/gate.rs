//! What no valid file can hold is left out, and says so; everything else is published.

use std::fs;

use crate::support::Site;
use crate::support::blog::Blog;
use crate::support::document::{Post, post, rss};

const SITE: &str = "http://blog.example";

/// A template of the author's own that fails for one post: the page comes out empty.
const TEMPLATE: &str = "{% for day in days %}{% for item in day.items if item.title == \"Post 2\" %}{% else %}fine{% endfor %}{% else %}fine{% endfor %}";

#[test]
fn an_item_that_makes_a_file_invalid_is_withheld_and_the_reason_stands() {
    let blog = Blog::new();
    // Of one day, so that the page is empty with the cursed one in it.
    let of_the_day = |n| Post { date: Some(format!("03 Nov 2026 1{n}:00:00 GMT")), ..post(SITE, n) };
    let mut posts: Vec<Post> = (1..=3).map(of_the_day).collect();
    blog.serves(&rss("Blog", SITE, &posts));
    let mut site = Site::new().publish("templates = \"design\"").feed("blog", &blog.url());
    site.file("design/index.html", TEMPLATE);
    site.run(&["build"]).succeeded().says("http://blog.example/?p=2 is left out");
    let titles = ["Post 3", "Post 1"];
    assert_eq!(site.titles(), titles);
    assert_eq!(site.read("output/index.html"), "fine\n");
    let told = |site: &Site| {
        let run = site.run(&["explain", "http://blog.example/2/"]).succeeded();
        run.says("left out, no valid file can hold it").says("2026-11-25").stdout
    };
    let first = told(&site);

    // Much later another post comes: an edition is made anew, and the ruling is the old one.
    posts.push(of_the_day(4));
    blog.serves(&rss("Blog", SITE, &posts));
    site.at("2026-12-05T12:00:00Z").run(&["build", "--force"]).succeeded().silent();
    assert_eq!(site.titles().len(), 3);
    assert_eq!(ruling(&told(&site)), ruling(&first));

    fs::remove_file(site.path("design/index.html")).unwrap();
    site.at("2026-12-06T12:00:00Z").build();
    assert_eq!(site.titles().len(), 4, "once it fits it is published");
    let now = site.run(&["explain", "http://blog.example/2/"]).succeeded().stdout;
    assert!(now.contains("published from blog") && !now.contains("left out"), "{now}");
}

/// The line that says what was decided last.
fn ruling(told: &str) -> &str {
    told.lines().find(|line| line.contains("left out")).unwrap()
}

#[test]
fn a_style_that_only_sounds_dangerous_costs_no_entry() {
    let blog = Blog::new();
    let mut one = post(SITE, 1);
    one.body = "<ul style=\"font-family: Bookbinding\"><li>a</li></ul>\
                <p style=\"position: fixed; color: red\">b</p>"
        .to_owned();
    blog.serves(&rss("Blog", SITE, &[one]));
    let site = Site::new().feed("blog", &blog.url());
    site.build().silent();
    let content = site.json()["items"][0]["content_html"].as_str().unwrap().to_owned();
    assert!(content.contains("font-family: Bookbinding") && content.contains("color: red"), "{content}");
    assert!(!content.contains("fixed"), "{content}");
}
