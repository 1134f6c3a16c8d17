//! One reading of the folder.
//!
//! [`read()`] shows its steps in order: survey the folder, open what is new or changed, decide who each article
//! is and where it stands (`decisions`), open again what links to an article that moved, put all together.

mod decisions;
mod git;
mod identity;
mod taken;
mod workers;

use std::collections::{BTreeMap, BTreeSet};
use std::{fs, mem};

use chrono::{DateTime, Utc};
use url::Url;

use super::assembly::{self, Decision, Surroundings};
use super::file::{self, Outcome, Parsed};
use super::inheritance::Inheritance;
use super::site::{self, Site};
use super::stamp::{self, FileState, Stamp, Verdict, verdict};
use super::survey::{self, ArticleFile, Survey};
use super::{Problem, Reading, Severity};
use crate::config;

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
    let mut survey = survey::survey(&site);
    let mut inheritance = Inheritance::of(&site, &survey);
    let mut problems = mem::take(&mut survey.problems);
    problems.append(&mut inheritance.problems);
    let mut run = Run {
        config,
        base_url,
        site: &site,
        survey: &survey,
        inheritance: &inheritance,
        known,
        rules: stamp::rules(config, base_url, &site),
        now,
        reading: Reading {
            root: site.root.clone(),
            builds_future: site.builds_future(),
            problems,
            ..Reading::default()
        },
    };
    let work = run.sort_out();
    let mut parsed = run.open(&work);
    let gone = run.gone();
    let heirs = run.settle_moves(&gone, &parsed);
    run.leave_out_undatable(&mut parsed, &heirs);
    let mut decided = run.decide(parsed, &heirs, &gone);
    let addresses = run.addresses(&decided);
    decided.extend(run.open_referrers(&addresses));
    run.assemble(&decided, &addresses);
    run.finish(&gone)
}

struct Run<'a> {
    config: &'a config::Articles,
    base_url: &'a Url,
    site: &'a Site,
    survey: &'a Survey,
    inheritance: &'a Inheritance<'a>,
    known: &'a BTreeMap<String, Stamp>,
    /// What else decides how any file is read.
    rules: String,
    now: DateTime<Utc>,
    reading: Reading,
}

/// A file to open, and the stamp to compare its content with.
struct Work<'a> {
    file: &'a ArticleFile,
    compare: Option<&'a Stamp>,
}

/// A file that was opened, and what was decided of it.
type Decided<'a> = (Parsed<'a>, Decision);

impl<'a> Run<'a> {
    /// Unchanged files are told from those to open, of which one call takes so many.
    fn sort_out(&mut self) -> Vec<Work<'a>> {
        let mut work = Vec::new();
        let mut bytes = 0;
        for file in &self.survey.files {
            if !self.inheritance.is_known(&file.path) {
                self.keep(&file.path);
                continue;
            }
            let stamp = self.known.get(&file.path);
            let verdict = stamp.map_or(Verdict::Read, |stamp| self.verdict(stamp, file));
            if verdict == Verdict::Unchanged {
                self.reading.unchanged.push(file.path.clone());
                self.reading.problems.extend(stamp.into_iter().flat_map(|stamp| losses(&file.path, stamp)));
            } else if work.len() >= MAX_FILES_AT_ONCE || bytes > MAX_BYTES_AT_ONCE {
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
            meta.is_file().then(|| FileState::of(&meta))
        };
        let beside: Vec<_> = stamp.beside.iter().map(|beside| look(&beside.path)).collect();
        verdict(stamp, file.state, &beside, &self.rules_of(file), self.now)
    }

    /// What else decides how the file is read.
    fn rules_of(&self, file: &ArticleFile) -> String {
        format!("{}{}", self.rules, self.inheritance.print(file))
    }

