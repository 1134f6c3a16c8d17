//! How a key is found and its value read, whatever it is for.

use serde_json::{Map, Value};

use crate::articles::front_matter::FrontMatter;
use crate::articles::problem::{Findings, quoted};
use crate::date::{self, Moment};

pub(super) struct Keys<'a, 'f> {
    pub(super) matter: &'a FrontMatter,
    pub(super) findings: &'f mut Findings,
}

impl<'a> Keys<'a, '_> {
    /// The first of `names` that says something: archetypes leave keys empty that an author then writes under
    /// another name. Zola keeps a site's own keys under `extra`, Hugo under `params`.
    pub(super) fn find(&self, names: &[&str]) -> Option<(&'a Value, Option<usize>)> {
        let values = &self.matter.values;
        let inner = |table: &str| values.get(table).and_then(Value::as_object);
        let places =
            [(Some(values), None), (inner("extra"), Some("extra")), (inner("params"), Some("params"))];
        let found =
            places.into_iter().filter_map(|(table, key)| Some((table?, key))).flat_map(|(table, key)| {
                let line = move |name| self.matter.lines.get(key.unwrap_or(name)).copied();
                names.iter().filter_map(move |name| Some((table.get(*name)?, line(*name))))
            });
        found.into_iter().find(|(value, _)| !is_blank(value))
    }

    /// What has no line is inherited, and told where it is written.
    pub(super) fn wrong(&mut self, names: &[&str], line: Option<usize>, expected: &str) {
        if line.is_none() {
            return;
        }
        self.findings
            .warn(line, format!("cannot use the front matter's '{}': expected {expected}", names[0]));
    }

    pub(super) fn text(&mut self, names: &[&str]) -> Option<String> {
        let (value, line) = self.find(names)?;
        let text = scalar_text(value);
        if text.is_none() {
            self.wrong(names, line, "a text");
        }
        text.filter(|text| !text.is_empty())
    }

    pub(super) fn flag(&mut self, names: &[&str]) -> Option<bool> {
        match self.find(names)?.0 {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => match text.trim().to_lowercase().as_str() {
                "true" | "yes" => Some(true),
                "false" | "no" | "clean" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// A flag that has no other meaning.
    pub(super) fn plain_flag(&mut self, names: &[&str]) -> Option<bool> {
        let (_, line) = self.find(names)?;
        let flag = self.flag(names);
        if flag.is_none() {
            self.wrong(names, line, "true or false");
        }
        flag
    }

    /// The text, where it is `expected`.
    pub(super) fn text_that(
        &mut self,
        names: &[&str],
        is_fit: impl Fn(&str) -> bool,
        expected: &str,
    ) -> Option<String> {
        let text = self.text(names)?;
        if !is_fit(&text) {
            let line = self.find(names).and_then(|(_, line)| line);
            self.wrong(names, line, expected);
            return None;
        }
        Some(text)
    }

    pub(super) fn number(&mut self, names: &[&str]) -> Option<u64> {
        let (value, line) = self.find(names)?;
        let number = match value {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_u64(),
        };
        if number.is_none() {
            self.wrong(names, line, "a number");
        }
        number
    }

    pub(super) fn date(&mut self, names: &[&str]) -> Option<Moment> {
        let (value, line) = self.find(names)?;
        let text = scalar_text(value).unwrap_or_default();
        // What Eleventy is told to find out itself is no date.
        let is_found_out = ["created", "last modified", "git created", "git last modified"];
        let is_none = text.is_empty() || text.starts_with("0001-01-01");
        if is_none || is_found_out.contains(&&*text.to_lowercase()) {
            return None;
        }
        let date = date::read(&text);
        if date.is_none() && line.is_some() {
            self.findings.warn(
                line,
                format!(
                    "cannot read the date {}: write it like 2026-01-31 or 2026-01-31T09:00:00Z",
                    quoted(&text)
                ),
            );
        }
        date
    }

    pub(super) fn strings(&mut self, names: &[&str]) -> Vec<String> {
        match self.find(names) {
            Some((Value::Array(list), _)) => list.iter().filter_map(scalar_text).collect(),
            Some((value, _)) => scalar_text(value).into_iter().collect(),
            None => Vec::new(),
        }
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.iter().all(is_blank),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

pub fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

pub(super) fn member(table: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| scalar_text(table.get(*name)?)).filter(|text| !text.is_empty())
}
