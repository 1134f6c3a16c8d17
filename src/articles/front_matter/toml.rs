//! TOML as front matter has it.

use serde_json::Value;
use toml_edit::{Document, Item};

use super::{FrontMatter, FrontMatterError, folded};
use crate::articles::problem::lines_before;

/// `line` is that of the fence before `text`, which counts from 1 after it.
pub fn read(text: &str, line: usize) -> Result<Option<FrontMatter>, FrontMatterError> {
    let line_of = |at: usize| line + 1 + lines_before(text, at.min(text.len()));
    let document = Document::parse(text).map_err(|error| FrontMatterError::Syntax {
        syntax: "TOML",
        reason: error.message().lines().collect::<Vec<_>>().join(", "),
        line: line_of(error.span().map_or(0, |span| span.start)),
    })?;
    let mut matter = FrontMatter::default();
    let table = document.as_table();
    for (key, item) in table {
        let at = table.key(key).and_then(toml_edit::Key::span).or_else(|| item.span());
        matter.lines.insert(folded(key), line_of(at.map_or(0, |span| span.start)));
        matter.values.insert(folded(key), toml_value(item));
    }
    Ok(Some(matter))
}

/// Recursion is bounded: the parser refuses deep nesting.
fn toml_value(item: &Item) -> Value {
    if let Some(table) = item.as_table_like() {
        return Value::Object(table.iter().map(|(key, item)| (folded(key), toml_value(item))).collect());
    }
    if let Some(tables) = item.as_array_of_tables() {
        let object = |table: &toml_edit::Table| {
            table.iter().map(|(key, item)| (folded(key), toml_value(item))).collect()
        };
        return Value::Array(tables.iter().map(|table| Value::Object(object(table))).collect());
    }
    match item.as_value() {
        Some(toml_edit::Value::String(text)) => Value::String(text.value().clone()),
        Some(toml_edit::Value::Integer(number)) => Value::from(*number.value()),
        Some(toml_edit::Value::Float(number)) => Value::from(*number.value()),
        Some(toml_edit::Value::Boolean(flag)) => Value::Bool(*flag.value()),
        Some(toml_edit::Value::Datetime(date)) => Value::String(date.value().to_string()),
        Some(toml_edit::Value::Array(list)) => {
            Value::Array(list.iter().map(|value| toml_value(&Item::Value(value.clone()))).collect())
        }
        _ => Value::Null,
    }
}
