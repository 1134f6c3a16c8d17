//! `feedmill inspect`: what feedmill understands of a feed.
//!
//! [`run`] reads each source and prints it, as JSON by the inspect contract or for people. It needs
//! no `feeds.toml`, but asks as one says that is there.

mod people_view;
mod view;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use url::Url;

use super::exit::{Exit, Failure};
use super::{Context, output};
use crate::config::{self, ConfigError};
use crate::model::Feed;
use crate::parse::{self, NotAFeed, Transport, feed_scheme};
use crate::pipeline::find;
use crate::printable;

/// Show what feedmill understands of a feed.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Feeds to read: paths, `-` for standard input, or http(s) addresses.
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<OsString>,
    /// Print one JSON object for each feed.
    #[arg(long)]
    json: bool,
    /// The address of the document, which relative references are relative to.
    #[arg(long, value_name = "URL")]
    base: Option<Url>,
    /// The Content-Type that the document came with.
    #[arg(long, value_name = "VALUE")]
    content_type: Option<String>,
    /// The Content-Language that the document came with.
    #[arg(long, value_name = "VALUE")]
    content_language: Option<String>,
    /// Print text and HTML as the feed gives them.
    #[arg(long)]
    raw: bool,
}

/// A local document larger than this is none that anybody meant to read.
const MAX_FILE_BYTES: u64 = 256 << 20;

/// A document and what the transport said of it.
#[derive(Debug, Clone, Default)]
struct Loaded {
    bytes: Vec<u8>,
    content_type: Option<String>,
    content_language: Option<String>,
    /// Where it was found in the end.
    base: Option<Url>,
}

pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let mut all_feeds = true;
    output::results(|out| {
        for source in &args.sources {
            let read = load(source, context).and_then(|loaded| inspect(&loaded, args));
            all_feeds &= read.is_ok();
            print(out, &source.to_string_lossy(), &read, args)?;
        }
        Ok(())
    })?;
    Ok(if all_feeds { Exit::Done } else { Exit::Failed })
}

fn load(source: &OsStr, context: &Context) -> Result<Loaded, NotAFeed> {
    let unreadable = |message: String| NotAFeed { code: "unreadable", message };
    let (mut path, text) = (PathBuf::from(source), source.to_string_lossy());
    match Url::parse(&feed_scheme::rewritten(&text)) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            return fetch(url, context).map_err(unreadable);
        }
        Ok(url) if url.scheme() == "file" => path = url.to_file_path().unwrap_or(path),
        _ => {}
    }
    let mut bytes = Vec::new();
    let read = match &*text {
        "-" => io::stdin().lock().take(MAX_FILE_BYTES).read_to_end(&mut bytes),
        _ => File::open(path).and_then(|file| file.take(MAX_FILE_BYTES).read_to_end(&mut bytes)),
    };
    read.map_err(|error| unreadable(format!("cannot read {text}: {error}")))?;
    Ok(Loaded { bytes, ..Loaded::default() })
}

fn fetch(url: Url, context: &Context) -> Result<Loaded, String> {
    let document = match find::document(url, &manners(context), context.now) {
        Ok(Ok(document)) => document,
        Ok(Err(error)) => return Err(error.to_string()),
        Err(error) => return Err(output::chain(&error)),
    };
    Ok(Loaded {
        bytes: document.bytes.to_vec(),
        content_type: document.content_type,
        content_language: document.content_language,
        base: Some(document.url),
    })
}

/// Asks as a build would, by proxy and with the contact of `feeds.toml`, where there is one. One that
/// is no use is said, for it may have been to hide behind a proxy.
fn manners(context: &Context) -> config::Fetch {
    match context.load() {
        Ok((config, _)) => return config.fetch,
        Err(ConfigError::Unreadable { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
        Err(_) => {
            let file = context.global.config.display().to_string();
            output::complain(&format!(
                "feedmill: {} cannot be used, so its [fetch] counts for nothing; run `feedmill check`",
                printable::line(&file)
            ));
        }
    }
    config::Fetch::default()
}

/// Reads a loaded document; what the arguments say of it counts more than what its transport said.
fn inspect(loaded: &Loaded, args: &Args) -> Result<Feed, NotAFeed> {
    let transport = Transport {
        content_type: args.content_type.as_deref().or(loaded.content_type.as_deref()),
        content_language: args.content_language.as_deref().or(loaded.content_language.as_deref()),
        base: args.base.as_ref().or(loaded.base.as_ref()),
    };
    parse::parse(&loaded.bytes, &transport)
}

fn print(out: &mut dyn Write, source: &str, read: &Result<Feed, NotAFeed>, args: &Args) -> io::Result<()> {
    if !args.json {
        return people_view::write(out, source, read);
    }
    let markup = if args.raw { view::Markup::AsGiven } else { view::Markup::Sanitised };
    let json = match read {
        Ok(feed) => serde_json::to_string(&view::FeedView { source, feed, markup })?,
        Err(error) => serde_json::to_string(&view::error(source, error))?,
    };
    writeln!(out, "{}", printable::json(&json))
}
