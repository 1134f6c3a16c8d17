//! `feedmill build`: the job that cron runs.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Duration;

use super::exit::{Exit, Failure};
use super::{Context, output, stop};
use crate::config::duration;
use crate::fetch::Stop;
use crate::pipeline::{self, Ask, Output, Wish};
use crate::report::progress::{Audience, Progress};
use crate::report::{Report, json, lines, metrics};

/// Read the articles, fetch what is due, merge, publish (the default).
#[derive(Debug, Default, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct Args {
    /// Ask every feed, due or not; still conditionally.
    #[arg(long, conflicts_with = "offline")]
    force: bool,
    /// Fetch nothing, publish what is stored.
    #[arg(long)]
    offline: bool,
    /// Fetch this feed only; may be given several times.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Stop waiting for slow feeds after this time, such as 90s or 5m.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    deadline: Option<Duration>,
    /// Exit with 1 if any feed is failing or gone, be it asked in this run or not.
    #[arg(long)]
    strict: bool,
    /// Publish nothing, print what would change.
    #[arg(long)]
    dry_run: bool,
    /// Write what happened to this file, as JSON; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write metrics to this file, in the Prometheus text format; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    metrics: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let (config, notices) = context.load()?;
    for notice in &notices {
        tracing::info!("{}:{notice}", config.file.display());
    }
    let progress = Progress::new(audience(context));
    let wish = args.wish(stop::on_signals(context)?);
    let mut told = None;
    let built = pipeline::build(&config, &wish, context.now, &progress, |report| {
        tell(report, context);
        told = args.report.is_some().then(|| report.clone());
    });
    if let (Err(error), Some(report), Some(file)) = (&built, &told, &args.report) {
        // What is wrong with the run itself is said all the same.
        if let Err(failure) = output::file(file, &json::render_failed(report, &output::chain(error))) {
            output::complain(&output::explained(&failure));
        }
    }
    let report = built?;
    if args.dry_run {
        output::results(|out| write!(out, "{}", lines::preview(&report)))?;
    }
    if let Some(file) = &args.report {
        output::file(file, &json::render(&report))?;
    }
    if let Some(file) = &args.metrics {
        output::file(file, metrics::render(&report).as_bytes())?;
    }
    let any_failed = report.failed().next().is_some() || report.unreachable().next().is_some();
    let failed = args.strict && (any_failed || report.ailing().next().is_some());
    Ok(if failed { Exit::Failed } else { Exit::Done })
}

impl Args {
    fn wish(&self, stop: Stop) -> Wish {
        let ask = match (self.offline, self.force) {
            (true, _) => Ask::Nobody,
            (_, true) => Ask::Everyone,
            _ => Ask::Due,
        };
        let output = if self.dry_run { Output::Preview } else { Output::Publish };
        Wish { ask, only: self.only.clone(), deadline: self.deadline, stop, output }
    }
}

fn audience(context: &Context) -> Audience {
    let watched = io::stderr().is_terminal() && !context.global.quiet;
    if watched { Audience::Terminal } else { Audience::Nobody }
}

/// To somebody who watches or asked for it (`-v`) a summary, to cron only what changed.
fn tell(report: &Report, context: &Context) {
    let watched = io::stderr().is_terminal() || context.global.verbose > 0;
    if context.global.quiet {
        return;
    }
    lines::changes(report).lines().for_each(|line| output::say(line, &context.global));
    if watched {
        lines::known(report).lines().for_each(|line| output::inform(line, &context.global));
    }
}
