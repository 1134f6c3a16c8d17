//! Addresses and names: resolving, canonical links, and what may stand as an id, an e-mail address or a
//! language in what we publish. Ask [`canonical()`] whether two links are one, [`is_iri`] and its like whether
//! a text is what it claims to be. Nothing here follows a redirect or asks the network.

mod canonical;
mod email;
mod host;
mod id;
mod iso639;
mod language;
mod name;
mod registry;
mod syntax;
mod tracking;

use url::Url;

pub use canonical::canonical;
pub use email::is_email;
pub use host::host;
pub use id::published_id;
pub use iso639::iso639_language;
pub use name::uuid_id;
pub use registry::registered_language;
pub use syntax::is_iri;
pub use tracking::strip_tracking;

/// `reference` against `base`; `None` where it is no address even then.
pub fn resolve(reference: &str, base: Option<&Url>) -> Option<Url> {
    let reference = reference.trim();
    match base {
        Some(base) => base.join(reference).ok(),
        None => Url::parse(reference).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_resolves_against_its_base() {
        let base = Url::parse("https://example.org/blog/post").ok();
        let resolved = |reference| resolve(reference, base.as_ref()).map(String::from);
        assert_eq!(resolved(" ../img.png\n").as_deref(), Some("https://example.org/img.png"));
        assert_eq!(resolved("//cdn.example.net/a").as_deref(), Some("https://cdn.example.net/a"));
        assert_eq!(resolved("").as_deref(), Some("https://example.org/blog/post"));
        assert_eq!(resolve("img.png", None), None);
    }
}
