//! The corpus of the fuzz targets, and damaged copies of it, through what the targets check: so
//! that `cargo test` holds us to what the fuzzer looks for at length.

use std::fs;
use std::path::Path;

#[path = "../fuzz/src/lib.rs"]
mod targets;

/// Copies of each file, each damaged in another way, the same at every run.
const DAMAGED: u64 = 24;

#[test]
fn what_the_fuzz_targets_check_holds_for_their_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, check) in targets::TARGETS {
        let files = fs::read_dir(corpus.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut read = 0;
        for file in files {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            check(&bytes);
            (1..=DAMAGED).for_each(|seed| check(&damaged(&bytes, seed)));
            read += 1;
        }
        assert!(read > 0, "{name} has a corpus");
    }
}

/// Cut short, and with some bytes exchanged.
fn damaged(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap_or_default() % below.max(1)
    };
    let mut damaged = bytes[..bytes.len() - next(bytes.len() / 2 + 1)].to_vec();
    let signs = b"<>&\"'=/;![]{}:-\0\xff\xc3 a9";
    for _ in 0..=next(8) {
        let place = next(damaged.len());
        if let Some(byte) = damaged.get_mut(place) {
            *byte = signs[next(signs.len())];
        }
    }
    damaged
}
