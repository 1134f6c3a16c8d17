//! What the keys of a front matter mean, in the conventions of Hugo, Jekyll and Zola.
//!
//! [`interpret`] turns the tree into a [`Front`] in which nothing is left to guess; a value of the
//! wrong kind is reported with its line and counts as absent. Keys that mean nothing to feedmill
//! are left alone: sites keep much of their own there.

mod episode;
mod lookup;
mod person;
mod terms;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::Problem;
use super::front_matter::FrontMatter;
use super::problem::Findings;
use crate::date::Moment;
use crate::iri;
use crate::model::feed::Person;
use lookup::{Keys, member};

pub use episode::{Attachment, Episode};
pub use lookup::scalar_text;
pub use person::person;
pub use terms::{Terms, split_terms};

/// What an author says of the article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Front {
    pub id: Option<String>,
    pub title: Option<String>,
    pub summary: Option<String>,
    pub date: Option<Moment>,
    pub publish_date: Option<Moment>,
    /// What is wrong with one of these.
    pub wrong_date: Option<Problem>,
    pub expiry_date: Option<Moment>,
    pub updated: Option<Moment>,
    pub draft: bool,
    pub unlisted: bool,
    pub authors: Vec<Person>,
    /// Tags too.
    pub categories: Vec<String>,
    /// Those that Jekyll has in addresses: no tags.
    pub shelves: Vec<String>,
    pub slug: Option<String>,
    pub url: Option<String>,
    pub aliases: Vec<String>,
    pub canonical: Option<String>,
    pub related: Option<String>,
    pub in_reply_to: Option<String>,
    pub language: Option<String>,
    pub rights: Option<String>,
    pub image: Option<String>,
    pub image_text: Option<String>,
    pub episode: Episode,
}

pub fn interpret(matter: &FrontMatter, terms: Terms, findings: &mut Findings) -> Front {
    let mut keys = Keys { matter, findings };
    let published = keys.flag(&["published"]);
    let found_before = keys.findings.problems.len();
    let date = keys.date(&["date", "created", "datepublished"]);
    let publish_date = match published {
        Some(_) => keys.date(&["publishdate", "pubdate"]),
        None => keys.date(&["publishdate", "pubdate", "published"]),
    };
    let (image, image_text) = keys.image();
    Front {
        date,
        publish_date,
        wrong_date: keys.findings.problems.get(found_before).cloned(),
        id: keys.text(&["id", "guid"]),
        title: keys.text(&["title"]),
        summary: keys.text(&["summary", "description", "excerpt", "subtitle"]),
        expiry_date: keys.date(&["expirydate", "unpublishdate", "expires"]),
        updated: keys.date(&["updated", "lastmod", "lastmodifiedat", "lastmodified", "modified"]),
        draft: keys.plain_flag(&["draft"]) == Some(true)
            || published == Some(false)
            || keys.flag(&["render"]) == Some(false),
        unlisted: keys.is_unlisted(),
        authors: keys.authors(),
        categories: keys.terms(&["categories", "category", "tags", "tag"], terms),
        shelves: keys.terms(&["categories", "category"], terms),
        slug: keys.text(&["slug"]),
        url: keys
            .text(&["url", "permalink"])
            // Of Eleventy: no page, or a template.
            .filter(|url| url != "false" && !url.contains("{{"))
            .or_else(|| Some(format!("/{}/", keys.text(&["path"])?.trim_matches('/')))),
        aliases: keys.strings(&["aliases", "alias", "redirectfrom"]),
        canonical: keys.text(&["canonical", "canonicalurl"]),
        related: keys.text(&["externalurl"]),
        in_reply_to: keys.text(&["inreplyto"]),
        language: keys.text_that(
            &["lang", "language", "locale"],
            |tag| is_language(tag) && iri::registered_language(&tag.replace('_', "-")).is_some(),
            "a registered language such as en or pt-BR",
        ),
        rights: keys.text(&["rights", "copyright", "license"]),
        image,
        image_text,
        episode: keys.episode(),
    }
}

/// Whether `tag` looks like a language tag (BCP 47); `en_US` is taken for `en-US` later on.
pub fn is_language(tag: &str) -> bool {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    (2..=8).contains(&primary.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

impl Keys<'_, '_> {
    /// `feed: false`, and the ways of Hugo and Eleventy to keep a page out of lists.
    fn is_unlisted(&mut self) -> bool {
        let never = |table: &Map<String, Value>| {
            ["list", "render"].iter().any(|key| {
                matches!(table.get(*key), Some(Value::Bool(false)))
                    || table.get(*key).and_then(Value::as_str) == Some("never")
            })
        };
        self.flag(&["feed", "rss"]) == Some(false)
            || self.flag(&["headless", "eleventyexcludefromcollections"]) == Some(true)
            || self.flag(&["permalink"]) == Some(false)
            || self.find(&["build", "_build"]).and_then(|(value, _)| value.as_object()).is_some_and(never)
    }

    /// Where it is, and the text for those who do not see it.
    fn image(&mut self) -> (Option<String>, Option<String>) {
        const NAMES: &[&str] =
            &["image", "images", "cover", "featuredimage", "featureimage", "thumbnail", "ogimage", "banner"];
        let said = |text: &String| !text.is_empty() && text != "true" && text != "false";
        let found = self.find(NAMES).map(|(value, _)| value);
        let first = found.and_then(|value| value.as_array().map_or(Some(value), |list| list.first()));
        let (path, text) = match first {
            Some(Value::Object(table)) => (
                member(table, &["path", "src", "url", "image", "feature", "relative"]),
                member(table, &["alt", "caption", "title"]),
            ),
            other => (other.and_then(scalar_text), None),
        };
        (path.filter(said), text.filter(said))
    }
}
