//! JSON Feed 1.1: [`document`].
//!
//! What the format has no member for goes into the `_feedmill` object of its item, as the
//! specification lets publishers do; `docs/output.md` describes it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::markup::SafeHtml;
use crate::model::Edition;
use crate::model::edition::{self, Byline, Item, Masthead, Media, Origin, Picture, ReplyTo};
use crate::model::feed::{Chapter, Geo, PodcastPerson, Transcript};

use super::PublishError;
use super::text::uri;

const VERSION: &str = "https://jsonfeed.org/version/1.1";
const ABOUT: &str = "https://github.com/feedmill/feedmill/blob/main/docs/output.md#json-feed";

/// The edition as a JSON Feed document.
pub fn document(edition: &Edition) -> Result<Vec<u8>, PublishError> {
    let masthead = &edition.masthead;
    let feed = JsonFeed {
        version: VERSION,
        title: &masthead.title,
        home_page_url: uri(&masthead.link),
        feed_url: masthead.addresses.json.as_ref().map(uri),
        description: masthead.description.as_deref(),
        icon: masthead.logo.as_ref().map(uri),
        favicon: masthead.icon.as_ref().map(uri),
        authors: masthead.author.iter().map(author).collect(),
        language: masthead.language.as_deref(),
        hubs: masthead.hubs.iter().map(|hub| Hub { kind: "WebSub", url: uri(hub) }).collect(),
        extension: feed_extension(masthead),
        items: edition.items.iter().map(item).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&feed)
        .map_err(|error| PublishError::Format { format: "JSON Feed", source: error.into() })?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    favicon: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<JsonAuthor<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub>,
    #[serde(rename = "_feedmill", skip_serializing_if = "Option::is_none")]
    extension: Option<FeedExtension<'a>>,
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonAuthor<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(rename = "_email", skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
}

#[derive(Serialize)]
struct Hub {
    #[serde(rename = "type")]
    kind: &'static str,
    url: String,
}

#[derive(Serialize)]
struct FeedExtension<'a> {
    about: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    categories: &'a [String],
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// The page that the item is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<String>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    date_published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<JsonAuthor<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
    #[serde(rename = "_feedmill", skip_serializing_if = "Option::is_none")]
    extension: Option<ItemExtension<'a>>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: String,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<f64>,
}

/// Everything else; absent where there is nothing else.
#[derive(Serialize, Default, PartialEq)]
struct ItemExtension<'a> {
    about: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_in: Vec<Source<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<JsonLink<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contributors: Vec<Person<'a>>,
    /// With scheme and label, where a category has one; `tags` has the terms of all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    categories: Vec<Category<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comments: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment_feed: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    in_reply_to: Vec<Reply<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geo: Option<&'a Geo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<ImageDetails<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    media: Vec<JsonMedia<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    podcast: Option<Podcast<'a>>,
}

#[derive(Serialize, PartialEq)]
struct Source<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Person<'a>>,
}

#[derive(Serialize, PartialEq)]
struct JsonLink<'a> {
    rel: &'static str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mime_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

#[derive(Serialize, PartialEq)]
struct Person<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
}

#[derive(Serialize, PartialEq)]
struct Category<'a> {
    term: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
}

#[derive(Serialize, PartialEq)]
struct Reply<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mime_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

/// What there is to say of the item's `image`, which is an address only.
#[derive(Serialize, PartialEq)]
struct ImageDetails<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u64>,
}

#[derive(Serialize, PartialEq)]
struct JsonMedia<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mime_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    medium: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    credit: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    thumbnails: Vec<Thumbnail>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
}

#[derive(Serialize, PartialEq)]
struct Thumbnail {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u64>,
}

#[derive(Serialize, PartialEq)]
struct Podcast<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    episode: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    season: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    episode_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explicit: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<bool>,
    #[serde(skip_serializing_if = "<[Transcript]>::is_empty")]
    transcripts: &'a [Transcript],
    #[serde(skip_serializing_if = "Option::is_none")]
    chapters: Option<String>,
    #[serde(skip_serializing_if = "<[Chapter]>::is_empty")]
    chapter_list: &'a [Chapter],
    #[serde(skip_serializing_if = "<[PodcastPerson]>::is_empty")]
    persons: &'a [PodcastPerson],
}

fn feed_extension(masthead: &Masthead) -> Option<FeedExtension<'_>> {
    let extension =
        FeedExtension { about: ABOUT, rights: masthead.rights.as_deref(), categories: &masthead.categories };
    (extension.rights.is_some() || !extension.categories.is_empty()).then_some(extension)
}

fn item(item: &Item) -> JsonItem<'_> {
    let content_html = item.content.as_ref().filter(|html| !html.is_empty()).map(SafeHtml::as_str);
    // One of the two contents is required.
    let stand_in = item.summary.as_deref().unwrap_or(&item.title);
    JsonItem {
        id: &item.id,
        url: item.link.as_ref().map(uri),
        external_url: item.links.iter().find(|link| link.rel == "related").map(|link| uri(&link.url)),
        title: &item.title,
        content_html,
        content_text: content_html.is_none().then_some(stand_in),
        summary: item.summary.as_deref(),
        image: item.image.as_ref().map(|picture| uri(&picture.url)),
        date_published: date(item.published),
        date_modified: (item.updated != item.published).then(|| date(item.updated)),
        authors: match item.byline() {
            Byline::People(people) => people.iter().map(author).collect(),
            Byline::Feed(name) => vec![JsonAuthor { name, url: None, email: None }],
            Byline::Agency(_) => Vec::new(),
        },
        tags: item.categories.iter().map(|category| category.term.as_str()).collect(),
        language: item.language.as_deref(),
        attachments: item.enclosures.iter().map(attachment).collect(),
        extension: item_extension(item),
    }
}

