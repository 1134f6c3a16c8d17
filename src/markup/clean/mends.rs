//! What a conformance checker would object to, done as HTML has it today: elements that it no longer
//! has, that lack what they must say, or that may not stand where they do.

use super::super::allowed::{self, Kind};
use super::super::attributes::{Values, add_style};
use super::super::policy::Conformance;
use super::Cleaner;
use super::nest::{Open, is_formatting};
use super::rules::{holds_math_text, is_block};

impl Cleaner<'_> {
    /// An area that leads nowhere, a track that says no language, a source where the player has one.
    pub(super) fn is_pointless(&self, name: &str, values: &Values) -> bool {
        let has = |wanted: &str| values.iter().any(|(name, _)| name == wanted);
        let says = |wanted: &str| values.iter().any(|(_, value)| value == wanted);
        let parent_has_source = || {
            let parent = self.nest.open.last().filter(|parent| matches!(parent.name, "audio" | "video"));
            parent.is_some_and(|parent| self.nest.out[parent.tag.clone()].contains(" src=\""))
        };
        self.policy.conformance == Conformance::Mended
            && match name {
                "area" => !has("href") || !self.nest.open.iter().any(|open| open.name == "map"),
                "math" => self.nest.open.iter().any(|open| open.name == "math"),
                "track" => !has("src") || !has("srclang") && (!has("kind") || says("subtitles")),
                "source" => parent_has_source() || !has("src") && !has("srcset"),
                "map" => !has("name"),
                // A table has it first, or not at all.
                "caption" => !self.is_first_in("table"),
                "hr" => self.is_in_line(Kind::Void),
                // They say how wide a column is, and how many there are, which is seldom so.
                "col" | "colgroup" => true,
                _ => false,
            }
    }

    /// What a conformance checker would object to, done as HTML has it today.
    pub(super) fn mend(&self, name: &'static str, kind: Kind, values: &mut Values) -> &'static str {
        match name {
            "img" if !values.iter().any(|(name, _)| name == "alt") => {
                values.push(("alt".into(), String::new()));
            }
            "audio" | "video" if !values.iter().any(|(name, _)| name == "controls") => {
                values.push(("controls".into(), String::new()));
            }
            "center" => add_style(values, "text-align: center"),
            "area" => mend_area(values),
            "a" if !values.iter().any(|(name, _)| name == "href") => {
                values.retain(|(name, _)| !matches!(&**name, "type" | "hreflang" | "rel"));
            }
            "li" if self.nest.open.last().is_none_or(|parent| !matches!(parent.written, "ol")) => {
                values.retain(|(name, _)| name != "value");
            }
            name if allowed::is_math(name) => {
                let is_only_of_cells = |name: &str| matches!(name, "rowspan" | "columnspan");
                let is_cell = name == "mtd";
                values.retain(|(name, _)| {
                    !matches!(&**name, "title" | "lang") && (is_cell || !is_only_of_cells(name))
                });
            }
            "track" => values.retain(|(name, value)| name != "label" || !value.trim().is_empty()),
            "big" => add_style(values, "font-size: larger"),
            "bdo" if values.iter().any(|(name, _)| name == "dir") => {
                add_style(values, "unicode-bidi: bidi-override");
            }
            _ => {}
        }
        self.written(name, kind, values)
    }

    /// The element of today's HTML that stands for `name` here.
    fn written(&self, name: &'static str, kind: Kind, values: &Values) -> &'static str {
        let has = |wanted: &str| values.iter().any(|(name, _)| name == wanted);
        match name {
            name if is_block(name, kind) && self.is_in_line(kind) => "span",
            "time" if !has("datetime") => "span",
            "figcaption" if !self.is_caption_here() => "div",
            "thead" if self.nest.open.last().is_some_and(|table| table.has_part) => "tbody",
            "acronym" => "abbr",
            // `data` and its like say a number to programs; what people read is their text. The feed validator takes
            // `bdo` for a danger and does not know `rb`.
            "big" | "font" | "data" | "meter" | "progress" | "bdo" | "rb" => "span",
            // The others are parts of a page, of which an entry is itself one: each has rules for where it stands.
            "center" | "address" | "article" | "footer" | "header" | "hgroup" | "main" | "search"
            | "section" => "div",
            "dir" => "ul",
            "strike" => "s",
            "tt" => "code",
            "li" | "dt" | "dd" if !self.nest.open.last().is_some_and(|parent| parent.kind == Kind::List) => {
                "div"
            }
            "summary" if !self.is_first_in("details") => "div",
            other => other,
        }
    }

    /// Whether only text and formatting may stand here, where the block `kind` is.
    fn is_in_line(&self, kind: Kind) -> bool {
        let is_transparent = |open: &&Open| is_formatting(open.kind) || open.written == "span";
        let within = self.nest.open.iter().rev().take_while(is_transparent).count();
        let (outside, within) = self.nest.open.split_at(self.nest.open.len() - within);
        let in_link = within.iter().any(|open| open.kind == Kind::Link);
        let in_heading = outside.last().is_some_and(|open| open.kind == Kind::Heading);
        let held = self.nest.open.iter().rev().find(|open| {
            matches!(open.written, "pre" | "summary" | "audio" | "video")
                || matches!(open.kind, Kind::Table | Kind::Cell)
        });
        in_link && in_heading
            || held.is_some_and(|open| match open.written {
                "pre" | "audio" | "video" => true,
                "summary" => kind != Kind::Heading,
                _ => false,
            })
    }

    /// Whether text that comes now stands in a formula where only elements may.
    pub(super) fn is_among_math(&self) -> bool {
        let parent = self.nest.open.last().filter(|open| allowed::is_math(open.name));
        self.policy.conformance == Conformance::Mended
            && parent.is_some_and(|open| !holds_math_text(open.name) && open.name != "annotation")
    }

    fn is_first_in(&self, parent: &str) -> bool {
        let open = self.nest.open.last().filter(|open| open.name == parent);
        open.is_some_and(|open| self.nest.out[open.tag.end..].trim_start().is_empty())
    }

    /// A figure has one caption.
    fn is_caption_here(&self) -> bool {
        self.nest.open.last().is_some_and(|open| open.name == "figure" && !open.has_part)
    }
}

/// Without coordinates that fit an area is all of the picture; it has a text to stand for it.
fn mend_area(values: &mut Values) {
    if !is_outlined(values) {
        values.retain(|(name, _)| name != "coords" && name != "shape");
        values.push(("shape".into(), "default".to_owned()));
    }
    if !values.iter().any(|(name, _)| name == "alt") {
        values.push(("alt".into(), String::new()));
    }
}

/// Whether an area has as many coordinates as its shape wants.
fn is_outlined(values: &Values) -> bool {
    let value =
        |wanted: &str| values.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let numbers = value("coords").map(|coords| {
        coords.split(',').map(|number| number.trim().parse::<u16>().ok()).collect::<Option<Vec<u16>>>()
    });
    match (value("shape").unwrap_or("rect"), numbers.flatten().as_deref()) {
        ("rect", Some([left, top, right, bottom])) => left < right && top < bottom,
        ("circle", Some([_, _, _])) => true,
        ("poly", Some(points)) => points.len() >= 6 && points.len() % 2 == 0,
        _ => false,
    }
}
