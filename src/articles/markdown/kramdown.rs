//! What kramdown, the Markdown of Jekyll, has beyond `CommonMark`. A reader must not see attribute lists
//! (`{: .wide}`, `{:target="_blank"}`), which say how the element before them is to look, abbreviations
//! (`*[HTML]: …`), the list that stands for a table of contents (`{:toc}`), and what is a comment
//! (`{::comment}`). Elements that say so (`markdown="1"`) hold Markdown.
//!
//! [`without_extensions`] and [`with_open_blocks`] are for the text, [`without_its_marks`] for what a parser of
//! `CommonMark` makes of it.

use std::borrow::Cow;
use std::sync::LazyLock;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use regex::Regex;

/// `text` without comments, settings and the marks around what is no Markdown.
pub fn without_extensions(text: &str) -> Cow<'_, str> {
    static EXTENSIONS: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?s)\{::comment\}.*?\{:/(?:comment)?\}|\{::(?:options|comment)\b[^}\n]*/\}|\{::nomarkdown\b[^}\n]*\}(.*?)\{:/(?:nomarkdown)?\}";
        Regex::new(pattern).expect("the pattern is constant and compiled in the tests")
    });
    if !text.contains("{::") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let (mut fence, mut prose) = (None, 0..0);
    for line in text.split_inclusive('\n') {
        let was_code = fence.is_some();
        fence = fence_behind(line, fence);
        if !was_code && fence.is_none() {
            prose.end += line.len();
            continue;
        }
        out.push_str(&EXTENSIONS.replace_all(&text[prose.clone()], "$1"));
        out.push_str(line);
        prose = prose.end + line.len()..prose.end + line.len();
    }
    out.push_str(&EXTENSIONS.replace_all(&text[prose], "$1"));
    Cow::Owned(out)
}

/// `text` with an empty line behind each element that holds Markdown, from where on `CommonMark` reads it so.
pub fn with_open_blocks(text: &str) -> Cow<'_, str> {
    let holds_markdown = |line: &str| {
        let tag = line.trim();
        tag.starts_with('<')
            && tag.ends_with('>')
            && ["markdown=\"1\"", "markdown='1'", "markdown=1", "markdown=\"block\""]
                .iter()
                .any(|mark| tag.contains(mark))
    };
    if !text.contains("markdown=") || !text.lines().any(holds_markdown) {
        return Cow::Borrowed(text);
    }
    let mut fence = None;
    let open = text.split_inclusive('\n').flat_map(|line| {
        let is_code = fence.is_some();
        fence = fence_behind(line, fence);
        [line, if !is_code && holds_markdown(line) { "\n" } else { "" }]
    });
    Cow::Owned(open.collect())
}

/// The sign and the length of the fence that is open behind `line`, given that which is open before it.
fn fence_behind(line: &str, open: Option<(char, usize)>) -> Option<(char, usize)> {
    let line = if open.is_some() { line.trim() } else { behind_markers(line) };
    let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'));
    let length = sign.map_or(0, |sign| line.len() - line.trim_start_matches(sign).len());
    let rest = &line[length..];
    match (open, sign) {
        (Some((of, least)), Some(sign)) if sign == of && length >= least && rest.is_empty() => None,
        (Some(_), _) => open,
        // What stands behind a fence of grave accents holds none: that would be code in a line.
        (None, Some(sign)) if length >= 3 && !(sign == '`' && rest.contains('`')) => Some((sign, length)),
        (None, _) => None,
    }
}

/// `line` without the markers of the list items that begin with it: a fence may be the first of an item.
fn behind_markers(line: &str) -> &str {
    let mut line = line.trim();
    while let Some(rest) = behind_marker(line) {
        line = rest.trim_start();
    }
    line
}

fn behind_marker(line: &str) -> Option<&str> {
    let marker = line.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let signs = if marker.len() < line.len() { ['.', ')'].as_slice() } else { &['-', '*', '+'] };
    marker.strip_prefix(signs).filter(|rest| rest.starts_with([' ', '\t']))
}

/// `events` without abbreviations, without the attribute lists of blocks (a line of their own) and of spans
/// (right behind one), and without the list in whose place the contents are to stand.
pub fn without_its_marks<'a>(events: impl Iterator<Item = Event<'a>>) -> Vec<Event<'a>> {
    let mut sieve = Sieve { kept: Vec::new(), in_code: false, open_list: None, contents: Contents::Unseen };
    events.for_each(|event| sieve.take(event));
    sieve.kept
}

struct Sieve<'a> {
    kept: Vec<Event<'a>>,
    in_code: bool,
    /// Where the innermost open list begins, unless another one ended in it.
    open_list: Option<usize>,
    contents: Contents,
}

/// The list in whose place a table of contents is to stand: the first one that says so.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Contents {
    Unseen,
    /// So many lists are open inside it.
    Open(usize),
    Seen,
}

