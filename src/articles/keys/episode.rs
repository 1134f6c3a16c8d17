//! The podcast side of an article.

use serde_json::Value;

use super::lookup::{Keys, member, scalar_text};
use crate::model::feed::{Chapter, PodcastPerson};

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

const KINDS: [&str; 3] = ["full", "trailer", "bonus"];

impl Keys<'_, '_> {
    pub(super) fn episode(&mut self) -> Episode {
        let (chapters, chapter_list) = self.chapters();
        Episode {
            enclosures: self.enclosures(),
            number: self.number(&["episode", "episodenumber"]),
            season: self.number(&["season", "seasonnumber"]),
            kind: self
                .text_that(
                    &["episodetype"],
                    |kind| KINDS.contains(&&*kind.to_lowercase()),
                    "full, trailer or bonus",
                )
                .map(|kind| kind.to_lowercase()),
            explicit: self.plain_flag(&["explicit"]),
            block: self.plain_flag(&["block"]),
            duration_s: self.find(&["duration"]).and_then(|(value, _)| seconds(value)),
            transcripts: self.attachments(&["transcript", "transcripts"]),
            chapters,
            chapter_list,
            persons: self.persons(),
        }
    }

    /// Of a single one the length may stand beside it, as the duration may.
    fn enclosures(&mut self) -> Vec<Attachment> {
        const NAMES: &[&str] =
            &["enclosure", "enclosures", "audio", "podcastfile", "audiofile", "episodefile", "video"];
        let mut enclosures = self.attachments(NAMES);
        if let [only] = enclosures.as_mut_slice()
            && only.length.is_none()
        {
            let beside = self.find(&["length"]).and_then(|(value, _)| scalar_text(value));
            only.length = beside.and_then(|text| text.parse().ok());
        }
        enclosures
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
            let Some((value, _)) = self.find(&[key]) else { continue };
            let persons = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            all.extend(persons.iter().filter_map(|value| podcast_person(value, role)));
        }
        all
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
            group: member(table, &["group"]),
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
