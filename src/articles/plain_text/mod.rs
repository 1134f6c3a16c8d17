//! Plain text as newsrooms and people write it: a headline, perhaps credits, paragraphs.
//!
//! [`read`] is the function to call. It needs one line. It takes the headline from the top, then what `credits`
//! recognises above and below the text; `blocks` makes whatever is left readable.

mod blocks;
mod credits;

use super::document::Document;
use blocks::is_underline;
use credits::Credits;

/// Characters; a longer first line is a paragraph.
const LONGEST_HEADLINE: usize = 300;

/// Lines of credits that may follow a headline.
const MAX_CREDIT_LINES: usize = 4;

/// Reads `text`; `title` is what the front matter says, and then no headline is looked for.
pub fn read(text: &str, title: Option<&str>) -> Document {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut credits = Credits::default();
    let lines = take_date_line(trim_blank(&lines), &mut credits);
    let (headline, lines) = take_headline(lines, title);
    let lines = take_credits(lines, &mut credits);
    let lines = take_signature(lines, &mut credits);
    let body = blocks::dedent(trim_blank(lines));
    let first = body.iter().find(|line| !line.is_empty());
    let opening = first.and_then(|line| credits::opening_agency(line));
    Document {
        title: headline.filter(|text| !text.is_empty()),
        html: blocks::html(&body),
        authors: credits.authors,
        source: credits.source.or(opening),
        published: credits.published,
        updated: credits.updated,
        ..Document::default()
    }
}

/// A file may open with its date line; the headline follows.
fn take_date_line<'a, 'b>(lines: &'a [&'b str], credits: &mut Credits) -> &'a [&'b str] {
    if let [first, rest @ ..] = lines
        && !rest.is_empty()
        && let Some(found) = credits::read(first)
    {
        credits.add(found);
        return trim_blank(rest);
    }
    lines
}

/// The headline, if the first line is one: it may be the title once more.
fn take_headline<'a, 'b>(lines: &'a [&'b str], title: Option<&str>) -> (Option<String>, &'a [&'b str]) {
    let is_headline = |line: &&&str| title.is_none_or(|title| line.trim() == title);
    let Some(first) = lines.first().filter(is_headline) else { return (None, lines) };
    let headline = headline_of(first);
    let is_paragraph = headline.chars().count() > LONGEST_HEADLINE;
    let (headline, rest) = if is_paragraph { (beginning(&headline), lines) } else { (headline, &lines[1..]) };
    match rest {
        [line, rest @ ..] if is_underline(line) => (Some(headline), rest),
        _ => (Some(headline), rest),
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
    let is_signed = ["—", "–", "―", "--"].iter().any(|dash| last.trim_start().starts_with(dash));
    if lines.len() > 1
        && is_signed
        && let Some(found) = credits::read(last)
    {
        credits.add(found);
        return &lines[..lines.len() - 1];
    }
    lines
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
        assert_eq!(document.published.unwrap().shown.date().to_string(), "2014-12-04");
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
                document.published.map(|date| date.shown.date().to_string()).as_deref(),
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
