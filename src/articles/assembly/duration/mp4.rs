//! ISO 14496-12: the movie header (`mvhd`) in the movie box (`moov`), before or after the sound.

use std::io::{Read, Seek};

use super::{Source, be32, be64, ratio};

/// A fragmented recording has thousands of boxes; its header comes first.
const MAX_BOXES: usize = 256;

pub fn seconds<F: Read + Seek>(source: &mut Source<'_, F>) -> Option<f64> {
    let end = source.length;
    let (start, end) = find(source, 0, end, b"moov")?;
    let (start, _) = find(source, start, end, b"mvhd")?;
    let body = source.bytes(start, 32);
    let (scale, duration) = match body.first()? {
        0 => (be32(&body, 12)?, u64::from(be32(&body, 16)?)),
        _ => (be32(&body, 20)?, be64(&body, 24)?),
    };
    ratio(duration, u64::from(scale))
}

/// Where the content of the box `kind` begins and ends.
fn find<F: Read + Seek>(
    source: &mut Source<'_, F>,
    mut at: u64,
    end: u64,
    kind: &[u8],
) -> Option<(u64, u64)> {
    for _ in 0..MAX_BOXES {
        let head = source.bytes(at, 16);
        let (header, size) = match be32(&head, 0)? {
            0 => (8, end.checked_sub(at)?),
            1 => (16, be64(&head, 8)?),
            size => (8, u64::from(size)),
        };
        let next = at.checked_add(size)?;
        if size < header || next > end {
            return None;
        }
        if head.get(4..8)? == kind {
            return Some((at + header, next));
        }
        at = next;
    }
    None
}
