//! Bare addresses in Markdown as links: GitHub's hosts make them, and Hugo does.
//!
//! [`linked`] is the function to call. What is a link already, an image, code or an element of HTML that is
//! one of these is left alone.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use crate::articles::bare_address;

/// Elements of raw HTML in which no link may stand, or should.
const QUIET: &[&str] = &["a", "code", "pre", "kbd", "samp", "script", "style", "textarea", "svg", "title"];

/// `events` of the Markdown `source`, each with its place in it.
pub fn linked<'a>(
    source: &'a str,
    events: impl Iterator<Item = (Event<'a>, Range<usize>)>,
) -> Vec<Event<'a>> {
    let mut out = Linker { source, out: Vec::new(), run: Vec::new(), depth: 0, quiet: None };
    for (event, place) in events {
        out.take(event, place);
    }
    out.end_run();
    out.out
}

struct Linker<'a> {
    source: &'a str,
    out: Vec<Event<'a>>,
    /// Pieces of one text: the parser parts it wherever a mark might have stood.
    run: Vec<Piece<'a>>,
    /// Of links, images and code blocks.
    depth: usize,
    /// The element of raw HTML that is open.
    quiet: Option<&'static str>,
}

struct Piece<'a> {
    shown: CowStr<'a>,
    /// Where the parser shows a dash for two hyphens, the address has the hyphens.
    written: CowStr<'a>,
}

impl<'a> Linker<'a> {
    fn take(&mut self, event: Event<'a>, place: Range<usize>) {
        let Event::Text(shown) = event else {
            self.end_run();
            self.note(&event);
            self.out.push(event);
            return;
        };
        let source = self.source.get(place).unwrap_or_default();
        let is_smart = matches!(source, "--" | "---" | "..." | "'" | "\"");
        let written = if is_smart { CowStr::from(source) } else { shown.clone() };
        self.run.push(Piece { shown, written });
    }

    fn note(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => self.depth += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => {
                self.depth = self.depth.saturating_sub(1);
            }
            // An element that was never closed is no reason to leave the rest of the text alone.
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::Item) => {
                self.quiet = None;
            }
            Event::InlineHtml(html) => match self.quiet {
                None => self.quiet = QUIET.iter().copied().find(|name| opens(html, name)),
                Some(name) if closes(html, name) => self.quiet = None,
                Some(_) => {}
            },
            _ => {}
        }
    }

    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.is_empty() {
            return;
        }
        let is_open = self.depth == 0 && self.quiet.is_none();
        let text: String = run.iter().map(|piece| &*piece.written).collect();
        let links = if is_open { links(&text) } else { Vec::new() };
        if links.is_empty() {
            self.out.extend(run.into_iter().map(|piece| Event::Text(piece.shown)));
            return;
        }
        let mut pieces = Pieces { run: &run, piece: 0, start: 0, at: 0 };
        for link in links {
            self.show(pieces.up_to(link.start));
            pieces.up_to(link.end);
            self.link(&text[link]);
        }
        self.show(pieces.up_to(text.len()));
    }

    fn show(&mut self, text: String) {
        if !text.is_empty() {
            self.out.push(Event::Text(CowStr::from(text)));
        }
    }

    fn link(&mut self, address: &str) {
        self.out.push(Event::Start(Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: CowStr::from(bare_address::href(address)),
            title: CowStr::from(""),
            id: CowStr::from(""),
        }));
        self.out.push(Event::Text(CowStr::from(address.to_owned())));
        self.out.push(Event::End(TagEnd::Link));
    }
}

/// Goes through the pieces of a run once; places count in what is written.
struct Pieces<'a, 'r> {
    run: &'r [Piece<'a>],
    piece: usize,
    /// Where the piece begins.
    start: usize,
    at: usize,
}

impl Pieces<'_, '_> {
    /// What is shown from where it stands up to `end`.
    fn up_to(&mut self, end: usize) -> String {
        let mut shown = String::new();
        while let Some(piece) = self.run.get(self.piece).filter(|_| self.at < end) {
            let piece_end = self.start + piece.written.len();
            let inside = self.at - self.start..end.min(piece_end) - self.start;
            let is_whole = inside == (0..piece.written.len());
            shown.push_str(if is_whole { &piece.shown } else { &piece.written[inside] });
            self.at = end.min(piece_end);
            if self.at == piece_end {
                self.piece += 1;
                self.start = piece_end;
            }
        }
        shown
    }
}

