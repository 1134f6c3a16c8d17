//! The tables of an entry as the Nu HTML checker wants them: [`squared`] gives every row as many columns as
//! the widest has, and takes back what a cell claims of columns and rows that are not there.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::iter::repeat_n;

use crate::markup::{Tag, Token, Tokens};

/// No table that a person reads is wider.
const MAX_COLUMNS: usize = 256;

/// Nobody reads an entry that has more rows, all its tables together.
const MAX_ROWS: usize = 10_000;

/// A cell that a row lacks.
const EMPTY_CELL: &str = "<td></td>";

/// The cells of the rows of a group (`tbody` and the like), which no cell may leave.
type Group = Vec<Vec<Span>>;

/// How many columns and rows a cell covers; no rows: all that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    columns: usize,
    rows: usize,
}

/// What is to become of a table: the spans of its cells, and how many cells each row lacks, last ones first.
#[derive(Debug, Default)]
struct Plan {
    spans: Vec<Span>,
    lacking: Vec<usize>,
}

/// `html`, as the sanitiser wrote it, with its tables squared. Where that would make it twice as long, or
/// there are rows or columns without end, somebody wants to cost us something: what the cells hold is
/// shown, one below the other.
pub fn squared(html: Cow<'_, str>) -> Cow<'_, str> {
    if !html.contains("<table") {
        return html;
    }
    let Some(mut plans) = plans(&html) else { return Cow::Owned(as_blocks(&html)) };
    let mut out = String::with_capacity(html.len());
    let (mut started, mut open) = (0, Vec::new());
    for token in Tokens::new(&html) {
        match token {
            Token::Text(text) => out.push_str(text),
            Token::Start(tag) => {
                if tag.name == "table" {
                    open.push(started);
                    started += 1;
                }
                let plan = open.last().and_then(|&table| plans.get_mut(table));
                let span = plan.filter(|_| is_cell(&tag.name)).and_then(|plan| plan.spans.pop());
                push_tag(&mut out, &tag, span);
            }
            Token::End(name) => {
                let plan = open.last().and_then(|&table| plans.get_mut(table));
                let lacking = plan.filter(|_| name == "tr").and_then(|plan| plan.lacking.pop());
                out.extend(repeat_n(EMPTY_CELL, lacking.unwrap_or(0)));
                if name == "table" {
                    open.pop();
                }
                out.extend(["</", &*name, ">"]);
            }
            Token::Comment(_) => {}
        }
    }
    Cow::Owned(out)
}

/// What is to become of each table; `None`: there is too much of them.
fn plans(html: &str) -> Option<Vec<Plan>> {
    let tables = tables(html);
    if tables.iter().flatten().map(Vec::len).sum::<usize>() > MAX_ROWS {
        return None;
    }
    let plans: Vec<Plan> = tables.iter().map(|groups| plan(groups)).collect::<Option<_>>()?;
    let lacking: usize = plans.iter().flat_map(|plan| &plan.lacking).sum();
    (lacking * EMPTY_CELL.len() <= html.len()).then_some(plans)
}

/// `html` with blocks in the place of tables, rows and cells.
fn as_blocks(html: &str) -> String {
    const PARTS: [&str; 8] = ["table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"];
    const OF_CELLS: [&str; 4] = ["colspan", "rowspan", "scope", "abbr"];
    let block = |name: Cow<'_, str>| if PARTS.contains(&&*name) { "div".into() } else { name.into_owned() };
    let mut out = String::with_capacity(html.len());
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => out.push_str(text),
            Token::Start(mut tag) => {
                if PARTS.contains(&&*tag.name) {
                    tag.attributes.retain(|(name, _)| !OF_CELLS.contains(&&**name));
                }
                tag.name = block(tag.name).into();
                push_tag(&mut out, &tag, None);
            }
            Token::End(name) => out.extend(["</", &*block(name), ">"]),
            Token::Comment(_) => {}
        }
    }
    out
}

fn is_cell(name: &str) -> bool {
    matches!(name, "td" | "th")
}

/// All tables of `html` in the order in which they start.
fn tables(html: &str) -> Vec<Vec<Group>> {
    let (mut tables, mut open): (Vec<Vec<Group>>, Vec<usize>) = (Vec::new(), Vec::new());
    for token in Tokens::new(html) {
        match token {
            Token::Start(tag) if tag.name == "table" => {
                open.push(tables.len());
                tables.push(Vec::new());
            }
            Token::Start(tag) => {
                if let Some(groups) = open.last().and_then(|&table| tables.get_mut(table)) {
                    take(groups, &tag);
                }
            }
            Token::End(name) if name == "table" => drop(open.pop()),
            Token::End(_) | Token::Text(_) | Token::Comment(_) => {}
        }
    }
    tables
}

fn take(groups: &mut Vec<Group>, tag: &Tag<'_>) {
    let number = |name| tag.get(name).and_then(|number| number.parse().ok());
    match &*tag.name {
        "thead" | "tbody" | "tfoot" => groups.push(Vec::new()),
        "tr" if groups.is_empty() => groups.push(vec![Vec::new()]),
        "tr" => groups.last_mut().into_iter().for_each(|rows| rows.push(Vec::new())),
        name if is_cell(name) => {
            let columns = number("colspan").unwrap_or(1).clamp(1, MAX_COLUMNS);
            let span = Span { columns, rows: number("rowspan").unwrap_or(1) };
            groups.last_mut().and_then(|rows| rows.last_mut()).into_iter().for_each(|row| row.push(span));
        }
        _ => {}
    }
}

