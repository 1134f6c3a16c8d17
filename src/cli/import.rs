//! `feedmill import FILE`: subscriptions of another program into `feeds.toml`, which keeps its
//! comments and order. One line of report for each subscription, taken or refused.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::exit::{Exit, Failure};
use super::{Context, environment, followed, output};
use crate::config::edit::{self, NewFeed};
use crate::config::{self, Config};
use crate::model::edition::SourceListing;
use crate::parse::subscriptions::{self, Subscription};
use crate::pipeline;
use crate::pipeline::restore::{self, Adopted};
use crate::printable;

/// Take over the subscriptions of another program.
///
/// Reads OPML, the ini files of Planet, Venus and Pluto, newsboat's urls, and lists of addresses.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to read; `-` is standard input.
    file: PathBuf,
    /// Take ids and dates over from the feed that the old planet published, so that its subscribers
    /// see nothing twice.
    #[arg(long, value_name = "FILE_OR_URL")]
    published: Option<String>,
}

/// A hundred thousand subscriptions fit; what is larger is another file, named by mistake.
const MAX_FILE_BYTES: u64 = 64 << 20;

#[derive(Debug, thiserror::Error)]
enum ImportError {
    #[error(
        "{url} is no file: for a list on the web, `curl -L {url} | feedmill import -`; for a feed, `feedmill add {url}`"
    )]
    Address { url: String },
    #[error("cannot read {}", file.display())]
    Unreadable { file: PathBuf, source: io::Error },
    #[error("{} is larger than {} MiB, expected a list of subscriptions", file.display(), MAX_FILE_BYTES >> 20)]
    TooLarge { file: PathBuf },
    #[error("found no subscription in {}, expected OPML, an ini file or a list of addresses", file.display())]
    Nothing { file: PathBuf },
}

pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let file = &context.global.config;
    let text = config::read(file)?;
    let (config, _) = config::parse(&text, file, &environment)?;
    let listed = subscriptions::read(&read(&args.file)?);
    let mut plan = plan(&listed.taken, &config, &pipeline::listings(&config));
    for refused in &listed.refused {
        plan.refuse(&refused.to_string());
    }
    if plan.lines.is_empty() {
        return Err(ImportError::Nothing { file: args.file.clone() }.into());
    }
    // First, for it may fail: a file that cannot be read, a run that holds the state.
    if let Some(source) = &args.published {
        let adopted = restore::from_elsewhere(&config, source, context.now)?;
        plan.lines.push(taken_over(adopted, source));
    }
    if !plan.new.is_empty() {
        edit::append_to_file(file, &text, &plan.new, &environment)?;
    }
    output::results(|out| plan.lines.iter().try_for_each(|line| writeln!(out, "{}", printable::line(line))))?;
    if !context.global.quiet {
        output::complain(&format!("{} taken, {} refused", plan.new.len(), plan.refused));
    }
    Ok(plan.exit())
}

fn taken_over(adopted: Adopted, source: &str) -> String {
    let told = format!("{} ids and dates taken over from {}", adopted.entries, output::address(source));
    let are_none = match adopted.without_id {
        0 => return told,
        1 => "1 of the ids is no IRI and gets".to_owned(),
        several => format!("{several} of the ids are no IRIs and get"),
    };
    format!("{told}; {are_none} another: readers may show these entries once more")
}

fn read(file: &Path) -> Result<Vec<u8>, ImportError> {
    if let Some(url) =
        file.to_str().filter(|name| name.starts_with("http://") || name.starts_with("https://"))
    {
        return Err(ImportError::Address { url: output::address(url) });
    }
    let unreadable = |source| ImportError::Unreadable { file: file.to_owned(), source };
    let source: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(file).map_err(unreadable)?)
    };
    let mut bytes = Vec::new();
    source.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(ImportError::TooLarge { file: file.to_owned() });
    }
    Ok(bytes)
}

/// What an import will do, and a line for each subscription.
#[derive(Debug, Default)]
struct Plan {
    new: Vec<NewFeed>,
    lines: Vec<String>,
    refused: usize,
    /// Of the refused, so many are followed already.
    known: usize,
}

/// Why a subscription is not added.
#[derive(Debug)]
enum Refusal {
    /// It is in `feeds.toml`.
    Known(String),
    Unfit(String),
}

impl Plan {
    fn refuse(&mut self, why: &str) {
        self.refused += 1;
        self.lines.push(format!("refused {why}"));
    }

