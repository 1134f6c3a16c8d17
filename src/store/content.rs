//! How an entry's content is kept: the entry as JSON, compressed.
//!
//! Contents are nine tenths of the state file, and the disk takes each of them twice (the log, then
//! the file). Compressing is left to the threads that read the feeds: see [`Arrival`](super::Arrival).

use std::cell::RefCell;
use std::io;

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe;

use super::StoreError;
use super::columns::from_json;
use crate::model::Entry;

/// Less than half the bytes. Level 1 would save a seventh of them more, and take a third more time.
const LEVEL: i32 = -1;

/// No entry is larger than this: what claims to be is damaged.
const LARGEST: u64 = 1 << 30;

const WHAT: &str = "an entry";

thread_local! {
    /// Setting one up costs more than compressing an entry.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// An entry's content as it stands in its column: a blob of zstd, or plain text as the first
/// versions wrote it.
#[derive(Debug, Clone)]
pub enum Content {
    Packed(Vec<u8>),
    Plain(String),
}

impl Content {
    /// Makes the JSON of an entry ready for its column.
    pub fn pack(json: &[u8]) -> Content {
        let packed = COMPRESSOR.with_borrow_mut(|kept| {
            let compressor = match kept {
                Some(compressor) => compressor,
                None => kept.insert(Compressor::new(LEVEL)?),
            };
            compressor.compress(json)
        });
        packed.map_or_else(|_| Content::Plain(String::from_utf8_lossy(json).into_owned()), Content::Packed)
    }

    /// Its length, unpacked.
    pub fn bytes(&self) -> u64 {
        match self {
            Content::Packed(bytes) => length(bytes).unwrap_or(0),
            Content::Plain(json) => json.len() as u64,
        }
    }

    /// Reads the entry back.
    pub fn unpack(&self) -> Result<Entry, StoreError> {
        match self {
            Content::Packed(bytes) => unpack(ValueRef::Blob(bytes)),
            Content::Plain(json) => unpack(ValueRef::Text(json.as_bytes())),
        }
    }
}

impl ToSql for Content {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Content::Packed(bytes) => bytes.to_sql(),
            Content::Plain(json) => json.to_sql(),
        }
    }
}

impl FromSql for Content {
    fn column_result(column: ValueRef<'_>) -> FromSqlResult<Content> {
        match column {
            ValueRef::Blob(packed) => Ok(Content::Packed(packed.to_vec())),
            ValueRef::Text(json) => Ok(Content::Plain(String::from_utf8_lossy(json).into_owned())),
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => Err(FromSqlError::InvalidType),
        }
    }
}

/// Reads back the entry in a column of contents.
pub fn unpack(column: ValueRef<'_>) -> Result<Entry, StoreError> {
    match column {
        ValueRef::Blob(packed) => {
            let json = decompress(packed).map_err(|source| StoreError::Unreadable {
                what: WHAT,
                source: serde_json::Error::io(source),
            })?;
            from_json(WHAT, &json)
        }
        ValueRef::Text(json) => from_json(WHAT, json),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => {
            Err(rusqlite::Error::from(FromSqlError::InvalidType).into())
        }
    }
}

fn length(packed: &[u8]) -> Option<u64> {
    zstd_safe::get_frame_content_size(packed).ok().flatten()
}

fn decompress(packed: &[u8]) -> io::Result<Vec<u8>> {
    let unusable = || io::Error::new(io::ErrorKind::InvalidData, "its compressed form is damaged");
    let length = length(packed).filter(|length| *length <= LARGEST);
    let length = length.and_then(|length| usize::try_from(length).ok()).ok_or_else(unusable)?;
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(decompressor) => decompressor,
            None => kept.insert(Decompressor::new()?),
        };
        decompressor.decompress(packed, length).map_err(|_| unusable())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"id":"urn:a","link":"https://blog.example/a"}"#;

    #[test]
    fn what_is_packed_is_read_back() {
        let content = Content::pack(JSON.as_bytes());
        assert_eq!(
            (content.bytes(), content.unpack().unwrap().id.as_deref()),
            (JSON.len() as u64, Some("urn:a"))
        );
        let Content::Packed(bytes) = content else { panic!("nothing was compressed") };
        assert_eq!(unpack(ValueRef::Blob(&bytes)).unwrap().id.as_deref(), Some("urn:a"));
        assert_eq!(unpack(ValueRef::Text(JSON.as_bytes())).unwrap().id.as_deref(), Some("urn:a"));
    }

    #[test]
    fn damaged_content_is_an_error_however_it_is_damaged() {
        let Content::Packed(bytes) = Content::pack(JSON.repeat(100).as_bytes()) else {
            panic!("nothing was compressed")
        };
        for place in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[place] ^= 0x55;
            // A flipped bit may also give other, valid JSON of no meaning: what counts is that nothing panics.
            let _ = unpack(ValueRef::Blob(&damaged));
        }
        assert!(unpack(ValueRef::Blob(&bytes[..bytes.len() / 2])).is_err());
        assert!(unpack(ValueRef::Blob(b"")).is_err());
        assert!(unpack(ValueRef::Null).is_err());
    }
}
