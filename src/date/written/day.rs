//! Which of the numbers in a text are the year, the month and the day. Where two readings are possible and
//! custom does not decide, there is no date.

use chrono::NaiveDate;

use crate::date::clock;

/// A number that belongs to no time and no zone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub value: u32,
    pub digits: usize,
    /// The mark right before it: `/` in `28/5/2004`.
    pub mark: Option<char>,
}

/// What a text says of its day.
#[derive(Debug, Default)]
pub(super) struct Day {
    /// Said by 年, 月 and 日, or for the month by its name.
    pub year: Option<u32>,
    pub month: Option<u32>,
    pub of_month: Option<u32>,
    pub numbers: Vec<Number>,
}

/// The order that `/` stands for. The month comes first in what programs write for Americans, whose mark are
/// the capitals of `AM` and `PM`; others with halves of the day (`pm`, `p. m.`, `μ.μ.`) begin with the day or
/// the year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Custom {
    American,
    #[default]
    Unknown,
}

impl Day {
    /// Whether a further number belongs to the time.
    pub fn is_complete(&self) -> bool {
        let said = [self.year, self.month, self.of_month].iter().flatten().count();
        said + self.numbers.len() >= 3 || self.numbers.first().is_some_and(|number| number.digits == 8)
    }

    pub fn date(&self, custom: Custom) -> Option<NaiveDate> {
        let Some(month) = self.month else { return self.numeric(custom) };
        let (year, day) = match (self.year, self.of_month, &self.numbers[..]) {
            (Some(year), Some(day), []) => (year, day),
            (Some(year), None, [day]) if day.digits <= 2 => (year, day.value),
            (Some(year), None, []) => (year, 1),
            (None, Some(day), [year]) if year.may_be_year() => (year.as_year(), day),
            (None, None, [year]) if year.digits == 4 => (year.value, 1),
            (None, None, [one, other]) => year_and_day(*one, *other)?,
            _ => return None,
        };
        clock::day(year, month, day)
    }

    fn numeric(&self, custom: Custom) -> Option<NaiveDate> {
        match self.numbers[..] {
            _ if self.year.is_some() || self.of_month.is_some() => None,
            [only] if only.digits == 8 => {
                clock::day(only.value / 10_000, only.value / 100 % 100, only.value % 100)
            }
            [year, month, day] if year.digits == 4 && month.digits <= 2 && day.digits <= 2 => {
                clock::day(year.value, month.value, day.value)
            }
            [one, other, year] if one.digits <= 2 && other.digits <= 2 => {
                let full = year.digits == 4;
                let short = year.digits == 2 && (other.mark == Some('.') || custom == Custom::American);
                let (day, month) = day_and_month(one, other, custom).filter(|_| full || short)?;
                clock::day(year.as_year(), month, day)
            }
            _ => None,
        }
    }
}

impl Number {
    /// Years of three digits come from programs that count from 1900; `200` rather lost a digit.
    fn may_be_year(self) -> bool {
        matches!(self.digits, 2 | 4) || (self.digits == 3 && self.value < 200)
    }

    /// Certainly no day: `2004`, `104`, `99`, `'04`.
    fn must_be_year(self) -> bool {
        self.digits > 2 || self.value > 31 || matches!(self.mark, Some('\'' | '’'))
    }

    fn as_year(self) -> u32 {
        clock::year(self.value, self.digits)
    }
}

/// Beside the name of a month the day comes first unless it cannot: `28 May 04`, `May 28 04`, `2004 May 28`.
fn year_and_day(one: Number, other: Number) -> Option<(u32, u32)> {
    let (year, day) = if one.must_be_year() { (one, other) } else { (other, one) };
    (year.may_be_year() && !day.must_be_year()).then(|| (year.as_year(), day.value))
}

/// In front of the year. Points and spaces part the day from the month (`28.5.2004`, `28 05 2004`); `/` and
/// `-` are written both ways, and only a number above 12, two equal ones or the custom of the text tell
/// which.
fn day_and_month(one: Number, other: Number, custom: Custom) -> Option<(u32, u32)> {
    let (first, second) = (one.value, other.value);
    match other.mark {
        Some('/' | '-') if first > 12 || first == second => Some((first, second)),
        Some('/' | '-') if second > 12 || custom == Custom::American => Some((second, first)),
        Some('.') | None => Some((first, second)),
        _ => None,
    }
}
