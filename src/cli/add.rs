//! `feedmill add URL…`: finds the feed behind each address and appends it to `feeds.toml`.

use clap::builder::NonEmptyStringValueParser;

use super::exit::{Exit, Failure};
use super::{Context, output};
use crate::atomic_file;
use crate::config::edit::{self, NewFeed};
use crate::config::{self, Config, Location};
use crate::iri;
use crate::pipeline::find::{self, Found};
use crate::printable::line;

/// Find the feed behind each URL, check that it parses, and add it to feeds.toml.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A feed, or a page that links one.
    #[arg(required = true, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    urls: Vec<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let (config, _) = context.load()?;
    let found = find::feeds(&args.urls, &config.fetch, context.now)?;
    let (mut new, mut lines) = (Vec::<NewFeed>::new(), Vec::new());
    let mut exit = Exit::Done;
    for (asked, found) in args.urls.iter().zip(found) {
        match found.map(|found| (is_listed(&config, &new, &found), found)) {
            Ok((false, found)) => {
                lines.push(format!(
                    "{}: added {} ({} {})",
                    output::address(asked),
                    line(&found.describe()),
                    found.entries,
                    if found.entries == 1 { "entry" } else { "entries" }
                ));
                new.push(new_feed(found));
            }
            Ok((true, found)) => {
                lines.push(format!(
                    "{}: {} is in feeds.toml already",
                    output::address(asked),
                    output::address(found.url.as_str())
                ));
            }
            Err(error) => {
                exit = Exit::Failed;
                output::complain(&format!(
                    "feedmill: {}: {}",
                    output::address(asked),
                    line(&error.to_string())
                ));
            }
        }
    }
    save(context, &new)?;
    output::results(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    Ok(exit)
}

fn is_listed(config: &Config, new: &[NewFeed], found: &Found) -> bool {
    let same = |url: &str| iri::canonical(url) == iri::canonical(found.url.as_str());
    let configured = config.feeds.iter().any(|feed| match &feed.location {
        Location::Url(url) => same(url.reveal().as_str()),
        Location::Path(_) => false,
    });
    configured || new.iter().any(|feed| same(&feed.url))
}

fn new_feed(found: Found) -> NewFeed {
    NewFeed { url: found.url.into(), ..NewFeed::default() }
}

/// The file is written only if it is valid with the additions.
fn save(context: &Context, new: &[NewFeed]) -> Result<(), Failure> {
    if new.is_empty() {
        return Ok(());
    }
    let file = &context.global.config;
    let text = edit::append(&config::read(file)?, new)?;
    config::parse(&text, file, &super::environment)?;
    atomic_file::write(file, text.as_bytes())
        .map_err(|error| Failure::new(Exit::Failed, format!("cannot write {}: {error}", file.display())))
}
