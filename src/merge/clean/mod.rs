//! The one crossing from an entry as read to an item as published.
//!
//! [`item`] is the function to call: what it returns any writer can write without a thought.
//! Whatever cannot be made well-formed is left out, never guessed; only a title and a media type
//! are made up where there is none, since readers need them.

mod content;
mod media;
pub mod people;
mod podcast;
pub mod text;
mod thread;

use chrono::{DateTime, Utc};
use url::{Host, Url};

pub use content::Room;

use super::dates;
use super::dedupe::Choice;
use super::sources::Source;
use crate::config::{Config, Order};
use crate::iri;
use crate::model::Entry;
use crate::model::edition::{Author, Category, Item, Link, Origin, Podcast};
use crate::model::feed;
use crate::model::stored::StoredItem;

/// More of each list than this is no list that a reader wants.
const MOST: usize = 100;

/// `item` as it is published: in the copy that was chosen, cleaned, with so much of its text as there is `room` for.
/// What the sources say of themselves must be possible `now`.
pub fn item(item: &StoredItem, choice: &Choice<'_>, config: &Config, room: Room, now: DateTime<Utc>) -> Item {
    let entry = &choice.copy.entry;
    let head = choice.source.head;
    let is_own = choice.source.feed.is_none();
    let link = link(entry, is_own).map(|link| without_tracking(link, config));
    let base = link.clone().or_else(|| head.and_then(|head| address(head.link.as_deref()?)));
    let body = content::body(item, entry, base.as_ref(), choice.source, config, room);
    let mut origin = origin(choice);
    if let Some(origin) = &mut origin {
        origin.updated.take_if(|updated| !dates::is_possible(*updated, now));
    }
    let title = content::title(entry, base.as_ref(), link.as_ref());
    Item {
        title: formatted(title, origin.as_ref().filter(|_| !is_own), config),
        published: item.published,
        day: entry.day.filter(|_| entry.published == Some(item.published)),
        updated: updated(item, choice, config),
        authors: authors(entry, choice.source, config),
        contributors: people::authors(&entry.contributors),
        categories: categories(entry, choice.source, config),
        enclosures: media::enclosures(&entry.enclosures),
        image: entry.image.as_ref().and_then(media::picture),
        media: media::objects(&entry.media),
        comments: entry.comments.as_deref().and_then(named_address),
        comment_count: entry.comment_count,
        comment_feed: entry.comment_feed.as_deref().and_then(named_address),
        language: content::spoken(entry, head),
        rights: entry.rights.as_ref().and_then(text::plain),
        license: entry
            .links
            .iter()
            .find(|link| link.rel == "license")
            .and_then(|link| named_address(&link.href)),
        links: further_links(entry, found_at(choice, origin.as_ref())),
        canonical: entry.original_link.as_deref().filter(|_| is_own).and_then(address),
        in_reply_to: thread::replies(&entry.in_reply_to),
        geo: entry.geo.clone().filter(media::is_on_earth),
        podcast: podcast::of(entry, head)
            .filter(|podcast| *podcast != Podcast::default())
            .or_else(|| podcast::of_article(entry).filter(|_| is_own)),
        also_in: choice.others.iter().filter_map(Source::origin).collect(),
        id: item.id.clone(),
        link,
        summary: body.summary,
        content: body.content,
        source: origin,
    }
}

/// When the copy that is published was changed. Another feed's copy may change as it likes, unless
/// that is what the items are ordered by.
fn updated(item: &StoredItem, choice: &Choice<'_>, config: &Config) -> DateTime<Utc> {
    let changed = match config.publish.order {
        Order::Published => choice.copy.changed.unwrap_or(item.published),
        Order::Updated => item.updated,
    };
    changed.max(item.published)
}

/// `text` as an absolute http(s) address.
pub fn address(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok()?;
    let is_possible = |host: &str| !host.starts_with('.') && !host.contains("..");
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(is_possible)).then_some(url)
}

