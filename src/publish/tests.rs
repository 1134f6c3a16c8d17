//! The whole of publishing: every format of an edition, checked, read again, compared.

use std::path::Path;
use std::sync::Arc;

use ::rss::extension::atom::AtomExtension;
use ::rss::extension::dublincore::DublinCoreExtension;
use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::fixture::{edition, files, own_article, plain_item, rich_edition, rich_item, url};
use super::*;
use crate::markup::SafeHtml;
use crate::model::Item;
use crate::model::edition::{Author, Category, Enclosure};

fn build(edition: &Edition) -> Build {
    build_with(edition, &[])
}

fn build_with(edition: &Edition, compress: &[Compression]) -> Build {
    let (files, templates) = (files(), Templates::builtin());
    render(edition, &Layout { compress, ..layout(&files, &templates) })
        .unwrap_or_else(|error| panic!("{error}"))
}

fn layout<'a>(files: &'a Files, templates: &'a Templates) -> Layout<'a> {
    Layout { folder: Path::new(""), files, templates, compress: &[], archive_pages: 0 }
}

fn text<'a>(build: &'a Build, name: &str) -> &'a str {
    let file = build.files.iter().find(|file| file.path == Path::new(name)).unwrap();
    std::str::from_utf8(&file.bytes).unwrap()
}

fn assert_clean(build: &Build) {
    assert_eq!(build.withheld, []);
    let warnings: Vec<String> = build.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings, Vec::<String>::new());
}

#[test]
fn rss_says_everything() {
    let build = build(&rich_edition());
    insta::assert_snapshot!(text(&build, "feed.xml"));
}

#[test]
fn atom_says_everything() {
    let build = build(&rich_edition());
    insta::assert_snapshot!(text(&build, "atom.xml"));
}

#[test]
fn json_feed_says_everything() {
    let build = build(&rich_edition());
    insta::assert_snapshot!(text(&build, "feed.json"));
}

#[test]
fn opml_lists_the_sources() {
    let build = build(&rich_edition());
    insta::assert_snapshot!(text(&build, "feeds.opml"));
}

#[test]
fn the_page_shows_entries_by_day_and_the_sources() {
    let build = build(&rich_edition());
    let page = text(&build, "index.html");
    let (_, body) = page.split_once("</style>").unwrap();
    insta::assert_snapshot!(body);
}

#[test]
fn nothing_is_wrong_with_any_file() {
    for edition in [rich_edition(), edition(vec![plain_item(1)]), edition(Vec::new())] {
        assert_clean(&build(&edition));
    }
}

#[test]
fn an_edition_without_items_is_published_too() {
    let mut edition = edition(Vec::new());
    edition.updated = chrono::DateTime::UNIX_EPOCH;
    edition.complete = true;
    let build = build(&edition);
    assert_clean(&build);
    assert!(text(&build, "index.html").contains("Nothing has been published yet."));
    assert!(text(&build, "atom.xml").contains("<updated>1990-01-01T00:00:00+00:00</updated>"));
}

#[test]
fn the_same_edition_gives_the_same_bytes() {
    let ways = [Compression::Gzip, Compression::Brotli, Compression::Zstd];
    assert_eq!(build_with(&rich_edition(), &ways), build_with(&rich_edition(), &ways));
    assert_eq!(build_with(&rich_edition(), &ways).files.len(), 20);
}

#[test]
fn a_bare_masthead_is_enough() {
    let mut edition = edition(vec![own_article()]);
    edition.masthead.description = None;
    edition.masthead.language = None;
    edition.masthead.author = None;
    edition.masthead.rights = None;
    edition.masthead.icon = None;
    edition.masthead.logo = Some(url("https://planet.example.org/logo.svg"));
    edition.masthead.categories.clear();
    edition.masthead.hubs.clear();
    edition.sources = Arc::default();
    assert_clean(&build(&edition));
}

#[test]
fn an_item_that_no_file_can_hold_is_left_out_and_named() {
    let twin = Item { title: "same id".into(), ..plain_item(2) };
    let build = build(&edition(vec![plain_item(2), plain_item(3), twin]));
    assert_eq!(build.withheld.len(), 1);
    assert_eq!(build.withheld[0].id, plain_item(2).id);
    assert_eq!(build.withheld[0].fault.rule, "duplicate-id");
    assert!(text(&build, "feed.xml").contains("Entry number 3"));
}

#[test]
fn a_character_that_breaks_the_whole_file_costs_its_item_only() {
    let bell = Item { title: "rings \u{7} the bell".into(), ..plain_item(1) };
    let build = build(&edition(vec![plain_item(2), bell, plain_item(3)]));
    assert_eq!(build.withheld.len(), 1);
    assert_eq!(build.withheld[0].id, plain_item(1).id);
    assert_eq!(build.withheld[0].fault.rule, "well-formed");
    assert_eq!(text(&build, "feed.xml").matches("<item>").count(), 2);
}

