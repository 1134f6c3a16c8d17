//! A web server on loopback that speaks TLS, with a certificate that only it itself has signed.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::server::Reply;

/// The path of a file that a system may be told to trust.
pub fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/tls/{name}", env!("CARGO_MANIFEST_DIR"))
}

pub fn settings(protocols: &[&str]) -> Arc<ServerConfig> {
    let certificate = CertificateDer::from_pem_file(fixture("localhost.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(fixture("localhost.key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut tls = tls.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    tls.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
    Arc::new(tls)
}

/// One answer a connection.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    paths: Mutex<Vec<String>>,
    protocols: Mutex<Vec<String>>,
}

impl Server {
    pub fn start(protocols: &[&str], answer: impl Fn(&str) -> Reply + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server { address: listener.local_addr().unwrap(), seen: Arc::default() };
        let (seen, tls) = (Arc::clone(&server.seen), settings(protocols));
        thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let stream = StreamOwned::new(ServerConnection::new(Arc::clone(&tls)).unwrap(), socket);
                // An error is a client that trusts us not, or speaks another protocol than we do.
                serve(stream, &seen, &answer).unwrap_or_default();
            }
        });
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The paths that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.seen.paths.lock().unwrap().clone()
    }

    /// What was agreed on, a connection each.
    pub fn protocols(&self) -> Vec<String> {
        self.seen.protocols.lock().unwrap().clone()
    }
}

fn serve(
    mut stream: StreamOwned<ServerConnection, TcpStream>,
    seen: &Seen,
    answer: &dyn Fn(&str) -> Reply,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        if head.is_empty() {
            let protocol = stream.conn.alpn_protocol().unwrap_or_default();
            seen.protocols.lock().unwrap().push(String::from_utf8_lossy(protocol).into_owned());
        }
        head.push(byte[0]);
    }
    let line = String::from_utf8_lossy(&head).into_owned();
    let path = line.split(' ').nth(1).unwrap_or_default();
    seen.paths.lock().unwrap().push(path.to_owned());
    stream.write_all(&answer(path).header("Connection", "close").bytes())?;
    stream.conn.send_close_notify();
    stream.flush()
}