/// Lays the cells out as a browser does (WHATWG HTML 4.9.12), and then counts only the columns in which a
/// cell begins; `None`: there are too many.
fn plan(groups: &[Group]) -> Option<Plan> {
    let mut begun = BTreeSet::new();
    let (mut cells, mut covered) = (Vec::new(), Vec::new());
    for rows in groups {
        let mut taken = [0_usize; 2 * MAX_COLUMNS];
        for (at, row) in rows.iter().enumerate() {
            let left = rows.len() - at;
            for span in row {
                let first = taken.iter().take(MAX_COLUMNS).position(|rows| *rows == 0)?;
                let free = taken[first..].iter().take(span.columns).take_while(|rows| **rows == 0).count();
                let down = if span.rows == 0 { left } else { span.rows.min(left) };
                taken[first..first + free].fill(down);
                begun.insert(first);
                cells.push((first, free, down));
            }
            covered.push(taken.map(|rows| rows > 0));
            for rows in &mut taken {
                *rows = rows.saturating_sub(1);
            }
        }
    }
    let span = |(first, free, rows): (usize, usize, usize)| Span {
        columns: begun.range(first..first + free).count(),
        rows,
    };
    Some(Plan {
        spans: cells.into_iter().rev().map(span).collect(),
        lacking: covered
            .iter()
            .rev()
            .map(|row| begun.iter().filter(|column| !row[**column]).count())
            .collect(),
    })
}

fn push_tag(out: &mut String, tag: &Tag<'_>, span: Option<Span>) {
    out.extend(["<", &*tag.name]);
    for (name, value) in &tag.attributes {
        if span.is_none() || !matches!(&**name, "colspan" | "rowspan") {
            out.extend([" ", name, "=\"", value, "\""]);
        }
    }
    for (name, number) in
        span.into_iter().flat_map(|span| [("colspan", span.columns), ("rowspan", span.rows)])
    {
        if number > 1 {
            out.extend([" ", name, "=\"", &number.to_string(), "\""]);
        }
    }
    out.push_str(if tag.self_closing { " />" } else { ">" });
    if let Some(text) = tag.raw_text {
        out.extend([text, "</", &*tag.name, ">"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(rows: &str) -> String {
        let table = |rows: &str| format!("<table><tbody>{rows}</tbody></table>");
        let html = table(rows);
        let squared = squared(Cow::Borrowed(&html)).into_owned();
        assert_eq!(super::squared(Cow::Borrowed(&squared)), squared, "squared twice");
        squared.replace("<table><tbody>", "").replace("</tbody></table>", "")
    }

    #[test]
    fn every_row_has_all_columns_and_every_column_a_cell() {
        for (rows, want) in [
            ("<tr><td>a</td><td>b</td></tr>", "<tr><td>a</td><td>b</td></tr>"),
            (
                "<tr><td>a</td><td>b</td></tr><tr><td>c</td></tr>",
                "<tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td></tr>",
            ),
            (
                "<tr><th colspan=\"14\" class=\"x\">a</th></tr><tr><td>b</td><td>c</td></tr>",
                "<tr><th class=\"x\" colspan=\"2\">a</th></tr><tr><td>b</td><td>c</td></tr>",
            ),
            (
                "<tr><td rowspan=\"9\">a</td><td>b</td></tr><tr><td>c</td></tr>",
                "<tr><td rowspan=\"2\">a</td><td>b</td></tr><tr><td>c</td></tr>",
            ),
            (
                "<tr><td>a</td><td>b</td><td rowspan=\"2\">c</td></tr><tr><td>d</td></tr>",
                "<tr><td>a</td><td>b</td><td rowspan=\"2\">c</td></tr><tr><td>d</td><td></td></tr>",
            ),
            ("<tr><td rowspan=\"0\" colspan=\"1000\">a</td></tr>", "<tr><td>a</td></tr>"),
        ] {
            assert_eq!(shown(rows), want);
        }
    }

    #[test]
    fn a_table_made_to_grow_becomes_blocks() {
        let wide = |cells| format!("<tr>{}</tr>", "<td>a</td>".repeat(cells));
        let short = "<tr><th scope=\"row\" class=\"x\">b</th></tr>";
        for rows in [wide(200) + &short.repeat(100), wide(1).repeat(MAX_ROWS) + short, wide(257) + short] {
            let html = format!("<table><caption>c</caption><tbody>{rows}</tbody></table>");
            let got = squared(Cow::Borrowed(&html));
            assert!(got.starts_with("<div><div>c</div><div><div><div>a</div>"), "{got}");
            assert!(got.ends_with("<div><div class=\"x\">b</div></div></div></div>"), "{got}");
            assert!(!got.contains("<t"));
        }
    }

    #[test]
    fn a_table_in_a_table_is_its_own() {
        let inner = "<table><tbody><tr><td>b</td></tr></tbody></table>";
        let html = format!(
            "<table><tbody><tr><td>{inner}</td></tr><tr><td>c</td><td>d</td></tr></tbody></table><p title=\"&lt;td&gt;\">e</p>"
        );
        let want = html.replacen("</table></td></tr>", "</table></td><td></td></tr>", 1);
        assert_eq!(squared(Cow::Borrowed(&html)), want);
        assert!(matches!(squared(Cow::Borrowed("<p>a</p>")), Cow::Borrowed(_)));
    }
}
