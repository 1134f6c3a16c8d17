//! Encodings: the first byte chooses what the transport and the document declare of the rest.
#![no_main]

const LABELS: [&str; 8] = ["utf-8", "utf-16", "iso-8859-1", "windows-1251", "shift_jis", "gb18030", "iso-2022-jp", "nonsense"];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else { return };
    let content_type = format!("text/xml; charset={}", LABELS[usize::from(choice % 8)]);
    let declaration = format!("<?xml version='1.0' encoding='{}'?><rss><channel><title>", LABELS[usize::from(choice / 8 % 8)]);
    let document = [declaration.as_bytes(), rest].concat();
    feedmill_fuzz::check(&document, Some(&content_type));
    feedmill_fuzz::check(&document, None);
    feedmill_fuzz::check(rest, Some(&content_type));
});
