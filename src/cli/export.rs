//! `feedmill export [FILE]`: the subscriptions as OPML 2.0, for any feed reader. The first category
//! of a feed becomes its folder.

use std::path::PathBuf;

use url::Url;

use super::exit::{Exit, Failure};
use super::{Context, output};
use crate::config::{Config, Feed, Location};
use crate::model::edition::SourceListing;
use crate::pipeline;
use crate::printable;
use crate::publish::opml::{self, Head, Subscription};

/// Write the subscriptions as OPML.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to; standard output unless given.
    #[arg(default_value = "-", hide_default_value = true)]
    file: PathBuf,
}

pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let (config, _) = context.load()?;
    let listings = pipeline::listings(&config);
    let (subscriptions, left_out) = subscriptions(&config, &listings);
    let publish = &config.publish;
    let head = Head { title: &publish.title, owner: publish.author.as_ref(), modified: None };
    let document = opml::subscriptions(&head, &subscriptions)?;
    output::file(&args.file, &document)?;
    if !context.global.quiet {
        for line in &left_out {
            output::complain(&printable::line(line));
        }
    }
    Ok(Exit::Done)
}

/// The feeds that others can subscribe to, and a line for each that they cannot.
fn subscriptions<'a>(
    config: &'a Config,
    listings: &'a [SourceListing],
) -> (Vec<Subscription<'a>>, Vec<String>) {
    let (mut taken, mut left_out) = (Vec::new(), Vec::new());
    for (feed, listing) in config.feeds.iter().zip(listings) {
        match public_address(feed) {
            Ok(address) => taken.push(Subscription {
                title: &listing.origin.title,
                feed: listing.moved_to.as_ref().unwrap_or(address),
                site: listing.origin.link.as_ref(),
                description: listing.description.as_deref(),
                language: listing.language.as_deref(),
                categories: &feed.categories,
            }),
            Err(reason) => left_out.push(format!("left {} out: {reason}", feed.name)),
        }
    }
    (taken, left_out)
}

/// The address of a feed in `feeds.toml`, if it may be told to others.
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
    use crate::merge;
    use crate::model::stored::Feeds;

    #[test]
    fn secrets_and_local_files_stay_at_home() {
        let text = "publish = { title = 'x', link = 'https://x.org/' }\n\
                    feeds = [ { url = 'https://y.org/feed', categories = ['a', 'b'] }, { path = 'z.xml' },\n\
                    { url = 'https://y.org/news', page = { entry = 'p' } },\n\
                    { url = 'https://y.org/${TOKEN}' }, { url = 'https://ann:pass@y.org/own', name = 'own' } ]\n";
        let secret = |_: &str| Some("s3cret".to_owned());
        let (config, _) = crate::config::parse(text, Path::new("feeds.toml"), &secret).unwrap();
        let listings = merge::listings(&config, &Feeds::default());
        let (taken, left_out) = subscriptions(&config, &listings);
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
