use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use feedmill::config::{Secret, SecretUrl};
use feedmill::fetch::{FetchError, Outcome, Request};

use super::server::{Reply, Server};
use super::tls;
use super::{
    FEED, document, failure, failure_of, fetch, fetcher, public_only, request, run_in_a_process_of_its_own,
};

#[tokio::test]
async fn private_addresses_are_refused_in_every_spelling_and_never_connected_to() {
    let server = Server::start(|_| Reply::ok(FEED));
    let fetcher = fetcher(&public_only());
    let port = server.port();
    for host in
        ["127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.1", "localhost", "[::ffff:127.0.0.1]", "0"]
    {
        let exchange = fetcher.fetch(&request(format!("http://{host}:{port}/"))).await;
        let error = failure(exchange);
        assert!(matches!(error, FetchError::Refused(_)), "{host}: {error:?}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn one_feed_may_be_allowed_what_the_others_are_not() {
    let server = Server::start(|_| Reply::ok(FEED));
    let fetcher = fetcher(&public_only());
    document(fetcher.fetch(&Request { allow_private: true, ..request(server.url("/")) }).await);
    // The open connection of the one is not for the other.
    let exchange = fetcher.fetch(&request(server.url("/"))).await;
    assert!(matches!(exchange.outcome, Outcome::Failed(FetchError::Refused(_))), "{exchange:?}");
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn secrets_are_in_no_error_and_no_log() {
    let server = Server::start(|asked| match asked.path().as_str() {
        path if path.starts_with("/loop") => Reply::redirect(302, path),
        path if path.starts_with("/moved") => Reply::redirect(301, path.replace("/moved", "/lost")),
        path if path.starts_with("/hang") => Reply::close_at_once(),
        path if path.starts_with("/ok") => Reply::ok(FEED).header("ETag", "\"1\""),
        _ => Reply::new(500),
    });
    for path in ["/loop", "/moved", "/hang", "/500", "/ok"] {
        let value = server.url(&format!("{path}?key=s3cret")).replace("http://", "http://user:s3cret@");
        let written = value.replace("s3cret", "${KEY}");
        let url = SecretUrl::new(written, value.parse().unwrap());
        let headers = vec![("X-Key".to_owned(), Secret::new("${KEY}", "s3cret"))];
        let request = Request { headers, ..Request::new("feed", url) };
        let exchange = fetch(&request).await;
        let words = match &exchange.outcome {
            Outcome::Failed(error) => error.to_string(),
            _ => String::new(),
        };
        let all = format!("{words} {exchange:?} {request:?}");
        assert!(!all.contains("s3cret"), "{path}: {all}");
    }
    let url = SecretUrl::new(server.url("/ok/${KEY}/feed"), server.url("/ok/s3cret/feed").parse().unwrap());
    let exchange = fetch(&Request::new("feed", url)).await;
    assert!(!format!("{exchange:?}").contains("s3cret"), "{exchange:?}");
    assert_eq!(document(exchange).url.as_str(), server.url("/ok/"));
    assert_eq!(server.asked()[0].header("X-Key").unwrap(), "s3cret");
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_named_without_its_value() {
    let headers = vec![("X-Key".to_owned(), Secret::new("${KEY}", "s3\r\ncret"))];
    let error = failure(fetch(&Request { headers, ..request("http://127.0.0.1:9/") }).await);
    assert_eq!(
        error.to_string(),
        "cannot use the header X-Key: it holds characters that a header cannot hold"
    );
}

/// Answers one request over TLS, with a certificate that only it itself has signed; tells the
/// protocol agreed on.
fn tls_server(protocols: &[&str], answer: String) -> (SocketAddr, thread::JoinHandle<Option<Vec<u8>>>) {
    let tls = tls::settings(protocols);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serving = thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        let connection = rustls::ServerConnection::new(tls).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, socket);
        let mut request = [0; 4096];
        // Fails where the client refuses the certificate.
        if stream.read(&mut request).is_ok() {
            stream.write_all(answer.as_bytes()).unwrap();
            stream.conn.send_close_notify();
            stream.flush().unwrap();
        }
        stream.conn.alpn_protocol().map(<[u8]>::to_vec)
    });
    (address, serving)
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused_and_http_2_is_offered() {
    let (address, serving) = tls_server(&["h2", "http/1.1"], String::new());
    let error = failure_of(format!("https://{address}/")).await;
    assert!(matches!(error, FetchError::Tls { .. }), "{error:?}");
    assert!(error.to_string().contains("an issuer that this system does not know"), "{error}");
    assert_eq!(serving.join().unwrap().as_deref(), Some(&b"h2"[..]));
}

/// The system's certificates are read once in a process: this needs one of its own.
#[test]
fn certificates_of_the_system_are_trusted_and_https_does_not_fall_to_http() {
    let variables = [("SSL_CERT_FILE", tls::fixture("localhost.pem"))];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    run_in_a_process_of_its_own("guarded::inside_a_system_that_trusts_us", &variables);
}

#[tokio::test]
#[ignore = "certificates_of_the_system_are_trusted_and_https_does_not_fall_to_http runs it"]
async fn inside_a_system_that_trusts_us() {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{FEED}", FEED.len());
    let (address, serving) = tls_server(&["http/1.1"], answer);
    document(fetch(&request(format!("https://{address}/"))).await);
    serving.join().unwrap();

    let plain = Server::start(|_| Reply::ok(FEED));
    let to = plain.url("/feed");
    let answer = format!("HTTP/1.1 301 Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    let (address, _serving) = tls_server(&["http/1.1"], answer);
    let error = failure_of(format!("https://{address}/")).await;
    assert_eq!(error, FetchError::Downgrade { to });
    assert_eq!(plain.connections(), 0);
}

#[test]
fn without_any_certificates_http_works_and_https_says_what_is_missing() {
    let none = tls::fixture("none.pem");
    let variables = [("SSL_CERT_FILE", none.as_str())];
    run_in_a_process_of_its_own("guarded::inside_a_system_without_certificates", &variables);
}

#[tokio::test]
#[ignore = "without_any_certificates_http_works_and_https_says_what_is_missing runs it"]
async fn inside_a_system_without_certificates() {
    let plain = Server::start(|_| Reply::ok(FEED));
    document(fetch(&request(plain.url("/"))).await);
    let (address, _serving) = tls_server(&["http/1.1"], String::new());
    let error = failure_of(format!("https://{address}/")).await;
    assert!(error.to_string().contains("install the system's CA certificates"), "{error}");
}

#[tokio::test]
async fn tls_with_a_server_that_speaks_none_is_a_failure_in_words() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let error = failure_of(format!("https://{address}/")).await;
    assert_eq!(error.to_string(), format!("cannot connect to {address}: the server does not speak TLS"));
}
