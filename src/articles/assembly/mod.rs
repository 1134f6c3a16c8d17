//! Puts an article together: what was read, what was decided, where it stands.
//!
//! [`article`] is the function to call. References become absolute on the way (`links`, and `other_pages` of a
//! generator's site), the author's own files get their address (`files`), and an episode what its recording tells
//! (`podcast`).

pub mod duration;
mod files;
mod links;
mod other_pages;
mod podcast;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use super::address::{self, Address, absolute};
use super::document::Document;
use super::file::Parsed;
use super::keys::Front;
use super::site::{Layout, Site, Written};
use super::stamp::{Beside, Stamp};
use super::{Article, Asset, Life, Problem, Severity};
use crate::config;
use crate::model::Entry;
use crate::model::feed::{Category, Content, IdOrigin, Image, InReplyTo, Link, Person, Source, Text};
use links::{Place, Use, has_scheme};

/// What was decided of an article before it is put together.
#[derive(Debug, Clone)]
pub struct Decision {
    pub id: String,
    pub id_given: bool,
    pub published: Written,
    /// Its author wrote that date.
    pub dated: bool,
    pub address: Address,
    /// The address that it would have, had another article not been there first.
    pub wanted: Option<String>,
    /// Where its page was before.
    pub former_pages: Vec<String>,
    /// What else decided how the file was read.
    pub rules: String,
}

/// What holds for all articles of one reading.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    pub config: &'a config::Articles,
    pub base_url: &'a Url,
    pub site: &'a Site,
    /// Links of all articles by path.
    pub addresses: &'a BTreeMap<String, String>,
    pub now: DateTime<Utc>,
}

pub fn article(
    around: Surroundings<'_>,
    parsed: &Parsed<'_>,
    decision: &Decision,
) -> (Article, Vec<Problem>) {
    let Decision { address, .. } = decision;
    let mut place = Place::new(around, parsed, address);
    let entry = entry(around, parsed, decision, &mut place);
    let is_left_out = !decision.dated && around.site.leaves_out_undated(&parsed.file.path);
    if is_left_out && !parsed.front.draft {
        place
            .findings
            .note(None, "has no date, and the site's own feed would leave it out: so does this one");
    }
    let due = Some(decision.published.at).filter(|_| !around.site.builds_future());
    let life = life(&parsed.front, is_left_out, due, entry.expires, around.now);
    let aliases: Vec<Url> = parsed
        .front
        .aliases
        .iter()
        .filter_map(|alias| former(alias, &address.link, around.site.layout))
        .collect();
    let pages = aliases.iter().filter_map(|alias| address::page_at(alias, around.base_url));
    let former_pages = pages.chain(decision.former_pages.iter().cloned());
    let former_pages = former_pages.filter(|page| Some(page) != address.page.as_ref()).collect();
    let Place { mut findings, assets, beside, refers_to, .. } = place;
    let stamp = Stamp {
        beside: beside.into_iter().map(|(path, state)| Beside { path, state }).collect(),
        lacks: lacks(&mut findings.problems, life),
        refers_to: refers_to.into_iter().collect(),
        ..stamp(around, parsed, decision, entry.expires)
    };
    let article = Article {
        path: parsed.file.path.clone(),
        stamp,
        entry,
        slug: address.slug.clone(),
        page: address.page.clone(),
        assets: assets.into_iter().map(|(to, from)| Asset { from, to }).collect(),
        life,
        former_pages,
        aliases: aliases.into_iter().map(String::from).collect(),
    };
    (article, findings.problems)
}

/// What is to be remembered of the article itself.
fn stamp(
    around: Surroundings<'_>,
    parsed: &Parsed<'_>,
    decision: &Decision,
    expires: Option<DateTime<Utc>>,
) -> Stamp {
    let turns = [Some(decision.published.at), expires];
    Stamp {
        file: parsed.file.state,
        read_at: around.now,
        hash: parsed.hash.clone(),
        rules: decision.rules.clone(),
        id: decision.id.clone(),
        id_given: decision.id_given,
        title: parsed.title().to_owned(),
        published: decision.published.at,
        dated: decision.dated,
        link: decision.address.link.to_string(),
        wanted: decision.wanted.clone(),
        former_pages: decision.former_pages.clone(),
        turns_at: turns.into_iter().flatten().filter(|turn| *turn > around.now).min(),
        of_this_run: true,
        ..Stamp::default()
    }
}

