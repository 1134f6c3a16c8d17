//! What the keys of a front matter mean, in the conventions of Hugo, Jekyll and Zola.
//!
//! [`interpret`] turns the tree into a [`Front`] in which nothing is left to guess; a value of the
//! wrong kind is reported with its line and counts as absent. Keys that mean nothing to feedmill
//! are left alone: sites keep much of their own there.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};

use super::findings::{Findings, quoted};
use super::front_matter::FrontMatter;
use crate::date;
use crate::model::feed::{Chapter, Person, PodcastPerson};

/// What an author says of the article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Front {
    pub id: Option<String>,
    pub title: Option<String>,
    pub summary: Option<String>,
    pub date: Option<Written>,
    pub publish_date: Option<Written>,
    pub expiry_date: Option<DateTime<Utc>>,
    pub updated: Option<DateTime<Utc>>,
    pub draft: bool,
    pub unlisted: bool,
    pub authors: Vec<Person>,
    /// Tags too.
    pub categories: Vec<String>,
    /// Those that Jekyll has in addresses: no tags.
    pub shelves: Vec<String>,
    pub slug: Option<String>,
    pub url: Option<String>,
    pub aliases: Vec<String>,
    pub canonical: Option<String>,
    pub related: Option<String>,
    pub in_reply_to: Option<String>,
    pub language: Option<String>,
    pub rights: Option<String>,
    pub image: Option<String>,
    pub image_text: Option<String>,
    pub episode: Episode,
}

/// A date, and the day as its author wrote it, which stands in addresses whatever the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub at: DateTime<Utc>,
    pub day: NaiveDate,
}

/// The podcast side of an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Episode {
    pub enclosures: Vec<Attachment>,
    pub number: Option<u64>,
    pub season: Option<u64>,
    pub kind: Option<String>,
    pub explicit: Option<bool>,
    pub block: Option<bool>,
    pub duration_s: Option<f64>,
    pub transcripts: Vec<Attachment>,
    pub chapters: Option<String>,
    pub chapter_list: Vec<Chapter>,
    pub persons: Vec<PodcastPerson>,
}

/// A file or an address, and what its author says of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attachment {
    pub reference: String,
    pub media_type: Option<String>,
    pub length: Option<u64>,
    pub duration_s: Option<f64>,
    pub title: Option<String>,
    pub line: Option<usize>,
}

/// How terms in one string are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// `tags: rust web` is two terms, as Jekyll has it.
    BySpace,
    ByComma,
}

pub fn interpret(matter: &FrontMatter, terms: Terms, findings: &mut Findings) -> Front {
    let mut keys = Keys { matter, findings };
    let published = keys.flag(&["published"]);
    Front {
        id: keys.text(&["id", "guid"]),
        title: keys.text(&["title"]),
        summary: keys.text(&["summary", "description", "excerpt", "subtitle"]),
        date: keys.date(&["date", "created", "datepublished"]),
        publish_date: match published {
            Some(_) => keys.date(&["publishdate", "pubdate"]),
            None => keys.date(&["publishdate", "pubdate", "published"]),
        },
        expiry_date: keys.date(&["expirydate", "unpublishdate", "expires"]).map(|date| date.at),
        updated: keys
            .date(&["updated", "lastmod", "lastmodifiedat", "lastmodified", "modified"])
            .map(|date| date.at),
        draft: keys.flag(&["draft"]) == Some(true)
            || published == Some(false)
            || keys.flag(&["render"]) == Some(false),
        unlisted: keys.is_unlisted(),
        authors: keys.authors(),
        categories: keys.terms(&["categories", "category", "tags", "tag"], terms),
        shelves: keys.terms(&["categories", "category"], terms),
        slug: keys.text(&["slug"]),
        url: keys
            .text(&["url", "permalink"])
            .or_else(|| Some(format!("/{}/", keys.text(&["path"])?.trim_matches('/')))),
        aliases: keys.strings(&["aliases", "alias", "redirectfrom"]),
        canonical: keys.text(&["canonical", "canonicalurl"]),
        related: keys.text(&["externalurl"]),
        in_reply_to: keys.text(&["inreplyto"]),
        language: keys.text(&["lang", "language", "locale"]).filter(|tag| is_language(tag)),
        rights: keys.text(&["rights", "copyright", "license"]),
        image: keys.image("path"),
        image_text: keys.image("alt"),
        episode: keys.episode(),
    }
}

