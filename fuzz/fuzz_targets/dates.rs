//! Dates: whatever the text, an answer, and one that is printed and read back as itself.
#![no_main]

use feedmill::date;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Some(read) = date::parse(text) {
        assert_eq!(date::parse(&read.to_rfc3339()), Some(read), "{text}");
    }
});
