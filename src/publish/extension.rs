//! What RSS and Atom hold by extension elements only, the same in both: Media RSS, places, threads; episodes are
//! in [`podcast`].
//!
//! [`of_item`] gives the elements, [`namespace`] the name behind a prefix. A
//! namespace is declared only where one of its elements is used.

use std::collections::BTreeMap;

use crate::model::edition::{Enclosure, Item, Media, Picture, ReplyTo};
use crate::model::feed::{Geo, GeoShape};

use super::podcast;
use super::text::{self, is_named, plain, uri};

/// An element of another namespace; converts into the type of either crate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Element {
    /// With its prefix.
    pub name: &'static str,
    pub value: Option<String>,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Element>,
}

impl Element {
    pub fn new(name: &'static str) -> Element {
        Element { name, ..Element::default() }
    }

    pub fn text(name: &'static str, value: impl Into<String>) -> Element {
        Element { name, value: Some(value.into()), ..Element::default() }
    }

    pub fn with(mut self, attribute: &str, value: impl Into<String>) -> Element {
        self.attributes.insert(attribute.to_owned(), value.into());
        self
    }

    pub fn with_some(self, attribute: &str, value: Option<impl Into<String>>) -> Element {
        match value {
            Some(value) => self.with(attribute, value),
            None => self,
        }
    }

    pub fn containing(mut self, children: impl IntoIterator<Item = Element>) -> Element {
        self.children.extend(children);
        self
    }

    pub fn prefix(&self) -> &'static str {
        self.name.split_once(':').map_or("", |(prefix, _)| prefix)
    }

    fn local_name(&self) -> &'static str {
        self.name.split_once(':').map_or(self.name, |(_, local)| local)
    }
}

/// The namespace that `prefix` customarily stands for.
pub fn namespace(prefix: &str) -> Option<&'static str> {
    Some(match prefix {
        "at" => "http://purl.org/atompub/tombstones/1.0",
        "atom" => "http://www.w3.org/2005/Atom",
        "creativeCommons" => "http://backend.userland.com/creativeCommonsRssModule",
        "dcterms" => "http://purl.org/dc/terms/",
        "fh" => "http://purl.org/syndication/history/1.0",
        "georss" => "http://www.georss.org/georss",
        "gml" => "http://www.opengis.net/gml",
        "itunes" => "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "media" => "http://search.yahoo.com/mrss/",
        "podcast" => "https://podcastindex.org/namespace/1.0",
        "psc" => "http://podlove.org/simple-chapters",
        "slash" => "http://purl.org/rss/1.0/modules/slash/",
        "thr" => "http://purl.org/syndication/thread/1.0",
        "wfw" => "http://wellformedweb.org/CommentAPI/",
        _ => return None,
    })
}

/// The declarations that `elements` and all in them need.
pub fn namespaces<'a>(elements: impl IntoIterator<Item = &'a Element>) -> BTreeMap<String, String> {
    let mut declared = BTreeMap::new();
    let mut elements: Vec<&Element> = elements.into_iter().collect();
    while let Some(element) = elements.pop() {
        if let Some(name) = namespace(element.prefix()) {
            declared.insert(element.prefix().to_owned(), name.to_owned());
        }
        elements.extend(&element.children);
    }
    declared
}

/// What both formats say of `item` in elements of other namespaces.
pub fn of_item(item: &Item) -> Vec<Element> {
    let mut elements = Vec::new();
    elements.extend(item.in_reply_to.iter().map(in_reply_to));
    elements.extend(item.comment_count.map(|count| Element::text("thr:total", count.to_string())));
    elements.extend(item.geo.as_ref().and_then(geo));
    elements.extend(media_elements(item));
    elements.extend(podcast::of_item(item));
    elements
}

/// RFC 4685.
fn in_reply_to(reply: &ReplyTo) -> Element {
    Element::new("thr:in-reply-to")
        .with("ref", text::iri(&reply.reference))
        .with_some("href", reply.href.as_ref().map(uri))
        .with_some("type", reply.media_type.clone())
        .with_some("source", reply.source.as_ref().map(uri))
}

