//! Garbage in, an item that any writer can write out; and which items users want at all.

use feedmill::config::{ContentPolicy, Field, Filter, Rule};
use feedmill::model::feed::{Category, Content, Enclosure, InReplyTo, Link, Person, Text};
use feedmill::model::{Entry, Feed, Item};

use crate::mill::{Mill, ago, feed, post};

/// The one item that a feed of this entry gives.
fn published(entry: Entry) -> Item {
    let mut items = Mill::of(&["blog"]).build(vec![("blog", feed("blog", vec![entry]))]).items;
    assert_eq!(items.len(), 1);
    items.remove(0)
}

fn plain() -> Entry {
    post("blog", "a", ago(1))
}

#[test]
fn characters_that_xml_cannot_hold_are_gone() {
    let item = published(Entry {
        title: Some(Text::plain("A\u{0}\u{b} \u{fffe}title\n in  lines")),
        content: vec![Content { text: Text::html("<p>be\u{7}ll</p>", None), src: None }],
        authors: vec![Person { name: Some("An\u{1b}n".to_owned()), ..Person::default() }],
        ..plain()
    });
    assert_eq!(item.title, "A title in lines");
    assert_eq!(item.content.unwrap().as_str(), "<p>bell</p>");
    assert_eq!(item.authors[0].name, "Ann");
}

#[test]
fn an_entry_whose_content_is_elsewhere_leads_there() {
    let src = Some("https://blog.example/film.mp4".to_owned());
    let content = vec![Content { text: Text::plain(""), src }];
    let of = |link: Option<&str>| {
        let entry = Entry { link: link.map(str::to_owned), content: content.clone(), ..plain() };
        published(entry).link.unwrap().to_string()
    };
    assert_eq!(of(None), "https://blog.example/film.mp4");
    assert_eq!(of(Some("https://blog.example/a")), "https://blog.example/a");
}

#[test]
fn a_title_is_never_empty() {
    let of = |change: fn(&mut Entry)| {
        let mut entry = Entry { title: None, ..plain() };
        change(&mut entry);
        published(entry).title
    };
    assert_eq!(of(|_| {}), "All about a.");
    assert_eq!(of(|entry| entry.title = Some(Text::plain(" \u{1} "))), "All about a.");
    assert_eq!(of(|entry| entry.content.clear()), "blog.example/a");
    let untitled = of(|entry| {
        entry.content.clear();
        entry.link = None;
        entry.enclosures =
            vec![Enclosure { url: "https://blog.example/x.mp3".to_owned(), ..Enclosure::default() }];
    });
    assert_eq!(untitled, "Untitled");
    let scripted =
        of(|entry| entry.content[0].text.value = "<script>alert(1)</script><p>Hello</p>".to_owned());
    assert_eq!(scripted, "Hello", "what is not published does not speak through the title");
}

#[test]
fn html_is_made_safe_and_its_references_absolute() {
    let html = "<p onclick=x>See <a href=\"/b\">b</a><img src=\"i.png\" alt=\"i\"><script>x</script></p>";
    let item = published(Entry {
        content: vec![Content { text: Text::html(html, None), src: None }],
        link: Some("https://blog.example/posts/a".to_owned()),
        ..plain()
    });
    let content = item.content.unwrap();
    assert!(content.as_str().contains("https://blog.example/b"), "{content}");
    assert!(content.as_str().contains("https://blog.example/posts/i.png"), "{content}");
    assert!(!content.as_str().contains("script") && !content.as_str().contains("onclick"), "{content}");
}

#[test]
fn what_is_not_well_formed_is_left_out() {
    let person = |name: Option<&str>, email: &str| Person {
        name: name.map(str::to_owned),
        email: Some(email.to_owned()),
        url: Some("not a url".to_owned()),
    };
    let item = published(Entry {
        authors: vec![
            person(Some("Ann"), "ann at example"),
            person(None, "bob@example.org"),
            person(None, "nobody"),
        ],
        language: Some("english, probably".to_owned()),
        comments: Some("javascript:alert(1)".to_owned()),
        categories: vec![
            Category { term: "  ".to_owned(), ..Category::default() },
            Category { term: "rust".to_owned(), scheme: Some("no iri".to_owned()), label: None },
            Category { term: "rust".to_owned(), ..Category::default() },
        ],
        enclosures: vec![
            Enclosure { url: "/relative.mp3".to_owned(), ..Enclosure::default() },
            Enclosure {
                url: "https://blog.example/a.mp3".to_owned(),
                length: Some(u64::MAX),
                ..Enclosure::default()
            },
        ],
        in_reply_to: vec![InReplyTo { reference: Some("not an iri".to_owned()), ..InReplyTo::default() }],
        links: vec![Link { href: "ftp://x".to_owned(), rel: "license".to_owned(), ..Link::default() }],
        ..plain()
    });
    let names: Vec<&str> = item.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(names, ["Ann", "bob"]);
    assert_eq!(item.authors[0].email, None);
    assert_eq!((item.language, item.comments, item.license), (None, None, None));
    assert_eq!(item.categories.len(), 1);
    assert_eq!(item.enclosures.len(), 1);
    assert_eq!((item.enclosures[0].media_type.as_str(), item.enclosures[0].length), ("audio/mpeg", None));
    assert!(item.in_reply_to.is_empty());
}

