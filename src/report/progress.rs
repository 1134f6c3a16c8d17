//! The progress bar: shown on a terminal, nothing elsewhere.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::printable;

/// Whether somebody watches the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    Terminal,
    Nobody,
}

/// How far the fetching is.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub fn new(audience: Audience) -> Progress {
        let bar = match audience {
            Audience::Terminal => ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
            Audience::Nobody => ProgressBar::hidden(),
        };
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} feeds  {wide_msg}") {
            bar.set_style(style);
        }
        Progress { bar }
    }

    pub fn begin(&self, feeds: usize) {
        self.bar.set_length(feeds as u64);
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    pub fn done_with(&self, feed: &str) {
        self.bar.set_message(printable::line(feed).into_owned());
        self.bar.inc(1);
    }

    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}
