//! How far a server's word is believed that nothing has changed. Some give it to everybody who asks
//! conditionally, whatever they have: with a `Last-Modified` of 1980 or of 2041, or an `ETag` of the machine.
//! Others do not understand the question: they answer it with 412, with 403 or with nothing at all.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A feed that has said so long that nothing is new is asked once without validators: of a feed that is as
/// quiet as it says this costs one document a week.
const BELIEVED_FOR: TimeDelta = TimeDelta::days(7);

/// After so many failures in a row a feed is asked as if for the first time: perhaps the question is to blame.
const FAILURES_TO_ASK_PLAINLY: u32 = 2;

/// What is known of a feed's word, kept between its answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trust {
    /// When it gave a whole document last.
    #[serde(with = "chrono::serde::ts_seconds_option", skip_serializing_if = "Option::is_none")]
    pub whole_at: Option<DateTime<Utc>>,
    /// Something new came under the validators of what was known, or an answer only to who sent none.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub misled: bool,
}

/// What an answer shows of the validators that were known before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// 304, and whether its validators are those that were known.
    NotModified { same_validators: bool },
    /// A document, under the validators that were known or not, with something new or without. `refused`: the
    /// server had refused to answer while it was sent them.
    Document { same_validators: bool, is_news: bool, refused: bool },
}

/// What is said of whoever asks, however he does: to be let in, to pay, to come later; or of the feed.
const NO_MATTER_OF_THE_QUESTION: [u16; 11] = [401, 402, 404, 407, 408, 410, 421, 423, 425, 429, 451];

/// Whether a feed that was refused with `status` the last `failures` times was then asked plainly for it.
pub fn was_refused(failures: u32, status: Option<u16>) -> bool {
    let is_refusal =
        |status: u16| matches!(status, 200..=299 | 400..=499) && !NO_MATTER_OF_THE_QUESTION.contains(&status);
    failures >= FAILURES_TO_ASK_PLAINLY && status.is_some_and(is_refusal)
}

/// Whether the last of so many failures in a row came to a plain question, so that the question was not to blame.
pub fn failed_plainly(failures: u32) -> bool {
    failures > FAILURES_TO_ASK_PLAINLY
}

impl Trust {
    /// Whether the feed is asked with its validators, after so many failures in a row.
    pub fn asks_conditionally(self, failures: u32, now: DateTime<Utc>) -> bool {
        failures < FAILURES_TO_ASK_PLAINLY && self.believes(now)
    }

    fn believes(self, now: DateTime<Utc>) -> bool {
        !self.misled && self.whole_at.is_none_or(|at| now - at < BELIEVED_FOR)
    }

    /// What is known after the answer to a request that was made at `now`.
    #[must_use]
    pub fn after(self, shown: Shown, now: DateTime<Utc>) -> Trust {
        match shown {
            Shown::NotModified { same_validators } => {
                Trust { whole_at: self.whole_at.or(Some(now)), misled: self.misled && same_validators }
            }
            Shown::Document { same_validators, is_news, refused } => {
                let is_caught = is_news && !self.believes(now);
                Trust {
                    whole_at: Some(now),
                    misled: refused || (same_validators && (self.misled || is_caught)),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + number)
    }

    const NOT_MODIFIED: Shown = Shown::NotModified { same_validators: true };

    fn document(same_validators: bool, is_news: bool) -> Shown {
        Shown::Document { same_validators, is_news, refused: false }
    }

    #[test]
    fn a_quiet_feed_is_asked_for_its_document_once_a_week() {
        let mut trust = Trust::default();
        let mut whole = Vec::new();
        for n in 0..30 {
            let conditional = trust.asks_conditionally(0, day(n));
            if !conditional {
                whole.push(n);
            }
            trust = trust.after(if conditional { NOT_MODIFIED } else { document(true, false) }, day(n));
        }
        assert_eq!(whole, [7, 14, 21, 28]);
    }

    #[test]
    fn a_server_that_is_caught_is_not_believed_until_its_validators_move() {
        let trust = Trust::default().after(NOT_MODIFIED, day(0)).after(document(true, true), day(7));
        assert!(!trust.asks_conditionally(0, day(7)));
        let trust = trust.after(document(true, false), day(8));
        assert!(!trust.asks_conditionally(0, day(8)), "whatever it gives");
        assert!(trust.after(document(false, true), day(9)).asks_conditionally(0, day(9)));
    }

    #[test]
    fn a_server_that_heeds_no_conditions_is_not_caught() {
        let trust = Trust::default().after(document(false, true), day(0)).after(document(true, true), day(1));
        assert!(trust.asks_conditionally(0, day(1)));
    }

    #[test]
    fn a_server_that_refuses_conditions_is_asked_without() {
        let trust = Trust::default().after(document(false, true), day(0));
        assert!(trust.asks_conditionally(1, day(1)) && !trust.asks_conditionally(2, day(1)));
        assert!(was_refused(2, Some(412)) && was_refused(3, Some(200)));
        assert!(!was_refused(2, Some(503)) && !was_refused(2, None) && !was_refused(1, Some(412)));
        assert!(!was_refused(2, Some(404)) && !was_refused(2, Some(429)), "who asks plainly hears the same");
        assert!(failed_plainly(3) && !failed_plainly(2));
        let refused = Shown::Document { same_validators: false, is_news: true, refused: true };
        let trust = trust.after(refused, day(1));
        assert!(!trust.asks_conditionally(0, day(2)));
        assert!(!trust.after(document(true, false), day(2)).asks_conditionally(0, day(3)));
        assert!(trust.after(document(false, true), day(2)).asks_conditionally(0, day(3)), "once they move");
    }
}
