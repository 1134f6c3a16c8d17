//! The body of plain text as HTML: paragraphs, lists, quotations, verse and indented text, with the addresses
//! as links.

use crate::articles::bare_address;
use crate::markup::escaped;

/// Broken lines up to this long are broken on purpose.
const VERSE_WIDTH: usize = 52;
/// Lines beyond this are each a paragraph, as an editor without hard breaks writes them.
const LONG_LINE: usize = 160;

/// The HTML of `lines`, as [`dedent`] gives them.
pub fn html(lines: &[String]) -> String {
    blocks(lines).iter().map(html_of).collect::<Vec<_>>().join("\n")
}

/// Without the indentation that all lines share; tabs count as four.
pub fn dedent(lines: &[&str]) -> Vec<String> {
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

/// A line of signs that makes a heading of the one before it.
pub fn is_underline(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && ["=", "-", "~", "*", "_"].iter().any(|mark| line.replace(mark, "").is_empty())
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
    while let Some(found) = bare_address::next(rest) {
        let address = &rest[found.clone()];
        let href = escaped(&bare_address::href(address));
        out.extend([&escaped(&rest[..found.start]), "<a href=\"", &href, "\">", &escaped(address), "</a>"]);
        rest = &rest[found.end..];
    }
    out.push_str(&escaped(rest));
    out
}
