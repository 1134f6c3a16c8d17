//! RSS 0.90, 1.0 and 1.1.
#![no_main]

libfuzzer_sys::fuzz_target!(|inside: &[u8]| feedmill_fuzz::check_inside("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\">", inside, "</rdf:RDF>"));
