//! What a feed published earlier tells of ids and dates: [`adoption`] reads it for the store, so that
//! nothing re-appears when the state is lost or when feedmill follows another planet.

use std::collections::BTreeMap;

use super::clean::{self, text};
use super::{dates, prints, sources};
use crate::config::{self, Config};
use crate::iri;
use crate::model::feed::{Link, Text};
use crate::model::stored::{Adoption, Print};
use crate::model::{Entry, Feed};

/// The ids and dates of `published`, a combined feed as subscribers know it.
pub fn adoption(published: &Feed) -> Vec<Adoption> {
    published
        .entries
        .iter()
        .filter_map(|entry| {
            let id = entry.id.as_deref()?.trim();
            let title = prints::title(entry);
            let date = dates::believed(entry)?;
            Some(Adoption {
                row: 0,
                id: id.to_owned(),
                published: date,
                link: prints::canonical_link(entry).as_deref().map(Print::of),
                title_date: title.as_deref().map(|title| prints::title_date(title, date)),
                title: title.as_deref().map(Print::of),
            })
        })
        .collect()
}

/// What this `config` published, with the titles as their feeds gave them: `title_format` taken off again.
pub fn unformatted(mut published: Feed, config: &Config) -> Feed {
    for entry in &mut published.entries {
        let source = entry.source.as_ref().and_then(|source| text::plain(source.title.as_ref()?));
        let source = source.as_deref().unwrap_or(&config.publish.title);
        let Some((title, given)) = entry.title.as_ref().and_then(|title| Some((text::plain(title)?, title)))
        else {
            continue;
        };
        let language = given.language.clone();
        entry.title = Some(Text { language, ..Text::plain(clean::without_format(&title, source, config)) });
    }
    published
}

/// The entries of `published` by the feed that each came from, as if that feed had said them: they stand in
/// for it until it answers. Of a feed without an address that the world may know (a local file, a secret
/// in its address) only those are known that name no other source.
pub fn stand_ins(published: Feed, config: &Config) -> Vec<(&config::Feed, Feed)> {
    let mut of_feeds: BTreeMap<usize, Feed> = BTreeMap::new();
    for mut entry in published.entries {
        let Some((place, said)) = found_at(&mut entry, config).or_else(|| source_of(&mut entry, config))
        else {
            continue;
        };
        let feed = of_feeds.entry(place).or_default();
        feed.well_formed = true;
        feed.title = feed.title.take().or(said.title);
        feed.link = feed.link.take().or(said.link);
        feed.entries.push(entry);
    }
    of_feeds.into_iter().map(|(place, feed)| (&*config.feeds[place], feed)).collect()
}

/// The feed that gave an entry which names another one as its source, and what is known of it. The link
/// that says so is ours.
fn found_at(entry: &mut Entry, config: &Config) -> Option<(usize, Feed)> {
    let giver = |link: &Link| {
        let is_via = link.rel.eq_ignore_ascii_case("via");
        place(config, |feed| is_via && sources::is_at(feed, &link.href))
    };
    let (number, place) =
        entry.links.iter().enumerate().rev().find_map(|(number, link)| Some((number, giver(link)?)))?;
    let link = entry.links.remove(number);
    Some((place, Feed { title: link.title.map(Text::plain), ..Feed::default() }))
}

fn source_of(entry: &mut Entry, config: &Config) -> Option<(usize, Feed)> {
    let source = entry.source.take()?;
    let place = place(config, |feed| sources::is_named_by(feed, &source))?;
    Some((place, Feed { title: source.title, link: source.link, ..Feed::default() }))
}

fn place(config: &Config, is_it: impl Fn(&config::Feed) -> bool) -> Option<usize> {
    config.feeds.iter().position(|feed| is_it(feed))
}

/// The fingerprints under which the store may know what a user calls `name`: an id or a link.
pub fn lookup(name: &str) -> Vec<Print> {
    let name = name.trim();
    std::iter::once(Print::of(name)).chain(iri::canonical(name).as_deref().map(Print::of)).collect()
}
