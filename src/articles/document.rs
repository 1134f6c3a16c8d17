//! What the reader of a format finds in an article's own text. The front matter goes first;
//! each of these fills what it leaves open.

use crate::date::Moment;
use crate::markup::{Token, Tokens};
use crate::model::feed::Person;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// Plain text.
    pub title: Option<String>,
    /// The article itself, raw.
    pub html: String,
    /// HTML: what stands before `<!-- more -->`.
    pub teaser: Option<String>,
    /// Plain text.
    pub description: Option<String>,
    pub authors: Vec<Person>,
    /// The agency that the text is from.
    pub source: Option<String>,
    pub published: Option<Moment>,
    pub updated: Option<Moment>,
    pub language: Option<String>,
    pub categories: Vec<String>,
    pub image: Option<String>,
    pub canonical: Option<String>,
}

/// The mark that ends the teaser, as it is written.
pub const MORE: &str = "<!--more-->";

/// Parts HTML at `<!-- more -->`: the teaser, and the whole without the mark.
pub fn split_at_more(html: String) -> (Option<String>, String) {
    if memchr::memmem::find(html.as_bytes(), b"<!--").is_none() {
        return (None, html);
    }
    let mut tokens = Tokens::new(&html);
    while let Some(token) = tokens.next() {
        if let Token::Comment(mark) = token
            && is_more(mark)
        {
            let (before, after) = (&html[..tokens.position() - mark.len()], &html[tokens.position()..]);
            return (Some(closed(before)), format!("{before}{after}"));
        }
    }
    (None, html)
}

fn is_more(comment: &str) -> bool {
    comment
        .trim()
        .strip_prefix("<!--")
        .and_then(|rest| rest.strip_suffix("-->"))
        .is_some_and(|inner| inner.trim().eq_ignore_ascii_case("more"))
}

/// Cut-off HTML with its open elements closed.
fn closed(html: &str) -> String {
    let mut open: Vec<String> = Vec::new();
    for token in Tokens::new(html) {
        match token {
            Token::Start(tag) if !tag.is_void() && tag.raw_text.is_none() => open.push(tag.name.into_owned()),
            Token::End(name) if open.last().is_some_and(|last| *last == name) => {
                open.pop();
            }
            _ => {}
        }
    }
    let mut out = html.trim_end().to_owned();
    // An element opened last for nothing would be an empty paragraph.
    while let Some(name) = open.pop() {
        let empty = format!("<{name}>");
        match out.strip_suffix(&empty) {
            Some(rest) => out.truncate(rest.len()),
            None => out.extend(["</", &name, ">"]),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_parts_wherever_it_stands() {
        let cases = [
            ("<p>a</p>\n<!-- more -->\n<p>b</p>", Some("<p>a</p>"), "<p>a</p>\n\n<p>b</p>"),
            ("<div><p>a <!--MORE-->b</p></div>", Some("<div><p>a</p></div>"), "<div><p>a b</p></div>"),
            ("<p>a</p><p><!--more--></p>", Some("<p>a</p>"), "<p>a</p><p></p>"),
            ("<p>no <!-- more to come --></p>", None, "<p>no <!-- more to come --></p>"),
        ];
        for (html, teaser, whole) in cases {
            assert_eq!(split_at_more(html.to_owned()), (teaser.map(str::to_owned), whole.to_owned()));
        }
    }
}
