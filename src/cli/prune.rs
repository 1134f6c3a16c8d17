//! `feedmill prune`: drops state that retention no longer needs, and compacts.

use super::exit::{Exit, Failure};
use super::{Context, output};
use crate::pipeline;
use crate::report::lines::count;

/// Drop state that retention no longer needs, and compact.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_: &Args, context: &Context) -> Result<Exit, Failure> {
    let (config, _) = context.load()?;
    let pruned = pipeline::prune(&config, context.now)?;
    output::results(|out| {
        writeln!(
            out,
            "{} retired; the state file went from {} to {} KB",
            count(pruned.entries, "entry", "entries"),
            pruned.before / 1024,
            pruned.after / 1024
        )
    })?;
    Ok(Exit::Done)
}
