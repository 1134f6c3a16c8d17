//! The stages of a decoder: each undoes one coding and writes into the next, down to the sink that
//! holds the body.

use std::io::{self, Write};

use flate2::write::{DeflateDecoder, GzDecoder, ZlibDecoder};

use super::DecodeError;

/// RFC 9659: what a decoder of the `zstd` coding must support, and nobody may exceed.
pub const ZSTD_WINDOW_LOG: u32 = 23;

pub const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

const BROTLI_BUFFER: usize = 16 * 1024;

/// One coding, writing into the next; the last holds the body.
pub enum Stage {
    Sink(Sink),
    Perhaps(Box<Perhaps>),
    Gzip(Box<Members>),
    Zlib(Box<ZlibDecoder<Stage>>),
    Deflate(Box<DeflateDecoder<Stage>>),
    Brotli(Box<brotli::DecompressorWriter<Stage>>),
    Zstd(Box<zstd::stream::write::Decoder<'static, Stage>>),
}

impl Stage {
    /// The last stage, for a body of up to `limit` bytes.
    pub fn sink_up_to(limit: u64) -> Stage {
        Stage::Sink(Sink { bytes: Vec::new(), limit, overflowed: false })
    }

    /// This stage behind gzip, if what comes is gzip.
    pub fn wrapped_perhaps(self) -> Stage {
        Stage::Perhaps(Box::new(Perhaps { start: Vec::new(), next: Some(self), is_known: false }))
    }

    /// This stage behind a coding; the `first` bytes of the coded body tell zlib from deflate.
    pub fn wrapped(self, name: &str, first: &[u8]) -> Result<Stage, DecodeError> {
        Ok(match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => self.behind_gzip(),
            "deflate" if is_zlib(first) => Stage::Zlib(Box::new(ZlibDecoder::new(self))),
            "deflate" => Stage::Deflate(Box::new(DeflateDecoder::new(self))),
            "br" => Stage::Brotli(Box::new(brotli::DecompressorWriter::new(self, BROTLI_BUFFER))),
            "zstd" => Stage::Zstd(Box::new(zstd_decoder(self)?)),
            _ => return Err(DecodeError::Unknown),
        })
    }

    fn behind_gzip(self) -> Stage {
        Stage::Gzip(Box::new(Members { member: Some(GzDecoder::new(self)) }))
    }

    fn next_mut(&mut self) -> Option<&mut Stage> {
        match self {
            Stage::Sink(_) => None,
            Stage::Perhaps(perhaps) => perhaps.next.as_mut(),
            Stage::Gzip(members) => members.member.as_mut().map(GzDecoder::get_mut),
            Stage::Zlib(decoder) => Some(decoder.get_mut()),
            Stage::Deflate(decoder) => Some(decoder.get_mut()),
            Stage::Brotli(decoder) => Some(decoder.get_mut()),
            Stage::Zstd(decoder) => Some(decoder.get_mut()),
        }
    }

    pub fn sink(&mut self) -> Option<&mut Sink> {
        match self {
            Stage::Sink(sink) => Some(sink),
            other => other.next_mut()?.sink(),
        }
    }

    /// Checks that this coding, and all behind it, have come to their own end.
    pub fn finish(&mut self) -> io::Result<()> {
        match self {
            Stage::Sink(_) => return Ok(()),
            Stage::Perhaps(perhaps) => perhaps.finish()?,
            Stage::Gzip(members) => members.finish()?,
            Stage::Zlib(decoder) => decoder.try_finish()?,
            Stage::Deflate(decoder) => decoder.try_finish()?,
            // It calls a missing end invalid data.
            Stage::Brotli(decoder) => decoder.close().map_err(|_| io::ErrorKind::UnexpectedEof)?,
            Stage::Zstd(decoder) => decoder.do_finish()?,
        }
        self.next_mut().map_or(Ok(()), Stage::finish)
    }
}