    fn open(&mut self, work: &[Work<'a>]) -> Vec<Parsed<'a>> {
        let (site, inheritance) = (self.site, self.inheritance);
        let outcomes = workers::each(work, |work| file::read(work.file, site, inheritance, work.compare));
        let mut all = Vec::new();
        for (work, outcome) in work.iter().zip(outcomes) {
            let path = &work.file.path;
            match outcome {
                Some(Outcome::Parsed(parsed)) => all.push(*parsed),
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
                None => self.fault(path),
            }
        }
        all
    }

    /// What cannot be used now stays as it was.
    fn keep(&mut self, path: &str) {
        if self.known.contains_key(path) {
            self.reading.unchanged.push(path.to_owned());
        }
    }

    fn fault(&mut self, path: &str) {
        let message = "cannot read the article: feedmill failed on it; please report this with the file";
        self.reading.problems.push(Problem::new(Severity::Error, path, None, message));
        self.keep(path);
    }

    /// Known paths that are no article any more. What could not be looked at is not gone, and
    /// while files are left to read, what is gone may yet turn up under another name.
    fn gone(&mut self) -> Vec<(&'a str, &'a Stamp)> {
        let is_empty = self.survey.files.is_empty() && self.survey.unread.is_empty();
        if is_empty && self.known.len() >= MANY {
            let message = "the folder holds no article any more: those published before stay; is it mounted?";
            self.reading.problems.push(Problem::new(Severity::Error, "", None, message));
            self.reading.unchanged.extend(self.known.keys().cloned());
            return Vec::new();
        }
        self.absent().filter(|(path, _)| !self.survey.is_unread(path)).collect()
    }

    /// Known paths at which no article was found.
    fn absent(&self) -> impl Iterator<Item = (&'a str, &'a Stamp)> + use<'a> {
        let present: BTreeSet<&str> = self.survey.files.iter().map(|file| file.path.as_str()).collect();
        let known = self.known.iter().map(|(path, stamp)| (path.as_str(), stamp));
        known.filter(move |(path, _)| !present.contains(path))
    }

    fn addresses(&self, decided: &[Decided<'_>]) -> BTreeMap<String, String> {
        let known = self
            .survey
            .files
            .iter()
            .filter_map(|file| Some((file.path.clone(), self.known.get(&file.path)?.link.clone())));
        let new = decided
            .iter()
            .map(|(parsed, decision)| (parsed.file.path.clone(), decision.address.link.to_string()));
        known.chain(new).collect()
    }

    /// Unchanged articles that link to one whose address changed are read again.
    fn open_referrers(&mut self, addresses: &BTreeMap<String, String>) -> Vec<Decided<'a>> {
        let is_stale = |path: &str| {
            let refers_to = self.known.get(path).map_or(&[][..], |stamp| &stamp.refers_to);
            refers_to.iter().any(|(target, link)| addresses.get(target).map_or("", String::as_str) != link)
        };
        let unchanged: BTreeSet<&str> = self.reading.unchanged.iter().map(String::as_str).collect();
        let is_meant =
            |path: &str| unchanged.contains(path) && is_stale(path) && self.inheritance.is_known(path);
        let files = self.survey.files.iter().filter(|file| is_meant(&file.path));
        let work: Vec<Work<'_>> = files.map(|file| Work { file, compare: None }).collect();
        if work.is_empty() {
            return Vec::new();
        }
        let stale: BTreeSet<&str> = work.iter().map(|work| work.file.path.as_str()).collect();
        self.reading.unchanged.retain(|path| !stale.contains(path.as_str()));
        self.reading.restamped.retain(|(path, _)| !stale.contains(path.as_str()));
        let parsed = self.open(&work);
        self.decide(parsed, &BTreeMap::new(), &[])
    }

    fn assemble(&mut self, decided: &[Decided<'_>], addresses: &BTreeMap<String, String>) {
        let Run { config, base_url, site, now, .. } = *self;
        let around = Surroundings { config, base_url, site, addresses, now };
        let made = workers::each(decided, |(parsed, decision)| assembly::article(around, parsed, decision));
        for ((parsed, _), made) in decided.iter().zip(made) {
            if let Some((article, mut problems)) = made {
                self.reading.articles.push(article);
                self.reading.problems.append(&mut problems);
            } else {
                self.fault(&parsed.file.path);
            }
        }
    }

    fn finish(self, gone: &[(&str, &Stamp)]) -> Reading {
        let unread = self.absent().filter(|(path, _)| self.survey.is_unread(path));
        let unread: Vec<String> = unread.map(|(path, _)| path.to_owned()).collect();
        let mut reading = self.reading;
        reading.unchanged.extend(unread);
        if reading.remaining == 0 {
            let moved: BTreeSet<&str> = reading.moved.iter().map(|(old, _)| old.as_str()).collect();
            let gone = gone.iter().map(|(path, _)| *path).filter(|path| !moved.contains(path));
            reading.gone = gone.map(str::to_owned).collect();
        }
        reading.articles.sort_by(|a, b| a.path.cmp(&b.path));
        reading.unchanged.sort();
        reading.problems.sort();
        reading.problems.dedup();
        reading
    }
}

/// What an article still lacks that has not changed.
fn losses(path: &str, stamp: &Stamp) -> impl Iterator<Item = Problem> {
    stamp.lacks.iter().map(|(line, message)| Problem::new(Severity::Loss, path, *line, message.as_str()))
}
