//! Sites whose settings name a zone: what is written in it, what was published before it was named, and
//! names that are none.

use crate::support::{Reader, Site};

fn jekyll(settings: &str) -> Site {
    let site = Site::new().tables("[articles]\ndir = \"site\"\nurl = \"https://e.example/{path}/\"\n");
    site.file("site/_config.yml", format!("permalink: date\n{settings}"));
    site
}

fn hugo(settings: &str) -> Site {
    let site = Site::new().tables("[articles]\ndir = \"site\"\nurl = \"https://e.example/{path}/\"\n");
    site.file("site/hugo.toml", format!("baseURL = \"https://e.example/\"\n{settings}"));
    site
}

fn post(site: &Site, name: &str, date: &str) {
    let title = name.rsplit('/').next().unwrap().trim_end_matches(".md");
    site.file(&format!("site/{name}"), format!("---\ntitle: {title}\ndate: {date}\n---\nText of {title}.\n"));
}

/// Title, published date and date of the last change, newest first.
fn dates(site: &Site) -> Vec<(String, String, String)> {
    let atom = site.atom();
    let entries = atom.entries().iter();
    entries
        .map(|entry| {
            let published = entry.published().unwrap().to_utc().to_rfc3339();
            (entry.title().value.clone(), published, entry.updated().to_utc().to_rfc3339())
        })
        .collect()
}

fn published(site: &Site, title: &str) -> String {
    dates(site).into_iter().find(|(name, ..)| name == title).expect(title).1
}

fn links(site: &Site) -> Vec<String> {
    site.rss().items().iter().map(|item| item.link().unwrap().to_owned()).collect()
}

#[test]
fn a_zone_that_is_named_later_moves_nothing_that_is_published() {
    let mut site = jekyll("");
    for (name, date) in [
        ("_posts/2024-05-01-day.md", "2024-05-01"),
        ("_posts/2024-05-02-time.md", "2024-05-02 10:00"),
        ("_posts/2024-05-03-seconds.md", "2024-05-03 10:00:00"),
        ("_posts/2024-05-07-west.md", "2024-05-07 23:30:00 -0500"),
    ] {
        post(&site, name, date);
    }
    site.build();
    let mut reader = Reader::default();
    assert_eq!(reader.new_in(&site).len(), 4);
    let before = dates(&site);
    let ids = site.ids();
    assert_eq!(published(&site, "2024-05-02-time"), "2024-05-02T10:00:00+00:00");

    site.file("site/_config.yml", "permalink: date\ntimezone: Europe/Berlin\n");
    site.at("2026-11-26T12:00:00Z");
    post(&site, "_posts/2024-06-02-new.md", "2024-06-02 10:00");
    post(&site, "_posts/2024-06-03-new-seconds.md", "2024-06-03 10:00:00");
    site.file("site/_posts/2024-06-04-new-day.md", "Text.\n");
    site.build().silent();
    assert_eq!(dates(&site)[3..], before, "dates and order, and nothing is edited");
    assert_eq!(site.ids()[3..], ids);
    assert_eq!(reader.new_in(&site).len(), 3);
    assert_eq!(published(&site, "2024-06-02-new"), "2024-06-02T08:00:00+00:00");
    assert_eq!(published(&site, "2024-06-03-new-seconds"), "2024-06-03T10:00:00+00:00", "as in YAML 1.1");
    assert_eq!(published(&site, "New day"), "2024-06-03T22:00:00+00:00");
    assert_eq!(links(&site)[3], "https://e.example/2024/05/08/west.html", "the day is that of the site");

    let times = site.output_times();
    site.at("2026-11-27T12:00:00Z");
    site.build().silent();
    assert_eq!(site.output_times(), times);
}

