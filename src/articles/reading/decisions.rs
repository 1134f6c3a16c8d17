//! Who each article that was opened is: a known one under another name, or a new one; with which id, date and
//! address, and which are left out.

use std::collections::{BTreeMap, BTreeSet};

use super::git;
use super::identity::{Dates, Newcomer, renames, still_due};
use super::taken::Taken;
use super::{Decided, Run};
use crate::articles::address::{self, Filling, Web};
use crate::articles::assembly::Decision;
use crate::articles::file::Parsed;
use crate::articles::problem::Findings;
use crate::articles::site::{Clocks, FileDates};
use crate::articles::stamp::Stamp;
use crate::articles::{Problem, Severity};

/// So many former pages of an article are kept up.
const MOST_FORMER_PAGES: usize = 16;

impl<'a> Run<'a> {
    /// The stamps of moved articles by their new path.
    pub fn settle_moves(
        &mut self,
        gone: &[(&'a str, &'a Stamp)],
        parsed: &[Parsed<'_>],
    ) -> BTreeMap<String, &'a Stamp> {
        let new: Vec<Newcomer<'_>> = parsed
            .iter()
            .filter(|parsed| !self.known.contains_key(&parsed.file.path))
            .map(|parsed| self.newcomer(parsed))
            .collect();
        self.reading.moved = renames(gone, &new);
        let stamp = |old: &String| self.known.get(old);
        self.reading.moved.iter().filter_map(|(old, new)| Some((new.clone(), stamp(old)?))).collect()
    }

    fn newcomer<'p>(&self, parsed: &'p Parsed<'_>) -> Newcomer<'p> {
        let published = |dates: Dates| dates.written().map(|date| date.at);
        Newcomer {
            path: &parsed.file.path,
            hash: &parsed.hash,
            id: parsed.front.id.as_deref(),
            title: parsed.title(),
            published: published(self.dates(parsed)),
            published_in_utc: published(self.dates_by(&Clocks::OF_NO_PLACE, parsed)),
        }
    }

    /// The dates that the author wrote.
    fn dates(&self, parsed: &Parsed<'_>) -> Dates {
        self.dates_by(self.site.clocks(parsed.name.language.as_deref()), parsed)
    }

    fn dates_by(&self, clocks: &Clocks, Parsed { front, document, name, .. }: &Parsed<'_>) -> Dates {
        let written = |date| clocks.written(date);
        let named_before = name.date.filter(|_| self.site.file_dates() == FileDates::Before);
        Dates {
            publish: front.publish_date.map(written),
            front: named_before.or(front.date).map(written),
            name: name.date.map(written),
            text: document.published.map(written),
            ..Dates::default()
        }
    }

    /// An article that is new and whose date cannot be read would be dated now, for ever.
    pub fn leave_out_undatable(&mut self, parsed: &mut Vec<Parsed<'_>>, heirs: &BTreeMap<String, &Stamp>) {
        parsed.retain(|one| {
            let (path, front) = (&one.file.path, &one.front);
            let is_known = self.known.contains_key(path) || heirs.contains_key(path);
            let is_dated = self.dates(one).written().is_some();
            let Some(wrong) = front.wrong_date.as_ref().filter(|_| !is_known && !is_dated && !front.draft)
            else {
                return true;
            };
            let message = format!("{}; the article is left out until this is mended", wrong.message);
            let others = one.findings.problems.iter().filter(|problem| *problem != wrong);
            self.reading.problems.extend(others.cloned());
            self.reading.problems.push(Problem { severity: Severity::Error, message, ..wrong.clone() });
            false
        });
    }

