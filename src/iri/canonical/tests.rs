use proptest::prelude::*;

use super::canonical;

/// Spellings of one link, the key first.
const SAME: &[&[&str]] = &[
    &[
        "https://example.org/2020/post",
        "http://example.org/2020/post",
        "https://www.example.org/2020/post/",
        "HTTP://WWW.Example.ORG:80/2020/post//",
        "https://example.org:443/2020/post",
        "https://example.org.:443/2020/post",
        "https://user:secret@example.org/2020/post",
        "https://example.org/2020/post#comments",
        "https://example.org/2020/post#",
        "https://example.org/2020/post?",
        "https://example.org/2020/post?utm_source=rss&utm_medium=rss&utm_campaign=post",
        "https://example.org/2020/post/?fbclid=abc#more",
        "https://example.org/2020/post/index.html",
        "https://example.org/2020/post/index.php",
        "https://example.org/2020/post/amp",
        "https://example.org/2020/post/amp/",
        "https://example.org/2020/post?amp=1",
        "https://example.org/2020/post?amp",
        "https://example.org/2020/post?outputType=amp",
        "https://amp.example.org/2020/post",
        "https://example.org/2020/./x/../post",
        "https://example.org//2020/post",
        "https://example.org/%32020/%70ost",
        "  https://example.org/2020/post\n",
    ],
    &["https://example.org", "http://www.example.org/", "https://example.org/index.htm"],
    &["https://example.org?p=5", "https://example.org/?p=5", "http://example.org/index.php?p=5&utm_source=x"],
    &[
        "https://example.org/a?b=1&c=2",
        "https://example.org/a/?b=1&amp;c=2",
        "https://example.org/a?&b=1&&c=2&",
    ],
    &["https://example.org/a?q=x%20y", "https://example.org/a?q=x+y", "https://example.org/a?q=x y"],
    &["https://example.org/a~b(c)", "https://example.org/a%7eb%28c%29", "https://example.org/a%7Eb%28c)"],
    &["https://example.org/caf%C3%A9", "https://example.org/caf%c3%a9", "https://example.org/café"],
    &["https://xn--bcher-kva.example/a", "http://www.BÜCHER.example/a", "https://bücher.example/a"],
    &["https://example.org#!/post/1", "https://example.org/#!/post/1", "https://www.example.org/#!/post/1"],
    &["https://example.org:8080/a", "http://example.org:8080/a/"],
    &["https://www.com/amp", "http://www.com/amp/"],
    &["https://[2001:db8::1]/a", "http://[2001:DB8:0::1]:80/a"],
    &["https://example.org/%252F", "https://example.org/%%32F"],
];

const DIFFERENT: &[(&str, &str)] = &[
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a", "https://example.org/b"),
    ("https://example.org/a?p=1", "https://example.org/a?p=2"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://example.org/a?b%26c", "https://example.org/a?b&c"),
    ("https://example.org/a?b=%2B", "https://example.org/a?b=+"),
    ("https://example.org/#!/post/1", "https://example.org/#!/post/2"),
    ("https://example.org/#/post/1", "https://example.org/#/post/2"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://blog.example.org/a", "https://example.org/a"),
    ("https://example.org/amp", "https://example.org/"),
    ("https://example.org/amplifier", "https://example.org/lifier"),
];

#[test]
fn spellings_of_one_link_have_one_key() {
    for spellings in SAME {
        for spelling in *spellings {
            assert_eq!(canonical(spelling).as_deref(), Some(spellings[0]), "{spelling}");
        }
    }
}

#[test]
fn other_links_have_other_keys() {
    for (one, other) in DIFFERENT {
        assert_ne!(canonical(one), canonical(other));
    }
}

#[test]
fn what_is_no_web_address_has_no_key() {
    for text in [
        "",
        "post",
        "/post",
        "mailto:a@example.org",
        "tag:example.org,2020:1",
        "ftp://example.org/a",
        "http://",
        "https://./a",
        "C:\\a",
    ] {
        assert_eq!(canonical(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn the_key_of_a_key_is_that_key(
        host in "(www\\.|amp\\.|WWW\\.){0,3}[a-z0-9éя-]{1,6}(\\.[a-z]{2,3})?\\.?",
        port in "(:[0-9]{1,4})?",
        path in "(/|//|index\\.html|amp|%2e|%|[a-zA-Z%0-9é.;=+|\\[\\] -]{1,4}){0,8}",
        query in "(\\?(amp;|amp|=1|&|utm_x|%|[a-z%0-9é+;?/ ]{1,4}){0,8})?",
        fragment in "(#(!|/|%|[a-z%0-9é# ]{1,4}){0,4})?",
    ) {
        if let Some(key) = canonical(&format!("http://{host}{port}/{path}{query}{fragment}")) {
            prop_assert_eq!(canonical(&key), Some(key));
        }
    }

    #[test]
    fn each_variant_of_a_link_has_its_key(
        path in "(/[b-z0-9]{1,6}){1,3}",
        query in "(\\?id=[0-9]{1,4})?",
        scheme in "https?",
        label in "(www\\.|amp\\.)?",
        tail in "(/|/amp|/amp/|/index\\.html|/index\\.php)?",
        mark in "utm_source=[a-z]{0,4}|fbclid=[a-z0-9]{0,4}|amp=1|outputType=amp",
        fragment in "(#[a-z]{0,4})?",
    ) {
        let key = canonical(&format!("https://example.org{path}{query}"));
        let join = if query.is_empty() { '?' } else { '&' };
        let variant = format!("{scheme}://{label}example.org{path}{tail}{query}{join}{mark}{fragment}");
        prop_assert_eq!(canonical(&variant), key, "{}", variant);
    }

    #[test]
    fn no_text_makes_it_panic(text in "(https?:(//)?)?.{0,40}") {
        if let Some(key) = canonical(&text) {
            prop_assert_eq!(canonical(&key), Some(key));
        }
    }
}
