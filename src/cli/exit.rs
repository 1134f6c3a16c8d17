//! How a run ends: [`Exit`], the status that cron and scripts read, and [`Failure`], why a
//! command could not be carried out.

use std::error::Error;
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::pipeline::BuildError;
use crate::store::StoreError;

/// The exit status, as the manual page explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; feeds that failed are reported, the rest is published.
    Done,
    /// The job could not be done, or `--strict` and a feed failed.
    Failed,
    /// Wrong usage, or an invalid `feeds.toml`.
    Invalid,
    /// Another run holds the lock: `EX_TEMPFAIL` of sysexits.h.
    Locked,
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Invalid => 2,
            Exit::Locked => 75,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// An error on its way to the edge, where it is printed once, and the status that it means.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    pub cause: Box<dyn Error + Send + Sync>,
}

impl Failure {
    pub fn new(exit: Exit, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Failure {
        Failure { exit, cause: cause.into() }
    }
}

/// So that `?` carries any module's error to the edge.
impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Failure {
        let cause: Box<dyn Error + Send + Sync> = Box::new(error);
        let exit = exit_of(&*cause);
        Failure { exit, cause }
    }
}

fn exit_of(cause: &(dyn Error + Send + Sync + 'static)) -> Exit {
    match cause.downcast_ref::<BuildError>() {
        Some(BuildError::Store(StoreError::Locked(_))) => Exit::Locked,
        _ if cause.is::<ConfigError>() => Exit::Invalid,
        _ => Exit::Failed,
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;

    use super::*;

    #[test]
    fn an_invalid_file_is_wrong_usage_and_the_rest_a_failed_job() {
        let invalid = crate::config::parse("x = 1", Path::new("feeds.toml"), &|_| None).unwrap_err();
        assert_eq!(Failure::from(invalid).exit, Exit::Invalid);
        assert_eq!(Failure::from(io::Error::other("disk full")).exit, Exit::Failed);
    }
}
