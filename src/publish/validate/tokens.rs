//! HTML as a strict tokeniser sees it: [`Tokens`].
//!
//! Not a browser's forgiving reader but that of a checker: what a browser would have to repair
//! is an error here.

/// One piece of markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'a> {
    Start(Tag<'a>),
    End(&'a str),
    Text(&'a str),
    Comment,
    Doctype(&'a str),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag<'a> {
    pub name: &'a str,
    /// The values with their character references resolved.
    pub attributes: Vec<(&'a str, String)>,
    /// Written as `<name/>`.
    pub closed: bool,
}

impl Tag<'_> {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }
}

/// The tokens of a document or fragment; the first error ends them.
#[derive(Debug)]
pub struct Tokens<'a> {
    all: &'a str,
    position: usize,
    /// The element whose text holds no markup until its end tag.
    raw: Option<&'a str>,
    failed: bool,
}

impl<'a> Tokens<'a> {
    pub fn new(html: &'a str) -> Tokens<'a> {
        Tokens { all: html, position: 0, raw: None, failed: false }
    }

    /// Behind what was read.
    pub fn position(&self) -> usize {
        self.position
    }

    fn rest(&self) -> &'a str {
        &self.all[self.position..]
    }

    fn token(&mut self) -> Result<Token<'a>, String> {
        let rest = self.rest();
        if let Some(name) = self.raw.take() {
            return self.raw_text(name);
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").ok_or("has a comment without an end")?;
            self.position += 4 + end + 3;
            return Ok(Token::Comment);
        }
        if let Some(doctype) = rest.strip_prefix("<!") {
            let end = doctype.find('>').ok_or("has a declaration without an end")?;
            self.position += 2 + end + 1;
            return Ok(Token::Doctype(&doctype[..end]));
        }
        if let Some(tag) = rest.strip_prefix("</") {
            let end = tag.find('>').ok_or("has an end tag without an end")?;
            self.position += 2 + end + 1;
            let name = tag[..end].trim_ascii_end();
            return if is_name(name) { Ok(Token::End(name)) } else { Err("has a broken end tag".into()) };
        }
        if rest.starts_with('<') {
            return self.start_tag();
        }
        let end = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        self.position += end;
        check_references(&rest[..end])?;
        Ok(Token::Text(&rest[..end]))
    }

    fn raw_text(&mut self, name: &str) -> Result<Token<'a>, String> {
        let rest = self.rest();
        let end = rest.match_indices("</").find(|(at, _)| {
            rest[at + 2..].get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name))
        });
        let (end, _) = end.ok_or_else(|| format!("has no end of {name}"))?;
        self.position += end;
        Ok(Token::Text(&rest[..end]))
    }

    fn start_tag(&mut self) -> Result<Token<'a>, String> {
        let rest = &self.rest()[1..];
        let name_end =
            rest.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
        let name = &rest[..name_end];
        if !is_name(name) {
            return Err("has a stray <".into());
        }
        let mut left = &rest[name_end..];
        let mut tag = Tag { name, attributes: Vec::new(), closed: false };
        loop {
            left = left.trim_ascii_start();
            if let Some(after) = left.strip_prefix('>') {
                left = after;
                break;
            }
            if let Some(after) = left.strip_prefix("/>") {
                tag.closed = true;
                left = after;
                break;
            }
            let (key, value, after) = attribute(left).ok_or_else(|| format!("has a broken tag {name}"))?;
            if tag.attribute(key).is_some() {
                return Err(format!("has {key} twice in {name}"));
            }
            check_references(value)?;
            tag.attributes.push((key, resolved(value)));
            left = after;
        }
        self.position = self.all.len() - left.len();
        if matches!(name, "script" | "style" | "title" | "textarea") && !tag.closed {
            self.raw = Some(name);
        }
        Ok(Token::Start(tag))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Result<Token<'a>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed || (self.rest().is_empty() && self.raw.is_none()) {
            return None;
        }
        let token = self.token();
        self.failed = token.is_err();
        Some(token)
    }
}

/// A name, its value, and what comes behind.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))?;
    let (name, rest) = text.split_at(end);
    if name.is_empty() || name.contains(['"', '\'', '<']) {
        return None;
    }
    let Some(value) = rest.strip_prefix('=') else { return Some((name, "", rest)) };
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, rest) = value[1..].split_once(quote)?;
    let apart = rest.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'));
    apart.then_some((name, value, rest))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '_'))
}

/// Each `&` begins a character reference.
fn check_references(text: &str) -> Result<(), String> {
    let sound = |at: usize| {
        text[at + 1..].split_once(';').is_some_and(|(name, _)| {
            !name.is_empty()
                && name.len() <= 32
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
        })
    };
    if memchr::memchr_iter(b'&', text.as_bytes()).all(sound) { Ok(()) } else { Err("has a stray &".into()) }
}

/// Numbers, and the names that could hide a scheme.
fn resolved(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let (name, behind) = after.split_once(';').unwrap_or((after, ""));
        match character(name) {
            Some(character) => text.push(character),
            None => text.push('\u{FFFD}'),
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{A0}'),
        "colon" => Some(':'),
        "Tab" => Some('\t'),
        "NewLine" => Some('\n'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_taken_apart() {
        let tokens: Vec<_> = Tokens::new("<p title='a &amp; b' hidden>1 &lt; 2<br/></p><!-- x -->")
            .map(Result::unwrap)
            .collect();
        let tag = |name, attributes, closed| Token::Start(Tag { name, attributes, closed });
        assert_eq!(
            tokens,
            [
                tag("p", vec![("title", "a & b".to_owned()), ("hidden", String::new())], false),
                Token::Text("1 &lt; 2"),
                tag("br", vec![], true),
                Token::End("p"),
                Token::Comment
            ]
        );
    }

    #[test]
    fn what_a_browser_would_repair_is_an_error() {
        for html in [
            "a < b",
            "a & b",
            "<p",
            "<p class=x>",
            "<p a='1' a='2'>",
            "</>",
            "<!-- ",
            "<p a='1'b='2'>",
            "<style>",
        ] {
            assert!(Tokens::new(html).any(|token| token.is_err()), "{html}");
        }
    }

    #[test]
    fn raw_text_holds_no_markup() {
        let tokens: Vec<_> = Tokens::new("<style>a > b { c: \"<d>\" }</style>").map(Result::unwrap).collect();
        assert_eq!(tokens[1], Token::Text("a > b { c: \"<d>\" }"));
    }
}
