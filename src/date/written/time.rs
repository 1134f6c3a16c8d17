//! The time of day, in all the ways to set hours, minutes and seconds apart.

use super::{Half, Reader, short};
use crate::date::clock::{self, Clock};
use crate::date::token::{Kind, Token};

impl<'a> Reader<'a> {
    /// Reads the time if `hour` begins one: `14:05:00`, `14h05`, `14時5分`, `3 PM`, and behind the day `14.05`.
    pub(super) fn begins_time(&mut self, hour: u32) -> Option<bool> {
        let clock = match self.rest {
            [Token { kind: Kind::Mark(':'), .. }, Token { kind: Kind::Number(_), .. }, ..] => {
                self.fields(hour, ':')?
            }
            [
                Token { kind: Kind::Mark('.'), glued: true },
                Token { kind: Kind::Number(minute), glued: true },
                ..,
            ] if self.clock.is_none() && self.day.is_complete() && minute.len() == 2 => {
                self.fields(hour, '.')?
            }
            [Token { kind: Kind::Word(unit), glued }, ..] if is_hour(unit) => {
                let glued = *glued;
                self.rest = &self.rest[1..];
                self.counted_fields(hour, glued)?
            }
            [Token { kind: Kind::Word(word), .. }, ..]
                if self.clock.is_none() && Half::behind_time(word).is_some() =>
            {
                Clock { hour, ..Clock::default() }
            }
            _ => return Some(false),
        };
        // Of two times we would not know which is meant.
        self.behind_time = true;
        self.clock.replace(clock).is_none().then_some(true)
    }

    /// `:05`, `:05:00` and `:05:00.5`, or the same with points.
    fn fields(&mut self, hour: u32, separator: char) -> Option<Clock> {
        let minute = self.field(separator)?;
        let mut clock = Clock { hour, minute: short(minute)?, ..Clock::default() };
        if let Some(second) = self.field(separator) {
            clock.second = short(second)?;
            if let Some(fraction) = self.field('.').or_else(|| self.field(',')) {
                clock.nanos = clock::nanos(fraction.as_bytes());
            }
        }
        // `1:2:3:4` is no time
        self.field(':').is_none().then_some(clock)
    }

    /// The digits behind a `separator`; behind a point or comma only if they touch it.
    pub(super) fn field(&mut self, separator: char) -> Option<&'a str> {
        let [
            Token { kind: Kind::Mark(mark), glued },
            Token { kind: Kind::Number(digits), glued: touching },
            rest @ ..,
        ] = self.rest
        else {
            return None;
        };
        let fits = *mark == separator && (separator == ':' || (*glued && *touching));
        if fits {
            self.rest = rest;
        }
        fits.then_some(*digits)
    }

    /// `30` in `14h30` and `14 h 30`; `5分` and `30秒`, `5 min` and `30 s`.
    fn counted_fields(&mut self, hour: u32, glued: bool) -> Option<Clock> {
        let mut clock = Clock { hour, ..Clock::default() };
        if let [Token { kind: Kind::Number(minute), glued: touching }, rest @ ..] = self.rest {
            let unit = rest.first().map(|token| token.kind);
            if matches!(unit, Some(Kind::Word("分" | "분" | "min" | "mn"))) {
                (clock.minute, self.rest) = (short(minute)?, &rest[1..]);
            } else if minute.len() == 2 && *touching == glued {
                (clock.minute, self.rest) = (short(minute)?, rest);
            }
        }
        if let [
            Token { kind: Kind::Number(second), .. },
            Token { kind: Kind::Word("秒" | "초" | "s" | "sec"), .. },
            rest @ ..,
        ] = self.rest
        {
            (clock.second, self.rest) = (short(second)?, rest);
        }
        Some(clock)
    }
}

fn is_hour(unit: &str) -> bool {
    matches!(unit, "h" | "H" | "時" | "时" | "点" | "點" | "시")
}
