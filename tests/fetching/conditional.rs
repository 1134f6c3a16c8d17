use feedmill::fetch::{Outcome, Request, UrlPrint, Validators};

use super::server::{Reply, Server};
use super::{FEED, document, fetch, fetch_url, request};

/// Not UTF-8, not quoted as it should be, and no date.
const ODD_ETAG: &[u8] = b"W/\"a\xe9\"b";
const ODD_DATE: &[u8] = b"Yesterday, 25:61 o'clock";

/// A request with what the first answer brought.
async fn second_request(url: &str) -> Request {
    let validators = document(fetch_url(url).await).validators;
    Request { validators, ..request(url) }
}

#[tokio::test]
async fn validators_go_back_as_a_pair_byte_for_byte() {
    let reply = || Reply::ok(FEED).header("ETag", ODD_ETAG).header("Last-Modified", ODD_DATE);
    let server = Server::start(move |asked| match asked.header("If-None-Match") {
        Some(_) => Reply::new(304),
        None => reply(),
    });
    let again = second_request(&server.url("/feed")).await;
    let exchange = fetch(&again).await;
    assert!(matches!(exchange.outcome, Outcome::NotModified { .. }), "{exchange:?}");
    let asked = &server.asked()[1];
    assert_eq!(asked.header_bytes("If-None-Match").unwrap(), ODD_ETAG);
    assert_eq!(asked.header_bytes("If-Modified-Since").unwrap(), ODD_DATE);
    assert_eq!(server.asked()[0].header("If-None-Match"), None);
}

#[tokio::test]
async fn a_304_updates_the_validators_that_it_carries_and_keeps_the_others() {
    let server = Server::start(|asked| match asked.header("If-None-Match") {
        Some(_) => Reply::new(304).header("ETag", "\"two\""),
        None => Reply::ok(FEED).header("ETag", "\"one\"").header("Last-Modified", "then"),
    });
    let again = second_request(&server.url("/feed")).await;
    let Outcome::NotModified { validators: Some(validators) } = fetch(&again).await.outcome else { panic!() };
    assert_eq!(validators.etag.as_deref(), Some("\"two\""));
    assert_eq!(validators.last_modified.as_deref(), Some("then"));
}

#[tokio::test]
async fn a_200_without_validators_drops_them() {
    let server = Server::start(|asked| match asked.header("If-None-Match") {
        Some(_) => Reply::ok(FEED),
        None => Reply::ok(FEED).header("ETag", "\"one\"").header("Last-Modified", "then"),
    });
    let again = second_request(&server.url("/feed")).await;
    assert_eq!(document(fetch(&again).await).validators, None);
}

#[tokio::test]
async fn one_validator_alone_is_sent_alone() {
    let server = Server::start(|_| Reply::ok(FEED).header("Last-Modified", "then"));
    let again = second_request(&server.url("/feed")).await;
    document(fetch(&again).await);
    let asked = &server.asked()[1];
    assert_eq!(
        (asked.header("If-Modified-Since"), asked.header("If-None-Match")),
        (Some("then".into()), None)
    );
    assert_eq!(asked.header("A-IM"), None, "a delta needs an entity tag");
}

#[tokio::test]
async fn validators_are_sent_only_to_the_address_they_came_from() {
    let server = Server::start(|asked| match asked.path().as_str() {
        "/feed" => Reply::redirect(302, "/real"),
        _ => Reply::ok(FEED).header("ETag", "\"one\""),
    });
    let again = second_request(&server.url("/feed")).await;
    fetch(&again).await;
    let etags: Vec<_> =
        server.asked().iter().map(|asked| (asked.path(), asked.header("If-None-Match"))).collect();
    let one = Some("\"one\"".to_owned());
    assert_eq!(
        etags,
        [("/feed".into(), None), ("/real".into(), None), ("/feed".into(), None), ("/real".into(), one)]
    );
}

#[tokio::test]
async fn an_equal_body_under_200_is_recognised_and_brings_new_validators() {
    let server = Server::start(|asked| Reply::ok(FEED).gzip().header("ETag", asked.path()));
    let first = document(fetch_url(server.url("/1")).await);
    let again = Request { body_hash: Some(first.hash), ..request(server.url("/2")) };
    let exchange = fetch(&again).await;
    let Outcome::SameBody { validators: Some(validators) } = exchange.outcome else { panic!("{exchange:?}") };
    assert_eq!(validators.etag.as_deref(), Some("/2"));
    assert_eq!(exchange.log.decoded_bytes, FEED.len() as u64);
}

#[tokio::test]
async fn an_equal_body_of_another_media_type_is_another_document() {
    let server = Server::start(|asked| Reply::ok(FEED).header("Content-Type", asked.path()));
    let first = document(fetch_url(server.url("/1")).await);
    let again = Request { body_hash: Some(first.hash), ..request(server.url("/2")) };
    document(fetch(&again).await);
}

#[tokio::test]
async fn a_delta_is_asked_for_and_told_apart() {
    let server = Server::start(|asked| match asked.header("A-IM").as_deref() {
        Some("feed") => Reply::new(226).header("IM", "feed").header("ETag", "\"two\"").body(FEED),
        _ => Reply::ok(FEED).header("ETag", "\"one\""),
    });
    let again = second_request(&server.url("/feed")).await;
    let Outcome::Delta(delta) = fetch(&again).await.outcome else { panic!() };
    assert_eq!(&*delta.bytes, FEED.as_bytes());
    assert_eq!(delta.validators.unwrap().etag.as_deref(), Some("\"two\""));
}

#[tokio::test]
async fn a_304_that_nobody_asked_for_is_a_failure() {
    let server = Server::start(|_| Reply::new(304));
    let elsewhere = UrlPrint::of(&"http://example.org/".parse().unwrap());
    let validators = Some(Validators { etag: Some("\"x\"".into()), last_modified: None, from: elsewhere });
    let exchange = fetch(&Request { validators, ..request(server.url("/feed")) }).await;
    assert!(matches!(exchange.outcome, Outcome::Failed(_)), "{exchange:?}");
    assert_eq!(server.asked_once().header("If-None-Match"), None);
}
