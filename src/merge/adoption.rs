//! What a feed published earlier tells of ids and dates: [`adoption`] reads it for the store, so that
//! nothing re-appears when the state is lost or when feedmill follows another planet.

use std::collections::BTreeMap;

use super::clean::{self, text};
use super::{dates, prints, sources};
use crate::config::{self, Config};
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
    let directory = Directory::of(config);
    let mut of_feeds: BTreeMap<usize, Feed> = BTreeMap::new();
    for mut entry in published.entries {
        let found = directory.giver(&mut entry).or_else(|| directory.source(&mut entry));
        let Some((place, said)) = found else { continue };
        let feed = of_feeds.entry(place).or_default();
        feed.well_formed = true;
        feed.title = feed.title.take().or(said.title);
        feed.link = feed.link.take().or(said.link);
        feed.entries.push(entry);
    }
    of_feeds.into_iter().map(|(place, feed)| (&*config.feeds[place], feed)).collect()
}

/// The feeds of `feeds.toml`, each by its place there, as they stand in what we published: of several of one
/// name, the first.
struct Directory {
    by_address: BTreeMap<String, usize>,
    by_id_of_ours: BTreeMap<String, usize>,
}

impl Directory {
    fn of(config: &Config) -> Directory {
        let (mut by_address, mut by_id_of_ours) = (BTreeMap::new(), BTreeMap::new());
        for (place, feed) in config.feeds.iter().enumerate() {
            if let Some(address) = sources::public_address(feed) {
                by_address.entry(address.into()).or_insert(place);
            }
            by_id_of_ours.entry(sources::id_given_by_us(feed)).or_insert(place);
        }
        Directory { by_address, by_id_of_ours }
    }

    /// The feed that gave an entry which names another one as its source, and what is known of it. The link
    /// that says so is ours.
    fn giver(&self, entry: &mut Entry) -> Option<(usize, Feed)> {
        let giver = |link: &Link| {
            link.rel.eq_ignore_ascii_case("via").then(|| self.by_address.get(&link.href).copied()).flatten()
        };
        let mut links = entry.links.iter().enumerate().rev();
        let (number, place) = links.find_map(|(number, link)| Some((number, giver(link)?)))?;
        let link = entry.links.remove(number);
        Some((place, Feed { title: link.title.map(Text::plain), ..Feed::default() }))
    }

    fn source(&self, entry: &mut Entry) -> Option<(usize, Feed)> {
        let source = entry.source.take()?;
        let addresses = [&source.feed_url, &source.id].into_iter().flatten();
        let of_ours = source.id.iter().filter_map(|id| self.by_id_of_ours.get(id));
        let place = addresses.filter_map(|address| self.by_address.get(address)).chain(of_ours).min()?;
        Some((*place, Feed { title: source.title, link: source.link, ..Feed::default() }))
    }
}