    pub fn decide<'p>(
        &mut self,
        parsed: Vec<Parsed<'p>>,
        heirs: &BTreeMap<String, &'a Stamp>,
        gone: &[(&str, &Stamp)],
    ) -> Vec<Decided<'p>> {
        let known = self.known;
        let remembered = |parsed: &Parsed<'_>| {
            let path = &parsed.file.path;
            known.get(path).or_else(|| heirs.get(path).copied())
        };
        let is_undated =
            |parsed: &Parsed<'_>| remembered(parsed).is_none() && self.dates(parsed).written().is_none();
        let commits =
            if parsed.iter().any(is_undated) { git::first_commits(&self.site.root) } else { BTreeMap::new() };
        let mut taken = self.taken_by_others(&parsed, gone);
        let mut decided: Vec<Option<Decision>> = vec![None; parsed.len()];
        // Who has been there before keeps id and address, so those are decided first.
        let mut order: Vec<usize> = (0..parsed.len()).collect();
        order.sort_by_key(|index| remembered(&parsed[*index]).is_none());
        for index in order {
            let one = &parsed[index];
            let old = remembered(one);
            let dates = Dates {
                remembered: old.map(|stamp| stamp.published),
                commit: commits.get(&one.file.path).copied(),
                ..self.dates(one)
            };
            decided[index] = Some(self.decide_one(one, old, dates, &mut taken));
        }
        parsed.into_iter().zip(decided).filter_map(|(parsed, decision)| Some((parsed, decision?))).collect()
    }

    /// What articles have that are not decided now and not gone.
    fn taken_by_others(&self, parsed: &[Parsed<'_>], gone: &[(&str, &Stamp)]) -> Taken {
        let now = parsed.iter().map(|parsed| parsed.file.path.as_str());
        let free: BTreeSet<&str> = now.chain(gone.iter().map(|(path, _)| *path)).collect();
        let mut taken = Taken::default();
        for (path, stamp) in self.known.iter().filter(|(path, _)| !free.contains(path.as_str())) {
            taken.ids.insert(stamp.id.clone(), path.clone());
            taken.links.insert(stamp.link.clone(), path.clone());
        }
        taken
    }

    fn decide_one(
        &mut self,
        parsed: &Parsed<'_>,
        old: Option<&Stamp>,
        dates: Dates,
        taken: &mut Taken,
    ) -> Decision {
        let path = &parsed.file.path;
        let untouched = old.filter(|old| old.hash == parsed.hash);
        let published = dates.decide(self.now);
        let published = untouched.map_or(published, |old| still_due(published, old, self.now));
        let generator = self.site.generator.as_ref();
        let with = Filling {
            front: &parsed.front,
            name: &parsed.name,
            title: parsed.title(),
            day: published.day,
            layout: generator.map_or(self.site.layout, |generator| generator.kind),
            inside: generator.map_or("", |generator| &generator.inside),
            collection: generator.map_or("", |generator| generator.collection_of(path)),
        };
        let web = Web {
            template: self.config.url.as_deref(),
            base: self.base_url,
            below: self.site.served_below(),
        };
        let mut findings = Findings::of(path);
        let wanted = address::of(with, parsed.document.canonical.as_deref(), web);
        let address = taken.address(&wanted, (path, &parsed.name), old, self.base_url, &mut findings);
        let given = parsed.front.id.clone().filter(|id| taken.is_free(id, path, &mut findings));
        let id_given = given.is_some();
        let id = given.or_else(|| Some(old?.id.clone())).unwrap_or_else(|| address.link.to_string());
        self.reading.problems.append(&mut findings.problems);
        Decision {
            id: taken.id(id, path),
            id_given,
            published,
            dated: dates.written().is_some(),
            wanted: (wanted.link != address.link).then(|| wanted.link.into()),
            former_pages: former_pages(old, address.page.as_deref()),
            address,
            rules: self.rules_of(parsed.file),
        }
    }
}

/// Where the page of an article was that has it at `page` now.
fn former_pages(old: Option<&Stamp>, page: Option<&str>) -> Vec<String> {
    let (Some(old), Some(page)) = (old, page) else { return Vec::new() };
    // Its page is put first.
    let last = old.placed.first().map(|placed| &placed.path);
    let mut pages: Vec<String> =
        old.former_pages.iter().filter(|former| Some(*former) != last).cloned().collect();
    pages.extend(last.cloned());
    pages.retain(|former| former != page);
    pages.drain(..pages.len().saturating_sub(MOST_FORMER_PAGES));
    pages
}
