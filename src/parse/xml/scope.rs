//! What elements inherit: namespace bindings, `xml:base` and `xml:lang`.

use std::sync::Arc;

use url::Url;

use super::namespace::{self, Declared, Ns};
use super::tag::{Attribute, prefix};
use crate::model::feed::Format;

/// Bindings beyond any feed's, so that looking one up stays cheap.
const MOST_BINDINGS: usize = 256;

/// A base address in force.
#[derive(Debug, Clone)]
pub struct Base {
    pub url: Url,
    pub text: Arc<str>,
}

impl Base {
    pub fn new(url: Url) -> Base {
        Base { text: Arc::from(url.as_str()), url }
    }
}

#[derive(Debug)]
struct Binding<'a> {
    prefix: &'a str,
    ns: Ns,
}

/// How deep each list was when an element began: what ends with it is cut back to that.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    bindings: usize,
    bases: usize,
    languages: usize,
}

/// What is in force where the reader stands.
#[derive(Debug)]
pub struct Scope<'a> {
    bindings: Vec<Binding<'a>>,
    /// What the document's address is, or what it says that it is.
    document: Option<Base>,
    bases: Vec<Base>,
    languages: Vec<Option<Arc<str>>>,
    /// The first version that a namespace of RSS named.
    pub rss: Option<Format>,
    pub atom: Option<Format>,
}

impl<'a> Scope<'a> {
    pub fn new(base: Option<&Url>) -> Scope<'a> {
        let document = base.map(|url| Base::new(url.clone()));
        Scope {
            bindings: Vec::new(),
            document,
            bases: Vec::new(),
            languages: Vec::new(),
            rss: None,
            atom: None,
        }
    }

    pub fn mark(&self) -> Mark {
        Mark { bindings: self.bindings.len(), bases: self.bases.len(), languages: self.languages.len() }
    }

    pub fn leave(&mut self, mark: Mark) {
        self.bindings.truncate(mark.bindings);
        self.bases.truncate(mark.bases);
        self.languages.truncate(mark.languages);
    }

    pub fn base(&self) -> Option<&Base> {
        self.bases.last().or(self.document.as_ref())
    }

    /// Takes the address that the document gives itself for the base of all that follows.
    pub fn set_document_base(&mut self, url: Url) {
        self.document = Some(Base::new(url));
    }

    pub fn language(&self) -> Option<Arc<str>> {
        self.languages.last().cloned().flatten()
    }

    /// Takes what an element's attributes declare. `outermost`: the element is the root or its
    /// child, where a default namespace that nobody knows is the publisher's idea of RSS.
    pub fn enter(&mut self, attributes: &[Attribute<'a>], outermost: bool) {
        for attribute in attributes {
            match attribute.qualified {
                "xmlns" => self.bind("", attribute.value, outermost),
                "xml:base" => self.rebase(attribute.value),
                "xml:lang" => {
                    let language = attribute.value.trim();
                    self.languages.push((!language.is_empty()).then(|| Arc::from(language)));
                }
                qualified if prefix(qualified) == "xmlns" => {
                    self.bind(&qualified["xmlns:".len()..], attribute.value, outermost);
                }
                _ => {}
            }
        }
    }

    fn bind(&mut self, prefix: &'a str, uri: &str, outermost: bool) {
        if self.bindings.len() >= MOST_BINDINGS {
            return;
        }
        let declared = namespace::of_uri(uri).unwrap_or_else(|| {
            let fallback = if prefix.is_empty() && outermost { Ns::Plain } else { Ns::Unknown };
            Declared { ns: namespace::of_prefix(prefix).unwrap_or(fallback), format: None }
        });
        match declared.format {
            Some(format @ (Format::Atom03 | Format::Atom10)) => self.atom = self.atom.or(Some(format)),
            format => self.rss = self.rss.or(format),
        }
        self.bindings.push(Binding { prefix, ns: declared.ns });
    }

    /// Reads elements without prefix as the dialect's own from here on, whatever namespace the root
    /// gave them: `<rss xmlns="http://www.w3.org/2005/Atom">` is a frequent mistake.
    pub fn unprefixed_is_plain(&mut self) {
        for binding in &mut self.bindings {
            if binding.prefix.is_empty() {
                binding.ns = Ns::Plain;
            }
        }
    }

    fn rebase(&mut self, reference: &str) {
        let joined = match self.base() {
            Some(base) => base.url.join(reference.trim()).ok(),
            None => Url::parse(reference.trim()).ok(),
        };
        if let Some(url) = joined.filter(|url| !url.cannot_be_a_base()) {
            self.bases.push(Base::new(url));
        }
    }

    /// The namespace of a name with this prefix; `None` where the prefix was never declared.
    pub fn namespace(&self, prefix: &str) -> Option<Ns> {
        let bound =
            self.bindings.iter().rev().find(|binding| binding.prefix == prefix).map(|binding| binding.ns);
        match bound {
            None if prefix.is_empty() => Some(Ns::Plain),
            None if prefix == "xml" => Some(Ns::Xml),
            bound => bound,
        }
    }
}
