//! The small sites in `tests/fixtures/sites` with the real binary: what a subscriber of the sites'
//! own feeds would expect, and that a change of what articles inherit reaches them.

use std::fs;
use std::path::Path;

use crate::support::{Reader, Site};

/// A copy of the site `name`, published where it says that it is.
fn site(name: &str, url: &str) -> Site {
    let site = Site::new().tables(&format!("[articles]\ndir = \"site\"\nurl = \"{url}\"\n"));
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sites").join(name);
    copy(&fixtures, "site", &site);
    site
}

fn copy(from: &Path, to: &str, site: &Site) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = format!("{to}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() { copy(&path, &to, site) } else { site.file(&to, fs::read(&path).unwrap()) }
    }
}

/// Titles and links of the feed.
fn listed(site: &Site) -> Vec<(String, String)> {
    let rss = site.rss();
    rss.items().iter().map(|item| (item.title().unwrap().into(), item.link().unwrap().into())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(title, link)| ((*title).to_owned(), (*link).to_owned())).collect()
}

fn change(site: &Site, file: &str, from: &str, to: &str) {
    let text = site.read(file);
    assert!(text.contains(from), "{file} does not hold {from:?}");
    site.file(file, text.replace(from, to));
}

#[test]
fn a_jekyll_site_is_published_where_its_settings_say() {
    let site = site("jekyll", "https://allotment.example/{path}/");
    site.build();
    let expected = [
        ("Leek soup", "https://allotment.example/recipes/soups/leek/"),
        ("Water is back", "https://allotment.example/news/2026/water/"),
        ("First beans", "https://allotment.example/diary/vegetables/2026/01/31/first-beans.html"),
        ("Sowing notes", "https://allotment.example/diary/2026/01/30/sowing-notes.html"),
    ];
    assert_eq!(listed(&site), pairs(&expected));
    let mut reader = Reader::default();
    assert_eq!(reader.new_in(&site).len(), 4);

    change(
        &site,
        "site/_config.yml",
        "permalink: /:categories/:year/:month/:day/:title.html",
        "permalink: ordinal",
    );
    change(&site, "site/_config.yml", "author: The Committee", "author: The Board");
    site.build();
    assert_eq!(reader.new_in(&site), [""; 0], "a new address makes nothing new");
    assert_eq!(listed(&site)[3].1, "https://allotment.example/diary/2026/030/sowing-notes.html");
    assert!(site.read("output/atom.xml").contains("The Board"));
    let times = site.output_times();
    site.build();
    assert_eq!(site.output_times(), times);
}

#[test]
fn settings_that_cannot_be_read_change_nothing() {
    let site = site("jekyll", "https://allotment.example/{path}/");
    site.build();
    let before = listed(&site);
    let good = site.read("site/_config.yml");
    site.file("site/_config.yml", format!("{good}broken: [\n"));
    site.file("site/_posts/2026-02-20-new.md", "---\ntitle: New\n---\nNew.\n");
    site.build().says("_config.yml").says("until this is mended");
    site.run(&["check"]).exited(1).says("_config.yml");
    assert_eq!(listed(&site), before);
    site.file("site/_config.yml", good);
    site.build();
    assert_eq!(listed(&site).len(), before.len() + 1);
    assert_eq!(listed(&site)[0].1, "https://allotment.example/diary/2026/02/20/new.html");
}

#[test]
fn a_hugo_site_gives_its_pages_what_its_sections_say() {
    let site = site("hugo", "https://harbour.example/{path}/");
    site.build();
    let expected = [
        ("From the pilot", "https://harbour.example/post/2026/from-the-pilot/"),
        ("Episode one: Fog", "https://harbour.example/podcast/one/"),
        ("A tide table", "https://harbour.example/posts/json-front/"),
        ("The old bridge", "https://harbour.example/posts/old-bridge/"),
        ("First frost", "https://harbour.example/posts/first-frost/"),
    ];
    assert_eq!(listed(&site), pairs(&expected));
    let authors = |site: &Site| site.read("output/atom.xml").matches("The Harbour Office").count();
    let before = authors(&site);
    assert!(before >= 4);

    site.file("site/content/podcast/_index.md", "---\ncascade:\n  author: The Fog Horn\n---\n");
    site.build();
    assert!(site.read("output/atom.xml").contains("The Fog Horn"));
    assert!(authors(&site) < before);
    site.file("site/content/podcast/_index.md", "---\ncascade:\n  draft: true\n---\n");
    site.build();
    assert_eq!(listed(&site).len(), 4, "a draft by inheritance is withdrawn");
}

