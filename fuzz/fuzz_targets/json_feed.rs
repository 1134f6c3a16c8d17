//! JSON Feed 1.0 and 1.1.
#![no_main]

libfuzzer_sys::fuzz_target!(|inside: &[u8]| feedmill_fuzz::check_inside("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [", inside, "]}"));
