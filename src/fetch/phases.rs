//! How long name resolution and connecting took, for the request that caused them. Both happen
//! inside reqwest, which polls them within the task that asks: the stopwatch lies in that task.

use std::sync::Mutex;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

tokio::task_local! {
    static WATCH: Watch;
}

/// Sums over all hops; `None`: did not happen.
#[derive(Debug, Default, Clone, Copy)]
pub struct Times {
    pub dns: Option<Duration>,
    /// Name resolution included.
    pub connect: Option<Duration>,
}

#[derive(Debug, Default)]
struct Watch(Mutex<Times>);

/// Runs `work` with a stopwatch of its own, which [`so_far`] reads.
pub async fn timed<T>(work: impl Future<Output = T>) -> T {
    WATCH.scope(Watch::default(), work).await
}

/// What the work that is [`timed`] has spent until now; also while it is dropped.
pub fn so_far() -> Times {
    let read = |watch: &Watch| watch.0.lock().map_or_else(|lock| *lock.into_inner(), |times| *times);
    WATCH.try_with(read).unwrap_or_default()
}

pub fn resolved_in(time: Duration) {
    note(|times| *times.dns.get_or_insert_default() += time);
}

fn connected_in(time: Duration) {
    note(|times| *times.connect.get_or_insert_default() += time);
}

/// Does nothing for a connection that outlived its request and is finished in the background.
fn note(change: impl FnOnce(&mut Times)) {
    let _ = WATCH.try_with(|watch| {
        if let Ok(mut times) = watch.0.lock() {
            change(&mut times);
        }
    });
}

/// Wraps reqwest's connector.
#[derive(Debug, Clone, Copy)]
pub struct TimeConnecting;

impl<S> tower_layer::Layer<S> for TimeConnecting {
    type Service = Timed<S>;

    fn layer(&self, connector: S) -> Timed<S> {
        Timed { connector }
    }
}

#[derive(Debug, Clone)]
pub struct Timed<S> {
    connector: S,
}

impl<S, R> tower_service::Service<R> for Timed<S>
where
    S: tower_service::Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.connector.poll_ready(cx)
    }

    fn call(&mut self, target: R) -> Self::Future {
        let started = Instant::now();
        let connecting = self.connector.call(target);
        connecting.inspect(move |_| connected_in(started.elapsed())).boxed()
    }
}
