//! `feedmill explain URL_OR_ID`: where an entry came from, and which rule kept, merged, re-dated,
//! held or dropped it, and when.

use std::io::{self, Write};

use chrono::{DateTime, TimeDelta, Utc};

use super::exit::{Exit, Failure};
use super::{Context, output};
use crate::config::Publish;
use crate::model::stored::{Ruling, Standing, StoredItem};
use crate::pipeline;
use crate::printable::line;
use crate::store::{Copy, Story};

/// Tell where an entry came from, and why it is published or not.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A link or an id, published or as its feed has it.
    #[arg(value_name = "URL_OR_ID")]
    name: String,
}

pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let (config, _) = context.load()?;
    let stories = pipeline::explain(&config, &args.name)?;
    if stories.is_empty() {
        let message =
            format!("no entry is known by {}; try its link, its id or its published id", line(&args.name));
        return Err(Failure::new(Exit::Failed, message));
    }
    output::results(|out| {
        stories.iter().try_for_each(|story| tell(out, story, &config.publish, context.now))
    })?;
    Ok(Exit::Done)
}

fn tell(out: &mut dyn Write, story: &Story, publish: &Publish, now: DateTime<Utc>) -> io::Result<()> {
    match &story.item {
        Some(item) => {
            writeln!(out, "{}", line(&item.id))?;
            writeln!(
                out,
                "  published id since {}, dated {}{}",
                minute(item.first_seen),
                minute(item.published),
                why_dated(item, &story.copies)
            )?;
            match (why_left_out(item, story, publish, now), &item.ruling) {
                (Some(why), _) => writeln!(out, "  not in the feed: {why}")?,
                (None, Some(ruling)) => {
                    let when = story.ruled_at.map_or_else(String::new, |at| format!(" ({})", minute(at)));
                    writeln!(out, "  {}{when}", line(ruling))?;
                }
                (None, None) => {}
            }
            if let Some(at) = item.withdrawn {
                writeln!(out, "  withdrawn {}", minute(at))?;
            }
            for view in &publish.views {
                let place = if story.published_in.contains(&view.name) { "in" } else { "not in" };
                writeln!(out, "  {place} the view {}", line(&view.name))?;
            }
        }
        None => writeln!(out, "not published")?,
    }
    story.copies.iter().try_for_each(|copy| tell_copy(out, copy))
}

/// Why an item bears a date that none of its copies has now, as the end of a sentence.
fn why_dated(item: &StoredItem, copies: &[Copy]) -> &'static str {
    let dates: Vec<DateTime<Utc>> = copies.iter().filter_map(|copy| copy.date).collect();
    let second = |time: DateTime<Utc>| time.timestamp();
    if copies.is_empty() || dates.iter().any(|date| second(*date) == second(item.published)) {
        return "";
    }
    if dates.is_empty() {
        return ": it has no date that can be believed";
    }
    let came_early = |copy: &Copy| {
        second(copy.first_seen) == second(item.published)
            && copy.date.is_some_and(|date| date > copy.first_seen)
    };
    if copies.iter().any(came_early) {
        return ", when it was first seen: its own date was still to come";
    }
    ", as it was published first"
}

/// Why an item on which no rule speaks against publication is not in the last edition. A build
/// stops looking once the edition is full, so that no ruling on record says it.
fn why_left_out(item: &StoredItem, story: &Story, publish: &Publish, now: DateTime<Utc>) -> Option<String> {
    let eligible = item.ruling.as_deref().is_none_or(|ruling| ruling.starts_with(Ruling::PUBLISHED));
    let live = story.copies.iter().any(|copy| copy.standing == Standing::Live);
    if !eligible || !live || story.published_in.iter().any(String::is_empty) {
        return None;
    }
    let oldest = publish.max_age.and_then(|age| now.checked_sub_signed(TimeDelta::from_std(age).ok()?));
    Some(if oldest.is_some_and(|oldest| item.published < oldest) {
        "older than max_age of [publish]".to_owned()
    } else if story.edition_length >= publish.limit {
        format!("beyond limit = {} of [publish], newer entries fill it", publish.limit)
    } else {
        "the next build decides on it".to_owned()
    })
}

fn tell_copy(out: &mut dyn Write, copy: &Copy) -> io::Result<()> {
    let listed = match copy.unlisted_at {
        Some(at) if !copy.listed => format!("not listed since {}", minute(at)),
        _ => "listed".to_owned(),
    };
    writeln!(out, "  from {}: {}, {listed}", line(&copy.feed), standing(copy.standing))?;
    if let Some(entry) = &copy.entry {
        let title = entry.title.as_ref().map_or("(no title)", |title| &title.value);
        writeln!(out, "    {}", line(title))?;
        for (name, value) in [("link", &entry.link), ("id", &entry.id)] {
            if let Some(value) = value {
                writeln!(out, "    {name}: {}", line(value))?;
            }
        }
    }
    let date = copy.date.map_or_else(|| "none that can be believed".to_owned(), minute);
    writeln!(out, "    its own date: {date}; first seen: {}", minute(copy.first_seen))?;
    for event in &copy.events {
        writeln!(out, "    {}: {}", minute(event.at), line(&event.text))?;
    }
    Ok(())
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Pending => "waits for the next build",
        Standing::Live => "may be published",
        Standing::Withdrawn => "taken back by its feed",
        Standing::Held => "held back by the takeover guard",
        Standing::Surplus => "beyond `new_entries` when its feed was first seen",
        Standing::Retired => "aged out of the store",
    }
}

fn minute(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%MZ").to_string()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config;
    use crate::model::stored::ItemRow;

    #[test]
    fn an_item_that_no_rule_speaks_against_is_told_why_it_is_not_there() {
        let text = "publish = { title = 'x', link = 'https://x.org/', limit = 2, max_age = '10d' }";
        let (config, _) = config::parse(text, Path::new("feeds.toml"), &|_| None).unwrap();
        let day = |n: i64| DateTime::from_timestamp(n * 86_400, 0).unwrap();
        let told = |standing, published, ruling: Option<&str>, view: Option<&str>, length| {
            let item = StoredItem {
                row: ItemRow(1),
                id: "urn:x".to_owned(),
                published: day(published),
                updated: day(published),
                first_seen: day(published),
                shown: true,
                withdrawn: None,
                ruling: ruling.map(str::to_owned),
                copies: Vec::new(),
            };
            let story = Story {
                item: None,
                ruled_at: None,
                published_in: view.into_iter().map(str::to_owned).collect(),
                edition_length: length,
                copies: vec![Copy {
                    feed: "blog".to_owned(),
                    standing,
                    listed: true,
                    date: None,
                    first_seen: day(published),
                    unlisted_at: None,
                    entry: None,
                    events: Vec::new(),
                }],
            };
            why_left_out(&item, &story, &config.publish, day(100)).unwrap_or_default()
        };
        let why = |published, ruling, view, length| told(Standing::Live, published, ruling, view, length);
        let full = "beyond limit = 2 of [publish], newer entries fill it";
        assert_eq!(why(99, Some("published from blog"), Some(""), 2), "");
        assert_eq!(why(99, Some("dropped by a filter"), None, 2), "");
        assert_eq!(why(99, Some("published from blog"), Some("view"), 2), full);
        assert_eq!(why(99, None, None, 2), full);
        assert_eq!(told(Standing::Withdrawn, 99, None, None, 2), "");
        assert_eq!(why(80, None, None, 2), "older than max_age of [publish]");
        assert_eq!(why(99, None, None, 1), "the next build decides on it");
    }
}
