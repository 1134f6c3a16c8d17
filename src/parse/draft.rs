//! A feed and an entry while they are read: what counts only where nothing better was said waits
//! here until the element ends, so that the order of elements does not matter.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::people;
use super::xml::{Growth, Reader};
use crate::model::feed::{Entry, Feed, Format, IdOrigin, Image, Link, Media, Person, Text, Thumbnail};

/// What is said in a second-best place, best first in each list.
#[derive(Debug, Default)]
pub struct Fallback {
    /// dc:title, then media:title and itunes:title.
    pub title: [Option<Text>; 2],
    /// dc:description, then itunes:summary, itunes:subtitle and media:description.
    pub summary: [Option<Text>; 3],
    /// The address of an Atom link inside RSS.
    pub link: Option<String>,
    /// A guid that is an address.
    pub permalink: Option<String>,
    pub id: Option<String>,
    /// dcterms:issued, then dc:date.
    pub published: [Option<DateTime<Utc>>; 2],
    /// Of a feed: dc:date.
    pub updated: Option<DateTime<Utc>>,
    pub authors: Vec<Person>,
    pub contributors: Vec<Person>,
    pub publisher: Option<Person>,
    pub image: Option<Image>,
    pub language: Option<String>,
    pub rights: Option<Text>,
    /// W3C geo gives a place in two elements.
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// What Media RSS says of all media of an entry.
    pub media: Media,
}

#[derive(Debug, Default)]
pub struct FeedDraft {
    pub feed: Feed,
    pub fallback: Fallback,
}

#[derive(Debug, Default)]
pub struct EntryDraft {
    pub entry: Entry,
    pub fallback: Fallback,
}

/// Keeps what came first, if that said anything.
pub fn first<T>(place: &mut Option<T>, value: Option<T>) {
    if place.is_none() {
        *place = value;
    }
}

/// Adds to a list, which no document makes longer than it ought to be.
pub fn push<T>(list: &mut Vec<T>, value: impl Into<Option<T>>) {
    if list.len() < super::MOST_LISTED {
        list.extend(value.into());
    }
}

impl FeedDraft {
    /// Takes an entry that was read, unless the document ended inside it.
    pub fn add(&mut self, entry: EntryDraft, reader: &mut Reader<'_>) {
        let days = std::mem::take(&mut reader.days);
        if reader.is_cut() {
            return;
        }
        let mut entry = entry.finish_with_media(self.feed.format, &mut reader.scope.growth);
        let date = entry.published.or(entry.updated);
        entry.day = days.iter().find(|(at, _)| Some(*at) == date).map(|(_, day)| *day);
        if entry.id.is_none() && entry == Entry::default() {
            reader.problems.unusable(
                "empty-entry",
                "an entry that says nothing was left out",
                reader.position(),
            );
        } else if self.feed.entries.len() < super::MOST_ENTRIES {
            self.feed.entries.push(entry);
        } else {
            reader.problems.unusable(
                "too-many-entries",
                "an entry beyond the number that is read was left out",
                reader.position(),
            );
        }
    }

    pub fn finish(self) -> Feed {
        let FeedDraft { mut feed, fallback } = self;
        let Fallback {
            title, summary, link, id, published, updated, publisher, image, language, rights, ..
        } = fallback;
        first(&mut feed.title, best(title));
        first(&mut feed.subtitle, best(summary));
        first(&mut feed.link, link);
        first(&mut feed.id, id);
        first(&mut feed.published, best(published));
        first(&mut feed.updated, updated);
        first(&mut feed.publisher, publisher);
        first(&mut feed.image, image);
        first(&mut feed.language, language);
        first(&mut feed.rights, rights);
        feed
    }
}

impl EntryDraft {
    fn finish_with_media(mut self, format: Format, growth: &mut Growth) -> Entry {
        let shared = std::mem::take(&mut self.fallback.media);
        let mut entry = self.finish(format);
        take_media(&mut entry, shared, growth);
        entry
    }

