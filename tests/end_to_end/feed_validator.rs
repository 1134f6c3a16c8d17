//! What the W3C feed validator calls an error or warns of, though a source may well say it, is written in a way that
//! it takes; nothing is lost. [`Site::build`] has every file validated besides.

use feedmill::parse::{self, Transport};

use crate::support::Site;

const SOURCE: &str = r#"<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:georss="http://www.georss.org/georss" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:thr="http://purl.org/syndication/thread/1.0"><channel><title>Source</title>
<item><title>A box</title><guid isPermaLink="false">urn:ab:box</guid><georss:box>42 -71 43 -69.5</georss:box></item>
<item><title>Taken over</title><guid isPermaLink="false">urn:ab:taken</guid><atom:source>
 <atom:id>tag:elsewhere.example,2026:feed</atom:id><atom:title>Elsewhere</atom:title>
 <atom:link rel="self" href="https://elsewhere.example/feed"/><atom:updated>2026-11-20T10:00:00Z</atom:updated>
 </atom:source></item>
<item><title>Of the future</title><guid isPermaLink="false">urn:ab:future</guid><atom:source>
 <atom:id>tag:tomorrow.example,2026:feed</atom:id><atom:title>Tomorrow</atom:title>
 <atom:link rel="self" href="https://tomorrow.example/feed"/><atom:updated>2099-01-01T00:00:00Z</atom:updated>
 </atom:source></item>
<item><title>Neither link nor content</title><guid isPermaLink="false">urn:ab:bare</guid>
 <atom:summary>Short, and all there is.</atom:summary></item>
<item><title>Kurdish</title><guid isPermaLink="false">urn:ab:ku</guid><dc:language>ckb-IQ</dc:language></item>
<item><title>Cantonese</title><guid isPermaLink="false">urn:ab:yue</guid><dc:language>yue</dc:language></item>
<item><title>Bavarian</title><guid isPermaLink="false">urn:ab:bar</guid><dc:language>bar</dc:language></item>
<item><title>Letters</title><guid isPermaLink="false">https://example.org/grün</guid>
 <category domain="https://example.org/thémes">themes</category></item>
<item><title>Capitals</title><guid isPermaLink="false">tag:Example.ORG,2026:Post</guid></item>
<item><title>Slashes</title><guid isPermaLink="false">urn:example:a/b</guid>
 <thr:in-reply-to ref="tag:Example.ORG,2026:Post" type="no type"/></item>
<item><title>CafÃ©</title><guid isPermaLink="false">urn:ab:cafe</guid><dc:creator>Jane &lt;007@example.org&gt;</dc:creator>
 <content:encoded>&lt;p&gt;CafÃ©&lt;/p&gt;</content:encoded></item>
<item><title>R&amp;D1, &amp;copy 2005</title><guid isPermaLink="false">urn:ab:and</guid></item>
<item><title>Marked up</title><guid isPermaLink="false">urn:ab:html</guid><content:encoded><![CDATA[
 <bdo dir="rtl">abc</bdo> <p style="max-width: 9em; color: red">x</p>]]></content:encoded></item>
<item><title>Episode</title><guid isPermaLink="false">urn:ab:episode</guid><itunes:duration>60</itunes:duration>
 <itunes:image href="http://localhost/cover.png"/>
 <enclosure url="https://me:secret@example.org/a.mp3" length="1" type="audio/mpeg"/></item>
<item><title>By number</title><guid isPermaLink="false">urn:ab:number</guid><link>http://[2001:db8::1]/a</link>
 <comments>http://[2001:db8::1]/c</comments><source url="http://[2001:db8::1]/feed">Numbers</source></item>
</channel></rss>"#;

fn planet() -> Site {
    let site = Site::new().tables("[[feeds]]\nname = \"source\"\npath = \"source.xml\"\n");
    site.file("source.xml", SOURCE);
    let run = site.build();
    assert!(!run.stderr.contains("left out"), "{}", run.stderr);
    site
}

/// The item or entry of a feed that holds `mark`.
fn part<'a>(document: &'a str, element: &str, mark: &str) -> &'a str {
    let tag = format!("<{element}>");
    let mut parts = document.split(tag.as_str()).skip(1);
    parts.find(|part| part.contains(mark)).unwrap_or_else(|| panic!("no {mark}"))
}

