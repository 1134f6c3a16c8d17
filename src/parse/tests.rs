//! Whole documents: one of each dialect as it ought to be, one as it ought not to be, and those made
//! to harm a reader.

use serde_json::Value;
use url::Url;

use super::*;

fn read(bytes: impl AsRef<[u8]>) -> Feed {
    parse(bytes.as_ref(), &Transport::default()).unwrap()
}

/// What was read, without what was not said, and what was warned of.
fn shown(feed: &Feed) -> String {
    let said = without_nothing(serde_json::to_value(feed).unwrap());
    let mut lines = vec![serde_json::to_string_pretty(&said).unwrap()];
    lines.extend(feed.warnings.iter().map(|warning| format!("{:?} {}", warning.line, warning.code)));
    lines.join(
        "
",
    )
}

fn without_nothing(value: Value) -> Value {
    let nothing = |value: &Value| {
        value.is_null() || value.as_array().is_some_and(Vec::is_empty) || *value == Value::Bool(false)
    };
    match value {
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, without_nothing(value)))
            .filter(|(_, value)| !nothing(value))
            .collect(),
        Value::Array(values) => values.into_iter().map(without_nothing).collect(),
        other => other,
    }
}

macro_rules! fixtures {
    ($($name:ident $path:literal)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(shown(&read(include_bytes!(concat!("../../tests/fixtures/", $path)))));
        }
    )*};
}

fixtures! {
    rss_with_everything_a_blog_says "rss/blog_with_extensions.xml"
    rss_of_a_podcast "rss/podcast.xml"
    rss_broken_in_every_way "rss/broken.xml"
    rss_1_0 "rdf/rss10.xml"
    rss_0_90 "rdf/rss090.xml"
    rss_1_1 "rdf/rss11.xml"
    atom_1_0 "atom/atom10.xml"
    atom_0_3 "atom/atom03.xml"
    channel_definition_format "cdf/channel.xml"
    json_feed_1_1 "json/version_1_1.json"
}

fn titles(feed: &Feed) -> Vec<&str> {
    feed.entries.iter().map(|entry| entry.title.as_ref().map_or("", |title| title.value.as_str())).collect()
}

fn codes(feed: &Feed) -> Vec<(&'static str, Option<u32>)> {
    feed.warnings.iter().map(|warning| (warning.code, warning.line)).collect()
}

/// An RSS document of this channel.
fn rss(channel: &str) -> Feed {
    read(format!("<rss version=\"2.0\"><channel>{channel}</channel></rss>"))
}

#[test]
fn a_well_formed_document_draws_no_warning() {
    let feed = rss("<title>x</title><item><title>a &amp; b</title></item>");
    assert!(feed.well_formed);
    assert_eq!(codes(&feed), []);
}

#[test]
fn every_cut_of_a_document_keeps_the_whole_entries_before_it() {
    let document = include_str!("../../tests/fixtures/rss/podcast.xml");
    // the entry is whole once its end tag is named
    let ends: Vec<usize> = document.match_indices("</item").map(|(at, end)| at + end.len()).collect();
    for cut in document.char_indices().map(|(at, _)| at).skip(100) {
        let Ok(feed) = parse(&document.as_bytes()[..cut], &Transport::default()) else { continue };
        let whole = ends.iter().filter(|end| **end <= cut).count();
        assert_eq!(feed.entries.len(), whole, "cut at {cut}");
    }
}

#[test]
fn a_json_feed_that_is_cut_off_keeps_its_whole_items() {
    let document = include_str!("../../tests/fixtures/json/version_1_1.json");
    let feed = read(&document[..document.find("No id").unwrap()]);
    assert_eq!(titles(&feed), ["Weir & sluice"]);
    assert_eq!(codes(&feed), [("unreadable-date", None), ("broken-json", None)]);
    assert!(!feed.well_formed);
}

#[test]
fn one_thing_stands_for_a_list_of_one_in_a_json_feed() {
    let feed = read(
        r#"{"version": "https://jsonfeed.org/version/1.1", "items": {"1": {"id": 1, "authors": {"name": "Ann"},
        "tags": "x", "attachments": {"url": "https://a.example/1.mp3"}}, "3": {"id": "3", "author": "Bob",}},}"#,
    );
    let authors: Vec<_> =
        feed.entries.iter().map(|entry| entry.authors[0].name.as_deref().unwrap()).collect();
    assert_eq!(authors, ["Ann", "Bob"]);
    assert_eq!(feed.entries[0].categories[0].term, "x");
    assert_eq!(feed.entries[0].enclosures[0].url, "https://a.example/1.mp3");
}

