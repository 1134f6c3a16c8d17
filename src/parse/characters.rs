//! Characters that no feed means: control characters, and those that Windows-1252 was taken for.
//!
//! [`mended`] looks over the whole document once, and copies it only if there is something to mend.

use std::borrow::Cow;

use super::xml::Problems;
use crate::markup::windows_1252;

/// A document as it is read.
#[derive(Debug)]
pub struct Mended<'t> {
    pub text: Cow<'t, str>,
    /// Carriage returns stand in it.
    pub has_returns: bool,
}

/// `text` without characters that XML forbids, or that only a wrong conversion left there.
pub fn mended<'t>(text: &'t str, problems: &mut Problems) -> Mended<'t> {
    let Controls { first: control, has_returns } = controls(text.as_bytes());
    let converted = first_of_windows(text.as_bytes());
    if let Some(at) = control {
        problems.mended(
            "control-character",
            "control characters, which XML cannot hold, were replaced by spaces",
            at,
        );
    }
    if let Some(at) = converted {
        problems.unusable(
            "windows-1252-character",
            "characters of Windows-1252 were left unconverted, and are read as what they mean there",
            at,
        );
    }
    if control.is_none() && converted.is_none() {
        return Mended { text: Cow::Borrowed(text), has_returns };
    }
    Mended { text: Cow::Owned(text.chars().map(mend).collect()), has_returns }
}

fn mend(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => c,
        // a space, since these often stand where a word ended
        '\0'..'\u{20}' => ' ',
        '\u{80}'..='\u{9f}' => u8::try_from(c).map_or(c, windows_1252),
        _ => c,
    }
}

struct Controls {
    /// The first control character that XML forbids.
    first: Option<usize>,
    has_returns: bool,
}

/// Blocks are looked at without a branch inside, which the compiler turns into a few instructions.
fn controls(bytes: &[u8]) -> Controls {
    // the control characters but tab and line feed, which stand between the two ranges
    let is_rare = |byte: &u8| *byte < b'\t' || byte.wrapping_sub(0x0B) < 0x20 - 0x0B;
    let is_forbidden = |byte: &u8| is_rare(byte) && *byte != b'\r';
    let mut found = Controls { first: None, has_returns: false };
    for (index, block) in bytes.chunks(4096).enumerate() {
        if block.iter().fold(false, |any, byte| any | is_rare(byte)) {
            found.has_returns |= memchr::memchr(b'\r', block).is_some();
            if found.first.is_none() && block.iter().fold(false, |any, byte| any | is_forbidden(byte)) {
                found.first = block.iter().position(is_forbidden).map(|at| index * 4096 + at);
            }
        }
    }
    found
}

/// The first of U+0080 to U+009F, which Unicode has as control characters and Windows as letters.
fn first_of_windows(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(0xC2, bytes).find(|at| bytes.get(at + 1).is_some_and(|next| *next < 0xA0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_it_is_mended() {
        let mut problems = Problems::default();
        assert!(matches!(mended("a\tb\u{a0}\n\u{e9}", &mut problems).text, Cow::Borrowed(_)));
        assert_eq!(mended("don\u{92}t\u{1}", &mut problems).text, "don\u{2019}t ");
        assert!(!problems.well_formed());
    }
}
