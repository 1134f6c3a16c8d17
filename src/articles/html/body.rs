//! Which part of an HTML page is the article: [`of_page`] finds it, [`without_title`] cuts it out.
//!
//! One pass with a stack of open elements; nothing is parsed into a tree. The page's own words
//! decide: `<article>`, `<main>`, the usual ids and classes, else the body without what is
//! plainly navigation.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::{has_word, value};
use crate::markup::{self, Tag, Token, Tokens, place_of};

/// The article's part of a page, as places in it, and what that says of the article.
#[derive(Debug, Default)]
pub struct Body {
    range: Range<usize>,
    /// What is left out of `range`: in order, apart from each other.
    dropped: Vec<Range<usize>>,
    /// The first heading of the article, and its place.
    pub heading: Option<String>,
    heading_range: Range<usize>,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub author: Option<String>,
    looks: usize,
}

/// Bytes of a heading, a date, a name.
const MAX_LABEL: usize = 2000;
/// Headings, dates and names that are looked at; the article's own come first.
const MAX_LOOKS: usize = 100;

/// Finds the article in a page that has a head or a body of its own.
pub fn of_page(html: &str) -> Body {
    let elements = elements(html);
    let range = best_range(html, &elements);
    let is_article = |e: &Element| e.inner == range && matches!(e.role, Role::Article | Role::Main);
    let has_frames = !elements.iter().any(is_article);
    let is_unwanted = |e: &Element| e.role == Role::Noise || (has_frames && e.role == Role::Frame);
    let mut body = Body::of(html, range, &elements);
    for element in elements.iter().filter(|element| is_unwanted(element)) {
        // They come in order of their start and are nested or apart.
        let is_apart = body.dropped.last().is_none_or(|last| last.end <= element.outer.start);
        if is_apart && body.holds(element) {
            body.dropped.push(element.outer.clone());
        }
    }
    body
}

/// A fragment is the article.
pub fn of_fragment(html: &str) -> Body {
    Body::of(html, 0..html.len(), &elements(html))
}

/// The article's HTML without its heading, where that is the title and begins the article.
pub fn without_title(html: &str, body: &Body, title: Option<&str>) -> String {
    let leading = markup::text(&kept(html, body.range.start..body.heading_range.start, &body.dropped));
    let is_title = body.heading.as_deref() == title && body.heading.is_some() && leading.is_empty();
    let mut dropped = body.dropped.clone();
    if is_title {
        dropped.push(body.heading_range.clone());
        dropped.sort_by_key(|range| range.start);
    }
    kept(html, body.range.clone(), &dropped)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Article,
    Main,
    /// `id="content"` and its like.
    Content,
    BodyElement,
    Heading,
    Time,
    Author,
    /// Never part of an article.
    Noise,
    /// Around articles, but also inside them: header, footer, aside.
    Frame,
    Other,
}

struct Element {
    role: Role,
    modified: bool,
    stamp: Option<String>,
    outer: Range<usize>,
    inner: Range<usize>,
}

impl Body {
    fn of(html: &str, range: Range<usize>, elements: &[Element]) -> Body {
        let mut body = Body { range, ..Body::default() };
        for element in elements {
            if body.holds(element) {
                body.note(html, element);
            }
        }
        body
    }

    fn holds(&self, element: &Element) -> bool {
        self.range.start <= element.outer.start && element.outer.end <= self.range.end
    }

    fn note(&mut self, html: &str, element: &Element) {
        if matches!(element.role, Role::Heading | Role::Time | Role::Author) {
            self.looks += 1;
        }
        // An element that was never closed holds the rest of the page, and is no heading.
        if self.looks > MAX_LOOKS || element.inner.len() > MAX_LABEL {
            return;
        }
        let text = || Some(markup::text(&html[element.inner.clone()])).filter(|text| !text.is_empty());
        match element.role {
            Role::Heading if self.heading.is_none() => {
                self.heading = text();
                self.heading_range = element.outer.clone();
            }
            Role::Time => {
                let slot = if element.modified { &mut self.updated } else { &mut self.published };
                if slot.is_none() {
                    *slot = element.stamp.clone().or_else(text);
                }
            }
            Role::Author if self.author.is_none() => self.author = text(),
            _ => {}
        }
    }
}

