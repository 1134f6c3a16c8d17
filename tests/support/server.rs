//! A web server on a loopback address that answers anything, byte for byte, and remembers what it
//! was asked: `Server::start(|asked| Reply::ok("<rss/>"))`. One thread a connection, keep-alive.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// One request, as it came in.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Up to and including the empty line.
    pub head: Vec<u8>,
    pub body: Vec<u8>,
}

impl Asked {
    /// `GET /feed.xml?x`.
    pub fn line(&self) -> String {
        let line = self.lines().next().unwrap_or_default();
        String::from_utf8_lossy(line.strip_suffix(b" HTTP/1.1").unwrap_or(line)).into_owned()
    }

    pub fn path(&self) -> String {
        self.line().split(' ').nth(1).unwrap_or_default().to_owned()
    }

    /// The value of a header, byte for byte.
    pub fn header_bytes(&self, name: &str) -> Option<Vec<u8>> {
        self.lines().skip(1).find_map(|line| {
            let colon = line.iter().position(|&byte| byte == b':')?;
            let is_it = line[..colon].eq_ignore_ascii_case(name.as_bytes());
            is_it.then(|| line[colon + 1..].trim_ascii().to_vec())
        })
    }

    pub fn header(&self, name: &str) -> Option<String> {
        self.header_bytes(name).map(|value| String::from_utf8_lossy(&value).into_owned())
    }

    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.head.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// What to answer, in the order in which it goes out.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    way: Way,
    delay: Duration,
}

/// How the body goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// With a `Content-Length`.
    Length,
    Chunked,
    /// Until the connection is closed.
    Close,
    /// With its full `Content-Length`, but only so many bytes, then a close.
    CutAt(usize),
    /// The same, then a reset.
    ResetAt(usize),
    /// Chunked, without the last chunk.
    ChunkedWithoutEnd,
    /// With a `Content-Length`, a byte at a time.
    Drip(Duration),
    /// With a `Content-Length`, and so long without the last byte.
    LateEnd(Duration),
    /// The body is the whole answer, head included; then a close.
    Raw,
    /// Nothing, for ever.
    Hang,
    /// The head, and then nothing, for ever.
    HangAfterHead,
    /// The handler's thread dies, as a server that crashes.
    CloseAtOnce,
}

impl Reply {
    pub fn new(status: u16) -> Reply {
        Reply { status, headers: Vec::new(), body: Vec::new(), way: Way::Length, delay: Duration::ZERO }
    }

    pub fn ok(body: impl Into<Vec<u8>>) -> Reply {
        Reply::new(200).body(body)
    }

    pub fn redirect(status: u16, to: impl AsRef<str>) -> Reply {
        Reply::new(status).header("Location", to.as_ref())
    }

    pub fn raw(answer: impl Into<Vec<u8>>) -> Reply {
        Reply { way: Way::Raw, ..Reply::ok(answer) }
    }

    pub fn hang() -> Reply {
        Reply { way: Way::Hang, ..Reply::new(200) }
    }

