//! What comes out, seen over many builds and over all that a source can say.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, iter};

use serde_json::Value;

use crate::support::blog::Blog;
use crate::support::server::Reply;
use crate::support::{Site, files_below};

/// A feed that says that it has changed "now".
fn stamped(hour: usize, items: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Blog</title><link>https://blog.example/</link>\
         <lastBuildDate>Wed, 25 Nov 2026 {hour:02}:00:00 GMT</lastBuildDate>{items}</channel></rss>"
    )
}

#[test]
fn a_feed_that_says_now_at_each_fetch_changes_no_file_and_tells_no_hub() {
    let hub = Blog::new();
    hub.replies_at("/hub", Reply::new(202));
    let mut site = Site::new()
        .publish(&format!("hubs = [{:?}]", hub.url_of("/hub")))
        .tables("[[feeds]]\nname = \"blog\"\npath = \"blog.xml\"\n");
    let item = "<item><title>One</title><guid>https://blog.example/1</guid></item>";
    site.file("blog.xml", stamped(10, item));
    site.at("2026-11-25T12:00:00Z").refresh();
    let (before, told) = (site.output_times(), hub.requests());
    assert_eq!(told, 3, "RSS, Atom and JSON Feed");
    for hour in 11..14 {
        site.file("blog.xml", stamped(hour, item));
        site.at(&format!("2026-11-25T{}:00:00Z", hour + 2)).refresh();
        let feeds = |times: &[(PathBuf, std::time::SystemTime)]| -> Vec<_> {
            times.iter().filter(|(file, _)| !file.ends_with("status.json")).cloned().collect()
        };
        assert_eq!(feeds(&site.output_times()), feeds(&before));
    }
    assert_eq!(hub.requests(), told, "nothing has changed");
    site.file("blog.xml", stamped(15, &format!("{item}<item><title>Two</title></item>")));
    site.at("2026-11-25T17:00:00Z").refresh();
    assert_eq!(hub.requests(), 2 * told);
    assert!(site.read("output/atom.xml").contains("<updated>2026-11-25T15:00:00+00:00</updated>"));
}

/// Posts `0..=newest`, some edited in this build, one withdrawn.
fn edited(newest: usize, build: usize) -> String {
    let items = (0..=newest).rev().filter(|n| *n != build).fold(String::new(), |mut items, n| {
        let edit = if n % 3 == build % 3 { format!(" edited {build}") } else { String::new() };
        let _ = write!(
            items,
            "<item><title>Post {n}{edit}</title><guid>https://blog.example/{n}</guid>\
             <pubDate>2026-11-{:02}T{:02}:00:00Z</pubDate></item>",
            n / 2 + 1,
            n % 2 + 10
        );
        items
    });
    stamped(10, &items)
}

#[test]
fn closed_pages_and_their_siblings_stay_through_edits_withdrawals_and_new_limits() {
    let mut site = Site::new()
        .publish("limit = 4\narchive = true\ncompress = [\"gzip\"]")
        .tables("[[feeds]]\nname = \"blog\"\npath = \"blog.xml\"\nguard = false\n");
    let mut limit = 4;
    let mut closed: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    for build in 0..10 {
        let next = [4, 3, 6, 2, 5][build % 5];
        site.reconfigure(&format!("limit = {limit}"), &format!("limit = {next}"));
        limit = next;
        site.file("blog.xml", edited(8 + 2 * build, build));
        site.at(&format!("2026-11-26T{build:02}:00:00Z")).refresh();
        let folder = site.path("output/archive");
        let pages: BTreeMap<PathBuf, Vec<u8>> =
            files_below(&folder).into_iter().map(|file| (file.clone(), fs::read(file).unwrap())).collect();
        for (file, bytes) in &closed {
            assert!(pages.get(file) == Some(bytes), "build {build}: {} is not what it was", file.display());
        }
        for page in pages.keys().filter(|file| file.extension().is_some_and(|ending| ending == "xml")) {
            let sibling = PathBuf::from(format!("{}.gz", page.display()));
            assert!(pages.contains_key(&sibling), "build {build}: no {}", sibling.display());
        }
        closed = pages;
    }
    assert!(closed.len() >= 4 * 4, "{}", closed.len());
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    ["atom", "cdf", "json", "rdf", "rss"]
        .iter()
        .flat_map(|kind| files_below(&folder.join(kind)))
        .filter(|file| file.extension().is_some_and(|ending| ending != "snap"))
        .collect()
}

