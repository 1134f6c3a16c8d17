//! What HTML lets stand where: the sets of [`Content`], and the [`Place`] inside an open element.
//!
//! The content models of HTML (WHATWG HTML 3.2.5, chapter 4) come down to three questions about an
//! element and what comes next in it: is it of a kind that the element holds now, does an element
//! further out bar it, and does something miss when the element ends? A [`Place`] answers them, each in
//! a step or two. Who writes HTML asks before writing, who checks it asks afterwards.

use super::elements::{Element, Order};

/// A set of kinds of content. An element is of some kinds (`h2` is a block and a heading), and holds some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content(u64);

impl Content {
    #[must_use]
    pub const fn or(self, other: Content) -> Content {
        Content(self.0 | other.0)
    }

    pub fn meets(self, other: Content) -> bool {
        self.0 & other.0 != 0
    }

    fn without(self, other: Content) -> Content {
        Content(self.0 & !other.0)
    }
}

const fn kind(place: u32) -> Content {
    Content(1 << place)
}

pub const NONE: Content = Content(0);
pub const TEXT: Content = kind(0);
pub const PHRASING: Content = kind(1);
/// Flow content that is not phrasing content.
pub const BLOCK: Content = kind(2);
/// Holds what its parent holds.
pub const TRANSPARENT: Content = kind(3);

pub const HEADING: Content = kind(4);
pub const SECTION: Content = kind(5);
pub const INTERACTIVE: Content = kind(6);
pub const LINK: Content = kind(7);
pub const MEDIA: Content = kind(8);
pub const DFN: Content = kind(9);

pub const ITEM: Content = kind(10);
pub const TERM: Content = kind(11);
pub const DESCRIPTION: Content = kind(12);
/// A `div` around the terms and descriptions of one thing.
pub const GROUP: Content = kind(13);

pub const TABLE: Content = kind(14);
pub const CAPTION: Content = kind(15);
pub const COLUMNS: Content = kind(16);
pub const COLUMN: Content = kind(17);
pub const HEAD: Content = kind(18);
pub const BODY: Content = kind(19);
pub const FOOT: Content = kind(20);
pub const ROW: Content = kind(21);
pub const CELL: Content = kind(22);

pub const SUMMARY: Content = kind(23);
pub const FIGCAPTION: Content = kind(24);

pub const IMAGE: Content = kind(25);
/// An image with a `srcset`.
pub const IMAGE_SET: Content = kind(26);
/// A `source` of a picture, which has a set of images.
pub const PICTURE_SOURCE: Content = kind(27);
/// One that any browser takes, whatever follows.
pub const ALWAYS_TAKEN: Content = kind(28);
/// A `source` of a player.
pub const SOURCE: Content = kind(29);
pub const TRACK: Content = kind(30);
pub const DEFAULT_TRACK: Content = kind(31);

pub const ANNOTATION: Content = kind(32);
/// Of ruby, for readers that know none: `rp`.
pub const PARENTHESIS: Content = kind(33);

pub const MATH: Content = kind(34);
pub const EXPRESSION: Content = kind(35);
pub const MATH_ROW: Content = kind(36);
pub const MATH_CELL: Content = kind(37);
pub const NO_SCRIPT: Content = kind(38);
pub const PRESCRIPTS: Content = kind(39);
/// What a formula is in another notation.
pub const NOTE: Content = kind(40);

pub const PHRASE: Content = TEXT.or(PHRASING);
pub const FLOW: Content = PHRASE.or(BLOCK);
pub const RUBY: Content = PHRASE.or(ANNOTATION).or(PARENTHESIS);

/// The inside of an open element: what may come next there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What may come next.
    holds: Content,
    /// What may not stand anywhere within.
    bars: Content,
    order: Order,
    seen: Content,
    last: Content,
    /// How many elements stand here, of those that count.
    count: u8,
}

impl Place {
    /// Where flow content stands, such as a `div`.
    pub const FLOW: Place =
        Place { holds: FLOW, bars: NONE, order: Order::Free, seen: NONE, last: NONE, count: 0 };

    /// The inside of `element`, which stands here with the attributes that it `has`.
    #[must_use]
    pub fn within(&self, element: &Element, has: impl Fn(&str) -> bool) -> Place {
        let (mut holds, mut order) = (element.holds, element.order);
        if holds.meets(TRANSPARENT) {
            let inherited = if self.holds.meets(BLOCK) { FLOW } else { PHRASE };
            holds = holds.without(TRANSPARENT).or(inherited);
        }
        let mut seen = NONE;
        if order == Order::Media && has("src") {
            (holds, seen) = (holds.without(SOURCE), SOURCE);
        }
        if element.is.meets(GROUP) && self.order == Order::Descriptions {
            (holds, order) = (TERM, Order::Group);
        }
        Place { holds, bars: self.bars.or(element.bars), order, seen, ..Place::FLOW }
    }

