//! The author's own folder over several builds: articles come, change, move, go and come back, and
//! the feed and the pages that feedmill writes for them follow.

use std::fs;
use std::process::Command;

use crate::support::{Reader, Site};

/// A site on which feedmill writes the pages of the articles.
fn with_pages() -> Site {
    Site::new().tables("[articles]\ndir = \"articles\"\n")
}

fn article(title: &str, more: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-11-0{}\n{more}---\nText of {title}.\n", title.len() % 9 + 1)
}

fn exists(site: &Site, name: &str) -> bool {
    site.path(name).exists()
}

/// Titles of the feed after one more build.
fn built(site: &Site) -> Vec<String> {
    site.build();
    site.titles()
}

/// What is left below `output/articles`.
fn pages(site: &Site) -> Vec<String> {
    let root = site.path("output/articles");
    let files = site.all_files();
    let inside = files.iter().filter_map(|file| file.strip_prefix(&root).ok());
    inside.map(|file| file.to_str().unwrap().to_owned()).collect()
}

#[test]
fn a_draft_an_expiry_and_a_deletion_withdraw_an_article_without_an_id_and_it_can_come_back() {
    let site = with_pages().article("stay.md", &article("Stays", ""));
    site.file("articles/a.md", article("Wanders", ""));
    let mut reader = Reader::default();
    site.build();
    assert_eq!(reader.new_in(&site).len(), 2);
    let id =
        site.atom().entries().iter().find(|entry| entry.title().as_str() == "Wanders").unwrap().id.clone();
    let told = format!("deleted-entry ref=\"{id}\"");

    for hidden in ["draft: true\n", "expiryDate: 2026-11-20\n", "feed: false\n"] {
        site.file("articles/a.md", article("Wanders", hidden));
        assert_eq!(built(&site), ["Stays"], "{hidden}");
        assert!(site.read("output/atom.xml").contains(&told), "{hidden}: the deletion is told");
        assert_eq!(pages(&site), ["stay/index.html"], "{hidden}");
        site.file("articles/a.md", article("Wanders", ""));
        site.build();
        assert_eq!(reader.new_in(&site), [""; 0], "{hidden}: it comes back as what it was");
        assert_eq!(site.titles().len(), 2, "{hidden}");
        assert!(!site.read("output/atom.xml").contains(&told), "{hidden}");
        assert_eq!(pages(&site), ["a/index.html", "stay/index.html"], "{hidden}");
    }
    fs::remove_file(site.path("articles/a.md")).unwrap();
    assert_eq!(built(&site), ["Stays"]);
    assert!(site.read("output/atom.xml").contains(&told));
    assert_eq!(pages(&site), ["stay/index.html"]);
    site.file("articles/a.md", article("Wanders", ""));
    assert_eq!(built(&site).len(), 2);
    assert_eq!(reader.new_in(&site), [""; 0]);
}

#[test]
fn a_new_slug_with_a_new_text_is_the_same_article() {
    let site = with_pages().article("a.md", &article("One", ""));
    site.build();
    let mut reader = Reader::default();
    assert_eq!(reader.new_in(&site), ["One"]);
    site.file("articles/a.md", "---\ntitle: Other\ndate: 2026-10-03\nslug: new\n---\nAll is new.\n");
    assert_eq!(built(&site), ["Other"]);
    assert_eq!(reader.new_in(&site), [""; 0]);
    assert_eq!(pages(&site), ["a/index.html", "new/index.html"], "who kept the old link finds it");
    assert_eq!(site.read("output/articles/a/index.html"), site.read("output/articles/new/index.html"));

    fs::rename(site.path("articles/a.md"), site.path("articles/b.md")).unwrap();
    site.file("articles/b.md", "---\ntitle: Other\ndate: 2026-10-03\nslug: newer\n---\nAgain new.\n");
    assert_eq!(built(&site), ["Other"]);
    assert_eq!(reader.new_in(&site), [""; 0]);
    assert_eq!(pages(&site), ["a/index.html", "new/index.html", "newer/index.html"]);

    site.file("articles/new.md", article("Another", ""));
    site.build();
    assert!(site.read("output/articles/new/index.html").contains("Text of Another."), "a page goes first");
    site.build();
    assert!(site.read("output/articles/new/index.html").contains("Text of Another."));
    fs::remove_file(site.path("articles/b.md")).unwrap();
    site.build();
    assert_eq!(pages(&site), ["new/index.html"]);
}

