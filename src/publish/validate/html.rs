//! The rules of HTML, for the fragments in feeds and, with more elements, for whole pages.
//!
//! Errors are what is unsafe or what would spill over into the neighbourhood: active content, and
//! markup that does not balance. The rest, which the Nu HTML checker or the feed validator
//! would report, are warnings.

use std::collections::BTreeSet;

use super::tokens::{Tag, Token, Tokens};
use super::{At, Report, feed_html, quoted};

/// A fragment nested deeper than readers can show.
const MAX_DEPTH: usize = 512;

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Never in a fragment, whatever it holds.
const FORBIDDEN: &[&str] = &[
    "applet",
    "base",
    "basefont",
    "body",
    "button",
    "datalist",
    "dialog",
    "embed",
    "fieldset",
    "form",
    "frame",
    "frameset",
    "head",
    "html",
    "input",
    "link",
    "marquee",
    "meta",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "optgroup",
    "option",
    "output",
    "param",
    "plaintext",
    "portal",
    "script",
    "select",
    "slot",
    "style",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// Never in a page either.
const FORBIDDEN_IN_PAGE: &[&str] =
    &["applet", "base", "embed", "form", "frame", "frameset", "object", "script", "plaintext", "xmp"];

const OBSOLETE: &[&str] =
    &["acronym", "big", "center", "dir", "font", "marquee", "nobr", "strike", "tt", "rb", "rtc"];

/// Elements that end an open paragraph.
const BLOCK: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// In these, text that is not white space is no content.
const NO_TEXT: &[&str] =
    &["ul", "ol", "menu", "dl", "table", "thead", "tbody", "tfoot", "tr", "colgroup", "picture"];

const URL_ATTRIBUTES: &[&str] =
    &["href", "src", "cite", "poster", "data", "action", "longdesc", "background", "xlink:href"];

/// What kind of text is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    Fragment,
    Page,
}

/// A piece of HTML inside an element of a feed.
pub fn check_fragment(html: &str, at: &At<'_>, report: &mut Report<'_>) {
    Walk { whole: Whole::Fragment, open: Vec::new(), ids: BTreeSet::new(), anchors: Vec::new(), at: *at }
        .run(html, report);
}

/// A whole page; its lines are counted.
pub fn check_page(html: &str, report: &mut Report<'_>) {
    let at = At { line: 1, place: "page" };
    Walk { whole: Whole::Page, open: Vec::new(), ids: BTreeSet::new(), anchors: Vec::new(), at }
        .run(html, report);
}

struct Walk<'a> {
    whole: Whole,
    open: Vec<&'a str>,
    ids: BTreeSet<String>,
    /// References to parts of the same fragment, such as footnotes.
    anchors: Vec<String>,
    at: At<'a>,
}

