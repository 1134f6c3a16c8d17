//! What elements inherit: namespace bindings, `xml:base` and `xml:lang`.

use std::rc::Rc;
use std::sync::Arc;

use url::Url;

use super::super::address::published;
use super::growth::Growth;
use super::namespace::{self, Declared, Ns};
use super::tag::{Attribute, prefix};
use crate::model::feed::Format;

/// Bindings beyond any feed's, so that looking one up stays cheap.
const MOST_BINDINGS: usize = 256;

/// Every text and every relative address repeats its base; addresses that are longer work in few places.
const LONGEST_BASE: usize = 2048;

/// No language tag (RFC 5646) that means something is longer.
const LONGEST_LANGUAGE: usize = 64;

/// A base address in force.
#[derive(Debug, Clone)]
pub struct Base {
    pub url: Url,
    pub text: Arc<str>,
}

impl Base {
    fn of(url: Url) -> Option<Rc<Base>> {
        let usable = url.as_str().len() <= LONGEST_BASE && !url.cannot_be_a_base();
        usable.then(|| Rc::new(Base { text: Arc::from(url.as_str()), url }))
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
    /// The namespace of names without prefix, as long as no binding changes.
    unprefixed: Option<Ns>,
    /// Where the document came from.
    own: Option<Url>,
    /// What the document's address is, or what it says that it is.
    document: Option<Rc<Base>>,
    bases: Vec<Rc<Base>>,
    languages: Vec<Option<Arc<str>>>,
    /// The first version that a namespace of RSS named.
    pub rss: Option<Format>,
    pub atom: Option<Format>,
    pub growth: Growth,
}

impl<'a> Scope<'a> {
    pub fn new(text: &str, base: Option<&Url>) -> Scope<'a> {
        Scope {
            bindings: Vec::new(),
            unprefixed: None,
            own: base.cloned(),
            document: base.cloned().and_then(Base::of),
            bases: Vec::new(),
            languages: Vec::new(),
            rss: None,
            atom: None,
            growth: Growth::of(text),
        }
    }

    pub fn mark(&self) -> Mark {
        Mark { bindings: self.bindings.len(), bases: self.bases.len(), languages: self.languages.len() }
    }

    pub fn leave(&mut self, mark: Mark) {
        if self.bindings.len() > mark.bindings {
            self.bindings.truncate(mark.bindings);
            self.unprefixed = None;
        }
        self.bases.truncate(mark.bases);
        self.languages.truncate(mark.languages);
    }

    pub fn base(&self) -> Option<&Rc<Base>> {
        self.bases.last().or(self.document.as_ref())
    }

    /// Where the document came from.
    pub fn own(&self) -> Option<&Url> {
        self.own.as_ref()
    }

    /// Takes the address that the document gives itself for the base of all that follows.
    pub fn set_document_base(&mut self, url: Url) {
        self.document = Base::of(url).or(self.document.take());
    }

    /// `reference` against `base`, unless too much was resolved already.
    pub fn resolve(&mut self, reference: &str, base: &Base) -> Option<Url> {
        self.growth.allow(base.text.len()).then(|| base.url.join(reference).ok()).flatten()
    }

    pub fn language(&self) -> Option<Arc<str>> {
        self.languages.last().cloned().flatten()
    }

    /// Takes what an element's attributes declare. `outermost`: the element is the root or its
    /// child, where a default namespace that nobody knows is the publisher's idea of RSS.
    pub fn enter(&mut self, attributes: &[Attribute<'a>], outermost: bool) {
        let declares =
            |attribute: &&Attribute<'a>| attribute.name.has_prefix() || attribute.name.qualified == "xmlns";
        for attribute in attributes.iter().filter(declares) {
            match attribute.name.qualified {
                "xmlns" => self.bind("", attribute.value, outermost),
                "xml:base" => self.rebase(attribute.value),
                "xml:lang" => {
                    let language = attribute.value.trim();
                    let says_one = (1..=LONGEST_LANGUAGE).contains(&language.len());
                    self.languages.push(says_one.then(|| Arc::from(language)));
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
        self.unprefixed = None;
    }

    /// Reads elements without prefix as the dialect's own from here on, whatever namespace the root
    /// gave them: `<rss xmlns="http://www.w3.org/2005/Atom">` is a frequent mistake.
    pub fn unprefixed_is_plain(&mut self) {
        for binding in &mut self.bindings {
            if binding.prefix.is_empty() {
                binding.ns = Ns::Plain;
            }
        }
        self.unprefixed = None;
    }

    fn rebase(&mut self, reference: &str) {
        let joined = match self.base().cloned() {
            Some(base) => self.resolve(reference.trim(), &base),
            None => Url::parse(reference.trim()).ok(),
        };
        let joined = joined.map(|url| published(&url, self.own.as_ref()).unwrap_or(url));
        self.bases.extend(joined.and_then(Base::of));
    }

    /// The namespace of a name with this prefix; `None` where the prefix was never declared.
    pub fn namespace(&mut self, prefix: &str) -> Option<Ns> {
        if !prefix.is_empty() {
            return self.bound(prefix);
        }
        if self.unprefixed.is_none() {
            self.unprefixed = self.bound("");
        }
        self.unprefixed
    }

    fn bound(&self, prefix: &str) -> Option<Ns> {
        let bound =
            self.bindings.iter().rev().find(|binding| binding.prefix == prefix).map(|binding| binding.ns);
        match bound {
            None if prefix.is_empty() => Some(Ns::Plain),
            None if prefix == "xml" => Some(Ns::Xml),
            bound => bound,
        }
    }
}
