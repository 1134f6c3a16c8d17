//! Documents that are written to cost much.

use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

use super::publishing;
use crate::markup::{Policy, SafeHtml, clean, text};

/// Each of these drives a tree builder into quadratic work, deep recursion, or both.
#[test]
fn pathological_markup_is_bounded_in_depth_and_time() {
    let numbered = |from: fn(usize) -> String| (0..20_000).map(from).collect::<String>();
    for html in [
        "<div>".repeat(100_000),
        "<b>".repeat(100_000),
        "<a href=x>".repeat(50_000),
        "<p><font size=1>".repeat(50_000),
        numbered(|n| format!("<p><font size={n}>x</p>")),
        numbered(|n| format!("<a title={n}><b><p></a>")),
        numbered(|n| format!("<b title={n}><i><u><s><p>x</b>")),
        numbered(|n| format!("<p id=\"i{n}\"><a href=\"#i{n}\">x</a>")),
        "<div><table><tr><td></div></table>".repeat(20_000),
        "<table>".repeat(30_000),
        "<table><b>".repeat(20_000),
        "<ul><li>".repeat(50_000),
        "<math><mtext>".repeat(30_000),
        "<ruby><rt>".repeat(30_000),
        "<ruby>a<rt>b</rt>c".repeat(20_000),
        "<ruby><rp>a".repeat(20_000),
        "<figure>a<figcaption>b</figcaption>c".repeat(20_000),
        "<table><tfoot><tr><td>a<tbody><tr><td>b".repeat(10_000),
        "<dl><div><dd>".repeat(30_000),
        "<h2><a href=x><div>".repeat(20_000),
        "<span><video><b><table>".repeat(20_000),
        "<math><mtable><mfrac>a".repeat(20_000),
        format!("<video title=\"{}\">a{}", "x".repeat(1 << 20), "<source src=x>".repeat(50_000)),
        "<svg>".repeat(50_000),
        "<select>".repeat(50_000),
        "</p>".repeat(100_000),
        "<!--".repeat(100_000),
        "<script>".repeat(50_000),
        "<iframe>".repeat(50_000),
        "<".repeat(500_000),
        "&".repeat(500_000),
        "&#".repeat(200_000),
        format!("<p{}>", numbered(|n| format!(" a{n}"))),
        format!("<p class=\"{}\">", "language-x ".repeat(50_000)),
        format!("<p style=\"{}\">", "color: red;".repeat(50_000)),
        format!("<img srcset=\"{}\">", "a 1x,".repeat(20_000)),
    ] {
        let safe = publishing(&html);
        assert!(safe.len() < 64 * 1024 * 1024, "{} bytes from {}", safe.len(), &html[..30]);
        assert!(depth(&safe) <= clean::MAX_DEPTH * 3 / 2, "{}", &html[..30]); // the tree builder adds a tbody to tables
        assert!(text(&html).len() <= html.len());
    }
}

/// Each relative address repeats its base.
#[test]
fn a_long_base_makes_no_large_document_of_a_small_one() {
    let page = Url::parse(&format!("https://example.org/{}/", "a/".repeat(1_000))).unwrap();
    for html in [
        "<a href=a>b</a>".repeat(20_000),
        "<a href=#b>b</a>".repeat(20_000),
        format!("<img srcset=\"{}\">", (1..20_000).map(|n| format!("a {n}w")).collect::<Vec<_>>().join(",")),
    ] {
        let policy = Policy::quiet().with_page(Some(&page));
        let safe = SafeHtml::sanitise_with(&html, Some(&page), &policy);
        let growth = safe.as_str().len() / html.len();
        assert!(growth < 12, "{growth} times {}", &html[..30]);
        assert!(safe.as_str().contains("https://example.org/a/a/"));
    }
}

fn depth(html: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    let mut reader = Reader::from_str(html);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => break,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