#[test]
fn a_source_that_no_file_can_hold_costs_itself_only() {
    let mut edition = rich_edition();
    Arc::make_mut(&mut edition.sources)[1].origin.title = "rings \u{7} the bell".into();
    let build = build(&edition);
    assert_eq!(build.withheld.len(), 1);
    assert_eq!(build.withheld[0].id, edition.sources[1].origin.id);
    assert!(text(&build, "feeds.opml").contains("Neighbour&apos;s Blog"));
    assert_eq!(text(&build, "feed.xml").matches("<item>").count(), 3);
}

#[test]
fn a_fault_outside_the_items_stops_the_build() {
    let mut edition = edition(vec![plain_item(1), plain_item(2)]);
    edition.masthead.id = "not an id".into();
    let (files, templates) = (files(), Templates::builtin());
    let error = render(&edition, &layout(&files, &templates)).unwrap_err().to_string();
    assert!(error.contains("atom.xml:4: atom:id: is 'not an id'"), "{error}");
}

#[test]
fn a_hub_hears_of_each_feed_that_changed() {
    let (files, templates) = (files(), Templates::builtin());
    let layout = Layout { folder: Path::new("rust"), ..layout(&files, &templates) };
    let written = [
        ("rust/feed.xml".into(), Written::Changed),
        ("rust/atom.xml".into(), Written::Unchanged),
        ("feed.json".into(), Written::Changed),
    ];
    let hub = url("https://hub.example.org/");
    let topic = url("https://planet.example.org/feed.xml");
    assert_eq!(pings(&rich_edition().masthead, &layout, &written), [Ping { hub, topic }]);
}

/// What may stand in a feed and means trouble for one format or another.
const HOSTILE: &[&str] = &[
    "\"quotes\" and 'more'",
    "]]> ends no section",
    "<![CDATA[ begins none ]]>",
    "</title><script>alert(1)</script>",
    "AT&T &amp; &lt;b&gt; &#x41; &nbsp",
    "a </b> tag, <b>bold</b>, <img src=x onerror=alert(1)>",
    "🦀 👩‍👩‍👧 😀\u{10FFFD}",
    "\u{202E}right to left\u{202C} עברית العربية",
    "tab\tand  spaces",
    "-- > <!-- comment",
    "{{ 7 * 7 }} {% raw %}",
    "\\u0000 \\\" \\n",
    "https://example.org/?a=1&b=2#c",
    "=cmd|' /C calc'!A0",
];

fn hostile_item(text: &str) -> Item {
    let mut item = rich_item();
    let own = |text: &str| Some(text.to_owned());
    item.title = text.to_owned();
    item.summary = own(text);
    item.rights = own(text);
    item.authors =
        vec![Author { name: text.to_owned(), email: None, url: Some(url("https://example.org/[a]|b")) }];
    item.contributors = item.authors.clone();
    item.categories =
        vec![Category { term: text.to_owned(), scheme: None, label: own(&format!("{text} label")) }];
    item.enclosures[0].title = own(text);
    item.enclosures[1].url = url("http://localhost/x?a[]=1&b={2}");
    item.enclosures[1].title = own(text);
    item.media[0].title = own(text);
    item.media[0].description = own(text);
    item.media[0].credit = vec![text.to_owned()];
    item.link = Some(url("https://blog.example.net/a|b?c[]=d^e"));
    if let Some(podcast) = &mut item.podcast {
        podcast.transcripts[0].url = "https://cdn.example.net/a|b [1].vtt".into();
        podcast.persons[0].href = Some("not an address".into());
        podcast.persons[0].name = text.to_owned();
        podcast.chapter_list[0].title = text.to_owned();
    }
    for origin in item.source.iter_mut().chain(&mut item.also_in) {
        origin.title = text.to_owned();
        origin.id = "https://blog.example.net/a|b?c[]=d".into();
        origin.rights = own(text);
        origin.authors = vec![Author { name: text.to_owned(), email: None, url: None }];
    }
    item
}

fn hostile_edition(text: &str) -> Edition {
    let mut edition = edition(vec![hostile_item(text)]);
    edition.masthead.title = text.to_owned();
    edition.masthead.description = Some(text.to_owned());
    edition.masthead.rights = Some(text.to_owned());
    edition.masthead.categories = vec![text.to_owned()];
    edition.masthead.author =
        Some(Author { name: text.to_owned(), email: Some("ed@example.org".into()), url: None });
    for listing in Arc::make_mut(&mut edition.sources) {
        listing.origin.title = text.to_owned();
        listing.description = Some(text.to_owned());
        listing.categories = vec![text.to_owned()];
    }
    edition
}

