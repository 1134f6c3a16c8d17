//! What JSON Feed has no place for, as feedmill publishes it in `_feedmill` (docs/output.md): [`entry`] and [`feed`].

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::super::draft::{first, push};
use super::{Reader, number, objects, seconds, string, strings};
use crate::model::Feed;
use crate::model::feed::{
    Category, Chapter, Content, Entry, InReplyTo, Link, Media, Podcast, PodcastPerson, Source, TextKind,
    Thumbnail, Transcript,
};

/// Takes what an item's object says.
pub(super) fn entry(reader: &mut Reader<'_>, own: &Map<String, Value>, entry: &mut Entry) {
    entry.source = object(own, "source").map(|found| Box::new(source(reader, found)));
    links(reader, own, entry);
    for person in objects(own, "contributors") {
        super::super::people::add(&mut entry.contributors, reader.person(person));
    }
    categories(own, &mut entry.categories);
    entry.rights = reader.text(string(own, "rights"), TextKind::Text);
    entry.comments = reader.address(own, "comments");
    entry.comment_count = own.get("comment_count").and_then(number);
    entry.comment_feed = reader.address(own, "comment_feed");
    for reply in objects(own, "in_reply_to") {
        push(&mut entry.in_reply_to, in_reply_to(reader, reply));
    }
    entry.geo = known(own.get("geo"));
    if let Some((image, found)) = entry.image.as_mut().zip(object(own, "image")) {
        first(&mut image.title, string(found, "title"));
        (image.width, image.height) = size(found);
    }
    for found in objects(own, "media") {
        push(&mut entry.media, media(reader, found));
    }
    entry.podcast = object(own, "podcast").map(|found| Box::new(podcast(reader, found)));
    without_stand_in(entry);
}

/// JSON Feed demands a content: where there is none we repeat the summary, else the title.
fn without_stand_in(entry: &mut Entry) {
    let stand_in = entry.summary.as_ref().or(entry.title.as_ref()).map(|text| text.value.as_str());
    let is_stand_in = |content: &Content| {
        content.text.kind == TextKind::Text && Some(content.text.value.as_str()) == stand_in
    };
    if entry.content.iter().all(is_stand_in) {
        entry.content.clear();
    }
}

/// Takes what the feed's object says.
pub(super) fn feed(reader: &Reader<'_>, own: &Map<String, Value>, feed: &mut Feed) {
    feed.rights = reader.text(string(own, "rights"), TextKind::Text);
    for term in strings(own, "categories") {
        push(&mut feed.categories, Category { term, ..Category::default() });
    }
}

fn source(reader: &mut Reader<'_>, source: &Map<String, Value>) -> Source {
    Source {
        id: string(source, "id"),
        title: reader.text(string(source, "title"), TextKind::Text),
        link: reader.address(source, "url"),
        updated: reader.date(source, "updated").map(|moment| moment.utc),
        authors: reader.authors(source),
        icon: reader.address(source, "icon"),
        rights: reader.text(string(source, "rights"), TextKind::Text),
        feed_url: reader.address(source, "feed_url"),
        ..Source::default()
    }
}

/// Further feeds that carry an item are pages related to it, as they are in RSS and Atom.
fn links(reader: &Reader<'_>, own: &Map<String, Value>, entry: &mut Entry) {
    for link in objects(own, "links") {
        let (Some(href), Some(rel)) = (reader.address(link, "url"), string(link, "rel")) else { continue };
        let (media_type, title) = (string(link, "mime_type"), string(link, "title"));
        add_link(&mut entry.links, Link { href, rel, media_type, title, ..Link::default() });
    }
    for also in objects(own, "also_in") {
        let href = reader.address(also, "url").or_else(|| reader.address(also, "feed_url"));
        let Some(href) = href else { continue };
        let title = string(also, "title");
        add_link(&mut entry.links, Link { href, rel: "related".to_owned(), title, ..Link::default() });
    }
    if let Some(href) = reader.address(own, "license") {
        add_link(&mut entry.links, Link { href, rel: "license".to_owned(), ..Link::default() });
    }
}

