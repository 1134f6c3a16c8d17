//! A report in the Prometheus text format, for `node_exporter`'s textfile collector (`--metrics FILE`).

use std::fmt::Write;

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
        f64::from(u8::from(matches!(feed.outcome, FeedOutcome::Failed { .. })))
    });
    per_feed(&mut out, report, "feedmill_feed_asked", "1 if the feed was asked.", |feed| {
        f64::from(u8::from(feed.outcome != FeedOutcome::NotAsked))
    });
    per_feed(&mut out, report, "feedmill_feed_new_entries", "New entries that the feed brought.", |feed| {
        match feed.outcome {
            FeedOutcome::Read { new, .. } => f64::from(u32::try_from(new).unwrap_or(u32::MAX)),
            _ => 0.0,
        }
    });
    per_feed(&mut out, report, "feedmill_feed_wire_bytes", "Bytes that the feed cost on the wire.", |feed| {
        let bytes = feed.request.as_ref().map_or(0, |request| request.wire_bytes);
        f64::from(u32::try_from(bytes).unwrap_or(u32::MAX))
    });
    out
}

fn gauge(out: &mut String, name: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
}

fn per_feed(out: &mut String, report: &Report, name: &str, help: &str, value: impl Fn(&FeedRun) -> f64) {
    gauge(out, name, help);
    for feed in &report.feeds {
        let _ = writeln!(out, "{name}{{feed=\"{}\"}} {}", label(&feed.name), value(feed));
    }
}

/// Label values escape backslash, quote and line feed.
fn label(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