/// What `inspect` finds in a file.
fn inspected(site: &Site, file: &Path) -> Value {
    let run = site.run(&["inspect", "--json", file.to_str().unwrap()]).succeeded();
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn no_entry_that_the_parser_read_is_missing_without_a_reason() {
    let mut site = Site::new().publish("limit = 5\nblock = [\"https://blog.example/blocked\"]");
    for (number, file) in fixtures().iter().enumerate() {
        // Twice: the second copy of each entry is merged into the first.
        for copy in ["a", "b"] {
            site = site.tables(&format!("[[feeds]]\nname = \"{copy}{number}\"\npath = {file:?}\n"));
        }
    }
    site.file(
        "own.xml",
        stamped(
            9,
            "<item><title>Blocked</title><guid>https://blog.example/blocked</guid></item>\
             <item><title>Nothing but a title</title></item><item><title>Sponsored</title></item>",
        ),
    );
    let site =
        site.tables("[[feeds]]\nname = \"own\"\npath = \"own.xml\"\ndrop = { title = \"Sponsored\" }\n");
    site.build();
    let published = site.ids();
    let own = site.path("own.xml");
    let files = fixtures();
    let mut missing = 0;
    for file in files.iter().chain(iter::once(&own)) {
        for entry in inspected(&site, file)["entries"].as_array().unwrap() {
            let id = entry["id"].as_str().unwrap_or_else(|| panic!("{}: {entry} has no id", file.display()));
            if published.iter().any(|published| published == id) {
                continue;
            }
            let told = site.run(&["explain", id]).succeeded().stdout;
            let reason = [
                "published from",
                "not in the feed: ",
                "blocked",
                "dropped",
                "beyond `new_entries`",
                "beyond the limit",
            ];
            assert!(reason.iter().any(|reason| told.contains(reason)), "{}: {id}\n{told}", file.display());
            let is_there = published.iter().any(|published| told.contains(published.as_str()));
            missing += usize::from(!is_there);
        }
    }
    assert!(missing > 5, "the limit leaves out more than {missing}");
}

#[test]
fn pages_that_an_entry_is_related_to_and_the_whole_source_arrive_in_every_format() {
    let site = Site::new().tables("[[feeds]]\nname = \"planet\"\npath = \"planet.xml\"\n");
    site.file(
        "planet.xml",
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>tag:p.example,2026:p</id><title>P</title>\
         <updated>2026-11-24T00:00:00Z</updated><entry><id>tag:s.example,2026:1</id><title>E</title>\
         <updated>2026-11-24T00:00:00Z</updated><author><name>A</name></author>\
         <contributor><name>C</name><email>c@s.example</email><uri>https://c.example/</uri></contributor>\
         <link href=\"https://s.example/1\"/><link rel=\"related\" href=\"https://about.example/\" title=\"T\"/>\
         <link rel=\"VIA\" href=\"https://found.example/\"/><link rel=\"related\" href=\"javascript:x\"/>\
         <source><id>tag:s.example,2026:s</id><title>S</title><updated>2026-11-20T00:00:00Z</updated>\
         <link href=\"https://s.example/\"/><link rel=\"self\" href=\"https://s.example/atom\"/></source>\
         </entry></feed>",
    );
    site.build();
    let rss = site.read("output/feed.xml");
    for element in [
        r#"<atom:link href="https://about.example/" rel="related" title="T"/>"#,
        r#"<atom:link href="https://found.example/" rel="via"/>"#,
        "<atom:id>tag:s.example,2026:s</atom:id>",
        "<atom:updated>2026-11-20T00:00:00+00:00</atom:updated>",
        r#"<atom:link href="https://s.example/" rel="alternate" type="text/html">"#,
        "<atom:email>c@s.example</atom:email>",
        "<atom:uri>https://c.example/</atom:uri>",
    ] {
        assert!(rss.contains(element), "{element} is not in\n{rss}");
    }
    let atom = site.atom();
    let links = atom.entries()[0].links();
    let target = |rel: &str| links.iter().find(|link| link.rel() == rel).map(atom_syndication::Link::href);
    assert_eq!(
        (target("related"), target("via")),
        (Some("https://about.example/"), Some("https://found.example/"))
    );
    let json = &site.json()["items"][0];
    assert_eq!(json["external_url"], "https://about.example/");
    assert_eq!(json["_feedmill"]["links"][1]["url"], "https://found.example/");
    assert_eq!(json["_feedmill"]["source"]["updated"], "2026-11-20T00:00:00Z");
}

#[test]
fn addresses_that_no_uri_can_be_cost_no_entry() {
    let site = Site::new().tables("[[feeds]]\nname = \"blog\"\npath = \"blog.xml\"\n");
    let items: Vec<String> = ["100%", "%zz", "a#b#c", "a[b]|c", "?q=%&r={}^`"]
        .iter()
        .enumerate()
        .map(|(n, path)| {
            let url = format!("https://blog.example/{path}");
            format!(
                "<item><title>{n}</title><link>{url}</link><comments>{url}</comments>\
                 <enclosure url=\"{url}\" length=\"1\" type=\"a/b\"/><media:thumbnail url=\"{url}\"/>\
                 <description>&lt;a href=\"{url}\"&gt;a&lt;/a&gt;&lt;img src=\"{url}\" alt=\"\"&gt;</description></item>"
            )
        })
        .collect();
    let document =
        stamped(9, &items.concat()).replace("<rss", "<rss xmlns:media=\"http://search.yahoo.com/mrss/\"");
    site.file("blog.xml", document);
    let run = site.build();
    assert!(!run.stderr.contains("left out"), "{}", run.stderr);
    assert_eq!(site.ids().len(), 5);
}

#[test]
fn an_agency_is_the_source_of_an_article_and_not_its_author() {
    let site = Site::new().article(
        "bridge.txt",
        "City opens new bridge\nDecember 04,2014   By:AGENCY\n\nThe first paragraph is here, and it goes on.\n",
    );
    let site = site.article("own.txt", "My own\n\nBy Jane Doe\n\nA text of my own, with some words in it.\n");
    site.build();
    let feed = site.rss();
    let of = |title: &str| {
        let item = feed.items().iter().find(|item| item.title() == Some(title)).unwrap();
        let dublin_core = item.dublin_core_ext().unwrap();
        (dublin_core.sources().to_vec(), dublin_core.creators().to_vec())
    };
    assert_eq!(of("City opens new bridge"), (vec!["AGENCY".to_owned()], Vec::new()));
    assert_eq!(of("My own"), (Vec::new(), vec!["Jane Doe".to_owned()]));
    let atom = site.atom();
    let bridge =
        atom.entries().iter().find(|entry| entry.title().as_str() == "City opens new bridge").unwrap();
    assert_eq!(bridge.source().unwrap().title().as_str(), "AGENCY");
    assert_eq!(bridge.authors()[0].name(), "AGENCY", "Atom demands an author");
    assert!(site.read("output/index.html").contains("AGENCY"));
}

#[test]
fn an_agency_is_not_stood_in_for_by_the_author_of_the_site() {
    let own = "author = { name = \"Ann Author\" }";
    for site in [
        Site::new().tables(&format!("[articles]\n{own}\n")),
        Site::new().publish(own).article("own.txt", "My own\n\nA text of my own.\n"),
    ] {
        site.file(
            "articles/bridge.txt",
            "City opens new bridge\n4 December 2025   By:AGENCY\n\nIt is long.\n",
        );
        site.file("articles/own.txt", "My own\n\nA text of my own.\n");
        site.build();
        let authors = |title: &str| {
            let json = site.json();
            let item = json["items"].as_array().unwrap().iter().find(|item| item["title"] == title).unwrap();
            item["authors"][0]["name"].as_str().map(str::to_owned)
        };
        assert_eq!(authors("City opens new bridge"), None);
        assert_eq!(authors("My own").as_deref(), Some("Ann Author"));
    }
}

#[test]
fn an_article_with_something_to_play_is_an_episode_without_more_words() {
    let site = Site::new().publish("logo = \"https://mill.example/logo.png\"").article(
        "one.md",
        "---\ntitle: One\nimage: https://mill.example/one.png\n\
         enclosure: { url: \"https://cdn.example/1.mp3\", length: 5, type: audio/mpeg }\n---\nText.\n",
    );
    site.build();
    let feed = site.rss();
    let itunes = feed.itunes_ext().unwrap();
    assert_eq!(itunes.image(), Some("https://mill.example/logo.png"));
    assert_eq!((itunes.explicit(), itunes.categories().len()), (Some("false"), 1));
    assert_eq!(feed.items()[0].itunes_ext().unwrap().image(), Some("https://mill.example/one.png"));
    assert!(site.json()["items"][0]["_feedmill"].is_null());
}

#[test]
fn a_feed_with_episodes_has_what_podcast_directories_ask_for() {
    let mut site = Site::new()
        .publish("language = \"en\"\nlogo = \"https://mill.example/cover.jpg\"\nauthor = { name = \"Ann\", email = \"ann@mill.example\" }\ncategories = [\"technology\"]")
        .article(
            "one.md",
            "---\ntitle: One\ndate: 2026-11-20\nenclosure: { url: \"https://cdn.example/1.mp3\", length: 5, type: audio/mpeg }\nduration: \"1:02:03\"\nepisode: 1\n---\nNotes.\n",
        );
    site.at("2026-11-25T12:00:00Z").build();
    let feed = site.read("output/feed.xml");
    for element in [
        "<language>en</language>",
        "<itunes:author>Ann</itunes:author>",
        "<itunes:category text=\"Technology\">",
        "<itunes:explicit>false</itunes:explicit>",
        "<itunes:image href=\"https://mill.example/cover.jpg\">",
        "<itunes:email>ann@mill.example</itunes:email>",
        "<enclosure url=\"https://cdn.example/1.mp3\" length=\"5\" type=\"audio/mpeg\"/>",
        "<itunes:duration>3723</itunes:duration>",
    ] {
        assert!(feed.contains(element), "{element} is not in\n{feed}");
    }
}

#[test]
fn languages_come_out_as_the_registry_has_them_or_not_at_all() {
    let site = Site::new().tables("[[feeds]]\nname = \"blog\"\npath = \"blog.xml\"\n");
    let languages = ["en_us", "en-UK", "jp", "none", "i-klingon", "iw-IL", "de-CH-1996", "en-US.UTF-8"];
    let items: Vec<String> = languages
        .iter()
        .map(|tag| format!("<item><title>{tag}</title><dc:language>{tag}</dc:language></item>"))
        .collect();
    let document =
        stamped(9, &items.concat()).replace("<rss", "<rss xmlns:dc=\"http://purl.org/dc/elements/1.1/\"");
    site.file("blog.xml", document);
    site.build();
    let json = site.json();
    let published: BTreeMap<&str, Option<&str>> = json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["title"].as_str().unwrap(), item["language"].as_str()))
        .collect();
    let wanted = [
        ("en_us", Some("en-US")),
        ("en-UK", Some("en-GB")),
        ("jp", None),
        ("none", None),
        ("i-klingon", Some("tlh")),
        ("iw-IL", Some("he-IL")),
        ("de-CH-1996", Some("de-CH")),
        ("en-US.UTF-8", None),
    ];
    assert_eq!(published, BTreeMap::from(wanted));
}

