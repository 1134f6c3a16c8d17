//! What HTML has today for what authors write: elements that it no longer has, that lack what they must
//! say, or that may not stand where they do.

use super::super::allowed;
use super::super::attributes::Values;
use super::super::content::{
    BLOCK, DEFAULT_TRACK, HEADING, IMAGE_SET, INTERACTIVE, LINK, SECTION, SOURCE, TABLE,
};
use super::super::elements::{self, Element, Order};
use super::super::math;
use super::Cleaner;
use super::write::write_void;

/// What a `source` has in a picture, and not in a player.
const OF_PICTURE_SOURCE: [&str; 5] = ["srcset", "sizes", "media", "width", "height"];

impl Cleaner<'_> {
    /// Writes `element`, or what stands for it here, if anything does.
    pub(super) fn write_mended(&mut self, element: &'static Element, mut values: Values<'_>) -> bool {
        if self.is_pointless(element.name, &values) {
            return false;
        }
        self.mend(element.name, &mut values);
        let Some(mut written) = Element::named(today(element.name, &values)) else { return false };
        if written.name == "source" && self.comes_late(&mut values) {
            return true;
        }
        let mut is = written.with(|name| values.get(name));
        while !self.nest.make_room(is) {
            if is.meets(INTERACTIVE) && drop_interaction(&mut values) {
                // It may stand here without.
            } else if let Some(other) = instead(written).and_then(Element::named) {
                written = other;
            } else {
                return false;
            }
            is = written.with(|name| values.get(name));
        }
        self.reopen_before(element, is);
        if written.name != element.name {
            values.retain(|attribute, _| allowed::rule(written.name, attribute).is_some());
        }
        self.fit(written, &mut values);
        self.nest.start(element, written, &values);
        true
    }

    /// Keeps a source for a player that has none yet, and shows already what is for where it cannot play.
    fn comes_late(&mut self, values: &mut Values<'_>) -> bool {
        let Some(player) = self.nest.open.last_mut() else { return false };
        let waits = player.place.order() == Order::Media && !player.place.holds(SOURCE);
        let comes_late = waits && !player.place.has(SOURCE) && values.has("src");
        if comes_late {
            values.remove(&OF_PICTURE_SOURCE);
            write_void(&mut player.late, "source", values);
        }
        comes_late
    }

    /// An area that leads nowhere, a track that says no language, a map that nothing can refer to.
    fn is_pointless(&self, name: &str, values: &Values<'_>) -> bool {
        match name {
            "area" => !values.has("href") || !self.nest.open.iter().any(|open| open.written.name == "map"),
            "track" => {
                let are_subtitles = values.get("kind").is_none_or(|kind| kind == "subtitles");
                !values.has("src") || !values.has("srclang") && are_subtitles
            }
            "map" => !values.has("name"),
            // They say how wide a column is, and how many there are, which is seldom so.
            "col" | "colgroup" => true,
            _ => false,
        }
    }

    /// What a conformance checker would object to, done as HTML has it today.
    fn mend(&self, name: &'static str, values: &mut Values<'_>) {
        match name {
            "img" => {
                values.add("alt", "");
                if self.nest.place().bars(IMAGE_SET) {
                    values.remove(&["srcset", "sizes"]);
                }
                if self.nest.place().bars(LINK) {
                    values.remove(&["usemap"]);
                }
            }
            "audio" => values.add("controls", ""),
            "center" => values.add_style("text-align: center"),
            "big" => values.add_style("font-size: larger"),
            "bdo" if values.has("dir") => values.add_style("unicode-bidi: bidi-override"),
            "area" => mend_area(values),
            "map" => values.remove(&["id"]),
            "a" if !values.has("href") => values.remove(&["type", "hreflang", "rel"]),
            "track" => {
                values.retain(|name, value| name != "label" || !value.trim().is_empty());
                if self.nest.place().bars(DEFAULT_TRACK) {
                    values.remove(&["default"]);
                }
            }
            name if elements::is_math(name) => {
                values.retain(|attribute, value| math::keeps(name, attribute, value));
            }
            _ => {}
        }
    }

    /// The attributes that `written` has where it comes to stand.
    fn fit(&self, written: &Element, values: &mut Values<'_>) {
        // In a link a video is the picture that leads elsewhere.
        let is_own = written.name == "video" && !self.nest.place().bars(INTERACTIVE);
        if is_own {
            values.add("controls", "");
        }
        let parent = self.nest.open.last().map_or("", |open| open.written.name);
        match (written.name, parent) {
            ("source", "picture") => values.remove(&["src"]),
            ("source", _) => values.remove(&OF_PICTURE_SOURCE),
            ("li", parent) if parent != "ol" => values.remove(&["value"]),
            _ => {}
        }
    }
}

/// The element of today's HTML that stands for `name`.
fn today(name: &'static str, values: &Values<'_>) -> &'static str {
    match name {
        "time" if !values.has("datetime") => "span",
        "acronym" => "abbr",
        // `data` and its like say a number to programs; what people read is their text. The feed validator takes
        // `bdo` for a danger and does not know `rb`.
        "big" | "font" | "data" | "meter" | "progress" | "bdo" | "rb" => "span",
        // The others are parts of a page, of which an entry is itself one: each has rules for where it stands.
        "center" | "address" | "article" | "footer" | "header" | "hgroup" | "main" | "search" | "section" => {
            "div"
        }
        "dir" => "ul",
        "strike" => "s",
        "tt" => "code",
        other => other,
    }
}

/// What stands for an element that may not stand where it does; `None`: only what it holds.
fn instead(element: &Element) -> Option<&'static str> {
    let is_div = || element.is.meets(HEADING.or(SECTION).or(TABLE).or(INTERACTIVE));
    match element.name {
        "thead" | "tfoot" => Some("tbody"),
        "li" | "dt" | "dd" | "figcaption" | "summary" => Some("div"),
        "hr" => None,
        _ if element.is.meets(BLOCK) => Some(if is_div() { "div" } else { "span" }),
        _ => None,
    }
}

/// Whether something made the element one to act on, which it now no longer is.
fn drop_interaction(values: &mut Values<'_>) -> bool {
    let was_one = values.has("controls") || values.has("usemap");
    values.remove(&["controls", "usemap"]);
    was_one
}

/// Without coordinates that fit an area is all of the picture; it has a text to stand for it.
fn mend_area(values: &mut Values<'_>) {
    if values.get("shape") == Some("default") {
        values.remove(&["coords"]);
    } else if !is_outlined(values) {
        values.remove(&["coords", "shape"]);
        values.add("shape", "default");
    }
    values.add("alt", "");
}

/// Whether an area has as many coordinates as its shape wants.
fn is_outlined(values: &Values<'_>) -> bool {
    let numbers = values.get("coords").map(|coords| {
        coords.split(',').map(|number| number.trim().parse::<u16>().ok()).collect::<Option<Vec<u16>>>()
    });
    match (values.get("shape").unwrap_or("rect"), numbers.flatten().as_deref()) {
        ("rect", Some([left, top, right, bottom])) => left < right && top < bottom,
        ("circle", Some([_, _, _])) => true,
        ("poly", Some(points)) => points.len() >= 6 && points.len() % 2 == 0,
        _ => false,
    }
}
