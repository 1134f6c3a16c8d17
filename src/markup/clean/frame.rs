//! Frames in a document: a link to what the frame plays or holds, or the frame itself.

use url::Url;

use super::super::attributes::Values;
use super::super::content::{Content, INTERACTIVE, LINK, PHRASING, TEXT};
use super::super::frames::{self, Playable};
use super::super::pixels;
use super::super::policy::{Conformance, Frames};
use super::super::tokens::Tag;
use super::Cleaner;
use super::nest::Shown;
use super::write::{push_text, write_end, write_start, write_void};

impl Cleaner<'_> {
    pub(super) fn frame(&mut self, tag: &Tag<'_>) {
        let sources = ["src", "data-src", "data-lazy-src", "data-litespeed-src"];
        let addresses: Vec<Url> = sources
            .iter()
            .filter_map(|name| self.attributes.addresses.loaded(&tag.decoded(name)?))
            .filter_map(|address| Url::parse(&address).ok().map(frames::inner))
            .collect();
        let title = tag
            .decoded("title")
            .map(|title| self.policy.characters(&title).into_owned())
            .filter(|title| !title.trim().is_empty());
        let known = addresses.iter().find_map(|address| Some((address, frames::playable(address)?)));
        match known {
            Some((address, playable))
                if self.policy.frames == Frames::Embed && self.make_room(PHRASING.or(INTERACTIVE)) =>
            {
                // Who cannot see a frame knows it by its title.
                self.embed(tag, address, title.unwrap_or_else(|| playable.host.to_owned()));
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
            write_start(&mut self.nest.out, "a", &Values::from_iter([("href", page.to_owned())]));
        }
        match thumbnail {
            Some(thumbnail) => {
                let values = Values::from_iter([
                    ("src", thumbnail.to_owned()),
                    ("alt", title),
                    ("loading", "lazy".to_owned()),
                ]);
                write_void(&mut self.nest.out, "img", &values);
            }
            None => push_text(&mut self.nest.out, &title),
        }
        if is_link {
            write_end(&mut self.nest.out, "a");
        }
        self.nest.admit(PHRASING, Shown { words: true, things: true });
    }

    fn embed(&mut self, tag: &Tag<'_>, address: &Url, title: String) {
        let mut values = Values::from_iter([("src", address.to_string())]);
        for name in ["width", "height"] {
            let is_number =
                |value: &&str| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            if let Some(value) = tag.get(name).filter(is_number) {
                values.add(name, value);
            }
        }
        values.add("title", title);
        values.add("loading", "lazy");
        values.add("allowfullscreen", "");
        self.nest.is_doubtful = true;
        write_start(&mut self.nest.out, "iframe", &values);
        write_end(&mut self.nest.out, "iframe");
        self.nest.admit(PHRASING, Shown { words: false, things: true });
    }
}