#[test]
fn other_json_is_no_feed() {
    for document in ["{}", "{\"items\": 1}", "{\"a\": [1, 2", "{"] {
        assert_eq!(parse(document.as_bytes(), &Transport::default()).unwrap_err().code, "json", "{document}");
    }
}

#[test]
fn warnings_name_the_line() {
    let feed = read("<rss version='2.0'>\n<channel>\r\n<title>a & b</title>\n\n<x>&</x>\n</channel></rss>");
    assert_eq!(codes(&feed), [("bare-ampersand", Some(3)), ("bare-ampersand", Some(5))]);
}

#[test]
fn namespaces_are_known_by_address_then_by_prefix() {
    for (declared, element) in [
        ("xmlns:q='http://purl.org/dc/elements/1.1/'", "q:creator"),
        ("xmlns:dc='http://example.org/wrong'", "dc:creator"),
        ("", "dc:creator"),
        ("", "DC:Creator"),
    ] {
        let feed = read(format!(
            "<rss version='2.0' {declared}><channel><item><{element}>Ann</{element}></item></channel></rss>"
        ));
        assert_eq!(feed.entries[0].authors[0].name.as_deref(), Some("Ann"), "{declared} {element}");
    }
}

#[test]
fn an_unknown_namespace_says_nothing() {
    let feed =
        rss("<item xmlns:q='http://example.org/q'><q:title>wrong</q:title><title>right</title></item>");
    assert_eq!(titles(&feed), ["right"]);
}

#[test]
fn relative_references_find_their_base() {
    let at = Url::parse("https://feeds.example.com/proxy/feed").unwrap();
    let read = |document: &str| {
        parse(document.as_bytes(), &Transport { base: Some(&at), ..Transport::default() }).unwrap()
    };
    let cases = [
        ("<rss><channel><item><link>a</link></item></channel></rss>", "https://feeds.example.com/proxy/a"),
        (
            "<rss><channel><link>https://site.example/x/</link><item><link>a</link></item></channel></rss>",
            "https://site.example/x/a",
        ),
        (
            "<rss xml:base='https://b.example/y/'><channel><link>https://site.example/x/</link><item><link>a</link></item></channel></rss>",
            "https://b.example/y/a",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='a'/></entry></feed>",
            "https://feeds.example.com/proxy/a",
        ),
    ];
    for (document, link) in cases {
        assert_eq!(read(document).entries[0].link.as_deref(), Some(link), "{document}");
    }
}

#[test]
fn a_guid_is_an_address_only_if_it_can_be_one() {
    let cases = [
        ("<guid>https://a.example/1</guid>", true, Some("https://a.example/1")),
        ("<guid isPermaLink='false'>https://a.example/1</guid>", false, None),
        ("<guid>urn:uuid:1</guid>", false, None),
        ("<guid>12345</guid>", false, None),
        ("<guid isPermaLink='true'>12345</guid>", true, Some("https://a.example/12345")),
        (
            "<guid>https://a.example/1</guid><link>https://a.example/2</link>",
            true,
            Some("https://a.example/2"),
        ),
    ];
    for (guid, is_permalink, link) in cases {
        let feed = rss(&format!("<link>https://a.example/</link><item>{guid}</item>"));
        let entry = &feed.entries[0];
        assert_eq!((entry.id_is_permalink, entry.link.as_deref()), (is_permalink, link), "{guid}");
    }
}

#[test]
fn an_entry_without_id_gets_one_that_lasts() {
    let feed = rss(
        "<item><link>https://a.example/1</link></item><item><title>x</title></item><item><title>y</title></item><item/>",
    );
    let ids: Vec<&str> = feed.entries.iter().filter_map(|entry| entry.id.as_deref()).collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(ids[0], "https://a.example/1");
    assert!(ids[1].starts_with("urn:uuid:") && ids[1] != ids[2]);
}

#[test]
fn a_section_that_was_escaped_hides_nothing() {
    for section in
        ["&lt;![CDATA[a &amp; b]]&gt;", "<![CDATA[<![CDATA[a & b]]>]]>", "&lt;![CDATA[\n a &amp; b]]&gt;"]
    {
        let feed = rss(&format!("<item><title>{section}</title><description>{section}</description></item>"));
        let summary = feed.entries[0].summary.as_ref().unwrap();
        assert_eq!((titles(&feed)[0], summary.value.as_str()), ("a & b", "a & b"), "{section}");
    }
}

