//! `feedmill add URL…`: finds the feed behind each address and appends it to `feeds.toml`.

use clap::builder::NonEmptyStringValueParser;

use super::exit::{Exit, Failure};
use super::{Context, environment, followed, output};
use crate::config;
use crate::config::edit::{self, NewFeed};
use crate::pipeline;
use crate::pipeline::find;
use crate::printable::line;
use crate::report::lines::count;

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
    let mut known = followed::known(&config, &pipeline::listings(&config));
    let (mut new, mut lines) = (Vec::<NewFeed>::new(), Vec::new());
    let mut exit = Exit::Done;
    for (asked, found) in args.urls.iter().zip(found) {
        let asked = output::address(asked);
        match found {
            Ok(found) if known.insert(followed::key(found.url.as_str()), "").is_some() => {
                let url = output::address(found.url.as_str());
                lines.push(format!("{asked}: {url} is in feeds.toml already"));
            }
            Ok(found) => {
                let entries = count(found.entries, "entry", "entries");
                let mut added = format!("added {} ({entries})", found.describe());
                if let Some(why) = &found.not_by_https {
                    added.extend([", by http: (", &why.to_string(), ")"]);
                }
                lines.push(format!("{asked}: {}", line(&added)));
                new.push(NewFeed { url: found.url.into(), ..NewFeed::default() });
            }
            Err(error) => {
                exit = Exit::Failed;
                output::complain(&format!("feedmill: {asked}: {}", line(&error.to_string())));
            }
        }
    }
    if !new.is_empty() {
        let file = &context.global.config;
        // Read again: asking took its time, and somebody may have edited it meanwhile.
        edit::append_to_file(file, &config::read(file)?, &new, &environment)?;
    }
    output::results(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    Ok(exit)
}
