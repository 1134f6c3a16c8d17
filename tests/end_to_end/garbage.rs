//! Garbage in, valid out: sources that hold whatever is wrong with feeds, all in one build. Each
//! entry must be there, and [`Site::build`] has every file validated.

use std::fmt::Write;

use crate::support::{Run, Site};

/// Elements of an RSS item, each in an item with a title of its own.
const ITEMS: [(&str, &str); 37] = [
    ("controls", "<description>a&#1;b&#x0;c&#27;[31m\u{1}\u{8}\u{b}&#xFFFE;&#xFFFF;\u{FFFE}d</description>"),
    ("nul bytes", "<description>a\0b\0</description><category>\0</category>"),
    ("lone surrogates", "<description>&#xD83D; &#xDE00; &#xD83D;&#xDE00; &#55357;</description>"),
    ("beyond unicode", "<description>&#x110000; &#99999999999999; &#-1; &#xFDD0; &#x1FFFE;</description>"),
    ("c1 controls", "<description>\u{93}a\u{94} \u{81}\u{85} &#147;b&#148; &#x7F;</description>"),
    ("replacements", "<description>caf\u{FFFD} &#xFFFD;</description><category>\u{FFFD}</category>"),
    ("directions", "<description>\u{202E}evil\u{202D}\u{2066}</description><author>\u{202E}gpj.exe</author>"),
    ("end of cdata", "<description>a ]]> b <![CDATA[c ]]]]><![CDATA[> d]]></description>"),
    ("broken e-mail", "<author>not an @ address (Jane <j@@> Doe)</author>"),
    ("only e-mail", "<author>jane@example.org</author><dc:creator>@</dc:creator><dc:creator></dc:creator>"),
    ("person as mark-up", "<dc:creator>&lt;script&gt;x&lt;/script&gt;</dc:creator>"),
    (
        "broken language",
        "<dc:language>en_US.UTF-8, klingon!!</dc:language><description xml:lang=\"?\">a</description>",
    ),
    ("relative link", "<link>../a b?c=\"d\"#e#f</link><guid>../a b</guid><comments>?x</comments>"),
    ("script as link", "<link>javascript:alert(1)</link><guid>javascript:alert(1)</guid>"),
    ("impossible link", "<link>http://[::1/%zz\\</link><comments>http://</comments>"),
    ("port beyond", "<link>http://example.org:99999/</link><guid isPermaLink=\"true\">http://a b/</guid>"),
    (
        "international",
        "<link>https://bücher.example/straße?q=ü#ä</link><guid>https://bücher.example/ß</guid>",
    ),
    ("guid no iri", "<guid isPermaLink=\"true\">no iri {at} all \u{1} \"&lt;&gt;^`|</guid>"),
    ("guid is space", "<guid>  </guid><link>   </link>"),
    ("date impossible", "<pubDate>Tue, 31 Feb 2024 25:61:61 XYZ</pubDate>"),
    ("date in year 1", "<pubDate>0001-01-01T00:00:00Z</pubDate><atom:updated>-4712-01-01</atom:updated>"),
    ("date far away", "<pubDate>Fri, 31 Dec 99999 23:59:60 GMT</pubDate>"),
    ("no date", "<pubDate></pubDate><dc:date>yesterday</dc:date>"),
    ("huge length", "<enclosure url=\"https://e.example/a\" length=\"99999999999999999999999\" type=\"\"/>"),
    ("negative length", "<enclosure url=\"https://e.example/b\" length=\"-1\" type=\"no type\"/>"),
    (
        "no type",
        "<enclosure url=\"https://e.example/c.mp3\"/><enclosure url=\"/d\"/><enclosure url=\"data:,x\"/>",
    ),
    (
        "many enclosures",
        "<enclosure url=\"https://e.example/e\" length=\"1\" type=\"a/b\"/><enclosure url=\"https://e.example/e\"/>",
    ),
    (
        "episode",
        "<itunes:duration>1:99:-3</itunes:duration><itunes:episode>0</itunes:episode><itunes:season>x</itunes:season><itunes:explicit>maybe</itunes:explicit><itunes:image href=\"x\"/><itunes:episodeType>Half</itunes:episodeType>",
    ),
    (
        "media",
        "<media:content url=\"\" width=\"-1\" height=\"1e9\" fileSize=\"NaN\" medium=\"smell\"><media:rating>?</media:rating></media:content><media:thumbnail/>",
    ),
    ("place", "<georss:point>91 181</georss:point><geo:lat>NaN</geo:lat><geo:long>inf</geo:long>"),
    (
        "thread",
        "<thr:in-reply-to ref=\"no iri\" href=\"x\" type=\"?\"/><slash:comments>-7</slash:comments><wfw:commentRss>x</wfw:commentRss>",
    ),
    ("source", "<source url=\"::\">\u{1}</source><source>twice</source>"),
    (
        "escaping mark-up",
        "<content:encoded>&lt;/div&gt;&lt;/body&gt;&lt;/html&gt;&lt;h1 id=top style='position:fixed;color:red'&gt;x&lt;table&gt;&lt;td&gt;y&lt;!--</content:encoded>",
    ),
    (
        "hostile mark-up",
        "<content:encoded><![CDATA[<script>x</script><base href=//e><meta http-equiv=refresh><a href=data:text/html,x>a</a><form><input autofocus onfocus=x><svg onload=x><iframe src=//e></iframe><img src=x onerror=x srcset='y 2x, ,' width=-1>]]></content:encoded>",
    ),
    (
        "obsolete mark-up",
        "<content:encoded><![CDATA[<center><font size=7>a</font><marquee>b</marquee><blink>c</blink><tt>d</tt><li>e<dt>f<tr><td>g</center><p align=right>h<img>]]></content:encoded>",
    ),
    (
        "mark-up in title",
        "<media:title>&lt;b&gt;</media:title><category domain=\"no iri\">&lt;/p&gt;</category>",
    ),
    ("unclosed", "<description><b>never <i>closed</description><link>https://example.org/x"),
];

