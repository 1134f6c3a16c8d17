//! Who an article is, so that renames, clones and edits make no entry new: pure decisions.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::articles::site::Written;
use crate::articles::stamp::Stamp;

/// An article under a path that was not known.
#[derive(Debug, Clone, PartialEq)]
pub struct Newcomer<'a> {
    pub path: &'a str,
    pub hash: &'a str,
    /// Of its front matter.
    pub id: Option<&'a str>,
    pub title: &'a str,
    pub published: Option<DateTime<Utc>>,
    /// That date as it was before the site named a zone.
    pub published_in_utc: Option<DateTime<Utc>>,
}

/// From old path to new: the same given id, else the same content, else the same title and date.
/// What fits more than one of the other side by content or title is no evidence.
pub fn renames(gone: &[(&str, &Stamp)], new: &[Newcomer<'_>]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut used_old = BTreeSet::new();
    let mut used_new = BTreeSet::new();
    let title_and_date = |stamp: &Stamp| titled(&stamp.title, stamp.dated.then_some(stamp.published));
    let rules: [Evidence; 4] = [
        (|stamp| stamp.id_given.then(|| stamp.id.clone()), |new| new.id.map(str::to_owned)),
        (|stamp| Some(stamp.hash.clone()), |new| Some(new.hash.to_owned())),
        (title_and_date, |new| titled(new.title, new.published)),
        (title_and_date, |new| titled(new.title, new.published_in_utc)),
    ];
    for (of_old, of_new) in rules {
        let old = gone.iter().filter(|(path, _)| !used_old.contains(path));
        let old = alone(old.map(|(path, stamp)| (*path, of_old(stamp))));
        let newcomers = new.iter().filter(|new| !used_new.contains(new.path));
        let newcomers = alone(newcomers.map(|new| (new.path, of_new(new))));
        for (key, old_path) in old {
            if let Some(new_path) = newcomers.get(&key) {
                used_old.insert(old_path);
                used_new.insert(*new_path);
                pairs.push((old_path.to_owned(), (*new_path).to_owned()));
            }
        }
    }
    pairs.sort();
    pairs
}

type Evidence = (fn(&Stamp) -> Option<String>, fn(&Newcomer<'_>) -> Option<String>);

fn titled(title: &str, date: Option<DateTime<Utc>>) -> Option<String> {
    Some(format!("{}\n{title}", date?.to_rfc3339())).filter(|_| !title.is_empty())
}

/// The paths by their key, where no other path has it.
fn alone<'a>(keyed: impl Iterator<Item = (&'a str, Option<String>)>) -> BTreeMap<String, &'a str> {
    let mut found: BTreeMap<String, Option<&'a str>> = BTreeMap::new();
    for (path, key) in keyed {
        let Some(key) = key else { continue };
        found.entry(key).and_modify(|path| *path = None).or_insert(Some(path));
    }
    found.into_iter().filter_map(|(key, path)| Some((key, path?))).collect()
}

/// The dates that an article may have, best first.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dates {
    pub publish: Option<Written>,
    pub front: Option<Written>,
    pub name: Option<Written>,
    pub text: Option<Written>,
    pub remembered: Option<DateTime<Utc>>,
    pub commit: Option<DateTime<Utc>>,
}

impl Dates {
    /// The author's own date; the same on every machine.
    pub fn written(&self) -> Option<Written> {
        self.publish.or(self.front).or(self.name).or(self.text)
    }

    /// Never the bare file time: a clone or a copy would make every article new.
    pub fn decide(&self, now: DateTime<Utc>) -> Written {
        let of = |at: DateTime<Utc>| Written { at, day: day_of(at) };
        self.written().or(self.remembered.map(of)).or(self.commit.map(of)).unwrap_or_else(|| of(now))
    }
}

/// No two places have clocks that differ by more.
const WIDEST: Duration = Duration::hours(26);

