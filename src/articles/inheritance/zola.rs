//! Zola: a section that is a draft is left out with all that is below it. Nothing else of a
//! section reaches its pages.

use serde_json::{Map, Value};

use super::rule::{Rule, Scope, Weight};
use super::sources::Source;

pub fn rules(section: &Source) -> Vec<Rule> {
    if section.matter.values.get("draft") != Some(&Value::Bool(true)) {
        return Vec::new();
    }
    let scope = Scope { below: section.folder.clone(), ..Scope::default() };
    let values = Map::from_iter([("draft".to_owned(), Value::Bool(true))]);
    vec![Rule::new(scope, values, Weight::Imposed)]
}
