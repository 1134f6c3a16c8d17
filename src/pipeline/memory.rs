//! What is kept of a feed between its documents, as the JSON in [`FeedState::memory`]: its rhythm, how far its
//! server is believed, and what was told of it.
//!
//! What a run has to tell of a feed is the difference between how the feed is and what was told.
//! So a run that was killed before it could speak is made up for by the next, and nothing is told
//! twice. It costs a write only where there was something to tell.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::iri;
use crate::model::stored::{FeedState, Held};
use crate::report::{Event, FeedRun};
use crate::schedule::trust::Trust;
use crate::schedule::{self, Rhythm};
use crate::store::{Store, StoreError};

/// So many runs in a row must have been too short for a feed before its user hears of it.
const RUNS_TO_MENTION: u32 = 3;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    pub rhythm: Rhythm,
    /// Runs in a row whose deadline cut it off while it was asked.
    #[serde(skip_serializing_if = "is_zero")]
    pub cut_off: u32,
    /// Its user has given it an address on another host, from which nothing was read yet: whatever site that
    /// is, it is the one that is meant.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub led_elsewhere: bool,
    #[serde(skip_serializing_if = "is_nothing")]
    pub told: Told,
    #[serde(skip_serializing_if = "is_nothing")]
    pub trust: Trust,
}

/// What its user has heard of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    plight: Plight,
    held: bool,
    moved_to: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    expired: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Plight {
    #[default]
    None,
    /// Run after run.
    CutOff,
    Failing,
    Gone,
}

/// As [`Memory::cut_off`].
pub fn cut_off(state: &FeedState) -> u32 {
    memory_with("\"cut_off\"", state).map_or(0, |memory| memory.cut_off)
}

/// As [`Memory::led_elsewhere`].
pub fn led_elsewhere(state: &FeedState) -> bool {
    memory_with("\"led_elsewhere\"", state).is_some_and(|memory| memory.led_elsewhere)
}

/// Whether the hours and days that the feed skips leave `now` open.
pub fn is_open(state: &FeedState, now: DateTime<Utc>) -> bool {
    memory_with("\"skip_", state).is_none_or(|memory| schedule::is_open(&memory.rhythm, now))
}

/// What an earlier run, killed, has left to tell of a feed.
pub fn untold(state: &FeedState) -> Vec<Event> {
    let is_plain = state.failing_since.is_none()
        && state.gone_at.is_none()
        && state.held.is_none()
        && state.moved_to.is_none();
    if is_plain && !["\"told\"", "\"cut_off\"", "\"expired\""].iter().any(|key| mentions(state, key)) {
        return Vec::new();
    }
    let memory = Memory::of(state);
    let news_of_hold = state.held.as_ref().and_then(|held| memory.news_of_hold(held));
    memory.news(state).into_iter().chain(news_of_hold).collect()
}

/// The memory of a feed, where there may be something under `key`: most feeds have nothing, and reading the
/// JSON of all would take longer than all else that is done for one that is not due.
fn memory_with(key: &str, state: &FeedState) -> Option<Memory> {
    mentions(state, key).then(|| Memory::of(state))
}

fn mentions(state: &FeedState, key: &str) -> bool {
    state.memory.as_deref().is_some_and(|json| json.contains(key))
}

/// The news of `runs` were told.
pub fn told(store: &mut Store, runs: &[FeedRun]) -> Result<(), StoreError> {
    let mut states = Vec::new();
    for run in runs.iter().filter(|run| !run.events.is_empty()) {
        let Some(mut state) = store.state(&run.name)? else { continue };
        let mut memory = Memory::of(&state);
        memory.tell(&state);
        memory.keep_in(&mut state);
        states.push(state);
    }
    store.save_states(&states)
}

