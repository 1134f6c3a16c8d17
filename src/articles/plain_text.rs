//! Plain text as newsrooms and people write it: a headline, perhaps credits, paragraphs.
//!
//! [`read`] is the function to call. It needs one line; whatever follows is made readable as
//! HTML: paragraphs, lists, quotations, verse and indented text, with the addresses as links.

use std::sync::LazyLock;

use regex::Regex;

use super::credits::{self, Credits};
use super::document::Document;
use crate::markup::escaped;

/// Characters; a longer first line is a paragraph.
const LONGEST_HEADLINE: usize = 300;
/// Lines of credits that may follow a headline.
const MAX_CREDIT_LINES: usize = 4;
/// Broken lines up to this long are broken on purpose.
const VERSE_WIDTH: usize = 52;
/// Lines beyond this are each a paragraph, as an editor without hard breaks writes them.
const LONG_LINE: usize = 160;

/// Reads `text`; `title` is what the front matter says, and then no headline is looked for.
pub fn read(text: &str, title: Option<&str>) -> Document {
    let lines: Vec<&str> =
        text.lines().map(|line| line.trim_end_matches(|c: char| c.is_whitespace())).collect();
    let mut lines = trim_blank(&lines);
    let mut credits = Credits::default();
    let mut headline = None;
    // A file may open with its date line; the headline follows.
    if lines.len() > 1
        && let Some(found) = lines.first().and_then(|line| credits::read(line))
    {
        credits.add(found);
        lines = trim_blank(&lines[1..]);
    }
    if title.is_none() || lines.first().map(|line| line.trim()) == title {
        headline = lines.first().map(|line| headline_of(line));
        let is_paragraph = headline.as_ref().is_some_and(|line| line.chars().count() > LONGEST_HEADLINE);
        lines = if is_paragraph { lines } else { lines.get(1..).unwrap_or_default() };
        headline = headline.map(|line| if is_paragraph { beginning(&line) } else { line });
        lines = match lines.first() {
            Some(line) if is_underline(line) => &lines[1..],
            _ => lines,
        };
    }
    lines = take_credits(lines, &mut credits);
    lines = take_signature(lines, &mut credits);
    let body = dedent(trim_blank(lines));
    let first = body.iter().find(|line| !line.is_empty());
    let opening = first.and_then(|line| credits::opening_agency(line));
    Document {
        title: headline.filter(|text| !text.is_empty()),
        html: blocks(&body).iter().map(html_of).collect::<Vec<_>>().join("\n"),
        authors: credits.authors,
        source: credits.source.or(opening),
        published: credits.published,
        updated: credits.updated,
        ..Document::default()
    }
}

fn headline_of(line: &str) -> String {
    let line = line.trim_start_matches('#').trim();
    let line = ["Title:", "Headline:", "TITLE:", "HEADLINE:"]
        .iter()
        .find_map(|label| line.strip_prefix(label))
        .unwrap_or(line);
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Of a text without a headline: its first words.
fn beginning(line: &str) -> String {
    let mut words = String::new();
    for word in line.split_whitespace().take_while(|word| word.len() < 80) {
        if words.chars().count() + word.chars().count() > 80 {
            break;
        }
        words.push_str(word);
        words.push(' ');
    }
    if words.is_empty() {
        words.extend(line.chars().take(80));
    }
    format!("{}…", words.trim_end().trim_end_matches([',', '.', ';', ':']))
}

fn trim_blank<'a, 'b>(lines: &'a [&'b str]) -> &'a [&'b str] {
    let start = lines.iter().position(|line| !is_blank(line)).unwrap_or(lines.len());
    let end = lines.iter().rposition(|line| !is_blank(line)).map_or(start, |at| at + 1);
    &lines[start..end]
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

fn is_underline(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && ["=", "-", "~", "*", "_"].iter().any(|mark| line.replace(mark, "").is_empty())
}

fn take_credits<'a, 'b>(lines: &'a [&'b str], credits: &mut Credits) -> &'a [&'b str] {
    let mut rest = lines;
    for _ in 0..MAX_CREDIT_LINES {
        let Some(at) = rest.iter().position(|line| !is_blank(line)) else { break };
        let next = rest.get(at + 1).and_then(|line| credits::read(line));
        let name = next.filter(|next| next.published.is_some()).and_then(|_| credits::bare_name(rest[at]));
        let Some(found) = credits::read(rest[at]).or(name) else { break };
        credits.add(found);
        rest = &rest[at + 1..];
    }
    rest
}

