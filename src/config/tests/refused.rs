//! What a user sees for each kind of problem.

use super::*;

#[test]
fn all_problems_of_a_file_are_told_at_once() {
    insta::assert_snapshot!(problems("schedle = \"* * * * *\"\n\
         [publish]\n\
         titel = \"x\"\n\
         link = \"example.org\"\n\n\
         [fetch]\n\
         interval = 30\n\
         max_size = \"lots\"\n\n\
         [[feeds]]\n\
         url = \"https://example.org/feed\"\n\
         keep = { titel = \"x\", any = \"(\" }\n\n\
         [[feeds]]\n\
         name = \"b\"\n"), @r#"
    feeds.toml:1:1: schedle: unknown key, did you mean `schedule`?
      1 | schedle = "* * * * *"
        | ^^^^^^^
    feeds.toml:2:1: publish.title: is missing, expected the title of the combined feed
      2 | [publish]
        | ^^^^^^^^^
    feeds.toml:3:1: publish.titel: unknown key, did you mean `title`?
      3 | titel = "x"
        | ^^^^^
    feeds.toml:4:8: publish.link: `example.org` has no scheme, did you mean `https://example.org`?
      4 | link = "example.org"
        |        ^^^^^^^^^^^^^
    feeds.toml:7:12: fetch.interval: `30` has no unit, expected a string as "1h"
      7 | interval = 30
        |            ^^
    feeds.toml:8:12: fetch.max_size: `lots` is no size, expected one as `500kB`, `16MB` or `16MiB`
      8 | max_size = "lots"
        |            ^^^^^^
    feeds.toml:12:10: feeds.keep.titel: unknown key, did you mean `title`?
      12 | keep = { titel = "x", any = "(" }
         |          ^^^^^
    feeds.toml:12:29: feeds.keep.any: the regular expression `(` is wrong at character 1: unclosed group
      12 | keep = { titel = "x", any = "(" }
         |                             ^^^
    feeds.toml:14:1: feeds.url: is missing, expected `url = "https://…"` or `path = "…"`
      14 | [[feeds]]
         | ^^^^^^^^^
    "#);
}

#[test]
fn what_is_no_toml() {
    insta::assert_snapshot!(problems("[publish]\ntitle = Planet\n"), @r"
    feeds.toml:2:9: no valid TOML: string values must be quoted, expected literal string
      2 | title = Planet
        |         ^^^^^^
    ");
    insta::assert_snapshot!(problems("[publish\n"), @r"
    feeds.toml:1:9: no valid TOML: unclosed table, expected `]`
      1 | [publish
        |         ^
    ");
    insta::assert_snapshot!(problems("a = 1\na = 2\n"), @r"
    feeds.toml:2:1: no valid TOML: duplicate key
      2 | a = 2
        | ^
    ");
    insta::assert_snapshot!(problems(&format!("a = {}", "[".repeat(10_000))), @r"
    feeds.toml:1:85: no valid TOML: cannot recurse further; max recursion depth met
      1 | a = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
        |                                                                                     ^
    ");
}

#[test]
fn a_file_that_is_not_there_or_not_text() {
    let dir = tempfile::tempdir().unwrap();
    let missing = load(&dir.path().join("feeds.toml"), &environment).unwrap_err();
    assert!(
        missing
            .to_string()
            .ends_with("feeds.toml; run `feedmill init` to write one, or name another with `--config FILE`")
    );
    let latin1 = dir.path().join("latin1.toml");
    crate::atomic_file::write(&latin1, b"[publish]\ntitle = \"Caf\xe9\"\n").unwrap();
    let error = load(&latin1, &environment).unwrap_err().to_string();
    insta::assert_snapshot!(error.replace(&dir.path().display().to_string(), "DIR"), @r#"
    DIR/latin1.toml:2:13: a character that is not UTF-8: save the file in the encoding UTF-8
      2 | title = "Caf�"
        |             ^
    "#);
}

#[test]
fn files_of_other_programs() {
    insta::assert_snapshot!(problems("[rsspls]\n\
         output = \"/tmp\"\n\n\
         [[feed]]\n\
         title = \"x\"\n\
         [feed.config]\n\
         url = \"https://example.org\"\n\
         item = \"article\"\n"), @r#"
    feeds.toml:1:2: this is the feeds.toml of rsspls, which makes feeds of web pages; feedmill has its own file of that name: run `feedmill init` in another folder, and add there the feeds that rsspls writes (`path = "…"`)
      1 | [rsspls]
        |  ^^^^^^
    "#);
    insta::assert_snapshot!(problems("[[feed]]\n\
         filename = \"x.rss\"\n\
         config = { item = \"article\" }\n"), @r#"
    feeds.toml:1:3: this is the feeds.toml of rsspls, which makes feeds of web pages; feedmill has its own file of that name: run `feedmill init` in another folder, and add there the feeds that rsspls writes (`path = "…"`)
      1 | [[feed]]
        |   ^^^^
    "#);
    insta::assert_snapshot!(problems("[default]\n\
         timeout = 30\n\n\
         [funfacts]\n\
         url = \"https://example.org\"\n\
         entrySelector = \"li\"\n"), @r#"
    feeds.toml:4:2: this is the feeds.toml of feed-me-up-scotty, which makes feeds of web pages; feedmill has its own file of that name: run `feedmill init` in another folder, and add there the feeds that feed-me-up-scotty writes (`path = "…"`)
      4 | [funfacts]
        |  ^^^^^^^^
    "#);
}

#[test]
fn what_is_missing() {
    insta::assert_snapshot!(problems(""), @"feeds.toml:1:1: publish: is missing, expected the table [publish] with at least `title` and `link`");
    insta::assert_snapshot!(problems("[publish]\n"), @r#"
    feeds.toml:1:1: publish.title: is missing, expected the title of the combined feed
      1 | [publish]
        | ^^^^^^^^^
    feeds.toml:1:1: publish.link: is missing, expected the site that the feed speaks for, as "https://example.org/"
      1 | [publish]
        | ^^^^^^^^^
    "#);
    insta::assert_snapshot!(after_head("[[feeds]]\n[[publish.views]]\n"), @r#"
    feeds.toml:4:1: feeds.url: is missing, expected `url = "https://…"` or `path = "…"`
      4 | [[feeds]]
        | ^^^^^^^^^
    feeds.toml:5:1: publish.views.name: is missing, expected the name of its folder
      5 | [[publish.views]]
        | ^^^^^^^^^^^^^^^^^
    "#);
    insta::assert_snapshot!(key("[publish]", "author = { email = \"a@example.org\" }"), @r#"
    feeds.toml:4:10: publish.author.name: is missing, expected the author's name
      4 | author = { email = "a@example.org" }
        |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
    insta::assert_snapshot!(key("[[feeds]]", "page = { title = \"h2\" }"), @r#"
    feeds.toml:6:8: feeds.page.entry: is missing, expected the CSS selector of one entry
      6 | page = { title = "h2" }
        |        ^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn keys_that_are_unknown_or_elsewhere() {
    insta::assert_snapshot!(key("[publish]", "interval = \"1h\""), @r#"
    feeds.toml:4:1: publish.interval: unknown key here, it belongs into [fetch] or [defaults] or [[feeds]]
      4 | interval = "1h"
        | ^^^^^^^^
    "#);
    insta::assert_snapshot!(key("[publish]", "maxAge = \"1h\""), @r#"
    feeds.toml:4:1: publish.maxAge: unknown key, did you mean `max_age`?
      4 | maxAge = "1h"
        | ^^^^^^
    "#);
    insta::assert_snapshot!(key("[articles]", "colour = \"red\""), @r#"
    feeds.toml:5:1: articles.colour: unknown key, [articles] has dir, url, author, category, trust
      5 | colour = "red"
        | ^^^^^^
    "#);
    insta::assert_snapshot!(key("[defaults]", "url = \"https://example.org/\"\nname = \"x\""), @r#"
    feeds.toml:5:1: defaults.url: belongs to one feed: write it into its [[feeds]]
      5 | url = "https://example.org/"
        | ^^^
    feeds.toml:6:1: defaults.name: belongs to one feed: write it into its [[feeds]]
      6 | name = "x"
        | ^^^^
    "#);
    insta::assert_snapshot!(key("[feed]", "url = \"x\""), @r"
    feeds.toml:4:2: feed: unknown key, did you mean `feeds`?
      4 | [feed]
        |  ^^^^
    ");
}

#[test]
fn tables_of_the_wrong_shape() {
    insta::assert_snapshot!(problems("publish = \"x\"\nfeeds = 3\n"), @r#"
    feeds.toml:1:11: publish: is a string, expected the table [publish]
      1 | publish = "x"
        |           ^^^
    feeds.toml:2:9: feeds: is a whole number, expected tables headed [[feeds]]
      2 | feeds = 3
        |         ^
    "#);
    insta::assert_snapshot!(after_head("[feeds]\nurl = \"https://example.org/\"\n"), @r"
    feeds.toml:4:1: feeds: is a table, expected tables headed [[feeds]]
      4 | [feeds]
        | ^^^^^^^
    ");
    insta::assert_snapshot!(key("[publish]", "author = \"Ann\"\nviews = [1]"), @r#"
    feeds.toml:4:10: publish.author: expected a table as { name = "Ann Author" }
      4 | author = "Ann"
        |          ^^^^^
    feeds.toml:5:9: publish.views: is an array, expected tables headed [[publish.views]]
      5 | views = [1]
        |         ^^^
    "#);
    insta::assert_snapshot!(key("[[feeds]]", "keep = \"rust\"\nheaders = 3\npage = true"), @r#"
    feeds.toml:6:8: feeds.keep: expected a table as { title = "release|async" }
      6 | keep = "rust"
        |        ^^^^^^
    feeds.toml:7:11: feeds.headers: expected a table as { Authorization = "Bearer ${TOKEN}" }
      7 | headers = 3
        |           ^
    feeds.toml:8:8: feeds.page: expected a table as { entry = "article", title = "h2" }
      8 | page = true
        |        ^^^^
    "#);
}

#[test]
fn values_of_the_wrong_type() {
    insta::assert_snapshot!(key("[publish]", "description = 5\n\
         limit = \"many\"\n\
         archive = \"yes\"\n\
         strip_tracking = \"no\"\n\
         rss = 3\n\
         hubs = \"https://example.org\"\n\
         block = [1]"), @r#"
    feeds.toml:4:15: publish.description: is a whole number, expected a string in quotes
      4 | description = 5
        |               ^
    feeds.toml:5:9: publish.limit: is a string, expected a whole number
      5 | limit = "many"
        |         ^^^^^^
    feeds.toml:6:11: publish.archive: is a string, expected true or false
      6 | archive = "yes"
        |           ^^^^^
    feeds.toml:7:18: publish.strip_tracking: is a string, expected true or false
      7 | strip_tracking = "no"
        |                  ^^^^
    feeds.toml:8:7: publish.rss: expected a file's name as "feed.xml", or false to write none
      8 | rss = 3
        |       ^
    feeds.toml:9:8: publish.hubs: is a string, expected an array as ["…", "…"]
      9 | hubs = "https://example.org"
        |        ^^^^^^^^^^^^^^^^^^^^^
    feeds.toml:10:10: publish.block: expected only strings in the array
      10 | block = [1]
         |          ^
    "#);
}

#[test]
fn values_out_of_range() {
    insta::assert_snapshot!(key("[publish]", "limit = 0\nmax_age = \"0s\""), @r#"
    feeds.toml:4:9: publish.limit: is 0, expected at least 1
      4 | limit = 0
        |         ^
    feeds.toml:5:11: publish.max_age: `0s` is no time at all, expected at least `1s`
      5 | max_age = "0s"
        |           ^^^^
    "#);
    insta::assert_snapshot!(key("[fetch]", "concurrency = 100000\n\
         per_host = -1\n\
         timeout = \"200000d\"\n\
         max_size = \"1B\"\n\
         interval = \"often\""), @r#"
    feeds.toml:5:15: fetch.concurrency: is 100000, expected a number from 1 to 1024
      5 | concurrency = 100000
        |               ^^^^^^
    feeds.toml:6:12: fetch.per_host: is -1, expected a number from 1 to 32
      6 | per_host = -1
        |            ^^
    feeds.toml:7:11: fetch.timeout: `200000d` is too long, expected at most a century
      7 | timeout = "200000d"
        |           ^^^^^^^^^
    feeds.toml:8:12: fetch.max_size: `1B` is smaller than any feed, expected at least `1kB`
      8 | max_size = "1B"
        |            ^^^^
    feeds.toml:9:12: fetch.interval: `often` is no duration, expected one as `90s`, `30m`, `1h` or `7d`
      9 | interval = "often"
        |            ^^^^^^^
    "#);
}

#[test]
fn words_that_are_not_among_the_known() {
    insta::assert_snapshot!(key("[publish]", "content = \"ful\"\n\
         order = \"newest\"\n\
         compress = [\"gz\", \"brotli\"]"), @r#"
    feeds.toml:4:11: publish.content: is "ful", expected one of "full", "summary", "none"; did you mean "full"?
      4 | content = "ful"
        |           ^^^^^
    feeds.toml:5:9: publish.order: is "newest", expected one of "published", "updated"
      5 | order = "newest"
        |         ^^^^^^^^
    feeds.toml:6:13: publish.compress: is "gz", expected one of "gzip", "br", "zstd"; did you mean "gzip"?
      6 | compress = ["gz", "brotli"]
        |             ^^^^
    feeds.toml:6:19: publish.compress: is "brotli", expected one of "gzip", "br", "zstd"
      6 | compress = ["gz", "brotli"]
        |                   ^^^^^^^^
    "#);
    insta::assert_snapshot!(key("[[feeds]]", "future_dates = \"clam\""), @r#"
    feeds.toml:6:16: feeds.future_dates: is "clam", expected one of "clamp", "hold", "keep", "drop"; did you mean "clamp"?
      6 | future_dates = "clam"
        |                ^^^^^^
    "#);
}

#[test]
fn addresses_languages_emails_ids() {
    insta::assert_snapshot!(key("[publish]", "icon = \"/favicon.png\"\n\
         id = \"my planet\"\n\
         language = \"en_GB\"\n\
         author = { name = \"Ann\", email = \"ann at example\" }\n\
         description = \"\"\n\
         title_format = \"{titel}\""), @r#"
    feeds.toml:4:8: publish.icon: `/favicon.png` has no scheme, expected an address as `https://example.org/`
      4 | icon = "/favicon.png"
        |        ^^^^^^^^^^^^^^
    feeds.toml:5:6: publish.id: `my planet` is no IRI, expected one as `tag:example.org,2026:planet`
      5 | id = "my planet"
        |      ^^^^^^^^^^^
    feeds.toml:6:12: publish.language: `en_GB` is no language tag, did you mean `en-GB`?
      6 | language = "en_GB"
        |            ^^^^^^^
    feeds.toml:7:34: publish.author.email: `ann at example` is no e-mail address, expected one as `ann@example.org`
      7 | author = { name = "Ann", email = "ann at example" }
        |                                  ^^^^^^^^^^^^^^^^
    feeds.toml:8:15: publish.description: is empty: write something, or leave the key out
      8 | description = ""
        |               ^^
    feeds.toml:9:16: publish.title_format: `{titel}` is not known here, there is {title} {source}, did you mean `{title}`?
      9 | title_format = "{titel}"
        |                ^^^^^^^^^
    "#);
    insta::assert_snapshot!(key("[articles]", "url = \"https://example.org/{year}/\""), @r#"
    feeds.toml:5:7: articles.url: `https://example.org/{year}/` would be the same for each entry: it needs `{path}` or `{slug}`
      5 | url = "https://example.org/{year}/"
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
    insta::assert_snapshot!(key("[articles]", "url = \"/{slug}/\""), @r#"
    feeds.toml:5:7: articles.url: `/{slug}/` is no address, expected one as `https://example.org/{path}/`
      5 | url = "/{slug}/"
        |       ^^^^^^^^^^
    "#);
}

#[test]
fn cron_expressions() {
    insta::assert_snapshot!(problems(&format!("schedule = \"every hour\"\n{HEAD}")), @r#"
    feeds.toml:1:12: schedule: `every hour` is no cron expression (Invalid pattern: Pattern must have between 5 and 7 fields), expected one as `*/15 * * * *`
      1 | schedule = "every hour"
        |            ^^^^^^^^^^^^
    "#);
}

#[test]
fn regular_expressions() {
    insta::assert_snapshot!(key("[[feeds]]", "drop = { title = \"(?i)hir(ing\", link = '(x{999}){999}', any = 'a(?=b)' }"), @r#"
    feeds.toml:6:18: feeds.drop.title: the regular expression `(?i)hir(ing` is wrong at character 8: unclosed group
      6 | drop = { title = "(?i)hir(ing", link = '(x{999}){999}', any = 'a(?=b)' }
        |                  ^^^^^^^^^^^^^
    feeds.toml:6:40: feeds.drop.link: the regular expression `(x{999}){999}` takes more than 2 MiB: shorten it, or lower its repetitions
      6 | drop = { title = "(?i)hir(ing", link = '(x{999}){999}', any = 'a(?=b)' }
        |                                        ^^^^^^^^^^^^^^^
    feeds.toml:6:63: feeds.drop.any: the regular expression `a(?=b)` is wrong at character 2: look-around, including look-ahead and look-behind, is not supported
      6 | drop = { title = "(?i)hir(ing", link = '(x{999}){999}', any = 'a(?=b)' }
        |                                                               ^^^^^^^^
    "#);
}

#[test]
fn secrets_and_the_environment() {
    insta::assert_snapshot!(key("[[feeds]]", "headers = { Authorization = \"Bearer ${MISSING}\", \"X Y\" = \"\", Host = \"x\", User-Agent = \"x\" }"), @r#"
    feeds.toml:6:29: feeds.headers.Authorization: the environment variable MISSING is not set: set it where feedmill is started
      6 | headers = { Authorization = "Bearer ${MISSING}", "X Y" = "", Host = "x", User-Agent = "x" }
        |                             ^^^^^^^^^^^^^^^^^^^
    feeds.toml:6:58: feeds.headers.X Y: `X Y` is no name of a header
      6 | headers = { Authorization = "Bearer ${MISSING}", "X Y" = "", Host = "x", User-Agent = "x" }
        |                                                          ^^
    feeds.toml:6:69: feeds.headers.Host: is set by feedmill itself: leave it out
      6 | headers = { Authorization = "Bearer ${MISSING}", "X Y" = "", Host = "x", User-Agent = "x" }
        |                                                                     ^^^
    feeds.toml:6:87: feeds.headers.User-Agent: is set by the key `user_agent` of the feed
      6 | headers = { Authorization = "Bearer ${MISSING}", "X Y" = "", Host = "x", User-Agent = "x" }
        |                                                                                       ^^^
    "#);
    insta::assert_snapshot!(key("[fetch]", "proxy = \"gopher://${TOKEN}\"\ncontact = \"Ü\""), @r#"
    feeds.toml:5:9: fetch.proxy: `gopher://${TOKEN}` is no proxy, expected one as `socks5://127.0.0.1:9050` or `http://proxy:3128`
      5 | proxy = "gopher://${TOKEN}"
        |         ^^^^^^^^^^^^^^^^^^^
    feeds.toml:6:11: fetch.contact: `Ü` holds more than ASCII, which no header can
      6 | contact = "Ü"
        |           ^^^
    "#);
    insta::assert_snapshot!(key("[state]", "url = \"mysql://root:${TOKEN}@localhost/x\"\n\
         retain = \"1 year\""), @r#"
    feeds.toml:5:7: state.url: `mysql://root:${TOKEN}@localhost/x` is no store, expected `sqlite:.feedmill/state.db` or `postgres://user@host/database`
      5 | url = "mysql://root:${TOKEN}@localhost/x"
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    feeds.toml:6:10: state.retain: `1 year` is no duration, expected one as `90s`, `30m`, `1h` or `7d`
      6 | retain = "1 year"
        |          ^^^^^^^^
    "#);
    insta::assert_snapshot!(after_head("[[feeds]]\n\
         url = \"https://${TOKEN/feed\"\n\
         [[feeds]]\n\
         url = \"//${TOKEN}\"\n"), @r#"
    feeds.toml:5:7: feeds.url: has a `${` without a name and `}`, expected `${NAME}` (write `$${` for a plain `${`)
      5 | url = "https://${TOKEN/feed"
        |       ^^^^^^^^^^^^^^^^^^^^^^
    feeds.toml:7:7: feeds.url: `//${TOKEN}` is no address once the environment is put in, expected one as `https://example.org/feed`
      7 | url = "//${TOKEN}"
        |       ^^^^^^^^^^^^
    "#);
}

#[test]
fn feeds_that_clash() {
    insta::assert_snapshot!(after_head("[[feeds]]\n\
         name = \"a\"\n\
         url = \"https://a.org/\"\n\
         [[feeds]]\n\
         name = \"a\"\n\
         url = \"https://b.org/\"\n\
         [[feeds]]\n\
         url = \"https://c.org/\"\n\
         path = \"c.xml\"\n"), @r#"
    feeds.toml:8:8: feeds.name: `a` is the name of the feed of line 4 already: choose another
      8 | name = "a"
        |        ^^^
    feeds.toml:12:8: feeds.path: stands beside `url`, expected only one of the two
      12 | path = "c.xml"
         |        ^^^^^^^
    "#);
}

#[test]
fn one_feed_again_and_again() {
    let feed = "[[feeds]]\nurl = \"https://a.org/\"\n";
    insta::assert_snapshot!(after_head(&feed.repeat(3)), @r"
    feeds.toml:8:1: feeds.name: needs a `name`, or there is nothing to tell it from the feed of line 6 by
      8 | [[feeds]]
        | ^^^^^^^^^
    ");
}

#[test]
fn outputs_that_clash() {
    insta::assert_snapshot!(key("[publish]", "rss = \"../feed.xml\"\n\
         atom = \"/tmp/x\"\n\
         json = \"status.json\"\n\
         opml = \"archive/x\"\n\
         html = \"a b.html\""), @r#"
    feeds.toml:4:7: publish.rss: `../feed.xml` leads out of the output folder, expected a name inside the output folder as `feed.xml`
      4 | rss = "../feed.xml"
        |       ^^^^^^^^^^^^^
    feeds.toml:5:8: publish.atom: `/tmp/x` is absolute, expected a name inside the output folder as `feed.xml`
      5 | atom = "/tmp/x"
        |        ^^^^^^^^
    feeds.toml:6:8: publish.json: `status.json` is taken by feedmill itself: choose another name
      6 | json = "status.json"
        |        ^^^^^^^^^^^^^
    feeds.toml:7:8: publish.opml: `archive/x` is taken by feedmill itself: choose another name
      7 | opml = "archive/x"
        |        ^^^^^^^^^^^
    feeds.toml:8:8: publish.html: `a b.html` holds ` `, expected a name inside the output folder as `feed.xml`
      8 | html = "a b.html"
        |        ^^^^^^^^^^
    "#);
    insta::assert_snapshot!(key("[publish]", "rss = \"news.xml\"\n\
         atom = \"NEWS.xml\"\n\
         [[publish.views]]\n\
         name = \"rust\"\n\
         [[publish.views]]\n\
         name = \"Rust\"\n\
         [[publish.views]]\n\
         name = \"../up\"\n\
         [[publish.views]]\n\
         name = \"archive\"\n"), @r#"
    feeds.toml:5:8: publish.atom: `news.xml` is taken by `rss`: choose another name
      5 | atom = "NEWS.xml"
        |        ^^^^^^^^^^
    feeds.toml:9:8: publish.views.name: `rust` is taken by another view: choose another name
      9 | name = "Rust"
        |        ^^^^^^
    feeds.toml:11:8: publish.views.name: `../up` cannot be a folder's name, expected letters, digits, `-`, `_` and `.`
      11 | name = "../up"
         |        ^^^^^^^
    feeds.toml:13:8: publish.views.name: `archive` is taken by feedmill itself: choose another name
      13 | name = "archive"
         |        ^^^^^^^^^
    "#);
    insta::assert_snapshot!(key("[publish]", "dir = \"articles/out\"\n[articles]\n"), @r#"
    feeds.toml:4:7: publish.dir: lies in the folder of the articles, so that the page would be read as an article: name another folder
      4 | dir = "articles/out"
        |       ^^^^^^^^^^^^^^
    "#);
    insta::assert_snapshot!(key("[publish]", "dir = \".\"\n[articles]\n"), @r#"
    feeds.toml:4:7: publish.dir: would get the pages of the articles where the articles lie: name another folder
      4 | dir = "."
        |       ^^^
    "#);
}

#[test]
fn a_file_where_another_file_needs_a_folder() {
    let shown =
        key("[publish]", "rss = \"a/feed\"\natom = \"a\"\ncompress = [\"gzip\"]\njson = \"A/feed.gz\"");
    insta::assert_snapshot!(shown, @r#"
    feeds.toml:5:8: publish.atom: `a` is taken by `rss`: choose another name
      5 | atom = "a"
        |        ^^^
    feeds.toml:7:8: publish.json: `a/feed.gz` is taken by `rss`: choose another name
      7 | json = "A/feed.gz"
        |        ^^^^^^^^^^^
    "#);
}

#[test]
fn what_is_hostile_is_shown_harmlessly() {
    let shown = problems("\"a\\u001b[31m\" = 1\n\"\\u202ex\" = 2\n");
    assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
    let shown = key("[publish]", &format!("{}limit = 'x'", "\t".repeat(10)));
    assert!(!shown.contains('\t'));
    let long = key("[publish]", &format!("categories = [{} 3]", "\"x\", ".repeat(10_000)));
    assert!(long.len() < 1000, "{long}");
}
