//! Which feeds `feeds.toml` has already, however an address is spelt: by the addresses in it, and by those in
//! force of feeds that have moved for good.

use std::collections::HashMap;

use crate::config::{Config, Location};
use crate::iri;
use crate::model::edition::SourceListing;

/// Why a feed is not to be added, by the [`key`] of its address. `listings` are of the feeds of `config`.
pub fn known(config: &Config, listings: &[SourceListing]) -> HashMap<String, &'static str> {
    let moved = listings.iter().filter_map(|listing| listing.moved_to.as_ref());
    let moved =
        moved.map(|url| (key(url.as_str()), "already in feeds.toml, by the address that it moved from"));
    let listed = config.feeds.iter().filter_map(|feed| match &feed.location {
        Location::Url(url) => Some((key(url.reveal().as_str()), "already in feeds.toml")),
        Location::Path(_) => None,
    });
    moved.chain(listed).collect()
}

/// Under which two spellings of an address are the same feed.
pub fn key(url: &str) -> String {
    iri::canonical(url).unwrap_or_else(|| url.to_owned())
}
