//! `feedmill export [FILE]`: the subscriptions as OPML 2.0, for any feed reader. The first category
//! of a feed becomes its folder.

use std::path::PathBuf;

use url::Url;

use super::exit::{Exit, Failure};
use super::{Context, output};
use crate::config::{Config, Feed, Location};
use crate::publish::opml::{self, Head, Subscription};
use crate::{atomic_file, printable};

/// Write the subscriptions as OPML.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to; standard output unless given.
    file: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let (config, _) = context.load()?;
    let (subscriptions, left_out) = subscriptions(&config);
    let publish = &config.publish;
    let head = Head { title: &publish.title, owner: publish.author.as_ref(), modified: None };
    let document = opml::subscriptions(&head, &subscriptions)?;
    match args.file.as_deref().filter(|file| file.as_os_str() != "-") {
        None => output::results(|out| out.write_all(&document))?,
        Some(file) => atomic_file::write(file, &document).map_err(|error| {
            Failure::new(Exit::Failed, format!("cannot write {}: {error}", file.display()))
        })?,
    }
    if !context.global.quiet {
        for line in &left_out {
            output::complain(&printable::line(line));
        }
    }
    Ok(Exit::Done)
}

/// The feeds that others can subscribe to, and a line for each that they cannot.
fn subscriptions(config: &Config) -> (Vec<Subscription<'_>>, Vec<String>) {
    let (mut taken, mut left_out) = (Vec::new(), Vec::new());
    for feed in &config.feeds {
        match public_address(feed) {
            Ok(address) => taken.push(Subscription {
                title: feed.title.as_ref().unwrap_or(&feed.name),
                feed: address,
                site: None,
                description: None,
                language: None,
                categories: &feed.categories,
            }),
            Err(reason) => left_out.push(format!("left {} out: {reason}", feed.name)),
        }
    }
    (taken, left_out)
}

/// The address of a feed, if it may be told to others.
fn public_address(feed: &Feed) -> Result<&Url, &'static str> {
    match &feed.location {
        Location::Url(_) if feed.page.is_some() => Err("a page that is read by selectors is no feed"),
        Location::Path(_) => Err("a local file has no address to subscribe to"),
        Location::Url(url) if Url::parse(url.shown()).as_ref() != Ok(url.reveal()) => {
            Err("its address holds a secret")
        }
        Location::Url(url) => Ok(url.reveal()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn secrets_and_local_files_stay_at_home() {
        let text = "publish = { title = 'x', link = 'https://x.org/' }\n\
                    feeds = [ { url = 'https://y.org/feed', categories = ['a', 'b'] }, { path = 'z.xml' },\n\
                    { url = 'https://y.org/news', page = { entry = 'p' } },\n\
                    { url = 'https://y.org/${TOKEN}' }, { url = 'https://ann:pass@y.org/own', name = 'own' } ]\n";
        let secret = |_: &str| Some("s3cret".to_owned());
        let (config, _) = crate::config::parse(text, Path::new("feeds.toml"), &secret).unwrap();
        let (taken, left_out) = subscriptions(&config);
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].feed.as_str(), "https://y.org/feed");
        assert_eq!(taken[0].categories, ["a", "b"]);
        insta::assert_snapshot!(left_out.join("\n"), @r"
        left z out: a local file has no address to subscribe to
        left y.org-news out: a page that is read by selectors is no feed
        left y.org-bb17aca5 out: its address holds a secret
        left own out: its address holds a secret
        ");
    }
}
