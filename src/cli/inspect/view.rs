//! The inspect contract: a feed as one JSON object in which every key is present.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Value, json};
use url::Url;

use crate::markup::SafeHtml;
use crate::model::Feed;
use crate::model::feed::{
    Category, Content, Enclosure, Entry, Generator, IdOrigin, Image, InReplyTo, Link, Media, Person, Podcast,
    Source, Text, TextKind, Thumbnail,
};
use crate::parse::NotAFeed;

/// How HTML is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    Sanitised,
    AsGiven,
}

pub fn error(source: &str, error: &NotAFeed) -> Value {
    json!({ "source": source, "error": { "code": error.code, "message": error.message } })
}

/// A feed as JSON. Its entries are put into that form one at a time, which takes ten times their own memory.
#[derive(Debug)]
pub struct FeedView<'a> {
    pub source: &'a str,
    pub feed: &'a Feed,
    pub markup: Markup,
}

impl Serialize for FeedView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        if let Value::Object(head) = head(self.source, self.feed, self.markup) {
            head.iter().try_for_each(|(key, value)| object.serialize_entry(key, value))?;
        }
        object.serialize_entry("entries", &Entries(&self.feed.entries, self.markup))?;
        object.end()
    }
}

struct Entries<'a>(&'a [Entry], Markup);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|one| entry(one, self.1)))
    }
}

/// All but the entries.
fn head(source: &str, feed: &Feed, markup: Markup) -> Value {
    let text = |value: &Option<Text>| opt(value.as_ref(), |value| self::text(value, markup));
    json!({
        "source": source,
        "format": feed.format.name(),
        "encoding": feed.encoding,
        "well_formed": feed.well_formed,
        "id": feed.id,
        "title": text(&feed.title),
        "subtitle": text(&feed.subtitle),
        "rights": text(&feed.rights),
        "link": feed.link,
        "links": list(&feed.links, link),
        "self_url": feed.self_url,
        "hubs": feed.hubs,
        "language": feed.language,
        "published": date(feed.published),
        "updated": date(feed.updated),
        "authors": list(&feed.authors, person),
        "contributors": list(&feed.contributors, person),
        "publisher": opt(feed.publisher.as_ref(), person),
        "categories": list(&feed.categories, category),
        "generator": opt(feed.generator.as_ref(), generator),
        "image": opt(feed.image.as_ref(), image),
        "icon": feed.icon,
        "logo": feed.logo,
        "docs": feed.docs,
        "cloud": opt(feed.cloud.as_ref(), |cloud| json!({
            "domain": cloud.domain, "port": cloud.port, "path": cloud.path,
            "register_procedure": cloud.register_procedure, "protocol": cloud.protocol,
        })),
        "text_input": opt(feed.text_input.as_ref(), |input| json!({
            "title": input.title, "description": input.description, "name": input.name, "link": input.link,
        })),
        "ttl_minutes": feed.ttl_minutes,
        "skip_hours": feed.skip_hours,
        "skip_days": feed.skip_days,
        "update_period": opt(feed.update_period.as_ref(), |period| json!({
            "period": period.period, "frequency": period.frequency, "base": date(period.base),
        })),
        "next_page": feed.next_page,
        "prev_archive": feed.prev_archive,
        "complete": feed.complete,
        "explicit": feed.explicit,
        "block": feed.block,
        "warnings": list(&feed.warnings, |warning| json!({
            "code": warning.code, "message": warning.message, "line": warning.line,
        })),
    })
}

fn entry(entry: &Entry, markup: Markup) -> Value {
    let text = |value: &Option<Text>| opt(value.as_ref(), |value| self::text(value, markup));
    json!({
        "id": entry.id,
        "guid_source": match entry.id_origin {
            IdOrigin::Given => "given",
            IdOrigin::Derived => "derived",
        },
        "id_is_permalink": entry.id_is_permalink,
        "title": text(&entry.title),
        "summary": text(&entry.summary),
        "rights": text(&entry.rights),
        "content": list(&entry.content, |one| content(one, markup)),
        "link": entry.link,
        "links": list(&entry.links, link),
        "comments": entry.comments,
        "comment_count": entry.comment_count,
        "comment_feed": entry.comment_feed,
        "comment_api": entry.comment_api,
        "in_reply_to": list(&entry.in_reply_to, in_reply_to),
        "authors": list(&entry.authors, person),
        "contributors": list(&entry.contributors, person),
        "publisher": opt(entry.publisher.as_ref(), person),
        "published": date(entry.published),
        "updated": date(entry.updated),
        "created": date(entry.created),
        "expires": date(entry.expires),
        "categories": list(&entry.categories, category),
        "enclosures": list(&entry.enclosures, enclosure),
        "media": list(&entry.media, |one| media(one, markup)),
        "image": opt(entry.image.as_ref(), image),
        "source": opt(entry.source.as_deref(), |one| source(one, markup)),
        "language": entry.language,
        "geo": entry.geo,
        "podcast": opt(entry.podcast.as_deref(), podcast),
    })
}

