//! Episode data as podcast directories accept it.

use super::media::{duration, enclosures, media_type};
use super::text::line;
use super::{MOST, address, language};
use crate::model::Entry;
use crate::model::edition::Podcast;
use crate::model::feed::{self, Chapter, PodcastPerson, Transcript};
use crate::model::stored::Head;

/// What is said of `entry` as an episode. It has the persons of its podcast where it names none: its own replace
/// them wholly, says the namespace.
pub fn of(entry: &Entry, head: Option<&Head>) -> Option<Podcast> {
    let own = entry.podcast.as_deref().map(clean);
    let regular = head.filter(|_| entry.source.is_none()).map_or(&[][..], |head| &head.persons);
    let named = own.as_ref().is_some_and(|own| !own.persons.is_empty());
    if named || regular.is_empty() || own.is_none() && !is_played(entry) {
        return own;
    }
    Some(Podcast { persons: persons(regular), ..own.unwrap_or_default() })
}

/// An own article with something to play is an episode, though nothing else is said of it.
pub fn of_article(entry: &Entry) -> Option<Podcast> {
    is_played(entry).then(Podcast::default)
}

fn is_played(entry: &Entry) -> bool {
    let is_played = |kind: &str| kind.starts_with("audio/") || kind.starts_with("video/");
    enclosures(&entry.enclosures).iter().any(|enclosure| is_played(&enclosure.media_type))
}

/// What of `given` is well-formed.
fn clean(given: &feed::Podcast) -> Podcast {
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
        persons: persons(&given.persons),
    }
}

fn persons(given: &[PodcastPerson]) -> Vec<PodcastPerson> {
    given.iter().filter_map(person).take(MOST).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> PodcastPerson {
        PodcastPerson { name: name.to_owned(), ..PodcastPerson::default() }
    }

    fn names(entry: &Entry) -> Vec<String> {
        let head = Head { persons: vec![named("Ann"), named(" ")], ..Head::default() };
        let podcast = of(entry, Some(&head)).unwrap_or_default();
        podcast.persons.into_iter().map(|person| person.name).collect()
    }

    #[test]
    fn an_episode_that_names_nobody_has_the_persons_of_its_podcast() {
        let with = |file: &str| {
            let url = format!("https://cast.example/{file}");
            let enclosures = vec![feed::Enclosure { url, ..feed::Enclosure::default() }];
            Entry { enclosures, ..Entry::default() }
        };
        assert_eq!(names(&with("1.mp3")), ["Ann"]);
        assert_eq!(names(&with("1.png")), [""; 0], "no episode");
        assert_eq!(names(&Entry::default()), [""; 0]);
        let source = Some(Box::default());
        assert_eq!(names(&Entry { source, ..with("1.mp3") }), [""; 0], "of another podcast");
        let episode = |persons| {
            let podcast = feed::Podcast { episode: Some(3), persons, ..feed::Podcast::default() };
            Entry { podcast: Some(Box::new(podcast)), ..Entry::default() }
        };
        assert_eq!(names(&episode(vec![])), ["Ann"]);
        assert_eq!(names(&episode(vec![named("Bob")])), ["Bob"], "those of the episode take their place");
    }
}
