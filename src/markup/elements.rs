//! The elements that may stand in an entry: how the tags of each nest, and its content model.
//!
//! No element whose content is not markup (`style`, `iframe`, `textarea`, …) is among them. So a
//! browser reads the output in one tokeniser state only, sees exactly the tags that we wrote, and
//! no trick that makes it see others (mutation XSS) has a place to start from.

use super::content::{
    ALWAYS_TAKEN, ANNOTATION, BLOCK, BODY, CAPTION, CELL, COLUMN, COLUMNS, Content, DEFAULT_TRACK,
    DESCRIPTION, DFN, EXPRESSION, FIGCAPTION, FLOW, FOOT, GROUP, HEAD, HEADING, IMAGE, IMAGE_SET,
    INTERACTIVE, ITEM, LINK, MATH, MATH_CELL, MATH_ROW, MEDIA, NO_SCRIPT, NONE, NOTE, PARENTHESIS, PHRASE,
    PHRASING, PICTURE_SOURCE, PRESCRIPTS, ROW, RUBY, SECTION, SOURCE, SUMMARY, TABLE, TERM, TEXT, TRACK,
    TRANSPARENT,
};

/// How an element nests, which decides what its tags close (WHATWG HTML 13.1.2.4, 13.2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Has no content and no end tag.
    Void,
    /// Formats the text around it and may cross other elements.
    Inline,
    Link,
    /// Has content of a kind of its own, but stands within a line: `audio`, `ruby`, `math`.
    Object,
    Block,
    Paragraph,
    Heading,
    List,
    Item,
    Table,
    /// `tbody`, `caption` and the like.
    TablePart,
    Row,
    Cell,
    /// `rt` and `rp`.
    Annotation,
}

/// In which order, and how often, the parts of an element stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Free,
    /// At least one such part.
    Some(Content),
    /// At most one such part.
    Once(Content),
    /// So many elements.
    Exactly(u8),
    /// A summary, and what is told in detail.
    Details,
    /// A caption, first or last.
    Figure,
    /// Terms and their descriptions, or groups of them.
    Descriptions,
    Group,
    /// A caption, a head, bodies, a foot.
    Table,
    /// Sources, and the image.
    Picture,
    /// Sources, tracks, and what a reader without a player shows.
    Media,
    Ruby,
    /// `mmultiscripts`.
    Scripts,
    /// A formula, and notes.
    Semantics,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Element {
    pub name: &'static str,
    pub(super) kind: Kind,
    /// What it is to its parent.
    pub(super) is: Content,
    /// What may stand in it, at its beginning.
    pub(super) holds: Content,
    /// What may not stand anywhere within.
    pub(super) bars: Content,
    pub(super) order: Order,
}

const fn element(name: &'static str, kind: Kind, is: Content, holds: Content) -> Element {
    Element { name, kind, is, holds, bars: NONE, order: Order::Free }
}

impl Element {
    /// The element of that name; `None` for what may not pass.
    pub fn named(name: &str) -> Option<&'static Element> {
        ELEMENTS.binary_search_by(|have| have.name.cmp(name)).ok().map(|at| &ELEMENTS[at])
    }

    /// The names of all of them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ELEMENTS.iter().map(|element| element.name)
    }

    const fn barring(self, bars: Content) -> Element {
        Element { bars, ..self }
    }

    const fn in_order(self, order: Order) -> Element {
        Element { order, ..self }
    }

    /// What it is to its parent with its attributes, whose values `get` knows.
    pub fn with<'v>(&self, get: impl Fn(&str) -> Option<&'v str>) -> Content {
        let has = |name: &str| get(name).is_some();
        let only_if = |holds: bool, what: Content| if holds { what } else { NONE };
        match self.name {
            "audio" | "video" => self.is.or(only_if(has("controls"), INTERACTIVE)),
            "img" => self.is.or(only_if(has("usemap"), INTERACTIVE)).or(only_if(has("srcset"), IMAGE_SET)),
            "track" => self.is.or(only_if(has("default"), DEFAULT_TRACK)),
            "source" => {
                let is_all = |media: &str| matches!(media.trim().to_ascii_lowercase().as_str(), "" | "all");
                let always = !has("type") && get("media").is_none_or(is_all);
                let of_picture = PICTURE_SOURCE.or(only_if(always, ALWAYS_TAKEN));
                only_if(has("srcset"), of_picture).or(only_if(has("src"), SOURCE))
            }
            _ => self.is,
        }
    }
}

