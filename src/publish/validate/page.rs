//! The rules of our own pages: HTML that the Nu checker has nothing to say of, that runs no
//! script and asks no other host for anything but media.

use super::tokens::{Tag, Token, Tokens};
use super::value::is_language_tag;
use super::{At, Report, html, quoted};

/// A page of the built-in template.
pub fn check(bytes: &[u8], report: &mut Report<'_>) {
    let Some(text) = readable(bytes, report) else { return };
    html::check_page(text, report);
    let tokens = of_interest(Tokens::new(text).map_while(Result::ok));
    let at = At { line: 1, place: "page" };
    if !matches!(tokens.first(), Some(Token::Doctype(name)) if name.eq_ignore_ascii_case("doctype html")) {
        report.error(&at, "html-doctype", "does not begin with <!DOCTYPE html>");
    }
    let tags: Vec<&Tag<'_>> = tokens.iter().filter_map(start).collect();
    head(&tags, report);
    policy(&tags, report);
    requests(&tags, report);
    title_and_style(&tokens, report);
    headings(&tags, report);
}

/// The few tokens that the rules ask for: a page may have many thousands.
fn of_interest<'a>(tokens: impl Iterator<Item = Token<'a>>) -> Vec<Token<'a>> {
    let mut in_head_text = false;
    let matters = |token: &Token<'_>| match token {
        Token::Start(tag) => {
            in_head_text = matches!(tag.name, "title" | "style");
            in_head_text
                || matches!(tag.name, "html" | "meta" | "link" | "h1")
                || tag.attribute("lang").is_some()
        }
        Token::Text(_) => std::mem::take(&mut in_head_text),
        Token::Doctype(_) => true,
        Token::End(_) | Token::Comment => false,
    };
    tokens.filter(matters).collect()
}

/// A page of a user's own template: what would break it, not what could be better.
pub fn check_own(bytes: &[u8], report: &mut Report<'_>) {
    if let Some(text) = readable(bytes, report)
        && text.trim().is_empty()
    {
        report.error(&At { line: 1, place: "page" }, "not-blank", "is empty");
    }
}

fn readable<'a>(bytes: &'a [u8], report: &mut Report<'_>) -> Option<&'a str> {
    let at = At { line: 1, place: "page" };
    let Ok(text) = std::str::from_utf8(bytes) else {
        report.error(&at, "well-formed", "is not UTF-8");
        return None;
    };
    let stray = |c: char| c.is_control() && !matches!(c, '\t' | '\n');
    if let Some(bad) = text.chars().find(|c| stray(*c)) {
        report.error(&at, "characters", format!("holds U+{:04X}", u32::from(bad)));
    }
    Some(text)
}

fn head(tags: &[&Tag<'_>], report: &mut Report<'_>) {
    let at = At { line: 1, place: "head" };
    let language = tags.iter().find(|tag| tag.name == "html").and_then(|tag| tag.attribute("lang"));
    if !language.is_some_and(is_language_tag) {
        report.error(&at, "language", format!("has lang={}", quoted(language.unwrap_or_default())));
    }
    let meta = |name: &str, value: &str| {
        tags.iter().any(|tag| {
            tag.name == "meta" && tag.attribute(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
        })
    };
    if !meta("charset", "utf-8") {
        report.error(&at, "required-element", "has no meta charset");
    }
    if !meta("name", "viewport") {
        report.warning(&at, "required-element", "has no viewport");
    }
    for tag in tags.iter().filter(|tag| tag.attribute("lang").is_some_and(|lang| !is_language_tag(lang))) {
        report.warning(
            &At { line: 0, place: "page" },
            "language",
            format!("has a broken lang in {}", tag.name),
        );
    }
}

/// The Content-Security-Policy stands before everything that loads, and allows no script.
fn policy(tags: &[&Tag<'_>], report: &mut Report<'_>) {
    let at = At { line: 1, place: "Content-Security-Policy" };
    let is_policy = |tag: &&&Tag<'_>| {
        tag.attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("content-security-policy"))
    };
    let content = tags.iter().find(is_policy).and_then(|tag| tag.attribute("content")).unwrap_or_default();
    if !content.contains("default-src 'none'") {
        report.error(&at, "csp", "does not begin with default-src 'none'");
    }
    if ["unsafe", "script-src", "connect-src", "*"].iter().any(|word| content.contains(word)) {
        report.error(&at, "csp", format!("allows too much: {}", quoted(content)));
    }
}

fn requests(tags: &[&Tag<'_>], report: &mut Report<'_>) {
    for tag in tags.iter().filter(|tag| tag.name == "link") {
        let rel = tag.attribute("rel").unwrap_or_default();
        if ["stylesheet", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload"].contains(&rel)
        {
            report.error(
                &At { line: 0, place: "link" },
                "foreign-request",
                format!("has rel={}", quoted(rel)),
            );
        }
    }
    let refreshes = |tag: &&&Tag<'_>| {
        tag.attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh"))
    };
    if tags.iter().any(|tag| refreshes(&tag)) {
        report.error(&At { line: 0, place: "meta" }, "html-security", "refreshes the page");
    }
}

fn title_and_style(tokens: &[Token<'_>], report: &mut Report<'_>) {
    if text_in("title", tokens).is_none_or(|title| title.trim().is_empty()) {
        report.error(&At { line: 1, place: "title" }, "not-blank", "is missing or empty");
    }
    if text_in("style", tokens).is_some_and(|style| style.contains("@import") || style.contains("url(")) {
        report.error(&At { line: 0, place: "style" }, "foreign-request", "loads something");
    }
}

fn headings(tags: &[&Tag<'_>], report: &mut Report<'_>) {
    if tags.iter().filter(|tag| tag.name == "h1").count() > 1 {
        report.warning(&At { line: 0, place: "h1" }, "html-headings", "stands more than once");
    }
}

/// The text of the first element of that name.
fn text_in<'a>(name: &str, tokens: &[Token<'a>]) -> Option<&'a str> {
    tokens.windows(2).find_map(|pair| match pair {
        [Token::Start(tag), Token::Text(text)] if tag.name == name => Some(*text),
        _ => None,
    })
}

fn start<'t, 'a>(token: &'t Token<'a>) -> Option<&'t Tag<'a>> {
    match token {
        Token::Start(tag) => Some(tag),
        _ => None,
    }
}