fn kept(html: &str, range: Range<usize>, dropped: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(range.len());
    let mut at = range.start;
    for hole in dropped {
        if hole.start >= at && hole.end <= range.end {
            out.push_str(&html[at..hole.start]);
            at = hole.end;
        }
    }
    out.push_str(html.get(at..range.end).unwrap_or_default());
    out
}

/// The one `article`, else `main`, else what is called content, else the body. Several articles
/// are a list or an article with comments: the first long one is it.
fn best_range(html: &str, elements: &[Element]) -> Range<usize> {
    let longest = |role: Role| {
        let of_role = elements.iter().filter(|element| element.role == role);
        let longest = of_role.max_by_key(|element| (element.inner.len(), Reverse(element.outer.start)))?;
        let says_nothing = html[longest.inner.clone()].trim().is_empty();
        Some(longest).filter(|_| role == Role::BodyElement || !says_nothing)
    };
    let best = [Role::Article, Role::Main, Role::Content, Role::BodyElement].into_iter().find_map(longest);
    best.map_or_else(|| after_head(html), |element| element.inner.clone())
}

fn after_head(html: &str) -> Range<usize> {
    const HEAD: &[&str] = &["html", "head", "title", "meta", "link", "base", "style", "script", "noscript"];
    let mut start = 0;
    let mut in_head = false;
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Start(tag) if HEAD.contains(&&*tag.name) => {
                in_head = !tag.is_void() && tag.raw_text.is_none();
            }
            Token::End(name) if HEAD.contains(&&*name) => in_head = false,
            Token::Comment(_) => {}
            Token::Text(text) if in_head || text.trim().is_empty() => {}
            _ => break,
        }
        start = tokens.position();
    }
    let end = html.trim_end();
    let end = end.strip_suffix("</html>").unwrap_or(end).trim_end();
    let end = end.strip_suffix("</body>").unwrap_or(end);
    start..end.len().max(start)
}

