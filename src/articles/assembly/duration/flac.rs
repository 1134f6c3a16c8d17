//! RFC 9639, 8.2: STREAMINFO, the first metadata block, tells the count of samples.

use std::io::{Read, Seek};

use super::{Source, be64, ratio};

pub fn seconds<F: Read + Seek>(source: &mut Source<'_, F>, start: u64) -> Option<f64> {
    let head = source.bytes(start, 64);
    if head.get(4)? & 0x7f != 0 {
        return None;
    }
    let packed = be64(&head, 18)?;
    ratio(packed & 0xf_ffff_ffff, packed >> 44)
}
