//! The parts that channel and item share, and those that have parts of their own.

use std::borrow::Cow;

use url::Url;

use super::super::draft::first;
use super::super::fields::{address, address_attribute, number, number_attribute, on_site, string};
use super::super::values;
use super::super::xml::{Ns, Reader};
use crate::model::feed::{Category, Cloud, Image, TextInput};

/// `link`: an address as text or, as Atom has it, in an attribute.
pub fn link(reader: &mut Reader<'_>) -> Option<String> {
    let attribute = address_attribute(reader, "href").or_else(|| address_attribute(reader, "resource"));
    let page = address(reader).or(attribute)?;
    Some(on_site(page, reader.scope.own()))
}

/// Relative references of a channel are relative to the site that it speaks for: the feed itself is
/// often served from elsewhere.
pub fn take_base(reader: &mut Reader<'_>, link: &str) {
    if let Some(url) = Url::parse(link).ok().filter(|url| matches!(url.scheme(), "http" | "https")) {
        reader.scope.set_document_base(url);
    }
}

pub fn category(reader: &mut Reader<'_>) -> Option<Category> {
    let scheme = reader.value_of("domain").or_else(|| reader.value_of("scheme"));
    let label = reader.value_of("label");
    let attribute = reader.value_of("term").or_else(|| reader.value_of("resource"));
    Some(Category { term: string(reader).or(attribute)?, scheme, label })
}

pub fn image(reader: &mut Reader<'_>) -> Option<Image> {
    let mut image = Image::default();
    let attribute = ["url", "href", "resource"].into_iter().find_map(|name| address_attribute(reader, name));
    let mut url = None;
    let mut loose = Cow::Borrowed("");
    let depth = reader.depth();
    while let Some(tag) = reader.child_or_text(depth, &mut loose) {
        match (tag.ns, tag.name()) {
            (Ns::Plain, "url") => first(&mut url, address(reader)),
            (Ns::Plain, "link") => first(&mut image.link, address(reader)),
            (Ns::Plain | Ns::Dc, "title") => first(&mut image.title, string(reader)),
            (Ns::Plain, "width") => first(&mut image.width, number(reader)),
            (Ns::Plain, "height") => first(&mut image.height, number(reader)),
            (Ns::Plain | Ns::Dc, "description") => first(&mut image.description, string(reader)),
            _ => {}
        }
    }
    let loose = Some(loose.trim()).filter(|text| text.starts_with("http")).map(str::to_owned);
    image.url = url.or(attribute).or(loose).unwrap_or_default();
    (image != Image::default()).then_some(image)
}

pub fn text_input(reader: &mut Reader<'_>) -> Option<Box<TextInput>> {
    let mut input = TextInput::default();
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        match (tag.ns, tag.name()) {
            (Ns::Plain, "title") => first(&mut input.title, string(reader)),
            (Ns::Plain, "description") => first(&mut input.description, string(reader)),
            (Ns::Plain, "name") => first(&mut input.name, string(reader)),
            (Ns::Plain, "link") => first(&mut input.link, address(reader)),
            _ => {}
        }
    }
    (input != TextInput::default()).then(|| Box::new(input))
}

pub fn cloud(reader: &mut Reader<'_>) -> Option<Box<Cloud>> {
    let cloud = Cloud {
        domain: reader.value_of("domain"),
        port: number_attribute(reader, "port"),
        path: reader.value_of("path"),
        register_procedure: reader.value_of("registerProcedure"),
        protocol: reader.value_of("protocol"),
    };
    (cloud != Cloud::default()).then(|| Box::new(cloud))
}

/// Hours from 0 to 23; RSS 0.91 counted to 24.
pub fn skip_hours(reader: &mut Reader<'_>, hours: &mut Vec<u8>) {
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        if tag.name() == "hour"
            && let Some(hour) = values::number(&reader.text()).filter(|hour| *hour <= 24)
        {
            let hour = u8::try_from(hour % 24).unwrap_or(0);
            if !hours.contains(&hour) {
                hours.push(hour);
            }
        }
    }
}

pub fn skip_days(reader: &mut Reader<'_>, days: &mut Vec<String>) {
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        if tag.name() == "day"
            && let Some(day) = string(reader)
            && days.len() < 7
        {
            days.push(day);
        }
    }
}
