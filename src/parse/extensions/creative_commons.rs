//! `cc:license` and `creativeCommons:license`: under what licence the feed or the entry is.

use super::super::draft::push;
use super::super::fields::{address, address_attribute};
use super::super::xml::{Reader, Tag};
use crate::model::feed::Link;

pub fn read(reader: &mut Reader<'_>, tag: &Tag<'_>, links: &mut Vec<Link>) {
    if tag.name() != "license" {
        return;
    }
    let attribute = address_attribute(reader, "resource").or_else(|| address_attribute(reader, "about"));
    if let Some(href) = attribute.or_else(|| address(reader)) {
        push(links, Link { href, rel: "license".to_owned(), ..Link::default() });
    }
}
