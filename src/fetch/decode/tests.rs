use super::*;

const LIMIT: u64 = 1 << 20;

fn feed() -> Vec<u8> {
    (0..3000_u32)
        .flat_map(|n| format!("<item>{}</item>\n", n.wrapping_mul(2_654_435_761)).into_bytes())
        .collect()
}

fn encoded(coding: &str, body: &[u8]) -> Vec<u8> {
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    fn filled<W: Write>(mut encoder: W, body: &[u8]) -> W {
        encoder.write_all(body).unwrap();
        encoder
    }
    match coding {
        "gzip" => filled(GzEncoder::new(vec![], Compression::fast()), body).finish().unwrap(),
        "deflate" => filled(ZlibEncoder::new(vec![], Compression::fast()), body).finish().unwrap(),
        "raw deflate" => filled(DeflateEncoder::new(vec![], Compression::fast()), body).finish().unwrap(),
        "br" => filled(brotli::CompressorWriter::new(vec![], 4096, 5, 22), body).into_inner(),
        "zstd" => zstd::encode_all(body, 3).unwrap(),
        _ => body.to_vec(),
    }
}

/// Pushed in pieces of `step` bytes.
fn decode(coding: &str, wire: &[u8], limit: u64, step: usize) -> Result<Vec<u8>, DecodeError> {
    let mut decoder = Decoder::new(coding, wire, limit)?;
    for piece in wire.chunks(step) {
        decoder.push(piece)?;
    }
    decoder.finish()
}

#[test]
fn each_coding_gives_the_body_back_in_pieces_of_any_size() {
    for (named, real) in [
        ("gzip", "gzip"),
        ("X-GZip", "gzip"),
        ("deflate", "deflate"),
        ("deflate", "raw deflate"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("identity", ""),
        ("", ""),
        (" , ", ""),
        // No codings, though they are named as such.
        ("utf-8", ""),
        ("none", ""),
        ("aws-chunked", ""),
        ("aws-chunked,gzip", "gzip"),
        // Mislabelled, both ways.
        ("gzip", ""),
        ("", "gzip"),
    ] {
        for step in [1, 7, 100_000] {
            let decoded = decode(named, &encoded(real, &feed()), LIMIT, step);
            assert!(decoded.as_ref() == Ok(&feed()), "{named} {real} {step}: {:?}", decoded.map(|d| d.len()));
        }
    }
}

#[test]
fn codings_in_a_row_are_undone_from_the_last() {
    let wire = encoded("br", &encoded("gzip", &feed()));
    assert_eq!(decode("gzip, br", &wire, LIMIT, 500).unwrap(), feed());
    let twice = encoded("gzip", &encoded("gzip", &feed()));
    assert_eq!(decode("gzip, gzip", &twice, LIMIT, 500).unwrap(), feed());
    for named in ["", "gzip", "gzip,gzip"] {
        for body in [feed(), encoded("gzip", &feed()), twice.clone()] {
            for step in [1, 500] {
                assert!(
                    decode(named, &body, LIMIT, step).as_ref() == Ok(&feed()),
                    "{named} {step} {}",
                    body.len()
                );
            }
        }
    }
    assert_eq!(decode("gzip, gzip, gzip, gzip", &twice, LIMIT, 500), Err(DecodeError::Unknown));
    assert_eq!(decode("compress", b"x", LIMIT, 500), Err(DecodeError::Unknown));
}

#[test]
fn a_body_cut_anywhere_is_an_error() {
    for (named, real) in
        [("gzip", "gzip"), ("deflate", "deflate"), ("deflate", "raw deflate"), ("br", "br"), ("zstd", "zstd")]
    {
        let whole = encoded(real, b"<rss><channel>hello hello hello</channel></rss>");
        for end in 2..whole.len() {
            let cut = decode(named, &whole[..end], LIMIT, 1000);
            assert!(cut.is_err(), "{real} cut at {end} of {}: {cut:?}", whole.len());
        }
    }
}

#[test]
fn padding_after_the_end_is_ignored_and_a_second_member_is_not() {
    for coding in ["gzip", "deflate", "br"] {
        let mut wire = encoded(coding, &feed());
        wire.extend([0; 700]);
        for step in [1, 333, 100_000] {
            assert_eq!(
                decode(coding, &wire, LIMIT, step).map(|d| d.len()),
                Ok(feed().len()),
                "{coding} {step}"
            );
        }
    }
    let two = [encoded("gzip", b"one "), encoded("gzip", b"two")].concat();
    for step in 1..two.len() {
        assert_eq!(decode("gzip", &two, LIMIT, step).unwrap(), b"one two", "{step}");
    }
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let zeros = vec![0; 1 << 24];
    for coding in ["gzip", "deflate", "br", "zstd", ""] {
        let wire = encoded(coding, &zeros);
        assert_eq!(decode(coding, &wire, LIMIT, 4096), Err(DecodeError::Overflow), "{coding}");
    }
    let nested = encoded("gzip", &encoded("gzip", &zeros));
    assert_eq!(decode("gzip, gzip", &nested, LIMIT, 4096), Err(DecodeError::Overflow));
    let exact = vec![b'x'; usize::try_from(LIMIT).unwrap()];
    assert_eq!(decode("gzip", &encoded("gzip", &exact), LIMIT, 4096).unwrap().len(), exact.len());
}

#[test]
fn corrupt_bodies_are_errors() {
    for coding in ["gzip", "deflate", "br", "zstd"] {
        let mut wire = encoded(coding, &feed());
        let middle = wire.len() / 2;
        wire[middle..middle + 16].fill(0xff);
        assert!(decode(coding, &wire, LIMIT, 512).is_err(), "{coding}");
    }
}

#[test]
fn windows_are_told_by_the_first_byte() {
    assert_eq!(window("gzip", &[0x1f]), 0);
    assert_eq!(window("br", &encoded("br", &feed())), 1 << 22);
    assert_eq!(window("br", &[0]), 1 << 16);
    assert_eq!(window("zstd, br", &[0]), (1 << 23) + (1 << 16));
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(wire in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600), step in 1_usize..99) {
        for coding in ["gzip", "deflate", "br", "zstd", "", "br, zstd, gzip"] {
            let _ = decode(coding, &wire, 4096, step);
        }
    }
}
