use std::io::Cursor;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use feedmill::config::{self, Secret};
use feedmill::fetch::{FetchError, Outcome, Request, Until};
use h2::Reason;
use h2::server::SendResponse;
use http::{Response, Version};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

use super::tls;
use super::{FEED, document, failure, fetcher, request, run_in_a_process_of_its_own, settings};

/// The system's certificates are read once in a process: this needs one of its own.
#[test]
fn feeds_are_fetched_over_http_2_on_one_connection() {
    let certificate = tls::fixture("localhost.pem");
    run_in_a_process_of_its_own("http2::inside_a_system_that_trusts_us", &[("SSL_CERT_FILE", &certificate)]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "feeds_are_fetched_over_http_2_on_one_connection runs it"]
async fn inside_a_system_that_trusts_us() {
    let server = Server::start().await;
    let fetcher = fetcher(&config::Fetch { per_host: 8, ..settings() });

    let first = document(fetcher.fetch(&request(server.url("/feed"))).await);
    let again = Request { validators: first.validators, ..request(server.url("/feed")) };
    let exchange = fetcher.fetch(&again).await;
    assert!(matches!(exchange.outcome, Outcome::NotModified { .. }), "{exchange:?}");

    let requests: Vec<_> = (0..8).map(|n| request(server.url(&format!("/large/{n}")))).collect();
    let exchanges = requests.iter().map(|request| fetcher.fetch(request));
    for exchange in futures_util::future::join_all(exchanges).await {
        assert_eq!(document(exchange).bytes.len(), LARGE, "flow control lets all of it through");
    }

    // The h2 crate calls headers over the limit an unspecific protocol error.
    for path in ["/reset", "/refused", "/headers"] {
        let error = failure(fetcher.fetch(&request(server.url(path))).await);
        let is_cut = matches!(error, FetchError::Truncated { .. } | FetchError::Protocol { .. });
        assert!(is_cut, "{path}: {error:?}");
    }
    document(fetcher.fetch(&request(server.url("/feed"))).await);
    assert_eq!(server.connections(), 1, "one reset stream ends no other");

    let head = server.first_head();
    assert!(head.starts_with("HTTP/2.0 GET /feed"), "{head}");
    assert!(head.contains("user-agent: feedmill/") && !head.contains("cookie") && !head.contains("referer"));

    alone_at_its_host(&server).await;
    through_a_tunnel(&server).await;
}

/// Of a run with one feed of the host: its connection is not kept, and the body comes whole all the same.
async fn alone_at_its_host(server: &Server) {
    let before = server.connections();
    let (sender, mut receiver) = mpsc::channel(1);
    let fetcher = fetcher(&settings());
    let requests = vec![request(server.url("/large/0"))];
    let all = tokio::spawn(async move { fetcher.all(requests, Until::default(), sender).await });
    assert_eq!(document(receiver.recv().await.unwrap()).bytes.len(), LARGE);
    all.await.unwrap();
    assert_eq!(server.connections(), before + 1);
}

/// An HTTP proxy sees the name of the host and nothing else.
async fn through_a_tunnel(server: &Server) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let target = server.address;
    let tunnel = tokio::spawn(async move {
        let (mut client, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 4096];
        let length = client.read(&mut head).await.unwrap();
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let mut server = TcpStream::connect(target).await.unwrap();
        tokio::spawn(async move { copy_bidirectional(&mut client, &mut server).await });
        String::from_utf8_lossy(&head[..length]).into_owned()
    });
    let fetcher = fetcher(&config::Fetch { proxy: Some(Secret::new(&*proxy, &*proxy)), ..settings() });
    document(fetcher.fetch(&request(server.url("/feed?key=secret"))).await);
    let head = tunnel.await.unwrap();
    assert!(head.starts_with(&format!("CONNECT {target} HTTP/1.1")) && !head.contains("secret"), "{head}");
}

const LARGE: usize = 1 << 20;

/// Speaks HTTP/2 over TLS, and nothing else.
struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    heads: Mutex<Vec<String>>,
}

impl Server {
    async fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server { address: listener.local_addr().unwrap(), seen: Arc::default() };
        let seen = Arc::clone(&server.seen);
        tokio::spawn(async move {
            let tls = TlsAcceptor::from(tls::settings(&["h2"]));
            while let Ok((socket, _)) = listener.accept().await {
                seen.connections.fetch_add(1, Ordering::SeqCst);
                let socket = tls.accept(socket).await.unwrap();
                assert_eq!(socket.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
                let mut connection = h2::server::Builder::new().handshake(socket).await.unwrap();
                let seen = Arc::clone(&seen);
                tokio::spawn(async move {
                    while let Some(Ok((asked, respond))) = connection.accept().await {
                        seen.heads.lock().unwrap().push(head(&asked));
                        answer(&asked, respond);
                    }
                });
            }
        });
        server
    }

    fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }

    fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    fn first_head(&self) -> String {
        self.seen.heads.lock().unwrap()[0].clone()
    }
}

fn head<B>(asked: &http::Request<B>) -> String {
    assert_eq!(asked.version(), Version::HTTP_2);
    format!("{:?} {} {} {:?}", asked.version(), asked.method(), asked.uri().path(), asked.headers())
        .replace("\": \"", ": ")
}

fn answer(asked: &http::Request<h2::RecvStream>, mut respond: SendResponse<Cursor<Vec<u8>>>) {
    let head = Response::builder().header("ETag", "\"one\"");
    let path = asked.uri().path().to_owned();
    let (status, body) = match path.as_str() {
        "/feed" if asked.headers().contains_key("if-none-match") => (304, String::new()),
        "/feed" | "/headers" | "/reset" => (200, FEED.to_owned()),
        "/refused" => return respond.send_reset(Reason::REFUSED_STREAM),
        _ => (200, "x".repeat(LARGE)),
    };
    let head = if path == "/headers" { head.header("X-Long", "x".repeat(100_000)) } else { head };
    let head = head.status(status).body(()).unwrap();
    // The client may refuse the head.
    let Ok(mut stream) = respond.send_response(head, body.is_empty()) else { return };
    if path == "/reset" {
        let _ = stream.send_data(Cursor::new(body.as_bytes()[..20].to_vec()), false);
        return stream.send_reset(Reason::INTERNAL_ERROR);
    }
    if !body.is_empty() {
        // Buffered, and sent as the client gives leave.
        let _ = stream.send_data(Cursor::new(body.into_bytes()), true);
    }
}
