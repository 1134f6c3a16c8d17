//! RIFF WAVE: the size of the `data` chunk at the rate of the `fmt ` chunk.

use std::io::{Read, Seek};

use super::{Source, le32, ratio};

/// `LIST`, `bext`, `id3 ` and their like before the sound.
const MAX_CHUNKS: usize = 64;

pub fn seconds<F: Read + Seek>(source: &mut Source<'_, F>) -> Option<f64> {
    let mut at = 12u64;
    let mut bytes_per_second = None;
    for _ in 0..MAX_CHUNKS {
        let head = source.bytes(at, 20);
        let size = u64::from(le32(&head, 4)?);
        let rest = source.length.checked_sub(at + 8)?;
        match head.get(..4)? {
            b"fmt " => bytes_per_second = Some(u64::from(le32(&head, 16)?)),
            // A recorder that was cut off, or wrote to a pipe, left 0 or the greatest size there.
            b"data" => {
                let size = if size == 0 { rest } else { size.min(rest) };
                return ratio(size, bytes_per_second?);
            }
            _ => {}
        }
        // Chunks begin at even places.
        at += 8 + size + (size & 1);
    }
    None
}
