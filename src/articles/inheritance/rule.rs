//! One thing that a site says of some of its articles.

use regex::Regex;
use serde_json::{Map, Value};

use crate::articles::address::split_language;
use crate::articles::file::hash;
use crate::articles::site::{Generator, Layout};
use crate::articles::survey::ArticleFile;

use super::hugo;

/// Some articles, and what they have.
#[derive(Debug)]
pub struct Rule {
    pub scope: Scope,
    pub values: Map<String, Value>,
    pub weight: Weight,
    /// Tells this from other values.
    pub print: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// For what the article leaves open.
    Offered,
    /// Whatever the article says.
    Imposed,
}

/// All that is given must fit.
#[derive(Debug, Default)]
pub struct Scope {
    /// The beginning of the path.
    pub below: String,
    pub path: Option<Regex>,
    pub language: Option<Regex>,
    /// The name of a collection of Jekyll's.
    pub collection: Option<String>,
}

/// An article as its generator sees it.
#[derive(Debug)]
pub struct Subject<'a> {
    path: String,
    /// What patterns are compared with.
    names: Vec<String>,
    language: &'a str,
    collection: &'a str,
}

impl Rule {
    pub fn new(scope: Scope, values: Map<String, Value>, weight: Weight) -> Rule {
        let print = hash(Value::Object(values.clone()).to_string().as_bytes());
        Rule { scope, values, weight, print }
    }
}

impl Scope {
    pub fn takes(&self, subject: &Subject<'_>) -> bool {
        let fits = |regex: &Regex| subject.names.iter().any(|name| regex.is_match(name));
        subject.path.starts_with(&self.below)
            && self.path.as_ref().is_none_or(fits)
            && self.language.as_ref().is_none_or(|regex| regex.is_match(subject.language))
            && self.collection.as_ref().is_none_or(|collection| *collection == subject.collection)
    }
}

impl<'a> Subject<'a> {
    pub fn of(generator: &'a Generator, file: &'a ArticleFile) -> Subject<'a> {
        let path = generator.path_of(&file.path);
        let settings = generator.settings.as_ref().ok();
        if generator.kind == Layout::Jekyll {
            let path = generator.below_collections_dir(&file.path);
            let collection = generator.collection_of(&file.path);
            let collection = if collection.is_empty() { "pages" } else { collection };
            return Subject { names: vec![path.clone()], path, language: "", collection };
        }
        let language = split_language(file.stem()).map(|(_, language)| language);
        let default = settings.map_or("en", |settings| hugo::default_language(&settings.tree.values));
        Subject {
            names: hugo::names(&path, language, file.bundle),
            path,
            language: language.unwrap_or(default),
            collection: "",
        }
    }
}
