//! Pages of a generator's site that are no articles here: sections, what lies outside of the folder that is read,
//! any page of Jekyll's outside of `_posts`. Articles link to them by their files.
//!
//! [`of`] is the function to call. What the settings say of such pages' addresses is not followed: a page that has
//! an address of its own names it itself.

use serde_json::{Map, Value};

use crate::articles::address::{encoded, part};
use crate::articles::file::bounded;
use crate::articles::front_matter;
use crate::articles::site::{Layout, Site};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherPage {
    /// Its file, relative to [`Site::root`].
    pub path: String,
    /// Its address, from the root of the site.
    pub address: String,
}

/// The page whose file is called `path`, which counts from the generator's content; `kind` is the generator.
pub fn of(path: &str, kind: Layout, site: &Site) -> Option<OtherPage> {
    let (stem, extension) = path.rsplit_once('.')?;
    let up = site.generator.as_ref().map_or(0, |generator| generator.inside.matches('/').count());
    let of_section = format!("{stem}/_index.md");
    let candidates = match kind {
        Layout::Jekyll if matches!(extension, "md" | "markdown" | "html") => vec![path],
        Layout::Hugo if extension == "md" => vec![path, &of_section],
        Layout::Zola if extension == "md" => vec![path],
        _ => return None,
    };
    candidates.into_iter().find_map(|path| {
        let file = format!("{}{path}", "../".repeat(up));
        // A pipe or a device would be read for ever.
        let full = Some(site.root.join(&file)).filter(|full| full.is_file())?;
        let text = String::from_utf8(bounded(&full).ok()?).ok()?;
        let values = front_matter::split(&text).ok()?.matter?.values;
        Some(OtherPage { path: file, address: address(path, &values, kind, site) })
    })
}

fn address(path: &str, values: &Map<String, Value>, kind: Layout, site: &Site) -> String {
    let said = |values: &Map<String, Value>, key: &str| {
        let text = values.get(key).and_then(Value::as_str).unwrap_or_default();
        Some(text.trim_start_matches('/').to_owned()).filter(|text| !text.is_empty())
    };
    let key = match kind {
        Layout::Jekyll => "permalink",
        Layout::Zola => "path",
        Layout::Hugo | Layout::Plain => "url",
    };
    if let Some(own) = said(values, key).filter(|own| !own.contains(':')) {
        return if kind == Layout::Zola { format!("{}/", own.trim_end_matches('/')) } else { own };
    }
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let (folder, name) = stem.rsplit_once('/').map_or(("", stem), |(folder, name)| (folder, name));
    let slug = said(values, "slug").filter(|_| kind != Layout::Jekyll);
    let is_index = matches!(name, "index" | "_index");
    let parts = folder.split('/').chain((!is_index).then_some(slug.as_deref().unwrap_or(name)));
    let parts: Vec<String> = parts.filter(|text| !text.is_empty()).map(|text| part(text, kind)).collect();
    let whole = encoded(&parts.join("/"));
    let is_file = kind == Layout::Jekyll && !is_index && {
        let of_all = site.settings().and_then(|settings| said(&settings.tree.values, "permalink"));
        !of_all.is_some_and(|of_all| of_all == "pretty" || of_all.ends_with('/'))
    };
    match whole.as_str() {
        "" => whole,
        _ if is_file => format!("{whole}.html"),
        _ => format!("{whole}/"),
    }
}
