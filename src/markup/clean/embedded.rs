//! Frames in a document: a link to what the frame plays, or the frame itself.

use url::Url;

use super::super::attributes::Values;
use super::super::content::{Content, INTERACTIVE, LINK, PHRASING, TEXT};
use super::super::frames::{self, Playable};
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
        let mut addresses = lazy.filter_map(|source| {
            Url::parse(&self.attributes.addresses.loaded(&decode_attribute(source))?).ok()
        });
        let Some((address, playable)) =
            addresses.find_map(|address| frames::playable(&address).map(|playable| (address, playable)))
        else {
            return;
        };
        let title = tag
            .get("title")
            .map(|title| self.policy.characters(&decode_attribute(title)).into_owned())
            .filter(|title| !title.trim().is_empty());
        if self.policy.frames == Frames::Embed && self.make_room(PHRASING.or(INTERACTIVE)) {
            self.embed(tag, &address, title);
        } else {
            self.link_to(&playable, title);
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
        let what = if playable.thumbnail.is_some() { PHRASING } else { TEXT };
        let is_link = !self.nest.place().bars(LINK) && self.make_room(PHRASING.or(LINK));
        if !is_link && !self.make_room(what) {
            return;
        }
        if is_link {
            write_start(&mut self.nest.out, "a", &vec![("href".into(), playable.page.clone())]);
        }
        match &playable.thumbnail {
            Some(thumbnail) => {
                let values: Values = vec![
                    ("src".into(), thumbnail.clone()),
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
