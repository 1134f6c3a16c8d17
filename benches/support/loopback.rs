//! A loopback server for the benchmarks: serves documents with an `ETag`, answers 304, keeps
//! connections alive. It does as little as it can, so that the client is what is measured.
//!
//! It speaks plain HTTP, or as the web does: TLS, and gzip for those who accept it.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A process of its own, as servers are: client and server share no thread.
pub struct Loopback {
    process: Child,
    port: u16,
    count: usize,
    certificate: Option<PathBuf>,
}

impl Loopback {
    /// Starts this program once more with the arguments `serve`, `count`, and the folder `tls` if it is to
    /// speak as the web does, upon which it must call [`serve`]. The folder gets a certificate for all
    /// hosts, made with the `openssl` program.
    pub fn start(count: usize, tls: Option<&Path>) -> io::Result<Loopback> {
        if let Some(folder) = tls {
            certify(folder, count)?;
        }
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", &count.to_string()]).args(tls);
        let mut process = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let port = line.trim().parse().map_err(io::Error::other)?;
        Ok(Loopback { process, port, count, certificate: tls.map(|folder| folder.join(CERTIFICATE)) })
    }

    /// What a client must trust; `None`: no TLS.
    pub fn certificate(&self) -> Option<&Path> {
        self.certificate.as_deref()
    }

    /// Each feed on a host of its own, as in life.
    pub fn urls(&self) -> Vec<String> {
        let scheme = if self.certificate.is_some() { "https" } else { "http" };
        (0..self.count).map(|n| format!("{scheme}://{}:{}/{n}", host(n), self.port)).collect()
    }
}

const CERTIFICATE: &str = "certificate.pem";
const KEY: &str = "key.pem";

fn host(n: usize) -> String {
    format!("127.{}.{}.{}", 1 + n / 62_500, n / 250 % 250, 1 + n % 250)
}

fn certify(folder: &Path, count: usize) -> io::Result<()> {
    let mut names = "subjectAltName=".to_owned();
    for n in 0..count {
        let _ = write!(names, "{}IP:{}", if n == 0 { "" } else { "," }, host(n));
    }
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-nodes",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-days",
            "30",
        ])
        .args(["-subj", "/CN=feeds", "-addext", "basicConstraints=critical,CA:FALSE", "-addext", &names])
        .args(["-keyout", KEY, "-out", CERTIFICATE])
        .current_dir(folder)
        .output()?;
    let error = || io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned());
    made.status.success().then_some(()).ok_or_else(error)
}

impl Drop for Loopback {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A document as it is sent, with and without compression.
struct Document {
    plain: Vec<u8>,
    /// Only where the web is spoken.
    gzip: Option<Vec<u8>>,
}

/// Serves `documents` at `/0`, `/1`, … of all loopback hosts, and prints the port. With the folder `tls`,
/// as the web does.
pub async fn serve(documents: Vec<Vec<u8>>, tls: Option<&Path>) -> io::Result<()> {
    let prepared = |plain: Vec<u8>| Document { gzip: tls.map(|_| gzip(&plain)), plain };
    let documents: Arc<Vec<Document>> = Arc::new(documents.into_iter().map(prepared).collect());
    let acceptor = tls.map(acceptor);
    let listener = TcpListener::bind("0.0.0.0:0").await?;
    println!("{}", listener.local_addr()?.port());
    loop {
        let (stream, _) = listener.accept().await?;
        let (documents, acceptor) = (Arc::clone(&documents), acceptor.clone());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            match acceptor {
                None => answer_all(stream, &documents).await,
                Some(acceptor) => match acceptor.accept(stream).await {
                    Ok(stream) => answer_all(stream, &documents).await,
                    Err(error) => eprintln!("the server: {error}"),
                },
            }
        });
    }
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).expect("memory does not fail");
    encoder.finish().expect("memory does not fail")
}

fn acceptor(folder: &Path) -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(folder.join(CERTIFICATE)).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(folder.join(KEY)).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("TLS").with_no_client_auth();
    Arc::new(config.with_single_cert(vec![certificate], key).expect("a key that fits")).into()
}

async fn answer_all(mut stream: impl AsyncRead + AsyncWrite + Unpin, documents: &[Document]) {
    let mut buffer = Vec::with_capacity(4096);
    loop {
        let Some(end) = find_end(&buffer) else {
            match stream.read_buf(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(_) => continue,
            }
        };
        let head = String::from_utf8_lossy(&buffer[..end]).to_ascii_lowercase();
        buffer.drain(..end);
        if answer(&mut stream, &head, documents).await.is_err() {
            return;
        }
    }
}

/// `head` in small letters.
async fn answer(
    stream: &mut (impl AsyncWrite + Unpin),
    head: &str,
    documents: &[Document],
) -> io::Result<()> {
    let number = head.split(' ').nth(1).and_then(|path| path.trim_start_matches('/').parse::<usize>().ok());
    let reply = match number.and_then(|number| documents.get(number)) {
        None => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
        Some(_) if head.contains("if-none-match: \"1\"") => {
            b"HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n".to_vec()
        }
        Some(Document { gzip: Some(body), .. }) if head.contains("gzip") => {
            reply("Content-Encoding: gzip\r\n", body)
        }
        Some(document) => reply("", &document.plain),
    };
    stream.write_all(&reply).await?;
    stream.flush().await
}

fn reply(fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: \"1\"\r\n{fields}Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn find_end(buffer: &[u8]) -> Option<usize> {
    buffer.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}
