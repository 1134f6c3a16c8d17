//! Values of an article and of its site by name, where its text asks for them: Liquid's `{{ page.title }}`,
//! Hugo's `param`.

use serde_json::{Map, Value};

use crate::articles::front_matter::folded;
use crate::articles::keys::scalar_text;
use crate::articles::site::in_front;

/// Those of a site that its articles may show. A change of one has all of them read anew, so these are few.
const OF_THE_SITE: &[&str] = &["title", "description", "author", "email"];
/// A text may ask for a value a million times; longer ones stay as they are asked for.
const LONGEST: usize = 200;
const EXCERPT_SEPARATOR: &str = "excerptseparator";

/// Tells the values that articles may have from a site's `settings` from others.
pub fn print(settings: &Map<String, Value>) -> String {
    let names = OF_THE_SITE.iter().chain([&EXCERPT_SEPARATOR]);
    names.map(|name| settings.get(*name).map(Value::to_string).unwrap_or_default() + "\n").collect()
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Values<'a> {
    /// The front matter, with what it inherits.
    pub page: Option<&'a Map<String, Value>>,
    /// The settings of the site.
    pub site: Option<&'a Map<String, Value>>,
}

impl Values<'_> {
    /// `page.title`, `site.author.name`. Dates are left out: they are shown in the form of their site.
    pub fn liquid(&self, name: &str) -> Option<String> {
        let (whose, way) = name.split_once('.')?;
        let mut keys = way.split('.').map(folded);
        let tree = match whose {
            "page" => self.page?,
            "site" if OF_THE_SITE.iter().any(|known| way.split('.').next() == Some(known)) => self.site?,
            _ => return None,
        };
        let first = keys.next().filter(|key| key != "date")?;
        short(keys.try_fold(tree.get(&first)?, |value, key| value.get(&key))?)
    }

    /// The path below which a site of Jekyll's is served: empty, or with a slash in front.
    pub fn base_url(&self) -> String {
        let written = self.site.and_then(|site| site.get("baseurl")).and_then(Value::as_str);
        in_front(written.unwrap_or_default())
    }

    /// What Jekyll has end the summary.
    pub fn excerpt_separator(&self) -> Option<String> {
        let said = [self.page, self.site].into_iter().flatten().find_map(|tree| tree.get(EXCERPT_SEPARATOR));
        scalar_text(said?).filter(|mark| !mark.is_empty())
    }

    /// Dots lead into tables.
    pub fn param(&self, name: &str) -> Option<String> {
        let keys: Vec<String> = name.split('.').map(folded).collect();
        let (first, rest) = keys.split_first()?;
        let page = self.page?;
        let inner =
            page.get("params").and_then(|params| keys.iter().try_fold(params, |value, key| value.get(key)));
        let own = || rest.iter().try_fold(page.get(first)?, |value, key| value.get(key));
        short(inner.or_else(own)?)
    }
}

fn short(value: &Value) -> Option<String> {
    scalar_text(value).filter(|text| text.len() <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articles::front_matter::whole;

    #[test]
    fn values_by_name() {
        let page = whole("title: T\ndate: 2026-01-31\nparams: {a_b: 1, c: {d: two}}\nlist: [x]", "yml")
            .unwrap()
            .values;
        let site = whole("title: S\nauthor: {name: Ann}\nother: x", "yml").unwrap().values;
        let values = Values { page: Some(&page), site: Some(&site) };
        for (name, expected) in [
            ("page.title", Some("T")),
            ("site.title", Some("S")),
            ("site.author.name", Some("Ann")),
            ("site.other", None),
            ("page.date", None),
            ("page.list", None),
            ("page.nothing", None),
            ("title", None),
            ("page", None),
        ] {
            assert_eq!(values.liquid(name).as_deref(), expected, "{name}");
        }
        for (name, expected) in [("title", Some("T")), ("aB", Some("1")), ("c.d", Some("two")), ("x", None)] {
            assert_eq!(values.param(name).as_deref(), expected, "{name}");
        }
        let long = Map::from_iter([("a".to_owned(), Value::from("x".repeat(LONGEST + 1)))]);
        assert_eq!(Values { page: Some(&long), site: None }.liquid("page.a"), None);
        assert_eq!(Values::default().liquid("page.title"), None);
    }
}
