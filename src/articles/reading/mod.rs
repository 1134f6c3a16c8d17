//! The steps of one reading, in order: survey the folder, read what changed, decide who each
//! article is and where it stands, put it together.

mod decisions;
mod fresh;
mod git;
mod identity;
mod taken;
mod workers;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use chrono::{DateTime, Utc};
use url::Url;

use super::address::{self, NameDate};
use super::assembly::links::Surroundings;
use super::assembly::{self, Decision, Whole};
use super::file::{self, Outcome};
use super::inheritance::Inheritance;
use super::problem::Findings;
use super::site::{self, Site};
use super::stamp::{self, FileState, Stamp, Verdict, verdict};
use super::survey::{self, ArticleFile, Survey};
use super::{Problem, Reading, Severity};
use crate::config;
use fresh::Fresh;

/// So many articles are not deleted all at once: the folder is not mounted, or just being replaced.
const MANY: usize = 10;
/// What one call holds in memory at most: this many changed files, and this many bytes of them.
pub const MAX_FILES_AT_ONCE: usize = if cfg!(test) { 50 } else { 20_000 };
const MAX_BYTES_AT_ONCE: u64 = 64 * 1024 * 1024;

/// Reads the folder of `config`. `known` are the stamps of earlier readings by path;
/// `base_url` is where the output folder is served. Never fails: a missing folder is a problem,
/// and then nothing is gone.
pub fn read(
    config: &config::Articles,
    base_url: &Url,
    known: &BTreeMap<String, Stamp>,
    now: DateTime<Utc>,
) -> Reading {
    let site = site::of(&config.dir);
    let survey = survey::survey(&site);
    let inheritance = Inheritance::of(&site, &survey);
    let rules = stamp::rules(config, base_url, &site);
    let problems = inheritance.problems.clone();
    let (root, builds_future) = (site.root.clone(), site.builds_future());
    let reading = Reading { root, builds_future, problems, ..Reading::default() };
    let mut run =
        Run { config, base_url, site: &site, inheritance: &inheritance, known, rules: &rules, now, reading };
    let mut work = run.sort_out(&survey);
    let mut fresh = run.read_files(&mut work);
    let gone = run.gone(&survey);
    let heirs = run.settle_moves(&gone, &fresh);
    run.leave_out_undatable(&mut fresh, &heirs);
    let mut decisions = run.decide(&fresh, &heirs, &gone);
    let addresses = run.addresses(&survey, &fresh, &decisions);
    run.read_referrers(&survey, &mut fresh, &mut decisions, &addresses);
    run.assemble(&fresh, &decisions, &addresses);
    run.finish(survey, gone)
}

struct Run<'a> {
    config: &'a config::Articles,
    base_url: &'a Url,
    site: &'a Site,
    inheritance: &'a Inheritance<'a>,
    known: &'a BTreeMap<String, Stamp>,
    rules: &'a str,
    now: DateTime<Utc>,
    reading: Reading,
}

/// A file to open, and the stamp to compare its content with.
struct Work<'a> {
    file: &'a ArticleFile,
    compare: Option<&'a Stamp>,
}

