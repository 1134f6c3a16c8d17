use super::*;
use crate::articles::front_matter::split;

fn front(yaml: &str) -> (Front, Vec<String>) {
    let text = format!("---\n{yaml}\n---\n");
    let matter = split(&text).unwrap().matter.unwrap();
    let mut findings = Findings::of("a.md");
    let front = interpret(&matter, Terms::ByComma, &mut findings);
    (front, findings.problems.iter().map(ToString::to_string).collect())
}

#[test]
fn keys_of_three_generators() {
    let (hugo, _) = front(
        "title: T\ndate: 2026-01-31T10:00:00Z\nlastmod: 2026-02-01T00:00:00Z\ntags: [a, A, b]\ncategories: c\nparams:\n  author: Ann\naliases: [/old]\nbuild: {list: never}",
    );
    assert_eq!(hugo.categories, ["c", "a", "b"]);
    assert_eq!(hugo.authors[0].name.as_deref(), Some("Ann"));
    assert!(hugo.unlisted && !hugo.draft);
    assert_eq!(hugo.updated.unwrap().utc.to_rfc3339(), "2026-02-01T00:00:00+00:00");
    let (jekyll, _) = front("published: false\nredirect_from: /x\nexcerpt: E");
    assert!(jekyll.draft);
    assert_eq!(jekyll.aliases, ["/x"]);
    assert_eq!(jekyll.summary.as_deref(), Some("E"));
    let text = "+++\ntitle='Z'\n[taxonomies]\ntags=['x']\nauthors=['Bo']\n[extra]\nimage='i.png'\n+++\n";
    let zola = interpret(&split(text).unwrap().matter.unwrap(), Terms::ByComma, &mut Findings::of("a"));
    assert_eq!((zola.categories, zola.image), (vec!["x".to_owned()], Some("i.png".to_owned())));
    assert_eq!(zola.authors[0].name.as_deref(), Some("Bo"));
}

#[test]
fn a_hugo_published_date_is_a_date() {
    let (front, problems) = front("published: 2026-03-01T00:00:00Z\nfeed: false");
    assert!(front.publish_date.is_some() && !front.draft && front.unlisted);
    assert!(problems.is_empty());
}

#[test]
fn a_page_that_eleventy_does_not_write_is_not_listed() {
    for hidden in ["permalink: false", "eleventyExcludeFromCollections: true"] {
        let (front, _) = front(hidden);
        assert_eq!((front.unlisted, front.url), (true, None), "{hidden}");
    }
    let (front, _) = front("permalink: '/{{ title | slugify }}/'");
    assert_eq!((front.unlisted, front.url), (false, None));
}

#[test]
fn what_eleventy_finds_out_itself_is_no_wrong_date() {
    let (front, problems) = front("date: git Created\nupdated: Last Modified");
    assert_eq!((front.date, front.wrong_date, front.updated), (None, None, None));
    assert!(problems.is_empty());
}

#[test]
fn wrong_values_are_told_with_their_line() {
    let (_, problems) = front("title: [a]\ndate: soon\nseason: many");
    assert_eq!(
        problems,
        [
            "a.md:3: cannot read the date 'soon': write it like 2026-01-31 or 2026-01-31T09:00:00Z",
            "a.md:2: cannot use the front matter's 'title': expected a text",
            "a.md:4: cannot use the front matter's 'season': expected a number",
        ]
    );
}

#[test]
fn people_as_written() {
    let shown = |text: &str| {
        let found = person(text).unwrap();
        [found.name, found.email, found.url].map(Option::unwrap_or_default).join("|")
    };
    assert_eq!(shown("Jane Doe <j@x.org>"), "Jane Doe|j@x.org|");
    assert_eq!(shown("j@x.org (Jane Doe)"), "Jane Doe|j@x.org|");
    assert_eq!(shown("Jane (https://x.org)"), "Jane||https://x.org");
    assert_eq!(shown("j@x.org"), "|j@x.org|");
    assert_eq!(shown("Jane (Editor)"), "Jane (Editor)||");
    assert!(person("  ").is_none());
}

#[test]
fn an_episode() {
    let (front, problems) = front(
        "enclosure: {file: a.mp3, length: 12, type: audio/mpeg}\nepisode: 3\nseason: '2'\nduration: 1:02:03\n\
         transcript: t.vtt\nchapters:\n  - {start: '0:30', title: One}\nhosts: [Ann]\nepisodeType: Bonus\nexplicit: no",
    );
    let episode = front.episode;
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!((episode.number, episode.season, episode.duration_s), (Some(3), Some(2), Some(3723.0)));
    assert_eq!(episode.enclosures[0].length, Some(12));
    assert_eq!(episode.transcripts[0].reference, "t.vtt");
    assert!((episode.chapter_list[0].start_s - 30.0).abs() < f64::EPSILON);
    assert_eq!(episode.persons[0].role.as_deref(), Some("host"));
    assert_eq!((episode.kind.as_deref(), episode.explicit), (Some("bonus"), Some(false)));
}

#[test]
fn a_key_that_is_left_empty_hides_no_other() {
    let (front, problems) = front(
        "id: ''\nguid: g\nsummary:\ndescription: D\nimage: ''\ncover: [c.png]\nupdated:\nlastmod: 2026-02-01\n\
         extra:\n  summary: E\nauthors: ['']\nauthor: Ann",
    );
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!((front.id.as_deref(), front.summary.as_deref()), (Some("g"), Some("D")));
    assert_eq!((front.image.as_deref(), front.updated.is_some()), (Some("c.png"), true));
    assert_eq!(front.authors[0].name.as_deref(), Some("Ann"));
}

#[test]
fn what_an_episode_says_of_its_file_may_stand_beside_it() {
    let (front, problems) = front(
        "enclosure: https://cdn.example/a.mp3\nlength: 12\nhosts: Ann\nguests: {name: Bo, url: https://b.example/}",
    );
    assert!(problems.is_empty(), "{problems:?}");
    let episode = front.episode;
    assert_eq!(episode.enclosures[0].length, Some(12));
    let persons: Vec<_> =
        episode.persons.iter().map(|person| (&*person.name, person.role.as_deref())).collect();
    assert_eq!(persons, [("Ann", Some("host")), ("Bo", Some("guest"))]);
}

#[test]
fn what_means_nothing_is_told() {
    let (front, problems) = front(
        "draft: perhaps\nlang: xx-nowhere\nexplicit: a bit\nepisodeType: special\nfeed: main\npermalink: /x/\nblock: no",
    );
    assert!(!front.draft && !front.unlisted && front.language.is_none());
    assert_eq!(
        problems,
        [
            "a.md:2: cannot use the front matter's 'draft': expected true or false",
            "a.md:3: cannot use the front matter's 'lang': expected a registered language such as en or pt-BR",
            "a.md:5: cannot use the front matter's 'episodetype': expected full, trailer or bonus",
            "a.md:4: cannot use the front matter's 'explicit': expected true or false",
        ]
    );
    assert_eq!(front.episode.block, Some(false));
}