#[test]
fn a_page_stands_at_the_former_addresses_that_its_article_names() {
    let aliases = "aliases: [/articles/old/, 'https://mill.example/articles/größe/', ../older/, /2019/x/, ../../y/, /articles/a/b/]\n";
    let site = with_pages().article("a.md", &article("One", aliases));
    site.build();
    let all = ["a/index.html", "größe/index.html", "old/index.html", "older/index.html"];
    assert_eq!(pages(&site), all, "below articles/, where feedmill writes");
    assert!(
        site.read("output/articles/old/index.html")
            .contains("rel=\"canonical\" href=\"https://mill.example/articles/a/\"")
    );
    fs::remove_file(site.path("output/articles/old/index.html")).unwrap();
    site.build();
    assert_eq!(pages(&site), all);
    site.file("articles/a.md", article("One", ""));
    site.build();
    assert_eq!(pages(&site), ["a/index.html"]);
}

#[test]
fn an_id_that_is_added_while_the_article_becomes_a_draft_withdraws_it_all_the_same() {
    let site = with_pages().article("a.md", &article("One", "")).article("b.md", &article("Two!", ""));
    site.build();
    site.file("articles/a.md", article("One", "id: urn:x:1\ndraft: true\n"));
    assert_eq!(built(&site), ["Two!"]);
}

#[cfg(unix)]
#[test]
fn more_pages_than_a_process_may_open_files() {
    let site = with_pages();
    for n in 0..300 {
        site.file(&format!("articles/{n}.md"), article(&format!("Number {n}"), ""));
    }
    let script = format!("ulimit -n 64 && exec {} build", env!("CARGO_BIN_EXE_feedmill"));
    let run = Command::new("sh").args(["-c", &script]).current_dir(site.path("")).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(pages(&site).len(), 300);
}

#[test]
fn a_preview_a_failed_build_and_a_lost_output_folder_lose_no_page() {
    let site = with_pages().article("a.md", &article("One", ""));
    site.build_with(&["--dry-run"]);
    assert!(!exists(&site, "output/articles"), "a preview writes nothing");
    site.build();
    assert_eq!(pages(&site), ["a/index.html"]);

    site.file("articles/b.md", article("Two!", ""));
    fs::remove_file(site.path("output/feed.xml")).unwrap();
    fs::create_dir(site.path("output/feed.xml")).unwrap();
    assert_ne!(site.run(&["build"]).code, 0, "the feed cannot be written");
    fs::remove_dir(site.path("output/feed.xml")).unwrap();
    assert_eq!(built(&site).len(), 2);
    assert_eq!(pages(&site), ["a/index.html", "b/index.html"]);

    fs::remove_dir_all(site.path("output")).unwrap();
    assert_eq!(built(&site).len(), 2);
    assert_eq!(pages(&site), ["a/index.html", "b/index.html"]);

    site.file("output/articles/a/index.html", "");
    site.build();
    assert!(site.read("output/articles/a/index.html").contains("Text of One."), "cut short by a crash");
}

#[test]
fn a_slug_goes_over_to_another_article_with_its_page() {
    let site = with_pages().article("a.md", &article("One", "slug: x\n"));
    site.build();
    let mut reader = Reader::default();
    assert_eq!(reader.new_in(&site), ["One"]);
    site.file("articles/a.md", article("One", "slug: y\n"));
    site.file("articles/b.md", article("Second", "slug: x\n"));
    site.build();
    assert_eq!(reader.new_in(&site), ["Second"]);
    // Within one build the old owner may still hold the address; then the newcomer has another.
    let links: Vec<String> = site.rss().items().iter().map(|item| item.link().unwrap().to_owned()).collect();
    assert_eq!(pages(&site), ["x/index.html", "y/index.html"]);
    for link in links {
        let page = link.strip_prefix("https://mill.example/").unwrap();
        assert!(exists(&site, &format!("output/{page}index.html")), "{link} has a page");
    }
    assert!(site.read("output/articles/y/index.html").contains("Text of One."));

    site.file("articles/b.md", article("Second", "slug: x\ndraft: true\n"));
    assert_eq!(built(&site), ["One"]);
    assert_eq!(pages(&site), ["y/index.html"]);
    site.file("articles/c.md", article("Third", "slug: x\n"));
    fs::remove_file(site.path("articles/b.md")).unwrap();
    assert_eq!(built(&site).len(), 2);
    assert!(site.read("output/articles/x/index.html").contains("Text of Third."));
}