#[test]
fn what_was_out_stays_out_and_what_was_not_waits_for_the_hour_of_its_place() {
    let mut site = hugo("");
    post(&site, "content/morning.md", "2026-11-25T10:00:00");
    site.build();
    assert_eq!(site.titles(), ["morning"]);

    site.file("site/hugo.toml", "baseURL = \"https://e.example/\"\ntimeZone = \"America/New_York\"\n");
    post(&site, "content/noon.md", "2026-11-25T11:59:00");
    site.build();
    assert_eq!(site.titles(), ["morning"], "it is not yet noon in New York");
    assert!(!site.read("output/atom.xml").contains("deleted-entry"));
    site.at("2026-11-25T16:59:00Z");
    site.build();
    assert_eq!(site.titles(), ["noon", "morning"]);
    assert_eq!(published(&site, "noon"), "2026-11-25T16:59:00+00:00");
    assert_eq!(published(&site, "morning"), "2026-11-25T10:00:00+00:00");
}

#[test]
fn an_article_that_is_renamed_and_edited_when_the_zone_is_named_is_the_same() {
    let site = hugo("");
    post(&site, "content/one.md", "2026-11-20T10:00:00");
    site.build();
    let ids = site.ids();
    std::fs::remove_file(site.path("site/content/one.md")).unwrap();
    site.file("site/content/two.md", "---\ntitle: one\ndate: 2026-11-20T10:00:00\n---\nNew text.\n");
    site.file("site/hugo.toml", "baseURL = \"https://e.example/\"\ntimeZone = \"Asia/Tokyo\"\n");
    site.build();
    assert_eq!(site.ids(), ids);
    assert_eq!(published(&site, "one"), "2026-11-20T10:00:00+00:00");
}

#[test]
fn a_zone_that_is_none_is_told_and_dates_stay_in_utc() {
    let site = jekyll("timezone: Europe/Nowhere\n");
    post(&site, "_posts/2024-05-02-time.md", "2024-05-02 10:00");
    let told = "_config.yml:2: timezone 'Europe/Nowhere' is no zone of the tz database: write a name like \
                Europe/Berlin; until then, dates that name no zone are read as UTC";
    site.run(&["check"]).exited(1).says(told);
    site.build().says(told);
    assert_eq!(published(&site, "2024-05-02-time"), "2024-05-02T10:00:00+00:00");

    let site = hugo("timeZone = 'Local'\n");
    post(&site, "content/time.md", "2024-05-02 10:00");
    site.build().says("hugo.toml:2: timeZone 'Local' is another zone on each machine");
    assert_eq!(published(&site, "time"), "2024-05-02T10:00:00+00:00");
}

#[test]
fn settings_in_a_folder_of_their_own_are_named_with_it() {
    let site = Site::new().tables("[articles]\ndir = \"site\"\nurl = \"https://e.example/{path}/\"\n");
    site.file("site/config/_default/hugo.toml", "baseURL = \"https://e.example/\"\ntimeZone = \"Nowhere\"\n");
    site.file("site/config/_default/languages.en.toml", "languageCode = \"en-GB\"\n");
    site.file("site/config/_default/markup.toml", "[goldmark.extensions]\ntypographer = false\n");
    site.file("site/content/a.md", "---\ntitle: A\ndate: 2026-11-20\n---\nA \"text\".\n");
    site.build().says("site/content/../config/_default/hugo.toml:2: timeZone 'Nowhere' is no zone");
    assert_eq!(site.json()["items"][0]["content_html"].as_str().unwrap().trim(), "<p>A \"text\".</p>");
    site.file(
        "site/config/_default/hugo.toml",
        "baseURL = \"https://e.example/\"\ndefaultContentLanguage = \"en\"\n",
    );
    site.build().silent();
    assert_eq!(site.json()["items"][0]["language"], "en-GB");
    assert_eq!(site.json()["items"][0]["date_published"], "2026-11-20T00:00:00Z");
}

#[test]
fn of_one_day_the_article_seen_last_comes_first_wherever_its_midnight_is() {
    let mut site = jekyll("timezone: Europe/Berlin\n");
    site.file("site/_posts/2026-11-20-a.md", "---\ntitle: A\n---\nText.\n");
    site.build();
    site.at("2026-11-25T13:00:00Z");
    site.file("site/_posts/2026-11-20-b.md", "---\ntitle: B\n---\nText.\n");
    site.build();
    assert_eq!(site.titles(), ["B", "A"]);
    assert_eq!(published(&site, "A"), "2026-11-19T23:00:00+00:00");
}

