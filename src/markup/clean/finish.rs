//! What HTML demands of an element when it ends: what is missing is supplied, what stands in the wrong
//! order moves, and what holds nothing goes.

use super::super::content::{ANNOTATION, BLOCK, FIGCAPTION, FOOT, PARENTHESIS, PHRASING};
use super::super::elements::{Kind, Order};
use super::super::policy::Conformance;
use super::nest::{Nest, Open, is_block_in_line, is_formatting};
use super::write::write_end;

/// What a formula has in the place of an expression that is not there.
pub(super) const NO_EXPRESSION: &str = "<mrow></mrow>";

impl Nest {
    /// Writes the end of `open`, which has just left the stack.
    pub fn end(&mut self, mut open: Open) {
        if open.written.name == "pre" {
            // A parser drops the first line break in it: on a second reading it would drop another.
            let breaks = self.out[open.tag.end..].bytes().take_while(|byte| *byte == b'\n').count();
            self.out.drain(open.tag.end..open.tag.end + breaks);
        }
        if self.conformance == Conformance::AsGiven {
            write_end(&mut self.out, open.written.name);
            return;
        }
        if is_nothing(&open) {
            self.out.truncate(open.tag.start);
            return;
        }
        match open.place.order() {
            Order::Ruby => self.end_ruby(&mut open),
            _ if open.written.kind == Kind::Heading && !open.shown.words => self.end_heading(&open),
            order => {
                self.supply_missing(&open);
                if matches!(order, Order::Figure | Order::Table) {
                    self.move_to_end(&open);
                }
                if !open.late.is_empty() {
                    self.out.insert_str(open.tag.end, &open.late);
                }
                write_end(&mut self.out, open.written.name);
            }
        }
        if is_block_in_line(open.given, open.written) {
            self.gap = Some(self.gap_here());
        } else if !is_formatting(open.written.kind) {
            self.gap = None;
        }
        self.tell_parent(&open);
    }

    fn supply_missing(&mut self, open: &Open) {
        for _ in 0..open.place.missing() {
            self.out.push_str(NO_EXPRESSION);
        }
        let is_list = matches!(open.place.order(), Order::Descriptions | Order::Group);
        if is_list && !open.place.is_complete() {
            self.out.push_str("<dd></dd>");
        }
    }

    /// A caption stands first or last, and a foot once stood before the body.
    fn move_to_end(&mut self, open: &Open) {
        if !open.part.is_empty() && !self.out[open.part.end..].trim_ascii().is_empty() {
            let part: String = self.out.drain(open.part.clone()).collect();
            self.out.push_str(&part);
        }
    }

    /// What no annotation follows is no part of the ruby.
    fn end_ruby(&mut self, open: &mut Open) {
        self.settle(open);
        let end = open.part.end;
        if !open.place.has(ANNOTATION) {
            self.out.drain(open.tag.clone());
        } else if self.out[end..].trim_ascii().is_empty() {
            write_end(&mut self.out, open.written.name);
        } else {
            self.out.insert_str(end, "</ruby>");
        }
    }

    /// A heading without a word is none.
    fn end_heading(&mut self, open: &Open) {
        if self.place().holds(BLOCK) {
            let name = open.tag.start + 1..open.tag.start + 1 + open.written.name.len();
            self.out.replace_range(name, "p");
            write_end(&mut self.out, "p");
        } else {
            self.out.drain(open.tag.clone());
        }
    }

    /// Puts right an annotation of which one parenthesis is missing.
    pub fn settle(&mut self, ruby: &mut Open) {
        if ruby.place.holds(PHRASING) {
            return;
        }
        if ruby.place.holds(ANNOTATION) {
            self.unwrap_parenthesis();
        } else {
            self.out.push_str("<rp></rp>");
            ruby.part.end = self.out.len();
        }
        ruby.place.go_on();
    }

    /// Without an annotation behind it, what stands in the last parenthesis is text, if it is any.
    fn unwrap_parenthesis(&mut self) {
        let tag = self.out.rfind("<rp").unwrap_or(self.out.len());
        let text: String = self.out.drain(tag..).collect();
        let inside = text.split_once('>').and_then(|(_, rest)| rest.split_once('<'));
        let inside = inside.map_or("", |(inside, _)| inside);
        if inside.contains(char::is_alphanumeric) {
            self.out.push_str(inside);
        }
    }

    fn tell_parent(&mut self, open: &Open) {
        let end = self.out.len();
        let Some(parent) = self.open.last_mut() else { return };
        if !open.written.is.meets(PARENTHESIS) {
            parent.shown.add(open.shown);
        }
        let is_part = match parent.place.order() {
            Order::Figure => open.written.is.meets(FIGCAPTION) && !parent.place.holds(PHRASING),
            Order::Table => open.written.is.meets(FOOT),
            Order::Ruby => {
                let is_behind = !parent.place.holds(ANNOTATION) || parent.place.holds(PHRASING);
                open.written.is.meets(ANNOTATION.or(PARENTHESIS)) && is_behind
            }
            _ => false,
        };
        if is_part {
            parent.part = open.tag.start..end;
        }
    }
}

/// A row without a cell, a heading of nothing, a picture without an image, details of nothing.
fn is_nothing(open: &Open) -> bool {
    let place = &open.place;
    match place.order() {
        Order::Some(_) | Order::Picture => !place.is_complete(),
        Order::Details | Order::Group => place.is_empty(),
        _ => open.written.kind == Kind::Heading && !open.shown.words && !open.shown.things,
    }
}
