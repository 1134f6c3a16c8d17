//! RSS 2.0, in the profile of the RSS Advisory Board: [`document`].
//!
//! What RSS cannot say natively goes by the customary extensions; `docs/output.md` has the table.

use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::{Category, Channel, Guid, Image};

use crate::iri::iso639_language;
use crate::markup::{self, STAND_IN_CHARS};
use crate::model::Edition;
use crate::model::edition::{Author, Byline, Enclosure, GENERATOR_LINE, Item, Masthead, Origin};

use super::PublishError;
use super::archive::Paging;
use super::atom_link::{self, link};
use super::extension::{self, Element};
use super::podcast;
use super::text::{
    LessThan, content, iri, is_named, is_public_site, page_type, plain, rfc822, to_html, uri,
    with_numeric_references,
};

pub const MEDIA_TYPE: &str = "application/rss+xml";
const DOCS: &str = "https://www.rssboard.org/rss-specification";

/// The edition as an RSS 2.0 document.
pub fn document(edition: &Edition, paging: &Paging) -> Result<Vec<u8>, PublishError> {
    let masthead = &edition.masthead;
    let feed_elements = feed_elements(edition, paging);
    let item_elements: Vec<Vec<Element>> = edition.items.iter().map(item_elements).collect();
    let namespaces = extension::namespaces(feed_elements.iter().chain(item_elements.iter().flatten()));
    let items =
        edition.items.iter().zip(item_elements).map(|(entry, elements)| item(entry, elements)).collect();
    let channel = Channel {
        title: plain(&masthead.title).into_owned(),
        link: uri(&masthead.link),
        description: plain(masthead.description.as_deref().unwrap_or(&masthead.title)).into_owned(),
        language: podcast::language(masthead, &edition.items),
        copyright: masthead.rights.as_deref().map(|rights| plain(rights).into_owned()),
        managing_editor: masthead.author.as_ref().and_then(address),
        last_build_date: Some(rfc822(super::changed(edition))),
        categories: masthead.categories.iter().map(|name| category(name, None)).collect(),
        generator: Some(GENERATOR_LINE.to_owned()),
        docs: Some(DOCS.to_owned()),
        image: image(masthead),
        atom_ext: Some(AtomExtension { links: feed_links(masthead, paging) }),
        dublin_core_ext: editor_without_address(masthead),
        extensions: extension::for_rss(feed_elements),
        namespaces,
        items,
        ..Channel::default()
    };
    let bytes = channel
        .pretty_write_to(Vec::new(), b' ', 1)
        .map_err(|error| PublishError::Format { format: "RSS", source: error.into() })?;
    Ok(with_numeric_references(&bytes, LessThan::Numeric))
}

fn feed_links(masthead: &Masthead, paging: &Paging) -> Vec<Link> {
    let own = masthead.addresses.rss.as_ref();
    let mut links = Vec::new();
    links.extend(paging.address(own).map(|url| link("self", &url, Some(MEDIA_TYPE))));
    links.extend(masthead.hubs.iter().map(|hub| link("hub", &uri(hub), None)));
    links.extend(paging.links(own).into_iter().map(|(rel, url)| link(rel, &url, Some(MEDIA_TYPE))));
    links
}

fn feed_elements(edition: &Edition, paging: &Paging) -> Vec<Element> {
    let masthead = &edition.masthead;
    let mut elements = podcast::of_feed(masthead, &edition.items);
    elements.extend(paging.marker());
    elements.extend(masthead.icon.as_ref().map(|url| Element::text("atom:icon", uri(url))));
    elements.extend(masthead.logo.as_ref().map(|url| Element::text("atom:logo", uri(url))));
    elements.extend(
        masthead
            .author
            .iter()
            .filter(|author| author.url.is_some())
            .map(|author| person("atom:author", author)),
    );
    elements
}