#[test]
fn a_zola_site_holds_back_the_drafts_of_a_section_and_what_has_no_date() {
    let site = site("zola", "https://kiln.example/{path}/");
    site.build();
    let titles = ["Glaze recipes", "The kiln", "First pots"];
    assert_eq!(site.titles(), titles);
    site.run(&["check"]).says("site/content/about.md: has no date");
    change(&site, "site/content/notebook/_index.md", "draft = true", "draft = false");
    site.build();
    assert_eq!(site.titles()[0], "Where clay comes from");
}

#[test]
fn what_a_site_makes_of_bare_addresses_and_a_change_of_it_edits_nothing() {
    let site = Site::new().tables("[articles]\ndir = \"site\"\nurl = \"https://e.example/{path}/\"\n");
    let settings = "baseURL = \"https://e.example/\"\n";
    site.file("site/hugo.toml", format!("{settings}[markup.goldmark.extensions]\nlinkify = false\n"));
    site.file(
        "site/content/a.md",
        "---\ntitle: A\ndate: 2026-11-20\n---\nSee \"https://e.example/x--y\" (and www.e.example/z).\n",
    );
    site.build();
    let content = |site: &Site| site.atom().entries()[0].content().unwrap().value.clone().unwrap();
    assert!(content(&site).contains("“https://e.example/x–y”"), "{}", content(&site));
    let updated = |site: &Site| site.atom().entries()[0].updated().to_rfc3339();
    let before = (updated(&site), site.ids());

    site.file("site/hugo.toml", settings);
    site.build();
    for link in [
        "“<a href=\"https://e.example/x--y\"",
        "(and <a href=\"https://www.e.example/z\">www.e.example/z</a>).",
    ] {
        assert!(content(&site).contains(link), "{}", content(&site));
    }
    assert_eq!((updated(&site), site.ids()), before, "nobody has edited the article");
    site.file("site/content/a.md", "---\ntitle: A\ndate: 2026-11-20\n---\nAnother text.\n");
    site.build();
    assert_ne!(updated(&site), before.0);
}

#[test]
fn the_language_of_a_site_is_that_of_its_articles() {
    for (settings, of_the_site, name, key) in [
        ("site/_config.yml", "lang: de\n", "site/_posts/2026-11-20-", "lang"),
        (
            "site/hugo.toml",
            "baseURL = \"https://e.example/\"\nlanguageCode = \"de\"\n",
            "site/content/",
            "lang",
        ),
        (
            "site/config.toml",
            "base_url = \"https://e.example/\"\ndefault_language = \"de\"\n",
            "site/content/",
            "lang",
        ),
    ] {
        let site = Site::new().tables("[articles]\ndir = \"site\"\nurl = \"https://e.example/{path}/\"\n");
        site.file(settings, of_the_site);
        site.file(&format!("{name}a.md"), "---\ntitle: A\ndate: 2026-11-20\n---\nText.\n");
        site.file(
            &format!("{name}b.md"),
            format!("---\ntitle: B\ndate: 2026-11-19\n{key}: fr\n---\nTexte.\n"),
        );
        site.build();
        let items = site.json()["items"].as_array().unwrap().clone();
        let languages: Vec<_> = items.iter().map(|item| item["language"].as_str().unwrap()).collect();
        assert_eq!(languages, ["de", "fr"], "{settings}");
    }
}

#[test]
fn a_jekyll_site_ends_its_summaries_and_shows_its_values() {
    let site = Site::new().tables("[articles]\ndir = \"site\"\nurl = \"https://e.example/{path}/\"\n");
    site.file("site/_config.yml", "title: Allotment\nexcerpt_separator: <!-- cut -->\n");
    site.file(
        "site/_posts/2026-11-20-a.md",
        "---\ntitle: A\n---\nOf {{ page.title }} and {{ site.title }}.\n\n<!-- cut -->\n\n*[HTML]: Hyper\n\nThe rest.\n",
    );
    site.build();
    let item = site.json()["items"][0].clone();
    assert_eq!(item["summary"], "Of A and Allotment.");
    let content = item["content_html"].as_str().unwrap();
    assert!(content.contains("The rest.") && !content.contains("*[HTML]"), "{content}");

    change(&site, "site/_config.yml", "Allotment", "Garden");
    site.build();
    assert_eq!(site.json()["items"][0]["summary"], "Of A and Garden.");
}

