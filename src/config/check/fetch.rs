//! `[fetch]`.

use std::time::Duration;

use url::Url;

use super::reader::{Reader, count, flag, quantity, text};
use crate::config::raw::{Section, Table};
use crate::config::value::{self, Wrong};
use crate::config::{Environment, Fetch, Secret};

const DEFAULTS: Fetch = Fetch {
    interval: Duration::from_secs(3600),
    concurrency: 64,
    per_host: 2,
    timeout: Duration::from_secs(30),
    max_size: 16_000_000,
    contact: None,
    proxy: None,
    allow_private: false,
};

impl Default for Fetch {
    fn default() -> Fetch {
        DEFAULTS
    }
}

/// Beyond this, sockets and memory run out before feeds do.
const MAX_CONCURRENCY: usize = 1024;

/// More at a time is an attack.
const MAX_PER_HOST: usize = 32;

/// Memory is bounded by concurrency × this.
const MAX_MAX_SIZE: u64 = 1_000_000_000;

pub fn read(root: &Section<'_>, reader: &mut Reader<'_>) -> Fetch {
    let Some(section) = super::table(root, "fetch", Table::Fetch, reader) else { return DEFAULTS };
    let (s, environment) = (&section, reader.environment());
    Fetch {
        interval: reader
            .read(s, "interval", |item| value::positive_duration(quantity(item, "1h")?))
            .unwrap_or(DEFAULTS.interval),
        concurrency: reader
            .read(s, "concurrency", |item| count(item, 1, MAX_CONCURRENCY))
            .unwrap_or(DEFAULTS.concurrency),
        per_host: reader
            .read(s, "per_host", |item| count(item, 1, MAX_PER_HOST))
            .unwrap_or(DEFAULTS.per_host),
        timeout: reader
            .read(s, "timeout", |item| value::positive_duration(quantity(item, "30s")?))
            .unwrap_or(DEFAULTS.timeout),
        max_size: reader
            .read(s, "max_size", |item| max_size(quantity(item, "16MB")?))
            .unwrap_or(DEFAULTS.max_size),
        contact: reader.read(s, "contact", |item| header_text(text(item)?, environment)),
        proxy: reader.read(s, "proxy", |item| proxy(text(item)?, environment)),
        allow_private: reader.read(s, "allow_private", flag).unwrap_or(DEFAULTS.allow_private),
    }
}

fn max_size(written: &str) -> Result<u64, Wrong> {
    match value::size(written)? {
        0..1000 => Err(format!("`{written}` is smaller than any feed, expected at least `1kB`")),
        size if size > MAX_MAX_SIZE => {
            Err(format!("`{written}` would not fit into memory, expected at most `1GB`"))
        }
        size => Ok(size),
    }
}

/// What may stand in a header of ours (RFC 9110, section 5.5).
pub fn header_text(written: &str, environment: Environment<'_>) -> Result<String, Wrong> {
    let line = value::line(&value::expand(written, environment)?)?;
    if line.is_ascii() {
        Ok(line)
    } else {
        Err(format!("`{written}` holds more than ASCII, which no header can"))
    }
}

fn proxy(written: &str, environment: Environment<'_>) -> Result<Secret, Wrong> {
    let secret = value::secret(written.trim(), environment)?;
    let known =
        |url: &Url| matches!(url.scheme(), "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h");
    if Url::parse(secret.reveal()).is_ok_and(|url| known(&url) && url.has_host()) {
        return Ok(secret);
    }
    Err(format!("`{written}` is no proxy, expected one as `socks5://127.0.0.1:9050` or `http://proxy:3128`"))
}
