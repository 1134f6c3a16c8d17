//! `cargo bench --bench fetch`: the fetch station alone, against servers on loopback hosts in
//! another process.
//!
//! 1. 1,000 feeds that all answer 304, beside a bare loop of the same conditional `reqwest` calls at
//!    the same concurrency: wall and processor time, and their ratio (goal: wall at most 1.25). The loop
//!    closes its connections as we do, else it would end with a thousand open; one that does not
//!    stands beside it.
//! 2. 40 hosts that take 200 ms to answer, one feed each (goal: under 1 s).
//! 3. 200 hosts that all send 16 MB at the same moment, by default settings: the peak memory
//!    (goal: under 512 MB).

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use feedmill::config;
use feedmill::fetch::{Fetcher, Outcome, Request, Until, UrlPrint, Validators};
use futures_util::stream::{self, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use url::Url;

const CONCURRENCY: usize = 64;
const LARGE: usize = 16 << 20;
/// The best of so many runs counts: the others measure what else the machine did.
const RUNS: usize = 15;
/// For the server to see that connections are closed.
const REST: Duration = Duration::from_millis(100);

fn main() -> io::Result<()> {
    if std::env::args().any(|argument| argument == "serve") {
        return Runtime::new()?.block_on(serve());
    }
    // For the bare client; an error says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = Runtime::new()?;
    let server = Server::start()?;
    revalidations(&server)?;
    slow_hosts(&runtime, &server);
    large_bodies(&runtime, &server)
}

fn revalidations(server: &Server) -> io::Result<()> {
    let urls = server.urls(1_000, "304");
    let mut spent = [(Duration::MAX, Duration::MAX); 3];
    // In turns, so that what else the machine does meets all alike; each on a runtime of its own and after
    // a rest, so that none has to close the connections that another left open.
    for _ in 0..RUNS {
        for (best, asks) in spent.iter_mut().zip([bare as fn(&Runtime, &[Url]), bare_and_open, ours]) {
            let runtime = Runtime::new()?;
            let (wall, processor) = timed(|| asks(&runtime, &urls));
            *best = (best.0.min(wall), best.1.min(processor));
            drop(runtime);
            thread::sleep(REST);
        }
    }
    let [bare, open, ours] = spent;
    println!(
        "1,000 times 304: {:.0} ms, bare reqwest {:.0} ms: {:.2}; processor {:.0} and {:.0} ms: {:.2}",
        milliseconds(ours.0),
        milliseconds(bare.0),
        ours.0.as_secs_f64() / bare.0.as_secs_f64(),
        milliseconds(ours.1),
        milliseconds(bare.1),
        ours.1.as_secs_f64() / bare.1.as_secs_f64()
    );
    println!(
        "  a loop that leaves a thousand connections open: {:.0} ms: {:.2}",
        milliseconds(open.0),
        ours.0.as_secs_f64() / open.0.as_secs_f64()
    );
    Ok(())
}

fn bare(runtime: &Runtime, urls: &[Url]) {
    bare_loop(runtime, urls, 0);
}

fn bare_and_open(runtime: &Runtime, urls: &[Url]) {
    bare_loop(runtime, urls, usize::MAX);
}

fn bare_loop(runtime: &Runtime, urls: &[Url], most_idle: usize) {
    runtime.block_on(async {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        let client = client.pool_max_idle_per_host(most_idle).build().expect("a client");
        let statuses = stream::iter(urls).map(|url| {
            let request = client.get(url.clone()).header("If-None-Match", "\"1\"");
            async move { request.send().await.expect("an answer").status().as_u16() }
        });
        let answered =
            statuses.buffer_unordered(CONCURRENCY).filter(|status| std::future::ready(*status == 304));
        assert_eq!(answered.count().await, urls.len());
    });
}

fn ours(runtime: &Runtime, urls: &[Url]) {
    let request = |url: &Url| {
        let from = UrlPrint::of(url);
        let validators = Validators { etag: Some("\"1\"".to_owned()), last_modified: None, from };
        Request { validators: Some(validators), ..Request::new(url.as_str(), url.clone()) }
    };
    let requests = urls.iter().map(request).collect();
    let fresh = run(runtime, requests, |outcome| matches!(outcome, Outcome::NotModified { .. }));
    assert_eq!(fresh, urls.len());
}

fn slow_hosts(runtime: &Runtime, server: &Server) {
    let urls = server.urls(40, "slow");
    let requests = urls.iter().map(|url| Request::new(url.as_str(), url.clone())).collect();
    let (wall, _) = timed(|| {
        assert_eq!(run(runtime, requests, |outcome| matches!(outcome, Outcome::Document(_))), 40);
    });
    println!("40 hosts of 200 ms: {:.0} ms", milliseconds(wall));
}

fn large_bodies(runtime: &Runtime, server: &Server) -> io::Result<()> {
    let urls = server.urls(200, "large");
    let requests = urls.iter().map(|url| Request::new(url.as_str(), url.clone())).collect();
    // Forgets the peak of what was measured before (proc(5)).
    File::options().write(true).open("/proc/self/clear_refs")?.write_all(b"5")?;
    let (wall, _) = timed(|| {
        assert_eq!(run(runtime, requests, |outcome| matches!(outcome, Outcome::Document(_))), 200);
    });
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default().trim();
    println!("200 bodies of 16 MB at once: peak {peak}, {:.1} s", wall.as_secs_f64());
    Ok(())
}

/// How many outcomes are as expected, of a run as `build` makes it.
fn run(runtime: &Runtime, requests: Vec<Request>, expected: fn(&Outcome) -> bool) -> usize {
    // A build receives on one of the runtime's own threads, too.
    let received = runtime.spawn(async move {
        let fetcher = Fetcher::new(&settings(), now()).expect("a fetcher");
        let (done, mut exchanges) = mpsc::channel(CONCURRENCY);
        let all = tokio::spawn(async move {
            fetcher.all(requests, |request| Some(request.clone()), Until::default(), done).await;
        });
        let mut count = 0;
        while let Some(exchange) = exchanges.recv().await {
            count += usize::from(expected(&exchange.outcome));
        }
        all.await.expect("the run ends");
        count
    });
    runtime.block_on(received).expect("the run is received")
}

/// As `feeds.toml` has it by default.
fn settings() -> config::Fetch {
    config::Fetch {
        interval: Duration::from_secs(3600),
        concurrency: CONCURRENCY,
        per_host: 2,
        timeout: Duration::from_secs(120),
        max_size: LARGE as u64,
        contact: None,
        proxy: None,
        allow_private: true,
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).expect("a date")
}

/// Wall time, and the processor time of this process.
fn timed(work: impl FnOnce()) -> (Duration, Duration) {
    let (start, before) = (Instant::now(), processor_time());
    work();
    (start.elapsed(), processor_time().saturating_sub(before))
}

/// Of all threads of this process, in hundredths of a second (proc(5)).
fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
    Duration::from_millis(fields.filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// This program once more, as a server on all loopback hosts.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start() -> io::Result<Server> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut process = command.arg("serve").stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let port = line.trim().parse().map_err(io::Error::other)?;
        Ok(Server { process, port })
    }

    fn urls(&self, count: usize, path: &str) -> Vec<Url> {
        let host = |n: usize| format!("127.{}.{}.1", 1 + n / 250, 1 + n % 250);
        let url = |n: usize| format!("http://{}:{}/{path}", host(n), self.port);
        (0..count).map(|n| url(n).parse().expect("an address")).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn serve() -> io::Result<()> {
    let listener = TcpListener::bind("0.0.0.0:0").await?;
    println!("{}", listener.local_addr()?.port());
    let large: &'static [u8] =
        [b"<rss>".to_vec(), vec![b' '; LARGE - 11], b"</rss>".to_vec()].concat().leak();
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(answer_all(stream, large));
    }
}

async fn answer_all(mut stream: TcpStream, large: &'static [u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut head = [0; 4096];
    // The client sends its heads in one piece.
    while let Ok(1..) = stream.read(&mut head).await {
        if head.starts_with(b"GET /304") {
            stream.write_all(b"HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n").await?;
        } else if head.starts_with(b"GET /slow") {
            tokio::time::sleep(Duration::from_millis(200)).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n<rss></rss>").await?;
        } else {
            stream
                .write_all(format!("HTTP/1.1 200 OK\r\nContent-Length: {LARGE}\r\n\r\n").as_bytes())
                .await?;
            // Until all of them are under way.
            tokio::time::sleep(Duration::from_secs(8)).await;
            stream.write_all(large).await?;
        }
    }
    Ok(())
}
