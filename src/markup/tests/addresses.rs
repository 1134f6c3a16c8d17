//! Where links lead: within the entry, to its page, and without a base.

use url::Url;

use super::{base, publishing};
use crate::markup::{Policy, SafeHtml};

#[test]
fn a_place_that_is_not_in_the_entry_is_in_its_page_whatever_the_base() {
    let page = Url::parse("https://blog.example/2026/post").unwrap();
    let policy = Policy::quiet().with_id_prefix("e-").with_page(Some(&page));
    let clean = |html: &str| SafeHtml::sanitise_with(html, Some(&base()), &policy).to_string();
    assert_eq!(clean("<a href=\"#more\">a</a>"), "<a href=\"https://blog.example/2026/post#more\">a</a>");
    assert_eq!(
        clean("<p id=\"x\">p</p><a href=\"https://blog.example/2026/post#x\">a</a>"),
        "<p id=\"e-x\">p</p><a href=\"#e-x\">a</a>"
    );
    assert!(clean("<a href=\"other\">a</a>").contains(base().join("other").unwrap().as_str()));
}

#[test]
fn footnotes_work_within_their_entry() {
    let html = "<p>a<sup id=\"fnref1\"><a href=\"#fn1\">1</a></sup> <a href=\"https://example.org/blog/post#fn1\">again</a> <a href=\"#elsewhere\">b</a></p>\
        <ol><li id=\"fn1\">note <a href=\"#fnref1\">back</a></li><li id=\"fn1\">twice</li></ol><a name=\"old\"></a><a href=\"#old\">o</a>";
    insta::assert_snapshot!(publishing(html), @r##"<p>a<sup id="e1-fnref1"><a href="#e1-fn1">1</a></sup> <a href="#e1-fn1">again</a> <a href="https://example.org/blog/post#elsewhere">b</a></p><ol><li id="e1-fn1">note <a href="#e1-fnref1">back</a></li><li>twice</li></ol><a id="e1-old"></a><a href="#e1-old">o</a>"##);
}

#[test]
fn without_a_base_relative_references_stay_or_go_by_policy() {
    let html = "<a href=\"a/b\">x</a><img src=\"i.png\" alt=\"y\">";
    assert_eq!(
        SafeHtml::sanitise(html, None).as_str(),
        "<a href=\"a/b\">x</a><img src=\"i.png\" alt=\"y\" />"
    );
    assert_eq!(SafeHtml::sanitise_with(html, None, &Policy::quiet()).as_str(), "<a>x</a>");
}
