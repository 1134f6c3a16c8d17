//! Plain text as the feed validator reads it: nothing in it that it takes for HTML, for badly decoded, or in a
//! name for an address.
//!
//! It lets a literal `<` or `&` pass on a line that has numeric references, since the profile of the RSS Advisory
//! Board wants these written so.

use super::shared::at;
use super::xml::Node;
use super::{Report, quoted, value};

/// The text of `node`: not blank, and plain.
pub fn plain_text(node: &Node, report: &mut Report<'_>) {
    if node.text.trim().is_empty() {
        report.error(&at(node), "not-blank", "is empty");
    }
    check(node, &node.text, report);
}

/// The text of `node`, of at most `longest` characters.
pub fn short_text(node: &Node, longest: usize, report: &mut Report<'_>) {
    plain_text(node, report);
    if node.text.chars().count() > longest {
        report.error(&at(node), "too-long", format!("has more than {longest} characters"));
    }
}

/// The name of a person.
pub fn name(node: &Node, report: &mut Report<'_>) {
    plain_text(node, report);
    let mut brackets = node.text.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
    if brackets.any(|(inside, _)| value::is_email(inside)) {
        report.warning(&at(node), "contains-email", format!("holds an address: {}", quoted(&node.text)));
    }
}

/// The attribute, where it is there: not blank, and plain.
pub fn plain_attribute(node: &Node, name: &str, report: &mut Report<'_>) {
    let Some(text) = node.attribute(name) else { return };
    if text.trim().is_empty() {
        report.error(&at(node), "not-blank", format!("has an empty {name}"));
    }
    check(node, text, report);
}

/// `text`, which stands in `node`, holds nothing that looks like HTML.
pub fn check(node: &Node, text: &str, report: &mut Report<'_>) {
    if value::holds_end_tag(text) || !node.numeric && opens_markup(text) {
        report.warning(&at(node), "contains-html", format!("looks like HTML: {}", quoted(text)));
    }
}

/// Whether a word follows a `<` or `&` at once.
fn opens_markup(text: &str) -> bool {
    text.match_indices(['<', '&']).any(|(at, sign)| {
        let rest = &text[at + 1..];
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        match sign {
            "<" => rest.starts_with(|c: char| c.is_ascii_alphabetic()),
            _ => rest.starts_with(is_word) || rest.starts_with('#') && rest[1..].starts_with(is_word),
        }
    })
}
