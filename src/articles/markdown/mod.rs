//! Markdown: `CommonMark` with tables, footnotes, strikethrough, task lists, definition lists and
//! heading attributes.
//!
//! [`read`] is the function to call. Every heading gets an anchor, a code block the class of its
//! language, and the first heading is the title where the front matter has none. Raw HTML passes.
//! What a site's generator makes of a text besides (`dialect`) is done to the parser's events: `punctuation`
//! first, then what `kramdown` has or `bare_links`.

mod bare_links;
mod dialect;
mod kramdown;
mod punctuation;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, TextMergeStream, html};

use super::document::{Document, split_at_more};
use dialect::Anchors;
pub use dialect::Dialect;
use punctuation::{typed, with_quotes};

/// Reads `text` of a site with this Markdown; `title` is what the front matter says.
pub fn read(text: &str, dialect: Dialect, title: Option<&str>) -> Document {
    let text = &*if dialect.kramdown { kramdown::without_extensions(text) } else { Cow::Borrowed(text) };
    let text = &*if dialect.kramdown { kramdown::with_open_blocks(text) } else { Cow::Borrowed(text) };
    let parser = Parser::new_ext(text, options(dialect));
    let events = with_quotes(dialect.quotes.unwrap_or_default(), text, parser.into_offset_iter());
    let mut events: Vec<Event<'_>> = if dialect.kramdown {
        kramdown::without_its_marks(TextMergeStream::new(events.map(|(event, _)| event)))
    } else if dialect.bare_links {
        bare_links::linked(text, events)
    } else {
        events.map(|(event, _)| event).collect()
    };
    name_languages(&mut events);
    let headings = headings(&events);
    anchor(&mut events, &headings, dialect);
    let first = headings.first();
    let found = first.map(|heading| heading.text.clone()).filter(|text| !text.is_empty());
    // The title is shown above the article: as its first line it would stand there twice.
    if let Some(heading) = first
        && heading.events.start == 0
        && title.is_none_or(|title| typed(title) == typed(&heading.text))
    {
        events.drain(heading.events.clone());
    }
    let mut rendered = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut rendered, events.into_iter());
    let (teaser, html) = split_at_more(rendered);
    Document { title: found, html, teaser, ..Document::default() }
}

fn options(dialect: Dialect) -> Options {
    let punctuation =
        if dialect.quotes.is_some() { Options::ENABLE_SMART_PUNCTUATION } else { Options::empty() };
    punctuation
        | Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_HEADING_ATTRIBUTES
}

struct Heading {
    events: Range<usize>,
    text: String,
}

fn headings(events: &[Event<'_>]) -> Vec<Heading> {
    let mut all = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (index, event) in events.iter().enumerate() {
        match (event, &mut open) {
            (Event::Start(Tag::Heading { .. }), _) => open = Some((index, String::new())),
            (Event::End(TagEnd::Heading(_)), Some((start, text))) => {
                all.push(Heading { events: *start..index + 1, text: text.trim().to_owned() });
                open = None;
            }
            (Event::Text(text) | Event::Code(text), Some((_, heading))) => heading.push_str(text),
            (Event::SoftBreak | Event::HardBreak, Some((_, heading))) => heading.push(' '),
            _ => {}
        }
    }
    all
}

/// Anchors as the hosts of Markdown make them: words joined by hyphens, a number for the second.
fn anchor(events: &mut [Event<'_>], headings: &[Heading], dialect: Dialect) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for heading in headings {
        let Event::Start(Tag::Heading { id, .. }) = &mut events[heading.events.start] else { continue };
        let base =
            id.as_ref().map_or_else(|| anchor_name(&typed(&heading.text), dialect), ToString::to_string);
        if base.is_empty() {
            continue;
        }
        let count = seen.entry(base.clone()).or_default();
        let name = if *count == 0 { base } else { format!("{base}-{count}") };
        *count += 1;
        *id = Some(CowStr::from(name));
    }
}

fn anchor_name(text: &str, dialect: Dialect) -> String {
    let each = dialect.anchors == Anchors::SpacesReplaced;
    let mut name = String::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() || character == '_' {
            name.push(character);
        } else if (character.is_whitespace() || character == '-') && (each || !name.ends_with('-')) {
            name.push('-');
        }
    }
    if each { name } else { name.trim_matches('-').to_owned() }
}

/// `text` that stands in a line, such as a caption.
pub fn phrase(text: &str) -> String {
    let mut rendered = String::new();
    html::push_html(&mut rendered, Parser::new(text));
    let line = rendered.trim();
    let inner = line.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    inner.filter(|inner| !inner.contains("<p>")).unwrap_or(line).to_owned()
}

