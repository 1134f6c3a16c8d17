//! `link`: one relation to another resource.

use std::borrow::Cow;

use super::super::fields::{address_attribute, number_attribute};
use super::super::xml::Reader;
use crate::model::feed::Link;

/// Relations may be written as the address of their registration (RFC 4287, 4.2.7.2).
const REGISTRY: &str = "http://www.iana.org/assignments/relation/";

/// The link that the element gives, and past its end; `None` for one without address.
pub fn read(reader: &mut Reader<'_>) -> Option<Link> {
    let rel = reader.attribute("rel").filter(|rel| !rel.is_empty()).unwrap_or(Cow::Borrowed("alternate"));
    let link = Link {
        href: address_attribute(reader, "href").or_else(|| itself(reader)).unwrap_or_default(),
        rel: rel.strip_prefix(REGISTRY).unwrap_or(&rel).to_owned(),
        media_type: reader.value_of("type"),
        hreflang: reader.value_of("hreflang"),
        title: reader.value_of("title"),
        length: number_attribute(reader, "length"),
    };
    let text = super::super::fields::address(reader);
    let href = if link.href.is_empty() { text? } else { link.href };
    Some(Link { href, ..link })
}

/// `href=""` is the document that the base is the address of (RFC 3986, 4.4).
fn itself(reader: &mut Reader<'_>) -> Option<String> {
    reader.attribute("href")?;
    let base = reader.base().cloned()?;
    reader.scope.growth.allow(base.text.len()).then(|| base.text.to_string())
}
