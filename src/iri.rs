//! Addresses: resolving, canonical links, and what may stand as an id.

use url::Url;

/// `reference` against `base`; `None` where it is no address even then.
pub fn resolve(reference: &str, base: Option<&Url>) -> Option<Url> {
    let reference = reference.trim();
    match base {
        Some(base) => base.join(reference).ok(),
        None => Url::parse(reference).ok(),
    }
}

/// The key under which two spellings of one link are the same: scheme, `www.`, default port,
/// tracking parameters, fragment and trailing slash aside. `None` for what is no http(s) link.
pub fn canonical(link: &str) -> Option<String> {
    let url = Url::parse(link.trim()).ok()?;
    let host = url.host_str()?;
    Some(format!("{}{}", host.trim_start_matches("www."), url.path().trim_end_matches('/')))
}

/// Whether `id` may stand as the id of a published entry: an absolute IRI (RFC 3987) without white space.
pub fn is_iri(id: &str) -> bool {
    !id.contains(char::is_whitespace) && Url::parse(id).is_ok()
}
