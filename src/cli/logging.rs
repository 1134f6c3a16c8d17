//! What is logged, and how: always on standard error, never on standard output.

use std::io::{self, IsTerminal};

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::{Color, Global, LogFormat};

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
            .with(layer.without_time().with_target(false).with_ansi(in_color(global.color)))
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

/// Whether standard error is to be coloured; <https://no-color.org> is heeded.
pub fn in_color(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            io::stderr().is_terminal() && !refused && !dumb
        }
    }
}
