//! What a page shows, as the templates see it. `docs/output.md` lists the names for authors of
//! own templates.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr, Serde};
use serde::Serialize;
use url::Url;
use uuid::Uuid;

use crate::config::Files;
use crate::markup;
use crate::model::edition::{Author, Enclosure, Masthead, Origin, Picture, SourceListing};
use crate::model::{Edition, Item};
use crate::publish::format::Format;
use crate::publish::text::uri;

use super::policy::{self, Policy};
use super::prose::{self, Place};
use super::wording::{
    self, Moment, is_troubled, moment, runs_from_right, spoken_duration, spoken_size, state,
};

/// As much of an entry as the overview shows.
const TEASER_CHARS: usize = 320;

/// The overview.
#[derive(Debug, Serialize)]
pub struct Page<'a> {
    site: Site<'a>,
    #[serde(flatten)]
    policy: Policy,
    /// Every feed of the edition, for autodiscovery and for people.
    feeds: Vec<FeedLink<'a>>,
    days: Vec<Day<'a>>,
    /// A list of [`Source`].
    sources: Value,
    /// How many sources do not answer as they should.
    troubled: usize,
    /// `None`: nothing was published yet.
    updated: Option<Moment>,
}

/// The page of one article.
#[derive(Debug, Serialize)]
pub struct Article<'a> {
    site: Site<'a>,
    #[serde(flatten)]
    policy: Policy,
    feeds: Vec<FeedLink<'a>>,
    item: Entry<'a>,
}

#[derive(Debug, Serialize)]
struct Site<'a> {
    title: &'a str,
    link: String,
    /// The address of the overview.
    home: String,
    description: Option<&'a str>,
    language: &'a str,
    author: Option<Person<'a>>,
    rights: Option<&'a str>,
    /// On the site's own host only: the page asks no other for anything.
    icon: Option<String>,
    logo: Option<String>,
}

#[derive(Debug, Serialize)]
struct FeedLink<'a> {
    name: &'static str,
    media_type: &'static str,
    /// OPML is a list of feeds and none itself.
    is_feed: bool,
    href: String,
    title: &'a str,
}

#[derive(Debug, Serialize)]
struct Day<'a> {
    date: String,
    label: String,
    items: Vec<Entry<'a>>,
}

#[derive(Debug, Serialize)]
struct Entry<'a> {
    anchor: String,
    id: &'a str,
    title: &'a str,
    link: Option<String>,
    /// Where it came out first: the link, if nowhere else.
    canonical: Option<String>,
    language: Option<&'a str>,
    /// Whether its title runs from right to left.
    rtl: bool,
    published: Moment,
    updated: Moment,
    /// Whether it was edited on a later day than it was published.
    edited: bool,
    authors: Vec<Person<'a>>,
    /// `None`: an own article.
    source: Option<SourceName<'a>>,
    /// The feed that gave the entry, where the entry names another as its source.
    via: Option<SourceName<'a>>,
    also_in: Vec<SourceName<'a>>,
    teaser: String,
    /// Safe HTML, as [`prose`] fits it in.
    content: Option<Cow<'a, str>>,
    categories: Vec<&'a str>,
    image: Option<PictureView<'a>>,
    media: Vec<MediaView<'a>>,
    comments: Option<String>,
    rights: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Person<'a> {
    name: &'a str,
    url: Option<String>,
}

#[derive(Debug, Serialize)]
struct SourceName<'a> {
    title: &'a str,
    link: Option<String>,
}

#[derive(Debug, Serialize)]
struct Source<'a> {
    title: &'a str,
    link: Option<String>,
    feed: Option<String>,
    description: Option<&'a str>,
    /// `ok`, `new`, `failing`, `gone`, `held`, `disabled`.
    state: &'static str,
    state_text: String,
    /// Of its entries, as many are on this page.
    entries: usize,
}

#[derive(Debug, Serialize)]
struct PictureView<'a> {
    url: String,
    width: Option<u64>,
    height: Option<u64>,
    title: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct MediaView<'a> {
    url: String,
    /// `Audio`, `Video`, `Image` or `File`.
    kind: &'static str,
    media_type: &'a str,
    title: Option<&'a str>,
    /// `42 min`, `24 MB`; empty where nothing is known.
    extent: String,
}

/// What the overview of `edition` shows.
pub fn page<'a>(edition: &'a Edition, files: &'a Files) -> Page<'a> {
    let masthead = &edition.masthead;
    let ids = edition.items.iter().map(|item| item.id.as_str());
    Page {
        site: site(masthead),
        policy: policy::of(ids.chain([masthead.id.as_str()]), ""),
        feeds: feed_links(masthead, |format| Some(beside(files.html.as_deref()?, format.file(files)?))),
        days: days(edition),
        sources: Value::from_object(Sources::of(edition)),
        troubled: edition.sources.iter().filter(|listing| is_troubled(listing.health)).count(),
        updated: (!edition.items.is_empty()).then(|| moment(edition.updated)),
    }
}

