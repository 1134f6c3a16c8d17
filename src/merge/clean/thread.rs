//! What an item answers (RFC 4685).

use super::media::media_type;
use super::{MOST, address, is_ipv6};
use crate::iri;
use crate::model::edition::ReplyTo;
use crate::model::feed::InReplyTo;

/// Those that name the answered entry by an IRI; where only its address is given, by that.
pub fn replies(given: &[InReplyTo]) -> Vec<ReplyTo> {
    given.iter().filter_map(reply).take(MOST).collect()
}

fn reply(given: &InReplyTo) -> Option<ReplyTo> {
    let href = given.href.as_deref().and_then(address);
    let named = given.reference.as_deref().and_then(|reference| iri::published_id(reference.trim()));
    let reference = named.or_else(|| href.as_ref().filter(|url| !is_ipv6(url)).map(ToString::to_string))?;
    let source = given.source.as_deref().and_then(address);
    Some(ReplyTo { reference, href, media_type: given.media_type.as_deref().and_then(media_type), source })
}