    /// Whether what is `is` may come next.
    pub fn fits(&self, is: Content) -> bool {
        self.holds.meets(is) && !self.bars(is)
    }

    /// Whether what is `is` may stand nowhere in here, and in nothing in here.
    pub fn bars(&self, is: Content) -> bool {
        self.bars.meets(is)
    }

    pub fn holds(&self, what: Content) -> bool {
        self.holds.meets(what)
    }

    pub fn order(&self) -> Order {
        self.order
    }

    pub fn has(&self, what: Content) -> bool {
        self.seen.meets(what)
    }

    pub fn is_empty(&self) -> bool {
        self.seen == NONE
    }

    /// Takes note of what stands here now.
    pub fn admit(&mut self, is: Content) {
        let is_first = self.seen == NONE;
        self.seen = self.seen.or(is);
        self.last = is;
        if is != TEXT {
            self.count = self.count.saturating_add(1);
        }
        match self.order {
            Order::Once(part) if is.meets(part) => self.holds = self.holds.without(part),
            Order::Exactly(count) if self.count >= count => self.holds = NONE,
            Order::Details => self.holds = FLOW,
            Order::Figure if is.meets(FIGCAPTION) => self.holds = if is_first { FLOW } else { NONE },
            Order::Descriptions if is.meets(GROUP) => self.holds = GROUP,
            Order::Descriptions => self.holds = TERM.or(DESCRIPTION),
            Order::Group if is.meets(TERM) => self.holds = TERM.or(DESCRIPTION),
            Order::Group => self.holds = DESCRIPTION,
            Order::Table if is.meets(FOOT) => self.holds = NONE,
            Order::Table => {
                let over = CAPTION.or(if is.meets(HEAD.or(BODY)) { HEAD.or(COLUMNS) } else { NONE });
                self.holds = self.holds.without(over);
            }
            Order::Picture if is.meets(IMAGE) => self.holds = NONE,
            Order::Picture if is.meets(ALWAYS_TAKEN) => {
                self.holds = IMAGE;
                self.bars = self.bars.or(IMAGE_SET);
            }
            Order::Media => self.admit_to_player(is),
            Order::Ruby => self.admit_to_ruby(is),
            Order::Scripts => self.admit_script(is),
            Order::Semantics => self.holds = NOTE,
            _ => {}
        }
    }

    fn admit_to_player(&mut self, is: Content) {
        if is.meets(TRACK) {
            self.holds = self.holds.without(SOURCE);
            self.bars = self.bars.or(if is.meets(DEFAULT_TRACK) { DEFAULT_TRACK } else { NONE });
        } else if !is.meets(SOURCE) {
            self.holds = self.holds.without(SOURCE.or(TRACK));
        }
    }

    /// An annotation stands between two parentheses, or has none.
    fn admit_to_ruby(&mut self, is: Content) {
        let in_parentheses = self.holds == ANNOTATION;
        let was_closed = self.holds == PARENTHESIS;
        self.holds = if is.meets(PARENTHESIS) && !was_closed {
            ANNOTATION
        } else if is.meets(ANNOTATION) && in_parentheses {
            PARENTHESIS
        } else {
            RUBY
        };
    }

    /// A base, then pairs of scripts below and above, and perhaps such pairs before it.
    fn admit_script(&mut self, is: Content) {
        if is.meets(PRESCRIPTS) {
            self.count = 1;
        }
        // Only whether the number is even matters, and it has room for only so many.
        self.count = if self.count > 2 { self.count - 2 } else { self.count };
        let may_turn = self.count == 1 && !self.has(PRESCRIPTS);
        self.holds = EXPRESSION.or(NO_SCRIPT).or(if may_turn { PRESCRIPTS } else { NONE });
    }

    /// What ended the element is taken to be one part among others: a caption in the middle.
    pub fn go_on(&mut self) {
        self.holds = match self.order {
            Order::Figure if self.holds == NONE => FLOW,
            Order::Table if self.holds == NONE => BODY,
            Order::Ruby => RUBY,
            _ => self.holds,
        };
    }

    /// How many elements must still come before the element may end, where that is a number.
    pub fn missing(&self) -> u8 {
        match self.order {
            Order::Exactly(count) => count.saturating_sub(self.count),
            Order::Scripts => u8::from(self.count != 1),
            Order::Semantics => u8::from(self.count == 0),
            _ => 0,
        }
    }

    /// Whether the element may end here.
    pub fn is_complete(&self) -> bool {
        match self.order {
            Order::Some(part) => self.has(part),
            Order::Details => self.has(SUMMARY),
            Order::Descriptions => !self.last.meets(TERM),
            Order::Group => self.has(DESCRIPTION),
            Order::Picture => self.has(IMAGE),
            Order::Ruby => self.last.meets(ANNOTATION.or(PARENTHESIS)) && self.holds == RUBY,
            _ => self.missing() == 0,
        }
    }
}
