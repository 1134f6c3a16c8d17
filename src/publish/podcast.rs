//! Podcast data in RSS and Atom: `itunes`, `podcast` and Podlove's chapters. [`of_item`] is for an episode,
//! [`of_feed`] for a feed that has some.

use std::collections::BTreeSet;

use url::Url;

use crate::iri;
use crate::model::edition::{Item, Masthead, Picture, Podcast};
use crate::model::feed::Chapter;

use super::extension::{Element, positive};
use super::text::{is_public_site, plain, uri};

/// What `item` has as an episode.
pub fn of_item(item: &Item) -> Vec<Element> {
    let Some(podcast) = &item.podcast else { return Vec::new() };
    let mut elements = itunes(podcast, item.image.as_ref());
    elements.extend(podcast_namespace(podcast));
    elements.extend(chapter_list(&podcast.chapter_list));
    elements
}

/// What Apple's directory, and validators after it, ask of a feed that has episodes.
pub fn of_feed(masthead: &Masthead, items: &[Item]) -> Vec<Element> {
    let podcasts: Vec<&Podcast> = items.iter().filter_map(|item| item.podcast.as_ref()).collect();
    if podcasts.is_empty() {
        return Vec::new();
    }
    let explicit = podcasts.iter().any(|podcast| podcast.explicit == Some(true));
    let mut elements = vec![
        Element::text("itunes:explicit", explicit.to_string()),
        Element::new("itunes:category").with("text", itunes_category(&masthead.categories)),
    ];
    // Apple takes no feed without a picture in one of these formats, and shows the author below the title.
    let suits = |url: &&Url| {
        let path = url.path().to_ascii_lowercase();
        [".jpg", ".jpeg", ".png"].iter().any(|ending| path.ends_with(ending)) && is_public_site(url)
    };
    elements.extend(
        masthead.logo.as_ref().filter(suits).map(|url| Element::new("itunes:image").with("href", uri(url))),
    );
    let author = masthead.author.as_ref();
    let name = author.map_or(masthead.title.as_str(), |author| author.name.as_str());
    elements.push(Element::text("itunes:author", itunes_name(name)));
    if let Some((author, email)) = author.and_then(|author| Some((author, author.email.as_ref()?))) {
        elements.push(Element::new("itunes:owner").containing([
            Element::text("itunes:email", email),
            Element::text("itunes:name", itunes_name(&author.name)),
        ]));
    }
    elements
}

/// Apple allows 255 characters, with what [`plain`] adds to them.
fn itunes_name(name: &str) -> String {
    const LONGEST: usize = 255;
    plain(name).chars().take(LONGEST).collect::<String>().trim_end().to_owned()
}

/// Apple's list of top categories is closed; a feed of many feeds is "News" if it names none.
fn itunes_category(categories: &[String]) -> &'static str {
    const APPLE: [&str; 19] = [
        "Arts",
        "Business",
        "Comedy",
        "Education",
        "Fiction",
        "Government",
        "History",
        "Health & Fitness",
        "Kids & Family",
        "Leisure",
        "Music",
        "News",
        "Religion & Spirituality",
        "Science",
        "Society & Culture",
        "Sports",
        "Technology",
        "True Crime",
        "TV & Film",
    ];
    let named = |apple: &&&str| categories.iter().any(|category| category.eq_ignore_ascii_case(apple));
    APPLE.iter().find(named).copied().unwrap_or("News")
}

/// The language of the feed. One with episodes must name one, for directories: its own, else that of all its
/// entries, else that of several (`mul`) or an unknown one (`und`).
pub fn language(masthead: &Masthead, items: &[Item]) -> Option<String> {
    let own = masthead.language.as_deref().and_then(iri::iso639_language);
    if own.is_some() || items.iter().all(|item| item.podcast.is_none()) {
        return own;
    }
    let mut spoken: BTreeSet<_> = items.iter().map(|item| item.language.as_deref()).collect();
    let only = spoken.pop_first().flatten().filter(|_| spoken.is_empty()).and_then(iri::iso639_language);
    let unknown = if spoken.is_empty() { "und" } else { "mul" };
    Some(only.unwrap_or_else(|| unknown.to_owned()))
}