/// What the page of `item` shows.
pub fn article<'a>(masthead: &'a Masthead, item: &'a Item) -> Article<'a> {
    let content = item.content.as_ref().map_or("", |html| html.as_str());
    Article {
        site: site(masthead),
        policy: policy::of([item.id.as_str(), content].into_iter(), content),
        feeds: feed_links(masthead, |format| format.address(&masthead.addresses).map(uri)),
        item: entry(item, Place::Article),
    }
}

fn site(masthead: &Masthead) -> Site<'_> {
    let home = masthead.addresses.html.as_ref().unwrap_or(&masthead.link);
    let own_host = |url: &&Url| url.host() == masthead.link.host() || url.host() == home.host();
    Site {
        title: &masthead.title,
        link: uri(&masthead.link),
        home: uri(home),
        description: masthead.description.as_deref(),
        language: masthead.language.as_deref().unwrap_or("en"),
        author: masthead.author.as_ref().map(person),
        rights: masthead.rights.as_deref(),
        icon: masthead.icon.as_ref().filter(own_host).map(uri),
        logo: masthead.logo.as_ref().filter(own_host).map(uri),
    }
}

/// How `page` refers to `file`, both in the output folder, so that the folder may stand anywhere.
fn beside(page: &str, file: &str) -> String {
    let mut folders = page.split('/').rev().skip(1).collect::<Vec<_>>();
    let mut rest = file;
    while let (Some(folder), Some((first, inner))) = (folders.last(), rest.split_once('/')) {
        if *folder != first {
            break;
        }
        folders.pop();
        rest = inner;
    }
    "../".repeat(folders.len()) + rest
}

fn feed_links(masthead: &Masthead, href: impl Fn(Format) -> Option<String>) -> Vec<FeedLink<'_>> {
    let others = Format::ALL.into_iter().filter(|format| *format != Format::Html);
    let link = |format: Format| {
        let (name, media_type) = (format.name(), format.media_type());
        let is_feed = Format::FEEDS.contains(&format);
        Some(FeedLink { name, media_type, is_feed, href: href(format)?, title: &masthead.title })
    };
    others.filter_map(link).collect()
}

/// The items by the day of their publication, in the edition's order.
fn days(edition: &Edition) -> Vec<Day<'_>> {
    let feeds: BTreeMap<&str, &Origin> =
        edition.sources.iter().map(|listing| (listing.origin.name.as_str(), &listing.origin)).collect();
    let mut days: Vec<Day<'_>> = Vec::new();
    for item in &edition.items {
        let shown = Entry { via: giver(item, &feeds).map(source_name), ..entry(item, Place::Overview) };
        let at = place_of_day(&mut days, item);
        days[at].items.push(shown);
    }
    days
}

/// Where the entries stand of the day of `item`, which is the last of its edition so far. A day without a time has
/// begun in UTC the evening before, of which there may be entries already.
fn place_of_day(days: &mut Vec<Day<'_>>, item: &Item) -> usize {
    let day = day_of(item);
    let dated = |day: NaiveDate| day.format("%Y-%m-%d").to_string();
    let (date, eve) = (dated(day), item.day.and_then(|day| day.pred_opt()).map(dated));
    let behind = usize::from(days.last().is_some_and(|last| Some(&last.date) == eve.as_ref()));
    let at = days.len() - behind;
    if let Some(before) = at.checked_sub(1).filter(|before| days[*before].date == date) {
        return before;
    }
    let label = day.format("%A, %-d %B %Y").to_string();
    days.insert(at, Day { date, label, items: Vec::new() });
    at
}

/// The day under which `item` stands.
fn day_of(item: &Item) -> NaiveDate {
    item.day.unwrap_or_else(|| item.published.date_naive())
}

fn entry(item: &Item, place: Place) -> Entry<'_> {
    let content = item.content.as_ref().filter(|html| !html.is_empty());
    Entry {
        anchor: anchor(&item.id),
        id: &item.id,
        title: &item.title,
        link: item.link.as_ref().map(uri),
        canonical: item.canonical.as_ref().or(item.link.as_ref()).map(uri),
        language: item.language.as_deref(),
        rtl: runs_from_right(&item.title),
        published: item.day.map_or_else(|| moment(item.published), wording::day),
        updated: moment(item.updated),
        edited: item.updated.date_naive() > day_of(item),
        authors: item.authors.iter().map(person).collect(),
        source: item.source.as_ref().map(source_name),
        via: None,
        also_in: item.also_in.iter().map(source_name).collect(),
        teaser: teaser(item),
        content: content.map(|html| prose::fitted(html, place)),
        categories: item.categories.iter().map(|c| c.label.as_deref().unwrap_or(&c.term)).collect(),
        image: item.image.as_ref().filter(|picture| is_web(&picture.url)).map(picture),
        media: item.enclosures.iter().filter(|enclosure| is_web(&enclosure.url)).map(media).collect(),
        comments: item.comments.as_ref().map(uri),
        rights: item.rights.as_deref(),
    }
}

