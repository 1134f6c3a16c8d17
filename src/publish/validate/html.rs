//! The rules of HTML, for the fragments in feeds and, with more elements, for whole pages.
//!
//! Errors are what is unsafe or what would spill over into the neighbourhood: active content, and
//! markup that does not balance. The rest, which the Nu HTML checker or the feed validator
//! would report, are warnings.

use std::collections::BTreeSet;

use crate::markup::{Content, Element, Place, TEXT};

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
    Walk::new(Whole::Fragment, *at).run(html, report);
}

/// A whole page; its lines are counted.
pub fn check_page(html: &str, report: &mut Report<'_>) {
    let at = At { line: 1, place: "page" };
    Walk::new(Whole::Page, at).run(html, report);
}

struct Walk<'a> {
    whole: Whole,
    open: Vec<Open<'a>>,
    ids: BTreeSet<String>,
    /// References to parts of the same fragment, such as footnotes.
    anchors: Vec<String>,
    /// Names of maps, and the references to them.
    maps: BTreeSet<String>,
    mapped: Vec<String>,
    /// Whether there was a word in the heading that is open.
    heading_says: bool,
    at: At<'a>,
}

struct Open<'a> {
    name: &'a str,
    /// `None` in what no table of ours knows, such as the head of a page or a drawing.
    place: Option<Place>,
}

impl<'a> Walk<'a> {
    fn new(whole: Whole, at: At<'a>) -> Walk<'a> {
        Walk {
            whole,
            open: Vec::new(),
            ids: BTreeSet::new(),
            anchors: Vec::new(),
            maps: BTreeSet::new(),
            mapped: Vec::new(),
            heading_says: false,
            at,
        }
    }

    fn run(mut self, html: &'a str, report: &mut Report<'_>) {
        let mut tokens = Tokens::new(html);
        let mut counted = 0;
        while let Some(token) = tokens.next() {
            match token {
                Ok(Token::Start(tag)) => self.start(&tag, report),
                Ok(Token::End(name)) => self.end(name, report),
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
        if let Some(open) = self.open.last() {
            report.error(&self.at, "html-balance", format!("leaves {} open", open.name));
        }
        for map in self
            .mapped
            .iter()
            .filter(|map| !map.strip_prefix('#').is_some_and(|name| self.maps.contains(name)))
        {
            report.warning(
                &self.at,
                "html-map",
                format!("refers to the map {}, which is not there", quoted(map)),
            );
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
        let foreign = self.open.iter().any(|open| matches!(open.name, "math" | "svg"));
        self.element(tag.name, report);
        let place = self.nesting(tag, report);
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
            self.open.push(Open { name: tag.name, place });
        }
        if self.open.len() == MAX_DEPTH {
            report.error(&self.at, "html-depth", "is nested too deeply");
        }
    }

    fn end(&mut self, name: &str, report: &mut Report<'_>) {
        if let Some(open) = self.open.pop_if(|open| open.name == name) {
            if is_heading(name) && !self.heading_says {
                report.warning(&self.at, "html-headings", format!("has {name} without a word"));
            }
            if open.place.is_some_and(|place| !place.is_complete()) {
                self.nested_wrongly(format!("ends {name} without what it must hold"), report);
            }
            return;
        }
        report.error(&self.at, "html-balance", format!("closes {name}, which is not the open element"));
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            self.open.truncate(at);
        }
    }

    fn text(&mut self, text: &str, report: &mut Report<'_>) {
        if !text.trim_ascii().is_empty() {
            self.heading_says = true;
            self.stands(TEXT, || format!("text {}", quoted(text.trim())), report);
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
        name == "math" || self.open.iter().any(|open| open.name == "math")
    }

    /// The place inside `tag`, if it is of an element that has its place in the open one.
    fn nesting(&mut self, tag: &Tag<'a>, report: &mut Report<'_>) -> Option<Place> {
        let has = |name: &str| tag.attribute(name).is_some();
        if is_heading(tag.name) {
            self.heading_says = false;
        } else if tag.attribute("alt").is_some_and(|alt| !alt.trim().is_empty()) {
            self.heading_says = true;
        }
        let Some(element) = Element::named(tag.name) else {
            return (tag.name == "body").then_some(Place::FLOW);
        };
        let outside = self.place();
        self.stands(element.with(|name| tag.attribute(name)), || tag.name.to_owned(), report);
        outside.map(|place| place.within(element, has))
    }

    /// The place in the open element; `None` where anything may come.
    fn place(&self) -> Option<Place> {
        match self.open.last() {
            Some(open) => open.place,
            None => (self.whole == Whole::Fragment).then_some(Place::FLOW),
        }
    }

    /// Checks that what is `is` may stand in the open element, and takes note of it.
    fn stands(&mut self, is: Content, what: impl Fn() -> String, report: &mut Report<'_>) {
        if self.place().is_some_and(|place| !place.fits(is)) {
            let parent = self.open.last().map_or("the text", |open| open.name);
            self.nested_wrongly(format!("has {} in {parent}, where it may not stand", what()), report);
        }
        if let Some(place) = self.open.last_mut().and_then(|open| open.place.as_mut()) {
            place.admit(is);
        }
    }

    /// The Nu checker calls it an error; readers of feeds bear it.
    fn nested_wrongly(&self, message: String, report: &mut Report<'_>) {
        match self.whole {
            Whole::Fragment => report.warning(&self.at, "html-nesting", message),
            Whole::Page => report.error(&self.at, "html-nesting", message),
        }
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
                if value.trim().is_empty() {
                    report.warning(&self.at, "html-src", "has a set of pictures without any");
                }
                for candidate in srcset_addresses(value) {
                    self.address(tag.name, "srcset", candidate, report);
                }
            }
        }
        if tag.name == "map" {
            self.maps.extend(tag.attribute("name").map(str::to_owned));
        }
        self.mapped.extend(tag.attribute("usemap").map(str::to_owned));
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
        if !is_escaped(value) {
            report.warning(&self.at, "html-url", format!("has {attribute}={}", quoted(value)));
        }
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

/// Whether an address has escaped what no address holds. Brackets stand around some hosts only.
fn is_escaped(address: &str) -> bool {
    let host = address.split_once("//").and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
    let brackets = |text: &str| text.matches(['[', ']']).count();
    !address.contains([' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}'])
        && brackets(address) == host.map_or(0, brackets)
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

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
