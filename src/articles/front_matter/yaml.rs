//! YAML as front matter has it: what is written becomes one tree, of bounded depth and size.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value};
use yaml_rust2::parser::{Event, Parser};
use yaml_rust2::scanner::{Marker, TScalarStyle};
use yaml_rust2::{ScanError, Yaml};

use super::{FrontMatter, FrontMatterError, folded};

const MAX_DEPTH: usize = 32;
/// Aliases copy what they name; this bounds what a few of them can make.
const MAX_NODES: usize = 20_000;

/// `2026-01-31 9:00:00`. With a zone it says what it means, and without seconds it is a text.
static TIMESTAMP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t]+)\d{1,2}:\d\d:\d\d(?:\.\d*)?[ \t]*$")
        .expect("the pattern is constant and compiled in the tests")
});

/// `line` is that of the fence before `text`, which counts from 1 after it.
pub fn read(text: &str, line: usize) -> Result<Option<FrontMatter>, FrontMatterError> {
    let error = |marker: &Marker, reason: &str| FrontMatterError::Syntax {
        syntax: "YAML",
        reason: reason.to_owned(),
        line: line + marker.line().max(1),
    };
    let mut tree = YamlTree::default();
    let mut parser = Parser::new_from_str(text);
    loop {
        let (event, marker) = parser.next_token().map_err(|e: ScanError| error(e.marker(), e.info()))?;
        if matches!(event, Event::StreamEnd | Event::DocumentEnd) {
            break;
        }
        tree.take(event, line + marker.line()).map_err(|reason| error(&marker, reason))?;
    }
    match tree.root {
        Some(Value::Object(values)) => {
            Ok(Some(FrontMatter { values, lines: tree.lines, timestamps: tree.timestamps }))
        }
        // `---` twice with nothing or with comments between.
        None | Some(Value::Null) => Ok(Some(FrontMatter::default())),
        Some(_) => Ok(None),
    }
}

/// Builds the tree from events, with a stack of its own: the depth of a file is not ours.
#[derive(Default)]
struct YamlTree {
    open: Vec<Node>,
    root: Option<Value>,
    anchors: BTreeMap<usize, (Value, usize)>,
    lines: BTreeMap<String, usize>,
    timestamps: BTreeSet<String>,
    nodes: usize,
}

struct Node {
    anchor: usize,
    size_before: usize,
    kind: NodeKind,
}

enum NodeKind {
    List(Vec<Value>),
    Object { values: Map<String, Value>, key: Option<String> },
}

impl YamlTree {
    fn take(&mut self, event: Event, line: usize) -> Result<(), &'static str> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                if style == TScalarStyle::Plain && TIMESTAMP.is_match(&text) {
                    self.timestamps.extend(self.awaiting_key());
                }
                let value = scalar(text, style);
                self.nodes += 1;
                self.remember(anchor, &value, 1);
                self.add(value, line)?;
            }
            Event::SequenceStart(anchor, _) => self.open(anchor, NodeKind::List(Vec::new()))?,
            Event::MappingStart(anchor, _) => {
                self.open(anchor, NodeKind::Object { values: Map::new(), key: None })?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(line)?,
            Event::Alias(anchor) => {
                let (value, size) = self.anchors.get(&anchor).cloned().unwrap_or((Value::Null, 1));
                self.nodes += size;
                self.add(value, line)?;
            }
            _ => {}
        }
        if self.nodes > MAX_NODES { Err("it holds too many values") } else { Ok(()) }
    }

    /// The top-level key whose value comes next.
    fn awaiting_key(&self) -> Option<String> {
        let [Node { kind: NodeKind::Object { key, .. }, .. }] = self.open.as_slice() else { return None };
        key.clone()
    }

    fn open(&mut self, anchor: usize, kind: NodeKind) -> Result<(), &'static str> {
        if self.open.len() >= MAX_DEPTH {
            return Err("it is nested too deeply");
        }
        self.nodes += 1;
        self.open.push(Node { anchor, size_before: self.nodes, kind });
        Ok(())
    }

    fn close(&mut self, line: usize) -> Result<(), &'static str> {
        let Some(node) = self.open.pop() else { return Ok(()) };
        let value = match node.kind {
            NodeKind::List(list) => Value::Array(list),
            NodeKind::Object { values, .. } => Value::Object(merged(values)),
        };
        self.remember(node.anchor, &value, self.nodes - node.size_before + 1);
        self.add(value, line)
    }

    fn remember(&mut self, anchor: usize, value: &Value, size: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), size));
        }
    }

    fn add(&mut self, value: Value, line: usize) -> Result<(), &'static str> {
        let top = self.open.len() == 1;
        match self.open.last_mut().map(|node| &mut node.kind) {
            None => self.root = Some(value),
            Some(NodeKind::List(list)) => list.push(value),
            Some(NodeKind::Object { values, key }) => {
                if let Some(key) = key.take() {
                    values.insert(key, value);
                } else {
                    let name = folded(&as_key(&value).ok_or("a list or a table cannot be a key")?);
                    if top {
                        self.lines.insert(name.clone(), line);
                    }
                    *key = Some(name);
                }
            }
        }
        Ok(())
    }
}

/// `<<` takes over what other tables have; what stands in the table itself goes first, and of several
/// tables the earlier one.
fn merged(mut values: Map<String, Value>) -> Map<String, Value> {
    let tables = match values.remove("<<") {
        Some(Value::Array(list)) => list,
        one => one.into_iter().collect(),
    };
    for (key, value) in tables.into_iter().filter_map(into_table).flatten() {
        values.entry(key).or_insert(value);
    }
    values
}

fn into_table(value: Value) -> Option<Map<String, Value>> {
    if let Value::Object(table) = value { Some(table) } else { None }
}

fn as_key(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}

fn scalar(text: String, style: TScalarStyle) -> Value {
    if style != TScalarStyle::Plain {
        return Value::String(text);
    }
    match Yaml::from_str(&text) {
        Yaml::Boolean(flag) => Value::Bool(flag),
        Yaml::Null => Value::Null,
        // What a number is written like matters: `007` may be an id, `1.10` a version.
        Yaml::Integer(number) if number.to_string() == text => Value::from(number),
        _ => yaml_1_1_bool(&text).map_or(Value::String(text), Value::Bool),
    }
}

/// Jekyll reads YAML 1.1, where `yes` and `no` are truth values; in a title they are words, and
/// titles hold more than one.
fn yaml_1_1_bool(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "True" | "TRUE" => Some(true),
        "no" | "No" | "NO" | "off" | "Off" | "OFF" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}
