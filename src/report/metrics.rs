//! A report in the Prometheus text format, for `node_exporter`'s textfile collector (`--metrics FILE`).

use std::fmt::Write;

use super::status::Row;
use super::{FeedOutcome, FeedRun, Report};

/// The document. Every feed has its line in each family, so that an alert can tell a feed that
/// is not asked from one that is missing.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    gauge(&mut out, "feedmill_build_timestamp_seconds", "When the last build began.");
    let _ = writeln!(out, "feedmill_build_timestamp_seconds {}", report.started.timestamp());
    gauge(&mut out, "feedmill_build_duration_seconds", "How long it took.");
    let _ = writeln!(out, "feedmill_build_duration_seconds {:.3}", report.elapsed.as_secs_f64());
    gauge(&mut out, "feedmill_published_entries", "Entries in the combined feed.");
    let _ = writeln!(out, "feedmill_published_entries {}", report.published.items);
    gauge(&mut out, "feedmill_changed_files", "Output files that the last build changed.");
    let _ = writeln!(out, "feedmill_changed_files {}", report.published.changed.len());
    per_feed(&mut out, report, "feedmill_feed_failed", "1 if asking the feed failed.", |feed| {
        u64::from(matches!(feed.outcome, FeedOutcome::Failed { .. }))
    });
    per_feed(&mut out, report, "feedmill_feed_asked", "1 if the feed was asked.", |feed| {
        u64::from(feed.outcome != FeedOutcome::NotAsked)
    });
    per_feed(&mut out, report, "feedmill_feed_new_entries", "New entries that the feed brought.", |feed| {
        feed.new_entries() as u64
    });
    per_feed(&mut out, report, "feedmill_feed_wire_bytes", "Bytes that the feed cost on the wire.", |feed| {
        feed.request.as_ref().map_or(0, |request| request.wire_bytes)
    });
    states(&mut out, &report.sources);
    out
}

/// Of every feed, asked in this run or not: what alerts are made of.
fn states(out: &mut String, sources: &[Row]) {
    gauge(out, "feedmill_feed_health", "1 for the state that the feed is in.");
    for row in sources {
        let (feed, health) = (label(&row.name), row.health.word());
        let _ = writeln!(out, "feedmill_feed_health{{feed=\"{feed}\",health=\"{health}\"}} 1");
    }
    let name = "feedmill_feed_last_success_timestamp_seconds";
    gauge(out, name, "When the feed answered last; missing if it never did.");
    for (row, at) in sources.iter().filter_map(|row| Some((row, row.last_success?))) {
        let _ = writeln!(out, "{name}{{feed=\"{}\"}} {}", label(&row.name), at.timestamp());
    }
    gauge(out, "feedmill_feed_entries", "Entries of the feed that are stored.");
    for row in sources {
        let _ = writeln!(out, "feedmill_feed_entries{{feed=\"{}\"}} {}", label(&row.name), row.entries);
    }
}

fn gauge(out: &mut String, name: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
}

fn per_feed(out: &mut String, report: &Report, name: &str, help: &str, value: impl Fn(&FeedRun) -> u64) {
    gauge(out, name, help);
    for feed in &report.feeds {
        let _ = writeln!(out, "{name}{{feed=\"{}\"}} {}", label(&feed.name), value(feed));
    }
}

/// Label values escape backslash, quote and line feed.
fn label(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::status::RowHealth;

    #[test]
    fn a_failing_feed_that_was_not_asked_is_told_of() {
        let row = Row {
            name: "a\"b".to_owned(),
            title: None,
            location: "https://x.org/".to_owned(),
            health: RowHealth::Failing,
            since: None,
            moved_to: None,
            last_success: chrono::DateTime::from_timestamp(1_800_000_000, 0),
            last_error: None,
            next_due: None,
            due_because: None,
            notes: Vec::new(),
            entries: 7,
            published: 5,
        };
        let never = Row { name: "new".to_owned(), health: RowHealth::New, last_success: None, ..row.clone() };
        let mut out = String::new();
        states(&mut out, &[row, never]);
        let values: Vec<&str> = out.lines().filter(|line| !line.starts_with('#')).collect();
        insta::assert_snapshot!(values.join("\n"), @r#"
        feedmill_feed_health{feed="a\"b",health="failing"} 1
        feedmill_feed_health{feed="new",health="new"} 1
        feedmill_feed_last_success_timestamp_seconds{feed="a\"b"} 1800000000
        feedmill_feed_entries{feed="a\"b"} 7
        feedmill_feed_entries{feed="new"} 7
        "#);
    }
}
