//! The attributes of one tag, each checked by the rule that the allow-list has for it.
//!
//! [`Attributes`] serves a whole document, since ids and the links to them must agree in all of
//! it. [`Attributes::of`] gives the attributes that may stand, with their references decoded.

use std::cell::OnceCell;
use std::collections::HashSet;

use url::Url;

use super::allowed::{self, Rule};
use super::forms;
use super::math;
use super::policy::{Conformance, Policy};
use super::references::decode_attribute;
use super::style::safe_style;
use super::tokens::{Tag, Token, Tokens};
use super::urls::{Addresses, Growth};
use super::xml::one_line_break;

/// Where scripts that load pictures late keep the real address.
const LAZY_SOURCES: [&str; 4] = ["data-src", "data-lazy-src", "data-original", "data-litespeed-src"];
const LAZY_SETS: [&str; 2] = ["data-srcset", "data-lazy-srcset"];

/// Parts of the names of files that are shown until then.
const PLACEHOLDERS: [&str; 8] =
    ["blank", "placeholder", "loading", "lazy", "spacer", "transparent", "1x1", "pixel"];

/// Beginnings of classes that say what a thing is, not how one site shows it.
const CLASSES: [&str; 7] = ["language-", "lang-", "highlight", "hljs", "footnote", "sourceCode", "math"];

const RELATIONS: [&str; 13] = [
    "author",
    "bookmark",
    "external",
    "help",
    "license",
    "me",
    "next",
    "nofollow",
    "noopener",
    "noreferrer",
    "prev",
    "tag",
    "ugc",
];

/// The attributes of one element with their final values, each once.
#[derive(Debug, Default)]
pub(super) struct Values<'t>(Vec<(&'t str, String)>);

impl<'t> Values<'t> {
    pub fn get(&self, wanted: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == wanted).map(|(_, value)| &**value)
    }

    pub fn has(&self, wanted: &str) -> bool {
        self.get(wanted).is_some()
    }

    /// Unless there is one of that name.
    pub fn add(&mut self, name: &'t str, value: impl Into<String>) {
        if !self.has(name) {
            self.0.push((name, value.into()));
        }
    }

    /// In the place of one of that name, or behind all.
    pub fn set(&mut self, wanted: &'t str, value: String) {
        match self.0.iter_mut().find(|(name, _)| *name == wanted) {
            Some((_, have)) => *have = value,
            None => self.0.push((wanted, value)),
        }
    }

    pub fn add_style(&mut self, style: &str) {
        match self.get("style") {
            _ if style.is_empty() => {}
            Some(have) => self.set("style", format!("{have}; {style}")),
            None => self.add("style", style),
        }
    }

    pub fn remove(&mut self, names: &[&str]) {
        self.0.retain(|(name, _)| !names.contains(name));
    }

    pub fn retain(&mut self, keep: impl Fn(&str, &str) -> bool) {
        self.0.retain(|(name, value)| keep(name, value));
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'t str, &str)> {
        self.0.iter().map(|(name, value)| (*name, &**value))
    }
}

impl<'t> FromIterator<(&'t str, String)> for Values<'t> {
    fn from_iter<I: IntoIterator<Item = (&'t str, String)>>(values: I) -> Self {
        Values(values.into_iter().collect())
    }
}

#[derive(Debug)]
pub(super) struct Attributes<'a> {
    pub addresses: Addresses<'a>,
    policy: &'a Policy,
    /// Ids that a link within the document may point to, without our prefix.
    targets: OnceCell<HashSet<String>>,
    html: &'a str,
    given: HashSet<String>,
}

impl<'a> Attributes<'a> {
    pub fn new(html: &'a str, base: Option<&'a Url>, policy: &'a Policy, growth: &'a Growth) -> Self {
        Attributes {
            addresses: Addresses { base, policy, growth },
            policy,
            targets: OnceCell::new(),
            html,
            given: HashSet::new(),
        }
    }

