//! OPML 2.0: the external feeds as a blogroll ([`document`]), or any list of subscriptions
//! ([`subscriptions`], for `feedmill export`).
//!
//! The first category of a subscription becomes its folder; the `category` attribute has all.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use url::Url;

use crate::iri::iso639_language;
use crate::model::Edition;
use crate::model::edition::{Author, SourceListing};

use super::PublishError;
use super::text::{holds_pair, is_public_site, looks_like_html, rfc822, to_html, uri};

/// What an OPML file says of itself.
#[derive(Debug, Clone, Default)]
pub struct Head<'a> {
    pub title: &'a str,
    pub owner: Option<&'a Author>,
    pub modified: Option<DateTime<Utc>>,
}

/// One feed in an OPML file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subscription<'a> {
    pub title: &'a str,
    pub feed: &'a Url,
    pub site: Option<&'a Url>,
    pub description: Option<&'a str>,
    pub language: Option<&'a str>,
    pub categories: &'a [String],
}

/// The sources of the edition. Local files have no address to subscribe to and are left out.
pub fn document(edition: &Edition) -> Result<Vec<u8>, PublishError> {
    let masthead = &edition.masthead;
    let listed: Vec<Subscription<'_>> = edition.sources.iter().filter_map(subscription).collect();
    let head = Head {
        title: &masthead.title,
        owner: masthead.author.as_ref(),
        modified: Some(super::changed(edition)),
    };
    if listed.is_empty() { blogroll_of_one(edition, &head) } else { subscriptions(&head, &listed) }
}

/// An OPML file of `list`, in its order within each folder.
pub fn subscriptions(head: &Head<'_>, list: &[Subscription<'_>]) -> Result<Vec<u8>, PublishError> {
    write(head, |writer| {
        for subscription in list.iter().filter(|subscription| subscription.categories.is_empty()) {
            writer.write_event(Event::Empty(outline(subscription)))?;
        }
        for Folder { name, subscriptions } in folders(list) {
            let mut element = BytesStart::new("outline");
            element.push_attribute(("text", rendered(name).as_str()));
            writer.write_event(Event::Start(element))?;
            for subscription in subscriptions {
                writer.write_event(Event::Empty(outline(subscription)))?;
            }
            writer.write_event(Event::End(BytesEnd::new("outline")))?;
        }
        Ok(())
    })
}

/// OPML wants one outline at least: where no source has an address, the site itself.
fn blogroll_of_one(edition: &Edition, head: &Head<'_>) -> Result<Vec<u8>, PublishError> {
    write(head, |writer| {
        let mut element = BytesStart::new("outline");
        element.push_attribute(("text", rendered(&edition.masthead.title).as_str()));
        element.push_attribute(("type", "link"));
        element.push_attribute(("url", uri(&edition.masthead.link).as_str()));
        writer.write_event(Event::Empty(element))
    })
}

fn subscription(listing: &SourceListing) -> Option<Subscription<'_>> {
    Some(Subscription {
        title: &listing.origin.title,
        feed: listing.address()?,
        site: listing.origin.link.as_ref(),
        description: listing.description.as_deref(),
        language: listing.language.as_deref(),
        categories: &listing.categories,
    })
}

/// The subscriptions with one first category.
struct Folder<'l, 'a> {
    name: &'a str,
    subscriptions: Vec<&'l Subscription<'a>>,
}

/// In the order in which they come up.
fn folders<'l, 'a>(list: &'l [Subscription<'a>]) -> Vec<Folder<'l, 'a>> {
    let mut folders: Vec<Folder<'l, 'a>> = Vec::new();
    let mut places = HashMap::new();
    for subscription in list {
        let Some(name) = subscription.categories.first() else { continue };
        let place = *places.entry(name).or_insert(folders.len());
        if place == folders.len() {
            folders.push(Folder { name, subscriptions: Vec::new() });
        }
        folders[place].subscriptions.push(subscription);
    }
    folders
}

