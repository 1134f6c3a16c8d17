//! `keep` and `drop`, wherever they stand.

use super::reader::Reader;
use crate::config::raw::{Section, Table};
use crate::config::{Field, Filter, Rule};

const FIELDS: [(&str, Field); 7] = [
    ("title", Field::Title),
    ("author", Field::Author),
    ("category", Field::Category),
    ("content", Field::Content),
    ("link", Field::Link),
    ("language", Field::Language),
    ("any", Field::Any),
];

pub fn read(section: &Section<'_>, reader: &mut Reader<'_>) -> Filter {
    Filter { keep: rules(section, "keep", reader), drop: rules(section, "drop", reader) }
}

fn rules(section: &Section<'_>, key: &'static str, reader: &mut Reader<'_>) -> Vec<Rule> {
    let Some(value) = section.get(key) else { return Vec::new() };
    let Some(filter) = Section::of(&value, Table::Filter) else {
        reader.wrong(&value.at, &value.key, "expected a table as { title = \"release|async\" }");
        return Vec::new();
    };
    reader.refuse_unknown(&filter);
    let mut rules = Vec::new();
    for (name, field) in FIELDS {
        let pattern = reader.pattern(&filter, name);
        rules.extend(pattern.map(|pattern| Rule { field, pattern }));
    }
    rules
}

/// `own` on top of `default`: a rule of its own for a field stands in place of the default one
/// for that field, the other default rules stay.
pub fn over(own: Filter, default: &Filter) -> Filter {
    Filter { keep: rules_over(own.keep, &default.keep), drop: rules_over(own.drop, &default.drop) }
}

fn rules_over(mut own: Vec<Rule>, default: &[Rule]) -> Vec<Rule> {
    let fields: Vec<Field> = own.iter().map(|rule| rule.field).collect();
    own.extend(default.iter().filter(|rule| !fields.contains(&rule.field)).cloned());
    own
}
