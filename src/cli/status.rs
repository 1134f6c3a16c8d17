//! `feedmill status [--json]`: how each source is doing.

use super::exit::{Exit, Failure};
use super::{Context, output};
use crate::pipeline;
use crate::printable;
use crate::report::status;

/// Show a row for each feed: health, last success, last error, next due, entries.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the rows as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let (config, _) = context.load()?;
    let rows = pipeline::status(&config, context.now)?;
    output::results(|out| {
        if args.json {
            return writeln!(out, "{}", printable::json(&serde_json::to_string_pretty(&rows)?));
        }
        write!(out, "{}", status::table(&rows))
    })?;
    Ok(Exit::Done)
}
