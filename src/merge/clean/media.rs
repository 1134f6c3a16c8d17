//! Enclosures, Media RSS, pictures and places: absolute addresses, sane numbers.

use url::Url;

use super::text::{line, plain};
use super::{MOST, address, named_address};
use crate::model::edition::{Enclosure, Media, Picture};
use crate::model::feed::{self, Geo, GeoShape};

/// Larger lengths than a number of JavaScript can hold exactly are no lengths.
const LONGEST: u64 = 1 << 53;

/// Media types by the end of an address, for enclosures without one.
const TYPES: &[(&str, &str)] = &[
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("aac", "audio/aac"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("flac", "audio/flac"),
    ("wav", "audio/wav"),
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
    ("ogv", "video/ogg"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("svg", "image/svg+xml"),
    ("pdf", "application/pdf"),
    ("epub", "application/epub+zip"),
    ("zip", "application/zip"),
    ("torrent", "application/x-bittorrent"),
    ("html", "text/html"),
    ("txt", "text/plain"),
];

/// Those that have an address, each once.
pub fn enclosures(given: &[feed::Enclosure]) -> Vec<Enclosure> {
    let mut enclosures: Vec<Enclosure> = Vec::new();
    for enclosure in given.iter().filter_map(enclosure) {
        if enclosures.len() < MOST && enclosures.iter().all(|other| other.url != enclosure.url) {
            enclosures.push(enclosure);
        }
    }
    enclosures
}

fn enclosure(given: &feed::Enclosure) -> Option<Enclosure> {
    let url = address(&given.url)?;
    let media_type =
        given.media_type.as_deref().and_then(media_type).unwrap_or_else(|| guessed_type(&url).to_owned());
    Some(Enclosure {
        media_type,
        length: length(given.length),
        title: given.title.as_deref().and_then(line),
        duration_s: duration(given.duration_s),
        url,
    })
}

/// Media RSS objects with an address or a thumbnail.
pub fn objects(given: &[feed::Media]) -> Vec<Media> {
    given
        .iter()
        .map(object)
        .filter(|media| media.url.is_some() || !media.thumbnails.is_empty())
        .take(MOST)
        .collect()
}

fn object(given: &feed::Media) -> Media {
    const MEDIUMS: [&str; 5] = ["image", "audio", "video", "document", "executable"];
    let medium = given.medium.as_deref().map(|medium| medium.trim().to_ascii_lowercase());
    let thumbnails = given.thumbnails.iter().filter_map(|thumbnail| {
        Some(Picture {
            url: named_address(&thumbnail.url)?,
            title: None,
            width: pixels(thumbnail.width),
            height: pixels(thumbnail.height),
        })
    });
    Media {
        url: given.url.as_deref().and_then(named_address),
        media_type: given.media_type.as_deref().and_then(media_type),
        medium: medium.filter(|medium| MEDIUMS.contains(&medium.as_str())),
        title: given.title.as_ref().and_then(plain),
        description: given.description.as_ref().and_then(plain),
        credit: given.credit.iter().filter_map(|credit| line(credit)).take(MOST).collect(),
        rating: given.rating.as_deref().and_then(line),
        thumbnails: thumbnails.take(MOST).collect(),
        width: pixels(given.width),
        height: pixels(given.height),
        duration_s: duration(given.duration_s),
        length: length(given.length),
    }
}

pub fn picture(given: &feed::Image) -> Option<Picture> {
    Some(Picture {
        url: named_address(&given.url)?,
        title: given.title.as_deref().and_then(line),
        width: pixels(given.width),
        height: pixels(given.height),
    })
}

/// Seconds, where they are a length of time at all.
pub fn duration(seconds: Option<f64>) -> Option<f64> {
    const A_YEAR: f64 = 31_536_000.0;
    seconds.filter(|seconds| seconds.is_finite() && *seconds > 0.0 && *seconds < A_YEAR)
}

/// Whether the shape has its points, and they lie on earth.
pub fn is_on_earth(geo: &Geo) -> bool {
    let enough = match geo.shape {
        GeoShape::Point => geo.coordinates.len() == 1,
        GeoShape::Line => geo.coordinates.len() >= 2,
        GeoShape::Polygon => geo.coordinates.len() >= 4,
        GeoShape::Box => geo.coordinates.len() == 2,
    };
    enough
        && geo
            .coordinates
            .iter()
            .all(|[longitude, latitude]| longitude.abs() <= 180.0 && latitude.abs() <= 90.0)
}

/// `type/subtype` of RFC 6838 names, parameters aside.
pub fn media_type(given: &str) -> Option<String> {
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (kind, subtype) = essence.split_once('/')?;
    let is_name = |name: &str| {
        !name.is_empty()
            && name.len() <= 127
            && name.starts_with(|first: char| first.is_ascii_alphanumeric())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c))
    };
    (is_name(kind) && is_name(subtype)).then_some(essence)
}

fn guessed_type(url: &Url) -> &'static str {
    let extension = url.path().rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let found = TYPES.iter().find(|(ending, _)| extension.as_deref() == Some(*ending));
    found.map_or("application/octet-stream", |(_, media_type)| media_type)
}

fn length(bytes: Option<u64>) -> Option<u64> {
    bytes.filter(|bytes| (1..LONGEST).contains(bytes))
}

fn pixels(pixels: Option<u64>) -> Option<u64> {
    pixels.filter(|pixels| (1..1_000_000).contains(pixels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_well_formed_or_guessed() {
        let of = |media_type: &str, url: &str| {
            enclosure(&feed::Enclosure {
                url: url.to_owned(),
                media_type: Some(media_type.to_owned()),
                ..Default::default()
            })
            .map(|enclosure| enclosure.media_type)
        };
        assert_eq!(of("Audio/MPEG; codecs=x", "https://a.example/x").as_deref(), Some("audio/mpeg"));
        assert_eq!(of("mp3", "https://a.example/x.MP3?y=1").as_deref(), Some("audio/mpeg"));
        assert_eq!(of("", "https://a.example/x").as_deref(), Some("application/octet-stream"));
        assert_eq!(of("audio/mpeg", "/relative.mp3"), None);
    }

    #[test]
    fn numbers_that_cannot_be_are_left_out() {
        assert_eq!(length(Some(0)), None);
        assert_eq!(length(Some(u64::MAX)), None);
        assert_eq!(length(Some(10)), Some(10));
        assert_eq!(duration(Some(f64::NAN)), None);
        assert_eq!(duration(Some(-1.0)), None);
        assert_eq!(duration(Some(61.5)), Some(61.5));
        let nowhere = Geo { shape: GeoShape::Point, coordinates: vec![[f64::NAN, 0.0]] };
        assert!(!is_on_earth(&nowhere));
    }
}
