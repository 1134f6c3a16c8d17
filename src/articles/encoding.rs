//! From the bytes of an article to text: whatever encoding its author's editor wrote.
//!
//! UTF-8 is believed first, then a byte order mark, then what an HTML page declares; the rest is
//! detected. Line ends become `\n`.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::markup::one_line_break;

/// Text, and how sure we are of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// The encoding, where it was a guess.
    pub guessed: Option<&'static str>,
    /// Some bytes mean nothing in the encoding.
    pub damaged: bool,
}

/// `None`: these bytes are no text.
pub fn decode(bytes: &[u8]) -> Option<Decoded> {
    let (encoding, guessed) = match certain(bytes) {
        Some(encoding) => (encoding, false),
        None if looks_binary(bytes) => return None,
        None => (detect(bytes), true),
    };
    let (text, used, damaged) = encoding.decode(bytes);
    let guessed = guessed.then_some(used.name());
    if text.contains('\0') {
        return None;
    }
    Some(Decoded { text: one_line_break(text).into_owned(), guessed, damaged })
}

fn certain(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding);
    }
    if std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0) {
        return Some(UTF_8);
    }
    utf16_by_zeros(bytes).or_else(|| declared(bytes))
}

/// Text in UTF-16 without a mark: half of the bytes of western text are zero.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(512) & !1];
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, units) = (zeros(0), zeros(1), sample.len() / 2);
    if units < 2 || bytes.len() % 2 == 1 {
        None
    } else if odd * 4 > units * 3 && even == 0 {
        Some(UTF_16LE)
    } else if even * 4 > units * 3 && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// `<meta charset>` and its older form, in the first kilobyte as browsers look for it.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let meta = head.find("<meta")?;
    let value = head[meta..].split_once("charset")?.1.trim_start().strip_prefix('=')?;
    let value = value.trim_start_matches([' ', '"', '\'']);
    let label = value.split(['"', '\'', '>', ' ', ';', '/']).next()?;
    // A declaration that could be read as ASCII cannot be in UTF-16, and bytes that are no UTF-8
    // are none whatever they say.
    Encoding::for_label(label.as_bytes()).filter(|found| ![UTF_8, UTF_16BE, UTF_16LE].contains(found))
}

fn looks_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(8192)];
    let control = sample.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)).count();
    sample.contains(&0) || control * 20 > sample.len()
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> String {
        decode(bytes).unwrap().text
    }

    #[test]
    fn encodings_of_the_wild() {
        let utf16: Vec<u8> = "Größe x".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases: &[(&[u8], &str)] = &[
            ("Größe".as_bytes(), "Größe"),
            (b"\xef\xbb\xbfone\r\ntwo\rthree", "one\ntwo\nthree"),
            (b"\xff\xfea\0b\0", "ab"),
            (b"\xfe\xff\0a\0b", "ab"),
            (&utf16, "Größe x"),
            (b"Gr\xf6\xdfe und \xc4rger", "Größe und Ärger"),
            (b"<meta charset='koi8-r'>\xf0\xd2\xc9\xd7\xc5\xd4", "<meta charset='koi8-r'>Привет"),
            (b"<meta charset=utf-8>caf\xe9 cr\xe8me", "<meta charset=utf-8>café crème"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(text_of(bytes), *expected);
        }
        assert_eq!(decode(b"Gr\xf6\xdfe und \xc4rger").unwrap().guessed, Some("windows-1252"));
    }

    #[test]
    fn what_is_no_text_is_told() {
        for bytes in [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], b"\0\0\0\0\0", b"\x7fELF\x02\x01\x01\0\0\xff"] {
            assert_eq!(decode(bytes), None);
        }
    }
}
