//! RFC 3533: the position of the last page; RFC 7845 (Opus), Vorbis I and FLAC in Ogg tell the rate.

use std::io::{Read, Seek};

use super::{Source, le32, ratio};

/// A page is at most 65,307 bytes, so the last one begins within this.
const TAIL: usize = 66 * 1024;

pub fn seconds<F: Read + Seek>(source: &mut Source<'_, F>) -> Option<f64> {
    let head = source.bytes(0, 512);
    let serial = head.get(14..18)?;
    let body = head.get(27 + usize::from(*head.get(26)?)..)?;
    let (rate, skipped) = if body.starts_with(b"OpusHead") {
        (48_000, u64::from(u16::from_le_bytes(body.get(10..12)?.try_into().ok()?)))
    } else if body.starts_with(b"\x01vorbis") {
        (le32(body, 12)?, 0)
    } else if body.starts_with(b"\x7fFLAC") {
        let packed = super::be32(body, 27)?;
        (packed >> 12, 0)
    } else {
        return None;
    };
    let tail = source.bytes(source.length.saturating_sub(TAIL as u64), TAIL);
    let position = memchr::memmem::rfind_iter(&tail, b"OggS").find_map(|at| position(&tail[at..], serial))?;
    ratio(position.checked_sub(skipped)?, u64::from(rate))
}

/// -1 says that no packet ends on the page.
fn position(page: &[u8], serial: &[u8]) -> Option<u64> {
    let position = u64::from_le_bytes(page.get(6..14)?.try_into().ok()?);
    (page.get(14..18)? == serial && position != u64::MAX).then_some(position)
}