#[test]
fn the_page_shows_the_day_that_its_author_wrote() {
    let site = hugo("timeZone = \"Europe/Berlin\"\n");
    site.file("site/content/_index.md", "");
    post(&site, "content/evening.md", "2026-11-19T23:30:00+01:00");
    post(&site, "content/day.md", "2026-11-20");
    post(&site, "content/morning.md", "2026-11-20T08:00:00+01:00");
    site.build();
    assert_eq!(published(&site, "day"), "2026-11-19T23:00:00+00:00");
    let page = site.read("output/index.html");
    let headings: Vec<&str> = page.split("<h2 id=\"d-").skip(1).map(|rest| &rest[..10]).collect();
    assert_eq!(headings, ["2026-11-20", "2026-11-19"]);
    let of_the_day = page.split("<h2 id=\"d-").nth(1).unwrap();
    assert!(of_the_day.contains(">morning<") && of_the_day.contains(">day<"), "{of_the_day}");
    assert!(!of_the_day.contains("23:00"), "{of_the_day}");
    assert!(!page.contains("edited"), "{page}");

    let site = Site::new().tables("[articles]\ndir = \"site\"\n");
    site.file("site/hugo.toml", "baseURL = \"https://e.example/\"\ntimeZone = \"Europe/Berlin\"\n");
    post(&site, "content/day.md", "2026-11-20");
    site.build();
    let page = site.read("output/articles/day/index.html");
    let shown = "<time datetime=\"2026-11-20\"><bdi dir=\"ltr\">20 November 2026</bdi></time>";
    assert!(page.contains(shown), "{page}");
}

#[test]
fn where_the_last_updated_comes_first_a_day_stays_in_that_order() {
    let site = hugo("timeZone = \"Europe/Berlin\"\n").publish("order = \"updated\"");
    post(&site, "content/day.md", "2026-11-20");
    let old = "---\ntitle: old\ndate: 2026-03-01T10:00:00Z\nlastmod: 2026-11-21T10:00:00Z\n---\nA text.\n";
    site.file("site/content/old.md", old);
    site.build();
    assert_eq!(site.titles(), ["old", "day"]);
    let page = site.read("output/index.html");
    let headings: Vec<&str> = page.split("<h2 id=\"d-").skip(1).map(|rest| &rest[..10]).collect();
    assert_eq!(headings, ["2026-03-01", "2026-11-20"]);
}

#[test]
fn translations_go_by_the_clocks_of_their_language() {
    let site = hugo("timeZone = \"Europe/Berlin\"\n[languages.pt-br]\ntimeZone = \"America/Bahia\"\n");
    post(&site, "content/a.md", "2026-11-20T10:00:00");
    site.file("site/content/b.pt-br.md", "---\ntitle: b\ndate: 2026-11-20T10:00:00\n---\nTexto.\n");
    site.build();
    assert_eq!(published(&site, "a"), "2026-11-20T09:00:00+00:00");
    assert_eq!(published(&site, "b"), "2026-11-20T13:00:00+00:00");
}

#[test]
fn a_site_that_publishes_what_is_to_come_has_it_published_at_once_and_only_once() {
    for (later, name, sites) in [
        ("buildFuture = true\n", "content/fair.md", hugo as fn(&str) -> Site),
        ("future: true\n", "_posts/2026-12-24-fair.md", jekyll),
    ] {
        let mut site = sites("");
        post(&site, name, "2026-12-24T10:00:00Z");
        site.run(&["build"]).succeeded();
        assert!(site.titles().is_empty(), "held until then");
        let file = if name.starts_with('_') { "site/_config.yml" } else { "site/hugo.toml" };
        let settings = site.read(file);
        site.file(file, format!("{settings}{later}"));
        site.at("2026-11-26T12:00:00Z").build();
        let mut reader = Reader::default();
        assert_eq!(reader.new_in(&site).len(), 1);
        let before = dates(&site);
        assert_eq!(before[0].1, "2026-11-26T12:00:00+00:00", "no date of a feed is one to come");
        for day in ["2026-11-27", "2026-12-24", "2026-12-25"] {
            site.at(&format!("{day}T12:00:00Z")).build();
            assert!(reader.new_in(&site).is_empty());
            assert_eq!(dates(&site), before);
        }
    }
}
