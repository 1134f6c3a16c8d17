//! Threading (RFC 4685): what an entry answers, and how many answer it.

use super::super::draft::{EntryDraft, first, push};
use super::super::fields::{address_attribute, number};
use super::super::xml::{Reader, Tag};
use crate::model::feed::InReplyTo;

pub fn entry(reader: &mut Reader<'_>, tag: &Tag<'_>, draft: &mut EntryDraft) {
    match tag.name() {
        "in-reply-to" => {
            let answered = InReplyTo {
                reference: reader.value_of("ref"),
                href: address_attribute(reader, "href"),
                media_type: reader.value_of("type"),
                source: address_attribute(reader, "source"),
            };
            if answered != InReplyTo::default() {
                push(&mut draft.entry.in_reply_to, answered);
            }
        }
        "total" => first(&mut draft.entry.comment_count, number(reader)),
        _ => {}
    }
}
