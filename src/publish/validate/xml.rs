//! An XML document as a tree, read strictly: [`parse`].
//!
//! Elements of the namespaces that feedmill writes are named by the customary prefix whatever
//! the document calls them, so that the rules can name them too.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

/// No document of ours is nested deeper; it bounds the walk over the tree.
const MAX_DEPTH: usize = 32;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Node {
    /// Such as `title`, `atom:link`, `media:content`.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    /// The character data directly inside.
    pub text: String,
    pub line: u32,
    /// The line on which it begins has numeric references in hexadecimal.
    pub numeric: bool,
}

impl Node {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct XmlError {
    pub line: u32,
    pub message: String,
}

/// Reads a whole document.
pub fn parse(bytes: &[u8]) -> Result<Node, XmlError> {
    let text = std::str::from_utf8(bytes).map_err(|error| XmlError {
        line: line_of(bytes, error.valid_up_to()),
        message: "is not UTF-8".into(),
    })?;
    if let Some((at, bad)) = first_illegal(text) {
        let message = format!("holds U+{:04X}, which XML cannot", u32::from(bad));
        return Err(XmlError { line: line_of(bytes, at), message });
    }
    Builder { bytes, position: 0, line: 1, stack: vec![Node::default()] }.run(text)
}

/// The first character that XML cannot hold. Bytes first: nearly every document has none.
fn first_illegal(text: &str) -> Option<(usize, char)> {
    let control = text.bytes().any(|byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r'));
    let suspect = control || text.contains(['\u{FFFE}', '\u{FFFF}']);
    if suspect { text.char_indices().find(|(_, c)| !is_xml_char(*c)) } else { None }
}

/// XML 1.0, production 2.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

fn line_of(bytes: &[u8], position: usize) -> u32 {
    let newlines = memchr::memchr_iter(b'\n', &bytes[..position.min(bytes.len())]).count();
    u32::try_from(newlines).unwrap_or(u32::MAX - 1) + 1
}

struct Builder<'a> {
    bytes: &'a [u8],
    position: usize,
    line: u32,
    /// The open elements; the first stands for the document.
    stack: Vec<Node>,
}

impl Builder<'_> {
    fn run(mut self, text: &str) -> Result<Node, XmlError> {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().check_comments = true;
        loop {
            let (resolved, event) =
                reader.read_resolved_event().map_err(|error| self.fail(error.to_string()))?;
            let prefix = prefix_of(&resolved);
            match event {
                Event::Start(start) => {
                    let node = self.element(prefix, &start)?;
                    self.open(node)?;
                }
                Event::Empty(start) => {
                    let node = self.element(prefix, &start)?;
                    self.open(node)?;
                    self.close();
                }
                Event::End(_) => self.close(),
                Event::Text(text) => self.add_text(&text.xml10_content()),
                Event::CData(text) => self.add_text(&text.xml10_content()),
                Event::GeneralRef(reference) => self.add_reference(&reference)?,
                Event::DocType(_) => return Err(self.fail("has a document type".into())),
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => return self.finish(),
            }
            self.advance(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
        }
    }

    fn element(
        &self,
        prefix: Result<&'static str, String>,
        start: &BytesStart<'_>,
    ) -> Result<Node, XmlError> {
        let prefix = prefix.map_err(|message| self.fail(message))?;
        let local = start.local_name();
        let local = local.as_ref();
        let name = if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") };
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.fail(error.to_string()))?;
            let value = attribute
                .normalized_value_with(XmlVersion::Explicit1_0, 1, resolve_xml_entity)
                .map_err(|error| self.fail(error.to_string()))?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        let numeric = memchr::memmem::find(self.current_line(), b"&#x").is_some();
        Ok(Node { name, attributes, line: self.line, numeric, ..Node::default() })
    }