#[test]
fn pages_and_pictures_go_with_their_articles_whatever_the_slug_is_written_in() {
    let site =
        with_pages().article("größe/index.md", "---\ndate: 2026-11-01\n---\n# Größe\n\n![](in/bild.png)\n");
    site.file("articles/größe/in/bild.png", "png");
    site.file("articles/b.md", article("Stays", ""));
    site.build();
    assert_eq!(pages(&site), ["b/index.html", "größe/in/bild.png", "größe/index.html"]);
    site.file("output/articles/größe/mine.txt", "of the author's");

    site.file(
        "articles/größe/index.md",
        "---\nslug: maß\ndate: 2026-11-01\n---\n# Größe\n\n![](in/bild.png)\n",
    );
    site.build();
    assert_eq!(
        pages(&site),
        ["b/index.html", "größe/index.html", "größe/mine.txt", "maß/in/bild.png", "maß/index.html"],
        "what is not feedmill's stays, and so does the page"
    );
    fs::remove_dir_all(site.path("articles/größe")).unwrap();
    assert_eq!(built(&site), ["Stays"]);
    assert_eq!(pages(&site), ["b/index.html", "größe/mine.txt"]);
    assert!(!exists(&site, "output/articles/maß"), "no empty folder stays");
}

#[test]
fn a_changed_picture_of_the_same_size_with_an_older_time_is_copied() {
    let site = with_pages().article("a.md", "---\ndate: 2026-11-01\n---\n# A\n\n![](a.png)\n");
    site.file("articles/a.png", "first");
    site.build();
    let published = site.path("output/articles/a/a.png");
    assert_eq!(fs::read(&published).unwrap(), b"first");
    site.file("articles/a.png", "other");
    let long_ago = fs::FileTimes::new().set_modified(std::time::UNIX_EPOCH);
    fs::File::options().write(true).open(site.path("articles/a.png")).unwrap().set_times(long_ago).unwrap();
    site.build();
    assert_eq!(fs::read(&published).unwrap(), b"other");
}

#[test]
fn embeds_stay_where_the_author_is_trusted() {
    let embed = "<iframe src=\"https://www.youtube-nocookie.com/embed/abc123\"></iframe>";
    let mut site = Site::new()
        .tables("[articles]\ndir = \"articles\"\ntrust = false\n")
        .article("a.md", &format!("---\ndate: 2026-11-01\n---\n# A\n\n{embed}\n"));
    site.build();
    assert!(!site.read("output/articles/a/index.html").contains("<iframe"));
    assert!(!site.json()["items"][0]["content_html"].as_str().unwrap().contains("<iframe"));
    site.reconfigure("trust = false", "trust = true");
    // Validators warn of frames, and here the author has asked for them.
    site.run(&["build"]).succeeded();
    let page = site.read("output/articles/a/index.html");
    assert!(page.contains("<iframe"), "the page is made anew");
    assert!(
        page.contains("; frame-src https://www.youtube-nocookie.com&quot;")
            || page.contains("; frame-src https://www.youtube-nocookie.com\">"),
        "just the host of the frame may load: {page}"
    );
    assert!(!site.read("output/index.html").contains("frame-src"), "a page without frames allows none");
    assert!(site.json()["items"][0]["content_html"].as_str().unwrap().contains("<iframe"));
}

#[test]
fn an_article_that_names_the_author_of_the_site_has_all_that_is_known_of_him() {
    let site = Site::new()
        .publish("author = { name = \"Ann\", url = \"https://ann.example/\" }")
        .article("a.txt", "One\nBy Ann\n\nText.")
        .article("b.txt", "Two\nBy Bo\n\nText.");
    site.build();
    let feed = site.json();
    let address_of = |title: &str| {
        let item = feed["items"].as_array().unwrap().iter().find(|item| item["title"] == title).unwrap();
        item["authors"][0]["url"].as_str()
    };
    assert_eq!((address_of("One"), address_of("Two")), (Some("https://ann.example/"), None));
}

#[test]
fn an_article_that_came_out_elsewhere_first_is_at_home_here() {
    let site = with_pages().article(
        "copy.md",
        "---\ntitle: Copy\ncanonical_url: https://first.example/post/\n---\nText[^1].\n\n[^1]: Note.\n",
    );
    site.build();
    let item = site.json()["items"][0].clone();
    assert_eq!(item["url"], "https://mill.example/articles/copy/");
    let content = item["content_html"].as_str().unwrap();
    let note = content.split_once("<a href=\"#").unwrap().1.split('"').next().unwrap();
    assert!(content.contains(&format!("id=\"{note}\"")), "{content}");
    let page = site.read("output/articles/copy/index.html");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://first.example/post/\">"));
}

#[test]
fn a_link_to_a_place_of_another_article_finds_it_on_its_page() {
    let site = with_pages()
        .article("a.md", "# A\n\n## Salt & pepper\n\nText[^1].\n\n[^1]: Note.\n")
        .article("b.md", "# B\n\nMore on [salt](a.md#salt-pepper).\n");
    site.build();
    let items = site.json();
    let content = |title: &str| {
        let item = items["items"].as_array().unwrap().iter().find(|item| item["title"] == title).unwrap();
        item["content_html"].as_str().unwrap().to_owned()
    };
    assert!(
        content("B").contains("href=\"https://mill.example/articles/a/#salt-pepper\""),
        "{}",
        content("B")
    );
    let page = site.read("output/articles/a/index.html");
    assert!(page.contains("<h2 id=\"salt-pepper\">"), "{page}");
    assert!(page.contains("href=\"#1\"") && page.contains("id=\"1\""), "its own places stay together");
    assert!(!content("A").contains("id=\"salt-pepper\""), "beside others it cannot take their places");
}

