//! What can go wrong between an edition and its files.

use std::fmt::Write;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::validate::Fault;

/// As many faults as one message shows.
const FAULTS_SHOWN: usize = 5;

#[derive(Debug, Error)]
pub enum PublishError {
    #[error("what would be written is not valid, so the old files stay: {}", listed(.faults))]
    Invalid { faults: Vec<Fault> },
    #[error("cannot make the {format} document")]
    Format {
        format: &'static str,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error(
        "the template {} does not work: {detail}; correct it, or remove it for the built-in one",
        .path.display()
    )]
    Template { path: PathBuf, detail: String },
    #[error(
        "cannot read the folder of templates {}; correct `templates` in [publish], or remove it for the built-in design",
        .path.display()
    )]
    NoTemplates {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("cannot read {}", .path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("cannot write {}; the old file stands as it was; {}", .path.display(), remedy(.source))]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} is not a file name inside the output folder", .path.display())]
    OutsideFolder { path: PathBuf },
}

fn listed(faults: &[Fault]) -> String {
    let mut text = String::new();
    for fault in faults.iter().take(FAULTS_SHOWN) {
        let separator = if text.is_empty() { "" } else { "; " };
        let _ = write!(text, "{separator}{fault}");
    }
    if faults.len() > FAULTS_SHOWN {
        let _ = write!(text, "; and {} more", faults.len() - FAULTS_SHOWN);
    }
    text
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk and run again",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "give the user that runs feedmill the right to write there, or set publish.dir"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists | io::ErrorKind::IsADirectory => {
            "something else has that name: move it away, or set publish.dir"
        }
        _ => "see the cause and run again",
    }
}