fn links(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(found) = bare_address::next(&text[from..]) {
        let found = from + found.start..from + found.end;
        from = found.end;
        if has_public_host(&text[found.clone()]) {
            all.push(found);
        }
    }
    all
}

/// `http://localhost:1313/` is for typing.
fn has_public_host(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let labels = if address.starts_with("www.") { 3 } else { 2 };
    host.split('.').filter(|label| !label.is_empty()).count() >= labels
}

fn opens(html: &str, name: &str) -> bool {
    let rest = html.strip_prefix('<').and_then(|rest| {
        rest.get(..name.len()).filter(|found| found.eq_ignore_ascii_case(name)).map(|_| &rest[name.len()..])
    });
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '>'))
        && !html.ends_with("/>")
}

fn closes(html: &str, name: &str) -> bool {
    html.strip_prefix("</").is_some_and(|rest| {
        let end = rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len());
        rest[..end].eq_ignore_ascii_case(name)
    })
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Options, Parser, html};

    use super::*;

    fn shown(text: &str) -> String {
        let parser = Parser::new_ext(text, Options::ENABLE_SMART_PUNCTUATION | Options::ENABLE_TABLES);
        let mut out = String::new();
        html::push_html(&mut out, linked(text, parser.into_offset_iter()).into_iter());
        out.trim().to_owned()
    }

    #[test]
    fn bare_addresses_are_links() {
        for (text, want) in [
            ("https://e.org/a.", "<p><a href=\"https://e.org/a\">https://e.org/a</a>.</p>"),
            (
                "a (www.e.org/x_(y_z))",
                "<p>a (<a href=\"https://www.e.org/x_(y_z)\">www.e.org/x_(y_z)</a>)</p>",
            ),
            (
                "https://e.org/?a=b&amp;c",
                "<p><a href=\"https://e.org/?a=b&amp;c\">https://e.org/?a=b&amp;c</a></p>",
            ),
            ("*https://e.org/a*", "<p><em><a href=\"https://e.org/a\">https://e.org/a</a></em></p>"),
            (
                "it's -- https://e.org/a--b...c'd -- \"https://e.org/q\"...",
                "<p>it’s – <a href=\"https://e.org/a--b...c&#x27;d\">https://e.org/a--b...c'd</a> – “<a href=\"https://e.org/q\">https://e.org/q</a>”…</p>",
            ),
            ("# www.e.org", "<h1><a href=\"https://www.e.org\">www.e.org</a></h1>"),
            (
                "x\nhttp://e.org/1\nhttp://e.org/2",
                "<p>x\n<a href=\"http://e.org/1\">http://e.org/1</a>\n<a href=\"http://e.org/2\">http://e.org/2</a></p>",
            ),
            (
                "<a href=\"x\">open\n\nhttps://e.org/a",
                "<p><a href=\"x\">open</p>\n<p><a href=\"https://e.org/a\">https://e.org/a</a></p>",
            ),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_no_bare_address_stays() {
        for text in [
            "<https://e.org/a>",
            "[https://e.org/a](https://e.org/b)",
            "[an *https://e.org/a*](b)",
            "![https://e.org/a](b)",
            "`https://e.org/a`",
            "```\nhttps://e.org/a\n```",
            "    https://e.org/a",
            "<a href=\"https://e.org/b\">see https://e.org/a</a>",
            "<CODE>https://e.org/a</CODE>",
            "<div>\nhttps://e.org/a\n</div>",
            "<!-- https://e.org/a -->",
            "http://localhost:1313/x http://a/ www.e https://... ann@www.e.org xhttps://e.org/a",
        ] {
            let mut as_it_is = String::new();
            html::push_html(&mut as_it_is, Parser::new_ext(text, Options::ENABLE_SMART_PUNCTUATION));
            assert_eq!(shown(text), as_it_is.trim(), "{text}");
        }
    }

    #[test]
    fn long_runs_are_read_once() {
        for text in
            ["https://e.org/(a_b ", "www.", "https://e.org/))", "https://a_*~", "<a>https://e.org ", "'\"--"]
        {
            let _ = shown(&text.repeat(100_000 / text.len()));
        }
    }
}
