//! Compressed siblings of the files, for web servers that send them as they are: [`add_siblings`].
//!
//! The same bytes on every machine: no name and no time inside. The levels are those beyond which
//! a build would wait longer than its readers gain.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::config::Compression;

use super::{Kind, PublishError, Rendered};

/// Of 9; beyond, a per cent of size costs three times the time.
const GZIP_LEVEL: u32 = 6;
/// Of 11; from here on each step costs more time than it saves bytes.
const BROTLI_QUALITY: u32 = 5;
/// Brotli's default window of 4 MB.
const BROTLI_WINDOW: u32 = 22;
const BROTLI_BUFFER: usize = 4096;
/// Of 22.
const ZSTD_LEVEL: i32 = 9;

/// All the ways to compress, for whoever looks for siblings that are no longer wanted.
pub const ALL: [Compression; 3] = [Compression::Gzip, Compression::Brotli, Compression::Zstd];

/// Adds the siblings of `files` that `ways` asks for, behind each file.
pub fn add_siblings(files: &mut Vec<Rendered>, ways: &[Compression]) -> Result<(), PublishError> {
    let mut siblings = Vec::with_capacity(files.len() * ways.len());
    for file in files.iter() {
        for &way in ways {
            let bytes = compressed(&file.bytes, way)
                .map_err(|error| PublishError::Format { format: "compressed", source: error.into() })?;
            let path = sibling(&file.path, way);
            siblings.push(Rendered { path, kind: Kind::Compressed, address: None, bytes });
        }
    }
    files.extend(siblings);
    Ok(())
}

/// `feed.xml.gz` for `feed.xml`.
pub fn sibling(path: &Path, way: Compression) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(match way {
        Compression::Gzip => ".gz",
        Compression::Brotli => ".br",
        Compression::Zstd => ".zst",
    });
    PathBuf::from(name)
}

fn compressed(bytes: &[u8], way: Compression) -> io::Result<Vec<u8>> {
    match way {
        Compression::Gzip => {
            let mut encoder = flate2::GzBuilder::new()
                .mtime(0)
                // 255: unknown; the default would tell the system that it was made on.
                .operating_system(255)
                .write(Vec::new(), flate2::Compression::new(GZIP_LEVEL));
            encoder.write_all(bytes)?;
            encoder.finish()
        }
        Compression::Brotli => {
            let mut encoder =
                brotli::CompressorWriter::new(Vec::new(), BROTLI_BUFFER, BROTLI_QUALITY, BROTLI_WINDOW);
            encoder.write_all(bytes)?;
            encoder.flush()?;
            Ok(encoder.into_inner())
        }
        Compression::Zstd => zstd::encode_all(bytes, ZSTD_LEVEL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn restored(bytes: &[u8], way: Compression) -> Vec<u8> {
        let mut plain = Vec::new();
        match way {
            Compression::Gzip => flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain).unwrap(),
            Compression::Brotli => brotli::Decompressor::new(bytes, 4096).read_to_end(&mut plain).unwrap(),
            Compression::Zstd => {
                plain = zstd::decode_all(bytes).unwrap();
                plain.len()
            }
        };
        plain
    }

    #[test]
    fn what_is_compressed_comes_back_and_twice_the_same() {
        let text = "<title>Planet Example</title>".repeat(1000).into_bytes();
        for way in ALL {
            let bytes = compressed(&text, way).unwrap();
            assert_eq!(restored(&bytes, way), text, "{way:?}");
            assert!(bytes.len() < text.len() / 20, "{way:?}: {}", bytes.len());
            assert_eq!(compressed(&text, way).unwrap(), bytes, "{way:?}");
        }
    }

    #[test]
    fn siblings_stand_behind_their_files() {
        let file = |path: &str| Rendered {
            path: path.into(),
            kind: Kind::Rss,
            address: None,
            bytes: b"<rss/>".to_vec(),
        };
        let mut files = vec![file("feed.xml"), file("rust/feed.xml")];
        add_siblings(&mut files, &[Compression::Gzip, Compression::Brotli]).unwrap();
        let paths: Vec<_> = files.iter().map(|file| file.path.to_str().unwrap()).collect();
        assert_eq!(
            paths,
            [
                "feed.xml",
                "rust/feed.xml",
                "feed.xml.gz",
                "feed.xml.br",
                "rust/feed.xml.gz",
                "rust/feed.xml.br"
            ]
        );
    }
}