    /// A list of which nothing is followed afterwards was no use to whoever gave it.
    fn exit(&self) -> Exit {
        if self.new.is_empty() && self.known == 0 { Exit::Failed } else { Exit::Done }
    }
}

const LISTED_TWICE: &str = "listed twice";

/// `listings` are of the feeds of `config`.
fn plan(subscriptions: &[Subscription], config: &Config, listings: &[SourceListing]) -> Plan {
    let mut plan = Plan::default();
    let mut known = followed::known(config, listings);
    for subscription in subscriptions {
        match judge(subscription, &mut known) {
            Err(Refusal::Unfit(why)) => plan.refuse(&why),
            Err(Refusal::Known(why)) => {
                plan.known += 1;
                plan.refuse(&why);
            }
            Ok(new) => {
                let title = new.title.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
                plan.lines.push(format!("took {}{title}", output::address(&new.url)));
                plan.new.push(new);
            }
        }
    }
    plan
}

/// The feed to add, or why it is not added. `known` says of each feed why it is not added again.
fn judge(subscription: &Subscription, known: &mut HashMap<String, &str>) -> Result<NewFeed, Refusal> {
    let url = subscription.url.clone();
    config::web_url(&url).map_err(Refusal::Unfit)?;
    let shown = output::address(&url);
    match known.insert(followed::key(&url), LISTED_TWICE) {
        Some(LISTED_TWICE) => return Err(Refusal::Unfit(format!("{shown}: {LISTED_TWICE}"))),
        Some(reason) => return Err(Refusal::Known(format!("{shown}: {reason}"))),
        None => {}
    }
    let (title, categories) = (subscription.title.clone(), subscription.categories.clone());
    Ok(NewFeed { url, name: None, title, categories })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Location;

    const TEXT: &str = "# mine\npublish = { title = 'x', link = 'https://x.org/' }\n\
                        [[feeds]] # first\nurl = 'https://known.org/feed'\n";

    fn listed(url: &str, title: Option<&str>) -> Subscription {
        Subscription {
            url: url.to_owned(),
            title: title.map(str::to_owned),
            categories: vec!["a".to_owned()],
        }
    }

    #[test]
    fn each_subscription_is_taken_once_and_told_of() {
        let (config, _) = config::parse(TEXT, Path::new("feeds.toml"), &|_| None).unwrap();
        let plan = plan(
            &[
                listed("https://new.org/feed", Some("New")),
                listed("http://www.known.org/feed/", None),
                listed("https://new.org/feed#x", None),
                listed("https://other.org/${x}", None),
                listed("https://ann:pass@own.org/", None),
                listed("gopher://old.org/", None),
            ],
            &config,
            &[],
        );
        insta::assert_snapshot!(plan.lines.join("\n"), @r"
        took https://new.org/feed (New)
        refused http://www.known.org/feed/: already in feeds.toml
        refused https://new.org/feed#x: listed twice
        took https://other.org/${x}
        took https://ann:***@own.org/
        refused `gopher://old.org/` has the scheme `gopher`, expected an address as `https://example.org/`
        ");
        insta::assert_snapshot!(edit::append(TEXT, &plan.new).unwrap(), @r#"
        # mine
        publish = { title = 'x', link = 'https://x.org/' }
        [[feeds]] # first
        url = 'https://known.org/feed'

        [[feeds]]
        url = "https://new.org/feed"
        title = "New"
        categories = ["a"]

        [[feeds]]
        url = "https://other.org/$${x}"
        categories = ["a"]

        [[feeds]]
        url = "https://ann:pass@own.org/"
        categories = ["a"]
        "#);
    }

    #[test]
    fn a_list_of_which_nothing_is_followed_afterwards_is_a_failure() {
        let (config, _) = config::parse(TEXT, Path::new("feeds.toml"), &|_| None).unwrap();
        for (url, exit) in [
            ("https://new.org/feed", Exit::Done),
            ("https://known.org/feed", Exit::Done),
            ("gopher://old.org/", Exit::Failed),
        ] {
            assert_eq!(plan(&[listed(url, None)], &config, &[]).exit(), exit, "{url}");
        }
    }

    #[test]
    fn what_is_added_can_be_read_again() {
        let new = NewFeed { url: "https://other.org/${x}".to_owned(), ..NewFeed::default() };
        let edited = edit::append(TEXT, &[new]).unwrap();
        let (config, _) = config::parse(&edited, Path::new("feeds.toml"), &|_| None).unwrap();
        let Location::Url(url) = &config.feeds[1].location else { panic!("an address") };
        assert_eq!(url.reveal().as_str(), "https://other.org/$%7Bx%7D");
    }
}
