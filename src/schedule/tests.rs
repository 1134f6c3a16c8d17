use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::model::feed::UpdatePeriod;

const HOUR: Duration = Duration::from_secs(3600);

fn now() -> DateTime<Utc> {
    "2026-11-25T10:00:00Z".parse().unwrap()
}

fn facts(answer: Answer) -> Facts<'static> {
    Facts { name: "blog", interval: Interval::Default(HOUR), answer, fresh_for: None, rhythm: &SILENT }
}

/// Of a feed that says nothing of it.
static SILENT: LazyLock<Rhythm> = LazyLock::new(Rhythm::default);

fn update_period(period: &str, frequency: u64) -> UpdatePeriod {
    UpdatePeriod { period: Some(period.to_owned()), frequency: Some(frequency), base: None }
}

/// Minutes from now, and the reason.
fn due(facts: &Facts<'_>) -> (i64, Reason) {
    let due = next_due(facts, now());
    ((due.at.unwrap() - now()).num_minutes(), due.why)
}

#[track_caller]
fn assert_due(facts: &Facts<'_>, minutes: std::ops::RangeInclusive<i64>, why: Reason) {
    let (wait, reason) = due(facts);
    assert_eq!(reason, why, "after {wait} min");
    assert!(minutes.contains(&wait), "{wait} min, not in {minutes:?}");
}

#[test]
fn without_wishes_the_interval_holds_a_little_early() {
    assert_due(&facts(Answer::Fine), 54..=58, Reason::Interval);
}

#[test]
fn the_longest_wish_wins_and_is_named() {
    let fine = facts(Answer::Fine);
    let fresh = |secs| Facts { fresh_for: Some(Duration::from_secs(secs)), ..fine.clone() };
    assert_due(&fresh(600), 54..=58, Reason::Interval);
    assert_due(&fresh(7200), 119..=119, Reason::Fresh);
    let ttl = |minutes| Rhythm { ttl_minutes: Some(minutes), ..Rhythm::default() };
    assert_due(&Facts { rhythm: &ttl(180), ..fine.clone() }, 162..=177, Reason::Ttl);
    assert_due(&Facts { rhythm: &ttl(180), ..fresh(7200) }, 162..=177, Reason::Ttl);
    let period = update_period("daily", 4);
    let rhythm = Rhythm { update_period: Some(period), ..ttl(180) };
    assert_due(&Facts { rhythm: &rhythm, ..fine }, 324..=353, Reason::UpdatePeriod);
}

#[test]
fn a_feed_that_has_ended_is_asked_once_a_week_unless_its_user_says_otherwise() {
    let rhythm = Rhythm { expired: true, ..Rhythm::default() };
    let ended = Facts { rhythm: &rhythm, ..facts(Answer::Fine) };
    assert_due(&ended, 6 * 24 * 60..=7 * 24 * 60, Reason::Expired);
    assert_due(&Facts { interval: Interval::Told(HOUR), ..ended }, 54..=58, Reason::Interval);
}

#[test]
fn the_feeds_own_rhythm_lengthens_a_default_interval_up_to_a_day_only() {
    let monthly: Vec<_> = (1..6).map(|n| now() - TimeDelta::days(30 * n)).collect();
    let rhythm = Rhythm { entry_dates: monthly, ..Rhythm::default() };
    let fine = Facts { rhythm: &rhythm, ..facts(Answer::Fine) };
    assert_due(&fine, 1296..=1412, Reason::Rhythm);
    let told = Facts { interval: Interval::Told(HOUR), ..fine };
    assert_due(&told, 54..=58, Reason::Interval);
}

#[test]
fn wishes_are_bounded_by_a_day_and_the_users_interval_by_nothing() {
    let year = Some(Duration::from_secs(365 * 24 * 3600));
    let fine = Facts { fresh_for: year, ..facts(Answer::Fine) };
    assert_due(&fine, 1439..=1440, Reason::Fresh);
    let weekly = Facts { interval: Interval::Told(HOUR * 24 * 7), ..fine };
    assert_due(&weekly, 10079..=10079, Reason::Fresh);
}

#[test]
fn failures_back_off_from_the_interval_up_to_a_day() {
    for (failures, minutes) in
        [(1, 54..=58), (2, 108..=117), (3, 216..=235), (6, 1296..=1412), (400, 1296..=1412)]
    {
        assert_due(&facts(Answer::Failed { failures }), minutes.clone(), Reason::BackOff { failures });
        assert_due(&facts(Answer::NotFound { failures }), minutes, Reason::NotFound { failures });
    }
}

