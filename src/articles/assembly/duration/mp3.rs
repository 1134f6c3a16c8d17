//! MPEG audio: the count of frames in a Xing, Info or VBRI header, else the size at a constant rate.

use std::io::{Read, Seek};

use super::{Source, be32, ratio};

/// Some taggers leave padding before the first frame.
const SEARCHED: usize = 64 * 1024;

pub fn seconds<F: Read + Seek>(source: &mut Source<'_, F>, start: u64) -> Option<f64> {
    let bytes = source.bytes(start, SEARCHED);
    let (at, frame) = first_frame(&bytes)?;
    if let Some(frames) = frame_count(&bytes[at..], &frame) {
        return ratio(u64::from(frames) * frame.samples, frame.rate);
    }
    let sound = source.length.checked_sub(start + at as u64)?;
    // An ID3v1 tag at the end is not sound.
    let tag = if source.bytes(source.length.saturating_sub(128), 3) == b"TAG" { 128 } else { 0 };
    ratio(sound.saturating_sub(tag) * 8, frame.bits_per_second)
}

struct Frame {
    bits_per_second: u64,
    rate: u64,
    samples: u64,
    length: usize,
    /// Of the side information, after which a Xing header stands.
    side: usize,
}

/// A frame that a second one follows, since the eleven bits of a frame's start occur elsewhere too.
fn first_frame(bytes: &[u8]) -> Option<(usize, Frame)> {
    memchr::memchr_iter(0xff, bytes).find_map(|at| {
        let frame = frame(bytes.get(at..at + 4)?)?;
        let next = bytes.get(at + frame.length..).unwrap_or_default();
        (next.len() < 4 || self::frame(&next[..4]).is_some()).then_some((at, frame))
    })
}

/// ISO 11172-3, 2.4.1.3, and its extension to lower rates in ISO 13818-3.
fn frame(header: &[u8]) -> Option<Frame> {
    const V1: [[u64; 16]; 3] = [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
    ];
    const V2: [[u64; 16]; 2] = [
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
    ];
    if header[0] != 0xff || header[1] & 0xe0 != 0xe0 {
        return None;
    }
    let version = (header[1] >> 3) & 3;
    let layer = 4 - usize::from((header[1] >> 1) & 3);
    if version == 1 || layer == 4 {
        return None;
    }
    let rate = *[44_100, 48_000, 32_000].get(usize::from((header[2] >> 2) & 3))?;
    let rate = match version {
        3 => rate,
        2 => rate / 2,
        _ => rate / 4,
    };
    let first = version == 3;
    let table = if first { V1[layer - 1] } else { V2[usize::from(layer > 1)] };
    let bits_per_second = table[usize::from(header[2] >> 4)] * 1000;
    if bits_per_second == 0 {
        return None;
    }
    let samples = match layer {
        1 => 384,
        3 if !first => 576,
        _ => 1152,
    };
    let padding = u64::from((header[2] >> 1) & 1) * if layer == 1 { 4 } else { 1 };
    let length = usize::try_from(samples / 8 * bits_per_second / rate + padding).ok()?;
    let mono = header[3] >> 6 == 3;
    let side = match (first, mono) {
        (true, false) => 32,
        (true, true) | (false, false) => 17,
        (false, true) => 9,
    };
    Some(Frame { bits_per_second, rate, samples, length, side })
}

fn frame_count(bytes: &[u8], frame: &Frame) -> Option<u32> {
    let xing = 4 + frame.side;
    let name = bytes.get(xing..xing + 4)?;
    if (name == b"Xing" || name == b"Info") && be32(bytes, xing + 4)? & 1 == 1 {
        return be32(bytes, xing + 8);
    }
    (bytes.get(36..40)? == b"VBRI").then(|| be32(bytes, 36 + 14))?
}