/// `due` is its date, where it is to be waited for: that from which Hugo publishes it goes before any other.
fn life(
    front: &Front,
    is_left_out: bool,
    due: Option<DateTime<Utc>>,
    expires: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Life {
    if front.draft {
        Life::Draft
    } else if expires.is_some_and(|expiry| expiry <= now) {
        Life::Expired
    } else if front.unlisted || is_left_out {
        Life::Unlisted
    } else {
        due.filter(|due| *due > now).map_or(Life::Live, Life::Held)
    }
}

/// What is missing of an article that is published; of a draft it is no loss yet.
fn lacks(problems: &mut [Problem], life: Life) -> Vec<(Option<usize>, String)> {
    let losses = problems.iter_mut().filter(|problem| problem.severity == Severity::Loss);
    if life == Life::Live {
        return losses.map(|problem| (problem.line, problem.message.clone())).collect();
    }
    losses.for_each(|problem| problem.severity = Severity::Warning);
    Vec::new()
}

/// Zola counts aliases from the root of the site, the others from where the page is.
fn former(alias: &str, link: &Url, layout: Layout) -> Option<Url> {
    let rooted = layout == Layout::Zola && !has_scheme(alias) && !alias.starts_with('/');
    let alias = if rooted { format!("/{alias}") } else { alias.to_owned() };
    link.join(&alias).ok()
}

fn entry(around: Surroundings<'_>, parsed: &Parsed<'_>, decision: &Decision, place: &mut Place<'_>) -> Entry {
    let Parsed { front, document, name, .. } = parsed;
    let clocks = around.site.clocks(name.language.as_deref());
    let instant = |date| clocks.instant(date);
    let base: Arc<str> = Arc::from(decision.address.link.as_str());
    let html = |markup: String| Text::html(markup, Some(Arc::clone(&base)));
    let own = [&front.language, &document.language, &name.language].into_iter().flatten().next();
    let language = own.or(around.site.language());
    let language = language.map(|tag| tag.replace('_', "-"));
    let body = place.html(&document.html);
    let content =
        Content { text: Text { language: language.as_deref().map(Arc::from), ..html(body) }, src: None };
    let teaser = document.teaser.as_deref().map(|teaser| place.html(teaser)).map(html);
    let plain = |text: &Option<String>| text.clone().filter(|text| !text.is_empty()).map(Text::plain);
    let enclosures = podcast::enclosures(&front.episode, place);
    let podcast = podcast::podcast(&front.episode, &enclosures, place);
    Entry {
        id: Some(decision.id.clone()),
        // A minted id is remembered for ever too, and so names the article as well as a given one.
        id_origin: IdOrigin::Given,
        title: Some(Text::plain(parsed.title())),
        summary: plain(&front.summary).or(teaser).or_else(|| plain(&document.description)),
        rights: plain(&front.rights),
        content: if content.text.value.trim().is_empty() { Vec::new() } else { vec![content] },
        link: Some(decision.address.link.to_string()),
        original_link: front.canonical.as_deref().and_then(absolute).map(String::from),
        links: related(front, place),
        in_reply_to: front.in_reply_to.iter().map(|reference| reply(reference)).collect(),
        authors: authors(around.config, front, document),
        published: Some(decision.published.at),
        day: clocks.day_begun(decision.published.at),
        updated: front.updated.or(document.updated).map(instant),
        expires: front.expiry_date.map(instant),
        categories: categories(around.config, front, document),
        image: image(front, document, place),
        source: document
            .source
            .as_deref()
            .map(|name| Box::new(Source { title: Some(Text::plain(name)), ..Source::default() })),
        language,
        enclosures,
        podcast: podcast.map(Box::new),
        ..Entry::default()
    }
}

fn related(front: &Front, place: &mut Place<'_>) -> Vec<Link> {
    let Some(href) = &front.related else { return Vec::new() };
    let href = place.reference(href, Use::Link).unwrap_or_else(|| href.clone());
    vec![Link { href, rel: "related".to_owned(), ..Link::default() }]
}

fn reply(reference: &str) -> InReplyTo {
    InReplyTo {
        reference: Some(reference.to_owned()),
        href: absolute(reference).map(String::from),
        ..InReplyTo::default()
    }
}

/// What an agency wrote is by none of ours.
fn authors(config: &config::Articles, front: &Front, document: &Document) -> Vec<Person> {
    let own = config.author.as_ref().filter(|_| document.source.is_none()).map(|author| Person {
        name: Some(author.name.clone()),
        email: author.email.clone(),
        url: author.url.as_ref().map(ToString::to_string),
    });
    [&front.authors, &document.authors]
        .into_iter()
        .find(|people| !people.is_empty())
        .cloned()
        .unwrap_or_else(|| own.into_iter().collect())
}

fn categories(config: &config::Articles, front: &Front, document: &Document) -> Vec<Category> {
    let own = if front.categories.is_empty() { &document.categories } else { &front.categories };
    let mut terms: Vec<&String> = own.iter().collect();
    terms.extend(config.category.iter().filter(|category| !own.contains(category)));
    terms.into_iter().map(|term| Category { term: term.clone(), ..Category::default() }).collect()
}

fn image(front: &Front, document: &Document, place: &mut Place<'_>) -> Option<Image> {
    let reference = front.image.as_ref().or(document.image.as_ref())?;
    let url = place.reference(reference, Use::Media).unwrap_or_else(|| reference.clone());
    Some(Image { url, title: front.image_text.clone(), ..Image::default() })
}
