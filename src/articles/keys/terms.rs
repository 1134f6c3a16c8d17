//! Categories and tags.

use std::collections::BTreeSet;

use serde_json::Value;

use super::lookup::{Keys, member, scalar_text};

/// How terms in one string are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// `tags: rust web` is two terms, as Jekyll has it.
    BySpace,
    ByComma,
}

impl<'a> Keys<'a, '_> {
    pub(super) fn taxonomy(&self, name: &str) -> Option<&'a Value> {
        self.matter.values.get("taxonomies")?.as_object()?.get(name)
    }

    /// In the order written, each once.
    pub(super) fn terms(&mut self, names: &[&str], terms: Terms) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for name in names {
            let terms = if name.ends_with('s') { terms } else { Terms::ByComma };
            let found = self.find(&[*name]).map(|(value, _)| value);
            for value in found.into_iter().chain(self.taxonomy(name)) {
                all.extend(split_terms(value, terms));
            }
        }
        let mut seen = BTreeSet::new();
        all.retain(|term| !term.is_empty() && seen.insert(term.to_lowercase()));
        all
    }
}

/// Each on its own, in the order written.
pub fn split_terms(value: &Value, terms: Terms) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(term).collect(),
        Value::String(text) if text.contains(',') => {
            text.split(',').map(|term| term.trim().to_owned()).collect()
        }
        Value::String(text) if terms == Terms::BySpace => {
            text.split_whitespace().map(str::to_owned).collect()
        }
        value => term(value).into_iter().collect(),
    }
}

fn term(value: &Value) -> Option<String> {
    match value {
        Value::Object(table) => member(table, &["name", "title", "term"]),
        value => scalar_text(value),
    }
}
