//! The headers of a request: who we are, what we take, what we have already. No Referer, no
//! cookies, and nothing of the user's to a host that it was not meant for.

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, USER_AGENT,
};
use url::Url;

use super::decode;
use super::error::FetchError;
use super::exchange::Request;
use super::validity::{UrlPrint, Validators};

/// Feeds before XML before pages; some servers choose by it, and some refuse what does not take all.
const ACCEPTED: HeaderValue = HeaderValue::from_static(
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, \
     application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.3",
);

/// RFC 3229: of a feed, only the entries that are new will do.
const A_IM: HeaderName = HeaderName::from_static("a-im");

/// `feedmill/VERSION (+contact)`: whoever finds it in a log finds out whom to ask.
pub fn user_agent(contact: Option<&str>) -> String {
    let contact = contact.unwrap_or(env!("CARGO_PKG_REPOSITORY"));
    format!("feedmill/{} (+{contact})", env!("CARGO_PKG_VERSION"))
}

/// What goes to every host on the way.
pub fn common(request: &Request, user_agent: &str) -> Result<HeaderMap, FetchError> {
    let user_agent = request.user_agent.as_deref().unwrap_or(user_agent);
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, value("User-Agent", user_agent)?);
    headers.insert(ACCEPT, ACCEPTED);
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(decode::ACCEPTED));
    Ok(headers)
}

/// The user's own, for the feed's own origin; they win over ours.
pub fn add_private(headers: &mut HeaderMap, request: &Request) -> Result<(), FetchError> {
    for (name, secret) in &request.headers {
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad_header(name))?;
        let mut value = value(name, secret.reveal())?;
        value.set_sensitive(true);
        headers.insert(header, value);
    }
    Ok(())
}

/// What we have, for the address that it came from; tells whether anything was added.
pub fn add_validators(headers: &mut HeaderMap, validators: Option<&Validators>, url: &Url) -> bool {
    let Some(validators) = validators.filter(|validators| validators.from == UrlPrint::of(url)) else {
        return false;
    };
    let value = |text: &Option<String>| octets(text.as_ref()?);
    let (etag, last_modified) = (value(&validators.etag), value(&validators.last_modified));
    let any = etag.is_some() || last_modified.is_some();
    if let Some(etag) = etag {
        headers.insert(IF_NONE_MATCH, etag);
        // A delta needs to know from what.
        headers.insert(A_IM, HeaderValue::from_static("feed"));
    }
    if let Some(date) = last_modified {
        headers.insert(IF_MODIFIED_SINCE, date);
    }
    any
}

/// In bytes, as HTTP/1.1 writes them.
pub fn size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum()
}

fn value(name: &str, text: &str) -> Result<HeaderValue, FetchError> {
    HeaderValue::from_bytes(text.as_bytes()).map_err(|_| bad_header(name))
}

/// The bytes that came in a header, and can go out in one.
fn octets(text: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}

fn bad_header(name: &str) -> FetchError {
    FetchError::Header { name: name.escape_debug().to_string() }
}
