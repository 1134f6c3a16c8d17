//! The attributes of the latest start tag, asked for by name.

use std::borrow::Cow;

use super::structure::Reader;
use super::tag::{self, Attribute};

impl<'a> Reader<'a> {
    /// The attributes of the latest start tag, as written.
    pub(super) fn raw_attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// An attribute of the latest start tag by its local name, trimmed; one without prefix first.
    pub fn attribute(&mut self, name: &str) -> Option<Cow<'a, str>> {
        let written = |attribute: &&Attribute<'a>| attribute.name.qualified.eq_ignore_ascii_case(name);
        let found = self.attributes.iter().find(written).or_else(|| self.prefixed(name)).copied()?;
        Some(super::trimmed(self.decode(found.value)))
    }

    fn prefixed(&self, name: &str) -> Option<&Attribute<'a>> {
        let reserved = |prefix: &str| prefix.is_empty() || prefix == "xml" || prefix == "xmlns";
        self.attributes.iter().find(|attribute| {
            attribute.name.has_prefix()
                && attribute.name.local.eq_ignore_ascii_case(name)
                && !reserved(tag::prefix(attribute.name.qualified))
        })
    }

    /// An attribute that says something: `None` where it is empty.
    pub fn value_of(&mut self, name: &str) -> Option<String> {
        self.attribute(name).filter(|value| !value.is_empty()).map(Cow::into_owned)
    }
}