/// The same, of a host with a name or an IPv4 address: the elements of RSS and its extensions know the URIs of
/// RFC 2396 only. What can be told by an `atom:link` need not keep to it.
fn named_address(text: &str) -> Option<Url> {
    address(text).filter(|url| !is_ipv6(url))
}

/// Whether the host is an IPv6 address.
pub fn is_ipv6(url: &Url) -> bool {
    matches!(url.host(), Some(Host::Ipv6(_)))
}

/// The registered language that `tag` means (BCP 47), its parts in their customary case.
pub fn language(tag: &str) -> Option<String> {
    iri::registered_language(tag)
}

/// At its author's where that is known, else as given; an id that is an address will do, or where the content is
/// that the feed does not hold itself (RFC 4287, 4.1.3.2). An own article is at home wherever it came out first.
fn link(entry: &Entry, is_own: bool) -> Option<Url> {
    let id = entry.id.as_deref().filter(|_| entry.id_is_permalink);
    let elsewhere = entry.content.iter().find_map(|content| content.src.as_deref());
    let original = entry.original_link.as_deref().filter(|_| !is_own);
    let candidates = [original, entry.link.as_deref(), id, elsewhere];
    candidates.into_iter().flatten().find_map(address)
}

/// What an entry is known by has no such parameters anyway (`prints`): this is for its readers.
fn without_tracking(link: Url, config: &Config) -> Url {
    if config.publish.strip_tracking { iri::strip_tracking(link) } else { link }
}

/// What the entry says of other pages: what it is about, and where its author found that; and where we found it.
fn further_links(entry: &Entry, found_at: Option<Link>) -> Vec<Link> {
    const RELATIONS: [&str; 2] = ["related", "via"];
    let mut links: Vec<Link> = Vec::new();
    for link in &entry.links {
        let rel = RELATIONS.into_iter().find(|rel| rel.eq_ignore_ascii_case(&link.rel));
        let (Some(rel), Some(url)) = (rel, address(&link.href)) else { continue };
        if links.len() < MOST && !links.iter().any(|other| other.rel == rel && other.url == url) {
            links.push(Link {
                rel,
                url,
                media_type: link.media_type.as_deref().and_then(media::media_type),
                title: link.title.as_deref().and_then(text::line),
            });
        }
    }
    let is_known = |found: &Link| links.iter().any(|link| link.rel == found.rel && link.url == found.url);
    links.extend(found_at.filter(|found| !is_known(found)));
    links
}

/// The feed that gave an entry which names another one as its source. Where the state is lost, this tells
/// whose entry it was: see `stand_ins`.
fn found_at(choice: &Choice<'_>, origin: Option<&Origin>) -> Option<Link> {
    choice.copy.entry.source.as_ref()?;
    let giver = choice.source.origin()?;
    let url =
        giver.feed_url.filter(|url| origin.is_none_or(|origin| origin.feed_url.as_ref() != Some(url)))?;
    Some(Link { rel: "via", url, media_type: None, title: Some(giver.title) })
}

/// The feed that the entry was taken from. An entry that names its source itself (atom:source, as
/// planets write it) keeps that source (RFC 4287, section 4.2.11).
fn origin(choice: &Choice<'_>) -> Option<Origin> {
    let Some(origin) = choice.source.origin() else { return agency(choice.copy.entry.source.as_deref()?) };
    let Some(named) = choice.copy.entry.source.as_deref() else { return Some(origin) };
    let title = named.title.as_ref().and_then(text::plain);
    let feed_url = named.feed_url.as_deref().and_then(address);
    let own_id = named.id.as_deref().and_then(|id| iri::published_id(id.trim()));
    let (Some(title), Some(id)) =
        (title, own_id.or_else(|| feed_url.as_ref().filter(|url| !is_ipv6(url)).map(Url::to_string)))
    else {
        return Some(origin);
    };
    Some(Origin {
        name: origin.name,
        id,
        title,
        link: named.link.as_deref().and_then(address),
        feed_url,
        updated: named.updated,
        rights: named.rights.as_ref().and_then(text::plain),
        icon: named.icon.as_deref().or(named.logo.as_deref()).and_then(address),
        authors: people::authors(&named.authors),
    })
}

