use proptest::prelude::*;

use super::is_iri;

const IDS: &[&str] = &[
    "http://example.org/2020/post",
    "HTTPS://example.org",
    "https://example.org/?p=5#more",
    "https://user@example.org:8080/a;b=c,d/(e)*!'$&+",
    "https://[2001:db8::1]:80/a",
    "https://[v1.a:b]/",
    "https://example.org/caf%C3%A9/a%20b",
    "https://bücher.example/straße?q=日本語#ü",
    "https://example.org/?private=\u{E000}",
    "tag:example.org,2004:entry",
    "tag:blogger.com,1999:blog-123.post-456",
    "tag:jane@example.org,2004-05-28:/archives/1?x#y",
    "tag:Example.org,2004-05:",
    "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "urn:ISBN:0451450523",
    "urn:nbn:de:101:1-201102033592?+x",
    "mailto:jane@example.org",
    "did:plc:abc",
    "yt:video:dQw4w9WgXcQ",
    "oai:arXiv.org:2401.00001v1",
    "info:doi/10.1000/182",
    "doi:10.1000/182",
    "file:///etc/hosts",
    "git+ssh://example.org/a.git",
];

const NO_IDS: &[&str] = &[
    "",
    "12345",
    "post",
    "/2020/post",
    "//example.org/post",
    "example.org/post",
    "?p=5",
    "http:",
    "http://",
    "http:///path",
    "http://:80/",
    "http://user@/",
    "http:example.org",
    "https://example.org/a b",
    " https://example.org/",
    "https://example.org/\n",
    "https://example.org/a\u{A0}b",
    "https://example.org/a\u{3000}b",
    "https://example.org/a\u{202E}b",
    "https://example.org/\u{FFFE}",
    "https://example.org/\u{E000}",
    "https://example.org/<b>",
    "https://example.org/{id}",
    "https://example.org/a|b",
    "https://example.org/a^b`c",
    "https://example.org/\"",
    "https://example.org/a\\b",
    "https://example.org/[a]",
    "https://example.org/a#b#c",
    "https://example.org/100%",
    "https://example.org/%zz",
    "https://example.org/%e",
    "https://example.org:http/",
    "https://[2001:db8::1/",
    "https://[::g]/",
    "C:\\Users\\jane\\post.html",
    "C:/Users/jane/post.html",
    "foo:bar baz",
    "foo:",
    "1foo:bar",
    "fo_o:bar",
    ":bar",
    "Breaking news: it works",
    "tag:example.org:entry",
    "tag:example.org,04:entry",
    "tag:example.org,2004-5:entry",
    "tag:example.org,2004-05-28-01:entry",
    "tag:example.org,2004",
    "tag:,2004:entry",
    "tag:example.org,2004:é",
    "tag:@example.org,2004:entry",
    "urn:entry",
    "urn::entry",
    "urn:x:entry",
    "urn:entry:",
    "urn:-ab:entry",
    "urn:uuid:1234",
    "urn:uuid:f81d4fae7dec11d0a76500a0c91e6bf6",
    "urn:uuid:{f81d4fae-7dec-11d0-a765-00a0c91e6}",
];

#[test]
fn absolute_iris_may_stand_as_ids() {
    for id in IDS {
        assert!(is_iri(id), "{id}");
    }
}

#[test]
fn nothing_else_may() {
    for id in NO_IDS {
        assert!(!is_iri(id), "{id}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(id in "([a-z]{1,4}:)?(//)?.{0,30}") {
        is_iri(&id);
    }

    #[test]
    fn what_the_url_standard_writes_into_a_path_may_stand(path in "[^#?\\\\|^\\[\\]%]{0,20}") {
        let url = url::Url::parse(&format!("https://example.org/{path}")).expect("any path will do");
        prop_assert!(is_iri(url.as_str()), "{}", url);
    }

    #[test]
    fn an_id_holds_no_space(before in "[a-z:/]{0,8}", space in "\\s", after in "[a-z]{0,8}") {
        let id = format!("https://{before}{space}{after}");
        prop_assert!(!is_iri(&id));
    }
}
