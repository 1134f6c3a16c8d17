//! Each rule meets a document that breaks it and nothing else, and one that keeps it.

mod feed_validator;

use std::path::Path;

use proptest::prelude::*;
use url::Url;

use super::value::*;
use super::*;
use crate::markup::{Element, Policy, SafeHtml};

const RSS: &str = r#"<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/" xmlns:georss="http://www.georss.org/georss" xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:x="urn:x" xmlns:fh="http://purl.org/syndication/history/1.0"><channel><title>T</title><link>https://example.org/</link><description>D</description><atom:link rel="self" href="https://example.org/feed.xml"/>CHANNEL<item><title>One</title><guid isPermaLink="false">urn:x:1</guid>ITEM</item></channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns:thr="http://purl.org/syndication/thread/1.0"><title>T</title><id>urn:x:feed</id><updated>2026-01-01T00:00:00Z</updated><link rel="self" href="https://example.org/feed.xml"/>FEED<entry><title>One</title><id>urn:x:1</id><updated>2026-01-01T00:00:00Z</updated>ENTRY</entry></feed>"#;

const WRITTEN: &str = "<author><name>A</name></author><content>Text</content>";

fn rules(kind: Kind, document: &str) -> Vec<(&'static str, Level)> {
    let address = Url::parse("https://example.org/feed.xml").unwrap();
    let faults = super::document(Path::new("file"), kind, document.as_bytes(), Some(&address));
    let mut rules: Vec<_> = faults.iter().map(|fault| (fault.rule, fault.level)).collect();
    rules.dedup();
    rules
}

fn rss(channel: &str, item: &str) -> Vec<(&'static str, Level)> {
    rules(Kind::Rss, &RSS.replace("CHANNEL", channel).replace("ITEM", item))
}

fn atom(feed: &str, entry: &str) -> Vec<(&'static str, Level)> {
    rules(Kind::Atom, &ATOM.replace("FEED", feed).replace("ENTRY", entry))
}

