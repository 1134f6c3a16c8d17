//! What is written, read again: our own reader finds the same in each of the three feeds, and a
//! planet that aggregates one of them publishes the same again.

use std::collections::BTreeMap;

use chrono::DateTime;
use feedmill::markup;
use feedmill::model::feed::{Entry, Text, TextKind};
use feedmill::parse::{self, Transport};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::Site;

const FEEDS: [&str; 3] = ["feed.xml", "atom.xml", "feed.json"];

/// What the three formats can hold, and text that is hard to write. Each entry has an author: Atom
/// demands one and takes the source in its place.
const SOURCE: &str = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>A &amp;amp; B</title><link>https://source.example/</link><description>d</description>
<item><title>AT&amp;amp;T Vec&amp;lt;T&amp;gt; 5 &lt; 6 ]]&gt; “q” 🦀</title><link>https://source.example/a?b=1&amp;c=ü#f</link>
 <guid isPermaLink="false">tag:source.example,2026:1</guid><pubDate>Tue, 24 Nov 2026 10:00:00 +0530</pubDate>
 <dc:creator>Zoë &amp; Søren</dc:creator><dc:creator>Second Author</dc:creator><category>Ünïcode &amp; more</category>
 <enclosure url="https://cdn.example/a.mp3?x=1&amp;y=2" length="12345678901" type="audio/mpeg"/>
 <enclosure url="https://cdn.example/b.mp4" length="7" type="video/mp4"/>
 <content:encoded><![CDATA[<p>a &lt; b &amp;amp; c&nbsp;d <a href="/r">r</a></p><pre><code class="language-rust">  let x = "]]";
</code></pre><table><tr><td>1</td></tr></table>]]></content:encoded></item>
<item><title>No guid</title><link>https://source.example/two/</link><pubDate>Mon, 23 Nov 2026 23:59:59 GMT</pubDate>
 <dc:creator>Max</dc:creator><description>&lt;p&gt;Short.&lt;/p&gt;</description></item>
<item><title>العنوان</title><guid>https://source.example/three</guid><pubDate>Sun, 22 Nov 2026 00:00:00 -0800</pubDate>
 <author>jane@source.example (Jane Doe)</author><description>&lt;p dir="rtl"&gt;نص &lt;em&gt;مهم&lt;/em&gt;&lt;/p&gt;</description></item>
<item><guid isPermaLink="false">not an iri</guid><author>ed@source.example</author><description>&lt;p&gt;An item without a title, and long enough
 that one must be made of its first words, which are many more than fit into one.&lt;/p&gt;</description></item>
</channel></rss>"#;

/// What the formats hold by extensions only, and a second entry without a content.
const RICH: &str = r#"<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"
 xmlns:georss="http://www.georss.org/georss" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0"
 xmlns:psc="http://podlove.org/simple-chapters" xml:lang="en">