#[test]
fn what_it_refuses_is_written_as_it_takes_it() {
    let site = planet();
    let (rss, atom) = (site.read("output/feed.xml"), site.read("output/atom.xml"));
    let cases: &[(&str, &[&str])] = &[
        (
            "urn:ab:box",
            &["<gml:lowerCorner>42 -71</gml:lowerCorner>", "<gml:upperCorner>43 -69.5</gml:upperCorner>"],
        ),
        ("urn:ab:taken", &["tag:elsewhere.example,2026:feed", "2026-11-20T10:00:00"]),
        ("urn:ab:future", &["tag:tomorrow.example,2026:feed"]),
        ("urn:ab:bare", &["Short, and all there is."]),
        ("urn:ab:ku", &["ku-IQ"]),
        ("urn:ab:yue", &["zh-yue"]),
        (">https://example.org/gr%C3%BCn<", &["https://example.org/th%C3%A9mes"]),
        (">tag:example.org,2026:Post<", &[]),
        (">urn:example:a%2Fb<", &["ref=\"tag:example.org,2026:Post\""]),
        ("urn:ab:and", &["&#x26;copy 2005"]),
        ("urn:ab:html", &["unicode-bidi: bidi-override", "color: red"]),
        ("urn:ab:number", &["href=\"http://[2001:db8::1]/a\" rel=\"alternate\""]),
        ("urn:ab:episode", &["http://localhost/cover.png", "rel=\"enclosure\""]),
    ];
    for (mark, wanted) in cases {
        for (document, element) in [(&rss, "item"), (&atom, "entry")] {
            let part = part(document, element, mark);
            for text in *wanted {
                assert!(part.contains(text), "{element} {mark}: {text}\n{part}");
            }
            for text in ["2099", "georss:box", "<bdo", "max-width", "itunes:image", "<enclosure", "no type"] {
                assert!(!part.contains(text), "{element} {mark}: {text}\n{part}");
            }
        }
    }
    assert!(part(&rss, "item", "urn:ab:taken").contains("<dcterms:provenance>\n    <atom:source>"));
    assert!(part(&atom, "entry", "urn:ab:bare").contains("<content type=\"text\">Short, and"), "{atom}");
    assert!(!part(&rss, "item", "urn:ab:bar<").contains("dc:language"));
    let json = site.json();
    let bavarian = json["items"].as_array().unwrap().iter().find(|item| item["id"] == "urn:ab:bar").unwrap();
    assert_eq!(bavarian["language"], "bar", "what JSON can say stays");
    assert!(part(&rss, "item", "urn:ab:cafe").contains("<p>Caf&#xC3;©</p>"), "{rss}");
    assert!(rss.contains("<language>mul</language>"), "{rss}");
    assert!(!site.read("output/feeds.opml").contains("<docs>"));
}

#[test]
fn nothing_of_it_is_lost_on_our_own_reader() {
    let site = planet();
    for name in ["feed.xml", "atom.xml"] {
        let feed =
            parse::parse(site.read(&format!("output/{name}")).as_bytes(), &Transport::default()).unwrap();
        let entry = |id: &str| feed.entries.iter().find(|entry| entry.id.as_deref() == Some(id)).unwrap();
        let source = entry("urn:ab:taken").source.clone().unwrap();
        assert_eq!(source.id.as_deref(), Some("tag:elsewhere.example,2026:feed"), "{name}");
        assert_eq!(source.feed_url.as_deref(), Some("https://elsewhere.example/feed"), "{name}");
        assert_eq!(source.updated.unwrap().to_rfc3339(), "2026-11-20T10:00:00+00:00", "{name}");
        let place = entry("urn:ab:box").geo.clone().unwrap();
        assert_eq!(place.coordinates, [[-71.0, 42.0], [-69.5, 43.0]], "{name}");
        let title = entry("urn:ab:and").title.clone().unwrap().value.replace('\u{2060}', "");
        assert_eq!(title, "R&D1, &copy 2005", "{name}");
    }
}