#[test]
fn sound_documents_have_no_fault() {
    assert_eq!(rss("", ""), []);
    assert_eq!(atom("", WRITTEN), []);
    assert_eq!(rules(Kind::Opml, &OPML.replace("BODY", r#"<outline text="x"/>"#)), []);
    assert_eq!(rules(Kind::JsonFeed, &JSON.replace("ITEM", "")), []);
    assert_eq!(rules(Kind::Page, &PAGE.replace("BODY", "<p>x</p>")), []);
}

#[test]
fn what_is_no_xml_is_refused_with_its_line() {
    let cases = [
        "<rss",
        "<rss></rs>",
        "<rss>\u{7}</rss>",
        "<rss>&#7;</rss>",
        "<rss>&nbsp;</rss>",
        "<rss a='&nbsp;'/>",
        "<rss a='1' a='2'/>",
        "<x:rss/>",
        "<rss/><rss/>",
        "<!DOCTYPE rss []><rss/>",
        "",
        "text",
        "<rss/>text",
    ];
    for case in cases {
        assert_eq!(rules(Kind::Rss, case), [("well-formed", Level::Error)], "{case}");
    }
    let fault = &super::document(Path::new("feed.xml"), Kind::Rss, b"<rss>\n\n&bad;</rss>", None)[0];
    assert_eq!(fault.to_string(), "feed.xml:3: document: refers to the undefined entity bad (well-formed)");
    let latin = super::document(Path::new("f"), Kind::Rss, b"<rss>\n\xE9</rss>", None);
    assert_eq!((latin[0].rule, latin[0].line), ("well-formed", 2));
    let deep = "<a>".repeat(100);
    assert_eq!(rules(Kind::Rss, &deep), [("well-formed", Level::Error)]);
}

#[test]
fn every_channel_rule_has_its_fault() {
    use Level::{Error, Warning};
    let cases: &[(&str, &str, Level)] = &[
        ("<language>english please</language>", "language", Error),
        ("<link>https://example.org/</link>", "duplicate-element", Error),
        ("<blink>x</blink>", "undefined-element", Error),
        ("<docs>not a url</docs>", "uri", Error),
        ("<managingEditor>ed@example.org</managingEditor>", "email", Error),
        ("<webMaster>ed at example (Ed)</webMaster>", "email", Error),
        ("<lastBuildDate>2026-01-01T00:00:00Z</lastBuildDate>", "date", Error),
        ("<pubDate>Mon, 01 Jan 2026 00:00:00 +0000</pubDate>", "date", Error),
        ("<copyright> </copyright>", "not-blank", Error),
        ("<copyright>a &lt;/b&gt; tag</copyright>", "contains-html", Warning),
        ("<copyright>\u{FFFD}</copyright>", "characters", Warning),
        ("<copyright>\u{85}</copyright>", "characters", Warning),
        (r#"<atom:link rel="self" href="https://example.org/b"/>"#, "duplicate-element", Error),
        (r#"<atom:link rel="hub"/>"#, "required-attribute", Error),
        (r#"<atom:link rel="hub" href="no url"/>"#, "uri", Error),
        (r#"<atom:link rel="hub" href="https://h.example/">x</atom:link>"#, "link-not-empty", Warning),
        ("<image><url>https://example.org/a.png</url><title>T</title></image>", "required-element", Error),
        (
            "<image><url>https://example.org/a.svg</url><title>T</title><link>https://example.org/</link></image>",
            "image-format",
            Warning,
        ),
        (
            "<image><url>https://example.org/a.png</url><title>U</title><link>https://example.org/</link></image>",
            "image-matches",
            Warning,
        ),
        (r#"<fh:complete/><atom:link rel="next" href="https://example.org/2"/>"#, "paging", Error),
        ("<fh:archive/>", "paging", Warning),
        ("<itunes:owner><itunes:name>N</itunes:name></itunes:owner>", "required-element", Error),
        ("<x:y/>", "unknown-namespace", Warning),
        (
            "<managingEditor>ed@example.org (Ed)</managingEditor><dc:creator>Ed</dc:creator>",
            "duplicate-semantics",
            Warning,
        ),
    ];
    for (xml, rule, level) in cases {
        assert!(rss(xml, "").contains(&(rule, *level)), "{xml}: {:?}", rss(xml, ""));
    }
}

#[test]
fn every_item_rule_has_its_fault() {
    use Level::{Error, Warning};
    let cases: &[(&str, &str, Level)] = &[
        ("<title>Two</title>", "duplicate-element", Error),
        ("<text>x</text>", "undefined-element", Error),
        ("<link>/relative</link>", "uri", Error),
        ("<link>https://example.org/a|b</link>", "uri", Error),
        ("<link>https://example.org/100%</link>", "uri", Error),
        ("<pubDate>yesterday</pubDate>", "date", Error),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate>", "implausible-date", Warning),
        ("<author>Ann</author>", "email", Error),
        (r#"<enclosure url="https://e.org/1" type="a/b"/>"#, "required-attribute", Error),
        (r#"<enclosure url="https://e.org/1" type="a/b" length="-1"/>"#, "integer", Error),
        (r#"<enclosure url="https://e.org/1" type="audio" length="1"/>"#, "media-type", Error),
        (r#"<enclosure url="ftp://e.org/1" type="a/b" length="1"/>"#, "uri", Error),
        (r#"<enclosure url="http://localhost/1" type="a/b" length="1"/>"#, "uri", Error),
        (r#"<source url="https://e.org/">  </source>"#, "not-blank", Error),
        ("<source>Title</source>", "required-attribute", Error),
        ("<content:encoded>x</content:encoded>", "description-first", Warning),
        ("<description>&lt;b&gt;open</description>", "html-balance", Error),
        (
            "<pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate><dc:date>2026</dc:date>",
            "duplicate-semantics",
            Warning,
        ),
        ("<dc:language>?</dc:language>", "language", Error),
        ("<atom:updated>2026-01-01</atom:updated>", "date", Error),
        ("<atom:author><atom:uri>https://e.org/</atom:uri></atom:author>", "required-element", Error),
        ("<itunes:explicit>maybe</itunes:explicit>", "itunes", Error),
        ("<itunes:duration>1 hour</itunes:duration>", "itunes", Error),
        ("<itunes:episode>0</itunes:episode>", "itunes", Error),
        ("<itunes:episodeType>half</itunes:episodeType>", "itunes", Error),
        ("<itunes:season>1</itunes:season><itunes:season>2</itunes:season>", "duplicate-element", Error),
        ("<itunes:season>1</itunes:season>", "itunes", Warning),
        (r#"<media:content url="https://e.org/1" fileSize="0"/>"#, "integer", Error),
        (r#"<media:content url="https://e.org/1" medium="smell"/>"#, "media-medium", Error),
        (r#"<media:content url="https://e.org/1" duration="long"/>"#, "number", Error),
        (
            r#"<media:content url="https://e.org/1"><media:rating>R+</media:rating></media:content>"#,
            "media-rating",
            Error,
        ),
        (r#"<media:thumbnail width="1"/>"#, "required-attribute", Error),
        ("<georss:point>95 10</georss:point>", "coordinates", Error),
        ("<georss:line>1 2</georss:line>", "coordinates", Error),
        ("<georss:polygon>1,2 3,4</georss:polygon>", "coordinates", Error),
        ("<thr:total>-3</thr:total>", "integer", Error),
        (r#"<thr:in-reply-to href="https://e.org/"/>"#, "required-attribute", Error),
    ];
    for (xml, rule, level) in cases {
        assert!(rss("", xml).contains(&(rule, *level)), "{xml}: {:?}", rss("", xml));
    }
}

#[test]
fn guids_are_unique_and_what_they_say() {
    let twins = RSS
        .replace("CHANNEL", "")
        .replace("ITEM", "</item><item><title>Two</title><guid isPermaLink=\"false\">urn:x:1</guid>");
    assert_eq!(rules(Kind::Rss, &twins), [("duplicate-id", Level::Error)]);
    let faults = super::document(Path::new("f"), Kind::Rss, twins.as_bytes(), None);
    assert_eq!(faults[0].item, Some(1));
    for (guid, rule) in [
        ("<guid>urn:x:1</guid>", "permalink"),
        ("<guid isPermaLink=\"yes\">urn:x:1</guid>", "boolean"),
        ("<guid isPermaLink=\"false\">number 1</guid>", "uri"),
        ("<guid isPermaLink=\"false\"> </guid>", "not-blank"),
        ("<link>https://a.example/</link><guid>https://b.example/</guid>", "permalink"),
        ("", "required-element"),
    ] {
        let document = RSS
            .replace("CHANNEL", "")
            .replace("ITEM", "")
            .replace("<guid isPermaLink=\"false\">urn:x:1</guid>", guid);
        assert!(rules(Kind::Rss, &document).iter().any(|(found, _)| *found == rule), "{guid}");
    }
}

#[test]
fn every_atom_rule_has_its_fault() {
    use Level::{Error, Warning};
    let entries: &[(&str, &str, Level)] = &[
        ("<content>x</content>", "required-element", Error),
        ("<author><name>A</name></author>", "textual-content", Warning),
        ("<author><name> </name></author><content>x</content>", "not-blank", Error),
        ("<author><name>A</name><email>a at b</email></author><content>x</content>", "email", Error),
        ("<title>again</title>", "duplicate-element", Error),
        ("<pubDate>x</pubDate>", "undefined-element", Error),
        ("<published>2026-01-01</published>", "date", Error),
        ("<category scheme=\"urn:x:y\"/>", "required-attribute", Error),
        ("<category term=\" \"/>", "not-blank", Error),
        (
            "<link href=\"https://e.org/1\"/><link rel=\"alternate\" href=\"https://e.org/2\"/>",
            "duplicate-link",
            Error,
        ),
        ("<link rel=\"enclosure\" href=\"https://e.org/1\" length=\"many\"/>", "integer", Error),
        ("<link href=\"https://e.org/1\" hreflang=\"?\"/>", "language", Error),
        ("<summary>a &amp;amp; b</summary>", "contains-html", Warning),
        ("<summary type=\"markdown\">x</summary>", "text-type", Error),
        ("<summary/>", "not-blank", Error),
        ("<content type=\"html\">&lt;script&gt;&lt;/script&gt;</content>", "html-security", Error),
        ("<content type=\"text/html\">x</content>", "text-type", Error),
        ("<content xml:lang=\"?\">x</content>", "language", Error),
        ("<source><title>S</title></source>", "required-element", Error),
        ("<thr:in-reply-to ref=\"no iri\"/>", "uri", Error),
    ];
    for (xml, rule, level) in entries {
        assert!(atom("", xml).contains(&(rule, *level)), "{xml}: {:?}", atom("", xml));
    }
    let feeds: &[(&str, &str, Level)] = &[
        ("<id>urn:x:2</id>", "duplicate-element", Error),
        ("<icon>icon.png</icon>", "uri", Error),
        ("<generator> </generator>", "not-blank", Error),
        ("<at:deleted-entry ref=\"urn:x:9\"/>", "required-attribute", Error),
        ("<at:deleted-entry ref=\"urn:x:9\" when=\"now\"/>", "date", Error),
        (
            "<entry><title>Two</title><id>urn:x:1</id><updated>2026-01-01T00:00:00Z</updated></entry>",
            "duplicate-id",
            Error,
        ),
    ];
    for (xml, rule, level) in feeds {
        assert!(atom(xml, WRITTEN).contains(&(rule, *level)), "{xml}: {:?}", atom(xml, WRITTEN));
    }
    let silent = ATOM.replace("FEED", "").replace("ENTRY", WRITTEN).replace("rel=\"self\"", "rel=\"via\"");
    assert_eq!(rules(Kind::Atom, &silent), [("self-link", Level::Warning)]);
    assert_eq!(rules(Kind::Atom, "<rss/>"), [("root-element", Level::Error)]);
}

const OPML: &str = r#"<opml version="2.0"><head><title>T</title></head><body>BODY</body></opml>"#;

#[test]
fn every_opml_rule_has_its_fault() {
    let cases = [
        ("", "required-element"),
        ("<outline/>", "required-attribute"),
        ("<outline text=''/>", "not-blank"),
        ("<outline text='x' type='rss' title='x'/>", "required-attribute"),
        ("<outline text='x' type='rss' title='x' xmlUrl='feed.xml'/>", "uri"),
        ("<outline text='x' type='link'/>", "required-attribute"),
        ("<outline text='x' type='dream'/>", "outline-type"),
        ("<outline text='x' xmlUrl='https://e.org/'/>", "outline-type"),
        ("<outline text='x' language='?'/>", "language"),
        ("<outline text='x'>y</outline>", "unexpected-text"),
        ("<feed/>", "undefined-element"),
    ];
    for (body, rule) in cases {
        let found = rules(Kind::Opml, &OPML.replace("BODY", body));
        assert!(found.iter().any(|(found, _)| *found == rule), "{body}: {found:?}");
    }
    for (head, rule) in [
        ("<ownerEmail>x</ownerEmail>", "email"),
        ("<dateModified>x</dateModified>", "date"),
        ("<x/>", "undefined-element"),
    ] {
        let document =
            OPML.replace("BODY", "<outline text='x'/>").replace("</head>", &format!("{head}</head>"));
        assert_eq!(rules(Kind::Opml, &document), [(rule, Level::Error)], "{head}");
    }
}

const JSON: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","feed_url":"https://example.org/feed.xml","items":[{"id":"urn:x:1","content_text":"x"ITEM}]}"#;

#[test]
fn every_json_feed_rule_has_its_fault() {
    let cases = [
        (r#","author":{}"#, "undefined-element"),
        (r#","url":"/relative""#, "uri"),
        (r#","url":7"#, "uri"),
        (r#","date_published":"Thu, 01 Jan 2026 00:00:00 +0000""#, "date"),
        (r#","language":"?""#, "language"),
        (r#","title":"""#, "not-blank"),
        (r#","tags":"x""#, "json-type"),
        (r#","tags":[""]"#, "not-blank"),
        (r#","authors":[{}]"#, "required-element"),
        (r#","authors":["x"]"#, "json-type"),
        (r#","attachments":[{"url":"https://e.org/1"}]"#, "required-element"),
        (r#","attachments":[{"url":"https://e.org/1","mime_type":"x"}]"#, "media-type"),
        (r#","attachments":[{"url":"https://e.org/1","mime_type":"a/b","size_in_bytes":-1}]"#, "integer"),
        (
            r#","attachments":[{"url":"https://e.org/1","mime_type":"a/b","duration_in_seconds":"x"}]"#,
            "number",
        ),
        (r#","content_html":"<p onclick='x'>y</p>""#, "html-security"),
        (r#"},{"id":"urn:x:1","content_text":"x""#, "duplicate-id"),
        (r#"},{"id":"urn:x:2""#, "required-element"),
        (r#"},{"content_text":"x""#, "required-element"),
    ];
    for (item, rule) in cases {
        let found = rules(Kind::JsonFeed, &JSON.replace("ITEM", item));
        assert!(found.iter().any(|(found, _)| *found == rule), "{item}: {found:?}");
    }
    for (document, rule) in
        [("[]", "root-element"), ("{", "well-formed"), (r#"{"version":"1"}"#, "root-element")]
    {
        assert!(rules(Kind::JsonFeed, document).contains(&(rule, Level::Error)), "{document}");
    }
    let elsewhere = JSON.replace("ITEM", "").replace("feed.xml", "other.json");
    assert_eq!(rules(Kind::JsonFeed, &elsewhere), [("self-link", Level::Warning)]);
}

#[test]
fn every_html_rule_has_its_fault() {
    use Level::{Error, Warning};
    let cases: &[(&str, &str, Level)] = &[
        ("<script>x</script>", "html-security", Error),
        ("<form></form>", "html-security", Error),
        ("<base href='https://e.org/'>", "html-security", Error),
        ("<meta charset='x'>", "html-security", Error),
        ("<style>p{}</style>", "html-security", Error),
        ("<p onmouseover='x'>y</p>", "html-security", Error),
        ("<a href='javascript:x'>y</a>", "html-security", Error),
        ("<a href='java\tscript&colon;x'>y</a>", "html-security", Error),
        ("<a href='&#106;avascript:x'>y</a>", "html-security", Error),
        ("<a href='data:text/html,x'>y</a>", "html-security", Error),
        ("<iframe src='https://e.org/'></iframe>", "html-security", Warning),
        ("<p>open", "html-balance", Error),
        ("</p>", "html-balance", Error),
        ("<b><i>x</b></i>", "html-balance", Error),
        ("<p/>", "html-balance", Error),
        ("a < b", "html", Error),
        ("a & b", "html", Error),
        ("<p class=x>y</p>", "html", Error),
        ("<!DOCTYPE html>", "html", Error),
        ("<a href='page.html'>x</a>", "relative-url", Warning),
        ("<img src='a.png' alt=''>", "relative-url", Warning),
        (
            "<img alt='' src='https://e.org/a.png' srcset='https://e.org/b.png 2x, c.png 3x'>",
            "relative-url",
            Warning,
        ),
        ("<img src='https://e.org/a.png' srcset='' alt=''>", "html-src", Warning),
        ("<img src='data:image/png;base64,x' alt=''>", "html-url", Warning),
        ("<a href='https://e.org/a|b'>x</a>", "html-url", Warning),
        ("<a href='https://e.org/?a[]=b'>x</a>", "html-url", Warning),
        ("<img src='https://e.org/a.png'>", "html-alt", Warning),
        ("<time>now</time>", "html-time", Warning),
        ("<h2></h2>", "html-headings", Warning),
        ("<img alt='x'>", "html-src", Warning),
        ("<p style='background: URL (https://e.org/x)'>x</p>", "html-style", Error),
        ("<p style='position: fixed'>x</p>", "html-style", Error),
        ("<a href='#gone'>x</a>", "relative-url", Warning),
        ("<p id='a'>x</p><p id='a'>y</p>", "html-id", Warning),
        ("<p id='a b'>x</p>", "html-id", Warning),
        ("<h2><b> </b></h2>", "html-headings", Warning),
        ("<img src='https://e.org/a' alt='' usemap='#m'>", "html-map", Warning),
    ];
    for (html, rule, level) in cases {
        let found = fragment(html);
        assert!(found.iter().any(|fault| fault.rule == *rule && fault.level == *level), "{html}: {found:?}");
    }
    let deep = "<div>".repeat(600) + &"</div>".repeat(600);
    assert_eq!(fragment(&deep).iter().map(|fault| fault.rule).collect::<Vec<_>>(), ["html-depth"]);
}

#[test]
fn what_may_not_stand_where_it_does_is_a_fault_of_a_page_and_a_warning_in_a_feed() {
    for html in [
        "<li>x</li>",
        "<a href='https://e.org/'>x<a href='https://e.org/'>y</a></a>",
        "<p><div>x</div></p>",
        "<table><tbody><tr>x</tr></tbody></table>",
        "<table><tfoot></tfoot><tbody></tbody></table>",
        "<table><tbody><tr></tr></tbody></table>",
        "<table><caption><table></table></caption></table>",
        "<table><tbody><tr><th><h2>x</h2></th></tr></tbody></table>",
        "<dl><dd>x</dd></dl>",
        "<dl><dt>x</dt></dl>",
        "<dl><div>x</div></dl>",
        "<dl><div><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></div></dl>",
        "<pre><b><span><div>x</div></span></b></pre>",
        "<p><ins><div>x</div></ins></p>",
        "<details>x</details>",
        "<details><summary>x</summary><summary>y</summary></details>",
        "<figure>x<figcaption>y</figcaption>z</figure>",
        "<picture></picture>",
        "<picture><source srcset='https://e.org/a'><source srcset='https://e.org/b'><img src='https://e.org/c' alt=''></picture>",
        "<video src='https://e.org/a'><source src='https://e.org/b'></video>",
        "<a href='https://e.org/'><p><audio src='https://e.org/a' controls=''></audio></p></a>",
        "<ruby>a</ruby>",
        "<ruby>a<rt>b</rt>c</ruby>",
        "<ruby>a<rp>(</rp><rt>b</rt></ruby>",
        "<math><mfrac><mi>a</mi></mfrac></math>",
        "<math>a</math>",
        "<math><mmultiscripts><mi>a</mi><none/></mmultiscripts></math>",
    ] {
        let in_feed = fragment(html).into_iter().map(|fault| (fault.rule, fault.level)).collect();
        let in_page = rules(Kind::Page, &PAGE.replace("BODY", html));
        for (found, level) in [(in_feed, Level::Warning), (in_page, Level::Error)] {
            let is_nesting = |fault: &(&str, Level)| *fault == ("html-nesting", level);
            assert!(!found.is_empty() && found.iter().all(is_nesting), "{html}: {found:?}");
        }
    }
}

#[test]
fn what_authors_rightly_use_passes() {
    let html = concat!(
        "<h2>T</h2><p>a <a href=\"https://e.org/?a=1&amp;b=2\" rel=\"noopener\">link</a><br>b &nbsp; c</p>",
        "<table><caption>c</caption><thead><tr><th>h</th></tr></thead><tbody><tr><td><p>d</p></td></tr></tbody></table>",
        "<figure><img src=\"https://e.org/a.png\" alt=\"\" srcset=\"https://e.org/b,c.png 2x, https://e.org/d.png 3x\"><figcaption>f</figcaption></figure>",
        "<ul><li>x<ul><li>y</li></ul></li></ul><dl><dt>a</dt><dd>b</dd></dl><pre><code class=\"language-rust\">&lt;T&gt;</code></pre>",
        "<figure><figcaption>f</figcaption>x</figure><dl><div><dt>a</dt><dd>b</dd></div></dl><a href=\"https://e.org/\"><div>x</div></a>",
        "<details><summary>s</summary>x</details><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
        "<video controls=\"\"><source src=\"https://e.org/a.mp4\"><track src=\"https://e.org/a.vtt\"></video>",
        "<picture><source srcset=\"https://e.org/a.webp\"><img src=\"https://e.org/a.png\" alt=\"x\"></picture>",
        "<math><mrow><mi>x</mi><mspace width=\"1em\"/></mrow></math><p dir=\"rtl\" lang=\"he\">א</p>",
        "<p style=\"text-align: center\">x<a href=\"#fn1\">1</a></p><p id=\"fn1\">note</p>",
        "<p><a href=\"mailto:a@e.org\">mail</a> <a href=\"tel:+1\">call</a> <a href=\"http://[::1]/\">here</a></p>",
    );
    assert_eq!(fragment(html), []);
}

const PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><meta name=\"viewport\" content=\"width=device-width\"><title>T</title></head><body>BODY</body></html>\n";

#[test]
fn every_page_rule_has_its_fault() {
    let cases = [
        ("<!DOCTYPE html>", "", "html-doctype"),
        ("lang=\"en\"", "lang=\"\"", "language"),
        ("<meta charset=\"utf-8\">", "", "required-element"),
        ("<title>T</title>", "<title> </title>", "not-blank"),
        ("default-src 'none'", "default-src *", "csp"),
        ("default-src 'none'", "default-src 'none'; script-src 'unsafe-inline'", "csp"),
        ("</head>", "<link rel=\"stylesheet\" href=\"https://e.org/a.css\"></head>", "foreign-request"),
        ("</head>", "<style>@import 'x';</style></head>", "foreign-request"),
        ("</head>", "<meta http-equiv=\"refresh\" content=\"0\"></head>", "html-security"),
        ("BODY", "<script>x</script>", "html-security"),
        ("BODY", "<p onclick=\"x\">y</p>", "html-security"),
        ("BODY", "<center>x</center>", "html-obsolete"),
        ("BODY", "<p style=\"color: red\">x</p>", "html-style"),
        ("BODY", "<h1>a</h1><h1>b</h1>", "html-headings"),
        ("BODY", "<ul>x</ul>", "html-nesting"),
        ("BODY", "<p>", "html-balance"),
        ("BODY", "\u{1}", "characters"),
    ];
    for (part, instead, rule) in cases {
        let found = rules(Kind::Page, &PAGE.replace(part, instead));
        assert!(found.iter().any(|(found, _)| *found == rule), "{instead}: {found:?}");
    }
    assert_eq!(rules(Kind::OwnPage, "<p>any <b>thing"), []);
    assert_eq!(rules(Kind::OwnPage, " \n"), [("not-blank", Level::Error)]);
}

#[test]
fn values_have_the_form_of_their_standard() {
    type Test = fn(&str) -> bool;
    let cases: &[(Test, &[&str], &[&str])] = &[
        (
            is_uri,
            &["https://e.org/a?b#c", "urn:isbn:1", "tag:e.org,2026:x", "mailto:a@e.org", "http://[::1]/"],
            &[
                "",
                "x",
                "/x",
                "https:",
                "https://",
                "https://e.org/ä",
                "https://e.org/a b",
                "1x:y",
                "https://e.org/%zz",
            ],
        ),
        (is_iri, &["https://e.org/ä", "urn:x:日本"], &["x", "urn:x:a b", "urn:x:\u{85}"]),
        (
            is_email,
            &["a@e.org", "a.b+c@sub.e.org"],
            &["a", "a@", "@e.org", "a@localhost", "a b@e.org", "a@-e.org"],
        ),
        (
            is_language_tag,
            &["en", "en-GB", "zh-Hant-TW", "gsw"],
            &["", "1", "english-please!", "en_GB", "en-", "languages-of-old", "jp", "en-UK"],
        ),
        (
            is_media_type,
            &["audio/mpeg", "text/html; charset=utf-8", "a/b; c=\"d e\""],
            &["audio", "/", "a/b/c", "a/b;", "a b/c"],
        ),
        (
            is_rfc822_date,
            &["Thu, 01 Jan 2026 00:00:00 +0000"],
            &["Fri, 01 Jan 2026 00:00:00 +0000", "1 Jan 26 00:00 GMT"],
        ),
        (
            is_rfc3339_date,
            &["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5+02:00"],
            &["2026-01-01", "2026-01-01 00:00:00Z", "12026-01-01T00:00:00Z", "2026-13-01T00:00:00Z"],
        ),
        (is_seconds, &["1", "1.5", "0"], &["", "-1", "x", "1e400", "inf"]),
        (is_count, &["0", "12"], &["", "-1", "+1", "1.0"]),
    ];
    for (test, good, bad) in cases {
        for value in *good {
            assert!(test(value), "{value}");
        }
        for value in *bad {
            assert!(!test(value), "{value}");
        }
    }
}

/// Tags of all elements, right and wrong, and the attributes that decide what an element is.
fn tag_soup() -> impl Strategy<Value = String> {
    const ATTRIBUTES: [&str; 16] = [
        "href='https://e.org/'",
        "src='https://e.org/a'",
        "srcset='https://e.org/a 2x'",
        "media='print'",
        "type='image/png'",
        "controls",
        "default",
        "kind=captions",
        "alt=x",
        "name=m",
        "usemap='#m'",
        "id=x",
        "datetime=2026-01-01",
        "dir=rtl",
        "value=1",
        "/",
    ];
    let names: Vec<&str> = Element::names().collect();
    let attributes = prop::collection::vec(prop::sample::select(&ATTRIBUTES[..]), 0..3);
    let start = (prop::sample::select(names.clone()), attributes)
        .prop_map(|(name, attributes)| format!("<{name} {}>", attributes.join(" ")));
    let end = prop::sample::select(names).prop_map(|name| format!("</{name}>"));
    let text = prop::sample::select(vec!["x", " ", "\n", "&nbsp;", "&#32;"]).prop_map(str::to_owned);
    let piece = prop_oneof![4 => start, 2 => end, 2 => text];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    /// The sanitiser writes and this validator reads after the same table, the one asking before, the
    /// other after; the Nu checker, which has its own, finds nothing either.
    #[test]
    fn whatever_was_sanitised_conforms(html in tag_soup()) {
        let safe = SafeHtml::sanitise_with(&html, None, &Policy::quiet());
        prop_assert_eq!(fragment(safe.as_str()), [], "{} became {}", html, safe);
        let again = SafeHtml::sanitise_with(safe.as_str(), None, &Policy::quiet());
        prop_assert_eq!(again, safe, "of {}", html);
    }
}