<id>tag:source.example,2026:feed</id><title>The Source</title><updated>2026-11-24T10:00:00Z</updated>
<link href="https://source.example/"/><rights>CC BY 4.0</rights><icon>https://source.example/icon.png</icon>
<author><name>Ed</name><email>ed@source.example</email><uri>https://source.example/ed</uri></author>
<entry><id>tag:source.example,2026:1</id><title>Everything</title><published>2026-11-23T10:00:00Z</published>
 <updated>2026-11-24T10:00:00Z</updated><link href="https://source.example/1"/>
 <link rel="related" href="https://about.example/" title="About" type="text/html"/><link rel="via" href="https://found.example/"/>
 <link rel="license" href="https://creativecommons.org/licenses/by/4.0/"/>
 <link rel="replies" type="text/html" href="https://source.example/1#comments"/>
 <link rel="replies" type="application/atom+xml" href="https://source.example/1/comments.xml"/>
 <author><name>Plain</name></author><author><name>Ann</name><email>ann@source.example</email></author>
 <contributor><name>Bo</name></contributor><contributor><name>Cy</name><uri>https://cy.example/</uri></contributor>
 <category term="one" scheme="https://source.example/tags" label="Number One"/><category term="Vec&lt;T&gt;"/><category term="three" label="3"/>
 <rights>All rights reserved</rights><summary>In short.</summary><content type="html">&lt;p&gt;At length.&lt;/p&gt;</content>
 <link rel="enclosure" href="https://cdn.example/1.mp3" type="audio/mpeg" length="12345"/>
 <thr:in-reply-to ref="tag:other.example,2026:9" href="https://other.example/9" type="text/html" source="https://other.example/feed"/>
 <thr:total>7</thr:total><georss:line>52.5 13.4 53.5 10</georss:line>
 <media:content url="https://cdn.example/1.mp4" type="video/mp4" medium="video" width="640" height="360" duration="61" fileSize="99">
  <media:title>Film</media:title><media:description>Of it</media:description><media:credit>Di</media:credit>
  <media:rating>nonadult</media:rating><media:thumbnail url="https://cdn.example/1.jpg" width="64" height="36"/></media:content>
 <itunes:episode>3</itunes:episode><itunes:season>2</itunes:season><itunes:episodeType>bonus</itunes:episodeType>
 <itunes:duration>61</itunes:duration><itunes:explicit>false</itunes:explicit><itunes:block>yes</itunes:block>
 <podcast:transcript url="https://cdn.example/1.vtt" type="text/vtt" language="de" rel="captions"/><podcast:chapters url="https://cdn.example/1.json" type="application/json+chapters"/>
 <podcast:person role="guest" group="cast" href="https://gu.example/">Gu</podcast:person>
 <psc:chapters><psc:chapter start="00:00:00" title="Start"/><psc:chapter start="00:01:00" title="End" href="https://source.example/1#end"/></psc:chapters>
</entry>
<entry><id>tag:source.example,2026:2</id><title>Vec&lt;T&gt; &amp;amp; more</title><updated>2026-11-22T10:00:00Z</updated>
 <media:thumbnail url="https://cdn.example/2.jpg" width="640" height="480"/><media:content url="https://cdn.example/2.mp4" type="video/mp4">
  <media:thumbnail url="https://cdn.example/2-film.jpg"/></media:content>
 <link href="https://source.example/2"/><summary>Nothing but Vec&lt;T&gt;.</summary></entry>
<entry><id>tag:source.example,2026:3</id><title>Long</title><updated>2026-11-21T10:00:00Z</updated>
 <link href="https://source.example/3"/><content type="html">&lt;p&gt;At length, and nothing in short.&lt;/p&gt;</content></entry>
</feed>"#;

/// What a reader makes of an entry.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    title: String,
    link: Option<String>,
    published: String,
    /// Where it is another time.
    updated: Option<String>,
    authors: Vec<String>,
    categories: Vec<String>,
    enclosures: Vec<(String, Option<String>, Option<u64>)>,
    content: String,
}

#[test]
fn our_own_reader_finds_the_same_in_each_format() {
    let site = planet("source.xml", SOURCE);
    let [rss, atom, json] = FEEDS.map(|name| seen_in(&site, name));
    assert_eq!(rss.len(), 4);
    assert_eq!(rss, atom);
    assert_eq!(rss, json);
    let first = &rss["tag:source.example,2026:1"];
    assert_eq!(first.title, "AT&T Vec<T> 5 < 6 ]]> “q” 🦀");
    assert_eq!(first.published, "2026-11-24T04:30:00+00:00");
    assert_eq!(first.authors, ["Zoë & Søren", "Second Author"]);
    assert_eq!(first.enclosures.len(), 2);
    assert_eq!(first.enclosures[0].2, Some(12_345_678_901));
    assert!(first.content.contains("<a href=\"https://source.example/r\">"), "{}", first.content);
}

#[test]
fn the_readers_of_others_find_the_same_ids_and_titles() {
    let site = planet("source.xml", SOURCE);
    let seen = seen_in(&site, "atom.xml");
    let mut ids = site.ids();
    let titles: Vec<String> = ids.iter().map(|id| seen[id].title.clone()).collect();
    assert_eq!(site.titles(), titles);
    ids.sort();
    assert_eq!(ids, seen.keys().cloned().collect::<Vec<_>>());
}

#[test]
fn a_planet_of_this_planet_publishes_the_same_again() {
    let first = planet("source.xml", SOURCE);
    let want = seen_in(&first, "atom.xml");
    for name in FEEDS {
        let second = planet(name, &first.read(&format!("output/{name}")));
        for again in FEEDS {
            assert_eq!(seen_in(&second, again), want, "{again} of a planet that reads {name}");
        }
    }
}