fn text(text: &Text, markup: Markup) -> Value {
    let kind = match text.kind {
        TextKind::Text => "text",
        TextKind::Html => "html",
        TextKind::Xhtml => "xhtml",
    };
    let value = if text.kind == TextKind::Text || markup == Markup::AsGiven {
        text.value.clone()
    } else {
        let base = text.base.as_deref().and_then(|base| Url::parse(base).ok());
        SafeHtml::sanitise(&text.value, base.as_ref()).as_str().trim().to_owned()
    };
    json!({ "type": kind, "value": value, "language": text.language, "base": text.base })
}

fn content(content: &Content, markup: Markup) -> Value {
    let mut value = text(&content.text, markup);
    value["src"] = json!(content.src);
    value
}

fn person(person: &Person) -> Value {
    json!({ "name": person.name, "email": person.email, "url": person.url })
}

fn link(link: &Link) -> Value {
    json!({
        "href": link.href, "rel": link.rel, "type": link.media_type,
        "hreflang": link.hreflang, "title": link.title, "length": link.length,
    })
}

fn category(category: &Category) -> Value {
    json!({ "term": category.term, "scheme": category.scheme, "label": category.label })
}

fn enclosure(enclosure: &Enclosure) -> Value {
    json!({
        "url": enclosure.url, "type": enclosure.media_type, "length": enclosure.length,
        "title": enclosure.title, "duration_s": enclosure.duration_s,
    })
}

fn image(image: &Image) -> Value {
    json!({
        "url": image.url, "title": image.title, "link": image.link,
        "width": image.width, "height": image.height, "description": image.description,
    })
}

fn media(media: &Media, markup: Markup) -> Value {
    json!({
        "url": media.url,
        "type": media.media_type,
        "medium": media.medium,
        "title": opt(media.title.as_ref(), |one| text(one, markup)),
        "description": opt(media.description.as_ref(), |one| text(one, markup)),
        "credit": media.credit,
        "thumbnails": list(&media.thumbnails, thumbnail),
        "width": media.width,
        "height": media.height,
        "duration_s": media.duration_s,
        "length": media.length,
    })
}

fn thumbnail(thumbnail: &Thumbnail) -> Value {
    json!({ "url": thumbnail.url, "width": thumbnail.width, "height": thumbnail.height })
}

fn generator(generator: &Generator) -> Value {
    json!({ "name": generator.name, "url": generator.url, "version": generator.version })
}

fn in_reply_to(answered: &InReplyTo) -> Value {
    json!({ "ref": answered.reference, "href": answered.href, "type": answered.media_type, "source": answered.source })
}

fn source(source: &Source, markup: Markup) -> Value {
    let text = |value: &Option<Text>| opt(value.as_ref(), |value| self::text(value, markup));
    json!({
        "id": source.id,
        "title": text(&source.title),
        "subtitle": text(&source.subtitle),
        "link": source.link,
        "links": list(&source.links, link),
        "updated": date(source.updated),
        "authors": list(&source.authors, person),
        "contributors": list(&source.contributors, person),
        "categories": list(&source.categories, category),
        "generator": opt(source.generator.as_ref(), generator),
        "icon": source.icon,
        "logo": source.logo,
        "rights": text(&source.rights),
        "feed_url": source.feed_url,
    })
}

fn podcast(podcast: &Podcast) -> Value {
    json!({
        "episode": podcast.episode,
        "season": podcast.season,
        "episode_type": podcast.episode_type,
        "duration_s": podcast.duration_s,
        "explicit": podcast.explicit,
        "block": podcast.block,
        "transcripts": list(&podcast.transcripts, |one| json!({ "url": one.url, "type": one.media_type })),
        "chapters": podcast.chapters,
        "chapter_list": list(&podcast.chapter_list, |one| json!({
            "start_s": one.start_s, "title": one.title, "url": one.url, "image": one.image,
        })),
    })
}

/// RFC 3339 in UTC; a fraction only where there is one.
fn date(date: Option<DateTime<Utc>>) -> Value {
    json!(date.map(|date| date.to_rfc3339_opts(SecondsFormat::AutoSi, true)))
}

fn opt<T>(value: Option<T>, view: impl Fn(T) -> Value) -> Value {
    value.map_or(Value::Null, view)
}

fn list<T>(values: &[T], view: impl Fn(&T) -> Value) -> Value {
    values.iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(value: &Value) -> String {
        value.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_key_of_the_contract_is_present() {
        let read = Feed { entries: vec![Entry::default()], ..Feed::default() };
        let view = FeedView { source: "-", feed: &read, markup: Markup::AsGiven };
        let object = serde_json::to_value(view).unwrap();
        assert_eq!(
            keys(&object),
            "authors block categories cloud complete contributors docs encoding entries explicit format generator hubs icon id \
             image language link links logo next_page prev_archive published publisher rights self_url skip_days skip_hours source \
             subtitle text_input title ttl_minutes update_period updated warnings well_formed"
        );
        assert_eq!(
            keys(&object["entries"][0]),
            "authors categories comment_api comment_count comment_feed comments content contributors created enclosures expires \
             geo guid_source id id_is_permalink image in_reply_to language link links media podcast published publisher rights \
             source summary title updated"
        );
    }

    #[test]
    fn html_is_sanitised_unless_asked_for_as_given() {
        let given = Text::html("<b onclick=\"x()\">a</b>", None);
        assert_eq!(text(&given, Markup::Sanitised)["value"], "<b>a</b>");
        assert_eq!(text(&given, Markup::AsGiven)["value"], given.value);
    }
}
