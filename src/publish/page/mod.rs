//! The page for people, `index.html`, and the pages of local articles: [`document`] and
//! [`article_page`].
//!
//! `view` decides what a page shows, `policy` what it may load, `prose` fits an entry's own text into it, `wording` says the
//! rest, `templates` makes how it looks: the built-in design or the user's own `MiniJinja` templates, `misnamed` finds those
//! that are not. The page needs no JavaScript and asks no foreign host for anything
//! but an entry's own media.

mod misnamed;
mod policy;
mod prose;
mod tables;
mod templates;
mod view;
mod wording;

use std::path::PathBuf;

use crate::config::Files;
use crate::model::edition::Masthead;
use crate::model::{Edition, Item};

use super::validate::{self, Level};
use super::{PublishError, Rendered};

pub use misnamed::misnamed_templates;
pub use templates::Templates;

/// The edition as a page.
pub fn document(edition: &Edition, files: &Files, templates: &Templates) -> Result<Vec<u8>, PublishError> {
    templates.render_page(&view::page(edition, files))
}

/// The page of a local article, to be served at `path` of the output folder; checked like every
/// other file. Write it with the rest of the build.
pub fn article_page(
    masthead: &Masthead,
    item: &Item,
    path: PathBuf,
    templates: &Templates,
) -> Result<Rendered, PublishError> {
    let bytes = templates.render_article(&view::article(masthead, item))?;
    let page = Rendered { path, kind: templates.article_kind(), address: item.link.clone(), bytes };
    let faults: Vec<_> = validate::check(std::slice::from_ref(&page))
        .into_iter()
        .filter(|f| f.level == Level::Error)
        .collect();
    if faults.is_empty() { Ok(page) } else { Err(PublishError::Invalid { faults }) }
}