/// Of `feeds`, by name, the one that gave `item`, unless it is its source too: any feed may say that an entry
/// is another's.
fn giver<'a>(item: &Item, feeds: &BTreeMap<&str, &'a Origin>) -> Option<&'a Origin> {
    let source = item.source.as_ref()?;
    feeds.get(&*source.name).copied().filter(|feed| feed.id != source.id)
}

fn anchor(id: &str) -> String {
    let hash = Uuid::new_v5(&Uuid::NAMESPACE_URL, id.as_bytes()).simple().to_string();
    format!("e-{}", &hash[..16])
}

/// The first sentences of the content, a line for each block; the summary where there is one. A text that
/// only repeats the title says nothing.
fn teaser(item: &Item) -> String {
    let text = match (&item.summary, &item.content) {
        (Some(summary), _) => summary.clone(),
        (None, Some(html)) => markup::lines(html.as_str()),
        (None, None) => String::new(),
    };
    let teaser = markup::summary(&text, TEASER_CHARS);
    let repeats_title = teaser.split_whitespace().eq(item.title.split_whitespace());
    if repeats_title { String::new() } else { teaser }
}

fn person(author: &Author) -> Person<'_> {
    Person { name: &author.name, url: author.url.as_ref().map(uri) }
}

fn source_name(origin: &Origin) -> SourceName<'_> {
    SourceName { title: &origin.title, link: origin.link.as_ref().or(origin.feed_url.as_ref()).map(uri) }
}

/// Each source is made when its turn comes: there may be tens of thousands.
#[derive(Debug)]
struct Sources {
    listings: Arc<[SourceListing]>,
    /// By source, those on this page.
    entries: BTreeMap<String, usize>,
}

impl Sources {
    fn of(edition: &Edition) -> Sources {
        let mut entries = BTreeMap::new();
        for origin in edition.items.iter().filter_map(|item| item.source.as_ref()) {
            *entries.entry(origin.name.clone()).or_default() += 1;
        }
        Sources { listings: Arc::clone(&edition.sources), entries }
    }
}

impl Object for Sources {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, place: &Value) -> Option<Value> {
        let listing = self.listings.get(place.as_usize()?)?;
        let entries = self.entries.get(&listing.origin.name).copied().unwrap_or_default();
        Some(Value::from(Serde(source(listing, entries))))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.listings.len())
    }
}

fn source(listing: &SourceListing, entries: usize) -> Source<'_> {
    let origin = &listing.origin;
    let (state, state_text) = state(listing.health);
    Source {
        title: &origin.title,
        link: origin.link.as_ref().map(uri),
        feed: listing.address().map(uri),
        description: listing.description.as_deref(),
        state,
        state_text,
        entries,
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn picture(picture: &Picture) -> PictureView<'_> {
    PictureView {
        url: uri(&picture.url),
        width: picture.width.filter(|width| *width > 0),
        height: picture.height.filter(|height| *height > 0),
        title: picture.title.as_deref(),
    }
}

fn media(enclosure: &Enclosure) -> MediaView<'_> {
    let kind = match enclosure.media_type.split('/').next() {
        Some("audio") => "Audio",
        Some("video") => "Video",
        Some("image") => "Image",
        _ => "File",
    };
    let mut extent = Vec::new();
    extent.extend(enclosure.duration_s.filter(|seconds| *seconds >= 1.0).map(spoken_duration));
    extent.extend(enclosure.length.filter(|bytes| *bytes > 0).map(spoken_size));
    MediaView {
        url: uri(&enclosure.url),
        kind,
        media_type: &enclosure.media_type,
        title: enclosure.title.as_deref(),
        extent: extent.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::{beside, teaser};
    use crate::markup::SafeHtml;
    use crate::model::edition::Item;
    use crate::publish::fixture::plain_item;

    #[test]
    fn a_teaser_has_a_line_for_each_block_and_does_not_repeat_the_title() {
        let item = |html: &str| Item { content: Some(SafeHtml::sanitise(html, None)), ..plain_item(7) };
        for (html, shown) in [
            ("<p>Then:</p><ul><li>41 degrees<li>58 by evening</ul>", "Then:\n41 degrees\n58 by evening"),
            ("<h2>Entry</h2><p>number <b>7</b></p>", ""),
            ("<p>Mr. Dove goes on", "Mr. Dove goes on"),
        ] {
            assert_eq!(teaser(&item(html)), shown, "{html}");
        }
    }

    #[test]
    fn a_page_refers_to_files_from_where_it_stands() {
        for (page, file, reference) in [
            ("index.html", "feed.xml", "feed.xml"),
            ("index.html", "feeds/all.xml", "feeds/all.xml"),
            ("news/index.html", "feed.xml", "../feed.xml"),
            ("news/index.html", "news/feed.xml", "feed.xml"),
            ("news/today/index.html", "news/rss/feed.xml", "../rss/feed.xml"),
        ] {
            assert_eq!(beside(page, file), reference, "{page} {file}");
        }
    }
}