/// `GeoRSS` writes latitude first. A box goes as GML: the feed validator forgot the one of `GeoRSS` Simple.
fn geo(geo: &Geo) -> Option<Element> {
    let corners = || geo.coordinates.iter().map(|[longitude, latitude]| format!("{latitude} {longitude}"));
    if geo.coordinates.is_empty() || geo.coordinates.iter().flatten().any(|number| !number.is_finite()) {
        return None;
    }
    let name = match geo.shape {
        GeoShape::Point => "georss:point",
        GeoShape::Line => "georss:line",
        GeoShape::Polygon => "georss:polygon",
        GeoShape::Box => {
            let corners = ["gml:lowerCorner", "gml:upperCorner"].into_iter().zip(corners());
            let corners = corners.map(|(name, corner)| Element::text(name, corner));
            let envelope = Element::new("gml:Envelope").containing(corners);
            return Some(Element::new("georss:where").containing([envelope]));
        }
    };
    Some(Element::text(name, corners().collect::<Vec<_>>().join(" ")))
}

/// The item's media, its enclosures where Media RSS says more than `enclosure` can, its picture.
fn media_elements(item: &Item) -> Vec<Element> {
    let mut elements: Vec<Element> = item.media.iter().flat_map(media).collect();
    let told = |enclosure: &&Enclosure| {
        (enclosure.title.is_some() || enclosure.duration_s.is_some())
            && is_named(&enclosure.url)
            && !item.media.iter().any(|media| media.url.as_ref() == Some(&enclosure.url))
    };
    elements.extend(item.enclosures.iter().filter(told).map(enclosure_as_media));
    // A medium without an address tells its thumbnails by the same elements.
    let is_told = |picture: &Picture| {
        let mut unnamed = item.media.iter().filter(|media| media.url.is_none());
        unnamed.any(|media| media.thumbnails.iter().any(|thumbnail| thumbnail.url == picture.url))
    };
    elements.extend(item.image.iter().filter(|picture| !is_told(picture)).map(thumbnail));
    elements.extend(item.categories.iter().filter_map(|category| {
        let label = category.label.as_ref().filter(|label| **label != category.term)?;
        Some(
            Element::text("media:category", plain(&category.term))
                .with("label", plain(label))
                .with_some("scheme", category.scheme.clone()),
        )
    }));
    elements
}

/// A `media:content`; without an address only its thumbnails can be said.
fn media(media: &Media) -> Vec<Element> {
    let Some(url) = &media.url else { return media.thumbnails.iter().map(thumbnail).collect() };
    let mut children = Vec::new();
    children.extend(media.title.iter().map(|title| Element::text("media:title", plain(title))));
    children.extend(media.description.iter().map(|text| Element::text("media:description", plain(text))));
    children.extend(media.thumbnails.iter().map(thumbnail));
    children.extend(media.credit.iter().map(|credit| Element::text("media:credit", plain(credit))));
    children.extend(media.rating.as_deref().and_then(rating));
    let content = Element::new("media:content")
        .with("url", uri(url))
        .with_some("type", media.media_type.clone())
        .with_some("medium", media.medium.clone())
        .with_some("fileSize", positive(media.length))
        .with_some("width", positive(media.width))
        .with_some("height", positive(media.height))
        .with_some("duration", duration(media.duration_s))
        .containing(children);
    vec![content]
}

fn enclosure_as_media(enclosure: &Enclosure) -> Element {
    Element::new("media:content")
        .with("url", uri(&enclosure.url))
        .with("type", &enclosure.media_type)
        .with_some("fileSize", positive(enclosure.length))
        .with_some("duration", duration(enclosure.duration_s))
        .containing(enclosure.title.iter().map(|title| Element::text("media:title", plain(title))))
}

fn thumbnail(picture: &Picture) -> Element {
    Element::new("media:thumbnail")
        .with("url", uri(&picture.url))
        .with_some("width", positive(picture.width))
        .with_some("height", positive(picture.height))
}