fn itunes(podcast: &Podcast, image: Option<&Picture>) -> Vec<Element> {
    let mut elements = Vec::new();
    let seconds = podcast.duration_s.filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
    elements.extend(seconds.map(|seconds| Element::text("itunes:duration", format!("{seconds:.0}"))));
    elements.extend(positive(podcast.episode).map(|number| Element::text("itunes:episode", number)));
    elements.extend(positive(podcast.season).map(|number| Element::text("itunes:season", number)));
    let kind = podcast.episode_type.as_deref().filter(|kind| matches!(*kind, "full" | "trailer" | "bonus"));
    elements.extend(kind.map(|kind| Element::text("itunes:episodeType", kind)));
    elements.extend(podcast.explicit.map(|flag| Element::text("itunes:explicit", flag.to_string())));
    let block = podcast.block.map(|flag| if flag { "yes" } else { "no" });
    elements.extend(block.map(|flag| Element::text("itunes:block", flag)));
    let image = image.filter(|picture| is_public_site(&picture.url));
    elements.extend(image.map(|picture| Element::new("itunes:image").with("href", uri(&picture.url))));
    elements
}

fn podcast_namespace(podcast: &Podcast) -> Vec<Element> {
    let mut elements = Vec::new();
    elements.extend(podcast.transcripts.iter().filter_map(|transcript| {
        // The namespace demands a type.
        let media_type = transcript.media_type.as_deref().unwrap_or("text/html");
        let url = web_address(&transcript.url)?;
        Some(
            Element::new("podcast:transcript")
                .with("url", url)
                .with("type", media_type)
                .with_some("language", transcript.language.clone())
                .with_some("rel", transcript.rel.clone()),
        )
    }));
    elements.extend(podcast.chapters.as_ref().map(|url| {
        Element::new("podcast:chapters").with("url", uri(url)).with("type", "application/json+chapters")
    }));
    elements.extend(podcast.persons.iter().map(|person| {
        Element::text("podcast:person", plain(&person.name))
            .with_some("role", person.role.clone())
            .with_some("group", person.group.clone())
            .with_some("href", person.href.as_deref().and_then(web_address))
            .with_some("img", person.img.as_deref().and_then(web_address))
    }));
    elements
}

/// An address that the model has as text.
fn web_address(text: &str) -> Option<String> {
    Url::parse(text).ok().filter(Url::has_host).map(|url| uri(&url))
}

/// Podlove Simple Chapters.
fn chapter_list(chapters: &[Chapter]) -> Option<Element> {
    let chapters: Vec<Element> = chapters
        .iter()
        .filter(|chapter| chapter.start_s.is_finite() && chapter.start_s >= 0.0)
        .map(|chapter| {
            Element::new("psc:chapter")
                .with("start", normal_play_time(chapter.start_s))
                .with("title", plain(&chapter.title))
                .with_some("href", chapter.url.as_deref().and_then(web_address))
                .with_some("image", chapter.image.as_deref().and_then(web_address))
        })
        .collect();
    let list = Element::new("psc:chapters").with("version", "1.2");
    (!chapters.is_empty()).then(|| list.containing(chapters))
}

/// `HH:MM:SS.mmm`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "finite and not negative; saturates"
)]
fn normal_play_time(seconds: f64) -> String {
    let millis = (seconds * 1000.0).round() as u64;
    let (seconds, millis) = (millis / 1000, millis % 1000);
    format!("{:02}:{:02}:{:02}.{millis:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::fixture::{masthead, plain_item};

    #[test]
    fn times_are_written_as_chapters_want_them() {
        assert_eq!(normal_play_time(3723.5), "01:02:03.500");
    }

    #[test]
    fn a_feed_with_episodes_has_a_language() {
        let silent = Masthead { language: None, ..masthead() };
        let speaking = |language: Option<&str>| Item {
            language: language.map(str::to_owned),
            podcast: Some(Podcast::default()),
            ..plain_item(1)
        };
        let of = |languages: &[Option<&str>]| {
            let items: Vec<Item> = languages.iter().map(|name| speaking(*name)).collect();
            language(&silent, &items)
        };
        assert_eq!(of(&[Some("de"), Some("de")]).as_deref(), Some("de"));
        assert_eq!(of(&[Some("de"), Some("fr")]).as_deref(), Some("mul"));
        assert_eq!(of(&[None]).as_deref(), Some("und"));
        assert_eq!(language(&silent, &[plain_item(1)]), None);
        assert_eq!(language(&masthead(), &[speaking(Some("de"))]).as_deref(), Some("en"));
    }

    #[test]
    fn a_name_is_no_longer_than_apple_allows() {
        let masthead = Masthead { title: "<b>".repeat(100), author: None, ..masthead() };
        let items = [Item { podcast: Some(Podcast::default()), ..plain_item(1) }];
        let author = of_feed(&masthead, &items).into_iter().find(|element| element.name == "itunes:author");
        assert_eq!(author.unwrap().value.unwrap().chars().count(), 255);
    }
}