    pub fn close_at_once() -> Reply {
        Reply { way: Way::CloseAtOnce, ..Reply::new(200) }
    }

    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Reply {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Reply {
        self.body = body.into();
        self
    }

    pub fn gzip(self) -> Reply {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(&self.body).unwrap();
        self.body(encoder.finish().unwrap()).header("Content-Encoding", "gzip")
    }

    pub fn brotli(self) -> Reply {
        let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
        encoder.write_all(&self.body).unwrap();
        self.body(encoder.into_inner()).header("Content-Encoding", "br")
    }

    pub fn zstd(self) -> Reply {
        let body = zstd::encode_all(&self.body[..], 3).unwrap();
        self.body(body).header("Content-Encoding", "zstd")
    }

    pub fn deflate(self) -> Reply {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(&self.body).unwrap();
        self.body(encoder.finish().unwrap()).header("Content-Encoding", "deflate")
    }

    pub fn chunked(self) -> Reply {
        Reply { way: Way::Chunked, ..self }
    }

    pub fn until_close(self) -> Reply {
        Reply { way: Way::Close, ..self }
    }

    pub fn cut_at(self, bytes: usize) -> Reply {
        Reply { way: Way::CutAt(bytes), ..self }
    }

    pub fn reset_at(self, bytes: usize) -> Reply {
        Reply { way: Way::ResetAt(bytes), ..self }
    }

    pub fn chunked_without_end(self) -> Reply {
        Reply { way: Way::ChunkedWithoutEnd, ..self }
    }

    pub fn drip(self, every: Duration) -> Reply {
        Reply { way: Way::Drip(every), ..self }
    }

    pub fn late_end(self, delay: Duration) -> Reply {
        Reply { way: Way::LateEnd(delay), ..self }
    }

    pub fn hang_after_head(self) -> Reply {
        Reply { way: Way::HangAfterHead, ..self }
    }

    pub fn after(self, delay: Duration) -> Reply {
        Reply { delay, ..self }
    }

    /// Head and body, for who sends them himself.
    pub fn bytes(&self) -> Vec<u8> {
        [self.head(), self.body.clone()].concat()
    }

    /// The same, for who speaks HTTP/2.
    pub fn response(&self) -> http::Response<Vec<u8>> {
        let mut response = http::Response::builder().status(self.status);
        for (name, value) in &self.headers {
            response = response.header(name, value.as_slice());
        }
        response.body(self.body.clone()).unwrap()
    }

    /// How much of the body goes out before the answer ends in a reset, if it does.
    pub fn reset_after(&self) -> Option<usize> {
        match self.way {
            Way::ResetAt(end) => Some(end),
            Way::CloseAtOnce => Some(0),
            _ => None,
        }
    }

    fn head(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Scripted\r\n", self.status);
        match self.way {
            Way::Chunked | Way::ChunkedWithoutEnd => head.push_str("Transfer-Encoding: chunked\r\n"),
            Way::Close => head.push_str("Connection: close\r\n"),
            _ if self.status == 304 => {}
            _ => write!(head, "Content-Length: {}\r\n", self.body.len()).unwrap(),
        }
        let mut head = head.into_bytes();
        for (name, value) in &self.headers {
            head.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        head.extend(b"\r\n");
        head
    }

    /// Whether the connection is still good afterwards.
    fn send(&self, stream: &mut TcpStream) -> std::io::Result<bool> {
        if !matches!(self.way, Way::Raw | Way::Hang | Way::CloseAtOnce) {
            stream.write_all(&self.head())?;
        }
        match self.way {
            Way::Length | Way::Close | Way::Raw => stream.write_all(&self.body)?,
            Way::Chunked => stream.write_all(&[chunks(&self.body), b"0\r\n\r\n".to_vec()].concat())?,
            Way::ChunkedWithoutEnd => stream.write_all(&chunks(&self.body))?,
            Way::CutAt(end) | Way::ResetAt(end) => stream.write_all(&self.body[..end])?,
            Way::Drip(every) => {
                for byte in &self.body {
                    stream.write_all(&[*byte])?;
                    thread::sleep(every);
                }
            }
            Way::LateEnd(delay) => {
                let (start, end) = self.body.split_at(self.body.len() - 1);
                stream.write_all(start)?;
                thread::sleep(delay);
                stream.write_all(end)?;
            }
            // Until the client gives up.
            Way::Hang | Way::HangAfterHead => while stream.read(&mut [0; 64])? > 0 {},
            Way::CloseAtOnce => {}
        }
        Ok(matches!(self.way, Way::Length | Way::Chunked | Way::Drip(_) | Way::LateEnd(_)))
    }
}

fn chunks(body: &[u8]) -> Vec<u8> {
    let chunk = |piece: &[u8]| [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
    body.chunks(1000).flat_map(chunk).collect()
}

/// Runs until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    asked: Mutex<Vec<Asked>>,
    connections: AtomicUsize,
    open: AtomicUsize,
    busy: AtomicUsize,
    most_busy: AtomicUsize,
    closing: AtomicBool,
}

impl Server {
    /// On 127.0.0.1.
    pub fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Server {
        Server::at("127.0.0.1", answer)
    }

    /// On a loopback address of one's own choice: another host.
    pub fn at(ip: &str, answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind((ip, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let answer = Arc::new(answer);
        let server = Server { address, shared: Arc::clone(&shared) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.closing.load(Ordering::Relaxed) {
                    return;
                }
                shared.connections.fetch_add(1, Ordering::Relaxed);
                let (shared, answer) = (Arc::clone(&shared), Arc::clone(&answer));
                // An error is a client that went away.
                shared.open.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    serve(stream, &shared, answer.as_ref()).unwrap_or_default();
                    shared.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        server
    }

    /// A fixed reply for each path, and 404 for all others.
    pub fn with<const N: usize>(replies: [(&str, Reply); N]) -> Server {
        let replies: HashMap<_, _> =
            replies.into_iter().map(|(path, reply)| (path.to_owned(), reply)).collect();
        Server::start(move |asked| replies.get(&asked.path()).cloned().unwrap_or_else(|| Reply::new(404)))
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// All requests so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }

    /// The only request so far.
    #[track_caller]
    pub fn asked_once(&self) -> Asked {
        let asked = self.asked();
        let lines: Vec<_> = asked.iter().map(Asked::line).collect();
        assert_eq!(asked.len(), 1, "{lines:?}");
        asked.into_iter().next().unwrap()
    }

    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Waits until all clients have closed their connections.
    pub async fn is_left(&self) {
        while self.shared.open.load(Ordering::SeqCst) > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// The most requests that it worked on at a time.
    pub fn most_busy(&self) -> usize {
        self.shared.most_busy.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::Relaxed);
        // Wakes the listener up; if it is gone already, so much the better.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(mut stream: TcpStream, shared: &Shared, answer: &dyn Fn(&Asked) -> Reply) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    while let Some(head) = peek_head(&stream)? {
        let mut asked = Asked { head, body: Vec::new() };
        let length = asked.header("Content-Length").and_then(|value| value.parse().ok()).unwrap_or(0);
        let reply = answer(&asked);
        // A connection closed with bytes unread is reset.
        let leaves_unread = matches!(reply.way, Way::ResetAt(_));
        if !leaves_unread {
            stream.read_exact(&mut vec![0; asked.head.len()])?;
            asked.body = vec![0; length];
            stream.read_exact(&mut asked.body)?;
        }
        shared.asked.lock().unwrap().push(asked);
        let busy = shared.busy.fetch_add(1, Ordering::SeqCst) + 1;
        shared.most_busy.fetch_max(busy, Ordering::SeqCst);
        thread::sleep(reply.delay);
        // Before the last byte: the client's next request may come right after it.
        shared.busy.fetch_sub(1, Ordering::SeqCst);
        let sent = reply.send(&mut stream);
        if leaves_unread {
            // The client shall have read what was sent before the reset overtakes it.
            thread::sleep(Duration::from_millis(50));
        }
        if !sent? {
            return Ok(());
        }
    }
    Ok(())
}

/// A client that takes it for a server of `https:` says so with its first byte.
const TLS_GREETING: u8 = 0x16;

/// The head of the next request, still unread; `None`: the client is done.
fn peek_head(stream: &TcpStream) -> std::io::Result<Option<Vec<u8>>> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = stream.peek(&mut buffer)?;
        if length == 0 {
            return Ok(None);
        }
        if buffer[0] == TLS_GREETING {
            let mut stream = stream;
            stream.read_exact(&mut buffer[..length])?;
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")?;
            return Ok(None);
        }
        if let Some(end) = buffer[..length].windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            buffer.truncate(end + 4);
            return Ok(Some(buffer));
        }
        thread::sleep(Duration::from_millis(1));
    }
}
