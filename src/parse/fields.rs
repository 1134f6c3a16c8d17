//! The value of one element: a string, a date, a number, an address. Each takes the element that
//! just began and leaves the reader past its end.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use url::Url;

use super::address::{may_be_own_machine, mended, published};
use super::values;
use super::xml::{Base, Reader};
use crate::date::{self, Moment};
use crate::markup;

/// The element's text; `None` where it is empty.
pub fn string(reader: &mut Reader<'_>) -> Option<String> {
    Some(reader.text()).filter(|text| !text.is_empty()).map(Cow::into_owned)
}

/// The date that the element gives; one that cannot be understood is none, with a warning.
pub fn date(reader: &mut Reader<'_>) -> Option<DateTime<Utc>> {
    let at = reader.position();
    let text = reader.text();
    date_of(reader, &text, at)
}

/// The date that an attribute gives.
pub fn date_attribute(reader: &mut Reader<'_>, name: &str) -> Option<DateTime<Utc>> {
    let at = reader.position();
    let text = reader.attribute(name)?;
    date_of(reader, &text, at)
}

fn date_of(reader: &mut Reader<'_>, text: &str, at: usize) -> Option<DateTime<Utc>> {
    let may_be_markup = || text.contains(['<', '&']);
    let moment = date::read(text);
    note_day(reader, moment);
    let date = moment.map(|moment| moment.utc).or_else(|| may_be_markup().then(|| date_in_markup(text))?);
    if date.is_none() && !text.is_empty() {
        reader.problems.unusable(UNREADABLE_DATE, &unreadable_date(text), at);
    }
    date
}

/// An entry has a handful of dates.
const MOST_DAYS: usize = 16;

fn note_day(reader: &mut Reader<'_>, moment: Option<Moment>) {
    let found = moment.and_then(|moment| Some((moment.utc, moment.day()?)));
    if reader.days.len() < MOST_DAYS {
        reader.days.extend(found);
    }
}

/// The date of `<time datetime="2024-05-01T10:00:00Z">May 1st</time>`: content management systems write the
/// markup of their pages where only a date belongs.
fn date_in_markup(text: &str) -> Option<DateTime<Utc>> {
    let said = ["datetime=\"", "content=\""].iter().find_map(|attribute| {
        let (_, value) = text.split_once(attribute)?;
        date::parse(value.split('"').next()?)
    });
    said.or_else(|| markup::is_markup(text).then(|| date::parse(&markup::text(text)))?)
}

pub const UNREADABLE_DATE: &str = "unreadable-date";

/// What the warning says of `text`.
pub fn unreadable_date(text: &str) -> String {
    let shown: String = text.chars().take(40).flat_map(char::escape_debug).collect();
    format!("\"{shown}\" is no date that could be understood")
}

pub fn number(reader: &mut Reader<'_>) -> Option<u64> {
    values::number(&reader.text())
}

pub fn number_attribute(reader: &mut Reader<'_>, name: &str) -> Option<u64> {
    values::number(&reader.attribute(name)?)
}

pub fn yes_or_no(reader: &mut Reader<'_>) -> Option<bool> {
    values::yes_or_no(&reader.text())
}

/// The address that the element's text gives, absolute where a base is known.
pub fn address(reader: &mut Reader<'_>) -> Option<String> {
    // the base is that of the element, which ends with its text
    let base = reader.base().cloned();
    let text = reader.text();
    (!text.is_empty()).then(|| resolved(reader, text, base.as_deref()))
}

/// The address that an attribute gives, absolute where a base is known.
pub fn address_attribute(reader: &mut Reader<'_>, name: &str) -> Option<String> {
    let text = reader.attribute(name).filter(|text| !text.is_empty())?;
    let base = reader.base().cloned();
    Some(resolved(reader, text, base.as_deref()))
}

/// `reference` against `base`, mended; as given where it is absolute, or cannot be resolved.
pub fn resolved(reader: &mut Reader<'_>, reference: Cow<'_, str>, base: Option<&Base>) -> String {
    let reference = mended(reference, base.map(|base| &base.url));
    let base = base.filter(|_| !is_absolute(&reference));
    match base.and_then(|base| reader.scope.resolve(&reference, base)) {
        Some(url) => url.into(),
        None => reference.into_owned(),
    }
}

/// `reference` against the address of a document, mended; as given where it is absolute, or cannot be resolved.
pub fn absolute(reference: &str, base: Option<&Url>) -> String {
    let reference = mended(Cow::Borrowed(reference), base);
    if is_absolute(&reference) {
        return reference.into_owned();
    }
    match base.and_then(|base| base.join(&reference).ok()) {
        Some(url) => url.into(),
        None => reference.into_owned(),
    }
}

/// The address of a page, where a document at `own` means its own site by one on its author's machine. What else a
/// feed names may well be on such a machine.
pub fn on_site(page: String, own: Option<&Url>) -> String {
    let url = Some(&page).filter(|page| may_be_own_machine(page)).and_then(|page| Url::parse(page).ok());
    url.and_then(|url| published(&url, own)).map_or(page, String::from)
}

/// Whether a reference begins with a scheme (RFC 3986, 3.1).
pub fn is_absolute(reference: &str) -> bool {
    let scheme = reference
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        .count();
    scheme > 1
        && reference.as_bytes()[0].is_ascii_alphabetic()
        && reference.as_bytes().get(scheme) == Some(&b':')
}
