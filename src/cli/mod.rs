//! The command line: arguments in, exit code out.
//!
//! [`main`] is all that the binary calls. Each command is a file with its `Args` and its `run`;
//! to add one: the file, a variant of [`Command`], an arm of [`run`].

mod add;
mod approve;
mod build;
mod check;
mod color;
mod completions;
pub mod exit;
mod explain;
mod export;
mod followed;
mod import;
mod init;
mod inspect;
mod logging;
mod man;
pub mod output;
mod prune;
mod status;
mod stop;

use std::ffi::OsString;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::error::ErrorKind;
use clap::{ArgAction, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use crate::config::{self, Config, ConfigError, Notice};
use color::Color;
use exit::{Exit, Failure};

/// The file that every command reads unless told otherwise.
const DEFAULT_CONFIG: &str = "feeds.toml";

/// One combined feed from your own articles and the feeds you follow.
///
/// Without a command, feedmill builds, with the flags of `build`: it reads the articles, fetches the feeds that are due,
/// merges everything into one edition and publishes it as RSS, Atom, JSON Feed, OPML and a page.
#[derive(Debug, Parser)]
#[command(name = "feedmill", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

const AFTER_HELP: &str = "Exit status: 0 done; 1 the job could not be done; 2 wrong usage or an invalid feeds.toml; \
                          75 another run is at work.";

/// What every command takes.
#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// The configuration; paths in it are relative to its folder.
    #[arg(long, global = true, value_name = "FILE", default_value = DEFAULT_CONFIG)]
    pub config: PathBuf,
    /// Say nothing but errors.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say what is done (-v), or everything (-vv).
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// How log lines are written to standard error.
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Args),
    Init(init::Args),
    Add(add::Args),
    Import(import::Args),
    Export(export::Args),
    Check(check::Args),
    Status(status::Args),
    Explain(explain::Args),
    Approve(approve::Args),
    Inspect(inspect::Args),
    Prune(prune::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// What a command is run with, beside its own arguments.
#[derive(Debug, Clone)]
pub struct Context {
    pub global: Global,
    /// The one clock of the run.
    pub now: DateTime<Utc>,
}

impl Context {
    /// `feeds.toml`, checked, and what its owner should know.
    pub fn load(&self) -> Result<(Config, Vec<Notice>), ConfigError> {
        config::load(&self.global.config, &environment)
    }
}

/// Where `${NAME}` in `feeds.toml` comes from.
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// For tests and for building an edition as of a given day: the time to take for now (RFC 3339).
const NOW_VARIABLE: &str = "FEEDMILL_NOW";

/// The one clock of the run.
fn now() -> Result<DateTime<Utc>, clap::Error> {
    match environment(NOW_VARIABLE) {
        Some(text) => DateTime::parse_from_rfc3339(&text).map(|now| now.to_utc()).map_err(|_| {
            let message = format!("{NOW_VARIABLE}={text:?} is no time such as 2026-11-25T12:00:00Z\n");
            clap::Error::raw(ErrorKind::ValueValidation, message)
        }),
        #[expect(clippy::disallowed_methods, reason = "this is where the one clock of the run is read")]
        None => Ok(Utc::now()),
    }
}

/// Runs the command that the process was started with.
pub fn main() -> Exit {
    let arguments = match arguments(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => return misused(&error),
    };
    let now = match now() {
        Ok(now) => now,
        Err(error) => return misused(&error),
    };
    logging::start(&arguments.global);
    let context = Context { global: arguments.global, now };
    match run(arguments.command, &context) {
        Ok(exit) => exit,
        Err(failure) => {
            report(&failure, context.global.log_format);
            failure.exit
        }
    }
}

/// As [`Parser::try_parse`], with an error that is coloured as the command line asks.
fn arguments(given: impl Iterator<Item = OsString>) -> Result<Arguments, clap::Error> {
    let given: Vec<OsString> = given.collect();
    let color = color::asked_for(given.iter().skip(1).cloned());
    let mut command = Arguments::command().color(color.into());
    let matches = match command.try_get_matches_from_mut(&given) {
        Err(error) if error.kind() == ErrorKind::UnknownArgument => {
            match command.try_get_matches_from_mut(as_build(&given)) {
                // it was no flag of `build` either
                Err(again) if again.kind() == ErrorKind::UnknownArgument => Err(error),
                matches => matches,
            }
        }
        matches => matches,
    }?;
    Arguments::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Without a command feedmill builds, and takes the flags of `build`.
fn as_build(given: &[OsString]) -> Vec<OsString> {
    let mut given = given.to_vec();
    given.insert(1.min(given.len()), "build".into());
    given
}

fn run(command: Option<Command>, context: &Context) -> Result<Exit, Failure> {
    match command {
        None => build::run(&build::Args::default(), context),
        Some(Command::Build(args)) => build::run(&args, context),
        Some(Command::Add(args)) => add::run(&args, context),
        Some(Command::Init(args)) => init::run(&args, context),
        Some(Command::Import(args)) => import::run(&args, context),
        Some(Command::Export(args)) => export::run(&args, context),
        Some(Command::Check(args)) => check::run(&args, context),
        Some(Command::Status(args)) => status::run(&args, context),
        Some(Command::Explain(args)) => explain::run(&args, context),
        Some(Command::Approve(args)) => approve::run(&args, context),
        Some(Command::Inspect(args)) => inspect::run(&args, context),
        Some(Command::Prune(args)) => prune::run(&args, context),
        Some(Command::Completions(args)) => completions::run(&args),
        Some(Command::Man(args)) => man::run(&args),
    }
}

fn misused(error: &clap::Error) -> Exit {
    // Fails only where nobody reads it.
    let _ = error.print();
    meaning(error.kind())
}

/// Help and version are results; the rest is wrong usage.
fn meaning(kind: ErrorKind) -> Exit {
    match kind {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
        _ => Exit::Invalid,
    }
}

fn report(failure: &Failure, format: LogFormat) {
    let text = output::explained(failure);
    match format {
        LogFormat::Text => output::complain(&text),
        LogFormat::Json => tracing::error!(exit = failure.exit.code(), "{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn global_arguments_stand_before_or_after_the_command() {
        for line in ["feedmill --config x.toml -vv check", "feedmill check -v --config x.toml -v"] {
            let arguments = Arguments::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(arguments.global.config, PathBuf::from("x.toml"));
            assert_eq!(arguments.global.verbose, 2);
        }
        assert!(Arguments::try_parse_from(["feedmill", "-q", "-v", "check"]).is_err());
    }

    #[test]
    fn without_a_command_the_flags_are_those_of_build() {
        let read = |line: &str| arguments(line.split(' ').map(OsString::from));
        for line in
            ["feedmill --offline --report -", "feedmill --config x.toml --only a -v", "feedmill --force"]
        {
            assert!(matches!(read(line).unwrap().command, Some(Command::Build(_))), "{line}");
        }
        assert!(read("feedmill -v").unwrap().command.is_none());
        let refused = |line: &str| read(line).unwrap_err().to_string();
        assert!(refused("feedmill check --offline").contains("'--offline'"));
        assert!(refused("feedmill --ofline").contains("unexpected argument '--ofline'"));
        assert!(refused("feedmill --deadline soon").contains("'soon'"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_may_have_a_name_that_is_no_text() {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9.xml");
        for command in ["inspect", "import", "export", "init"] {
            let arguments = ["feedmill".as_ref(), command.as_ref(), name];
            assert!(Arguments::try_parse_from(arguments).is_ok(), "{command}");
        }
    }

    #[test]
    fn wrong_usage_is_told_from_help() {
        let exit = |line: &str| meaning(Arguments::try_parse_from(line.split(' ')).unwrap_err().kind());
        assert_eq!(exit("feedmill --help"), Exit::Done);
        assert_eq!(exit("feedmill bild"), Exit::Invalid);
        assert_eq!(exit("feedmill check --offline"), Exit::Invalid);
    }
}