/// What authors rightly use, and a piece of it that every reader must find again.
const RICH: [(&str, &str); 16] = [
    (
        "<table><caption>c</caption><thead><tr><th scope=\"col\">h</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        "<th scope=\"col\">h</th>",
    ),
    (
        "<figure><img src=\"/i.jpg\" srcset=\"/i.jpg 1x, /j.jpg 2x\" width=\"4\" height=\"3\" alt=\"x\"><figcaption>f</figcaption></figure>",
        "srcset=\"https://blog.example/i.jpg 1x, https://blog.example/j.jpg 2x\"",
    ),
    (
        "<figure><p>a</p><figcaption>under it</figcaption></figure>",
        "<figcaption>under it</figcaption></figure>",
    ),
    (
        "<picture><source srcset=\"/k.webp\" type=\"image/webp\"><img src=\"/k.jpg\" alt=\"k\"></picture>",
        "<source srcset=\"https://blog.example/k.webp\" type=\"image/webp\" />",
    ),
    (
        "<pre><code class=\"language-rust\">fn a() {}\n</code></pre>",
        "<code class=\"language-rust\">fn a() {}\n</code>",
    ),
    (
        "<ol start=\"3\"><li>a<ul><li>b</li></ul></li></ol>",
        "<ol start=\"3\"><li>a<ul><li>b</li></ul></li></ol>",
    ),
    ("<dl><dt>t</dt><dd>d</dd></dl>", "<dl><dt>t</dt><dd>d</dd></dl>"),
    ("<audio controls src=\"https://cdn.example/a.mp3\"></audio>", "src=\"https://cdn.example/a.mp3\""),
    (
        "<video controls><source src=\"https://cdn.example/v.webm\" type=\"video/webm\"></video>",
        "<source src=\"https://cdn.example/v.webm\" type=\"video/webm\" />",
    ),
    ("<details open><summary>s</summary><p>d</p></details>", "<summary>s</summary><p>d</p></details>"),
    ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>"),
    ("<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>", "<mfrac><mi>a</mi><mn>2</mn></mfrac>"),
    ("<p dir=\"rtl\" lang=\"ar\">نص</p>", "<p dir=\"rtl\" lang=\"ar\">نص</p>"),
    ("<p>x<sup><a href=\"#fn1\">1</a></sup></p><p id=\"fn1\">note</p>", "-fn1\">note</p>"),
    (
        "<iframe src=\"https://www.youtube.com/embed/abc\"></iframe>",
        "<a href=\"https://www.youtube.com/watch?v=abc\"><img src=\"https://i.ytimg.com/vi/abc/hqdefault.jpg\"",
    ),
    (
        "<blockquote cite=\"https://q.example/\">q</blockquote>",
        "<blockquote cite=\"https://q.example/\">q</blockquote>",
    ),
];

