//! The configuration of Planet and Venus, whose sections are called by the addresses of feeds, and of
//! Pluto, whose sections have a key `feed`. Only subscriptions are read: templates and what else
//! configures a planet stay behind. Of rules that leave entries out that is said.

use super::{List, address, lines};

/// What sections call the address of their feed. Venus knows none: its sections are called by it.
const FEED_KEYS: [&str; 4] = ["feed", "feed_url", "xmlurl", "url"];

/// What Venus calls the forms of lists that it reads subscriptions from.
const READING_LISTS: [&str; 5] = ["opml", "foaf", "csv", "config", "sublist"];

/// What Planet, Venus and Pluto call the rules by which entries are chosen.
const FILTERS: [&str; 4] = ["filter", "exclude", "includes", "excludes"];

/// Sections about the planet itself.
const OF_THE_PLANET: [&str; 3] = ["planet", "default", "venus"];

/// Whether `text` begins as an ini file does: with a section or a pair.
pub fn is_ini(text: &str) -> bool {
    let Some((_, first)) = lines(text).find(|(_, line)| !is_blank(line)) else { return false };
    pair(first).is_some_and(|pair| pair.equals) && lines(text).any(|(_, line)| header(line).is_some())
        || header(first).is_some()
}

/// Reads the sections of `text`.
pub fn read(text: &str, list: &mut List) {
    let mut section: Option<Section<'_>> = None;
    for (line, content) in lines(text).filter(|(_, line)| !is_blank(line)) {
        if let Some(name) = header(content) {
            if let Some(section) = section.replace(Section::new(line, name)) {
                section.finish(list);
            }
        } else if let (Some(section), Some(pair)) = (&mut section, pair(content)) {
            section.set(line, &pair);
        }
        // all else continues the value before, and none of those that are read has several lines
    }
    if let Some(section) = section {
        section.finish(list);
    }
}

/// What one section says of a feed.
#[derive(Debug)]
struct Section<'a> {
    line: usize,
    name: &'a str,
    feed: Option<&'a str>,
    link: Option<&'a str>,
    title: Option<&'a str>,
    reading_list: bool,
    /// With their lines.
    filters: Vec<(usize, String)>,
}

impl<'a> Section<'a> {
    fn new(line: usize, name: &'a str) -> Section<'a> {
        Section { line, name, feed: None, link: None, title: None, reading_list: false, filters: Vec::new() }
    }

    /// Of a key that is given twice the last value counts, as in Python's `ConfigParser`.
    fn set(&mut self, line: usize, pair: &Pair<'a>) {
        let value = Some(pair.value).filter(|value| !value.is_empty());
        match pair.key.to_ascii_lowercase().as_str() {
            "title" | "name" => self.title = value,
            "link" => self.link = value,
            "content_type" => {
                let kind = pair.value.to_ascii_lowercase();
                self.reading_list = READING_LISTS.iter().any(|list| kind.contains(list));
            }
            key if FILTERS.contains(&key) && value.is_some() => {
                self.filters.push((line, format!("{} = {}", pair.key, pair.value)));
            }
            // Pluto's have comments behind their values
            key if FEED_KEYS.contains(&key) => self.feed = value.and_then(|value| value.split(" #").next()),
            _ => {}
        }
    }

    fn finish(self, list: &mut List) {
        // `%%` is a per cent sign to Python
        let title = self.title.map(|title| title.replace("%%", "%"));
        let planet = OF_THE_PLANET.iter().any(|name| self.name.eq_ignore_ascii_case(name));
        if self.reading_list {
            list.refuse(self.line, self.name, "is a reading list, import it by itself");
        } else if address::begins(self.name) || self.name.contains("://") {
            list.offer(self.line, self.name, title.as_deref(), &[]);
        } else if planet {
            // may have a `link` and a `name`: those of the planet
        } else if let Some(feed) = self.feed {
            list.offer(self.line, feed, title.as_deref(), &[]);
        } else if self.link.is_some() || title.is_some() {
            list.refuse(self.line, self.name, "is a section without feed");
        }
        let whose = match (planet, self.feed) {
            (true, _) => "in [defaults]",
            (false, None) if !self.name.contains("://") => return,
            (false, _) => "at this feed",
        };
        for (line, filter) in &self.filters {
            list.refuse(*line, filter, &format!("is not taken over, write it {whose} as `keep` or `drop`"));
        }
    }
}

/// The name between brackets. `[words](address)` is Markdown.
fn header(line: &str) -> Option<&str> {
    let (name, after) = line.trim().strip_prefix('[')?.rsplit_once(']')?;
    (after.trim().is_empty() || after.trim_start().starts_with([';', '#'])).then(|| name.trim())
}

/// A key with its value.
#[derive(Debug)]
struct Pair<'a> {
    key: &'a str,
    value: &'a str,
    /// It has `=` between them, not `:`.
    equals: bool,
}

/// `http://` is no key with its value.
fn pair(line: &str) -> Option<Pair<'_>> {
    let at = line.find(['=', ':'])?;
    let key = line[..at].trim();
    let value = &line[at + 1..];
    let of_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    if key.is_empty() || !key.chars().all(of_key) || value.starts_with("//") {
        return None;
    }
    // a comment at the end of a line begins with a semicolon after white space
    let value = value.split(" ;").next().unwrap_or_default();
    Some(Pair { key, value: value.trim(), equals: line.as_bytes()[at] == b'=' })
}

fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with(['#', ';'])
}