#[test]
fn a_preview_servers_address_is_the_sites() {
    let at = Url::parse("https://a.example/feed.xml").unwrap();
    let read = |document: &str| {
        parse(document.as_bytes(), &Transport { base: Some(&at), ..Transport::default() }).unwrap()
    };
    let feed = read(
        "<rss><channel><link>http://localhost:4000/</link><item><link>/1</link></item>\
         <item><link>http://0.0.0.0:4000/2?x</link><guid>http://0.0.0.0:4000/2</guid></item></channel></rss>",
    );
    let links: Vec<_> = feed.entries.iter().map(|entry| entry.link.as_deref().unwrap()).collect();
    assert_eq!(feed.link.as_deref(), Some("https://a.example/"));
    assert_eq!(links, ["https://a.example/1", "https://a.example/2?x"]);
    assert_eq!(feed.entries[1].id.as_deref(), Some("http://0.0.0.0:4000/2"), "an id is what it is");
    let atom = read(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry xml:base='http://127.0.0.1:1313/x/'>\
         <link href='y'/><link rel='via' href='http://127.0.0.1:1200/z'/><content type='html'>z</content></entry></feed>",
    );
    assert_eq!(
        atom.entries[0].links[1].href, "http://127.0.0.1:1200/z",
        "a bridge on the reader's own machine"
    );
    assert_eq!(atom.entries[0].link.as_deref(), Some("https://a.example/x/y"));
    assert_eq!(atom.entries[0].content[0].text.base.as_deref(), Some("https://a.example/x/"));
}

#[test]
fn the_page_of_an_entry_is_found_among_its_links() {
    let link = |links: &str| {
        let feed = read(format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><channel><entry><id>1</id>{links}</entry></channel></feed>"
        ));
        feed.entries[0].link.clone()
    };
    let page = Some("https://a.example/1".to_owned());
    for links in [
        "<link rel='Alternate' href='https://a.example/1'/>",
        "<link rel='nofollow alternate' href='https://a.example/1'/>",
        "<link rel='self' href='https://a.example/x'/><url>https://a.example/1</url>",
        "<link type='application/json' href='https://a.example/x'/><link type='text/html' href='https://a.example/1'/>",
        "<link href='https://a.example/1'/><link type='text/html' href='https://a.example/x'/>",
        "<link type='application/json' href='https://a.example/1'/>",
    ] {
        assert_eq!(link(links), page, "{links}");
    }
}

#[test]
fn an_author_in_parts_is_read_in_rss_too() {
    let feed = rss("<item><author><name>Ann</name><email>ann@a.example</email></author></item>\
                    <item><author>By <b>Ann</b></author></item>");
    let author = |at: usize| {
        let author = &feed.entries[at].authors[0];
        (author.name.as_deref(), author.email.as_deref())
    };
    assert_eq!((author(0), author(1)), ((Some("Ann"), Some("ann@a.example")), (Some("By Ann"), None)));
}

#[test]
fn a_date_is_found_in_the_markup_of_a_page() {
    for date in [
        "&lt;time datetime=\"2024-05-01T10:00:00+02:00\" class=\"x\"&gt;Wed, 05/01/2024 - 10:00&lt;/time&gt;",
        "&lt;span content=\"2024-05-01T10:00:00+02:00\"&gt;Wednesday&lt;/span&gt;",
        "&lt;span&gt;Wed, 01 May 2024 10:00:00 +0200&lt;/span&gt;",
        "Wed, 01 May 2024 10:00:00 &amp;#43;0200",
    ] {
        let feed = rss(&format!("<item><title>x</title><pubDate>{date}</pubDate></item>"));
        let published = feed.entries[0].published.map(|at| at.to_rfc3339());
        assert_eq!(published.as_deref(), Some("2024-05-01T08:00:00+00:00"), "{date}");
    }
}

