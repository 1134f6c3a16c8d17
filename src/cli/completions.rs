//! `feedmill completions SHELL`: completions on standard output, for the shell to load.

use clap::CommandFactory;
use clap_complete::Shell;

use super::exit::{Exit, Failure};
use super::{Arguments, output};

/// Print the completions of a shell.
#[derive(Debug, clap::Args)]
pub struct Args {
    shell: Shell,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "feedmill", &mut script);
    output::results(|out| out.write_all(&script))?;
    Ok(Exit::Done)
}
