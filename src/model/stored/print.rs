//! Fingerprints: short names of longer texts.

use std::fmt::{self, Write as _};
use std::hash::Hash;

use serde::{Deserialize, Serialize};
use sha1::{Digest as _, Sha1};
use uuid::Uuid;
use xxhash_rust::xxh3::Xxh3;

/// A short name of a longer text, the same on every machine and in every version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Print(pub i64);

impl Print {
    /// Of a text that nobody has seen as its feed gave it.
    pub const UNKNOWN: Print = Print(0);

    /// 64 bits of a name-based UUID (SHA-1): in a store of a million entries two texts meet by
    /// chance once in thirty million stores.
    pub fn of(text: &str) -> Print {
        Print::of_parts([text])
    }

    /// As [`Print::of`] the parts written one after the other.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a str>) -> Print {
        let mut printing = Printing::begin();
        parts.into_iter().for_each(|part| printing.0.update(part));
        printing.end()
    }

    /// Of whole texts, one after the other: 64 bits of XXH3, since some hundred megabytes go through here in a
    /// large run. Whoever wants to can make two texts with one print; they are only ever compared with what
    /// the same feed has said before.
    pub fn of_texts<'a>(texts: impl IntoIterator<Item = &'a [u8]>) -> Print {
        let mut printing = Xxh3::new();
        texts.into_iter().for_each(|text| printing.update(text));
        Print(printing.digest().cast_signed())
    }

    /// Of values of this program's own: only for what the same program has remembered, as another may order its
    /// fields in another way.
    pub fn of_value(value: &impl Hash) -> Print {
        let mut printing = Xxh3::new();
        value.hash(&mut printing);
        Print(printing.digest().cast_signed())
    }

    /// As [`Print::of`] what `value` shows itself as, which is not put together for it either.
    pub fn of_display(value: impl fmt::Display) -> Print {
        let mut printing = Printing::begin();
        // Neither hashing nor our own types fail to be written.
        let _ = write!(printing, "{value}");
        printing.end()
    }
}

struct Printing(Sha1);

impl Printing {
    fn begin() -> Printing {
        Printing(Sha1::new_with_prefix(Uuid::NAMESPACE_OID))
    }

    fn end(self) -> Print {
        let digest = self.0.finalize();
        let mut high = [0; 8];
        high.copy_from_slice(&digest[..8]);
        // The version (RFC 9562, section 5.5) is among these bits.
        high[6] = high[6] & 0x0f | 0x50;
        Print(i64::from_be_bytes(high))
    }
}

impl fmt::Write for Printing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}

/// The evidence by which an entry is known again. `None`: the entry has nothing of the kind, or
/// what it has tells it from no other entry of its feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prints {
    /// The id that the feed gave.
    pub id: Option<Print>,
    /// The canonical link.
    pub link: Option<Print>,
    /// Title and date.
    pub title_date: Option<Print>,
    pub title: Option<Print>,
    /// Title and the path of the link: what outlives a move to another host.
    pub title_path: Option<Print>,
    /// Summary and content.
    pub body: Option<Print>,
    /// All that a reader of the entry sees.
    pub seen: Print,
    /// All that is kept, dates aside.
    pub payload: Print,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_a_text_is_brought_its_print_is_the_same() {
        let whole = Print::of("a text, \"quoted\"");
        assert_eq!(Print::of_parts(["a text, ", "", "\"quoted\""]), whole);
        assert_eq!(Print::of_display(format_args!("a text, {:?}", "quoted")), whole);
        assert_ne!(Print::of("a text"), whole);
        assert_eq!(
            Print::of_texts([b"a ".as_slice(), b"", b"text"]),
            Print::of_texts([b"a text".as_slice()])
        );
    }

    #[test]
    fn values_that_differ_have_other_prints() {
        let print = Print::of_value(&("a", Some(1), vec!["b"]));
        assert_eq!(Print::of_value(&("a".to_owned(), Some(1), ["b"].as_slice())), print);
        assert_ne!(Print::of_value(&("a", None::<i32>, vec!["b"])), print);
    }

    #[test]
    fn prints_of_texts_are_those_that_stores_hold() {
        assert_eq!(Print::of_texts([b"a text".as_slice()]), Print(5_920_215_052_985_964_735));
    }
}
