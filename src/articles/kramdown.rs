//! What kramdown, the Markdown of Jekyll, has beyond `CommonMark` and a reader must not see: attribute lists
//! (`{: .wide}`, `{:target="_blank"}`), which say how the element before them is to look.
//!
//! [`without_attribute_lists`] is the function to call.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// `events` without the attribute lists of blocks (a line of their own) and of spans (right behind one).
pub fn without_attribute_lists<'a>(events: impl Iterator<Item = Event<'a>>) -> Vec<Event<'a>> {
    let mut kept: Vec<Event<'a>> = Vec::new();
    let mut in_code = false;
    for event in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            _ => {}
        }
        match event {
            Event::Text(text) if !in_code => push_text(&mut kept, text),
            // A list that was all there was of a line, of a paragraph, leaves nothing of it.
            Event::SoftBreak if begins_line(&kept) => {}
            Event::End(TagEnd::Paragraph) => {
                kept.pop_if(|last| *last == Event::SoftBreak);
                if kept.pop_if(|last| *last == Event::Start(Tag::Paragraph)).is_none() {
                    kept.push(event);
                }
            }
            event => kept.push(event),
        }
    }
    kept
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
        html::push_html(&mut out, without_attribute_lists(parser).into_iter());
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
            ("> quote\n{: .x}", "<blockquote>\n<p>quote</p>\n</blockquote>"),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_none_stays() {
        for text in ["a {: .x} b", "`{: .x}`", "```\n{: .x}\n```", "{::x}", "{: open", "a\n\nb\nc", "*a*{b}"]
        {
            let mut as_it_is = String::new();
            html::push_html(&mut as_it_is, Parser::new_ext(text, Options::empty()));
            assert_eq!(shown(text), as_it_is.trim(), "{text}");
        }
    }
}