    /// The attributes of `tag` that may stand on `element`.
    pub fn of<'t>(&mut self, tag: &'t Tag<'_>, element: &'static str) -> Values<'t> {
        let mut values = Values::default();
        for (name, raw) in &tag.attributes {
            let name = if name == "xml:lang" { "lang" } else { &**name };
            let Some(rule) = allowed::rule(element, name) else { continue };
            let value = decode_attribute(raw);
            let value = one_line_break(self.policy.characters(&value));
            match rule {
                Rule::Legacy if self.policy.conformance == Conformance::Mended => {
                    values.add_style(&legacy_style(element, name, &value));
                }
                Rule::Style => values.add_style(&safe_style(&value)),
                _ => {
                    let name = if rule == Rule::Id { "id" } else { name };
                    if let Some(value) = self.value(rule, element, name, &value) {
                        values.add(name, value);
                    }
                }
            }
        }
        if element == "img" {
            self.find_lazy_picture(tag, &mut values);
        }
        if self.policy.conformance == Conformance::Mended && matches!(element, "img" | "source") {
            mend_picture(element, &mut values);
        }
        values
    }

    fn value(&mut self, rule: Rule, element: &str, name: &str, value: &str) -> Option<String> {
        match rule {
            Rule::Text | Rule::Legacy => Some(value.to_owned()),
            Rule::Address => self.address(value),
            Rule::Source => self.addresses.loaded(value),
            Rule::Picture => self.addresses.picture(value),
            Rule::PictureSet => self.addresses.picture_set(value),
            Rule::Style => Some(safe_style(value)),
            Rule::Class => some_words(value, |class| CLASSES.iter().any(|start| class.starts_with(start))),
            Rule::Id => self.id(value),
            Rule::MapName => self.map_name(name, value),
            Rule::Relation => some_words(&value.to_ascii_lowercase(), |word| RELATIONS.contains(&word)),
            Rule::MediaType | Rule::DateTime | Rule::Moment | Rule::Sizes | Rule::Math
                if self.policy.conformance == Conformance::AsGiven =>
            {
                Some(value.to_owned())
            }
            Rule::Integer(..) if self.policy.conformance == Conformance::AsGiven => {
                value.trim().parse::<i32>().ok().map(|number| number.to_string())
            }
            Rule::Integer(least, most) => {
                let number = value.trim().parse::<i32>().ok()?;
                (least <= number).then(|| number.min(most).to_string())
            }
            Rule::MediaType => forms::media_type(value),
            Rule::DateTime => forms::date_time(value),
            Rule::Moment => forms::moment(value),
            Rule::Sizes => forms::sizes(value),
            Rule::Math => math::value(element, name, value),
            Rule::Length => self.length(value),
            Rule::Flag => Some(String::new()),
            Rule::OneOf(words) => one_of(words, value.trim()),
            Rule::Language => self.language(value.trim()),
        }
    }

    /// A link to an id of this document stays within it, also where it was written in full.
    fn address(&self, value: &str) -> Option<String> {
        let is_given =
            |id: &str| is_linkable(id) && self.targets.get_or_init(|| targets(self.html)).contains(id);
        // What has our prefix was written here before.
        let is_ours = |id: &&str| is_given(id) || is_linkable(id) && id.starts_with(&self.policy.id_prefix);
        if let Some(id) = value.trim().strip_prefix('#').filter(is_ours) {
            return Some(format!("#{}", self.prefixed(id)));
        }
        let address = self.addresses.followed(value)?;
        let page = self.addresses.page().map(|page| page.as_str().split('#').next().unwrap_or_default());
        let own = address
            .split_once('#')
            .filter(|(before, id)| Some(*before) == page && is_given(id))
            .map(|(_, id)| format!("#{}", self.prefixed(id)));
        Some(own.unwrap_or(address))
    }

    /// An id is given once in a document, and only under our prefix.
    fn id(&mut self, value: &str) -> Option<String> {
        let id = value.trim();
        let id = is_linkable(id).then(|| self.prefixed(id))?;
        self.given.insert(id.clone()).then_some(id)
    }

    /// A map has a name of its own, and a picture refers to it.
    fn map_name(&mut self, attribute: &str, value: &str) -> Option<String> {
        let name = value.trim_start_matches('#');
        if name.is_empty() || name.contains(char::is_whitespace) {
            return None;
        }
        let reference = format!("#{}", self.prefixed(name));
        if attribute == "usemap" {
            return Some(reference);
        }
        let name = reference[1..].to_owned();
        self.given.insert(reference).then_some(name)
    }

    fn prefixed(&self, id: &str) -> String {
        if id.starts_with(&self.policy.id_prefix) {
            id.to_owned()
        } else {
            format!("{}{id}", self.policy.id_prefix)
        }
    }

    /// Longer names of languages than of three letters are not in the registry.
    fn language(&self, tag: &str) -> Option<String> {
        let primary = tag.split('-').next().unwrap_or_default();
        let fine = is_language(tag) && (self.policy.conformance == Conformance::AsGiven || primary.len() < 4);
        fine.then(|| tag.to_owned())
    }

    fn length(&self, value: &str) -> Option<String> {
        let value = value.trim();
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = value.split_at(digits);
        match (self.policy.conformance, unit) {
            _ if number.is_empty() || number.len() > 5 => None,
            (_, "" | "px") => Some(number.to_owned()),
            (Conformance::AsGiven, "%") => Some(value.to_owned()),
            _ => None,
        }
    }

    /// A picture that a script was to load: the address that we have is missing or a placeholder.
    fn find_lazy_picture(&self, tag: &Tag<'_>, values: &mut Values<'_>) {
        if values.get("src").is_some_and(|source| !is_placeholder(source, tag)) {
            return;
        }
        let first = |names: &[&str]| names.iter().find_map(|name| tag.decoded(name));
        if let Some(source) = first(&LAZY_SOURCES).and_then(|source| self.addresses.loaded(&source)) {
            values.remove(&["src"]);
            values.add("src", source);
        }
        if let Some(set) = first(&LAZY_SETS).and_then(|set| self.addresses.picture_set(&set)) {
            values.add("srcset", set);
        }
    }
}