impl Memory {
    pub fn of(state: &FeedState) -> Memory {
        state.memory.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    pub fn keep_in(&self, state: &mut FeedState) {
        state.memory = serde_json::to_string(self).ok();
    }

    /// What stays of it when the feed has the address `new`: its hold stays, and is not told again.
    pub fn at_another_address(&self, old: Option<&str>, new: &str) -> Memory {
        let led_elsewhere = self.led_elsewhere || old.and_then(iri::host) != iri::host(new);
        let told = Told { held: self.told.held, ..Told::default() };
        Memory { led_elsewhere, told, ..Memory::default() }
    }

    /// What is to be told of a feed in this `state`, a hold aside: see [`Memory::news_of_hold`].
    pub fn news(&self, state: &FeedState) -> Vec<Event> {
        let (now, told) = (self.to_tell(state), &self.told);
        let mut events = Vec::new();
        match now.plight {
            plight if plight == told.plight => {}
            Plight::None => events.push(Event::Recovers),
            Plight::CutOff => events.push(Event::CutOff { times: self.cut_off }),
            Plight::Failing => {
                events.push(Event::StartsToFail { error: state.last_error.clone().unwrap_or_default() });
            }
            Plight::Gone => events.push(Event::GivenUp),
        }
        if let Some(to) = now.moved_to.filter(|to| told.moved_to.as_ref() != Some(to)) {
            events.push(Event::Moves { to });
        }
        if now.expired && !told.expired {
            events.push(Event::Ends);
        }
        events
    }

    /// Apart from the others, as it is judged only when a document is stored.
    pub fn news_of_hold(&self, held: &Held) -> Option<Event> {
        (!self.told.held).then(|| Event::Held { why: held.reasons.join("; ") })
    }

    /// All news of a feed in this `state` were told.
    pub fn tell(&mut self, state: &FeedState) {
        let moved_to = self.told.moved_to.take();
        self.told = self.to_tell(state);
        self.told.moved_to = self.told.moved_to.take().or(moved_to);
    }

    /// What was told and holds no more without being news, so that it is told when it comes back.
    pub fn forget(&mut self, state: &FeedState) {
        self.told.held &= state.held.is_some();
        self.told.expired &= self.rhythm.expired;
        // While its new address is out of order the old one is asked, and leads there again.
        let stays = state.moved_to.is_some() || state.moving.is_some() || state.failing_since.is_some();
        self.told.moved_to = self.told.moved_to.take().filter(|_| stays);
    }

    fn to_tell(&self, state: &FeedState) -> Told {
        let plight = match (state.gone_at, state.failing_since) {
            (Some(_), _) => Plight::Gone,
            (None, Some(_)) => Plight::Failing,
            (None, None) if self.cut_off >= RUNS_TO_MENTION => Plight::CutOff,
            (None, None) => Plight::None,
        };
        Told {
            plight,
            held: state.held.is_some(),
            moved_to: state.moved_to.clone(),
            expired: self.rhythm.expired,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

fn is_nothing<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stored::Moving;

    fn now() -> DateTime<Utc> {
        "2026-11-25T10:00:00Z".parse().unwrap()
    }

    fn failing() -> FeedState {
        let last_error = Some("HTTP 500".to_owned());
        FeedState { failing_since: Some(now()), last_error, ..FeedState::default() }
    }

    fn moved() -> FeedState {
        FeedState { moved_to: Some("https://new.example/".to_owned()), ..FeedState::default() }
    }

    /// What is said in a run that finds the feed in each of these states, one after the other.
    fn said(states: &[FeedState]) -> Vec<Vec<Event>> {
        let mut memory = Memory::default();
        states
            .iter()
            .map(|state| {
                memory.forget(state);
                let news_of_hold = state.held.as_ref().and_then(|held| memory.news_of_hold(held));
                let news = memory.news(state).into_iter().chain(news_of_hold).collect();
                memory.tell(state);
                news
            })
            .collect()
    }

    #[test]
    fn changes_are_told_once() {
        let starts = || vec![Event::StartsToFail { error: "HTTP 500".to_owned() }];
        let fine = FeedState::default();
        let states = [fine.clone(), failing(), failing(), fine.clone(), fine, failing()];
        let expected = [vec![], starts(), vec![], vec![Event::Recovers], vec![], starts()];
        assert_eq!(said(&states), expected);
    }

    #[test]
    fn what_was_not_told_is_told_later_unless_it_is_over() {
        let memory = Memory::default();
        assert_eq!(memory.news(&failing()), memory.news(&failing()));
        assert_eq!(memory.news(&FeedState::default()), []);
    }

    #[test]
    fn gone_is_more_than_failing_and_whoever_comes_back_from_it_recovers() {
        let gone = FeedState { gone_at: Some(now()), ..failing() };
        let expected = [vec![Event::GivenUp], vec![], vec![Event::Recovers]];
        assert_eq!(said(&[gone.clone(), gone, FeedState::default()]), expected);
    }

    #[test]
    fn a_move_or_a_hold_that_was_taken_back_is_told_when_it_comes_back() {
        let moves = || vec![Event::Moves { to: "https://new.example/".to_owned() }];
        let states = [moved(), moved(), FeedState::default(), moved()];
        assert_eq!(said(&states), [moves(), vec![], vec![], moves()]);
        let why = Held { since: now(), reasons: vec!["another title".to_owned()] };
        let held = FeedState { held: Some(why), ..FeedState::default() };
        let holds = || vec![Event::Held { why: "another title".to_owned() }];
        let states = [held.clone(), held.clone(), FeedState::default(), held];
        assert_eq!(said(&states), [holds(), vec![], vec![], holds()]);
    }

    #[test]
    fn a_move_is_not_told_again_after_its_target_was_out_of_order() {
        let to = "https://new.example/".to_owned();
        let moving = Some(Moving { to, first_seen: now(), count: 1 });
        let seen_again = FeedState { moving, ..FeedState::default() };
        let back_at_the_old_address = FeedState { moving: seen_again.moving.clone(), ..failing() };
        let states = [moved(), failing(), back_at_the_old_address, seen_again, moved()];
        assert_eq!(
            said(&states).concat().iter().filter(|event| matches!(event, Event::Moves { .. })).count(),
            1
        );
    }

    #[test]
    fn runs_that_were_too_short_are_mentioned_once_they_are_a_habit() {
        let mut memory = Memory::default();
        let state = FeedState::default();
        let mut after = |cut_off| {
            memory.cut_off = cut_off;
            let news = memory.news(&state);
            memory.tell(&state);
            news
        };
        assert_eq!([after(1), after(2)], [[], []]);
        assert_eq!(after(3), [Event::CutOff { times: 3 }]);
        assert_eq!(after(4), []);
        assert_eq!(after(0), [Event::Recovers]);
    }

    #[test]
    fn that_a_feed_has_ended_is_told_once_each_time() {
        let mut memory = Memory::default();
        let state = FeedState::default();
        let mut says = |expired| {
            memory.rhythm.expired = expired;
            memory.forget(&state);
            let news = memory.news(&state);
            memory.tell(&state);
            news
        };
        let ends = || vec![Event::Ends];
        let said = [true, true, false, true].map(&mut says);
        assert_eq!(said, [ends(), vec![], vec![], ends()]);
    }

    #[test]
    fn it_survives_the_store_and_takes_no_room_where_there_is_nothing() {
        let mut state = moved();
        let mut memory = Memory { cut_off: 4, ..Memory::default() };
        memory.tell(&state);
        memory.keep_in(&mut state);
        assert_eq!(Memory::of(&state), memory);
        Memory::default().keep_in(&mut state);
        assert_eq!(state.memory.as_deref(), Some("{\"rhythm\":{\"entry_dates\":[]}}"));
    }
}
