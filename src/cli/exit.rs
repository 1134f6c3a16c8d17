//! How a run ends: [`Exit`], the status that cron and scripts read, and [`Failure`], why a
//! command could not be carried out.

use std::error::Error;
use std::iter;
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::pipeline::BuildError;
use crate::pipeline::restore::AdoptError;
use crate::store::StoreError;

/// The exit status, as the manual page explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; feeds that failed are reported, the rest is published.
    Done,
    /// The job could not be done, or `--strict` and a feed is failing or gone.
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

/// Another run's lock may stand behind an error that says what it prevented.
fn exit_of(cause: &(dyn Error + 'static)) -> Exit {
    if cause.is::<ConfigError>() {
        return Exit::Invalid;
    }
    iter::successors(Some(cause), |&error| error.source()).find_map(meaning).unwrap_or(Exit::Failed)
}

/// What an error of the pipeline or the store says of the exit status; transparent ones hide the
/// error in them from `source`.
fn meaning(error: &(dyn Error + 'static)) -> Option<Exit> {
    if let Some(AdoptError::Build(inner)) = error.downcast_ref() {
        return meaning(inner);
    }
    if let Some(StoreError::Locked(_)) = error.downcast_ref() {
        return Some(Exit::Locked);
    }
    match error.downcast_ref()? {
        BuildError::Store(inner) => meaning(inner),
        BuildError::NoSuchFeed { .. } | BuildError::TurnedOff { .. } | BuildError::NoPostgres => {
            Some(Exit::Invalid)
        }
        _ => None,
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
        assert_eq!(Failure::from(BuildError::NoPostgres).exit, Exit::Invalid);
        let nobody = BuildError::NoSuchFeed { name: "nobody".to_owned(), file: "feeds.toml".into() };
        assert_eq!(Failure::from(nobody).exit, Exit::Invalid);
    }

    #[test]
    fn a_lock_is_told_from_wherever_it_was_met() {
        let locked = || StoreError::Locked(".feedmill/lock".into());
        assert_eq!(Failure::from(locked()).exit, Exit::Locked);
        assert_eq!(Failure::from(BuildError::Store(locked())).exit, Exit::Locked);
        assert_eq!(Failure::from(AdoptError::Build(locked().into())).exit, Exit::Locked);
    }
}