/// `— Jane Doe, 4 Dec. 2014` or `(Reuters)` below the text. Without a dash a last line is text.
fn take_signature<'a, 'b>(lines: &'a [&'b str], credits: &mut Credits) -> &'a [&'b str] {
    let lines = trim_blank(lines);
    let Some(last) = lines.last() else { return lines };
    if let Some(source) = credits::closing_agency(last) {
        credits.source = credits.source.take().or(Some(source));
        return &lines[..lines.len() - 1];
    }
    if lines.len() > 1
        && last.trim_start().starts_with(['—', '–', '―']) | last.trim_start().starts_with("--")
        && let Some(found) = credits::read(last)
    {
        credits.add(found);
        return &lines[..lines.len() - 1];
    }
    lines
}

/// Without the indentation that all lines share; tabs count as four.
fn dedent(lines: &[&str]) -> Vec<String> {
    let expanded: Vec<String> = lines.iter().map(|line| expand(line)).collect();
    let shared = expanded.iter().filter(|line| !line.is_empty()).map(|line| indent(line)).min().unwrap_or(0);
    expanded.iter().map(|line| line.get(shared..).unwrap_or_default().to_owned()).collect()
}

/// Leading white space of any kind as spaces; a line of white space is empty.
fn expand(line: &str) -> String {
    let text = line.trim_start();
    if text.is_empty() {
        return String::new();
    }
    let lead = &line[..line.len() - text.len()];
    let width = lead.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
    format!("{}{text}", " ".repeat(width))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    Prose(Vec<String>),
    /// Line breaks and indentation are the author's.
    Verse(Vec<String>),
    Preformatted(Vec<String>),
    Quote(Vec<String>),
    List {
        ordered: bool,
        items: Vec<String>,
    },
    Heading(String),
    Rule,
}

fn blocks(lines: &[String]) -> Vec<Block> {
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let mut all: Vec<Block> = Vec::new();
    for group in lines.split(String::is_empty).filter(|group| !group.is_empty()) {
        for part in parts(group) {
            let block = block_of(part, width);
            match (all.last_mut(), block) {
                // Blank lines inside indented text are its own.
                (Some(Block::Preformatted(before)), Block::Preformatted(more)) => {
                    before.push(String::new());
                    before.extend(more);
                }
                (
                    Some(Block::List { ordered: false, items }),
                    Block::List { ordered: false, items: more },
                ) => {
                    items.extend(more);
                }
                (_, block) => all.push(block),
            }
        }
    }
    all
}

/// A group of lines without blank ones may hold a paragraph and the list that follows it.
fn parts(group: &[String]) -> Vec<&[String]> {
    let list_at = group.iter().position(|line| list_item(line).is_some());
    match list_at {
        Some(at) if at > 0 && group.len() > at + 1 && is_prose_before_list(&group[at - 1]) => {
            vec![&group[..at], &group[at..]]
        }
        _ => vec![group],
    }
}

fn is_prose_before_list(line: &str) -> bool {
    line.ends_with(':')
}

fn block_of(group: &[String], width: usize) -> Block {
    let first = &group[0];
    if group.len() == 1 && is_rule(first) {
        return Block::Rule;
    }
    if group.len() == 2 && is_underline(&group[1]) {
        return Block::Heading(first.trim().to_owned());
    }
    if group.iter().all(|line| line.starts_with('>')) {
        let inner = group.iter().map(|line| line.trim_start_matches('>').trim().to_owned());
        return Block::Quote(inner.collect());
    }
    if let Some(list) = list(group) {
        return list;
    }
    if group.iter().all(|line| indent(line) >= 2) && (group.len() > 1 || indent(first) >= 8) {
        return Block::Preformatted(group.to_vec());
    }
    if is_verse(group, width) { Block::Verse(group.to_vec()) } else { Block::Prose(paragraph_lines(group)) }
}

fn is_rule(line: &str) -> bool {
    let marks: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    marks.chars().count() >= 3
        && ['*', '-', '_', '=', '~', '#'].iter().any(|mark| marks.chars().all(|c| c == *mark))
}

/// Short lines, most of them broken although the next word had room within the `width` of the
/// document. In prose broken by hand or by an editor a line ends because it is full.
fn is_verse(group: &[String], width: usize) -> bool {
    let length = |line: &str| line.trim().chars().count();
    let is_wilful = |pair: &[String]| {
        let next = pair[1].split_whitespace().next().map_or(0, length);
        length(&pair[0]) + 1 + next <= width
    };
    let wilful = group.windows(2).filter(|pair| is_wilful(pair)).count();
    group.iter().all(|line| length(line) <= VERSE_WIDTH) && wilful * 2 >= group.len()
}