#[test]
fn a_document_made_to_harm_harms_nobody() {
    let many = |text: &str| text.repeat(200_000 / text.len());
    let documents = [
        format!("<rss><channel>{}", many("<a>")),
        format!("<rss><channel><title>{}", many("<b><i>")),
        format!(
            "<rss><channel><title {}>x</title></channel></rss>",
            (0..50_000).map(|n| format!("a{n}='1'")).collect::<Vec<_>>().join(" ")
        ),
        format!(
            "<rss {}><channel/></rss>",
            (0..20_000).map(|n| format!("xmlns:a{n}='u'")).collect::<Vec<_>>().join(" ")
        ),
        format!("<rss><channel><title>{}</title></channel></rss>", many("<![CDATA[")),
        format!("<rss><channel>{}</channel></rss>", many("<!--")),
        format!("<rss><channel>{}</channel></rss>", many("<?")),
        format!("<rss><channel>{}</channel></rss>", many("<a b='")),
        format!("<rss><channel>{}</channel></rss>", many("</x>")),
        format!("<rss><channel><title>{}</title></channel></rss>", many("&")),
        format!(
            "<rss><channel><title>{}x{}</title></channel></rss>",
            " ".repeat(3_000_000),
            "<![CDATA[a]]>".repeat(250_000)
        ),
        format!("<rss><channel>{}</channel></rss>", many("<item/>")),
        format!("<rss><channel><item>{}</item></channel></rss>", many("<category>x</category>")),
        format!("<rss><channel>{}</channel></rss>", many("<item><title>x</title>")),
        format!("<rss><channel>{}</channel></rss>", many("<!DOCTYPE x [<!ENTITY a '&a;&a;'>]>&a;")),
        format!("{}<rss/>", many("<!")),
        format!("{}<rss/>", many("<![CDATA[<!--<?")),
        format!("<feed>{}</feed>", many("<entry xml:base='x/' xml:lang='a'><link href='y'/>")),
        format!("<feed><entry><content type='xhtml'>{}", many("<div xml:base='x/'>")),
    ];
    for document in &documents {
        let start = document.chars().take(60).collect::<String>();
        if let Ok(feed) = parse(document.as_bytes(), &Transport::default()) {
            let size = serde_json::to_string(&feed).unwrap().len();
            assert!(size < 20 * document.len() + 10_000, "{start}: {size}");
        }
    }
}

#[test]
fn what_is_no_feed_is_refused_by_name() {
    let error = parse(b"<!doctype html><title>x</title>", &Transport::default()).unwrap_err();
    assert_eq!(error.code, "html-page");
    let picture = "<svg><metadata><rdf:RDF><cc:Work><dc:title>x</dc:title></cc:Work></rdf:RDF></metadata><title>y</title></svg>";
    for (document, code) in [
        (format!("<!doctype html><title>x</title><body>{picture}<p>Text</p>"), "html-page"),
        (format!("<?xml version='1.0'?><html xmlns='x'><body>{picture}</body></html>"), "html-page"),
        ("<html><p>The root is <rss version='2.0'>, with a <channel>".to_owned(), "html-page"),
        (picture.to_owned(), "other-xml"),
        ("<rdf:RDF><foaf:Person><foaf:name>Ann</foaf:name></foaf:Person></rdf:RDF>".to_owned(), "other-xml"),
    ] {
        let read = parse(document.as_bytes(), &Transport::default());
        assert_eq!(read.map_err(|error| error.code).err(), Some(code), "{document}");
    }
    for empty in [
        "<br />\n<b>Warning</b>: x<br />\n<rss><channel><title>x</title></channel></rss>",
        "<rdf:RDF><channel><title>x</title></channel></rdf:RDF>",
        "<rdf:RDF xmlns='http://purl.org/rss/1.0/'></rdf:RDF>",
        "<html><body><rss><channel><item><title>x</title></item></channel></rss></body></html>",
    ] {
        assert!(parse(empty.as_bytes(), &Transport::default()).is_ok(), "{empty}");
    }
}

proptest::proptest! {
    /// Whatever the bytes, reading them ends, and leaves a document that can be printed.
    #[test]
    fn no_input_makes_it_panic(parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..40), noise in ".{0,8}") {
        let document = format!("<rss><channel>{}{noise}", parts.concat());
        for start in ["", "<?xml version='1.0'?>", "\u{feff}"] {
            let _ = parse(format!("{start}{document}").as_bytes(), &Transport::default());
            let _ = parse(format!("{start}{}", document.replace("rss", "feed")).as_bytes(), &Transport::default());
        }
    }
}

