//! A loopback server for the benchmarks: serves documents with an `ETag`, answers 304, keeps
//! connections alive. It does as little as it can, so that the client is what is measured.

use std::io::{self, BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A process of its own, as servers are: client and server share no thread.
pub struct Loopback {
    process: Child,
    port: u16,
    count: usize,
}

impl Loopback {
    /// Starts this program once more with the arguments `serve` and `count`, upon which it must call
    /// [`serve`].
    pub fn start(count: usize) -> io::Result<Loopback> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut process = command.args(["serve", &count.to_string()]).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let port = line.trim().parse().map_err(io::Error::other)?;
        Ok(Loopback { process, port, count })
    }

    /// Each feed on a host of its own, as in life.
    pub fn urls(&self) -> Vec<String> {
        let port = self.port;
        let host = |n: usize| format!("127.{}.{}.{}", 1 + n / 62_500, n / 250 % 250, 1 + n % 250);
        (0..self.count).map(|n| format!("http://{}:{port}/{n}", host(n))).collect()
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves `documents` at `/0`, `/1`, … of all loopback hosts, and prints the port.
pub async fn serve(documents: Vec<Vec<u8>>) -> io::Result<()> {
    let documents = Arc::new(documents);
    let listener = TcpListener::bind("0.0.0.0:0").await?;
    println!("{}", listener.local_addr()?.port());
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(answer_all(stream, Arc::clone(&documents)));
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