/// Whom an own article names as the source of its text, who is no feed: an agency.
fn agency(named: &feed::Source) -> Option<Origin> {
    let title = named.title.as_ref().and_then(text::plain)?;
    Some(Origin {
        name: String::new(),
        id: iri::uuid_id("agency", &title),
        title,
        link: None,
        feed_url: None,
        updated: None,
        rights: None,
        icon: None,
        authors: Vec::new(),
    })
}

/// The entry's own, else its source's, else its feed's. An article by nobody is by whom `feeds.toml` names, unless
/// it is an agency's, and one that gives just his name means him.
fn authors(entry: &Entry, source: Source<'_>, config: &Config) -> Vec<Author> {
    let named = entry.source.as_deref().map(|source| source.authors.as_slice()).unwrap_or_default();
    let head = source.head.map(|head| head.authors.as_slice()).unwrap_or_default();
    let found = [entry.authors.as_slice(), named, head]
        .into_iter()
        .map(people::authors)
        .find(|found| !found.is_empty());
    let articles = config.articles.as_ref().filter(|_| source.feed.is_none());
    let own = articles.and_then(|articles| articles.author.as_ref().or(config.publish.author.as_ref()));
    match (found, own) {
        (None, own) => own.filter(|_| entry.source.is_none()).into_iter().cloned().collect(),
        (Some(found), None) => found,
        (Some(mut found), Some(own)) => {
            let bare = Author { name: own.name.clone(), email: None, url: None };
            found.iter_mut().filter(|author| **author == bare).for_each(|author| author.clone_from(own));
            found
        }
    }
}

/// Those of the entry, then those that `feeds.toml` adds.
fn categories<'a>(entry: &Entry, source: Source<'a>, config: &'a Config) -> Vec<Category> {
    let added = source.categories(config.articles.as_ref()).iter();
    let added = added.map(|term| feed::Category { term: term.clone(), ..feed::Category::default() });
    let mut categories: Vec<Category> = Vec::new();
    for category in entry.categories.iter().cloned().chain(added) {
        let Some(category) = clean_category(&category) else { continue };
        let is_same = |other: &Category| other.term == category.term && other.scheme == category.scheme;
        match categories.iter().position(is_same) {
            // RSS tells the label in another element than the term: see `publish`.
            Some(known) => categories[known].label = categories[known].label.take().or(category.label),
            None if categories.len() < MOST => categories.push(category),
            None => {}
        }
    }
    categories
}

fn clean_category(category: &feed::Category) -> Option<Category> {
    let label = category.label.as_deref().and_then(text::line);
    let term = text::line(&category.term).or_else(|| label.clone())?;
    let scheme = category.scheme.as_deref().and_then(|scheme| iri::published_id(scheme.trim()));
    Some(Category { term, scheme, label })
}

/// `title_format`, for which an own article's source is the combined feed itself.
fn formatted(title: String, origin: Option<&Origin>, config: &Config) -> String {
    let format = &config.publish.title_format;
    if format == "{title}" {
        return title;
    }
    let source = origin.map_or(config.publish.title.as_str(), |origin| origin.title.as_str());
    text::line(&around_title(source, config).join(&title)).unwrap_or(title)
}

/// What `title_format` puts around a title. A title may itself hold "{source}", and is not looked at.
fn around_title(source: &str, config: &Config) -> Vec<String> {
    config.publish.title_format.split("{title}").map(|part| part.replace("{source}", source)).collect()
}

/// The title that was published as `formatted`, of an entry of `source`; as it is where it is not of this format.
pub fn without_format<'a>(formatted: &'a str, source: &str, config: &Config) -> &'a str {
    let around = around_title(source, config);
    let [before, after] = around.as_slice() else { return formatted };
    let title =
        formatted.strip_prefix(before.trim_start()).and_then(|rest| rest.strip_suffix(after.trim_end()));
    title.unwrap_or(formatted)
}