#[test]
fn hostile_text_stays_text_in_every_field() {
    for hostile in HOSTILE {
        let build = build(&hostile_edition(hostile));
        assert_clean(&build);
        let page = text(&build, "index.html");
        assert!(!page.contains("<script"), "{hostile}");
        assert!(!page.contains("onerror=alert(1)>") || page.contains("&lt;img"), "{hostile}");
    }
}

#[test]
fn hostile_text_comes_back_as_it_was() {
    for hostile in HOSTILE {
        let build = build(&hostile_edition(hostile));
        let seen = |text: &str| text.replace('\u{2060}', "");
        let channel = ::rss::Channel::read_from(text(&build, "feed.xml").as_bytes()).unwrap();
        assert_eq!(seen(channel.items()[0].title().unwrap()), *hostile);
        let feed = atom_syndication::Feed::read_from(text(&build, "atom.xml").as_bytes()).unwrap();
        let title = &feed.entries[0].title;
        let wanted = match title.r#type {
            atom_syndication::TextType::Html => super::text::to_html(hostile),
            _ => (*hostile).to_owned(),
        };
        assert_eq!(title.value, wanted);
        let json: serde_json::Value = serde_json::from_str(text(&build, "feed.json")).unwrap();
        assert_eq!(json["items"][0]["title"], *hostile);
    }
}