impl<'a> Sieve<'a> {
    fn take(&mut self, event: Event<'a>) {
        if let Contents::Open(inside) = self.contents {
            self.contents = match event {
                Event::Start(Tag::List(_)) => Contents::Open(inside + 1),
                Event::End(TagEnd::List(_)) => inside.checked_sub(1).map_or(Contents::Seen, Contents::Open),
                _ => self.contents,
            };
            return;
        }
        match &event {
            Event::Start(Tag::CodeBlock(_)) => self.in_code = true,
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Start(Tag::List(_)) => self.open_list = Some(self.kept.len()),
            Event::End(TagEnd::List(_)) => self.open_list = None,
            _ => {}
        }
        self.sift(event);
    }

    fn sift(&mut self, event: Event<'a>) {
        let kept = &mut self.kept;
        match event {
            Event::Text(text) if !self.in_code => match self.open_list {
                Some(start) if self.contents == Contents::Unseen && names_contents(&text) => {
                    kept.truncate(start);
                    self.contents = Contents::Open(0);
                }
                _ => push_text(kept, text),
            },
            Event::SoftBreak if ends_abbreviation(kept) => drop(kept.pop()),
            // A list that was all there was of a line, of a paragraph, leaves nothing of it.
            Event::SoftBreak if begins_line(kept) => {}
            Event::End(TagEnd::Paragraph) => {
                if ends_abbreviation(kept) {
                    kept.pop();
                }
                kept.pop_if(|last| *last == Event::SoftBreak);
                if kept.pop_if(|last| *last == Event::Start(Tag::Paragraph)).is_none() {
                    kept.push(event);
                }
            }
            // One right behind a table is taken for a row of it.
            Event::End(TagEnd::TableRow) => match attribute_row(kept) {
                Some(start) => kept.truncate(start),
                None => kept.push(event),
            },
            Event::End(TagEnd::Item) => {
                kept.pop_if(|last| *last == Event::SoftBreak);
                kept.push(event);
            }
            event => kept.push(event),
        }
    }
}

