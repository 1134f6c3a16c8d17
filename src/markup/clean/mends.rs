//! What HTML has today for what authors write: elements that it no longer has, that lack what they must
//! say, or that may not stand where they do.

use super::super::allowed;
use super::super::attributes::{Values, add_style};
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
    pub(super) fn write_mended(&mut self, element: &'static Element, mut values: Values) -> bool {
        if self.is_pointless(element.name, &values) {
            return false;
        }
        self.mend(element.name, &mut values);
        let Some(mut written) = Element::named(today(element.name, &values)) else { return false };
        if written.name == "source" && self.comes_late(&mut values) {
            return true;
        }
        let mut is = written.with(|name| get(&values, name));
        while !self.nest.make_room(is) {
            if is.meets(INTERACTIVE) && drop_interaction(&mut values) {
                // It may stand here without.
            } else if let Some(other) = instead(written).and_then(Element::named) {
                written = other;
            } else {
                return false;
            }
            is = written.with(|name| get(&values, name));
        }
        self.reopen_before(element, is);
        if written.name != element.name {
            values.retain(|(attribute, _)| allowed::rule(written.name, attribute).is_some());
        }
        self.fit(written, &mut values);
        self.nest.start(element, written, &values);
        true
    }

    /// Keeps a source for a player that has none yet, and shows already what is for where it cannot play.
    fn comes_late(&mut self, values: &mut Values) -> bool {
        let Some(player) = self.nest.open.last_mut() else { return false };
        let waits = player.place.order() == Order::Media && !player.place.holds(SOURCE);
        let comes_late = waits && !player.place.has(SOURCE) && get(values, "src").is_some();
        if comes_late {
            drop_all(values, &OF_PICTURE_SOURCE);
            write_void(&mut player.late, "source", values);
        }
        comes_late
    }

    /// An area that leads nowhere, a track that says no language, a map that nothing can refer to.
    fn is_pointless(&self, name: &str, values: &Values) -> bool {
        let has = |wanted: &str| get(values, wanted).is_some();
        match name {
            "area" => !has("href") || !self.nest.open.iter().any(|open| open.written.name == "map"),
            "track" => {
                let are_subtitles = get(values, "kind").is_none_or(|kind| kind == "subtitles");
                !has("src") || !has("srclang") && are_subtitles
            }
            "map" => !has("name"),
            // They say how wide a column is, and how many there are, which is seldom so.
            "col" | "colgroup" => true,
            _ => false,
        }
    }

    /// What a conformance checker would object to, done as HTML has it today.
    fn mend(&self, name: &'static str, values: &mut Values) {
        let has = |values: &Values, wanted: &str| get(values, wanted).is_some();
        match name {
            "img" => {
                if !has(values, "alt") {
                    values.push(("alt".into(), String::new()));
                }
                if self.nest.place().bars(IMAGE_SET) {
                    drop_all(values, &["srcset", "sizes"]);
                }
                if self.nest.place().bars(LINK) {
                    drop_all(values, &["usemap"]);
                }
            }
            "audio" if !has(values, "controls") => values.push(("controls".into(), String::new())),
            "center" => add_style(values, "text-align: center"),
            "big" => add_style(values, "font-size: larger"),
            "bdo" if has(values, "dir") => add_style(values, "unicode-bidi: bidi-override"),
            "area" => mend_area(values),
            "map" => drop_all(values, &["id"]),
            "a" if !has(values, "href") => drop_all(values, &["type", "hreflang", "rel"]),
            "track" => {
                values.retain(|(name, value)| name != "label" || !value.trim().is_empty());
                if self.nest.place().bars(DEFAULT_TRACK) {
                    drop_all(values, &["default"]);
                }
            }
            name if elements::is_math(name) => {
                values.retain(|(attribute, value)| math::keeps(name, attribute, value));
            }
            _ => {}
        }
    }

    /// The attributes that `written` has where it comes to stand.
    fn fit(&self, written: &Element, values: &mut Values) {
        // In a link a video is the picture that leads elsewhere.
        let is_own = written.name == "video" && !self.nest.place().bars(INTERACTIVE);
        if is_own && get(values, "controls").is_none() {
            values.push(("controls".into(), String::new()));
        }
        let parent = self.nest.open.last().map_or("", |open| open.written.name);
        match (written.name, parent) {
            ("source", "picture") => drop_all(values, &["src"]),
            ("source", _) => drop_all(values, &OF_PICTURE_SOURCE),
            ("li", parent) if parent != "ol" => drop_all(values, &["value"]),
            _ => {}
        }
    }
}

/// The element of today's HTML that stands for `name`.
fn today(name: &'static str, values: &Values) -> &'static str {
    match name {
        "time" if get(values, "datetime").is_none() => "span",
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
fn drop_interaction(values: &mut Values) -> bool {
    let before = values.len();
    drop_all(values, &["controls", "usemap"]);
    values.len() < before
}

fn get<'v>(values: &'v Values, wanted: &str) -> Option<&'v str> {
    values.iter().find(|(name, _)| name == wanted).map(|(_, value)| &**value)
}

fn drop_all(values: &mut Values, names: &[&str]) {
    values.retain(|(name, _)| !names.contains(&&**name));
}

/// Without coordinates that fit an area is all of the picture; it has a text to stand for it.
fn mend_area(values: &mut Values) {
    if get(values, "shape") == Some("default") {
        drop_all(values, &["coords"]);
    } else if !is_outlined(values) {
        drop_all(values, &["coords", "shape"]);
        values.push(("shape".into(), "default".to_owned()));
    }
    if get(values, "alt").is_none() {
        values.push(("alt".into(), String::new()));
    }
}

/// Whether an area has as many coordinates as its shape wants.
fn is_outlined(values: &Values) -> bool {
    let numbers = get(values, "coords").map(|coords| {
        coords.split(',').map(|number| number.trim().parse::<u16>().ok()).collect::<Option<Vec<u16>>>()
    });
    match (get(values, "shape").unwrap_or("rect"), numbers.flatten().as_deref()) {
        ("rect", Some([left, top, right, bottom])) => left < right && top < bottom,
        ("circle", Some([_, _, _])) => true,
        ("poly", Some(points)) => points.len() >= 6 && points.len() % 2 == 0,
        _ => false,
    }
}