fn item(item: &Item, elements: Vec<Element>) -> rss::Item {
    let link = item.link.as_ref().filter(|url| is_named(url)).map(uri);
    let main_enclosure = item.enclosures.iter().find(|enclosure| is_public_site(&enclosure.url));
    rss::Item {
        title: Some(plain(&item.title).into_owned()),
        guid: Some(Guid { value: item.id.clone(), permalink: link.as_ref() == Some(&item.id) }),
        link,
        description: Some(description(item)),
        categories: item.categories.iter().map(|c| category(&c.term, c.scheme.clone())).collect(),
        comments: item.comments.as_ref().map(uri),
        enclosure: main_enclosure.map(enclosure),
        pub_date: Some(rfc822(item.published)),
        source: item.source.as_ref().and_then(source),
        content: item.content.as_ref().filter(|html| !html.is_empty()).map(|html| content(html).into_owned()),
        dublin_core_ext: dublin_core(item),
        atom_ext: item_links(item, main_enclosure),
        extensions: extension::for_rss(elements),
        ..rss::Item::default()
    }
}

/// RSS reads `description` as HTML.
fn description(item: &Item) -> String {
    match (&item.summary, &item.content) {
        (Some(summary), _) => to_html(summary),
        (None, Some(html)) => to_html(&markup::summary(&markup::text(html.as_str()), STAND_IN_CHARS)),
        (None, None) => to_html(&item.title),
    }
}

fn item_elements(item: &Item) -> Vec<Element> {
    let mut elements = extension::of_item(item);
    if item.updated != item.published {
        elements.push(Element::text("atom:updated", item.updated.to_rfc3339()));
    }
    let known_beyond_name = |author: &&Author| author.email.is_some() || author.url.is_some();
    // The validator allows one; `dc:creator` names them all.
    if let Byline::People(people) = item.byline() {
        elements.extend(people.iter().find(known_beyond_name).map(|author| person("atom:author", author)));
    }
    let contributors = item.contributors.iter().filter(known_beyond_name);
    elements.extend(contributors.map(|contributor| person("atom:contributor", contributor)));
    elements.extend(item.source.as_ref().map(|origin| atom_source(origin, item)));
    elements.extend(item.comment_count.map(|count| Element::text("slash:comments", count.to_string())));
    elements.extend(item.comment_feed.as_ref().map(|url| Element::text("wfw:commentRss", uri(url))));
    elements.extend(item.license.as_ref().map(|url| Element::text("creativeCommons:license", uri(url))));
    elements
}

/// What `source` has no room for: all that Atom says of a source.
fn atom_source(origin: &Origin, item: &Item) -> Element {
    let link = |rel: &str, url: &url::Url| Element::new("atom:link").with("rel", rel).with("href", uri(url));
    let known = [
        Element::text("atom:id", iri(&origin.id)),
        Element::text("atom:title", plain(&origin.title)),
        Element::text("atom:updated", origin.updated.unwrap_or(item.updated).to_rfc3339()),
    ];
    let source = Element::new("atom:source")
        .containing(known)
        .containing(origin.feed_url.as_ref().map(|url| link("self", url)))
        .containing(origin.link.as_ref().map(|url| link("alternate", url).with("type", "text/html")))
        .containing(origin.authors.iter().map(|author| person("atom:author", author)))
        .containing(origin.rights.as_deref().map(|rights| Element::text("atom:rights", plain(rights))))
        .containing(origin.icon.as_ref().map(|url| Element::text("atom:icon", uri(url))));
    // The feed validator knows `atom:source` in Atom only, but looks into no statement of where an item comes from.
    Element::new("dcterms:provenance").containing([source])
}

fn person(name: &'static str, author: &Author) -> Element {
    let mut children = vec![Element::text("atom:name", plain(&author.name))];
    children.extend(author.url.as_ref().map(|url| Element::text("atom:uri", uri(url))));
    children.extend(author.email.as_ref().map(|email| Element::text("atom:email", email)));
    Element::new(name).containing(children)
}