fn outline(subscription: &Subscription<'_>) -> BytesStart<'static> {
    let mut element = BytesStart::new("outline");
    element.push_attribute(("type", "rss"));
    element.push_attribute(("text", rendered(subscription.title).as_str()));
    element.push_attribute(("title", rendered(subscription.title).as_str()));
    element.push_attribute(("xmlUrl", uri(subscription.feed).as_str()));
    if let Some(site) = subscription.site {
        element.push_attribute(("htmlUrl", uri(site).as_str()));
    }
    if let Some(description) = subscription.description {
        element.push_attribute(("description", rendered(description).as_str()));
    }
    if let Some(language) = subscription.language.and_then(iso639_language) {
        element.push_attribute(("language", language.as_str()));
    }
    if !subscription.categories.is_empty() {
        element.push_attribute(("category", category_paths(subscription.categories).as_str()));
    }
    element
}

/// Comma-separated and slash-delimited, as OPML 2.0 has it; a comma or a slash in a name would
/// read as a separator.
fn category_paths(categories: &[String]) -> String {
    let paths = categories.iter().map(|name| format!("/{}", name.replace([',', '/'], " ")));
    paths.collect::<Vec<_>>().join(",")
}

/// OPML text may hold HTML markup, so a text that is no sound HTML as it stands is escaped once more. `Q&A` is, by the
/// HTML of today, and stays: most readers show the text as it is.
fn rendered(text: &str) -> String {
    if text.contains('<') || looks_like_html(text) || holds_pair(text) {
        to_html(text)
    } else {
        text.to_owned()
    }
}

type Output = Writer<Vec<u8>>;

fn write(
    head: &Head<'_>,
    body: impl FnOnce(&mut Output) -> std::io::Result<()>,
) -> Result<Vec<u8>, PublishError> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    let all = || {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        let mut root = BytesStart::new("opml");
        root.push_attribute(("version", "2.0"));
        writer.write_event(Event::Start(root))?;
        write_head(&mut writer, head)?;
        writer.write_event(Event::Start(BytesStart::new("body")))?;
        body(&mut writer)?;
        writer.write_event(Event::End(BytesEnd::new("body")))?;
        writer.write_event(Event::End(BytesEnd::new("opml")))
    };
    all().map_err(|error| PublishError::Format { format: "OPML", source: error.into() })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn write_head(writer: &mut Output, head: &Head<'_>) -> std::io::Result<()> {
    writer.write_event(Event::Start(BytesStart::new("head")))?;
    element(writer, "title", &rendered(head.title))?;
    if let Some(modified) = head.modified {
        element(writer, "dateModified", &rfc822(modified))?;
    }
    if let Some(owner) = head.owner {
        element(writer, "ownerName", &rendered(&owner.name))?;
        if let Some(email) = &owner.email {
            element(writer, "ownerEmail", email)?;
        }
        if let Some(url) = owner.url.as_ref().filter(|url| is_public_site(url)) {
            element(writer, "ownerId", &uri(url))?;
        }
    }
    writer.write_event(Event::End(BytesEnd::new("head")))
}

fn element(writer: &mut Output, name: &str, text: &str) -> std::io::Result<()> {
    writer.write_event(Event::Start(BytesStart::new(name)))?;
    writer.write_event(Event::Text(BytesText::new(text)))?;
    writer.write_event(Event::End(BytesEnd::new(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Url {
        Url::parse("https://example.org/feed.xml?a=1&b=2").unwrap()
    }

    fn feed<'a>(title: &'a str, feed: &'a Url, categories: &'a [String]) -> Subscription<'a> {
        Subscription { title, feed, site: None, description: None, language: None, categories }
    }

    #[test]
    fn text_is_escaped_once_more_where_it_is_no_sound_html() {
        for (text, written) in [
            ("Q&A", "Q&A"),
            ("Fish & Chips", "Fish & Chips"),
            ("I <3 you", "I &lt;3 you"),
            ("&copy; & Q&A", "&amp;copy; &amp; Q&amp;A"),
            ("CafÃ©", "Caf&#xC3;©"),
        ] {
            assert_eq!(rendered(text), written);
        }
    }

    #[test]
    fn what_it_cannot_say_of_owner_and_language_is_left_out() {
        let owner = |url: &str| Author { name: "Ed".into(), email: None, url: Url::parse(url).ok() };
        let address = address();
        let list = [
            Subscription { language: Some("bar"), ..feed("a", &address, &[]) },
            Subscription { language: Some("yue"), ..feed("b", &address, &[]) },
        ];
        let written = |owner: &Author| {
            let head = Head { title: "Mine", owner: Some(owner), ..Head::default() };
            String::from_utf8(subscriptions(&head, &list).unwrap()).unwrap()
        };
        assert!(written(&owner("https://example.org/")).contains("<ownerId>https://example.org/</ownerId>"));
        let text = written(&owner("http://localhost/"));
        assert!(
            !text.contains("ownerId") && !text.contains("bar") && text.contains("language=\"zh-yue\""),
            "{text}"
        );
    }

    #[test]
    fn as_many_folders_as_feeds_are_little_work() {
        let names: Vec<[String; 1]> = (0..50_000).map(|number| [number.to_string()]).collect();
        let address = address();
        let list: Vec<_> = names.iter().map(|name| feed("a", &address, name)).collect();
        // Going through all feeds for each folder would take minutes.
        let folders = folders(&list);
        assert!(folders.len() == list.len() && folders.iter().all(|folder| folder.subscriptions.len() == 1));
    }

    #[test]
    fn categories_become_folders_and_keep_their_order() {
        let [a, b, path] = ["a", "b", "x/y"].map(str::to_owned);
        let (a, b, both) = ([a], [b.clone()], [b, path]);
        let address = address();
        let list = [("Loose", &[][..]), ("One <b>", &both), ("Two", &a), ("Three", &b)]
            .map(|(title, categories)| feed(title, &address, categories));
        let head = Head { title: "Mine", ..Head::default() };
        let text = String::from_utf8(subscriptions(&head, &list).unwrap()).unwrap();
        insta::assert_snapshot!(text, @r#"
        <?xml version="1.0" encoding="utf-8"?>
        <opml version="2.0">
         <head>
          <title>Mine</title>
         </head>
         <body>
          <outline type="rss" text="Loose" title="Loose" xmlUrl="https://example.org/feed.xml?a=1&amp;b=2"/>
          <outline text="b">
           <outline type="rss" text="One &amp;lt;b&amp;gt;" title="One &amp;lt;b&amp;gt;" xmlUrl="https://example.org/feed.xml?a=1&amp;b=2" category="/b,/x y"/>
           <outline type="rss" text="Three" title="Three" xmlUrl="https://example.org/feed.xml?a=1&amp;b=2" category="/b"/>
          </outline>
          <outline text="a">
           <outline type="rss" text="Two" title="Two" xmlUrl="https://example.org/feed.xml?a=1&amp;b=2" category="/a"/>
          </outline>
         </body>
        </opml>
        "#);
    }
}
