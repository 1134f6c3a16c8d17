//! What the combined feed, or a view of it, says of itself: all of it from `feeds.toml`.

use url::Url;

use super::clean::{self, text};
use crate::config::{Publish, View};
use crate::model::edition::{Addresses, Masthead};

/// The masthead of the combined feed, or of `view`.
pub fn of(publish: &Publish, view: Option<&View>) -> Masthead {
    let folder = folder(publish, view);
    Masthead {
        title: view.map_or_else(|| publish.title.clone(), |view| view.title.clone()),
        link: publish.link.clone(),
        id: if view.is_some() { folder.to_string() } else { publish.id.clone() },
        description: view.and_then(|view| view.description.clone()).or_else(|| publish.description.clone()),
        language: publish.language.as_deref().and_then(clean::language),
        author: publish.author.clone(),
        rights: publish.rights.clone(),
        icon: publish.icon.clone(),
        logo: publish.logo.clone(),
        categories: publish.categories.iter().filter_map(|category| text::line(category)).collect(),
        hubs: publish.hubs.clone(),
        addresses: addresses(publish, &folder),
    }
}

/// Where the files are served.
fn folder(publish: &Publish, view: Option<&View>) -> Url {
    let base = &publish.base_url;
    view.and_then(|view| base.join(&format!("{}/", view.name)).ok()).unwrap_or_else(|| base.clone())
}

fn addresses(publish: &Publish, folder: &Url) -> Addresses {
    let address = |name: &Option<String>| folder.join(name.as_deref()?).ok();
    let files = &publish.files;
    Addresses {
        rss: address(&files.rss),
        atom: address(&files.atom),
        json: address(&files.json),
        opml: address(&files.opml),
        html: address(&files.html),
    }
}