impl<'a> Walk<'a> {
    fn run(mut self, html: &'a str, report: &mut Report<'_>) {
        let mut tokens = Tokens::new(html);
        let mut counted = 0;
        let mut just_opened = None;
        while let Some(token) = tokens.next() {
            let opened = std::mem::take(&mut just_opened);
            match token {
                Ok(Token::Start(tag)) => {
                    just_opened = Some(tag.name);
                    self.start(&tag, report);
                }
                Ok(Token::End(name)) => {
                    if opened == Some(name) && matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
                        report.warning(&self.at, "html-headings", format!("has {name} without a word"));
                    }
                    self.end(name, report);
                }
                Ok(Token::Text(text)) => self.text(text, report),
                Ok(Token::Comment) => {}
                Ok(Token::Doctype(_)) if self.whole == Whole::Page && counted == 0 => {}
                Ok(Token::Doctype(_)) => report.error(&self.at, "html", "has a declaration inside"),
                Err(message) => return report.error(&self.at, "html", message),
            }
            if self.whole == Whole::Page {
                let lines = memchr::memchr_iter(b'\n', &html.as_bytes()[counted..tokens.position()]).count();
                self.at.line += u32::try_from(lines).unwrap_or(0);
                counted = tokens.position();
            }
        }
        if let Some(name) = self.open.last() {
            report.error(&self.at, "html-balance", format!("leaves {name} open"));
        }
        for anchor in self.anchors.iter().filter(|anchor| !self.ids.contains(&anchor[1..])) {
            report.warning(
                &self.at,
                "relative-url",
                format!("points to {}, which is not there", quoted(anchor)),
            );
        }
    }

    fn start(&mut self, tag: &Tag<'a>, report: &mut Report<'_>) {
        let foreign = self.open.iter().any(|name| matches!(*name, "math" | "svg"));
        self.element(tag.name, report);
        if !foreign {
            self.nesting(tag.name, report);
        }
        self.attributes(tag, report);
        let void = VOID.contains(&tag.name) && !foreign;
        if tag.closed && !void && !foreign {
            report.error(
                &self.at,
                "html-balance",
                format!("closes {} at once, which HTML ignores", tag.name),
            );
        }
        if !void && !tag.closed {
            self.open.push(tag.name);
        }
        if self.open.len() == MAX_DEPTH {
            report.error(&self.at, "html-depth", "is nested too deeply");
        }
    }

    fn end(&mut self, name: &str, report: &mut Report<'_>) {
        if self.open.last() == Some(&name) {
            self.open.pop();
            return;
        }
        report.error(&self.at, "html-balance", format!("closes {name}, which is not the open element"));
        if let Some(at) = self.open.iter().rposition(|open| *open == name) {
            self.open.truncate(at);
        }
    }

    fn text(&self, text: &str, report: &mut Report<'_>) {
        if let Some(parent) = self.open.last()
            && NO_TEXT.contains(parent)
            && !text.trim().is_empty()
        {
            report.warning(
                &self.at,
                "html-nesting",
                format!("has text directly in {parent}: {}", quoted(text.trim())),
            );
        }
    }

    fn element(&self, name: &str, report: &mut Report<'_>) {
        let forbidden = match self.whole {
            Whole::Fragment => FORBIDDEN,
            Whole::Page => FORBIDDEN_IN_PAGE,
        };
        if forbidden.iter().any(|element| element.eq_ignore_ascii_case(name)) {
            report.error(&self.at, "html-security", format!("holds {name}"));
        }
        if name == "iframe" {
            report.warning(&self.at, "html-security", "holds a frame");
        }
        if self.whole == Whole::Fragment && !self.is_in_formula(name) && !feed_html::is_known_element(name) {
            report.warning(&self.at, "html-element", format!("holds {name}"));
        }
        if self.whole == Whole::Page && OBSOLETE.contains(&name) {
            report.warning(&self.at, "html-obsolete", format!("uses {name}"));
        }
    }

    fn is_in_formula(&self, name: &str) -> bool {
        name == "math" || self.open.contains(&"math")
    }

    fn nesting(&self, name: &str, report: &mut Report<'_>) {
        let parent = self.open.last().copied();
        if let Some(wanted) = wanted_parents(name)
            && !parent.is_some_and(|parent| wanted.contains(&parent))
        {
            report.warning(&self.at, "html-nesting", format!("has {name} outside {}", wanted[0]));
        }
        if name == "a" && self.open.contains(&"a") {
            report.warning(&self.at, "html-nesting", "has a link in a link");
        }
        if BLOCK.contains(&name) && self.in_paragraph() {
            report.warning(&self.at, "html-nesting", format!("has {name} in a paragraph"));
        }
    }

    /// Whether a `p` is open that a block would close.
    fn in_paragraph(&self) -> bool {
        let boundary = |name: &&str| matches!(*name, "td" | "th" | "caption" | "table" | "button" | "object");
        self.open.iter().rev().take_while(|name| !boundary(name)).any(|name| *name == "p")
    }

    fn attributes(&mut self, tag: &Tag<'_>, report: &mut Report<'_>) {
        for (name, value) in &tag.attributes {
            let lower = name.to_ascii_lowercase();
            if lower.starts_with("on")
                || matches!(lower.as_str(), "srcdoc" | "formaction" | "ping" | "autofocus")
            {
                report.error(&self.at, "html-security", format!("has the attribute {name}"));
            }
            if lower == "style" && reaches_out(value) {
                report.error(&self.at, "html-style", format!("has style={}", quoted(value)));
            } else if lower == "style" && self.whole == Whole::Fragment && !feed_html::is_known_style(value) {
                report.warning(&self.at, "html-style", format!("has style={}", quoted(value)));
            } else if lower == "style" && self.whole == Whole::Page {
                report.warning(&self.at, "html-style", "has a style that the page's policy blocks");
            }
            if self.whole == Whole::Fragment
                && !self.is_in_formula(tag.name)
                && !feed_html::is_known_attribute(&lower)
            {
                report.warning(&self.at, "html-attribute", format!("has the attribute {name}"));
            }
            if lower == "id" && !self.ids.insert(value.clone()) {
                report.warning(&self.at, "html-id", format!("has the id {} twice", quoted(value)));
            }
            if lower == "id" && (value.is_empty() || value.contains(char::is_whitespace)) {
                report.warning(&self.at, "html-id", format!("has the id {}", quoted(value)));
            }
            if URL_ATTRIBUTES.contains(&lower.as_str()) {
                self.address(tag.name, &lower, value, report);
            }
            if lower == "srcset" {
                for candidate in srcset_addresses(value) {
                    self.address(tag.name, "srcset", candidate, report);
                }
            }
        }
        if tag.name == "time" && tag.attribute("datetime").is_none() {
            report.warning(&self.at, "html-time", "has a time without datetime");
        }
        if tag.name == "img" && tag.attribute("alt").is_none() {
            report.warning(&self.at, "html-alt", "has a picture without alt");
        }
        if tag.name == "img" && tag.attribute("src").is_none_or(str::is_empty) {
            report.warning(&self.at, "html-src", "has a picture without src");
        }
    }

    fn address(&mut self, element: &str, attribute: &str, value: &str, report: &mut Report<'_>) {
        // Browsers ignore these wherever they stand.
        let value: String = value.chars().filter(|c| !c.is_ascii_control() && *c != ' ').collect();
        let scheme = value.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let scheme = scheme.filter(|scheme| !scheme.contains(['/', '?', '#']));
        let loads = attribute != "href" && attribute != "cite" && attribute != "longdesc";
        match scheme.as_deref() {
            Some("javascript" | "vbscript" | "livescript" | "mocha") => {
                report.error(&self.at, "html-security", format!("has {attribute}={}", quoted(&value)));
            }
            Some("data" | "file" | "blob" | "filesystem") if !loads => {
                report.error(&self.at, "html-security", format!("has {attribute}={}", quoted(&value)));
            }
            Some("http" | "https") => {}
            Some(_) if loads => {
                report.warning(&self.at, "html-url", format!("loads {} in {element}", quoted(&value)));
            }
            Some(_) => {}
            // A page may point to its own files and parts.
            None if self.whole == Whole::Page => {}
            None if value.starts_with('#') && !loads => self.anchors.push(value),
            None => report.warning(&self.at, "relative-url", format!("has {attribute}={}", quoted(&value))),
        }
    }
}

