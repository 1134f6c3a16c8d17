//! Editions for the tests: one that says everything the model can, one item that says nothing.

use chrono::{DateTime, Utc};
use url::Url;

use crate::config::Files;
use crate::markup::SafeHtml;
use crate::model::Edition;
use crate::model::edition::{
    Addresses, Author, Category, Enclosure, Health, Item, Link, Masthead, Media, Origin, Picture, Podcast,
    ReplyTo, SourceListing, Withdrawn,
};
use crate::model::feed::{Chapter, Geo, GeoShape, PodcastPerson, Transcript};

pub fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

pub fn date(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn files() -> Files {
    Files {
        rss: Some("feed.xml".into()),
        atom: Some("atom.xml".into()),
        json: Some("feed.json".into()),
        opml: Some("feeds.opml".into()),
        html: Some("index.html".into()),
    }
}

pub fn masthead() -> Masthead {
    let base = url("https://planet.example.org/");
    let at = |name: &str| Some(base.join(name).unwrap());
    Masthead {
        title: "Planet Example".into(),
        link: base.clone(),
        id: "tag:example.org,2026:planet".into(),
        description: Some("What we and our neighbours write".into()),
        language: Some("en".into()),
        author: Some(Author {
            name: "The Editors".into(),
            email: Some("ed@example.org".into()),
            url: Some(url("https://example.org/")),
        }),
        rights: Some("CC BY 4.0".into()),
        icon: Some(url("https://planet.example.org/favicon.png")),
        logo: Some(url("https://planet.example.org/logo.png")),
        categories: vec!["news".into(), "technology".into()],
        hubs: vec![url("https://hub.example.org/")],
        addresses: Addresses {
            rss: at("feed.xml"),
            atom: at("atom.xml"),
            json: at("feed.json"),
            opml: at("feeds.opml"),
            html: at("index.html"),
        },
    }
}

pub fn edition(items: Vec<Item>) -> Edition {
    let updated = items.iter().map(|item| item.updated).max().unwrap_or(date("2026-11-20T00:00:00Z"));
    Edition {
        masthead: masthead(),
        updated,
        items,
        sources: sources().into(),
        withdrawn: Vec::new(),
        complete: false,
    }
}

/// Everything at once.
pub fn rich_edition() -> Edition {
    let mut edition = edition(vec![rich_item(), plain_item(2), own_article()]);
    edition.withdrawn =
        vec![Withdrawn { id: "https://blog.example.net/gone".into(), when: date("2026-11-19T08:00:00Z") }];
    edition.complete = true;
    edition
}

pub fn sources() -> Vec<SourceListing> {
    let failing = Origin {
        name: "quiet".into(),
        id: "https://quiet.example.com/rss".into(),
        title: "A Quiet Place".into(),
        link: None,
        feed_url: Some(url("https://quiet.example.com/rss?a=1&b=2")),
        ..origin()
    };
    vec![
        SourceListing {
            origin: origin(),
            description: Some("Notes & more".into()),
            language: Some("de".into()),
            categories: vec!["rust".into(), "web".into()],
            health: Health::Ok,
            moved_to: None,
        },
        SourceListing {
            origin: failing,
            description: None,
            language: None,
            categories: Vec::new(),
            health: Health::Failing { since: date("2026-11-01T00:00:00Z") },
            moved_to: Some(url("https://silent.example.com/rss?a=1&b=2")),
        },
    ]
}

pub fn origin() -> Origin {
    Origin {
        name: "blog".into(),
        id: "tag:blog.example.net,2020:feed".into(),
        title: "Neighbour's Blog".into(),
        link: Some(url("https://blog.example.net/")),
        feed_url: Some(url("https://blog.example.net/feed.xml")),
        updated: Some(date("2026-11-20T10:30:00Z")),
        rights: Some("© the neighbour".into()),
        icon: Some(url("https://blog.example.net/icon.png")),
        authors: vec![Author { name: "N. Neighbour".into(), email: None, url: None }],
    }
}

/// An item that says what most do.
pub fn plain_item(number: u32) -> Item {
    let published = date("2026-11-18T12:00:00Z") - chrono::Duration::hours(i64::from(number));
    Item {
        id: format!("https://blog.example.net/{number}"),
        title: format!("Entry number {number}"),
        link: Some(url(&format!("https://blog.example.net/{number}"))),
        published,
        day: None,
        updated: published,
        authors: Vec::new(),
        contributors: Vec::new(),
        summary: None,
        content: Some(SafeHtml::sanitise("<p>A sentence. <em>Another</em> one.</p>", None)),
        categories: Vec::new(),
        enclosures: Vec::new(),
        image: None,
        media: Vec::new(),
        comments: None,
        comment_count: None,
        comment_feed: None,
        language: None,
        rights: None,
        license: None,
        links: Vec::new(),
        canonical: None,
        in_reply_to: Vec::new(),
        geo: None,
        podcast: None,
        source: Some(origin()),
        also_in: Vec::new(),
    }
}

/// A local article without a link and without content.
pub fn own_article() -> Item {
    Item {
        id: "urn:uuid:5c3d9d4e-0b6f-5a63-9a36-b4a1c1f6a001".into(),
        title: "Tom & Jerry <3 generics: Vec<T>".into(),
        link: None,
        content: None,
        source: None,
        ..plain_item(3)
    }
}

/// An item with every field.
pub fn rich_item() -> Item {
    let image = Picture {
        url: url("https://blog.example.net/one.jpg"),
        title: Some("One".into()),
        width: Some(640),
        height: Some(480),
    };
    Item {
        id: "tag:blog.example.net,2026:1".into(),
        title: "An episode about everything".into(),
        updated: date("2026-11-20T10:00:00Z"),
        authors: vec![
            Author {
                name: "Ann Author".into(),
                email: Some("ann@example.net".into()),
                url: Some(url("https://example.net/ann")),
            },
            Author { name: "Bob".into(), email: None, url: None },
        ],
        contributors: contributors(),
        summary: Some("In short: everything, 1 < 2 & more.".into()),
        categories: vec![
            Category {
                term: "rust".into(),
                scheme: Some("https://example.net/tags/".into()),
                label: Some("Rust, the language".into()),
            },
            Category { term: "podcast".into(), scheme: None, label: None },
        ],
        enclosures: enclosures(),
        image: Some(image),
        media: vec![media()],
        comments: Some(url("https://blog.example.net/1#comments")),
        comment_count: Some(7),
        comment_feed: Some(url("https://blog.example.net/1/comments.xml")),
        language: Some("en-GB".into()),
        rights: Some("© Ann".into()),
        license: Some(url("https://creativecommons.org/licenses/by/4.0/")),
        links: links(),
        in_reply_to: vec![ReplyTo {
            reference: "https://other.example.org/0".into(),
            href: Some(url("https://other.example.org/0.html")),
            media_type: Some("text/html".into()),
            source: Some(url("https://other.example.org/feed")),
        }],
        geo: Some(Geo { shape: GeoShape::Point, coordinates: vec![[13.4, 52.5]] }),
        podcast: Some(podcast()),
        also_in: vec![Origin {
            name: "mirror".into(),
            title: "The Mirror".into(),
            link: Some(url("https://mirror.example.com/")),
            ..origin()
        }],
        ..plain_item(1)
    }
}

fn contributors() -> Vec<Author> {
    vec![
        Author { name: "Chris Contributor".into(), email: None, url: None },
        Author {
            name: "Cleo".into(),
            email: Some("cleo@example.net".into()),
            url: Some(url("https://example.net/cleo")),
        },
    ]
}

fn links() -> Vec<Link> {
    vec![
        Link {
            rel: "related",
            url: url("https://about.example.org/?a=1&b=2"),
            media_type: Some("text/html".into()),
            title: Some("What it is about".into()),
        },
        Link { rel: "via", url: url("https://found.example.org/"), media_type: None, title: None },
    ]
}

fn enclosures() -> Vec<Enclosure> {
    vec![
        Enclosure {
            url: url("https://cdn.example.net/1.mp3"),
            media_type: "audio/mpeg".into(),
            length: Some(24_100_000),
            title: Some("The audio".into()),
            duration_s: Some(2520.0),
        },
        Enclosure {
            url: url("https://cdn.example.net/1.pdf"),
            media_type: "application/pdf".into(),
            length: None,
            title: None,
            duration_s: None,
        },
    ]
}

fn media() -> Media {
    Media {
        url: Some(url("https://cdn.example.net/1.mp4")),
        media_type: Some("video/mp4".into()),
        medium: Some("video".into()),
        title: Some("The video".into()),
        description: Some("Moving pictures".into()),
        credit: vec!["Cam Era".into()],
        rating: Some("nonadult".into()),
        thumbnails: vec![Picture {
            url: url("https://cdn.example.net/1.jpg"),
            title: None,
            width: Some(120),
            height: None,
        }],
        width: Some(1280),
        height: Some(720),
        duration_s: Some(61.5),
        length: Some(1_000_000),
    }
}

fn podcast() -> Podcast {
    Podcast {
        episode: Some(42),
        season: Some(3),
        episode_type: Some("full".into()),
        duration_s: Some(2520.0),
        explicit: Some(false),
        block: Some(false),
        transcripts: vec![Transcript {
            url: "https://cdn.example.net/1.vtt".into(),
            media_type: Some("text/vtt".into()),
            language: Some("en".into()),
            rel: Some("captions".into()),
        }],
        chapters: Some(url("https://cdn.example.net/1.chapters.json")),
        chapter_list: vec![Chapter {
            start_s: 0.0,
            title: "Hello".into(),
            url: Some("https://example.net/hello".into()),
            image: None,
        }],
        persons: vec![PodcastPerson {
            name: "Gil Guest".into(),
            role: Some("guest".into()),
            href: Some("https://example.net/gil".into()),
            img: None,
            group: Some("cast".into()),
        }],
    }
}
