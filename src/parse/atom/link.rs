//! `link`: one relation to another resource.

use std::borrow::Cow;

use super::super::fields::{address_attribute, number_attribute, on_site};
use super::super::xml::Reader;
use crate::model::feed::Link;

/// Relations may be written as the address of their registration (RFC 4287, 4.2.7.2).
const REGISTRY: &str = "http://www.iana.org/assignments/relation/";

/// The link that the element gives, and past its end; `None` for one without address.
pub fn read(reader: &mut Reader<'_>) -> Option<Link> {
    let rel = reader.attribute("rel").filter(|rel| !rel.is_empty()).unwrap_or(Cow::Borrowed("alternate"));
    let link = Link {
        href: address_attribute(reader, "href").or_else(|| itself(reader)).unwrap_or_default(),
        rel: relation(&rel),
        media_type: reader.value_of("type"),
        hreflang: reader.value_of("hreflang"),
        title: reader.value_of("title"),
        length: number_attribute(reader, "length"),
    };
    let text = super::super::fields::address(reader);
    let href = if link.href.is_empty() { text? } else { link.href };
    let href = if link.rel == "alternate" { on_site(href, reader.scope.own()) } else { href };
    Some(Link { href, ..link })
}

/// A registered relation is known in any case (RFC 8288, 2.1.1), and among others, as HTML has them in one attribute.
fn relation(rel: &str) -> String {
    let rel = rel.strip_prefix(REGISTRY).unwrap_or(rel);
    let is_alternate = |rel: &str| rel.eq_ignore_ascii_case("alternate");
    if rel.split_ascii_whitespace().any(is_alternate) {
        return "alternate".to_owned();
    }
    if rel.contains(':') { rel.to_owned() } else { rel.to_ascii_lowercase() }
}

/// Takes `link` for the page of what it stands in, unless one was found before it: an alternate that says to be of
/// another kind (JSON, a feed) is the page only where there is none of HTML.
pub fn page(place: &mut Option<String>, known: &[Link], link: &Link) {
    let is_page = |link: &Link| link.media_type.as_deref().is_none_or(|kind| kind.contains("html"));
    let is_known = known.iter().any(|link| link.rel == "alternate" && is_page(link));
    if place.is_none() || (is_page(link) && !is_known) {
        *place = Some(link.href.clone());
    }
}

/// `href=""` is the document that the base is the address of (RFC 3986, 4.4).
fn itself(reader: &mut Reader<'_>) -> Option<String> {
    reader.attribute("href")?;
    let base = reader.base().cloned()?;
    reader.scope.growth.allow(base.text.len()).then(|| base.text.to_string())
}