fn dublin_core(item: &Item) -> Option<DublinCoreExtension> {
    let names = |authors: &[Author]| authors.iter().map(|a| plain(&a.name).into_owned()).collect();
    let creators = match item.byline() {
        Byline::People(people) => names(people),
        Byline::Feed(title) => vec![plain(title).into_owned()],
        Byline::Agency(_) => Vec::new(),
    };
    let dublin_core = DublinCoreExtension {
        creators,
        contributors: names(&item.contributors),
        languages: item.language.iter().filter_map(|language| iso639_language(language)).collect(),
        rights: item.rights.iter().map(|rights| plain(rights).into_owned()).collect(),
        sources: item
            .source
            .iter()
            .filter(|origin| source(origin).is_none())
            .map(|origin| plain(&origin.title).into_owned())
            .collect(),
        ..DublinCoreExtension::default()
    };
    (dublin_core != DublinCoreExtension::default()).then_some(dublin_core)
}

/// What the one `enclosure` and `link` have no room for, and the further feeds that carry the item.
fn item_links(item: &Item, main: Option<&Enclosure>) -> Option<AtomExtension> {
    let further =
        item.enclosures.iter().filter(|enclosure| main.is_none_or(|main| !std::ptr::eq(main, *enclosure)));
    let mut links: Vec<Link> = further.map(atom_link::enclosure).collect();
    let unnamed = item.link.as_ref().filter(|url| !is_named(url));
    links.extend(unnamed.map(|url| link("alternate", &uri(url), page_type(url))));
    links.extend(item.links.iter().map(atom_link::further));
    links.extend(item.also_in.iter().filter_map(atom_link::also_in));
    (!links.is_empty()).then_some(AtomExtension { links })
}

fn enclosure(enclosure: &Enclosure) -> rss::Enclosure {
    rss::Enclosure {
        url: uri(&enclosure.url),
        // Required; 0 says unknown.
        length: enclosure.length.unwrap_or(0).to_string(),
        mime_type: enclosure.media_type.clone(),
    }
}

fn source(origin: &Origin) -> Option<rss::Source> {
    let url = uri(origin.feed_url.as_ref().filter(|url| is_named(url))?);
    Some(rss::Source { url, title: Some(plain(&origin.title).into_owned()) })
}

fn category(name: &str, domain: Option<String>) -> Category {
    Category { name: plain(name).into_owned(), domain }
}

/// The profile knows GIF, JPEG and PNG; title and link repeat the channel's.
fn image(masthead: &Masthead) -> Option<Image> {
    let suits = |url: &&url::Url| {
        let path = url.as_str();
        [".gif", ".jpg", ".jpeg", ".png"].iter().any(|ending| path.to_ascii_lowercase().ends_with(ending))
    };
    let url = masthead.logo.as_ref().into_iter().chain(&masthead.icon).find(suits)?;
    Some(Image {
        url: uri(url),
        title: plain(&masthead.title).into_owned(),
        link: uri(&masthead.link),
        ..Image::default()
    })
}

/// `address (name)`, the form of the profile; a name alone has no place in `managingEditor`.
fn address(author: &Author) -> Option<String> {
    let email = author.email.as_ref()?;
    let name: String = plain(&author.name).chars().filter(|c| !matches!(c, '(' | ')' | '\\')).collect();
    Some(format!("{email} ({})", name.trim()))
}

fn editor_without_address(masthead: &Masthead) -> Option<DublinCoreExtension> {
    let author = masthead.author.as_ref().filter(|author| author.email.is_none())?;
    let creators = vec![plain(&author.name).into_owned()];
    Some(DublinCoreExtension { creators, ..DublinCoreExtension::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_has_the_form_of_the_profile() {
        let author = Author { name: "Ed (Main)".into(), email: Some("ed@example.org".into()), url: None };
        assert_eq!(address(&author).unwrap(), "ed@example.org (Ed Main)");
        assert_eq!(address(&Author { email: None, ..author }), None);
    }
}