/// Titles that are none, or too much of one; RSS items with nothing else but a description.
fn odd_titles() -> Vec<String> {
    vec![
        String::new(),
        "<title></title>".to_owned(),
        "<title> \u{A0} </title>".to_owned(),
        "<title>\u{1}\u{2}</title>".to_owned(),
        "<title>&lt;/title&gt;&lt;script&gt;</title>".to_owned(),
        "<title>]]></title>".to_owned(),
        "<title>\u{202E}\u{2066}\u{200F}</title>".to_owned(),
        "<title>&amp;amp;lt;b&amp;amp;gt; &amp;nbsp &amp;#x41</title>".to_owned(),
        format!("<title>{}</title>", "endless ".repeat(25_000)),
        format!("<title>{}</title>", "x".repeat(200_000)),
        format!("<title>{}</title>", "<b>".repeat(5_000)),
    ]
}

#[test]
fn every_entry_of_every_bad_source_comes_out_and_every_file_is_valid() {
    let mut sources = vec![
        ("items", rss(&all_items()), ITEMS.len()),
        ("titles", rss(&titled(&odd_titles())), odd_titles().len()),
        ("categories", rss(&item("10,000 categories", &categories(10_000))), 1),
        ("deep", rss(&item("deep", &deep())), 2),
        ("atom", atom(), 4),
        ("json", JSON.to_owned(), 5),
        ("head", HEAD.to_owned(), 1),
        (
            "cut",
            rss(&(item("whole", "") + "<item><title>cut off</title>")).replace("</channel></rss>", ""),
            1,
        ),
    ];
    // The same guids as "items" for other entries: neither may take the other's place.
    sources.push(("collision", rss(&colliding_items()), ITEMS.len()));
    let (site, run) = built(&sources, "");
    assert!(!run.stderr.contains("left out"), "{}", run.stderr);
    let expected: usize = sources.iter().map(|(_, _, entries)| entries).sum();
    let published = site.ids().len();
    assert_eq!(published, expected, "{}", counted(&site));
    assert!(site.read("output/atom.xml").contains('😀'), "two halves of an emoji side by side are one");
    let titles = site.titles();
    for (title, _) in ITEMS {
        let copies = titles.iter().filter(|published| *published == title).count();
        assert_eq!(copies, 1, "{title:?}");
    }
}

#[test]
fn summaries_views_archives_and_own_titles_of_garbage_are_valid_too() {
    let sources = [
        ("items", rss(&all_items()), 0),
        ("titles", rss(&titled(&odd_titles())), 0),
        ("deep", rss(&item("deep", &deep())), 0),
        ("atom", atom(), 0),
        ("json", JSON.to_owned(), 0),
    ];
    for keys in [
        "content = \"summary\"\ntitle_format = \"{source}: {title}\"",
        "content = \"none\"\norder = \"updated\"",
        "limit = 3\narchive = true",
    ] {
        let (site, run) = built(&sources, keys);
        assert!(!run.stderr.contains("left out"), "{keys}: {}", run.stderr);
        assert!(!site.ids().is_empty());
    }
}

fn built(sources: &[(&str, String, usize)], keys: &str) -> (Site, Run) {
    let limit = if keys.contains("limit") { "" } else { "limit = 1000\n" };
    let mut site = Site::new().publish(&format!("{limit}{keys}"));
    for (name, document, _) in sources {
        site.file(&format!("sources/{name}"), document);
        site = site.tables(&format!("[[feeds]]\nname = {name:?}\npath = \"sources/{name}\"\n"));
    }
    let run = site.build();
    (site, run)
}

