//! `feedmill man`: the manual page, made of the same descriptions as `--help`, all commands in it.

use std::io::{self, Write};

use clap::{Arg, CommandFactory};
use clap_mangen::Man;

use super::exit::{Exit, Failure};
use super::{Arguments, output};

/// Print the manual page (`feedmill man | man -l -`).
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_: &Args) -> Result<Exit, Failure> {
    let page = page()?;
    output::results(|out| out.write_all(&page))?;
    Ok(Exit::Done)
}

const STATUS_AND_FILES: &str = "\
.SH \"EXIT STATUS\"
.TP
0
done; feeds that failed are reported, the rest is published
.TP
1
the job could not be done, or \\fB\\-\\-strict\\fR and a feed is failing or gone
.TP
2
wrong usage, as a feed that is not there, or an invalid \\fIfeeds.toml\\fR
.TP
75
another run holds the lock
.SH FILES
.TP
\\fIfeeds.toml\\fR
the configuration; \\fBfeedmill init\\fR writes one that explains itself
.TP
\\fI.feedmill/\\fR
the state: what was fetched and seen
.TP
\\fIoutput/\\fR
what is published
";

fn page() -> io::Result<Vec<u8>> {
    let mut command = Arguments::command();
    command.build();
    let man = Man::new(command.clone()).section("1");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    writeln!(page, ".SH COMMANDS")?;
    for subcommand in command.get_subcommands().filter(|command| command.get_name() != "help") {
        write_command(&mut page, subcommand)?;
    }
    page.write_all(STATUS_AND_FILES.as_bytes())?;
    Ok(page)
}

/// A subsection a command: what it does, then its own arguments (the global ones stand above).
fn write_command(page: &mut Vec<u8>, command: &clap::Command) -> io::Result<()> {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").replace('-', "\\-");
    writeln!(page, ".SS \"{usage}\"")?;
    let said_above = |arg: &Arg| arg.is_global_set() || arg.get_id() == "help";
    let man = Man::new(command.clone().mut_args(|arg| if said_above(&arg) { arg.hide(true) } else { arg }));
    let mut sections = Vec::new();
    man.render_description_section(&mut sections)?;
    man.render_options_section(&mut sections)?;
    for line in String::from_utf8_lossy(&sections).lines().filter(|line| !line.starts_with(".SH")) {
        writeln!(page, "{line}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_command_and_each_global_option_once() {
        let page = String::from_utf8(page().unwrap()).unwrap();
        for command in Arguments::command().get_subcommands() {
            assert!(
                page.contains(&format!(".SS \"feedmill {}", command.get_name())),
                "{}: {page}",
                command.get_name()
            );
        }
        for option in ["\\-\\-log\\-format", "\\-\\-help"] {
            assert_eq!(page.matches(option).count(), 2, "{option} in the synopsis and the options: {page}");
        }
    }
}