#[test]
fn what_authors_rightly_use_is_in_every_feed_and_on_the_page() {
    let site = Site::new().tables("[[feeds]]\nname = \"blog\"\npath = \"blog.xml\"\n");
    let html: Vec<&str> = RICH.iter().map(|(html, _)| *html).collect();
    let item = format!(
        "<item><title>Rich</title><content:encoded><![CDATA[{}]]></content:encoded></item>",
        html.concat()
    );
    let namespace = "<rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"";
    site.file("blog.xml", stamped(9, &item).replace("<rss", namespace));
    site.build();
    let rss = site.rss().items()[0].content().unwrap().to_owned();
    let atom = site.atom().entries()[0].content().unwrap().value().unwrap().to_owned();
    let json = site.json()["items"][0]["content_html"].as_str().unwrap().to_owned();
    assert_eq!((&rss, &rss), (&atom, &json));
    let page = site.read("output/index.html");
    for (_, kept) in RICH {
        assert!(rss.contains(kept), "{kept} is not in\n{rss}");
        assert!(page.contains(kept), "{kept} is not on the page");
    }
}

/// Readers take an entry that names nobody for one by the author of the feed that it is in.
#[test]
fn what_others_write_is_not_taken_for_the_editors_own() {
    let site = Site::new()
        .publish("author = { name = \"Ed\", email = \"ed@mill.example\" }")
        .tables("[articles]\n[[feeds]]\nname = \"blog\"\npath = \"blog.xml\"\n")
        .article("own.md", "---\ndate: 2026-11-24\n---\n# Own\n\nText.\n");
    site.file("blog.xml", stamped(10, "<item><title>One</title><guid>https://blog.example/1</guid></item>"));
    site.build();
    assert_eq!(site.titles(), ["Own", "One"]);
    let rss = site.rss();
    let creators = |at: usize| rss.items()[at].dublin_core_ext().map(|dc| dc.creators().to_vec());
    assert_eq!((creators(0), creators(1)), (Some(vec!["Ed".to_owned()]), Some(vec!["Blog".to_owned()])));
    let json = site.json();
    assert_eq!(json["items"][1]["authors"], serde_json::json!([{ "name": "Blog" }]));
    assert_eq!(site.atom().entries()[1].authors()[0].name, "Blog");
}

#[test]
fn a_page_in_a_folder_of_its_own_leads_to_the_feeds() {
    let site = Site::new()
        .publish("html = \"news/index.html\"\nrss = \"news/rss.xml\"\n[[publish.views]]\nname = \"v\"")
        .article("a.md", "---\ndate: 2026-11-24\n---\n# One\n\nText.\n");
    site.build();
    for folder in ["output/news", "output/v/news"] {
        let page = site.read(&format!("{folder}/index.html"));
        for feed in ["rss.xml", "../atom.xml", "../feed.json"] {
            assert!(page.contains(&format!("href=\"{feed}\"")), "{feed}: {page}");
            assert!(site.path(folder).join(feed).is_file(), "{folder}/{feed}");
        }
    }
}
