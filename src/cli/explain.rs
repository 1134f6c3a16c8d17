//! `feedmill explain URL_OR_ID`: where an entry came from, and which rule kept, merged, re-dated,
//! held or dropped it, and when.

use std::io::{self, Write};

use chrono::{DateTime, Utc};

use super::exit::{Exit, Failure};
use super::{Context, output};
use crate::model::stored::Standing;
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
    output::results(|out| stories.iter().try_for_each(|story| tell(out, story)))?;
    Ok(Exit::Done)
}

fn tell(out: &mut dyn Write, story: &Story) -> io::Result<()> {
    match &story.item {
        Some(item) => {
            writeln!(out, "{}", line(&item.id))?;
            writeln!(
                out,
                "  published id since {}, dated {}",
                minute(item.first_seen),
                minute(item.published)
            )?;
            if let Some(ruling) = &item.ruling {
                let when = story.ruled_at.map_or_else(String::new, |at| format!(" ({})", minute(at)));
                writeln!(out, "  {}{when}", line(ruling))?;
            }
            if let Some(at) = item.withdrawn {
                writeln!(out, "  withdrawn {}", minute(at))?;
            }
        }
        None => writeln!(out, "not published")?,
    }
    story.copies.iter().try_for_each(|copy| tell_copy(out, copy))
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
    time.format("%Y-%m-%d %H:%M").to_string()
}