/// Where the last row begins, if there is nothing but an attribute list in it.
fn attribute_row(kept: &[Event<'_>]) -> Option<usize> {
    let start = kept.iter().rposition(|event| *event == Event::Start(Tag::TableRow))?;
    let mut text = String::new();
    for event in &kept[start + 1..] {
        match event {
            Event::Text(more) => text.push_str(more),
            Event::Start(Tag::TableCell) | Event::End(TagEnd::TableCell) => {}
            _ => return None,
        }
    }
    let text = text.trim();
    (attribute_list(text) == Some(text.len())).then_some(start)
}

/// `{:toc}`.
fn names_contents(text: &str) -> bool {
    let list = text.strip_prefix("{:").and_then(|rest| rest.split_once('}'));
    list.is_some_and(|(inner, _)| inner.split_whitespace().any(|word| word == "toc"))
}

/// Whether the last line is `*[HTML]: HyperText Markup Language`.
fn ends_abbreviation(kept: &[Event<'_>]) -> bool {
    let [before @ .., Event::Text(line)] = kept else { return false };
    let name = line.strip_prefix("*[").and_then(|rest| rest.split_once("]:"));
    name.is_some_and(|(name, _)| !name.is_empty() && !name.contains(['[', ']'])) && begins_line(before)
}

fn push_text<'a>(kept: &mut Vec<Event<'a>>, text: CowStr<'a>) {
    let mut rest = &*text;
    while let Some(list) = attribute_list(rest).filter(|list| may_stand(kept, &rest[*list..])) {
        rest = &rest[list..];
    }
    if rest.len() == text.len() {
        kept.push(Event::Text(text));
    } else if !rest.is_empty() {
        kept.push(Event::Text(CowStr::from(rest.to_owned())));
    }
}

/// The length of the attribute list with which `text` begins. `{::…}` is none.
fn attribute_list(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("{:").filter(|inner| !inner.starts_with(':'))?;
    Some(inner.find('}')? + "{:}".len())
}

/// Right behind a span, at the beginning of a list item, or alone on a line.
fn may_stand(kept: &[Event<'_>], rest: &str) -> bool {
    match kept.last() {
        Some(Event::Code(_) | Event::Start(Tag::Item)) => true,
        Some(Event::End(end)) if is_span(*end) => true,
        _ => begins_line(kept) && rest.trim().is_empty(),
    }
}

fn is_span(end: TagEnd) -> bool {
    matches!(end, TagEnd::Link | TagEnd::Image | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
}

fn begins_line(kept: &[Event<'_>]) -> bool {
    matches!(kept.last(), None | Some(Event::SoftBreak | Event::HardBreak | Event::Start(Tag::Paragraph)))
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Options, Parser, TextMergeStream, html};

    use super::*;

    fn shown(text: &str) -> String {
        let parser = TextMergeStream::new(Parser::new_ext(text, Options::empty()));
        let mut out = String::new();
        html::push_html(&mut out, without_its_marks(parser).into_iter());
        out.trim().to_owned()
    }

    #[test]
    fn attribute_lists_are_not_shown() {
        for (text, want) in [
            ("![a](b){: .x width=\"20\"} c", "<p><img src=\"b\" alt=\"a\" /> c</p>"),
            ("[a](b){:target=\"_blank\"}{:rel=\"x\"}.", "<p><a href=\"b\">a</a>.</p>"),
            ("`a`{: .x} *b*{:.y}", "<p><code>a</code> <em>b</em></p>"),
            ("one\n{: .note}\n\ntwo", "<p>one</p>\n<p>two</p>"),
            ("{: .note}\none\ntwo", "<p>one\ntwo</p>"),
            ("## Head\n{: .no_toc }\n\none", "<h2>Head</h2>\n<p>one</p>"),
            ("- {:.x} a\n- b", "<ul>\n<li> a</li>\n<li>b</li>\n</ul>"),
            ("*[HTML]: Hyper\n*[CSS]: Style\n\none", "<p>one</p>"),
            ("one\n*[HTML]: Hyper\ntwo", "<p>one\ntwo</p>"),
            ("one\n*[HTML]: Hyper", "<p>one</p>"),
            ("one\n\n* TOC\n{:toc}\n\ntwo", "<p>one</p>\n<p>two</p>"),
            ("1. a\n2. b\n{:.x toc}\n\n- c\n{:toc}", "<ul>\n<li>c</li>\n</ul>"),
            ("- a\n- b\n{:.no_toc}", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
            ("- a\n\n{:toc}", "<ul>\n<li>a</li>\n</ul>"),
            ("> quote\n{: .x}", "<blockquote>\n<p>quote</p>\n</blockquote>"),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
    }

    #[test]
    fn an_attribute_list_behind_a_table_is_no_row() {
        let shown = |text: &str| {
            let parser = TextMergeStream::new(Parser::new_ext(text, Options::ENABLE_TABLES));
            let mut out = String::new();
            html::push_html(&mut out, without_its_marks(parser).into_iter());
            out
        };
        let table = "a | b\n--|--\n1 | {: .x}\n";
        assert_eq!(shown(&format!("{table}{{: .table .wide}}\n")), shown(table));
        assert!(shown(table).contains("<td>{: .x}</td>"));
    }

    #[test]
    fn extensions_are_not_shown() {
        for (text, want) in [
            ("a {::comment}b\n\nc{:/comment} d", "a  d"),
            ("{::comment}\nb\n{:/}\n\nd", "\n\nd"),
            ("{::nomarkdown}<b>x</b>{:/} y", "<b>x</b> y"),
            ("{::options parse_block_html=\"true\" /}\na", "\na"),
            ("```\n{::comment}b{:/}\n```\n{::comment}c{:/}", "```\n{::comment}b{:/}\n```\n"),
            ("{::x} {::comment} open", "{::x} {::comment} open"),
        ] {
            assert_eq!(without_extensions(text), want, "{text}");
        }
    }

    #[test]
    fn elements_that_hold_markdown_are_open() {
        let text = "<div class=\"x\" markdown=\"1\">\n*a*\n</div>\n\n<div>\n*b*\n</div>\n";
        let open = with_open_blocks(text);
        assert_eq!(open, text.replacen("\"1\">\n", "\"1\">\n\n", 1));
        assert!(shown(&open).contains("<p><em>a</em></p>\n</div>"), "{}", shown(&open));
        assert!(matches!(with_open_blocks("a markdown=1\n<b>"), Cow::Borrowed(_)));
    }

    #[test]
    fn code_about_elements_that_hold_markdown_is_left_alone() {
        let element = "<div markdown=\"1\">\n*a*\n</div>\n";
        for (before, after) in [
            ("```html\n", "```\n"),
            ("~~~~\n~~~\n", "~~~~~\n"),
            ("- a\n\n  ```\n  ", "  ```\n"),
            ("1. - ```\n", "     ```\n"),
        ] {
            let code = format!("{before}{element}{after}");
            assert_eq!(with_open_blocks(&code), code);
            let text = format!("{code}\n{element}");
            assert_eq!(with_open_blocks(&text), format!("{code}\n{}", element.replacen(">\n", ">\n\n", 1)));
        }
        let text = format!("``` `` ```\n\n{element}");
        assert_ne!(with_open_blocks(&text), text, "no fence");
    }

    #[test]
    fn what_is_none_stays() {
        for text in [
            "a {: .x} b",
            "`{: .x}`",
            "```\n{: .x}\n```",
            "{::x}",
            "{: open",
            "a\n\nb\nc",
            "*a*{b}",
            "a *[b]: c",
            "`*[b]: c`",
        ] {
            let mut as_it_is = String::new();
            html::push_html(&mut as_it_is, Parser::new_ext(text, Options::empty()));
            assert_eq!(shown(text), as_it_is.trim(), "{text}");
        }
    }
}
