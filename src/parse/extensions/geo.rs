//! Places: GeoRSS Simple, GML inside `georss:where`, and W3C geo. All of them write latitude first.

use super::super::draft::{EntryDraft, first};
use super::super::values::decimal;
use super::super::xml::{Ns, Reader, Tag};
use crate::model::feed::{Geo, GeoShape};

/// A boundary of more corners tells nobody more.
const MOST_CORNERS: usize = 10_000;

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    let place = &mut draft.entry.geo;
    match (tag.ns, tag.name()) {
        (Ns::GeoRss, "where") => gml(reader, place),
        (
            Ns::GeoRss | Ns::Geo | Ns::Gml,
            "point" | "line" | "polygon" | "box" | "linestring" | "envelope",
        ) => shape(reader, tag, place),
        (Ns::Geo, "lat") => draft.fallback.latitude = decimal(&reader.text()),
        (Ns::Geo, "long" | "lon") => draft.fallback.longitude = decimal(&reader.text()),
        (Ns::Geo, "lat_long") => first(place, geo(GeoShape::Point, &reader.text())),
        _ => {}
    }
    first(place, point(draft.fallback.latitude, draft.fallback.longitude));
}

/// The first shape in the element that just began.
fn gml(reader: &mut Reader<'_>, place: &mut Option<Geo>) {
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        shape(reader, &tag, place);
    }
}

/// A shape: its coordinates are its text, however deep GML puts them.
fn shape(reader: &mut Reader<'_>, tag: &Tag<'_>, place: &mut Option<Geo>) {
    let shape = match tag.name() {
        "point" => GeoShape::Point,
        "line" | "linestring" => GeoShape::Line,
        "polygon" => GeoShape::Polygon,
        "box" | "envelope" => GeoShape::Box,
        _ => return,
    };
    if tag.ns == Ns::Geo {
        return point_in_parts(reader, place);
    }
    let text = reader.text();
    first(place, geo(shape, &text));
}

/// `<geo:Point><geo:lat>…</geo:lat><geo:long>…</geo:long></geo:Point>`
fn point_in_parts(reader: &mut Reader<'_>, place: &mut Option<Geo>) {
    let (mut latitude, mut longitude) = (None, None);
    let depth = reader.depth();
    while let Some(tag) = reader.child(depth) {
        match tag.name() {
            "lat" => latitude = decimal(&reader.text()),
            "long" | "lon" => longitude = decimal(&reader.text()),
            _ => {}
        }
    }
    first(place, point(latitude, longitude));
}

/// A point of which both parts were given.
fn point(latitude: Option<f64>, longitude: Option<f64>) -> Option<Geo> {
    let (longitude, latitude) = longitude.zip(latitude)?;
    let coordinates = vec![[longitude, latitude]];
    on_earth(longitude, latitude).then_some(Geo { shape: GeoShape::Point, coordinates })
}

/// A shape from `latitude longitude` pairs; `None` where they make no such shape.
fn geo(shape: GeoShape, text: &str) -> Option<Geo> {
    let numbers = text.split(|c: char| c.is_whitespace() || c == ',').filter(|part| !part.is_empty());
    let numbers: Vec<f64> = numbers.take(2 * MOST_CORNERS).map(decimal).collect::<Option<_>>()?;
    let coordinates: Vec<[f64; 2]> = numbers.chunks_exact(2).map(|pair| [pair[1], pair[0]]).collect();
    let enough = match shape {
        GeoShape::Point => coordinates.len() == 1,
        GeoShape::Line => coordinates.len() >= 2,
        GeoShape::Polygon => coordinates.len() >= 3,
        GeoShape::Box => coordinates.len() == 2,
    };
    let all_on_earth = coordinates.iter().all(|[longitude, latitude]| on_earth(*longitude, *latitude));
    (enough && all_on_earth && numbers.len().is_multiple_of(2)).then_some(Geo { shape, coordinates })
}

fn on_earth(longitude: f64, latitude: f64) -> bool {
    (-360.0..=360.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_make_a_shape_or_none() {
        assert_eq!(geo(GeoShape::Point, " 45.25 -71.5\n").unwrap().coordinates, [[-71.5, 45.25]]);
        assert_eq!(geo(GeoShape::Line, "1 2, 3 4").unwrap().coordinates, [[2.0, 1.0], [4.0, 3.0]]);
        for (shape, text) in [
            (GeoShape::Point, "1"),
            (GeoShape::Point, "here"),
            (GeoShape::Box, "1 2"),
            (GeoShape::Point, "91 0"),
        ] {
            assert_eq!(geo(shape, text), None, "{text}");
        }
    }
}
