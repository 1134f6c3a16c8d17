//! A publisher on loopback: serves one feed, and whatever else a test wants.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::server::{Asked, Reply, Server};

/// Where a blog serves its feed.
const FEED: &str = "/feed.xml";

/// A web server with a feed; dropped, it is gone.
pub struct Blog {
    server: Server,
    replies: Arc<Mutex<HashMap<String, Reply>>>,
}

impl Blog {
    pub fn new() -> Blog {
        Blog::at("127.0.0.1")
    }

    /// On another loopback host.
    pub fn at(ip: &str) -> Blog {
        let replies = Arc::new(Mutex::new(HashMap::<String, Reply>::new()));
        let shared = Arc::clone(&replies);
        let server = Server::at(ip, move |asked| {
            shared.lock().unwrap().get(&asked.path()).cloned().unwrap_or_else(|| Reply::new(404))
        });
        Blog { server, replies }
    }

    /// The feed from now on.
    pub fn serves(&self, document: &str) {
        self.serves_at(FEED, "application/rss+xml", document);
    }

    pub fn serves_at(&self, path: &str, media_type: &str, body: &str) {
        self.replies_at(path, Reply::ok(body).header("Content-Type", media_type));
    }

    /// What the feed's address answers from now on.
    pub fn replies(&self, reply: Reply) {
        self.replies_at(FEED, reply);
    }

    pub fn replies_at(&self, path: &str, reply: Reply) {
        self.replies.lock().unwrap().insert(path.to_owned(), reply);
    }

    pub fn url(&self) -> String {
        self.url_of(FEED)
    }

    pub fn url_of(&self, path: &str) -> String {
        self.server.url(path)
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.server.asked()
    }

    /// How often it was asked.
    pub fn requests(&self) -> usize {
        self.server.asked().len()
    }
}