    fn open(&mut self, node: Node) -> Result<(), XmlError> {
        if self.stack.len() > MAX_DEPTH {
            return Err(self.fail("is nested too deeply".into()));
        }
        if self.stack.len() == 1 && !self.stack[0].children.is_empty() {
            return Err(self.fail("has a second root element".into()));
        }
        self.stack.push(node);
        Ok(())
    }

    fn close(&mut self) {
        if self.stack.len() > 1
            && let Some(node) = self.stack.pop()
            && let Some(parent) = self.stack.last_mut()
        {
            parent.children.push(node);
        }
    }

    fn add_text(&mut self, text: &str) {
        if let Some(node) = self.stack.last_mut() {
            node.text.push_str(text);
        }
    }

    fn add_reference(&mut self, reference: &BytesRef<'_>) -> Result<(), XmlError> {
        let character = reference.resolve_char_ref().map_err(|error| self.fail(error.to_string()))?;
        if let Some(character) = character {
            if !is_xml_char(character) {
                return Err(
                    self.fail(format!("refers to U+{:04X}, which XML cannot hold", u32::from(character)))
                );
            }
            self.add_text(character.encode_utf8(&mut [0; 4]));
            return Ok(());
        }
        let name = reference.xml10_content();
        match resolve_xml_entity(&name) {
            Some(text) => self.add_text(text),
            None => return Err(self.fail(format!("refers to the undefined entity {name}"))),
        }
        Ok(())
    }

    /// The line that the reader is at.
    fn current_line(&self) -> &[u8] {
        let (before, after) = self.bytes.split_at(self.position.min(self.bytes.len()));
        let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let end = memchr::memchr(b'\n', after).unwrap_or(after.len());
        &self.bytes[start..before.len() + end]
    }

    fn advance(&mut self, position: usize) {
        let end = position.min(self.bytes.len());
        if end > self.position {
            let newlines = memchr::memchr_iter(b'\n', &self.bytes[self.position..end]).count();
            self.line = self.line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
            self.position = end;
        }
    }

    fn fail(&self, message: String) -> XmlError {
        XmlError { line: self.line, message }
    }

    fn finish(mut self) -> Result<Node, XmlError> {
        if self.stack.len() > 1 {
            return Err(self.fail("ends inside an element".into()));
        }
        let mut document = self.stack.remove(0);
        match document.children.pop() {
            Some(root) if document.text.trim().is_empty() => Ok(root),
            Some(_) => Err(self.fail("has text outside the root element".into())),
            None => Err(self.fail("has no element".into())),
        }
    }
}

/// The customary prefix; empty for no namespace, `unknown` for one that feedmill does not write.
fn prefix_of(resolved: &ResolveResult<'_>) -> Result<&'static str, String> {
    match resolved {
        ResolveResult::Unbound => Ok(""),
        ResolveResult::Unknown(prefix) => Err(format!("uses the undeclared prefix {prefix}")),
        ResolveResult::Bound(Namespace(name)) => Ok(match AsRef::<str>::as_ref(name) {
            "http://www.w3.org/2005/Atom" => "atom",
            "http://purl.org/rss/1.0/modules/content/" => "content",
            "http://purl.org/dc/elements/1.1/" => "dc",
            "http://purl.org/dc/terms/" => "dcterms",
            "http://www.itunes.com/dtds/podcast-1.0.dtd" => "itunes",
            "http://search.yahoo.com/mrss/" => "media",
            "http://www.georss.org/georss" => "georss",
            "http://www.opengis.net/gml" => "gml",
            "http://purl.org/syndication/thread/1.0" => "thr",
            "http://purl.org/syndication/history/1.0" => "fh",
            "http://purl.org/atompub/tombstones/1.0" => "at",
            "http://purl.org/rss/1.0/modules/slash/" => "slash",
            "http://wellformedweb.org/CommentAPI/" => "wfw",
            "http://backend.userland.com/creativeCommonsRssModule" => "creativeCommons",
            "https://podcastindex.org/namespace/1.0" => "podcast",
            "http://podlove.org/simple-chapters" => "psc",
            _ => "unknown",
        }),
    }
}
