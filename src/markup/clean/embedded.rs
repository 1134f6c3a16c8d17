//! Frames in a document: a link to what the frame plays or holds, or the frame itself. And what is shown as a picture and
//! is text: an emoji.

use url::Url;

use super::super::attributes::Values;
use super::super::content::{Content, INTERACTIVE, LINK, PHRASING, TEXT};
use super::super::frames::{self, Playable};
use super::super::pixels;
use super::super::policy::{Conformance, Frames};
use super::super::references::decode_attribute;
use super::super::tokens::Tag;
use super::Cleaner;
use super::nest::Shown;
use super::write::{push_text, write_end, write_start, write_void};

impl Cleaner<'_> {
    pub(super) fn frame(&mut self, tag: &Tag<'_>) {
        let lazy = ["src", "data-src", "data-lazy-src", "data-litespeed-src"]
            .iter()
            .filter_map(|name| tag.get(name));
        let addresses: Vec<Url> = lazy
            .filter_map(|source| {
                Url::parse(&self.attributes.addresses.loaded(&decode_attribute(source))?).ok()
            })
            .map(frames::inner)
            .collect();
        let title = tag
            .get("title")
            .map(|title| self.policy.characters(&decode_attribute(title)).into_owned())
            .filter(|title| !title.trim().is_empty());
        let known = addresses.iter().find_map(|address| Some((address, frames::playable(address)?)));
        match known {
            Some((address, _))
                if self.policy.frames == Frames::Embed && self.make_room(PHRASING.or(INTERACTIVE)) =>
            {
                self.embed(tag, address, title);
            }
            Some((_, playable)) => self.link_to(&playable, title),
            None if self.policy.frames == Frames::LinkPlayers || pixels::is_hidden(tag) => {}
            None => {
                // The last is what a script would have loaded instead of a placeholder.
                let frame =
                    addresses.iter().rev().find_map(|address| Some((address, frames::readable_at(address)?)));
                if let Some((address, host)) = frame
                    && let Some(page) = self.attributes.addresses.loaded(address.as_str())
                {
                    let host = format!("Open at {host}");
                    self.link(&page, None, title.unwrap_or(host));
                }
            }
        }
    }

    fn make_room(&mut self, is: Content) -> bool {
        match self.policy.conformance {
            Conformance::AsGiven => {
                self.provide_cell();
                true
            }
            Conformance::Mended => self.nest.make_room(is),
        }
    }

    fn link_to(&mut self, playable: &Playable, title: Option<String>) {
        let title = title.unwrap_or_else(|| format!("Play at {}", playable.host));
        self.link(&playable.page, playable.thumbnail.as_deref(), title);
    }

    fn link(&mut self, page: &str, thumbnail: Option<&str>, title: String) {
        let what = if thumbnail.is_some() { PHRASING } else { TEXT };
        let is_link = !self.nest.place().bars(LINK) && self.make_room(PHRASING.or(LINK));
        if !is_link && !self.make_room(what) {
            return;
        }
        if is_link {
            write_start(&mut self.nest.out, "a", &vec![("href".into(), page.to_owned())]);
        }
        match thumbnail {
            Some(thumbnail) => {
                let values: Values = vec![
                    ("src".into(), thumbnail.to_owned()),
                    ("alt".into(), title),
                    ("loading".into(), "lazy".to_owned()),
                ];
                write_void(&mut self.nest.out, "img", &values);
            }
            None => push_text(&mut self.nest.out, &title),
        }
        if is_link {
            write_end(&mut self.nest.out, "a");
        }
        self.nest.admit(PHRASING, Shown { words: true, things: true });
    }

    fn embed(&mut self, tag: &Tag<'_>, address: &Url, title: Option<String>) {
        let mut values: Values = vec![("src".into(), address.to_string())];
        let side = |name| {
            tag.get(name).filter(|value| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()))
        };
        for name in ["width", "height"] {
            values.extend(side(name).map(|value| (name.into(), value.to_owned())));
        }
        values.extend(title.map(|title| ("title".into(), title)));
        values.push(("loading".into(), "lazy".to_owned()));
        values.push(("allowfullscreen".into(), String::new()));
        self.nest.is_doubtful = true;
        write_start(&mut self.nest.out, "iframe", &values);
        write_end(&mut self.nest.out, "iframe");
        self.nest.admit(PHRASING, Shown { words: false, things: true });
    }
}

/// Characters: a family has seven, a flag of England too.
const LONGEST_EMOJI: usize = 12;

/// The emoji that an `img` shows, as WordPress has them in its feeds: a reader without its styles shows it
/// as large as a picture.
pub(super) fn emoji(img: &Tag<'_>) -> Option<String> {
    let says_so =
        |name: &str| img.get(name).is_some_and(|value| value.contains("emoji") || value.contains("smiley"));
    let alt = decode_attribute(img.get("alt").filter(|_| says_so("class") || says_so("src"))?);
    let is_emoji = !alt.is_ascii()
        && alt.chars().count() <= LONGEST_EMOJI
        && !alt.contains(|c: char| c.is_alphabetic() || c.is_whitespace());
    is_emoji.then(|| alt.into_owned())
}