/// An article that was due, and that nobody has touched, is due however its site's clocks are set now:
/// what is published does not go away for some hours because a zone was named.
pub fn still_due(written: Written, known: &Stamp, now: DateTime<Utc>) -> Written {
    let was_due = known.published <= now && now < written.at;
    let by_the_clocks = written.at - known.published <= WIDEST;
    if was_due && by_the_clocks { Written { at: known.published, ..written } } else { written }
}

fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(id: &str, hash: &str, title: &str) -> Stamp {
        Stamp {
            id: id.into(),
            id_given: !id.is_empty(),
            hash: hash.into(),
            title: title.into(),
            dated: true,
            ..Stamp::default()
        }
    }

    fn newcomer<'a>(path: &'a str, id: Option<&'a str>, hash: &'a str, title: &'a str) -> Newcomer<'a> {
        let published = Some(DateTime::default());
        Newcomer { path, hash, id, title, published, published_in_utc: published }
    }

    #[test]
    fn evidence_in_order() {
        let stamps = [
            stamp("i1", "h1", "T1"),
            stamp("", "h2", "T2"),
            stamp("", "h3", "T3"),
            stamp("", "same", "X"),
            stamp("", "same", "Y"),
        ];
        let gone: Vec<(&str, &Stamp)> = ["a", "b", "c", "d", "e"].into_iter().zip(&stamps).collect();
        let new = [
            newcomer("n1", Some("i1"), "other", "Other"),
            newcomer("n2", None, "h2", "Renamed too"),
            newcomer("n3", None, "edited", "T3"),
            newcomer("n4", None, "same", "Z"),
        ];
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        assert_eq!(renames(&gone, &new), [pair("a", "n1"), pair("b", "n2"), pair("c", "n3")]);
    }

    #[test]
    fn a_date_in_another_zone_is_evidence_too() {
        let known =
            Stamp { published: DateTime::from_timestamp(36_000, 0).unwrap(), ..stamp("", "h1", "T1") };
        let published = Some(DateTime::from_timestamp(28_800, 0).unwrap());
        let new = Newcomer {
            published,
            published_in_utc: Some(known.published),
            ..newcomer("n", None, "edited", "T1")
        };
        assert_eq!(renames(&[("a", &known)], std::slice::from_ref(&new)), [("a".to_owned(), "n".to_owned())]);
        assert_eq!(renames(&[("a", &known)], &[Newcomer { published_in_utc: published, ..new }]), []);
    }

    #[test]
    fn what_was_due_stays_so_whatever_the_zone() {
        let at = |hours: i64| DateTime::from_timestamp(hours * 3600, 0).unwrap();
        let due = |known: i64, written: i64, now: i64| {
            let written = Written { at: at(written), day: day_of(at(0)) };
            still_due(written, &Stamp { published: at(known), ..Stamp::default() }, at(now)).at
        };
        assert_eq!(due(10, 14, 12), at(10), "it was out");
        assert_eq!(due(10, 14, 9), at(14), "it was not yet");
        assert_eq!(due(10, 8, 12), at(8), "it is out either way");
        assert_eq!(due(10, 40, 12), at(40), "no zone moves it so far");
    }

    #[test]
    fn dates_in_order() {
        let at = |day: u32| Written {
            at: DateTime::from_timestamp(i64::from(day) * 86_400, 0).unwrap(),
            day: day_of(DateTime::default()),
        };
        let now = at(9).at;
        let mut dates = Dates {
            front: Some(at(1)),
            name: Some(at(2)),
            text: Some(at(3)),
            remembered: Some(at(4).at),
            commit: Some(at(5).at),
            publish: None,
        };
        assert_eq!(dates.decide(now).at, at(1).at);
        dates.front = None;
        assert_eq!(dates.decide(now).at, at(2).at);
        dates.name = None;
        assert_eq!(dates.decide(now).at, at(3).at);
        dates.text = None;
        assert_eq!(dates.decide(now).at, at(4).at);
        dates.remembered = None;
        assert_eq!(dates.decide(now).at, at(5).at);
        dates.commit = None;
        assert_eq!(dates.decide(now).at, now);
    }
}
