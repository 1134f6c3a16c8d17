//! SIGINT and SIGTERM: the first ends a build early but cleanly, as its deadline would; the
//! second ends the process at once.

use std::io;
use std::process;
use std::thread;

use tokio::runtime::Builder;

use super::exit::Failure;
use super::{Context, output};
use crate::fetch::Stop;

/// What the first signal requests. Listens from now on, in a thread of its own.
pub fn on_signals(context: &Context) -> Result<Stop, Failure> {
    let stop = Stop::default();
    let (wanted, global) = (stop.clone(), context.global.clone());
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let mut signals = runtime.block_on(async { Signals::listen() })?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        runtime.block_on(async {
            signals.next().await;
            wanted.request();
            if !global.quiet {
                let words = "stopping: what has come is stored and published, the rest is asked next time";
                output::say(words, &global);
            }
            process::exit(128 + signals.next().await);
        });
    })?;
    Ok(stop)
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// The number of the next.
    async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.interrupt.recv() => 2,
            _ = self.terminate.recv() => 15,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
    fn listen() -> io::Result<Signals> {
        Ok(Signals)
    }

    async fn next(&mut self) -> i32 {
        let _ = tokio::signal::ctrl_c().await;
        2
    }
}
