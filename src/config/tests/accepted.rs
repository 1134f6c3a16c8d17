//! What a right file means, and what is noticed about it.

use super::*;

#[test]
fn notices_of_what_is_not_effective_yet_or_odd() {
    let text = format!(
        "{HEAD}dir = \".\"\n\
             [state]\n\
             url = \"postgres://ann:${{TOKEN}}@localhost/feeds\"\n\
             [defaults]\n\
             full_text = true\n\
             [[feeds]]\n\
             url = \"https://a.org/\"\n\
             page = {{ entry = \"article\" }}\n\
             [[feeds]]\n\
             url = \"https://a.org/\"\n\
             full_text = false\n"
    );
    let (_, notices) = of(&text).unwrap();
    let lines: Vec<String> = notices.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    6:7: state.url: not effective yet: accepted and checked, but this version does not act on it
    8:13: defaults.full_text: not effective yet: accepted and checked, but this version does not act on it
    11:8: feeds.page: not effective yet: accepted and checked, but this version does not act on it
    12:1: feeds: the same feed as in line 9
    ");
}

#[test]
fn a_schedule_has_nobody_yet_who_keeps_it() {
    let (_, notices) = of(&format!("schedule = \"*/15 * * * *\"\n{HEAD}")).unwrap();
    let lines: Vec<String> = notices.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"), @"1:12: schedule: not effective yet: accepted and checked, but this version does not act on it");
}

#[test]
fn a_folder_that_holds_the_state_is_noticed_however_it_is_written() {
    let here = std::env::current_dir().unwrap();
    for (dir, noticed) in
        [(".", true), ("..", true), (here.to_str().unwrap(), true), ("output", false), ("../output", false)]
    {
        let (_, notices) = of(&format!("{HEAD}dir = {dir:?}\n")).unwrap();
        assert_eq!(notices.iter().any(|it| it.to_string().contains("holds the state too")), noticed, "{dir}");
    }
}

#[test]
fn little_is_needed() {
    let config = valid(HEAD);
    let publish = &config.publish;
    assert_eq!(publish.base_url, publish.link);
    assert_eq!(publish.id, "https://planet.example.org/");
    assert_eq!(publish.dir, Path::new("output"));
    assert_eq!(publish.files.rss.as_deref(), Some("feed.xml"));
    assert_eq!((publish.limit, config.fetch.concurrency, config.fetch.max_size), (50, 64, 16_000_000));
    assert!(config.articles.is_none() && config.feeds.is_empty() && config.schedule.is_none());
    assert!(matches!(&config.state.store, StoreUrl::Sqlite(file) if file == Path::new(".feedmill/state.db")));
}

#[test]
fn paths_are_relative_to_the_folder_of_the_file() {
    let text = format!("{HEAD}[articles]\n[[feeds]]\npath = \"x.xml\"\n");
    let (config, _) = parse(&text, Path::new("/srv/planet/feeds.toml"), &environment).unwrap();
    assert_eq!(config.root, Path::new("/srv/planet"));
    assert_eq!(config.publish.dir, Path::new("/srv/planet/output"));
    assert_eq!(config.articles.unwrap().dir, Path::new("/srv/planet/articles"));
    assert_eq!(config.feeds[0].location, Location::Path("/srv/planet/x.xml".into()));
}

#[test]
fn a_file_set_to_false_is_not_written() {
    let config = valid(&format!("{HEAD}rss = false\natom = true\nhtml = \"news/index.html\"\n"));
    let files = config.publish.files;
    assert_eq!(
        (files.rss, files.atom.as_deref(), files.html.as_deref()),
        (None, Some("atom.xml"), Some("news/index.html"))
    );
}

