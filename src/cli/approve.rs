//! `feedmill approve NAME`: the takeover guard was wrong about a feed.

use super::exit::{Exit, Failure};
use super::{Context, output};
use crate::pipeline;
use crate::printable::line;

/// Publish what the takeover guard holds back for a feed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The feed's name, as `feedmill status` shows it.
    name: String,
}

pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let (config, _) = context.load()?;
    let released = pipeline::approve(&config, &args.name, context.now)?;
    output::results(|out| match released {
        0 => writeln!(out, "{}: nothing of it is held", line(&args.name)),
        1 => writeln!(out, "{}: its held entry is published with the next build", line(&args.name)),
        _ => writeln!(
            out,
            "{}: its {released} held entries are published with the next build",
            line(&args.name)
        ),
    })?;
    Ok(Exit::Done)
}
