//! Tells a WebSub hub that a feed has changed (W3C WebSub, 7; the form that the public hubs
//! take). A hub that fails now is asked again shortly, and then left alone: it polls too.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, USER_AGENT};
use tokio::time::sleep;
use url::{Url, form_urlencoded};

use super::client::Connection;
use super::deadline::Deadline;
use super::error::FetchError;
use super::{Inner, explain, guard};

/// Before the second and the third attempt.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];

/// See [`super::Fetcher::ping`].
pub async fn ping(inner: &Inner, hub: &Url, topic: &Url) -> Result<(), FetchError> {
    guard::check_url(hub, inner.reach)?;
    let mut pauses = PAUSES.iter();
    loop {
        let result = attempt(inner, hub, topic).await;
        match (&result, pauses.next()) {
            (Err(error), Some(pause)) if may_pass(error) => sleep(*pause).await,
            _ => return result,
        }
    }
}

async fn attempt(inner: &Inner, hub: &Url, topic: &Url) -> Result<(), FetchError> {
    let host = hub.host_str().unwrap_or_default();
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("hub.mode", "publish")
        // The specification leaves the name open; hubs read one or the other.
        .append_pair("hub.url", topic.as_str())
        .append_pair("hub.topic", topic.as_str())
        .finish();
    let request = inner
        .clients
        .get(inner.reach, Connection::Closed)?
        .post(hub.clone())
        .header(USER_AGENT, &inner.user_agent)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form);
    let answer = Deadline::starting_now(inner.timeout).head(host, request.send()).await?;
    accepted(&answer.map_err(|error| explain::sending(&error, host))?)
}

fn accepted(answer: &Response) -> Result<(), FetchError> {
    match answer.status() {
        status if status.is_success() => Ok(()),
        status => Err(FetchError::Status { status: status.as_u16() }),
    }
}

/// Whether the same attempt may succeed in a moment.
fn may_pass(error: &FetchError) -> bool {
    match error {
        FetchError::Status { status } => matches!(status, 429 | 500..),
        FetchError::Connect { .. } | FetchError::Truncated { .. } | FetchError::Dns { .. } => true,
        _ => false,
    }
}
