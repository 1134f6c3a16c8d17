//! A report in words: on a terminal a summary, under cron only what changed.

use std::fmt::Write;

use super::{Event, FeedOutcome, FeedRun, Report};
use crate::printable::line;

/// What is said where nobody watches: a line for each feed that starts to fail, is given up,
/// moves for good, recovers or is held, and for each problem beside the feeds. Empty when all
/// is well, and when a known failure goes on.
pub fn changes(report: &Report) -> String {
    let mut out = String::new();
    for feed in &report.feeds {
        tell(&mut out, feed);
    }
    for problem in &report.new_problems {
        let _ = writeln!(out, "{}", line(problem));
    }
    out
}

/// What is said besides to somebody who watches: what goes on as before, and one line of sums.
pub fn known(report: &Report) -> String {
    let mut out = String::new();
    for problem in report.problems.iter().filter(|problem| !report.new_problems.contains(problem)) {
        let _ = writeln!(out, "{}", line(problem));
    }
    let is_told =
        |feed: &&FeedRun| feed.events.iter().any(|event| matches!(event, Event::StartsToFail { .. }));
    for feed in report.failed().filter(|feed| !is_told(feed)) {
        if let FeedOutcome::Failed { error } = &feed.outcome {
            let _ = writeln!(out, "{}: still failing: {}", line(&feed.name), line(error));
        }
    }
    if let Some((name, error)) = report.unreachable().next() {
        let feeds = count(report.unreachable().count(), "feed", "feeds");
        let _ = writeln!(out, "{feeds} not reached, the first: {}: {}", line(name), line(error));
    }
    let new: usize = report.feeds.iter().map(FeedRun::new_entries).sum::<usize>() + report.articles.new;
    let asked = report.feeds.iter().filter(|feed| feed.outcome != FeedOutcome::NotAsked).count();
    let _ = writeln!(
        out,
        "{} of {} feeds asked, {} failed; {new} new; {} published, {} changed ({:.1} s)",
        asked,
        report.feeds.len(),
        report.failed().count(),
        count(report.published.items, "entry", "entries"),
        count(report.published.changed.len(), "file", "files"),
        report.elapsed.as_secs_f64(),
    );
    out
}

/// The problem that no feed could be reached. One and the same sentence however many they are, so that
/// an outage of many runs is said once.
pub fn outage(feeds: &[FeedRun]) -> Option<String> {
    let out = feeds.iter().any(|feed| matches!(feed.outcome, FeedOutcome::Unreachable { .. }));
    out.then(|| {
        "no host of a feed could be reached: this machine's network seems to be down; no feed is blamed for it, \
         and all are asked again with the next build"
            .to_owned()
    })
}

/// The problem that feedmill could not decide what becomes of an `entry`.
pub fn unsettled(feed: &str, entry: Option<&str>) -> String {
    let entry = entry.unwrap_or("an entry without id and link");
    format!(
        "{feed}: feedmill failed inside at {entry}, which waits and is tried again with each build; please report \
         it as a bug, with the feed"
    )
}

/// What a build would change, for `--dry-run`: items by title, then files.
pub fn preview(report: &Report) -> String {
    let mut out = String::new();
    let published = &report.published;
    for (mark, items) in [("new", &published.added), ("edited", &published.edited)] {
        for item in items {
            let _ = writeln!(out, "{mark:<9} {}  {}", line(&item.title), line(&item.id));
        }
    }
    for (mark, ids) in [("withdrawn", &published.withdrawn), ("leaves", &published.removed)] {
        for id in ids {
            let _ = writeln!(out, "{mark:<9} {}", line(id));
        }
    }
    for file in &published.changed {
        let _ = writeln!(out, "{:<9} {}", "writes", line(&file.display().to_string()));
    }
    if out.is_empty() {
        out.push_str("nothing would change\n");
    }
    out
}

/// A line for each event; one for all the ids that it shares with another feed.
fn tell(out: &mut String, feed: &FeedRun) {
    let (conflicts, others): (Vec<_>, Vec<_>) =
        feed.events.iter().partition(|event| matches!(event, Event::IdConflict { .. }));
    for event in others {
        let _ = writeln!(out, "{}", sentence(feed, event));
    }
    if let Some(first) = conflicts.first() {
        let _ = writeln!(out, "{}", conflict(feed, first, conflicts.len()));
    }
}

/// Whoever copies copies whole archives, and cron's mail is to stay readable.
fn conflict(feed: &FeedRun, first: &Event, count: usize) -> String {
    match (first, count) {
        (Event::IdConflict { what }, 2..) => format!(
            "{}: {count} entries bear ids of another feed, the first: {}",
            line(&feed.name),
            line(what)
        ),
        _ => sentence(feed, first),
    }
}

fn sentence(feed: &FeedRun, event: &Event) -> String {
    let name = line(&feed.name);
    match event {
        Event::StartsToFail { error } => format!("{name}: starts to fail: {}", line(error)),
        Event::Recovers => format!("{name}: answers again"),
        Event::Moves { to } => {
            let to = line(to);
            format!(
                "{name}: has moved for good to {to}, which is asked from now on; change its url in feeds.toml"
            )
        }
        Event::GivenUp => {
            format!("{name}: is gone for good (410) and not asked any more; remove it from feeds.toml")
        }
        Event::Ends => format!(
            "{name}: says that it will not be updated again (`expired`); it is asked once a week from now on, \
             or as often as an `interval` of its own says"
        ),
        Event::CutOff { times } => format!(
            "{name}: {times} runs in a row were over before it answered; it keeps its entries, but brings nothing new \
             until a run has more time (--deadline)"
        ),
        Event::Held { why } => format!(
            "{name}: looks like another site now ({}); its new entries are held until `feedmill approve {name}`",
            line(why)
        ),
        Event::IdConflict { what } => format!("{name}: {}", line(what)),
    }
}

/// `1 entry`, `2 entries`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stolen_ids_of_one_feed_are_one_line() {
        let stolen = |n: usize| Event::IdConflict { what: format!("entry {n} bears an id of \"x\"") };
        let mut feed = FeedRun {
            name: "g".to_owned(),
            outcome: FeedOutcome::Unchanged,
            events: vec![stolen(1), Event::Recovers, stolen(2), stolen(3)],
            request: None,
            next_due: None,
        };
        assert_eq!(
            told(&feed),
            [
                "g: answers again",
                "g: 3 entries bear ids of another feed, the first: entry 1 bears an id of \"x\""
            ]
        );
        feed.events = vec![stolen(1)];
        assert_eq!(told(&feed), ["g: entry 1 bears an id of \"x\""]);
    }

    fn told(feed: &FeedRun) -> Vec<String> {
        let mut out = String::new();
        tell(&mut out, feed);
        out.lines().map(str::to_owned).collect()
    }
}