/// Where each line is long, or begins with an indentation, each is a paragraph of its own.
fn paragraph_lines(group: &[String]) -> Vec<String> {
    let long =
        group.len() > 1 && group.iter().filter(|line| line.len() > LONG_LINE).count() * 2 >= group.len();
    let mut paragraphs: Vec<String> = Vec::new();
    for (index, line) in group.iter().enumerate() {
        let opens = index == 0 || long || (indent(line) >= 2 && indent(line) > indent(&group[index - 1]));
        match paragraphs.last_mut() {
            Some(paragraph) if !opens => {
                paragraph.push('\n');
                paragraph.push_str(line.trim());
            }
            _ => paragraphs.push(line.trim().to_owned()),
        }
    }
    paragraphs
}

/// A list: every line begins an item or continues one by its indentation.
fn list(group: &[String]) -> Option<Block> {
    let (_, ordered, base) = list_item(&group[0])?;
    let mut items: Vec<String> = Vec::new();
    for line in group {
        match list_item(line) {
            Some((text, kind, _)) if kind == ordered => items.push(text.to_owned()),
            _ if indent(line) > base => {
                let item = items.last_mut()?;
                item.push('\n');
                item.push_str(line.trim());
            }
            _ => return None,
        }
    }
    // One dash is a line of dialogue, one number a sentence.
    (items.len() > 1).then_some(Block::List { ordered, items })
}

/// Text, ordered or not, indentation.
fn list_item(line: &str) -> Option<(&str, bool, usize)> {
    let text = line.trim_start();
    if let Some(rest) = text.strip_prefix(['-', '*', '•', '·', '‣', '+', '–', '—', 'o']) {
        return rest.starts_with([' ', '\u{a0}']).then(|| (rest.trim(), false, indent(line)));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix(['.', ')'])?;
    ((1..=3).contains(&digits) && rest.starts_with(' ')).then(|| (rest.trim(), true, indent(line)))
}

fn html_of(block: &Block) -> String {
    match block {
        Block::Prose(paragraphs) => {
            paragraphs.iter().map(|text| format!("<p>{}</p>", linked(text))).collect::<Vec<_>>().join("\n")
        }
        Block::Verse(lines) => {
            format!("<p>{}</p>", lines.iter().map(|line| verse_line(line)).collect::<Vec<_>>().join("<br>\n"))
        }
        Block::Preformatted(lines) => {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            format!("<pre>{}</pre>", linked(&dedent(&lines).join("\n")))
        }
        Block::Quote(lines) => format!(
            "<blockquote><p>{}</p></blockquote>",
            linked(&lines.join("\n")).replace("\n\n", "</p>\n<p>")
        ),
        Block::List { ordered, items } => {
            let name = if *ordered { "ol" } else { "ul" };
            let items: Vec<String> = items.iter().map(|item| format!("<li>{}</li>", linked(item))).collect();
            format!("<{name}>\n{}\n</{name}>", items.join("\n"))
        }
        Block::Heading(text) => format!("<h2>{}</h2>", linked(text)),
        Block::Rule => "<hr>".to_owned(),
    }
}

fn verse_line(line: &str) -> String {
    format!("{}{}", "&nbsp;".repeat(indent(line).min(40)), linked(line.trim()))
}

/// Escaped, with the addresses in it as links.
fn linked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some((start, end)) = next_address(rest) {
        let address = &rest[start..end];
        let href =
            if address.starts_with("www.") { format!("https://{address}") } else { address.to_owned() };
        out.extend([
            &escaped(&rest[..start]),
            "<a href=\"",
            &escaped(&href),
            "\">",
            &escaped(address),
            "</a>",
        ]);
        rest = &rest[end..];
    }
    out.push_str(&escaped(rest));
    out
}

fn next_address(text: &str) -> Option<(usize, usize)> {
    static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"https?://|www\.").expect("the pattern is constant and compiled in the tests")
    });
    SCHEME.find_iter(text).find_map(|scheme| {
        let at = scheme.start();
        let apart = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '/' || c == '.');
        if !apart {
            return None;
        }
        let end = at + address_length(&text[at..]);
        (end > scheme.end()).then_some((at, end))
    })
}

