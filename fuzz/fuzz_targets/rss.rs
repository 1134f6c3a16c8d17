//! RSS 0.9x and 2.0.
#![no_main]

libfuzzer_sys::fuzz_target!(|inside: &[u8]| feedmill_fuzz::check_inside("<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel>", inside, "</channel></rss>"));
