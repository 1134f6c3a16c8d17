//! Atom 0.3 and 1.0.
#![no_main]

libfuzzer_sys::fuzz_target!(|inside: &[u8]| feedmill_fuzz::check_inside("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"http://example.org/\">", inside, "</feed>"));