/// Only the first word of a fence names the language: ```` ```rust,no_run ````, ```` ```go {hl=1} ````.
fn name_languages(events: &mut [Event<'_>]) {
    for event in events {
        if let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event {
            let inner = info.trim_start_matches(['{', '.', ' ']);
            let language = inner.split([' ', ',', '{', '}', '\t']).next().unwrap_or_default();
            if language.len() < info.len() {
                *info = CowStr::from(language.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::punctuation::Quotes;
    use super::*;

    fn html(text: &str) -> String {
        read(text, Dialect::default(), None).html.trim().to_owned()
    }

    #[test]
    fn the_extensions_are_on() {
        insta::assert_snapshot!(html(
            "Intro ~~old~~[^1]\n\n## Über *uns* & Co.\n\n## Über uns Co\n\n## Own {#mine}\n\n- [x] done\n\n\
             | a | b |\n|---|--:|\n| 1 | 2 |\n\n```rust,no_run\nfn main() {}\n```\n\nTerm\n: Meaning\n\n<video src=x></video>\n\n[^1]: Note"
        ), @r##"
        <p>Intro <del>old</del><sup class="footnote-reference"><a href="#1">1</a></sup></p>
        <h2 id="über-uns-co">Über <em>uns</em> &amp; Co.</h2>
        <h2 id="über-uns-co-1">Über uns Co</h2>
        <h2 id="mine">Own</h2>
        <ul>
        <li><input disabled="" type="checkbox" checked=""/>
        done</li>
        </ul>
        <table><thead><tr><th>a</th><th style="text-align: right">b</th></tr></thead><tbody>
        <tr><td>1</td><td style="text-align: right">2</td></tr>
        </tbody></table>
        <pre><code class="language-rust">fn main() {}
        </code></pre>
        <dl>
        <dt>Term</dt>
        <dd>Meaning</dd>
        </dl>
        <p><video src=x></video></p>
        <div class="footnote-definition" id="1"><sup class="footnote-definition-label">1</sup>
        <p>Note</p>
        </div>
        "##);
    }

    #[test]
    fn anchors_have_a_hyphen_for_each_space_where_the_site_has_them_so() {
        let id = |anchors| read("Text\n\n## A & b--c!", Dialect { anchors, ..Dialect::default() }, None).html;
        let (each, joined) = (id(Anchors::SpacesReplaced), id(Anchors::WordsJoined));
        assert!(each.contains("id=\"a--b--c\""), "{each}");
        assert!(joined.contains("id=\"a-b-c\""), "{joined}");
    }

    #[test]
    fn a_phrase_is_no_paragraph() {
        for (text, want) in
            [("A & *b*", "A &amp; <em>b</em>"), ("a\n\nb", "<p>a</p>\n<p>b</p>"), ("# a", "<h1>a</h1>")]
        {
            assert_eq!(phrase(text), want);
        }
    }

    #[test]
    fn the_first_heading_is_the_title() {
        let cases = [
            ("# One `two`\n\nText", None, Some("One two"), "<p>Text</p>"),
            ("# Same\n\nText", Some("Same"), Some("Same"), "<p>Text</p>"),
            ("# Other\n\nText", Some("Given"), Some("Other"), "<h1 id=\"other\">Other</h1>\n<p>Text</p>"),
            ("Text\n\n# Later", None, Some("Later"), "<p>Text</p>\n<h1 id=\"later\">Later</h1>"),
            ("Text", None, None, "<p>Text</p>"),
            ("#\n\nText", None, None, "<p>Text</p>"),
        ];
        for (text, given, title, expected) in cases {
            let document = read(text, Dialect::default(), given);
            assert_eq!(document.title.as_deref(), title, "{text}");
            assert_eq!(document.html.trim(), expected, "{text}");
        }
    }

    #[test]
    fn punctuation_of_printers() {
        let dialect = Dialect { quotes: Some(Quotes::default()), ..Dialect::default() };
        let document = read(
            "# It's \"so\" -- a--b\n\nA 12\" x\"y\" 'record'... `\"`",
            dialect,
            Some("It's \"so\" -- a--b"),
        );
        assert_eq!(document.title.as_deref(), Some("It’s “so” – a–b"));
        assert_eq!(
            document.html.trim(),
            "<p>A 12” x”y” ‘record’… <code>\"</code></p>",
            "the title stands above"
        );
        let german = Quotes { single: ('‚', '‘'), double: ('„', '“'), apostrophe: '’' };
        let german = Dialect { quotes: Some(german), ..dialect };
        let shown = read("\"a\" 'b' it's 12\" x", german, None).html;
        assert_eq!(shown.trim(), "<p>„a“ ‚b‘ it’s 12“ x</p>");
        let other = read("# a--b\n\nText", dialect, Some("Other"));
        assert_eq!(other.html.trim(), "<h1 id=\"a-b\">a–b</h1>\n<p>Text</p>");
    }

    #[test]
    fn more_ends_the_teaser() {
        let document = read("One *two*\n\n<!-- more -->\n\nThree", Dialect::default(), None);
        assert_eq!(document.teaser.as_deref(), Some("<p>One <em>two</em></p>"));
        assert!(!document.html.contains("more"));
        assert_eq!(
            read("One <!--more--> two", Dialect::default(), None).teaser.as_deref(),
            Some("<p>One</p>")
        );
    }

    #[test]
    fn deep_nesting_is_no_danger() {
        for text in [">".repeat(20_000), "- ".repeat(5_000), "[".repeat(20_000), "*a ".repeat(20_000)] {
            let _ = read(&text, Dialect { kramdown: true, ..Dialect::default() }, None);
            let _ = read(
                &text,
                Dialect { bare_links: true, quotes: Some(Quotes::default()), ..Dialect::default() },
                None,
            );
        }
    }
}