/// In the order of their names.
static ELEMENTS: [Element; 122] = {
    use Kind::{
        Annotation, Block, Cell, Heading, Inline, Item, Link, List, Object, Paragraph, Row, Table, TablePart,
        Void,
    };
    [
        element("a", Link, PHRASING.or(LINK), TRANSPARENT).barring(LINK.or(INTERACTIVE)),
        element("abbr", Inline, PHRASING, PHRASE),
        element("acronym", Inline, PHRASING, PHRASE),
        element("address", Block, BLOCK, FLOW),
        element("annotation", Object, NOTE, TEXT),
        element("area", Void, PHRASING, NONE),
        element("article", Block, BLOCK.or(SECTION), FLOW),
        element("aside", Block, BLOCK.or(SECTION), FLOW),
        element("audio", Object, PHRASING.or(MEDIA), TRANSPARENT.or(SOURCE).or(TRACK))
            .barring(MEDIA)
            .in_order(Order::Media),
        element("b", Inline, PHRASING, PHRASE),
        element("bdi", Inline, PHRASING, PHRASE),
        element("bdo", Inline, PHRASING, PHRASE),
        element("big", Inline, PHRASING, PHRASE),
        element("blockquote", Block, BLOCK, FLOW),
        element("br", Void, PHRASING, NONE),
        element("caption", TablePart, CAPTION, FLOW).barring(TABLE),
        element("center", Block, BLOCK, FLOW),
        element("cite", Inline, PHRASING, PHRASE),
        element("code", Inline, PHRASING, PHRASE),
        element("col", Void, COLUMN, NONE),
        element("colgroup", TablePart, COLUMNS, COLUMN),
        element("data", Inline, PHRASING, PHRASE),
        element("dd", Item, DESCRIPTION, FLOW),
        element("del", Inline, PHRASING, TRANSPARENT),
        element("details", Block, BLOCK.or(INTERACTIVE), SUMMARY).in_order(Order::Details),
        element("dfn", Inline, PHRASING.or(DFN), PHRASE).barring(DFN),
        element("dir", List, BLOCK, ITEM),
        element("div", Block, BLOCK.or(GROUP), FLOW),
        element("dl", List, BLOCK, TERM.or(GROUP)).in_order(Order::Descriptions),
        element("dt", Item, TERM, FLOW).barring(HEADING.or(SECTION)),
        element("em", Inline, PHRASING, PHRASE),
        element("figcaption", Block, FIGCAPTION, FLOW),
        element("figure", Block, BLOCK, FLOW.or(FIGCAPTION)).in_order(Order::Figure),
        element("font", Inline, PHRASING, PHRASE),
        element("footer", Block, BLOCK, FLOW),
        element("h1", Heading, BLOCK.or(HEADING), PHRASE),
        element("h2", Heading, BLOCK.or(HEADING), PHRASE),
        element("h3", Heading, BLOCK.or(HEADING), PHRASE),
        element("h4", Heading, BLOCK.or(HEADING), PHRASE),
        element("h5", Heading, BLOCK.or(HEADING), PHRASE),
        element("h6", Heading, BLOCK.or(HEADING), PHRASE),
        element("header", Block, BLOCK, FLOW),
        element("hgroup", Block, BLOCK, FLOW),
        element("hr", Void, BLOCK, NONE),
        element("i", Inline, PHRASING, PHRASE),
        element("img", Void, PHRASING.or(IMAGE), NONE),
        element("ins", Inline, PHRASING, TRANSPARENT),
        element("kbd", Inline, PHRASING, PHRASE),
        element("li", Item, ITEM, FLOW),
        element("main", Block, BLOCK, FLOW),
        element("map", Object, PHRASING, TRANSPARENT),
        element("mark", Inline, PHRASING, PHRASE),
        element("math", Object, PHRASING.or(MATH), EXPRESSION).barring(MATH),
        element("menclose", Object, EXPRESSION, EXPRESSION),
        element("menu", List, BLOCK, ITEM),
        element("merror", Object, EXPRESSION, EXPRESSION),
        element("meter", Inline, PHRASING, PHRASE),
        element("mfenced", Object, EXPRESSION, EXPRESSION),
        element("mfrac", Object, EXPRESSION, EXPRESSION).in_order(Order::Exactly(2)),
        element("mi", Object, EXPRESSION, TEXT),
        element("mmultiscripts", Object, EXPRESSION, EXPRESSION).in_order(Order::Scripts),
        element("mn", Object, EXPRESSION, TEXT),
        element("mo", Object, EXPRESSION, TEXT),
        element("mover", Object, EXPRESSION, EXPRESSION).in_order(Order::Exactly(2)),
        element("mpadded", Object, EXPRESSION, EXPRESSION),
        element("mphantom", Object, EXPRESSION, EXPRESSION),
        element("mprescripts", Object, PRESCRIPTS, NONE),
        element("mroot", Object, EXPRESSION, EXPRESSION).in_order(Order::Exactly(2)),
        element("mrow", Object, EXPRESSION, EXPRESSION),
        element("ms", Object, EXPRESSION, TEXT),
        element("mspace", Object, EXPRESSION, NONE),
        element("msqrt", Object, EXPRESSION, EXPRESSION),
        element("mstyle", Object, EXPRESSION, EXPRESSION),
        element("msub", Object, EXPRESSION, EXPRESSION).in_order(Order::Exactly(2)),
        element("msubsup", Object, EXPRESSION, EXPRESSION).in_order(Order::Exactly(3)),
        element("msup", Object, EXPRESSION, EXPRESSION).in_order(Order::Exactly(2)),
        element("mtable", Object, EXPRESSION, MATH_ROW),
        element("mtd", Object, MATH_CELL, EXPRESSION),
        element("mtext", Object, EXPRESSION, PHRASE),
        element("mtr", Object, MATH_ROW, MATH_CELL),
        element("munder", Object, EXPRESSION, EXPRESSION).in_order(Order::Exactly(2)),
        element("munderover", Object, EXPRESSION, EXPRESSION).in_order(Order::Exactly(3)),
        element("nav", Block, BLOCK.or(SECTION), FLOW),
        element("none", Object, NO_SCRIPT, NONE),
        element("ol", List, BLOCK, ITEM),
        element("p", Paragraph, BLOCK, PHRASE),
        element("picture", Object, PHRASING, PICTURE_SOURCE.or(IMAGE)).in_order(Order::Picture),
        element("pre", Block, BLOCK, PHRASE),
        element("progress", Inline, PHRASING, PHRASE),
        element("q", Inline, PHRASING, PHRASE),
        element("rb", Annotation, NONE, PHRASE),
        element("rp", Annotation, PARENTHESIS, TEXT),
        element("rt", Annotation, ANNOTATION, PHRASE),
        element("ruby", Object, PHRASING, RUBY).in_order(Order::Ruby),
        element("s", Inline, PHRASING, PHRASE),
        element("samp", Inline, PHRASING, PHRASE),
        element("search", Block, BLOCK, FLOW),
        element("section", Block, BLOCK.or(SECTION), FLOW),
        element("semantics", Object, EXPRESSION, EXPRESSION).in_order(Order::Semantics),
        element("small", Inline, PHRASING, PHRASE),
        element("source", Void, NONE, NONE),
        element("span", Inline, PHRASING, PHRASE),
        element("strike", Inline, PHRASING, PHRASE),
        element("strong", Inline, PHRASING, PHRASE),
        element("sub", Inline, PHRASING, PHRASE),
        element("summary", Block, SUMMARY, PHRASE.or(HEADING)).in_order(Order::Once(HEADING)),
        element("sup", Inline, PHRASING, PHRASE),
        element("table", Table, BLOCK.or(TABLE), CAPTION.or(COLUMNS).or(HEAD).or(BODY).or(FOOT))
            .in_order(Order::Table),
        element("tbody", TablePart, BODY, ROW),
        element("td", Cell, CELL, FLOW),
        element("tfoot", TablePart, FOOT, ROW),
        element("th", Cell, CELL, FLOW).barring(HEADING.or(SECTION)),
        element("thead", TablePart, HEAD, ROW),
        element("time", Inline, PHRASING, PHRASE),
        element("tr", Row, ROW, CELL).in_order(Order::Some(CELL)),
        element("track", Void, TRACK, NONE),
        element("tt", Inline, PHRASING, PHRASE),
        element("u", Inline, PHRASING, PHRASE),
        element("ul", List, BLOCK, ITEM),
        element("var", Inline, PHRASING, PHRASE),
        element("video", Object, PHRASING.or(MEDIA), TRANSPARENT.or(SOURCE).or(TRACK))
            .barring(MEDIA)
            .in_order(Order::Media),
        element("wbr", Void, PHRASING, NONE),
    ]
};

/// Whether the element belongs to MathML (and not to HTML).
pub(super) fn is_math(name: &str) -> bool {
    matches!(name, "math" | "semantics" | "annotation" | "none")
        || name.starts_with('m')
            && Element::named(name).is_some_and(|element| element.kind == Kind::Object)
            && name != "map"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elements_are_in_the_order_that_the_search_needs() {
        assert!(ELEMENTS.is_sorted_by_key(|element| element.name));
    }
}
