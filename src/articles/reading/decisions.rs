//! Who each article that was read is: a known one under another name, or a new one; with which id, date and
//! address, and which are left out.

use std::collections::{BTreeMap, BTreeSet};

use super::Run;
use super::fresh::Fresh;
use super::git;
use super::identity::{Dates, Newcomer, renames, still_due};
use super::taken::Taken;
use crate::articles::address::permalink::Filling;
use crate::articles::address::{self, Web};
use crate::articles::assembly::Decision;
use crate::articles::file::Parsed;
use crate::articles::site::clocks::Clocks;
use crate::articles::stamp::Stamp;
use crate::articles::{Problem, Severity};

/// So many former pages of an article are kept up.
const MOST_FORMER_PAGES: usize = 16;

impl<'a> Run<'a> {
    /// The stamps of moved articles by their new path.
    pub fn settle_moves(
        &mut self,
        gone: &[(&'a str, &'a Stamp)],
        fresh: &[Fresh<'_>],
    ) -> BTreeMap<String, &'a Stamp> {
        let new: Vec<Newcomer<'_>> = fresh
            .iter()
            .filter(|fresh| !self.known.contains_key(&fresh.file.path))
            .map(|fresh| fresh.newcomer(self.clocks(fresh)))
            .collect();
        self.reading.moved = renames(gone, &new);
        let stamp = |old: &String| self.known.get(old);
        self.reading.moved.iter().filter_map(|(old, new)| Some((new.clone(), stamp(old)?))).collect()
    }

    /// An article that is new and whose date cannot be read would be dated now, for ever.
    pub fn leave_out_undatable(&mut self, fresh: &mut Vec<Fresh<'_>>, heirs: &BTreeMap<String, &Stamp>) {
        fresh.retain(|one| {
            let (path, front) = (&one.file.path, &one.parsed.front);
            let is_known = self.known.contains_key(path) || heirs.contains_key(path);
            let is_dated = one.dates(self.clocks(one)).written().is_some();
            let Some(wrong) = front.wrong_date.as_ref().filter(|_| !is_known && !is_dated && !front.draft)
            else {
                return true;
            };
            let message = format!("{}; the article is left out until this is mended", wrong.message);
            let others = one.parsed.findings.problems.iter().filter(|problem| *problem != wrong);
            self.reading.problems.extend(others.cloned());
            self.reading.problems.push(Problem { severity: Severity::Error, message, ..wrong.clone() });
            false
        });
    }

    pub fn decide(
        &mut self,
        fresh: &[Fresh<'_>],
        heirs: &BTreeMap<String, &Stamp>,
        gone: &[(&str, &Stamp)],
    ) -> Vec<Decision> {
        let remembered = |path: &str| self.known.get(path).or_else(|| heirs.get(path).copied());
        let undated = |fresh: &Fresh<'_>| {
            fresh.dates(self.clocks(fresh)).written().is_none() && remembered(&fresh.file.path).is_none()
        };
        let commits =
            if fresh.iter().any(undated) { git::first_commits(&self.site.root) } else { BTreeMap::new() };
        let read: BTreeSet<&str> = fresh.iter().map(|fresh| fresh.file.path.as_str()).collect();
        let others = self.known.iter().filter(|(path, _)| !read.contains(path.as_str()));
        let gone: BTreeSet<&str> = gone.iter().map(|(path, _)| *path).collect();
        let mut taken = Taken::default();
        for (path, stamp) in others.filter(|(path, _)| !gone.contains(path.as_str())) {
            taken.ids.insert(stamp.id.clone(), path.clone());
            taken.links.insert(stamp.link.clone(), path.clone());
        }
        // Who has been there before keeps id and address, so those are decided first.
        let mut order: Vec<usize> = (0..fresh.len()).collect();
        order.sort_by_key(|index| remembered(&fresh[*index].file.path).is_none());
        let mut decided: Vec<Option<Decision>> = vec![None; fresh.len()];
        let mut problems = Vec::new();
        for index in order {
            let one = &fresh[index];
            let old = remembered(&one.file.path);
            let dates = Dates {
                remembered: old.map(|stamp| stamp.published),
                commit: commits.get(&one.file.path).copied(),
                ..one.dates(self.clocks(one))
            };
            decided[index] = Some(self.decide_one(one, old, dates, &mut taken, &mut problems));
        }
        self.reading.problems.append(&mut problems);
        decided.into_iter().flatten().collect()
    }

    fn clocks(&self, fresh: &Fresh<'_>) -> &'a Clocks {
        self.site.clocks(fresh.name.language.as_deref())
    }

    fn decide_one(
        &self,
        fresh: &Fresh<'_>,
        old: Option<&Stamp>,
        dates: Dates,
        taken: &mut Taken,
        problems: &mut Vec<Problem>,
    ) -> Decision {
        let Parsed { front, document, .. } = &fresh.parsed;
        let path = &fresh.file.path;
        let untouched = old.filter(|old| old.hash == fresh.parsed.hash);
        let published = dates.decide(self.now);
        let published = untouched.map_or(published, |old| still_due(published, old, self.now));
        let canonical = document.canonical.as_deref();
        let generator = self.site.generator.as_ref();
        let with = Filling {
            front,
            name: &fresh.name,
            title: fresh.title(),
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
        let wanted = address::of(with, canonical, web);
        let wanted_link = wanted.link.to_string();
        let address = taken.address(wanted, (path, &fresh.name), old, self.base_url, problems);
        let wanted = Some(wanted_link).filter(|link| *link != address.link.as_str());
        let given = front.id.clone().filter(|id| taken.is_free(id, path, problems));
        let id = given.clone().or_else(|| Some(old?.id.clone())).unwrap_or_else(|| address.link.to_string());
        let id = taken.id(id, path);
        Decision {
            former_pages: former_pages(old, address.page.as_deref()),
            language: fresh.name.language.clone(),
            id,
            id_given: given.is_some(),
            title: fresh.title().to_owned(),
            published,
            dated: dates.written().is_some(),
            address,
            wanted,
            rules: self.rules_of(fresh.file),
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