fn author(author: &edition::Author) -> JsonAuthor<'_> {
    let email = author.email.as_deref();
    let mailto = email.map(|email| format!("mailto:{email}"));
    JsonAuthor { name: &author.name, url: author.url.as_ref().map(uri).or(mailto), email }
}

fn attachment(enclosure: &edition::Enclosure) -> Attachment<'_> {
    Attachment {
        url: uri(&enclosure.url),
        mime_type: &enclosure.media_type,
        title: enclosure.title.as_deref(),
        size_in_bytes: enclosure.length,
        duration_in_seconds: enclosure.duration_s.filter(|seconds| seconds.is_finite()),
    }
}

fn item_extension(item: &Item) -> Option<ItemExtension<'_>> {
    let told = |category: &&edition::Category| category.scheme.is_some() || category.label.is_some();
    let extension = ItemExtension {
        about: "",
        source: item.source.as_ref().map(source),
        also_in: item.also_in.iter().map(source).collect(),
        links: item.links.iter().map(further_link).collect(),
        contributors: item.contributors.iter().map(contributor).collect(),
        categories: item.categories.iter().filter(told).map(category).collect(),
        rights: item.rights.as_deref(),
        license: item.license.as_ref().map(uri),
        comments: item.comments.as_ref().map(uri),
        comment_count: item.comment_count,
        comment_feed: item.comment_feed.as_ref().map(uri),
        in_reply_to: item.in_reply_to.iter().map(reply).collect(),
        geo: item.geo.as_ref(),
        image: item.image.as_ref().and_then(image_details),
        media: item.media.iter().map(media).collect(),
        podcast: item.podcast.as_ref().filter(|told| **told != edition::Podcast::default()).map(podcast),
    };
    (extension != ItemExtension::default()).then_some(ItemExtension { about: ABOUT, ..extension })
}

fn source(origin: &Origin) -> Source<'_> {
    Source {
        id: &origin.id,
        title: &origin.title,
        url: origin.link.as_ref().map(uri),
        feed_url: origin.feed_url.as_ref().map(uri),
        updated: origin.updated.map(date),
        rights: origin.rights.as_deref(),
        icon: origin.icon.as_ref().map(uri),
        authors: origin.authors.iter().map(contributor).collect(),
    }
}

fn further_link(link: &edition::Link) -> JsonLink<'_> {
    JsonLink {
        rel: link.rel,
        url: uri(&link.url),
        mime_type: link.media_type.as_deref(),
        title: link.title.as_deref(),
    }
}

fn contributor(author: &edition::Author) -> Person<'_> {
    Person { name: &author.name, url: author.url.as_ref().map(uri), email: author.email.as_deref() }
}

fn category(category: &edition::Category) -> Category<'_> {
    Category { term: &category.term, scheme: category.scheme.as_deref(), label: category.label.as_deref() }
}

fn reply(reply: &ReplyTo) -> Reply<'_> {
    Reply {
        id: &reply.reference,
        url: reply.href.as_ref().map(uri),
        mime_type: reply.media_type.as_deref(),
        source: reply.source.as_ref().map(uri),
    }
}

fn image_details(picture: &Picture) -> Option<ImageDetails<'_>> {
    let &Picture { ref title, width, height, .. } = picture;
    let is_more = title.is_some() || width.is_some() || height.is_some();
    is_more.then_some(ImageDetails { title: title.as_deref(), width, height })
}

fn media(media: &Media) -> JsonMedia<'_> {
    JsonMedia {
        url: media.url.as_ref().map(uri),
        mime_type: media.media_type.as_deref(),
        medium: media.medium.as_deref(),
        title: media.title.as_deref(),
        description: media.description.as_deref(),
        credit: &media.credit,
        rating: media.rating.as_deref(),
        thumbnails: media.thumbnails.iter().map(thumbnail).collect(),
        width: media.width,
        height: media.height,
        duration_in_seconds: media.duration_s,
        size_in_bytes: media.length,
    }
}

fn thumbnail(picture: &Picture) -> Thumbnail {
    Thumbnail { url: uri(&picture.url), width: picture.width, height: picture.height }
}

fn podcast(podcast: &edition::Podcast) -> Podcast<'_> {
    Podcast {
        episode: podcast.episode,
        season: podcast.season,
        episode_type: podcast.episode_type.as_deref(),
        duration_in_seconds: podcast.duration_s,
        explicit: podcast.explicit,
        block: podcast.block,
        transcripts: &podcast.transcripts,
        chapters: podcast.chapters.as_ref().map(uri),
        chapter_list: &podcast.chapter_list,
        persons: &podcast.persons,
    }
}

fn date(when: DateTime<Utc>) -> String {
    when.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}
