//! The front matter of an article: YAML between `---`, TOML between `+++`, or a JSON object.
//!
//! [`split`] parts it from the body and reads it into one tree whatever its syntax, with the line of each key;
//! each syntax has a file. `headers` has what stands without a fence. What the keys mean is the business of `keys`.

pub mod headers;
mod json;
mod toml;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::problem::lines_before;

/// Far more than any front matter has, and little enough to read in no time.
const MAX_BYTES: usize = 256 * 1024;

/// The values of a front matter, by key in the form of [`folded`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FrontMatter {
    pub values: Map<String, Value>,
    /// Line in the file, of the top-level keys.
    pub lines: BTreeMap<String, usize>,
    /// Top-level keys of values for which YAML 1.1 has a type of its own: bare dates with a time to the
    /// second and no zone. They are in UTC there, whatever clocks the author looks at.
    pub timestamps: BTreeSet<String>,
}

impl FrontMatter {
    /// As readers of YAML 1.1 have it.
    pub fn with_timestamps_in_utc(mut self) -> FrontMatter {
        for key in std::mem::take(&mut self.timestamps) {
            if let Some(Value::String(text)) = self.values.get_mut(&key) {
                text.push('Z');
            }
        }
        self
    }
}

/// A file, parted.
#[derive(Debug, Clone, PartialEq)]
pub struct Parted<'a> {
    pub matter: Option<FrontMatter>,
    pub body: &'a str,
    /// Line of the file on which the body begins, from 1.
    pub body_line: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrontMatterError {
    #[error("the front matter is not closed: expected a line '{fence}' after it")]
    Open { fence: &'static str, line: usize },
    #[error("the front matter is larger than {MAX_BYTES} bytes")]
    TooLarge { line: usize },
    #[error("cannot read the front matter as {syntax}: {reason}")]
    Syntax { syntax: &'static str, reason: String, line: usize },
}

impl FrontMatterError {
    pub fn line(&self) -> usize {
        match self {
            Self::Open { line, .. } | Self::TooLarge { line } | Self::Syntax { line, .. } => *line,
        }
    }
}

/// `publishDate`, `publish_date` and `publish-date` are one key.
pub fn folded(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// Parts front matter and body.
///
/// # Errors
/// For a front matter that cannot be read. A first line `---` that opens none is a rule
/// of Markdown, and no error.
pub fn split(text: &str) -> Result<Parted<'_>, FrontMatterError> {
    let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let line = 1 + lines_before(text, text.len() - trimmed.len());
    let first = trimmed.lines().next().unwrap_or_default().trim_end();
    let found = match first {
        "---" => fenced(trimmed, line, "---", yaml::read)?,
        "+++" => fenced(trimmed, line, "+++", toml::read)?,
        _ if opens_an_object(first) => json::read(trimmed, line)?
            .map(|(matter, end)| (matter, trimmed[end..].strip_prefix('\n').unwrap_or(&trimmed[end..]))),
        _ => match named_syntax(first) {
            Some(read) => fenced(trimmed, line, "---", read)?,
            None => None,
        },
    };
    Ok(match found {
        Some((matter, body)) => {
            let body_line = 1 + lines_before(text, text.len() - body.len());
            Parted { matter: Some(matter), body, body_line }
        }
        None => Parted { matter: None, body: text, body_line: 1 },
    })
}

/// `{` alone, or with the first key behind it.
fn opens_an_object(line: &str) -> bool {
    line.strip_prefix('{').is_some_and(|rest| rest.is_empty() || rest.trim_start().starts_with('"'))
}

/// In the form of gray-matter, and so of Eleventy, where the fence names the syntax: `---json`.
fn named_syntax(first: &str) -> Option<Reader> {
    let name = first.strip_prefix("---")?;
    Some(match name {
        "yaml" | "yml" => yaml::read,
        "toml" => toml::read,
        "json" => |text, line| Ok(json::read(text, line + 1)?.map(|(matter, _)| matter)),
        "js" | "javascript" | "coffee" | "coffeescript" | "cson" => |_, line| {
            let reason = "it is a program; write it in YAML, TOML or JSON".to_owned();
            Err(FrontMatterError::Syntax { syntax: "data", reason, line })
        },
        _ => return None,
    })
}

/// Reads a file that is nothing but such values, whose syntax its extension tells.
///
/// # Errors
/// As [`split`].
pub fn whole(text: &str, extension: &str) -> Result<FrontMatter, FrontMatterError> {
    let text = text.trim_start_matches('\u{feff}');
    if text.len() > MAX_BYTES {
        return Err(FrontMatterError::TooLarge { line: 1 });
    }
    let read = match extension {
        "toml" => toml::read(text, 0)?,
        "json" => json::read(text, 1)?.map(|(matter, _)| matter),
        _ => yaml::read(text, 0)?,
    };
    Ok(read.unwrap_or_default())
}

type Reader = fn(&str, usize) -> Result<Option<FrontMatter>, FrontMatterError>;

/// The front matter behind the `fence` with which `text` begins on `line`, and the body; `None` for a rule of
/// Markdown.
fn fenced<'a>(
    text: &'a str,
    line: usize,
    fence: &'static str,
    read: Reader,
) -> Result<Option<(FrontMatter, &'a str)>, FrontMatterError> {
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let Some(end) = closing_fence(&text[start..], fence).map(|end| start + end) else {
        let is_meant = looks_like_keys(&text[start..], fence);
        return if is_meant { Err(FrontMatterError::Open { fence, line }) } else { Ok(None) };
    };
    if end - start > MAX_BYTES {
        return Err(FrontMatterError::TooLarge { line });
    }
    let body = text[end..].find('\n').map_or("", |at| &text[end + at + 1..]);
    Ok(read(&text[start..end], line)?.map(|matter| (matter, body)))
}

fn closing_fence(text: &str, fence: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if content == fence || (fence == "---" && content == "...") {
            return Some(at);
        }
        at += line.len();
    }
    None
}

