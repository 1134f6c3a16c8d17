//! Hugo: `cascade` of sections and of the whole site, and `permalinks`.

use serde_json::{Map, Value};

use super::glob::{Reach, compile};
use super::rule::{Rule, Scope, Weight};
use super::sources::Source;

/// In which files without a language in their name are written.
pub fn default_language(settings: &Map<String, Value>) -> &str {
    settings.get("defaultcontentlanguage").and_then(Value::as_str).unwrap_or("en")
}

pub fn rules_of_a_section(section: &Source, default_language: &str) -> Vec<Rule> {
    let language = section.language.as_deref().unwrap_or(default_language);
    cascade(section.matter.values.get("cascade"), &section.folder, Some(language))
}

/// What `permalinks` says comes last, since an article's own address is always nearer.
pub fn rules_of_the_site(settings: &Map<String, Value>) -> Vec<Rule> {
    let mut rules = cascade(settings.get("cascade"), "", None);
    let permalinks = settings.get("permalinks").and_then(Value::as_object);
    let permalinks = permalinks.map(|table| table.get("page").and_then(Value::as_object).unwrap_or(table));
    for (section, pattern) in permalinks.into_iter().flatten() {
        let Some(pattern) = pattern.as_str() else { continue };
        let values = Map::from_iter([("url".to_owned(), Value::from(pattern))]);
        rules.push(Rule::new(in_section(section), values, Weight::Offered));
    }
    rules
}

/// The names under which patterns know a page: its path without extension, and with it as older
/// versions had it.
pub fn names(path: &str, language: Option<&str>, is_bundle: bool) -> Vec<String> {
    let path = path.to_lowercase();
    let stem = path.rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
    let stem = language.and_then(|language| stem.strip_suffix(&format!(".{language}"))).unwrap_or(stem);
    let page = if is_bundle { stem.rsplit_once('/').map_or(stem, |(folder, _)| folder) } else { stem };
    vec![format!("/{page}"), format!("/{path}")]
}

/// Keys are folded, and so is what is compared with them.
fn in_section(section: &str) -> Scope {
    let letters: Vec<String> = section.chars().map(|c| regex::escape(c.encode_utf8(&mut [0; 4]))).collect();
    let pattern = format!("^(?i)/{}/", letters.join("[-_ ]?"));
    Scope { path: regex::Regex::new(&pattern).ok(), ..Scope::default() }
}

fn cascade(value: Option<&Value>, folder: &str, language: Option<&str>) -> Vec<Rule> {
    let tables: Vec<&Map<String, Value>> = match value {
        Some(Value::Object(table)) => vec![table],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_object).collect(),
        _ => Vec::new(),
    };
    tables
        .into_iter()
        .filter_map(|table| {
            let target = table.get("target").and_then(Value::as_object);
            let mut values = table.clone();
            values.remove("target");
            let scope = scope(target, folder, language)?;
            Some(Rule::new(scope, values, Weight::Offered))
        })
        .collect()
}

/// `None`: it speaks of no article.
fn scope(target: Option<&Map<String, Value>>, folder: &str, language: Option<&str>) -> Option<Scope> {
    let asked = |key: &str| target.and_then(|target| target.get(key)).and_then(Value::as_str);
    let fits = |key: &str, text: &str| {
        asked(key).is_none_or(|pattern| {
            compile(&pattern.to_lowercase(), Reach::Whole).is_some_and(|p| p.is_match(text))
        })
    };
    if !fits("kind", "page") || !fits("environment", "production") {
        return None;
    }
    let path = match asked("path") {
        Some(pattern) => {
            let pattern = pattern.to_lowercase();
            let rooted = if pattern.starts_with(['/', '*', '{']) { pattern } else { format!("/{pattern}") };
            Some(compile(&rooted, Reach::Whole)?)
        }
        None => None,
    };
    let language = match asked("lang") {
        Some(pattern) if language.is_none_or(|own| fits("lang", own)) => {
            Some(compile(pattern, Reach::Whole)?)
        }
        Some(_) => return None,
        None => language.map(regex::escape).and_then(|own| regex::Regex::new(&format!("^{own}$")).ok()),
    };
    Some(Scope { below: folder.to_owned(), path, language, collection: None })
}
