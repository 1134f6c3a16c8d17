//! Podcasting 2.0 (<https://podcastindex.org/namespace/1.0>).

use super::super::draft::{EntryDraft, FeedDraft, first, push};
use super::super::fields::{address_attribute, number, string};
use super::super::xml::{Reader, Tag};
use crate::model::feed::{PodcastPerson, Transcript};

pub fn feed(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut FeedDraft) {
    if tag.name() == "person" {
        push(&mut draft.feed.persons, person(reader));
    }
}

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    if !matches!(tag.name(), "transcript" | "chapters" | "person" | "season" | "episode") {
        return;
    }
    let podcast = draft.entry.podcast.get_or_insert_default();
    match tag.name() {
        "transcript" => {
            let [media_type, language, rel] = ["type", "language", "rel"].map(|name| reader.value_of(name));
            if let Some(url) = address_attribute(reader, "url") {
                push(&mut podcast.transcripts, Transcript { url, media_type, language, rel });
            }
        }
        "chapters" => first(&mut podcast.chapters, address_attribute(reader, "url")),
        "person" => push(&mut podcast.persons, person(reader)),
        "season" => first(&mut podcast.season, number(reader)),
        _ => first(&mut podcast.episode, number(reader)),
    }
}

fn person(reader: &mut Reader<'_>) -> Option<PodcastPerson> {
    let [role, group] = ["role", "group"].map(|name| reader.value_of(name));
    let href = address_attribute(reader, "href");
    let img = address_attribute(reader, "img");
    Some(PodcastPerson { name: string(reader)?, role, href, img, group })
}
