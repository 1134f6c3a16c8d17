//! Dates as feeds really write them.

use chrono::{DateTime, Utc};

/// The instant that `text` names; `None` rather than a wrong date.
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    DateTime::parse_from_rfc2822(text)
        .or_else(|_| DateTime::parse_from_rfc3339(text))
        .ok()
        .map(|date| date.to_utc())
}
