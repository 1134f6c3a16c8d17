//! Results go to standard output through [`results`], everything else to standard error through
//! [`complain`]. Neither panics where the other end of a pipe is gone.

use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use url::Url;

use super::exit::{Exit, Failure};
use super::{Global, LogFormat};
use crate::atomic_file;
use crate::config::{ConfigError, SecretUrl};
use crate::pipeline::BuildError;
use crate::printable;
use crate::report::lines::count;

/// Lets `write` write to standard output. A reader that has seen enough (`feedmill status | head`)
/// is no failure.
pub fn results(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(Exit::Failed, format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes `bytes` to `file`; `-` is standard output.
pub fn file(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if file == Path::new("-") {
        return results(|out| out.write_all(bytes));
    }
    atomic_file::write(file, bytes)
        .map_err(|error| Failure::new(Exit::Failed, format!("cannot write {}: {error}", file.display())))
}

/// One line on standard error; there is nobody to tell if even that fails.
pub fn complain(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// One line of what a run did, in the form that the user wants log lines in.
pub fn say(line: &str, global: &Global) {
    match global.log_format {
        LogFormat::Text => complain(line),
        LogFormat::Json => tracing::warn!("{line}"),
    }
}

/// One line of what nobody need act upon. Who did not ask for such (`-v`) sees it all the same where a
/// terminal shows it.
pub fn inform(line: &str, global: &Global) {
    match global.log_format {
        LogFormat::Json if global.verbose > 0 => tracing::info!("{line}"),
        _ => say(line, global),
    }
}

/// An address that somebody typed or listed, as it may be shown: without its password.
pub fn address(text: &str) -> String {
    match Url::parse(text) {
        Ok(url) => printable::line(SecretUrl::new(text, url).shown()).into_owned(),
        Err(_) => printable::line(text).into_owned(),
    }
}

/// The error as it is printed, with what caused it.
pub fn explained(failure: &Failure) -> String {
    let cause: &(dyn Error + 'static) = &*failure.cause;
    match cause.downcast_ref::<ConfigError>() {
        // Escaped already, and in lines that editors know: `file:line:column: …`.
        Some(invalid @ ConfigError::Invalid { problems, .. }) => {
            let problems = count(problems.len(), "problem", "problems");
            format!("{invalid}\nfeedmill: {problems} to be solved first")
        }
        _ => format!("feedmill: {}", printable_lines(cause)),
    }
}

/// Of the errors only [`BuildError::NothingAnswered`] is a listing; in any other a line feed came
/// from outside.
fn printable_lines(cause: &(dyn Error + 'static)) -> String {
    let text = chain(cause);
    match cause.downcast_ref() {
        Some(BuildError::NothingAnswered { .. }) => {
            text.lines().map(printable::line).collect::<Vec<_>>().join("\n")
        }
        _ => printable::line(&text).into_owned(),
    }
}

/// The error and its sources, each said once.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{FeedOutcome, FeedRun};

    #[test]
    fn the_chain_is_told_once_and_escaped() {
        let missing = crate::config::read(Path::new("/nowhere/\u{1b}feeds.toml")).unwrap_err();
        insta::assert_snapshot!(explained(&missing.into()), @r#"feedmill: cannot read /nowhere/\u{1b}feeds.toml; run `feedmill init` to write one, or name another with `--config FILE`: No such file or directory (os error 2)"#);
    }

    #[test]
    fn a_listing_keeps_its_lines_and_nothing_else_gets_one() {
        let failed = |name: &str, error: &str| FeedRun {
            name: name.to_owned(),
            outcome: FeedOutcome::Failed { error: error.to_owned() },
            events: Vec::new(),
            request: None,
            next_due: None,
        };
        let feeds = vec![failed("blog", "HTTP 503"), failed("other", "bad\nfeedmill: \u{1b}[2Jforged")];
        insta::assert_snapshot!(explained(&BuildError::NothingAnswered { feeds }.into()), @r"
        feedmill: no source answered and nothing is stored from earlier runs, so nothing was published:
          blog: HTTP 503
          other: bad\nfeedmill: \u{1b}[2Jforged
        ");
        let forged = io::Error::other("one\ntwo");
        assert_eq!(explained(&forged.into()), "feedmill: one\\ntwo");
    }

    #[test]
    fn a_password_is_nobodys_business() {
        assert_eq!(address("https://ann:pass@x.org/f"), "https://ann:***@x.org/f");
        assert_eq!(address("https://x.org/ü"), "https://x.org/ü");
        assert_eq!(address("x.org\u{1b}"), "x.org\\u{1b}");
    }

    #[test]
    fn a_reader_that_left_is_no_failure() {
        assert!(results(|_| Err(io::ErrorKind::BrokenPipe.into())).is_ok());
        assert!(results(|_| Err(io::ErrorKind::StorageFull.into())).is_err());
    }
}