/// Whether a script was to load the picture of this `img`.
pub(super) fn is_late(img: &Tag<'_>) -> bool {
    LAZY_SOURCES.iter().chain(&LAZY_SETS).any(|name| img.get(name).is_some())
}

/// Whether what an `img` shows until its picture is loaded is at `source`. A `data-src` may also lead to a
/// larger copy of what is shown.
fn is_placeholder(source: &str, img: &Tag<'_>) -> bool {
    let says_lazy = img.get("class").is_some_and(|class| class.to_ascii_lowercase().contains("lazy"));
    let path = source.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    source.starts_with("data:") || says_lazy || PLACEHOLDERS.iter().any(|part| file.contains(part))
}

/// The ids in `html`: a second walk, which only a document with a link to an id pays for.
fn targets(html: &str) -> HashSet<String> {
    let starts =
        Tokens::new(html).filter_map(|token| if let Token::Start(tag) = token { Some(tag) } else { None });
    let ids = starts.flat_map(|tag| {
        let name = tag.get("name").filter(|_| tag.name == "a");
        tag.get("id").into_iter().chain(name)
    });
    ids.map(|id| decode_attribute(id).trim().to_owned()).collect()
}

/// A set of pictures has one kind of descriptors and, if these are widths, `sizes`; an `img` has an
/// address besides.
fn mend_picture(element: &str, values: &mut Values<'_>) {
    let set = values.get("srcset").map(forms::of_one_kind);
    let Some(set) = set.filter(|set| !set.is_empty()) else {
        values.remove(&["sizes", "srcset"]);
        return;
    };
    if element == "img" {
        values.add("src", set.split(' ').next().unwrap_or_default().trim_end_matches(','));
    }
    if set.ends_with('w') {
        values.add("sizes", "100vw");
    } else {
        values.remove(&["sizes"]);
    }
    values.set("srcset", set);
}

/// Whether an id can stand in a link as it is, with nothing that an address must have escaped.
fn is_linkable(id: &str) -> bool {
    let is_odd = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '"' | '#' | '%' | '<' | '>' | '[' | '\\' | ']' | '^' | '`' | '{' | '|' | '}')
    };
    !id.is_empty() && !id.contains(is_odd)
}

/// What an attribute that HTML no longer has is today: a declaration, or nothing.
fn legacy_style(element: &str, name: &str, value: &str) -> String {
    let property = match (element, name) {
        ("img" | "table", "align") => "float",
        (_, "align") => "text-align",
        (_, "valign") => "vertical-align",
        (_, "bgcolor") => "background-color",
        ("font", "color") => "color",
        ("font", "face") => "font-family",
        ("table" | "td" | "th" | "col", "width") if value.ends_with('%') => "width",
        _ => return String::new(),
    };
    let is_side = matches!(value.to_ascii_lowercase().as_str(), "left" | "right");
    if property == "float" && !is_side {
        return String::new();
    }
    safe_style(&format!("{property}: {value}"))
}

fn some_words(value: &str, keep: impl Fn(&str) -> bool) -> Option<String> {
    let words: Vec<&str> = value.split_ascii_whitespace().filter(|word| keep(word)).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn one_of(words: &[&str], value: &str) -> Option<String> {
    let exact = words.iter().find(|word| **word == value);
    exact
        .or_else(|| words.iter().find(|word| word.eq_ignore_ascii_case(value)))
        .map(|word| (*word).to_owned())
}

/// A tag of well-formed subtags (RFC 5646, section 2.1).
fn is_language(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let primary = subtags.next().unwrap_or_default();
    (2..=8).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags.all(|subtag| {
            (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