#[test]
fn a_folder_of_a_hugo_site_is_in_the_words_of_hugo() {
    let site =
        Site::new().tables("[articles]\ndir = \"site/content/posts\"\nurl = \"https://e.example/{path}/\"\n");
    site.file("site/hugo.toml", "baseURL = \"https://e.example/\"\n");
    site.file(
        "site/content/posts/a.md",
        "---\ntitle: A\ndate: 2026-11-20\n---\n{{< youtube abc >}} \"q\" www.e.example\n",
    );
    site.build();
    let content = site.json()["items"][0]["content_html"].as_str().unwrap().to_owned();
    for part in
        ["<a href=\"https://www.youtube.com/watch?v=abc\">", "“q”", "<a href=\"https://www.e.example/\">"]
    {
        assert!(content.contains(part), "{part}: {content}");
    }
}

#[test]
fn a_hugo_site_may_have_its_dates_in_the_names_of_files() {
    let site = Site::new().tables("[articles]\ndir = \"site\"\nurl = \"https://e.example/{path}/\"\n");
    let settings = "baseURL = \"https://e.example/\"\n";
    site.file("site/hugo.toml", settings);
    site.file("site/content/2026-11-02-both.md", "---\ntitle: Both\ndate: 2026-11-01\n---\nText.\n");
    site.file("site/content/2026-11-03-name.md", "---\ntitle: Name\n---\nText.\n");
    site.build();
    let both = |path: &str| ("Both".to_owned(), format!("https://e.example/{path}/"));
    let name = |path: &str| ("Name".to_owned(), format!("https://e.example/{path}/"));
    assert_eq!(listed(&site), [name("2026-11-03-name"), both("2026-11-02-both")]);
    let ids = site.ids();

    site.file("site/hugo.toml", format!("{settings}[frontmatter]\ndate = [\":default\", \":filename\"]\n"));
    site.build();
    assert_eq!(listed(&site), [name("name"), both("2026-11-02-both")]);
    site.file("site/hugo.toml", format!("{settings}[frontmatter]\ndate = [\":filename\", \":default\"]\n"));
    site.file("site/content/2026-11-04-new.md", "---\ntitle: New\ndate: 2026-10-01\n---\nText.\n");
    site.build();
    assert_eq!(listed(&site)[1..], [name("name"), both("both")]);
    assert_eq!(site.ids()[1..], ids, "addresses follow, ids stay");
    assert_eq!(site.json()["items"][0]["date_published"], "2026-11-04T00:00:00Z");
}

/// The addresses in the text of the newest article, in order.
fn references(site: &Site) -> Vec<String> {
    let content = site.json()["items"][0]["content_html"].as_str().unwrap().to_owned();
    let after = content.split(['"']).collect::<Vec<_>>();
    let names = after.iter().zip(after.iter().skip(1));
    names
        .filter(|(name, _)| name.ends_with("href=") || name.ends_with("src="))
        .map(|(_, url)| (*url).to_owned())
        .collect()
}

#[test]
fn a_jekyll_site_below_a_path_has_its_files_and_pages_there_too() {
    let mut site =
        Site::new().tables("[articles]\ndir = \"site\"\nurl = \"https://e.example/base/{path}/\"\n");
    site.file("site/_config.yml", "baseurl: /base\n");
    site.file("site/assets/p.png", "PNG");
    site.file("site/about.md", "---\npermalink: /who/\n---\nUs.\n");
    site.file("site/contact.markdown", "---\ntitle: Contact\n---\nUs.\n");
    site.file("site/_posts/2026-11-19-old.md", "---\ntitle: Old\n---\nOld.\n");
    site.file(
        "site/_posts/2026-11-20-a.md",
        "---\ntitle: A\nimage: /assets/p.png\n---\n\
         ![1]({{ site.baseurl }}/assets/p.png) ![2]({{ '/assets/p.png' | relative_url }}) ![3](/assets/p.png) ![4](/base/assets/p.png)\n\
         [5]({% link about.md %}) [6]({{ site.baseurl }}{% link contact.markdown %}#us) [7]({{ site.baseurl }}{% post_url 2026-11-19-old %})\n\
         [8]({{ site.baseurl }}/tags/) [9](/elsewhere/) [10]({% link gone.md %})\n",
    );
    let run = site.run(&["check"]).succeeded();
    assert!(
        run.stdout.contains("2026-11-20-a.md:7: 'gone.md' is not in the folder of articles"),
        "{}",
        run.stdout
    );
    site.build();
    let at = |path: &str| format!("https://e.example{path}");
    let picture = at("/base/assets/p.png");
    let expected = [
        picture.clone(),
        picture.clone(),
        picture.clone(),
        picture.clone(),
        at("/base/who/"),
        at("/base/contact.html#us"),
        at("/base/old/"),
        at("/base/tags/"),
        at("/elsewhere/"),
        at("/base/gone.md"),
    ];
    assert_eq!(references(&site), expected);
    assert_eq!(site.json()["items"][0]["image"], *picture);

    site.file("site/about.md", "---\npermalink: /we/\n---\nUs.\n");
    site.at("2026-11-25T14:00:00Z").build();
    assert_eq!(references(&site)[4], at("/base/we/"));
    site.reconfigure("https://e.example/base/{path}/", "https://e.example/{path}/");
    site.build();
    assert_eq!(references(&site)[0], at("/assets/p.png"), "served elsewhere than its settings say");
}

