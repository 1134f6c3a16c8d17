//! The text of an entry as a part of a page: [`fitted`].
//!
//! What stands alone in a reader is here below the headings of the page, under its policy, which
//! lets no entry bring styles, and asked for languages that exist. Alignment, the one style that carries meaning, becomes a class of
//! the page's own.

use std::borrow::Cow;

use super::tables::squared;
use crate::iri;
use crate::markup::{SafeHtml, Tag, Token, Tokens};

/// Where the text stands, and so below which heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Below a title in `h3`.
    Overview,
    /// Below a title in `h1`.
    Article,
}

const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// The alignments that the page's style has a class for.
const ALIGNMENTS: [(&str, &str); 4] =
    [("left", "text-left"), ("right", "text-right"), ("center", "text-center"), ("justify", "text-justify")];

/// `html` without styles, its headings moved below that of the page.
pub fn fitted(html: &SafeHtml, place: Place) -> Cow<'_, str> {
    let shift = shift(html.as_str(), place);
    let is_fit = |html: &str| !html.contains(" style=\"") && !html.contains("lang=\"");
    if shift == 0 && is_fit(html.as_str()) {
        return squared(Cow::Borrowed(html.as_str()));
    }
    let mut out = String::with_capacity(html.as_str().len());
    for token in Tokens::new(html.as_str()) {
        match token {
            Token::Text(text) => out.push_str(text),
            Token::Start(tag) => push_tag(&mut out, &tag, shift),
            Token::End(name) => push_all(&mut out, &["</", moved(&name, shift), ">"]),
            Token::Comment(_) => {}
        }
    }
    squared(Cow::Owned(out))
}

/// By how many levels the highest heading of `html` is too high.
fn shift(html: &str, place: Place) -> usize {
    let highest_fit = match place {
        Place::Overview => 3,
        Place::Article => 1,
    };
    let level = |token| match token {
        Token::Start(tag) => HEADINGS.iter().position(|name| *name == tag.name),
        Token::Text(_) | Token::End(_) | Token::Comment(_) => None,
    };
    let highest = if html.contains("<h") { Tokens::new(html).filter_map(level).min() } else { None };
    highest.map_or(0, |highest| usize::saturating_sub(highest_fit, highest))
}

fn moved(name: &str, shift: usize) -> &str {
    match HEADINGS.iter().position(|heading| *heading == name) {
        Some(level) => HEADINGS[(level + shift).min(HEADINGS.len() - 1)],
        None => name,
    }
}

/// The values are as the sanitiser wrote them: fit for double quotes.
fn push_tag(out: &mut String, tag: &Tag<'_>, shift: usize) {
    push_all(out, &["<", moved(&tag.name, shift)]);
    let alignment = tag.get("style").and_then(alignment);
    if let Some(class) = alignment {
        let given = tag.get("class").unwrap_or_default();
        let gap = if given.is_empty() { "" } else { " " };
        push_all(out, &[" class=\"", given, gap, class, "\""]);
    }
    for (name, value) in &tag.attributes {
        match &**name {
            "style" => {}
            "class" if alignment.is_some() => {}
            "lang" | "hreflang" | "srclang" => {
                if let Some(tag) = iri::registered_language(value) {
                    push_all(out, &[" ", name, "=\"", &tag, "\""]);
                }
            }
            _ => push_all(out, &[" ", name, "=\"", value, "\""]),
        }
    }
    out.push_str(if tag.self_closing { " />" } else { ">" });
    if let Some(text) = tag.raw_text {
        push_all(out, &[text, "</", &tag.name, ">"]);
    }
}

fn alignment(style: &str) -> Option<&'static str> {
    let mut declared = style.rsplit(';').filter_map(|declaration| declaration.split_once(':'));
    let (_, value) = declared.find(|(name, _)| name.trim() == "text-align")?;
    ALIGNMENTS.iter().find(|(name, _)| *name == value.trim()).map(|(_, class)| *class)
}

fn push_all(out: &mut String, parts: &[&str]) {
    out.extend(parts.iter().copied());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::Policy;

    fn shown(html: &str, place: Place) -> String {
        fitted(&SafeHtml::sanitise_with(html, None, &Policy::trusting()), place).into_owned()
    }

    #[test]
    fn headings_come_below_that_of_the_page() {
        assert_eq!(
            shown("<h1>a</h1><h2>b</h2><h5>c</h5>", Place::Overview),
            "<h4>a</h4><h5>b</h5><h6>c</h6>"
        );
        assert_eq!(shown("<h1>a</h1><h2>b</h2>", Place::Article), "<h2>a</h2><h3>b</h3>");
        assert_eq!(shown("<h2>a</h2><p>b</p>", Place::Article), "<h2>a</h2><p>b</p>");
        assert_eq!(shown("<h4>a</h4><hr>", Place::Overview), "<h4>a</h4><hr />");
    }

    #[test]
    fn languages_are_registered_ones() {
        let html =
            "<p lang=\"en-UK\">a <i lang=\"jp\">b</i> <a href=\"https://a.test/\" hreflang=\"de\">c</a></p>";
        let want = "<p lang=\"en-GB\">a <i>b</i> <a href=\"https://a.test/\" hreflang=\"de\">c</a></p>";
        assert_eq!(shown(html, Place::Article), want);
    }

    #[test]
    fn styles_go_and_alignment_stays() {
        for (html, want) in [
            ("<p style=\"color: red\">a</p>", "<p>a</p>"),
            (
                "<center>a<br>&lt;b style=\"x\"&gt;</center>",
                "<div class=\"text-center\">a<br />&lt;b style=\"x\"&gt;</div>",
            ),
            ("<td style=\"text-align: right; color: red\">a</td>", "<td class=\"text-right\">a</td>"),
        ] {
            let html =
                html.replace("<td", "<table><tbody><tr><td").replace("</td>", "</td></tr></tbody></table>");
            let want =
                want.replace("<td", "<table><tbody><tr><td").replace("</td>", "</td></tr></tbody></table>");
            assert_eq!(shown(&html, Place::Article), want);
        }
        let quoted = "<p style=\"color: red\" title=\"a &gt; &quot;b style=&quot;\">c</p>";
        assert_eq!(shown(quoted, Place::Article), "<p title=\"a &gt; &quot;b style=&quot;\">c</p>");
        let frame = "<h1>a</h1><iframe src=\"https://www.youtube-nocookie.com/embed/x\"></iframe>b";
        assert!(shown(frame, Place::Article).contains("></iframe>b"));
    }
}
