//! The Markdown of a site: what its generator makes of a text beyond `CommonMark`, which its settings may change.

use serde_json::{Map, Value};

use super::punctuation::{Quotes, mark};
use crate::articles::site::Layout;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dialect {
    /// Whether it has what kramdown alone has: attribute lists, abbreviations, Markdown in elements.
    pub kramdown: bool,
    /// Whether a bare `https://…` is a link: on GitHub's hosts and with Hugo, neither with kramdown nor with Zola.
    pub bare_links: bool,
    /// Those that straight ones become, as `--` and `...` become what printers have.
    pub quotes: Option<Quotes>,
    pub anchors: Anchors,
}

/// How the words of a heading become its anchor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Anchors {
    /// `Salt & pepper` is `salt-pepper`.
    #[default]
    WordsJoined,
    /// `Salt & pepper` is `salt--pepper`, as on GitHub.
    SpacesReplaced,
}

impl Dialect {
    /// What a generator of this `kind` has; `settings` are those of the site, where there are any.
    pub fn of(kind: Layout, settings: Option<&Map<String, Value>>) -> Dialect {
        let said = |way: &[&str]| {
            let (first, rest) = way.split_first()?;
            rest.iter().try_fold(settings?.get(*first)?, |value, key| value.get(*key))
        };
        let is_site = settings.is_some();
        match kind {
            Layout::Plain => Dialect { bare_links: true, ..Dialect::default() },
            Layout::Hugo => {
                let extension = |key| said(&["markup", "goldmark", "extensions", key]);
                let typographer = extension("typographer");
                let is_off = typographer.is_some_and(|said| said == false || said["disable"] == true);
                Dialect {
                    bare_links: extension("linkify") != Some(&Value::Bool(false)),
                    quotes: (is_site && !is_off).then(|| of_hugo(typographer)),
                    anchors: Anchors::SpacesReplaced,
                    ..Dialect::default()
                }
            }
            Layout::Jekyll => Dialect {
                kramdown: true,
                quotes: is_site.then(|| of_kramdown(said(&["kramdown", "smartquotes"]))),
                anchors: if is_site { Anchors::SpacesReplaced } else { Anchors::WordsJoined },
                bare_links: false,
            },
            Layout::Zola => Dialect {
                quotes: (said(&["markdown", "smartpunctuation"]) == Some(&Value::Bool(true)))
                    .then(Quotes::default),
                ..Dialect::default()
            },
        }
    }
}

/// `typographer`, where that is a table.
fn of_hugo(table: Option<&Value>) -> Quotes {
    let usual = Quotes::default();
    let or =
        |key: &str, usual: char| table.and_then(|table| mark(table.get(key)?.as_str()?)).unwrap_or(usual);
    Quotes {
        single: (or("leftsinglequote", usual.single.0), or("rightsinglequote", usual.single.1)),
        double: (or("leftdoublequote", usual.double.0), or("rightdoublequote", usual.double.1)),
        apostrophe: or("apostrophe", usual.apostrophe),
    }
}

/// `smart_quotes`: four names in a list, or with commas between. Its apostrophe is the second of them.
fn of_kramdown(names: Option<&Value>) -> Quotes {
    let marks: Vec<char> = match names {
        Some(Value::String(names)) => names.split(',').filter_map(mark).collect(),
        Some(Value::Array(names)) => names.iter().filter_map(|name| mark(name.as_str()?)).collect(),
        _ => Vec::new(),
    };
    match marks[..] {
        [left, right, double_left, double_right] => {
            Quotes { single: (left, right), double: (double_left, double_right), apostrophe: right }
        }
        _ => Quotes::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articles::front_matter::whole;

    fn of(kind: Layout, settings: &str) -> Dialect {
        Dialect::of(kind, Some(&whole(settings, "toml").unwrap().values))
    }

    #[test]
    fn bare_links_by_site() {
        assert!(Dialect::of(Layout::Plain, None).bare_links);
        assert!(of(Layout::Hugo, "").bare_links);
        assert!(of(Layout::Hugo, "[markup.goldmark.extensions]\nlinkify = true").bare_links);
        assert!(!of(Layout::Hugo, "[markup.goldmark.extensions]\nlinkify = false").bare_links);
        assert!(!of(Layout::Jekyll, "").bare_links);
        assert!(!of(Layout::Zola, "").bare_links);
    }

    #[test]
    fn punctuation_by_site() {
        assert!(Dialect::of(Layout::Plain, None).quotes.is_none());
        assert!(Dialect::of(Layout::Jekyll, None).quotes.is_none(), "a folder of posts is no site");
        assert!(of(Layout::Jekyll, "").quotes.is_some());
        assert!(of(Layout::Hugo, "").quotes.is_some());
        assert!(of(Layout::Hugo, "[markup.goldmark.extensions]\ntypographer = false").quotes.is_none());
        let disabled = "[markup.goldmark.extensions.typographer]\ndisable = true";
        assert!(of(Layout::Hugo, disabled).quotes.is_none());
        let german = of(
            Layout::Hugo,
            "[markup.goldmark.extensions.typographer]\nleftDoubleQuote = '&bdquo;'\nrightDoubleQuote = '“'",
        );
        assert_eq!(german.quotes.unwrap().double, ('„', '“'));
        let straight = of(Layout::Jekyll, "[kramdown]\nsmart_quotes = 'apos,apos,quot,quot'").quotes.unwrap();
        assert_eq!((straight.apostrophe, straight.single, straight.double), ('\'', ('\'', '\''), ('"', '"')));
        let odd = of(Layout::Jekyll, "[kramdown]\nsmart_quotes = ['none', 'such']").quotes;
        assert_eq!(odd, Some(Quotes::default()));
        assert!(of(Layout::Zola, "").quotes.is_none());
        assert!(of(Layout::Zola, "[markdown]\nsmart_punctuation = true").quotes.is_some());
    }
}
