//! Content codings, decoded as they arrive and never beyond a limit: a bomb costs its limit.
//!
//! [`Decoder`] takes the bytes from the wire with [`Decoder::push`], and gives the body when
//! [`Decoder::finish`] has seen the coding's own end: a body cut off inside it is an error.

mod stage;

use std::io::{self, Write};

use thiserror::Error;

use stage::{GZIP_MAGIC, Stage, ZSTD_WINDOW_LOG};

/// What feedmill sends as `Accept-Encoding`.
pub const ACCEPTED: &str = "gzip, br, zstd, deflate";

/// Servers that compress twice by mistake exist; more is an attack.
const MOST_CODINGS: usize = 3;

/// What may stand in `Content-Encoding` (the registry of RFC 9110, 16.6.1) and changes the body. Other words there
/// are no codings: object stores keep `aws-chunked` and `utf-8` as they were uploaded, and change nothing.
const CODINGS: [&str; 12] = [
    "aes128gcm",
    "br",
    "compress",
    "dcb",
    "dcz",
    "deflate",
    "exi",
    "gzip",
    "pack200-gzip",
    "x-compress",
    "x-gzip",
    "zstd",
];

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    #[error("larger than the limit")]
    Overflow,
    #[error("{0}")]
    Corrupt(String),
    #[error("it ends in the middle")]
    Cut,
    #[error("feedmill did not offer to accept it")]
    Unknown,
}

/// Undoes the codings of one body.
pub struct Decoder {
    stage: Stage,
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decoder")
    }
}

impl Decoder {
    /// For a `Content-Encoding` and the body's first bytes, which correct it: servers label plain
    /// bodies gzip, and send `feed.xml.gz` as it lies on the disk.
    pub fn new(content_encoding: &str, first: &[u8], limit: u64) -> Result<Decoder, DecodeError> {
        let names: Vec<_> = names_of(content_encoding).collect();
        if names.len() > MOST_CODINGS {
            return Err(DecodeError::Unknown);
        }
        let mut stage = Stage::sink_up_to(limit);
        match names.as_slice() {
            _ if is_plain(content_encoding, first) => {}
            [] => stage = stage.wrapped_perhaps().wrapped("gzip", first)?,
            // In the order in which they were applied: the last is undone first, and the first
            // bytes are its.
            [inner @ .., last] => {
                stage = stage.wrapped_perhaps();
                for name in inner {
                    stage = if is_gzip_name(name) {
                        stage.wrapped_perhaps()
                    } else {
                        stage.wrapped(name, &[])?
                    };
                }
                stage = stage.wrapped(last, first)?;
            }
        }
        Ok(Decoder { stage })
    }

    pub fn push(&mut self, wire: &[u8]) -> Result<(), DecodeError> {
        self.stage.write_all(wire).map_err(|error| self.explain(&error))
    }

    /// Of the decoded bytes so far.
    pub fn len(&mut self) -> u64 {
        self.stage.sink().map_or(0, |sink| sink.bytes.len() as u64)
    }

    pub fn finish(mut self) -> Result<Vec<u8>, DecodeError> {
        match self.stage.finish() {
            Ok(()) => Ok(self.stage.sink().map(|sink| std::mem::take(&mut sink.bytes)).unwrap_or_default()),
            Err(error) => Err(self.explain(&error)),
        }
    }

    /// What has come out so far, the coding's end or not.
    pub fn so_far(mut self) -> Vec<u8> {
        let _ = self.stage.finish();
        self.stage.sink().map(|sink| std::mem::take(&mut sink.bytes)).unwrap_or_default()
    }

    fn explain(&mut self, error: &io::Error) -> DecodeError {
        if self.stage.sink().is_some_and(|sink| sink.overflowed) {
            return DecodeError::Overflow;
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => DecodeError::Cut,
            _ => DecodeError::Corrupt(error.to_string()),
        }
    }
}

/// The codings named.
fn names_of(content_encoding: &str) -> impl Iterator<Item = &str> {
    let names = content_encoding.split(',').map(str::trim);
    names.filter(|name| CODINGS.iter().any(|coding| name.eq_ignore_ascii_case(coding)))
}

/// Whether a body with these first bytes needs no decoding.
pub fn is_plain(content_encoding: &str, first: &[u8]) -> bool {
    let names = || names_of(content_encoding);
    !first.starts_with(&GZIP_MAGIC) && names().all(is_gzip_name) && names().count() <= MOST_CODINGS
}

/// The memory that a decoder needs for its window, judged by the first bytes of the body.
pub fn window(content_encoding: &str, first: &[u8]) -> u64 {
    let of = |name: &str| match (name.to_ascii_lowercase().as_str(), first) {
        ("br", [first, ..]) => 1 << brotli_window_bits(*first),
        ("zstd", _) => 1 << ZSTD_WINDOW_LOG,
        _ => 0,
    };
    names_of(content_encoding).map(of).sum()
}

/// RFC 7932, 9.1.
fn brotli_window_bits(first: u8) -> u32 {
    let first = u32::from(first);
    match (first & 1, (first >> 1) & 7, (first >> 4) & 7) {
        (0, ..) => 16,
        (_, 0, 0) => 17,
        (_, 0, bits) => 8 + bits,
        (_, bits, _) => 17 + bits,
    }
}

fn is_gzip_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip")
}

#[cfg(test)]
mod tests;