#[test]
fn references_of_hugo_find_their_pages_from_the_root_from_beside_and_by_name() {
    let site = Site::new().tables("[articles]\ndir = \"site\"\nurl = \"https://e.example/{path}/\"\n");
    site.file("site/hugo.toml", "baseURL = \"https://e.example/\"\n");
    site.file("site/content/notes/2026/bridge/index.md", "---\ntitle: B\ndate: 2026-11-01\n---\nText.\n");
    site.file("site/content/posts/two.md", "---\ntitle: Two\ndate: 2026-11-02\n---\nText.\n");
    site.file("site/content/posts/inner/three.md", "---\ntitle: Three\ndate: 2026-11-03\n---\nText.\n");
    site.file(
        "site/content/posts/a.md",
        "---\ntitle: A\ndate: 2026-11-20\n---\n\
         [1]({{< ref \"/notes/2026/bridge\" >}}) [2]({{< relref \"notes/2026/bridge/index.md\" >}}) [3]({{< ref \"bridge\" >}})\n\
         [4]({{< ref \"two.md\" >}}) [5]({{< ref \"inner/three#x\" >}}) [6]({{< ref \"three\" >}}) [7]({{< ref \"/notes\" >}})\n",
    );
    site.file("site/content/notes/_index.md", "---\ntitle: Notes\n---\n");
    site.build();
    let bridge = "https://e.example/notes/2026/bridge/";
    let [two, three] = ["two", "inner/three"].map(|path| format!("https://e.example/posts/{path}/"));
    let notes = "https://e.example/notes/";
    assert_eq!(references(&site), [bridge, bridge, bridge, &two, &format!("{three}#x"), &three, notes]);
}

#[test]
fn the_marks_of_pelican_before_a_path_are_no_part_of_it() {
    let site = Site::new().tables("[articles]\nurl = \"https://e.example/{slug}.html\"\n");
    site.file("articles/images/p.png", "PNG");
    site.file("articles/second.md", "Title: Second\nDate: 2026-11-01\n\nText.\n");
    site.file(
        "articles/first.md",
        "Title: First\nDate: 2026-11-20\n\n![1]({static}/images/p.png) [2]({filename}second.md)\n",
    );
    site.build();
    assert_eq!(references(&site), ["https://e.example/images/p.png", "https://e.example/second.html"]);
}

#[test]
fn a_folder_of_a_site_refers_to_the_rest_of_it_as_the_whole_does() {
    for dir in ["site/content/blog", "site/content"] {
        let url = if dir.ends_with("blog") {
            "https://e.example/z/blog/{path}/"
        } else {
            "https://e.example/z/{path}/"
        };
        let site = Site::new().tables(&format!("[articles]\ndir = \"{dir}\"\nurl = \"{url}\"\n"));
        site.file("site/config.toml", "base_url = \"https://e.example/z\"\n");
        site.file("site/static/i.png", "PNG");
        site.file("site/content/blog/_index.md", "+++\n+++\n");
        site.file("site/content/about.md", "+++\nslug = \"who\"\n+++\nUs.\n");
        site.file("site/content/blog/old.md", "+++\ntitle = \"Old\"\ndate = 2026-11-01\n+++\nText.\n");
        site.file(
            "site/content/blog/new.md",
            "+++\ntitle = \"New\"\ndate = 2026-11-20\n+++\n\
             [1](@/blog/old.md#x) [2](@/blog/_index.md) [3](@/about.md) ![4](/i.png) [5](old.md)\n",
        );
        site.build();
        let at = |path: &str| format!("https://e.example/z/{path}");
        let expected = [at("blog/old/#x"), at("blog/"), at("who/"), at("i.png"), at("blog/old/")];
        assert_eq!(references(&site), expected, "{dir}");
        assert!(!site.run(&["check"]).stdout.contains("is not in the folder"));
    }
}
