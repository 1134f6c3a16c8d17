//! A loopback server for the benchmarks: serves documents with an `ETag`, answers 304, keeps
//! connections alive. It does as little as it can, so that the client is what is measured.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

pub struct Loopback {
    address: SocketAddr,
    count: usize,
}

impl Loopback {
    /// Serves `documents` at `/0`, `/1`, … for as long as `runtime` lives.
    pub fn serve(runtime: &Runtime, documents: Vec<Vec<u8>>) -> Loopback {
        let count = documents.len();
        let documents = Arc::new(documents);
        let listener = runtime.block_on(TcpListener::bind("0.0.0.0:0")).expect("a port");
        let address = listener.local_addr().expect("an address");
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer_all(stream, Arc::clone(&documents)));
            }
        });
        Loopback { address, count }
    }

    /// Each feed on a host of its own, as in life.
    pub fn urls(&self) -> Vec<String> {
        let port = self.address.port();
        let host = |n: usize| format!("127.{}.{}.{}", 1 + n / 62_500, n / 250 % 250, 1 + n % 250);
        (0..self.count).map(|n| format!("http://{}:{port}/{n}", host(n))).collect()
    }
}

async fn answer_all(mut stream: TcpStream, documents: Arc<Vec<Vec<u8>>>) {
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::with_capacity(4096);
    loop {
        let Some(end) = find_end(&buffer) else {
            match stream.read_buf(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(_) => continue,
            }
        };
        let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
        buffer.drain(..end);
        if answer(&mut stream, &head, &documents).await.is_err() {
            return;
        }
    }
}

async fn answer(stream: &mut TcpStream, head: &str, documents: &[Vec<u8>]) -> std::io::Result<()> {
    let number = head.split(' ').nth(1).and_then(|path| path.trim_start_matches('/').parse::<usize>().ok());
    let Some(document) = number.and_then(|number| documents.get(number)) else {
        return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").await;
    };
    if head.to_ascii_lowercase().contains("if-none-match: \"1\"") {
        return stream.write_all(b"HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n").await;
    }
    let mut reply = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: \"1\"\r\nContent-Length: {}\r\n\r\n",
        document.len()
    )
    .into_bytes();
    reply.extend_from_slice(document);
    stream.write_all(&reply).await
}

fn find_end(buffer: &[u8]) -> Option<usize> {
    buffer.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}
