//! `cargo bench --bench build`: the whole job against loopback, as ratios to a bare `reqwest` loop.
//!
//! A server in a process of its own answers 100 and then 1,000 feeds of 60 KB in the mean, by plain HTTP and
//! then as the web does: TLS, a certificate to check for each host, and gzip. For each
//! count it prints the wall time of `feedmill build` cold, all 304, and with nothing due, beside
//! a bare loop of conditional `reqwest` calls over the same URLs at the same concurrency, the same loop
//! if it only parses what comes, with `feed-rs` and with our reader, and keeps nothing, and the peak memory of the build. `FEEDS=10000 cargo bench --bench build` takes another count.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "support/generator.rs"]
mod generator;
#[path = "support/loopback.rs"]
mod loopback;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use feedmill::parse::{Transport, parse};
use flate2::read::GzDecoder;
use futures_util::stream::{self, StreamExt};
use tokio::runtime::Runtime;

use loopback::Loopback;

const FEEDMILL: &str = env!("CARGO_BIN_EXE_feedmill");
const CONCURRENCY: usize = 64;
/// The best of so many runs counts: the others measure what else the machine did.
const RUNS: usize = 5;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "serve").skip(1);
    if let Some(count) = arguments.next() {
        let (count, tls) = (count.parse().map_err(io::Error::other)?, arguments.next());
        return Runtime::new()?.block_on(loopback::serve(documents(count), tls.as_deref().map(Path::new)));
    }
    let counts = match std::env::var("FEEDS").ok().and_then(|count| count.parse().ok()) {
        Some(count) => vec![count],
        None => vec![100, 1_000],
    };
    let folder = tempfile::tempdir()?;
    for count in counts {
        println!("{count} feeds, {} KB in the mean, {CONCURRENCY} at a time", mean_length() / 1024);
        measure(&Loopback::start(count, None)?);
        println!("as the web does: TLS and gzip");
        measure(&Loopback::start(count, Some(folder.path()))?);
    }
    Ok(())
}

fn documents(count: u64) -> Vec<Vec<u8>> {
    (0..count).map(|number| generator::feed(number).into_bytes()).collect()
}

fn mean_length() -> usize {
    documents(100).iter().map(Vec::len).sum::<usize>() / 100
}

fn measure(server: &Loopback) {
    let [bare_cold, by_feed_rs, by_us, cold] = best_in_turn([
        &mut || bare_loop(server, None, |_| {}),
        &mut || bare_loop(server, None, |body| drop(feed_rs::parser::parse(body))),
        &mut || bare_loop(server, None, |body| drop(parse(body, &Transport::default()))),
        &mut || {
            let site = site(server);
            build(server, site.path(), &[])
        },
    ]);
    let site = site(server);
    let peak = peak_memory(server, site.path());
    let [bare_304, all_304, nothing_due] = best_in_turn([
        &mut || bare_loop(server, Some("\"1\""), |_| {}),
        &mut || build(server, site.path(), &["--force"]),
        &mut || build(server, site.path(), &[]),
    ]);

    row("cold", cold, bare_cold);
    row("only feed-rs", by_feed_rs, bare_cold);
    row("only parsing", by_us, bare_cold);
    row("all 304", all_304, bare_304);
    println!("  {:<12} {:>8.1} ms", "nothing due", millis(nothing_due));
    println!("  {:<12} {:>8} MB", "peak memory", peak / 1024);
}

fn row(name: &str, time: Duration, bare: Duration) {
    println!(
        "  {name:<12} {:>8.1} ms   bare reqwest {:>8.1} ms   ratio {:.2}",
        millis(time),
        millis(bare),
        time.as_secs_f64() / bare.as_secs_f64()
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Of each loop the best time. They take turns, so that what the machine does besides, and the connections that
/// one leaves to the kernel, are no different for the others.
fn best_in_turn<const N: usize>(mut loops: [&mut dyn FnMut() -> Duration; N]) -> [Duration; N] {
    let mut best = [Duration::MAX; N];
    for _ in 0..RUNS {
        for (best, run) in best.iter_mut().zip(&mut loops) {
            *best = run().min(*best);
        }
    }
    best
}

/// What every client must at least do, and `then` with each body: one request a feed, the body read whole and
/// decoded, the connection closed: each feed has a host of its own, as blogs have, and a thousand open
/// connections are more than most systems allow a process.
fn bare_loop(server: &Loopback, etag: Option<&'static str>, then: fn(&[u8])) -> Duration {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = Runtime::new().expect("a runtime");
    let mut client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0);
    if let Some(path) = server.certificate() {
        let pem = fs::read(path).expect("a certificate");
        client = client.tls_certs_only([reqwest::Certificate::from_pem(&pem).expect("a certificate")]);
    }
    let client = client.build().expect("a client");
    let start = Instant::now();
    runtime.block_on(stream::iter(server.urls()).for_each_concurrent(CONCURRENCY, |url| {
        let client = client.clone();
        async move {
            let mut request = client.get(url).header("Accept-Encoding", "gzip");
            if let Some(etag) = etag {
                request = request.header("If-None-Match", etag);
            }
            let answer = request.send().await.expect("an answer");
            let is_gzip = answer.headers().contains_key("content-encoding");
            let body = answer.bytes().await.expect("a body");
            if is_gzip {
                let mut decoded = Vec::new();
                GzDecoder::new(&body[..]).read_to_end(&mut decoded).expect("a whole body");
                then(&decoded);
            } else {
                then(&body);
            }
        }
    }));
    start.elapsed()
}

fn site(server: &Loopback) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let mut config = format!(
        "[publish]\ntitle = \"Bench\"\nlink = \"https://bench.example/\"\n[fetch]\nallow_private = true\nconcurrency = {CONCURRENCY}\n"
    );
    for (n, url) in server.urls().into_iter().enumerate() {
        let _ = write!(config, "[[feeds]]\nname = \"f{n}\"\nurl = \"{url}\"\n");
    }
    File::create(dir.path().join("feeds.toml"))
        .and_then(|mut file| file.write_all(config.as_bytes()))
        .expect("feeds.toml");
    dir
}

/// Runs the real binary; its wall time.
fn build(server: &Loopback, dir: &Path, flags: &[&str]) -> Duration {
    let mut command = Command::new(FEEDMILL);
    command.arg("build").args(flags).current_dir(dir).envs(trust(server));
    let start = Instant::now();
    assert!(command.status().expect("the binary runs").success(), "the build failed");
    start.elapsed()
}

/// Runs the real binary once more; its peak resident memory in KB as the kernel counted it.
fn peak_memory(server: &Loopback, dir: &Path) -> u64 {
    let time_file = dir.join("time");
    let mut command = Command::new("/usr/bin/env");
    command.args(["time", "-f", "%M", "-o"]).arg(&time_file).args([FEEDMILL, "build"]);
    let status = command.current_dir(dir).envs(trust(server)).status();
    assert!(status.expect("GNU time").success(), "the build failed, or GNU time is not installed");
    fs::read_to_string(&time_file).unwrap_or_default().trim().parse().unwrap_or(0)
}

fn trust(server: &Loopback) -> Option<(&'static str, &Path)> {
    server.certificate().map(|path| ("SSL_CERT_FILE", path))
}
