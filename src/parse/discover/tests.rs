use super::*;
use proptest::prelude::*;

const PAGE: &str = "https://example.org/blog/post.html?x=1";

fn page() -> Url {
    Url::parse(PAGE).unwrap()
}

/// The candidates of a page, a line for each.
fn found(html: &str) -> Vec<String> {
    feeds_in_page(html, &page()).into_iter().map(|candidate| candidate.url.to_string()).collect()
}

#[test]
fn a_link_element_is_found_in_every_spelling() {
    for html in [
        "<link rel='alternate' type='application/rss+xml' href='/f'>",
        "<LINK REL=Alternate TYPE=application/RSS+XML HREF=/f>",
        "<link href=\"/f\" type=\"application/atom+xml; charset=utf-8\" rel=\"nofollow ALTERNATE home\" />",
        "<link rel=feed href=/f>",
        "<link rel=alternate type='application/rss xml' href=/f>",
        "<link rel='service.feed' type='application/x.atom+xml' href='/f'>",
        "<link rel='alternate' type='application/feed+json' href='//example.org/f'>",
        "<link rel='alternate' type='application/rdf+xml' href='&#x2f;f'>",
        "<link rel='alternate' type='text/xml' href=' ../f#top\n'>",
        "<link rel='alternate' type='application/json' href='../f'>",
        "<link\nrel='alternate'\ntype='application/rss+xml'\nhref='feed://example.org/f'\n>",
        "<body><div><link rel=alternate type=application/atom+xml href=/f></div>",
        "<title>a <link rel=feed href=/no></title><link rel=feed href=/f>",
    ] {
        let urls = found(html);
        assert!(
            urls == ["https://example.org/f"] || urls == ["http://example.org/f"],
            "{html} leads to {urls:?}"
        );
    }
}

#[test]
fn what_declares_no_feed_is_passed_over() {
    for html in [
        "",
        "<link rel=stylesheet type=text/css href=/f>",
        "<link rel='alternate' hreflang=de href=/de>",
        "<link rel='alternate' type=text/html href=/feed>",
        "<link rel='alternate' type='application/atomsvc+xml' href=/service>",
        "<link rel='alternate' type='application/rss+xml'>",
        "<link rel='alternate' type='application/rss+xml' href=''>",
        "<link rel='alternate' type='application/rss+xml' href='#top'>",
        "<link rel='alternate' type='application/rss+xml' href='javascript:f()'>",
        "<link rel='alternate' type='application/rss+xml' href='file:///etc/passwd'>",
        "<link rel='alternate' type='application/json' href='/wp-json/wp/v2/posts/1'>",
        "<link rel='alternate' type='application/json+oembed' href='/embed?url=x'>",
        "<link rel='search' type='application/opensearchdescription+xml' href='/search.xml'>",
        "<!-- <link rel=feed href=/f> --><script>'<link rel=feed href=/f>'</script>",
        "<link rel='alternate' type='application/rss+xml' href='/cut",
        "<a href=/about>About the feed we had</a><a href=/sitemap.xml>Sitemap</a>",
    ] {
        assert_eq!(found(html), [""; 0], "{html}");
    }
}

