//! What a run needs of memory when many publishers send much at once, as Linux tells it.

#![cfg(target_os = "linux")]

use std::fs;
use std::process::Child;
use std::thread;
use std::time::Duration;

use crate::support::Site;
use crate::support::document::{post, rss};
use crate::support::server::{Reply, Server};

/// All are asked at a time by default.
const FEEDS: usize = 50;

/// Less than what a feed may be large by default.
const LARGE: usize = 13 << 20;

/// By default settings, with all that the program needs besides. The bodies together are more than that.
const MOST_MEMORY: usize = 512 << 20;

/// Waits for its end; the most memory that it had, in bytes.
fn peak_of(mut build: Child) -> usize {
    let status = format!("/proc/{}/status", build.id());
    let mut peak = 0;
    while build.try_wait().unwrap().is_none() {
        let lines = fs::read_to_string(&status).unwrap_or_default();
        // Of one that has ended there is no such line.
        let high = lines.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
        peak = high.map_or(peak, |kilobytes| kilobytes.parse::<usize>().unwrap() << 10);
        thread::sleep(Duration::from_millis(5));
    }
    assert!(build.wait().unwrap().success());
    peak
}

/// Each body is nearly there for a while before it ends, so that without a common budget all would be
/// held at once.
#[test]
fn large_bodies_take_turns_and_all_arrive() {
    let document = |host: &str| {
        let post = post(&format!("http://{host}"), 3);
        format!("{}{}", rss("Blog", &format!("http://{host}"), &[post]), " ".repeat(LARGE))
    };
    let servers: Vec<Server> = (1..=FEEDS)
        .map(|n| {
            let host = format!("127.0.8.{n}");
            let late = |reply: Reply| reply.late_end(Duration::from_millis(200));
            // A coded body is as large as what comes out of it.
            let coded = (n == 1).then(|| Reply::ok(document(&host)).brotli());
            let reply = move |host: &str| coded.clone().unwrap_or_else(|| Reply::ok(document(host)));
            Server::at(&host.clone(), move |_| late(reply(&host)))
        })
        .collect();
    let feed = |site: Site, (n, server): (usize, &Server)| site.feed(&format!("feed-{n}"), &server.url("/"));
    let site = servers.iter().enumerate().fold(Site::new().publish("limit = 500"), feed);
    let peak = peak_of(site.start(&["build"]));
    assert_eq!(site.titles().len(), FEEDS, "{}", site.status());
    assert!(peak > LARGE, "was the memory not seen?");
    assert!(peak < MOST_MEMORY, "{} MB", peak >> 20);
}