impl Write for Stage {
    fn write(&mut self, wire: &[u8]) -> io::Result<usize> {
        let taken = match self {
            Stage::Sink(sink) => sink.write(wire)?,
            Stage::Perhaps(perhaps) => perhaps.write(wire)?,
            Stage::Gzip(members) => members.write(wire)?,
            Stage::Zlib(decoder) => decoder.write(wire)?,
            Stage::Deflate(decoder) => decoder.write(wire)?,
            Stage::Brotli(decoder) => decoder.write(wire)?,
            Stage::Zstd(decoder) => decoder.write(wire)?,
        };
        // A decoder at its end takes no more: what follows is padding, which browsers ignore too.
        Ok(if taken == 0 { wire.len() } else { taken })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `deflate` means zlib (RFC 9110, 8.4.1.2), and some servers send the naked stream.
fn is_zlib(first: &[u8]) -> bool {
    match *first {
        [method, flags, ..] => method & 0x0f == 8 && u16::from_be_bytes([method, flags]) % 31 == 0,
        _ => true,
    }
}

fn zstd_decoder(next: Stage) -> Result<zstd::stream::write::Decoder<'static, Stage>, DecodeError> {
    let build = || {
        let mut decoder = zstd::stream::raw::Decoder::new()?;
        decoder.set_parameter(zstd::stream::raw::DParameter::WindowLogMax(ZSTD_WINDOW_LOG))?;
        Ok(zstd::stream::write::Decoder::with_decoder(next, decoder))
    };
    build().map_err(|error: io::Error| DecodeError::Corrupt(error.to_string()))
}

/// A gzip stream is one or more members (RFC 1952, 2.2), and in the wild padding after them.
pub struct Members {
    /// Always there between two calls.
    member: Option<GzDecoder<Stage>>,
}

impl Members {
    fn write(&mut self, wire: &[u8]) -> io::Result<usize> {
        let Some(member) = &mut self.member else { return Ok(0) };
        let taken = member.write(wire)?;
        if taken > 0 || !GZIP_MAGIC.starts_with(&wire[..wire.len().min(2)]) {
            return Ok(taken);
        }
        member.try_finish()?;
        let next = self.member.take().map(GzDecoder::finish).transpose()?;
        self.member = next.map(GzDecoder::new);
        self.member.as_mut().map_or(Ok(0), |member| member.write(wire))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.member.as_mut().map_or(Ok(()), GzDecoder::try_finish)
    }
}

/// Servers compress what was compressed already, and name one coding or both; or name both and compress once.
/// The first two bytes tell.
pub struct Perhaps {
    start: Vec<u8>,
    /// Always there between two calls.
    next: Option<Stage>,
    is_known: bool,
}

impl Perhaps {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_known {
            return self.next.as_mut().map_or(Ok(bytes.len()), |next| next.write(bytes));
        }
        self.start.extend_from_slice(bytes);
        if self.start.len() >= GZIP_MAGIC.len() {
            self.settle()?;
        }
        Ok(bytes.len())
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.is_known { Ok(()) } else { self.settle() }
    }

    fn settle(&mut self) -> io::Result<()> {
        self.is_known = true;
        let start = std::mem::take(&mut self.start);
        if start.starts_with(&GZIP_MAGIC) {
            self.next = self.next.take().map(Stage::behind_gzip);
        }
        self.next.as_mut().map_or(Ok(()), |next| next.write_all(&start))
    }
}

/// Holds the body, up to the limit.
pub struct Sink {
    pub bytes: Vec<u8>,
    limit: u64,
    pub overflowed: bool,
}

impl Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let wanted = self.bytes.len() + bytes.len();
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        if wanted > limit {
            self.overflowed = true;
            return Err(io::Error::other("larger than the limit"));
        }
        if wanted > self.bytes.capacity() {
            // Doubling, but not beyond what can be used.
            let capacity = wanted.max(self.bytes.capacity().saturating_mul(2)).min(limit);
            self.bytes.reserve_exact(capacity - self.bytes.len());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }
}
