//! Dates as people and programs write them: a grammar that asks of each token what it can only be. A name is
//! a month or a zone, numbers with `:` between them are the time, a sign behind the time begins an offset,
//! and the numbers left are the day, in whatever order they stand. Words that say nothing (`Uhr`, `de`,
//! weekdays, right or wrong) are passed over, but a number that fits nowhere means that we do not understand
//! the text.

mod day;
mod half;
mod offset;
mod time;

use super::clock::{self, Clock};
use super::month;
use super::token::{Kind, Token, tokens};
use super::{Moment, Place};
use day::{Custom, Day, Number};
use half::Half;

pub(super) fn parse(text: &str) -> Option<Moment> {
    let tokens = tokens(text);
    // a year before our era
    if let [Token { kind: Kind::Mark('-'), .. }, Token { kind: Kind::Number(_), glued: true }, ..] =
        tokens[..]
    {
        return None;
    }
    let mut reader = Reader { rest: &tokens, ..Reader::default() };
    reader.read_all()?;
    reader.moment()
}

#[derive(Debug, Default)]
struct Reader<'a> {
    rest: &'a [Token<'a>],
    day: Day,
    /// The month was named before any number stood: perhaps `mar` is Tuesday.
    month_came_first: bool,
    clock: Option<Clock>,
    half: Option<Half>,
    custom: Custom,
    offset: Option<i32>,
    /// `Europe/Berlin`; in force where the text gives no offset.
    place: Option<Place>,
    /// In force where the text gives no zone: its language is that of one country.
    home: Option<i32>,
    /// What stood before belongs to the time, so that a zone may follow.
    behind_time: bool,
    mark: Option<char>,
}

impl<'a> Reader<'a> {
    fn read_all(&mut self) -> Option<()> {
        while let [token, rest @ ..] = self.rest {
            self.rest = rest;
            let mark = self.mark.take();
            match token.kind {
                Kind::Number(digits) => self.number(digits, mark)?,
                Kind::Word(word) => self.word(word, token.glued)?,
                Kind::Mark(mark) => self.mark(mark, token.glued)?,
            }
        }
        Some(())
    }

    fn moment(&self) -> Option<Moment> {
        // A month alone is its first day, but not at a quarter past three.
        if self.clock.is_some() && !self.day.is_complete() {
            return None;
        }
        let mut clock = self.clock.unwrap_or_default();
        if let (Some(half), Some(_)) = (self.half, self.clock) {
            clock.hour = half.hour(clock.hour)?;
        }
        let date = self.day.date(self.custom)?;
        match &self.place {
            Some(place) if self.offset.is_none() => clock::moment_at(date, clock, place),
            _ => clock::moment(date, clock, self.offset.or(self.home)),
        }
    }

    fn number(&mut self, digits: &'a str, mark: Option<char>) -> Option<()> {
        let value = value(digits)?;
        if digits.len() <= 2 && self.begins_time(value)? {
            return Some(());
        }
        if self.behind_time && self.offset.is_none() && digits == "0000" {
            self.offset = Some(0);
            return Some(());
        }
        self.behind_time = false;
        if self.counted(digits, value)? {
            return Some(());
        }
        self.day.numbers.push(Number { value, digits: digits.len(), mark });
        (self.day.numbers.len() <= 3).then_some(())
    }

    /// Takes a number that its counter names: 2004年, 5월.
    fn counted(&mut self, digits: &str, value: u32) -> Option<bool> {
        let [Token { kind: Kind::Word(counter), .. }, rest @ ..] = self.rest else { return Some(false) };
        let (field, fits) = match *counter {
            // a shorter year may be one of an era
            "年" | "년" => (&mut self.day.year, digits.len() == 4),
            "月" | "월" => (&mut self.day.month, digits.len() <= 2),
            "日" | "일" => (&mut self.day.of_month, digits.len() <= 2),
            _ => return Some(false),
        };
        self.rest = rest;
        if matches!(*counter, "년" | "월" | "일") {
            self.home = Some(KOREA);
        }
        (fits && field.replace(value).is_none()).then_some(true)
    }

    fn word(&mut self, word: &'a str, glued: bool) -> Option<()> {
        if let Some(half) = self.half_of(word, glued) {
            return self.half.replace(half).is_none_or(|before| before == half).then_some(());
        }
        // In `28T14:05` the letter is no zone.
        let zone_may_follow = self.behind_time || (self.day.is_complete() && word.len() > 1);
        if zone_may_follow && self.zone(word)? {
            return Some(());
        }
        if let Some(month) = month::named(word) {
            self.behind_time = false;
            return self.month(month);
        }
        Some(())
    }

    fn half_of(&mut self, word: &str, glued: bool) -> Option<Half> {
        if let Some((half, home)) = Half::of_country(word) {
            self.home = Some(home);
            return Some(half);
        }
        if matches!(word, "AM" | "PM") {
            self.custom = Custom::American;
        }
        if !self.behind_time {
            return Half::before_time(word);
        }
        match (word, self.rest) {
            // Spanish: `3:30 p. m.`
            (
                "a" | "p" | "A" | "P",
                [Token { kind: Kind::Mark('.'), .. }, Token { kind: Kind::Word("m" | "M"), .. }, rest @ ..],
            ) => {
                self.rest = rest;
                Half::behind_time(&format!("{word}m"))
            }
            ("a" | "p", _) if glued => Half::behind_time(&format!("{word}m")),
            _ => Half::behind_time(word),
        }
    }

    /// A second month makes the first one a weekday if it stood before the numbers: `mar. 5 abr 2005`.
    fn month(&mut self, month: u32) -> Option<()> {
        let first = self.day.month.replace(month).is_none();
        let was_weekday = self.month_came_first && self.day.numbers.len() <= 1;
        self.month_came_first = first && self.day.numbers.is_empty();
        (first || was_weekday).then_some(())
    }

    fn mark(&mut self, mark: char, glued: bool) -> Option<()> {
        self.mark = Some(mark);
        match mark {
            // a comment that tells the zone once more
            '(' if self.offset.is_some() => {
                let inside = self.rest.iter().take_while(|token| token.kind != Kind::Mark(')')).count();
                self.rest = &self.rest[inside..];
                Some(())
            }
            // `git log` and asctime have the year before the offset: `2004 +0200`, but not `2004-05`
            '+' | '-' if self.behind_time || (self.clock.is_some() && self.day.is_complete() && !glued) => {
                self.offset(mark == '+')
            }
            _ => Some(()),
        }
    }
}

const KOREA: i32 = 540;

fn short(digits: &str) -> Option<u32> {
    value(digits).filter(|_| digits.len() <= 2)
}

/// No field of a date has more than eight digits (`20040528`).
fn value(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|_| digits.len() <= 8)
}