/// A rating without its scheme is understood where only one scheme knows the value.
fn rating(value: &str) -> Option<Element> {
    let element = Element::text("media:rating", value);
    match value {
        "adult" | "nonadult" => Some(element),
        "g" | "m" | "nc-17" | "pg" | "pg-13" | "r" | "x" => Some(element.with("scheme", "urn:mpaa")),
        "14+" | "18+" | "c" | "c8" | "tv-14" | "tv-g" | "tv-ma" | "tv-pg" | "tv-y" | "tv-y7" | "tv-y7-fv" => {
            Some(element.with("scheme", "urn:v-chip"))
        }
        _ => None,
    }
}

/// Validators want sizes above zero, or none.
pub fn positive(number: Option<u64>) -> Option<String> {
    number.filter(|number| *number > 0).map(|number| number.to_string())
}

fn duration(seconds: Option<f64>) -> Option<String> {
    seconds.filter(|seconds| seconds.is_finite() && *seconds >= 0.0).map(|seconds| seconds.to_string())
}

/// `elements` as the `rss` crate holds them.
pub fn for_rss(elements: Vec<Element>) -> ::rss::extension::ExtensionMap {
    let mut map = ::rss::extension::ExtensionMap::new();
    for element in elements {
        let (prefix, local) = (element.prefix().to_owned(), element.local_name().to_owned());
        map.entry(prefix).or_default().entry(local).or_default().push(element.into());
    }
    map
}

/// `elements` as the `atom_syndication` crate holds them.
pub fn for_atom(elements: Vec<Element>) -> atom_syndication::extension::ExtensionMap {
    let mut map = atom_syndication::extension::ExtensionMap::new();
    for element in elements {
        let (prefix, local) = (element.prefix().to_owned(), element.local_name().to_owned());
        map.entry(prefix).or_default().entry(local).or_default().push(element.into());
    }
    map
}

impl From<Element> for ::rss::extension::Extension {
    fn from(element: Element) -> Self {
        let mut children: BTreeMap<String, Vec<Self>> = BTreeMap::new();
        for child in element.children {
            children.entry(child.local_name().to_owned()).or_default().push(child.into());
        }
        // An empty value keeps the writer from breaking the line inside an empty element.
        let value = element.value.or_else(|| children.is_empty().then(String::new));
        Self { name: element.name.to_owned(), value, attrs: element.attributes, children }
    }
}

impl From<Element> for atom_syndication::extension::Extension {
    fn from(element: Element) -> Self {
        let mut children: BTreeMap<String, Vec<Self>> = BTreeMap::new();
        for child in element.children {
            children.entry(child.local_name().to_owned()).or_default().push(child.into());
        }
        let value = element.value.or_else(|| children.is_empty().then(String::new));
        // The crate escapes text and forgets attributes (0.12.10).
        let escaped =
            |(name, value): (String, String)| (name, quick_xml::escape::escape(&value).into_owned());
        let attrs = element.attributes.into_iter().map(escaped).collect();
        Self { name: element.name.to_owned(), value, attrs, children }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_latitude_first() {
        let place = Geo { shape: GeoShape::Point, coordinates: vec![[13.4, 52.5]] };
        assert_eq!(geo(&place), Some(Element::text("georss:point", "52.5 13.4")));
        let area = Geo { shape: GeoShape::Box, coordinates: vec![[-71.5, 42.0], [-70.0, 43.25]] };
        let envelope = &geo(&area).unwrap().children[0];
        let corners: Vec<_> = envelope.children.iter().filter_map(|corner| corner.value.as_deref()).collect();
        assert_eq!(corners, ["42 -71.5", "43.25 -70"]);
        let broken = Geo { shape: GeoShape::Line, coordinates: vec![[f64::NAN, 1.0]] };
        assert_eq!(geo(&broken), None);
    }

    #[test]
    fn ratings_take_the_form_of_their_scheme() {
        assert_eq!(rating("pg-13").unwrap().attributes["scheme"], "urn:mpaa");
        assert_eq!(rating("r (cz 1 lz 1)"), None);
    }

    #[test]
    fn every_prefix_in_use_has_a_namespace() {
        for prefix in
            ["at", "atom", "dcterms", "fh", "georss", "gml", "itunes", "media", "podcast", "psc", "thr"]
        {
            assert!(namespace(prefix).is_some(), "{prefix}");
        }
        assert_eq!(namespace("nonsense"), None);
    }
}
