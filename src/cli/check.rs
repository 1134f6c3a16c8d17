//! `feedmill check [--online]`: what is wrong with `feeds.toml`, the templates and the articles,
//! each with its place; with `--online`, how each feed answers.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, Write};

use chrono::{DateTime, Utc};

use super::exit::{Exit, Failure};
use super::{Context, output};
use crate::articles::{self, Severity};
use crate::config::{Config, Location, Notice};
use crate::pipeline::probe;
use crate::printable;
use crate::publish::{Templates, page};
use crate::report::lines::count;

/// Validate feeds.toml, the templates and the articles.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Also ask each feed, and say what it answers.
    #[arg(long)]
    online: bool,
}

/// What a check found in a usable `feeds.toml`, in the order in which it is said.
#[derive(Debug, Default)]
struct Findings {
    lines: Vec<String>,
    /// How many of the lines are about something that keeps an article or a feed out.
    grave: usize,
}

pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let (config, notices) = context.load()?;
    let mut findings = Findings::default();
    of_the_file(&config, &notices, &mut findings);
    of_the_templates(&config, &mut findings);
    of_the_articles(&config, context.now, &mut findings);
    if args.online {
        of_the_feeds(&config, context.now, &mut findings)?;
    } else {
        of_the_local_feeds(&config, &mut findings);
    }
    if !context.global.quiet || findings.grave > 0 {
        output::results(|out| write(out, &config, &findings))?;
    }
    Ok(if findings.grave > 0 { Exit::Failed } else { Exit::Done })
}

fn of_the_file(config: &Config, notices: &[Notice], findings: &mut Findings) {
    findings.lines.extend(notices.iter().map(|notice| format!("{}:{notice}", config.file.display())));
}

/// A file that is not there may be made before the next build; most often its name is misspelt.
fn of_the_local_feeds(config: &Config, findings: &mut Findings) {
    for feed in config.feeds.iter().filter(|feed| feed.enabled) {
        let Location::Path(path) = &feed.location else { continue };
        let file = config.file.display();
        match fs::metadata(path) {
            Ok(there) if there.is_file() => {}
            Ok(_) => findings.lines.push(format!(
                "{file}:{}: feeds.path: {} is no regular file",
                feed.line,
                path.display()
            )),
            Err(error) => findings.lines.push(format!(
                "{file}:{}: feeds.path: cannot read {}: {error}",
                feed.line,
                path.display()
            )),
        }
    }
}

fn of_the_templates(config: &Config, findings: &mut Findings) {
    let Some(folder) = &config.publish.templates else { return };
    if let Err(error) = Templates::load(folder) {
        findings.lines.push(output::chain(&error));
        findings.grave += 1;
    }
    findings.lines.extend(page::misnamed_templates(folder));
}

fn of_the_articles(config: &Config, now: DateTime<Utc>, findings: &mut Findings) {
    let Some(folder) = &config.articles else { return };
    let (mut known, mut told) = (BTreeMap::new(), HashSet::new());
    loop {
        let reading = articles::read(folder, &config.publish.base_url, &known, now);
        for problem in &reading.problems {
            let line = reading.located(problem);
            // A file that is no article is looked at again with each batch.
            if told.insert(line.clone()) {
                findings.lines.push(line);
                findings.grave += usize::from(problem.severity == Severity::Error);
            }
        }
        if reading.remaining == 0 || reading.articles.is_empty() {
            return;
        }
        known.extend(reading.articles.into_iter().map(|article| (article.path, article.stamp)));
    }
}

fn of_the_feeds(config: &Config, now: DateTime<Utc>, findings: &mut Findings) -> Result<(), Failure> {
    for (name, probe) in probe::feeds(config, now)? {
        match probe {
            Ok(probe) => findings.lines.push(format!("{name}: {probe}")),
            Err(error) => {
                findings.lines.push(format!("{name}: {error}"));
                findings.grave += 1;
            }
        }
    }
    Ok(())
}

fn write(out: &mut dyn Write, config: &Config, findings: &Findings) -> io::Result<()> {
    for line in &findings.lines {
        writeln!(out, "{}", printable::line(line))?;
    }
    let disabled = config.feeds.iter().filter(|feed| !feed.enabled).count();
    let feeds = count(config.feeds.len(), "feed", "feeds");
    let feeds = if disabled == 0 { feeds } else { format!("{feeds}, {disabled} of them disabled") };
    writeln!(out, "{}: valid, {feeds}", printable::line(&config.file.display().to_string()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config;

    const TEXT: &str = "publish = { title = 'x', link = 'https://x.org/' }\n\
                        [[feeds]]\nurl = 'https://y.org/'\nfull_text = true\n";

    #[test]
    fn a_valid_file_is_summed_up_after_its_notices() {
        let (config, notices) = config::parse(TEXT, Path::new("feeds.toml"), &|_| None).unwrap();
        let mut findings = Findings::default();
        of_the_file(&config, &notices, &mut findings);
        let mut out = Vec::new();
        write(&mut out, &config, &findings).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        feeds.toml:4:13: feeds.full_text: not effective yet: accepted and checked, but this version does not act on it
        feeds.toml: valid, 1 feed
        ");
    }
}