/// The date that `text` names, with the day as written.
pub fn written_date(text: &str) -> Option<Written> {
    let at = date::parse(text)?;
    let day = text.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    Some(Written { at, day: day.unwrap_or(at.date_naive()) })
}

/// `Jane Doe <jane@example.org>`, `jane@example.org (Jane Doe)`, a name, an address.
pub fn person(text: &str) -> Option<Person> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let is_email = |part: &str| part.contains('@') && !part.contains(char::is_whitespace);
    let is_url = |part: &str| part.starts_with("http://") || part.starts_with("https://");
    let trimmed = |part: &str| Some(part.trim().to_owned()).filter(|part| !part.is_empty());
    for (open, close) in [('<', '>'), ('(', ')')] {
        if let Some((before, rest)) = text.split_once(open)
            && let Some(inner) = rest.trim_end().strip_suffix(close)
        {
            let (before, inner) = (before.trim(), inner.trim());
            if is_email(inner) {
                return Some(Person { name: trimmed(before), email: trimmed(inner), url: None });
            }
            if is_email(before) {
                return Some(Person { name: trimmed(inner), email: trimmed(before), url: None });
            }
            if is_url(inner) {
                return Some(Person { name: trimmed(before), email: None, url: trimmed(inner) });
            }
        }
    }
    if is_email(text) {
        return Some(Person { email: trimmed(text), ..Person::default() });
    }
    Some(Person { name: trimmed(text), ..Person::default() })
}