#[test]
fn retry_after_is_never_early_never_shorter_than_the_interval_and_bounded() {
    let wait = |secs| facts(Answer::RetryAfter { wait: Duration::from_secs(secs) });
    assert_due(&wait(7200), 120..=126, Reason::RetryAfter);
    assert_due(&wait(0), 54..=58, Reason::RetryAfter);
    assert_due(&wait(u64::MAX), 10080..=10584, Reason::RetryAfter);
    // Who was not asked has not been asked too often.
    let host_waits = facts(Answer::HostWaits { wait: Duration::from_secs(600) });
    assert_due(&host_waits, 10..=10, Reason::RetryAfter);
}

#[test]
fn gone_is_confirmed_once_and_then_given_up() {
    assert_due(&facts(Answer::Gone { times: 1 }), 54..=58, Reason::GoneOnce);
    let given_up = next_due(&facts(Answer::Gone { times: 2 }), now());
    assert_eq!(given_up, Due { at: None, why: Reason::GivenUp });
}

#[test]
fn stragglers_of_a_cut_run_are_due_at_once() {
    let answers = [
        (Answer::Postponed, "the last run had no time for it"),
        (Answer::CutOff { times: 1 }, "the last run was over before it answered"),
        (Answer::HostSilent, "its host let other feeds wait in vain, so it was not asked"),
        (Answer::CutOff { times: 9 }, "9 runs in a row were over before it answered (--deadline)"),
    ];
    for (answer, why) in answers {
        let due = next_due(&facts(answer), now());
        assert_eq!((due.at, due.why.to_string().as_str()), (Some(now()), why));
    }
}

#[test]
fn times_are_whole_seconds_and_not_a_moment_early() {
    let moment = now() + TimeDelta::milliseconds(300);
    let facts = facts(Answer::RetryAfter { wait: Duration::from_secs(7200) });
    let due = next_due(&facts, moment).at.unwrap();
    assert_eq!(due.timestamp_subsec_nanos(), 0);
    assert!(due >= moment + TimeDelta::hours(2));
    assert_eq!(whole_second(now()), now());
    assert_eq!(whole_second(moment), now() + TimeDelta::seconds(1));
    assert_eq!(whole_second(DateTime::<Utc>::MAX_UTC), DateTime::<Utc>::MAX_UTC);
}

#[test]
fn skipped_hours_are_waited_out() {
    let rhythm = Rhythm { skip_hours: vec![10, 11, 12], ..Rhythm::default() };
    let fine = Facts { rhythm: &rhythm, ..facts(Answer::Fine) };
    assert_due(&fine, 180..=180, Reason::Skip);
}

proptest! {
    #[test]
    fn nothing_a_feed_says_makes_it_rarer_than_a_day_or_more_often_than_nine_tenths_of_the_interval(
        name in ".{0,20}", interval in 60_u64..86_400, fresh in any::<Option<u64>>(), ttl in any::<Option<u64>>(),
        frequency in any::<u64>(), ages in proptest::collection::vec(any::<i32>(), 0..12),
    ) {
        let dates: Vec<_> = ages.iter().map(|&age| now() - TimeDelta::seconds(i64::from(age))).collect();
        let update_period = Some(update_period("monthly", frequency));
        let rhythm = Rhythm { ttl_minutes: ttl, entry_dates: dates, update_period, ..Rhythm::default() };
        let interval = Duration::from_secs(interval);
        let facts = Facts {
            name: &name, interval: Interval::Default(interval), answer: Answer::Fine,
            fresh_for: fresh.map(Duration::from_secs), rhythm: &rhythm,
        };
        let wait = (next_due(&facts, now()).at.unwrap() - now()).to_std().unwrap();
        prop_assert!(wait >= interval.mul_f64(0.89) && wait <= RAREST, "{wait:?}");
    }

    #[test]
    fn no_answer_panics(failures in any::<u32>(), secs in any::<u64>(), hours in proptest::collection::vec(any::<u8>(), 0..30)) {
        let rhythm = Rhythm { skip_hours: hours, ..Rhythm::default() };
        let wait = Duration::from_secs(secs);
        for answer in [Answer::Failed { failures }, Answer::RetryAfter { wait }, Answer::Gone { times: failures }] {
            let interval = Interval::Told(wait);
            let _ = next_due(&Facts { interval, rhythm: &rhythm, ..facts(answer) }, now());
        }
    }
}