/// How many entries of each feed were published, for the message of a failure.
fn counted(site: &Site) -> String {
    let status = site.status();
    let feeds = status["feeds"].as_array().unwrap().iter();
    feeds.map(|feed| format!("{}: {}", feed["name"], feed["published"])).collect::<Vec<_>>().join(", ")
}

fn all_items() -> String {
    ITEMS.iter().map(|(title, elements)| item(title, elements)).collect()
}

fn colliding_items() -> String {
    let guid = |elements: &str| {
        let from = elements.find("<guid")?;
        Some(elements[from..from + elements[from..].find("</guid>")? + 7].to_owned())
    };
    let entry = |(number, (_, elements)): (usize, &(&str, &str))| {
        item(&format!("of another author {number}"), &guid(elements).unwrap_or_default())
    };
    ITEMS.iter().enumerate().map(entry).collect()
}

fn titled(titles: &[String]) -> String {
    let entry = |(number, title): (usize, &String)| {
        format!("<item>{title}<description>number {number}</description></item>")
    };
    titles.iter().enumerate().map(entry).collect()
}

fn item(title: &str, elements: &str) -> String {
    format!("<item><title>{title}</title>{elements}</item>\n")
}

fn categories(count: usize) -> String {
    (0..count).fold(String::new(), |mut out, n| {
        let _ = write!(out, "<category>c{n}</category>");
        out
    })
}

/// Elements, and mark-up in an element, that would overflow whoever reads them recursively.
fn deep() -> String {
    format!(
        "<content:encoded><![CDATA[{}deep{}]]></content:encoded></item><item><title>deeper</title>{}x{}",
        "<div><blockquote>".repeat(20_000),
        "</blockquote></div>".repeat(20_000),
        "<x:y>".repeat(20_000),
        "</x:y>".repeat(20_000),
    )
}

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" xmlns:media=\"http://search.yahoo.com/mrss/\" \
         xmlns:georss=\"http://www.georss.org/georss\" xmlns:geo=\"http://www.w3.org/2003/01/geo/wgs84_pos#\" \
         xmlns:thr=\"http://purl.org/syndication/thread/1.0\" xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\" \
         xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\
         <channel>{items}</channel></rss>"
    )
}

fn atom() -> String {
    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"::\" xml:lang=\"x\"><id></id><title type=\"xhtml\"/>\
     <entry><id>tag:</id><title type=\"html\">&lt;img src=x onerror=alert(1)&gt;</title><updated>never</updated>\
     <author><name> </name><email>a b@c</email><uri>javascript:x</uri></author></entry>\
     <entry><id>urn:uuid:not-a-uuid</id><title type=\"image/png\">AAAA</title>\
     <content type=\"application/octet-stream\">%%%not base64</content>\
     <link rel=\"\u{1}\" href=\"http://\" length=\"-5\" hreflang=\"??\" type=\"/\"/></entry>\
     <entry><title>xhtml</title><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p><div><p>\
     </p></div></p><script>x</script><a name=\"a b\" id=\"a b\" href=\"&#10;java&#9;script:x\">y</a></div></content></entry>\
     <entry><title>remote</title><content src=\"file:///etc/passwd\" type=\"video/x\"/>\
     <category/><category term=\"\" scheme=\"::\" label=\"\"/><link rel=\"enclosure\"/></entry></feed>"
        .to_owned()
}

const JSON: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": 7, "feed_url": [], "items": [
    {"id": 1, "title": "number as id", "date_published": "2026-13-45"},
    {"id": "\ud800 lone", "title": "\ud83d", "content_text": "a\u0000b\u001b\ufffe", "tags": [null, 1, {}]},
    {"id": {}, "content_html": "<p>no title", "attachments": [{"url": 5}, {"url": "x", "size_in_bytes": -1.5e300}]},
    {"id": null, "url": "relative", "external_url": "//e", "authors": [{"name": "", "url": ""}, 1], "language": "!"},
    {"title": "no id", "date_published": "2026-11-01T00:00:00Z", "date_modified": 1e308}
]}"#;

const HEAD: &str = "<rss version=\"x\"><channel><title>\u{1}&lt;b&gt;Head\u{202E}</title><link>javascript:x</link>\
    <description>]]&gt;&#0;</description><language>de_DE@euro</language><managingEditor>(((</managingEditor>\
    <ttl>-5</ttl><lastBuildDate>NaN</lastBuildDate><image><url>x</url><width>9999999999</width></image>\
    <item><title>of a bad head</title></item></channel></rss>";