/// Whether `tag` looks like a language tag (BCP 47); `en_US` is taken for `en-US` later on.
pub fn is_language(tag: &str) -> bool {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    (2..=8).contains(&primary.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

struct Keys<'a, 'f> {
    matter: &'a FrontMatter,
    findings: &'f mut Findings,
}

impl<'a> Keys<'a, '_> {
    /// The first of `names` that is there; Zola keeps a site's own keys under `extra`, Hugo under
    /// `params`.
    fn find(&self, names: &[&str]) -> Option<(&'a Value, Option<usize>)> {
        let values = &self.matter.values;
        let line = |name: &str| self.matter.lines.get(name).copied();
        let inner = |table: &str| values.get(table).and_then(Value::as_object);
        names
            .iter()
            .find_map(|name| Some((values.get(*name)?, line(name))))
            .or_else(|| names.iter().find_map(|name| Some((inner("extra")?.get(*name)?, line("extra")))))
            .or_else(|| names.iter().find_map(|name| Some((inner("params")?.get(*name)?, line("params")))))
            .filter(|(value, _)| !value.is_null())
    }

    /// What has no line is inherited, and told where it is written.
    fn wrong(&mut self, names: &[&str], line: Option<usize>, expected: &str) {
        if line.is_none() {
            return;
        }
        self.findings
            .warn(line, format!("cannot use the front matter's '{}': expected {expected}", names[0]));
    }

    fn text(&mut self, names: &[&str]) -> Option<String> {
        let (value, line) = self.find(names)?;
        let text = scalar_text(value);
        if text.is_none() {
            self.wrong(names, line, "a text");
        }
        text.filter(|text| !text.is_empty())
    }

    fn flag(&mut self, names: &[&str]) -> Option<bool> {
        match self.find(names)?.0 {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => match text.trim().to_lowercase().as_str() {
                "true" | "yes" => Some(true),
                "false" | "no" | "clean" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    fn number(&mut self, names: &[&str]) -> Option<u64> {
        let (value, line) = self.find(names)?;
        let number = match value {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_u64(),
        };
        if number.is_none() {
            self.wrong(names, line, "a number");
        }
        number
    }

    fn date(&mut self, names: &[&str]) -> Option<Written> {
        let (value, line) = self.find(names)?;
        let text = scalar_text(value).unwrap_or_default();
        if text.is_empty() || text.starts_with("0001-01-01") {
            return None;
        }
        let date = written_date(&text);
        if date.is_none() && line.is_some() {
            self.findings.warn(
                line,
                format!(
                    "cannot read the date {}: write it like 2026-01-31 or 2026-01-31T09:00:00Z",
                    quoted(&text)
                ),
            );
        }
        date
    }

    fn strings(&mut self, names: &[&str]) -> Vec<String> {
        match self.find(names) {
            Some((Value::Array(list), _)) => list.iter().filter_map(scalar_text).collect(),
            Some((value, _)) => scalar_text(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// `feed: false`, and Hugo's ways to keep a page out of lists.
    fn is_unlisted(&mut self) -> bool {
        let never = |table: &Map<String, Value>| {
            ["list", "render"].iter().any(|key| {
                matches!(table.get(*key), Some(Value::Bool(false)))
                    || table.get(*key).and_then(Value::as_str) == Some("never")
            })
        };
        self.flag(&["feed", "rss"]) == Some(false)
            || self.flag(&["headless"]) == Some(true)
            || self.find(&["build", "_build"]).and_then(|(value, _)| value.as_object()).is_some_and(never)
    }

    fn authors(&mut self) -> Vec<Person> {
        let names = ["authors", "author", "byline"];
        let found = self.find(&names).map(|(value, _)| value).or_else(|| self.taxonomy("authors"));
        let mut authors: Vec<Person> = match found {
            Some(Value::Array(list)) => list.iter().filter_map(author).collect(),
            Some(value) => author(value).into_iter().collect(),
            None => Vec::new(),
        };
        if let [only] = authors.as_mut_slice()
            && only.email.is_none()
            && only.url.is_none()
        {
            only.email = self.text(&["authoremail", "email"]);
            only.url = self.text(&["authorurl", "authorlink"]);
        }
        authors
    }

    fn taxonomy(&self, name: &str) -> Option<&'a Value> {
        self.matter.values.get("taxonomies")?.as_object()?.get(name)
    }

    /// In the order written, each once.
    fn terms(&mut self, names: &[&str], terms: Terms) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for name in names {
            let terms = if name.ends_with('s') { terms } else { Terms::ByComma };
            let found = self.find(&[*name]).map(|(value, _)| value);
            for value in found.into_iter().chain(self.taxonomy(name)) {
                all.extend(split_terms(value, terms));
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|term| !term.is_empty() && seen.insert(term.to_lowercase()));
        all
    }

    fn image(&mut self, part: &str) -> Option<String> {
        const NAMES: &[&str] =
            &["image", "images", "cover", "featuredimage", "featureimage", "thumbnail", "ogimage", "banner"];
        let (value, _) = self.find(NAMES)?;
        let first = value.as_array().map_or(Some(value), |list| list.first())?;
        match (first, part) {
            (Value::Object(table), "alt") => member(table, &["alt", "caption", "title"]),
            (Value::Object(table), _) => {
                member(table, &["path", "src", "url", "image", "feature", "relative"])
            }
            (_, "alt") => None,
            (value, _) => scalar_text(value),
        }
        .filter(|text| !text.is_empty() && text != "true" && text != "false")
    }

    fn episode(&mut self) -> Episode {
        let (chapters, chapter_list) = self.chapters();
        Episode {
            enclosures: self.attachments(&[
                "enclosure",
                "enclosures",
                "audio",
                "podcastfile",
                "audiofile",
                "episodefile",
                "video",
            ]),
            number: self
                .find(&["episode", "episodenumber"])
                .and_then(|_| self.number(&["episode", "episodenumber"])),
            season: self.number(&["season", "seasonnumber"]),
            kind: self
                .text(&["episodetype"])
                .map(|kind| kind.to_lowercase())
                .filter(|kind| ["full", "trailer", "bonus"].contains(&kind.as_str())),
            explicit: self.flag(&["explicit"]),
            block: self.flag(&["block"]),
            duration_s: self.find(&["duration"]).and_then(|(value, _)| seconds(value)),
            transcripts: self.attachments(&["transcript", "transcripts"]),
            chapters,
            chapter_list,
            persons: self.persons(),
        }
    }

    fn attachments(&mut self, names: &[&str]) -> Vec<Attachment> {
        let Some((value, line)) = self.find(names) else { return Vec::new() };
        let found: Vec<Attachment> = match value {
            Value::Array(list) => list.iter().filter_map(attachment).collect(),
            value => attachment(value).into_iter().collect(),
        };
        if found.is_empty() && !matches!(value, Value::Bool(_)) {
            self.wrong(names, line, "a file name or an address");
        }
        found.into_iter().map(|attachment| Attachment { line, ..attachment }).collect()
    }

    fn chapters(&mut self) -> (Option<String>, Vec<Chapter>) {
        match self.find(&["chapters"]) {
            Some((Value::Array(list), line)) => {
                let chapters: Vec<Chapter> = list.iter().filter_map(chapter).collect();
                if chapters.len() < list.len() {
                    self.wrong(&["chapters"], line, "a start and a title in each");
                }
                (None, chapters)
            }
            Some((value, _)) => (scalar_text(value), Vec::new()),
            None => (None, Vec::new()),
        }
    }

    fn persons(&mut self) -> Vec<PodcastPerson> {
        let mut all = Vec::new();
        for (key, role) in [("hosts", Some("host")), ("guests", Some("guest")), ("persons", None)] {
            let Some((Value::Array(list), _)) = self.find(&[key]) else { continue };
            all.extend(list.iter().filter_map(|value| podcast_person(value, role)));
        }
        all
    }
}

fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn member(table: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| scalar_text(table.get(*name)?)).filter(|text| !text.is_empty())
}

fn author(value: &Value) -> Option<Person> {
    match value {
        Value::Object(table) => {
            let found = Person {
                name: member(table, &["name", "displayname", "title"]),
                email: member(table, &["email", "mail"]),
                url: member(table, &["url", "uri", "link", "website", "homepage"]),
            };
            (found != Person::default()).then_some(found)
        }
        value => person(&scalar_text(value)?),
    }
}

/// Each on its own, in the order written.
pub fn split_terms(value: &Value, terms: Terms) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(term).collect(),
        Value::String(text) if text.contains(',') => {
            text.split(',').map(|term| term.trim().to_owned()).collect()
        }
        Value::String(text) if terms == Terms::BySpace => {
            text.split_whitespace().map(str::to_owned).collect()
        }
        value => term(value).into_iter().collect(),
    }
}

fn term(value: &Value) -> Option<String> {
    match value {
        Value::Object(table) => member(table, &["name", "title", "term"]),
        value => scalar_text(value),
    }
}

fn attachment(value: &Value) -> Option<Attachment> {
    match value {
        Value::Object(table) => Some(Attachment {
            reference: member(table, &["url", "file", "src", "path", "href"])?,
            media_type: member(table, &["type", "mediatype", "mime", "mimetype"]),
            length: member(table, &["length", "size", "bytes"]).and_then(|text| text.parse().ok()),
            duration_s: table.get("duration").and_then(seconds),
            title: member(table, &["title"]),
            line: None,
        }),
        Value::Bool(_) => None,
        value => {
            let reference = scalar_text(value).filter(|text| !text.is_empty())?;
            Some(Attachment { reference, ..Attachment::default() })
        }
    }
}

fn chapter(value: &Value) -> Option<Chapter> {
    let table = value.as_object()?;
    let start = ["start", "starttime", "time"].iter().find_map(|key| table.get(*key))?;
    Some(Chapter {
        start_s: seconds(start)?,
        title: member(table, &["title", "name"])?,
        url: member(table, &["url", "href"]),
        image: member(table, &["image", "img"]),
    })
}

fn podcast_person(value: &Value, role: Option<&str>) -> Option<PodcastPerson> {
    match value {
        Value::Object(table) => Some(PodcastPerson {
            name: member(table, &["name"])?,
            role: member(table, &["role"]).or(role.map(str::to_owned)),
            href: member(table, &["href", "url"]),
            img: member(table, &["img", "image"]),
        }),
        value => Some(PodcastPerson {
            name: scalar_text(value)?,
            role: role.map(str::to_owned),
            ..PodcastPerson::default()
        }),
    }
}

/// Seconds, `MM:SS`, `HH:MM:SS`. YAML 1.1 readers take `1:02:03` for a number in base 60; ours
/// does not, so it arrives as text.
fn seconds(value: &Value) -> Option<f64> {
    let text = scalar_text(value)?;
    let mut total = 0.0;
    for part in text.split(':') {
        let part: f64 = part.trim().parse().ok()?;
        if !part.is_finite() || part < 0.0 {
            return None;
        }
        total = total * 60.0 + part;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::super::front_matter::split;
    use super::*;

    fn front(yaml: &str) -> (Front, Vec<String>) {
        let text = format!("---\n{yaml}\n---\n");
        let matter = split(&text).unwrap().matter.unwrap();
        let mut findings = Findings::of("a.md");
        let front = interpret(&matter, Terms::ByComma, &mut findings);
        (front, findings.problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn keys_of_three_generators() {
        let (hugo, _) = front(
            "title: T\ndate: 2026-01-31T10:00:00Z\nlastmod: 2026-02-01T00:00:00Z\ntags: [a, A, b]\ncategories: c\nparams:\n  author: Ann\naliases: [/old]\nbuild: {list: never}",
        );
        assert_eq!(hugo.categories, ["c", "a", "b"]);
        assert_eq!(hugo.authors[0].name.as_deref(), Some("Ann"));
        assert!(hugo.unlisted && !hugo.draft);
        assert_eq!(hugo.updated.unwrap().to_rfc3339(), "2026-02-01T00:00:00+00:00");
        let (jekyll, _) = front("published: false\nredirect_from: /x\nexcerpt: E");
        assert!(jekyll.draft);
        assert_eq!(jekyll.aliases, ["/x"]);
        assert_eq!(jekyll.summary.as_deref(), Some("E"));
        let text = "+++\ntitle='Z'\n[taxonomies]\ntags=['x']\nauthors=['Bo']\n[extra]\nimage='i.png'\n+++\n";
        let zola = interpret(&split(text).unwrap().matter.unwrap(), Terms::ByComma, &mut Findings::of("a"));
        assert_eq!((zola.categories, zola.image), (vec!["x".to_owned()], Some("i.png".to_owned())));
        assert_eq!(zola.authors[0].name.as_deref(), Some("Bo"));
    }

    #[test]
    fn a_hugo_published_date_is_a_date() {
        let (front, problems) = front("published: 2026-03-01T00:00:00Z\nfeed: false");
        assert!(front.publish_date.is_some() && !front.draft && front.unlisted);
        assert!(problems.is_empty());
    }

    #[test]
    fn wrong_values_are_told_with_their_line() {
        let (_, problems) = front("title: [a]\ndate: soon\nseason: many");
        assert_eq!(
            problems,
            [
                "a.md:2: cannot use the front matter's 'title': expected a text",
                "a.md:3: cannot read the date 'soon': write it like 2026-01-31 or 2026-01-31T09:00:00Z",
                "a.md:4: cannot use the front matter's 'season': expected a number",
            ]
        );
    }

    #[test]
    fn people_as_written() {
        let shown = |text: &str| {
            let found = person(text).unwrap();
            [found.name, found.email, found.url].map(Option::unwrap_or_default).join("|")
        };
        assert_eq!(shown("Jane Doe <j@x.org>"), "Jane Doe|j@x.org|");
        assert_eq!(shown("j@x.org (Jane Doe)"), "Jane Doe|j@x.org|");
        assert_eq!(shown("Jane (https://x.org)"), "Jane||https://x.org");
        assert_eq!(shown("j@x.org"), "|j@x.org|");
        assert_eq!(shown("Jane (Editor)"), "Jane (Editor)||");
        assert!(person("  ").is_none());
    }

    #[test]
    fn an_episode() {
        let (front, problems) = front(
            "enclosure: {file: a.mp3, length: 12, type: audio/mpeg}\nepisode: 3\nseason: '2'\nduration: 1:02:03\n\
             transcript: t.vtt\nchapters:\n  - {start: '0:30', title: One}\nhosts: [Ann]\nepisodeType: Bonus\nexplicit: no",
        );
        let episode = front.episode;
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!((episode.number, episode.season, episode.duration_s), (Some(3), Some(2), Some(3723.0)));
        assert_eq!(episode.enclosures[0].length, Some(12));
        assert_eq!(episode.transcripts[0].reference, "t.vtt");
        assert!((episode.chapter_list[0].start_s - 30.0).abs() < f64::EPSILON);
        assert_eq!(episode.persons[0].role.as_deref(), Some("host"));
        assert_eq!((episode.kind.as_deref(), episode.explicit), (Some("bonus"), Some(false)));
    }
}
