//! Jekyll: `defaults`, and the addresses that `permalink` and `collections` give.

use serde_json::{Map, Value};

use super::glob::{Reach, compile};
use super::rule::{Rule, Scope, Weight};
use crate::articles::keys::{Terms, split_terms};
use crate::articles::site::{Collection, Settings};

/// Nearest first.
pub fn rules(settings: &Settings) -> Vec<Rule> {
    let tree = &settings.tree.values;
    let mut rules = defaults(tree, &settings.collections_dir);
    rules.extend(settings.collections.iter().filter_map(|collection| addresses(collection, tree)));
    if let Some(permalink) = tree.get("permalink").and_then(Value::as_str) {
        rules.push(addressed("posts", permalink));
    }
    rules
}

/// The longer path is the nearer one; of equals that with a type, and of those the later.
fn defaults(tree: &Map<String, Value>, collections_dir: &str) -> Vec<Rule> {
    let sets = tree.get("defaults").and_then(Value::as_array).into_iter().flatten();
    let mut ranked: Vec<((usize, bool), Rule)> = sets
        .filter_map(|set| {
            let values = set.get("values")?.as_object()?.clone();
            let scope = set.get("scope").and_then(Value::as_object);
            let path = scope.and_then(|scope| scope.get("path")).and_then(Value::as_str).unwrap_or_default();
            let path = path.trim_start_matches("./").trim_start_matches('/');
            let path = path.strip_prefix(collections_dir).unwrap_or(path);
            let kind = scope.and_then(|scope| scope.get("type")).and_then(Value::as_str);
            let rank = (path.chars().count(), kind.is_some());
            let pattern = path.contains('*').then(|| compile(path, Reach::Beginning));
            let scope = Scope {
                below: if pattern.is_some() { String::new() } else { path.to_owned() },
                path: match pattern {
                    Some(pattern) => Some(pattern?),
                    None => None,
                },
                language: None,
                collection: kind.map(str::to_owned),
            };
            Some((rank, Rule::new(scope, values, Weight::Offered)))
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().rev().map(|(_, rule)| rule).collect()
}

/// A collection's pages have addresses of their own whether it says so or not.
fn addresses(collection: &Collection, tree: &Map<String, Value>) -> Option<Rule> {
    if let Some(permalink) = &collection.permalink {
        return Some(addressed(&collection.name, permalink));
    }
    if collection.name == "posts" {
        return None;
    }
    let style = tree.get("permalink").and_then(Value::as_str).unwrap_or("date");
    let end = match style {
        "pretty" => "/",
        "date" | "ordinal" | "weekdate" | "none" => ":output_ext",
        style if style.ends_with('/') => "/",
        style if style.ends_with(":output_ext") => ":output_ext",
        _ => "",
    };
    Some(addressed(&collection.name, &format!("/:collection/:path{end}")))
}

fn addressed(collection: &str, permalink: &str) -> Rule {
    let scope = Scope { collection: Some(collection.to_owned()), ..Scope::default() };
    let values = Map::from_iter([("permalink".to_owned(), Value::from(permalink))]);
    Rule::new(scope, values, Weight::Offered)
}

/// Jekyll adds an article's own categories to those that it inherits.
pub fn joined(inherited: &Value, own: &Value) -> Value {
    let mut all = split_terms(inherited, Terms::BySpace);
    for term in split_terms(own, Terms::BySpace) {
        if !all.contains(&term) {
            all.push(term);
        }
    }
    Value::from(all)
}

/// The folders above `_posts` are categories of what is in it.
pub fn file_by_folder(path: &str, values: &mut Map<String, Value>) {
    let Some((above, _)) = path.split_once("/_posts/") else { return };
    let folders = Value::from(above.split('/').collect::<Vec<_>>());
    let own = values.get("categories").cloned().unwrap_or(Value::Null);
    values.insert("categories".to_owned(), joined(&folders, &own));
}
