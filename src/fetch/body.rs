//! Reads a body to its end: decoded as it comes, within the size limit, the deadline and the
//! budget that all bodies share. What comes out is whole, or an error.

use std::time::Duration;

use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, TRANSFER_ENCODING};
use reqwest::{Response, Version};
use tokio::sync::OwnedSemaphorePermit;

use super::budget::{self, Budget};
use super::deadline::{Deadline, Pace};
use super::decode::{self, DecodeError, Decoder};
use super::error::FetchError;
use super::exchange::Body;
use super::{explain, impostor, whole};
use crate::printable::shortened;

/// Of the body of a failure: enough to tell who speaks, wherever its decoder stands.
const START_OF_FAILURE: u64 = 4 * impostor::LOOKED_AT as u64;

/// A failure's body is read for its words only: no longer than this.
const PATIENCE_WITH_FAILURE: Duration = Duration::from_secs(3);

/// What reading a body is bound by.
#[derive(Debug)]
pub struct Bounds<'a> {
    pub host: &'a str,
    /// Both on the wire and decoded.
    pub max_size: u64,
    pub budget: &'a Budget,
    pub deadline: &'a mut Deadline,
}

/// What was read, also where the reading failed.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub wire_bytes: u64,
    pub decoded_bytes: u64,
    /// Waiting for the budget.
    pub queued: Duration,
}

/// The whole body of `response`.
pub async fn read(
    response: &mut Response,
    bounds: Bounds<'_>,
    tally: &mut Tally,
) -> Result<Body, FetchError> {
    let too_large = FetchError::TooLarge { limit: bounds.max_size };
    if response.content_length().is_some_and(|length| length > bounds.max_size) {
        return Err(too_large);
    }
    let ends_by_closing = ends_by_closing(response);
    let mut growing = Growing::new(content_encoding(response.headers()), bounds);
    loop {
        let Bounds { host, deadline, .. } = &growing.bounds;
        let piece = deadline.piece(host, &growing.pace, response.chunk()).await?;
        let Some(piece) = piece.map_err(|error| explain::reading(&error, host))? else { break };
        tally.wire_bytes += piece.len() as u64;
        if tally.wire_bytes > growing.bounds.max_size {
            return Err(too_large);
        }
        growing.take(&piece, tally).await?;
    }
    // A coding has an end of its own.
    let has_own_end = growing.is_coded;
    let host = growing.bounds.host;
    let body = growing.finish(tally).await?;
    if ends_by_closing && !has_own_end && !whole::looks_whole(&body) {
        let reason = "the connection ended in the middle of the document".to_owned();
        return Err(FetchError::Truncated { host: host.to_owned(), reason });
    }
    Ok(body)
}

/// The start of a failure's body as far as it can be had, decoded.
pub async fn read_start(response: &mut Response, deadline: &Deadline) -> Vec<u8> {
    let encoding = content_encoding(response.headers());
    let mut wire = Vec::new();
    let reading = async {
        while let Ok(Some(piece)) = response.chunk().await {
            wire.extend_from_slice(&piece);
            if wire.len() as u64 >= START_OF_FAILURE {
                break;
            }
        }
    };
    // An end by either clock is as good as any other: what is there is there.
    let _ = tokio::time::timeout(PATIENCE_WITH_FAILURE, deadline.head("", reading)).await;
    let Ok(mut decoder) = Decoder::new(&encoding, &wire, START_OF_FAILURE) else { return Vec::new() };
    for piece in wire.chunks(1024) {
        if decoder.push(piece).is_err() {
            break;
        }
    }
    decoder.so_far()
}

fn content_encoding(headers: &HeaderMap) -> String {
    let values = headers.get_all(CONTENT_ENCODING);
    let names: Vec<_> = values.iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    names.join(",")
}

/// RFC 9112, 6.3: without chunks or a length a body lasts until the connection ends, for whatever reason.
fn ends_by_closing(response: &Response) -> bool {
    let headers = response.headers();
    let is_length_told = match headers.get_all(TRANSFER_ENCODING).iter().next_back() {
        Some(codings) => codings.as_bytes().trim_ascii().to_ascii_lowercase().ends_with(b"chunked"),
        None => headers.contains_key(CONTENT_LENGTH),
    };
    response.version() < Version::HTTP_2 && !is_length_told
}

/// A body on its way in. It is small until it is seen to be large: then it claims its place in the
/// budget, and is decoded anew from what has come so far.
struct Growing<'a> {
    bounds: Bounds<'a>,
    encoding: String,
    /// Whatever its headers say of it.
    is_coded: bool,
    pace: Pace,
    /// As it came, while small; of a plain body, the body itself.
    wire: Vec<u8>,
    decoder: Option<Decoder>,
    claim: Option<OwnedSemaphorePermit>,
    window: Option<OwnedSemaphorePermit>,
}

