//! Episodes: what podcast directories want to know, from the front matter and from the files.

use std::fs::File;

use super::address::absolute;
use super::duration;
use super::links::{Place, Use, has_scheme};
use crate::articles::keys::{Attachment, Episode};
use crate::articles::problem::quoted;
use crate::model::feed::{Enclosure, Podcast, Transcript};

/// The enclosures, with length, type and duration from the file where it is at hand. What is not there
/// nobody can play: it is left out until it is, unless the author, who writes how long it is, has it elsewhere.
pub fn enclosures(episode: &Episode, place: &mut Place<'_>) -> Vec<Enclosure> {
    episode.enclosures.iter().filter_map(|attachment| enclosure(attachment, place)).collect()
}

/// `None` where nothing is said of an episode.
pub fn podcast(episode: &Episode, enclosures: &[Enclosure], place: &mut Place<'_>) -> Option<Podcast> {
    let podcast = Podcast {
        episode: episode.number,
        season: episode.season,
        episode_type: episode.kind.clone(),
        duration_s: episode.duration_s.or_else(|| enclosures.first()?.duration_s),
        explicit: episode.explicit,
        block: episode.block,
        transcripts: episode.transcripts.iter().map(|attachment| transcript(attachment, place)).collect(),
        chapters: episode.chapters.as_deref().map(|reference| address(reference, place)),
        chapter_list: episode.chapter_list.clone(),
        persons: episode.persons.clone(),
    };
    (podcast != Podcast::default()).then_some(podcast)
}

fn enclosure(attachment: &Attachment, place: &mut Place<'_>) -> Option<Enclosure> {
    let reference = &attachment.reference;
    if has_scheme(reference) && absolute(reference).is_none() {
        let message = format!("the enclosure {} is no address on the web: left out", quoted(reference));
        place.findings.lose(attachment.line, message);
        return None;
    }
    let local = place.local(reference);
    let from_file = local.as_ref().and_then(|local| duration::of(&mut File::open(&local.full).ok()?));
    let length = local.as_ref().map(|local| local.length);
    let is_missing = local.is_none() && !has_scheme(reference) && !reference.starts_with('/');
    let url = match local {
        Some(local) => local.url,
        None if is_missing => place.expected(reference).unwrap_or_else(|| reference.clone()),
        None => address(reference, place),
    };
    if is_missing && attachment.length.is_none() {
        let name = quoted(reference);
        let message = format!("the enclosure {name} is not there: the article is published without it");
        place.findings.lose(attachment.line, message);
        return None;
    } else if is_missing {
        place.findings.warn(attachment.line, format!("the enclosure {} is not there", quoted(reference)));
    } else if length.is_none() && attachment.length.is_none() {
        place.findings.note(
            attachment.line,
            format!(
                "the length of the enclosure {} is not known: write `enclosure: {{ url: …, length: BYTES }}`",
                quoted(reference)
            ),
        );
    }
    let media_type = attachment.media_type.clone().or_else(|| media_type(reference).map(str::to_owned));
    if media_type.is_none() {
        place.findings.warn(
            attachment.line,
            format!("the media type of the enclosure {} is not known: add `type`", quoted(reference)),
        );
    }
    Some(Enclosure {
        url,
        media_type,
        // What the file is goes before what was once written of it.
        length: length.or(attachment.length),
        title: attachment.title.clone(),
        duration_s: from_file.or(attachment.duration_s),
    })
}

fn transcript(attachment: &Attachment, place: &mut Place<'_>) -> Transcript {
    let media_type =
        attachment.media_type.clone().or_else(|| media_type(&attachment.reference).map(str::to_owned));
    Transcript { url: address(&attachment.reference, place), media_type, ..Transcript::default() }
}

fn address(reference: &str, place: &mut Place<'_>) -> String {
    place.reference(reference, Use::Media).unwrap_or_else(|| reference.to_owned())
}

/// By the extension, as directories expect it: Apple lists `audio/x-m4a` for `.m4a`.
fn media_type(reference: &str) -> Option<&'static str> {
    let path = reference.split(['?', '#']).next().unwrap_or_default();
    let (_, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "mp3" => "audio/mpeg",
        "m4a" | "m4b" => "audio/x-m4a",
        "mp4" => "video/mp4",
        "m4v" => "video/x-m4v",
        "mov" => "video/quicktime",
        "ogg" | "oga" => "audio/ogg",
        "opus" => "audio/opus",
        "flac" => "audio/flac",
        "wav" => "audio/wav",
        "aac" => "audio/aac",
        "webm" => "video/webm",
        "pdf" => "application/pdf",
        "epub" => "application/epub+zip",
        "vtt" => "text/vtt",
        "srt" => "application/x-subrip",
        "json" => "application/json",
        "html" | "htm" => "text/html",
        "txt" => "text/plain",
        "zip" => "application/zip",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        _ => return None,
    })
}
