//! A report as one JSON document (`--report FILE`).

use std::time::Duration;

use serde::{Serialize, Serializer};

use super::Report;

/// The document, with a final line feed.
pub fn render(report: &Report) -> Vec<u8> {
    pretty(report)
}

/// The same of a run that could not do its job, with the reason as `failure`.
pub fn render_failed(report: &Report, failure: &str) -> Vec<u8> {
    pretty(&Failed { failure, report })
}

#[derive(Serialize)]
struct Failed<'a> {
    failure: &'a str,
    #[serde(flatten)]
    report: &'a Report,
}

fn pretty(document: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(document).unwrap_or_else(|error| {
        format!("{{\"error\": \"the report cannot be written: {error}\"}}").into_bytes()
    });
    bytes.push(b'\n');
    bytes
}

/// A duration as seconds with milliseconds.
pub(super) fn seconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    let milliseconds = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
    serializer.serialize_f64(f64::from(milliseconds) / 1_000.0)
}

#[expect(clippy::ref_option, reason = "the signature that serde calls")]
pub(super) fn maybe_seconds<S: Serializer>(
    duration: &Option<Duration>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match duration {
        Some(duration) => seconds(duration, serializer),
        None => serializer.serialize_none(),
    }
}
