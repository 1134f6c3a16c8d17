use super::*;
use proptest::prelude::*;

/// What a list says, a line for each of its subscriptions.
fn shown(bytes: &[u8]) -> String {
    let Subscriptions { taken, refused } = read(bytes);
    let taken = taken.into_iter().map(|Subscription { url, title, categories }| {
        let title = title.map(|title| format!(" ({title})")).unwrap_or_default();
        let categories =
            categories.iter().map(|category| format!(" #{category}")).collect::<Vec<_>>().concat();
        format!("{url}{title}{categories}")
    });
    let refused = refused.into_iter().map(|refused| format!("no: {refused}"));
    taken.chain(refused).collect::<Vec<_>>().join("\n")
}

#[test]
fn opml_is_read_with_its_folders() {
    let opml = r#"<?xml version="1.0"?>
<opml version="2.0"><head><title>Mine</title></head><body>
 <outline text="Crafts" title="Crafts">
  <outline text="Mill" title="The Mill" type="rss" xmlUrl="https://mill.org/feed?a=1&amp;b=2" htmlUrl="https://mill.org/"/>
  <outline text="Bread">
   <outline text="Oven &amp;amp; &lt;b&gt;Dough&lt;/b&gt;" xmlurl="https://oven.org/rss" category="flour,/Food/Bread,crafts"/>
  </outline>
 </outline>
 <outline XMLURL=" https://plain.org/rss "></outline>
 <outline type="rss" text="Old" url="http://old.org/index.xml"/>
 <outline text="Reader" xmlUrl="feed://reader.org/rss" type="RSS"/>
 <outline text="Cut" type="XML+XPath" xmlUrl="https://cut.org/"/>
 <outline text="More" type="include" url="https://x.org/more.opml"/>
 <outline text="Page" type="link" url="https://x.org/"/>
 <outline text="No feed" htmlUrl="https://nofeed.org/"/>
 <outline text="Lost" type="rss"/>
 <outline text="A note"/>
 <outline text="Local" xmlUrl="file:///tmp/x&#27;.xml"/>
</body></opml>"#;
    insta::assert_snapshot!(shown(opml.as_bytes()), @r"
    https://mill.org/feed?a=1&b=2 (The Mill) #Crafts
    https://oven.org/rss (Oven & Dough) #Crafts #Bread #flour #Food
    https://plain.org/rss
    http://old.org/index.xml (Old)
    http://reader.org/rss (Reader)
    no: line 12: `Cut` is cut out of a page by rules, and has no feed
    no: line 13: `https://x.org/more.opml` is another list, import it by itself
    no: line 14: `https://x.org/` is no feed, its type is link
    no: line 15: `https://nofeed.org/` is a page without feed, let `feedmill add` look for one
    no: line 16: `Lost` has no xmlUrl
    no: line 18: `file:///tmp/x.xml` is a local file, write it into feeds.toml with `path =`
    ");
}

#[test]
fn what_is_commented_out_in_opml_is_not_followed() {
    let opml = r#"<opml version="2.0"><body>
 <outline text="A" xmlUrl="https://a.org/rss" isComment="true"/>
 <outline text="Old" isComment="true">
  <outline text="More"><outline text="B" xmlUrl="https://b.org/rss"/></outline>
 </outline>
 <outline text="C" xmlUrl="https://c.org/rss" isComment="false"/>
</body></opml>"#;
    insta::assert_snapshot!(shown(opml.as_bytes()), @r"
    https://c.org/rss (C)
    no: line 2: `A` is commented out
    no: line 4: `B` is commented out
    ");
}

#[test]
fn broken_opml_costs_nothing_that_can_be_read() {
    for opml in [
        "<opml><body><outline text='A & B' xmlUrl='https://x.org/?a=1&b=2'>",
        "Warning: x in y.php\n<opml><outline text=\"A & B\" xmlUrl=https://x.org/?a=1&b=2></outline></body>",
        "<OPML><BODY><OUTLINE TEXT='A &amp; B' XMLURL='https://x.org/?a=1&amp;b=2'/></BODY></OPML>",
        "\u{feff}\n<outline title='A &amp; B' xmlUrl='https://x.org/?a=1&amp;b=2'/>",
        "<opml><head><title>A</head><body></outline><outline text='A & B' xmlUrl='https://x.org/?a=1&b=2'/><outline",
        "<o:opml xmlns:o='x'><opml><o:outline o:text='A &amp; B' xmlUrl='https://x.org/?a=1&amp;b=2'/>",
    ] {
        assert_eq!(shown(opml.as_bytes()), "https://x.org/?a=1&b=2 (A & B)", "{opml}");
    }
    let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><opml><outline text='M\xFChle' xmlUrl='https://x.org/'/>";
    assert_eq!(shown(latin), "https://x.org/ (Mühle)");
    let wide: Vec<u8> = "\u{feff}https://x.org/\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(shown(&wide), "https://x.org/");
}

#[test]
fn outlines_that_were_never_closed_are_all_taken() {
    let outline = |n| format!("<outline xmlUrl='https://x.org/{n}'>");
    let outlines = (0..1000).map(outline).collect::<Vec<_>>().concat();
    assert_eq!(read(format!("<opml>{outlines}").as_bytes()).taken.len(), 1000);
}

#[test]
fn venus_and_planet_are_read() {
    let ini = b"# Planet configuration\n[Planet]\nname = My Planet\nlink = http://planet.org/\nfeed = x\n\
        filters = a.py\n  b.py\n[DEFAULT]\nfilter_directories = f\n\
        [https://mill.org/feed]\nname = The Mill: 100%% flour ; best\nface = mill.png\n\
        [ feed://oven.org/rss ]\nName: Oven\n[http://plain.org/?a=[1]]\n\
        [index.html.tmpl]\ndate_format = x\n[http://lists.org/all.opml]\ncontent_type = opml\n\
        [file:///srv/x.xml]\nname = Local\n";
    insta::assert_snapshot!(shown(ini), @r"
    https://mill.org/feed (The Mill: 100% flour)
    http://oven.org/rss (Oven)
    http://plain.org/?a=[1]
    no: line 18: `http://lists.org/all.opml` is a reading list, import it by itself
    no: line 20: `file:///srv/x.xml` is a local file, write it into feeds.toml with `path =`
    ");
}

#[test]
fn pluto_is_read() {
    let ini = b"title = Planet Ruby\nurl = http://planet.org\n\n[mill]\n  title = Mill\n  link  = https://mill.org\n  \
        feed  = https://mill.org/feed?a=b:c\n\n[oven]\n  feed = https://oven.org/rss # the other one\n\n[shed]\n  title = Shed\n  \
        link = https://shed.org\n";
    insta::assert_snapshot!(shown(ini), @r"
    https://mill.org/feed?a=b:c (Mill)
    https://oven.org/rss
    no: line 12: `shed` is a section without feed
    ");
}

#[test]
fn of_filters_it_is_said_that_they_stay_behind() {
    let ini = b"[Planet]\nexclude = (?i)sponsored\nfilters = excerpt.py\n\n[https://mill.org/feed]\nfilter = flour|grain\n\n\
        [excerpt.py]\nfilter = x\n";
    insta::assert_snapshot!(shown(ini), @r"
    https://mill.org/feed
    no: line 2: `exclude = (?i)sponsored` is not taken over, write it in [defaults] as `keep` or `drop`
    no: line 6: `filter = flour|grain` is not taken over, write it at this feed as `keep` or `drop`
    ");
}

#[test]
fn newsboat_is_read() {
    let urls = br#"# mine
https://mill.org/feed crafts "two words" "~The \"Mill\""
"https://oven.org/rss" ! !quiet ~Oven bread # best
https://plain.org/#part

"query:Unread:unread = \"yes\""
"exec:~/bin/feed.sh" scripts
filter:~/bin/f.py:https://x.org/
file:///home/me/feed.xml
"https://open.org/ x"#;
    insta::assert_snapshot!(shown(urls), @r#"
    https://mill.org/feed (The "Mill") #crafts #two words
    https://oven.org/rss (Oven) #bread
    https://plain.org/#part
    https://open.org/%20x
    no: line 6: `query:Unread:unread = "yes"` is a search in other feeds, and no feed
    no: line 7: `exec:~/bin/feed.sh` is what a program prints, let the program write a file and name it with `path =`
    no: line 8: `filter:~/bin/f.py:https://x.org/` is changed by a program, subscribe to the address itself
    no: line 9: `file:///home/me/feed.xml` is a local file, write it into feeds.toml with `path =`
    "#);
}

#[test]
fn plain_lists_are_read() {
    let list = "## Crafts\nhttps://mill.org/feed\n- https://oven.org/rss,\n* [The Mill (new)](https://mill.org/new)!\n\
        1. <https://one.org/a(b)>\nShed: HTTPS://shed.org/\nhttps://after.org/ - After it\n\
        \"Quoted\",\"https://quoted.org/rss\"\nwww.bare.org/rss\nnothing here\n";
    insta::assert_snapshot!(shown(list.as_bytes()), @r"
    https://mill.org/feed
    https://oven.org/rss
    https://mill.org/new (The Mill (new))
    https://one.org/a(b)
    HTTPS://shed.org/ (Shed)
    https://after.org/ (After it)
    https://quoted.org/rss (Quoted)
    https://www.bare.org/rss
    no: line 10: `nothing here` is no address
    ");
    assert_eq!(shown(b"https://a.org/\rhttps://b.org/"), "https://a.org/\nhttps://b.org/");
}

#[test]
fn what_is_no_list_is_told_of_once() {
    for (text, why) in [
        ("", ""),
        ("# nothing\n", ""),
        ("<rss version='2.0'><channel/></rss>", "is a feed"),
        ("<!DOCTYPE html><html><body>x</body></html>", "is a web page"),
        ("<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><A HREF='https://x.org/'>x</A>", "is markup"),
        ("{\"feeds\": []}", "is JSON"),
        (&"lorem ipsum\n".repeat(30), "no line of the file"),
        ("\u{1b}[2J", "line 1: `[2J` is no address"),
    ] {
        let told = shown(text.as_bytes());
        assert!(told.contains(why) && told.lines().count() == usize::from(!why.is_empty()), "{told}");
    }
}

#[test]
fn refusals_cannot_take_over_the_terminal() {
    let refused = Refused { line: Some(3), what: "a\u{1b}[31m".to_owned(), why: "is\nno".to_owned() };
    assert_eq!(refused.to_string(), "line 3: `a\\u{1b}[31m` is\\nno");
}

#[test]
fn every_list_is_bounded() {
    let long = "x".repeat(1000);
    let tags = (0..100).map(|n| format!(" {n}{long}")).collect::<Vec<_>>().concat();
    let read_one = read(format!("https://x.org/ ~{long}{tags}").as_bytes()).taken.remove(0);
    assert_eq!(read_one.title.map(|title| title.len()), Some(LONGEST_NAME));
    assert_eq!(read_one.categories.len(), MOST_CATEGORIES);
    let many = read(format!("https://x.org/\n{}", "y\n".repeat(5000)).as_bytes());
    assert_eq!(many.refused.len(), MOST_REFUSED + 1);
    assert_eq!(many.refused[MOST_REFUSED].to_string(), "4000 more, which are not listed");
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read(&bytes);
    }

    #[test]
    fn any_list_is_read(
        text in "(<|>|/|=|opml|outline|xmlUrl=|'|\"|https://|feed:|query:|\\[|\\]|\n| |\t|#|~|;|,|\\\\|\\PC){0,80}"
    ) {
        for taken in read(text.as_bytes()).taken {
            prop_assert!(url::Url::parse(&taken.url).is_ok());
        }
    }
}

#[test]
fn a_name_is_no_longer_than_anybody_reads_however_many_words_it_has() {
    for word in ["a", "ab", "a long word"] {
        let list =
            read(format!("https://a.example/feed \"{}\"\n", format!("{word} ").repeat(300)).as_bytes());
        let category = &list.taken[0].categories[0];
        assert!(category.chars().count() <= 200 && !category.ends_with(' '), "{category}");
    }
}
