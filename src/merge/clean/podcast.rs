//! Episode data as podcast directories accept it.

use super::media::{duration, media_type};
use super::text::line;
use super::{MOST, address, language};
use crate::model::edition::Podcast;
use crate::model::feed::{self, Chapter, PodcastPerson, Transcript};

/// What of `given` is well-formed.
pub fn clean(given: &feed::Podcast) -> Podcast {
    const TYPES: [&str; 3] = ["full", "trailer", "bonus"];
    let episode_type = given.episode_type.as_deref().map(|kind| kind.trim().to_ascii_lowercase());
    Podcast {
        episode: given.episode.filter(|episode| *episode > 0),
        season: given.season.filter(|season| *season > 0),
        episode_type: episode_type.filter(|kind| TYPES.contains(&kind.as_str())),
        duration_s: duration(given.duration_s),
        explicit: given.explicit,
        block: given.block,
        transcripts: given.transcripts.iter().filter_map(transcript).take(MOST).collect(),
        chapters: given.chapters.as_deref().and_then(address),
        chapter_list: given.chapter_list.iter().filter_map(chapter).collect(),
        persons: given.persons.iter().filter_map(person).take(MOST).collect(),
    }
}

/// podcast:transcript has a type by its specification.
fn transcript(given: &Transcript) -> Option<Transcript> {
    let url = address(&given.url)?.to_string();
    Some(Transcript {
        url,
        media_type: Some(
            given.media_type.as_deref().and_then(media_type).unwrap_or_else(|| "text/plain".to_owned()),
        ),
        language: given.language.as_deref().and_then(language),
        rel: given.rel.as_deref().and_then(line),
    })
}

fn chapter(given: &Chapter) -> Option<Chapter> {
    Some(Chapter {
        start_s: Some(given.start_s).filter(|start| start.is_finite() && *start >= 0.0)?,
        title: line(&given.title)?,
        url: given.url.as_deref().and_then(address).map(String::from),
        image: given.image.as_deref().and_then(address).map(String::from),
    })
}

fn person(given: &PodcastPerson) -> Option<PodcastPerson> {
    Some(PodcastPerson {
        name: line(&given.name)?,
        role: given.role.as_deref().and_then(line),
        href: given.href.as_deref().and_then(address).map(String::from),
        img: given.img.as_deref().and_then(address).map(String::from),
        group: given.group.as_deref().and_then(line),
    })
}
