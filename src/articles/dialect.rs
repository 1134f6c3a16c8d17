//! The Markdown of a site: what its generator makes of a text beyond `CommonMark`, which its settings may change.

use serde_json::{Map, Value};

use super::site::Layout;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dialect {
    /// Whether it has what kramdown alone has: attribute lists, abbreviations, Markdown in elements.
    pub kramdown: bool,
    /// Whether a bare `https://…` is a link: on GitHub's hosts and with Hugo, neither with kramdown nor with Zola.
    pub bare_links: bool,
    /// Whether straight quotes, `--` and `...` become those of printers.
    pub smart_punctuation: bool,
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
    /// `settings` are those of the site, where there are any.
    pub fn of(kind: Layout, settings: Option<&Map<String, Value>>) -> Dialect {
        let said = |way: &[&str]| {
            let (first, rest) = way.split_first()?;
            rest.iter().try_fold(settings?.get(*first)?, |value, key| value.get(*key))
        };
        let is_off = |way: &[&str]| said(way) == Some(&Value::Bool(false));
        let is_on = |way: &[&str]| said(way) == Some(&Value::Bool(true));
        let is_site = settings.is_some();
        match kind {
            Layout::Plain => Dialect { bare_links: true, ..Dialect::default() },
            Layout::Hugo => Dialect {
                bare_links: !is_off(&["markup", "goldmark", "extensions", "linkify"]),
                smart_punctuation: is_site
                    && !is_off(&["markup", "goldmark", "extensions", "typographer"])
                    && !is_on(&["markup", "goldmark", "extensions", "typographer", "disable"]),
                anchors: Anchors::SpacesReplaced,
                ..Dialect::default()
            },
            Layout::Jekyll => Dialect {
                kramdown: true,
                smart_punctuation: is_site,
                anchors: if is_site { Anchors::SpacesReplaced } else { Anchors::WordsJoined },
                bare_links: false,
            },
            Layout::Zola => {
                Dialect { smart_punctuation: is_on(&["markdown", "smartpunctuation"]), ..Dialect::default() }
            }
        }
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
        assert!(!Dialect::of(Layout::Plain, None).smart_punctuation);
        assert!(!Dialect::of(Layout::Jekyll, None).smart_punctuation, "a folder of posts is no site");
        assert!(of(Layout::Jekyll, "").smart_punctuation);
        assert!(of(Layout::Hugo, "").smart_punctuation);
        assert!(!of(Layout::Hugo, "[markup.goldmark.extensions]\ntypographer = false").smart_punctuation);
        let disabled = "[markup.goldmark.extensions.typographer]\ndisable = true";
        assert!(!of(Layout::Hugo, disabled).smart_punctuation);
        assert!(!of(Layout::Zola, "").smart_punctuation);
        assert!(of(Layout::Zola, "[markdown]\nsmart_punctuation = true").smart_punctuation);
    }
}
