//! What is logged, and how: always on standard error, never on standard output.

use std::io;

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::{Global, LogFormat, color};

/// Sets up the log of the process.
pub fn start(global: &Global) {
    // Libraries speak up only when something is wrong with them.
    let filter = Targets::new().with_target("feedmill", level(global)).with_default(Level::ERROR);
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    // A second set-up (as in tests that share a process) leaves the first in place.
    let _ = match global.log_format {
        LogFormat::Json => registry.with(layer.json().flatten_event(true)).try_init(),
        // Cron, systemd and people have their own clock.
        LogFormat::Text => registry
            .with(layer.without_time().with_target(false).with_ansi(color::on_stderr(global.color)))
            .try_init(),
    };
}

fn level(global: &Global) -> Level {
    match (global.quiet, global.verbose) {
        (true, _) => Level::ERROR,
        (false, 0) => Level::WARN,
        (false, 1) => Level::INFO,
        (false, _) => Level::DEBUG,
    }
}