#[test]
fn defaults_hold_for_every_feed_that_does_not_differ() {
    let config = valid(&format!(
        "{HEAD}[fetch]\n\
             allow_private = true\n\
             [defaults]\n\
             limit = 5\n\
             guard = false\n\
             drop = {{ title = \"ads\", category = \"spam\" }}\n\
         headers = {{ X-A = \"1\", X-B = \"2\" }}\n\
              [[feeds]]\n\
              url = \"https://a.org/\"\n\
              [[feeds]]\n\
              url = \"https://b.org/\"\n\
              limit = 9\n\
         drop = {{ title = \"jobs\" }}\nheaders = {{ x-a = \"9\" }}\nallow_private = false\n"
    ));
    let [a, b] = config.feeds.as_slice() else { panic!("two feeds") };
    assert_eq!((a.limit, a.guard, a.allow_private), (Some(5), false, true));
    assert_eq!((b.limit, b.guard, b.allow_private), (Some(9), false, false));
    let drops = |feed: &Feed| {
        feed.filter.drop.iter().map(|rule| rule.pattern.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(drops(a), ["ads", "spam"]);
    assert_eq!(drops(b), ["jobs", "spam"]);
    let headers: Vec<_> = b.headers.iter().map(|(name, value)| (name.as_str(), value.reveal())).collect();
    assert_eq!(headers, [("x-a", "9"), ("X-B", "2")]);
}

#[test]
fn secrets_are_put_in_and_never_shown() {
    let config = valid(&format!(
        "{HEAD}[[feeds]]\n\
             url = \"https://example.org/${{TOKEN}}/feed\"\n\
             headers = {{ Authorization = \"Bearer ${{TOKEN}}\" }}\n"
    ));
    let Location::Url(url) = &config.feeds[0].location else { panic!("an address") };
    assert_eq!(url.reveal().as_str(), "https://example.org/s3cret/feed");
    assert_eq!(config.feeds[0].headers[0].1.reveal(), "Bearer s3cret");
    assert!(!format!("{config:?}").contains("s3cret"), "{config:?}");
}

#[test]
fn names_depend_on_the_feed_alone() {
    let feed = |url: &str| format!("[[feeds]]\nurl = \"{url}\"\n");
    let names = |text: String| {
        valid(&format!("{HEAD}{text}")).feeds.into_iter().map(|feed| feed.name.clone()).collect::<Vec<_>>()
    };
    let (a, b) = (feed("https://example.org/rss"), feed("https://example.org/blog/atom.xml"));
    assert_eq!(names(format!("{a}{b}")), ["example.org", "example.org-blog"]);
    assert_eq!(names(format!("{b}{a}")), ["example.org-blog", "example.org"]);
    let twin = feed("https://example.org/atom");
    let both = names(format!("{a}{twin}"));
    assert!(both[1].starts_with("example.org-") && both[1].len() == "example.org-".len() + 8, "{both:?}");
    let claimed = "[[feeds]]\nurl = \"https://z.org/\"\nname = \"example.org\"\n";
    assert_eq!(names(format!("{a}{claimed}"))[1], "example.org");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_do_no_harm() {
    valid(&format!("\u{feff}{}", HEAD.replace('\n', "\r\n")));
    assert!(problems(&format!("\u{feff}x = 1\r\n{HEAD}")).starts_with("feeds.toml:1:1: x: unknown key"));
}

#[test]
fn tables_may_be_written_in_every_way_that_toml_has() {
    let config = valid(
        "publish.title = \"Planet\"\npublish.\"link\" = \"https://planet.example.org/\"\n\
         [publish.author]\nname = \"Ann\"\n[[feeds]]\nurl = \"https://a.org/\"\nkeep.title = \"x\"\n\
         [feeds.drop]\nany = \"y\"\n[feeds.headers]\nX-A = \"1\"\n[[feeds]]\npath = \"b.xml\"\n",
    );
    let filter = &config.feeds[0].filter;
    assert_eq!((filter.keep.len(), filter.drop.len(), config.feeds[0].headers.len()), (1, 1, 1));
    assert_eq!(config.publish.author.unwrap().name, "Ann");
    insta::assert_snapshot!(problems("publish.titel = 1\n[feeds.keep]\ntitel = \"x\"\n"), @r#"
    feeds.toml:1:1: publish.title: is missing, expected the title of the combined feed
      1 | publish.titel = 1
        | ^^^^^^^
    feeds.toml:1:1: publish.link: is missing, expected the site that the feed speaks for, as "https://example.org/"
      1 | publish.titel = 1
        | ^^^^^^^
    feeds.toml:1:9: publish.titel: unknown key, did you mean `title`?
      1 | publish.titel = 1
        |         ^^^^^
    feeds.toml:2:2: feeds: is a table, expected tables headed [[feeds]]
      2 | [feeds.keep]
        |  ^^^^^
    "#);
}

#[test]
fn feeds_may_be_an_inline_array() {
    assert_eq!(valid(&format!("feeds = [{{ url = \"https://a.org/\" }}]\n{HEAD}")).feeds.len(), 1);
}
