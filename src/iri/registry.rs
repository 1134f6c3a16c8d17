//! Which languages there are: [`registered_language`] is [`language`](fn@super::language::language) with the registry
//! of IANA asked besides, as the checkers of feeds and pages do.
//!
//! What the registry does not know, or no longer wants, is left out of a tag: `en-UK` is `en-GB`,
//! `de-XX` is `de`, and `jp` is none. Variants, extensions and private subtags, which may stand only behind
//! certain others, go too.

use super::language::language;

/// The registry (RFC 5646, 3.1): languages of two and of three letters, regions of two letters and of three
/// digits, scripts; a line each, sorted, without a gap. What is deprecated is not in it.
const SUBTAGS: &str = include_str!("subtags.txt");

/// What the registry prefers to tags and languages that it deprecates, and what is meant by others that
/// feeds often write.
const PREFERRED: [(&str, &str); 17] = [
    ("art-lojban", "jbo"),
    ("i-hak", "hak"),
    ("i-klingon", "tlh"),
    ("i-lux", "lb"),
    ("i-navajo", "nv"),
    ("in", "id"),
    ("iw", "he"),
    ("ji", "yi"),
    ("jw", "jv"),
    ("mo", "ro"),
    ("no-bok", "nb"),
    ("no-nyn", "nn"),
    ("zh-guoyu", "cmn"),
    ("zh-hakka", "hak"),
    ("zh-min-nan", "nan"),
    ("zh-xiang", "hsn"),
    ("zh-yue", "yue"),
];

/// The same of regions.
const PREFERRED_REGIONS: [(&str, &str); 7] =
    [("BU", "MM"), ("DD", "DE"), ("FX", "FR"), ("TP", "TL"), ("UK", "GB"), ("YD", "YE"), ("ZR", "CD")];

/// The registered tag that `text` means; `None` where it means none.
pub fn registered_language(text: &str) -> Option<String> {
    let tag = language(text)?;
    let preferred =
        |wanted: &str| PREFERRED.iter().find(|(tag, _)| *tag == wanted).map(|(_, better)| *better);
    if let Some(better) = preferred(&tag) {
        return Some(better.to_owned());
    }
    let [two, three, regions, areas, scripts] = lists();
    let is_listed = |list: &str, width, subtag: &str| subtag.len() == width && is_in(list, width, subtag);
    let mut subtags = tag.split('-');
    let first = subtags.next().unwrap_or_default();
    let first = preferred(first).unwrap_or(first);
    if !is_listed(two, 2, first) && !is_listed(three, 3, first) {
        return None;
    }
    let mut known = first.to_owned();
    for subtag in subtags.take_while(|subtag| subtag.len() > 1) {
        let region = PREFERRED_REGIONS.iter().find(|(old, _)| *old == subtag).map_or(subtag, |(_, new)| *new);
        if is_listed(scripts, 4, subtag) || is_listed(regions, 2, region) || is_listed(areas, 3, region) {
            known.push('-');
            known.push_str(region);
        }
    }
    Some(known)
}

fn lists() -> [&'static str; 5] {
    let mut lines = SUBTAGS.lines();
    [(); 5].map(|()| lines.next().unwrap_or_default())
}

/// Whether `subtag` is in a sorted `list` of subtags that are `width` bytes each.
fn is_in(list: &str, width: usize, subtag: &str) -> bool {
    let (mut low, mut high) = (0, list.len() / width);
    while low < high {
        let middle = usize::midpoint(low, high);
        match list[middle * width..][..width].cmp(subtag) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return true,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_lists_are_sorted_and_without_a_gap() {
        for (list, width) in lists().into_iter().zip([2, 3, 2, 3, 4]) {
            assert!(!list.is_empty() && list.len() % width == 0);
            let subtags: Vec<&[u8]> = list.as_bytes().chunks(width).collect();
            assert!(subtags.is_sorted() && list.is_ascii());
        }
    }

    #[test]
    fn only_what_is_registered_stays() {
        for (given, tag) in [
            ("en", Some("en")),
            ("EN_us", Some("en-US")),
            ("en-UK", Some("en-GB")),
            ("de-XX", Some("de")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            ("zh-Zzxx", Some("zh")),
            ("es-419", Some("es-419")),
            ("gsw", Some("gsw")),
            ("und", Some("und")),
            ("iw", Some("he")),
            ("iw-IL", Some("he-IL")),
            ("i-klingon", Some("tlh")),
            ("zh-yue", Some("yue")),
            ("de-CH-1996", Some("de-CH")),
            ("de-de-u-co-phonebk", Some("de-DE")),
            ("en-US-x-twain", Some("en-US")),
            ("jp", None),
            ("none", None),
            ("rust", None),
            ("x-private", None),
            ("i-default", None),
            ("klingon", None),
            ("en, fr", None),
        ] {
            assert_eq!(registered_language(given).as_deref(), tag, "{given}");
        }
    }

    proptest! {
        #[test]
        fn a_registered_tag_stays_as_it_is(text in "[a-z]{2,3}([-_][a-zA-Z0-9]{1,8}){0,4}") {
            if let Some(tag) = registered_language(&text) {
                prop_assert_eq!(registered_language(&tag), Some(tag));
            }
        }
    }
}
