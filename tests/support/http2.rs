//! A web server on loopback that speaks HTTP/2 over TLS, and nothing else.

use std::io::{Cursor, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use h2::server::SendResponse;
use h2::{Reason, RecvStream};
use http::{Request, Version};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::server::{Asked, Reply};
use super::tls;

type Answer = dyn Fn(&Asked) -> Reply + Send + Sync;

/// Many answers a connection.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    connections: AtomicUsize,
    asked: Mutex<Vec<Asked>>,
}

impl Server {
    /// A reply that is reset is a stream that is: its connection stays good.
    pub fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let server = Server { address: listener.local_addr().unwrap(), seen: Arc::default() };
        let (seen, answer): (_, Arc<Answer>) = (Arc::clone(&server.seen), Arc::new(answer));
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let tls = TlsAcceptor::from(tls::settings(&["h2"]));
                while let Ok((socket, _)) = listener.accept().await {
                    seen.connections.fetch_add(1, Ordering::SeqCst);
                    tokio::spawn(serve(socket, tls.clone(), Arc::clone(&seen), Arc::clone(&answer)));
                }
            });
        });
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// All requests so far, as HTTP/1.1 would have written them.
    pub fn asked(&self) -> Vec<Asked> {
        self.seen.asked.lock().unwrap().clone()
    }
}

async fn serve(socket: TcpStream, tls: TlsAcceptor, seen: Arc<Seen>, answer: Arc<Answer>) {
    // A client may trust us not, or have another connection already.
    let Ok(socket) = tls.accept(socket).await else { return };
    assert_eq!(socket.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let Ok(mut connection) = h2::server::Builder::new().handshake(socket).await else { return };
    while let Some(Ok((request, respond))) = connection.accept().await {
        let asked = asked(&request);
        seen.asked.lock().unwrap().push(asked.clone());
        send(&answer(&asked), respond);
    }
}

fn asked(request: &Request<RecvStream>) -> Asked {
    assert_eq!(request.version(), Version::HTTP_2);
    let target = request.uri().path_and_query().unwrap();
    let mut head = format!("{} {target} HTTP/1.1\r\n", request.method()).into_bytes();
    for (name, value) in request.headers() {
        head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    head.write_all(b"\r\n").unwrap();
    Asked { head, body: Vec::new() }
}

/// A client may refuse any part of an answer.
fn send(reply: &Reply, mut respond: SendResponse<Cursor<Vec<u8>>>) {
    if reply.reset_after() == Some(0) {
        return respond.send_reset(Reason::REFUSED_STREAM);
    }
    let (head, body) = reply.response().into_parts();
    let Ok(mut stream) = respond.send_response(http::Response::from_parts(head, ()), body.is_empty()) else {
        return;
    };
    match reply.reset_after() {
        Some(end) => {
            let _ = stream.send_data(Cursor::new(body[..end].to_vec()), false);
            stream.send_reset(Reason::INTERNAL_ERROR);
        }
        // Buffered, and sent as the client gives leave.
        None if !body.is_empty() => drop(stream.send_data(Cursor::new(body), true)),
        None => {}
    }
}
