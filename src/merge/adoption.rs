//! What a feed published earlier tells of ids and dates: [`adoption`] reads it for the store, so that
//! nothing re-appears when the state is lost or when feedmill follows another planet.

use std::collections::BTreeMap;

use super::clean::{self, text};
use super::{dates, prints, sources};
use crate::config::{self, Config};
use crate::iri;
use crate::model::Feed;
use crate::model::feed::Text;
use crate::model::stored::{Adoption, Print};

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
/// for it until it answers.
pub fn stand_ins(published: Feed, config: &Config) -> Vec<(&config::Feed, Feed)> {
    let mut of_feeds: BTreeMap<usize, Feed> = BTreeMap::new();
    for mut entry in published.entries {
        let Some(source) = entry.source.take() else { continue };
        let Some(place) = config.feeds.iter().position(|feed| sources::is_named_by(feed, &source)) else {
            continue;
        };
        let feed = of_feeds.entry(place).or_insert_with(|| Feed {
            well_formed: true,
            title: source.title,
            link: source.link,
            ..Feed::default()
        });
        feed.entries.push(entry);
    }
    of_feeds.into_iter().map(|(place, feed)| (&*config.feeds[place], feed)).collect()
}

/// The fingerprints under which the store may know what a user calls `name`: an id or a link.
pub fn lookup(name: &str) -> Vec<Print> {
    let name = name.trim();
    std::iter::once(Print::of(name)).chain(iri::canonical(name).as_deref().map(Print::of)).collect()
}
