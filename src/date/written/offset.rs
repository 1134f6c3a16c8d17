//! The zone behind a time: a name, an offset, or both.

use super::{Reader, short};
use crate::date::token::{Kind, Token};
use crate::date::{clock, zone};

impl Reader<'_> {
    /// Whether `word` names a zone; `None` where it names one whose offset we cannot know.
    pub(super) fn zone(&mut self, word: &str) -> Option<bool> {
        // The tz database has `Etc/GMT+5` lie west, which hardly anybody who writes it knows.
        if word == "Etc" && matches!(self.rest, [_, _, Token { kind: Kind::Mark('+' | '-'), .. }, ..]) {
            return None;
        }
        if let [Token { kind: Kind::Mark('/'), .. }, Token { kind: Kind::Word(_), .. }, rest @ ..] = self.rest
            && zone::is_region(word)
        {
            self.rest = rest;
            return self.offset.map(|_| true);
        }
        let Some(offset) = zone::named(word) else { return Some(false) };
        self.offset.get_or_insert(offset);
        Some(true)
    }

    /// `+0200`, `+02:00`, `+530` and `+2`. A sign apart from what follows is a dash, but `+ 0200` cannot be
    /// one.
    pub(super) fn offset(&mut self, east: bool) -> Option<()> {
        let [Token { kind, glued }, rest @ ..] = self.rest else { return Some(()) };
        let digits = match kind {
            Kind::Number(digits) if *glued || (east && digits.len() == 4) => *digits,
            Kind::Word(word) if *glued => return zone::named(word).map(|_| ()),
            _ => return Some(()),
        };
        self.rest = rest;
        let (hours, minutes) = match digits.len() {
            3 | 4 => digits.split_at(digits.len() - 2),
            1 | 2 => (digits, self.field(':').unwrap_or("0")),
            _ => return None,
        };
        self.offset = Some(clock::offset(east, short(hours)?, short(minutes)?)?);
        // `+00:zz`
        (self.rest.first().map(|token| token.kind) != Some(Kind::Mark(':'))).then_some(())
    }
}
