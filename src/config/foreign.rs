//! Other programs keep a file of the name `feeds.toml` too: theirs is recognised and refused by
//! name, instead of with an error for each of its keys.

use std::ops::Range;

use toml_edit::{Item, Table};

/// Where a file gives another program away, and what to tell its owner.
pub fn recognise(root: &Table) -> Option<(Range<usize>, String)> {
    rsspls(root).or_else(|| feed_me_up_scotty(root))
}

/// <https://github.com/wezm/rsspls>: `[rsspls]`, and `[[feed]]` with a `config` table.
fn rsspls(root: &Table) -> Option<(Range<usize>, String)> {
    let feeds = root.get("feed").and_then(Item::as_array_of_tables);
    let with_config = feeds.is_some_and(|feeds| feeds.iter().any(|feed| feed.contains_key("config")));
    let key = if root.contains_key("rsspls") {
        "rsspls"
    } else if with_config {
        "feed"
    } else {
        return None;
    };
    Some((place(root, key), refusal("rsspls")))
}

/// <https://gitlab.com/vincenttunru/feed-me-up-scotty>: any table with an `entrySelector`.
fn feed_me_up_scotty(root: &Table) -> Option<(Range<usize>, String)> {
    let has_selector =
        |item: &Item| item.as_table_like().is_some_and(|table| table.contains_key("entrySelector"));
    let (key, _) = root.iter().find(|(_, item)| has_selector(item))?;
    Some((place(root, key), refusal("feed-me-up-scotty")))
}

fn place(root: &Table, key: &str) -> Range<usize> {
    let key_span = root.key(key).and_then(toml_edit::Key::span);
    key_span.or_else(|| root.get(key).and_then(Item::span)).unwrap_or_default()
}

fn refusal(program: &str) -> String {
    format!(
        "this is the feeds.toml of {program}, which makes feeds of web pages; feedmill has its own file of that name: \
         run `feedmill init` in another folder, and add there the feeds that {program} writes (`path = \"…\"`)"
    )
}
