//! The zone behind a time: a name, an offset, or both.

use super::{Reader, short};
use crate::date::token::{Kind, Token};
use crate::date::{Place, clock, zone};

impl Reader<'_> {
    /// Whether `word` names a zone; `None` where it names one whose offset we cannot know.
    pub(super) fn zone(&mut self, word: &str) -> Option<bool> {
        // The tz database has `Etc/GMT+5` lie west, which hardly anybody who writes it knows.
        if word == "Etc" && matches!(self.rest, [_, _, Token { kind: Kind::Mark('+' | '-'), .. }, ..]) {
            return None;
        }
        if let [Token { kind: Kind::Mark('/'), .. }, Token { kind: Kind::Word(_), .. }, ..] = self.rest
            && zone::is_region(word)
        {
            let place = Place::named(&self.place_in(word));
            return (self.offset.is_some() || self.place.replace(place?).is_none()).then_some(true);
        }
        let Some(offset) = zone::named(word) else { return Some(false) };
        self.offset.get_or_insert(offset);
        Some(true)
    }

    /// The name of a place: `region`, and what is glued to it.
    fn place_in(&mut self, region: &str) -> String {
        let mut name = region.to_owned();
        while let [
            Token { kind: Kind::Mark(mark @ ('/' | '_' | '-')), glued: true },
            Token { kind: Kind::Word(word), glued: true },
            rest @ ..,
        ] = self.rest
        {
            self.rest = rest;
            name.push(*mark);
            name.push_str(word);
        }
        name
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