#[test]
fn the_likeliest_comes_first_and_each_comes_once() {
    let html = "<a href='/comments/feed'>Comments</a>\
        <a href=https://other.net/rss>Theirs</a>\
        <a href='/about-feeds'> <img src=rss.png alt='RSS'> </a>\
        <a href='main.rss'>Ours</a><a href=/atom.xml>Again</a>\
        <link rel=alternate type=application/rss+xml title='Mill &raquo; Comments Feed' href=/c>\
        <link rel=alternate type=text/xml href=/maybe>\
        <link rel=alternate title=Untyped href=/feed>\
        <link rel=alternate type=application/atom+xml title=' The\n Mill ' href=/atom.xml>\
        <link rel=alternate type=application/atom+xml href=http://example.org/atom.xml>";
    let shown = feeds_in_page(html, &page()).into_iter().map(|Candidate { url, title, media_type }| {
        format!("{url} {} {}", title.unwrap_or_default(), media_type.unwrap_or_default())
    });
    insta::assert_snapshot!(shown.map(|line| line.trim().to_owned()).collect::<Vec<_>>().join("\n"), @r"
    https://example.org/atom.xml The Mill application/atom+xml
    https://example.org/maybe  text/xml
    https://example.org/feed Untyped
    https://example.org/c Mill » Comments Feed application/rss+xml
    https://example.org/blog/main.rss Ours
    https://other.net/rss Theirs
    https://example.org/about-feeds RSS
    https://example.org/comments/feed Comments
    ");
}

#[test]
fn the_first_base_counts_for_links_before_it_too() {
    let html = "<link rel=feed href=a><base target=_top><base href='/sub/'><base href=/late/><a href=b.rss>";
    assert_eq!(found(html), ["https://example.org/sub/a", "https://example.org/sub/b.rss"]);
    assert_eq!(found("<base href='data:x'><link rel=feed href=a>"), ["https://example.org/blog/a"]);
}

#[test]
fn an_anchor_looks_like_a_feed_by_its_address() {
    for (href, looks) in [
        ("/feed/", true),
        ("rss", true),
        ("index.xml", true),
        ("/news.rdf", true),
        ("/blog-feed.xml", true),
        ("?feed=rss2", true),
        ("/index.php?format=feed&type=atom", true),
        ("feed:https://example.org/x", true),
        ("http://feeds.feedburner.com/Mill", true),
        ("/feeds/posts/default?alt=rss", true),
        ("/feedback", false),
        ("https://rss.com", false),
        ("/rss/help.html", false),
        ("/data.xml", false),
        ("?feeding=birds", false),
        ("", false),
    ] {
        assert_eq!(likeness::is_feed_address(href), looks, "{href}");
    }
}

#[test]
fn well_known_places_are_below_beside_and_at_the_root() {
    let shown =
        |page: &str| well_known(&Url::parse(page).unwrap()).into_iter().map(String::from).collect::<Vec<_>>();
    let root = shown("https://example.org/?q#x");
    assert_eq!(
        root[..3],
        ["https://example.org/feed/", "https://example.org/feed", "https://example.org/rss.xml"]
    );
    assert_eq!(root.len(), WELL_KNOWN.len());
    let below = shown("https://example.org/a/b");
    assert_eq!(below[0], "https://example.org/a/b/feed/");
    assert_eq!(below[WELL_KNOWN.len()], "https://example.org/a/feed/");
    assert_eq!(below[2 * WELL_KNOWN.len()], "https://example.org/feed/");
    assert_eq!(shown("https://example.org/a/b.html").len(), 2 * WELL_KNOWN.len());
    assert_eq!(shown("mailto:a@example.org"), [""; 0]);
}

#[test]
fn a_page_of_links_only_is_bounded() {
    let html: String = (0..10_000)
        .map(|n| format!("<a href=/{n}.rss>x<link rel=feed href=/{n}>"))
        .collect::<Vec<_>>()
        .concat();
    assert_eq!(found(&html).len(), MOST_CANDIDATES);
    let long = "x".repeat(10_000);
    assert_eq!(
        found(&format!("<base href=/{long}/><link rel=feed href=/{long}><link rel=feed href=a>")),
        ["https://example.org/blog/a"]
    );
}

proptest! {
    #[test]
    fn any_page_is_read(html in "(<|>|/|a|link|base|rel=|feed|href=|'|\"|&#x|;|http:|//|\\PC){0,60}") {
        for candidate in feeds_in_page(&html, &page()) {
            prop_assert!(is_web(&candidate.url));
        }
    }
}

#[test]
fn a_page_in_a_feeds_place_names_the_feed_unless_it_is_this_one() {
    let page = Url::parse("https://a.example/feed").unwrap();
    let link = |href: &str| format!("<link rel=alternate type=application/rss+xml href='{href}'>");
    let comments = "<link rel=alternate type=application/rss+xml title='Comments' href='/comments/feed'>";
    let found = |html: &str| declared_feed(html, &page).map(String::from);
    assert_eq!(found(&link("/new.xml")).as_deref(), Some("https://a.example/new.xml"));
    assert_eq!(found(&(link("http://a.example/feed") + comments)), None);
    assert_eq!(found(comments), None);
    assert_eq!(found("<a href='/feed.xml'>RSS</a>"), None, "only called one");
}
