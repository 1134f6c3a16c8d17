//! Room for what comes next: where the open element cannot hold it, [`Nest::make_room`] supplies a parent
//! that authors leave out, or closes what gives way.

use super::super::attributes::Values;
use super::super::content::{
    BLOCK, BODY, CELL, Content, DESCRIPTION, EXPRESSION, FLOW, GROUP, ITEM, MATH, MATH_CELL, MATH_ROW, NOTE,
    PHRASING, PRESCRIPTS, Place, ROW, SUMMARY, TERM, TEXT,
};
use super::super::elements::{Element, Kind, Order};
use super::finish::NO_EXPRESSION;
use super::nest::{Formatting, MAX_DEPTH, Nest, Shown, is_formatting};

/// No element lacks more parents, one in the other.
const MAX_SUPPLIED: usize = 4;

/// What is written before what comes, so that it may stand there.
#[derive(Debug, Clone, Copy)]
enum Supply {
    Parent(&'static str),
    Sibling(&'static str, Content),
}

impl Nest {
    /// Whether what is `is` may come next, made so where that can be.
    pub fn make_room(&mut self, is: Content) -> bool {
        loop {
            let place = self.place();
            if place.fits(is) {
                return true;
            }
            if let Some(supply) = supply(&place, is) {
                if !self.supply(supply) {
                    return false;
                }
            } else if takes_further(place, is) {
                self.go_on();
            } else if let Some(at) = self.way_out(is) {
                let whole = is_formatting(self.open[at].given.kind);
                self.close_from(at, if whole { Formatting::GoesOnWhole } else { Formatting::GoesOn });
            } else {
                return false;
            }
        }
    }

    fn supply(&mut self, supply: Supply) -> bool {
        match supply {
            Supply::Parent(name) => {
                let element = Element::named(name).filter(|_| self.open.len() < MAX_DEPTH + MAX_SUPPLIED);
                let Some(element) = element else { return false };
                self.start(element, element, &Values::default());
            }
            Supply::Sibling(markup, is) => {
                self.out.push_str(markup);
                self.admit(is, Shown::default());
            }
        }
        true
    }

    /// What ended the open element becomes one part of it among others.
    fn go_on(&mut self) {
        if let Some(mut open) = self.open.pop() {
            match open.place.order() {
                Order::Ruby => self.settle(&mut open),
                _ => open.place.go_on(),
            }
            self.open.push(open);
        }
    }

    /// The outermost of the elements to be closed so that what is `is` may follow.
    fn way_out(&self, is: Content) -> Option<usize> {
        let gives_way = |at: &usize| self.gives_way(*at, is);
        (0..self.open.len()).rev().take_while(gives_way).find(|&at| {
            let outside = at.checked_sub(1).map_or(Place::FLOW, |parent| self.open[parent].place);
            outside.fits(is) || supply(&outside, is).is_some() || takes_further(outside, is)
        })
    }

    /// Whether an open element ends where it cannot hold what comes.
    fn gives_way(&self, at: usize, is: Content) -> bool {
        let open = &self.open[at];
        let in_heading = || at > 0 && self.open[at - 1].given.kind == Kind::Heading;
        match open.written.kind {
            Kind::Inline | Kind::Paragraph | Kind::Heading => true,
            // The link of a whole heading, such as that of a card.
            Kind::Link => !(is.meets(BLOCK) && in_heading()),
            Kind::Object | Kind::Annotation => {
                let keeps_text = open.written.holds == TEXT && is.meets(PHRASING);
                // A formula in a formula is a part of it.
                !(keeps_text || is.meets(MATH) || open.written.order == Order::Media)
            }
            _ => open.place.order() == Order::Group && is.meets(TERM),
        }
    }
}

/// Whether `place` takes what is `is` when what ended it is only a part.
fn takes_further(mut place: Place, is: Content) -> bool {
    let ended = place;
    place.go_on();
    place != ended && (place.fits(is) || supply(&place, is).is_some())
}

/// What makes that `place` can take what is `is`; it cannot as it is.
fn supply(place: &Place, is: Content) -> Option<Supply> {
    let is_flow = is.meets(FLOW);
    let parent = |name| Some(Supply::Parent(name));
    if place.bars(is) {
        return None;
    }
    match place.order() {
        Order::Details if is_flow && place.is_empty() => {
            Some(Supply::Sibling("<summary>Details</summary>", SUMMARY))
        }
        Order::Descriptions | Order::Group => supply_description(place, is),
        Order::Semantics if is.meets(NOTE) && place.is_empty() => {
            Some(Supply::Sibling(NO_EXPRESSION, EXPRESSION))
        }
        Order::Scripts if is.meets(PRESCRIPTS) && place.missing() > 0 && !place.has(PRESCRIPTS) => {
            Some(Supply::Sibling(NO_EXPRESSION, EXPRESSION))
        }
        _ if place.holds(ITEM) && is_flow => parent("li"),
        _ if place.holds(BODY) && (is_flow || is.meets(ROW.or(CELL))) => parent("tbody"),
        _ if place.holds(ROW) && (is_flow || is.meets(CELL)) => parent("tr"),
        _ if place.holds(CELL) && is_flow => parent("td"),
        _ if place.holds(MATH_ROW) && is.meets(MATH_CELL.or(EXPRESSION).or(TEXT)) => parent("mtr"),
        _ if place.holds(MATH_CELL) && is.meets(EXPRESSION.or(TEXT)) => parent("mtd"),
        _ if place.holds(EXPRESSION) && is.meets(TEXT) => parent("mtext"),
        _ => None,
    }
}

/// Terms stand before descriptions, and what is neither describes.
fn supply_description(place: &Place, is: Content) -> Option<Supply> {
    let is_flow = is.meets(FLOW);
    if !is_flow && !is.meets(TERM.or(DESCRIPTION)) {
        None
    } else if place.holds(DESCRIPTION) {
        is_flow.then_some(Supply::Parent("dd"))
    } else if place.holds(TERM) {
        Some(Supply::Sibling("<dt></dt>", TERM))
    } else {
        place.holds(GROUP).then_some(Supply::Parent("div"))
    }
}