#[test]
fn what_only_extensions_hold_survives_in_a_planet_of_this_planet() {
    let first = planet("source.xml", RICH);
    let want = entries_in(&first);
    let rich = &want[0];
    assert_eq!(rich.podcast.as_ref().unwrap().chapter_list.len(), 2);
    assert_eq!(rich.podcast.as_ref().unwrap().transcripts[0].rel.as_deref(), Some("captions"));
    let picture = want[1].image.as_ref().unwrap();
    assert_eq!((picture.url.as_str(), picture.width), ("https://cdn.example/2.jpg", Some(640)));
    assert_eq!(rich.source.as_ref().unwrap().authors[0].email.as_deref(), Some("ed@source.example"));
    for name in FEEDS {
        let second = planet(name, &first.read(&format!("output/{name}")));
        assert_eq!(entries_in(&second).len(), want.len());
        for (entry, wanted) in entries_in(&second).iter().zip(&want) {
            let [entry, wanted] = [entry, wanted].map(|entry| serde_json::to_string_pretty(entry).unwrap());
            assert_eq!(entry, wanted, "of a planet that reads {name}");
        }
        assert_eq!(second.json()["items"][1]["summary"], "Nothing but Vec<T>.", "{name}");
    }
}

#[test]
fn titles_that_hold_literal_markup_arrive_in_every_reader_that_takes_them_for_html() {
    let titles = [
        "Use <b> sparingly",
        "the </i> tag",
        "The <title> element",
        "a <!-- b",
        "A<B",
        "1 < 2 & 3",
        "I <3 &amp;",
    ];
    let item = |(n, title): (usize, &&str)| {
        let twice = title.replace('&', "&amp;").replace('<', "&lt;").replace('&', "&amp;");
        format!(
            "<item><title>{twice}</title><guid isPermaLink=\"false\">tag:source.example,2026:{n}</guid></item>"
        )
    };
    let items: Vec<String> = titles.iter().enumerate().map(item).collect();
    let site = planet(
        "source.xml",
        &format!("<rss version=\"2.0\"><channel><title>t</title>{}</channel></rss>", items.concat()),
    );
    for name in FEEDS {
        let seen = seen_in(&site, name);
        for (n, title) in titles.iter().enumerate() {
            assert_eq!(seen[&format!("tag:source.example,2026:{n}")].title, *title, "{name}");
        }
    }
    let rss = site.read("output/feed.xml");
    assert!(rss.contains("Use &#x3C;\u{2060}b&gt; sparingly") && !rss.contains("&#x26;lt;b"), "{rss}");
    assert!(
        site.read("output/atom.xml")
            .contains(r#"<title type="html">Use &#x26;lt;b&#x26;gt; sparingly</title>"#)
    );
}

prop_compose! {
    /// An item of a JSON Feed, and what a reader must make of it once it is published.
    fn any_item()(
        title in "[ -~äß€日本🦀]{0,24}[a-z0-9]",
        authors in vec("[A-Za-zäß日][A-Za-z0-9 .,'&äß€日本🦀-]{0,12}[a-z0-9]", 1..4),
        tags in vec("[a-z&<>\"ß日]{1,6}", 0..3),
        words in "[ -;=?-~äß€日本🦀]{0,24}[a-z0-9]",
        link in any::<bool>(),
        seconds in 1_700_000_000_i64..1_790_000_000,
        edited in 0_i64..100_000,
        lengths in vec(option::of(1_u64..10_000_000_000), 0..4),
    ) -> (Value, Seen) {
        let date = |seconds| DateTime::from_timestamp(seconds, 0).unwrap().to_rfc3339();
        let one_space = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (published, updated) = (date(seconds), date(seconds + edited));
        let enclosures: Vec<_> = (0..).zip(lengths).map(|(place, length)| {
            (format!("https://cdn.example/{place}.mp3?a=1&b=2"), Some("audio/mpeg".to_owned()), length)
        }).collect();
        let attachments: Vec<Value> = enclosures.iter().map(|(url, media_type, length)| {
            json!({"url": url, "mime_type": media_type, "size_in_bytes": length})
        }).collect();
        let text = words.replace('&', "&amp;");
        let content = format!("<p>{}</p><ul><li>one</li></ul>", text.trim());
        let url = link.then(|| format!("https://source.example/{seconds}?a=1&b=ü#f"));
        let people: Vec<Value> = authors.iter().map(|name| json!({"name": name})).collect();
        let item = json!({
            "title": title, "url": url, "date_published": published, "date_modified": updated,
            "authors": people, "tags": tags, "attachments": attachments, "content_html": content,
        });
        let mut categories: Vec<String> = Vec::new();
        for tag in tags {
            if !categories.contains(&tag) { categories.push(tag) }
        }
        let mut names: Vec<String> = Vec::new();
        for name in authors.iter().map(|name| one_space(name)) {
            if !names.contains(&name) { names.push(name) }
        }
        let seen = Seen {
            title: one_space(&title),
            link: url.map(|url| url.replace('ü', "%C3%BC")),
            updated: (edited != 0).then_some(updated),
            published,
            authors: names,
            categories,
            enclosures,
            content,
        };
        (item, seen)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_written_our_own_reader_reads_as_the_source_had_it(items in vec(any_item(), 1..6)) {
        let mut wanted = BTreeMap::new();
        let items: Vec<Value> = (0..).zip(items).map(|(number, (mut item, seen))| {
            let id = format!("tag:source.example,2026:{number}");
            item["id"] = Value::from(id.as_str());
            wanted.insert(id, seen);
            item
        }).collect();
        let source = json!({"version": "https://jsonfeed.org/version/1.1", "title": "S", "items": items});
        let site = planet("source.json", &source.to_string());
        for name in FEEDS {
            prop_assert_eq!(&seen_in(&site, name), &wanted, "{}", name);
        }
    }
}

/// A site with one document as its only source.
fn planet(name: &str, document: &str) -> Site {
    let site = Site::new().tables(&format!("[[feeds]]\nname = \"source\"\npath = \"sources/{name}\"\n"));
    site.file(&format!("sources/{name}"), document);
    site.build();
    site
}

/// The entries of the Atom feed, newest first.
fn entries_in(site: &Site) -> Vec<Entry> {
    let bytes = site.read("output/atom.xml");
    parse::parse(bytes.as_bytes(), &Transport::default()).unwrap().entries
}

/// The entries of a published feed by their ids.
fn seen_in(site: &Site, name: &str) -> BTreeMap<String, Seen> {
    let bytes = site.read(&format!("output/{name}"));
    let feed = parse::parse(bytes.as_bytes(), &Transport::default()).unwrap();
    assert!(feed.well_formed && feed.warnings.is_empty(), "{name}: {:?}", feed.warnings);
    feed.entries.iter().map(|entry| (entry.id.clone().unwrap(), seen(entry))).collect()
}

fn seen(entry: &Entry) -> Seen {
    let content = entry.content.first().map(|content| &content.text).or(entry.summary.as_ref());
    Seen {
        title: entry.title.as_ref().map(plain).unwrap_or_default(),
        link: entry.link.clone(),
        published: entry.published.unwrap().to_rfc3339(),
        updated: entry.updated.filter(|time| Some(*time) != entry.published).map(|time| time.to_rfc3339()),
        authors: entry.authors.iter().filter_map(|author| author.name.as_deref().map(unjoined)).collect(),
        categories: entry.categories.iter().map(|category| unjoined(&category.term)).collect(),
        enclosures: entry
            .enclosures
            .iter()
            // RSS has to write a length; 0 says unknown.
            .map(|enclosure| {
                let length = enclosure.length.filter(|length| *length > 0);
                (enclosure.url.clone(), enclosure.media_type.clone(), length)
            })
            .collect(),
        content: content.map(|text| text.value.trim().to_owned()).unwrap_or_default(),
    }
}

/// Without the invisible word joiner that keeps a literal tag from being taken for one.
fn unjoined(text: &str) -> String {
    text.replace('\u{2060}', "")
}

fn plain(text: &Text) -> String {
    let plain = match text.kind {
        TextKind::Text => text.value.clone(),
        TextKind::Html | TextKind::Xhtml => markup::text(&text.value),
    };
    unjoined(&plain)
}
