//! CDF.
#![no_main]

libfuzzer_sys::fuzz_target!(|inside: &[u8]| feedmill_fuzz::check_inside("<CHANNEL HREF=\"http://example.org/\">", inside, "</CHANNEL>"));
