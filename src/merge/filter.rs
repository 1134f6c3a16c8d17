//! `keep` and `drop`: which entries a user wants at all.

use std::borrow::Cow;

use super::prints::plain;
use crate::config::{Field, Filter, Rule};
use crate::markup;
use crate::model::Entry;
use crate::model::feed::Person;

/// An entry as filters see it: with what `feeds.toml` adds to it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub entry: &'a Entry,
    /// Added by `feeds.toml`.
    pub categories: &'a [String],
    /// Of the feed, for entries that name none.
    pub language: Option<&'a str>,
    /// Of the feed, for entries that name none.
    pub authors: &'a [Person],
}

/// Why `filter` turns `subject` away; `None`: it passes.
pub fn refusal(filter: &Filter, subject: Subject<'_>) -> Option<String> {
    if let Some(rule) = filter.drop.iter().find(|rule| matches(rule, subject)) {
        return Some(format!("dropped by drop.{} = {:?}", name(rule.field), rule.pattern.as_str()));
    }
    let unmet = filter.keep.iter().find(|rule| !matches(rule, subject))?;
    Some(format!("dropped since keep.{} = {:?} does not match", name(unmet.field), unmet.pattern.as_str()))
}

fn matches(rule: &Rule, subject: Subject<'_>) -> bool {
    texts(rule.field, subject).iter().any(|text| rule.pattern.is_match(text))
}

fn texts(field: Field, subject: Subject<'_>) -> Vec<Cow<'_, str>> {
    let entry = subject.entry;
    match field {
        Field::Title => entry.title.as_ref().map(plain).map(Cow::Owned).into_iter().collect(),
        Field::Author => {
            let authors = if entry.authors.is_empty() { subject.authors } else { &entry.authors };
            authors.iter().flat_map(|person| [&person.name, &person.email]).flatten().map(Cow::from).collect()
        }
        Field::Category => {
            let own =
                entry.categories.iter().flat_map(|category| [Some(&category.term), category.label.as_ref()]);
            own.flatten().chain(subject.categories).map(Cow::from).collect()
        }
        Field::Content => entry.texts().map(|text| Cow::Owned(markup::text(&text.value))).collect(),
        Field::Link => [&entry.link, &entry.original_link].into_iter().flatten().map(Cow::from).collect(),
        Field::Language => language(subject).map(Cow::Borrowed).into_iter().collect(),
        Field::Any => {
            [Field::Title, Field::Author, Field::Category, Field::Content, Field::Link, Field::Language]
                .into_iter()
                .flat_map(|field| texts(field, subject))
                .collect()
        }
    }
}

fn language(subject: Subject<'_>) -> Option<&str> {
    let entry = subject.entry;
    let of_text = || {
        entry
            .content
            .iter()
            .map(|content| &content.text)
            .chain(&entry.title)
            .find_map(|text| text.language.as_deref())
    };
    entry.language.as_deref().or_else(of_text).or(subject.language)
}

fn name(field: Field) -> &'static str {
    match field {
        Field::Title => "title",
        Field::Author => "author",
        Field::Category => "category",
        Field::Content => "content",
        Field::Link => "link",
        Field::Language => "language",
        Field::Any => "any",
    }
}