/// Pieces that documents are made of, whole and broken.
const PARTS: &[&str] = &[
    "<item>",
    "</item>",
    "<title>",
    "</title>",
    "<link href='",
    "'/>",
    "\"",
    ">",
    "<",
    "</",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&amp;",
    "&",
    "&#",
    "&#x1F600;",
    ";",
    "<entry>",
    "</entry>",
    "<content type='xhtml'>",
    "<div xml:base='a/'>",
    "</div>",
    "<p>",
    "<br/>",
    "text",
    "\u{e9}",
    "\r\n",
    "</channel>",
    "<media:group>",
    "<media:content url='x'>",
    "<itunes:category text='x'>",
    "<guid>",
    "<description>",
    "<georss:point>1 2",
    "<dc:date>2026-01-01",
    "<?x",
    "?>",
    "<!DOCTYPE a [",
    "<!ENTITY b 'c'>",
    "]>",
];

#[test]
fn a_title_that_holds_too_many_tags_ends_with_its_end_tag() {
    let items = format!("<item><title>{}a</title></item><item><title>b</title></item>", "<b>".repeat(5_000));
    let feed = read(format!("<rss><channel>{items}</channel></rss>").as_bytes());
    let titles: Vec<_> =
        feed.entries.iter().map(|entry| entry.title.as_ref().map(|title| &*title.value)).collect();
    assert_eq!(titles.len(), 2, "{titles:?}");
    assert_eq!(titles[1], Some("b"));
}

#[test]
fn whole_numbers_of_a_json_feed_however_they_are_written() {
    for (size, length) in [
        ("123", Some(123)),
        ("123.0", Some(123)),
        ("1.23e2", Some(123)),
        ("\"123\"", Some(123)),
        ("\"123.0\"", Some(123)),
        ("4294967296000", Some(4_294_967_296_000)),
        ("123.5", None),
        ("-1", None),
        ("-1.0", None),
        ("1e300", None),
        ("true", None),
    ] {
        let feed = read(format!(
            r#"{{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{{"id": "1", "url": "https://a.example/1",
               "attachments": [{{"url": "https://a.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": {size}}}]}}]}}"#
        ));
        assert_eq!(feed.entries[0].enclosures[0].length, length, "{size}");
    }
}

#[test]
fn a_json_feed_has_ended_where_it_says_true_and_nothing_else() {
    for (expired, ended) in
        [("true", true), ("false", false), ("\"true\"", false), ("1", false), ("null", false)]
    {
        let json = format!(
            r#"{{"version": "https://jsonfeed.org/version/1.1", "title": "x", "expired": {expired}, "items": []}}"#
        );
        assert_eq!(read(json).expired, ended, "{expired}");
    }
}

#[test]
fn half_an_emoji_costs_a_json_feed_nothing_else() {
    let json = br#"{"version": "https://jsonfeed.org/version/1.1", "title": "x",
        "items": [{"id": "1", "title": "cut \ud83d"}, {"id": "2", "content_text": "b"}]}"#;
    let feed = read(json);
    assert_eq!(feed.entries.len(), 2);
    assert_eq!(feed.entries[0].title.as_ref().unwrap().value, "cut \u{FFFD}");
    assert!(!feed.well_formed);
}

#[test]
fn who_made_a_feed_is_told_in_two_elements_in_any_order() {
    let name = "<generator>Press 6.4</generator>";
    let agent = "<admin:generatorAgent rdf:resource='https://press.example/?v=6.4'/>";
    for both in [[name, agent], [agent, name]] {
        let generator =
            read(format!("<rss version='2.0'><channel>{}</channel></rss>", both.concat())).generator;
        let generator = generator.unwrap();
        assert_eq!(generator.name.as_deref(), Some("Press 6.4"));
        assert_eq!(generator.url.as_deref(), Some("https://press.example/?v=6.4"));
    }
}

#[test]
fn replies_in_xhtml_are_a_page_and_no_feed() {
    let link =
        |kind: &str| format!("<link rel='replies' type='application/{kind}' href='https://x.org/{kind}'/>");
    let links = link("xhtml+xml") + &link("atom+xml");
    let feed = read(format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:1</id>{links}</entry></feed>"
    ));
    assert_eq!(feed.entries[0].comments.as_deref(), Some("https://x.org/xhtml+xml"));
    assert_eq!(feed.entries[0].comment_feed.as_deref(), Some("https://x.org/atom+xml"));
}