/// Adds a link; of one that is listed already (`external_url`) only what it says besides.
fn add_link(links: &mut Vec<Link>, link: Link) {
    match links.iter_mut().find(|known| known.href == link.href && known.rel == link.rel) {
        Some(known) => {
            first(&mut known.media_type, link.media_type);
            first(&mut known.title, link.title);
        }
        None => push(links, link),
    }
}

/// `tags` has the term of each category already.
fn categories(own: &Map<String, Value>, categories: &mut Vec<Category>) {
    for found in objects(own, "categories") {
        let Some(term) = string(found, "term") else { continue };
        let full = Category { scheme: string(found, "scheme"), label: string(found, "label"), term };
        let is_bare = |known: &&mut Category| {
            known.term == full.term && known.scheme.is_none() && known.label.is_none()
        };
        match categories.iter_mut().find(is_bare) {
            Some(bare) => *bare = full,
            None => push(categories, full),
        }
    }
}

fn in_reply_to(reader: &Reader<'_>, reply: &Map<String, Value>) -> InReplyTo {
    InReplyTo {
        reference: string(reply, "id"),
        href: reader.address(reply, "url"),
        media_type: string(reply, "mime_type"),
        source: reader.address(reply, "source"),
    }
}

fn media(reader: &Reader<'_>, media: &Map<String, Value>) -> Media {
    let (width, height) = size(media);
    let mut found = Media {
        url: reader.address(media, "url"),
        media_type: string(media, "mime_type"),
        medium: string(media, "medium"),
        title: reader.text(string(media, "title"), TextKind::Text),
        description: reader.text(string(media, "description"), TextKind::Text),
        rating: string(media, "rating"),
        width,
        height,
        duration_s: media.get("duration_in_seconds").and_then(seconds),
        length: media.get("size_in_bytes").and_then(number),
        ..Media::default()
    };
    for name in strings(media, "credit") {
        push(&mut found.credit, name);
    }
    for thumbnail in objects(media, "thumbnails") {
        let Some(url) = reader.address(thumbnail, "url") else { continue };
        let (width, height) = size(thumbnail);
        push(&mut found.thumbnails, Thumbnail { url, width, height });
    }
    found
}

fn size(picture: &Map<String, Value>) -> (Option<u64>, Option<u64>) {
    (picture.get("width").and_then(number), picture.get("height").and_then(number))
}

fn podcast(reader: &Reader<'_>, podcast: &Map<String, Value>) -> Podcast {
    Podcast {
        episode: podcast.get("episode").and_then(number),
        season: podcast.get("season").and_then(number),
        episode_type: string(podcast, "episode_type"),
        duration_s: podcast.get("duration_in_seconds").and_then(seconds),
        explicit: known(podcast.get("explicit")),
        block: known(podcast.get("block")),
        transcripts: list::<Transcript>(podcast, "transcripts"),
        chapters: reader.address(podcast, "chapters"),
        chapter_list: list::<Chapter>(podcast, "chapter_list"),
        persons: list::<PodcastPerson>(podcast, "persons"),
    }
}

fn object<'v>(own: &'v Map<String, Value>, key: &str) -> Option<&'v Map<String, Value>> {
    own.get(key).and_then(Value::as_object)
}

/// Those members of a list that have the form in which we write them.
fn list<T: DeserializeOwned>(own: &Map<String, Value>, key: &str) -> Vec<T> {
    let mut found = Vec::new();
    for value in own.get(key).and_then(Value::as_array).into_iter().flatten() {
        push(&mut found, known::<T>(Some(value)));
    }
    found
}

/// A value, where it has the form in which we write it.
fn known<T: DeserializeOwned>(value: Option<&Value>) -> Option<T> {
    T::deserialize(value?).ok()
}