/// Whether a style may leave its element, load something, or run.
fn reaches_out(style: &str) -> bool {
    const PROPERTIES: &[&str] = &["position", "z-index", "behavior", "-moz-binding"];
    const ANYWHERE: &[&str] =
        &["url(", "image(", "image-set(", "expression(", "javascript:", "progid:", "@", "\\", "/*"];
    let style: String = style.to_ascii_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let mut names =
        style.split(';').filter_map(|declaration| declaration.split_once(':')).map(|(name, _)| name);
    ANYWHERE.iter().any(|word| style.contains(word)) || names.any(|name| PROPERTIES.contains(&name))
}

/// The addresses of a `srcset`: what stands before the descriptors.
fn srcset_addresses(value: &str) -> impl Iterator<Item = &str> {
    value.split(", ").filter_map(|candidate| candidate.split_ascii_whitespace().next())
}

fn wanted_parents(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "li" => &["ul", "ol", "menu"],
        "dt" | "dd" => &["dl", "div"],
        "thead" | "tbody" | "tfoot" | "caption" | "colgroup" => &["table"],
        "tr" => &["tbody", "thead", "tfoot", "table"],
        "td" | "th" => &["tr"],
        "col" => &["colgroup"],
        "figcaption" => &["figure"],
        "summary" => &["details"],
        "source" => &["picture", "audio", "video"],
        "track" => &["audio", "video"],
        "rt" | "rp" => &["ruby"],
        _ => return None,
    })
}