    /// The entry of a document of this format.
    pub fn finish(self, format: Format) -> Entry {
        let EntryDraft { mut entry, fallback } = self;
        let Fallback {
            title,
            summary,
            link,
            id,
            published,
            authors,
            contributors,
            publisher,
            image,
            language,
            rights,
            ..
        } = fallback;
        first(&mut entry.title, best(title));
        first(&mut entry.summary, best(summary));
        first(&mut entry.link, link);
        first(&mut entry.id, id);
        let [issued, dublin_core] = published;
        if matches!(format, Format::Rss10 | Format::Rss090 | Format::Rss11) {
            first(&mut entry.updated, dublin_core);
        }
        first(&mut entry.published, issued.or(dublin_core));
        for author in authors {
            people::add(&mut entry.authors, Some(author));
        }
        for contributor in contributors {
            people::add(&mut entry.contributors, Some(contributor));
        }
        first(&mut entry.publisher, publisher);
        first(&mut entry.image, image);
        first(&mut entry.language, language);
        first(&mut entry.rights, rights);
        identify(&mut entry);
        entry
    }

    /// Takes an address as a link of this entry, unless it is listed already.
    pub fn link(&mut self, href: String) {
        let listed = self.entry.links.iter().any(|link| link.rel == "alternate" && link.href == href);
        if !listed {
            push(&mut self.entry.links, Link { href, rel: "alternate".to_owned(), ..Link::default() });
        }
    }
}

fn best<T, const N: usize>(ranked: [Option<T>; N]) -> Option<T> {
    ranked.into_iter().flatten().next()
}

/// What was said of all media goes to those that say nothing of their own. A lone thumbnail is the
/// entry's image.
fn take_media(entry: &mut Entry, shared: Media, growth: &mut Growth) {
    if let [thumbnail] = shared.thumbnails.as_slice() {
        first(&mut entry.image, Some(picture(thumbnail.clone())));
    }
    if !entry.media.is_empty() {
        inherit(&mut entry.media, &shared, growth);
    } else if shared.thumbnails.len() > 1 {
        entry.media.push(shared);
    }
}

/// A thumbnail as the picture of what it stands for.
pub fn picture(thumbnail: Thumbnail) -> Image {
    let Thumbnail { url, width, height } = thumbnail;
    Image { url, width, height, ..Image::default() }
}

/// Media RSS: what is said of a group or of the item holds for each of its media.
pub fn inherit(all: &mut [Media], shared: &Media, growth: &mut Growth) {
    for media in all {
        inherit_text(&mut media.title, shared.title.as_ref(), growth);
        inherit_text(&mut media.description, shared.description.as_ref(), growth);
        let rating =
            shared.rating.as_ref().filter(|rating| media.rating.is_none() && growth.allow(rating.len()));
        first(&mut media.rating, rating.cloned());
        let room_of_credit = shared.credit.iter().map(|name| name.len() + size_of::<String>()).sum();
        if media.credit.is_empty() && growth.allow(room_of_credit) {
            media.credit.clone_from(&shared.credit);
        }
        let thumbnails = shared.thumbnails.iter();
        let room_of_thumbnails = thumbnails.map(|found| found.url.len() + size_of::<Thumbnail>()).sum();
        if media.thumbnails.is_empty() && growth.allow(room_of_thumbnails) {
            media.thumbnails.clone_from(&shared.thumbnails);
        }
    }
}

fn inherit_text(place: &mut Option<Text>, shared: Option<&Text>, growth: &mut Growth) {
    let shared = shared.filter(|text| place.is_none() && growth.allow(text.value.len()));
    first(place, shared.cloned());
}

/// Gives an entry without id one: its link, else a name made from its title and text.
fn identify(entry: &mut Entry) {
    if entry.id.is_some() {
        entry.id_origin = IdOrigin::Given;
        return;
    }
    entry.id = entry.link.clone().or_else(|| {
        let texts = [
            entry.title.as_ref(),
            entry.summary.as_ref(),
            entry.content.first().map(|content| &content.text),
        ];
        let said: Vec<&str> = texts.into_iter().flatten().map(|text| text.value.as_str()).collect();
        (!said.is_empty())
            .then(|| Uuid::new_v5(&Uuid::NAMESPACE_OID, said.join("\u{0}").as_bytes()).urn().to_string())
    });
}