/// Up to white space or what encloses an address, without the punctuation of the sentence; a
/// closing bracket belongs to it only where it was opened in it.
fn address_length(text: &str) -> usize {
    /// Longer than any server takes.
    const LONGEST: usize = 4096;
    let end = (0..=LONGEST.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let text = &text[..end];
    let end = text.find(|c: char| c.is_whitespace() || "<>\"“”«»{}|\\^`".contains(c)).unwrap_or(text.len());
    let mut address = &text[..end];
    loop {
        let trimmed = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '*', '_', '…', '”']);
        let unbalanced = |open: char, close: char| {
            trimmed.ends_with(close) && trimmed.matches(close).count() > trimmed.matches(open).count()
        };
        if unbalanced('(', ')') || unbalanced('[', ']') {
            address = &trimmed[..trimmed.len() - 1];
        } else {
            return trimmed.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newsroom_file() {
        let document = read(
            "City opens new bridge\r\n\r\nDecember 04,2014   By:AGENCY\r\n\r\nFirst paragraph of the story which is long enough\nto be broken by hand at some width.\n\nSecond, see https://example.org/a_(b).\n"
                .replace("\r\n", "\n")
                .as_str(),
            None,
        );
        assert_eq!(document.title.as_deref(), Some("City opens new bridge"));
        assert_eq!(document.source.as_deref(), Some("AGENCY"));
        assert!(document.authors.is_empty());
        assert_eq!(document.published.unwrap().day.to_string(), "2014-12-04");
        insta::assert_snapshot!(document.html, @r#"
        <p>First paragraph of the story which is long enough
        to be broken by hand at some width.</p>
        <p>Second, see <a href="https://example.org/a_(b)">https://example.org/a_(b)</a>.</p>
        "#);
    }

    #[test]
    fn one_line_is_enough() {
        let document = read("Only a headline", None);
        assert_eq!((document.title.as_deref(), document.html.as_str()), (Some("Only a headline"), ""));
    }

    #[test]
    fn credits_wherever_they_stand() {
        for text in [
            "T\nBy Jane Doe\n2014-12-04\n\nBody text here.",
            "T\n\nBy Jane Doe\n\n2014-12-04\n\nBody text here.",
            "T\nJane Doe\n2014-12-04\n\nBody text here.",
            "2014-12-04\nT\nBy Jane Doe\nBody text here.",
            "T\n=\nBody text here.\n\n— Jane Doe, 2014-12-04",
            "Title: T\nAuthor: Jane Doe\nDate: 2014-12-04\n\nBody text here.",
        ] {
            let text = text.replace("\n=\n", "\n===\n");
            let document = read(&text, None);
            assert_eq!(document.title.as_deref(), Some("T"), "{text}");
            assert_eq!(document.authors.first().and_then(|a| a.name.as_deref()), Some("Jane Doe"), "{text}");
            assert_eq!(
                document.published.map(|date| date.day.to_string()).as_deref(),
                Some("2014-12-04"),
                "{text}"
            );
            assert_eq!(document.html, "<p>Body text here.</p>", "{text}");
        }
    }

    #[test]
    fn a_wire_story() {
        let document = read("Shares rise\n\nLONDON, Dec 4 (Reuters) - Shares rose.\n", None);
        assert_eq!(document.source.as_deref(), Some("Reuters"));
        assert_eq!(document.html, "<p>LONDON, Dec 4 (Reuters) - Shares rose.</p>");
    }

    #[test]
    fn shapes_of_text() {
        let text = "T\n\nWhat we need:\n- apples & pears\n- bread\n  from the oven\n\n1. one\n2. two\n\nRoses are red,\n  violets are blue\n\n> quoted\n> words\n\n* * *\n\nPart two\n--------\n\n    fn main() {\n        x();\n    }\n\n      Second piece\n\nSee <www.example.org>, or (http://a.b/c?d=e&f=g).\n";
        insta::assert_snapshot!(read(text, None).html, @r#"
        <p>What we need:</p>
        <ul>
        <li>apples &amp; pears</li>
        <li>bread
        from the oven</li>
        </ul>
        <ol>
        <li>one</li>
        <li>two</li>
        </ol>
        <p>Roses are red,<br>
        &nbsp;&nbsp;violets are blue</p>
        <blockquote><p>quoted
        words</p></blockquote>
        <hr>
        <h2>Part two</h2>
        <pre>fn main() {
            x();
        }</pre>
        <p>Second piece</p>
        <p>See &lt;<a href="https://www.example.org">www.example.org</a>&gt;, or (<a href="http://a.b/c?d=e&amp;f=g">http://a.b/c?d=e&amp;f=g</a>).</p>
        "#);
    }

    #[test]
    fn long_lines_are_paragraphs() {
        let line = "word ".repeat(50);
        let document = read(&format!("T\n{line}\n{line}\n"), None);
        assert_eq!(document.html.matches("<p>").count(), 2);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[ \\t\\n\\-*.1)>=—(A-Za-zé\u{a0}:/w]{0,200}") {
            let _ = read(&text, None);
        }
    }
}
