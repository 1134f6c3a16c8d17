//! JSON as front matter has it: an object without a fence around it.

use serde_json::{Deserializer, Value};

use super::{FrontMatter, FrontMatterError, MAX_BYTES, folded};
use crate::articles::problem::lines_before;

/// The object that begins `text`, which begins on `line`, and its length there; `None` where it is no object.
pub fn read(text: &str, line: usize) -> Result<Option<(FrontMatter, usize)>, FrontMatterError> {
    let mut values = Deserializer::from_str(text).into_iter::<Value>();
    let object = match values.next() {
        Some(Ok(Value::Object(object))) => object,
        Some(Err(error)) => {
            return Err(FrontMatterError::Syntax {
                syntax: "JSON",
                reason: error.to_string(),
                line: line + error.line().saturating_sub(1),
            });
        }
        _ => return Ok(None),
    };
    let end = values.byte_offset();
    if end > MAX_BYTES {
        return Err(FrontMatterError::TooLarge { line });
    }
    let lines = object.keys().map(|key| (folded(key), line + lines_before_key(&text[..end], key))).collect();
    let values = object.into_iter().map(|(key, value)| (folded(&key), fold_keys(value))).collect();
    Ok(Some((FrontMatter { values, lines, ..FrontMatter::default() }, end)))
}

/// Recursion is bounded: the parser refuses deep nesting.
fn fold_keys(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            Value::Object(object.into_iter().map(|(key, value)| (folded(&key), fold_keys(value))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(fold_keys).collect()),
        other => other,
    }
}

fn lines_before_key(text: &str, key: &str) -> usize {
    text.find(&format!("\"{key}\"")).map_or(0, |at| lines_before(text, at))
}