/// All elements in order of their start. An end tag closes the nearest open element of its name,
/// and with it what was left open inside.
fn elements(html: &str) -> Vec<Element> {
    let mut all: Vec<Element> = Vec::new();
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut tokens = Tokens::new(html);
    let mut from = 0;
    while let Some(token) = tokens.next() {
        let place = from..tokens.position();
        from = place.end;
        match token {
            Token::Start(tag) => {
                let is_open = !tag.is_void() && tag.raw_text.is_none();
                all.push(element(html, &tag, place, is_open));
                if is_open {
                    let name = tag.name.into_owned();
                    *counts.entry(name.clone()).or_default() += 1;
                    open.push((name, all.len() - 1));
                }
            }
            Token::End(name) if counts.get(&*name).is_some_and(|count| *count > 0) => {
                while let Some((closed, index)) = open.pop() {
                    *counts.entry(closed.clone()).or_default() -= 1;
                    let is_it = closed == name;
                    all[index].inner.end = place.start;
                    all[index].outer.end = if is_it { place.end } else { place.start };
                    if is_it {
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    all
}

/// The element that `tag` at `place` begins; one that is open holds the rest until its end is found.
fn element(html: &str, tag: &Tag<'_>, place: Range<usize>, is_open: bool) -> Element {
    let (role, modified, stamp) = role_of(tag);
    let (outer, inner) = if is_open {
        (place.start..html.len(), place.end..html.len())
    } else {
        let inner = tag.raw_text.and_then(|text| place_of(html, text));
        (place.clone(), inner.unwrap_or(place.end..place.end))
    };
    Element { role, modified, stamp, outer, inner }
}

fn role_of(tag: &Tag<'_>) -> (Role, bool, Option<String>) {
    let role = match &*tag.name {
        "article" => Role::Article,
        "main" => Role::Main,
        "body" => Role::BodyElement,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Role::Heading,
        "nav" | "script" | "style" | "template" | "noscript" | "head" => Role::Noise,
        "header" | "footer" | "aside" => Role::Frame,
        "time" => {
            let modified = has_word(tag, "class", "dt-updated")
                || has_word(tag, "class", "updated")
                || has_word(tag, "itemprop", "dateModified");
            return (Role::Time, modified, value(tag, "datetime"));
        }
        _ => named_role(tag),
    };
    (role, false, None)
}

/// What an element is by its `rel`, `role`, `id` or `class`.
fn named_role(tag: &Tag<'_>) -> Role {
    const NOISE: &[&str] = &[
        "nav",
        "navbar",
        "navigation",
        "menu",
        "breadcrumb",
        "breadcrumbs",
        "comments",
        "share",
        "sharing",
        "related",
        "pagination",
        "pager",
        "skip-link",
        "cookie-banner",
    ];
    const FRAME: &[&str] =
        &["sidebar", "footer", "header", "site-header", "site-footer", "masthead", "banner"];
    const CONTENT: &[&str] = &[
        "content",
        "main-content",
        "article",
        "post",
        "entry-content",
        "post-content",
        "article-content",
        "article-body",
        "e-content",
        "story",
        "hentry",
    ];
    if has_word(tag, "rel", "author") || has_word(tag, "itemprop", "author") {
        return Role::Author;
    }
    let name = &*tag.name;
    if !matches!(name, "div" | "section" | "ul" | "ol" | "table" | "td" | "p" | "center" | "span" | "form") {
        return Role::Other;
    }
    let words = ["role", "id", "class"].iter().filter_map(|key| value(tag, key));
    let words: Vec<String> =
        words.flat_map(|value| value.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>()).collect();
    let is_any = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    if is_any(CONTENT) && matches!(name, "div" | "section" | "td") {
        Role::Content
    } else if is_any(NOISE) {
        Role::Noise
    } else if is_any(FRAME) || is_any(&["contentinfo", "complementary", "search"]) {
        Role::Frame
    } else if is_any(&["byline", "author", "p-author"]) {
        Role::Author
    } else {
        Role::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn article(html: &str) -> String {
        let body = of_page(html);
        without_title(html, &body, body.heading.as_deref()).trim().to_owned()
    }

    #[test]
    fn the_article_without_its_surroundings() {
        let cases = [
            ("<body><nav>n</nav><article><p>a</p><nav>in</nav></article></body>", "<p>a</p>"),
            (
                "<body><header>h</header><main><h1>T</h1><p>a</p><aside>kept</aside></main></body>",
                "<p>a</p><aside>kept</aside>",
            ),
            (
                "<body><div id=nav>n</div><div id=content><p>a</p></div><div id=footer>f</div></body>",
                "<p>a</p>",
            ),
            ("<body><div class='menu top'>m</div><p>a<p>b<div class=sidebar>s</div></body>", "<p>a<p>b"),
            ("<html><head><title>t</title></head><p>a</p></html>", "<p>a</p>"),
            ("<title>t</title>\n<meta name=x><p>a</p>", "<p>a</p>"),
            ("<body><script>var x='<article>no</article>'</script><p>a</p></body>", "<p>a</p>"),
            (
                "<body><article>short</article><article><p>much longer text</p></article></body>",
                "<p>much longer text</p>",
            ),
            ("<body><p>intro</p><h1>T</h1><p>a</p></body>", "<p>intro</p><h1>T</h1><p>a</p>"),
            ("<body>", ""),
        ];
        for (html, expected) in cases {
            assert_eq!(article(html), expected, "{html}");
        }
    }

    proptest! {
        #[test]
        fn any_soup_has_a_body(html in "(<(/)?(article|main|body|nav|p|h1|div id=content|script)>|[a-z<é ]){0,40}") {
            let _ = article(&html);
        }
    }
}