impl<'a> Run<'a> {
    /// Unchanged files are told from those to open, of which one call takes so many.
    fn sort_out<'s>(&mut self, survey: &'s Survey) -> Vec<Work<'s>>
    where
        'a: 's,
    {
        let mut work = Vec::new();
        let mut bytes = 0;
        for file in &survey.files {
            if !self.inheritance.is_known(&file.path) {
                self.keep(&file.path);
                continue;
            }
            let stamp = self.known.get(&file.path);
            let verdict = stamp.map_or(Verdict::Read, |stamp| self.verdict(stamp, file));
            if verdict == Verdict::Unchanged {
                self.reading.unchanged.push(file.path.clone());
                self.reading.problems.extend(stamp.into_iter().flat_map(|stamp| losses(&file.path, stamp)));
            } else if work.len() >= MAX_FILES_AT_ONCE || (bytes > MAX_BYTES_AT_ONCE) {
                self.reading.remaining += 1;
            } else {
                bytes += file.state.size;
                work.push(Work { file, compare: stamp.filter(|_| verdict == Verdict::Compare) });
            }
        }
        work
    }

    fn verdict(&self, stamp: &Stamp, file: &ArticleFile) -> Verdict {
        let look = |path: &str| -> Option<FileState> {
            let meta = fs::metadata(self.site.root.join(path)).ok()?;
            meta.is_file().then(|| survey::state_of(&meta))
        };
        let beside: Vec<_> = stamp.beside.iter().map(|beside| look(&beside.path)).collect();
        verdict(stamp, file.state, &beside, &self.rules_of(file), self.now)
    }

    /// What else decides how the file is read.
    fn rules_of(&self, file: &ArticleFile) -> String {
        format!("{}{}", self.rules, self.inheritance.print(file))
    }

    fn read_files<'s>(&mut self, work: &mut Vec<Work<'s>>) -> Vec<Fresh<'s>> {
        let site = self.site;
        let outcomes =
            workers::each(work, |work| file::read(work.file, site, self.inheritance, work.compare));
        let mut fresh = Vec::new();
        for (work, outcome) in work.drain(..).zip(outcomes) {
            let path = &work.file.path;
            match outcome {
                Some(Outcome::Parsed(parsed)) => {
                    let name_date = NameDate::of(self.site, parsed.front.date);
                    let name = address::name(work.file, self.site.layout, name_date);
                    let file_dates = self.site.file_dates();
                    fresh.push(Fresh { file: work.file, parsed: *parsed, name, file_dates });
                }
                Some(Outcome::SameContent) => {
                    self.reading.unchanged.push(path.clone());
                    if let Some(known) = work.compare {
                        self.reading.problems.extend(losses(path, known));
                        let stamp = Stamp {
                            file: work.file.state,
                            read_at: self.now,
                            of_this_run: true,
                            ..known.clone()
                        };
                        self.reading.restamped.push((path.clone(), stamp));
                    }
                }
                Some(Outcome::Unusable(mut problems)) => {
                    self.reading.problems.append(&mut problems);
                    self.keep(path);
                }
                None => {
                    self.fault(path);
                    self.keep(path);
                }
            }
        }
        fresh
    }

    /// What cannot be used now stays as it was.
    fn keep(&mut self, path: &str) {
        if self.known.contains_key(path) {
            self.reading.unchanged.push(path.to_owned());
        }
    }

    fn fault(&mut self, path: &str) {
        let mut findings = Findings::of(path);
        findings
            .error(None, "cannot read the article: feedmill failed on it; please report this with the file");
        self.reading.problems.append(&mut findings.problems);
    }

    /// Known paths that are no article any more. What could not be looked at is not gone, and
    /// while files are left to read, what is gone may yet turn up under another name.
    fn gone(&mut self, survey: &Survey) -> Vec<(&'a str, &'a Stamp)> {
        if survey.files.is_empty() && survey.unread.is_empty() && self.known.len() >= MANY {
            let mut findings = Findings::of("");
            findings.error(
                None,
                "the folder holds no article any more: those published before stay; is it mounted?",
            );
            self.reading.problems.append(&mut findings.problems);
            self.reading.unchanged.extend(self.known.keys().cloned());
            return Vec::new();
        }
        let present: BTreeSet<&str> = survey.files.iter().map(|file| file.path.as_str()).collect();
        let is_unread = |path: &str| survey.unread.iter().any(|prefix| path.starts_with(prefix.as_str()));
        self.known
            .iter()
            .map(|(path, stamp)| (path.as_str(), stamp))
            .filter(|(path, _)| !present.contains(path) && !is_unread(path))
            .collect()
    }

    fn addresses(
        &self,
        survey: &Survey,
        fresh: &[Fresh<'_>],
        decisions: &[Decision],
    ) -> BTreeMap<String, String> {
        let known = survey
            .files
            .iter()
            .filter_map(|file| Some((file.path.clone(), self.known.get(&file.path)?.link.clone())));
        let new = fresh
            .iter()
            .zip(decisions)
            .map(|(fresh, decision)| (fresh.file.path.clone(), decision.address.link.to_string()));
        known.chain(new).collect()
    }

    /// Unchanged articles that link to one whose address changed are read again.
    fn read_referrers<'s>(
        &mut self,
        survey: &'s Survey,
        fresh: &mut Vec<Fresh<'s>>,
        decisions: &mut Vec<Decision>,
        addresses: &BTreeMap<String, String>,
    ) {
        let is_stale = |path: &String| {
            let refers_to = self.known.get(path).map_or(&[][..], |stamp| &stamp.refers_to);
            refers_to.iter().any(|(target, link)| addresses.get(target).map_or("", String::as_str) != link)
        };
        let is_known = |path: &String| self.inheritance.is_known(path);
        let unchanged = self.reading.unchanged.iter();
        let stale: BTreeSet<String> =
            unchanged.filter(|path| is_stale(path) && is_known(path)).cloned().collect();
        if stale.is_empty() {
            return;
        }
        self.reading.unchanged.retain(|path| !stale.contains(path));
        self.reading.restamped.retain(|(path, _)| !stale.contains(path));
        let mut work: Vec<Work<'_>> = survey
            .files
            .iter()
            .filter(|file| stale.contains(&file.path))
            .map(|file| Work { file, compare: None })
            .collect();
        let more = self.read_files(&mut work);
        decisions.extend(self.decide(&more, &BTreeMap::new(), &[]));
        fresh.extend(more);
    }

    fn assemble(
        &mut self,
        fresh: &[Fresh<'_>],
        decisions: &[Decision],
        addresses: &BTreeMap<String, String>,
    ) {
        let around = Surroundings {
            site: self.site,
            base_url: self.base_url,
            template: self.config.url.as_deref(),
            addresses,
        };
        let whole = Whole { config: self.config, around, now: self.now };
        let pairs: Vec<(&Fresh<'_>, &Decision)> = fresh.iter().zip(decisions).collect();
        let made = workers::each(&pairs, |(fresh, decision)| {
            assembly::article(&whole, fresh.file, &fresh.parsed, decision)
        });
        for ((fresh, _), made) in pairs.iter().zip(made) {
            if let Some((article, mut problems)) = made {
                self.reading.articles.push(article);
                self.reading.problems.append(&mut problems);
            } else {
                self.fault(&fresh.file.path);
                self.keep(&fresh.file.path);
            }
        }
    }

    fn finish(self, survey: Survey, gone: Vec<(&'a str, &'a Stamp)>) -> Reading {
        let mut reading = self.reading;
        if reading.remaining == 0 {
            let moved: BTreeSet<&str> = reading.moved.iter().map(|(old, _)| old.as_str()).collect();
            let gone = gone.into_iter().map(|(path, _)| path).filter(|path| !moved.contains(path));
            reading.gone = gone.map(str::to_owned).collect();
        }
        let unread = |path: &&String| survey.unread.iter().any(|prefix| path.starts_with(prefix.as_str()));
        let present: BTreeSet<&str> = survey.files.iter().map(|file| file.path.as_str()).collect();
        let kept = self.known.keys().filter(|path| !present.contains(path.as_str())).filter(unread);
        reading.unchanged.extend(kept.cloned());
        reading.problems.extend(survey.problems);
        reading.articles.sort_by(|a, b| a.path.cmp(&b.path));
        reading.unchanged.sort();
        reading.problems.sort();
        reading.problems.dedup();
        reading
    }
}

/// What an article still lacks that has not changed.
fn losses(path: &str, stamp: &Stamp) -> impl Iterator<Item = Problem> {
    stamp.lacks.iter().map(|(line, message)| Problem {
        path: path.to_owned(),
        line: *line,
        severity: Severity::Loss,
        message: message.clone(),
    })
}