fn looks_like_keys(text: &str, fence: &str) -> bool {
    let separator = if fence == "---" { ':' } else { '=' };
    text.lines().next().is_some_and(|line| {
        line.split_once(separator).is_some_and(|(key, _)| {
            !key.is_empty() && key.trim_end().chars().all(|c| c.is_alphanumeric() || "_-".contains(c))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn values(text: &str) -> Value {
        Value::Object(split(text).unwrap().matter.unwrap().values)
    }

    #[test]
    fn three_syntaxes_say_the_same() {
        let expected = json!({"title": "T: x", "publishdate": "2026-01-31T10:00:00Z", "draft": true,
            "tags": ["a", "b"], "author": {"name": "Ann"}, "weight": 3});
        for text in [
            "---\ntitle: 'T: x'\npublishDate: 2026-01-31T10:00:00Z\ndraft: true\ntags: [a, b]\nauthor:\n  name: Ann\nweight: 3\n---\nbody\n",
            "+++\ntitle = 'T: x'\npublish_date = 2026-01-31T10:00:00Z\ndraft = true\ntags = ['a', 'b']\nweight = 3\n[author]\nname = 'Ann'\n+++\nbody\n",
            "{\n\"title\": \"T: x\",\n\"publish-date\": \"2026-01-31T10:00:00Z\", \"draft\": true, \"tags\": [\"a\", \"b\"],\n\"author\": {\"Name\": \"Ann\"},\n\"weight\": 3\n}\nbody\n",
        ] {
            assert_eq!(values(text), expected, "{text}");
            let parted = split(text).unwrap();
            assert_eq!(parted.body, "body\n");
            assert_eq!(text.lines().nth(parted.body_line - 1), Some("body"), "{text}");
            assert_eq!(parted.matter.unwrap().lines["title"], 2);
        }
    }

    #[test]
    fn an_object_may_begin_in_its_first_line() {
        for text in ["{\"title\": \"T\"}\nbody", "{ \"title\": \"T\" }\nbody", "{\t\"title\":\n\"T\"}\nbody"]
        {
            assert_eq!(values(text), json!({"title": "T"}), "{text}");
            assert_eq!(split(text).unwrap().body, "body");
        }
    }

    #[test]
    fn a_fence_may_name_the_syntax() {
        for text in [
            "---json\n{\n\"title\": \"T\"}\n---\nbody",
            "---toml\ntitle = 'T'\n---\nbody",
            "---yaml\ntitle: T\n---\nbody",
        ] {
            let parted = split(text).unwrap();
            assert_eq!((values(text), parted.body), (json!({"title": "T"}), "body"), "{text}");
        }
        let error = split("---js\n{ title: 'T' }\n---\nbody").unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot read the front matter as data: it is a program; write it in YAML, TOML or JSON"
        );
        assert_eq!(split("---more\nprose").unwrap().body, "---more\nprose");
    }

    #[test]
    fn bare_timestamps_are_of_yaml_1_1() {
        let text = "---\na: 2026-01-31 9:00:00\nb: 2026-1-31T09:00:00.5\nc: \"2026-01-31 09:00:00\"\nd: 2026-01-31 09:00\n\
                    e: 2026-01-31\nf: 2026-01-31 09:00:00 +0100\nextra: {g: 2026-01-31 9:00:00}\nlist: [2026-01-31 9:00:00]\n---\n";
        let matter = split(text).unwrap().matter.unwrap();
        assert_eq!(matter.timestamps.iter().collect::<Vec<_>>(), ["a", "b"]);
        let values = matter.with_timestamps_in_utc().values;
        assert_eq!(
            (&values["a"], &values["c"]),
            (&json!("2026-01-31 9:00:00Z"), &json!("2026-01-31 09:00:00"))
        );
    }

    #[test]
    fn anchors_are_copied_and_merged() {
        let text = "---\nbase: &b {name: Ann, url: u}\nother: &o\n  name: Bo\n  role: r\n\
                    author:\n  <<: *b\n  url: own\nguest:\n  <<: [*b, *o]\ntags: &t [a]\ncategories: *t\n---\n";
        let values = values(text);
        assert_eq!(values["author"], json!({"name": "Ann", "url": "own"}));
        assert_eq!(values["guest"], json!({"name": "Ann", "url": "u", "role": "r"}));
        assert_eq!(values["categories"], json!(["a"]));
    }

    #[test]
    fn what_is_no_front_matter_is_the_body() {
        for text in
            ["plain", "---\n\nA rule above.\n", "---\nprose\n---\nmore\n", "{% include x %}\n", "", "{}"]
        {
            let parted = split(text).unwrap();
            assert!(parted.matter.unwrap_or_default().values.is_empty(), "{text}");
        }
        assert_eq!(split("---\n---\nbody").unwrap().body, "body");
        let below_lines = "\n\n---\nprose\n---\n";
        let parted = split(below_lines).unwrap();
        assert_eq!((parted.body, parted.body_line), (below_lines, 1), "lines count from the first one");
    }

    #[test]
    fn errors_name_their_line() {
        let cases = [
            ("---\ntitle: a: b\n---\n", 2),
            ("\n\n---\ntitle: x\ntags: [a\n---\n", 6),
            ("+++\ntitle = 'x'\ndraft = maybe\n+++\n", 3),
            ("---\ntitle: x\nno end\n", 1),
            ("{\n\"title\": x\n}\n", 2),
        ];
        for (text, line) in cases {
            let error = split(text).unwrap_err();
            assert_eq!(error.line(), line, "{text} {error}");
        }
    }

    #[test]
    fn hostile_front_matter_is_refused_quickly() {
        let deep = format!("---\na: {}\n---\n", "[".repeat(50_000));
        assert!(split(&deep).is_err());
        let dashes = format!("---\n{}x\n---\n", "- ".repeat(50_000));
        assert!(split(&dashes).is_err());
        let mut laughs = String::from("---\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for level in 1..12 {
            let before = level - 1;
            let tens = vec![format!("*a{before}"); 10].join(",");
            laughs.extend([format!("a{level}: &a{level} ["), tens, "]\n".to_owned()]);
        }
        laughs.push_str("---\n");
        assert!(split(&laughs).is_err());
        let json = format!("{{\"a\": {}", "[".repeat(50_000));
        assert!(split(&json).is_err());
        let toml = format!("+++\na = {}\n+++\n", "[".repeat(50_000));
        assert!(split(&toml).is_err());
    }
}
