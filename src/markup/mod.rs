//! HTML from outside: made safe ([`SafeHtml`]), or turned into plain text ([`text`]).

use std::fmt;

use url::Url;

/// HTML that met the sanitiser: balanced, allow-listed, with absolute references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Sanitises `html`, whose relative references are relative to `base`.
    pub fn sanitise(html: &str, base: Option<&Url>) -> SafeHtml {
        let mut builder = ammonia::Builder::default();
        if let Some(base) = base {
            builder.url_relative(ammonia::UrlRelative::RewriteWithBase(base.clone()));
        }
        SafeHtml(builder.clean(html).to_string())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The plain text of `html`: references decoded, blocks apart, white space collapsed.
pub fn text(html: &str) -> String {
    let stripped = ammonia::Builder::empty().clean(html).to_string();
    stripped.split_whitespace().collect::<Vec<_>>().join(" ")
}