#[test]
fn every_broken_article_is_told_and_the_others_are_published() {
    let site = with_pages().article("a.md", &article("One", "")).article("b.md", "---\ntitle: [\n---\nx\n");
    site.file("articles/c.md", "---\ntitle: \"open\n---\nx\n");
    let run = site.build();
    assert!(site.titles().contains(&"One".to_owned()));
    for name in ["b.md", "c.md"] {
        assert!(run.stderr.contains(name) || run.stdout.contains(name), "{name}: {}", run.stderr);
    }
}

/// What nobody could play is not announced: the article comes without it, its author hears of it once, and
/// the file follows when it is there.
#[test]
fn an_episode_whose_file_is_missing_is_published_without_it_and_told_once() {
    let mut site = with_pages().article("e.md", &article("Episode", "enclosure: e.mp3\n"));
    let problem =
        "articles/e.md:4: the enclosure 'e.mp3' is not there: the article is published without it\n";
    let run = site.build();
    assert_eq!(run.stderr, problem);
    assert_eq!(site.titles(), ["Episode"]);
    assert!(site.rss().items()[0].enclosure().is_none());
    assert!(
        !site.read("output/atom.xml").contains("e.mp3") && !site.read("output/feed.json").contains("e.mp3")
    );
    site.run(&["check"]).succeeded().says(problem.trim());

    site.at("2026-11-25T14:00:00Z").build_with(&["--report", "report.json"]).silent();
    let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
    assert_eq!(report["problems"], serde_json::json!([problem.trim()]), "it goes on");

    site.file("articles/e.mp3", vec![0; 1000]);
    site.at("2026-11-25T16:00:00Z").build().silent();
    let item = site.rss().items()[0].clone();
    assert_eq!(item.enclosure().map(|enclosure| enclosure.length.as_str()), Some("1000"));
    fs::remove_file(site.path("articles/e.mp3")).unwrap();
    assert_eq!(site.at("2026-11-25T18:00:00Z").build().stderr, problem, "it is news again");
}

/// Who reads a mail from cron must find the file.
#[cfg(unix)]
#[test]
fn what_cannot_be_an_article_is_told_with_a_path_that_leads_to_it() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let site = with_pages().article("a.md", &article("One", "")).article("cafe.md", "# Two\n");
    let name = OsStr::from_bytes(b"caf\xe9.md");
    fs::rename(site.path("articles/cafe.md"), site.path("articles").join(name)).unwrap();
    let told = "articles/caf\u{fffd}.md: the name is not UTF-8: left out; rename it";
    assert_eq!(site.build().stderr.trim_end(), told);
    site.run(&["check"]).exited(1).says(told);
    fs::remove_dir_all(site.path("articles")).unwrap();
    site.run(&["check"]).exited(1).says("articles: cannot read the folder of articles: ");
}

/// Else the day would stand behind the year.
#[test]
fn the_time_of_an_article_that_runs_from_the_right_is_in_order() {
    let site =
        with_pages().article("a.md", "---\ntitle: מאמר\ndate: 2026-11-20\nupdated: 2026-11-21\n---\nטקסט\n");
    site.build();
    let page = site.read("output/articles/a/index.html");
    assert!(page.contains("<article dir=\"rtl\">"), "{page}");
    assert!(page.contains("<bdi dir=\"ltr\">20 November 2026</bdi>"), "{page}");
    assert!(page.contains("<bdi dir=\"ltr\">edited <time"), "{page}");
}

/// The feed and the page of one article name one date.
#[test]
fn an_article_without_a_date_keeps_the_day_of_its_page_too_where_the_state_is_lost() {
    let mut site = with_pages().article("a.md", "# Undated\n\nText.\n");
    site.at("2026-11-20T12:00:00Z").build();
    let before = site.read("output/articles/a/index.html");
    assert!(before.contains("20 November 2026, 12:00 UTC"), "{before}");
    fs::remove_dir_all(site.path(".feedmill")).unwrap();
    site.at("2026-11-25T12:00:00Z").build();
    assert_eq!(site.read("output/articles/a/index.html"), before);
    site.file("articles/a.md", "# Undated\n\nText, edited.\n");
    site.at("2026-11-26T12:00:00Z").build();
    assert!(site.read("output/articles/a/index.html").contains("20 November 2026, 12:00 UTC"));
}
