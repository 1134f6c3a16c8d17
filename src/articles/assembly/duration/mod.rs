//! How long a recording plays, from its header: MP3, MP4, Ogg, WAV, FLAC.
//!
//! [`of`] is the function to call. It reads a few kilobytes at known places, whatever the size of
//! the file, decodes no sound, and gives `None` rather than a guess.

mod flac;
mod mp3;
mod mp4;
mod ogg;
mod wav;

use std::io::{Read, Seek, SeekFrom};

/// Seconds.
pub fn of<F: Read + Seek>(file: &mut F) -> Option<f64> {
    let length = file.seek(SeekFrom::End(0)).ok()?;
    let mut source = Source { file, length };
    let tag = id3_length(&mut source);
    let head = source.bytes(tag, 12);
    let seconds = match head.as_slice() {
        [b'f', b'L', b'a', b'C', ..] => flac::seconds(&mut source, tag),
        [b'O', b'g', b'g', b'S', ..] => ogg::seconds(&mut source),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E'] => wav::seconds(&mut source),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => mp4::seconds(&mut source),
        _ => mp3::seconds(&mut source, tag),
    }?;
    // Ten years of sound are a broken header.
    (seconds.is_finite() && seconds > 0.0 && seconds < 3.2e8).then_some(seconds)
}

struct Source<'a, F> {
    file: &'a mut F,
    length: u64,
}

impl<F: Read + Seek> Source<'_, F> {
    /// Up to `count` bytes from `at` on; fewer where the file ends.
    fn bytes(&mut self, at: u64, count: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        if self.file.seek(SeekFrom::Start(at)).is_ok() {
            // What was read before an error is as good as a shorter file.
            let _ = self.file.by_ref().take(count as u64).read_to_end(&mut bytes);
        }
        bytes
    }
}

/// Length of an `ID3v2` tag before the sound (id3.org, `ID3v2.4`, 3.1): a syncsafe number and a header.
fn id3_length<F: Read + Seek>(source: &mut Source<'_, F>) -> u64 {
    match source.bytes(0, 10).as_slice() {
        [b'I', b'D', b'3', _, _, flags, a, b, c, d] => {
            let size = [a, b, c, d].iter().fold(0, |sum, byte| (sum << 7) | u64::from(**byte & 0x7f));
            let footer = if flags & 0x10 != 0 { 10 } else { 0 };
            10 + size + footer
        }
        _ => 0,
    }
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Counts of samples and bytes are far below 2^52, where `f64` is exact.
#[expect(clippy::cast_precision_loss, reason = "a second in 285 years of samples does not matter")]
fn ratio(count: u64, per_second: u64) -> Option<f64> {
    (per_second > 0).then(|| count as f64 / per_second as f64)
}

#[cfg(test)]
pub(in crate::articles) mod tests {
    use super::*;
    use std::io::Cursor;

    fn duration(bytes: Vec<u8>) -> Option<f64> {
        of(&mut Cursor::new(bytes))
    }

    /// MPEG 1 layer III, 128 kbit/s, 44100 Hz, stereo: 417 bytes a frame.
    pub fn mp3_frame() -> Vec<u8> {
        let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
        frame.resize(417, 0);
        frame
    }

    fn with_id3(sound: &[u8]) -> Vec<u8> {
        let mut file = b"ID3\x04\0\0\0\0\x01\x00".to_vec();
        file.resize(10 + 128, 0);
        file.extend(sound);
        file
    }

    #[test]
    fn mp3_of_constant_and_of_variable_rate() {
        let sound = mp3_frame().repeat(100);
        let expected = 100.0 * 417.0 * 8.0 / 128_000.0;
        assert!((duration(sound.clone()).unwrap() - expected).abs() < 0.01);
        assert!((duration(with_id3(&sound)).unwrap() - expected).abs() < 0.01);
        let mut xing = mp3_frame();
        xing[36..40].copy_from_slice(b"Xing");
        xing[43] = 1;
        xing[44..48].copy_from_slice(&1000u32.to_be_bytes());
        xing.extend(mp3_frame());
        assert!((duration(xing).unwrap() - 1000.0 * 1152.0 / 44100.0).abs() < 0.001);
    }

    #[test]
    fn mp4_in_both_versions() {
        for version in [0u8, 1] {
            let mut mvhd = vec![version, 0, 0, 0];
            mvhd.resize(if version == 0 { 12 } else { 20 }, 0);
            mvhd.extend(1000u32.to_be_bytes());
            if version == 0 {
                mvhd.extend(90_500u32.to_be_bytes());
            } else {
                mvhd.extend(90_500u64.to_be_bytes());
            }
            let boxed = |kind: &[u8], body: &[u8]| {
                let mut out = u32::try_from(body.len() + 8).unwrap().to_be_bytes().to_vec();
                out.extend(kind);
                out.extend(body);
                out
            };
            let mut file = boxed(b"ftyp", b"M4A \0\0\0\0");
            file.extend(boxed(b"mdat", &[0; 500]));
            file.extend(boxed(b"moov", &boxed(b"mvhd", &mvhd)));
            assert_eq!(duration(file), Some(90.5), "version {version}");
        }
    }

    #[test]
    fn ogg_wav_and_flac() {
        let page = |granule: u64, body: &[u8]| {
            let mut page = b"OggS\0\0".to_vec();
            page.extend(granule.to_le_bytes());
            page.extend([7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, u8::try_from(body.len()).unwrap()]);
            page.extend(body);
            page
        };
        let mut opus = page(0, b"OpusHead\x01\x02\x38\x01\x80\xbb\0\0\0\0\0");
        opus.extend(page(48_000 * 10 + 312, b"x"));
        assert_eq!(duration(opus), Some(10.0));
        let mut vorbis = page(0, b"\x01vorbis\0\0\0\0\x02\x44\xac\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        vorbis.extend(page(44_100 * 3, b"x"));
        assert_eq!(duration(vorbis), Some(3.0));
        let mut wav =
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data".to_vec();
        wav.extend(16_000u32.to_le_bytes());
        wav.resize(44 + 16_000, 0);
        assert_eq!(duration(wav), Some(2.0));
        let mut flac = b"fLaC\0\0\0\x22".to_vec();
        flac.extend([0; 10]);
        let packed: u64 = (44_100u64 << 44) | (1 << 41) | (15 << 36) | (44_100 * 5);
        flac.extend(packed.to_be_bytes());
        flac.resize(60, 0);
        assert_eq!(duration(flac), Some(5.0));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_looked_at(magic in 0usize..6, rest in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let heads: [&[u8]; 6] = [b"", b"ID3\x04\0\0\0\0\0\0\xff\xfb", b"OggS", b"RIFF\0\0\0\0WAVE", b"fLaC", b"\0\0\0\x08ftyp"];
            let _ = duration([heads[magic], &rest].concat());
        }
    }
}
