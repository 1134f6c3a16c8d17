//! `[articles]`.

use super::publish::author;
use super::reader::{Reader, flag, joined, path, text};
use crate::config::Articles;
use crate::config::raw::{Section, Table};
use crate::config::value::{self, Wrong};

pub fn read(root: &Section<'_>, reader: &mut Reader<'_>) -> Option<Articles> {
    let section = super::table(root, "articles", Table::Articles, reader)?;
    let folder = reader.folder();
    Some(Articles {
        dir: reader
            .read(&section, "dir", |item| path(item, folder))
            .unwrap_or_else(|| joined(folder, "articles")),
        url: reader.read(&section, "url", |item| address_template(text(item)?)),
        author: author(&section, reader),
        category: reader.read(&section, "category", |item| value::line(text(item)?)),
        trust: reader.read(&section, "trust", flag).unwrap_or(false),
    })
}

/// Where articles stand on the author's site.
fn address_template(written: &str) -> Result<String, Wrong> {
    let names = ["path", "slug", "year", "month", "day"];
    let template = value::template(written, &names, &["path", "slug"])?;
    value::web_url(&template.replace(['{', '}'], ""))
        .map_err(|_| format!("`{written}` is no address, expected one as `https://example.org/{{path}}/`"))?;
    Ok(template)
}
