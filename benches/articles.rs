//! How long 10,000 Markdown articles take: read for the first time, read again with one changed.
//!
//! `cargo bench --bench articles [COUNT]`

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use feedmill::articles::{self, Reading, Stamp};
use feedmill::config;
use url::Url;

fn main() {
    let count = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let dir = tempfile::tempdir().expect("a folder for the articles can be made");
    for number in 0..count {
        write(dir.path(), number, "");
    }
    let mut known = BTreeMap::new();
    // Long enough after the writing that the times of the files can be trusted.
    let now = DateTime::<Utc>::from(SystemTime::now()) + TimeDelta::hours(1);
    let (first, time) = timed(dir.path(), &known, now);
    show("first reading", first.articles.len(), time);
    remember(&mut known, first);
    let (second, time) = timed(dir.path(), &known, now);
    show("nothing changed", second.articles.len(), time);
    write(dir.path(), count / 2, "One sentence more.\n");
    let (third, time) = timed(dir.path(), &known, now);
    show("one changed", third.articles.len(), time);
    for stamp in known.values_mut() {
        stamp.read_at = DateTime::UNIX_EPOCH;
    }
    let (fourth, time) = timed(dir.path(), &known, now);
    show("all compared by content", fourth.articles.len(), time);
}

fn timed(dir: &Path, known: &BTreeMap<String, Stamp>, now: DateTime<Utc>) -> (Reading, Duration) {
    let config = config::Articles {
        dir: dir.to_owned(),
        url: Some("https://example.org/{path}/".to_owned()),
        author: None,
        category: None,
        trust: false,
    };
    let base = Url::parse("https://example.org/").expect("a constant address");
    let start = Instant::now();
    let reading = articles::read(&config, &base, known, now);
    (reading, start.elapsed())
}

fn remember(known: &mut BTreeMap<String, Stamp>, reading: Reading) {
    known.extend(reading.articles.into_iter().map(|article| (article.path, article.stamp)));
}

#[expect(clippy::print_stdout, reason = "a benchmark's result goes to standard output")]
fn show(what: &str, articles: usize, time: Duration) {
    println!("{what:>24}: {articles:>6} articles in {:>8.1} ms", time.as_secs_f64() * 1000.0);
}

/// Some 5 KB in the manner of a blog: front matter, headings, links, a list, code, a table.
fn write(dir: &Path, number: usize, more: &str) {
    let folder = dir.join(format!("{:04}", number / 100));
    fs::create_dir_all(&folder).expect("a folder of articles can be made");
    let mut text = format!(
        "---\ntitle: \"Article number {number}\"\ndate: 20{:02}-{:02}-{:02}T08:00:00Z\ntags: [one, two-{}]\nauthor: Ann Author\n---\n\n",
        number % 25,
        number % 12 + 1,
        number % 28 + 1,
        number % 50
    );
    for section in 0..6 {
        let sentence = "A sentence of *ordinary* length that says nothing, with a [link](https://example.com/a?b=c&d=e) in it. ";
        write!(text, "## Section {section}\n\n{}\n\n- first\n- **second**\n\n", sentence.repeat(5))
            .expect("a string grows");
    }
    text.push_str("<!-- more -->\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nfn main() {}\n```\n\n");
    text.push_str(more);
    let mut file =
        fs::File::create(folder.join(format!("article-{number}.md"))).expect("an article can be written");
    file.write_all(text.as_bytes()).expect("an article can be written");
}