#[test]
fn as_much_text_as_the_policy_says() {
    let mut mill = Mill::of(&["blog"]);
    let entry = Entry { summary: Some(Text::html("<b>In</b> short.", None)), ..plain() };
    let full = mill.build(vec![("blog", feed("blog", vec![entry]))]).items.remove(0);
    assert_eq!(full.summary.as_deref(), Some("In short."));
    assert_eq!(full.content.unwrap().as_str(), "<p>All about a.</p>");
    mill.config.publish.content = ContentPolicy::Summary;
    let summary = mill.edition().edition.items.remove(0);
    assert_eq!((summary.summary.as_deref(), summary.content), (Some("In short."), None));
    mill.config.publish.content = ContentPolicy::None;
    let none = mill.edition().edition.items.remove(0);
    assert_eq!((none.summary, none.content, none.title.as_str()), (None, None, "On a"));
}

#[test]
fn a_description_in_html_is_the_content_where_there_is_no_other() {
    let item = published(Entry {
        content: Vec::new(),
        summary: Some(Text::html("<p>Only <em>this</em>.</p>", None)),
        ..plain()
    });
    assert_eq!((item.summary, item.content.unwrap().as_str()), (None, "<p>Only <em>this</em>.</p>"));
}

#[test]
fn secrets_in_an_address_are_not_published() {
    let mut mill = Mill::of(&["blog"]);
    let secret: url::Url = "https://ann:hunter2@blog.example/feed.xml?token=hunter2".parse().unwrap();
    let written = "https://ann:${PASS}@blog.example/feed.xml?token=${TOKEN}";
    mill.feed("blog").location =
        feedmill::config::Location::Url(feedmill::config::SecretUrl::new(written, secret));
    let outcome = mill.build(vec![("blog", Feed { id: None, ..feed("blog", vec![plain()]) })]).outcome;
    assert!(!format!("{:?}", outcome.edition).contains("hunter2"));
    assert_eq!(outcome.edition.sources[0].origin.feed_url, None);
}

#[test]
fn what_tracks_readers_goes_unless_it_is_to_stay_and_the_id_is_the_same() {
    let html = "<p><a href=\"https://x.example/?a=1&amp;xtor=RSS-1&amp;utm_source=feed\">x</a><img src=\"https://x.example/p.gif\" width=\"1\" height=\"1\"></p>";
    let entry = Entry {
        id: None,
        link: Some("https://blog.example/a?utm_medium=rss".to_owned()),
        content: vec![Content { text: Text::html(html, None), src: None }],
        ..plain()
    };
    let published = |strip_tracking| {
        let mut mill = Mill::of(&["blog"]);
        mill.config.publish.strip_tracking = strip_tracking;
        mill.build(vec![("blog", feed("blog", vec![entry.clone()]))]).items.remove(0)
    };
    let (stripped, kept) = (published(true), published(false));
    assert_eq!(stripped.link.unwrap().as_str(), "https://blog.example/a");
    assert_eq!(stripped.content.unwrap().as_str(), "<p><a href=\"https://x.example/?a=1\">x</a></p>");
    assert_eq!(kept.link.unwrap().as_str(), "https://blog.example/a?utm_medium=rss");
    let content = kept.content.unwrap();
    assert!(
        content.as_str().contains("?a=1&amp;xtor=RSS-1&amp;utm_source=feed")
            && content.as_str().contains("<img")
    );
    assert_eq!(stripped.id, kept.id);
}

#[test]
fn the_title_format_names_the_source() {
    let mut mill = Mill::of(&["blog"]);
    mill.config.publish.title_format = "{source}: {title}".to_owned();
    let entry = Entry { title: Some(Text::plain("On {source}")), ..plain() };
    let build = mill.build(vec![("blog", feed("blog", vec![entry]))]);
    assert_eq!(build.titles(), ["The blog feed: On {source}"]);
}

fn rule(field: Field, pattern: &str) -> Rule {
    Rule { field, pattern: regex::Regex::new(pattern).unwrap() }
}

#[test]
fn filters_keep_and_drop_by_every_field() {
    let entry = || Entry {
        authors: vec![Person { name: Some("Ann Author".to_owned()), ..Person::default() }],
        categories: vec![Category { term: "rust".to_owned(), ..Category::default() }],
        language: Some("en".to_owned()),
        ..plain()
    };
    let fields = [
        (Field::Title, "^On a$"),
        (Field::Author, "Ann"),
        (Field::Category, "^rust$"),
        (Field::Category, "^added$"),
        (Field::Content, "All about"),
        (Field::Link, "blog\\.example/a"),
        (Field::Language, "^en"),
        (Field::Any, "about"),
    ];
    for (field, pattern) in fields {
        let titles = |keep: &str, drop: Option<&str>| {
            let mut mill = Mill::of(&["blog"]);
            mill.feed("blog").categories = vec!["added".to_owned()];
            mill.feed("blog").filter = Filter {
                keep: vec![rule(field, keep)],
                drop: drop.map(|pattern| rule(field, pattern)).into_iter().collect(),
            };
            mill.build(vec![("blog", feed("blog", vec![entry()]))]).items.len()
        };
        assert_eq!(titles(pattern, None), 1, "keep {field:?}");
        assert_eq!(titles("nothing of the kind", None), 0, "keep {field:?}");
        assert_eq!(titles(pattern, Some(pattern)), 0, "drop {field:?}");
        assert_eq!(titles(pattern, Some("nothing of the kind")), 1, "drop {field:?}");
    }
}

#[test]
fn a_filter_tells_which_rule_it_was() {
    let mut mill = Mill::of(&["blog"]);
    mill.feed("blog").filter.drop = vec![rule(Field::Title, "(?i)hiring")];
    let entry = Entry { title: Some(Text::plain("We are hiring")), ..plain() };
    let outcome = mill.build(vec![("blog", feed("blog", vec![entry]))]).outcome;
    assert_eq!(outcome.rulings[0].text, "dropped by drop.title = \"(?i)hiring\"");
}