impl<'a> Growing<'a> {
    fn new(encoding: String, bounds: Bounds<'a>) -> Growing<'a> {
        let pace = Pace::starting_now();
        Growing {
            bounds,
            encoding,
            is_coded: false,
            pace,
            wire: Vec::new(),
            decoder: None,
            claim: None,
            window: None,
        }
    }

    async fn take(&mut self, piece: &[u8], tally: &mut Tally) -> Result<(), FetchError> {
        self.pace.received += piece.len() as u64;
        if self.claim.is_some() {
            self.push(piece)?;
        } else {
            self.wire.extend_from_slice(piece);
            self.take_small(piece.len(), tally).await?;
        }
        let undecoded = self.wire.len() as u64;
        tally.decoded_bytes = self.decoder.as_mut().map_or(undecoded, Decoder::len);
        Ok(())
    }

    /// While the body is small; its last `fresh` bytes are new.
    async fn take_small(&mut self, fresh: usize, tally: &mut Tally) -> Result<(), FetchError> {
        // Two bytes tell the coding; a plain body needs no decoder, it is there already.
        let begins =
            self.decoder.is_none() && self.wire.len() >= 2 && !decode::is_plain(&self.encoding, &self.wire);
        if begins {
            self.begin(tally).await?;
        }
        let start = if begins { 0 } else { self.wire.len() - fresh };
        let pushed = match &mut self.decoder {
            Some(decoder) => decoder.push(&self.wire[start..]),
            None => Ok(()),
        };
        match pushed {
            Err(DecodeError::Overflow) => self.become_large(tally).await,
            Err(error) => Err(self.explain(error)),
            Ok(()) if self.wire.len() as u64 > budget::FREE => self.become_large(tally).await,
            Ok(()) => Ok(()),
        }
    }

    /// With the first bytes there: the small body's decoder.
    async fn begin(&mut self, tally: &mut Tally) -> Result<(), FetchError> {
        self.is_coded = true;
        let window = decode::window(&self.encoding, &self.wire);
        if window > 0 {
            let waiting = self.bounds.budget.window(window);
            let (claim, waited) = self.bounds.deadline.excluding(waiting).await;
            self.note_wait(waited, tally);
            self.window = Some(claim);
        }
        self.decoder = Some(self.decoder_up_to(budget::FREE)?);
        Ok(())
    }

    async fn become_large(&mut self, tally: &mut Tally) -> Result<(), FetchError> {
        let waiting = self.bounds.budget.body(self.bounds.max_size);
        let (claim, waited) = self.bounds.deadline.excluding(waiting).await;
        self.note_wait(waited, tally);
        self.claim = Some(claim);
        self.decoder = Some(self.decoder_up_to(self.bounds.max_size)?);
        let wire = std::mem::take(&mut self.wire);
        self.push(&wire)
    }

    fn push(&mut self, wire: &[u8]) -> Result<(), FetchError> {
        let pushed = self.decoder.as_mut().map_or(Ok(()), |decoder| decoder.push(wire));
        pushed.map_err(|error| self.explain(error))
    }

    async fn finish(mut self, tally: &mut Tally) -> Result<Body, FetchError> {
        let bytes = match self.decoder.take() {
            Some(decoder) => decoder.finish(),
            // Plain, or shorter than any coding.
            None => Ok(std::mem::take(&mut self.wire)),
        };
        // The end of a coding may bring forth its last bytes, and these may be too many.
        let mut bytes = match bytes {
            Err(DecodeError::Overflow) if self.claim.is_none() => {
                self.become_large(tally).await?;
                let decoder = self.decoder.take().map_or(Ok(Vec::new()), Decoder::finish);
                decoder.map_err(|error| self.explain(error))?
            }
            bytes => bytes.map_err(|error| self.explain(error))?,
        };
        tally.decoded_bytes = bytes.len() as u64;
        bytes.shrink_to_fit();
        if let Some(claim) = &mut self.claim {
            budget::keep(claim, bytes.len() as u64);
        }
        Ok(Body { bytes, _budget: self.claim })
    }

    fn decoder_up_to(&self, limit: u64) -> Result<Decoder, FetchError> {
        let limit = limit.min(self.bounds.max_size);
        Decoder::new(&self.encoding, &self.wire, limit).map_err(|error| self.explain(error))
    }

    /// The server was not slow meanwhile.
    fn note_wait(&mut self, waited: Duration, tally: &mut Tally) {
        self.pace.started += waited;
        tally.queued += waited;
    }

    fn explain(&self, error: DecodeError) -> FetchError {
        match error {
            DecodeError::Overflow => FetchError::TooLarge { limit: self.bounds.max_size },
            error => FetchError::Encoding {
                encoding: shortened(&self.encoding).into_owned(),
                reason: error.to_string(),
            },
        }
    }
}