prop_compose! {
    /// Plain text as an edition may hold it: no control characters, not blank.
    fn plain_text()(text in "[ -~äß€日本🦀]{0,24}[a-z0-9]") -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

prop_compose! {
    fn any_item(number: u32)(
        title in plain_text(),
        authors in proptest::collection::vec(plain_text(), 1..4),
        term in plain_text(),
        summary in proptest::option::of(plain_text()),
        body in plain_text(),
        path in "[a-z]{1,8}",
        seconds in 700_000_000_i64..1_800_000_000,
        edited in 0_i64..1_000_000,
        link in any::<bool>(),
        lengths in proptest::collection::vec(proptest::option::of(1_u64..10_000_000_000), 0..4),
    ) -> Item {
        let published = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        let html = format!("<p>{}</p><ul><li>one</li></ul>", super::text::to_html(&body));
        Item {
            id: format!("urn:example:{number}"),
            title,
            link: link.then(|| url(&format!("https://example.net/{path}/{number}?a=1&b=2"))),
            published,
            updated: published + chrono::Duration::seconds(edited),
            authors: authors.into_iter().map(|name| Author { name, email: None, url: None }).collect(),
            categories: vec![Category { term, scheme: None, label: None }],
            summary,
            content: Some(SafeHtml::sanitise(&html, None)),
            enclosures: lengths
                .into_iter()
                .enumerate()
                .map(|(place, length)| Enclosure {
                    url: url(&format!("https://cdn.example.net/{path}/{place}.mp3?x=1&y=2")),
                    media_type: "audio/mpeg".into(),
                    length,
                    title: None,
                    duration_s: None,
                })
                .collect(),
            ..plain_item(number)
        }
    }
}

fn any_edition() -> impl Strategy<Value = Edition> {
    (any_item(1), any_item(2), any_item(3)).prop_map(|(a, b, c)| edition(vec![a, b, c]))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_written_is_valid_and_reads_the_same_everywhere(edition in any_edition()) {
        let build = build(&edition);
        assert_clean(&build);
        let wanted: Vec<Read> = edition.items.iter().map(Read::wanted).collect();
        // The crate has no eye for `atom:updated`; our own reader has: `tests/end_to_end/round_trip.rs`.
        let of_rss: Vec<Read> = edition.items.iter().map(|item| Read { updated: None, ..Read::wanted(item) }).collect();
        assert_eq!(by_the_rss_crate(text(&build, "feed.xml")), of_rss);
        assert_eq!(by_the_atom_crate(text(&build, "atom.xml")), wanted);
        assert_eq!(by_serde_json(text(&build, "feed.json")), wanted);
    }
}

/// What a reader must find of an item again: ids, titles, links, dates, authors, enclosures, content.
#[derive(Debug, PartialEq)]
struct Read {
    id: String,
    title: String,
    link: Option<String>,
    published: DateTime<Utc>,
    updated: Option<DateTime<Utc>>,
    authors: Vec<String>,
    categories: Vec<String>,
    enclosures: Vec<(String, String, Option<u64>)>,
    content: Option<String>,
}

impl Read {
    fn wanted(item: &Item) -> Read {
        let enclosure = |e: &Enclosure| (e.url.to_string(), e.media_type.clone(), e.length);
        Read {
            id: item.id.clone(),
            title: item.title.clone(),
            link: item.link.as_ref().map(Url::to_string),
            published: item.published,
            updated: (item.updated != item.published).then_some(item.updated),
            authors: item.authors.iter().map(|author| author.name.clone()).collect(),
            categories: item.categories.iter().map(|category| category.term.clone()).collect(),
            enclosures: item.enclosures.iter().map(enclosure).collect(),
            content: item.content.as_ref().map(|html| html.as_str().to_owned()),
        }
    }
}

/// Without the invisible character that keeps a literal tag from being one.
fn seen(text: &str) -> String {
    text.replace('\u{2060}', "")
}

fn length(written: Option<&str>) -> Option<u64> {
    written.and_then(|length| length.parse().ok()).filter(|length| *length > 0)
}

fn by_the_rss_crate(text: &str) -> Vec<Read> {
    let channel = ::rss::Channel::read_from(text.as_bytes()).unwrap();
    channel.items().iter().map(rss_item).collect()
}

fn rss_item(item: &::rss::Item) -> Read {
    let first =
        item.enclosure().map(|e| (e.url().to_owned(), e.mime_type().to_owned(), length(Some(e.length()))));
    let links = item.atom_ext().map(AtomExtension::links).unwrap_or_default();
    let further = links.iter().filter(|link| link.rel() == "enclosure").map(|link| {
        (link.href().to_owned(), link.mime_type().unwrap_or_default().to_owned(), length(link.length()))
    });
    let creators = item.dublin_core_ext().map(DublinCoreExtension::creators).unwrap_or_default();
    Read {
        id: item.guid().unwrap().value().to_owned(),
        title: seen(item.title().unwrap()),
        link: item.link().map(str::to_owned),
        published: DateTime::parse_from_rfc2822(item.pub_date().unwrap()).unwrap().into(),
        updated: None,
        authors: creators.iter().map(|name| seen(name)).collect(),
        categories: item.categories().iter().map(|category| seen(category.name())).collect(),
        enclosures: first.into_iter().chain(further).collect(),
        content: item.content().map(str::to_owned),
    }
}

fn by_the_atom_crate(text: &str) -> Vec<Read> {
    let feed = atom_syndication::Feed::read_from(text.as_bytes()).unwrap();
    feed.entries().iter().map(atom_entry).collect()
}

fn atom_entry(entry: &atom_syndication::Entry) -> Read {
    let links = |rel: &'static str| entry.links().iter().filter(move |link| link.rel() == rel);
    let title = match entry.title().r#type {
        atom_syndication::TextType::Html => crate::markup::text(&entry.title().value),
        _ => entry.title().value.clone(),
    };
    let published: DateTime<Utc> = (*entry.published().unwrap()).into();
    let updated: DateTime<Utc> = (*entry.updated()).into();
    let enclosure = |link: &atom_syndication::Link| {
        (link.href().to_owned(), link.mime_type().unwrap_or_default().to_owned(), length(link.length()))
    };
    Read {
        id: entry.id().to_owned(),
        title,
        link: links("alternate").next().map(|link| link.href().to_owned()),
        published,
        updated: (updated != published).then_some(updated),
        authors: entry.authors().iter().map(|author| seen(author.name())).collect(),
        categories: entry.categories().iter().map(|category| category.term().to_owned()).collect(),
        enclosures: links("enclosure").map(enclosure).collect(),
        content: entry.content().and_then(|content| content.value().map(str::to_owned)),
    }
}

fn by_serde_json(text: &str) -> Vec<Read> {
    let feed: serde_json::Value = serde_json::from_str(text).unwrap();
    feed["items"].as_array().unwrap().iter().map(json_item).collect()
}

fn json_item(item: &serde_json::Value) -> Read {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let list = |name: &str| item[name].as_array().cloned().unwrap_or_default();
    let date = |name: &str| item[name].as_str().map(|date| date.parse().unwrap());
    let attachment = |attachment: &serde_json::Value| {
        (text(&attachment["url"]), text(&attachment["mime_type"]), attachment["size_in_bytes"].as_u64())
    };
    Read {
        id: text(&item["id"]),
        title: text(&item["title"]),
        link: item["url"].as_str().map(str::to_owned),
        published: date("date_published").unwrap(),
        updated: date("date_modified"),
        authors: list("authors").iter().map(|author| text(&author["name"])).collect(),
        categories: list("tags").iter().map(text).collect(),
        enclosures: list("attachments").iter().map(attachment).collect(),
        content: item["content_html"].as_str().map(str::to_owned),
    }
}
