use std::sync::atomic::{AtomicUsize, Ordering};

use feedmill::config;
use feedmill::fetch::FetchError;
use url::Url;

use super::server::{Reply, Server};
use super::{fetcher, settings};

fn topic() -> Url {
    "https://planet.example.org/atom.xml?a=b&c".parse().unwrap()
}

#[tokio::test]
async fn a_hub_is_told_what_has_changed() {
    let hub = Server::start(|_| Reply::new(204));
    fetcher(&settings()).ping(&hub.url("/hub").parse().unwrap(), &topic()).await.unwrap();
    let asked = hub.asked_once();
    assert_eq!(asked.line(), "POST /hub");
    assert_eq!(asked.header("Content-Type").unwrap(), "application/x-www-form-urlencoded");
    let form: Vec<_> = url::form_urlencoded::parse(&asked.body).into_owned().collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let topic = topic();
    assert_eq!(
        form,
        [pair("hub.mode", "publish"), pair("hub.url", topic.as_str()), pair("hub.topic", topic.as_str())]
    );
}

#[tokio::test]
async fn a_hub_that_fails_is_asked_again_and_one_that_refuses_is_not() {
    let attempts = AtomicUsize::new(0);
    let hub = Server::start(move |_| match attempts.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::new(503),
        _ => Reply::new(202),
    });
    let fetcher = fetcher(&settings());
    fetcher.ping(&hub.url("/").parse().unwrap(), &topic()).await.unwrap();
    assert_eq!(hub.asked().len(), 2);

    let hub = Server::start(|_| Reply::new(400));
    let error = fetcher.ping(&hub.url("/").parse().unwrap(), &topic()).await.unwrap_err();
    assert_eq!(error, FetchError::Status { status: 400 });
    assert_eq!(hub.asked().len(), 1);
}

#[tokio::test]
async fn a_hub_in_a_private_network_needs_leave() {
    let hub = Server::start(|_| Reply::new(204));
    let fetcher = fetcher(&config::Fetch { allow_private: false, ..settings() });
    let error = fetcher.ping(&hub.url("/").parse().unwrap(), &topic()).await.unwrap_err();
    assert!(matches!(error, FetchError::Refused(_)), "{error}");
    assert_eq!(hub.asked().len(), 0);
}
